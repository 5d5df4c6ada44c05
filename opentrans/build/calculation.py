"""The amounts of lines and charges, computed as the rules read them; amounts that the caller states are checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from typing import NamedTuple

from ..amounts import (
    ARITHMETIC,
    CENT,
    ONE,
    ZERO,
    Adjustment,
    Candidate,
    Price,
    Tolerances,
    adjust,
    judge_amount,
    line_amount,
    line_amount_readings,
    round_half_up,
)
from .errors import BuildError
from .fields import decimal
from .line import Line
from .objects import Allowance, Surcharge, Tax

TOLERANCES = Tolerances()


@dataclass(frozen=True, slots=True)
class Priced:
    """A line with its number, its amount (None where neither price nor amount is known), and its tax."""

    line: Line
    path: str
    line_id: str
    amount: Decimal | None
    tax: Tax | None


class Charge(NamedTuple):
    """An allowance or surcharge beside the sum, with its path."""

    path: str
    step: Allowance | Surcharge


def charges_of(allowances: Sequence[Allowance], surcharges: Sequence[Surcharge]) -> list[Charge]:
    """The allowances, then the surcharges."""
    return [
        *(Charge(f"allowances[{index}]", step) for index, step in enumerate(allowances)),
        *(Charge(f"surcharges[{index}]", step) for index, step in enumerate(surcharges)),
    ]


def priced(lines: Sequence[Line], tax: Tax | None, cancels: bool = False) -> list[Priced]:
    """The lines with their amounts; ``cancels``: a quantity of zero or less is a cancelled line, which costs nothing.

    Raises BuildError for a stated amount or tax that fits no reading, and for numbers that two lines share.
    """
    if tax is not None and tax.amount is not None:
        raise BuildError("tax.amount", "speaks of no line; state it in a line's tax, or in the taxes of an invoice")
    found: list[Priced] = []
    seen: dict[str, str] = {}
    with localcontext(ARITHMETIC):
        for index, line in enumerate(lines):
            path = f"lines[{index}]"
            line_id = line.line_id or str(index + 1)
            if line_id in seen:
                reason = f"{line_id!r} is the number of {seen[line_id]} too; number all lines"
                raise BuildError(f"{path}.line_id", reason)
            seen[line_id] = path
            amount = _amount(line, path, cancels)
            own = line.tax or (None if line.price is None else tax)
            if own is not None and own.amount is not None:
                _check_line_tax(own, amount, line, f"{path}.tax.amount")
            found.append(Priced(line, path, line_id, amount, own))
    return found


def net_of(lines: Sequence[Priced]) -> Decimal | None:
    """The sum of the lines; None where one has no amount."""
    amounts = [one.amount for one in lines if one.amount is not None]
    with localcontext(ARITHMETIC):
        return sum(amounts, ZERO) if len(amounts) == len(lines) else None


def price_of(line: Line) -> Price | None:
    """The price of a line with all that belongs to it."""
    if line.price is None:
        return None
    base = line.price_base
    return Price(
        decimal(line.price),
        ONE if line.price_quantity is None else decimal(line.price_quantity),
        None if base is None else decimal(base.units),
        None if base is None else decimal(base.factor),
        adjustments((*line.allowances, *line.surcharges)),
    )


def adjustments(steps: Iterable[Allowance | Surcharge]) -> tuple[Adjustment, ...]:
    """Allowances and surcharges as the arithmetic knows them."""
    return tuple(
        Adjustment(
            isinstance(step, Surcharge),
            decimal(step.factor),
            decimal(step.amount),
            decimal(step.free_units) if isinstance(step, Allowance) else None,
            decimal(step.base),
            step.sequence or 0,
        )
        for step in steps
    )


def charge_amounts(net: Decimal, charges: Sequence[Charge]) -> list[Decimal]:
    """What each allowance or surcharge adds to a net sum, to the cent; together they are their rounded sum."""
    known = adjustments(charge.step for charge in charges)
    order = sorted(range(len(known)), key=lambda index: known[index].sequence)
    amounts = [ZERO] * len(known)
    with localcontext(ARITHMETIC):
        before = ZERO
        for count, index in enumerate(order, 1):
            after = cents(adjust(net, [known[one] for one in order[:count]]) - net)
            amounts[index], before = after - before, after
    return amounts


def cents(value: Decimal) -> Decimal:
    """A value rounded half up to the cent; nothing is 0.00, not -0.00."""
    return round_half_up(value) or CENT - CENT


def checked(
    stated: Decimal | None, candidates: Iterable[Candidate], tolerance: Decimal, path: str, how: str
) -> Decimal:
    """The stated amount, as it stands, if it fits a reading; without one what the first reading gives, rounded.

    ``how`` says how ours was computed. Raises BuildError with both figures where the stated one fits no reading.
    """
    readings = list(candidates)
    ours = cents(readings[0].value)
    if stated is None:
        return ours
    verdict = judge_amount(stated, readings, tolerance)
    if verdict is None or not verdict.fits:
        raise BuildError(path, f"{stated:f} is stated, but {how} is {ours:f}; correct it, or leave it out")
    return stated


def _amount(line: Line, path: str, cancels: bool) -> Decimal | None:
    stated, quantity, price = decimal(line.amount), decimal(line.quantity), price_of(line)
    if cancels and quantity <= ZERO:
        return cents(ZERO) if stated is None and price is not None else stated
    if price is None:
        return stated
    free = sum((one.free_units or ZERO for one in price.adjustments), ZERO)
    if free > ZERO and free > quantity:
        raise BuildError(f"{path}.allowances", f"{free:f} units are free, but the line has {quantity:f}")
    readings = (
        line_amount_readings(price, quantity) if stated is not None else [Candidate(line_amount(price, quantity))]
    )
    try:
        return checked(stated, readings, TOLERANCES.product, f"{path}.amount", formula(price, quantity))
    except BuildError as error:
        raise BuildError(error.path, error.reason + _price_quantity(stated, price, quantity)) from None


def _price_quantity(stated: Decimal | None, price: Price, quantity: Decimal) -> str:
    """What to say where a stated amount is the one of a price for 10, 100 or 1000."""
    for per in (10, 100, 1000) if stated is not None and price.per == ONE else ():
        if abs(line_amount(replace(price, per=Decimal(per)), quantity) - (stated or ZERO)) <= TOLERANCES.product:
            return f"; is the price for {per}? then price_quantity: {per}"
    return ""


def formula(price: Price, quantity: Decimal) -> str:
    """How a line's amount is computed, with its figures."""
    parts = [f"{price.amount:f} x {(quantity if price.units is None else price.units):f}"]
    if price.per != ONE:
        parts.append(f"/ {price.per:f}")
    if price.adjustments:
        parts.append("with allowances and surcharges")
    return " ".join(parts)


def _check_line_tax(tax: Tax, amount: Decimal | None, line: Line, path: str) -> None:
    if amount is None or tax.amount is None:
        return
    rate = decimal(tax.rate)
    candidates = [Candidate(amount * rate)]
    if (price := price_of(line)) is not None:
        steps = [one for one in price.adjustments if one.free_units is None]
        candidates.append(Candidate(adjust(price.amount, steps) / price.per * rate))
        candidates.append(Candidate(price.amount / price.per * rate))
    how = f"{amount:f} x {rate:f}"
    checked(decimal(tax.amount), candidates, TOLERANCES.product, path, how)
