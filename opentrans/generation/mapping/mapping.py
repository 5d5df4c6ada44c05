"""A mapping that was checked: how its source is read, and what becomes of its records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ..sources.shapes import Nested, Shape
from ..sources.values import Record, Row, way_to_write
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

    def missing_columns(self, record: Record, section: str = "source") -> list[Problem]:
        """The columns that this mapping reads and a table does not have; optional ones do not count.

        ``section``: what the table is for: source, headers, or the name of a joined file.
        """
        if not isinstance(record, Row):
            return []
        needed: dict[str, int | None] = {}
        if section == "headers":
            needed = dict.fromkeys(self.headers_key)
        for beside in self.joined:
            if beside.name == section:
                needed = dict.fromkeys(beside.key, beside.line)
        for one in self.used:
            name = next((step for step in one.use.path if isinstance(step, str)), None)
            if name is not None and not one.use.optional and self._section_of(one) == section:
                needed.setdefault(name, one.line)
        absent = [name for name in needed if name not in record.names]
        hints = [_meant(name, record.names) for name in absent]
        said = [hint if hint not in hints[:at] else None for at, hint in enumerate(hints)]
        return [
            Problem(self.file, needed[name], None, f"{record.table.file} has no column {name!r}", hint)
            for name, hint in zip(absent, said, strict=True)
        ]

    def _section_of(self, one: Used) -> str:
        """What the file is for that a value is read from; "" for values of no file."""
        root = one.use.root
        if any(root == beside.name for beside in self.joined):
            return root
        if root == "header" or (root == "row" and one.section == "header"):
            return "source" if self.headers is None else "headers"
        return "source" if root in {"row", "lines", "kept", "others"} else ""


def _meant(name: str, names: Sequence[str]) -> str | None:
    """The column that somebody may have meant; of WE-Adresse an expression reads WE and Adresse."""
    if (way := way_to_write(name, names)) is not None:
        return way
    found = suggestion(name, names)
    listed = found is not None and found.startswith("there are ")
    return f"{found}; of a column that may be absent write {{{{ Name | default('') }}}}" if listed else found
