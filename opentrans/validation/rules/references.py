"""Rules about lines that refer back: to the order, to its lines, to the invoice that is corrected."""

from __future__ import annotations

from collections.abc import Iterator

from ..problems import quote
from .base import Found, rule
from .document import Document
from .elements import fields, number, text


@rule(
    "lines/other-order",
    "warning",
    needs="ORDER_REFERENCE",
    documents="ORDERRESPONSE INVOICE",
    source="ORDER_REFERENCE of a line beside ORDER_ID or ORDER_HISTORY of the header; INVOICE_COVERAGE single",
    example="INVOICE",
    good="""
    <ORDER_REFERENCE><ORDER_ID>PO-2024-1</ORDER_ID><LINE_ITEM_ID>1</LINE_ITEM_ID></ORDER_REFERENCE>
    """,
    bad="""
    <ORDER_REFERENCE><ORDER_ID>PO-2024-2</ORDER_ID><LINE_ITEM_ID>1</LINE_ITEM_ID></ORDER_REFERENCE>
    """,
)
def other_order(document: Document) -> Iterator[Found]:
    """A line refers to the order that the header names.

    An answer belongs to one order. An invoice can belong to several, but then says so: INVOICE_COVERAGE collective,
    and no ORDER_HISTORY in the header.
    """
    if document.kind == "INVOICE":
        if text(document.info.get("INVOICE_COVERAGE")) == "collective":
            return
        known = fields(document.header.get("ORDER_HISTORY"))
    else:
        known = document.info
    order = text(known.get("ORDER_ID"))
    others = {order, text(known.get("SUPPLIER_ORDER_ID"))}
    if not order:
        return
    for line in document.lines:
        stated = line.order_reference().get("ORDER_ID")
        if stated is not None and text(stated) and text(stated) not in others:
            yield Found(
                stated,
                f"this line refers to order {quote(text(stated))}, the header to {quote(order)}",
                "Correct the number, or state INVOICE_COVERAGE collective."
                if document.kind == "INVOICE"
                else "Correct the number, or answer each order on its own.",
            )


_DISPATCH_LINE = """
    <DISPATCHNOTIFICATION_ITEM>
      <LINE_ITEM_ID>{line}</LINE_ITEM_ID>
      <PRODUCT_ID><bmecat:SUPPLIER_PID>{product}</bmecat:SUPPLIER_PID></PRODUCT_ID>
      <QUANTITY>1</QUANTITY>
      <bmecat:ORDER_UNIT>C62</bmecat:ORDER_UNIT>
      <ORDER_REFERENCE><ORDER_ID>PO-2024-1</ORDER_ID><LINE_ITEM_ID>7</LINE_ITEM_ID></ORDER_REFERENCE>
      <SHIPMENT_PARTIES_REFERENCE><DELIVERY_IDREF>D-1</DELIVERY_IDREF></SHIPMENT_PARTIES_REFERENCE>
    </DISPATCHNOTIFICATION_ITEM>"""


@rule(
    "lines/order-line-twice",
    "warning",
    needs="ORDER_REFERENCE",
    documents="ORDERRESPONSE DISPATCHNOTIFICATION INVOICE",
    source="ORDER_REFERENCE/LINE_ITEM_ID: the line of the order",
    example="DISPATCHNOTIFICATION",
    good=_DISPATCH_LINE.format(line=1, product="A-100")
    + _DISPATCH_LINE.format(line=2, product="A-100")
    + "\n    <TOTAL_ITEM_NUM>2</TOTAL_ITEM_NUM>",
    bad=_DISPATCH_LINE.format(line=1, product="A-100")
    + _DISPATCH_LINE.format(line=2, product="B-200")
    + "\n    <TOTAL_ITEM_NUM>2</TOTAL_ITEM_NUM>",
)
def order_line_twice(document: Document) -> Iterator[Found]:
    """A line of the order is not claimed by two different products.

    One order line may come in several lines (two packages, two prices), but then of the same product. Different
    product numbers for one order line mostly mean that the reference was copied from the line before.
    """
    products: dict[tuple[str, str], str] = {}
    for line in document.lines:
        found = line.order_reference()
        key = (text(found.get("ORDER_ID")), text(found.get("LINE_ITEM_ID")))
        product = text(line.product.get("SUPPLIER_PID"))
        if not all(key) or not product:
            continue
        if products.setdefault(key, product) != product:
            yield Found(
                found["LINE_ITEM_ID"],
                f"line {quote(key[1])} of the order is claimed by {quote(products[key])} and by {quote(product)}",
                "State the line of the order to which this product belongs.",
            )


