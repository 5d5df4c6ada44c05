"""Staying below ITscope's rate limit: more than 600 connections in 60 s block the address for 30 minutes."""

from __future__ import annotations

import json
import logging
import os
import threading
from collections import deque
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from math import inf
from typing import Protocol, TypeVar

#: ITscope's figures (its API guide).
WINDOW = 60.0
BLOCK = 1800.0

#: So many requests in 60 s are sent at most, so that two programs at the same address stay below 600 together.
REQUESTS = 290

_T = TypeVar("_T")
_LOG = logging.getLogger("opentrans.itscope")
_PATIENCE = 10.0


class Clock(Protocol):
    """What of the module ``time`` is used; another clock may run faster."""

    def time(self) -> float:
        """Seconds since 1970."""

    def monotonic(self) -> float:
        """Seconds since some moment."""

    def sleep(self, seconds: float, /) -> None:
        """Let so many seconds pass."""


class Limiter:
    """Lets at most ``requests`` (None: any number) through in 60 s; the threads of a process may share one.

    Args:
        requests: the limit.
        clock: tells and passes the time. Its ``monotonic`` must be the same for all who share a file, as that of the
            module ``time`` is for the processes of a machine; a change of the time of day moves it not.
        file: an SQLite file, made where there is none, in which the limiters of several processes count together and
            remember a block; None, or a file that cannot be used: this one counts for itself.
        server: in whose count the requests are; a file may hold several.
    """

    def __init__(
        self, requests: int | None, clock: Clock, *, file: str | os.PathLike[str] | None = None, server: str = ""
    ) -> None:
        if requests is not None and requests < 1:
            raise ValueError("the limit is at least one request in 60 s, or None")
        self._requests = requests
        self._clock = clock
        self._file = file
        self._server = server
        self._state = _State()
        self._lock = threading.Lock()

    def wait(self) -> float:
        """Return 0 as soon as one more request may be sent, and count it.

        While the server blocks this address nothing is waited for: for how many seconds it does is returned.
        """
        while True:
            with self._lock:
                blocked, pause = self._together(self._turn)
            if blocked > 0 or pause == 0:
                return blocked
            self._clock.sleep(pause)

    def block(self, seconds: float) -> None:
        """Remember that the server blocks this address for so many seconds from now on."""

        def remember() -> None:
            now = self._clock.monotonic()
            self._state.block = (now, max(self._state.block[1], now + seconds))

        with self._lock:
            self._together(remember)

    def _turn(self) -> tuple[float, float]:
        """For how long the block lasts, and for how long the next request must wait; one that need not is counted."""
        now = self._clock.monotonic()
        sent, (_, until) = self._state.sent, self._state.block
        if now < until:
            return until - now, 0.0
        if self._requests is None:
            return 0.0, 0.0
        while sent and now - sent[0] >= WINDOW:
            sent.popleft()
        if len(sent) < self._requests:
            sent.append(now)
            return 0.0, 0.0
        return 0.0, max(sent[0] + WINDOW - now, 0.001)

    def _together(self, do: Callable[[], _T]) -> _T:
        """Do it with what all have counted, while nobody else does."""
        if self._file is not None:
            import sqlite3

            try:
                with closing(sqlite3.connect(self._file, timeout=_PATIENCE, isolation_level=None)) as database:
                    database.execute("BEGIN IMMEDIATE")
                    database.execute("CREATE TABLE IF NOT EXISTS counts (server TEXT PRIMARY KEY, state TEXT NOT NULL)")
                    found = database.execute("SELECT state FROM counts WHERE server = ?", (self._server,)).fetchone()
                    self._state = _State() if found is None else _State.read(found[0], self._clock)
                    done = do()
                    database.execute(
                        "REPLACE INTO counts VALUES (?, ?)", (self._server, self._state.written(self._clock))
                    )
                    database.execute("COMMIT")
                    return done
            except (sqlite3.Error, ValueError, TypeError, LookupError) as error:
                _LOG.warning("requests are counted by this program alone: %s cannot be used (%s)", self._file, error)
                self._file = None
        return do()


@dataclass(slots=True)
class _State:
    """When the last requests were sent; since when and until when the server blocks."""

    sent: deque[float] = field(default_factory=deque)
    block: tuple[float, float] = (-inf, -inf)

    @classmethod
    def read(cls, text: str, clock: Clock) -> _State:
        """The state as it was written.

        Times to come are from before this machine was started, and left out; so is a block that has ended by the time
        of day.
        """
        now = clock.monotonic()
        sent, (since, until), day = json.loads(text)
        until = min(until, now + day - clock.time())
        return cls(deque(at for at in sent if at <= now), (since, until) if since <= now else (-inf, -inf))

    def written(self, clock: Clock) -> str:
        """The state as text; the end of the block by the time of day too."""
        return json.dumps([list(self.sent), self.block, clock.time() + self.block[1] - clock.monotonic()])
