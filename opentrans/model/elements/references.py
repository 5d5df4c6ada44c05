"""Classes for the elements of references.xsd; made by opentrans.model.generate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..base import Element, TextElement

if TYPE_CHECKING:
    from typing import Literal

    from ..moment import Moment
    from .bmecat_common import CatalogName
    from .bmecat_parties import SupplierIdref
    from .common import MimeInfo
    from .logistics import DeliveryDate
    from .parties import CustomerIdref, DeliveryIdref


class SourcingInfo(Element, element="SOURCING_INFO"):
    """What preceded the order: the quotation, framework agreements or catalog it is based on."""

    quotation_id: str | None = None
    """The supplier's number for the quotation, at most 250 characters."""
    agreement: list[Agreement] = []
    catalog_reference: CatalogReference | None = None


class OrderHistory(Element, element="ORDER_HISTORY"):
    """Order, delivery note, agreement and catalog that the whole invoice goes back to."""

    order_id: str
    """Order number given by the buyer, unique among that buyer's orders, at most 250 characters."""
    alt_customer_order_id: list[str] = []
    """Another order number on the buyer's side, e.g. that of the first purchaser when orders are passed on, at most
    250 characters.
    """
    supplier_order_id: str | None = None
    """Number under which the supplier keeps the order, at most 250 characters."""
    order_date: Moment | None = None
    """Day, optionally with time, on which the buyer placed the order."""
    order_descr: list[OrderDescr] = []
    deliverynote_id: str | None = None
    """Number printed on the delivery note, at most 250 characters."""
    deliverynote_date: Moment | None = None
    """Day, optionally with time, on which the delivery note was issued."""
    agreement: list[Agreement] = []
    catalog_reference: CatalogReference | None = None


class Agreement(Element, element="AGREEMENT"):
    """Framework agreement with the partner that applies here, with its number, validity and description."""

    agreement_id: str
    """Number that identifies the framework contract to which the document or the item belongs, at most 50 characters.
    """
    agreement_line_id: str | None = None
    """Number of the one line inside the framework contract that is meant, at most 50 characters."""
    agreement_start_date: Moment | None = None
    """Day (optionally with time) from which the framework contract is in force."""
    agreement_end_date: Moment | None = None
    """Day (optionally with time) on which the framework contract runs out."""
    supplier_idref: SupplierIdref | None = None
    agreement_descr: list[AgreementDescr] = []
    mime_info: MimeInfo | None = None
    type: str | None = None
    default: bool | None = None


class CatalogReference(Element, element="CATALOG_REFERENCE"):
    """Electronic catalog or price list that serves as the offer, given by number, version and name."""

    catalog_id: str
    """Identifier of the supplier's catalog; the supplier assigns it once and keeps it for all versions, at most 20
    characters.
    """
    catalog_version: str
    """Version of the catalog as major and minor number with a dot between them, e.g. 7.3 or 001.120, at most 7
    characters.
    """
    catalog_name: CatalogName | None = None


class CustomerOrderReference(Element, element="CUSTOMER_ORDER_REFERENCE"):
    """Earlier order that the buyer's own customer placed and that led to this one."""

    order_id: str | None = None
    """Order number given by the buyer, unique among that buyer's orders, at most 250 characters."""
    line_item_id: str | None = None
    """Number of an item line, unique within the document it belongs to, at most 50 characters."""
    order_date: Moment | None = None
    """Day, optionally with time, on which the buyer placed the order."""
    order_descr: list[OrderDescr] = []
    customer_idref: CustomerIdref | None = None


class OrderReference(Element, element="ORDER_REFERENCE"):
    """The buyer's order and order line to which this line belongs, with agreement and catalog."""

    order_id: str
    """Order number given by the buyer, unique among that buyer's orders, at most 250 characters."""
    line_item_id: str
    """Number of an item line, unique within the document it belongs to, at most 50 characters."""
    order_date: Moment | None = None
    """Day, optionally with time, on which the buyer placed the order."""
    order_descr: list[OrderDescr] = []
    agreement: list[Agreement] = []
    catalog_reference: CatalogReference | None = None


class DeliveryReference(Element, element="DELIVERY_REFERENCE"):
    """Delivery to which the line belongs: delivery note, its line, date and place."""

    deliverynote_id: str | None = None
    """Number printed on the delivery note, at most 250 characters."""
    line_item_id: str | None = None
    """Number of an item line, unique within the document it belongs to, at most 50 characters."""
    delivery_date: DeliveryDate | None = None
    delivery_idref: DeliveryIdref | None = None


class SupplierOrderReference(Element, element="SUPPLIER_ORDER_REFERENCE"):
    """The same order as the supplier keeps it: the supplier's order number and line number."""

    supplier_order_id: str
    """Number under which the supplier keeps the order, at most 250 characters."""
    supplier_order_item_id: str
    """Line number in the supplier's own record of the order, at most 50 characters."""


class OrderDescr(TextElement, element="ORDER_DESCR"):
    """Free text about the order; may be given in several languages."""

    value: str
    lang: str | None = None


class AgreementDescr(TextElement, element="AGREEMENT_DESCR"):
    """Free text that explains the framework agreement; may be given in several languages."""

    value: str
    lang: str | None = None


class InvoiceReference(Element, element="INVOICE_REFERENCE"):
    """An invoice or one of its lines; without LINE_ITEM_ID the whole invoice is meant."""

    invoice_id: str
    """Invoice number, assigned by the party that issues the invoice, at most 250 characters."""
    line_item_id: str | None = None
    """Number of an item line, unique within the document it belongs to, at most 50 characters."""
    invoice_date: Moment | None = None
    """Date of the invoice; on a card statement, the day of the transaction itself."""
    post_date: Moment | None = None
    """Day on which the transaction was booked to the account."""
    reason_for_transfer: str | None = None
    """Text to put on the bank transfer, at most 140 characters."""
    invoice_descr: list[InvoiceDescr] = []
    type: Literal["invoice", "invoicelist", "credit_memo"] | None = None


class InvoiceDescr(TextElement, element="INVOICE_DESCR"):
    """Free text about the invoice; may be given in several languages."""

    value: str
    lang: str | None = None