@rule(
    "lines/corrects-itself",
    "error",
    needs="INVOICE_CORRECTION",
    documents="INVOICE",
    whole=False,
    source="INVOICE_CORRECTION/INVOICE_REFERENCE/INVOICE_ID: the invoice that is corrected",
    good="""
    <INVOICE_CORRECTION><INVOICE_REFERENCE><INVOICE_ID>R-8</INVOICE_ID></INVOICE_REFERENCE></INVOICE_CORRECTION>
    """,
    bad="""
    <INVOICE_CORRECTION><INVOICE_REFERENCE><INVOICE_ID>R-9</INVOICE_ID></INVOICE_REFERENCE></INVOICE_CORRECTION>
    """,
)
def corrects_itself(document: Document) -> Iterator[Found]:
    """A correction names the earlier invoice, not itself.

    A correction has a number of its own and refers to the invoice that it corrects.
    """
    own = text(document.info.get("INVOICE_ID"))
    for line in document.lines:
        if not own or (correction := line.fields.get("INVOICE_CORRECTION")) is None:
            continue
        stated = fields(fields(correction).get("INVOICE_REFERENCE")).get("INVOICE_ID")
        if stated is not None and text(stated) == own:
            yield Found(
                stated,
                f"{quote(own)} is the number of this invoice itself",
                "State the number of the invoice that is corrected.",
            )


@rule(
    "lines/negative-without-correction",
    "warning",
    documents="INVOICE",
    source="INVOICE_CORRECTION, INVOICE_REFERENCE; INVOICE_TYPE credit_memo is the self-billed invoice",
    good="""
    <QUANTITY>-2</QUANTITY>
    <PRODUCT_PRICE_FIX><bmecat:PRICE_AMOUNT>10.00</bmecat:PRICE_AMOUNT></PRODUCT_PRICE_FIX>
    <PRICE_LINE_AMOUNT>-20.00</PRICE_LINE_AMOUNT>
    <INVOICE_CORRECTION><INVOICE_REFERENCE><INVOICE_ID>R-8</INVOICE_ID></INVOICE_REFERENCE></INVOICE_CORRECTION>
    <NET_VALUE_GOODS>-20.00</NET_VALUE_GOODS>
    <TOTAL_AMOUNT>-23.80</TOTAL_AMOUNT>
    <TOTAL_TAX><TAX_DETAILS_FIX><bmecat:TAX>0.19</bmecat:TAX><TAX_AMOUNT>-3.80</TAX_AMOUNT></TAX_DETAILS_FIX></TOTAL_TAX>
    """,
    bad="""
    <QUANTITY>-2</QUANTITY>
    <PRODUCT_PRICE_FIX><bmecat:PRICE_AMOUNT>10.00</bmecat:PRICE_AMOUNT></PRODUCT_PRICE_FIX>
    <PRICE_LINE_AMOUNT>-20.00</PRICE_LINE_AMOUNT>
    <NET_VALUE_GOODS>-20.00</NET_VALUE_GOODS>
    <TOTAL_AMOUNT>-23.80</TOTAL_AMOUNT>
    <TOTAL_TAX><TAX_DETAILS_FIX><bmecat:TAX>0.19</bmecat:TAX><TAX_AMOUNT>-3.80</TAX_AMOUNT></TAX_DETAILS_FIX></TOTAL_TAX>
    """,
)
def negative_without_correction(document: Document) -> Iterator[Found]:
    """A negative invoice says which invoice it corrects.

    The line's INVOICE_CORRECTION names the earlier invoice. Without it the receiver cannot book the two against each
    other. credit_memo is no way out: that is an invoice which the buyer writes.
    """
    total = document.summary.get("TOTAL_AMOUNT")
    value = number(total)
    if total is None or value is None or value >= 0 or not document.lines:
        return
    if not any("INVOICE_CORRECTION" in line.fields for line in document.lines):
        yield Found(
            total,
            "the invoice is negative, but no line says which invoice it corrects",
            "Add INVOICE_CORRECTION with INVOICE_REFERENCE to the lines.",
        )
