"""The journal of uploads: what was meant to be sent is on the disk before it is sent."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any, Self, get_args

from ..report.printable import printable
from .journal_entry import Baseline, Entry, Event, JournalError, Key, State, moment
from .journal_owner import Owner, is_alive, remove_dead
from .limiter import Clock

_APPLICATION = 0x6F744A31  # "otJ1"
_VERSION = 1
_PATIENCE = 30.0
_LONGEST = 1000
_TABLES = (
    """CREATE TABLE uploads (
        number INTEGER PRIMARY KEY,
        base_url TEXT NOT NULL, account TEXT NOT NULL, target TEXT NOT NULL, action TEXT NOT NULL,
        document_id TEXT NOT NULL, content TEXT NOT NULL,
        state TEXT NOT NULL, since REAL NOT NULL, owner TEXT NOT NULL,
        known TEXT NOT NULL, status TEXT, last_sent INTEGER NOT NULL, revision INTEGER NOT NULL, ticks REAL NOT NULL,
        UNIQUE (base_url, account, target, action, document_id, content))""",
    """CREATE TABLE events (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        upload INTEGER NOT NULL REFERENCES uploads (number),
        at REAL NOT NULL, state TEXT NOT NULL, what TEXT NOT NULL)""",
    "CREATE INDEX events_of ON events (upload)",
    "CREATE INDEX same_document ON uploads (content, document_id)",
)
_COLUMNS = (
    "number, base_url, account, target, action, document_id, content,"
    " state, since, owner, known, status, last_sent, revision"
)
_STATES = frozenset(get_args(State))


class Journal:
    """The journal in a file, made where there is none; a context manager, to be used in the thread that opened it.

    Any number of processes may use the same file at once. It must lie on a disk of this machine. It holds account,
    deals, numbers and hashes of documents, no keys and no documents. ``is_new`` says that the file was made just now.

    Args:
        path: the file; two more lie beside it while it is in use, and one for each process that sends.
        clock: tells the time; the module ``time``, or the clock of the client's settings.

    Raises, as every method does, JournalError where the file cannot be read or written.
    """

    def __init__(self, path: str | os.PathLike[str], *, clock: Clock = time) -> None:
        self.path: str = os.path.realpath(path)
        self.is_new: bool = not os.path.exists(self.path)
        self._clock = clock
        self._owner: Owner | None = None
        self._file: os.stat_result | None = None
        with self._translated():
            self._database = sqlite3.connect(self.path, timeout=_PATIENCE, isolation_level=None)
        try:
            with self._translated():
                self._prepare()
                self._file = os.stat(self.path)
        except BaseException:
            self._database.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; what this journal left open counts as interrupted from now on."""
        with suppress(sqlite3.Error):
            self._database.close()
        self._let_go()

    def _let_go(self) -> None:
        if self._owner is not None:
            with suppress(OSError):
                self._owner.close()
            self._owner = None

    def entries(self, *states: State) -> list[Entry]:
        """All entries, or those in the states, in the order in which they were begun."""
        where = f"WHERE state IN ({', '.join('?' * len(states))})" if states else ""
        return self._select(f"{where} ORDER BY number", *states)

    def entry(self, number: int) -> Entry:
        """One entry. Raises LookupError where there is none of that number."""
        for found in self._select("WHERE number = ?", number):
            return found
        raise LookupError(f"the journal {self.path} has no entry {number}")

    def events(self, entry: Entry) -> list[Event]:
        """What happened to an entry, oldest first."""
        with self._translated():
            rows = self._database.execute(
                "SELECT at, state, what FROM events WHERE upload = ? ORDER BY number", (entry.number,)
            ).fetchall()
            return [Event(moment(at), state, what) for at, state, what in rows]

    def related(self, key: Key) -> list[Entry]:
        """The entries that bear on an upload: of the same document id there, and those without a document."""
        return self._select(
            "WHERE (base_url, account, target, action) = (?, ?, ?, ?)"
            " AND (document_id = ? OR content = '' OR ? = '') ORDER BY number",
            *key[:4], key.document_id, key.content,
        )  # fmt: skip

    def targets(self, key: Key) -> set[str]:
        """Where the same document was sent, or may have been, whatever the key's target is."""
        found = self._select(
            "WHERE content = ? AND document_id = ? AND (base_url, account, action) = (?, ?, ?) AND state != 'not-sent'",
            key.content, key.document_id, key.base_url, key.account, key.action,
        )  # fmt: skip
        return {entry.key.target for entry in found}

    def other_contents(self, entry: Entry) -> frozenset[str]:
        """What else was sent to the entry's target, or was meant to be: the contents of the other entries there."""
        found = self._select(
            "WHERE (base_url, account, target) = (?, ?, ?) AND content NOT IN ('', ?)",
            *entry.key[:3], entry.key.content,
        )  # fmt: skip
        return frozenset(other.key.content for other in found)

    def is_running(self, entry: Entry) -> bool:
        """Is the request under way, by somebody else who lives? (What this journal left open has ended.)"""
        own = self._owner is not None and entry.owner == self._owner.token
        return entry.state == "open" and not own and is_alive(self.path, entry.owner)

    def seconds_in_state(self, entry: Entry) -> float:
        """For how long an entry has been in its state, at least: a change of the time of day makes it no longer.

        After a restart of this machine only the time since then is certain.
        """
        with self._translated():
            (before,) = self._database.execute("SELECT ticks FROM uploads WHERE number = ?", (entry.number,)).fetchone()
            ticks = self._clock.monotonic()
            return min(self._clock.time() - entry.since.timestamp(), ticks - before if ticks >= before else ticks)

    def begin(self, key: Key, baseline: Baseline, seen: list[Entry]) -> Entry | None:
        """Write down that a request is about to be sent; on return it is on the disk.

        Args:
            key: of the upload.
            baseline: what was there before; kept from the first attempt where that one's outcome is unknown.
            seen: what ``related`` told. Where that has changed since, nothing is written, and None comes back.
        """
        with self._writing():
            if self.related(key) != seen:
                return None
            if self._owner is not None and not self._owner.is_seen():
                self._let_go()
            if self._owner is None:
                remove_dead(self.path)
                self._owner = Owner(self.path)
            before = next((entry for entry in seen if entry.key == key), None)
            if before is not None:
                kept = before.baseline if before.state == "unknown" else baseline
                self._database.execute(
                    "UPDATE uploads SET known = ?, status = ? WHERE number = ?",
                    (json.dumps(kept.known), kept.status, before.number),
                )
                number = before.number
            else:
                cursor = self._database.execute(
                    f"INSERT INTO uploads ({_COLUMNS}, ticks) VALUES (NULL{', ?' * 14})",  # noqa: S608
                    (*key, "not-sent", 0.0, "", json.dumps(baseline.known), baseline.status, 0, 0, 0.0),
                )
                number = int(cursor.lastrowid or 0)
            self._note(number, "open", "sending")
            self._database.execute("UPDATE uploads SET owner = ? WHERE number = ?", (self._owner.token, number))
        return self.entry(number)

    def record(self, entry: Entry, state: State, what: str) -> Entry | None:
        """Write down what became of an entry; None, and nothing written, where somebody else did so meanwhile."""
        return self._record(entry, state, what, anew=state == "sent")

    def take_back(self, entry: Entry, what: str) -> Entry | None:
        """Write down, as ``record`` does, that the last request had no effect: it is as sent or not as before it."""
        return self._record(entry, "sent" if entry.again else "not-sent", what, anew=False)

    def _record(self, entry: Entry, state: State, what: str, *, anew: bool) -> Entry | None:
        with self._writing():
            if self.entry(entry.number).revision != entry.revision:
                return None
            self._note(entry.number, state, what)
            if anew:
                self._database.execute("UPDATE uploads SET last_sent = revision WHERE number = ?", (entry.number,))
        return self.entry(entry.number)

    def to_settle(self, number: int) -> Entry:
        """An entry whose outcome is unknown; errors as of ``settle``."""
        entry = self.entry(number)
        if self.is_running(entry):
            raise ValueError(f"entry {number} is being sent at this moment; wait for the end of that process")
        if entry.state not in {"open", "unknown"}:
            raise ValueError(f"entry {number} is known to be {entry.state}: only an unknown outcome can be settled")
        return entry

    def settle(self, number: int, *, sent: bool) -> Entry:
        """Take a person's word for what became of an upload.

        Not sent, for what was sent once more, means that it was not sent once more. Raises LookupError where there is
        no such entry, ValueError where its outcome is known or it is being sent just now.
        """
        entry = self.to_settle(number)
        if sent:
            settled = self.record(entry, "sent", "settled by a person: sent")
        else:
            settled = self.take_back(entry, "settled by a person: not sent" + " once more" * entry.again)
        if settled is None:
            raise ValueError(f"entry {number} was changed by another process at this moment; look at it again")
        return settled

    def _prepare(self) -> None:
        for pragma in ("synchronous = FULL", "fullfsync = ON", "checkpoint_fullfsync = ON"):
            self._database.execute(f"PRAGMA {pragma}")
        tables, application, version = (  # in this order: another process may be making them just now
            self._database.execute(query).fetchone()[0]
            for query in ("SELECT count(*) FROM sqlite_master", "PRAGMA application_id", "PRAGMA user_version")
        )
        if tables and application != _APPLICATION:
            raise JournalError(self.path, "this is another program's database; choose another file (--journal)")
        if version > _VERSION:
            raise JournalError(self.path, "a newer version of this program made it; use that one")
        if self._mode() != "wal":
            raise JournalError(self.path, "it cannot lie here (no write-ahead log); choose a disk of this machine")
        if version == _VERSION:
            return
        with self._writing():
            if self._database.execute("PRAGMA user_version").fetchone()[0] == _VERSION:
                return
            for statement in (
                *_TABLES, f"PRAGMA application_id = {_APPLICATION}", f"PRAGMA user_version = {_VERSION}"
            ):  # fmt: skip
                self._database.execute(statement)

    def _mode(self) -> str:
        """Switch to the write-ahead log, for which SQLite does not wait by itself while another process does so."""
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                return str(self._database.execute("PRAGMA journal_mode = WAL").fetchone()[0])
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > until:
                    raise
                time.sleep(0.01)

    def _select(self, where: str, *values: Any) -> list[Entry]:
        with self._translated():
            rows = self._database.execute(f"SELECT {_COLUMNS} FROM uploads {where}", values).fetchall()  # noqa: S608
            return [_entry(row) for row in rows]

    def _note(self, number: int, state: State, what: str) -> None:
        """Add an event and bring the entry to its state, all in the transaction that is open."""
        now = self._clock.time()
        revision = self._database.execute(
            "INSERT INTO events (upload, at, state, what) VALUES (?, ?, ?, ?)",
            (number, now, state, printable(what)[:_LONGEST]),
        ).lastrowid
        self._database.execute(
            "UPDATE uploads SET since = CASE WHEN state = ? THEN since ELSE ? END,"
            " ticks = CASE WHEN state = ? THEN ticks ELSE ? END, state = ?, revision = ? WHERE number = ?",
            (state, now, state, self._clock.monotonic(), state, revision, number),
        )

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """A transaction that nobody else writes beside, on the disk when it is over."""
        with self._translated():
            if not self._is_there():
                raise JournalError(self.path, "it was taken away or replaced while it was in use")
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._database.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._database.execute("ROLLBACK")
                raise

    def _is_there(self) -> bool:
        try:
            return self._file is None or os.path.samestat(os.stat(self.path), self._file)
        except FileNotFoundError:
            return False

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            reason = f"cannot be used: {error}"
        except JournalError:
            raise
        except OSError as error:
            reason = f"cannot be used: {error.strerror or error}"
        except (ValueError, TypeError, OverflowError) as error:
            reason = f"is damaged: {error}"
        else:
            return
        raise JournalError(
            self.path, f"{reason}; see to its folder and the space on the disk, or choose another file (--journal)"
        )


def _entry(row: tuple[Any, ...]) -> Entry:
    number, *key, state, since, owner, known, status, last_sent, revision = row
    if state not in _STATES:
        raise ValueError(f"entry {number} is in no known state")
    return Entry(
        number,
        Key(*key),
        state,
        moment(since),
        owner,
        Baseline(tuple(json.loads(known)), status),
        last_sent,
        revision,
    )
