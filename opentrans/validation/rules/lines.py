"""Rules about lines: their numbers, quantities, deliveries in parts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..problems import quote
from .base import Found, rule
from .document import Document
from .elements import children, fields, number, text
from .names import PRODUCT_DOCUMENTS

#: Units of which there is no half.
_PIECES = frozenset({"C62", "EA", "PCE", "PCS", "H87", "NMP", "SET"})

_ORDER_LINE = """
    <ORDER_ITEM>
      <LINE_ITEM_ID>{id}</LINE_ITEM_ID>
      <PRODUCT_ID><bmecat:SUPPLIER_PID type="supplier_specific">A-{id}</bmecat:SUPPLIER_PID></PRODUCT_ID>
      <QUANTITY>1</QUANTITY>
      <bmecat:ORDER_UNIT>C62</bmecat:ORDER_UNIT>
      <PRICE_LINE_AMOUNT>10.00</PRICE_LINE_AMOUNT>
    </ORDER_ITEM>"""


@rule(
    "lines/duplicate-id",
    "error",
    source="LINE_ITEM_ID: identifies the line within the document",
    good=_ORDER_LINE.format(id=1) + _ORDER_LINE.format(id="01") + "\n    <TOTAL_ITEM_NUM>2</TOTAL_ITEM_NUM>",
    bad=_ORDER_LINE.format(id=1) + _ORDER_LINE.format(id=1) + "\n    <TOTAL_ITEM_NUM>2</TOTAL_ITEM_NUM>",
    example="ORDER",
)
def duplicate_id(document: Document) -> Iterator[Found]:
    """Each line has its own number.

    Answers, deliveries and invoices refer to a line by its LINE_ITEM_ID; a number that two lines share cannot be
    referred to. Numbers need not be consecutive, and 1 and 01 are two.
    """
    seen: set[str] = set()
    for line in document.lines:
        if line.identity in seen and line.identity:
            yield Found(
                line.fields["LINE_ITEM_ID"],
                f"another line has the number {quote(line.identity)} too",
                "Give each line its own LINE_ITEM_ID.",
            )
        seen.add(line.identity)


@rule(
    "lines/quantity",
    "error",
    documents="ORDER DISPATCHNOTIFICATION QUOTATION RFQ",
    whole=False,
    source="QUANTITY: quantity ordered, offered or delivered",
    good="<QUANTITY>2.0</QUANTITY>",
    bad="""
    <QUANTITY>0</QUANTITY>
    <PRICE_LINE_AMOUNT>0.00</PRICE_LINE_AMOUNT>
    <TOTAL_AMOUNT>0.00</TOTAL_AMOUNT>
    """,
)
def quantity(document: Document) -> Iterator[Found]:
    """What is ordered or delivered has a quantity above zero.

    A negative quantity means nothing in an order, an offer or a delivery; a quantity of zero means nothing in an
    order. (In an ORDERRESPONSE zero cancels the line, in an INVOICE a negative quantity corrects one.)
    """
    zero_is_wrong = document.kind == "ORDER"
    for line in document.lines:
        stated = line.quantity
        if stated is not None and (stated < 0 or (zero_is_wrong and stated == 0)):
            yield Found(
                line.fields["QUANTITY"],
                f"a quantity of {text(line.fields['QUANTITY'])} cannot be {_done(document.kind)}",
                "State a quantity above zero, or leave the line out.",
            )


@rule(
    "lines/zero-quantity",
    "warning",
    documents="DISPATCHNOTIFICATION QUOTATION RFQ INVOICE",
    whole=False,
    source="QUANTITY: quantity offered, delivered or invoiced",
    good="<QUANTITY>2</QUANTITY>",
    bad="<QUANTITY>0</QUANTITY>",
)
def zero_quantity(document: Document) -> Iterator[Found]:
    """A line that is delivered, offered or invoiced has a quantity.

    Some programs write lines that are still open, or free texts, as lines with the quantity zero. They say nothing
    and upset receivers that divide by the quantity.
    """
    for line in document.lines:
        if line.quantity is not None and line.quantity == 0:
            yield Found(
                line.fields["QUANTITY"],
                "the quantity is zero",
                "Leave the line out; a text can stand in REMARKS, freight in ALLOW_OR_CHARGES_FIX or a line of one.",
            )


def _done(kind: str) -> str:
    return {"ORDER": "ordered", "DISPATCHNOTIFICATION": "delivered"}.get(kind, "offered")


@rule(
    "lines/whole-pieces",
    "warning",
    documents=PRODUCT_DOCUMENTS,
    whole=False,
    source="QUANTITY in ORDER_UNIT; UN/ECE Recommendation 20: C62 (one), EA (each), SET",
    good="<QUANTITY>2.000</QUANTITY>",
    bad="""
    <QUANTITY>2.5</QUANTITY>
    <PRICE_LINE_AMOUNT>25.00</PRICE_LINE_AMOUNT>
    <TOTAL_AMOUNT>25.00</TOTAL_AMOUNT>
    """,
)
def whole_pieces(document: Document) -> Iterator[Found]:
    """Pieces are counted in whole numbers.

    Half a piece (C62, EA, SET) is mostly a unit that was lost on the way: 2.5 metres or hours.
    """
    for line in document.lines:
        if line.quantity is None or line.quantity == line.quantity.to_integral_value():
            continue
        if text(line.fields.get("ORDER_UNIT")) in _PIECES:
            yield Found(
                line.fields["QUANTITY"],
                f"{text(line.fields['QUANTITY'])} is no whole number of pieces",
                "Check ORDER_UNIT: MTR for metres, HUR for hours, KGM for kilograms.",
            )


@rule(
    "lines/partial-shipment-twice",
    "error",
    needs="PARTIAL_SHIPMENT_ALLOWED",
    documents="ORDER ORDERCHANGE RFQ",
    whole=False,
    source="PARTIAL_SHIPMENT_ALLOWED: where it stands in the header, it must not stand in a line",
    good="<PARTIAL_SHIPMENT_ALLOWED>true</PARTIAL_SHIPMENT_ALLOWED>",
    bad="""
    <PARTIAL_SHIPMENT_ALLOWED>true</PARTIAL_SHIPMENT_ALLOWED>
    <ORDER_ITEM>
      <LINE_ITEM_ID>1</LINE_ITEM_ID>
      <PRODUCT_ID><bmecat:SUPPLIER_PID type="supplier_specific">A-100</bmecat:SUPPLIER_PID></PRODUCT_ID>
      <QUANTITY>2</QUANTITY>
      <bmecat:ORDER_UNIT>C62</bmecat:ORDER_UNIT>
      <PRICE_LINE_AMOUNT>20.00</PRICE_LINE_AMOUNT>
      <PARTIAL_SHIPMENT_ALLOWED>false</PARTIAL_SHIPMENT_ALLOWED>
    </ORDER_ITEM>
    """,
)
def partial_shipment_twice(document: Document) -> Iterator[Found]:
    """Whether parts may be delivered is stated in the header or in the lines, not in both.

    Everywhere else a line overrules the header. Here the header wins, so what the line says is lost.
    """
    if "PARTIAL_SHIPMENT_ALLOWED" not in document.info:
        return
    for line in document.lines:
        if (stated := line.fields.get("PARTIAL_SHIPMENT_ALLOWED")) is not None:
            yield Found(
                stated,
                "PARTIAL_SHIPMENT_ALLOWED stands in the header already, which overrules this line",
                "Remove it here, or remove it from the header and state it in each line.",
                "tag",
            )


@rule(
    "lines/partial-deliveries",
    "error",
    needs="PARTIAL_DELIVERY_LIST",
    documents="ORDER ORDERRESPONSE DISPATCHNOTIFICATION QUOTATION ORDERCHANGE",
    whole=False,
    source="PARTIAL_DELIVERY_LIST: the parts in which the quantity of the line comes",
    good="""
    <PARTIAL_DELIVERY_LIST>
      <PARTIAL_DELIVERY><QUANTITY>1</QUANTITY></PARTIAL_DELIVERY>
      <PARTIAL_DELIVERY><QUANTITY>1</QUANTITY></PARTIAL_DELIVERY>
    </PARTIAL_DELIVERY_LIST>
    """,
    bad="""
    <PARTIAL_DELIVERY_LIST>
      <PARTIAL_DELIVERY><QUANTITY>2</QUANTITY></PARTIAL_DELIVERY>
      <PARTIAL_DELIVERY><QUANTITY>2</QUANTITY></PARTIAL_DELIVERY>
    </PARTIAL_DELIVERY_LIST>
    """,
)
def partial_deliveries(document: Document) -> Iterator[Found]:
    """The parts of a line do not add up to more than the line.

    They may add up to less: parts whose date is not known yet need not be listed.
    """
    for line in document.lines:
        listed = line.fields.get("PARTIAL_DELIVERY_LIST")
        if listed is None or line.quantity is None:
            continue
        parts = [number(fields(part).get("QUANTITY")) for part in children(listed, "PARTIAL_DELIVERY")]
        total = sum((part for part in parts if part is not None), Decimal(0))
        if total > line.quantity >= 0:
            yield Found(
                listed,
                f"the parts add up to {total:f}, the line has {text(line.fields['QUANTITY'])}",
                "Correct the quantities of the parts or of the line.",
                "tag",
            )
