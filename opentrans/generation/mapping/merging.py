"""Rows that are one line together: their quantities are added, their serial numbers and packages collected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from .errors import shown
from .plans import Run
from .scope import Scope

#: Fields of which the values are added; lists are joined; all others have to agree.
_ADDED = ("quantity", "amount")
#: Lists in which a value that stands in several rows stands once.
_ONCE = ("remarks", "lot_numbers")


@dataclass(frozen=True, slots=True)
class Entry:
    """A record that becomes a line, or a part of one: the number of the line, from 0."""

    number: int
    scope: Scope


def merged(made: Sequence[tuple[Entry, Any]], run: Run, rule: int) -> list[Any]:
    """The lines, each made of all entries with its number; what does not agree is a fault."""
    found: dict[int, Any] = {}
    first: dict[int, Entry] = {}
    for entry, line in made:
        if entry.number not in found:
            found[entry.number], first[entry.number] = line, entry
            continue
        before = found[entry.number]
        changes: dict[str, Any] = {}
        for one in fields(line):
            old, new = getattr(before, one.name), getattr(line, one.name)
            if one.name in _ADDED and isinstance(old, Decimal) and isinstance(new, Decimal):
                changes[one.name] = old + new
            elif isinstance(old, tuple) and isinstance(new, tuple):
                changes[one.name] = (*old, *(value for value in new if value not in old or one.name not in _ONCE))
            elif old != new:
                origins = [entry.scope.row.origin(), first[entry.number].scope.row.origin()]
                reason = f"{_told(new)} and {_told(old)} stand in rows that are one line together"
                run.fail(f"lines[{entry.number}].{one.name}", rule, reason, origins)
        found[entry.number] = replace(before, **changes)
    return [found[number] for number in sorted(found)]


def _told(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "nothing" if value is None or value == () else shown(str(value) if isinstance(value, date) else value)
