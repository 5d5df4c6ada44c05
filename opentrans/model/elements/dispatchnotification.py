"""Classes for the elements of dispatchnotification.xsd; made by opentrans.model.generate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..base import Element
from ..document import Document

if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Literal

    from ..moment import Moment
    from .bmecat_common import Language, MimeRoot
    from .bmecat_logistics import InternationalRestrictions
    from .bmecat_parties import BuyerIdref, SupplierIdref
    from .common import ControlInfo, HeaderUdx, ItemUdx, MimeInfo, Remarks
    from .logistics import DeliveryDate, LogisticDetails, LogisticDetailsInfo, PartialDeliveryList
    from .parties import DocexchangePartiesReference, Parties, ShipmentPartiesReference
    from .products import ProductComponents, ProductFeatures, ProductId
    from .references import CustomerOrderReference, DeliveryReference, OrderReference, SupplierOrderReference


class DispatchNotification(Document, element="DISPATCHNOTIFICATION"):
    """Dispatch advice in which the supplier announces a delivery and what it contains."""

    dispatchnotification_header: DispatchNotificationHeader
    dispatchnotification_item_list: DispatchNotificationItemList
    dispatchnotification_summary: DispatchNotificationSummary
    version: Literal["2.1"] = "2.1"


class DispatchNotificationHeader(Element, element="DISPATCHNOTIFICATION_HEADER"):
    """Top part of a dispatch advice: processing hints and general data."""

    control_info: ControlInfo | None = None
    dispatchnotification_info: DispatchNotificationInfo


class DispatchNotificationItemList(Element, element="DISPATCHNOTIFICATION_ITEM_LIST"):
    """All item lines of the dispatch advice."""

    dispatchnotification_item: list[DispatchNotificationItem]


class DispatchNotificationSummary(Element, element="DISPATCHNOTIFICATION_SUMMARY"):
    """Totals of the dispatch advice: the count of its lines."""

    total_item_num: int
    """How many item lines there are, as a check on completeness."""


class DispatchNotificationInfo(Element, element="DISPATCHNOTIFICATION_INFO"):
    """General data of the dispatch advice: number, dates, partners, shipment number and packages."""

    dispatchnotification_id: str
    """The sender's number for this dispatch advice, at most 250 characters."""
    dispatchnotification_date: Moment | None = None
    """Day, optionally with time, on which the dispatch advice was issued."""
    language: list[Language] = []
    mime_root: MimeRoot | None = None
    delivery_date: DeliveryDate | None = None
    parties: Parties
    supplier_idref: SupplierIdref
    buyer_idref: BuyerIdref | None = None
    shipment_parties_reference: ShipmentPartiesReference
    shipment_id: str | None = None
    """Number that identifies the shipment as a whole, at most 250 characters."""
    tracking_tracing_url: str | None = None
    """Web address where the progress of the shipment can be followed, at most 255 characters."""
    docexchange_parties_reference: DocexchangePartiesReference | None = None
    logistic_details_info: LogisticDetailsInfo | None = None
    international_restrictions: list[InternationalRestrictions] = []
    mime_info: MimeInfo | None = None
    remarks: list[Remarks] = []
    header_udx: HeaderUdx | None = None


class DispatchNotificationItem(Element, element="DISPATCHNOTIFICATION_ITEM"):
    """One announced line: product, quantity on its way, order it belongs to and packing."""

    line_item_id: str
    """Number of an item line, unique within the document it belongs to, at most 50 characters."""
    product_id: ProductId
    product_features: ProductFeatures | None = None
    product_components: ProductComponents | None = None
    quantity: Decimal
    """Number of order units; in an order response, a negative value cancels the line."""
    order_unit: str
    """UN/ECE Recommendation 20 code of the unit ordered in, e.g. C62 for piece; prices normally refer to it."""
    partial_delivery_list: PartialDeliveryList | None = None
    delivery_completed: bool | None = None
    """True if the ordered line is now delivered in full, false if some is still missing."""
    delivery_reference: DeliveryReference | None = None
    supplier_idref: SupplierIdref | None = None
    order_reference: OrderReference
    supplier_order_reference: SupplierOrderReference | None = None
    customer_order_reference: CustomerOrderReference | None = None
    shipment_parties_reference: ShipmentPartiesReference
    logistic_details: LogisticDetails | None = None
    mime_info: MimeInfo | None = None
    remarks: list[Remarks] = []
    item_udx: ItemUdx | None = None
