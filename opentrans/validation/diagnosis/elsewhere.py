"""Whether another dialect accepts what this one refuses, and since when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ...schema.dialects import Dialect
from ...schema.tables import ComplexType, SimpleType, Tables, bundled_tables
from .automaton import ContentModel
from .names import local_name
from .oracle import Oracle

_WORD = re.compile(r"\w+")


@cache
def _bundled(name: str) -> tuple[Tables, Oracle]:
    tables = bundled_tables(name)
    return tables, Oracle(tables)


@cache
def _model(name: str, index: int) -> ContentModel:
    tables = _bundled(name)[0]
    return ContentModel(tables.complex(index).content, tables)


class Elsewhere:
    """Looks up elements and values in the bundled dialects other than the one that judges."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._own = dialect.schema_set.sha256

    def element(self, parent: str, name: str) -> str | None:
        """A sentence if another dialect allows the element ``name`` in ``parent`` (names in Clark notation)."""
        for other, found in self._types(parent):
            if name in _model(other, found.index).declarations:
                return self._sentence(other, local_name(parent), local_name(name))
        return None

    def sequence(self, parent: str, names: tuple[str, ...], missing: str) -> str | None:
        """A sentence if another dialect accepts the children ``names`` without the missing one."""
        for other, found in self._types(parent):
            if _model(other, found.index).accepts(names):
                return self._sentence(other, local_name(parent), local_name(missing))
        return None

    def attribute(self, element: str, name: str) -> str | None:
        """A sentence if another dialect allows the attribute."""
        for other, found in self._types(element):
            if name in found.attributes:
                return self._sentence(other, local_name(element), local_name(name))
        return None

    def value(self, element: str, attribute: str | None, value: str) -> tuple[str, SimpleType] | None:
        """A sentence, and the type there, if another dialect accepts the value."""
        for other in self._others():
            tables, oracle = _bundled(other)
            declared = tables.global_element(element)
            if declared is None:
                continue
            if attribute is None:
                index = declared.type if declared.simple else tables.complex(declared.type).text
            else:
                known = None if declared.simple else tables.complex(declared.type).attributes.get(attribute)
                index = known.type if known else None
            if index is not None and oracle.valid(tables.simple(index), value):
                found = tables.simple(index)
                listed = found.codes is not None or found.kind == "country"
                return self._sentence(other, local_name(element), value.strip() if listed else ""), found
        return None

    def _others(self) -> Iterator[str]:
        for name in ("standard", "itscope"):
            if _bundled(name)[0].sha256 != self._own:
                yield name

    def _types(self, element: str) -> Iterator[tuple[str, ComplexType]]:
        for name in self._others():
            tables = _bundled(name)[0]
            declared = tables.global_element(element)
            if declared is not None and not declared.simple:
                yield name, tables.complex(declared.type)

    def _sentence(self, other: str, *words: str) -> str:
        own = "the standard" if self._dialect.name == "standard" else f"the dialect {self._dialect.name}"
        if other == "standard":
            return f"The standard accepts this, {own} does not."
        since = self._since(words)
        return f"ITscope accepts this{f' since {since}' if since else ''}, {own} does not."

    def _since(self, words: tuple[str, ...]) -> str | None:
        """The month of the change that speaks of the last of the words, or else of the first."""
        from ...schema.changes import load_changes

        as_of = self._dialect.as_of or ""
        for word in (*reversed(words),):
            for change in load_changes():
                spoken = set(_WORD.findall(f"{change.where} {change.what} {change.assumed}"))
                if word and word in spoken and change.since > as_of:
                    return change.since
        return None
