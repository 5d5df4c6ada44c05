"""The arithmetic of prices, lines, taxes and totals, on Decimal and rounded half up.

One piece of code for both who writes amounts (the builders) and who checks them (the rules). The specification
leaves some amounts open to several readings; the functions whose names end in ``_readings`` give all that are
documented, the usual ones first, and say of each unusual one how it reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

ZERO = Decimal(0)
ONE = Decimal(1)
CENT = Decimal("0.01")
_HUNDRED = Decimal(100)

#: The context to calculate in: more digits than any money has.
ARITHMETIC = Context(prec=50, rounding=ROUND_HALF_UP)
#: Wide enough for every product of numbers that ``decimal_of`` and ``float_of`` let through.
_ROUNDING = Context(prec=500, rounding=ROUND_HALF_UP)

_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})", re.ASCII)
_FLOAT = re.compile(r"[+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?:[eE][+-]?0*[0-9]{1,2})?", re.ASCII)
#: More separate charges than this are not tried one by one for whether they are taxed.
_MOST_SUBSETS = 5


@lru_cache(4096)
def decimal_of(text: str) -> Decimal | None:
    """The value of an xs:decimal; None where the text is none, or has more than 40 digits on a side of the point."""
    return Decimal(text) if _DECIMAL.fullmatch(text) else None


@lru_cache(1024)
def float_of(text: str) -> Decimal | None:
    """The value of an xs:float, exactly as written; None for INF, NaN and what is no number or beyond all money."""
    if not _FLOAT.fullmatch(text):
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:  # pragma: no cover  (the pattern leaves no such text)
        return None
    return value if value == ZERO or -40 <= value.adjusted() <= 40 else None


def round_half_up(value: Decimal, places: int = 2) -> Decimal:
    """A value rounded half up (away from zero at the middle), 2.345 to 2.35 and -2.345 to -2.35.

    >>> round_half_up(Decimal("2.345"))
    Decimal('2.35')
    """
    return value.quantize(ONE.scaleb(-places), ROUND_HALF_UP, _ROUNDING)


@dataclass(frozen=True, slots=True)
class Tolerances:
    """How far an amount may be off: for one product, for each line summed, and for any sum at least."""

    product: Decimal = CENT
    per_line: Decimal = Decimal("0.005")
    at_least: Decimal = CENT

    def of_sum(self, lines: int) -> Decimal:
        """The tolerance of a sum over so many lines."""
        return max(self.at_least, self.per_line * lines)


class Candidate(NamedTuple):
    """What an amount is by one reading; ``unusual`` says how it reads, None for a usual reading."""

    value: Decimal
    unusual: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a stated amount fits a reading, by which unusual one (None: a usual), and what was expected."""

    fits: bool
    unusual: str | None
    expected: Decimal


def judge_amount(stated: Decimal, candidates: Iterable[Candidate], tolerance: Decimal) -> Verdict | None:
    """Whether a stated amount fits one of the candidates (None where there are none); usual ones come first."""
    expected = unusual = None
    for value, reading in candidates:
        if expected is None:
            expected = value
        if abs(stated - value) <= tolerance:
            if reading is None:
                return Verdict(True, None, value)
            unusual = unusual or reading
    return None if expected is None else Verdict(unusual is not None, unusual, expected)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """An allowance or surcharge: of a factor, of an amount, or in units that come free (all else None).

    ``base`` replaces the value that the factor is applied to; ``sequence`` orders the steps (equal ones are one).
    """

    surcharge: bool
    factor: Decimal | None = None
    amount: Decimal | None = None
    free_units: Decimal | None = None
    base: Decimal | None = None
    sequence: int = 0

    def on(self, value: Decimal, percent: bool = False) -> Decimal:
        """What it adds to a value (negative for an allowance)."""
        if self.factor is not None:
            part = (value if self.base is None else self.base) * self.factor
            part = part / _HUNDRED if percent else part
        else:
            part = self.amount or ZERO
        return part if self.surcharge else -part


def adjust(value: Decimal, adjustments: Sequence[Adjustment], percent: bool = False, chained: bool = False) -> Decimal:
    """A value after allowances and surcharges, in the order of their sequence.

    Those of one sequence number are all applied to the same interim value (``chained``: one after the other).
    """
    step = value
    sequence = None
    for adjustment in sorted(adjustments, key=lambda one: one.sequence):
        if chained or adjustment.sequence != sequence:
            step, sequence = value, adjustment.sequence
        value += adjustment.on(step, percent)
    return value


@dataclass(frozen=True, slots=True)
class Price:
    """A fixed price: of ``per`` units (PRICE_QUANTITY), or of price units (PRICE_BASE_FIX), with adjustments.

    ``units`` is PRICE_UNIT_VALUE, ``unit_factor`` PRICE_UNIT_FACTOR; both are None without PRICE_BASE_FIX.
    """

    amount: Decimal
    per: Decimal = ONE
    units: Decimal | None = None
    unit_factor: Decimal | None = None
    adjustments: tuple[Adjustment, ...] = ()


def line_amount(price: Price, quantity: Decimal) -> Decimal:
    """A line's amount by the usual reading, unrounded: allowances and surcharges belong to the price."""
    return next(line_amount_readings(price, quantity)).value


