"""The filters of lists, and of values that may be blank. Their first sentence is what users read about them.

All of them raise BadValue.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Any

from ...amounts import ARITHMETIC
from ..sources.values import Node, Row
from .conversion import Numbers, as_number, as_text, described, is_blank, together, undated
from .errors import BadValue
from .texts import MAX_TEXT


class Lists:
    """Every public method is a filter, and its annotations say what it takes and gives."""

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers

    def join(self, value: Any, separator: str) -> str | None:
        """The values of a list as one text."""
        parts = [undated(one) for one in _list(value)]
        if sum(map(len, parts)) + len(separator) * len(parts) > MAX_TEXT:
            raise BadValue(f"the text would have more than {MAX_TEXT:,} characters")
        return together(parts, separator)

    def first(self, value: Any) -> Any:
        """The first value of a list that is not blank."""
        return next((one for one in _list(value) if not is_blank(one)), None)

    def count(self, value: Any) -> int:
        """How many values a list has."""
        return len(_list(value))

    def collect(self, value: Any, column: str) -> list[Any]:
        """One column of a list of records, as a list without blanks: lines | collect('Seriennummer')."""
        found: list[Any] = []
        for one in _list(value):
            cell = _cell(one, column)
            if isinstance(cell, list):
                found.extend(cell)
            elif not is_blank(cell):
                found.append(cell)
        return found

    def sum(self, value: Any, column: str | None = None, times: str | None = None) -> Decimal:
        """The sum of a list, of a column of records, or of two columns multiplied: lines | sum('Preis', 'Menge')."""
        numbers = self._numbers
        with localcontext(ARITHMETIC):
            total = Decimal(0)
            for one in _list(value):
                number = as_number(one if column is None else _cell(one, column), numbers) or Decimal(0)
                total += number if times is None else number * (as_number(_cell(one, times), numbers) or Decimal(0))
            return total

    def where(self, value: Any, column: str, wanted: Any) -> list[Any]:
        """The records of a list that have a value in a column: order.items | where('product_id', id)."""
        return [one for one in _list(value) if as_text(_cell(one, column)).strip() == as_text(wanted).strip()]

    def only(self, value: Any) -> Any:
        """The only value of a list; none or several are an error."""
        found = _list(value)
        if len(found) == 1:
            return found[0]
        places = ", ".join(str(one.origin()) for one in found[:5] if isinstance(one, Row | Node))
        raise BadValue(f"{len(found)} fit: {places}" if found else "none fits", "just one should")

    def unique(self, value: Any, column: str | None = None) -> list[Any]:
        """A list without repetitions; with a column, the first record for each value of it that is not blank."""
        seen: dict[str, Any] = {}
        for one in _list(value):
            cell = one if column is None else _cell(one, column)
            if not is_blank(cell):
                seen.setdefault(as_text(cell), one)
        return list(seen.values())

    def default(self, value: Any, other: Any) -> Any:
        """Another value where this one is blank, or where the export has no such column or field at all."""
        return other if is_blank(value) else value


def first(*values: Any) -> Any:
    """The first of several values that is not blank: first(Lieferdatum, Auftragsdatum)."""
    return next((one for one in values if not is_blank(one)), None)


def _list(value: Any) -> list[Any]:
    if value is None or (isinstance(value, str) and not value.strip()):
        return []
    if isinstance(value, list | tuple):
        return list(value)
    raise BadValue(f"{described(value)} stands where a list should")


def _cell(record: Any, column: str) -> Any:
    if not isinstance(record, Row | Node):
        raise BadValue(f"{described(record)} has no field {column!r}")
    return record[column] if isinstance(record, Row) or column in record else None
