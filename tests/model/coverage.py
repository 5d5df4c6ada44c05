"""Which elements and attributes of the five documents the model can express at their places, tried out one by one.

An element counts where an element of its parent, as small as the schema allows, is read into the parent's class with
nothing left over, its value is found in the field of that name, the public constructor makes an equal object of the
same values, both are written as the same XML, and that equals, canonically, what was read. An attribute likewise.

Elements that mixed content names (in XML signatures) are looked for in the list ``content``: of a class of the model
where they have structure, as ``Xml`` where they are a text. Wildcards, where any XML may stand, are counted apart: they
are tried with a foreign element, or, where they are strict, with one of the schema.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from opentrans.model.base import Base
from opentrans.model.plan import Plan, plan_named
from opentrans.model.raw import Xml
from opentrans.model.reading import Reader
from opentrans.model.shape import class_name_of
from opentrans.model.writing import write_document
from opentrans.names import XSIG
from opentrans.schema.dialects import find_dialect
from opentrans.schema.tables import tables_for
from tests.drawing.places import Places

from .canonical import canonical
from .minimal import Minimal

_FOREIGN = '<f:free xmlns:f="urn:example:free" f:kind="a">text <b xmlns="">c</b></f:free>'
_KNOWN = f'<xsig:KeyName xmlns:xsig="{XSIG}">known</xsig:KeyName>'


@dataclass(frozen=True)
class Coverage:
    """How many places of a dialect the model expresses, of how many; and what was wrong at the others."""

    dialect: str
    elements: tuple[int, int]
    attributes: tuple[int, int]
    wildcards: tuple[int, int]
    faults: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.faults


def measure(dialect: str) -> Coverage:
    """Try every place of the five documents of a dialect."""
    tables = tables_for(find_dialect(dialect).schema_set)
    assert tables is not None
    minimal, places = Minimal(tables), Places(tables)
    tried: dict[str, list[str | None]] = {
        "elements": [_tried(_try_element, minimal, *place) for place in places.elements],
        "attributes": [_tried(_try_attribute, minimal, *place) for place in places.attributes],
        "wildcards": [_tried(_try_wildcard, minimal, parent, "*") for parent in places.wildcards],
    }
    counted = {what: (faults.count(None), len(faults)) for what, faults in tried.items()}
    found = tuple(fault for faults in tried.values() for fault in faults if fault is not None)
    return Coverage(dialect, counted["elements"], counted["attributes"], counted["wildcards"], found)


def lines(coverage: Coverage) -> Iterator[str]:
    """The figures in words."""
    yield f"Expressed at their place, dialect {coverage.dialect}:"
    for what in ("elements", "attributes", "wildcards"):
        done, all_of_them = getattr(coverage, what)
        yield f"  {what}: {done} of {all_of_them} ({100 * done / all_of_them:.1f} %)"
    yield from (f"    missing: {fault}" for fault in coverage.faults)


def _tried(attempt: Callable[[Minimal, str, str], None], minimal: Minimal, parent: str, name: str) -> str | None:
    try:
        attempt(minimal, parent, name)
    except (AssertionError, AttributeError, ValueError, LookupError) as error:
        return f"{parent} / {name}: {type(error).__name__}: {error}"
    return None


def _try_element(minimal: Minimal, parent: str, child: str) -> None:
    element = minimal.with_child(parent, child)
    plan, made = _read(element)
    if plan.open is not None:
        wanted = plan.typed_children().get(child)
        kept = [type(one).__name__ if isinstance(one, Base) else one.tag for one in made.content]
        assert (wanted or child) in kept, f"the content holds {kept}"
    else:
        field = plan.by_tag[child]
        value = getattr(made, field.name)
        if field.slot.group:
            inner = next(one for one in field.plan.children if one.tag == child)
            value = getattr(value[0], inner.name)
        assert value not in (None, []), "no value"
    _same_again(element, plan, made)


def _try_attribute(minimal: Minimal, parent: str, name: str) -> None:
    element = minimal.with_attribute(parent, name)
    plan, made = _read(element)
    assert getattr(made, plan.by_attribute[name].name) is not None, "no value"
    _same_again(element, plan, made)


def _try_wildcard(minimal: Minimal, parent: str, _: str) -> None:
    element = minimal.with_child(parent, None)
    complex_type = minimal.tables.complex(minimal.tables.declaration(minimal.tables.elements[parent]).type)
    strict = "strict" in _processes(complex_type.content)
    element.append(etree.fromstring(_KNOWN if strict else _FOREIGN))
    if complex_type.any_attribute:
        element.set("{urn:example:free}kind", "any")
    plan, made = _read(element)
    assert any(isinstance(one, Xml) for one in made.content), "the foreign element is not in the content"
    _same_again(element, plan, made)


def _processes(particle: Any) -> set[str]:
    return {particle.process}.union(*(_processes(part) for part in particle.parts))


def _read(element: etree._Element) -> tuple[Plan, Any]:
    plan = plan_named(class_name_of(str(element.tag)))
    reader = Reader()
    made = reader.read(element, plan)
    assert not reader.unread, "; ".join(map(str, reader.unread))
    return plan, made


def _same_again(element: etree._Element, plan: Plan, made: Any) -> None:
    """The constructor takes the values, and what is written is what was read."""
    values = {name: value for name, value in made.__dict__.items() if not name.startswith("_")}
    again = plan.cls(**values)
    assert again == made, "the constructor makes another object"
    assert write_document(again) == write_document(made), "it is written otherwise when the constructor made it"
    assert canonical(write_document(made)) == canonical(element), "it is written otherwise than it was read"
