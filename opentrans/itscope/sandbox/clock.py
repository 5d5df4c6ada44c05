"""The sandbox's clock, which tests may let run faster or put forward."""

from __future__ import annotations

import time


class SandboxClock:
    """A clock that begins now and runs ``speed`` times as fast as the real one.

    It can be the clock of a client's Settings too, so that both agree about blocks and pauses.

    >>> clock = SandboxClock()
    >>> before = clock.time()
    >>> clock.advance(1800)
    >>> clock.time() - before >= 1800
    True
    """

    def __init__(self, speed: float = 1.0) -> None:
        if not speed > 0:
            raise ValueError("a clock runs forward: speed is greater than 0")
        self.speed = speed
        self._start = time.time()
        self._begun = time.monotonic()
        self._ahead = 0.0

    def time(self) -> float:
        """Seconds since 1970, by this clock."""
        return self._start + self.monotonic()

    def monotonic(self) -> float:
        """Seconds since the clock was made, by this clock."""
        return (time.monotonic() - self._begun) * self.speed + self._ahead

    def sleep(self, seconds: float, /) -> None:
        """Wait until so many seconds have passed by this clock."""
        time.sleep(max(0.0, seconds) / self.speed)

    def advance(self, seconds: float) -> None:
        """Put the clock forward by so many seconds."""
        if seconds < 0:
            raise ValueError("a clock is not put back")
        self._ahead += seconds
