"""Quoted fields that go on over line breaks: remarks of several lines, or rows that a stray quote has swallowed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ..errors import SourceData
from .values import Note, Table

_BREAK = re.compile(r"\r\n?|\n")
#: In a table of fewer columns a line of a remark looks like a row too easily.
_LEAST_WIDTH = 3


class LineBreaks:
    """Judges the rows of a table that span several lines.

    ``kind``: the column that says of which kind a row is, and ``widths``: how many fields the rows of each kind have.
    """

    def __init__(
        self, table: Table, delimiter: str, kind: int | None = None, widths: Mapping[str, int] | None = None
    ) -> None:
        self.table = table
        self.delimiter = delimiter
        self.kind = kind
        self.widths: Mapping[str, int] = {} if widths is None else widths
        self.doubtful: list[int] = []

    def wrong(self, values: Sequence[str], first: int, last: int) -> SourceData | None:
        """Why a row is refused: a line within its quotes has as many fields as a row."""
        doubtful = False
        for at, value in enumerate(values):
            pieces = _BREAK.split(value)
            for number, piece in enumerate(pieces[1:], 2):
                inside = piece.count(self.delimiter)
                behind = len(values) - 1 - at if number == len(pieces) else 0
                if inside and inside + behind + 1 == self._width_of(piece) >= _LEAST_WIDTH:
                    return self._error(values, first, last)
                doubtful |= inside > 0
        if doubtful:
            self.doubtful.append(first)
        return None

    def _width_of(self, line: str) -> int:
        if self.kind is None:
            return len(self.table.names)
        cells = line.split(self.delimiter)
        return self.widths.get(cells[self.kind], 0) if self.kind < len(cells) else 0

    def _error(self, values: Sequence[str], first: int, last: int) -> SourceData:
        reason = f"a quoted field goes on over line breaks (lines {first} to {last}), and its lines look like rows"
        hint = f"double the quote that is none, or take {self.delimiter!r} out of the text that is meant so"
        fields = tuple(re.split(f"[\r\n{re.escape(self.delimiter)}]+", "\n".join(values)))
        return SourceData(self.table.origin(first), reason, hint, fields, dict.fromkeys(self.table.names, ""))

    def notes(self) -> Iterator[Note]:
        """Which rows span lines of which some hold the delimiter, though they do not look like rows."""
        if self.doubtful:
            listed = ", ".join(map(str, self.doubtful[:10])) + (", ..." if len(self.doubtful) > 10 else "")
            reason = f"a quoted field holds {self.delimiter!r} behind a line break: is each quote meant? rows {listed}"
            yield Note(self.table.origin(None), reason)
