"""From the records of a source to groups that become one document each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..errors import SourceData
from .by_key import by_key, scattered, seen_again
from .shapes import ByType, Group, GroupItem, Nested, Opener, Shape
from .values import Item, Node, Note, Record, Row


def group(source: Opener, shape: Shape) -> Iterator[GroupItem]:
    """The documents of a source, one group each, in the order of the source.

    What cannot be read is an error of the groups to which it may belong, or stands alone where it belongs to none.
    With ``ByKey`` the source is read twice: a key that comes again further down makes all its groups errors, so that no
    document is made of a part of its rows.
    """
    if isinstance(shape, Nested):
        yield from _nested(source(), shape)
    elif isinstance(shape, ByType):
        yield from _by_type(source(), shape)
    elif shape.scattered:
        yield from scattered(source(), shape)
    else:
        again = seen_again(source(), shape)
        yield from by_key(source(), shape, again)


def _nested(items: Iterable[Item], shape: Nested) -> Iterator[GroupItem]:
    for item in items:
        if isinstance(item, Node):
            try:
                yield Group(item, tuple(lines_of(item, shape.lines)) if shape.lines else ())
            except SourceData as error:
                yield Group(item, (), errors=(error,))
        elif isinstance(item, Row):
            yield Group(item, ())
        else:
            yield item


def lines_of(record: Node, path: str) -> Iterator[Node]:
    """The records of a list; names on the way are parted by ``/``. Raises SourceData where there is no such list."""
    name, _slash, rest = path.partition("/")
    origin = record.origin(name)
    for each in record.list(name):
        if not isinstance(each, Node):
            raise SourceData(origin, f"{each!r} stands where a line with fields should")
        if rest and not _is_called(each, rest):
            yield from lines_of(each, rest)
        else:
            yield each


def _is_called(node: Node, name: str) -> bool:
    """Whether this is the element that a path names: those in an XML list are found without their name as well."""
    own = node.path.rpartition("/")[2].partition("[")[0]
    return node.places is not None and name not in node and own.replace("-", "_") == name.replace("-", "_")


@dataclass(slots=True)
class _Typed:
    """A document of rows of several kinds to which rows are still added."""

    header: Row
    lines: list[Record] = field(default_factory=list)
    others: list[Record] = field(default_factory=list)
    errors: list[SourceData] = field(default_factory=list)

    def close(self, shape: ByType) -> Group:
        key: tuple[str, ...] = ()
        if shape.key is not None:
            try:
                key = (str(self.header[shape.key[0]]).strip(),)
            except SourceData as error:
                self.errors.append(error)
        return Group(self.header, tuple(self.lines), key, tuple(self.others), tuple(self.errors))


def _by_type(items: Iterable[Item], shape: ByType) -> Iterator[GroupItem]:
    current: _Typed | None = None
    for item in items:
        if isinstance(item, Note):
            yield item
            continue
        if isinstance(item, Row) and shape.column in item and item[shape.column] == shape.header:
            if current is not None:
                yield current.close(shape)
            current = _Typed(item)
            continue
        error = item if isinstance(item, SourceData) else _add(item, current, shape)
        if error is not None and current is not None:
            current.errors.append(error)
        elif error is not None:
            yield error
    if current is not None:
        yield current.close(shape)


def _add(item: Row | Node, current: _Typed | None, shape: ByType) -> SourceData | None:
    """Add a row to the document above it; gives the reason where it does not belong there."""
    try:
        if isinstance(item, Node):
            return SourceData(item.origin(), "rows of several kinds stand in tables only")
        kind = str(item[shape.column])
        where = item.origin(shape.column)
        if kind not in {*shape.lines, *shape.others}:
            known = ", ".join(map(repr, (shape.header, *shape.lines, *shape.others)))
            return SourceData(where, f"{kind!r} is no kind of row that is known", f"known are {known}; skip others")
        if current is None:
            return SourceData(where, f"a row of the kind {kind!r} stands before any of the kind {shape.header!r}")
        (current.lines if kind in shape.lines else current.others).append(item)
        if shape.key is not None and item[shape.key[1]] != current.header[shape.key[0]]:
            other = f"the row {current.header.number} above it has {current.header[shape.key[0]]!r}"
            return SourceData(item.origin(shape.key[1]), f"{item[shape.key[1]]!r} where {other}")
    except SourceData as error:
        return error
    return None
