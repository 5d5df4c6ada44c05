"""Uploads that are never sent twice: the journal says what was sent, ITscope is asked where it cannot know."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .effects import find_effect, take_baseline
from .errors import ITscopeError, MismatchError, UnknownOutcomeError
from .exchange import Answer
from .journal_entry import Entry, JournalError, State, key_of
from .uploads import Upload, prepare_upload

if TYPE_CHECKING:
    from .client import ITscope
    from .journal import Journal

_NO_SIGN = "ITscope shows no sign of it, and a late request may still take effect"


@dataclass(frozen=True, slots=True)
class Receipt:
    """An upload that has taken effect: its entry, and the answer if it was sent just now and answered."""

    entry: Entry
    sent_now: bool
    answer: Answer | None = None


class UnsettledError(UnknownOutcomeError):
    """An upload that may have been sent: now, before, or by a process that is at it just now (``running``)."""

    def __init__(self, reason: str, *, entry: Entry, running: bool = False, **place: Any) -> None:
        self.entry = entry
        self.running = running
        super().__init__(reason, **place)


class ConflictError(MismatchError):
    """Something else was uploaded there under the same document id, by ``entry``; nothing was sent."""

    def __init__(self, reason: str, *, entry: Entry, **place: Any) -> None:
        self.entry = entry
        super().__init__(reason, **place)


def upload_once(
    client: ITscope, journal: Journal, upload: Upload, *, replace: bool = False, retry_after: float | None = None
) -> Receipt:
    """Send an upload unless it has been sent.

    Args:
        client: the connection.
        journal: remembers what is sent; all who upload for the account should share it.
        upload: what ``prepare_upload`` made.
        replace: send it although something else was uploaded under the same document id; without a document also
            although the same was sent, once more with every call that says so.
        retry_after: send an upload of unknown outcome again if that many seconds have passed since and ITscope shows
            no sign of it. ITscope promises no time after which a lost request has no effect any more.

    Raises UnsettledError where the outcome is unknown, ConflictError without ``replace`` where it is needed,
    JournalError where the intent cannot be written, and the other errors of ``ITscope.upload``: these all mean that
    nothing was sent, or that it had no effect.
    """
    key = key_of(client, upload)
    repeat = replace and upload.document is None
    while True:
        related = journal.related(key)
        sent = [entry for entry in related if entry.state == "sent"]
        if sent and not repeat and (latest := max(sent, key=lambda entry: entry.revision)).key == key:
            return Receipt(latest, sent_now=False)
        seen = _resolve(client, journal, upload, related, retry_after)
        if seen is None:
            repeat = False  # what comes to light now may be just this repetition
            continue
        rivals = [entry for entry in seen if entry.key != key and entry.state != "not-sent"]
        if rivals and not replace:
            raise _conflict(upload, rivals[-1])
        baseline, deal = take_baseline(client, key)
        if deal is not None and upload.document is not None:
            prepare_upload(upload.action, deal, upload.document, validate=False)
        entry = journal.begin(key, baseline, seen)
        if entry is not None:
            return _send(client, journal, upload, entry)
        repeat = False


def look_again(client: ITscope, journal: Journal, entry: Entry) -> Entry | None:
    """Ask ITscope about an entry of unknown outcome, and write down what it shows.

    Returns the entry as it is now, None where another process changed it meanwhile. Raises UnsettledError where
    ITscope cannot be asked.
    """
    try:
        sign = find_effect(client, entry)
    except ITscopeError as error:
        journal.record(entry, "unknown", f"ITscope could not be asked: {error.reason}")
        raise _unsettled(entry, f"ITscope could not be asked ({error.reason})", path=error.path) from error
    if sign is not None:
        return journal.record(entry, "sent", f"ITscope shows it: {sign}")
    return journal.record(entry, "unknown", "ITscope shows no sign of it, which is no proof")


def _resolve(
    client: ITscope, journal: Journal, upload: Upload, related: list[Entry], retry_after: float | None
) -> list[Entry] | None:
    """The entries that bear on an upload, asked after; None where one has changed, so that all is to be seen anew.

    Raises UnsettledError for one whose outcome stays unknown and which must not be sent again.
    """
    seen = []
    for entry in related:
        if entry.state == "open":
            if journal.is_running(entry):
                raise _unsettled(entry, "another process is sending it just now", path=upload.path, running=True)
            journal.record(entry, "unknown", "the process that was sending it ended before it knew the outcome")
            return None
        now = look_again(client, journal, entry) if entry.state == "unknown" else entry
        if now is None or now.state != entry.state:
            return None
        if now.state == "unknown" and not (retry_after is not None and journal.seconds_in_state(now) >= retry_after):
            raise _unsettled(now, _NO_SIGN, path=upload.path)
        seen.append(now)
    return seen


def _send(client: ITscope, journal: Journal, upload: Upload, entry: Entry) -> Receipt:
    try:
        answer = client.upload(upload)
    except UnknownOutcomeError as error:
        lost = _recorded(journal, entry, "unknown", error.reason, upload)
        now = look_again(client, journal, lost)
        if now is not None and now.state == "sent":
            return Receipt(now, sent_now=True)
        raise _unsettled(lost, f"{error.reason}; {_NO_SIGN}", path=upload.path, status=error.status) from error
    except ITscopeError as error:
        before = entry.again and upload.document is None
        journal.record(entry, "sent" if before else "not-sent", error.reason + "; but it was sent before" * before)
        raise
    except BaseException:
        with suppress(JournalError):
            journal.record(entry, "unknown", "it was stopped while it waited for the answer")
        raise
    return Receipt(_recorded(journal, entry, "sent", f"HTTP {answer.status}", upload), sent_now=True, answer=answer)


def _recorded(journal: Journal, entry: Entry, state: State, what: str, upload: Upload) -> Entry:
    """The entry with its outcome. Raises UnsettledError where that cannot be written: the entry then stays open."""
    try:
        return journal.record(entry, state, what) or entry
    except JournalError as error:
        raise _unsettled(
            entry, f"it was sent ({what}), but that cannot be recorded: {error}", path=upload.path
        ) from error


def _unsettled(
    entry: Entry, reason: str, *, path: str, status: int | None = None, running: bool = False
) -> UnsettledError:
    number = entry.number
    return UnsettledError(
        f"the outcome of journal entry {number} is unknown: {reason}",
        entry=entry,
        running=running,
        method="POST" if entry.key.content else "PUT",
        path=path,
        status=status,
        advice="wait for that process and try again"
        if running
        else "try again later, which looks again and sends nothing; if you know the outcome: "
        f"opentrans itscope journal settle {number} --sent or --not-sent",
    )


def _conflict(upload: Upload, rival: Entry) -> ConflictError:
    was = "was" if rival.state == "sent" else "may have been"
    if rival.key.content and upload.document is not None:
        reason = f"{upload.document_type} {upload.document_id} {was} sent there with other content"
    else:
        reason = f"{upload.action} {was} sent there already, {'with' if rival.key.content else 'without'} a document"
    return ConflictError(
        f"{reason} (journal entry {rival.number}, {rival.since:%Y-%m-%d %H:%M} UTC)",
        entry=rival,
        method=upload.method,
        path=upload.path,
        advice="nothing was sent: if it is meant to be sent as well, say --replace (in Python replace=True)",
    )