#: What unusual readings are called.
PERCENT = "AOC_PERCENTAGE_FACTOR read as a percentage (10 = 10 %), not as a factor (0.1 = 10 %)"
PER_LINE = "allowances and surcharges of the price counted once for the line, not for each piece"
CHAINED = "allowances and surcharges applied one after the other, although no sequence is stated"


def line_amount_readings(price: Price, quantity: Decimal) -> Iterator[Candidate]:
    """All readings of PRICE_LINE_AMOUNT: price x quantity / PRICE_QUANTITY, adjustments included.

    Where PRICE_BASE_FIX stands, PRICE_UNIT_VALUE is read as the price units of the line, and as those of a piece.
    """
    charged = quantity
    for adjustment in price.adjustments:
        if adjustment.free_units is not None:
            charged -= adjustment.free_units
    if price.units is not None:
        usual = [price.units / price.per, charged * price.units / price.per]
    else:
        usual = [charged if price.per == ONE else charged / price.per]
    adjustments = [one for one in price.adjustments if one.free_units is None]
    if not adjustments:
        for factor in usual:
            yield Candidate(price.amount * factor)
    else:
        yield from _adjusted_readings(price.amount, usual, adjustments)
    if price.units is not None:
        yield Candidate(adjust(price.amount, adjustments) * charged / price.per, "PRICE_BASE_FIX left aside")
        if price.unit_factor is not None:
            value = adjust(price.amount, adjustments) * charged * price.unit_factor / price.per
            yield Candidate(value, "PRICE_UNIT_FACTOR taken for the number of price units")
    if adjustments or price.per != ONE:
        piece = round_half_up(adjust(price.amount, adjustments) / price.per)
        yield Candidate(piece * charged, "the price of a piece rounded to the cent before it is multiplied")


def _adjusted_readings(
    amount: Decimal, multipliers: Sequence[Decimal], adjustments: Sequence[Adjustment]
) -> Iterator[Candidate]:
    for multiplier in multipliers:
        yield Candidate(adjust(amount, adjustments) * multiplier)
    has_factor = any(one.factor is not None for one in adjustments)
    same_step = len({one.sequence for one in adjustments}) < len(adjustments)
    for percent in (False, True) if has_factor else (False,):
        for chained in (False, True) if same_step else (False,):
            manner = [text for text, holds in ((PERCENT, percent), (CHAINED, chained)) if holds]
            adjusted = adjust(amount, adjustments, percent, chained)
            for multiplier in multipliers:
                goods = amount * multiplier
                if manner:
                    yield Candidate(adjusted * multiplier, "; ".join(manner))
                once = "; ".join([*manner, PER_LINE])
                yield Candidate(adjust(goods, adjustments, percent, chained), once)
                yield Candidate(goods + adjusted - amount, once)


def adjustment_total_readings(
    value: Decimal | None, adjustments: Sequence[Adjustment], multiplier: Decimal = ONE
) -> Iterator[Candidate]:
    """All readings of ALLOW_OR_CHARGES_TOTAL_AMOUNT, for a piece and for the line, signed, without sign, or summed.

    ``value`` is what factors are applied to; None where it is unknown (then only amounts can be judged).
    """
    steps = [one for one in adjustments if one.free_units is None]
    has_factor = any(one.factor is not None and one.base is None for one in steps)
    if value is None and has_factor:
        return
    start = value or ZERO
    for percent in (False, True) if any(one.factor is not None for one in steps) else (False,):
        reading = PERCENT if percent else None
        for chained in (False, True):
            signed = adjust(start, steps, percent, chained) - start
            parts = sum((abs(one.on(start, percent)) for one in steps), ZERO)
            for total in (abs(signed), signed, -signed, parts, -parts):
                yield Candidate(total, reading)
                yield Candidate(total * multiplier, reading)


def charge_readings(net: Decimal, adjustments: Sequence[Adjustment]) -> list[Candidate]:
    """What the allowances and surcharges of a summary add to a net sum."""
    found = [Candidate(adjust(net, adjustments) - net)]
    if any(one.factor is not None for one in adjustments):
        found.append(Candidate(adjust(net, adjustments, percent=True) - net, PERCENT))
        if len(adjustments) > 1:
            found.append(Candidate(adjust(net, adjustments, chained=True) - net, CHAINED))
    return found


def tax_readings(base: Decimal, rate: Decimal, extras: Sequence[Decimal], share: Decimal) -> Iterator[Candidate]:
    """All readings of a rate's tax: ``extras`` (charges, postage) taxed or not, all, some, or by the goods' share."""
    yield Candidate(base * rate)
    total = sum(extras, ZERO)
    if not extras:
        return
    yield Candidate((base + total) * rate)
    yield Candidate((base + total * share) * rate)
    if len(extras) <= _MOST_SUBSETS:
        for size in range(1, len(extras)):
            for chosen in combinations(extras, size):
                yield Candidate((base + sum(chosen, ZERO)) * rate)


def tax_amount(base: Decimal, rate: Decimal) -> Decimal:
    """The tax on a base at a factor (0.19), rounded to the cent."""
    return round_half_up(base * rate)
