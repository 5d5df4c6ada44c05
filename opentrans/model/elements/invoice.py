"""Classes for the elements of invoice.xsd; made by opentrans.model.generate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..base import Element, TextElement
from ..document import Document

if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Literal

    from ..moment import Moment
    from .bmecat_common import AccountingInfo, Language, MimeRoot
    from .bmecat_parties import BuyerIdref, SupplierIdref
    from .common import ControlInfo, HeaderUdx, ItemUdx, MimeInfo, Remarks
    from .logistics import DeliveryDate, LogisticDetails, LogisticDetailsInfo
    from .parties import (
        DeliveryIdref,
        DocexchangePartiesReference,
        InvoiceIssuerIdref,
        InvoiceRecipientIdref,
        Parties,
        PayerIdref,
        RemitteeIdref,
    )
    from .payment import Payment
    from .prices import AllowOrChargesFix, ProductPriceFix, TotalTax
    from .products import ProductComponents, ProductFeatures, ProductId
    from .references import (
        CustomerOrderReference,
        DeliveryReference,
        InvoiceReference,
        OrderHistory,
        OrderReference,
        SupplierOrderReference,
    )
    from .signature import EBilling


class Invoice(Document, element="INVOICE"):
    """Invoice for goods or services; by INVOICE_TYPE it may also be a credit memo, an amendment or a copy."""

    invoice_header: InvoiceHeader
    invoice_item_list: InvoiceItemList
    invoice_summary: InvoiceSummary
    version: Literal["2.1"] = "2.1"


class InvoiceHeader(Element, element="INVOICE_HEADER"):
    """Top part of an invoice: processing hints, general data and the order behind it."""

    control_info: ControlInfo | None = None
    invoice_info: InvoiceInfo
    order_history: OrderHistory | None = None


class InvoiceItemList(Element, element="INVOICE_ITEM_LIST"):
    """All item lines of the invoice."""

    invoice_item: list[InvoiceItem]


class InvoiceSummary(Element, element="INVOICE_SUMMARY"):
    """Totals of the invoice: lines, net values, gross total, discounts and taxes."""

    total_item_num: int
    """How many item lines there are, as a check on completeness."""
    net_value_goods: Decimal
    """Value of all items before tax."""
    net_value_extra: Decimal | None = None
    """Value before tax of extras such as postage or handling."""
    total_amount: Decimal
    """Gross total in money, with discounts, surcharges and taxes taken into account."""
    allow_or_charges_fix: AllowOrChargesFix | None = None
    total_tax: TotalTax


class InvoiceInfo(Element, element="INVOICE_INFO"):
    """General data of the invoice: number, date, kind, partners, currency, payment and electronic billing."""

    invoice_id: str
    """Invoice number, assigned by the party that issues the invoice, at most 250 characters."""
    invoice_date: Moment
    """Date of the invoice; on a card statement, the day of the transaction itself."""
    reason_for_transfer: str | None = None
    """Text to put on the bank transfer, at most 140 characters."""
    invoice_type: Literal["advice_of_amendment", "credit_memo", "invoice", "invoice_copy"] | None = None
    """Kind of invoice: invoice, credit_memo, advice_of_amendment or invoice_copy; invoice if left empty."""
    invoice_coverage: Literal["single", "collective"] | None = None
    """Whether the invoice is a single or a collective one; single if left empty."""
    deliverynote_id: str | None = None
    """Number printed on the delivery note, at most 250 characters."""
    delivery_date: DeliveryDate | None = None
    delivery_idref: DeliveryIdref | None = None
    language: list[Language] = []
    mime_root: MimeRoot | None = None
    parties: Parties
    invoice_issuer_idref: InvoiceIssuerIdref
    invoice_recipient_idref: InvoiceRecipientIdref
    buyer_idref: BuyerIdref | None = None
    supplier_idref: SupplierIdref | None = None
    payer_idref: PayerIdref | None = None
    remittee_idref: RemitteeIdref | None = None
    docexchange_parties_reference: DocexchangePartiesReference | None = None
    currency: str
    """ISO 4217 code of the currency that applies wherever a price states none of its own, e.g. EUR."""
    payment: Payment | None = None
    terms_and_conditions: str | None = None
    """General business terms that apply, as text of at most 250 characters."""
    accounting_info: AccountingInfo | None = None
    e_billing: EBilling | None = None
    logistic_details_info: LogisticDetailsInfo | None = None
    mime_info: MimeInfo | None = None
    remarks: list[Remarks] = []
    header_udx: HeaderUdx | None = None


class InvoiceItem(Element, element="INVOICE_ITEM"):
    """One billed line: product, quantity, price, tax and the order and delivery behind it."""

    line_item_id: str
    """Number of an item line, unique within the document it belongs to, at most 50 characters."""
    product_id: ProductId
    product_features: list[ProductFeatures] = []
    product_components: ProductComponents | None = None
    quantity: Decimal
    """Number of order units; in an order response, a negative value cancels the line."""
    order_unit: str
    """UN/ECE Recommendation 20 code of the unit ordered in, e.g. C62 for piece; prices normally refer to it."""
    product_price_fix: ProductPriceFix
    price_line_amount: Decimal
    """Price of the whole line, normally PRICE_AMOUNT times QUANTITY (or times PRICE_UNIT_VALUE)."""
    foreign_currency: str | None = None
    """Code of a currency other than the document's own, e.g. USD; the document currency must then be given too."""
    exchange_rate: Decimal | None = None
    """Rate used to convert between FOREIGN_CURRENCY and the document's own currency."""
    invoice_correction: InvoiceCorrection | None = None
    order_reference: OrderReference | None = None
    supplier_order_reference: SupplierOrderReference | None = None
    customer_order_reference: CustomerOrderReference | None = None
    delivery_reference: DeliveryReference | None = None
    logistic_details: LogisticDetails | None = None
    accounting_info: AccountingInfo | None = None
    mime_info: MimeInfo | None = None
    remarks: list[Remarks] = []
    item_udx: ItemUdx | None = None
    type: Literal["order_item", "extra_item", "pledge_item"] | None = None


class InvoiceCorrection(Element, element="INVOICE_CORRECTION"):
    """Correction of an earlier invoice: which one it was and why it is changed."""

    invoice_reference: InvoiceReference | None = None
    adjustment_reason_descr: list[AdjustmentReasonDescr] = []
    adjustment_reason_code: str | None = None
    """Why the amount was changed, as a code of UN/EDIFACT list 4465."""


class AdjustmentReasonDescr(TextElement, element="ADJUSTMENT_REASON_DESCR"):
    """Why the amount was changed, in words; may be given in several languages."""

    value: str
    lang: str | None = None
