r"""Texts for the patterns of XSD.

Only the shape of a pattern is read here (branches, groups, quantifiers). Which characters ``\w`` or ``[A-Z|0-9]``
stand for is asked of libxml2; whether it takes the whole text, the caller asks it again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from lxml import etree

from ..schema.kinds import is_valid, restriction_of, value_schema

#: Characters to choose from: letters, digits, symbols and marks of several scripts, blanks, punctuation.
_CHARACTERS = (
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    "äöüßÄÖÜéñłÅøØœðЖяΩλאبحक中文字あア한ªº"
    "٣५²½ⅷ①𝟘$+<=>|~^`€¢©°±→∑☃😀🜁𐍈𠀀\u0301\u200d\u00ad"
    "!\"#%&'()*,-./:;?@[\\]_{}§¶«»\u2014… \t\n\r\u00a0\u2003\u2028"
)
#: Quantifiers without upper bound, and wide ones, are drawn up to so many more than their lower bound.
_MORE = 12
_TOKEN = re.compile(r"\\[pP]\{[^}]*\}|\\.|.", re.DOTALL)
_QUANTIFIER = re.compile(r"\?|\*|\+|\{(\d+)(?:(,)(\d*))?\}")


class _Unreadable(Exception):
    pass


@dataclass(frozen=True, slots=True)
class Shape:
    """A strategy for a piece of a pattern; ``words`` are the fixed texts that it may be, ``chars`` the characters."""

    strategy: SearchStrategy[str]
    words: tuple[str, ...] = ()
    chars: str = ""


def shape_of(pattern: str) -> Shape | None:
    """What is known of the texts of a pattern, or None where it cannot be read or nothing fits it."""
    try:
        shape, rest = _branches(_TOKEN.findall(pattern), 0)
    except (_Unreadable, RecursionError):
        return None
    return shape if rest == len(_TOKEN.findall(pattern)) else None


def _branches(tokens: list[str], at: int) -> tuple[Shape, int]:
    found = []
    while True:
        branch, at = _branch(tokens, at)
        found.append(branch)
        if at == len(tokens) or tokens[at] != "|":
            return _any_of(found), at
        at += 1


def _any_of(branches: list[Shape]) -> Shape:
    if len(branches) == 1:
        return branches[0]
    words = tuple(word for branch in branches for word in branch.words)
    others = [branch.strategy for branch in branches if not branch.words]
    return Shape(st.one_of(*([st.sampled_from(words)] if words else []), *others), () if others else words)


def _branch(tokens: list[str], at: int) -> tuple[Shape, int]:
    pieces: list[Shape] = []
    while at < len(tokens) and tokens[at] not in ("|", ")"):
        atom, at = _atom(tokens, at)
        match = _QUANTIFIER.match("".join(tokens[at : at + 12]))
        if match:
            at += len(match[0])
            atom = _repeated(atom, *_bounds(match))
        pieces.append(atom)
    if all(len(piece.words) == 1 for piece in pieces):
        word = "".join(piece.words[0] for piece in pieces)
        return Shape(st.just(word), (word,)), at
    if len(pieces) == 1:
        return pieces[0], at
    return Shape(st.tuples(*(piece.strategy for piece in pieces)).map("".join)), at


def _atom(tokens: list[str], at: int) -> tuple[Shape, int]:
    first = tokens[at]
    if first == "(":
        inner, at = _branches(tokens, at + 1)
        if at == len(tokens):
            raise _Unreadable
        return inner, at + 1
    if first == "[":
        end = _class_end(tokens, at)
        return _one_of(_matching("".join(tokens[at:end]))), end
    if first == "." or len(first) > 1:
        return _one_of(_matching(first)), at + 1
    return Shape(st.just(first), (first,)), at + 1


def _class_end(tokens: list[str], at: int) -> int:
    depth = 0
    for number in range(at, len(tokens)):
        depth += {"[": 1, "]": -1}.get(tokens[number], 0)
        if depth == 0:
            return number + 1
    raise _Unreadable


def _one_of(chars: str) -> Shape:
    if not chars:
        raise _Unreadable
    return Shape(st.sampled_from(chars), (chars,) if len(chars) == 1 else (), chars)


def _bounds(match: re.Match[str]) -> tuple[int, int]:
    if match[0] in "?*+":
        return {"?": (0, 1), "*": (0, _MORE), "+": (1, 1 + _MORE)}[match[0]]
    low = int(match[1])
    high = int(match[3]) if match[3] else low + (_MORE if match[2] else 0)
    return low, min(high, low + _MORE)


def _repeated(atom: Shape, low: int, high: int) -> Shape:
    if (low, high) == (1, 1):
        return atom
    if atom.chars:
        return Shape(st.text(atom.chars, min_size=low, max_size=high))
    return Shape(st.lists(atom.strategy, min_size=low, max_size=high).map("".join))


@cache
def _matching(chars: str) -> str:
    """The characters that libxml2 takes for an escape or a class."""
    try:
        schema = value_schema({0: restriction_of({"base": "string", "patterns": [[chars]]}, None)})
    except etree.XMLSchemaParseError:
        return ""
    return "".join(_taken(schema, _CHARACTERS))


def _taken(schema: etree.XMLSchema, chars: Iterable[str]) -> Iterable[str]:
    return (char for char in chars if is_valid(schema, 0, char))
