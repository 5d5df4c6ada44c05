"""Uploads that are never sent twice: the journal says what was sent, ITscope is asked where it cannot know."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from .effects import Sign, Sought, find_effect, take_baseline
from .errors import ITscopeError, MismatchError, UnknownOutcomeError
from .exchange import Answer
from .journal_entry import Entry, JournalError, State, key_of
from .uploads import Upload, compare_with_deal

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
    client: ITscope,
    journal: Journal,
    upload: Upload,
    *,
    replace: bool = False,
    once: bool = False,
    retry_after: float | None = None,
) -> Receipt:
    """Send an upload unless it has been sent.

    Args:
        client: the connection.
        journal: remembers what is sent; all who upload for the account should share it.
        upload: what ``prepare_upload`` made.
        replace: send it although something else was uploaded under the same document id; without a document also
            although the same was sent, once more with every call that says so.
        once: what was ever sent is not sent once more, whatever ``replace`` says.
        retry_after: send an upload of unknown outcome again if that many seconds have passed since and ITscope shows
            no sign of it. ITscope promises no time after which a lost request has no effect any more.

    Raises UnsettledError where the outcome is unknown, ConflictError without ``replace`` where it is needed,
    JournalError where the intent cannot be written, ValueError for an impossible number, and the other errors of
    ``ITscope.upload``: these all mean that nothing was sent, or that it had no effect.
    """
    key = key_of(client, upload)
    _ = upload.path  # raises ValueError for what no request can be made of
    repeat = replace and not once and upload.document is None
    while True:
        related = journal.related(key)
        own = next((entry for entry in related if entry.key == key and entry.state == "sent"), None)
        if own is not None and (once or not (repeat or _is_superseded(own, related))):
            return Receipt(own, sent_now=False)
        seen = _resolve(client, journal, upload, related, retry_after)
        if seen is None:
            repeat = False  # what comes to light now may be just this repetition
            continue
        rivals = [entry for entry in seen if entry.key != key and entry.state != "not-sent"]
        if rivals and not replace:
            raise _conflict(upload, rivals[-1])
        baseline, deal = take_baseline(client, key)
        if deal is not None:
            compare_with_deal(upload, deal)
        entry = journal.begin(key, baseline, seen)
        if entry is not None:
            return _send(client, journal, upload, entry, lost=any(one.key == key for one in seen if _is_unknown(one)))
        repeat = False


def _is_unknown(entry: Entry) -> bool:
    return entry.state == "unknown"


def _is_superseded(own: Entry, related: list[Entry]) -> bool:
    """Was other content sent under the same document id since, or may it have been?"""
    return any(
        max(other.last_sent, 0 if other.state == "sent" else other.revision) > own.last_sent
        for other in related
        if other.state != "not-sent" and other.key.content not in {"", own.key.content} and own.key.content
    )


def _look_again(client: ITscope, journal: Journal, entry: Entry, upload: Upload) -> tuple[Entry | None, Sign | None]:
    """Ask ITscope about an entry of unknown outcome, and write down what it shows.

    Returns the entry as it is now, None where another process changed it meanwhile, and what was seen. Raises
    UnsettledError where ITscope cannot be asked, or its answer not be written.
    """
    try:
        sign = find_effect(client, Sought(entry, len(upload.document or b""), journal.other_contents(entry)))
    except ITscopeError as error:
        _recorded(journal, entry, "unknown", f"ITscope could not be asked: {error.reason}", upload)
        raise _unsettled(entry, f"ITscope could not be asked ({error.reason})", path=error.path) from error
    if sign is not None and sign.certain:
        return _recorded(journal, entry, "sent", f"ITscope shows it: {sign.words}", upload), sign
    seen = "ITscope shows no sign of it, which is no proof" if sign is None else sign.words
    return _recorded(journal, entry, "unknown", seen, upload), sign


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
            reason = "the process that was sending it ended before it knew the outcome"
            _recorded(journal, entry, "unknown", reason, upload)
            return None
        sign = None
        now: Entry | None = entry
        if _is_unknown(entry):
            now, sign = _look_again(client, journal, entry, upload)
        if now is None or now.state != entry.state:
            return None
        waited = retry_after is not None and sign is None and journal.seconds_in_state(now) >= retry_after
        if _is_unknown(now) and not waited:
            raise _unsettled(now, _NO_SIGN if sign is None else sign.words, path=upload.path)
        seen.append(now)
    return seen


def _send(client: ITscope, journal: Journal, upload: Upload, entry: Entry, *, lost: bool) -> Receipt:
    """Send it and write down the outcome; ``lost`` says that there is a request before of which none is known."""
    try:
        answer = client.upload(upload)
    except UnknownOutcomeError as error:
        unknown = _recorded(journal, entry, "unknown", error.reason, upload) or entry
        now, sign = _look_again(client, journal, unknown, upload)
        if now is not None and now.state == "sent":
            return Receipt(now, sent_now=True)
        seen = _NO_SIGN if sign is None else sign.words
        raise _unsettled(unknown, f"{error.reason}; {seen}", path=upload.path, status=error.status) from error
    except ITscopeError as error:
        if lost:
            reason = f"sent once more it was refused ({error.reason}), which says nothing of the request before"
            _recorded(journal, entry, "unknown", reason, upload)
            raise _unsettled(entry, reason, path=upload.path, status=error.status) from error
        _recorded(journal, entry, "back", error.reason + "; but it was sent before" * entry.again, upload)
        raise
    except BaseException as error:
        with suppress(JournalError):
            journal.record(entry, "unknown", "it was stopped while it waited for the answer")
        error.add_note(str(_unsettled(entry, "it was stopped while it waited for the answer", path=upload.path)))
        raise
    sent = _recorded(journal, entry, "sent", f"HTTP {answer.status}", upload) or entry
    return Receipt(sent, sent_now=True, answer=answer)


def _recorded(
    journal: Journal, entry: Entry, state: State | Literal["back"], what: str, upload: Upload
) -> Entry | None:
    """The entry with what became of it, as of ``Journal.record``, or of ``take_back``.

    Raises UnsettledError where that cannot be written: it then stays as it is.
    """
    try:
        return journal.take_back(entry, what) if state == "back" else journal.record(entry, state, what)
    except JournalError as error:
        raise _unsettled(entry, f"{what}, but that cannot be recorded: {error}", path=upload.path) from error


def _unsettled(
    entry: Entry, reason: str, *, path: str, status: int | None = None, running: bool = False
) -> UnsettledError:
    number = entry.number
    return UnsettledError(
        f"the outcome of journal entry {number} is {'not known yet' if running else 'unknown'}: {reason}",
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
