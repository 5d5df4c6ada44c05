"""What an export holds and nothing in a mapping reads, so that nobody loses data unseen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..sources.shapes import ByKey, ByType, Shape
from ..sources.values import Node, Record, Row, Table
from .mapping import MappingFile


class Unused:
    """Which columns and fields of the records nothing reads; give it every record."""

    def __init__(self, mapping: MappingFile) -> None:
        shape = mapping.shape
        self._kind = shape.column if isinstance(shape, ByType) else None
        own = _key_of(shape)
        keys: dict[str, tuple[str, ...]] = {"header": (*own, *mapping.headers_key), "lines": own}
        keys |= {one.name: one.key for one in mapping.joined}
        self._used: dict[str, set[tuple[str, ...]]] = {
            part: {(_plain(key),) for key in names} for part, names in keys.items()
        }
        for one in mapping.used:
            path = tuple(_plain(step) for step in one.use.path if isinstance(step, str))
            part = "lines" if one.use.root == "kept" else one.use.root
            if part == "row":
                part = "header" if one.section == "header" else "lines"
            if path and part in self._used:
                self._used[part].add(path)
        self._both = self._used["header"] | self._used["lines"]
        self._tables: dict[int, Table] = {}
        self.found: dict[str, None] = {}

    def add(self, header: Record, lines: Sequence[Record]) -> None:
        """Look at the records of one document."""
        first = lines[0] if lines else header
        apart = isinstance(header, Row) and isinstance(first, Row) and first.table is not header.table
        if isinstance(header, Row):
            self._look_row(header, "header", apart=apart)
        else:
            inside = {id(line.children): None for line in lines if isinstance(line, Node)}
            self._look(header, self._used["header"], inside)
        used = self._both if first is header else self._used["lines"]
        for line in lines:
            if isinstance(line, Node):
                self._look(line, used)
            elif id(line.table) not in self._tables:
                self._look_row(line, "lines", apart=apart)

    def _look_row(self, row: Row, part: str, *, apart: bool) -> None:
        """Look at a row; ``apart``: the header and the lines have their own columns."""
        kind = f"{row[self._kind]} " if apart and self._kind is not None else ""
        self._look(row, self._used[part] if apart else self._both, before=kind)

    def add_joined(self, name: str, records: Iterable[Record]) -> None:
        """Look at the records of a joined file."""
        for record in records:
            self._look(record, self._used[name], before=f"{name}.")

    def _look(
        self, record: Record, used: set[tuple[str, ...]], others: dict[int, None] | None = None, before: str = ""
    ) -> None:
        if isinstance(record, Node):
            self._walk(record.children, (), used, others or {}, before)
        elif id(record.table) not in self._tables:
            self._tables[id(record.table)] = record.table
            self.found.update((before + name, None) for name in record.names if (_plain(name),) not in used)

    def _walk(
        self, value: object, path: tuple[str, ...], used: set[tuple[str, ...]], others: dict[int, None], before: str
    ) -> None:
        if isinstance(value, Node):
            value = value.children
        if path in used or id(value) in others:
            return
        if isinstance(value, dict):
            for name, child in value.items():
                self._walk(child, (*path, _plain(name)), used, others, before)
        elif isinstance(value, list):
            for child in value:
                self._walk(child, path, used, others, before)
        elif path and not any(path[:length] in used for length in range(1, len(path))):
            self.found.setdefault(before + ".".join(path))


def _plain(name: str) -> str:
    return name.replace("-", "_")


def _key_of(shape: Shape) -> tuple[str, ...]:
    if isinstance(shape, ByKey):
        return shape.key
    return (shape.column, *(shape.key or ())) if isinstance(shape, ByType) else ()
