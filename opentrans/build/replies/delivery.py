"""From an order to a DISPATCHNOTIFICATION: what is on its way, in which packages."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from decimal import Decimal

from ... import model
from ...amounts import ZERO
from ...schema.dialects import Dialect
from .. import parts
from ..calculation import Priced
from ..dialect import dialect_of
from ..errors import BuildError
from ..fields import When, decimal
from ..items import check_lines
from ..line import Line
from ..located import located
from ..objects import DeliveryDate, Package, Remark, SerialNumber
from ..parties import PartyList
from ..partners import Party
from .arguments import check_arguments
from .carried import (
    customer_reference,
    info_of,
    order_reference,
    parties_of,
    product_of,
    shipment_of,
    supplier_reference,
)
from .ledger import Ledger, OrderLine, Previous, ledger_of
from .reply_line import NOTHING, PLACES, ReplyLine, entries_of, named_lines, nothing_of

_FIELDS = PLACES["DISPATCHNOTIFICATION"]


@dataclass(frozen=True, slots=True, eq=False)
class _Portion:
    """What of a line is delivered; ``completed``: the line is complete with it."""

    path: str
    line: OrderLine
    said: ReplyLine
    quantity: Decimal
    completed: bool

    @property
    def packages(self) -> list[Package]:
        """The packages of the line; one alone holds all of it unless it says otherwise."""
        alone = self.quantity if len(self.said.packages) == 1 else None
        found = _packages(self.said.packages)
        return [one if one.quantity is not None or alone is None else replace(one, quantity=alone) for one in found]


def dispatch(  # noqa: PLR0913
    order: model.Order,
    *,
    dispatch_id: str,
    dispatch_date: When,
    lines: Sequence[ReplyLine] = (),
    carrier: str | None = None,
    deliverer: Party | None = None,
    packages: Sequence[str | Package] = (),
    delivery_date: DeliveryDate | None = None,
    shipment_id: str | None = None,
    tracking_url: str | None = None,
    supplier_order_id: str | None = None,
    previous: Sequence[Previous] = (),
    allow_more: bool = False,
    remarks: Sequence[str | Remark] = (),
    generator: str | None = None,
    generated_at: When | None = None,
    dialect: str | Dialect = "itscope",
) -> model.DispatchNotification:
    """A DISPATCHNOTIFICATION for an order.

    Args:
        order: as it was received.
        dispatch_id: the number of the delivery note.
        lines: what is delivered; everything that is still open unless given. A line may be named more than once.
        carrier: its code (REMARKS type delivererCode), which ITscope wants; ``deliverer``: the carrier as a party.
        packages: with their tracking numbers, which ITscope wants here; those of the lines are added.
        delivery_date: when the goods arrive.
        supplier_order_id: the supplier's number of the order; that of ``previous`` unless given.
        previous: the answers and earlier deliveries, oldest first.
        allow_more: deliver more than was confirmed, or a serial number again.
        dialect: what the receiver takes.

    Raises BuildError for what makes no valid notification, and for more than is open.

    >>> from datetime import date
    >>> from opentrans import Order
    >>> received = Order.load("samples/story-1-order.xml")
    >>> lines = [ReplyLine("1", quantity=2, serial_numbers=["SN-1", "SN-2"], packages=["00340434161094042557"])]
    >>> note = dispatch(received, dispatch_id="LS-1", dispatch_date=date(2026, 10, 14), carrier="DHL", lines=lines)
    >>> note.dispatchnotification_item_list.dispatchnotification_item[0].delivery_completed
    False
    """
    check_arguments(locals())
    used = dialect_of(dialect)
    ledger = ledger_of(order, previous, ("DISPATCHNOTIFICATION", dispatch_id))
    portions = _portions(ledger, lines, allow_more=allow_more)
    if not allow_more:
        _check_serial_numbers(portions)
    check_lines("DISPATCHNOTIFICATION", [_checkable(one) for one in portions], used, PartyList(used))
    info, references = info_of(order), info_of(order).order_parties_reference
    parties, added = parties_of(info.parties, used, deliverer, "deliverer")
    by = added.optional(deliverer, model.DelivererIdref)
    number = supplier_order_id or ledger.supplier_order_id
    all_packages = parts.package_info(_all_packages(_packages(packages), portions), "")
    code = [] if carrier is None else [Remark(carrier, type=parts.CARRIER)]
    with located(""):
        items = [_item(order, one, str(index), number, by) for index, one in enumerate(portions, 1)]
        return model.DispatchNotification(
            dispatchnotification_header=model.DispatchNotificationHeader(
                control_info=parts.control_info(generator, generated_at),
                dispatchnotification_info=model.DispatchNotificationInfo(
                    dispatchnotification_id=dispatch_id,
                    dispatchnotification_date=parts.moment(dispatch_date),
                    language=deepcopy(info.language),
                    mime_root=deepcopy(info.mime_root),
                    delivery_date=parts.delivery_date(delivery_date, "delivery_date"),
                    parties=parties,
                    supplier_idref=deepcopy(references.supplier_idref),
                    buyer_idref=deepcopy(references.buyer_idref),
                    shipment_parties_reference=_shipment(order, None, by),
                    shipment_id=shipment_id,
                    tracking_tracing_url=tracking_url,
                    logistic_details_info=None
                    if all_packages is None
                    else model.LogisticDetailsInfo(package_info=all_packages),
                    remarks=[*parts.remarks(code, "carrier."), *parts.remarks(remarks, "")],
                    header_udx=deepcopy(info.header_udx),
                ),
            ),
            dispatchnotification_item_list=model.DispatchNotificationItemList(dispatchnotification_item=items),
            dispatchnotification_summary=model.DispatchNotificationSummary(total_item_num=len(items)),
        )


def _portions(ledger: Ledger, lines: Sequence[ReplyLine], *, allow_more: bool) -> list[_Portion]:
    """What is delivered of which line; raises BuildError for more than is open, and for nothing."""
    named = named_lines(ledger.items, lines, *_FIELDS)
    if not lines:
        left = [line for line in ledger.lines.values() if line.quantity > line.delivered]
        named = [(line.terms.where, NOTHING, line.line_id) for line in left]
        if not named:
            raise BuildError("lines", f"nothing is open: everything that was {ledger.agreed} is delivered")
    found, now = [], dict.fromkeys(ledger.lines, ZERO)
    for path, said, line_id in named:
        line = ledger.lines[line_id]
        before = line.delivered + now[line_id]
        quantity = line.quantity - before if said.quantity is None else decimal(said.quantity)
        now[line_id] += quantity
        if quantity <= 0:
            raise BuildError(f"{path}.quantity", nothing_of(line_id, named, "delivered"))
        if before + quantity > line.quantity and not allow_more:
            known = f"{line.quantity:f} are {ledger.agreed} and {line.delivered:f} delivered already"
            reason = f"{now[line_id]:f} of {entries_of(line_id, named)} would be delivered, but {known}"
            raise BuildError(f"{path}.quantity", f"{reason}; correct it, or say allow_more")
        found.append(_Portion(path, line, said, quantity, before + quantity >= line.quantity))
    return found


def _check_serial_numbers(portions: Sequence[_Portion]) -> None:
    seen: set[tuple[int, str, str | None]] = set()
    for portion in portions:
        for one in portion.said.serial_numbers:
            number, kind = (one.number, one.type) if isinstance(one, SerialNumber) else (one, None)
            key = (id(portion.line), number, kind)
            if key in seen or (number, kind) in portion.line.serial_numbers:
                known = "stands twice" if key in seen else "is delivered already"
                reason = f"{number!r} {known}; correct it, or say allow_more"
                raise BuildError(f"{portion.path}.serial_numbers", reason)
            seen.add(key)


def _checkable(portion: _Portion) -> Priced:
    """What is said, as the checks of the builders know lines."""
    item, said = portion.line.item, portion.said
    line = Line(quantity=portion.quantity, unit=item.order_unit, serial_numbers=said.serial_numbers)
    return Priced(line, portion.path, portion.line.line_id, None, None)


def _packages(stated: Sequence[str | Package]) -> list[Package]:
    return [Package(one) if isinstance(one, str) else one for one in stated]


def _all_packages(packages: Sequence[Package], portions: Sequence[_Portion]) -> list[Package]:
    """The packages of the header, and those of the lines that it does not name; parts in one package are summed."""
    found: dict[object, Package] = {one.id or index: one for index, one in enumerate(packages)}
    stated = set(found)
    for portion in portions:
        for one in portion.packages:
            key = one.id or object()
            if key in stated:
                continue
            before = found.get(key)
            if before is not None:
                known = before.quantity is not None and one.quantity is not None
                quantity = (before.quantity or ZERO) + (one.quantity or ZERO) if known else None
                found[key] = replace(before, quantity=quantity)
            else:
                found[key] = one
    return list(found.values())


def _shipment(
    order: model.Order, item: model.OrderItem | None, by: model.DelivererIdref | None
) -> model.ShipmentPartiesReference:
    shipment = shipment_of(order, item)
    if by is not None:
        shipment.deliverer_idref = deepcopy(by)
    return shipment


def _item(
    order: model.Order,
    portion: _Portion,
    number: str,
    supplier_order_id: str | None,
    by: model.DelivererIdref | None,
) -> model.DispatchNotificationItem:
    line, said, path = portion.line, portion.said, portion.path
    item = line.item
    packages = parts.package_info(portion.packages, f"{path}.")
    with located(path):
        return model.DispatchNotificationItem(
            line_item_id=number,
            product_id=product_of(item, said.serial_numbers, said.lot_numbers),
            product_features=deepcopy(item.product_features),
            product_components=deepcopy(item.product_components),
            quantity=portion.quantity,
            order_unit=item.order_unit,
            delivery_completed=portion.completed,
            order_reference=order_reference(order, item),
            supplier_order_reference=supplier_reference(
                supplier_order_id, said.supplier_line_id or line.supplier_line_id, path
            ),
            customer_order_reference=customer_reference(order, item),
            shipment_parties_reference=_shipment(order, item, by),
            logistic_details=None if packages is None else model.LogisticDetails(package_info=packages),
            remarks=parts.remarks(said.remarks, f"{path}."),
        )
