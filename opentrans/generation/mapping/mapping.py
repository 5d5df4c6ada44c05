"""A mapping that was checked: how its source is read, and what becomes of its records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ..sources.shapes import ByKey, ByType, Nested, Shape
from ..sources.values import Node, Record, Row
from .errors import Problem, suggestion
from .expressions import Language
from .forms import Form
from .plans import Build, Condition, Value
from .scalars import Used
from .sections import SourceSection

#: So many documents at most are made of one record by ``split``.
MAX_PARTS = 1000


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition, and what to say where it holds."""

    condition: Condition
    reason: Value
    line: int


@dataclass(frozen=True, slots=True)
class Beside:
    """A further file: its records are found by ``key``; ``on`` are the values to look for."""

    name: str
    source: SourceSection
    key: tuple[str, ...]
    on: tuple[Value, ...]
    line: int


@dataclass(frozen=True, slots=True)
class OrderSection:
    """Which received ORDER a document answers; ``others``: what becomes of its lines that an export does not name."""

    number: Value
    line: int
    files: str | None = None
    others: str = "refuse"


@dataclass(frozen=True, slots=True)
class LineSection:
    """What becomes of the records of the lines."""

    build: Build
    line: int
    when: Condition | None = None
    refuse: tuple[Guard, ...] = ()
    warn: tuple[Guard, ...] = ()
    sort: Value | None = None
    merge: Value | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A figure of the export against the one of the document."""

    value: Value
    against: str
    tolerance: Value | None
    line: int


@dataclass(frozen=True)
class MappingFile:
    """A mapping, checked and ready.

    ``source``, ``shape`` and ``headers`` (a second file with the headers, and its key) say how records are read;
    ``used`` which of their columns; ``settings`` are those that the caller gave, and the defaults of the others.
    """

    file: str
    title: str | None
    form: Form
    language: Language
    source: SourceSection
    header: Build
    lines: LineSection | None
    shape: Shape = field(default_factory=Nested)
    headers: SourceSection | None = None
    headers_key: tuple[str, ...] = ()
    joined: tuple[Beside, ...] = ()
    order: OrderSection | None = None
    when: Condition | None = None
    refuse: tuple[Guard, ...] = ()
    warn: tuple[Guard, ...] = ()
    split: Value | None = None
    checks: tuple[Check, ...] = ()
    name: Value | None = None
    deal: Value | None = None
    action: Value | None = None
    used: tuple[Used, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def document(self) -> str:
        """The type of document that it makes: ORDER ..."""
        return self.form.document

    @cached_property
    def header_columns(self) -> list[tuple[str, int]]:
        """The columns that the header reads of its record, and the lines of the mapping that do."""
        found: dict[str, int] = {}
        for one in self.used:
            if one.section == "header" and one.use.root in {"row", "header"} and one.use.path:
                found.setdefault(str(one.use.path[0]), one.line)
        return list(found.items())

    def missing_columns(self, record: Record) -> list[Problem]:
        """The columns that this mapping reads and a table does not have; optional ones do not count."""
        if not isinstance(record, Row):
            return []
        found: dict[str, Problem] = {}
        for one in self.used:
            name = str(one.use.path[0]) if one.use.path else ""
            if one.use.root not in {"row", "header"} or not name or one.use.optional or name in record.names:
                continue
            if self.headers is None or _reads_header(one) == (one.section == "header"):
                reason = f"{record.table.file} has no column {name!r}"
                found.setdefault(name, Problem(self.file, one.line, None, reason, suggestion(name, record.names)))
        return list(found.values())


def _key_of(shape: Shape) -> tuple[str, ...]:
    if isinstance(shape, ByKey):
        return shape.key
    return (shape.column, *(shape.key or ())) if isinstance(shape, ByType) else ()


def _reads_header(one: Used) -> bool:
    return one.section == "header" or one.use.root == "header"


class Unused:
    """Which columns and fields of the records nothing reads; give it every record."""

    def __init__(self, mapping: MappingFile) -> None:
        header: set[tuple[str, ...]] = {(key,) for key in (*_key_of(mapping.shape), *mapping.headers_key)}
        lines: set[tuple[str, ...]] = set()
        for one in mapping.used:
            path = tuple(str(step).replace("-", "_") for step in one.use.path if isinstance(step, str))
            root = one.use.root
            if not path:
                continue
            if root == "lines":
                lines.add(path)
            elif root == "header" or (root == "row" and one.section == "header"):
                header.add(path)
            elif root == "row":
                lines.add(path)
        self._used = {"header": header, "lines": lines}
        self._tables: dict[int, object] = {}
        self.found: dict[str, None] = {}

    def add(self, header: Record, lines: Sequence[Record]) -> None:
        """Look at the records of one document."""
        both = self._used["header"] | self._used["lines"]
        for record, used in ((header, self._used["header"]), *((line, self._used["lines"]) for line in lines)):
            if isinstance(record, Row):
                if id(record.table) not in self._tables:
                    self._tables[id(record.table)] = record.table
                    self.found.update((name, None) for name in record.names if (name.replace("-", "_"),) not in both)
            else:
                inside = {id(line.children): None for line in lines if isinstance(line, Node)}
                self._walk(record.children, (), used, inside if record is header else {})

    def _walk(self, value: object, path: tuple[str, ...], used: set[tuple[str, ...]], others: dict[int, None]) -> None:
        if isinstance(value, Node):
            value = value.children
        if path in used or id(value) in others:
            return
        if isinstance(value, dict):
            for name, child in value.items():
                self._walk(child, (*path, name.replace("-", "_")), used, others)
        elif isinstance(value, list):
            for child in value:
                self._walk(child, path, used, others)
        elif path and not any(path[:length] in used for length in range(1, len(path))):
            self.found.setdefault(".".join(path))
