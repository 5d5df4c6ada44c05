"""Reading XML that somebody else wrote: no DTD, no entities, no network, libxml2's limits left on."""

from __future__ import annotations

import re

from lxml import etree

_UTF = (
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\xfe\xff", "utf-16"),
    (b"\xff\xfe", "utf-16"),
    (b"\x00<\x00", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
)
_DECLARATION = rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][\w.:-]*)["']"""
_ENCODING = rb"""\A(<\?xml[^>]{0,400}?)\s{1,400}encoding\s{0,400}=\s{0,400}["'][^"']{0,400}["']"""
_BEFORE_ROOT = rb"(?s)(?:\xef\xbb\xbf)?+(?:\s++|<\?.*?\?>|<!--.*?-->)*+"
_DOCTYPE_PART = rb"""(?s)<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|"[^"]*+"?|'[^']*+'?|[\[\]>]"""


def parser(*, schema: etree.XMLSchema | None = None, collect_ids: bool = False) -> etree.XMLParser:
    """A parser for hostile documents; with ``schema`` it validates while it reads."""
    return etree.XMLParser(
        schema=schema,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        no_network=True,
        resolve_entities=False,
        huge_tree=False,
        recover=False,
        collect_ids=collect_ids,
    )


def encoding_of(data: bytes) -> str:
    """The encoding that a document's first bytes announce, as XML says (BOM, then declaration, then UTF-8)."""
    for start, encoding in _UTF:
        if data.startswith(start):
            return encoding
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    declared = re.match(_DECLARATION, data[:400])
    return declared[1].decode("ascii") if declared else "utf-8"


def decode(data: bytes) -> str | None:
    """The text of a document, line breaks as they stand; None where Python cannot decode it."""
    try:
        text = data.decode(encoding_of(data))
    except (LookupError, UnicodeError, ValueError):
        return None
    return text


def split_at_doctype(data: bytes) -> tuple[bytes, bytes] | None:
    """What stands before and behind a document type declaration, or None where there is none.

    Only what stands before the root element is looked at: a DOCTYPE can be nowhere else. UTF-16 and UTF-32 come back
    as UTF-8, without the encoding in the XML declaration.
    """
    if b"\0" in data[:4] or data[:2] in (b"\xfe\xff", b"\xff\xfe"):
        text = data.decode(encoding_of(data), "replace").removeprefix("\ufeff")
        data = re.sub(_ENCODING, rb"\1", text.encode("utf-8", "replace"), count=1)
    if b"!DOCTYPE" not in data:
        return None
    before = re.match(_BEFORE_ROOT, data)
    start = before.end() if before else 0
    if not data.startswith(b"<!DOCTYPE", start):
        return None
    depth = 0
    for part in re.compile(_DOCTYPE_PART).finditer(data, start):
        depth += {b"[": 1, b"]": -1}.get(part[0], 0)
        if part[0] == b">" and depth <= 0:
            return data[:start], data[part.end() :]
    return data[:start], b""
