"""Classes for the elements of order.xsd; made by opentrans.model.generate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..base import Element
from ..document import Document

if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Literal

    from ..base import TextElement
    from ..moment import Moment
    from ..raw import Xml
    from .bmecat_common import AccountingInfo, Language, MimeRoot
    from .bmecat_logistics import InternationalRestrictions, SpecialTreatmentClass, Transport
    from .common import ControlInfo, HeaderUdx, ItemUdx, MimeInfo, Remarks
    from .logistics import DeliveryDate, PartialDeliveryList
    from .parties import DocexchangePartiesReference, OrderPartiesReference, Parties, ShipmentPartiesReference
    from .payment import Payment
    from .prices import ProductPriceFix
    from .products import ProductComponents, ProductFeatures, ProductId
    from .references import CustomerOrderReference, SourcingInfo


class Order(Document, element="ORDER"):
    """Purchase order from a buyer to a supplier, made of header, item lines and totals."""

    order_header: OrderHeader
    order_item_list: OrderItemList
    order_summary: OrderSummary
    version: Literal["2.1"] = "2.1"
    type: Literal[
        "standard",
        "express",
        "release",
        "consignment",
        "express12",
        "express8",
        "expressSaturday10",
        "expressSaturday12",
        "pickup",
    ]


class OrderHeader(Element, element="ORDER_HEADER"):
    """Top part of a purchase order: processing hints, earlier sourcing steps and the order's general data."""

    control_info: ControlInfo | None = None
    sourcing_info: SourcingInfo | None = None
    order_info: OrderInfo


class OrderItemList(Element, element="ORDER_ITEM_LIST"):
    """All item lines of the purchase order."""

    order_item: list[OrderItem]


class OrderSummary(Element, element="ORDER_SUMMARY"):
    """Totals of the order, so the receiver can check that nothing got lost."""

    total_item_num: int
    """How many item lines there are, as a check on completeness."""
    total_amount: Decimal | None = None
    """Gross total in money, with discounts, surcharges and taxes taken into account."""


class OrderInfo(Element, element="ORDER_INFO"):
    """General data of the purchase order: number, date, partners, delivery, payment and shipping terms."""

    order_id: str
    """Order number given by the buyer, unique among that buyer's orders, at most 250 characters."""
    order_date: Moment
    """Day, optionally with time, on which the buyer placed the order."""
    delivery_date: DeliveryDate | None = None
    language: list[Language] = []
    mime_root: MimeRoot | None = None
    parties: Parties
    customer_order_reference: CustomerOrderReference | None = None
    order_parties_reference: OrderPartiesReference
    docexchange_parties_reference: DocexchangePartiesReference | None = None
    currency: str | None = None
    """ISO 4217 code of the currency that applies wherever a price states none of its own, e.g. EUR."""
    payment: Payment | None = None
    terms_and_conditions: str | None = None
    """General business terms that apply, as text of at most 250 characters."""
    partial_shipment_allowed: bool | None = None
    """True if the goods may come in several deliveries, false if only a complete delivery is accepted."""
    transport: Transport | None = None
    international_restrictions: list[InternationalRestrictions] = []
    mime_info: MimeInfo | None = None
    remarks: list[Remarks] = []
    header_udx: HeaderUdx | None = None


class OrderItem(Element, element="ORDER_ITEM"):
    """One line of the order: product, quantity, price, delivery and references."""

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
    contract_information: ContractInformation | None = None
    product_stock_fix: ProductStockFix | None = None
    partial_shipment_allowed: bool | None = None
    """True if the goods may come in several deliveries, false if only a complete delivery is accepted."""
    delivery_date: DeliveryDate | None = None
    partial_delivery_list: PartialDeliveryList | None = None
    sourcing_info: SourcingInfo | None = None
    customer_order_reference: list[CustomerOrderReference] = []
    accounting_info: AccountingInfo | None = None
    shipment_parties_reference: ShipmentPartiesReference | None = None
    transport: Transport | None = None
    international_restrictions: list[InternationalRestrictions] = []
    special_treatment_class: list[SpecialTreatmentClass] = []
    mime_info: MimeInfo | None = None
    remarks: list[Remarks] = []
    item_udx: ItemUdx | None = None


class ContractInformation(Element, element="CONTRACT_INFORMATION"):
    """Term and billing rhythm of a product that is paid again and again."""

    subscription_period: Decimal
    """Length of the term, counted in SUBSCRIPTION_PERIOD_UNIT."""
    subscription_period_unit: str
    """Unit of the term, MON for months."""
    billing_period: Decimal
    """Time from one bill to the next, in the unit of the term."""
    source_price_amount: Decimal | None = None
    """Price the rental is based on; rental orders only."""


class ProductStockFix(Element, element="PRODUCT_STOCK_FIX"):
    """Stock that the supplier had when the order was placed, as the platform saw it."""

    content: list[str | Xml | Element | TextElement] = []
    attributes: dict[str, str] = {}
