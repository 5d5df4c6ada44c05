"""Rows with the same key, and what becomes of rows that cannot be read."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ..errors import SourceData
from ..seen import Seen
from .concern import bare, key_told, may_concern, tells_key, texts_of
from .shapes import ByKey, Group, GroupItem, Key
from .values import Item, Node, Note, Record, Row, Table

#: So many errors of one group are told one by one.
_MOST_ERRORS = 100


def key_reader(columns: tuple[str, ...]) -> Callable[[Record], Key]:
    """A function that gives the key of a record as texts without blanks around them; () where all of it is blank."""
    table: Table | None = None
    positions: list[int] = []
    last: list[Any] = []
    key: Key = ()

    def read(record: Record) -> Key:
        nonlocal table, positions, last, key
        values: list[Any]
        if type(record) is Row:
            if record.table is not table:
                positions = [record.table.position(column, record.number) for column in columns]
                table, last = record.table, []
            values = [record.at(position) for position in positions]
            if values == last:
                return key
            last = values
        else:
            values = [record[column] for column in columns]
            for column, value in zip(columns, values, strict=True):
                if isinstance(value, Node | list):
                    raise SourceData(record.origin(column), "the key is no single value")
        key = tuple(["" if value is None else str(value).strip() for value in values])
        if not any(key):
            key = ()
        return key

    return read


@dataclass(slots=True)
class _Open:
    """A group to which rows are still added."""

    key: Key
    rows: list[Record]
    errors: list[SourceData] = field(default_factory=list)
    more: int = 0

    def fail(self, error: SourceData) -> None:
        """Note what makes the group incomplete; the first errors are kept, the others counted."""
        if len(self.errors) < _MOST_ERRORS:
            self.errors.append(error)
        else:
            self.more += 1

    def close(self, shape: ByKey) -> Group:
        blanks = shape.blank_continues or shape.first_row_only
        if self.more:
            last = self.errors[-1]
            self.errors.append(SourceData(last.origin, f"behind this one {self.more:,} more errors of this document"))
        return Group(self.rows[0], tuple(self.rows), self.key, (), tuple(self.errors), blanks)


def seen_again(items: Iterable[Item], shape: ByKey) -> dict[Key, list[int | str]]:
    """The keys that come again behind other groups, with the places where their groups begin.

    A bad row counts as well if its key is known, but for one beside the group to which it belongs.
    """
    read = key_reader(shape.key)
    seen: Seen[int | str] = Seen()
    again: dict[Key, list[int | str]] = {}
    last: Key = ()
    bad: dict[Key, int | str] = {}
    for item in items:
        if not isinstance(item, Row | Node):
            if isinstance(item, SourceData) and (key := key_told(item, shape)) and key != last:
                bad.setdefault(key, item.origin.row or item.origin.path or 0)
            continue
        try:
            key = read(item)
        except SourceData:
            continue
        if not key or key == last:
            continue
        last = key
        if bad:
            bad.pop(key, None)
            _also(bad, seen, again)
        here = _where(item)
        first = seen.first(key, here)
        if first is not None:
            again.setdefault(key, [first]).append(here)
    _also(bad, seen, again)
    return again


def _also(bad: dict[Key, int | str], seen: Seen[int | str], again: dict[Key, list[int | str]]) -> None:
    """Note where bad rows stand of which the group is neither before nor behind them."""
    for key, place in bad.items():
        if (first := seen.first(key, place)) is not None:
            again.setdefault(key, [first]).append(place)
    bad.clear()


def by_key(items: Iterable[Item], shape: ByKey, again: dict[Key, list[int | str]]) -> Iterator[GroupItem]:
    """The groups of a source whose rows stand together; ``again``: the keys for which this is not so."""
    read = key_reader(shape.key)
    stream = _Stream(shape, again)
    for item in items:
        if isinstance(item, Note):
            yield item
            continue
        found = _read(read, item)
        if not isinstance(found, SourceData):
            assert not isinstance(item, SourceData)
            yield from stream.take(item, found)
        elif _without_key(item, shape):
            found.final = True
            yield found
            return
        else:
            stream.fail(found)
    yield from stream.end()


class _Stream:
    """The group that is open, and errors of which it is not known yet whether they concern the next one."""

    def __init__(self, shape: ByKey, again: dict[Key, list[int | str]]) -> None:
        self.shape = shape
        self.again = again
        self.open: _Open | None = None
        self.errors: list[tuple[SourceData, bool]] = []

    def fail(self, error: SourceData) -> None:
        """A row that could not be read: part of the open group, unless its fields say that it cannot be."""
        concerns = self.open is not None and (
            self.shape.blank_continues or error.final or may_concern(error, self.open.key, self.shape)
        )
        if self.open is not None and concerns:
            self.open.fail(error)
        self.errors.append((error, concerns))

    def take(self, record: Record, key: Key) -> Iterator[GroupItem]:
        """A row that could be read."""
        if self.open is not None and (key == self.open.key or (not key and self.shape.blank_continues)):
            self.open.rows.append(record)
        elif key:
            if self.open is not None:
                yield self.open.close(self.shape)
            self.open = _Open(key, [record])
            for error, taken in self.errors:
                if may_concern(error, key, self.shape):
                    self.open.fail(error)
                elif not taken:
                    yield error
            self.errors.clear()
            if key in self.again:
                self.open.fail(_scattered_error(record, key, self.again[key]))
        elif self.open is not None:
            self.open.fail(_no_key(record, self.shape))
        else:
            yield _no_key(record, self.shape)

    def end(self) -> Iterator[GroupItem]:
        """The last group, and errors that concern none."""
        if self.open is not None:
            yield self.open.close(self.shape)
        for error, taken in self.errors:
            if not taken:
                yield error


def scattered(items: Iterable[Item], shape: ByKey) -> Iterator[GroupItem]:
    """All groups of a source that is read whole; a row without a key belongs to the group above it."""
    read = key_reader(shape.key)
    groups: dict[Key, _Open] = {}
    errors: list[tuple[SourceData, _Open | None]] = []
    last: _Open | None = None
    for item in items:
        if isinstance(item, Note):
            yield item
            continue
        found = _read(read, item)
        if isinstance(found, SourceData):
            if _without_key(item, shape):
                found.final = True
                yield found
                return
            above = last if shape.blank_continues else None
            if above is not None:
                above.fail(found)
            errors.append((found, above))
            continue
        assert not isinstance(item, SourceData)
        if found:
            last = groups.setdefault(found, _Open(found, []))
        if last is not None and (found or shape.blank_continues):
            last.rows.append(item)
        elif last is not None:
            last.fail(_no_key(item, shape))
        else:
            yield _no_key(item, shape)
    yield from _alone(errors, list(groups.values()), shape)
    for each in groups.values():
        yield each.close(shape)


def _alone(errors: list[tuple[SourceData, _Open | None]], groups: list[_Open], shape: ByKey) -> Iterator[SourceData]:
    """Errors that concern no group; the others are added to their groups (beside each: the one that has it already)."""
    near = _Near(groups)
    for error, above in errors:
        unsure = error.final or not tells_key(error, shape)
        concerned = groups if unsure else [each for each in near.to(error) if may_concern(error, each.key, shape)]
        for each in concerned:
            if each is not above:
                each.fail(error)
        if not concerned and above is None:
            yield error


class _Near:
    """Groups by the first part of their key, so that a bad row is not compared with each of them."""

    def __init__(self, groups: Iterable[_Open]) -> None:
        self.groups: dict[str, list[_Open]] = {}
        for each in groups:
            self.groups.setdefault(bare(each.key[0]), []).append(each)
        self.parts = sorted(self.groups)
        self.lengths = sorted({len(part) for part in self.parts})

    def to(self, error: SourceData) -> list[_Open]:
        """The groups whose first part of the key stands in a bad row, or begins with its torn end."""
        text, torn = texts_of(error)
        size = len(text)
        if len(self.lengths) * size > len(self.parts):
            found = {part for part in self.parts if part in text}
        else:
            found = {text[at : at + n] for n in self.lengths for at in range(size - n + 1)} & self.groups.keys()
        at = bisect_left(self.parts, torn) if torn else len(self.parts)
        while at < len(self.parts) and self.parts[at].startswith(torn):
            found.add(self.parts[at])
            at += 1
        return [each for part in sorted(found) for each in self.groups[part]]


def _read(read: Callable[[Record], Key], item: Row | Node | SourceData) -> Key | SourceData:
    if isinstance(item, SourceData):
        return item
    try:
        return read(item)
    except SourceData as error:
        return error


def _without_key(item: Item, shape: ByKey) -> bool:
    return isinstance(item, Row) and any(column not in item.table.positions for column in shape.key)


def _where(record: Record) -> int | str:
    origin = record.origin()
    return origin.row or origin.path or 0


def _no_key(item: Record, shape: ByKey) -> SourceData:
    where = item.origin(shape.key[0]) if shape.key[0] in item else item.origin()
    hint = "if such rows continue the document above, write blank_continues: true below group; else skip them"
    return SourceData(where, f"the key ({', '.join(shape.key)}) is blank", hint)


def _scattered_error(item: Record, key: Key, places: list[int | str]) -> SourceData:
    others = ", ".join(str(place) for place in places if place != _where(item))
    reason = f"the key {' / '.join(key)!r} stands here and again at {others}, with other documents between"
    return SourceData(item.origin(), reason, "sort the export by it, or write scattered: true below group")
