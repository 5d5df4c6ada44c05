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
    namespace = root.tag.rpartition("}")[0] + "}" if root.tag[0] == "{" else ""
    return (root.findtext(_id_path(namespace, kind)) or "").strip() or None


@cache
def _id_path(namespace: str, kind: str) -> str:
    return "/".join(namespace + step for step in DOCUMENT_ID_PATHS[kind].split("/"))
