"""Matching children to a content model with as few corrections as possible.

Each correction has a price, and the cheapest set of corrections explains what is wrong: a missing element costs
0.9, one too many 1, a misplaced one therefore 1.9 (or 1 where it is optional), one in the wrong namespace 0.5, one
written wrongly 1.2 (never one that the schema knows by this name). Of two ways with the same price the one that
corrects the later element wins.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .automaton import START, ContentModel
from .names import SIMILAR, local_name, similarity

_EXTRA = 1.0
_WRONG_NAMESPACE = 0.5
_WRONGLY_WRITTEN = 1.2
_LATER = 1e-7
_MOST_STATES = 24
_WORST = 8.0


@dataclass(frozen=True, slots=True)
class Kept:
    """A child that stands where ``position`` of the model belongs."""

    child: int
    position: int


@dataclass(frozen=True, slots=True)
class Extra:
    """A child that fits nowhere at its place."""

    child: int


@dataclass(frozen=True, slots=True)
class Missing:
    """An element of the model that no child stands for."""

    position: int


Step = Kept | Extra | Missing


@dataclass(frozen=True, slots=True)
class _Way:
    """The cheapest way found to a state: its price, the last step, and the way before it."""

    cost: float
    steps: tuple[Step, ...]
    before: _Way | None


def align(model: ContentModel, names: Sequence[str], is_known: Callable[[str], bool]) -> list[Step]:
    """The cheapest way to read ``names`` as the model: what is kept, what is too much, what is missing.

    ``is_known`` says whether an element is declared globally.
    """
    ways: dict[int, _Way] = {START: _Way(0.0, (), None)}
    for child, name in enumerate(names):
        ways = _pruned(_advance(model, ways, child, name, _targets(model, name, is_known)))
    best: _Way | None = None
    for state, way in ways.items():
        ending = model.reach(state).get(-1)
        if ending is not None and (best is None or way.cost + ending[0] < best.cost - 1e-12):
            best = _Way(way.cost + ending[0], tuple(Missing(position) for position in ending[1]), way)
    steps: list[Step] = []
    while best is not None:
        steps.extend(reversed(best.steps))
        best = best.before
    steps.reverse()
    return steps


def _advance(
    model: ContentModel, ways: dict[int, _Way], child: int, name: str, targets: Sequence[tuple[int, float]]
) -> dict[int, _Way]:
    following: dict[int, _Way] = {}
    for state, way in ways.items():
        reach = model.reach(state)
        for target, price in targets:
            if (reached := reach.get(target)) is None:
                continue
            cost = way.cost + price + reached[0]
            known = following.get(target)
            if known is None or cost < known.cost - 1e-12:
                missing = tuple(Missing(position) for position in reached[1])
                following[target] = _Way(cost, (*missing, Kept(child, target)), way)
        cost = way.cost + _EXTRA - _LATER * child
        known = following.get(state)
        if known is None or cost < known.cost - 1e-12:
            following[state] = _Way(cost, (Extra(child),), way)
    return following


def _pruned(ways: dict[int, _Way]) -> dict[int, _Way]:
    cheapest = min(way.cost for way in ways.values())
    kept = {state: way for state, way in ways.items() if way.cost <= cheapest + _WORST}
    if len(kept) > _MOST_STATES:
        kept = dict(sorted(kept.items(), key=lambda item: item[1].cost)[:_MOST_STATES])
    return kept


def _targets(model: ContentModel, name: str, is_known: Callable[[str], bool]) -> list[tuple[int, float]]:
    """The positions that a child may be meant for, with the price of reading it so."""
    found = [(target, 0.0) for target in model.targets(name)]
    if name in model.declarations:
        return found
    local = local_name(name)
    exact = {target for target, _ in found}
    may_be_mistyped = not is_known(name)
    for number, position in enumerate(model.positions):
        if number in exact or position.wildcard is not None or number == START:
            continue
        if local_name(position.name) == local:
            found.append((number, _WRONG_NAMESPACE))
        elif may_be_mistyped and similarity(local, local_name(position.name)) >= SIMILAR:
            found.append((number, _WRONGLY_WRITTEN))
    return found
