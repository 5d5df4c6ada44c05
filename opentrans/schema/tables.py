"""Compact tables of a schema set: what the diagnosis and the model look up about elements and types.

They are made by ``build_tables`` with xmlschema and shipped for the two bundled sets, so that reading them takes
a few milliseconds; for other sets they are made at first use and kept in the user's cache folder.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .._data import data_path
from ..errors import SchemaError
from .sets import SchemaSet

#: Version of the layout of the tables; tables of another version are made anew.
FORMAT = 1

_memory: dict[str, Tables] = {}


@dataclass(frozen=True, slots=True)
class SimpleType:
    """What a text may be: nearest built-in base, what it means (``kind``), and its limits.

    ``kind`` is one of string, number, integer, date, datetime, time, timezone, boolean, country, currency, unit,
    language, code, pattern, binary, other. ``base`` is None for lists and unions, whose values are not judged here.
    ``patterns`` holds one tuple of alternatives for each step of derivation; all steps must match.
    """

    index: int
    base: str | None
    kind: str
    white_space: str = "preserve"
    length: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    codes: tuple[str, ...] | None = None
    patterns: tuple[tuple[str, ...], ...] = ()
    bounds: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of a complex type; ``name`` in Clark notation."""

    name: str
    required: bool
    default: str | None
    type: int


@dataclass(frozen=True, slots=True)
class Particle:
    """A node of a content model.

    ``kind`` is element, sequence, choice, all or any; ``high`` is None where there is no upper bound. An element
    names its declaration; a wildcard its namespaces (``##any``, ``!`` followed by those excluded, or those allowed)
    and how it is processed (strict, lax, skip).
    """

    kind: str
    low: int
    high: int | None
    declaration: int = -1
    parts: tuple[Particle, ...] = ()
    namespaces: tuple[str, ...] = ()
    process: str = ""

    def allows(self, namespace: str) -> bool:
        """Does a wildcard allow elements of a namespace (empty: of none)?"""
        if self.namespaces == ("##any",):
            return True
        if self.namespaces[:1] == ("!",):
            return namespace not in self.namespaces[1:]
        return namespace in self.namespaces


@dataclass(frozen=True, slots=True)
class ComplexType:
    """A type with attributes; ``text`` is its simple type where it has simple content, ``content`` its model."""

    index: int
    content: Particle | None
    mixed: bool
    text: int | None
    attributes: Mapping[str, Attribute]
    any_attribute: bool


@dataclass(frozen=True, slots=True)
class Declaration:
    """An element declaration: its name in Clark notation, its type, the value that an empty element has."""

    index: int
    name: str
    simple: bool
    type: int
    default: str | None


