"""Rules about the amounts of an invoice: goods, extras, taxes by rate and category, total."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ...amounts import ZERO, Candidate, charge_readings, judge_amount
from .base import Found, rule
from .document import Document
from .elements import number
from .verdicts import differs, is_fine, shown

_INSIDE = "the allowances and surcharges of the summary are counted into the goods already"
_EXTRA_LINES = """
    <INVOICE_ITEM type="extra_item">
      <LINE_ITEM_ID>1</LINE_ITEM_ID>
      <PRODUCT_ID><bmecat:DESCRIPTION_SHORT>Freight</bmecat:DESCRIPTION_SHORT></PRODUCT_ID>
      <QUANTITY>1</QUANTITY>
      <bmecat:ORDER_UNIT>C62</bmecat:ORDER_UNIT>
      <PRODUCT_PRICE_FIX><bmecat:PRICE_AMOUNT>20.00</bmecat:PRICE_AMOUNT></PRODUCT_PRICE_FIX>
      <PRICE_LINE_AMOUNT>20.00</PRICE_LINE_AMOUNT>
    </INVOICE_ITEM>
    <NET_VALUE_GOODS>0.00</NET_VALUE_GOODS>
"""


def _extra_lines(document: Document) -> Decimal:
    return sum((line.amount or ZERO for line in document.lines if line.element.get("type") == "extra_item"), ZERO)


@rule(
    "totals/goods",
    "error",
    documents="INVOICE",
    source="NET_VALUE_GOODS: net value of all items; NET_VALUE_EXTRA: of extra items such as postage",
    good="<NET_VALUE_GOODS>20.01</NET_VALUE_GOODS><TOTAL_AMOUNT>23.81</TOTAL_AMOUNT>",
    bad="<NET_VALUE_GOODS>21.00</NET_VALUE_GOODS><TOTAL_AMOUNT>24.80</TOTAL_AMOUNT>",
)
def goods_value(document: Document) -> Iterator[Found]:
    """The value of the goods is the sum of the lines.

    Without tax, and with or without the lines of type extra_item (which may be told in NET_VALUE_EXTRA). Allowances
    and surcharges of the summary are not part of it; where they were counted in, that is an unusual reading.
    """
    element = document.summary.get("NET_VALUE_GOODS")
    goods, everything, charges = number(element), document.net, document.charges
    if element is None or goods is None or everything is None:
        return
    tolerance = document.tolerances.of_sum(len(document.lines))
    if abs(goods - everything) <= tolerance:
        return
    candidates = [Candidate(everything), Candidate(everything - _extra_lines(document))]
    if document.calculated_net is not None:
        candidates.append(Candidate(document.calculated_net))
    if charges:
        candidates += [Candidate(everything + one.value, _INSIDE) for one in charge_readings(everything, charges)]
    verdict = judge_amount(goods, candidates, tolerance)
    yield from differs(element, verdict, "the sum of the lines", "Correct the sum or the lines.")


@rule(
    "totals/extras",
    "error",
    documents="INVOICE",
    source="NET_VALUE_EXTRA: net value of extra items such as postage; INVOICE_ITEM type extra_item",
    good=_EXTRA_LINES + "    <NET_VALUE_EXTRA>20.00</NET_VALUE_EXTRA>",
    bad=_EXTRA_LINES + "    <NET_VALUE_EXTRA>21.00</NET_VALUE_EXTRA><TOTAL_AMOUNT>24.80</TOTAL_AMOUNT>",
)
def extra_value(document: Document) -> Iterator[Found]:
    """The value of the extra items is the sum of their lines.

    With or without the surcharges of the summary. Where no line has the type extra_item, NET_VALUE_EXTRA stands for
    itself (postage that has no line) and is not judged.
    """
    element = document.summary.get("NET_VALUE_EXTRA")
    stated, everything, charges = number(element), document.net, document.charges
    if element is None or stated is None or everything is None or charges is None:
        return
    if all(line.element.get("type") != "extra_item" for line in document.lines):
        return
    extra = _extra_lines(document)
    candidates = [Candidate(extra)]
    for added, reading in charge_readings(everything, charges):
        candidates += [Candidate(extra + added, reading), Candidate(added, reading)]
    verdict = judge_amount(stated, candidates, document.tolerances.of_sum(len(document.lines)))
    yield from differs(element, verdict, "the sum of the extra items", "Correct the sum or the lines.")


@rule(
    "totals/invoice-total",
    "error",
    documents="INVOICE",
    source="TOTAL_AMOUNT: gross, with surcharges, deductions and all taxes",
    good="<TOTAL_AMOUNT>23.81</TOTAL_AMOUNT>",
    bad="<TOTAL_AMOUNT>20.00</TOTAL_AMOUNT>",
)
def invoice_total(document: Document) -> Iterator[Found]:
    """The total of an invoice is goods, extras, allowances and surcharges, and taxes.

    NET_VALUE_GOODS + NET_VALUE_EXTRA + ALLOW_OR_CHARGES_FIX of the summary + all TAX_AMOUNTs of TOTAL_TAX. Extras
    that are already counted among the goods or the surcharges are not counted twice.
    """
    element = document.summary.get("TOTAL_AMOUNT")
    total, goods = number(element), number(document.summary.get("NET_VALUE_GOODS"))
    entries, charges = document.taxes, document.charges
    if element is None or total is None or goods is None or charges is None or not entries:
        return
    amounts = [one.amount if one.amount is not None or one.rate != ZERO else ZERO for one in entries]
    tax = sum((amount for amount in amounts if amount is not None), ZERO)
    if None in amounts:
        return
    tolerance = document.tolerances.of_sum(len(entries) + 1)
    if not charges and "NET_VALUE_EXTRA" not in document.summary and abs(goods + tax - total) <= tolerance:
        return
    verdict = judge_amount(total, _total_readings(document, goods, tax, tolerance), tolerance)
    if is_fine(verdict):
        return
    hint = f"The tax of TOTAL_TAX is {shown(tax)}; correct the total, or what stands in the summary beside it."
    yield from differs(element, verdict, "goods + extras + allowances and surcharges + taxes", hint)


def _total_readings(document: Document, goods: Decimal, tax: Decimal, tolerance: Decimal) -> Iterator[Candidate]:
    extra = number(document.summary.get("NET_VALUE_EXTRA")) or ZERO
    charges = document.charges or ()
    everything = goods if document.net is None else document.net
    lines = document.tolerances.of_sum(len(document.lines))
    for base in dict.fromkeys((goods, goods + extra, everything)):
        for added, reading in charge_readings(base, charges):
            yield Candidate(goods + extra + added + tax, reading)
            if extra and abs(extra - added) <= tolerance:
                yield Candidate(goods + extra + tax, reading)
            if extra and abs(goods - everything) <= lines:
                yield Candidate(goods + added + tax, reading)
            if charges and abs(everything + added - goods) <= lines:
                yield Candidate(goods + extra + tax, _INSIDE)
