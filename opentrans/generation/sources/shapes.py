"""How the rows of an export become documents: the shapes, and the groups that they yield.

An export holds documents in one of these shapes: nested (``Nested``); one row a line with the header repeated on each,
or on the first row only, or with the key blank on continuation rows (``ByKey``); rows of several kinds (``ByType``);
files joined by a key (see ``joins``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from ..errors import SourceData
from .values import Cell, Item, Node, Note, Record

Key: TypeAlias = tuple[str, ...]
#: Opens a source and yields its items from the start; called twice where the rows have to be seen before they count.
Opener: TypeAlias = Callable[[], Iterable[Item]]


@dataclass(frozen=True, slots=True)
class Nested:
    """Each record is a document; ``lines`` names the list of its lines (``items/item`` for a list further in)."""

    lines: str = ""


@dataclass(frozen=True, slots=True)
class ByKey:
    """Rows with the same key are one document.

    ``key``: the columns; ``blank_continues``: a row with a blank key belongs to the row above; ``first_row_only``: the
    values of the header stand on the first row, cells below may be blank; ``scattered``: rows of one document may
    stand apart (the source is then held in memory), which is an error otherwise.
    """

    key: tuple[str, ...]
    blank_continues: bool = False
    first_row_only: bool = False
    scattered: bool = False


@dataclass(frozen=True, slots=True)
class ByType:
    """A column says of which kind a row is.

    ``column``: that column; ``header``: the kind that begins a document; ``lines``: the kinds that are its lines;
    ``others``: further kinds that belong to it; ``key``: the columns of the header and of the other rows that have to
    agree.
    """

    column: str
    header: str
    lines: tuple[str, ...]
    others: tuple[str, ...] = ()
    key: tuple[str, str] | None = None


Shape: TypeAlias = Nested | ByKey | ByType


@dataclass(frozen=True, slots=True)
class Group:
    """What becomes one document.

    ``header``: the record with the values of the header; ``lines``: those of the lines; ``others``: rows of further
    kinds (``ByType``); ``errors``: what could not be read and belongs to this document, or may belong to it: with any
    of these the group is not complete, and no document must be made of it; ``blanks``: blank cells below the first row
    mean the same as above.
    """

    header: Record
    lines: tuple[Record, ...]
    key: Key = ()
    others: tuple[Record, ...] = ()
    errors: tuple[SourceData, ...] = ()
    blanks: bool = False

    def conflict(self, name: str) -> tuple[Cell, Cell] | None:
        """The first two cells of the rows that hold different values for a field of the header.

        Blank cells below the first row count only where the shape does not allow them. Raises SourceData for a column
        that does not exist.
        """
        first = self.header.cell(name)
        for line in self.lines:
            if line is self.header or name not in line:
                continue
            value = line[name]
            if value != first.value and not (self.blanks and _blank(value)):
                return _apart(first, line.cell(name))
        return None


def _apart(first: Cell, other: Cell) -> tuple[Cell, Cell]:
    """Two cells that differ; of two records in them, the first fields that do."""
    one, two = first.value, other.value
    if isinstance(one, Node) and isinstance(two, Node):
        for name in one.names:
            if name in two and one[name] != two[name]:
                return _apart(one.cell(name), two.cell(name))
        return Cell(", ".join(one.names), first.origin), Cell(", ".join(two.names), other.origin)
    return first, other


GroupItem: TypeAlias = Group | SourceData | Note


def _blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
