"""libxml2's verdict on a document, and what it says of each thing that it refuses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple, cast

from lxml import etree

from ..secure_xml import parser

#: From this size on a document is validated while it is read, so that a flood of errors can be stopped.
#: libxml2 names each error by a path that it counts anew: 70,000 errors in 2 MB cost 40 s otherwise.
_STREAM_FROM = 128 * 1024

#: After so many errors the validation stops and says where.
MAX_ERRORS = 1000

_HEAD = 32 * 1024


class SchemaErrors(NamedTuple):
    """What libxml2 refused, in document order.

    ``read`` is None, or, where the judgement was stopped after MAX_ERRORS, the number of bytes read until then.
    """

    entries: tuple[etree._LogEntry, ...]
    read: int | None = None

    def __bool__(self) -> bool:
        return bool(self.entries) or self.read is not None


class _Flood(Exception):
    pass


class _Chunks:
    """Feeds a parser from bytes and stops it when it has logged too many errors."""

    def __init__(self, data: bytes, reader: etree.XMLParser) -> None:
        self.data = data
        self.reader = reader
        self.offset = 0

    def read(self, size: int) -> bytes:
        if len(self.reader.error_log) > MAX_ERRORS:
            raise _Flood
        start = self.offset
        self.offset += size
        return self.data[start : self.offset]


def is_large(data: bytes) -> bool:
    """Is the document to be read by ``parse_and_judge`` instead of parsed first?"""
    return len(data) >= _STREAM_FROM


def root_tag(data: bytes) -> str | None:
    """The tag of the root element, or None where the bytes are not well-formed up to there."""
    reader = etree.XMLPullParser(("start",), load_dtd=False, no_network=True, resolve_entities=False)
    events = cast("Iterator[tuple[str, etree._Element]]", reader.read_events())
    for start in range(0, len(data), _HEAD):
        try:
            reader.feed(data[start : start + _HEAD])
        except etree.XMLSyntaxError:
            return None
        if (first := next(events, None)) is not None:
            return str(first[1].tag)
    return None


def parse_and_judge(data: bytes, schema: etree.XMLSchema) -> etree._Element | int | None:
    """Parse and validate in one pass: the root of a valid document, None for one that is not valid or not
    well-formed, or, where MAX_ERRORS was passed, the number of bytes read until then."""
    reader = parser(schema=schema)
    chunks = _Chunks(data, reader)
    try:
        return etree.parse(chunks, reader).getroot()  # type: ignore[arg-type]
    except etree.XMLSyntaxError:
        return chunks.offset if len(reader.error_log) > MAX_ERRORS else None
    except _Flood:
        return chunks.offset


def judge(root: etree._Element, schema: etree.XMLSchema) -> SchemaErrors:
    """What libxml2 refuses in a tree."""
    try:
        if schema.validate(root):
            return SchemaErrors(())
    except etree.XMLSchemaValidateError:  # libxml2 gives up on trees with entities
        return SchemaErrors((), read=0)
    return SchemaErrors(tuple(_log(schema)))


def judge_head(data: bytes, size: int, schema: etree.XMLSchema) -> tuple[etree._Element | None, SchemaErrors]:
    """What libxml2 refuses in the first ``size`` bytes of a well-formed document, with the root of that part.

    Errors that come only from the cut (elements that miss what follows it) are left out.
    """
    reader = etree.XMLPullParser(
        ("start", "end"), load_dtd=False, no_network=True, resolve_entities=False, huge_tree=False
    )
    reader.feed(data[:size])
    cut_open: list[etree._Element] = []
    root: etree._Element | None = None
    for event, element in cast("Iterator[tuple[str, etree._Element]]", reader.read_events()):
        root = element if root is None else root
        if event == "start":
            cut_open.append(element)
        else:
            cut_open.pop()
    if root is None:
        return None, SchemaErrors((), size)
    tree = root.getroottree()
    cut_paths = [tree.getpath(element) for element in cut_open]
    schema.validate(root)
    entries = (entry for entry in _log(schema) if not _from_cut(entry, cut_paths))
    return root, SchemaErrors(tuple(islice(entries, MAX_ERRORS)), size)


def _from_cut(entry: etree._LogEntry, cut_paths: list[str]) -> bool:
    """Does the error come only from the cut: an open element that misses children, the last one half a text?"""
    if entry.path not in cut_paths:
        return False
    return "Missing child element" in entry.message or (
        entry.path == cut_paths[-1] and "SCHEMAV_CVC_COMPLEX" not in entry.type_name
    )


def _log(schema: etree.XMLSchema) -> list[etree._LogEntry]:
    return list(cast("Iterable[etree._LogEntry]", schema.error_log))
