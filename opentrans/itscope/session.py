"""Requests one after the other: within the rate limit, repeated where that is safe, logged without secrets."""

from __future__ import annotations

import logging
import random
import time
from datetime import UTC, datetime
from urllib.parse import urlsplit

from .credentials import Credentials
from .errors import RateLimitError
from .exchange import Answer, Request
from .failures import error_of, may_try_again
from .limiter import Limiter
from .settings import Settings

_LOG = logging.getLogger("opentrans.itscope")
_LONGEST_PAUSE = 8.0


class Session:
    """What the requests of a client share."""

    def __init__(self, base_url: str, agent: str, credentials: Credentials, settings: Settings) -> None:
        from .transport import Channel

        parts = urlsplit(base_url)
        self.base_path: str = parts.path
        origin = f"{parts.scheme}://{parts.netloc}"
        self._channel = Channel(origin, agent, credentials, settings)
        self._clock = settings.clock
        self._limiter = Limiter(
            settings.requests, settings.clock, file=settings.limit_file, server=parts.netloc.lower()
        )
        self._retries = settings.retries

    def close(self) -> None:
        """Close what is open."""
        self._channel.close()

    def ask(self, request: Request) -> Answer:
        """The answer to a request, if it is a success; otherwise its ITscopeError is raised."""
        attempt = 0
        while True:
            self._await_turn(request)
            begun = time.monotonic()
            outcome = self._channel.exchange(request)
            shown = outcome.status if isinstance(outcome, Answer) else outcome.reason
            _LOG.debug("%s %s: %s (%.3f s)", request.method, request.path, shown, time.monotonic() - begun)
            error = error_of(request, outcome, self._clock.time())
            if error is None and isinstance(outcome, Answer):
                return outcome
            if isinstance(error, RateLimitError):
                self._limiter.block(error.seconds)
            if attempt == self._retries or not may_try_again(request, outcome):
                break
            asked = outcome.retry_after if isinstance(outcome, Answer) else None
            self._pause(attempt, asked or 0.0)
            attempt += 1
        assert error is not None
        raise error

    def _pause(self, attempt: int, asked: float) -> None:
        """Wait 0.25 to 0.5 s, then twice as long each time, or as long as the server asks; 8 s at most."""
        jittered = 0.5 * 2**attempt * random.uniform(0.5, 1)  # noqa: S311
        self._clock.sleep(min(_LONGEST_PAUSE, max(asked, jittered)))

    def _await_turn(self, request: Request) -> None:
        if (seconds := self._limiter.wait()) > 0:
            until = datetime.fromtimestamp(self._clock.time() + seconds, UTC)
            raise RateLimitError(
                "ITscope blocks this address", until=until, seconds=seconds, method=request.method, path=request.path
            )
