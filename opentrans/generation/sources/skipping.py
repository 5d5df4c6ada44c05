"""Rows of a table that are no data: told by what they hold, or by standing at the end."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from ..errors import SourceData
from ..places import Origin
from .values import Item, Node, Note, Row, Table

#: So many records one after the other that cannot be read end a file.
_MOST_BROKEN = 1000


class Skipper:
    """Which rows of a table are no data, and how many were met.

    ``where``: pairs of a column and the value that such rows hold there; ``*`` at the end of it stands for anything.
    """

    def __init__(self, table: Table, where: tuple[tuple[str, str], ...]) -> None:
        self.file: str = table.file
        self.where: list[tuple[int, str]] = [(table.position(column), value) for column, value in where]
        self.empty: list[int] = []
        self.skipped: list[int] = []

    def skips(self, number: int, values: Sequence[object]) -> bool:
        """Whether a row is empty, or holds what marks it as no data."""
        if not values or (values[0] in {"", None} and not any(value not in {"", None} for value in values)):
            self.empty.append(number)
            return True
        for column, what in self.where:
            if column < len(values):
                value = str(values[column])
                if value.startswith(what[:-1]) if what.endswith("*") else value == what:
                    self.skipped.append(number)
                    return True
        return False

    def notes(self) -> Iterator[Note]:
        """What was skipped, with the numbers of the rows."""
        if self.empty:
            yield skipped_note(self.file, self.empty, before="empty ")
        if self.skipped:
            yield skipped_note(self.file, self.skipped)


def skipped_note(file: str, numbers: Sequence[int], *, before: str = "", behind: str = "") -> Note:
    """The note that rows were skipped, with the numbers of the first ten."""
    listed = ", ".join(map(str, numbers[:10])) + (", ..." if len(numbers) > 10 else "")
    return Note(Origin(file), f"{len(numbers)} {before}row{'s' * (len(numbers) > 1)}{behind} skipped: {listed}")


def until_hopeless(items: Iterator[Item]) -> Iterator[Item]:
    """The items, up to the place where so many records one after the other cannot be read that the file is no use."""
    broken = 0
    for item in items:
        yield item
        if not isinstance(item, SourceData):
            broken = 0
            continue
        broken += 1
        if broken == _MOST_BROKEN:
            reason = f"{broken:,} records one after the other cannot be read: nothing behind this one was looked at"
            yield SourceData(item.origin, reason, "mend the first of them, and try again", final=True)
            return


def without_end(file: str, items: Iterator[Item], count: int) -> Iterator[Item]:
    """The items without the last rows, and a note that names these."""
    last: deque[Item] = deque()
    for item in items:
        if isinstance(item, Note):
            yield item
            continue
        last.append(item)
        if isinstance(item, SourceData) and item.final:
            yield from last
            return
        if len(last) > count:
            yield last.popleft()
    if last:
        origins = [item.origin() if isinstance(item, Row | Node) else item.origin for item in last]
        yield skipped_note(file, [origin.row or 0 for origin in origins], behind=" at the end")
