"""From an order to its ORDERRESPONSE: what is confirmed, changed, cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from decimal import Decimal

from ... import model
from ...amounts import CENT, ZERO
from ...schema.dialects import Dialect
from ..calculation import Priced
from ..dialect import dialect_of, has, need
from ..errors import BuildError
from ..fields import When, decimal
from ..line import Line
from ..located import located
from ..objects import DeliveryDate, Remark, Tax
from ..parts import check_order, control_info, delivery_date, moment, remarks
from ..totals import order_total
from .arguments import check_arguments
from .carried import customer_order_ids, info_of, order_reference
from .ledger import Ledger, OrderLine, Previous, ledger_of
from .reply_line import NOTHING, PLACES, ReplyLine, named_lines

#: Since when ITscope has ORDER_REFERENCE in answers; the standard has none.
_REFERENCES = "2023-03"
_FIELDS = PLACES["ORDERRESPONSE"]


def confirm(  # noqa: PLR0913
    order: model.Order,
    *,
    response_date: When,
    supplier_order_id: str | None = None,
    lines: Sequence[ReplyLine] = (),
    delivery_date: DeliveryDate | None = None,
    previous: Sequence[Previous] = (),
    allow_more: bool = False,
    remarks: Sequence[str | Remark] = (),
    generator: str | None = None,
    generated_at: When | None = None,
    dialect: str | Dialect = "itscope",
) -> model.OrderResponse:
    """An ORDERRESPONSE that confirms an order.

    Args:
        order: as it was received.
        response_date: when it is answered.
        supplier_order_id: the supplier's number of the order, which ITscope wants; that of ``previous`` unless given.
        lines: where the answer differs; all others are confirmed as they stand. A quantity of 0 cancels a line;
            several entries of one line are its partial deliveries. A ``supplier_line_id`` becomes LINE_ITEM_ID, and
            ORDER_REFERENCE names the buyer's line.
        delivery_date: of all lines that name none; the wishes of the order are confirmed unless it is given.
        previous: earlier answers, oldest first: what they confirmed stands unless it is changed now.
        allow_more: confirm more than was ordered, or less than is delivered.
        dialect: what the receiver takes.

    Raises BuildError for what makes no valid answer, and for more than was ordered.

    >>> from datetime import date
    >>> from opentrans import Order
    >>> received = Order.load("samples/story-1-order.xml")
    >>> answer = confirm(received, response_date=date(2026, 10, 13), lines=[ReplyLine("2", quantity=8)])
    >>> answer.orderresponse_summary.total_amount
    Decimal('12425.60')
    """
    check_arguments(locals())
    ledger = ledger_of(order, previous)
    items = ledger.items
    said: dict[str, list[tuple[str, ReplyLine]]] = {}
    for path, line, line_id in named_lines(items, lines, *_FIELDS):
        said.setdefault(line_id, []).append((path, line))
    answers = [_answer(ledger.lines[item.line_item_id], said.get(item.line_item_id, []), allow_more) for item in items]
    return _response(
        ledger,
        answers,
        response_date,
        supplier_order_id,
        delivery_date,
        remarks,
        control_info(generator, generated_at),
        dialect,
    )


def reject(
    order: model.Order,
    *,
    response_date: When,
    reason: str | Remark | None = None,
    supplier_order_id: str | None = None,
    previous: Sequence[Previous] = (),
    generator: str | None = None,
    generated_at: When | None = None,
    dialect: str | Dialect = "itscope",
) -> model.OrderResponse:
    """An ORDERRESPONSE that refuses all lines: their quantities are 0, from which ITscope makes the status REJECTED.

    Args as for ``confirm``; ``reason`` becomes a remark. Raises BuildError.

    >>> from datetime import date
    >>> from opentrans import Order
    >>> received = Order.load("samples/story-1-order.xml")
    >>> reject(received, response_date=date(2026, 10, 13), reason="Sold out").orderresponse_summary.total_amount
    Decimal('0.00')
    """
    check_arguments(locals())
    ledger = ledger_of(order, previous)
    if delivered := [line.line_id for line in ledger.lines.values() if line.delivered > 0]:
        raise BuildError(
            "previous", f"delivers line {', '.join(delivered)}; confirm what is delivered, with the rest at 0"
        )
    answers = [_Answer(ledger.lines[item.line_item_id], ZERO) for item in ledger.items]
    said = [] if reason is None else [reason]
    control = control_info(generator, generated_at)
    return _response(ledger, answers, response_date, supplier_order_id, None, said, control, dialect)


class _Answer:
    """What is answered to one line: how much of it, at which price, when."""

    def __init__(self, line: OrderLine, quantity: Decimal, said: Sequence[tuple[str, ReplyLine]] = ()) -> None:
        self.line, self.quantity = line, quantity
        self.path = said[0][0] if said else line.terms.where
        self.remarks = [remark for path, one in said for remark in remarks(one.remarks, f"{path}.")]
        self.said = said
        path, priced = next(((path, one) for path, one in said if one.price is not None), ("", NOTHING))
        self.terms = line.terms.at_price(decimal(priced.price), decimal(priced.price_quantity), path)
        self.amount = self._amount()

    def _amount(self) -> Decimal | None:
        if self.quantity == 0:
            return None if self.terms.price is None and self.terms.amount is None else ZERO.quantize(CENT)
        return self.terms.amount_of(self.quantity, self.path)

    def numbered(self, dialect: Dialect) -> tuple[str, str | None]:
        """LINE_ITEM_ID of the answer, and of the line of the order where the dialect can name it beside."""
        named = [f"{path}.supplier_line_id" for path, one in self.said if one.supplier_line_id is not None]
        if not has(dialect, _REFERENCES):
            for path in named:
                need(dialect, _REFERENCES, path, "ORDER_REFERENCE, which would name the buyer's line,")
            return self.line.line_id, None
        stated = next((one.supplier_line_id for _, one in self.said if one.supplier_line_id is not None), None)
        return stated or self.line.supplier_line_id or self.line.line_id, self.line.line_id


def _answer(line: OrderLine, said: Sequence[tuple[str, ReplyLine]], allow_more: bool) -> _Answer:
    quantities = [decimal(one.quantity) for _, one in said]
    for name in ("price", "price_quantity", "supplier_line_id"):
        if len({getattr(one, name) for _, one in said} - {None}) > 1:
            raise BuildError(f"{said[0][0]}.{name}", f"{line.terms.where} gets two; partial deliveries share one")
    if len(said) > 1 and None in quantities:
        raise BuildError(f"{said[0][0]}.quantity", f"is missing; {line.terms.where} is named {len(said)} times")
    stated = [one for one in quantities if one is not None]
    standing = line.item.quantity if line.confirmed is None else line.quantity
    quantity = sum(stated, ZERO) if stated else standing
    if quantity > line.item.quantity and not allow_more:
        path = said[0][0] if said else line.terms.where
        reason = f"{quantity:f} would be confirmed of line {line.line_id!r}, {line.item.quantity:f} are ordered"
        raise BuildError(f"{path}.quantity", f"{reason}; correct it, or say allow_more")
    if stated and quantity < line.delivered and not allow_more:
        reason = f"{quantity:f} would be confirmed of line {line.line_id!r}, {line.delivered:f} are delivered already"
        raise BuildError(f"{said[0][0]}.quantity", f"{reason}; correct it, or say allow_more")
    return _Answer(line, quantity, said)


def _response(
    ledger: Ledger,
    answers: Sequence[_Answer],
    response_date: When,
    supplier_order_id: str | None,
    dates: DeliveryDate | None,
    said: Sequence[str | Remark],
    control: model.ControlInfo | None,
    dialect: str | Dialect,
) -> model.OrderResponse:
    used, order, info = dialect_of(dialect), ledger.order, info_of(ledger.order)
    made = moment(response_date)
    check_order(info.order_date, made, "response_date", "the order of", clocks=True)
    seen: set[str] = set()
    for answer in answers:
        line_id, _ = answer.numbered(used)
        if line_id in seen:
            raise BuildError(f"{answer.path}.supplier_line_id", f"another line has the number {line_id!r} too")
        seen.add(line_id)
    total = order_total([_priced(one) for one in answers], used, None)
    header = delivery_date(dates, "delivery_date")
    if header is None and any(answer.quantity for answer in answers):
        header = deepcopy(info.delivery_date if ledger.response is None else ledger.response.delivery_date)
    with located(""):
        return model.OrderResponse(
            orderresponse_header=model.OrderResponseHeader(
                control_info=control,
                orderresponse_info=model.OrderResponseInfo(
                    order_id=info.order_id,
                    orderresponse_date=made,
                    order_date=info.order_date,
                    alt_customer_order_id=customer_order_ids(order),
                    supplier_order_id=supplier_order_id or ledger.supplier_order_id,
                    delivery_date=header,
                    language=deepcopy(info.language),
                    mime_root=deepcopy(info.mime_root),
                    parties=deepcopy(info.parties),
                    order_parties_reference=deepcopy(info.order_parties_reference),
                    currency=info.currency or (None if ledger.response is None else ledger.response.currency),
                    remarks=remarks(said, ""),
                ),
            ),
            orderresponse_item_list=model.OrderResponseItemList(
                orderresponse_item=[_item(order, one, used, wishes=dates is None) for one in answers]
            ),
            orderresponse_summary=model.OrderResponseSummary(total_item_num=len(answers), total_amount=total),
        )


def _priced(answer: _Answer) -> Priced:
    """The answer as the sums know lines: the taxes of a line count together."""
    fix = answer.terms.fix
    rates = [] if fix is None else [one.tax for one in fix.tax_details_fix if one.tax is not None]
    rate = sum((one / 100 if one >= 1 else one for one in rates), ZERO)
    tax = Tax(rate) if 0 < rate < 1 else None
    return Priced(Line(quantity=answer.quantity), answer.path, answer.line.line_id, answer.amount, tax)


def _item(order: model.Order, answer: _Answer, dialect: Dialect, *, wishes: bool) -> model.OrderResponseItem:
    line, item = answer.line, answer.line.item
    line_id, ordered_id = answer.numbered(dialect)
    own, parts = _dates(answer, wishes)
    with located(answer.path):
        return model.OrderResponseItem(
            line_item_id=line_id,
            product_id=deepcopy(item.product_id),
            product_features=deepcopy(item.product_features),
            product_components=deepcopy(item.product_components),
            quantity=answer.quantity,
            order_unit=item.order_unit,
            product_price_fix=answer.terms.fix_of(answer.quantity),
            price_line_amount=answer.amount,
            delivery_date=own,
            partial_delivery_list=parts,
            order_reference=None if ordered_id is None else order_reference(order, item),
            shipment_parties_reference=deepcopy(item.shipment_parties_reference),
            special_treatment_class=deepcopy(item.special_treatment_class),
            remarks=answer.remarks or (deepcopy(line.confirmed.remarks) if line.confirmed and not answer.said else []),
        )


def _dates(answer: _Answer, wishes: bool) -> tuple[model.DeliveryDate | None, model.PartialDeliveryList | None]:
    """When the line is delivered: as is said now, as was confirmed, as was wished; nothing of a cancelled line."""
    if answer.quantity == 0:
        return None, None
    stated = [(path, one, delivery_date(one.delivery_date, f"{path}.delivery_date")) for path, one in answer.said]
    if len(stated) > 1:
        deliveries = [
            model.PartialDelivery(quantity=decimal(one.quantity), delivery_date=date)
            for _, one, date in stated
            if one.quantity
        ]
        return None, model.PartialDeliveryList(partial_delivery=deliveries)
    if stated and stated[0][2] is not None:
        return stated[0][2], None
    before: model.OrderItem | model.OrderResponseItem = answer.line.confirmed or answer.line.item
    if before is answer.line.item and not wishes:
        return None, None
    parts = before.partial_delivery_list if before.quantity == answer.quantity else None
    return deepcopy(before.delivery_date), deepcopy(parts)
