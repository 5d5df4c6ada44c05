"""Content models as automata: accepting a sequence of children quickly, and explaining one that does not fit.

A model becomes Glushkov's automaton, whose states are the elements (positions) of the model. Where elements may
stand more than 40 times, "often" is taken as "as often as you like"; libxml2 counts them.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ...schema.tables import Particle, Tables

_MOST_COPIES = 40
_MOST_STEPS = 20_000
START = 0

#: What an insertion (a missing element) costs; see ``align`` for the other prices.
MISSING = 0.9


@dataclass(frozen=True, slots=True)
class Position:
    """A place of the content model at which an element may stand: a declared one, or a wildcard.

    ``branches`` are the alternatives of the innermost choice that this position opens (empty: no choice).
    """

    name: str
    declaration: int
    wildcard: Particle | None
    branches: tuple[str, ...]


@dataclass(slots=True)
class _Part:
    """First and last positions of a part of the model, and whether it may be empty."""

    first: tuple[int, ...]
    last: tuple[int, ...]
    empty: bool


class ContentModel:
    """The content model of one complex type."""

    def __init__(self, content: Particle | None, tables: Tables) -> None:
        self.tables = tables
        self.positions: list[Position] = [Position("", -1, None, ())]
        self.follow: list[dict[int, None]] = [{}]
        whole = self._build(content, ()) if content is not None else _Part((), (), True)
        self._link((START,), whole.first)
        self.final: frozenset[int] = frozenset((*whole.last, *((START,) if whole.empty else ())))
        self._sets: list[frozenset[int]] = [frozenset((START,))]
        self._steps: dict[tuple[int, str], int] = {}
        #: declared name -> index of its declaration (a name has one type in a model)
        self.declarations: dict[str, int] = {
            position.name: position.declaration for position in self.positions[1:] if position.wildcard is None
        }
        self._targets: dict[str, tuple[int, ...]] = {}
        self._reach: dict[int, dict[int, tuple[float, tuple[int, ...]]]] = {}

    # building

    def _build(self, particle: Particle, branches: tuple[str, ...]) -> _Part:
        if particle.high == 0:
            return _Part((), (), True)
        copies = min(max(particle.low, 1), _MOST_COPIES)
        endless = particle.high is None or particle.high > _MOST_COPIES
        optional = 0 if endless else (particle.high or 0) - copies
        parts = [self._once(particle, branches) for _ in range(copies + max(optional, 0))]
        whole = _Part((), (), True)
        for number, part in enumerate(parts):
            if particle.low == 0 or number >= copies:
                part.empty = True
            whole = self._joined(whole, part)
        if endless:
            self._link(parts[-1].last, parts[-1].first)
        return whole

    def _once(self, particle: Particle, branches: tuple[str, ...]) -> _Part:
        if particle.kind in ("element", "any"):
            return self._single(particle, branches)
        if particle.kind == "sequence":
            whole = _Part((), (), True)
            for item in particle.parts:
                whole = self._joined(whole, self._build(item, branches if whole.empty else ()))
            return whole
        if particle.kind == "all":
            # at most a few elements in any order: each may follow each; how often is left to libxml2
            members = [self._build(part, ()) for part in particle.parts]
            firsts = tuple(position for part in members for position in part.first)
            for part in members:
                self._link(part.last, tuple(position for position in firsts if position not in part.first))
            return _Part(firsts, tuple(p for part in members for p in part.last), all(part.empty for part in members))
        names = tuple(dict.fromkeys(name for part in particle.parts for name in self._openers(part)))
        parts = [self._build(part, names) for part in particle.parts]
        return _Part(
            tuple(position for part in parts for position in part.first),
            tuple(position for part in parts for position in part.last),
            any(part.empty for part in parts) or not parts,
        )

    def _single(self, particle: Particle, branches: tuple[str, ...]) -> _Part:
        number = len(self.positions)
        if particle.kind == "any":
            self.positions.append(Position("", -1, particle, branches))
        else:
            declared = self.tables.declaration(particle.declaration)
            self.positions.append(Position(declared.name, declared.index, None, branches))
        self.follow.append({})
        return _Part((number,), (number,), False)

    def _openers(self, particle: Particle) -> Iterator[str]:
        """Names with which a branch of a choice may begin (the required first one, or all optional ones before)."""
        if particle.kind == "element":
            yield self.tables.declaration(particle.declaration).name
        for part in particle.parts:
            yield from self._openers(part)
            if particle.kind == "sequence" and part.low > 0:
                break

    def _joined(self, left: _Part, right: _Part) -> _Part:
        self._link(left.last, right.first)
        return _Part(
            left.first + right.first if left.empty else left.first,
            left.last + right.last if right.empty else right.last,
            left.empty and right.empty,
        )

    def _link(self, sources: Sequence[int], targets: Sequence[int]) -> None:
        for source in sources:
            self.follow[source].update(dict.fromkeys(targets))

    # accepting

    def accepts(self, names: Iterable[str]) -> bool:
        """Do children with these names, in this order, fit the model?"""
        current = 0
        steps = self._steps
        for name in names:
            following = steps.get((current, name))
            if following is None:
                following = self._step(current, name)
            if following < 0:
                return False
            current = following
        return not self.final.isdisjoint(self._sets[current])

    def _step(self, current: int, name: str) -> int:
        """The number of the set of positions in which ``name`` leads; -1 where it does not fit."""
        states = self._sets[current]
        reached = frozenset(
            target for target in self.targets(name) if any(target in self.follow[state] for state in states)
        )
        if not reached:
            number = -1
        elif reached in self._sets:
            number = self._sets.index(reached)
        else:
            number = len(self._sets)
            self._sets.append(reached)
        if len(self._steps) < _MOST_STEPS:
            self._steps[current, name] = number
        return number

    # walking

    def targets(self, name: str) -> tuple[int, ...]:
        """The positions at which an element of this name may stand."""
        if name not in self._targets:
            namespace = _namespace(name)
            self._targets[name] = tuple(
                number
                for number, position in enumerate(self.positions)
                if number and (position.wildcard.allows(namespace) if position.wildcard else position.name == name)
            )
        return self._targets[name]

    def reach(self, state: int) -> dict[int, tuple[float, tuple[int, ...]]]:
        """What it costs to stand at each position next, coming from ``state``: price and the positions inserted.

        The end of the model is the key -1.
        """
        if state not in self._reach:
            self._reach[state] = self._search(state)
        return self._reach[state]

    def _search(self, state: int) -> dict[int, tuple[float, tuple[int, ...]]]:
        reached: dict[int, tuple[float, tuple[int, ...]]] = {}
        seen: set[int] = set()
        queue: list[tuple[float, tuple[int, ...], int]] = [(0.0, (), state)]
        while queue:
            cost, inserted, current = heapq.heappop(queue)
            if current in seen and inserted:
                continue
            if inserted:
                seen.add(current)
            if current in self.final:
                reached.setdefault(-1, (cost, inserted))
            for target in self.follow[current]:
                if target not in reached:
                    reached[target] = (cost, inserted)
                    price = MISSING if self.positions[target].wildcard is None else 3.0
                    heapq.heappush(queue, (cost + price, (*inserted, target), target))
        return reached


def _namespace(name: str) -> str:
    return name[1 : name.index("}")] if name.startswith("{") else ""
