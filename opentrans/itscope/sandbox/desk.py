"""What ITscope does with requests: takes uploads, keeps deals, judges documents. No HTTP here."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from .clock import SandboxClock
from .faults import Effect
from .making import CannotMake, make
from .papers import Paper, UnreadablePaper, read_order, read_paper
from .records import StoredDeal
from .rendering import Refused
from .store import SORTS, Store, progress_of
from .transitions import ALLOWED, book, status_after

#: ITscope's test supplier; orders to it count as test orders.
TEST_SUPPLIER = 10000735

_TYPES = {
    "confirm": "ORDERRESPONSE",
    "reject": "ORDERRESPONSE",
    "advise": "DISPATCHNOTIFICATION",
    "invoice": "INVOICE",
    "send": "ORDER",
}
_JUDGED = {*_TYPES.values(), "QUOTATION"}
_SEARCH = {
    "orderId": "deal = :value",
    "ownOrderId": "own_order_id = :value",
    "customerOrderId": "customer_order_id = :value",
    "status": "status = :value",
    "cartId": "cart_id = :value",
    "keywords": (
        "instr(lower(deal || ' ' || own_order_id || ' ' || coalesce(customer_order_id, '') || ' ' || supplier_name),"
        " lower(:value))"
    ),
}
_MOST_NAMED = 20


class Desk:
    """Takes requests one after the other.

    Args:
        store: what is kept.
        clock: tells the time.
        validate: refuse documents that are not valid for ITscope's dialect.
        strict: refuse what the table of transitions does not have, and documents of other orders.
    """

    def __init__(self, store: Store, clock: SandboxClock, *, validate: bool, strict: bool) -> None:
        self.store = store
        self._clock = clock
        self._validate = validate
        self._strict = strict
        self._errors = lru_cache(maxsize=512)(_errors)
        self._settling = threading.Lock()
        behind = store.last_moment() - clock.time()
        if behind > 0:
            clock.advance(behind)

    def seed(self, data: bytes, status: str, *, test: bool) -> str:
        """A sales deal out of the bytes of an ORDER; returns its number. Raises UnreadablePaper."""
        paper = read_paper(data)
        order = read_order(paper)
        now = self._clock.time()
        with self.store.transaction():
            self.store.keep(paper)
            deal = self.store.add_deal(order, status, now, test=test, bought=False, supplier_id=TEST_SUPPLIER)
            self.store.add_document(deal.deal, "ORDER", paper.digest, now)
        return deal.deal

    def settle(self) -> None:
        """Let all effects happen whose time has come."""
        with self._settling:
            while (late := self.store.due(self._clock.time())) is not None:
                paper = None if late.data is None else read_paper(late.data)
                with suppress(Refused):
                    self._take(late.number, late.action, late.target, paper, late.at)

    def upload(
        self, method: str, action: str, target: str, data: bytes | None, effect: Effect = "now", seconds: float = 0.0
    ) -> str:
        """Take a step of a deal, or a new order (``send``: ``target`` is the supplier); returns the deal's number.

        ``effect`` says whether and when it counts, ``seconds`` how much later. Raises Refused.
        """
        self.settle()
        paper = None if data is None else self._read(data)
        now = self._clock.time()
        with self.store.transaction():
            if paper is not None:
                self.store.keep(paper)
            number = self.store.arrive(method, action, target, paper, now)
            if effect == "later":
                self.store.conclude(number, "pending", now + seconds)
        return self._take(number, action, target, paper, now) if effect == "now" else target

    def _take(self, number: int, action: str, target: str, paper: Paper | None, at: float) -> str:
        try:
            with self.store.transaction():
                deal = self._apply(action, target, paper, at)
                self.store.conclude(number, "done")
                return deal
        except Refused:
            self.store.conclude(number, "refused")
            raise

    def _apply(self, action: str, target: str, paper: Paper | None, at: float) -> str:
        if action == "send":
            return self._send(target, paper, at)
        deal = self._deal(target)
        if self._strict and deal.status not in ALLOWED[action]:
            raise Refused(409, f"deal {deal.deal} has the status {deal.status}, {action} is not possible")
        if action == "archive":
            self.store.archive(deal.deal)
            return deal.deal
        if paper is None:
            paper = self._made(action, deal, at)
        else:
            self._check(action, paper, deal)
        progress = progress_of(deal)
        quantities = paper.quantities(deal.own_order_id, progress)
        if action == "reject":
            if self._strict and any(quantity > 0 for quantity in quantities.values()):
                raise Refused(400, "a rejection cancels all lines: QUANTITY 0")
            quantities = dict.fromkeys(progress, Decimal(0))
        book(action, progress, quantities)
        self.store.set_progress(deal.deal, progress)
        self.store.add_document(deal.deal, _TYPES[action], paper.digest, at)
        self.store.set_status(deal.deal, status_after(action, deal.status, progress), "", at)
        return deal.deal

    def _send(self, supplier: str, paper: Paper | None, at: float) -> str:
        if not (supplier.isascii() and supplier.isdigit() and len(supplier) < 19):
            raise Refused(404, f"there is no supplier {supplier}")
        if paper is None:
            raise Refused(400, "the ORDER is missing")
        self._check("send", paper, None)
        try:
            order = read_order(paper)
        except UnreadablePaper as error:
            raise Refused(400, str(error)) from error
        number = int(supplier)
        deal = self.store.add_deal(order, "SENT", at, test=number == TEST_SUPPLIER, bought=True, supplier_id=number)
        self.store.add_document(deal.deal, "ORDER", paper.digest, at)
        return deal.deal

    def _made(self, action: str, deal: StoredDeal, at: float) -> Paper:
        documents = self.store.documents(deal.deal)
        if not self._strict:  # the same step once more makes one more whole document
            documents = documents[:1]
        try:
            paper = read_paper(make(action, deal, documents, at))
        except CannotMake as error:
            raise Refused(409, str(error)) from error
        self.store.keep(paper)
        return paper

    def _read(self, data: bytes) -> Paper:
        try:
            return read_paper(data)
        except UnreadablePaper as error:
            raise Refused(400, str(error)) from error

    def _check(self, action: str, paper: Paper, deal: StoredDeal | None) -> None:
        if paper.document_type != _TYPES[action]:
            raise Refused(400, f"{action} takes {_TYPES[action]}, this is {paper.document_type}")
        if self._validate and (errors := self._errors(paper.data, rules=True)):
            raise Refused(400, *errors)
        if deal is None or not self._strict:
            return
        named = paper.order_ids
        if named and named.isdisjoint({deal.own_order_id, deal.deal}):
            raise Refused(400, f"the document does not belong to order {deal.own_order_id} of deal {deal.deal}")

    def judge(self, data: bytes, *, rules: bool) -> tuple[str, ...]:
        """The errors of a document, none where it is valid; ``rules=False``: by its schema alone. Raises Refused."""
        paper = self._read(data)
        known = _JUDGED if rules else set(_TYPES.values())
        if paper.document_type not in known:
            raise Refused(400, f"{paper.document_type} is not validated; {', '.join(sorted(known))} are")
        return self._errors(data, rules=rules)

    def deal(self, number: str) -> StoredDeal:
        """A deal as it stands now. Raises Refused where there is none."""
        self.settle()
        return self._deal(number)

    def _deal(self, number: str) -> StoredDeal:
        if (deal := self.store.deal(number)) is None:
            raise Refused(404, f"there is no deal {number}")
        return deal

    def deals(self, side: str, query: Mapping[str, str], search: str | None = None) -> list[StoredDeal]:
        """One page of the deals on a side, by the parameters of ITscope's lists. Raises Refused for impossible ones."""
        self.settle()
        conditions, values = ["bought"] if side == "purchase" else [], dict[str, Any]()
        for name, operator in (("lastUpdateDateFrom", ">="), ("lastUpdateDateTo", "<=")):
            if text := query.get(name):
                conditions.append(f"CAST(changed AS INTEGER) {operator} :{name}")
                values[name] = _moment(name, text)
        if text := query.get("archiv"):
            conditions.append("archived" if _one_of("archiv", text, ("ARCHIVED", "NOTARCHIVED")) else "NOT archived")
        if side == "sales" and (text := query.get("testOrder")):
            conditions.append("test" if _one_of("testOrder", text, ("true", "false")) else "NOT test")
        if search is not None:
            name, _, values["value"] = search.partition("=")
            if name not in _SEARCH:
                raise Refused(400, f"{name} is not searched; {', '.join(_SEARCH)} are")
            conditions.append(_SEARCH[name])
        page = query.get("page", "1")
        if not (page.isascii() and page.isdigit() and len(page) < 10 and int(page) > 0):
            raise Refused(400, "page is a number from 1 on")
        sort = query.get("sort", "LAST_MODIFIED")
        _one_of("sort", sort, tuple(SORTS))
        return self.store.find(conditions, values, sort, int(page))


def _errors(data: bytes, *, rules: bool) -> tuple[str, ...]:
    from ...validation.validator import validate

    report = validate(data, rules=rules)
    return tuple(f"line {one.line}: {one.message}" if one.line else one.message for one in report.errors[:_MOST_NAMED])


def _moment(name: str, text: str) -> int:
    try:
        found = datetime.fromisoformat(text)
        return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError) as error:
        raise Refused(400, f"{name} is a date such as 2026-11-21T10:00:00Z") from error


def _one_of(name: str, text: str, known: tuple[str, ...]) -> bool:
    """Is it the first of those that are known? Raises Refused for others."""
    if text not in known:
        raise Refused(400, f"{name} is one of {', '.join(known)}")
    return text == known[0]
