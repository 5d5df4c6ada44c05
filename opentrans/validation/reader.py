"""From bytes to a tree: the secure way in, and the findings of the xml layer."""

from __future__ import annotations

import os
import re
import threading
from dataclasses import dataclass, replace
from io import BytesIO, FileIO
from typing import BinaryIO, cast

from lxml import etree

from ..errors import SourceError
from ..secure_xml import decode, parser, split_at_doctype
from .findings import Excerpt, Finding

#: Documents larger than this many bytes are refused unless the caller allows more (a judgement takes about 8 bytes of
#: memory for each byte of the document).
MAX_SIZE = 32 * 1024 * 1024

_CHUNK = 1 << 20
_START = 64
_AROUND = 160
_BLANK = b" \t\r\n\0"
_WINDOW = 1 << 15
_MAX_ATTRIBUTES = 1000
_START_TAG = rb"""<[^!?/](?:[^>"']++|"[^"]*+"|'[^']*+')*+>"""
_own = threading.local()


@dataclass(frozen=True, slots=True)
class Source:
    """A document as it came in: its bytes (cut behind the size limit), and the path if it has one."""

    data: bytes
    path: str | None
    too_large: bool = False


def read_source(source: str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO, max_size: int) -> Source:
    """The bytes of a path, bytes or a binary stream; at most ``max_size`` of them are taken in.

    Raises SourceError where a path cannot be opened or a stream not read, TypeError for anything else.
    """
    if isinstance(source, bytes | bytearray | memoryview):
        return Source(bytes(source), None, len(source) > max_size)
    if isinstance(source, str | os.PathLike):
        path = os.fspath(source)
        if path.lstrip("\ufeff \t\r\n").startswith("<"):
            raise TypeError("XML as text is not taken, since its encoding is lost: pass bytes, or a path")
        try:
            with open(path, "rb", buffering=0) as stream:
                # read() alone would set aside max_size bytes for every file
                expected = min(os.fstat(stream.fileno()).st_size, max_size) + 1
                data = stream.read(expected)
                if data and len(data) == expected <= max_size:
                    data += _drain(stream, max_size - len(data))
        except (OSError, ValueError) as error:
            raise SourceError(path, getattr(error, "strerror", None) or str(error)) from error
    else:
        if not hasattr(source, "read"):
            raise TypeError(
                f"a document is a path, bytes, a binary stream or an lxml tree, not {type(source).__name__}"
            )
        data = _drain(source, max_size)
        name = getattr(source, "name", None)
        return Source(data, name if isinstance(name, str) else None, len(data) > max_size)
    return Source(data, path, len(data) > max_size)


def _drain(stream: BinaryIO | FileIO, max_size: int) -> bytes:
    held = BytesIO()
    while held.tell() <= max_size:
        try:
            chunk = stream.read(min(_CHUNK, max_size + 1 - held.tell()))
        except OSError as error:
            raise SourceError(str(getattr(stream, "name", "stream")), error.strerror or str(error)) from error
        if isinstance(chunk, str):
            raise TypeError("a stream of text is not taken, since its encoding is lost: open it in binary mode")
        if not chunk:
            break
        held.write(chunk)
    return held.getvalue()


def refusal(source: Source, max_size: int) -> Finding | None:
    """Why the bytes are not even parsed: too large, empty, another kind of file, or a DTD."""
    data = source.data
    if source.too_large:
        return _finding(
            "xml/too-large",
            f"the file is larger than the limit of {max_size:,} bytes",
            "Send attachments as links (MIME_SOURCE) instead of embedding them, or raise the limit (--max-size).",
        )
    if not data[:_START].strip(_BLANK) and not data.strip(_BLANK):
        return _finding("xml/not-well-formed", "the file is empty", "Export the document again.")
    for start, kind in (
        (b"PK\x03\x04", "a ZIP archive (or an Office file)"),
        (b"%PDF", "a PDF"),
        (b"\x1f\x8b", "a gzip file"),
    ):
        if data.startswith(start):
            return _finding(
                "xml/not-well-formed", f"this is {kind}, not XML", "Unpack or export it as XML first.", line=1
            )
    if (attributes := _attribute_flood(data)) is not None:
        return _finding(
            "xml/too-large",
            f"an element has more than {_MAX_ATTRIBUTES:,} attributes",
            "No openTRANS element has more than a few; look at the program that wrote the file.",
            line=data.count(b"\n", 0, attributes) + 1,
        )
    if (parts := split_at_doctype(data)) is not None:
        before = parts[0]
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace").removeprefix("\ufeff")) + 1
        return dtd_finding(before.count(b"\n") + 1, column)
    return None


def dtd_finding(line: int | None = None, column: int | None = None) -> Finding:
    """The finding for a document with a DTD."""
    return _finding(
        "xml/forbidden-dtd",
        "the document has a DOCTYPE (DTD); it is not read, as DTDs can fetch files and fill the memory",
        "Remove the <!DOCTYPE …> declaration; openTRANS needs none.",
        line,
        column,
    )


