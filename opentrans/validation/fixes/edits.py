"""Edits of a document's text: what a repair does to the pieces.

An element travels with the lines before it (blanks and comments), and with a comment behind it on its last line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .namespaces import bind
from .source import Node, Text, comments, with_value

_COMMENT_BEHIND = re.compile(rb"[ \t]*<!--(?:(?!-->)[^\n])*-->[ \t]*(?=\r?\n)")


@dataclass(frozen=True, slots=True)
class SetText:
    """Write another value into an element that holds a text."""

    value: str


@dataclass(frozen=True, slots=True)
class SetAttribute:
    """Write an attribute; ``name`` as in ``element.attrib``."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class DropAttribute:
    """Take an attribute out; ``name`` as in ``element.attrib``."""

    name: str


@dataclass(frozen=True, slots=True)
class Drop:
    """Take the element out; comments in it stay."""


@dataclass(frozen=True, slots=True)
class Reorder:
    """Put the children of the element in another order; ``order`` holds their numbers."""

    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Bind:
    """Let elements (by number in the document) stand in these namespaces; ``names`` are in Clark notation."""

    names: Mapping[int, str]


Edit = SetText | SetAttribute | DropAttribute | Drop | Reorder | Bind


@dataclass(frozen=True, slots=True)
class Repair:
    """An edit of the element with ``number``, and the rule whose findings it mends.

    ``notes`` say what it does, in words: each with the number of the element that it is about.
    """

    number: int
    edit: Edit
    rule: str
    notes: tuple[tuple[int, str], ...]

    @property
    def kind(self) -> str:
        """What tells two repairs of the same element apart."""
        name = self.edit.name if isinstance(self.edit, SetAttribute | DropAttribute) else ""
        return f"{type(self.edit).__name__} {name}"


_TURNS: tuple[type, ...] = (SetText, SetAttribute, DropAttribute, Bind, Reorder, Drop)


def apply_repairs(text: Text, repairs: Iterable[Repair]) -> None:
    """Make repairs of the elements of a text, numbered as they begin."""
    nodes = text.nodes()
    for repair in sorted(repairs, key=lambda one: _TURNS.index(type(one.edit))):
        _apply(nodes, nodes[repair.number], repair.edit)


def _apply(nodes: Sequence[Node], node: Node, edit: Edit) -> None:
    match edit:
        case SetText(value):
            node.texts = [with_value(b"".join(node.texts), value)]
        case SetAttribute(name, value):
            node.set_attribute(_written(node, name), value)
        case DropAttribute(name):
            node.drop_attribute(_written(node, name))
        case Bind(names):
            bind(nodes, names)
        case Reorder(order):
            _reorder(node, order)
        case Drop():
            _drop(node)


def _written(node: Node, name: str) -> str:
    """An attribute's name as the start tag writes it."""
    namespace, _, local = name.rpartition("}")
    if not namespace:
        return name
    for written in node.attributes():
        prefix, colon, after = written.partition(":")
        if colon and after == local and _uri(node, prefix) == namespace[1:]:
            return written
    return local


def _uri(node: Node | None, prefix: str) -> str | None:
    while node is not None:
        if prefix in (declared := node.declarations()):
            return declared[prefix]
        node = node.parent
    return "http://www.w3.org/XML/1998/namespace" if prefix == "xml" else None


def _reorder(node: Node, order: Sequence[int]) -> None:
    behind = [b"", *(_behind(text) for text in node.texts[1:])]
    before = [text[len(cut) :] for text, cut in zip(node.texts, behind, strict=True)]
    texts, children = [], []
    last = b""
    for number in order:
        texts.append(last + before[number])
        children.append(node.children[number])
        last = behind[number + 1]
    node.texts = [*texts, last + before[-1]]
    node.children = children


def _behind(text: bytes) -> bytes:
    """The part of a text that belongs to the element before it: a comment on the same line."""
    found = _COMMENT_BEHIND.match(text)
    return found[0] if found else b""


def _drop(node: Node) -> None:
    parent = node.parent
    assert parent is not None
    at = parent.children.index(node)
    before, behind = parent.texts[at], parent.texts[at + 1]
    own = _behind(before) if at else b""
    blank = re.match(rb"\s*", before[len(own) :])
    assert blank is not None
    kept = comments(before[len(own) :])
    for inner in node.walk():
        kept += [comment for text in inner.texts for comment in comments(text)]
    parent.texts[at : at + 2] = [own + b"".join(blank[0] + comment for comment in kept) + behind]
    del parent.children[at]
