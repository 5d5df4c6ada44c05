"""Making the compact tables of a schema set with xmlschema.

``python -m opentrans.schema.build_tables`` writes those of the two bundled sets beside their XSDs.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import xmlschema
from xmlschema.validators import (
    XsdAnyElement,
    XsdAtomicBuiltin,
    XsdComplexType,
    XsdElement,
    XsdGroup,
    XsdSimpleType,
)

from .._data import data_path
from ..errors import SchemaError
from .kinds import kind_of
from .sets import SchemaSet, bundled
from .tables import FORMAT, to_json

_XS = "{http://www.w3.org/2001/XMLSchema}"
_LENGTHS = {"length": "length", "minLength": "min_length", "maxLength": "max_length"}
_BOUNDS = ("minInclusive", "maxInclusive", "minExclusive", "maxExclusive", "totalDigits", "fractionDigits")


def pack_tables(schema_set: SchemaSet) -> dict[str, Any]:
    """The tables of a set, ready for JSON.

    Raises SchemaError where xmlschema cannot build the set (it may still be usable for libxml2).
    """
    try:
        return _Packer(read_with_xmlschema(schema_set)).packed(schema_set.sha256)
    except (xmlschema.XMLSchemaException, OSError, ValueError, RecursionError, KeyError, TypeError) as error:
        raise SchemaError(f"{schema_set.full_entry}: no tables can be made of this schema: {error}") from error


def read_with_xmlschema(schema_set: SchemaSet) -> xmlschema.XMLSchema10:
    """The set as xmlschema reads it: all of it, and nothing beside it."""
    with tempfile.TemporaryDirectory() as folder:
        return _read(schema_set, Path(folder).resolve())


def _read(schema_set: SchemaSet, folder: Path) -> xmlschema.XMLSchema10:
    for name, data in schema_set.files.items():
        path = Path(folder, name).resolve()
        if not path.is_relative_to(folder):
            raise SchemaError(f"{name}: this file lies outside of the folder of the schema")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    entry = folder / schema_set.full_entry
    return xmlschema.XMLSchema10(str(entry), base_url=str(folder), allow="sandbox")


class _Packer:
    """Gives numbers to names, types and declarations in the order in which they are met."""

    def __init__(self, schema: xmlschema.XMLSchema10) -> None:
        self.schema = schema
        self.names: dict[str, int] = {}
        self.simple: list[dict[str, Any]] = []
        self.complex: list[dict[str, Any]] = []
        self.declarations: list[list[Any]] = []
        self.lists: list[list[str]] = []
        self._seen_simple: dict[str, int] = {}
        self._seen_complex: dict[int, int] = {}
        self._seen_declarations: dict[tuple[Any, ...], int] = {}

    def packed(self, sha256: str) -> dict[str, Any]:
        """All global elements and named types, and whatever they lead to."""
        maps = self.schema.maps
        elements = [maps.elements[name] for name in sorted(maps.elements) if not name.startswith(_XS)]
        globals_ = [self.declaration(element) for element in elements]
        named = []
        for name in sorted(maps.types):
            xsd_type = maps.types[name]
            if not name.startswith(_XS):
                simple, index = self.type(xsd_type)
                named.append([self.name(name), simple, index])
        return {
            "format": FORMAT,
            "sha256": sha256,
            **self._numbered_names(),
            "globals": globals_,
            "named": named,
            "declarations": self.declarations,
            "complex": self.complex,
            "simple": self.simple,
            "lists": self.lists,
        }

    def _numbered_names(self) -> dict[str, Any]:
        """Names in the order of their numbers, in runs of the same namespace."""
        spaces: list[str] = []
        runs: list[list[Any]] = []
        for name in self.names:
            space, local = name[1:].split("}", 1) if name.startswith("{") else ("", name)
            if space not in spaces:
                spaces.append(space)
            number = spaces.index(space)
            if not runs or runs[-1][0] != number:
                runs.append([number, []])
            runs[-1][1].append(local)
        return {"namespaces": spaces, "names": runs}

    def name(self, name: str) -> int:
        """The number of a name in Clark notation."""
        return self.names.setdefault(name, len(self.names))

    def declaration(self, element: XsdElement) -> int:
        """The number of an element declaration (equal ones share it)."""
        source = element.ref if element.ref is not None else element
        simple, index = self.type(source.type)
        default = source.default
        key = (source.name, simple, index, default)
        if key not in self._seen_declarations:
            self._seen_declarations[key] = len(self.declarations)
            self.declarations.append([self.name(source.name), simple, index, default])
        return self._seen_declarations[key]

    def type(self, xsd_type: Any) -> tuple[int, int]:
        """Is a type simple (1) or not (0), and its number."""
        if isinstance(xsd_type, XsdComplexType):
            return 0, self._complex_type(xsd_type)
        return 1, self.simple_type(xsd_type)

    def _complex_type(self, xsd_type: XsdComplexType) -> int:
        if id(xsd_type) in self._seen_complex:
            return self._seen_complex[id(xsd_type)]
        index = self._seen_complex[id(xsd_type)] = len(self.complex)
        row: dict[str, Any] = {}
        self.complex.append(row)
        content = xsd_type.content
        if isinstance(content, XsdGroup):
            if len(content) or content.model == "choice":
                row["content"] = self._particle(content)
        else:
            row["text"] = self.simple_type(content)
        if xsd_type.mixed:
            row["mixed"] = 1
        attributes = []
        for name, attribute in xsd_type.attributes.items():
            if name is None:
                row["any_attribute"] = 1
            elif attribute.use != "prohibited":
                source: Any = attribute.ref if attribute.ref is not None else attribute
                required = int(attribute.use == "required")
                attributes.append([self.name(name), required, attribute.default, self.simple_type(source.type)])
        if attributes:
            row["attributes"] = attributes
        return index

    def _particle(self, item: Any) -> list[Any]:
        low, high = item.min_occurs, -1 if item.max_occurs is None else item.max_occurs
        if isinstance(item, XsdGroup):
            kind = {"sequence": ",", "choice": "|", "all": "&"}[item.model]
            return [kind, low, high, [self._particle(part) for part in item]]
        if isinstance(item, XsdAnyElement):
            return ["*", low, high, _namespaces(item), item.process_contents]
        substitutes = [
            self.schema.maps.elements[member.name] for member in self.schema.maps.substitution_groups.get(item.name, ())
        ]
        if substitutes:
            members = [item, *sorted(substitutes, key=lambda member: member.name)]
            return ["|", low, high, [["e", 1, 1, self.declaration(member)] for member in members]]
        return ["e", low, high, self.declaration(item)]

    def simple_type(self, xsd_type: XsdSimpleType) -> int:
        """The number of a simple type (equal ones share it)."""
        row = self._simple_row(xsd_type)
        key = repr(row)
        if key not in self._seen_simple:
            self._seen_simple[key] = len(self.simple)
            self.simple.append(row)
        return self._seen_simple[key]

    def _simple_row(self, xsd_type: XsdSimpleType) -> dict[str, Any]:
        row: dict[str, Any] = {}
        patterns: list[list[str]] = []
        bounds: dict[str, str] = {}
        current: Any = xsd_type
        while not isinstance(current, XsdAtomicBuiltin):
            if isinstance(current, XsdComplexType):  # a restriction of a complex type with simple content
                current = current.content
                continue
            if not current.is_atomic() or current.base_type is None:
                return {"base": None, "kind": "other"}
            self._add_facets(current, row, patterns, bounds)
            current = current.base_type
        row["base"] = current.local_name
        if xsd_type.white_space != "preserve":
            row["white_space"] = xsd_type.white_space or "preserve"
        if patterns:
            row["patterns"] = patterns
        if bounds:
            row["bounds"] = sorted([name, value] for name, value in bounds.items())
        codes = self.lists[row["codes"]] if "codes" in row else None
        return {"kind": kind_of(row, codes), **{key: row[key] for key in sorted(row)}}

    def _add_facets(
        self, xsd_type: Any, row: dict[str, Any], patterns: list[list[str]], bounds: dict[str, str]
    ) -> None:
        """The limits of one step of derivation; those of narrower steps were added before and stay."""
        for name, facet in xsd_type.facets.items():
            slug = (name or "").removeprefix(_XS)
            if slug == "pattern":
                patterns.append(list(facet.regexps))
            elif slug == "enumeration":
                row.setdefault("codes", self._list([str(value) for value in facet.enumeration]))
            elif slug in _BOUNDS:
                bounds.setdefault(slug, str(facet.value))
            elif slug in _LENGTHS:
                row.setdefault(_LENGTHS[slug], facet.value)

    def _list(self, codes: list[str]) -> int:
        if codes not in self.lists:
            self.lists.append(codes)
        return self.lists.index(codes)


def _namespaces(wildcard: XsdAnyElement) -> list[str]:
    """The namespaces of a wildcard: ``##any``, ``!`` and those excluded, or those allowed ("" is none)."""
    if wildcard.not_namespace:
        return ["!", *wildcard.not_namespace]
    listed = list(wildcard.namespace)
    if "##other" in listed:
        return ["!", wildcard.target_namespace, ""]
    return listed


def write_bundled() -> None:
    """Write ``tables.json`` beside the XSDs of both bundled sets."""
    for name in ("standard", "itscope"):
        Path(data_path("schemas", name, "tables.json")).write_bytes(to_json(pack_tables(bundled(name))))


if __name__ == "__main__":
    write_bundled()
