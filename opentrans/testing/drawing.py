"""Drawing one element with all that stands in it, from the least that its declaration asks for to all it allows."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from . import free
from .markup import Node
from .plans import Part, Plan, Plans
from .texts import Texts

#: hypothesis gives up on documents of more than some 4,000 choices; after so many the plainest is taken.
_MOST_CHOICES = 2500
#: How many elements may vary in a document: small, usual and large ones; the last style is a full one.
_ROOMS = (0, 20, 20, 40, 40, 60, 60, 100, 100, 150, 300)
_FULL = len(_ROOMS)
_MOST_ELEMENTS = 1500
_DEEPEST = 40
_HEAVY_DOCUMENTS = 24
_MORE_GOALS = 5
_MANY = 3


class Level(Enum):
    """How much of what is optional in an element is drawn."""

    LEAST = 0
    SOME = 1
    ALL = 2


_LEVELS = (*[Level.LEAST] * 7, *[Level.SOME] * 4, Level.ALL)
#: A full document can leave something out too, or else it would hardly shrink.
_LEVELS_OF_FULL = (Level.LEAST, *[Level.ALL] * 255)


class _Will:
    """What is to become of one element: how much of it, and a byte for each thing that can vary in it.

    One draw of bytes is many times as fast as a draw for each; where they run out, the plainest is taken.
    """

    def __init__(self, level: Level, data: bytes = b"") -> None:
        self.level = level
        self._bytes = iter(data)

    def pick(self, count: int) -> int:
        """A number below ``count``; 0 where nothing is to vary."""
        return next(self._bytes, 0) * count >> 8

    def chosen(self) -> int:
        """How much of something optional is drawn: 0 none, 1 one, 2 many; of all, only a zero byte leaves it out."""
        byte = next(self._bytes, 0)
        return (byte >= _CHOSEN[self.level]) + (byte >= _MANY_CHOSEN)


_CHOSEN = {Level.LEAST: 256, Level.SOME: 176, Level.ALL: 1}
_MANY_CHOSEN = 232


#: What is left of the ways to goals: declarations, then a declaration, WILD or the name of an attribute.
Aims = tuple[tuple[int | str, ...], ...]


class Drawing:
    """One document while it is drawn: what is left of its limits, and the numbers of its xs:IDs."""

    def __init__(self, draw: DrawFn, plans: Plans, texts: Texts) -> None:
        self.plans = plans
        self.texts = texts
        self.root: int = -1
        self._draw = draw
        self._choices = 0
        self._room = 0
        self._full = False
        self._heavy = 0
        self._ids = 0

    def document(self, root: int) -> Node:
        """The root element; it is drawn to hold some of the goals below it, picked at random."""
        self.root = root
        style = self.number(_FULL)
        self._full = style == _FULL
        self._room = _MOST_ELEMENTS if self._full else _ROOMS[style]
        self._heavy = 2 if self.number(_HEAVY_DOCUMENTS) == _HEAVY_DOCUMENTS else 0
        return self.element(root, tuple(self._goals(root)), ())

    def _goals(self, root: int) -> Iterator[tuple[int | str, ...]]:
        """One goal from all, others from those farthest from the root, which nothing else leads to."""
        goals = self.plans.goals(root)
        if not goals:
            return
        far = goals[len(goals) // 2 :]
        for among in (goals, *[far] * self.number(_MORE_GOALS)):
            way, target = among[self.number(len(among) - 1)]
            yield (*way, target)

    def number(self, highest: int) -> int:
        """A whole number from 0; always 0 where so much was drawn that the rest is to be plain."""
        if highest < 1 or self._choices >= _MOST_CHOICES:
            return 0
        self._choices += 1
        return self._draw(_numbers(highest))

    def text(self, strategy: SearchStrategy[str]) -> str | None:
        """A text of a strategy, or None where so much was drawn that the rest is to be plain."""
        if self._choices >= _MOST_CHOICES:
            return None
        text = self._draw(strategy)
        self._choices += 1 + len(text)
        return text

    def element(self, index: int, aims: Aims, above: tuple[int, ...]) -> Node:
        """An element of a declaration, below elements of the declarations ``above``."""
        plan = self.plans.of(index)
        self._room -= 1
        will = self._will(plan, above)
        node = Node(plan.declaration.name, mixed=plan.mixed)
        for name, attribute in plan.attributes.items():
            if attribute.required or (name,) in aims or will.chosen():
                node.attributes[name] = self.value(attribute.type)
        if plan.any_attribute and will.chosen():
            free.add_attributes(self, node)
        if plan.text is not None:
            if text := self._content_text(plan, plan.text):
                node.content.append(text)
        elif plan.content is not None:
            node.content.extend(self._part(plan.content, aims, will, (*above, index)))
            if plan.mixed and will.level is not Level.LEAST:
                free.add_texts(self, node)
        return node

    def value(self, type_index: int) -> str:
        """A text of a simple type."""
        simple = self.plans.tables.simple(type_index)
        if simple.base == "ID":
            self._ids += 1
            return f"{('id', '_', 'Ä-')[self.number(2)]}{self._ids}"
        pool = self.texts.pool(simple)
        if pool.heavy and self._heavy:
            self._heavy -= 1
            return pool.heavy[self.number(len(pool.heavy) - 1)]
        usual = len(pool.usual)
        picked = self.number(usual - 1 if pool.free is None else usual + usual // 3)
        if picked < usual:
            return pool.usual[picked]
        assert pool.free is not None
        text = self.text(pool.free)
        return pool.usual[0] if text is None else self.texts.mended(simple, text)

    def _content_text(self, plan: Plan, type_index: int) -> str:
        """The text of an element; one with a default may be empty."""
        if plan.declaration.default is not None and self.number(5) == 5:
            return ""
        return self.value(type_index)

    def _will(self, plan: Plan, above: tuple[int, ...]) -> _Will:
        if self._room < 0 or not plan.options or len(above) > _DEEPEST:
            return _LEAST
        levels = _LEVELS_OF_FULL if self._full else _LEVELS
        level = levels[self.number(len(levels) - 1)]
        if level is Level.LEAST or self._choices >= _MOST_CHOICES:
            return _LEAST
        self._choices += 1 + plan.options // 2
        return _Will(level, self._draw(_bytes(plan.options)))

    def _part(self, part: Part, aims: Aims, will: _Will, above: tuple[int, ...]) -> Iterator[Node]:
        leading = tuple(aim for aim in aims if aim[0] in part.inside) if aims else ()
        times = self._times(part, will, above, leads=bool(leading))
        in_turn = _in_turn(part, will) and times >= len(part.parts)
        for time in range(times):
            now = leading if time == 0 else ()
            if part.kind == "element":
                yield self.element(part.particle.declaration, tuple(aim[1:] for aim in now if len(aim) > 1), above)
            elif part.kind == "any":
                yield free.wild(self, part.particle, above)
            elif part.kind == "choice":
                branch = part.parts[time % len(part.parts)] if in_turn and not now else _branch(part, now, will)
                yield from self._part(branch, now, will, above)
            else:
                for inner in part.parts:
                    yield from self._part(inner, now, will, above)

    def _times(self, part: Part, will: _Will, above: tuple[int, ...], *, leads: bool) -> int:
        """How often a part comes."""
        least = max(part.low, int(leads))
        if will.level is Level.LEAST or part.high == least or self._returns(part, will.level, above):
            return least
        many = part.high if part.high is not None and part.high <= _MANY + 2 else max(_MANY, least)
        if _in_turn(part, will):
            return max(least, len(part.parts) if will.chosen() else 0)
        return max(least, (0, 1, many)[will.chosen()])

    def _returns(self, part: Part, level: Level, above: tuple[int, ...]) -> bool:
        """Does a part lead again into what it stands in, often enough?"""
        if part.kind != "element":
            return False
        return above.count(part.particle.declaration) > (0 if level is Level.ALL else 1)


_LEAST = _Will(Level.LEAST)


def _in_turn(part: Part, will: _Will) -> bool:
    """Is a part a repeated choice in a full element, so that each branch comes?"""
    return will.level is Level.ALL and part.kind == "choice" and part.high is None


def _branch(part: Part, aims: Aims, will: _Will) -> Part:
    """The branch of a choice: one that leads on to a goal, any, or the smallest."""
    branches = [inner for inner in part.parts if not aims or aims[0][0] in inner.inside]
    smallest = min(branches, key=_least)
    if will.level is Level.LEAST:
        return smallest
    branches.sort(key=lambda inner: inner is not smallest)
    return branches[will.pick(len(branches))]


def _least(part: Part) -> float:
    return part.low * part.size if part.low else 0


@cache
def _numbers(highest: int) -> SearchStrategy[int]:
    return st.integers(0, highest)


@cache
def _bytes(size: int) -> SearchStrategy[bytes]:
    return st.binary(min_size=size, max_size=size)
