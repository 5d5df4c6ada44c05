"""Whether the fields that are set make a valid whole: what must be there, what excludes one another."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from ..schema.tables import Particle
from .plan import Plan, model_tables, written_name


def content_problem(plan: Plan, values: Mapping[str, Any]) -> str | None:
    """What is wrong with the children that ``values`` hold, or None."""
    assert plan.content is not None
    counts = {}
    for field in plan.children:
        value = values.get(field.name)
        if value is not None and (number := len(value) if field.many else 1):
            counts[field.tag or field.slot.group[0].tag] = number
    return _problem(plan.content, counts)


def _problem(particle: Particle, counts: Mapping[str, int]) -> str | None:
    if particle.kind == "element":
        return _number_problem(particle, _tag(particle), counts)
    if particle.high != 1:
        return _number_problem(particle, _first(particle), counts)
    if particle.low == 0 and not _used(particle, counts):
        return None
    if particle.kind == "choice":
        return _choice_problem(particle, counts)
    return next((problem for part in particle.parts if (problem := _problem(part, counts)) is not None), None)


def _number_problem(particle: Particle, tag: str, counts: Mapping[str, int]) -> str | None:
    number = counts.get(tag, 0)
    if number < particle.low:
        least = f"at least {particle.low} times " if particle.low > 1 else ""
        return f"needs {written_name(tag)} {least}here"
    if particle.high is not None and number > particle.high:
        return f"takes {written_name(tag)} at most {particle.high} times, not {number} times"
    return None


def _choice_problem(particle: Particle, counts: Mapping[str, int]) -> str | None:
    used = [part for part in particle.parts if _used(part, counts)]
    if len(used) > 1:
        return f"takes only one of {' and '.join(_names(part, counts) for part in used)}"
    if used:
        return _problem(used[0], counts)
    if any(_problem(part, counts) is None for part in particle.parts):
        return None
    return f"needs one of {', '.join(written_name(_first(part)) for part in particle.parts)}"


def _tag(particle: Particle) -> str:
    return _names_by_number()[particle.declaration]


@cache
def _names_by_number() -> list[str]:
    tables = model_tables()
    return [tables.declaration(number).name for number in range(len(tables))]


def _first(particle: Particle) -> str:
    return _tag(particle) if particle.kind == "element" else _first(particle.parts[0])


def _used(particle: Particle, counts: Mapping[str, int]) -> bool:
    if particle.kind == "element":
        return _tag(particle) in counts
    return any(_used(part, counts) for part in particle.parts)


def _names(particle: Particle, counts: Mapping[str, int]) -> str:
    if particle.kind == "element":
        return written_name(_tag(particle))
    return " with ".join(_names(part, counts) for part in particle.parts if _used(part, counts))
