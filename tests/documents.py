"""Minimal documents of the five types, as text, with places where a test puts what it is about.

Each function gives the smallest document of its type that the standard allows; its arguments are XML that goes to
the place they are named after, at the right spot of the order that the schema asks for.
"""

from __future__ import annotations

from collections.abc import Callable

OPENTRANS = "http://www.opentrans.org/XMLSchema/2.1"
BMECAT = "http://www.bmecat.org/bmecat/2005"

_PARTIES_REFERENCE = """<ORDER_PARTIES_REFERENCE>
<bmecat:BUYER_IDREF type="supplier_specific">K-1</bmecat:BUYER_IDREF>
<bmecat:SUPPLIER_IDREF type="buyer_specific">L-1</bmecat:SUPPLIER_IDREF>
</ORDER_PARTIES_REFERENCE>"""
_SHIPMENT = (
    "<SHIPMENT_PARTIES_REFERENCE>"
    '<DELIVERY_IDREF type="supplier_specific">K-1</DELIVERY_IDREF>'
    "</SHIPMENT_PARTIES_REFERENCE>"
)
ORDER_REFERENCE = "<ORDER_REFERENCE><ORDER_ID>PO-1</ORDER_ID><LINE_ITEM_ID>1</LINE_ITEM_ID></ORDER_REFERENCE>"
_PRICE = "<PRODUCT_PRICE_FIX><bmecat:PRICE_AMOUNT>10.00</bmecat:PRICE_AMOUNT></PRODUCT_PRICE_FIX>"
_TOTAL_TAX = (
    "<TOTAL_TAX><TAX_DETAILS_FIX><bmecat:TAX_TYPE>vat</bmecat:TAX_TYPE><bmecat:TAX>0.19</bmecat:TAX>"
    "<TAX_AMOUNT>1.90</TAX_AMOUNT></TAX_DETAILS_FIX></TOTAL_TAX>"
)


def _parties(address: str) -> str:
    return f"""<PARTIES>
<PARTY>
<bmecat:PARTY_ID type="buyer_specific">L-1</bmecat:PARTY_ID>
<PARTY_ROLE>supplier</PARTY_ROLE>
{address}
</PARTY>
<PARTY>
<bmecat:PARTY_ID type="supplier_specific">K-1</bmecat:PARTY_ID>
<PARTY_ROLE>buyer</PARTY_ROLE>
</PARTY>
</PARTIES>"""


def _item_start(product: str, unit: str) -> str:
    return f"""<LINE_ITEM_ID>1</LINE_ITEM_ID>
<PRODUCT_ID>
{product or '<bmecat:SUPPLIER_PID type="supplier_specific">A-100</bmecat:SUPPLIER_PID>'}
</PRODUCT_ID>
<QUANTITY>1</QUANTITY>
<bmecat:ORDER_UNIT>{unit}</bmecat:ORDER_UNIT>"""


def _document(kind: str, info: str, item: str, summary: str, attributes: str = "") -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<{kind} xmlns="{OPENTRANS}" xmlns:bmecat="{BMECAT}" version="2.1"{attributes}>
<{kind}_HEADER>
<{kind}_INFO>
{info}
</{kind}_INFO>
</{kind}_HEADER>
<{kind}_ITEM_LIST>
<{kind}_ITEM>
{item}
</{kind}_ITEM>
</{kind}_ITEM_LIST>
<{kind}_SUMMARY>
<TOTAL_ITEM_NUM>1</TOTAL_ITEM_NUM>
{summary}
</{kind}_SUMMARY>
</{kind}>
"""


def order(
    *,
    kind: str = "standard",
    order_id: str = "PO-1",
    languages: str = "",
    address: str = "",
    payment: str = "",
    remarks: str = "",
    udx: str = "",
    product: str = "",
    unit: str = "C62",
    after_amount: str = "",
    item_end: str = "",
) -> str:
    """An ORDER; ``after_amount`` stands behind PRICE_LINE_AMOUNT, ``item_end`` at the end of the line."""
    info = f"""<ORDER_ID>{order_id}</ORDER_ID>
