"""A clock that several processes share: it runs faster than the real one, and may be ahead."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True)
class SharedClock:
    """``speed`` times as fast as the real one since ``start``, ``ahead`` seconds ahead."""

    start: float
    speed: float
    ahead: float = 0.0

    def time(self) -> float:
        """Seconds since 1970."""
        return self.start + (time.time() - self.start) * self.speed + self.ahead

    def monotonic(self) -> float:
        """Seconds since some moment."""
        return time.monotonic() * self.speed + self.ahead

    def sleep(self, seconds: float, /) -> None:
        """Let so many seconds pass."""
        time.sleep(seconds / self.speed)
