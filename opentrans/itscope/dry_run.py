"""A client that shows the request that it would send, and sends none."""

from __future__ import annotations

from typing import Any, NoReturn

from .client import ITscope
from .exchange import Request
from .session import Session


class RequestShown(Exception):
    """Raised in place of sending: ``request`` is what would have been sent."""

    def __init__(self, request: Request) -> None:
        super().__init__(f"{request.method} {request.path}")
        self.request = request


class DryRun(ITscope):
    """As ITscope, but every request raises RequestShown."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self._session.close()
        self._session = _Mute(self._session.base_path)

    def headers(self, request: Request) -> dict[str, str]:
        """The headers of a request, without the secret in them."""
        typed = {} if request.content is None else {"Content-Type": "application/xml"}
        return {"User-Agent": self.user_agent, "Authorization": "Basic ***", **typed}


class _Mute(Session):
    def __init__(self, base_path: str) -> None:
        self.base_path = base_path

    def ask(self, request: Request) -> NoReturn:
        raise RequestShown(request)

    def close(self) -> None:
        pass
