"""The columns of an export, each to be taken for one field of a draft."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from ..mapping.checking import FUNCTIONS
from ..mapping.scope import ROOTS
from ..sources.sniffing import Column
from .entries import quoted, yaml
from .words import plain_word

_NAMES = {*ROOTS, *FUNCTIONS, "and", "or", "not", "in", "is", "if", "else", "true", "false", "none", "empty"}
#: What columns of numbers surely do not hold.
_NO_NUMBERS = {"unit", "date", "date and time", "time", "country", "currency", "yes or no"}
_FLAGS = {"optional", "partial_shipment", "dropshipment", "remarks", "description"}
_NUMBERS = {"quantity", "price", "amount", "net", "total", "allowances", "surcharges"}


@dataclass(slots=True)
class Columns:
    """Takes the columns of an export, each for one field; ``lines``: the list of the lines, ``lists``: all lists."""

    columns: tuple[Column, ...]
    lines: str
    lists: tuple[str, ...] = ()
    taken: dict[str, str] = field(default_factory=dict)

    def inside(self) -> list[Column]:
        """The columns that a line has."""
        if not self.lines:
            return list(self.columns)
        return [one for one in self.columns if one.name.startswith(f"{self.lines}/")]

    def outside(self) -> list[Column]:
        """The columns that the header has."""
        if not self.lines:
            return list(self.columns)
        return [one for one in self.columns if not one.name.startswith(f"{self.lines}/")]

    def _single(self, column: Column, name: str) -> bool:
        """May the field be read by its path: in no further list, and an amount of the record itself?"""
        if column.letter is not None:
            return True
        inside = column.name.removeprefix(f"{self.lines}/") if self.lines else column.name
        further = any(column.name.startswith(f"{one}/") for one in self.lists if one != self.lines)
        return not further and not (name in _NUMBERS and "/" in inside)

    def take(self, words: Iterable[str], among: Iterable[Column], what: str) -> Column | None:
        """The column of the first word that one is called and that may hold the field; it is not taken again."""
        name = what.rpartition(".")[2]
        free = [one for one in among if one.name not in self.taken and _may_hold(one, name)]
        free = [one for one in free if self._single(one, name)]
        for word in words:
            for one in free:
                if plain_word(one.name.rpartition("/")[2]) == word:
                    self.taken[one.name] = what
                    return one
        return None

    def path(self, column: Column, *, root: str = "") -> str:
        """The column as an expression reads it, of the line or the header; or of a ``root`` that is named."""
        name = column.name.removeprefix(f"{self.lines}/") if self.lines else column.name
        steps = name.split("/") if column.letter is None else [name]
        plain = all(re.fullmatch(r"[^\W\d_]\w*", step) for step in steps)
        if plain and (root or steps[0] not in _NAMES):
            return ".".join(filter(None, (root, *steps)))
        return (root or "row") + "".join(f"[{quoted(step)}]" for step in steps)


def _may_hold(column: Column, name: str) -> bool:
    kind = column.guess.kind
    if name in _NUMBERS:
        return kind not in _NO_NUMBERS
    if name == "price_quantity":
        return kind not in {*_NO_NUMBERS, "text"}
    if name == "unit":
        return kind not in {"whole number", "number"}
    if name == "tax":
        return not any(_is_amount(str(one)) for one in column.samples)
    return kind != "yes or no" or name in _FLAGS


def _is_amount(text: str) -> bool:
    """Is a number no percentage of a tax?"""
    try:
        number = Decimal(text.replace("%", "").strip().replace(",", "."))
    except InvalidOperation:
        return text.count(",") + text.count(".") > 1
    return number < 0 or 0 < number < 1 or number >= 40


def samples(column: Column) -> str:
    """Values that a column has."""
    shown = ", ".join(yaml(str(one)[:40]) for one in column.samples[:3])
    return f"such as {shown}" if shown else "no values"


def told(column: Column) -> str:
    """A column in a line: its place, its name, what it seems to hold."""
    place = " ".join(one for one in (column.kind, column.letter) if one is not None)
    name = "" if column.name == column.letter else yaml(column.name)
    return f"{' '.join(filter(None, (place, name)))}: {column.guess}; {samples(column)}"
