"""Classes for the elements of orderresponse.xsd; made by opentrans.model.generate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..base import Element
from ..document import Document

if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Literal

    from ..moment import Moment
    from .bmecat_common import Language, MimeRoot
    from .bmecat_logistics import SpecialTreatmentClass
    from .common import ControlInfo, HeaderUdx, ItemUdx, MimeInfo, Remarks
    from .logistics import DeliveryDate, PartialDeliveryList
    from .parties import DocexchangePartiesReference, OrderPartiesReference, Parties, ShipmentPartiesReference
    from .prices import AllowOrChargesFix, ProductPriceFix
    from .products import ProductComponents, ProductFeatures, ProductId
    from .references import OrderReference


class OrderResponse(Document, element="ORDERRESPONSE"):
    """Order confirmation in which the supplier tells the buyer what will be supplied, when and at which price."""

    orderresponse_header: OrderResponseHeader
    orderresponse_item_list: OrderResponseItemList
    orderresponse_summary: OrderResponseSummary
    version: Literal["2.1"] = "2.1"


class OrderResponseHeader(Element, element="ORDERRESPONSE_HEADER"):
    """Top part of an order confirmation: processing hints and general data."""

    control_info: ControlInfo | None = None
    orderresponse_info: OrderResponseInfo


class OrderResponseItemList(Element, element="ORDERRESPONSE_ITEM_LIST"):
    """All item lines of the order confirmation."""

    orderresponse_item: list[OrderResponseItem]


class OrderResponseSummary(Element, element="ORDERRESPONSE_SUMMARY"):
    """Totals of the order confirmation, with discounts or surcharges on the whole document."""

    total_item_num: int
    """How many item lines there are, as a check on completeness."""
    total_amount: Decimal | None = None
    """Gross total in money, with discounts, surcharges and taxes taken into account."""
    allow_or_charges_fix: AllowOrChargesFix | None = None


class OrderResponseInfo(Element, element="ORDERRESPONSE_INFO"):
    """General data of the order confirmation: which order it answers, dates, partners and currency."""

    order_id: str
    """Order number given by the buyer, unique among that buyer's orders, at most 250 characters."""
    orderresponse_date: Moment
    """Day, optionally with time, on which the supplier confirmed the order."""
    order_date: Moment | None = None
    """Day, optionally with time, on which the buyer placed the order."""
    alt_customer_order_id: list[str] = []
    """Another order number on the buyer's side, e.g. that of the first purchaser when orders are passed on, at most
    250 characters.
    """
    supplier_order_id: str | None = None
    """Number under which the supplier keeps the order, at most 250 characters."""
    orderchange_sequence_id: int | None = None
    """Running number of the change to an order, starting with 1 and rising by one each time."""
    delivery_date: DeliveryDate | None = None
    language: list[Language] = []
    mime_root: MimeRoot | None = None
    parties: Parties
    order_parties_reference: OrderPartiesReference
    docexchange_parties_reference: DocexchangePartiesReference | None = None
    currency: str | None = None
    """ISO 4217 code of the currency that applies wherever a price states none of its own, e.g. EUR."""
    mime_info: MimeInfo | None = None
    remarks: list[Remarks] = []
    header_udx: HeaderUdx | None = None


class OrderResponseItem(Element, element="ORDERRESPONSE_ITEM"):
    """One confirmed line: product, quantity, price and delivery date."""

    line_item_id: str
    """Number of an item line, unique within the document it belongs to, at most 50 characters."""
    product_id: ProductId
    product_features: ProductFeatures | None = None
    product_components: ProductComponents | None = None
    quantity: Decimal
    """Number of order units; in an order response, a negative value cancels the line."""
    order_unit: str
    """UN/ECE Recommendation 20 code of the unit ordered in, e.g. C62 for piece; prices normally refer to it."""
    product_price_fix: ProductPriceFix | None = None
    price_line_amount: Decimal | None = None
    """Price of the whole line, normally PRICE_AMOUNT times QUANTITY (or times PRICE_UNIT_VALUE)."""
    delivery_date: DeliveryDate | None = None
    partial_delivery_list: PartialDeliveryList | None = None
    order_reference: OrderReference | None = None
    shipment_parties_reference: ShipmentPartiesReference | None = None
    special_treatment_class: list[SpecialTreatmentClass] = []
    mime_info: MimeInfo | None = None
    remarks: list[Remarks] = []
    item_udx: ItemUdx | None = None
