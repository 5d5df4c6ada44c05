"""YAML read as text: every scalar stays what is written, and every node knows its line and column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from ...errors import SourceError
from .errors import MappingError, Problem

#: A mapping or partner file may have this many bytes, nodes (aliases counted where they are used), and levels.
MAX_SIZE = 5_000_000
MAX_NODES = 300_000
MAX_DEPTH = 30

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar, exactly as written; ``quoted`` tells an empty text from nothing."""

    value: str
    line: int
    column: int
    quoted: bool = False
    size: int = 1


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[YamlNode, ...]
    line: int
    column: int
    size: int = 1


@dataclass(frozen=True, slots=True)
class Fields:
    """A map; ``keys`` are the places of its keys."""

    fields: dict[str, YamlNode]
    line: int
    column: int
    keys: dict[str, Text] = field(default_factory=dict)
    size: int = 1


YamlNode: TypeAlias = Text | Items | Fields


def read_file(path: str) -> Fields:
    """The map that a YAML file holds; raises SourceError where it cannot be opened, MappingError for its text."""
    try:
        with open(path, "rb") as stream:
            data = stream.read(MAX_SIZE + 1)
    except OSError as error:
        raise SourceError(path, error.strerror or str(error)) from error
    except ValueError as error:  # a NUL in a path
        raise SourceError(path, str(error)) from error
    return read_text(data, path)


def read_text(data: bytes | str, file: str) -> Fields:
    """The map that a YAML text holds; raises MappingError.

    >>> read_text("article: 01234", "m.yaml").fields["article"].value
    '01234'
    """
    if len(data) > MAX_SIZE:
        raise MappingError(
            [Problem(file, None, None, f"more than {MAX_SIZE:,} bytes", "put large tables into CSV files")]
        )
    text = data if isinstance(data, str) else _decoded(data, file)
    try:
        events = yaml.parse(text, _LOADER)
        return _Composer(file, events).document()
    except yaml.YAMLError as error:
        raise MappingError([_syntax(file, text, error)]) from None


def _decoded(data: bytes, file: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise MappingError([Problem(file, line, None, "the file is not UTF-8", "save it as UTF-8")]) from None


def _syntax(file: str, text: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return Problem(
            file, None, None, f"no YAML: {str(error).splitlines()[0]}", "is there a control character in it?"
        )
    lines = text.splitlines()
    line = lines[mark.line] if mark.line < len(lines) else ""
    hint = None
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return Problem(file, mark.line + 1, 1, "a tab stands in the indentation", "YAML takes spaces only")
    if "{{" in line:
        hint = 'write an expression in quotes: "{{ ... }}"'
    return Problem(file, mark.line + 1, mark.column + 1, f"no YAML: {getattr(error, 'problem', None) or error}", hint)


class _Composer:
    """Makes nodes of the events of one document."""

    def __init__(self, file: str, events: Iterator[Any]) -> None:
        self.file = file
        self.events = events
        self.anchors: dict[str, YamlNode] = {}

    def _wrong(self, event: Any, reason: str, hint: str | None = None) -> MappingError:
        return MappingError([Problem(self.file, event.start_mark.line + 1, event.start_mark.column + 1, reason, hint)])

    def document(self) -> Fields:
        found: YamlNode | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if found is not None:
                    raise self._wrong(event, "a second document begins here", "a file holds one")
                found = self.node(next(self.events), 0)
        if isinstance(found, Fields):
            return found
        raise MappingError([Problem(self.file, 1, None, "the file holds no map", "write 'name: value' in each line")])

    def node(self, event: Any, depth: int) -> YamlNode:
        mark = event.start_mark
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self.anchors:
                raise self._wrong(event, f"there is no anchor &{event.anchor} before this")
            return self.anchors[event.anchor]
        if event.tag not in {None, "!"}:
            raise self._wrong(event, f"the tag {event.tag} has no meaning here", "every value is text; leave it out")
        if depth > MAX_DEPTH:
            raise self._wrong(event, f"more than {MAX_DEPTH} levels")
        node: YamlNode
        if isinstance(event, yaml.ScalarEvent):
            node = Text(event.value, mark.line + 1, mark.column + 1, event.style in {"'", '"', "|", ">"})
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self._items(event, depth)
        else:
            node = self._fields(event, depth)
        if node.size > MAX_NODES:
            raise self._wrong(event, f"more than {MAX_NODES:,} values", "put large tables into CSV files")
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def _items(self, start: Any, depth: int) -> Items:
        items: list[YamlNode] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self.node(event, depth + 1))
        mark = start.start_mark
        return Items(tuple(items), mark.line + 1, mark.column + 1, 1 + sum(each.size for each in items))

    def _fields(self, start: Any, depth: int) -> Fields:
        fields: dict[str, YamlNode] = {}
        keys: dict[str, Text] = {}
        size = 1
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if isinstance(event, yaml.MappingStartEvent) and event.flow_style:
                raise self._wrong(event, "a { stands where a name should", 'write an expression in quotes: "{{ ... }}"')
            if not isinstance(event, yaml.ScalarEvent):
                raise self._wrong(event, "a name has to be a text")
            key = self.node(event, depth + 1)
            assert isinstance(key, Text)
            value = self.node(next(self.events), depth + 1)
            if key.value in fields:
                raise self._wrong(event, f"{key.value!r} stands twice, first in line {keys[key.value].line}")
            fields[key.value], keys[key.value] = value, key
            size += value.size
        mark = start.start_mark
        return Fields(fields, mark.line + 1, mark.column + 1, keys, size)
