"""From the verdict on an amount to what a rule says about it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from lxml import etree

from ...amounts import CHAINED, PER_LINE, PERCENT, Verdict, round_half_up
from .base import Found
from .elements import text

_UNUSUAL = "totals/unusual-reading"
_HINTS = {
    PERCENT: "Write 10 % as 0.1.",
    PER_LINE: "State what is taken off or added for each piece, or once as a factor, or in the summary.",
    f"{PERCENT}; {PER_LINE}": "Write 10 % as 0.1, and what is meant for the line only once in the summary.",
    CHAINED: "State ALLOW_OR_CHARGE_SEQUENCE 1, 2 … for those that are applied one after the other.",
}


def shown(value: Decimal) -> str:
    """An amount for a message: rounded to the cent, without an exponent."""
    return f"{round_half_up(value):f}"


def is_fine(verdict: Verdict | None) -> bool:
    """Is there nothing to say: no verdict, or one that fits a usual reading?"""
    return verdict is None or (verdict.fits and verdict.unusual is None)


def differs(element: etree._Element, verdict: Verdict | None, what: str, hint: str) -> Iterator[Found]:
    """What a verdict on a stated amount says: nothing, an error, or that only an unusual reading fits."""
    if verdict is None or is_fine(verdict):
        return
    stated = text(element)
    if verdict.fits:
        yield Found(
            element,
            f"{stated} fits only an unusual reading: {verdict.unusual} (the usual one gives {shown(verdict.expected)})",
            _HINTS.get(verdict.unusual or "", f"State {shown(verdict.expected)}, or agree on it with your partner."),
            rule=_UNUSUAL,
        )
    else:
        yield Found(element, f"{stated} is not {what}, which is {shown(verdict.expected)}", hint)
