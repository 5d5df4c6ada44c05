"""Canonical XML (C14N 2.0) of what counts: without comments and blanks between elements where only elements stand."""

from __future__ import annotations

from typing import cast

from lxml import etree

from opentrans.model.plan import Plan, plan_named
from opentrans.model.shape import class_name_of
from opentrans.names import XSI
from opentrans.secure_xml import parser

_TYPE = f"{{{XSI}}}type"
_BLANK = " \t\r\n"


def canonical(data: bytes | etree._Element) -> str:
    """The canonical XML of an element of the model: prefixes rewritten, those in xsi:type too.

    Where the schema has only elements, comments and blanks do not count; in a text comments do not count either. What
    the schema leaves open (UDX, the mixed parts of signatures) counts as it stands, comments and blanks included.
    """
    root = etree.fromstring(data if isinstance(data, bytes) else etree.tostring(data, encoding="utf-8"), parser())
    tidy(root, plan_named(class_name_of(str(root.tag))))
    for element in root.iter(etree.Element):
        if (name := element.get(_TYPE)) is not None:
            prefix, _, local = name.rpartition(":")
            element.set(_TYPE, f"{{{element.nsmap.get(prefix or None)}}}{local}")
    return cast("str", etree.canonicalize(root, with_comments=True, rewrite_prefixes=True))


def tidy(element: etree._Element, plan: Plan) -> None:
    """Take out the comments and blanks that do not count."""
    if plan.open is not None:
        typed = plan.typed_children()
        for child in element:
            if child.tag in typed:
                tidy(child, plan_named(typed[str(child.tag)]))
        return
    etree.strip_tags(element, etree.Comment)
    if plan.text is not None:
        return
    element.text = _solid(element.text)
    for child in element:
        child.tail = _solid(child.tail)
        field = plan.by_tag.get(str(child.tag))
        if field is None:
            continue
        for inner in field.plan.children if field.slot.group else [field]:
            if inner.tag == child.tag and inner.simple is None:
                tidy(child, inner.plan)


def _solid(text: str | None) -> str | None:
    return None if text is None or not text.strip(_BLANK) else text
