"""Random documents made from the declarations of a schema.

A document is small except on the way to a *goal*: a declaration picked at random among all, so that rarely used
elements come as often as common ones. Most documents are valid; they need not be.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from lxml import etree

from opentrans.names import BMECAT, OPENTRANS, XMIME, XSI, XSIG

from .components import Components, Element, Particle, document_names
from .texts import choose

#: Prefixes for all that a mutation may need, xsi:type values too.
NSMAP: dict[str, str] = {
    cast("str", None): OPENTRANS,  # lxml-stubs knows no default namespace here
    "bmecat": BMECAT,
    "xsig": XSIG,
    "xmime": XMIME,
    "xsi": XSI,
    "xs": "http://www.w3.org/2001/XMLSchema",
}
#: Below this depth only what is required is generated; below the second nothing.
_SHALLOW, _DEEP = 12, 30
_OPTIONAL = 0.15
_REPEAT = 0.2


@dataclass(frozen=True)
class Generated:
    """A document and the element that it was made for."""

    root: etree._Element
    goal: etree._Element


@dataclass
class Generator:
    """Makes documents; holds what was found out about the declarations once."""

    components: Components
    foreign: Sequence[str]
    #: For each document element: each key below it and the keys that lead to it on a shortest way.
    _ways: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    _goals: list[str] = field(default_factory=list)
    _inside: dict[Particle, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in document_names():
            self._ways[name] = _ways_from(name, self.components.elements)
        self._goals = sorted(set().union(*self._ways.values()))

    def document(self, rng: random.Random) -> Generated:
        """A document of any of the ten types, with a random declaration in it as goal."""
        goal = rng.choice(self._goals)
        root = rng.choice([name for name, ways in self._ways.items() if goal in ways])
        path = [goal]
        while path[0] != root:
            path.insert(0, rng.choice(self._ways[root][path[0]]))
        reached: list[etree._Element] = []
        element = self._element(root, path[1:], 0, rng, reached)
        return Generated(element, reached[0] if reached else element)

    def fragment(self, key: str, rng: random.Random) -> etree._Element:
        """One element with its content."""
        return self._element(key, [], _SHALLOW, rng, [])

    def _element(
        self, key: str, path: list[str], depth: int, rng: random.Random, reached: list[etree._Element]
    ) -> etree._Element:
        """An element with its content; ``path`` leads on to the goal, which is put into ``reached``."""
        declaration = self.components.elements[key]
        element = etree.Element(declaration.name, nsmap=NSMAP)
        self._attributes(element, declaration, rng)
        if declaration.text is not None:
            element.text = choose(declaration.text, rng)
        if declaration.content is None or depth > _DEEP:
            return element
        wanted = path[0] if path else ""
        for leaf in self._expand(declaration.content, wanted, depth, rng):
            if leaf.kind == "any":
                self._wildcard(element, rng)
                continue
            on_the_way = leaf.key == wanted
            child = self._element(leaf.key, path[1:] if on_the_way else [], depth + 1, rng, reached)
            element.append(child)
            if on_the_way:
                wanted = ""
                if len(path) == 1:
                    reached.append(child)
        return element

    def _attributes(self, element: etree._Element, declaration: Element, rng: random.Random) -> None:
        for name, attribute in declaration.attributes.items():
            if attribute.use == "required" or rng.random() < 2 * _OPTIONAL:
                element.set(name, choose(attribute.text, rng))
        if declaration.any_attribute and rng.random() < _OPTIONAL:
            element.set(rng.choice(("free", f"{{{XMIME}}}contentType", "{urn:example}free")), "some/thing")

    def _expand(self, part: Particle, wanted: str, depth: int, rng: random.Random) -> Iterator[Particle]:
        """The elements and wildcards that a part of a content model becomes this time."""
        leads = bool(wanted) and wanted in self._keys(part)
        for number in range(_times(part, leads, depth, rng)):
            aim = wanted if leads and number == 0 else ""
            if part.kind == "choice":
                branches = [child for child in part.children if aim in self._keys(child)] if aim else part.children
                yield from self._expand(rng.choice(branches), aim, depth, rng)
            elif part.children:
                for child in part.children:
                    yield from self._expand(child, aim, depth, rng)
            else:
                yield part

    def _keys(self, part: Particle) -> frozenset[str]:
        if part not in self._inside:
            self._inside[part] = frozenset(item.key for item in part.walk() if item.key)
        return self._inside[part]

    def _wildcard(self, parent: etree._Element, rng: random.Random) -> None:
        """Unknown, known, or (seldom) only to the original schema known content."""
        if not parent.text and rng.random() < 0.3:
            parent.text = "free text"
        kind = rng.random()
        if kind < 0.6:
            child = etree.SubElement(parent, rng.choice(("{urn:example}free", f"{{{OPENTRANS}}}UDX.FREE", "free")))
            child.text = rng.choice(("", "text"))
            if rng.random() < 0.3:
                child.append(self.fragment(self._some_global(rng), rng))
        elif kind < 0.95 or not self.foreign:
            parent.append(self.fragment(self._some_global(rng), rng))
        else:
            etree.SubElement(parent, rng.choice(self.foreign))

    def _some_global(self, rng: random.Random) -> str:
        keys = list(self.components.elements)
        while True:
            key = rng.choice(keys)
            if key in self.components.global_elements:
                return key


def _times(part: Particle, leads: bool, depth: int, rng: random.Random) -> int:
    """How often a part comes: seldom where optional, sometimes up to its limit."""
    least = max(part.minimum, int(leads))
    if depth >= _SHALLOW:
        return least
    if least == 0 and rng.random() < _OPTIONAL:
        least = 1
    if least and part.maximum != 1 and rng.random() < _REPEAT:
        return rng.randint(least, max(least, min(part.maximum or 3, 5)))
    return least


def _ways_from(root: str, elements: Mapping[str, Element]) -> dict[str, list[str]]:
    """For each declaration that a document reaches, the ones just before it on the shortest ways."""
    ways: dict[str, list[str]] = {root: []}
    level = [root]
    while level:
        following: dict[str, list[str]] = {}
        for key in level:
            for child in dict.fromkeys(part.key for part in elements[key].named_children()):
                if child not in ways:
                    following.setdefault(child, []).append(key)
        ways |= following
        level = list(following)
    return ways
