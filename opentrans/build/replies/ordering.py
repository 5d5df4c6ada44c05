"""From a QUOTATION to the ORDER of what was chosen in it."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from ... import model
from ...schema.dialects import Dialect
from .. import parts
from ..calculation import Priced
from ..dialect import check_order_id, dialect_of, is_itscope
from ..errors import BuildError
from ..fields import When, decimal
from ..line import Line
from ..located import located
from ..objects import DeliveryDate, Remark
from ..partners import Party
from ..totals import order_total
from .arguments import check_arguments
from .carried import parties_of, party_named
from .reply_line import NOTHING, ReplyLine, named_lines
from .terms import Terms, read_lines, tax_of


@dataclass(frozen=True, slots=True, eq=False)
class _Chosen:
    path: str
    item: model.QuotationItem
    terms: Terms
    said: ReplyLine
    quantity: Decimal


def order(  # noqa: PLR0913
    quotation: model.Quotation,
    *,
    order_id: str,
    order_date: When,
    delivery: Party | None = None,
    type: Literal["standard", "express", "release", "consignment"] = "standard",  # noqa: A002  (the attribute's name)
    lines: Sequence[ReplyLine] = (),
    delivery_date: DeliveryDate | None = None,
    partial_shipment: bool | None = None,
    dropshipment: bool | None = None,
    allow_more: bool = False,
    remarks: Sequence[str | Remark] = (),
    generator: str | None = None,
    generated_at: When | None = None,
    dialect: str | Dialect = "itscope",
) -> model.Order:
    """An ORDER for what a quotation offers; lines keep their numbers, prices and terms.

    Args:
        delivery: where the goods go, which ITscope wants with a name; as the quotation says unless given.
        lines: exactly these are ordered. Unless given: all that are not optional, and optional ones that were picked.
        delivery_date: when the goods are wanted.
        partial_shipment: may parts be delivered; ITscope wants it stated: False unless given. Likewise
            ``dropshipment``: is the buyer's own delivery note used.
        allow_more: order more of a line than was offered.
        dialect: what the receiver takes.

    Raises BuildError for what makes no valid order.

    >>> from datetime import date
    >>> from opentrans import Quotation
    >>> offer = Quotation.load("samples/quotation-optional-lines.xml")
    >>> order(offer, order_id="PO-1", order_date=date(2026, 11, 21)).order_summary.total_amount
    Decimal('3418.80')
    """
    check_arguments(locals())
    used = dialect_of(dialect)
    chosen = _chosen(quotation, lines, allow_more=allow_more)
    info = quotation.quotation_header.quotation_info
    parties, added = parties_of(info.parties, used, delivery, "delivery")
    references = deepcopy(info.order_parties_reference)
    if delivery is not None:
        references.shipment_parties_reference = model.ShipmentPartiesReference(
            delivery_idref=added.reference(delivery, model.DeliveryIdref)
        )
    check_order_id(order_id, used)
    itscope = is_itscope(used)
    if itscope:
        _check_for_itscope(parties, references, chosen)
        partial_shipment, dropshipment = bool(partial_shipment), bool(dropshipment)
    total = order_total([_priced(one) for one in chosen], used, None)
    with located(""):
        items = [_item(one) for one in chosen]
        return model.Order(
            type=type,
            order_header=model.OrderHeader(
                control_info=parts.control_info(generator, generated_at),
                sourcing_info=model.SourcingInfo(
                    quotation_id=info.quotation_id,
                    agreement=deepcopy(info.agreement),
                    catalog_reference=deepcopy(info.catalog_reference),
                ),
                order_info=model.OrderInfo(
                    order_id=order_id,
                    order_date=parts.moment(order_date),
                    delivery_date=parts.delivery_date(delivery_date, "delivery_date"),
                    language=deepcopy(info.language),
                    mime_root=deepcopy(info.mime_root),
                    parties=parties,
                    order_parties_reference=references,
                    currency=info.currency,
                    payment=deepcopy(info.payment),
                    terms_and_conditions=info.terms_and_conditions,
                    partial_shipment_allowed=partial_shipment,
                    transport=deepcopy(info.transport),
                    international_restrictions=deepcopy(info.international_restrictions),
                    remarks=parts.remarks(remarks, ""),
                    header_udx=None if dropshipment is None else parts.dropshipment(dropshipment),
                ),
            ),
            order_item_list=model.OrderItemList(order_item=items),
            order_summary=model.OrderSummary(total_item_num=len(items), total_amount=total),
        )


def _chosen(quotation: model.Quotation, lines: Sequence[ReplyLine], *, allow_more: bool) -> list[_Chosen]:
    items = quotation.quotation_item_list.quotation_item
    offered = {item.line_item_id: (item, read) for item, read in zip(items, read_lines(quotation), strict=True)}
    named = named_lines(items, lines, "delivery_date")
    if not lines:
        picked = [item.line_item_id for item in items if not item.optional or item.optional_picked]
        named = [(f"line {one!r} of the quotation", NOTHING, one) for one in picked]
        if not named:
            raise BuildError("lines", "no line of the quotation is picked; name those that are ordered")
    found: dict[str, _Chosen] = {}
    for path, said, line_id in named:
        item, read = offered[line_id]
        quantity = item.quantity if said.quantity is None else decimal(said.quantity)
        if line_id in found:
            raise BuildError(f"{path}.line_id", f"line {line_id!r} is named twice; order it once")
        if quantity <= 0:
            raise BuildError(f"{path}.quantity", f"{quantity:f} cannot be ordered; leave the line out")
        if quantity > item.quantity and not allow_more:
            reason = f"{quantity:f} of line {line_id!r} would be ordered, {item.quantity:f} are offered"
            raise BuildError(f"{path}.quantity", f"{reason}; correct it, or say allow_more")
        where = f"line {line_id!r} of the quotation"
        fix, amount = item.product_price_fix, item.price_line_amount
        terms = Terms(where, item.quantity, fix, read.full_price(), amount)
        found[line_id] = _Chosen(path, item, terms, said, quantity)
    return list(found.values())


def _check_for_itscope(
    parties: model.Parties, references: model.OrderPartiesReference, chosen: Sequence[_Chosen]
) -> None:
    if references.shipment_parties_reference is None:
        raise BuildError("delivery", "is missing; ITscope wants to know where the goods go, even to the buyer")
    place = party_named(parties, references.shipment_parties_reference.delivery_idref, "quotation")
    if not any(address.name for address in place.address):
        raise BuildError("delivery.name", "is missing; ITscope wants the name of who gets the goods")
    for one in chosen:
        if one.item.product_id.supplier_pid is None:
            raise BuildError(f"{one.path}.article", "is missing; ITscope finds the product by it")


def _priced(one: _Chosen) -> Priced:
    amount = one.terms.amount_of(one.quantity, one.path)
    return Priced(Line(quantity=one.quantity), one.path, one.item.line_item_id, amount, tax_of(one.terms, one.path))


def _item(one: _Chosen) -> model.OrderItem:
    item = one.item
    sourced = item.agreement or item.catalog_reference
    with located(one.path):
        return model.OrderItem(
            line_item_id=item.line_item_id,
            product_id=deepcopy(item.product_id),
            product_features=deepcopy(item.product_features),
            product_components=deepcopy(item.product_components),
            quantity=one.quantity,
            order_unit=item.order_unit,
            product_price_fix=one.terms.fix_of(one.quantity),
            price_line_amount=one.terms.amount_of(one.quantity, one.path),
            delivery_date=parts.delivery_date(one.said.delivery_date, f"{one.path}.delivery_date"),
            sourcing_info=model.SourcingInfo(
                agreement=deepcopy(item.agreement), catalog_reference=deepcopy(item.catalog_reference)
            )
            if sourced
            else None,
            shipment_parties_reference=deepcopy(item.shipment_parties_reference),
            transport=deepcopy(item.transport),
            international_restrictions=deepcopy(item.international_restrictions),
            special_treatment_class=deepcopy(item.special_treatment_class),
            remarks=parts.remarks(one.said.remarks, f"{one.path}."),
        )
