"""Who is let in: rate limit, User-Agent, account and key."""

from __future__ import annotations

import random
from base64 import b64encode
from collections import deque
from collections.abc import Mapping
from hmac import compare_digest

from ..limiter import BLOCK, WINDOW
from ..settings import filtered_words
from .clock import SandboxClock
from .rendering import Refused

#: More requests than this in 60 s block the address (ITscope's API guide).
REQUESTS = 600

_HEADERS = 16 * 1024


class Guard:
    """Lets requests in or refuses them.

    Args:
        limit: so many requests are let in within 60 s by ``clock``; one more blocks everybody for 30 minutes, and each
            request meanwhile begins them anew (that part is an assumption). None for any number.
    """

    def __init__(self, account_id: str, api_key: str, limit: int | None, clock: SandboxClock) -> None:
        self._account_id = account_id
        self._limit = limit
        self._clock = clock
        self._let_in: deque[float] = deque()
        self._blocked_until = float("-inf")
        self._random = random.Random(0)  # noqa: S311
        self.set_key(api_key)

    def set_key(self, api_key: str) -> None:
        """From now on only this key is right."""
        self.__expected = b64encode(f"{self._account_id}:{api_key}".encode())

    def count(self) -> None:
        """Count a request. Raises Refused where there were too many."""
        now = self._clock.monotonic()
        while self._let_in and now - self._let_in[0] >= WINDOW:
            self._let_in.popleft()
        if self._limit is not None and (now < self._blocked_until or len(self._let_in) >= self._limit):
            self._blocked_until = now + BLOCK
            raise Refused(503, f"Rate Limit Exceeded: more than {self._limit} requests in {WINDOW:.0f} s")
        self._let_in.append(now)

    def delay(self, headers: Mapping[str, str]) -> float:
        """For how many seconds by the clock a request is held up.

        Raises Refused for an empty User-Agent, and for headers that are too long.
        """
        if sum(len(name) + len(value) + 4 for name, value in headers.items()) > _HEADERS:
            raise Refused(400, f"the headers are longer than {_HEADERS:,} bytes")
        user_agent = headers.get("User-Agent", "")
        if not user_agent.strip():
            raise Refused(403, "the header User-Agent is missing: Company - Application - Version")
        return self._random.uniform(10, 20) if filtered_words(user_agent) else 0.0

    def admit(self, authorization: str) -> None:
        """Raise Refused unless account and key are right (HTTP Basic)."""
        scheme, _, encoded = authorization.partition(" ")
        if scheme.lower() != "basic" or not compare_digest(encoded.strip().encode("latin-1"), self.__expected):
            raise Refused(401, "account id or API key is wrong")

    def __repr__(self) -> str:
        return "Guard()"
