"""From an alignment to what is wrong with the children of an element, without regard to a particular document.

The outcome depends only on the content model and on the names of the children, so it is worked out once for equal
children and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from .align import Extra, Kept, Missing, align
from .automaton import START, ContentModel
from .names import closest, local_name

IssueKind = Literal["missing", "misplaced", "namespace", "too-many", "choice", "unknown"]

#: From so many misplaced children on their whole order is said.
_MANY_MISPLACED = 3

#: Stands in ``Outcome.declarations`` for a child that is not looked into.
UNJUDGED = -1


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing wrong with a sequence of children.

    ``child`` is the child that stands wrong. Of a missing element ``names`` are the alternatives; of a misplaced one
    its own name; in the wrong namespace the right name; of an unknown one the name that was meant, if any; of a
    choice the alternatives; of children that lack an element around them (``wrapped``) that element. ``before`` is
    the child before which something belongs (None: at the end), ``after`` the name behind which it belongs,
    ``following`` the child right behind it in the corrected sequence, even if that moves too. ``order`` are the names
    of the corrected sequence, given once where much of it is misplaced.
    """

    kind: IssueKind
    child: int
    names: tuple[str, ...]
    before: int | None = None
    after: str | None = None
    count: int = 0
    placed: bool = False
    following: int | None = None
    wrapped: tuple[int, ...] = ()
    order: tuple[str, ...] = ()


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
    children_of: Callable[[str], Mapping[str, int]],
) -> Outcome:
    """What is wrong with children named ``names``.

    ``is_known`` says whether an element is declared globally, ``children_of`` what an element may hold (by name, with
    the declarations).
    """
    return _Explanation(model, names, is_known, children_of).outcome()


class _Explanation:
    def __init__(
        self,
        model: ContentModel,
        names: Sequence[str],
        is_known: Callable[[str], bool],
        children_of: Callable[[str], Mapping[str, int]],
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
        for step in align(self.model, self.names, self.is_known):
            if isinstance(step, Kept):
                self.slots.append(_Slot(step.position, step.child))
                self._keep(step.child, step.position)
            elif isinstance(step, Missing):
                self.slots.append(_Slot(step.position, None))
            elif isinstance(step, Extra):
                self.extras.append(step.child)
        self._pair_extras_with_missing()
        self._unwrap()
        self._enclose()
        for child in self.extras:
            self._extra(child)
        for index, slot in enumerate(self.slots):
            if slot.child is None:
                self._missing(index)
        self.issues.sort(key=lambda issue: len(self.names) if issue.child < 0 else issue.child)
        self._settle()
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
            wrapped = self._extras_within(inside)
            if wrapped:
                name = self.model.positions[slot.position].name
                _, after = self._neighbours(self.slots.index(slot))
                self._wrap(Issue("missing", wrapped[0], (name,), wrapped[0], after, wrapped=wrapped), inside)
                slot.child = wrapped[0]

    def _enclose(self) -> None:
        """Several children of an element that may stand here, but does not: they lack it around them."""
        while len(self.extras) > 1:
            present = {self.model.positions[slot.position].name for slot in self.slots}
            ways = [(self._extras_within(self.children_of(name)), name) for name in self.model.declarations]
            ways = [(wrapped, name) for wrapped, name in ways if len(wrapped) > 1 and name not in present]
            most = max((len(wrapped) for wrapped, _ in ways), default=0)
            best = [(wrapped, name) for wrapped, name in ways if len(wrapped) == most]
            if len(best) != 1:
                return
            [(wrapped, name)] = best
            if (index := self._free_slot(wrapped[0], name)) is None:
                return
            before, after = self._neighbours(index)
            issue = Issue("unknown", wrapped[0], (name,), before, after, wrapped=wrapped)
            self._wrap(issue, self.children_of(name))

    def _extras_within(self, inside: Mapping[str, int]) -> tuple[int, ...]:
        """The children that fit nowhere here, but into an element that holds ``inside``."""
        known = self.model.declarations
        return tuple(child for child in self.extras if self.names[child] in inside and self.names[child] not in known)

    def _wrap(self, issue: Issue, inside: Mapping[str, int]) -> None:
        self.issues.append(issue)
        for child in issue.wrapped:
            self.extras.remove(child)
            self.declarations[child] = inside[self.names[child]]

    def _settle(self) -> None:
        """Say the neighbours of what moves by the whole corrected sequence, and the order where much moves."""
        places = {slot.child: index for index, slot in enumerate(self.slots) if slot.child is not None}
        many = sum(issue.kind == "misplaced" for issue in self.issues) >= _MANY_MISPLACED
        for number, issue in enumerate(self.issues):
            if not issue.placed or issue.kind == "unknown":
                continue
            index = places[issue.child]
            before, after = self._neighbours(index)
            following = self.slots[index + 1].child if index + 1 < len(self.slots) else None
            order: tuple[str, ...] = ()
            if many and issue.kind == "misplaced":
                many = False
                present = (slot.position for slot in self.slots if slot.child is not None)
                order = tuple(dict.fromkeys(self.model.positions[position].name for position in present))
            self.issues[number] = replace(issue, before=before, after=after, following=following, order=order)

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
