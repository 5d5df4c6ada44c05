"""The children of an element put right: their namespaces, their order, and what is too much.

Works on names alone; a step is made only if less is wrong after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..diagnosis.content import Issue, Outcome, explain
from ..diagnosis.index import ElementInfo, Index
from ..diagnosis.names import local_name, namespace_of

#: So many steps are made for the children of one element, and so many places tried for each.
_MOST_STEPS = 200
_MOST_PLACES = 60

#: Issues that go when the child goes.
_SURPLUS = frozenset({"unknown", "too-many", "choice"})


@dataclass(slots=True)
class Children:
    """Children on their way to the right order: ``order`` holds their numbers, ``names`` the right names of all.

    ``first`` is what was wrong at the beginning, ``outcome`` what is known of those in ``order``. ``moved`` and
    ``dropped`` are numbers too; ``after`` says behind which name a moved one belongs.
    """

    index: Index
    info: ElementInfo
    names: list[str]
    order: list[int]
    outcome: Outcome
    first: tuple[Issue, ...] = ()
    moved: dict[int, str | None] = field(default_factory=dict)
    dropped: dict[int, Issue] = field(default_factory=dict)

    @classmethod
    def read(cls, index: Index, info: ElementInfo, names: Sequence[str]) -> Children:
        """Children as they stand; names of foreign namespaces are read as the model wants them."""
        assert info.model is not None
        wanted = {local_name(name): name for name in info.model.declarations}
        right = [
            name if namespace_of(name) in index.namespaces else wanted.get(local_name(name)) or name for name in names
        ]
        order = list(range(len(names)))
        outcome = _outcome(index, info, right)
        return cls(index, info, right, order, outcome, outcome.issues)

    def mend(self, unsafe: bool) -> None:
        """Rename and move as long as it helps; with ``unsafe`` drop what is unknown or too much."""
        for _ in range(_MOST_STEPS):
            if not any(self._step(issue, unsafe) for issue in self.outcome.issues):
                return

    def without(self, child: int) -> bool:
        """Leave out a child if no more is wrong without it."""
        return self._take([number for number in self.order if number != child], len(self.outcome.issues) + 1)

    def _step(self, issue: Issue, unsafe: bool) -> bool:
        if issue.child < 0:
            return False
        child = self.order[issue.child]
        if issue.kind == "namespace":
            return self._rename(child, issue.names[0])
        if issue.kind == "misplaced":
            return self._move(issue)
        if unsafe and issue.kind in _SURPLUS:
            rest = [number for number in self.order if number != child]
            if self._take(rest, len(self.outcome.issues)):
                self.dropped[child] = issue
                return True
        return False

    def _rename(self, child: int, name: str) -> bool:
        old, self.names[child] = self.names[child], name
        before = self._badness(self.outcome)
        outcome = _outcome(self.index, self.info, [self.names[number] for number in self.order])
        if self._badness(outcome) < before:
            self.outcome = outcome
            return True
        self.names[child] = old
        return False

    def _move(self, issue: Issue) -> bool:
        rest = [number for place, number in enumerate(self.order) if place != issue.child]
        child = self.order[issue.child]
        likely = len(rest) if issue.before is None else rest.index(self.order[issue.before])
        places = sorted(range(len(rest) + 1), key=lambda place: (place != likely, abs(place - issue.child)))
        for place in places[:_MOST_PLACES]:
            if self._take([*rest[:place], child, *rest[place:]], len(self.outcome.issues)):
                self.moved[child] = issue.after
                return True
        return False

    def _take(self, order: list[int], fewer_than: int) -> bool:
        """Take another order if fewer things are wrong with it than ``fewer_than``."""
        outcome = _outcome(self.index, self.info, [self.names[number] for number in order])
        if len(outcome.issues) >= fewer_than:
            return False
        self.order, self.outcome = order, outcome
        return True

    @staticmethod
    def _badness(outcome: Outcome) -> tuple[int, int]:
        return len(outcome.issues), sum(issue.kind == "namespace" for issue in outcome.issues)


def _outcome(index: Index, info: ElementInfo, names: Sequence[str]) -> Outcome:
    key = tuple(names)
    found = info.outcomes.get(key)
    if found is None:
        assert info.model is not None
        found = explain(info.model, key, index.is_known, index.children_of)
        index.keep(info, key, found)
    return found
