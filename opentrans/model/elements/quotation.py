"""Classes for the elements of quotation.xsd; made by opentrans.model.generate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..base import Element
from ..document import Document

if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Literal

    from ..moment import Moment
    from .bmecat_common import Language, MimeRoot
    from .bmecat_logistics import InternationalRestrictions, SpecialTreatmentClass, Transport
    from .common import ControlInfo, HeaderUdx, ItemUdx, MimeInfo, Remarks
    from .logistics import DeliveryDate, PartialDeliveryList
    from .parties import DocexchangePartiesReference, OrderPartiesReference, Parties, ShipmentPartiesReference
    from .payment import Payment
    from .prices import ProductPriceFix
    from .products import ProductComponents, ProductFeatures, ProductId
    from .references import Agreement, CatalogReference


class Quotation(Document, element="QUOTATION"):
    """Offer from a supplier to a buyer, with prices and delivery terms for each item."""

    quotation_header: QuotationHeader
    quotation_item_list: QuotationItemList
    quotation_summary: QuotationSummary
    version: Literal["2.1"] = "2.1"


class QuotationHeader(Element, element="QUOTATION_HEADER"):
    """Top part of a quotation: processing hints and general data."""

    control_info: ControlInfo | None = None
    quotation_info: QuotationInfo


class QuotationItemList(Element, element="QUOTATION_ITEM_LIST"):
    """All item lines of the quotation."""

    quotation_item: list[QuotationItem]


class QuotationSummary(Element, element="QUOTATION_SUMMARY"):
    """Totals of the quotation: the count of lines and the overall price."""

    total_item_num: int
    """How many item lines there are, as a check on completeness."""
    total_amount: Decimal | None = None
    """Gross total in money, with discounts, surcharges and taxes taken into account."""


class QuotationInfo(Element, element="QUOTATION_INFO"):
    """General data of the quotation: number, date, validity, partners, currency and terms."""

    quotation_id: str
    """The supplier's number for the quotation, at most 250 characters."""
    quotation_date: Moment
    """Day, optionally with time, on which the supplier made the offer."""
    valid_start_date: Moment | None = None
    """First day of validity, optionally with time."""
    valid_end_date: Moment | None = None
    """Last day of validity, optionally with time."""
    delivery_date: DeliveryDate | None = None
    language: list[Language] = []
    mime_root: MimeRoot | None = None
    parties: Parties
    order_parties_reference: OrderPartiesReference
    docexchange_parties_reference: DocexchangePartiesReference | None = None
    agreement: list[Agreement] = []
    catalog_reference: CatalogReference | None = None
    currency: str
    """ISO 4217 code of the currency that applies wherever a price states none of its own, e.g. EUR."""
    payment: Payment | None = None
    terms_and_conditions: str | None = None
    """General business terms that apply, as text of at most 250 characters."""
    transport: Transport | None = None
    international_restrictions: list[InternationalRestrictions] = []
    territory: list[str] = []
    """Country or region where the entry applies, as an ISO 3166 code, e.g. DE."""
    mime_info: MimeInfo | None = None
    remarks: list[Remarks] = []
    header_udx: HeaderUdx | None = None


class QuotationItem(Element, element="QUOTATION_ITEM"):
    """One offered line: product, quantity, price and delivery."""

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
    agreement: list[Agreement] = []
    catalog_reference: CatalogReference | None = None
    partial_shipment: bool | None = None
    """True if the offered item may come in several deliveries, false if not."""
    delivery_date: DeliveryDate | None = None
    partial_delivery_list: PartialDeliveryList | None = None
    shipment_parties_reference: ShipmentPartiesReference | None = None
    transport: Transport | None = None
    international_restrictions: list[InternationalRestrictions] = []
    special_treatment_class: list[SpecialTreatmentClass] = []
    mime_info: MimeInfo | None = None
    remarks: list[Remarks] = []
    optional: bool | None = None
    """Says whether the customer may leave this line of the offer out."""
    optional_picked: bool | None = None
    """Says whether the customer has picked this optional line."""
    item_udx: ItemUdx | None = None
