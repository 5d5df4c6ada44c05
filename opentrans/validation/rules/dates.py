"""Rules about dates: days that exist, windows that open before they close, what cannot come before what."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from lxml import etree

from .base import Found, rule
from .document import Document
from .elements import children, fields, float_number, local, number, text
from .moments import CLOCKS, DATETIME, is_before, span_of

_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LAST_DAYS = {f"{month:02}": f"{28 if month == 2 else last}" for month, last in enumerate(_DAYS, 1)}
_OLDEST, _NEWEST = 1990, 2100


@rule(
    "dates/impossible",
    "error",
    whole=False,
    source="dtDATETIME: a pattern on text, which lets 31 February pass",
    example="ORDER",
    good="<ORDER_DATE>2024-02-29T10:15:54.3398861+01:00</ORDER_DATE>",
    bad="<ORDER_DATE>2023-02-29</ORDER_DATE>",
)
def impossible(document: Document) -> Iterator[Found]:
    """The day exists in the calendar.

    The schema looks at the digits only, so 31 June and 29 February of any year pass there.
    """
    for element, value in document.dates:
        if value[8:10] <= _LAST_DAYS.get(value[5:7], "") and value[:4] != "0000":
            continue
        match = DATETIME.fullmatch(value)
        if match is None:
            continue
        year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        if year == 0 or not 1 <= month <= 12 or day > (_DAYS[month - 1] if leap or month != 2 else 28):
            yield Found(element, f"{value[:10]} is no day of the calendar", "Correct the date.")


@rule(
    "dates/implausible",
    "warning",
    whole=False,
    source="dtDATETIME: any four digits are a year",
    example="ORDER",
    good="<ORDER_DATE>1999-12-31</ORDER_DATE>",
    bad="<ORDER_DATE>0024-05-02</ORDER_DATE>",
)
def implausible(document: Document) -> Iterator[Found]:
    """The year is one in which electronic orders exist.

    Years before 1990 or after 2100 come from two-digit years, from placeholders such as 9999-12-31, or from typing
    errors. (Agreements and offers without an end may say 9999.)
    """
    for element, value in document.dates:
        if value[:2] == "20" or value[:3] == "199" or not value[:4].isdecimal() or value[:4] == "0000":
            continue
        if local(element) in ("AGREEMENT_END_DATE", "VALID_END_DATE") and value.startswith("9999"):
            continue
        if DATETIME.fullmatch(value) and not _OLDEST <= int(value[:4]) <= _NEWEST:
            yield Found(element, f"the year {value[:4]} is hardly meant", "Correct the date.")


_WINDOWS = {
    "DELIVERY_START_DATE": "DELIVERY_END_DATE",
    "VALID_START_DATE": "VALID_END_DATE",
    "AGREEMENT_START_DATE": "AGREEMENT_END_DATE",
    "ACCOUNTING_PERIOD_START_DATE": "ACCOUNTING_PERIOD_END_DATE",
}


@rule(
    "dates/window",
    "error",
    needs=" ".join(_WINDOWS),
    whole=False,
    source="DELIVERY_START_DATE/DELIVERY_END_DATE, VALID_…, AGREEMENT_…, ACCOUNTING_PERIOD_…",
    example="ORDER",
    good="""
    <DELIVERY_DATE>
      <DELIVERY_START_DATE>2024-05-06</DELIVERY_START_DATE><DELIVERY_END_DATE>2024-05-06</DELIVERY_END_DATE>
    </DELIVERY_DATE>
    """,
    bad="""
    <DELIVERY_DATE>
      <DELIVERY_START_DATE>2024-05-07</DELIVERY_START_DATE><DELIVERY_END_DATE>2024-05-06</DELIVERY_END_DATE>
    </DELIVERY_DATE>
    """,
)
def window(document: Document) -> Iterator[Found]:
    """A window does not end before it starts.

    For deliveries, the validity of offers, agreements and accounting periods. Start and end may be equal; zones are
    taken into account.
    """
    for start in document.scan(_WINDOWS):
        wanted = _WINDOWS[local(start)]
        end = start.getnext()
        while end is not None and local(end) != wanted:
            end = end.getnext()
        if end is not None and is_before(end, start):
            yield Found(end, f"{text(end)} comes before {local(start)} {text(start)}", "Swap or correct the dates.")


@rule(
    "dates/offer-expired",
    "error",
    needs="VALID_END_DATE",
    documents="QUOTATION",
    whole=False,
    source="VALID_END_DATE: until when the offer holds",
    good="<bmecat:VALID_START_DATE>2024-05-01</bmecat:VALID_START_DATE>"
    "<bmecat:VALID_END_DATE>2024-05-01</bmecat:VALID_END_DATE>",
    bad="<bmecat:VALID_START_DATE>2024-04-01</bmecat:VALID_START_DATE>"
    "<bmecat:VALID_END_DATE>2024-04-30</bmecat:VALID_END_DATE>",
)
def offer_expired(document: Document) -> Iterator[Found]:
    """An offer still holds when it is made.

    VALID_END_DATE is not before QUOTATION_DATE.
    """
    end, made = document.info.get("VALID_END_DATE"), document.info.get("QUOTATION_DATE")
    if end is not None and is_before(end, made):
        yield Found(end, f"the offer of {text(made)} ended on {text(end)}", "Correct one of the dates.")


@rule(
    "dates/answer-before-order",
    "error",
    needs="ORDER_DATE",
    documents="ORDERRESPONSE ORDERCHANGE",
    whole=False,
    source="ORDERRESPONSE_DATE, ORDERCHANGE_DATE, ORDER_DATE",
    good="<ORDERRESPONSE_DATE>2024-05-02</ORDERRESPONSE_DATE>",
    bad="<ORDERRESPONSE_DATE>2024-05-01</ORDERRESPONSE_DATE>",
)
def answer_before_order(document: Document) -> Iterator[Found]:
    """An order is answered or changed after it was made.

    An hour is allowed for clocks that differ, and a date without a zone may be in any.
    """
    own = document.info.get(f"{document.kind}_DATE")
    ordered = document.info.get("ORDER_DATE")
    if own is not None and is_before(own, ordered, CLOCKS):
        yield Found(own, f"{text(own)} comes before the order of {text(ordered)}", "Correct one of the dates.")


@rule(
    "dates/before-order",
    "warning",
    needs="ORDER_DATE",
    documents="DISPATCHNOTIFICATION INVOICE",
    whole=False,
    source="INVOICE_DATE, DISPATCHNOTIFICATION_DATE; ORDER_DATE in ORDER_HISTORY and ORDER_REFERENCE",
    example="INVOICE",
    good="<INVOICE_DATE>2024-05-02</INVOICE_DATE>",
    bad="<INVOICE_DATE>2024-05-01</INVOICE_DATE>",
)
def before_order(document: Document) -> Iterator[Found]:
    """Goods are delivered and invoiced after they were ordered.

    Orders that were placed by phone are sometimes entered later; hence a warning.
    """
    own = document.info.get(f"{document.kind}_DATE")
    if own is None:
        return
    dates = [fields(document.header.get("ORDER_HISTORY")).get("ORDER_DATE")]
    dates += [line.order_reference().get("ORDER_DATE") for line in document.lines]
    for ordered in {text(one): one for one in dates if one is not None}.values():
        if is_before(own, ordered, CLOCKS):
            yield Found(own, f"{text(own)} comes before the order of {text(ordered)}", "Correct one of the dates.")
            return


@rule(
    "dates/delivery-before-order",
    "warning",
    needs="DELIVERY_END_DATE",
    documents="ORDER RFQ ORDERCHANGE",
    whole=False,
    source="DELIVERY_DATE: when the goods are wanted",
    good="""
    <DELIVERY_DATE>
      <DELIVERY_START_DATE>2024-05-01</DELIVERY_START_DATE><DELIVERY_END_DATE>2024-05-02</DELIVERY_END_DATE>
    </DELIVERY_DATE>
    """,
    bad="""
    <DELIVERY_DATE>
      <DELIVERY_START_DATE>2024-05-01</DELIVERY_START_DATE><DELIVERY_END_DATE>2024-05-01</DELIVERY_END_DATE>
    </DELIVERY_DATE>
    """,
)
def delivery_before_order(document: Document) -> Iterator[Found]:
    """What is ordered is wanted after it is ordered.

    A delivery window that closed before the order was written cannot be met.
    """
    own = document.info.get(f"{document.kind}_DATE")
    for end in document.scan(("DELIVERY_END_DATE",)):
        if is_before(end, own):
            yield Found(end, f"{text(end)} had passed when the order was made ({text(own)})", "Correct the date.")


@rule(
    "dates/payment-terms",
    "warning",
    needs="TIME_FOR_PAYMENT",
    documents="ORDER INVOICE QUOTATION RFQ ORDERCHANGE INVOICELIST REMITTANCEADVICE",
    whole=False,
    source="PAYMENT_TERMS/TIME_FOR_PAYMENT: DAYS, PAYMENT_DATE, DISCOUNT_FACTOR; without discount it is the net time",
    example="INVOICE",
    good="""
    <PAYMENT_TERMS>
      <TIME_FOR_PAYMENT><DAYS>30</DAYS></TIME_FOR_PAYMENT>
      <TIME_FOR_PAYMENT><DAYS>14</DAYS><DISCOUNT_FACTOR>0.01</DISCOUNT_FACTOR></TIME_FOR_PAYMENT>
      <TIME_FOR_PAYMENT><DAYS>8</DAYS><DISCOUNT_FACTOR>0.02</DISCOUNT_FACTOR></TIME_FOR_PAYMENT>
    </PAYMENT_TERMS>
    """,
    bad="""
    <PAYMENT_TERMS>
      <TIME_FOR_PAYMENT><DAYS>14</DAYS></TIME_FOR_PAYMENT>
      <TIME_FOR_PAYMENT><DAYS>30</DAYS><DISCOUNT_FACTOR>0.02</DISCOUNT_FACTOR></TIME_FOR_PAYMENT>
    </PAYMENT_TERMS>
    """,
)
def payment_terms(document: Document) -> Iterator[Found]:
    """The longer one takes to pay, the smaller the discount, and the net time comes last.

    A discount that is granted longer than the net time, or that grows with time, is a swapped pair. Terms in days
    are compared with each other, and terms in dates with each other.
    """
    elements = document.scanned.get("TIME_FOR_PAYMENT", [])
    terms = [_term(element) for element in elements] if len(elements) > 1 else []
    for unit in ("DAYS", "PAYMENT_DATE"):
        known = [(term.time, term.discount, term.element) for term in terms if term.unit == unit and term.time]
        for time, discount, element in known:
            if any(other_time < time and other < discount for other_time, other, _ in known):
                yield Found(
                    element,
                    "this discount is granted longer than a smaller one, or than the net time for payment",
                    "Correct the times: the largest discount has the shortest time.",
                    "tag",
                )


class _Term(NamedTuple):
    unit: str
    time: str
    discount: Decimal
    element: etree._Element


def _term(element: etree._Element) -> _Term:
    parts = fields(element)
    days = number(parts.get("DAYS"))
    discount = float_number(parts.get("DISCOUNT_FACTOR")) or Decimal(0)
    if any(
        entry.get("type") == "allowance" for entry in children(parts.get("ALLOW_OR_CHARGES_FIX"), "ALLOW_OR_CHARGE")
    ):
        return _Term("", "", discount, element)
    if days is not None and 0 <= days < 10**9:
        return _Term("DAYS", f"{int(days):010d}", discount, element)
    date = text(parts.get("PAYMENT_DATE"))
    return _Term("PAYMENT_DATE", date[:10] if span_of(date) else "", discount, element)


@rule(
    "dates/payment-before-invoice",
    "warning",
    needs="PAYMENT_DATE",
    documents="INVOICE",
    whole=False,
    source="PAYMENT_DATE: until when is to be paid",
    good="""
    <PAYMENT_TERMS><TIME_FOR_PAYMENT><PAYMENT_DATE>2024-05-07</PAYMENT_DATE></TIME_FOR_PAYMENT></PAYMENT_TERMS>
    """,
    bad="""
    <PAYMENT_TERMS><TIME_FOR_PAYMENT><PAYMENT_DATE>2024-05-06</PAYMENT_DATE></TIME_FOR_PAYMENT></PAYMENT_TERMS>
    """,
)
def payment_before_invoice(document: Document) -> Iterator[Found]:
    """An invoice is to be paid after it is written.

    PAYMENT_DATE is not before INVOICE_DATE.
    """
    own = document.info.get("INVOICE_DATE")
    for due in document.scan(("PAYMENT_DATE",)):
        if is_before(due, own):
            yield Found(due, f"{text(due)} comes before the invoice of {text(own)}", "Correct one of the dates.")
