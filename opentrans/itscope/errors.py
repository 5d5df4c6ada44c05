"""The exceptions of the client. Each says what happened, where, and what to do.

OpenTransError
+-- ITscopeError                                   every request that did not end well
    +-- ITscopeConnectionError (ConnectionError)   no connection, or one that broke
    +-- ITscopeTimeoutError (TimeoutError)         no answer in time
    +-- AuthenticationError                        401, 403
    +-- NotFoundError (LookupError)                404
    +-- RefusedError (ValueError)                  the other 4xx, and redirects
    |   +-- MismatchError                          refused here, before anything was sent
    +-- RateLimitError                             too many requests; holds when the block ends
    +-- ServerError                                5xx
    |   +-- AnswerError (ValueError)               an answer that cannot be read
    +-- UnknownOutcomeError                        an upload that may or may not have taken effect

For an upload every error but UnknownOutcomeError means that it certainly had no effect.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from ..errors import OpenTransError

#: So many bytes of an answer are kept.
MAX_BODY = 8192


class ITscopeError(OpenTransError):
    """A request to ITscope that did not end well.

    ``reason`` says what happened; ``method`` and ``path`` name the request; ``status`` is the HTTP status, or None
    where no answer came; ``body`` holds the answer's first bytes as they came (8192 at most); ``advice`` says what
    to do.
    """

    usual_advice: ClassVar[str] = "see the reason"

    def __init__(
        self,
        reason: str,
        *,
        method: str,
        path: str,
        status: int | None = None,
        body: bytes = b"",
        advice: str | None = None,
    ) -> None:
        self.reason = reason
        self.method = method
        self.path = path
        self.status = status
        self.body: bytes = body[:MAX_BODY]
        self.advice: str = advice or self.usual_advice
        answered = "" if status is None else f"HTTP {status}: "
        super().__init__(f"{method} {path}: {answered}{reason}; {self.advice}")

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self.args, self.__dict__)


def _restore(kind: type[ITscopeError], args: tuple[Any, ...], state: dict[str, Any]) -> ITscopeError:
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(state)
    return error


class ITscopeConnectionError(ITscopeError, ConnectionError):
    """No connection, or one that broke while something was read; nothing was changed."""

    usual_advice = "nothing was changed: check network, base URL and proxy, then try again"


class ITscopeTimeoutError(ITscopeError, TimeoutError):
    """No connection, or no whole answer to something that was read, in time; nothing was changed."""

    usual_advice = "nothing was changed: try again later"


class AuthenticationError(ITscopeError):
    """ITscope does not accept account and key, or they do not allow this (401, 403)."""

    usual_advice = (
        "check account id and API key (a new key makes the old one invalid) and whether the account has this access"
    )


class NotFoundError(ITscopeError, LookupError):
    """ITscope knows no such deal, document or address (404)."""

    usual_advice = "check the number; the seller's methods exist only below /2.1"


class RefusedError(ITscopeError, ValueError):
    """ITscope refused the request; it had no effect."""

    usual_advice = "correct what ITscope names and send it again"


class MismatchError(RefusedError):
    """Action, document and deal do not fit each other; nothing was sent."""

    usual_advice = "nothing was sent: choose the document that belongs to this deal and action"


class RateLimitError(ITscopeError):
    """Too many requests: ITscope blocks this address, until ``until``, for ``seconds`` from now on."""

    def __init__(self, reason: str, *, until: datetime, seconds: float, **place: Any) -> None:
        self.until = until
        self.seconds = seconds
        advice = f"nothing was changed: send nothing before {until:%Y-%m-%d %H:%M:%S %Z}, each request prolongs it"
        super().__init__(reason, advice=advice, **place)


class ServerError(ITscopeError):
    """ITscope failed (5xx) while something was read; nothing was changed."""

    usual_advice = "nothing was changed: try again later"


class AnswerError(ServerError, ValueError):
    """An answer that cannot be read: of another kind, damaged, or too large."""

    usual_advice = "see the raw body; check that the base URL is ITscope's and no proxy answers in its place"


class UnknownOutcomeError(ITscopeError):
    """An upload without a whole answer: it may have taken effect, now or later."""

    usual_advice = "do not send it again: look at the deal first"