<ORDER_DATE>2026-11-02T08:15:27</ORDER_DATE>
{languages}
{_parties(address)}
{_PARTIES_REFERENCE}
<bmecat:CURRENCY>EUR</bmecat:CURRENCY>
{payment}
{remarks}
{udx and f"<HEADER_UDX>{udx}</HEADER_UDX>"}"""
    item = f"""{_item_start(product, unit)}
{_PRICE}
<PRICE_LINE_AMOUNT>10.00</PRICE_LINE_AMOUNT>
{after_amount}
{item_end}"""
    return _document("ORDER", info, item, "<TOTAL_AMOUNT>10.00</TOTAL_AMOUNT>", f' type="{kind}"')


def orderresponse(*, product: str = "", reference: str = "") -> str:
    """An ORDERRESPONSE; ``reference`` stands in its line, right before SHIPMENT_PARTIES_REFERENCE."""
    info = f"""<ORDER_ID>PO-1</ORDER_ID>
<ORDERRESPONSE_DATE>2026-11-03</ORDERRESPONSE_DATE>
<SUPPLIER_ORDER_ID>AB-1</SUPPLIER_ORDER_ID>
{_parties("")}
{_PARTIES_REFERENCE}"""
    item = f"{_item_start(product, 'C62')}\n{reference}\n{_SHIPMENT}"
    return _document("ORDERRESPONSE", info, item, "")


def dispatchnotification(*, product: str = "", logistics: str = "") -> str:
    """A DISPATCHNOTIFICATION; ``logistics`` stands in its line, where LOGISTIC_DETAILS belongs."""
    info = f"""<DISPATCHNOTIFICATION_ID>LS-1</DISPATCHNOTIFICATION_ID>
<DISPATCHNOTIFICATION_DATE>2026-11-04</DISPATCHNOTIFICATION_DATE>
{_parties("")}
<bmecat:SUPPLIER_IDREF type="buyer_specific">L-1</bmecat:SUPPLIER_IDREF>
{_SHIPMENT}"""
    item = f"{_item_start(product, 'C62')}\n{ORDER_REFERENCE}\n{_SHIPMENT}\n{logistics}"
    return _document("DISPATCHNOTIFICATION", info, item, "")


def invoice(*, payment: str = "", product: str = "") -> str:
    """An INVOICE."""
    info = f"""<INVOICE_ID>RE-1</INVOICE_ID>
<INVOICE_DATE>2026-11-05</INVOICE_DATE>
{_parties("")}
<INVOICE_ISSUER_IDREF type="buyer_specific">L-1</INVOICE_ISSUER_IDREF>
<INVOICE_RECIPIENT_IDREF type="supplier_specific">K-1</INVOICE_RECIPIENT_IDREF>
<bmecat:CURRENCY>EUR</bmecat:CURRENCY>
{payment}"""
    item = f"{_item_start(product, 'C62')}\n{_PRICE}\n<PRICE_LINE_AMOUNT>10.00</PRICE_LINE_AMOUNT>"
    summary = f"<NET_VALUE_GOODS>10.00</NET_VALUE_GOODS>\n<TOTAL_AMOUNT>11.90</TOTAL_AMOUNT>\n{_TOTAL_TAX}"
    return _document("INVOICE", info, item, summary)


def quotation(*, agreement: str = "", territory: str = "", product: str = "", item_end: str = "") -> str:
    """A QUOTATION; ``item_end`` stands at the end of the line, where OPTIONAL and ITEM_UDX belong."""
    info = f"""<QUOTATION_ID>AN-1</QUOTATION_ID>
<QUOTATION_DATE>2026-11-01</QUOTATION_DATE>
{_parties("")}
{_PARTIES_REFERENCE}
{agreement}
<bmecat:CURRENCY>EUR</bmecat:CURRENCY>
{territory}"""
    return _document("QUOTATION", info, f"{_item_start(product, 'C62')}\n{item_end}", "")


#: The smallest document of each type.
MINIMAL: dict[str, Callable[[], str]] = {
    "ORDER": order,
    "ORDERRESPONSE": orderresponse,
    "DISPATCHNOTIFICATION": dispatchnotification,
    "INVOICE": invoice,
    "QUOTATION": quotation,
}


def line_of(document: str, text: str) -> int:
    """The line on which ``text`` stands first in a document, counted from 1."""
    return document.count("\n", 0, document.index(text)) + 1
