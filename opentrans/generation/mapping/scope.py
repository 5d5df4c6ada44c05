"""What the names in an expression stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from ...build.partners import Party
from ..errors import SourceData
from ..places import Origin
from ..sources.values import Node, Record, Row
from .conversion import Plain, described
from .errors import BadValue, suggestion

Step: TypeAlias = str | int

#: The names that an expression may use beside those of columns, and what they are.
ROOTS: Mapping[str, str] = {
    "row": "the record that is mapped: of the header, or of the line in `lines`",
    "header": "the record with the header of the document",
    "lines": "the records of the lines, as a list, those that `when` of lines leaves out too",
    "kept": "those of them that `when` of lines does not leave out: sum these for amounts of the document",
    "others": "the records of further kinds that belong to the document, as a list",
    "item": "the value that `each` has come to",
    "position": "the number of the line, from 1",
    "part": "the number of the document made of a record by `split`, from 1",
    "parts": "how many documents `split` makes of the record",
    "settings": "the settings of the mapping: settings.name",
    "today": "the day of the run",
    "fields": "in name, deal and action: the values of the header, such as fields.order_id",
}


class Scope:
    """The values of the names, for one value of a mapping."""

    __slots__ = (
        "fields",
        "header",
        "item",
        "joined",
        "kept",
        "lines",
        "others",
        "part",
        "parts",
        "position",
        "row",
        "settings",
        "today",
    )

    def __init__(
        self,
        header: Record,
        lines: Sequence[Record],
        *,
        settings: Mapping[str, str],
        today: date,
        joined: Mapping[str, Record],
    ) -> None:
        self.row: Record = header
        self.header: Record = header
        self.lines: list[Record] = list(lines)
        self.kept: list[Record] = self.lines
        self.others: list[Record] = []
        self.item: Any = None
        self.position: int = 0
        self.part: int = 1
        self.parts: int = 1
        self.settings: Mapping[str, str] = settings
        self.today: date = today
        self.fields: Mapping[str, Any] = {}
        self.joined: Mapping[str, Record] = joined

    def copy(self) -> Scope:
        """The same again, to be changed."""
        other = Scope.__new__(Scope)
        other.row, other.header, other.item = self.row, self.header, self.item
        other.lines, other.kept, other.others = self.lines, self.kept, self.others
        other.position, other.part, other.parts = self.position, self.part, self.parts
        other.settings, other.today, other.fields, other.joined = self.settings, self.today, self.fields, self.joined
        return other

    def at(self, row: Record, position: int) -> Scope:
        """The same for one record of the lines."""
        other = self.copy()
        other.row, other.position = row, position
        return other

    def with_item(self, item: Any) -> Scope:
        """The same for one value of a list."""
        other = self.copy()
        other.item = item
        return other

    def of(self, root: str) -> Any:
        """The value of a name."""
        return self.joined[root] if root in self.joined else getattr(self, root)


@dataclass(frozen=True, slots=True)
class Partner:
    """An entry of a partner file: the party, and further texts that it is given."""

    party: Party
    extra: Mapping[str, str]
    place: str

    def __getitem__(self, name: str) -> Any:
        if name in self.extra:
            return Plain(self.extra[name])
        if name in Party.__dataclass_fields__:
            value = getattr(self.party, name)
            return Plain(value) if isinstance(value, str) else value
        raise BadValue(f"the partner ({self.place}) has no {name!r}", suggestion(name, self.extra))


@dataclass(frozen=True, slots=True)
class Use:
    """A value that an expression reads: the name it begins with, and the way from there.

    ``optional``: it may be missing in an export.
    """

    root: str
    path: tuple[Step, ...] = ()
    optional: bool = False


def step(value: Any, key: Step) -> Any:
    """What a name or number leads to; nothing leads to nothing. Raises SourceData or BadValue."""
    if value is None or value == "":
        return None
    if isinstance(value, Row | Node | Partner) and isinstance(key, str):
        return value[key]
    if isinstance(value, list) and isinstance(key, int):
        try:
            return value[key]
        except IndexError:
            raise BadValue(f"{described(value)} has no element {key}", "the first is 0") from None
    if isinstance(value, Mapping) and key in value:
        return value[key]
    raise BadValue(f"{described(value)} has no {key!r}")


def absent(value: Any, key: Step) -> bool:
    """Has the export no column or field of that name at all? One that is there twice, or cannot be used, is there."""
    if isinstance(value, Row):
        return key not in value.table.positions and key not in value.table.twice
    return isinstance(value, Node) and key not in value


def places(use: Use, scope: Scope) -> list[Origin]:
    """Where a value that an expression reads stands in the export."""
    if use.root in {"settings", "today", "position", "part", "parts", "fields"}:
        return []
    value = scope.of(use.root)
    origin: Origin | None = None
    for key in use.path:
        try:
            if isinstance(value, Row | Node) and isinstance(key, str):
                origin = value.origin(key)
            value = step(value, key)
        except (SourceData, BadValue):
            break
    if isinstance(value, Row | Node):
        return [value.origin()]
    if isinstance(value, list) and origin is None:
        return [one.origin() for one in value[:1] if isinstance(one, Row | Node)]
    return [] if origin is None else [origin]
