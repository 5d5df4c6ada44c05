"""A document as its text: start tags, end tags and what stands between them, each piece as it was written.

Writing the pieces again gives the very same bytes; only what a repair touches is written anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape

from ...secure_xml import encoding_of

_MARKS = (
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xef\xbb\xbf", "utf-8"),
)
_TAG = re.compile(rb"""<(?:[^>"']|"[^"]*"|'[^']*')*>""")
_NAME = re.compile(rb"</?([^\s/>]+)")
_ATTRIBUTE = re.compile(rb"""(\s+)([^\s=/>]+)(\s*=\s*)("[^"]*"|'[^']*')""")
_PIECE = re.compile(rb"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(.*?)\]\]>|[^<]+", re.DOTALL)
_REFERENCE = re.compile(r"&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|(amp|lt|gt|quot|apos));")
_PREDEFINED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def unescape(text: str) -> str:
    """A text with its character references and the five entities of XML resolved."""

    def character(found: re.Match[str]) -> str:
        if found[3]:
            return _PREDEFINED[found[3]]
        return chr(int(found[1], 16) if found[1] else int(found[2]))

    return _REFERENCE.sub(character, text)


class Encoding(NamedTuple):
    """How a document's text became bytes: the byte order mark (or nothing), and the codec."""

    mark: bytes
    codec: str

    def bytes_of(self, text: bytes) -> bytes:
        """A text in UTF-8 as bytes of the document; characters that the codec lacks become references."""
        return self.mark + text.decode("utf-8").encode(self.codec, "xmlcharrefreplace")


def read_encoding(data: bytes) -> tuple[Encoding, bytes] | None:
    """The encoding of a document and its text in UTF-8; None where encoding it again gives other bytes."""
    mark, codec = next((pair for pair in _MARKS if data.startswith(pair[0])), (b"", ""))
    encoding = Encoding(mark, codec or encoding_of(data))
    try:
        text = data[len(mark) :].decode(encoding.codec).encode("utf-8")
        return (encoding, text) if encoding.bytes_of(text) == data else None
    except (LookupError, ValueError):
        return None


@dataclass(slots=True, eq=False)
class Node:
    """An element: its tags as written, its children, and the texts before, between and behind them.

    ``end`` is empty where the start tag is the only one; ``line`` is that of the start tag in the document as it
    came; there is one text more than children.
    """

    start: bytes
    line: int
    parent: Node | None
    end: bytes = b""
    texts: list[bytes] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name as written, prefix included."""
        found = _NAME.match(self.start)
        assert found is not None
        return found[1].decode()

    @property
    def prefix(self) -> str:
        """What stands before the colon of the name."""
        return self.name.rpartition(":")[0]

    def rename(self, name: str) -> None:
        """Write another name into both tags."""
        old, new = self.name.encode(), name.encode()
        self.start = b"<" + new + self.start[1 + len(old) :]
        if self.end:
            self.end = b"</" + new + self.end[2 + len(old) :]

    def attributes(self) -> dict[str, str]:
        """The attributes by their names as written, namespace declarations too."""
        return {found[2].decode(): unescape(found[4][1:-1].decode()) for found in _ATTRIBUTE.finditer(self.start)}

    def set_attribute(self, name: str, value: str) -> None:
        """Write an attribute: in the place and the quotes of the one that is there, or as the last."""
        for found in _ATTRIBUTE.finditer(self.start):
            if found[2].decode() == name:
                mark = found[4][:1]
                new = escape(value, {'"': "&quot;", "'": "&apos;"}).encode()
                self.start = self.start[: found.start(4)] + mark + new + mark + self.start[found.end(4) :]
                return
        last = max((found.end() for found in _ATTRIBUTE.finditer(self.start)), default=1 + len(self.name.encode()))
        new = f' {name}="{escape(value, {chr(34): "&quot;"})}"'.encode()
        self.start = self.start[:last] + new + self.start[last:]

    def drop_attribute(self, name: str) -> None:
        """Take out an attribute with the blanks before it."""
        for found in _ATTRIBUTE.finditer(self.start):
            if found[2].decode() == name:
                self.start = self.start[: found.start()] + self.start[found.end() :]
                return

    def declarations(self) -> dict[str, str]:
        """The namespaces that the start tag declares, by prefix ("" is the default)."""
        if b"xmlns" not in self.start:
            return {}
        return {
            name[6:]: uri for name, uri in self.attributes().items() if name == "xmlns" or name.startswith("xmlns:")
        }

    def walk(self) -> Iterator[Node]:
        """The element and all below it, in the order of their start tags."""
        yield self
        for child in self.children:
            yield from child.walk()

    def pieces(self) -> Iterator[bytes]:
        """What is written, piece by piece."""
        yield self.start
        for text, child in zip(self.texts, self.children, strict=False):
            yield text
            yield from child.pieces()
        yield self.texts[-1]
        yield self.end


@dataclass(slots=True)
class Text:
    """A document in pieces: what stands before the root element, the root, and what stands behind it."""

    before: bytes
    root: Node
    behind: bytes

    def written(self) -> bytes:
        """The text in UTF-8."""
        return b"".join((self.before, *self.root.pieces(), self.behind))

    def nodes(self) -> list[Node]:
        """All elements, in the order of their start tags."""
        return list(self.root.walk())


def read_text(text: bytes) -> Text | None:
    """A text in UTF-8 in pieces; None where expat refuses what libxml2 takes (XML 1.1)."""
    stack: list[Node] = []
    roots: list[Node] = []
    first = place = line = counted = 0

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal first, place, line, counted
        begin = reader.CurrentByteIndex
        tag = _TAG.match(text, begin)
        assert tag is not None
        line += text.count(b"\n", counted, begin)
        counted = begin
        parent = stack[-1] if stack else None
        node = Node(tag[0], line + 1, parent)
        if parent is not None:
            parent.texts.append(text[place:begin])
            parent.children.append(node)
        else:
            roots.append(node)
            first = begin
        stack.append(node)
        place = tag.end()

    def end(name: str) -> None:
        nonlocal place
        node = stack.pop()
        if node.start.endswith(b"/>"):
            node.texts.append(b"")
            return
        begin = reader.CurrentByteIndex
        node.texts.append(text[place:begin])
        place = text.index(b">", begin) + 1
        node.end = text[begin:place]

    reader = expat.ParserCreate("utf-8")
    reader.StartElementHandler = start
    reader.EndElementHandler = end
    try:
        reader.Parse(text, True)
    except expat.ExpatError:
        return None
    return Text(text[:first], roots[0], text[place:])


def comments(text: bytes) -> list[bytes]:
    """The comments and processing instructions of a text."""
    return [piece[0] for piece in _PIECE.finditer(text) if piece[0].startswith((b"<!--", b"<?"))]


def with_value(text: bytes, value: str) -> bytes:
    """A text that says ``value``; comments in it stay, and so does the spelling if only blanks go."""
    pieces = [piece[0] for piece in _PIECE.finditer(text)]
    words = [number for number, piece in enumerate(pieces) if not piece.startswith((b"<!--", b"<?"))]
    if len(words) == 1 and not pieces[words[0]].startswith(b"<!"):
        bare = pieces[words[0]].decode().strip(" \t\r\n\u00a0\u2007\u202f\ufeff")
        new = bare if unescape(bare) == value else escape(value)
    else:
        new = escape(value)
    first = next((number for number in words if pieces[number].strip()), words[0] if words else 0)
    for number in words:
        pieces[number] = new.encode() if number == first else b""
    return b"".join(pieces) if words else new.encode() + text
