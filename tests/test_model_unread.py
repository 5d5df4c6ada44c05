"""Of a damaged document everything is read or named as unread; drawn, not listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

import opentrans
from opentrans.model.plan import Plan, plan_named
from opentrans.model.shape import class_name_of
from opentrans.model.writing import write_document
from opentrans.names import BMECAT, OPENTRANS, XSI
from opentrans.testing import documents
from opentrans.validation.location import ElementPaths
from tests.model.canonical import tidy

#: What something is (an element, an attribute, a text), and the element it stands at.
Piece = tuple[tuple[str, ...], str]

_TEXTS = ("", "x", "1,5", " 1 ", "TRUE", "\u00a0", "vat", "2026-02-30", "x" * 300, "1e5", "=")
_NAMES = (f"{{{OPENTRANS}}}REMARKS", f"{{{BMECAT}}}NAME", "{urn:x}y", "z", f"{{{OPENTRANS}}}QUANTITY")
_ATTRIBUTES = ("type", "lang", "more", "{urn:x}y", f"{{{XSI}}}nil", f"{{{XSI}}}schemaLocation")
_WAYS = ("remove", "double", "move", "rename", "text", "attribute", "between", "insert", "first")


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A valid document with a few changes that may make it invalid."""
    root = etree.fromstring(draw(documents()))
    for _ in range(draw(st.integers(1, 4))):
        inner = list(root.iterdescendants(etree.Element))
        picked = inner[draw(st.integers(0, 10**6)) % len(inner)]
        way, text, name = draw(st.tuples(st.sampled_from(_WAYS), st.sampled_from(_TEXTS), st.sampled_from(_NAMES)))
        _damage(picked, way, text, name, draw(st.sampled_from(_ATTRIBUTES)))
    return etree.tostring(root, encoding="utf-8")


def _damage(picked: etree._Element, way: str, text: str, name: str, attribute: str) -> None:
    parent = picked.getparent()
    assert parent is not None
    if way == "remove":
        parent.remove(picked)
    elif way == "double":
        picked.addnext(deepcopy(picked))
    elif way == "move":
        (parent.getparent() if parent.getparent() is not None else parent).append(picked)  # type: ignore[union-attr]
    elif way == "first":
        parent.insert(0, picked)
    elif way == "rename":
        picked.tag = name
    elif way == "text":
        picked.text = text
    elif way == "between":
        picked.tail = text
    elif way == "attribute":
        picked.set(attribute, text)
    else:
        etree.SubElement(picked, name).text = text


@settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(damaged())
def test_everything_is_read_or_said_to_be_unread(data: bytes) -> None:
    root = etree.fromstring(data)
    document = opentrans.load(data, strict=False)
    unread = {one.path for one in document.unread}
    before = list(_pieces(root))
    missing = Counter(what for what, _ in before)
    missing.subtract(what for what, _ in _pieces(etree.fromstring(write_document(document))))
    for what, number in missing.items():
        said = sum(one == what and _is_said(what, path, unread) for one, path in before)
        assert 0 <= number <= said, (what, number, said, document.unread)


def _is_said(what: tuple[str, ...], path: str, unread: set[str]) -> bool:
    return any(
        path == one or path.startswith(f"{one}/") or (what[0] == "open" and one.startswith(path)) for one in unread
    )


def _pieces(root: etree._Element) -> Iterator[Piece]:
    """All that a document holds, but for comments and blanks between elements."""
    return _inside(root, plan_named(class_name_of(str(root.tag))), ElementPaths())


def _inside(element: etree._Element, plan: Plan | None, paths: ElementPaths) -> Iterator[Piece]:
    path, tag = paths.of(element), str(element.tag)
    if plan is not None and plan.open is not None:
        alone = deepcopy(element)
        alone.tail = None
        tidy(alone, plan)
        yield ("open", etree.canonicalize(alone, with_comments=True, rewrite_prefixes=True)), path
        return
    yield ("element", tag), path
    yield from (((tag, str(name), str(text)), path) for name, text in element.attrib.items())
    texts = [element.text or "", *(child.tail or "" for child in element)]
    if plan is None or plan.text is not None:
        yield (tag, "".join(texts)), path
    else:
        yield from (((tag, text), path) for text in texts if text.strip(" \t\r\n"))
    for child in element.iterchildren(etree.Element):
        yield from _inside(child, None if plan is None else _plan_of(plan, str(child.tag)), paths)


def _plan_of(plan: Plan, tag: str) -> Plan | None:
    field = plan.by_tag.get(tag)
    if field is None:
        return None
    if field.slot.group:
        field = next(one for one in field.plan.children if one.tag == tag)
    return None if field.simple is not None else field.plan
