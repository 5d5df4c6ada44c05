"""Many uploads, one after the other, from a table."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from ..errors import DocumentError, OpenTransError, SourceError
from .errors import (
    AuthenticationError,
    ITscopeConnectionError,
    ITscopeError,
    ITscopeTimeoutError,
    MismatchError,
    NotFoundError,
    RateLimitError,
    RefusedError,
    ServerError,
    UnknownOutcomeError,
)
from .journal_entry import Entry, JournalError, key_of
from .safe_upload import ConflictError, Receipt, UnsettledError, upload_once
from .uploads import Upload, prepare_upload

if TYPE_CHECKING:
    from ..generation.sources.values import Row
    from .client import ITscope
    from .journal import Journal

#: What became of an upload. ``refused``: by the checks here, by the journal or by ITscope; ``failed``: it could not be
#: tried; ``not-tried``: the batch was ended before.
Outcome: TypeAlias = Literal["sent", "already-sent", "refused", "failed", "not-tried", "unknown"]

_COLUMNS = ("deal", "action", "file", "order")
#: So many failures of the connection or the server, one after the other, end a batch.
_TOO_MANY = 5
#: A batch waits so many seconds at its end for what another process is sending: longer than a request takes.
_PATIENCE = 200.0
#: So many deals that a search finds are looked at.
_DEALS = 1000
_PASSING = (ITscopeConnectionError, ITscopeTimeoutError, ServerError, UnknownOutcomeError)


@dataclass(frozen=True, slots=True)
class Task:
    """A row of the table: ``place`` names it, ``problem`` says why it cannot be used, if so.

    ``deal`` and ``order`` (the buyer's number of it) may be empty, ``file`` is a path or None.
    """

    place: str
    deal: str = ""
    action: str = ""
    file: str | None = None
    order: str = ""
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one upload; ``entry`` is its number in the journal, or that of the one which it contradicts.

    ``upload`` is without the bytes of its document. ``error`` is what was raised, without its traceback, None for an
    upload that took effect or was not tried.
    """

    outcome: Outcome
    message: str
    upload: Upload
    entry: int | None = None
    error: Exception | None = None


def read_tasks(path: str) -> list[Task]:
    """The rows of a CSV file with the columns ``deal``, ``action``, ``file`` and, where it is known, ``order``.

    Relative files lie beside the table; other columns are left alone; the delimiter is ``,`` or ``;``.
    Raises SourceError where the table cannot be read or has no column ``action``.
    """
    from ..generation.errors import SourceData
    from ..generation.sources.csv import CsvFormat, read_csv
    from ..generation.sources.values import Row

    tasks = []
    rows = 0
    for item in read_csv(path, CsvFormat(delimiter=_delimiter(path))):
        if isinstance(item, Row):
            rows += 1
            tasks.append(_task(path, item))
        elif isinstance(item, SourceData):
            tasks.append(Task(str(item.origin), problem=item.reason))
    if tasks and not rows:
        raise SourceError(path, f"there is no row that could be used: {tasks[0].problem}")
    return tasks


def _delimiter(path: str) -> str:
    try:
        with open(path, "rb") as stream:
            header = stream.readline(65536)
    except OSError as error:
        raise SourceError(path, error.strerror or str(error)) from error
    return max(",;", key=lambda one: header.count(one.encode()))


def _task(path: str, row: Row) -> Task:
    names = [name.lower() for name in row.names]
    if "action" not in names:
        raise SourceError(path, f"the table has no column 'action'; it needs {', '.join(_COLUMNS[:3])}")
    deal, action, file, order = (
        str(row.at(names.index(name)) or "").strip() if name in names else "" for name in _COLUMNS
    )
    beside = os.path.join(os.path.dirname(path), file) if file else None
    return Task(str(row.origin()), deal, action.lower(), beside, order)


def run_tasks(
    client: ITscope,
    journal: Journal,
    tasks: list[Task],
    *,
    replace: bool = False,
    retry_after: float | None = None,
) -> Iterator[tuple[Task, Done]]:
    """Do the uploads one after the other, with what became of each; arguments as for ``do_task``.

    One that goes wrong does not take the others along, unless they could not go better: a block, a key that is not
    accepted, a journal that cannot be written, five failures of the connection or the server in a row. What another
    process is sending comes once more at the end, when that one is done with it, or 200 s have passed.
    """
    waiting = list(tasks)
    elsewhere: list[Task] = []
    failures = 0
    ended = ""
    until = 0.0
    while waiting or elsewhere:
        last = not waiting
        until = until if last and until else time.monotonic() + _PATIENCE
        task = (waiting or elsewhere).pop(0)
        if ended:
            yield task, Done("not-tried", ended, _named(task))
            continue
        done = do_task(client, journal, task, replace=replace, retry_after=retry_after)
        cause = done.error.__cause__ if isinstance(done.error, UnsettledError) else done.error
        failures = failures + 1 if isinstance(cause, _PASSING) else 0
        if isinstance(cause, RateLimitError | JournalError) or failures >= _TOO_MANY or _is_locked_out(cause):
            ended = f"the batch was ended: {cause.reason if isinstance(cause, ITscopeError) else cause}"
        if isinstance(done.error, UnsettledError) and done.error.running:
            if not last:
                elsewhere.append(task)
                continue
            if _has_ended(journal, done.error.entry, until):
                elsewhere.insert(0, task)
                continue
        yield task, done


def _has_ended(journal: Journal, entry: Entry, until: float) -> bool:
    """Wait for another process to be done with an entry, until some moment of ``time.monotonic``."""
    while journal.is_running(journal.entry(entry.number)):
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def _is_locked_out(error: BaseException | None) -> bool:
    return isinstance(error, AuthenticationError) and error.status == 401


def do_task(
    client: ITscope, journal: Journal, task: Task, *, replace: bool = False, retry_after: float | None = None
) -> Done:
    """Do one upload, and say what became of it; arguments as for ``upload_once``, nothing is raised for it.

    ``replace`` is for rows with a document only, and sends none again that was ever sent: a table is gone through again
    and again, and nothing may come of that.
    """
    upload = _named(task)
    try:
        upload = upload_of(task, client, journal)
        replacing = replace and upload.document is not None
        receipt = upload_once(client, journal, upload, replace=replacing, once=True, retry_after=retry_after)
    except (OpenTransError, ValueError) as error:
        return failed(error, upload)
    return succeeded(receipt, upload)


def succeeded(receipt: Receipt, upload: Upload) -> Done:
    """What a receipt says."""
    entry = receipt.entry
    upload = replace(upload, document=None)
    if not receipt.sent_now:
        return Done("already-sent", f"sent before, {entry.since:%Y-%m-%d %H:%M} UTC", upload, entry.number)
    message = "sent" if receipt.answer is not None else "sent: the answer was lost, but ITscope shows the effect"
    return Done("sent", message, upload, entry.number)


def failed(error: Exception, upload: Upload) -> Done:
    """What an error says: an unknown outcome, a refusal, or that nothing could be tried."""
    entry = error.entry.number if isinstance(error, UnsettledError | ConflictError) else None
    if isinstance(error, UnsettledError):
        outcome: Outcome = "unknown"
    elif isinstance(error, RefusedError | NotFoundError | DocumentError) or not isinstance(error, OpenTransError):
        outcome = "refused"
    else:
        outcome = "failed"
    said = f"{error.reason}; {error.advice}" if isinstance(error, ITscopeError) else str(error)
    return Done(outcome, said, replace(upload, document=None), entry, _without_frames(error))


def _without_frames(error: Exception) -> Exception:
    """The error, without what its tracebacks hold: the bytes of documents."""
    chain: list[BaseException | None] = [error]
    for one in chain:
        if one is not None and one.__traceback__ is not None:
            one.__traceback__ = None
            chain += [one.__cause__, one.__context__]
    return error


def _named(task: Task) -> Upload:
    """What the row asks for, not looked at yet."""
    return Upload(task.action, task.deal)  # type: ignore[arg-type]


def upload_of(task: Task, client: ITscope, journal: Journal | None) -> Upload:
    """The upload of a row; where the deal is not named, that of the one deal with the order's number.

    Raises what ``prepare_upload`` raises, MismatchError where no deal or several have the number, ITscopeError.
    """
    if task.problem is not None:
        raise ValueError(task.problem)
    if task.deal or task.action == "send":
        upload = prepare_upload(task.action, task.deal, task.file)  # type: ignore[arg-type]  # it says what is allowed
        return replace(upload, order=task.order)
    if task.file is None:
        if not task.order:
            raise ValueError("neither deal nor order nor file is named")
        return prepare_upload(task.action, _deal_of(client, task.order))  # type: ignore[arg-type]
    upload = prepare_upload(task.action, "", task.file)  # type: ignore[arg-type]
    numbers = (task.order,) if task.order else upload.order_ids
    if len(numbers) != 1:
        named = ", ".join(numbers[:3]) or "none"
        raise _not_found(f"the document names not one order but {named}")
    sent_to = set() if journal is None else journal.targets(key_of(client, upload))
    return replace(upload, target=sent_to.pop() if len(sent_to) == 1 else _deal_of(client, numbers[0]))


def _deal_of(client: ITscope, order: str) -> str:
    found: list[str] = []
    for count, deal in enumerate(client.search_deals("ownOrderId", order)):
        if count == _DEALS:
            raise _not_found(f"more than {_DEALS:,} deals are found for the order number {order}")
        if deal.own_order_id == order:
            found.append(deal.order_id)
        if len(found) > 1:
            raise _not_found(f"several deals have the order number {order}: {', '.join(found)} ...")
    if not found:
        raise _not_found(f"no deal has the order number {order}")
    return found[0]


def _not_found(reason: str) -> MismatchError:
    return MismatchError(reason, method="GET", path="", advice="nothing was sent: name the deal")
