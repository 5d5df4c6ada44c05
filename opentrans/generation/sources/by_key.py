"""Rows with the same key, and what becomes of rows that cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ..errors import SourceData
from .shapes import ByKey, Group, GroupItem, Key
from .values import Item, Node, Note, Record, Row, Table


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

    def close(self, shape: ByKey) -> Group:
        blanks = shape.blank_continues or shape.first_row_only
        return Group(self.rows[0], tuple(self.rows), self.key, (), tuple(self.errors), blanks)


def seen_again(items: Iterable[Item], shape: ByKey) -> dict[Key, list[int | str]]:
    """The keys that come again behind other groups, with the places where their groups begin."""
    read = key_reader(shape.key)
    seen: dict[int, int | str] = {}
    again: dict[Key, list[int | str]] = {}
    last: Key = ()
    for item in items:
        if not isinstance(item, Row | Node):
            continue
        try:
            key = read(item)
        except SourceData:
            continue
        if not key or key == last:
            continue
        last = key
        here = _where(item)
        first = seen.setdefault(hash(key), here)
        if here != first:
            again.setdefault(key, [first]).append(here)
    return again


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
            self.shape.blank_continues or error.final or _may_concern(error, self.open.key)
        )
        if self.open is not None and concerns:
            self.open.errors.append(error)
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
                if _may_concern(error, key):
                    self.open.errors.append(error)
                elif not taken:
                    yield error
            self.errors.clear()
            if key in self.again:
                self.open.errors.append(_scattered_error(record, key, self.again[key]))
        elif self.open is not None:
            self.open.errors.append(_no_key(record, self.shape))
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
    errors: list[SourceData] = []
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
            errors.append(found)
            if shape.blank_continues and last is not None:
                last.errors.append(found)
            continue
        assert not isinstance(item, SourceData)
        if found:
            last = groups.setdefault(found, _Open(found, []))
        if last is not None and (found or shape.blank_continues):
            last.rows.append(item)
        elif last is not None:
            last.errors.append(_no_key(item, shape))
        else:
            yield _no_key(item, shape)
    yield from _alone(errors, list(groups.values()))
    for each in groups.values():
        yield each.close(shape)


def _alone(errors: list[SourceData], groups: list[_Open]) -> Iterator[SourceData]:
    """Errors that concern no group; the others are added to their groups."""
    for error in errors:
        concerned = [each for each in groups if error.final or _may_concern(error, each.key)]
        for each in concerned:
            if error not in each.errors:
                each.errors.append(error)
        if not any(error in each.errors for each in groups):
            yield error


def _read(read: Callable[[Record], Key], item: Row | Node | SourceData) -> Key | SourceData:
    if isinstance(item, SourceData):
        return item
    try:
        return read(item)
    except SourceData as error:
        return error


def _without_key(item: Item, shape: ByKey) -> bool:
    return isinstance(item, Row) and any(column not in item.table.positions for column in shape.key)


def _may_concern(error: SourceData, key: Key) -> bool:
    """Whether what was read of a bad row holds a key, whole or torn by what spoilt the row; True where nothing was."""
    text = "".join(error.fields)
    torn = error.fields[-1].strip() if error.fields else ""
    return all(part in text or (torn and part.startswith(torn)) for part in key) if text else True


def _where(record: Record) -> int | str:
    origin = record.origin()
    return origin.row or origin.path or 0


def _no_key(item: Record, shape: ByKey) -> SourceData:
    where = item.origin(shape.key[0]) if shape.key[0] in item else item.origin()
    hint = "if such rows continue the document above, say that a blank key continues it; else skip them"
    return SourceData(where, f"the key ({', '.join(shape.key)}) is blank", hint)


def _scattered_error(item: Record, key: Key, places: list[int | str]) -> SourceData:
    others = ", ".join(str(place) for place in places if place != _where(item))
    reason = f"the key {' / '.join(key)!r} stands here and again at {others}, with other documents between"
    return SourceData(item.origin(), reason, "sort the export by it, or say that its rows are scattered")
