"""What an answer, or the lack of one, means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from .answers import Data, UnreadableAnswer, data_of, messages_in, sounds_failed
from .errors import (
    AnswerError,
    AuthenticationError,
    ITscopeConnectionError,
    ITscopeError,
    ITscopeTimeoutError,
    NotFoundError,
    RateLimitError,
    RefusedError,
    ServerError,
    UnknownOutcomeError,
)
from .exchange import Answer, Failure, Request
from .limiter import BLOCK

_T = TypeVar("_T")
_RETRIABLE = frozenset({500, 502, 503, 504})


def error_of(request: Request, outcome: Answer | Failure, now: float) -> ITscopeError | None:
    """The error that an outcome stands for, None for a success; ``now`` in seconds since 1970."""
    if isinstance(outcome, Failure):
        return _of_failure(request, outcome)
    status = outcome.status
    success = 200 <= status < 300
    if success and not request.effect:
        return None
    page = success and outcome.is_html
    if success and not page and not sounds_failed(outcome):
        return None
    said = "; ".join(messages_in(outcome)[:3])
    place = _place(outcome)
    if success:
        kind = "a web page came instead of an answer" if page else "the status is a success, the words are a failure's"
        return UnknownOutcomeError(f"{kind}: {said}" if said else kind, **place)
    if is_rate_limit(outcome):
        seconds = outcome.retry_after or BLOCK
        until = datetime.fromtimestamp(now + seconds, UTC)
        return RateLimitError(said or "too many requests", until=until, seconds=seconds, **place)
    if 300 <= status < 400:
        said = f"the server points to {outcome.location or 'another address'}, which is not followed"
        return (UnknownOutcomeError if request.effect else RefusedError)(said, **place)
    if status in {401, 403}:
        return AuthenticationError(said or "access denied", **place)
    if status == 404:
        return NotFoundError(said or "not found", **place)
    if 400 <= status < 500 and status != 408:
        return RefusedError(said or "refused", **place)
    return (UnknownOutcomeError if request.effect else ServerError)(said or "the server failed", **place)


def _of_failure(request: Request, failure: Failure) -> ITscopeError:
    place: dict[str, Any] = {"method": request.method, "path": request.path}
    place |= {"status": failure.status, "body": failure.body}
    timely = ITscopeTimeoutError if failure.timed_out else ITscopeConnectionError
    if not failure.sent:
        if "CERTIFICATE_VERIFY_FAILED" in failure.reason:
            place["advice"] = "nothing was sent: if a proxy of your company signs, name its authority (SSL_CERT_FILE)"
        return timely(f"no connection: {failure.reason}", **place)
    if request.effect:
        return UnknownOutcomeError(f"no whole answer: {failure.reason}", **place)
    if failure.unusable:
        return AnswerError(failure.reason, **place)
    return timely(f"no whole answer: {failure.reason}", **place)


def is_rate_limit(answer: Answer) -> bool:
    """Does ITscope block this address? 503 with the text that its guide names, or 429."""
    return answer.status == 429 or (answer.status == 503 and b"rate limit exceeded" in answer.body.lower())


def may_try_again(request: Request, outcome: Answer | Failure) -> bool:
    """May the same request be sent once more without asking anybody?

    A GET after a failure on the way and a server's failure; everything else only if nothing was sent.
    """
    reading = request.method == "GET"
    if isinstance(outcome, Answer):
        return reading and outcome.status in _RETRIABLE and not is_rate_limit(outcome)
    return not outcome.sent or (reading and not outcome.unusable)


def understood(answer: Answer, read: Callable[[Data], _T]) -> _T:
    """What ``read`` makes of the answer's data. Raises AnswerError where that cannot be read."""
    try:
        return read(data_of(answer))
    except UnreadableAnswer as error:
        reason = str(error)
    raise unreadable(answer, reason)


def unreadable(answer: Answer, reason: str) -> AnswerError:
    """The error for an answer that is a success and yet of no use."""
    return AnswerError(reason, **_place(answer))


def _place(answer: Answer) -> dict[str, Any]:
    return {"method": answer.method, "path": answer.path, "status": answer.status, "body": answer.body}
