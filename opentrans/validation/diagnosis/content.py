"""From an alignment to what is wrong with the children of an element, without regard to a particular document.

The outcome depends only on the content model and on the names of the children, so it is worked out once for equal
children and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from .align import Extra, Kept, Missing, align
from .automaton import START, ContentModel
from .names import closest, local_name

IssueKind = Literal["missing", "misplaced", "namespace", "too-many", "choice", "unknown"]

#: Stands in ``Outcome.declarations`` for a child that is not looked into.
UNJUDGED = -1


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing wrong with a sequence of children.

    ``child`` is the child that stands wrong. Of a missing element ``names`` are the alternatives; of a misplaced one
    its own name; in the wrong namespace the right name; of an unknown one the name that was meant, if any; of a
    choice the alternatives. ``before`` is the child before which something belongs (None: at the end), ``after`` the
    name behind which it belongs.
    """

    kind: IssueKind
    child: int
    names: tuple[str, ...]
    before: int | None = None
    after: str | None = None
    count: int = 0
    placed: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is wrong with a sequence of children, and the declaration by which each child is to be judged."""

    issues: tuple[Issue, ...]
    declarations: tuple[int, ...]
    wildcards: dict[int, str]


@dataclass(slots=True)
class _Slot:
    """An element of the corrected sequence: its position, and the child that stands for it (None: missing)."""

    position: int
    child: int | None


def explain(
    model: ContentModel,
    names: Sequence[str],
    is_known: Callable[[str], bool],
    children_of: Callable[[str], frozenset[str]],
) -> Outcome:
    """What is wrong with children named ``names``.

    ``is_known`` says whether an element is declared globally, ``children_of`` what an element may hold.
    """
    return _Explanation(model, names, is_known, children_of).outcome()


class _Explanation:
    def __init__(
        self,
        model: ContentModel,
        names: Sequence[str],
        is_known: Callable[[str], bool],
        children_of: Callable[[str], frozenset[str]],
    ) -> None:
        self.model = model
        self.names = names
        self.is_known = is_known
        self.children_of = children_of
        self.issues: list[Issue] = []
        self.declarations = [UNJUDGED] * len(names)
        self.wildcards: dict[int, str] = {}
        self.slots: list[_Slot] = []
        self.extras: list[int] = []

    def outcome(self) -> Outcome:
        for step in align(self.model, self.names):
            if isinstance(step, Kept):
                self.slots.append(_Slot(step.position, step.child))
                self._keep(step.child, step.position)
            elif isinstance(step, Missing):
                self.slots.append(_Slot(step.position, None))
            elif isinstance(step, Extra):
                self.extras.append(step.child)
        self._pair_extras_with_missing()
        self._unwrap()
        for child in self.extras:
            self._extra(child)
        for index, slot in enumerate(self.slots):
            if slot.child is None:
                self._missing(index)
        self.issues.sort(key=lambda issue: len(self.names) if issue.child < 0 else issue.child)
        return Outcome(tuple(self.issues), tuple(self.declarations), self.wildcards)

    def _keep(self, child: int, number: int) -> None:
        position = self.model.positions[number]
        name = self.names[child]
        if position.wildcard is not None:
            self.wildcards[child] = position.wildcard.process
            return
        self.declarations[child] = position.declaration
        if position.name == name:
            return
        if local_name(position.name) == local_name(name):
            self.issues.append(Issue("namespace", child, (position.name,)))
        else:
            self.issues.append(Issue("unknown", child, (position.name,), placed=True))
            if self.is_known(name):
                self.declarations[child] = UNJUDGED

    def _pair_extras_with_missing(self) -> None:
        for child in list(self.extras):
            name = self.names[child]
            for index, slot in enumerate(self.slots):
                if slot.child is not None:
                    continue
                wanted = self.model.positions[slot.position]
                if wanted.name == name or (
                    name not in self.model.declarations and local_name(wanted.name) == local_name(name)
                ):
                    before, after = self._neighbours(index)
                    kind: IssueKind = "misplaced" if wanted.name == name else "namespace"
                    self.issues.append(Issue(kind, child, (wanted.name,), before, after, placed=True))
                    self.declarations[child] = wanted.declaration
                    slot.child = child
                    self.extras.remove(child)
                    break

    def _unwrap(self) -> None:
        """Children of a missing element that stand where it should: the missing element explains them."""
        for slot in self.slots:
            if slot.child is not None or not self.extras:
                continue
            inside = self.children_of(self.model.positions[slot.position].name)
            wrapped = [child for child in self.extras if self.names[child] in inside]
            wrapped = [child for child in wrapped if self.names[child] not in self.model.declarations]
            if wrapped:
                name = self.model.positions[slot.position].name
                index = self.slots.index(slot)
                self.issues.append(
                    Issue("missing", wrapped[0], (name,), wrapped[0], self._neighbours(index)[1], len(wrapped))
                )
                self.extras = [child for child in self.extras if child not in wrapped]
                slot.child = wrapped[0]

    def _neighbours(self, index: int) -> tuple[int | None, str | None]:
        """The next child that stays where it is (None: none), and the name of what stands before."""
        following = (slot.child for slot in self.slots[index + 1 :] if slot.child is not None)
        moved = {issue.child for issue in self.issues if issue.kind == "misplaced"}
        before = next((child for child in following if child not in moved), None)
        after = self.model.positions[self.slots[index - 1].position].name if index else None
        return before, after

    def _missing(self, index: int) -> None:
        before, after = self._neighbours(index)
        child = -1 if before is None else before
        self.issues.append(Issue("missing", child, self._alternatives(index), before, after))

    def _alternatives(self, index: int) -> tuple[str, ...]:
        position = self.model.positions[self.slots[index].position]
        if len(position.branches) < 2:
            return (position.name,)
        following = self.slots[index + 1].position if index + 1 < len(self.slots) else -1
        previous = self.slots[index - 1].position if index else START
        names = []
        for name in position.branches:
            for target in self.model.targets(name):
                if target in self.model.follow[previous] and self._leads(target, following):
                    names.append(name)
                    break
        return tuple(names) if position.name in names else (position.name,)

    def _leads(self, position: int, following: int) -> bool:
        reach = self.model.reach(position)
        return following in reach and (following == -1 or reach[following][0] < 2)

    def _extra(self, child: int) -> None:
        name = self.names[child]
        if name in self.model.declarations:
            self.declarations[child] = self.model.declarations[name]
            if (index := self._free_slot(child, name)) is not None:
                before, after = self._neighbours(index)
                self.issues.append(Issue("misplaced", child, (name,), before, after, placed=True))
            else:
                self._too_many(child, name)
            return
        same_local = [other for other in self.model.declarations if local_name(other) == local_name(name)]
        for other in same_local:
            self.declarations[child] = self.model.declarations[other]
            if (index := self._free_slot(child, other)) is not None:
                before, after = self._neighbours(index)
                self.issues.append(Issue("namespace", child, (other,), before, after, placed=True))
                return
        if same_local:
            self._too_many(child, same_local[0])
            return
        self._unknown(child, name)

    def _unknown(self, child: int, name: str) -> None:
        meant = closest(name, self.model.declarations)
        mistyped = meant is not None and not self.is_known(name)
        if mistyped and meant is not None and self._free_slot(child, meant) is not None:
            self.declarations[child] = self.model.declarations[meant]
        self.issues.append(Issue("unknown", child, (meant,) if meant is not None else ()))

    def _too_many(self, child: int, name: str) -> None:
        present = {self.model.positions[slot.position].name for slot in self.slots}
        for target in self.model.targets(name):
            others = [other for other in self.model.positions[target].branches if other != name]
            if name not in present and any(other in present for other in others):
                self.issues.append(Issue("choice", child, self.model.positions[target].branches))
                return
        count = sum(self.model.positions[slot.position].name == name for slot in self.slots)
        self.issues.append(Issue("too-many", child, (name,), count=count))

    def _free_slot(self, child: int, name: str) -> int | None:
        """Where in the corrected sequence an element may be put in (the nearest place); it is put in there."""
        found: tuple[int, int, int] | None = None
        for target in self.model.targets(name):
            after = self.model.follow[target]
            for index in range(len(self.slots) + 1):
                previous = self.slots[index - 1].position if index else START
                if target not in self.model.follow[previous]:
                    continue
                last = index == len(self.slots)
                if (target in self.model.final) if last else (self.slots[index].position in after):
                    found = min(filter(None, (found, (self._distance(child, index), index, target))))
        if found is None:
            return None
        self.slots.insert(found[1], _Slot(found[2], child))
        return found[1]

    def _distance(self, child: int, index: int) -> int:
        """How many children stand between a child and a place of the corrected sequence."""
        here = sum(slot.child is not None and slot.child < child for slot in self.slots)
        return abs(here - index)
