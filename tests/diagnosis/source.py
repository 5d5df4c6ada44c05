"""Documents as text with the places of their elements, and edits of that text.

Nothing of the toolkit's own location code is used here, so that the expected lines are an independent opinion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

START_TAG = re.compile(rb"""<(?:[^>"']|"[^"]*"|'[^']*')*>""")
ATTRIBUTE = re.compile(rb"""\s+([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')""")


@dataclass(eq=False)
class Node:
    """An element: its name as written, its namespace, and where its tags stand (byte offsets)."""

    name: str
    namespace: str
    parent: Node | None
    start: int
    content: int
    end_tag: int = 0
    end: int = 0
    prefixes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)

    @property
    def local(self) -> str:
        return self.name.rpartition(":")[2]

    @property
    def tag(self) -> str:
        return f"{{{self.namespace}}}{self.local}"

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child.walk()

    def ancestors(self) -> Iterator[Node]:
        node = self.parent
        while node is not None:
            yield node
            node = node.parent


class Source:
    """The bytes of a document and the tree of its elements."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.root = self._read()

    def _read(self) -> Node:
        stack: list[Node] = []
        roots: list[Node] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            parent = stack[-1] if stack else None
            prefixes = dict(parent.prefixes) if parent else {}
            for key, value in attributes.items():
                if key == "xmlns" or key.startswith("xmlns:"):
                    prefixes[key[6:]] = value
            begin = reader.CurrentByteIndex
            tag = START_TAG.match(self.data, begin)
            assert tag is not None
            namespace = prefixes.get(name.rpartition(":")[0], "")
            node = Node(name, namespace, parent, begin, tag.end(), prefixes=prefixes)
            (parent.children if parent else roots).append(node)
            stack.append(node)

        def end(name: str) -> None:
            node = stack.pop()
            if self.data[node.content - 2 : node.content] == b"/>":
                node.end_tag = node.end = node.content
            else:
                node.end_tag = reader.CurrentByteIndex
                node.end = self.data.index(b">", node.end_tag) + 1

        reader = expat.ParserCreate("utf-8")
        reader.StartElementHandler = start
        reader.EndElementHandler = end
        reader.Parse(self.data, True)
        return roots[0]

    def inner(self, node: Node) -> bytes:
        """What stands between the tags."""
        return self.data[node.content : node.end_tag]

    def outer(self, node: Node) -> bytes:
        """The element as it is written."""
        return self.data[node.start : node.end]

    def head(self, node: Node) -> bytes:
        """The start tag."""
        return self.data[node.start : node.content]

    def attributes(self, node: Node) -> list[tuple[str, int, int]]:
        """Name, start (with the blank before) and end of each attribute, without namespace declarations."""
        found = []
        for match in ATTRIBUTE.finditer(self.data, node.start, node.content):
            name = match[1].decode()
            if not name.startswith(("xmlns", "xsi:")):
                found.append((name, match.start(), match.end()))
        return found


@dataclass(frozen=True)
class Edit:
    """Bytes from ``start`` to ``end`` replaced by ``text``."""

    start: int
    end: int
    text: bytes


@dataclass(frozen=True)
class Anchor:
    """A place: an offset of the original, or (``edit`` given) an offset within what an edit wrote."""

    offset: int
    edit: Edit | None = None


@dataclass(frozen=True)
class Damage:
    """Edits that break a document in one way; ``anchors`` are the places whose line a finding may name."""

    kind: str
    rule: str
    place: Node
    edits: tuple[Edit, ...]
    anchors: tuple[Anchor, ...]


def apply(data: bytes, damages: Sequence[Damage]) -> tuple[bytes, list[set[int]]]:
    """The damaged text, and for each damage the lines that are right."""
    edits = sorted({edit for damage in damages for edit in damage.edits}, key=lambda edit: (edit.start, edit.end))
    parts: list[bytes] = []
    placed: dict[Edit, int] = {}
    shifts: list[tuple[int, int]] = []
    position = length = 0
    for edit in edits:
        assert edit.start >= position, "edits overlap"
        parts.append(data[position : edit.start])
        length += edit.start - position
        placed[edit] = length
        parts.append(edit.text)
        length += len(edit.text)
        position = edit.end
        shifts.append((edit.end, length - edit.end))
    parts.append(data[position:])
    result = b"".join(parts)

    def offset(anchor: Anchor) -> int:
        if anchor.edit is not None:
            return placed[anchor.edit] + anchor.offset
        shift = 0
        for end, by in shifts:
            if end <= anchor.offset:
                shift = by
        return anchor.offset + shift

    lines = [{result.count(b"\n", 0, offset(anchor)) + 1 for anchor in damage.anchors} for damage in damages]
    return result, lines
