"""What the readers of exports yield: records whose values know where they stand.

A ``Row`` is one row of a table (CSV, Excel, ODS), a ``Node`` one object of JSON or one element of XML. Both give a
value by its name, ``record["Menge"]``, exactly as the source has it (text stays text), and the place of a value when
somebody asks: ``record.origin("Menge")``. Beside them travel ``SourceData`` (what could not be read) and ``Note``
(what somebody should know).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, TypeAlias, Union

from ..errors import SourceData
from ..places import Origin, letter_of

Scalar: TypeAlias = str | int | Decimal | bool | date | datetime | time | None
Value: TypeAlias = Union[Scalar, "Node", list[Any]]
Record: TypeAlias = Union["Row", "Node"]
Item: TypeAlias = Union["Row", "Node", SourceData, "Note"]

#: So many names are listed in a message.
_MOST_NAMES = 40


@dataclass(frozen=True, slots=True)
class Cell:
    """One value, exactly as the source has it, and its place."""

    value: Value
    origin: Origin


@dataclass(frozen=True, slots=True)
class Note:
    """Something that somebody should know of an export, though nothing is wrong: skipped rows, a repair, a guess."""

    origin: Origin
    reason: str

    def __str__(self) -> str:
        return f"{self.origin}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Unusable:
    """Stands in the values of a row of a workbook where a cell holds what cannot be used; looking it up is an error."""

    reason: str
    hint: str | None = None


class Share(Decimal):
    """A number of a workbook that its cell shows as a percentage: the cell says 5 %, the number is 0.05."""

    __slots__ = ()


class Table:
    """The columns that the rows of one table share.

    ``names`` are those of the header row, or letters where there is none. A name that stands twice is addressed as
    ``'Name (1)'`` and ``'Name (2)'``; a column without a name by its letter.
    """

    __slots__ = ("file", "names", "positions", "sheet", "twice")

    def __init__(self, file: str, header: Iterable[str], sheet: str | None = None) -> None:
        self.file: str = file
        self.sheet: str | None = sheet
        given = [name.strip() for name in header]
        counts = Counter(given)
        self.twice: dict[str, list[int]] = {name: [] for name, count in counts.items() if name and count > 1}
        seen: Counter[str] = Counter()
        names = []
        for column, name in enumerate(given):
            seen[name] += 1
            while f"{name} ({seen[name]})" in counts:
                seen[name] += 1
            letter = letter_of(column)
            if not name:
                names.append(letter if letter not in counts else f"column {letter}")
            elif name in self.twice:
                names.append(f"{name} ({seen[name]})")
                self.twice[name].append(column)
            else:
                names.append(name)
        self.names: tuple[str, ...] = tuple(names)
        self.positions: dict[str, int] = {name: column for column, name in enumerate(names)}

    def position(self, name: str, row: int | None = None) -> int:
        """The number of the column (from 0) that has this name; raises SourceData where none or several have it."""
        found = self.positions.get(name)
        if found is not None:
            return found
        origin = Origin(self.file, row, sheet=self.sheet)
        if name in self.twice:
            columns = [repr(self.names[column]) for column in self.twice[name]]
            raise SourceData(origin, f"several columns are called {name!r}", f"say which: {' or '.join(columns)}")
        listed = [f"{letter_of(column)} {each!r}" for column, each in enumerate(self.names)]
        raise SourceData(origin, f"there is no column {name!r}", _advice(name, self.names, listed, "columns"))

    def origin(self, row: int | None, column: int | None = None) -> Origin:
        """The place of a row, or of one cell in it."""
        name = self.names[column] if column is not None and column < len(self.names) else None
        return Origin(self.file, row, column, name, self.sheet)


class Row:
    """One row of a table; ``number`` is the row as a person counts it, ``values`` stand in the order of the columns."""

    __slots__ = ("number", "table", "values")

    def __init__(self, table: Table, number: int, values: Sequence[Any]) -> None:
        self.table: Table = table
        self.number: int = number
        self.values: Sequence[Any] = values

    def __getitem__(self, name: str) -> Scalar:
        position = self.table.positions.get(name)
        if position is None:
            position = self.table.position(name, self.number)
        return self.at(position)

    def at(self, position: int) -> Scalar:
        """The value in a column by its number, for whoever asked the table for ``position`` once."""
        try:
            value = self.values[position]
        except IndexError:
            reason = f"this row has only {len(self.values)} columns"
            raise SourceData(self.table.origin(self.number, position), reason) from None
        if type(value) is Unusable:
            raise SourceData(self.table.origin(self.number, position), value.reason, value.hint)
        return value  # type: ignore[no-any-return]

    def __contains__(self, name: object) -> bool:
        return self.table.positions.get(name, len(self.values)) < len(self.values)  # type: ignore[call-overload, no-any-return]

    def __repr__(self) -> str:
        return f"Row({self.origin()}: {dict(zip(self.table.names, self.values, strict=False))})"

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self.table.names

    def origin(self, name: str | None = None) -> Origin:
        """The place of the row, or of one value in it."""
        return self.table.origin(self.number, None if name is None else self.table.position(name, self.number))

    def cell(self, name: str) -> Cell:
        """One value with its place."""
        return Cell(self[name], self.origin(name))


class Node:
    """One object of JSON, or one element of XML with what stands in it.

    Children are found by their name; in XML ``-`` and ``_`` are equal, attributes are called ``@name`` (of an element
    with text, ``element@name``), elements that stand several times are a list, and so are those in an element with
    ``type="array"``. ``path`` is the JSON pointer or the path of the element; ``line`` its line, where it is known.
    """

    __slots__ = ("children", "file", "line", "path", "places")

    def __init__(
        self,
        file: str,
        path: str,
        children: dict[str, Any],
        line: int | None = None,
        places: dict[str, tuple[int, str]] | None = None,
    ) -> None:
        self.file: str = file
        self.path: str = path
        self.children: dict[str, Any] = children
        self.line: int | None = line
        self.places: dict[str, tuple[int, str]] | None = places

    def __getitem__(self, name: str) -> Value:
        key = self._key(name)
        value = self.children[key]
        if type(value) is dict or type(value) is list:
            try:
                return self._wrap(value, self._path(key))
            except RecursionError:
                raise SourceData(self.origin(key), "the lists are nested too deeply") from None
        return value  # type: ignore[no-any-return]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and (name in self.children or name.replace("-", "_") in self.children)

    def __repr__(self) -> str:
        return f"Node({self.origin()}: {self.children})"

    def __eq__(self, other: object) -> bool:
        """Do both hold the same, wherever they stand?"""
        return isinstance(other, Node) and self.children == other.children

    def __hash__(self) -> int:
        return hash(frozenset(self.children))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the children."""
        return tuple(self.children)

    def list(self, name: str) -> list[Any]:
        """What stands under a name, always as a list: empty where the child is missing, null or empty."""
        if name not in self:
            return []
        value = self[name]
        if isinstance(value, list):
            return value
        return [] if value is None or value == "" else [value]

    def origin(self, name: str | None = None) -> Origin:
        """The place of the record, or of one value in it."""
        if name is None:
            return Origin(self.file, self.line, path=self.path)
        key = self._key(name)
        line = self.places[key][0] if self.places else self.line
        return Origin(self.file, line, path=self._path(key))

    def cell(self, name: str) -> Cell:
        """One value with its place."""
        return Cell(self[name], self.origin(name))

    def _key(self, name: str) -> str:
        if name in self.children:
            return name
        alike = name.replace("-", "_")
        if alike in self.children:
            return alike
        listed = [repr(each) for each in self.children]
        raise SourceData(
            self.origin(), f"there is no field {name!r}", _advice(name, tuple(self.children), listed, "fields")
        )

    def _path(self, key: str) -> str:
        return f"{self.path}/{self.places[key][1] if self.places else escaped(key)}"

    def _wrap(self, value: Any, path: str) -> Value:
        if type(value) is dict:
            return Node(self.file, path, value, self.line)
        if type(value) is list:
            return [self._wrap(each, f"{path}/{number}") for number, each in enumerate(value)]
        return value  # type: ignore[no-any-return]


def escaped(key: str) -> str:
    """A key as a JSON pointer writes it (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def way_to_write(name: str, names: Iterable[str]) -> str | None:
    """How a column is written in a mapping of which the name was read in parts: WE-Adresse; None if there is none."""
    longer = [f"row[{each!r}]" for each in names if not each.isidentifier() and name in re.split(r"\W+", each)]
    return f"a column with spaces or signs in its name is written {' or '.join(longer[:3])}" if longer else None


def _advice(name: str, names: tuple[str, ...], listed: list[str], what: str) -> str:
    folded = {each.casefold(): each for each in reversed(names)}
    near = [folded[each] for each in get_close_matches(name.casefold(), list(folded), n=3)]
    more = f" and {len(listed) - _MOST_NAMES} more" if len(listed) > _MOST_NAMES else ""
    if what == "columns" and (way := way_to_write(name, names)) is not None:
        return way
    there = f"{what}: {', '.join(listed[:_MOST_NAMES])}{more}" if listed else f"there are no {what}"
    return (f"did you mean {' or '.join(map(repr, near))}? " if near else "") + there
