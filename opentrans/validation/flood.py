"""Keeping a flood of problems readable: many of the same kind are counted, not listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from lxml import etree

from .problems import Problem, shown

#: So many problems of the same rule at the same kind of element are described one by one.
MOST_OF_A_KIND = 50
#: So many problems are described one by one in all.
MOST_IN_ALL = 1000
#: The name under which elements are counted whose content was not looked into any more.
UNEXPLAINED = "content"

_COUNTED = "These are counted, not listed: mend the others first, such a flood often has one cause."


class Collector:
    """Collects problems; beyond the limits it only counts, and does not even have them described."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []
        self._described: dict[tuple[str, str, str], int] = {}
        self._left_out: dict[tuple[str, str, str], tuple[etree._Element, int]] = {}

    @property
    def is_full(self) -> bool:
        """Are further problems only counted, whatever they are?"""
        return len(self._problems) >= MOST_IN_ALL

    def add(self, rule: str, place: str, name: str, element: etree._Element, describe: Callable[[], Problem]) -> None:
        """Take in a problem of ``element``.

        ``rule``, ``place`` (the name of an element of the schema) and ``name`` (what is wrong there) make its kind.
        """
        key = (rule, place, name)
        count = self._described.get(key, 0)
        if count < MOST_OF_A_KIND and not self.is_full:
            self._described[key] = count + 1
            self._problems.append(describe())
        else:
            self.count(rule, place, name, element)

    def count(self, rule: str, place: str, name: str, element: etree._Element) -> None:
        """Count a problem without describing it."""
        first, more = self._left_out.get((rule, place, name), (element, 0))
        self._left_out[rule, place, name] = (first, more + 1)

    def problems(self) -> Iterator[Problem]:
        """The problems described, then one for each kind of which more were only counted."""
        yield from self._problems
        for key, (element, more) in self._left_out.items():
            what = f"{shown(element)} whose content does not fit" if key[2] == UNEXPLAINED else "of the same kind"
            yield Problem(key[0], element, _counted(more, what, element), _COUNTED)


def limited(problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems, of which many of the same rule at the same kind of element are counted."""
    counts: Counter[tuple[str, str]] = Counter()
    first_left_out: dict[tuple[str, str], Problem] = {}
    for problem in problems:
        key = (problem.rule, str(problem.element.tag))
        counts[key] += 1
        if counts[key] <= MOST_OF_A_KIND:
            yield problem
        else:
            first_left_out.setdefault(key, problem)
    for key, problem in first_left_out.items():
        more = counts[key] - MOST_OF_A_KIND
        yield replace(problem, message=_counted(more, "of the same kind", problem.element), hint=_COUNTED)


def _counted(more: int, what: str, element: etree._Element) -> str:
    return f"… and {more:,} more {what}, from this {shown(element)} on"
