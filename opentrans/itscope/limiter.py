"""Staying below ITscope's rate limit: more than 600 connections in 60 s block the address for 30 minutes."""

from __future__ import annotations

import threading
from collections import deque
from typing import Protocol

#: ITscope's figures (its API guide).
WINDOW = 60.0
BLOCK = 1800.0

#: So many requests in 60 s are sent at most, so that two programs at the same address stay below 600 together.
REQUESTS = 290


class Clock(Protocol):
    """What of the module ``time`` is used; another clock may run faster."""

    def time(self) -> float:
        """Seconds since 1970."""

    def monotonic(self) -> float:
        """Seconds since some moment."""

    def sleep(self, seconds: float, /) -> None:
        """Let so many seconds pass."""


class Limiter:
    """Lets at most ``requests`` (None: any number) through in 60 s; the threads of a process may share one."""

    def __init__(self, requests: int | None, clock: Clock) -> None:
        if requests is not None and requests < 1:
            raise ValueError("the limit is at least one request in 60 s, or None")
        self._requests = requests
        self._clock = clock
        self._sent: deque[float] = deque()
        self._blocked_until = float("-inf")
        self._lock = threading.Lock()

    def wait(self) -> float:
        """Return 0 as soon as one more request may be sent, and count it.

        While the server blocks this address nothing is waited for: for how many seconds it does is returned.
        """
        while True:
            with self._lock:
                now = self._clock.monotonic()
                if now < self._blocked_until:
                    return self._blocked_until - now
                pause = self._pause(now)
            if pause == 0:
                return 0.0
            self._clock.sleep(pause)

    def _pause(self, now: float) -> float:
        """For how long the next request has to wait; one that has not to is counted."""
        if self._requests is None:
            return 0.0
        while self._sent and now - self._sent[0] >= WINDOW:
            self._sent.popleft()
        if len(self._sent) < self._requests:
            self._sent.append(now)
            return 0.0
        return max(self._sent[0] + WINDOW - now, 0.001)

    def block(self, seconds: float) -> None:
        """Remember that the server blocks this address for so many seconds from now on."""
        with self._lock:
            self._blocked_until = max(self._blocked_until, self._clock.monotonic() + seconds)
