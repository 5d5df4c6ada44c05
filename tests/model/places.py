"""The fields of the model that hold texts, and the classes with children, each with a smallest element to try it in."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

from lxml import etree

from opentrans.model.plan import Field, Plan, model_tables, plan_named
from opentrans.model.reading import Reader
from opentrans.model.shape import class_name_of
from opentrans.schema.compile import compile_set
from opentrans.schema.sets import bundled
from opentrans.schema.tables import SimpleType
from tests.drawing.places import Places

from .minimal import Minimal

Values = dict[str, Any]


@dataclass(frozen=True, eq=False)
class TextPlace:
    """A field with a text: its class, an element that holds it, and the values of the class that go with it."""

    plan: Plan
    field: Field
    element: etree._Element
    values: Values

    def __repr__(self) -> str:
        return f"{self.plan.name}.{self.field.name}"

    def holding(self, text: str) -> etree._Element:
        """The element with another text in this place."""
        kind = self.field.slot.kind
        if kind == "attribute":
            self.element.set(self.field.tag, text)
        else:
            held = self.element if kind == "text" else next(self.element.iter(self.field.tag))
            held.text = text
        return self.element

    def arguments(self, value: Any) -> Values:
        """What the constructor is called with for a value in this place."""
        return {**self.values, self.field.name: [value] if self.field.many else value}


@cache
def _compiled() -> etree.XMLSchema:
    schema_set = bundled("itscope")
    return compile_set(schema_set, schema_set.full_entry)


@cache
def _parents() -> dict[str, str]:
    return {child: parent for parent, child in Places(model_tables()).elements}


def is_valid(element: etree._Element) -> bool:
    """What libxml2 says of an element by the model's XSDs (not by the tables); a local one is put into its parent."""
    tag = str(element.tag)
    if tag in model_tables().elements:
        return _compiled().validate(element)
    parent = minimal().with_child(_parents()[tag], tag)
    held = next(parent.iter(tag))
    held.getparent().replace(held, deepcopy(element))  # type: ignore[union-attr]
    return is_valid(parent)


@cache
def minimal() -> Minimal:
    """What makes the smallest elements of the model's schema."""
    return Minimal(model_tables())


@cache
def plans() -> tuple[Plan, ...]:
    """The classes of the five documents, those of repeated groups aside."""
    places = Places(model_tables())
    names = dict.fromkeys(name for name, _ in (*places.elements, *places.attributes))
    return tuple(plan_named(class_name_of(name)) for name in names)


@cache
def text_places() -> dict[SimpleType, tuple[TextPlace, ...]]:
    """All fields that hold texts, by their simple types."""
    found: dict[SimpleType, list[TextPlace]] = {}
    for plan in plans():
        for place in _text_places(plan):
            assert place.field.simple is not None
            found.setdefault(place.field.simple, []).append(place)
    return {simple: tuple(places) for simple, places in found.items()}


def read(element: etree._Element) -> Any:
    """The object for an element that the model must be able to keep."""
    reader = Reader()
    made = reader.read(element, plan_named(class_name_of(str(element.tag))))
    assert not reader.unread, reader.unread
    return made


def values_of(made: Any) -> Values:
    """The fields of an object that are set."""
    return {name: value for name, value in made.__dict__.items() if not name.startswith("_")}


def _text_places(plan: Plan) -> Iterator[TextPlace]:
    for field in plan.fields.values():
        kind = field.slot.kind
        if field.slot.group:
            for inner in field.plan.children:
                if inner.simple is not None:
                    element = minimal().with_child(plan.tag, inner.tag)
                    yield TextPlace(field.plan, inner, element, values_of(getattr(read(element), field.name)[0]))
        elif field.simple is not None:
            if kind == "attribute":
                element = minimal().with_attribute(plan.tag, field.tag)
            else:
                element = minimal().with_child(plan.tag, field.tag if kind == "child" else None)
            yield TextPlace(plan, field, element, values_of(read(deepcopy(element))))


def child_values(plan: Plan) -> Iterator[tuple[str, Values]]:
    """For each child of a class: the field's name, and values of the class with which it is valid."""
    for field in plan.children:
        for tag in [inner.tag for inner in field.plan.children] if field.slot.group else [field.tag]:
            yield field.name, values_of(read(minimal().with_child(plan.tag, tag)))
