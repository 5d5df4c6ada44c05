"""The classes of the model take what the schema takes, and refuse what it refuses: drawn for every field."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from opentrans import ModelError
from opentrans.model import Moment
from opentrans.model.plan import Plan
from opentrans.model.values import python_type
from opentrans.model.writing import write_document
from opentrans.schema.tables import SimpleType
from tests.model.canonical import canonical
from tests.model.places import TextPlace, Values, child_values, is_valid, minimal, plans, read, text_places

TYPES = sorted(text_places(), key=lambda simple: simple.index)
MOST_DIGITS = 100


def _name(simple: SimpleType) -> str:
    return f"{simple.index}-{simple.kind}"


@pytest.mark.parametrize("simple", TYPES, ids=_name)
def test_every_field_takes_the_values_that_libxml2_takes_and_no_others(simple: SimpleType) -> None:
    places = text_places()[simple]

    @settings(max_examples=30, deadline=None, database=None)
    @given(text=minimal().texts.across(simple))
    def check(text: str) -> None:
        value = _value(places[0], text)
        for place in places:
            taken = _takes_text(place, text)
            if taken:
                _keeps(place, text)
            if value is None:
                assert not taken or text == "", f"{place} cannot read {text!r}"
            elif not _is_exception(place, value):
                _agrees(place, value)

    check()


def _value(place: TextPlace, text: str) -> Any:
    """The value in Python that a text stands for; None where it stands for none."""
    assert place.field.simple is not None
    kind = python_type(place.field.simple)
    if kind == "str":
        return text
    if kind == "Moment":
        return Moment(text)
    assert place.field.read is not None
    try:
        return place.field.read(text)[0]
    except ValueError:
        return None


def _is_exception(place: TextPlace, value: Any) -> bool:
    """Two limits of our own: an element's default is not asked for by an empty text, numbers have an end."""
    if isinstance(value, Decimal):
        return value.is_finite() and abs(value.adjusted()) > MOST_DIGITS
    return value == "" and place.field.default is not None


def _takes_text(place: TextPlace, text: str) -> bool:
    if place.field.default is not None and not text:
        return True
    return is_valid(place.holding(text))


def _keeps(place: TextPlace, text: str) -> None:
    element = place.holding(text)
    assert canonical(write_document(read(element))) == canonical(element), f"{place} does not keep {text!r}"


def _agrees(place: TextPlace, value: Any) -> None:
    """The constructor, an assignment and libxml2 are of one mind."""
    write = place.field.write
    taken = _takes_text(place, value if write is None else write(value))
    arguments = place.arguments(value)
    assert _accepts(lambda: place.plan.cls(**arguments)) == taken, f"constructor: {place}, {value!r}, {taken}"
    made = place.plan.cls(**place.values)
    assert _accepts(lambda: setattr(made, place.field.name, arguments[place.field.name])) == taken, place


def _accepts(attempt: Any) -> bool:
    try:
        attempt()
    except ModelError:
        return False
    return True


WITH_CHILDREN = [plan for plan in plans() if plan.children]


@pytest.mark.parametrize("plan", WITH_CHILDREN, ids=lambda plan: plan.name)
def test_constructors_take_the_sets_of_fields_that_libxml2_takes_and_no_others(plan: Plan) -> None:
    known = list(child_values(plan))
    samples = {name: values[name] for name, values in known}

    @settings(max_examples=10, deadline=None, database=None)
    @given(
        st.sampled_from([values for _, values in known]),
        st.lists(st.tuples(st.sampled_from(list(samples)), st.sampled_from((0, 1, 1, 2, 3))), max_size=4),
    )
    def check(start: Values, changes: list[tuple[str, int]]) -> None:
        values = dict(start)
        for name, number in changes:
            values.pop(name, None)
            if number:
                values[name] = samples[name][:1] * number if plan.fields[name].many else samples[name]
        made = plan.cls.__new__(plan.cls)
        made.__dict__.update(values)
        valid = is_valid(etree.fromstring(write_document(made)))
        assert _accepts(lambda: plan.cls(**values)) == valid, (sorted(values), valid)

    check()
