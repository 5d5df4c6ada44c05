"""What of which line an invoice bills, and of which delivery."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ...amounts import ZERO
from ..errors import BuildError
from ..fields import decimal
from ..objects import SerialNumber
from .ledger import Delivered, Ledger, OrderLine
from .reply_line import NOTHING, PLACES, ReplyLine, entries_of, named_lines, nothing_of

_FIELDS = PLACES["INVOICE"]


@dataclass(frozen=True, slots=True, eq=False)
class Portion:
    """What of a line is billed; ``delivery``: the line of the delivery note that it is of."""

    path: str
    line: OrderLine
    said: ReplyLine
    quantity: Decimal
    delivery: Delivered | None = None


def portions_of(ledger: Ledger, lines: Sequence[ReplyLine], *, allow_more: bool) -> list[Portion]:
    """What is billed: what is said, else all that deliveries brought, or that was confirmed where none are known.

    Raises BuildError for nothing, and unless ``allow_more`` for more than was confirmed, delivered, or is not billed.
    """
    named = named_lines(ledger.items, lines, *_FIELDS) if lines else _open(ledger)
    if not named:
        raise BuildError("lines", f"nothing is open: everything that was {ledger.agreed} or delivered is billed")
    found: list[Portion] = []
    now: dict[str, Decimal] = dict.fromkeys(ledger.lines, ZERO)
    for path, said, line_id in named:
        line = ledger.lines[line_id]
        wanted = _wanted(ledger, line, said, now[line_id])
        if wanted <= 0:
            raise BuildError(f"{path}.quantity", nothing_of(line_id, named, "billed"))
        portions = list(_of_deliveries(line, said, path, now[line_id], wanted))
        rest = wanted - sum((one.quantity for one in portions), ZERO)
        now[line_id] += wanted
        known = None if allow_more else _too_much(ledger, line, now[line_id], rest)
        if known is not None:
            reason = f"{now[line_id]:f} of {entries_of(line_id, named)} would be billed, but {known}"
            raise BuildError(f"{path}.quantity", f"{reason}; correct it, or say allow_more")
        if rest > 0:
            portions.append(Portion(path, line, said, rest))
        found += _with_serial_numbers(portions)
    return found


def _open(ledger: Ledger) -> list[tuple[str, ReplyLine, str]]:
    """All lines of which something is not billed: of what was delivered, if deliveries are known."""
    return [
        (line.terms.where, NOTHING, line.line_id)
        for line in ledger.lines.values()
        if _wanted(ledger, line, None, ZERO) > 0
    ]


def _wanted(ledger: Ledger, line: OrderLine, said: ReplyLine | None, before: Decimal) -> Decimal:
    if said is not None and said.quantity is not None:
        return decimal(said.quantity)
    whole = _delivered(line) if ledger.delivered else line.quantity - line.billed
    return whole - before


def _delivered(line: OrderLine) -> Decimal:
    """What was delivered of a line and is not billed."""
    return sum((one.open for one in line.deliveries if one.open > 0), ZERO)


def _of_deliveries(line: OrderLine, said: ReplyLine, path: str, before: Decimal, wanted: Decimal) -> Iterator[Portion]:
    """Spread a quantity over the deliveries of the line, oldest first; ``before``: what this invoice took already."""
    for one in line.deliveries:
        if one.open <= 0:
            continue
        skipped = min(before, one.open)
        part = min(wanted, one.open - skipped)
        before -= skipped
        wanted -= part
        if part > 0:
            yield Portion(path, line, said, part, one)


def _with_serial_numbers(portions: list[Portion]) -> list[Portion]:
    """Each serial number that is given stands once: with the delivery that brought it, else where there is room."""
    given = [SerialNumber(one) if isinstance(one, str) else one for one in portions[0].said.serial_numbers]
    if len(portions) == 1 or not given:
        return portions
    shares: list[list[SerialNumber]] = [[] for _ in portions]
    for number in sorted(given, key=lambda one: not any(_brought(portion, one) for portion in portions)):
        room = [
            portion.quantity > sum(one.type == number.type for one in share)
            for portion, share in zip(portions, shares, strict=True)
        ]
        known = [_brought(portion, number) for portion in portions]
        chosen = known if any(known) else room
        shares[chosen.index(True) if any(chosen) else -1].append(number)
    return [
        replace(one, said=replace(one.said, serial_numbers=share)) for one, share in zip(portions, shares, strict=True)
    ]


def _brought(portion: Portion, number: SerialNumber) -> bool:
    """Did the delivery of the portion hold the piece with this number?"""
    brought = [] if portion.delivery is None else portion.delivery.item.product_id.serial_number
    return any((one.value, one.type) == (number.number, number.type) for one in brought)


def _too_much(ledger: Ledger, line: OrderLine, now: Decimal, rest: Decimal) -> str | None:
    """Why so much of a line cannot be billed; ``rest``: what of it no delivery brought."""
    if line.billed + now > line.quantity:
        return f"{line.quantity:f} are {ledger.agreed} and {line.billed:f} billed already"
    if ledger.delivered and rest > 0:
        return f"{line.delivered:f} are delivered and {_delivered(line):f} of them not billed"
    return None
