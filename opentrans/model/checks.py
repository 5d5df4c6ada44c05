"""What a field takes: the checks of constructors and assignments, with reasons."""

from __future__ import annotations

from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from lxml import etree

from ..errors import ModelError, ModelTypeError
from ..schema.dialects import find_dialect
from ..schema.tables import SimpleType
from ..validation.diagnosis.elsewhere import Elsewhere
from ..validation.diagnosis.index import index_of
from ..validation.diagnosis.oracle import Oracle
from ..validation.diagnosis.values import Values
from .base import Base
from .content import content_problem
from .moment import Moment
from .plan import Field, Plan
from .raw import Xml
from .values import NO_XML


def fill(element: Base, plan: Plan, values: dict[str, Any]) -> None:
    """Set the fields of a new element.

    Raises ModelTypeError for an unknown or a missing field and for a value of a wrong type, ModelError for a value
    or a combination of fields that the schema does not take.
    """
    if strange := values.keys() - plan.fields.keys():
        raise ModelTypeError(plan.name, unknown(plan, min(strange)))
    kept = element.__dict__
    for name, value in values.items():
        kept[name] = checked(plan.fields[name], plan, value)
    for name in plan.required:
        if name not in kept:
            if (default := plan.cls.__dict__.get(name)) is None:
                field = plan.fields[name]
                raise ModelTypeError(f"{plan.name}.{name}", f"is missing; {_what(field)} is required")
            kept[name] = default
    if plan.content is not None and plan.open is None and (problem := content_problem(plan, kept)) is not None:
        raise ModelError(plan.name, problem)


def checked(field: Field, plan: Plan, value: Any) -> Any:
    """The value of a field as it is kept; raises ModelError or ModelTypeError where the field does not take it."""
    path = f"{plan.name}.{field.name}"
    if field.slot.kind == "wild":
        return _attributes(path, value)
    if not field.many:
        if value is None:
            if field.required:
                raise ModelTypeError(path, f"is None; {_what(field)} is required")
            return None
        return _one(field, path, value)
    if not isinstance(value, list | tuple):
        shown = f"{field.slot.class_name}({_short(value)})" if _is_text(field, value) else _short(value)
        raise ModelTypeError(path, f"takes a list, not {_kind(value)}; write [{shown}]")
    if field.slot.kind == "open":
        return [_part(plan, path, part) for part in value]
    return [_one(field, f"{path}[{number}]", one) for number, one in enumerate(value)]


def _is_text(field: Field, value: Any) -> bool:
    """Is this the text of an element that has a class?"""
    return isinstance(value, str) and field.slot.class_name is not None


def unknown(plan: Plan, name: str) -> str:
    """That there is no such field, and which one may be meant."""
    near = get_close_matches(name, plan.fields, 1, 0.6)
    return f"has no field {name!r}" + (f"; did you mean {near[0]!r}?" if near else f"; it has {', '.join(plan.fields)}")


def _what(field: Field) -> str:
    return "the text" if field.slot.kind == "text" else f"the {field.slot.kind} {field.written}".replace("child ", "")


def _one(field: Field, path: str, value: Any) -> Any:
    if field.simple is not None:
        return _simple(field, path, value)
    wanted = field.plan.cls
    if type(value) is not wanted:
        shown = f"{wanted.__name__}({_short(value)})" if isinstance(value, str) else f"{wanted.__name__}(...)"
        raise ModelTypeError(path, f"takes {wanted.__name__}, not {_kind(value)}; write {shown}")
    return value


def _part(plan: Plan, path: str, part: Any) -> Any:
    if isinstance(part, str):
        if found := NO_XML.search(part):
            raise ModelError(path, f"holds the character {found[0]!r}, which XML cannot hold")
    elif not isinstance(part, Xml) and type(part).__name__ not in plan.typed_children().values():
        raise ModelTypeError(path, f"takes texts, Xml and the elements of the schema, not {_kind(part)}")
    return part


def _attributes(path: str, value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(part, str) for item in value.items() for part in item):
        raise ModelTypeError(
            path, "takes a dict of attributes: names, in Clark notation if they have a namespace, to texts"
        )
    for name, text in value.items():
        try:
            etree.Element("_").set(name, text)
        except ValueError as error:
            raise ModelError(path, f"cannot hold {_short(name)}: {_short(text)}: {error}") from None
    return dict(value)


def _simple(field: Field, path: str, value: Any) -> Any:
    kind, simple = field.type, field.simple
    assert kind is not None
    assert simple is not None
    if kind == "Decimal" and type(value) is int:
        value = Decimal(value)
    if type(value) is not _CLASSES[kind]:
        raise ModelTypeError(path, f"takes {kind}, not {_kind(value)}{_ADVICE.get((kind, type(value).__name__), '')}")
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) > _MOST_DIGITS:
        raise ModelError(path, f"has more than {_MOST_DIGITS} digits")
    text = str(value) if field.write is None else field.write(value)
    if found := NO_XML.search(text):
        raise ModelError(path, f"holds the character {found[0]!r}, which XML cannot hold")
    if not oracle().valid(simple, text):
        raise ModelError(path, _why(simple, text, field.slot.kind == "attribute"))
    return value if field.codes is None else field.codes[text]


def oracle() -> Oracle:
    """Who says whether a value is valid for the model's schema (one a thread)."""
    index = index_of(find_dialect("itscope").schema_set)
    assert index is not None
    return index.oracle


def _why(simple: SimpleType, text: str, attribute: bool) -> str:
    return Values(oracle(), Elsewhere(find_dialect("itscope"))).explain(simple, text, attribute)


def _kind(value: Any) -> str:
    return "None" if value is None else f"{type(value).__name__} {_short(value)}"


def _short(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."


_MOST_DIGITS = 100
_CLASSES: dict[str, type] = {
    "Decimal": Decimal,
    "int": int,
    "bool": bool,
    "Moment": Moment,
    "bytes": bytes,
    "str": str,
}
_ADVICE = {
    ("Decimal", "float"): "; a float is not exact: write Decimal('1.25')",
    ("Decimal", "str"): "; write Decimal('1.25')",
    ("Moment", "date"): "; write Moment(...)",
    ("Moment", "datetime"): "; write Moment(...)",
    ("Moment", "str"): "; write Moment(...)",
}
