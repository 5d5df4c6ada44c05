"""What is wrong with the attributes of an element."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from lxml import etree

from ...names import XSI
from ..problems import Problem, name_in_file, shown
from .index import ElementInfo
from .names import closest, local_name

if TYPE_CHECKING:
    from .walk import Walk

_ALWAYS = frozenset(f"{{{XSI}}}{name}" for name in ("type", "nil", "schemaLocation", "noNamespaceSchemaLocation"))
_FEW = 6


def check_attributes(walk: Walk, element: etree._Element, info: ElementInfo, keys: Sequence[str]) -> None:
    """Report unknown and missing attributes and wrong values of attributes."""
    found = info.complex
    declared = found.attributes if found is not None else {}
    mistyped: set[str] = set()
    for key in keys:
        attribute = declared.get(key)
        if attribute is not None:
            _check_value(walk, element, info, key, attribute.type)
        elif key not in _ALWAYS and not (found is not None and found.any_attribute):
            absent = [name for name in declared if name not in keys]
            element_meant = _element_named(info, key)
            meant = closest(local_name(key), absent, 0.7) if element_meant is None else None
            if meant is not None:
                mistyped.add(meant)
            walk.found.add(
                "schema/unknown-attribute",
                info.name,
                "",
                element,
                partial(_as_attribute, element, key, element_meant)
                if element_meant is not None
                else partial(_unknown, walk, element, info, key, meant, list(declared)),
            )
    for name in info.required:
        if name not in keys and name not in mistyped:
            walk.found.add(
                "schema/missing-attribute", info.name, name, element, partial(_missing, walk, element, info, name)
            )


def _check_value(walk: Walk, element: etree._Element, info: ElementInfo, key: str, type_index: int) -> None:
    simple = walk.index.tables.simple(type_index)
    value = element.get(key) or ""
    if not walk.index.oracle.valid(simple, value):
        what = f"the attribute {local_name(key)} of {shown(element)}"
        walk.found.add(
            f"schema/{walk.values.rule(simple, value)}",
            info.name,
            key,
            element,
            lambda: walk.values.problem(element, info.name, what, simple, value, key),
        )


def _element_named(info: ElementInfo, key: str) -> str | None:
    """The child element that an unknown attribute is called like."""
    local = local_name(key)
    known = info.model.declarations if info.model is not None else ()
    return next((name for name in known if local_name(name) == local), None)


def _as_attribute(element: etree._Element, key: str, name: str) -> Problem:
    written = name_in_file(name, element)
    text = f"{local_name(key)} is an element in {shown(element)}, not an attribute of it"
    hint = f"Write its value as an element, <{written}>…</{written}>, and remove the attribute."
    return Problem("schema/unknown-attribute", element, text, hint, "attribute", key, fix="unsafe")


def _unknown(
    walk: Walk, element: etree._Element, info: ElementInfo, key: str, meant: str | None, declared: list[str]
) -> Problem:
    local = local_name(key)
    text = f"{shown(element)} has no attribute {local}" + ("" if local == key else " of that namespace")
    if meant is not None:
        hint = f"Write {local_name(meant)} instead."
    elif (found := walk.elsewhere.attribute(info.name, key)) is not None:
        hint = f"Remove it. {found}"
    elif declared:
        names = ", ".join(local_name(name) for name in declared[:_FEW])
        hint = f"Remove it; allowed here: {names}."
    else:
        hint = "Remove it; no attributes are allowed here."
    return Problem("schema/unknown-attribute", element, text, hint, "attribute", key, fix="unsafe")


def _missing(walk: Walk, element: etree._Element, info: ElementInfo, name: str) -> Problem:
    assert info.complex is not None
    simple = walk.index.tables.simple(info.complex.attributes[name].type)
    local = local_name(name)
    codes = simple.codes or ()
    text = f"the attribute {local} of {shown(element)} is missing"
    if len(codes) == 1:
        hint = f'Add {local}="{codes[0]}" to the start tag.'
        return Problem("schema/missing-attribute", element, text, hint, fix="safe")
    hint = f'Add {local}="…" to the start tag'
    if 0 < len(codes) <= 12:
        hint += f", with one of {', '.join(codes)}"
    return Problem("schema/missing-attribute", element, text, f"{hint}.")
