"""How an order stands: what earlier documents confirmed, delivered and billed of each line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from ... import model
from ...amounts import CENT, ZERO
from ...validation.rules.line import Line as ReadLine
from ...validation.rules.moments import CLOCKS, said_before
from ...validation.rules.serials import PIECES
from ..errors import BuildError
from .reply_line import article_of
from .terms import Terms, read_lines

Previous: TypeAlias = model.OrderResponse | model.DispatchNotification | model.Invoice


@dataclass(slots=True, eq=False)
class OrderLine:
    """A line of the order with what became of it.

    ``quantity`` is what was confirmed last (nothing, if the order was answered without this line), else what was
    ordered; ``confirmed`` is the line of the last answer, ``supplier_line_id`` the line in the supplier's own order.
    """

    item: model.OrderItem
    quantity: Decimal
    terms: Terms
    confirmed: model.OrderResponseItem | None = None
    supplier_line_id: str | None = None
    delivered: Decimal = ZERO
    billed: Decimal = ZERO
    spent: Decimal = ZERO
    serial_numbers: set[tuple[str, str | None]] = field(default_factory=set)
    deliveries: list[Delivered] = field(default_factory=list)

    @property
    def line_id(self) -> str:
        """LINE_ITEM_ID in the order."""
        return self.item.line_item_id


@dataclass(slots=True, eq=False)
class Delivered:
    """A line of a delivery, and how much of it is billed."""

    note: model.DispatchNotification
    item: model.DispatchNotificationItem
    billed: Decimal = ZERO

    @property
    def open(self) -> Decimal:
        """What is not billed yet."""
        return self.item.quantity - self.billed

    @property
    def note_id(self) -> str:
        """The number of the delivery note."""
        return self.note.dispatchnotification_header.dispatchnotification_info.dispatchnotification_id


@dataclass(slots=True, eq=False)
class Ledger:
    """An order and what became of it; ``response`` is the last answer, ``delivered``: are deliveries known."""

    order: model.Order
    lines: dict[str, OrderLine]
    delivered: bool = False
    response: model.OrderResponseInfo | None = None
    supplier_order_id: str | None = None

    @property
    def items(self) -> list[model.OrderItem]:
        """The lines of the order."""
        return self.order.order_item_list.order_item

    @property
    def agreed(self) -> str:
        """What the quantities of the lines are: confirmed, or ordered as long as no answer is known."""
        return "ordered" if self.response is None else "confirmed"


def ledger_of(order: model.Order, previous: Sequence[Previous], own: tuple[str, str] | None = None) -> Ledger:
    """How the order stands after earlier documents, oldest first; ``own``: kind and number of the new document.

    A document that stands there twice counts once. Raises BuildError for one that is not of this order, that names a
    line which the order has not, or that has the number of another one or of the new one.
    """
    ledger = Ledger(order, _ordered(order))
    seen: dict[tuple[str, str], Previous] = {}
    invoices: list[tuple[str, model.Invoice]] = []
    for index, document in enumerate(previous):
        path = f"previous[{index}]"
        if isinstance(document, model.OrderResponse):
            _answered(ledger, document, path)
            continue
        kind, number = document.element_name, _number(document)
        if seen.setdefault((kind, number), document) is not document:
            if seen[kind, number] == document:
                continue
            raise BuildError(path, f"another {kind} has the number {number!r} too; leave one of them out")
        if isinstance(document, model.DispatchNotification):
            _dispatched(ledger, document, path)
        else:
            invoices.append((path, document))
        if (kind, number) == own:
            raise BuildError(path, f"has the number {number!r} already; give the new document its own")
    for line in ledger.lines.values() if ledger.response is not None else ():
        if line.confirmed is None:
            line.quantity = ZERO
    for path, invoice in invoices:
        _billed(ledger, invoice, path)
    return ledger


def _ordered(order: model.Order) -> dict[str, OrderLine]:
    found: dict[str, OrderLine] = {}
    for item, read in zip(order.order_item_list.order_item, read_lines(order), strict=True):
        if item.line_item_id in found:
            raise BuildError("order", f"two lines have the number {item.line_item_id!r}; nobody can refer to them")
        terms = Terms(
            f"line {item.line_item_id!r} of the order",
            item.quantity,
            item.product_price_fix,
            read.full_price(),
            item.price_line_amount,
        )
        found[item.line_item_id] = OrderLine(item, item.quantity, terms)
    return found


def _number(document: model.DispatchNotification | model.Invoice) -> str:
    if isinstance(document, model.Invoice):
        return document.invoice_header.invoice_info.invoice_id
    return document.dispatchnotification_header.dispatchnotification_info.dispatchnotification_id


def _answered(ledger: Ledger, document: model.OrderResponse, path: str) -> None:
    info = document.orderresponse_header.orderresponse_info
    ours = ledger.order.order_header.order_info.order_id
    if info.order_id != ours:
        raise BuildError(path, f"answers the order {info.order_id!r}, not {ours!r}; leave it out")
    if ledger.response is not None:
        before, now = ledger.response.orderresponse_date.text, info.orderresponse_date.text
        if said_before(now, before, CLOCKS):
            raise BuildError(path, f"is of {now}, the answer before it of {before}; give the oldest first")
    ledger.response = info
    ledger.supplier_order_id = info.supplier_order_id or ledger.supplier_order_id
    items, seen = document.orderresponse_item_list.orderresponse_item, set[str]()
    for item, read in zip(items, read_lines(document), strict=True):
        reference = item.order_reference
        if reference is not None and reference.order_id != ours:
            continue
        line_id = item.line_item_id if reference is None else reference.line_item_id
        where = f"{path}: line {item.line_item_id!r}"
        line = _line(ledger, line_id, where)
        _check_unit(line, item.order_unit, where)
        if line_id in seen:
            _also_answered(line, item, read, where)
            continue
        seen.add(line_id)
        line.confirmed = item
        line.quantity = max(item.quantity, ZERO)
        if item.line_item_id != line_id:
            line.supplier_line_id = item.line_item_id
        if item.quantity > 0:
            line.terms = _answered_terms(line, item, read, f"line {item.line_item_id!r} of {path}")


def _answered_terms(line: OrderLine, item: model.OrderResponseItem, read: ReadLine, where: str) -> Terms:
    if item.product_price_fix is None and item.price_line_amount is None:
        return line.terms
    fix, price = line.terms.fix, line.terms.price
    if item.product_price_fix is not None:
        fix, price = item.product_price_fix, read.full_price()
    return Terms(where, item.quantity, fix, price, item.price_line_amount)


def _also_answered(line: OrderLine, item: model.OrderResponseItem, read: ReadLine, where: str) -> None:
    """A further line of the same answer for the same line of the order: its quantity comes on top."""
    if item.quantity <= 0:
        return
    terms = _answered_terms(line, item, read, where)
    if line.quantity == 0:
        line.confirmed, line.terms = item, terms
    else:
        here, there = (one.amount_of(item.quantity, where) for one in (terms, line.terms))
        if here is not None and there is not None and abs(here - there) > CENT:
            reason = f"answers line {line.line_id!r} once more, at another price; give lines of one price"
            raise BuildError(where, reason)
    line.quantity += item.quantity


def _dispatched(ledger: Ledger, document: model.DispatchNotification, path: str) -> None:
    ours = ledger.order.order_header.order_info.order_id
    items = document.dispatchnotification_item_list.dispatchnotification_item
    own = [item for item in items if item.order_reference.order_id == ours]
    if not own:
        raise BuildError(path, f"delivers nothing of the order {ours!r}; leave it out")
    ledger.delivered = True
    for item in own:
        where = f"{path}: line {item.line_item_id!r}"
        line = _line(ledger, item.order_reference.line_item_id, where)
        _check_unit(line, item.order_unit, where)
        line.delivered += item.quantity
        line.serial_numbers |= {(one.value, one.type) for one in item.product_id.serial_number}
        _learn(ledger, line, item.supplier_order_reference)
        line.deliveries.append(Delivered(document, item))


def _billed(ledger: Ledger, document: model.Invoice, path: str) -> None:
    ours = ledger.order.order_header.order_info.order_id
    history = document.invoice_header.order_history
    found = False
    for item in document.invoice_item_list.invoice_item:
        where = f"{path}: line {item.line_item_id!r}"
        reference = item.order_reference
        if reference is not None:
            line = _line(ledger, reference.line_item_id, where) if reference.order_id == ours else None
        else:
            line = _by_article(ledger, item, where) if history is not None and history.order_id == ours else None
        if line is None:
            continue
        found = True
        _check_unit(line, item.order_unit, where)
        line.billed += item.quantity
        line.spent += item.price_line_amount
        _learn(ledger, line, item.supplier_order_reference)
        _settle(line, item)
    if not found and (history is None or history.order_id != ours):
        raise BuildError(path, f"bills nothing of the order {ours!r}; leave it out")


def _settle(line: OrderLine, item: model.InvoiceItem) -> None:
    """Mark as billed the deliveries that an invoice names, or else those of its line, oldest first."""
    rest, reference = item.quantity, item.delivery_reference
    note = None if reference is None else reference.deliverynote_id
    number = None if reference is None else reference.line_item_id
    for one in line.deliveries:
        if note is not None and (note != one.note_id or number not in (None, one.item.line_item_id)):
            continue
        part = min(rest, one.open) if rest > 0 else max(rest, -one.billed)
        one.billed += part
        rest -= part


def _by_article(ledger: Ledger, item: model.InvoiceItem, where: str) -> OrderLine | None:
    """The line of an item that names none: that of its article; None for freight and deposits."""
    article = article_of(item)
    same = [line for line in ledger.lines.values() if article is not None and article_of(line.item) == article]
    if len(same) > 1:
        raise BuildError(where, f"names no line of the order, and several have the article {article!r}")
    if not same and item.type not in ("extra_item", "pledge_item"):
        reason = "names no line of the order, nor an article of it, so nobody can tell whether it bills one"
        raise BuildError(where, f"{reason}; give it an ORDER_REFERENCE, or the type extra_item if it is freight")
    return same[0] if same else None


def _line(ledger: Ledger, line_id: str, where: str) -> OrderLine:
    if line_id not in ledger.lines:
        known = ", ".join(ledger.lines)
        raise BuildError(where, f"belongs to line {line_id!r} of the order, which has {known}; correct or leave it out")
    return ledger.lines[line_id]


def _check_unit(line: OrderLine, unit: str, where: str) -> None:
    ordered = line.item.order_unit
    if unit != ordered and not {unit, ordered} <= PIECES:
        raise BuildError(where, f"is in {unit}, but line {line.line_id!r} was ordered in {ordered}; state it so")


def _learn(ledger: Ledger, line: OrderLine, reference: model.SupplierOrderReference | None) -> None:
    if reference is not None:
        ledger.supplier_order_id = ledger.supplier_order_id or reference.supplier_order_id
        line.supplier_line_id = reference.supplier_order_item_id
