"""The sandbox's state in SQLite: in memory, or in a file with which a killed sandbox goes on."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from .papers import Order, Paper
from .records import Arrival, StoredDeal, StoredDocument
from .transitions import Progress

_TABLES = """
CREATE TABLE IF NOT EXISTS contents (digest TEXT PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS deals (
  number INTEGER PRIMARY KEY, deal TEXT UNIQUE, own_order_id TEXT, customer_order_id TEXT, cart_id TEXT, status TEXT,
  message TEXT, changed REAL, sent REAL, archived INTEGER, test INTEGER, bought INTEGER, supplier_id INTEGER,
  supplier_name TEXT, customer_number TEXT, progress TEXT);
CREATE INDEX IF NOT EXISTS deals_by_order ON deals (own_order_id);
CREATE TABLE IF NOT EXISTS documents (
  number INTEGER PRIMARY KEY, transaction_id TEXT UNIQUE, deal TEXT, document_type TEXT, at REAL, digest TEXT);
CREATE INDEX IF NOT EXISTS documents_by_deal ON documents (deal);
CREATE TABLE IF NOT EXISTS arrivals (
  number INTEGER PRIMARY KEY, at REAL, method TEXT, action TEXT, target TEXT, document_type TEXT, document_id TEXT,
  digest TEXT, outcome TEXT, effects INTEGER, due REAL);
CREATE INDEX IF NOT EXISTS arrivals_by_target ON arrivals (target);
CREATE INDEX IF NOT EXISTS arrivals_to_come ON arrivals (due) WHERE due IS NOT NULL;
"""
_DEAL = (
    "number, deal, own_order_id, customer_order_id, cart_id, status, message, changed, sent, archived, test, bought,"
    " supplier_id, supplier_name, customer_number, progress"
)
_ARRIVAL = "at, method, action, target, document_type, document_id, digest, outcome, effects"
PAGE = 50

#: ITscope's names of the orders of a list.
SORTS: Mapping[str, str] = {
    "LAST_MODIFIED": "changed DESC, number DESC",
    "SENT_DESC": "sent DESC, number DESC",
    "SEND_ASC": "sent, number",
    "SUPPLIER": "supplier_name, number",
    "ID": "deal",
}


@dataclass(frozen=True, slots=True)
class Due:
    """An upload whose effect was to come later, at ``at``."""

    number: int
    method: str
    action: str
    target: str
    at: float
    data: bytes | None


class Store:
    """The tables; threads may share it."""

    def __init__(self, path: str | os.PathLike[str] | None) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self._database = sqlite3.connect(
            ":memory:" if path is None else os.fspath(path), isolation_level=None, check_same_thread=False
        )
        # A killed process loses nothing by "synchronous = OFF", only a machine without power would.
        self._database.executescript(f"PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; {_TABLES}")

    def close(self) -> None:
        """Close the database; nothing can be read any more."""
        with self._lock:
            self._database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; other threads wait."""
        with self._lock:
            self._depth += 1
            try:
                if self._depth == 1:
                    self._database.execute("BEGIN IMMEDIATE")
                yield
            except BaseException:
                if self._depth == 1:
                    self._database.execute("ROLLBACK")
                raise
            else:
                if self._depth == 1:
                    self._database.execute("COMMIT")
            finally:
                self._depth -= 1

    def _rows(self, query: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[Any]:
        with self._lock:
            return self._database.execute(query, values).fetchall()

    def add_deal(
        self, order: Order, status: str, at: float, *, test: bool, bought: bool, supplier_id: int
    ) -> StoredDeal:
        """A new deal, with the next number."""
        with self.transaction():
            ((number,),) = self._rows("SELECT coalesce(max(number), 0) + 1 FROM deals")
            day = datetime.fromtimestamp(at, UTC)
            deal = f"SBX{number // 10000:03}-{day:%y%m%d}-{number % 10000:04}"
            values = (
                number, deal, order.order_id, order.customer_order_id, f"cart-{number}", status, "", at, at,
                False, test, bought, supplier_id, order.supplier_name, order.customer_number, _written(order.progress),
            )  # fmt: skip
            self._rows(f"INSERT INTO deals ({_DEAL}) VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608
            return StoredDeal(*values)

    def deal(self, deal: str) -> StoredDeal | None:
        """The deal of a number."""
        return next(iter(self._deals("deal = ?", (deal,))), None)

    def every_deal(self) -> list[StoredDeal]:
        """All deals, oldest first."""
        return self._deals("TRUE ORDER BY number", ())

    def find(self, conditions: Sequence[str], values: Mapping[str, Any], sort: str, page: int) -> list[StoredDeal]:
        """One page of the deals for which all the SQL conditions hold."""
        where = " AND ".join(conditions) or "TRUE"
        rest = f"{where} ORDER BY {SORTS[sort]} LIMIT {PAGE} OFFSET {(page - 1) * PAGE}"
        return self._deals(rest, values)

    def _deals(self, rest: str, values: Sequence[Any] | Mapping[str, Any]) -> list[StoredDeal]:
        rows = self._rows(f"SELECT {_DEAL} FROM deals WHERE {rest}", values)  # noqa: S608
        return [StoredDeal(*row[:9], *map(bool, row[9:12]), *row[12:]) for row in rows]

    def set_status(self, deal: str, status: str, message: str, at: float) -> None:
        """Another status, and since when."""
        self._rows("UPDATE deals SET status = ?, message = ?, changed = ? WHERE deal = ?", (status, message, at, deal))

    def set_progress(self, deal: str, progress: Mapping[str, Progress]) -> None:
        """What became of the lines."""
        self._rows("UPDATE deals SET progress = ? WHERE deal = ?", (_written(progress), deal))

    def archive(self, deal: str) -> None:
        """Mark a deal as archived."""
        self._rows("UPDATE deals SET archived = 1 WHERE deal = ?", (deal,))

    def keep(self, paper: Paper) -> None:
        """Keep the bytes of a document, once."""
        self._rows("INSERT OR IGNORE INTO contents VALUES (?, ?)", (paper.digest, paper.data))

    def add_document(self, deal: str, document_type: str, digest: str | None, at: float) -> str:
        """A document of a deal, whose bytes are kept; returns the transaction's id."""
        transaction_id = str(uuid.uuid4())
        self._rows(
            "INSERT INTO documents (transaction_id, deal, document_type, at, digest) VALUES (?, ?, ?, ?, ?)",
            (transaction_id, deal, document_type, at, digest),
        )
        return transaction_id

    def documents(self, deal: str) -> list[StoredDocument]:
        """The documents of a deal, oldest first."""
        return self._documents("deal = ?", deal)

    def document(self, transaction_id: str) -> StoredDocument | None:
        """The document of a transaction."""
        return next(iter(self._documents("transaction_id = ?", transaction_id)), None)

    def _documents(self, where: str, value: str) -> list[StoredDocument]:
        rows = self._rows(
            "SELECT transaction_id, deal, document_type, at, data FROM documents"  # noqa: S608
            f" LEFT JOIN contents USING (digest) WHERE {where} ORDER BY number",
            (value,),
        )
        return [StoredDocument(*row) for row in rows]

    def links(self, deal: str) -> list[tuple[str, str, float, bool]]:
        """Of the documents of a deal: type, transaction, time, and whether there are bytes."""
        return self._rows(
            "SELECT document_type, transaction_id, at, digest IS NOT NULL FROM documents WHERE deal = ?"
            " ORDER BY number",
            (deal,),
        )

    def arrive(self, method: str, action: str, target: str, paper: Paper | None, at: float) -> int:
        """An upload that arrived and had no effect yet; returns its number."""
        of_paper = (None, None, None) if paper is None else (paper.document_type, paper.document_id, paper.digest)
        values = (at, method, action, target, *of_paper, "lost", 0)
        ((number,),) = self._rows(
            f"INSERT INTO arrivals ({_ARRIVAL}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number",  # noqa: S608
            values,
        )
        return int(number)

    def conclude(self, number: int, outcome: str, due: float | None = None) -> None:
        """What became of an upload that arrived."""
        self._rows(
            "UPDATE arrivals SET outcome = ?, effects = ?, due = ? WHERE number = ?",
            (outcome, int(outcome == "done"), due, number),
        )

    def due(self, now: float) -> Due | None:
        """The first upload whose effect should be there by now."""
        rows = self._rows(
            "SELECT number, method, action, target, due, data FROM arrivals LEFT JOIN contents USING (digest)"
            " WHERE due <= ? ORDER BY due, number LIMIT 1",
            (now,),
        )
        return Due(*rows[0]) if rows else None

    def arrivals(self, target: str | None) -> list[Arrival]:
        """What arrived, oldest first; for one deal (for ``send``: supplier), or all."""
        where = "TRUE" if target is None else "target = ?"
        rows = self._rows(
            f"SELECT {_ARRIVAL} FROM arrivals WHERE {where} ORDER BY number",  # noqa: S608
            () if target is None else (target,),
        )
        return [Arrival(*row) for row in rows]

    def last_moment(self) -> float:
        """The latest time that is recorded; 0 where nothing is."""
        ((found,),) = self._rows(
            "SELECT max(coalesce((SELECT max(at) FROM arrivals), 0), coalesce((SELECT max(changed) FROM deals), 0))"
        )
        return float(found)


def _written(progress: Mapping[str, Progress]) -> str:
    lines = {
        line_id: [one.article, *(None if part is None else str(part) for part in _parts(one))]
        for line_id, one in progress.items()
    }
    return json.dumps(lines)


def _parts(one: Progress) -> tuple[Decimal | None, ...]:
    return one.ordered, one.confirmed, one.advised, one.invoiced


def progress_of(deal: StoredDeal) -> dict[str, Progress]:
    """What became of the lines of a deal."""
    return {
        line_id: Progress(
            article,
            Decimal(ordered),
            None if confirmed is None else Decimal(confirmed),
            Decimal(advised),
            Decimal(invoiced),
        )
        for line_id, (article, ordered, confirmed, advised, invoiced) in json.loads(deal.progress).items()
    }
