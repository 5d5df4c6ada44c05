"""Rules about taxes: by rate and category, of lines, rates and reasons for none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial

from ...amounts import CENT, ONE, ZERO, Adjustment, Candidate, adjust, charge_readings, judge_amount, tax_readings
from .base import Found, rule
from .document import Document
from .elements import fields, number, text
from .line import Tax
from .verdicts import differs, is_fine


@rule(
    "totals/tax",
    "error",
    documents="INVOICE",
    source="TOTAL_TAX/TAX_DETAILS_FIX: TAX, TAX_CATEGORY, TAX_AMOUNT, TAX_BASE",
    good="""
    <TOTAL_TAX>
      <TAX_DETAILS_FIX>
        <bmecat:TAX_CATEGORY>standard_rate</bmecat:TAX_CATEGORY><bmecat:TAX>0.19</bmecat:TAX>
        <TAX_AMOUNT>3.80</TAX_AMOUNT><TAX_BASE>20.00</TAX_BASE>
      </TAX_DETAILS_FIX>
    </TOTAL_TAX>
    """,
    bad="""
    <TOTAL_TAX>
      <TAX_DETAILS_FIX><bmecat:TAX>0.19</bmecat:TAX><TAX_AMOUNT>3.20</TAX_AMOUNT></TAX_DETAILS_FIX>
    </TOTAL_TAX>
    <TOTAL_AMOUNT>23.20</TOTAL_AMOUNT>
    """,
)
def taxes(document: Document) -> Iterator[Found]:
    """The taxes of an invoice are those of its lines, by rate and category.

    Each entry of TOTAL_TAX is compared with the lines of its rate and category, and with its own TAX_BASE. Surcharges
    and extras may be taxed or not, all or some of them. Where the lines state no rate, one entry stands for all of
    them. A tax of a tax (CALCULATION_SEQUENCE above 1) is not judged. One finding of a rate that the lines have and
    TOTAL_TAX has not is enough: then its amount is missing.
    """
    entries, everything, charges = document.taxes, document.net, document.charges
    if not entries or everything is None or charges is None:
        return
    stated = [(tax, line.amount or ZERO) for line in document.lines for tax in line.taxes() if tax.rate is not None]
    if any(tax.compounded for tax in entries) or any(tax.compounded for tax, _ in stated):
        return
    tolerance = document.tolerances.of_sum(len(document.lines))
    extras = _extras(document, everything, charges)
    settled = partial(_bases_add_up, entries, everything, charges, tolerance)
    for entry in entries:
        if entry.amount is None or any(other is not entry and other.covers(entry) for other in entries):
            continue
        candidates = _tax_candidates(entry, len(entries) == 1, stated, everything, extras, settled)
        verdict = judge_amount(entry.amount, candidates, tolerance)
        if is_fine(verdict):
            continue
        rate = "" if entry.rate is None else f" at {percent(entry.rate)}"
        amount = fields(entry.element)["TAX_AMOUNT"]
        yield from differs(amount, verdict, f"the tax{rate} on the lines", "Correct the amount, the rate or the lines.")
    rates = {entry.rate for entry in entries}
    for tax, amount_of_line in stated:
        if tax.rate and amount_of_line and tax.rate not in rates and None not in rates:
            named = " ".join(filter(None, (percent(tax.rate), tax.category, tax.type)))
            yield Found(
                document.summary["TOTAL_TAX"],
                f"lines state {named}, TOTAL_TAX does not",
                "Add a TAX_DETAILS_FIX for each rate and category of the lines.",
                "tag",
            )
            return


def _bases_add_up(entries: list[Tax], everything: Decimal, charges: tuple[Adjustment, ...], tolerance: Decimal) -> bool:
    """Do the entries say of all goods, allowances and surcharges at which rate they are taxed?"""
    bases = [one.base for one in entries if one.base is not None]
    if len(bases) < len(entries):
        return False
    total = sum(bases, ZERO) - everything
    return any(abs(total - one.value) <= tolerance for one in charge_readings(everything, charges))


def percent(rate: Decimal) -> str:
    """A factor as people say it, 0.19 as 19 %."""
    return f"{(rate * 100).normalize():f} %"


def _tax_candidates(
    entry: Tax,
    only: bool,
    stated: list[tuple[Tax, Decimal]],
    everything: Decimal,
    extras: list[Decimal],
    settled: Callable[[], bool],
) -> Iterator[Candidate]:
    if entry.rate is None:
        if only and stated:
            yield from _unrated(stated, everything, extras)
        return
    if stated:
        base = sum((amount for tax, amount in stated if entry.covers(tax)), ZERO)
    elif only:
        base = everything
    elif entry.base is not None:
        yield Candidate(entry.base * entry.rate)
        return
    else:
        return
    share = base / everything if everything else ZERO
    yield from tax_readings(base, entry.rate, extras, share)
    if entry.base is not None:
        tolerance = abs(entry.base) / 1000
        beside = sum((abs(one) for one in extras), ZERO)
        fits = any(abs(entry.base - one.value) <= tolerance for one in tax_readings(base, ONE, extras, share))
        if fits or (abs(entry.base - base) <= beside + CENT and settled()):
            yield Candidate(entry.base * entry.rate)


def _unrated(stated: list[tuple[Tax, Decimal]], everything: Decimal, extras: list[Decimal]) -> Iterator[Candidate]:
    """The sum of all taxes of the lines, for a TOTAL_TAX that names no rate."""
    total = sum((amount * (tax.rate or ZERO) for tax, amount in stated), ZERO)
    yield Candidate(total)
    for rate in {tax.rate for tax, _ in stated if tax.rate}:
        for one in tax_readings(ZERO, rate, extras, total / (everything * rate) if everything else ZERO):
            yield Candidate(total + one.value)


def _extras(document: Document, everything: Decimal, charges: tuple[Adjustment, ...]) -> list[Decimal]:
    """What stands beside the lines and may be taxed: the charges of the summary, and postage that has no line."""
    if any(one.factor is not None for one in charges):
        found = [reading.value for reading in charge_readings(everything, charges)[:2]]
    else:
        found = [one.on(everything) for one in charges if one.free_units is None]
    if "NET_VALUE_EXTRA" in document.summary:
        extra = number(document.summary["NET_VALUE_EXTRA"])
        if extra and all(line.element.get("type") != "extra_item" for line in document.lines):
            found.append(extra)
    return [value for value in found if value]


@rule(
    "totals/line-tax",
    "error",
    needs="TAX_AMOUNT",
    documents="INVOICE ORDER ORDERRESPONSE QUOTATION RFQ ORDERCHANGE",
    whole=False,
    source="TAX_AMOUNT: belongs to one line; in real invoices also to one piece",
    good="""
    <PRODUCT_PRICE_FIX>
      <bmecat:PRICE_AMOUNT>10.00</bmecat:PRICE_AMOUNT>
      <TAX_DETAILS_FIX><bmecat:TAX>0.19</bmecat:TAX><TAX_AMOUNT>3.80</TAX_AMOUNT></TAX_DETAILS_FIX>
    </PRODUCT_PRICE_FIX>
    """,
    bad="""
    <PRODUCT_PRICE_FIX>
      <bmecat:PRICE_AMOUNT>10.00</bmecat:PRICE_AMOUNT>
      <TAX_DETAILS_FIX><bmecat:TAX>0.19</bmecat:TAX><TAX_AMOUNT>1.40</TAX_AMOUNT></TAX_DETAILS_FIX>
    </PRODUCT_PRICE_FIX>
    """,
)
def line_tax(document: Document) -> Iterator[Found]:
    """The tax of a line is its rate times its amount.

    The standard means the tax of the line. ITscope and others state the tax of one piece, which is a warning where
    the standard is asked for.
    """
    piece = None if document.family == "itscope" else "the tax of one piece, not of the line"
    for line in document.lines:
        if line.amount is None or "TAX_DETAILS_FIX" not in line.price:
            continue
        for tax in line.taxes():
            if tax.rate is None or tax.amount is None:
                continue
            if abs(line.amount * tax.rate - tax.amount) <= document.tolerances.product:
                continue
            candidates = [Candidate(line.amount * tax.rate)]
            if tax.base is not None:
                candidates.append(Candidate(tax.base * tax.rate))
            if (price := line.full_price()) is not None:
                adjustments = [one for one in price.adjustments if one.free_units is None]
                candidates.append(Candidate(adjust(price.amount, adjustments) / price.per * tax.rate, piece))
                candidates.append(Candidate(price.amount / price.per * tax.rate, piece))
            verdict = judge_amount(tax.amount, candidates, document.tolerances.product)
            amount = fields(tax.element)["TAX_AMOUNT"]
            yield from differs(amount, verdict, "amount x rate of this line", "Correct the tax or the rate.")


@rule(
    "totals/tax-rate",
    "warning",
    needs="TAX",
    documents="INVOICE ORDER ORDERRESPONSE QUOTATION RFQ ORDERCHANGE",
    whole=False,
    source="TAX: a factor, 0.16 is 16 percent",
    good="""
    <TOTAL_TAX>
      <TAX_DETAILS_FIX><bmecat:TAX>0.190</bmecat:TAX><TAX_AMOUNT>3.80</TAX_AMOUNT></TAX_DETAILS_FIX>
    </TOTAL_TAX>
    """,
    bad="""
    <TOTAL_TAX>
      <TAX_DETAILS_FIX><bmecat:TAX>19</bmecat:TAX><TAX_AMOUNT>3.80</TAX_AMOUNT></TAX_DETAILS_FIX>
    </TOTAL_TAX>
    """,
)
def tax_rate(document: Document) -> Iterator[Found]:
    """A tax rate is a factor.

    0.19 is 19 %. A TAX of 19 would be 1,900 %; amounts are judged as if 0.19 stood there.
    """
    for element in document.scan(("TAX",)):
        rate = number(element)
        if rate is not None and not ZERO <= rate < ONE:
            right = abs(rate) / 100 if rate >= ONE else abs(rate)
            yield Found(
                element,
                f"{text(element)} is a rate of {percent(rate)}",
                f"Write {right.normalize():f} if {percent(right)} is meant.",
            )


@rule(
    "totals/exemption",
    "warning",
    needs="TAX",
    documents="INVOICE",
    whole=False,
    source="TAX_CATEGORY (exemption, zero_rate …), EXEMPTION_REASON; the invoice has to say why there is no tax",
    good="""
    <PRODUCT_PRICE_FIX><bmecat:PRICE_AMOUNT>10.00</bmecat:PRICE_AMOUNT></PRODUCT_PRICE_FIX>
    <TOTAL_TAX>
      <TAX_DETAILS_FIX>
        <bmecat:TAX_CATEGORY>exemption</bmecat:TAX_CATEGORY><bmecat:TAX>0</bmecat:TAX><TAX_AMOUNT>0</TAX_AMOUNT>
        <bmecat:EXEMPTION_REASON>Reverse charge</bmecat:EXEMPTION_REASON>
      </TAX_DETAILS_FIX>
    </TOTAL_TAX>
    <TOTAL_AMOUNT>20.00</TOTAL_AMOUNT>
    """,
    bad="""
    <PRODUCT_PRICE_FIX><bmecat:PRICE_AMOUNT>10.00</bmecat:PRICE_AMOUNT></PRODUCT_PRICE_FIX>
    <TOTAL_TAX>
      <TAX_DETAILS_FIX><bmecat:TAX>0</bmecat:TAX><TAX_AMOUNT>0</TAX_AMOUNT></TAX_DETAILS_FIX>
    </TOTAL_TAX>
    <TOTAL_AMOUNT>20.00</TOTAL_AMOUNT>
    """,
)
def exemption(document: Document) -> Iterator[Found]:
    """Where no tax is charged, the invoice says why.

    Reverse charge, intra-community supply, export: a TAX of 0 stands beside a TAX_CATEGORY or an EXEMPTION_REASON.
    """
    for tax in document.taxes:
        if tax.rate == ZERO and not tax.category and "EXEMPTION_REASON" not in fields(tax.element):
            yield Found(
                tax.element,
                "0 % is stated without a reason",
                "Add TAX_CATEGORY (such as exemption) or EXEMPTION_REASON.",
                "tag",
            )
