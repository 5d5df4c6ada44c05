"""Rules about the amounts of lines: price times quantity, and the sums of allowances and surcharges."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from lxml import etree

from ...amounts import ONE, Price, adjustment_total_readings, judge_amount, line_amount_readings
from .base import Found, rule
from .document import Document
from .elements import fields, float_number, number
from .line import adjustments_of
from .names import PRICED_DOCUMENTS
from .verdicts import differs, is_fine

#: What makes a price more than an amount for a quantity.
_CALCULATED = frozenset({"ALLOW_OR_CHARGES_FIX", "PRICE_BASE_FIX"})


@rule(
    "totals/line-amount",
    "error",
    documents=PRICED_DOCUMENTS,
    whole=False,
    source="PRICE_LINE_AMOUNT, PRICE_QUANTITY, PRICE_BASE_FIX, ALLOW_OR_CHARGES_FIX",
    good="""
    <QUANTITY>250</QUANTITY>
    <PRODUCT_PRICE_FIX>
      <bmecat:PRICE_AMOUNT>7.995</bmecat:PRICE_AMOUNT><bmecat:PRICE_QUANTITY>100</bmecat:PRICE_QUANTITY>
    </PRODUCT_PRICE_FIX>
    <PRICE_LINE_AMOUNT>19.99</PRICE_LINE_AMOUNT>
    <TOTAL_AMOUNT>19.99</TOTAL_AMOUNT>
    """,
    bad="""
    <QUANTITY>250</QUANTITY>
    <PRODUCT_PRICE_FIX>
      <bmecat:PRICE_AMOUNT>7.995</bmecat:PRICE_AMOUNT><bmecat:PRICE_QUANTITY>100</bmecat:PRICE_QUANTITY>
    </PRODUCT_PRICE_FIX>
    <PRICE_LINE_AMOUNT>1998.75</PRICE_LINE_AMOUNT>
    <TOTAL_AMOUNT>1998.75</TOTAL_AMOUNT>
    """,
)
def line_amounts(document: Document) -> Iterator[Found]:
    """A line's amount is its price times its quantity.

    Divided by PRICE_QUANTITY (the price of 100), times PRICE_UNIT_VALUE where PRICE_BASE_FIX stands (the price of a
    kilogram), with the allowances and surcharges of the price. One cent may be lost by rounding. Cancelled lines of
    an ORDERRESPONSE (a quantity of zero or less) are not judged.
    """
    cancels = document.kind == "ORDERRESPONSE"
    tolerance = document.tolerances.product
    for line in document.lines:
        stated, quantity = line.amount, line.quantity
        if stated is None or quantity is None or not line.price or (cancels and quantity <= 0):
            continue
        if line.price_amount is not None and _CALCULATED.isdisjoint(line.price):
            per = number(line.price["PRICE_QUANTITY"]) if "PRICE_QUANTITY" in line.price else ONE
            if per is not None and per > 0 and abs(line.price_amount * quantity - stated * per) <= tolerance * per:
                continue
        price = line.full_price()
        if price is not None:
            verdict = judge_amount(stated, line_amount_readings(price, quantity), tolerance)
            if not is_fine(verdict):
                formula = _formula(price)
                yield from differs(line.fields["PRICE_LINE_AMOUNT"], verdict, formula, "Correct price or amount.")


def _formula(price: Price) -> str:
    parts = ["price x " + ("quantity" if price.units is None else "PRICE_UNIT_VALUE")]
    if price.per != ONE:
        parts.append("/ PRICE_QUANTITY")
    if price.adjustments:
        parts.append("with allowances and surcharges")
    return " ".join(parts)


@rule(
    "totals/price-quantity",
    "error",
    needs="PRICE_QUANTITY",
    documents=PRICED_DOCUMENTS,
    whole=False,
    source="PRICE_QUANTITY: the quantity to which the price refers",
    good="""
    <PRODUCT_PRICE_FIX>
      <bmecat:PRICE_AMOUNT>5.00</bmecat:PRICE_AMOUNT><bmecat:PRICE_QUANTITY>0.5</bmecat:PRICE_QUANTITY>
    </PRODUCT_PRICE_FIX>
    """,
    bad="""
    <PRODUCT_PRICE_FIX>
      <bmecat:PRICE_AMOUNT>10.00</bmecat:PRICE_AMOUNT><bmecat:PRICE_QUANTITY>0</bmecat:PRICE_QUANTITY>
    </PRODUCT_PRICE_FIX>
    """,
)
def price_quantity(document: Document) -> Iterator[Found]:
    """A price refers to a quantity above zero.

    PRICE_QUANTITY 100 means that 100 units cost PRICE_AMOUNT. It may be a fraction, but zero units have no price.
    """
    for line in document.lines:
        value = number(line.price.get("PRICE_QUANTITY"))
        if value is not None and value <= 0:
            yield Found(
                line.price["PRICE_QUANTITY"],
                "the price cannot refer to a quantity of zero or less",
                "State for how many units the price is, or leave PRICE_QUANTITY out for one.",
            )


@rule(
    "totals/allowance-total",
    "error",
    needs="ALLOW_OR_CHARGES_FIX",
    documents="ORDER ORDERRESPONSE INVOICE QUOTATION RFQ ORDERCHANGE",
    whole=False,
    source="ALLOW_OR_CHARGES_TOTAL_AMOUNT: sum of the allowances and surcharges that have an amount",
    example="INVOICE",
    good="""
    <ALLOW_OR_CHARGES_FIX>
      <ALLOW_OR_CHARGE type="surcharge">
        <ALLOW_OR_CHARGE_VALUE><AOC_MONETARY_AMOUNT>2.5</AOC_MONETARY_AMOUNT></ALLOW_OR_CHARGE_VALUE>
      </ALLOW_OR_CHARGE>
      <ALLOW_OR_CHARGES_TOTAL_AMOUNT>2.50</ALLOW_OR_CHARGES_TOTAL_AMOUNT>
    </ALLOW_OR_CHARGES_FIX>
    <TOTAL_AMOUNT>26.30</TOTAL_AMOUNT>
    """,
    bad="""
    <ALLOW_OR_CHARGES_FIX>
      <ALLOW_OR_CHARGE type="surcharge">
        <ALLOW_OR_CHARGE_VALUE><AOC_MONETARY_AMOUNT>2.5</AOC_MONETARY_AMOUNT></ALLOW_OR_CHARGE_VALUE>
      </ALLOW_OR_CHARGE>
      <ALLOW_OR_CHARGES_TOTAL_AMOUNT>3.00</ALLOW_OR_CHARGES_TOTAL_AMOUNT>
    </ALLOW_OR_CHARGES_FIX>
    <TOTAL_AMOUNT>26.30</TOTAL_AMOUNT>
    """,
)
def allowance_totals(document: Document) -> Iterator[Found]:
    """The total of allowances and surcharges is their sum.

    With or without sign, for a piece or for the whole line. Free units and additional items have no amount.
    """
    places: list[tuple[etree._Element, Decimal | None, Decimal]] = []
    if "ALLOW_OR_CHARGES_FIX" in document.summary:
        places.append((document.summary["ALLOW_OR_CHARGES_FIX"], document.net, ONE))
    places += [
        (line.price["ALLOW_OR_CHARGES_FIX"], line.price_amount, line.quantity or ONE)
        for line in document.lines
        if "ALLOW_OR_CHARGES_FIX" in line.price
    ]
    for element, value, multiplier in places:
        total = fields(element).get("ALLOW_OR_CHARGES_TOTAL_AMOUNT")
        stated, adjustments = float_number(total), adjustments_of(element)
        if total is None or stated is None or not adjustments:
            continue
        candidates = adjustment_total_readings(value, adjustments, multiplier)
        verdict = judge_amount(stated, candidates, document.tolerances.of_sum(len(adjustments)))
        yield from differs(total, verdict, "the sum of allowances and surcharges", "Correct the sum or leave it out.")
