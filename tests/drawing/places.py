"""The places of a schema (an element in its parent, an attribute on its element), and those that documents fill."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from opentrans.names import MAIN_DOCUMENTS, OPENTRANS
from opentrans.schema.tables import Particle, Tables

#: (element, child) or (element, attribute); the names in Clark notation.
Place = tuple[str, str]


@dataclass
class Places:
    """The places that the five documents have in a schema, and after how many documents each has occurred."""

    tables: Tables
    elements: dict[Place, int | None] = field(default_factory=dict)
    attributes: dict[Place, int | None] = field(default_factory=dict)
    #: Elements with a wildcard of their own, where any XML may stand.
    wildcards: dict[str, int | None] = field(default_factory=dict)
    documents: int = 0

    def __post_init__(self) -> None:
        self._children: dict[int, dict[str, int]] = {}
        todo = [self.tables.elements[f"{{{OPENTRANS}}}{name}"] for name in sorted(MAIN_DOCUMENTS)]
        for index in todo:
            declaration = self.tables.declaration(index)
            self._children[index] = {}
            if declaration.simple:
                continue
            complex_type = self.tables.complex(declaration.type)
            self.attributes |= {(declaration.name, name): None for name in complex_type.attributes}
            for leaf in _leaves(complex_type.content):
                if leaf.kind == "any":
                    self.wildcards[declaration.name] = None
                    continue
                name = self.tables.declaration(leaf.declaration).name
                self.elements[declaration.name, name] = None
                self._children[index][name] = leaf.declaration
            todo += [child for child in self._children[index].values() if child not in todo]

    @property
    def complete(self) -> bool:
        """Has everything occurred?"""
        return all(None not in places.values() for places in (self.elements, self.attributes, self.wildcards))

    def add(self, data: bytes) -> None:
        """Note what occurs in a document."""
        self.documents += 1
        root = etree.fromstring(data)
        self._note(root, self.tables.elements[str(root.tag)])

    def _note(self, element: etree._Element, index: int) -> None:
        name = str(element.tag)
        for attribute in map(str, element.attrib):
            self._fill(self.attributes, (name, attribute))
        for child in element.iterchildren(etree.Element):
            tag = str(child.tag)
            if tag in self._children[index]:
                self._fill(self.elements, (name, tag))
                self._note(child, self._children[index][tag])
            else:
                self._fill(self.wildcards, name)

    def _fill(self, places: dict[Any, int | None], place: Any) -> None:
        if place in places and places[place] is None:
            places[place] = self.documents


def _leaves(particle: Particle | None) -> Iterator[Particle]:
    if particle is None:
        return
    if particle.kind in ("element", "any"):
        yield particle
    for part in particle.parts:
        yield from _leaves(part)
