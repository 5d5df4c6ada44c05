"""The values of the journal: what is uploaded, how far it came, and what was there before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias
from urllib.parse import urlsplit

from ..errors import OpenTransError
from ..same_document import content_hash
from .settings import is_loopback, origin_of

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

    ``base_url`` is without the API's version; ``target`` is the deal, for ``send`` the supplier; ``document_id`` and
    ``content`` (``content_hash``) are empty where ITscope makes the document.
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

    ``since`` is when it came to its state; ``owner`` the token of the process that sends or sent it; ``last_sent`` the
    revision with which it was sent last, 0 if never; ``revision`` grows, over the whole journal, with everything that
    is written.
    """

    number: int
    key: Key
    state: State
    since: datetime
    owner: str
    baseline: Baseline
    last_sent: int
    revision: int

    @property
    def again(self) -> bool:
        """Was the same sent before?"""
        return self.last_sent > 0


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an entry."""

    at: datetime
    state: State
    what: str


def key_of(client: ITscope, upload: Upload) -> Key:
    """The key of an upload through a client; a server is the same however its URL is spelled."""
    content = "" if upload.document is None else content_hash(upload.document)
    server = _server(client.base_url)
    return Key(server, client.account_id, upload.target, upload.action, upload.document_id or "", content)


def _server(base_url: str) -> str:
    """A base URL in one spelling, without the API's version; this machine is one, whatever its name."""
    scheme, host, port = origin_of(base_url)
    name = (host or "").rstrip(".")
    name = "localhost" if is_loopback(name) else f"[{name}]" if ":" in name else name
    path = re.sub(r"/\d+\.\d+$", "", urlsplit(base_url).path.rstrip("/").lower())
    return f"{scheme}://{name}:{port}{path}"


def moment(seconds: float) -> datetime:
    """Seconds since 1970 as an aware datetime."""
    return datetime.fromtimestamp(seconds, UTC)
