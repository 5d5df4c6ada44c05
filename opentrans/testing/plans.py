"""What drawing needs to know of a schema's declarations, found out once: sizes, ways, and what lies within a part."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from ..schema.tables import Attribute, Declaration, Particle, Tables

#: Stands for a wildcard where the number of a declaration is expected.
WILD = -1


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A node of a content model with the declarations within it (WILD for a wildcard) and its least size."""

    kind: str
    low: int
    high: int | None
    particle: Particle
    parts: tuple[Part, ...]
    inside: frozenset[int]
    size: float


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """An element declaration, ready for drawing; ``options`` is how much beside texts can vary in it."""

    declaration: Declaration
    text: int | None
    content: Part | None
    mixed: bool
    attributes: Mapping[str, Attribute]
    any_attribute: bool
    options: int


class Goal(NamedTuple):
    """Something to be reached: the declarations on the way from below the root, then a child, WILD or an attribute."""

    way: tuple[int, ...]
    target: int | str


class Plans:
    """The plans of a set of tables; made when they are asked for."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._plans: dict[int, Plan] = {}
        self._goals: dict[int, tuple[Goal, ...]] = {}
        self._reached: dict[int, frozenset[int]] = {}

    def named(self, name: str) -> Declaration | None:
        """The declaration with a name in Clark notation: the global one, else the first local one."""
        index = self.tables.elements.get(name, self._local.get(name))
        return None if index is None else self.tables.declaration(index)

    @cached_property
    def _local(self) -> dict[str, int]:
        return {self.tables.declaration(index).name: index for index in reversed(range(len(self.tables)))}

    @cached_property
    def globals(self) -> tuple[tuple[str, int], ...]:
        """Namespace and declaration of each global element."""
        elements = self.tables.elements.items()
        return tuple((name[1:].partition("}")[0] if name.startswith("{") else "", index) for name, index in elements)

    def of(self, index: int) -> Plan:
        """The plan of a declaration."""
        if index not in self._plans:
            self._plans[index] = self._plan(self.tables.declaration(index))
        return self._plans[index]

    def goals(self, root: int) -> tuple[Goal, ...]:
        """All that can be reached below a declaration, nearest first, each on a shortest way."""
        if root not in self._goals:
            self._goals[root] = tuple(self._walk(root))
            self._reached[root] = frozenset({root}) | {
                goal.target for goal in self._goals[root] if isinstance(goal.target, int)
            }
        return self._goals[root]

    def reached(self, root: int) -> frozenset[int]:
        """The declarations that can be reached from one, itself among them."""
        self.goals(root)
        return self._reached[root]

    def _walk(self, root: int) -> Iterator[Goal]:
        ways: dict[int, tuple[int, ...]] = {root: ()}
        level = [root]
        for index in level:
            plan, way = self.of(index), ways[index]
            for child in _declarations(plan.content):
                yield Goal(way, child)
                if child != WILD and child not in ways:
                    ways[child] = (*way, child)
                    level.append(child)
            yield from (Goal(way, name) for name in plan.attributes)

    def _plan(self, declaration: Declaration) -> Plan:
        if declaration.simple:
            return Plan(declaration, declaration.type, None, False, {}, False, 0)
        complex_type = self.tables.complex(declaration.type)
        content = None if complex_type.content is None else self._part(complex_type.content)
        optional = sum(not attribute.required for attribute in complex_type.attributes.values())
        return Plan(
            declaration,
            complex_type.text,
            content,
            complex_type.mixed,
            complex_type.attributes,
            complex_type.any_attribute,
            optional + complex_type.any_attribute + (_varying(content) if content else 0),
        )

    def _part(self, particle: Particle) -> Part:
        parts = tuple(self._part(part) for part in particle.parts)
        if len(parts) == 1 and parts[0].low == parts[0].high == 1:
            return replace(parts[0], low=particle.low, high=particle.high)
        inside = frozenset().union(*(part.inside for part in parts))
        if particle.kind in ("element", "any"):
            inside = frozenset({particle.declaration if particle.kind == "element" else WILD})
        size = _size(particle, self._sizes)
        return Part(particle.kind, particle.low, particle.high, particle, parts, inside, size)

    @cached_property
    def _sizes(self) -> list[float]:
        """How many elements each declaration has at least, itself included."""
        sizes = [math.inf] * len(self.tables)
        contents = []
        for index in range(len(self.tables)):
            declaration = self.tables.declaration(index)
            content = None if declaration.simple else self.tables.complex(declaration.type).content
            if content is None:
                sizes[index] = 1
            else:
                contents.append((index, content))
        before: list[float] = []
        while sizes != before:
            before = list(sizes)
            for index, content in contents:
                sizes[index] = 1 + content.low * _size(content, sizes) if content.low else 1
        return sizes


def _size(particle: Particle, sizes: list[float]) -> float:
    """The least number of elements in one occurrence of a particle."""
    if particle.kind == "element":
        return sizes[particle.declaration]
    if particle.kind == "any":
        return 1
    inner = [part.low * _size(part, sizes) if part.low else 0 for part in particle.parts]
    return min(inner, default=0) if particle.kind == "choice" else sum(inner)


def _declarations(part: Part | None) -> Iterator[int]:
    """The declarations in a content model, in order, each once."""
    leaves: dict[int, None] = {}
    todo = [] if part is None else [part]
    while todo:
        current = todo.pop()
        if current.parts:
            todo.extend(reversed(current.parts))
        else:
            leaves.update(dict.fromkeys(current.inside))
    return iter(leaves)


def _varying(part: Part) -> int:
    """How many decisions a content model asks for."""
    own = int(part.high != part.low) + int(part.kind == "choice")
    return own + sum(_varying(inner) for inner in part.parts)
