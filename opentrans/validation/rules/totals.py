"""Rules about numbers that are none, the number of lines, and the total of orders (invoices have their own module)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from lxml import etree

from ...amounts import ONE, ZERO, Adjustment, Candidate, Verdict, charge_readings, judge_amount
from .base import Found, rule
from .document import Document
from .elements import float_number, local, number, text
from .line import Line
from .names import FLOAT_PARENTS, FLOATS, PRICED_DOCUMENTS
from .verdicts import differs

#: Rates of value added tax by which a total above the sum of the lines is taken for gross, if the lines state none.
_COMMON_RATES = tuple(
    Decimal(thousandths) / 1000
    for thousandths in (190, 70, 160, 50, 200, 100, 130, 210, 81, 26, 77, 250, 220, 230, 170)
)
_LOWEST_RATE, _HIGHEST_RATE = Decimal("0.02"), Decimal("0.27")


@rule(
    "totals/not-a-number",
    "error",
    needs=" ".join(FLOAT_PARENTS),
    whole=False,
    source="AOC_MONETARY_AMOUNT, AOC_PERCENTAGE_FACTOR, PRICE_UNIT_VALUE …: xs:float, to which INF and NaN belong",
    example="INVOICE",
    good="""
    <ALLOW_OR_CHARGES_FIX>
      <ALLOW_OR_CHARGE type="surcharge">
        <ALLOW_OR_CHARGE_VALUE><AOC_MONETARY_AMOUNT>1E1</AOC_MONETARY_AMOUNT></ALLOW_OR_CHARGE_VALUE>
      </ALLOW_OR_CHARGE>
    </ALLOW_OR_CHARGES_FIX>
    <TOTAL_AMOUNT>33.80</TOTAL_AMOUNT>
    """,
    bad="""
    <ALLOW_OR_CHARGES_FIX>
      <ALLOW_OR_CHARGE type="surcharge">
        <ALLOW_OR_CHARGE_VALUE><AOC_MONETARY_AMOUNT>INF</AOC_MONETARY_AMOUNT></ALLOW_OR_CHARGE_VALUE>
      </ALLOW_OR_CHARGE>
    </ALLOW_OR_CHARGES_FIX>
    """,
)
def not_a_number(document: Document) -> Iterator[Found]:
    """Amounts and factors are numbers.

    The schema lets INF and NaN pass in some elements, and numbers with hundreds of digits. No sum can be made with
    them; what depends on them is not judged.
    """
    floats = (
        one for place in document.scan(FLOAT_PARENTS) for one in place.iter(etree.Element) if local(one) in FLOATS
    )
    for element in floats:
        if text(element) and float_number(element) is None:
            yield Found(element, "this cannot be calculated with", "State the number, without INF, NaN or E+40.")


@rule(
    "totals/unusual-reading",
    "warning",
    whole=False,
    source="contradictions of the specification about amounts, such as AOC_PERCENTAGE_FACTOR 10.00 for 10 %",
    example="ORDER",
    documents=PRICED_DOCUMENTS,
    good="""
    <PRODUCT_PRICE_FIX>
      <bmecat:PRICE_AMOUNT>10.00</bmecat:PRICE_AMOUNT>
      <ALLOW_OR_CHARGES_FIX>
        <ALLOW_OR_CHARGE type="allowance">
          <ALLOW_OR_CHARGE_VALUE><AOC_PERCENTAGE_FACTOR>0.1</AOC_PERCENTAGE_FACTOR></ALLOW_OR_CHARGE_VALUE>
        </ALLOW_OR_CHARGE>
      </ALLOW_OR_CHARGES_FIX>
    </PRODUCT_PRICE_FIX>
    <PRICE_LINE_AMOUNT>18.00</PRICE_LINE_AMOUNT>
    <TOTAL_AMOUNT>18.00</TOTAL_AMOUNT>
    """,
    bad="""
    <PRODUCT_PRICE_FIX>
      <bmecat:PRICE_AMOUNT>10.00</bmecat:PRICE_AMOUNT>
      <ALLOW_OR_CHARGES_FIX>
        <ALLOW_OR_CHARGE type="allowance">
          <ALLOW_OR_CHARGE_VALUE><AOC_PERCENTAGE_FACTOR>10.00</AOC_PERCENTAGE_FACTOR></ALLOW_OR_CHARGE_VALUE>
        </ALLOW_OR_CHARGE>
      </ALLOW_OR_CHARGES_FIX>
    </PRODUCT_PRICE_FIX>
    <PRICE_LINE_AMOUNT>18.00</PRICE_LINE_AMOUNT>
    <TOTAL_AMOUNT>18.00</TOTAL_AMOUNT>
    """,
)
def unusual_reading(document: Document) -> Iterator[Found]:
    """An amount fits the usual reading of the specification.

    Some things can be read in two ways: a percentage as 0.1 or as 10, an allowance for each piece or once for the
    line, tax of a piece or of a line, a total with tax (the standard) or without (ITscope). An amount that is right
    only by the less usual one is accepted, but the partner may read it otherwise. The rules about amounts find it;
    this one is its name.
    """
    yield from ()


@rule(
    "totals/item-count",
    "error",
    source="TOTAL_ITEM_NUM: number of lines in the document",
    example="ORDER",
    good="<TOTAL_ITEM_NUM>1</TOTAL_ITEM_NUM>",
    bad="<TOTAL_ITEM_NUM>2</TOTAL_ITEM_NUM>",
)
def item_count(document: Document) -> Iterator[Found]:
    """TOTAL_ITEM_NUM is the number of lines.

    Not the number of pieces. Receivers use it to see whether a document came through whole.
    """
    total = document.summary.get("TOTAL_ITEM_NUM")
    stated = number(total)
    if total is not None and stated is not None and stated != len(document.lines):
        count = len(document.lines)
        yield Found(total, f"{text(total)} is stated, but there are {count} lines", f"Write {count}.")


@rule(
    "totals/order-total",
    "error",
    documents="ORDER ORDERRESPONSE QUOTATION ORDERCHANGE",
    source="TOTAL_AMOUNT: gross, with surcharges, deductions and all taxes; ITscope: the sum of the lines, net",
    good="<TOTAL_AMOUNT>20.005</TOTAL_AMOUNT>",
    bad="<TOTAL_AMOUNT>20.05</TOTAL_AMOUNT>",
)
def order_total(document: Document) -> Iterator[Found]:
    """The total of an order is the sum of its lines.

    ITscope reads it net. The standard reads it gross: with the taxes that the lines state and the allowances and
    surcharges of the summary. A total that fits only the other reading is a warning; one that fits none is an error.
    Each line may be off by half a cent. Where a line has neither amount nor price, the total is not judged.
    """
    total = document.summary.get("TOTAL_AMOUNT")
    stated, net = number(total), document.net
    if total is None or stated is None or net is None:
        return
    tolerance = document.tolerances.of_sum(len(document.lines))
    plain = "ALLOW_OR_CHARGES_FIX" not in document.summary and document.family == "itscope"
    if plain and abs(stated - net) <= tolerance:
        return
    charges = document.charges
    if charges is None:
        return
    taxes = [tax for line in document.lines for tax in _line_taxes(line)]
    candidates = list(_order_readings(document, [net, *_other_nets(document, net)], charges, taxes))
    verdict = judge_amount(stated, sorted(candidates, key=lambda one: one.unusual is not None), tolerance)
    may_be_gross = not taxes and document.family == "standard" and net != ZERO
    if verdict is not None and not verdict.fits and may_be_gross:
        rate = (stated - verdict.expected) / net
        if _LOWEST_RATE <= rate <= _HIGHEST_RATE:
            verdict = Verdict(True, "gross, with taxes that no line states", verdict.expected)
    what = "the sum of the lines" if document.family == "itscope" or not taxes else "the sum of the lines with tax"
    yield from differs(total, verdict, what, "Correct the total or the lines.")


def _order_readings(
    document: Document, nets: Sequence[Decimal], charges: tuple[Adjustment, ...], taxes: Sequence[Decimal]
) -> Iterator[Candidate]:
    itscope = document.family == "itscope"
    gross = "gross, as the standard has it (ITscope reads the net sum)" if itscope else None
    netto = None if itscope or not taxes else "net, as ITscope reads it (the standard has it gross)"
    tax = sum(taxes, ZERO)
    for base in nets:
        for added, reading in charge_readings(base, charges):
            if taxes:
                yield Candidate(base + added + tax, reading or gross)
            yield Candidate(base + added, reading or netto)
            if not taxes:
                for rate in _COMMON_RATES:
                    yield Candidate(
                        (base + added) * (ONE + rate), f"gross at {(rate * 100).normalize():f} % that no line states"
                    )


def _other_nets(document: Document, net: Decimal) -> Iterator[Decimal]:
    """Sums that may be meant too: of the calculated amounts, without cancelled lines, without options not picked."""
    lines = document.lines
    if document.calculated_net is not None:
        yield document.calculated_net
    if document.kind == "ORDERRESPONSE":
        yield sum((line.amount or ZERO for line in lines if line.quantity is None or line.quantity > 0), ZERO)
    optional = [line for line in lines if _is_true(line, "OPTIONAL")]
    if optional:
        yield net - sum((line.net() or ZERO for line in optional), ZERO)
        yield net - sum((line.net() or ZERO for line in optional if not _is_true(line, "OPTIONAL_PICKED")), ZERO)


def _is_true(line: Line, name: str) -> bool:
    return text(line.fields.get(name)).lower() == "true"


def _line_taxes(line: Line) -> Iterator[Decimal]:
    """What the line's taxes come to, by the line's amount."""
    net = line.net()
    for tax in line.taxes():
        if tax.rate is not None and net is not None:
            yield net * tax.rate
        elif tax.amount is not None:
            yield tax.amount
