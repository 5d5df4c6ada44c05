"""What a reply takes over from the order: parties, references, products; nothing of it is lost or shared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import TypeVar

from ... import model
from ...schema.dialects import Dialect
from ..errors import BuildError
from ..objects import SerialNumber
from ..parties import PartyList
from ..partners import Party, Role

_Reference = TypeVar("_Reference")


def info_of(order: model.Order) -> model.OrderInfo:
    """The general data of an order."""
    return order.order_header.order_info


def parties_of(
    parties: model.Parties, dialect: Dialect, further: Party | None, role: Role
) -> tuple[model.Parties, PartyList]:
    """The parties of a document, and one more in a role where it is given (with the list that refers to it)."""
    added = PartyList(dialect)
    added.add(further, role, role)
    return model.Parties(party=[*deepcopy(parties.party), *(added.built().party if further else [])]), added


def party_named(
    parties: model.Parties, reference: model.SupplierIdref | model.DeliveryIdref, document: str = "order"
) -> model.Party:
    """The party that a reference names; raises BuildError where there is none."""
    named = [one for one in parties.party if any(number.value == reference.value for number in one.party_id)]
    same = [one for one in named if any(number.type == reference.type for number in one.party_id)]
    if not named:
        raise BuildError(document, f"{reference.element_name} names {reference.value!r}, which no PARTY has")
    return (same or named)[0]


def shipment_of(order: model.Order, item: model.OrderItem | None = None) -> model.ShipmentPartiesReference:
    """Where the goods go: as the line says, else the order, else to the party for delivery, else to the buyer."""
    info = info_of(order)
    stated = info.order_parties_reference.shipment_parties_reference
    if item is not None:
        stated = item.shipment_parties_reference or stated
    if stated is not None:
        return deepcopy(stated)
    buyer = info.order_parties_reference.buyer_idref
    places = [party for party in info.parties.party if "delivery" in party.party_role and party.party_id]
    number: model.PartyId | model.BuyerIdref = places[0].party_id[0] if places else buyer
    return model.ShipmentPartiesReference(delivery_idref=model.DeliveryIdref(number.value, type=number.type))


def order_reference(order: model.Order, item: model.OrderItem) -> model.OrderReference:
    """ORDER_REFERENCE: the line of the order with its agreements and catalogue."""
    info, source = info_of(order), item.sourcing_info
    return model.OrderReference(
        order_id=info.order_id,
        line_item_id=item.line_item_id,
        order_date=info.order_date,
        agreement=[] if source is None else deepcopy(source.agreement),
        catalog_reference=None if source is None else deepcopy(source.catalog_reference),
    )


def customer_reference(order: model.Order, item: model.OrderItem) -> model.CustomerOrderReference | None:
    """CUSTOMER_ORDER_REFERENCE: that of the line (its first), else that of the order."""
    stated = item.customer_order_reference
    return deepcopy(stated[0] if stated else info_of(order).customer_order_reference)


def supplier_reference(order_id: str | None, line_id: str | None, path: str) -> model.SupplierOrderReference | None:
    """SUPPLIER_ORDER_REFERENCE, where the line in the supplier's own order is known."""
    if line_id is None:
        return None
    if order_id is None:
        raise BuildError("supplier_order_id", f"is missing; {path} has a line in the supplier's order")
    return model.SupplierOrderReference(supplier_order_id=order_id, supplier_order_item_id=line_id)


def customer_order_ids(order: model.Order) -> list[str]:
    """ALT_CUSTOMER_ORDER_ID: the number under which the buyer's customer ordered."""
    stated = info_of(order).customer_order_reference
    return [] if stated is None or stated.order_id is None else [stated.order_id]


def product_of(
    item: model.OrderItem, serial_numbers: Sequence[str | SerialNumber], lot_numbers: Sequence[str]
) -> model.ProductId:
    """PRODUCT_ID of a line, with the serial and lot numbers of this reply where there are any."""
    product = deepcopy(item.product_id)
    numbers = [one if isinstance(one, SerialNumber) else SerialNumber(one) for one in serial_numbers]
    if numbers:
        product.serial_number = [model.SerialNumber(one.number, type=one.type) for one in numbers]
    if lot_numbers:
        product.lot_number = list(lot_numbers)
    return product


def renamed(reference: model.SupplierIdref | model.BuyerIdref, kind: Callable[..., _Reference]) -> _Reference:
    """The same party under another name of reference."""
    return kind(reference.value, type=reference.type)


def state_numbers(
    parties: model.Parties, supplier: model.SupplierIdref, vat_id: str | None, tax_number: str | None
) -> None:
    """Write the supplier's VAT id and tax number into its address."""
    if vat_id is None and tax_number is None:
        return
    party = party_named(parties, supplier)
    if not party.address:
        party.address = [model.Address()]
    party.address[0].vat_id = vat_id or party.address[0].vat_id
    party.address[0].tax_number = tax_number or party.address[0].tax_number


def ordered_payment(info: model.OrderInfo) -> model.Payment | None:
    """The terms of payment of the order; never a card, whose number has no business in an invoice."""
    return None if info.payment is None or info.payment.card is not None else deepcopy(info.payment)
