"""What a simple type means: a date, a boolean, a unit … found out by trying values with libxml2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree

_XS = "http://www.w3.org/2001/XMLSchema"
_INTEGER_NAMES = """
integer long int short byte nonNegativeInteger positiveInteger nonPositiveInteger negativeInteger
unsignedLong unsignedInt unsignedShort unsignedByte
"""
_INTEGERS = frozenset(_INTEGER_NAMES.split())
_BASES = {
    "integer": _INTEGERS,
    "number": frozenset({"decimal", "float", "double"}),
    "binary": frozenset({"base64Binary", "hexBinary"}),
    "string": frozenset({"string", "normalizedString", "token", "anyURI", "anySimpleType"}),
    "boolean": frozenset({"boolean"}),
    "date": frozenset({"date"}),
    "datetime": frozenset({"dateTime"}),
    "time": frozenset({"time"}),
}
#: kind of code list: codes that it holds
_LISTS = {"currency": {"EUR", "USD", "GBP"}, "unit": {"C62", "KGM", "MTR"}, "language": {"deu", "eng", "fra"}}
#: kind of pattern: (values that it accepts, values that it refuses)
_PATTERNS = {
    "boolean": (("true", "false", "TRUE"), ("x", "1", "yes")),
    "datetime": (("2024-01-31", "2024-01-31T10:00:00", "2024-01-31T10:00:00+01:00"), ("x", "24-1-31", "31.01.2024")),
    "date": (("2024-01-31",), ("x", "20240131", "2024-01-31T10:00:00")),
    "time": (("10:00:00", "10:00"), ("x", "10", "25:00")),
    "timezone": (("+01:00", "Z"), ("x", "01:00", "1")),
    "country": (("DE", "AT", "CH"), ("xx", "QQ", "Deutschland")),
}


def restriction_of(row: Mapping[str, Any], codes: Sequence[str] | None) -> etree._Element:
    """The xs:simpleType that says the same as a row of the tables (nested, one restriction for each pattern step)."""
    base = "NCName" if row["base"] in ("ID", "IDREF", "ENTITY") else row["base"]
    simple = _restriction(f"xs:{base}", None)
    for step in reversed(row.get("patterns", ())):
        simple = _restriction(None, simple)
        for pattern in step:
            _facet(simple, "pattern", pattern)
    simple = _restriction(None, simple)
    for name, slug in (("length", "length"), ("min_length", "minLength"), ("max_length", "maxLength")):
        if row.get(name) is not None:
            _facet(simple, slug, str(row[name]))
    for slug, value in row.get("bounds", ()):
        _facet(simple, slug, value)
    for code in codes or ():
        _facet(simple, "enumeration", code)
    return simple


def _restriction(base: str | None, inner: etree._Element | None) -> etree._Element:
    simple = etree.Element(f"{{{_XS}}}simpleType", nsmap={"xs": _XS})
    restriction = etree.SubElement(simple, f"{{{_XS}}}restriction")
    if base is not None:
        restriction.set("base", base)
    if inner is not None:
        restriction.append(inner)
    return simple


def _facet(simple: etree._Element, slug: str, value: str) -> None:
    etree.SubElement(simple[0], f"{{{_XS}}}{slug}").set("value", value)


def value_schema(types: Mapping[int, etree._Element]) -> etree.XMLSchema:
    """A schema with one element ``v<number>`` for each of the simple types."""
    root = etree.Element(f"{{{_XS}}}schema", nsmap={"xs": _XS})
    for number, simple in types.items():
        etree.SubElement(root, f"{{{_XS}}}element", name=f"v{number}").append(simple)
    return etree.XMLSchema(root)


def is_valid(schema: etree.XMLSchema, number: int, value: str) -> bool:
    """libxml2's verdict on a value."""
    element = etree.Element(f"v{number}")
    element.text = value
    return bool(schema.validate(element))


def kind_of(row: Mapping[str, Any], codes: Sequence[str] | None) -> str:
    """The kind of a simple type (see ``tables.SimpleType``)."""
    if codes is not None:
        known = set(codes)
        return next((kind for kind, some in _LISTS.items() if some <= known), "code")
    patterned = _kind_of_pattern(row) if row.get("patterns") else None
    kind = patterned or _kind_of_base(row["base"])
    return "pattern" if row.get("patterns") and kind in ("string", "other") else kind


def _kind_of_pattern(row: Mapping[str, Any]) -> str | None:
    schema = value_schema({0: restriction_of(row, None)})
    for kind, (right, wrong) in _PATTERNS.items():
        accepted = all(is_valid(schema, 0, value) for value in right)
        if accepted and not any(is_valid(schema, 0, value) for value in wrong):
            return kind
    return None


def _kind_of_base(base: str) -> str:
    for kind, bases in _BASES.items():
        if base in bases:
            return kind
    return "other"
