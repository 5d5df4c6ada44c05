"""When two documents say the same, whoever wrote them down and however they are spelled."""

from __future__ import annotations

import hashlib

from lxml import etree

from .names import OPENTRANS, XSI
from .secure_xml import parser, split_at_doctype

_MADE_AT = f"{{{OPENTRANS}}}GENERATION_DATE"
_TYPE = f"{{{XSI}}}type"

#: More of them cost a time that grows with their square, and no document needs them.
_ATTRIBUTES = 1000
_NAMESPACES = 100


def content_hash(data: bytes, *, elements: int | None = None) -> str:
    """SHA-256, in hexadecimal, of what a document says: its canonical XML (C14N 2.0) without GENERATION_DATE.

    Spelling does not count: encoding, prefixes, order of attributes, comments, blanks around texts and between
    elements. Everything else does.

    Args:
        data: the document's bytes.
        elements: so many are taken at most (a million take about 10 s); None for any number.

    Raises ValueError for what is no well-formed XML, has a document type declaration, more than ``elements`` elements,
    more than 1,000 attributes in one element, or more than 100 namespaces where an ``xsi:type`` names one.
    """
    if split_at_doctype(data) is not None:
        raise ValueError("the document has a document type declaration, which is not read")
    try:
        root = etree.fromstring(data, parser())
    except (etree.XMLSyntaxError, LookupError, AssertionError) as error:
        raise ValueError(f"not well-formed XML: {error}") from None
    for count, element in enumerate(root.iter(etree.Element), 1):
        if elements is not None and count > elements:
            raise ValueError(f"the document has more than {elements:,} elements")
        if len(element.attrib) > _ATTRIBUTES:
            raise ValueError(f"the element in line {element.sourceline} has more than {_ATTRIBUTES:,} attributes")
        if (name := element.get(_TYPE)) is not None:
            if len(namespaces := element.nsmap) > _NAMESPACES:
                raise ValueError(f"the element in line {element.sourceline} has more than {_NAMESPACES} namespaces")
            prefix, _, local = name.strip().rpartition(":")
            element.set(_TYPE, f"{{{namespaces.get(prefix or None)}}}{local}")
    canonical = etree.canonicalize(root, strip_text=True, rewrite_prefixes=True, exclude_tags=[_MADE_AT])
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def same_document(one: bytes, other: bytes) -> bool:
    """Do two documents say the same? As ``content_hash``, with its errors."""
    return one == other or content_hash(one) == content_hash(other)
