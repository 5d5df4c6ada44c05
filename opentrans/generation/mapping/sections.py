"""The sections of a mapping that say how its source is read: told from the dataclasses of the readers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from ..sources.csv import CsvFormat
from ..sources.excel import SheetFormat
from ..sources.json import JsonFormat
from ..sources.reading import Format
from ..sources.shapes import ByKey, ByType, Nested, Shape
from ..sources.xml import XmlFormat
from .conversion import Numbers
from .errors import BadValue, suggestion
from .positions import Fields, Items, Text, YamlNode
from .problems import Problems
from .times import zone_of

#: The formats of sources, by the name that a mapping uses.
FORMATS: Mapping[str, type[Any]] = {
    "csv": CsvFormat,
    "json": JsonFormat,
    "xml": XmlFormat,
    "excel": SheetFormat,
    "ods": SheetFormat,
}
#: So many rows at most are left out at the start or end of a source.
MAX_SKIPPED = 1_000_000
_VALUES = ("decimal", "thousands", "timezone")


@dataclass(frozen=True, slots=True)
class SourceSection:
    """How one file is read; ``files`` is a pattern of its name where a run is given several."""

    kind: str
    form: Format
    files: str | None = None


def source_section(problems: Problems, node: YamlNode | None, *extra: str) -> SourceSection | None:
    """The section ``source`` (or one like it); ``extra`` are keys that somebody else reads."""
    if not isinstance(node, Fields):
        if node is not None:
            problems.add(node, "source is a map", "write format: csv below it")
        return None
    kind_node = node.fields.get("format")
    if not isinstance(kind_node, Text) or kind_node.value not in FORMATS:
        given = kind_node.value if isinstance(kind_node, Text) else ""
        problems.add(kind_node or node, f"there is no format {given!r}", suggestion(given, FORMATS))
        return None
    cls = FORMATS[kind_node.value]
    names = [one.name for one in fields(cls)]
    problems.known(node, ["format", "files", *names, *extra], f"the format {kind_node.value}")
    form = settings_of(problems, node, cls)
    files = node.fields.get("files")
    if form is None:
        return None
    return SourceSection(kind_node.value, form, None if files is None else problems.text(files, "files"))


def values_section(problems: Problems, node: YamlNode | None) -> tuple[Numbers, Any]:
    """How numbers and times that are text are written in the source."""
    if not isinstance(node, Fields):
        return Numbers(), None
    signs: dict[str, str | None] = {}
    for name in ("decimal", "thousands"):
        one = node.fields.get(name)
        signs[name] = None
        if one is None:
            continue
        if not isinstance(one, Text) or len(one.value) != 1 or one.value.isalnum():
            problems.add(one, f"{name} is one character", f'{name}: "," or {name}: "."')
        elif name == "decimal" and one.value not in ",.":
            problems.add(one, f"{one.value!r} cannot stand before decimals", 'decimal: "," or decimal: "."')
        else:
            signs[name] = one.value
    if signs["thousands"] is not None and signs["thousands"] == signs["decimal"]:
        problems.add(node.fields["thousands"], "decimal and thousands are the same sign")
        signs["thousands"] = None
    zone = node.fields.get("timezone")
    try:
        return Numbers(signs["decimal"], signs["thousands"]), zone_of(zone.value) if isinstance(zone, Text) else None
    except BadValue as error:
        problems.add(node.fields["timezone"], error)
        return Numbers(signs["decimal"], signs["thousands"]), None


def shape_section(problems: Problems, node: YamlNode | None, source: SourceSection | None) -> Shape:
    """The section ``group``: which rows are one document."""
    if node is None:
        return Nested()
    if not isinstance(node, Fields):
        problems.add(node, "group is a map", "write key: Auftragsnummer below it")
        return Nested()
    cls = ByType if "column" in node.fields else ByKey if "key" in node.fields else Nested
    if cls is Nested and source is not None and source.kind not in {"json", "xml"}:
        problems.add(node, "group says nothing of which rows are one document", "write key: and the column")
    problems.known(node, [one.name for one in fields(cls)], "group")
    return settings_of(problems, node, cls) or Nested()


def settings_of(problems: Problems, node: Fields, cls: type[Any]) -> Any:
    """A dataclass of settings out of a map, whose other keys are left to others; None if something is wrong."""
    hints = get_type_hints(cls)
    given: dict[str, Any] = {}
    right = True
    for one in fields(cls):
        value = node.fields.get(one.name)
        if value is None:
            if one.default is MISSING and one.default_factory is MISSING:
                problems.add(node, f"{one.name} is missing", f"write {one.name}: ...")
                right = False
            continue
        try:
            given[one.name] = checked(cls, one.name, setting(value, hints[one.name]))
        except BadValue as error:
            problems.add(value, f"{one.name}: {error.reason}", error.hint)
            right = False
    made = cls(**given) if right else None
    if isinstance(made, CsvFormat) and made.quote == made.delimiter:
        problems.add(
            node.fields.get("quote", node), "quote and delimiter are the same sign", "quote: none for no quotes"
        )
        return None
    return made


def checked(cls: type[Any], name: str, value: Any) -> Any:
    """A setting of a format; raises BadValue for one that no reader can work with."""
    if name in {"delimiter", "quote"} and value is not None and (len(value) != 1 or value in "\r\n\0"):
        raise BadValue(f"{value!r} is not one character", 'a tab is written "\\t"')
    if name in {"skip_rows", "skip_end"} and value > MAX_SKIPPED:
        raise BadValue(f"{value:,} rows are not left out", f"{MAX_SKIPPED:,} are the most")
    if name == "encoding" and value is not None:
        try:
            "".encode(value)
        except (LookupError, ValueError):
            raise BadValue(f"there is no encoding {value!r}", "usual ones are utf-8, cp1252, latin-1, utf-16") from None
    if cls is JsonFormat and name == "records" and value and not value.startswith("/"):
        raise BadValue(f"{value!r} is no JSON pointer", f"write /{value}")
    return value


def setting(node: YamlNode, hint: Any) -> Any:
    """One setting of the type that its field has; raises BadValue."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is UnionType:
        if isinstance(node, Text) and node.value == "none" and type(None) in arguments:
            return None
        return setting(node, next(one for one in arguments if one is not type(None)))
    if origin is tuple:
        return _several(node, arguments)
    if not isinstance(node, Text):
        raise BadValue("a single value should stand here")
    if hint is bool:
        if node.value not in {"true", "false"}:
            raise BadValue(f"{node.value!r} is neither true nor false")
        return node.value == "true"
    if hint is int:
        if not node.value.isdecimal() or len(node.value) > 12:
            raise BadValue(f"{node.value!r} is no whole number")
        return int(node.value)
    return node.value


def _several(node: YamlNode, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    if isinstance(node, Fields):
        if get_origin(arguments[0]) is not tuple:
            raise BadValue("a list should stand here", "[A, B]")
        return tuple((name, setting(one, str)) for name, one in node.fields.items())
    if get_origin(arguments[0]) is tuple:
        raise BadValue("a map should stand here", "write 'Column: value' in each line")
    items = node.items if isinstance(node, Items) else (node,)
    if arguments[-1] is not ... and len(items) != len(arguments):
        raise BadValue(f"{len(arguments)} values should stand here, not {len(items)}")
    found = tuple(setting(one, str) for one in items)
    if not found:
        raise BadValue("the list is empty", "name at least one")
    if not all(found):
        raise BadValue("an empty text should not stand here", "name the column")
    return found
