"""From a line to the documents that it refers to: the order, the supplier's and the customer's order, deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import model
from .errors import BuildError
from .located import located
from .parts import agreements, delivery_date, optional_moment

if TYPE_CHECKING:
    from ..schema.dialects import Dialect
    from .calculation import Priced
    from .fields import When
    from .objects import Correction
    from .parties import PartyList
    from .partners import Party


def order_reference(
    one: Priced, order_id: str | None, order_date: When | None, dialect: Dialect
) -> model.OrderReference | None:
    """ORDER_REFERENCE: the line of the order, which is the document's order unless the line names another."""
    line, path = one.line, one.path
    if line.order_line_id is None:
        if line.order_id is not None or line.order_date is not None or line.agreements:
            raise BuildError(f"{path}.order_line_id", "is missing; state the number of the line in the order")
        return None
    order = line.order_id or order_id
    if order is None:
        raise BuildError(f"{path}.order_id", "is missing; state the number of the order, here or for all lines")
    date = line.order_date or (order_date if order == order_id else None)
    with located(path):
        return model.OrderReference(
            order_id=order,
            line_item_id=line.order_line_id,
            order_date=optional_moment(date),
            agreement=agreements(line.agreements, f"{path}.", dialect),
        )


def supplier_reference(one: Priced, supplier_order_id: str | None) -> model.SupplierOrderReference | None:
    """SUPPLIER_ORDER_REFERENCE: the line in the supplier's own order."""
    line, path = one.line, one.path
    if line.supplier_line_id is None:
        if line.supplier_order_id is not None:
            raise BuildError(f"{path}.supplier_line_id", "is missing; state it beside supplier_order_id")
        return None
    order = line.supplier_order_id or supplier_order_id
    if order is None:
        raise BuildError(f"{path}.supplier_order_id", "is missing; state it here or for all lines")
    with located(path):
        return model.SupplierOrderReference(supplier_order_id=order, supplier_order_item_id=line.supplier_line_id)


def customer_reference(
    one: Priced, parties: PartyList, customer: Party | None = None, customer_order_id: str | None = None
) -> model.CustomerOrderReference | None:
    """CUSTOMER_ORDER_REFERENCE: the order of the buyer's customer, and who that is."""
    line = one.line
    party = line.customer or customer
    if party is None and line.customer_order_id is None and line.customer_line_id is None:
        return None
    with located(one.path):
        return model.CustomerOrderReference(
            order_id=line.customer_order_id or customer_order_id,
            line_item_id=line.customer_line_id,
            customer_idref=parties.optional(party, model.CustomerIdref),
        )


def delivery_reference(one: Priced, delivery_note_id: str | None = None) -> model.DeliveryReference | None:
    """DELIVERY_REFERENCE: the delivery note and its line, and when it was delivered."""
    line = one.line
    if line.delivery_note_id is None and line.delivery_note_line_id is None and line.delivery_date is None:
        return None
    with located(one.path):
        return model.DeliveryReference(
            deliverynote_id=line.delivery_note_id or delivery_note_id,
            line_item_id=line.delivery_note_line_id,
            delivery_date=delivery_date(line.delivery_date, f"{one.path}.delivery_date"),
        )


def invoice_correction(stated: Correction | None, invoice_id: str, path: str) -> model.InvoiceCorrection | None:
    """INVOICE_CORRECTION: the earlier invoice."""
    if stated is None:
        return None
    if stated.invoice_id == invoice_id:
        raise BuildError(f"{path}.correction.invoice_id", "is this invoice itself; state the one that is corrected")
    with located(f"{path}.correction"):
        return model.InvoiceCorrection(
            invoice_reference=model.InvoiceReference(
                invoice_id=stated.invoice_id,
                line_item_id=stated.line_id,
                invoice_date=optional_moment(stated.invoice_date),
                type="invoice",
            ),
            adjustment_reason_descr=[] if stated.reason is None else [model.AdjustmentReasonDescr(stated.reason)],
        )
