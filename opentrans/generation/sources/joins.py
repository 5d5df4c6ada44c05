"""Files that belong together: records found by a key in another file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..errors import SourceData
from ..places import Origin
from .by_key import key_reader
from .grouping import group
from .shapes import ByKey, Group, GroupItem, Key, Opener
from .values import Item, Node, Note, Record, Row


class Index:
    """The records of a source by their key, held in memory.

    ``problems``: what could not be read of it, and notes.
    """

    def __init__(self, items: Iterable[Item], key: tuple[str, ...]) -> None:
        self.columns = key
        self.records: dict[Key, list[Record]] = {}
        self.problems: list[SourceData | Note] = []
        read = key_reader(key)
        for item in items:
            if isinstance(item, Row | Node):
                try:
                    self.records.setdefault(read(item), []).append(item)
                except SourceData as error:
                    self.problems.append(error)
                    if isinstance(item, Row) and any(column not in item.names for column in key):
                        return
            else:
                self.problems.append(item)

    def one(self, values: Iterable[object], asked: Origin) -> Record:
        """The only record with this key; raises SourceData at ``asked`` where there is none, or several."""
        key = tuple("" if value is None else str(value).strip() for value in values)
        found = self.records.get(key, [])
        if len(found) == 1:
            return found[0]
        shown = f"{' / '.join(self.columns)} {' / '.join(key)!r}"
        if not found:
            bad = sum(isinstance(problem, SourceData) for problem in self.problems)
            hint = f"{bad} records of the other file could not be read" if bad else None
            raise SourceData(asked, f"no record has {shown}", hint)
        places = ", ".join(str(record.origin()) for record in found[:5])
        raise SourceData(asked, f"{len(found)} records have {shown}: {places}")


def join(
    headers: Opener, lines: Opener, header_key: tuple[str, ...], line_key: tuple[str, ...], *, scattered: bool = False
) -> Iterator[GroupItem]:
    """The documents of two files: one with a record for each header, one with the lines.

    The headers are held in memory, the lines stream. Lines without exactly one header and headers without lines are
    groups with an error.
    """
    index = Index(headers(), header_key)
    yield from index.problems
    used: set[Key] = set()
    for item in group(lines, ByKey(line_key, scattered=scattered)):
        if not isinstance(item, Group):
            yield item
            continue
        used.add(item.key)
        try:
            header = index.one(item.key, item.header.origin(line_key[0]))
        except SourceData as error:
            yield replace(item, errors=(*item.errors, error))
        else:
            yield replace(item, header=header)
    for key, records in index.records.items():
        if key in used:
            continue
        for record in records:
            reason = f"no line has {' / '.join(line_key)} {' / '.join(key)!r}"
            yield Group(record, (), key, errors=(SourceData(record.origin(), reason),))
