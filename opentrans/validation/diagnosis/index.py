"""What the walk knows of each declaration, prepared once for a set of tables."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from ...schema.sets import SchemaSet
from ...schema.tables import ComplexType, SimpleType, Tables, tables_for
from .automaton import ContentModel
from .content import Outcome
from .names import closest, local_name, namespace_of
from .oracle import Oracle

_MOST_OUTCOMES = 20_000
_own = threading.local()


class ElementInfo:
    """A declaration as the walk needs it.

    ``text`` is the simple type where the element holds a text; else ``model`` is its content model. ``known`` holds
    values found valid. ``plain`` says that nothing but its text needs a look (no attributes asked for).
    """

    __slots__ = (
        "complex",
        "default",
        "known",
        "longest",
        "model",
        "name",
        "outcomes",
        "plain",
        "required",
        "shortest",
        "text",
    )

    def __init__(self, name: str, default: str | None, text: SimpleType | None, found: ComplexType | None) -> None:
        self.name: str = name
        self.default: str | None = default
        self.text: SimpleType | None = text
        self.complex: ComplexType | None = found
        self.required: list[str] = (
            [a.name for a in found.attributes.values() if a.required] if found is not None else []
        )
        self.known: set[str] = set()
        self.plain: bool = text is not None and not self.required
        self.model: ContentModel | None = None
        self.outcomes: dict[tuple[str, ...], Outcome] = {}
        self.shortest: int = 1
        self.longest: int = 0
        if text is not None and text.kind == "string" and text.base == "string" and text.white_space == "preserve":
            self.shortest = text.min_length or 0
            self.longest = text.max_length if text.max_length is not None else 1 << 30
            if text.length is not None:
                self.shortest = self.longest = text.length


class Index:
    """Infos of declarations, and look-ups by name, of one set of tables."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.oracle: Oracle = Oracle(tables)
        #: namespaces in which the schema declares elements
        self.namespaces: frozenset[str] = frozenset(
            namespace_of(tables.declaration(n).name) for n in range(len(tables))
        )
        self._infos: dict[int, ElementInfo] = {}
        self._parents: dict[str, list[str]] | None = None
        self._by_local: dict[str, str] | None = None
        self._models: dict[int, ContentModel] = {}
        self._inside: dict[str, dict[str, int]] = {}

    def info(self, declaration: int) -> ElementInfo:
        """What is known of a declaration."""
        if (found := self._infos.get(declaration)) is None:
            declared = self.tables.declaration(declaration)
            found = self._infos[declaration] = self.typed(
                declared.name, declared.default, declared.simple, declared.type
            )
        return found

    def typed(self, name: str, default: str | None, simple: bool, type_index: int) -> ElementInfo:
        """What is known of an element with a type (its own, or the one that xsi:type names)."""
        if simple:
            return ElementInfo(name, default, self.tables.simple(type_index), None)
        found = self.tables.complex(type_index)
        text = None if found.text is None else self.tables.simple(found.text)
        info = ElementInfo(name, default, text, found)
        if text is None:
            info.model = self._model(found)
        return info

    def _model(self, found: ComplexType) -> ContentModel:
        if found.index not in self._models:
            self._models[found.index] = ContentModel(found.content, self.tables)
        return self._models[found.index]

    def keep(self, info: ElementInfo, names: tuple[str, ...], outcome: Outcome) -> None:
        """Remember what was found for children of these names."""
        if len(info.outcomes) < _MOST_OUTCOMES:
            info.outcomes[names] = outcome

    def is_known(self, name: str) -> bool:
        """Is there a global element of this name (in any namespace)?"""
        return name in self.tables.elements or local_name(name) in self._locals()

    def _locals(self) -> dict[str, str]:
        if self._by_local is None:
            self._by_local = {local_name(name): name for name in reversed(list(self.tables.elements))}
        return self._by_local

    def by_local(self, local: str) -> str | None:
        """A global element with this local name."""
        return self._locals().get(local)

    def similar(self, local: str) -> str | None:
        """A global element whose name is like this one."""
        return closest(local, self.tables.elements, 0.85)

    def children_of(self, name: str) -> dict[str, int]:
        """The elements that a global element may hold: names and declarations."""
        if name not in self._inside:
            declared = self.tables.global_element(name)
            model = None if declared is None or declared.simple else self.info(declared.index).model
            self._inside[name] = model.declarations if model is not None else {}
        return self._inside[name]

    def parents_of(self, name: str) -> Sequence[str]:
        """The elements that may hold an element of this name; a like-named one of another namespace counts too."""
        if self._parents is None:
            self._parents = {}
            for parent in self.tables.elements:
                for child in sorted(self.children_of(parent)):
                    self._parents.setdefault(child, []).append(parent)
                    self._parents.setdefault(local_name(child), []).append(parent)
        return self._parents.get(name) or self._parents.get(local_name(name), [])

    def may_hold(self, parent: str, child: str) -> bool:
        """May ``parent`` hold ``child``?"""
        return child in self.children_of(parent)


def index_of(schema_set: SchemaSet) -> Index | None:
    """The index of a schema set, one a thread; None where no tables can be made of it."""
    indexes: dict[str, Index] = _own.__dict__
    key = schema_set.sha256
    if key not in indexes:
        if (tables := tables_for(schema_set)) is None:
            return None
        indexes[key] = Index(tables)
    return indexes[key]
