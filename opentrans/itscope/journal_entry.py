"""The values of the journal: what is uploaded, how far it came, and what was there before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from ..errors import OpenTransError
from ..same_document import content_hash

if TYPE_CHECKING:
    from .client import ITscope
    from .uploads import Upload

#: ``open``: the request may be under way. ``unknown``: it ended without an answer. ``not-sent``: it had no effect.
State: TypeAlias = Literal["open", "sent", "unknown", "not-sent"]


class JournalError(OpenTransError, OSError):
    """A journal that cannot be read or written; ``path`` names it, ``reason`` says why."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"the journal {path}: {reason}")
        self.path = path
        self.reason = reason

    def __reduce__(self) -> tuple[type[JournalError], tuple[str, str]]:
        return type(self), (self.path, self.reason)


class Key(NamedTuple):
    """What makes two uploads the same.

    ``target`` is the deal, for ``send`` the supplier; ``document_id`` and ``content`` (``content_hash``) are empty
    where ITscope makes the document.
    """

    base_url: str
    account: str
    target: str
    action: str
    document_id: str
    content: str


class Baseline(NamedTuple):
    """What the target held before the first request: transactions (``send``: deals), and the deal's status."""

    known: tuple[str, ...] = ()
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An upload as the journal knows it.

    ``since`` is when it came to its state; ``owner`` the token of the process that sends or sent it; ``again`` says
    that the same was sent once before; ``revision`` grows, over the whole journal, with everything that is written.
    """

    number: int
    key: Key
    state: State
    since: datetime
    owner: str
    baseline: Baseline
    again: bool
    revision: int


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an entry."""

    at: datetime
    state: State
    what: str


def key_of(client: ITscope, upload: Upload) -> Key:
    """The key of an upload through a client; upper and lower case of the base URL are one."""
    content = "" if upload.document is None else content_hash(upload.document)
    return Key(
        client.base_url.lower(), client.account_id, upload.target, upload.action, upload.document_id or "", content
    )


def moment(seconds: float) -> datetime:
    """Seconds since 1970 as an aware datetime."""
    return datetime.fromtimestamp(seconds, UTC)
