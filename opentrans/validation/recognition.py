"""Which of the ten documents a root element starts."""

from __future__ import annotations

from functools import cache

from lxml import etree

from ..names import DOCUMENT_ID_PATHS, DOCUMENTS


def document_type(root: etree._Element) -> str | None:
    """The local name of the root if it is one of the ten documents', whatever its namespace."""
    name = root.tag.rpartition("}")[2]
    return name if name in DOCUMENTS else None


def document_id(root: etree._Element, kind: str) -> str | None:
    """The number by which people know the document."""
    found = root
    for tag in _id_tags(root.tag.rpartition("}")[0], kind):
        child = next(found.iterchildren(tag), None)
        if child is None:
            return None
        found = child
    return (found.text or "").strip() or None


@cache
def _id_tags(namespace: str, kind: str) -> tuple[str, ...]:
    before = namespace + "}" if namespace else ""
    return tuple(before + step for step in DOCUMENT_ID_PATHS[kind].split("/"))