def _attribute_flood(data: bytes) -> int | None:
    """Where a start tag with absurdly many attributes begins: libxml2 needs seconds and much memory for each.

    Such a tag covers a whole window of the file in which no other tag begins, so only those windows are looked at.
    """
    seen = -1
    for start in range(0, len(data), _WINDOW):
        if data.find(b"<", start, start + _WINDOW) >= 0:
            continue
        begin = data.rfind(b"<", 0, start)
        if begin in (seen, -1):
            continue
        seen = begin
        tag = re.compile(_START_TAG).match(data, begin)
        if tag and tag.end() > start and tag[0].count(b"=") > _MAX_ATTRIBUTES:
            values = sum(1 for _ in re.finditer(rb"=[\s\0]*+(?:\"[^\"]*+\"|'[^']*+')", tag[0]))
            if values > _MAX_ATTRIBUTES:
                return begin
    return None


def parse(data: bytes) -> etree._Element | Finding:
    """The root element, or the finding that says why the bytes are no well-formed XML within the limits."""
    own = getattr(_own, "parser", None)
    if own is None:
        own = _own.parser = parser()
    try:
        return etree.fromstring(data, own)
    except etree.XMLSyntaxError as error:
        return _syntax_finding(error, data)
    except (ValueError, LookupError, AssertionError) as error:
        return _finding("xml/not-well-formed", f"the bytes cannot be read as XML: {error}", "Save the file as UTF-8.")


def _syntax_finding(error: etree.XMLSyntaxError, data: bytes) -> Finding:
    reason = (error.msg or "not well-formed").split(", line ")[0].strip()
    line, column = error.position
    lowered = reason.lower()
    if "depth" in lowered:
        rule, message, hint = (
            "xml/too-deep",
            "elements are nested deeper than libxml2 allows (256 levels)",
            "No openTRANS document needs this; look at the program that wrote the file.",
        )
    elif "huge" in lowered or "too big" in lowered or "limit exceeded" in lowered or "too long" in lowered:
        rule, message, hint = (
            "xml/too-large",
            f"a single text, attribute or name is larger than 10 MB ({reason})",
            "Send large attachments as links (MIME_SOURCE) instead of embedding them.",
        )
    elif (
        "encoding" in lowered
        or "not proper utf-8" in lowered
        or "invalid bytes" in lowered
        or "input conversion" in lowered
    ):
        rule, message, hint = (
            "xml/not-well-formed",
            f"the bytes do not fit the encoding of the file ({reason})",
            "Save the file as UTF-8, or declare the encoding that it has, on Windows mostly:"
            ' <?xml version="1.0" encoding="windows-1252"?>.',
        )
    else:
        reason = _SYNTAX_REASONS.get(reason, reason)
        rule, message = "xml/not-well-formed", f"not well-formed XML: {reason}"
        hint = _SYNTAX_HINTS.get(cast("int", getattr(error, "code", 0)), "Open the file at this place in an editor.")
    if not line or not column:
        return _finding(rule, message, hint, line=line or None)
    shown = _excerpt(data, line, column)
    if shown is None:
        return _finding(rule, message, hint, line)
    return replace(_finding(rule, message, hint, line, shown[0]), excerpt=shown[1])


def _excerpt(data: bytes, line: int, column: int) -> tuple[int, Excerpt] | None:
    """The part of a source line around a column and the column that is marked, as far as the bytes can be shown."""
    text = decode(data)
    text = data.decode("utf-8", "replace") if text is None else text
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
        if start == 0:
            return None
    end = text.find("\n", start)
    spot = start + column - 1
    if spot > (len(text) if end < 0 else end):
        return None
    first = max(start, spot - _AROUND)
    shown = text[first : min(len(text) if end < 0 else end, spot + _AROUND)].rstrip("\r")
    at = min(spot - first, len(shown) - 1)
    return (first - start + at + 1, Excerpt(shown, at, at + 1)) if shown else None


_SYNTAX_REASONS = {
    "xmlParseEntityRef: no name": "an & that begins no entity",
    "StartTag: invalid element name": "a < that begins no tag",
}
_SYNTAX_HINTS = {
    64: "Remove what stands before <?xml: not even a blank or an empty line may come first.",
    201: "Declare the prefix on the root element, for BMEcat like this: "
    'xmlns:bmecat="http://www.bmecat.org/bmecat/2005".',
    68: "Write & as &amp; and < as &lt; in texts.",
    26: "Write & as &amp; in texts; entities such as &auml; are not defined in XML, write the character itself.",
    76: "The tag that is closed here is not the one that was opened last; look for a missing end tag above.",
    77: "The file ends too early; export it again, or look for a missing end tag.",
    5: "There is something after the end of the document; one file holds one document.",
    9: "Remove the control character; XML does not allow it.",
}


def _finding(rule: str, message: str, hint: str | None, line: int | None = None, column: int | None = None) -> Finding:
    return Finding(rule, "error", "xml", line, column, None, message, hint)
