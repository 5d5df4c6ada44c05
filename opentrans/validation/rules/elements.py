"""Reading elements by local names, whatever namespace they stand in.

Names of openTRANS, of BMEcat and without a namespace are taken for the same, so that rules run on documents whose
schema layer failed; a wrong namespace is the schema layer's to tell.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from lxml import etree

from ...amounts import decimal_of, float_of
from ...names import BMECAT, OPENTRANS
from .names import LINE_NAMES

#: Children of an element by local name, the first of each name.
Fields = dict[str, etree._Element]

_NAMESPACES = (f"{{{OPENTRANS}}}", f"{{{BMECAT}}}", f"{{{BMECAT}fd}}", "")


#: So many names are remembered; a document with more is read more slowly.
_MOST_NAMES = 20_000


class _LocalNames(dict[object, str]):
    """Tag to local name, "" for foreign ones; a tag is looked at when it is met for the first time."""

    def __missing__(self, tag: object) -> str:
        namespace, brace, name = tag.rpartition("}") if isinstance(tag, str) else ("?", "", "")
        local = name if namespace + brace in _NAMESPACES else ""
        if local and len(self) < _MOST_NAMES:
            self[tag] = local
        return local


LOCAL = _LocalNames()
#: The same for what rules want to know of lines and for nothing else, so that less is kept.
_LINE_NAME = {namespace + name: name for namespace in _NAMESPACES for name in LINE_NAMES}.get


def local(element: etree._Element) -> str:
    """The local name of an element, "" for foreign ones, comments and processing instructions."""
    return LOCAL[element.tag]


def fields(element: etree._Element | None) -> Fields:
    """The children of an element by local name, the first of each name."""
    if element is None:
        return {}
    found = {LOCAL[child.tag]: child for child in element[::-1]}  # type: ignore[index]  # the stubs know no slices
    found.pop("", None)
    return found


def line_fields(element: etree._Element) -> Fields:
    """The children that rules want to know of a line, its product or its price, the first of each name."""
    found: Fields = {}
    for child in element[:]:  # type: ignore[index]
        name = _LINE_NAME(child.tag)
        if name is not None and name not in found:
            found[name] = child
    return found


def children(element: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """The children of one local name."""
    return iter(()) if element is None else (child for child in element if LOCAL[child.tag] == name)


def text(element: etree._Element | None) -> str:
    """The text of an element without blanks around it, "" if there is none."""
    if element is None:
        return ""
    value = element.text
    if len(element):
        value = "".join(str(part) for part in element.itertext(etree.Element))
    return value.strip(" \t\r\n") if value else ""


def number(element: etree._Element | None) -> Decimal | None:
    """The value of an xs:decimal, None where there is none."""
    return None if element is None else decimal_of(text(element))


def float_number(element: etree._Element | None) -> Decimal | None:
    """The value of an xs:float, None where there is none that can be calculated with."""
    return None if element is None else float_of(text(element))