class Tables:
    """The tables of one schema set; types are unpacked when they are asked for."""

    def __init__(self, packed: Mapping[str, Any]) -> None:
        self._packed = packed
        self.sha256: str = packed["sha256"]
        spaces = packed["namespaces"]
        self._names: list[str] = [
            f"{{{spaces[number]}}}{local}" if spaces[number] else local
            for number, locals_ in packed["names"]
            for local in locals_
        ]
        self.namespaces: tuple[str, ...] = tuple(spaces)
        #: global elements: name in Clark notation -> index of the declaration
        self.elements: dict[str, int] = {self._names[packed["declarations"][i][0]]: i for i in packed["globals"]}
        #: named types: name in Clark notation -> (is it simple?, index)
        self.named_types: dict[str, tuple[bool, int]] = {
            self._names[name]: (bool(simple), index) for name, simple, index in packed["named"]
        }
        self._declarations: dict[int, Declaration] = {}
        self._complex: dict[int, ComplexType] = {}
        self._simple: dict[int, SimpleType] = {}

    def __len__(self) -> int:
        return len(self._packed["declarations"])

    @property
    def simple_count(self) -> int:
        """How many simple types there are; their indexes are 0 to this number, excluded."""
        return len(self._packed["simple"])

    def declaration(self, index: int) -> Declaration:
        """The element declaration with an index."""
        if (found := self._declarations.get(index)) is None:
            name, simple, type_index, default = self._packed["declarations"][index]
            found = Declaration(index, self._names[name], bool(simple), type_index, default)
            self._declarations[index] = found
        return found

    def global_element(self, name: str) -> Declaration | None:
        """The global element with a name in Clark notation, or None."""
        index = self.elements.get(name)
        return None if index is None else self.declaration(index)

    def simple(self, index: int) -> SimpleType:
        """The simple type with an index."""
        if (found := self._simple.get(index)) is None:
            row = dict(self._packed["simple"][index])
            codes = row.pop("codes", None)
            found = self._simple[index] = SimpleType(
                index,
                codes=None if codes is None else tuple(self._packed["lists"][codes]),
                patterns=tuple(tuple(step) for step in row.pop("patterns", ())),
                bounds=tuple((name, value) for name, value in row.pop("bounds", ())),
                **row,
            )
        return found

    def complex(self, index: int) -> ComplexType:
        """The complex type with an index."""
        if (found := self._complex.get(index)) is None:
            row = self._packed["complex"][index]
            attributes = {
                self._names[name]: Attribute(self._names[name], bool(required), default, simple)
                for name, required, default, simple in row.get("attributes", ())
            }
            content = row.get("content")
            found = self._complex[index] = ComplexType(
                index,
                None if content is None else self._particle(content),
                bool(row.get("mixed")),
                row.get("text"),
                attributes,
                bool(row.get("any_attribute")),
            )
        return found

    def _particle(self, packed: list[Any]) -> Particle:
        kind, low, high, *rest = packed
        high = None if high < 0 else high
        if kind == "e":
            return Particle("element", low, high, declaration=rest[0])
        if kind == "*":
            return Particle("any", low, high, namespaces=tuple(rest[0]), process=rest[1])
        names = {",": "sequence", "|": "choice", "&": "all"}
        return Particle(names[kind], low, high, parts=tuple(self._particle(part) for part in rest[0]))


def tables_for(schema_set: SchemaSet) -> Tables | None:
    """The tables of a schema set: shipped, from the cache, or made now; None where xmlschema cannot read the set."""
    key = schema_set.sha256
    if key not in _memory:
        packed = _shipped(key) or _cached(key)
        if packed is None:
            from .build_tables import pack_tables

            try:
                packed = pack_tables(schema_set)
            except SchemaError:
                return None
            _keep(key, packed)
        _memory[key] = Tables(packed)
    return _memory[key]


def bundled_tables(name: str) -> Tables:
    """The shipped tables of a bundled set: ``standard`` or ``itscope``."""
    packed = json.loads(_shipped_path(name).read_bytes())
    return _memory.setdefault(packed["sha256"], Tables(packed))


def _shipped_path(name: str) -> Path:
    return Path(data_path("schemas", name, "tables.json"))


def _shipped(sha256: str) -> dict[str, Any] | None:
    mark = f'"sha256":"{sha256}"'.encode()
    for name in ("itscope", "standard"):
        with suppress(OSError, ValueError):
            data = _shipped_path(name).read_bytes()
            if mark in data[:200]:
                return _usable(json.loads(data), sha256)
    return None


def _usable(packed: Any, sha256: str) -> dict[str, Any] | None:
    if isinstance(packed, dict) and packed.get("format") == FORMAT and packed.get("sha256") == sha256:
        return packed
    return None


def _cache_path(sha256: str) -> Path | None:
    try:
        from platformdirs import user_cache_dir
    except ImportError:
        return None
    return Path(user_cache_dir("opentrans-toolkit", appauthor=False)) / "tables" / f"{sha256}.json"


def _cached(sha256: str) -> dict[str, Any] | None:
    with suppress(OSError, ValueError, RuntimeError):
        path = _cache_path(sha256)
        return None if path is None else _usable(json.loads(path.read_bytes()), sha256)
    return None


def _keep(sha256: str, packed: Mapping[str, Any]) -> None:
    """Write tables into the cache folder, whole or not at all; a folder that cannot be written is no error."""
    import tempfile

    with suppress(OSError, RuntimeError):
        if (path := _cache_path(sha256)) is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(to_json(packed))
            os.replace(temporary, path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise


def to_json(packed: Mapping[str, Any]) -> bytes:
    """The packed tables as the bytes that are shipped: compact, the same for the same set."""
    return json.dumps(packed, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
