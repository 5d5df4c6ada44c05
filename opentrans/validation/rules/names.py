"""Names of elements that rules look for wherever they stand."""

from __future__ import annotations

from functools import cache

from ...names import DOCUMENTS


def words(text: str) -> frozenset[str]:
    """Names separated by blanks."""
    return frozenset(text.split())


#: Elements that hold a date by dtDATETIME, or by xs:date.
DATES = words(
    """
    ACCOUNTING_PERIOD_END_DATE ACCOUNTING_PERIOD_START_DATE AGREEMENT_END_DATE AGREEMENT_START_DATE
    CARD_EXPIRATION_DATE DELIVERYNOTE_DATE DELIVERY_END_DATE DELIVERY_START_DATE DISPATCHNOTIFICATION_DATE
    GENERATION_DATE INVOICELIST_DATE INVOICE_DATE ORDERCHANGE_DATE ORDERRESPONSE_DATE ORDER_DATE PAYMENT_DATE POST_DATE
    QUOTATION_DATE RECEIPTACKNOWLEDGEMENT_DATE RECEIPT_DATE REMITTANCEADVICE_DATE RFQ_DATE VALID_END_DATE
    VALID_START_DATE VALUE_DATE
    """
)

#: Elements of type xs:float, which may say INF or NaN.
FLOATS = words(
    """
    ALLOW_OR_CHARGES_TOTAL_AMOUNT ALLOW_OR_CHARGE_BASE AOC_MONETARY_AMOUNT AOC_ORDER_UNITS_COUNT
    AOC_PERCENTAGE_FACTOR DISCOUNT_FACTOR PRICE_UNIT_FACTOR PRICE_UNIT_VALUE
    """
)
#: Elements in which they stand.
FLOAT_PARENTS = words("ALLOW_OR_CHARGES_FIX DISCOUNT_FACTOR PRICE_BASE_FIX")

#: Elements that name a PARTY of the document, with the roles that the party may have (none listed: any role).
ROLES_OF_REFERENCE: dict[str, frozenset[str]] = {
    name: words(roles)
    for name, roles in {
        "BUYER_IDREF": "buyer customer invoice_recipient payer",
        "SUPPLIER_IDREF": "supplier manufacturer invoice_issuer remittee",
        "INVOICE_ISSUER_IDREF": "invoice_issuer supplier remittee",
        "INVOICE_RECIPIENT_IDREF": "invoice_recipient buyer customer payer",
        "PAYER_IDREF": "payer invoice_recipient buyer customer",
        "REMITTEE_IDREF": "remittee invoice_issuer supplier",
        "DELIVERY_IDREF": "delivery final_delivery buyer customer",
        "FINAL_DELIVERY_IDREF": "final_delivery delivery buyer customer",
        "DELIVERER_IDREF": "deliverer supplier",
        "CUSTOMER_IDREF": "customer buyer delivery final_delivery",
        "MANUFACTURER_IDREF": "manufacturer supplier",
        "DOCUMENT_ISSUER_IDREF": "",
        "DOCUMENT_RECIPIENT_IDREF": "",
        "VERIFICATION_PARTY_IDREF": "",
    }.items()
}
REFERENCES = frozenset(ROLES_OF_REFERENCE)

#: Roles that say nothing against any reference.
NEUTRAL_ROLES = words(
    "central_regulator document_creator intermediary ipp_operator marketplace other standardization_body "
    "trustedthirdparty"
)

#: Further single elements.
SINGLE = words(
    "BANK_ACCOUNT BANK_CODE BUYER_PID CURRENCY FOREIGN_CURRENCY INTERNATIONAL_PID PACKAGE_ID REMARKS "
    "TAX TAX_AMOUNT TIME_FOR_PAYMENT VAT_ID"
)

#: Elements of lines whose absence spares rules.
MARKS = words(
    """
    CONTRACT_INFORMATION INVOICE_CORRECTION ORDER_REFERENCE PARTIAL_DELIVERY_LIST PARTIAL_SHIPMENT_ALLOWED
    PRICE_QUANTITY SERIAL_NUMBER
    """
)

#: What rules want to know of a line, its PRODUCT_ID and its PRODUCT_PRICE_FIX.
LINE_NAMES = words(
    """
    LINE_ITEM_ID PRODUCT_ID QUANTITY ORDER_UNIT PRODUCT_PRICE_FIX PRICE_LINE_AMOUNT PARTIAL_SHIPMENT_ALLOWED
    PARTIAL_DELIVERY_LIST DELIVERY_DATE ORDER_REFERENCE INVOICE_CORRECTION CONTRACT_INFORMATION OPTIONAL
    OPTIONAL_PICKED SUPPLIER_PID SERIAL_NUMBER PRICE_AMOUNT ALLOW_OR_CHARGES_FIX TAX_DETAILS_FIX PRICE_QUANTITY
    PRICE_BASE_FIX
    """
)

#: Documents that hold products in lines with quantities.
PRODUCT_DOCUMENTS = "ORDER ORDERRESPONSE DISPATCHNOTIFICATION INVOICE QUOTATION RFQ ORDERCHANGE RECEIPTACKNOWLEDGEMENT"
#: Documents whose lines may hold prices.
PRICED_DOCUMENTS = "ORDER ORDERRESPONSE INVOICE QUOTATION RFQ ORDERCHANGE"

_INVOICING = words("INVOICE INVOICELIST REMITTANCEADVICE")
#: Names that only some documents have; looking for the others costs time.
_ONLY_IN = {
    **{f"{kind}_DATE": frozenset({kind}) for kind in DOCUMENTS - {"ORDER", "INVOICE"}},
    **dict.fromkeys(
        words(
            """
            ACCOUNTING_PERIOD_END_DATE ACCOUNTING_PERIOD_START_DATE DELIVERYNOTE_DATE FOREIGN_CURRENCY
            INVOICE_CORRECTION INVOICE_DATE INVOICE_ISSUER_IDREF PAYER_IDREF POST_DATE REMITTEE_IDREF
            VERIFICATION_PARTY_IDREF
            """
        ),
        _INVOICING,
    ),
    **dict.fromkeys(("VALID_END_DATE", "VALID_START_DATE"), words("QUOTATION")),
    "PACKAGE_ID": words("DISPATCHNOTIFICATION INVOICE"),
    "RECEIPT_DATE": words("RECEIPTACKNOWLEDGEMENT"),
    "CONTRACT_INFORMATION": words("ORDER"),
    "ORDER_REFERENCE": DOCUMENTS - {"ORDER"},
}


@cache
def scanned_names(kind: str) -> tuple[str, ...]:
    """What is looked up anywhere in a document, in any namespace, by one pass of libxml2 over the tree."""
    names = DATES | FLOAT_PARENTS | MARKS | REFERENCES | SINGLE
    return tuple(f"{{*}}{name}" for name in sorted(names) if kind in _ONLY_IN.get(name, (kind,)))
