"""The smallest element of a declaration, with the child or the attribute in it that a test is about."""

from __future__ import annotations

from lxml import etree

from opentrans.names import PREFIXES
from opentrans.schema.tables import SimpleType, Tables
from opentrans.testing.plans import Part, Plans
from opentrans.testing.texts import Texts

NSMAP = {prefix.rstrip(":") or None: uri for uri, prefix in PREFIXES.items()}


class Minimal:
    """Makes the smallest elements of a set of tables."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.plans = Plans(tables)
        self.texts = Texts(tables)

    def with_child(self, parent: str, child: str | None) -> etree._Element:
        """The smallest valid element ``parent`` (a Clark name) that holds ``child``, which stays as small."""
        return self._element(self._index(parent), None if child is None else self._index(child))

    def with_attribute(self, parent: str, name: str) -> etree._Element:
        """The smallest valid element with an attribute."""
        element = self._element(self._index(parent), None)
        attribute = self.plans.of(self._index(parent)).attributes[name]
        element.set(name, self.text(self.tables.simple(attribute.type)))
        return element

    def text(self, simple: SimpleType) -> str:
        """A plain text that a type takes."""
        return self.texts.pool(simple).usual[0]

    def _index(self, name: str) -> int:
        declaration = self.plans.named(name)
        assert declaration is not None, name
        return declaration.index

    def _element(self, index: int, wanted: int | None) -> etree._Element:
        plan = self.plans.of(index)
        element = etree.Element(plan.declaration.name, nsmap=NSMAP)  # type: ignore[arg-type]
        for attribute in plan.attributes.values():
            if attribute.required:
                element.set(attribute.name, self.text(self.tables.simple(attribute.type)))
        if plan.text is not None:
            element.text = self.text(self.tables.simple(plan.text))
        elif plan.content is not None:
            self._fill(element, plan.content, wanted)
        return element

    def _fill(self, element: etree._Element, part: Part, wanted: int | None) -> None:
        times = max(part.low, wanted in part.inside)
        for _ in range(times):
            if part.kind == "element":
                (index,) = part.inside
                element.append(self._element(index, None))
            elif part.kind == "choice":
                chosen = min(part.parts, key=lambda one: (wanted not in one.inside, one.size if one.low else 0))
                self._fill(element, chosen, wanted)
            else:
                for one in part.parts:
                    self._fill(element, one, wanted)
