"""Rules about codes that carry check digits, and about the factor of a cash discount."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain

from ..problems import quote
from .base import Found, rule
from .check_digits import is_bic, is_gln, is_gtin, is_iban, is_sscc, is_vat_id
from .document import Document
from .elements import float_number, text
from .names import PRODUCT_DOCUMENTS

_GTIN_TYPES = frozenset({"ean", "gtin", "upc"})
_GLN_TYPES = frozenset({"gln", "iln"})


@rule(
    "codes/gtin",
    "warning",
    documents=PRODUCT_DOCUMENTS,
    whole=False,
    source="INTERNATIONAL_PID, SUPPLIER_PID, BUYER_PID with type ean, gtin or upc",
    good="""
    <bmecat:INTERNATIONAL_PID type="EAN">4006381333931</bmecat:INTERNATIONAL_PID>
    """,
    bad="""
    <bmecat:INTERNATIONAL_PID type="EAN">4006381333932</bmecat:INTERNATIONAL_PID>
    """,
)
def gtin(document: Document) -> Iterator[Found]:
    """A product number of type ean, gtin or upc has a right check digit.

    8, 12, 13 or 14 digits; leading zeros that a spreadsheet took away are the usual cause.
    """
    numbers = [line.product["SUPPLIER_PID"] for line in document.lines if "SUPPLIER_PID" in line.product]
    for element in chain(numbers, document.scan(("INTERNATIONAL_PID", "BUYER_PID"))):
        kind = element.get("type")
        if kind and kind.lower() in _GTIN_TYPES and not is_gtin(text(element)):
            yield Found(
                element,
                f"{quote(text(element))} is no GTIN (EAN, UPC)",
                "Check the digits; the number has 8, 12, 13 or 14 with leading zeros, the last is a check digit.",
            )


@rule(
    "codes/gln",
    "warning",
    whole=False,
    source="PARTY_ID with type gln or iln",
    example="ORDER",
    good="""
    <DELIVERY_IDREF type="supplier_specific">D-1</DELIVERY_IDREF>
    """,
    bad="""
    <PARTY>
      <bmecat:PARTY_ID type="buyer_specific">S-1</bmecat:PARTY_ID>
      <PARTY_ROLE>supplier</PARTY_ROLE>
    </PARTY>
    <PARTY>
      <bmecat:PARTY_ID type="supplier_specific">C-1</bmecat:PARTY_ID>
      <bmecat:PARTY_ID type="gln">4012345000008</bmecat:PARTY_ID>
      <PARTY_ROLE>buyer</PARTY_ROLE>
      <PARTY_ROLE>delivery</PARTY_ROLE>
      <ADDRESS><bmecat:NAME>Beispiel Systemhaus AG</bmecat:NAME></ADDRESS>
    </PARTY>
    <DELIVERY_IDREF>C-1</DELIVERY_IDREF>
    """,
)
def gln(document: Document) -> Iterator[Found]:
    """A party number of type gln or iln has a right check digit.

    A GLN has 13 digits. References are not judged: they have the number of a PARTY_ID.
    """
    for party in document.parties:
        for one in party.ids:
            if one.type.lower() in _GLN_TYPES and one.value and not is_gln(one.value):
                yield Found(
                    one.element,
                    f"{quote(one.value)} is no GLN",
                    "A GLN has 13 digits, the last is a check digit; write another type for other numbers.",
                )


@rule(
    "codes/sscc",
    "warning",
    needs="PACKAGE_ID",
    whole=False,
    documents="DISPATCHNOTIFICATION INVOICE",
    source="PACKAGE_ID with type sscc or nve",
    good="""
    <PACKAGE_ID type="sscc">340123450000000000</PACKAGE_ID>
    """,
    bad="""
    <PACKAGE_ID type="sscc">340123450000000001</PACKAGE_ID>
    """,
)
def sscc(document: Document) -> Iterator[Found]:
    """A package number of type sscc or nve has a right check digit.

    18 digits, without the prefix (00) that stands before it in a bar code.
    """
    for element in document.scan(("PACKAGE_ID",)):
        if (element.get("type") or "").lower() in ("sscc", "nve") and not is_sscc(text(element)):
            yield Found(
                element, f"{quote(text(element))} is no SSCC", "An SSCC has 18 digits, the last is a check digit."
            )


@rule(
    "codes/iban",
    "error",
    needs="BANK_ACCOUNT",
    whole=False,
    source="BANK_ACCOUNT with type iban",
    documents="INVOICE ORDER QUOTATION ORDERRESPONSE DISPATCHNOTIFICATION RFQ ORDERCHANGE INVOICELIST REMITTANCEADVICE",
    good="""
    <BANK_ACCOUNT type="iban">DE89 3704 0044 0532 0130 00</BANK_ACCOUNT>
    """,
    bad="""
    <BANK_ACCOUNT type="iban">DE89370400440532013001</BANK_ACCOUNT>
    """,
)
def iban(document: Document) -> Iterator[Found]:
    """A bank account of type iban is an IBAN.

    Country, length and check digits are right. Money cannot be sent to any other.
    """
    for element in document.scan(("BANK_ACCOUNT",)):
        if (element.get("type") or "").lower() == "iban" and text(element) and not is_iban(text(element)):
            yield Found(
                element,
                f"{quote(text(element))} is no IBAN",
                'Check the digits, or write type="standard" for a national account number.',
            )


@rule(
    "codes/bic",
    "warning",
    needs="BANK_CODE",
    whole=False,
    source="BANK_CODE with type bic",
    documents="INVOICE ORDER QUOTATION ORDERRESPONSE DISPATCHNOTIFICATION RFQ ORDERCHANGE INVOICELIST REMITTANCEADVICE",
    good="""
    <BANK_CODE type="bic">COBADEFF</BANK_CODE>
    """,
    bad="""
    <BANK_CODE type="bic">37040044</BANK_CODE>
    """,
)
def bic(document: Document) -> Iterator[Found]:
    """A bank code of type bic is a BIC.

    Eight or eleven characters: bank, country, place, branch. A German Bankleitzahl is none.
    """
    for element in document.scan(("BANK_CODE",)):
        if (element.get("type") or "").lower() == "bic" and text(element) and not is_bic(text(element)):
            yield Found(
                element, f"{quote(text(element))} is no BIC", "State the BIC, or leave out the type of another code."
            )


@rule(
    "codes/vat-id",
    "warning",
    needs="VAT_ID",
    whole=False,
    source="VAT_ID in ADDRESS",
    example="INVOICE",
    good="""
    <bmecat:VAT_ID>DE 136695976</bmecat:VAT_ID>
    """,
    bad="""
    <bmecat:VAT_ID>DE136695977</bmecat:VAT_ID>
    """,
)
def vat_id(document: Document) -> Iterator[Found]:
    """A VAT number has the form and check digits of its country.

    For the countries of the EU, Northern Ireland, Great Britain, Switzerland and Norway. Whether the number was
    given to anybody only VIES knows.
    """
    for element in document.scan(("VAT_ID",)):
        if not is_vat_id(text(element)):
            yield Found(
                element,
                f"{quote(text(element))} is no VAT number of {text(element)[:2].upper()}",
                "Check the digits; a national tax number belongs into TAX_NUMBER.",
            )


@rule(
    "codes/discount-factor",
    "warning",
    needs="DISCOUNT_FACTOR",
    whole=False,
    source="DISCOUNT_FACTOR: a factor, of which the specification says that 0.3 means 3 %",
    documents="INVOICE ORDER QUOTATION RFQ ORDERCHANGE INVOICELIST REMITTANCEADVICE",
    good="""
    <PAYMENT_TERMS>
      <TIME_FOR_PAYMENT><DAYS>8</DAYS><DISCOUNT_FACTOR>0.03</DISCOUNT_FACTOR></TIME_FOR_PAYMENT>
    </PAYMENT_TERMS>
    """,
    bad="""
    <PAYMENT_TERMS>
      <TIME_FOR_PAYMENT><DAYS>8</DAYS><DISCOUNT_FACTOR>0.3</DISCOUNT_FACTOR></TIME_FOR_PAYMENT>
    </PAYMENT_TERMS>
    """,
)
def discount_factor(document: Document) -> Iterator[Found]:
    """A cash discount is below ten per cent.

    The specification contradicts itself: it calls DISCOUNT_FACTOR a factor and has 0.3 mean 3 %. From 0.1 on the
    two readings are both possible, and the receiver may take the wrong one.
    """
    for element in document.scan(("DISCOUNT_FACTOR",)):
        value = float_number(element)
        if value is not None and value >= Decimal("0.1"):
            yield Found(
                element,
                f"{text(element)} is {(value * 100).normalize():f} % as a factor, "
                f"{(value * 10).normalize():f} % as the specification's example has it",
                "Write the factor (0.03 for 3 %), and tell your partner that it is one.",
            )
