"""What a field takes: the checks of constructors and assignments, with reasons."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from difflib import get_close_matches
from functools import partial
from typing import Any, TypeAlias

from lxml import etree

from ..errors import ModelError, ModelTypeError
from ..schema.dialects import find_dialect
from ..schema.tables import SimpleType
from ..validation.diagnosis.elsewhere import Elsewhere
from ..validation.diagnosis.index import index_of
from ..validation.diagnosis.oracle import Oracle, plain_number
from ..validation.diagnosis.values import Values
from .base import Base
from .content import content_problem
from .moment import Moment
from .plan import MOST_REMEMBERED, Field, Plan
from .raw import Xml
from .values import NO_XML

_Take: TypeAlias = Callable[[Any], Any]


def fill(element: Base, plan: Plan, values: dict[str, Any]) -> None:
    """Set the fields of a new element.

    Raises ModelTypeError for an unknown or a missing field and for a value of a wrong type, ModelError for a value
    or a combination of fields that the schema does not take.
    """
    kept = element.__dict__
    takes, optional = plan.takes, plan.optional
    shape: tuple[str | int, ...] = ()
    for name, value in values.items():
        if not value and (value is None or type(value) is list) and name in optional:
            continue
        take, many = takes.get(name) or _learned(plan, name)
        taken = kept[name] = take(value)
        if many:
            shape += (name, len(taken))
    shape += tuple(kept)
    defaults = plan.shapes.get(shape)
    if defaults is None:
        defaults = _completed(plan, kept)
        if len(plan.shapes) < MOST_REMEMBERED:
            plan.shapes[shape] = defaults
    if defaults:
        kept.update(defaults)


def _completed(plan: Plan, kept: dict[str, Any]) -> dict[str, Any]:
    """The defaults of required fields that were not given; raises as ``fill`` does where the fields make no element."""
    defaults = {}
    for name in plan.required:
        if name not in kept:
            defaults[name] = plan.cls.__dict__.get(name)
            if defaults[name] is None:
                raise ModelTypeError(f"{plan.name}.{name}", f"is missing; {_what(plan.fields[name])} is required")
    closed = plan.content is not None and plan.open is None
    if closed and (problem := content_problem(plan, kept | defaults)) is not None:
        raise ModelError(plan.name, problem)
    return defaults


def _learned(plan: Plan, name: str) -> tuple[_Take, bool]:
    """What takes the values of a field (quickly those that are surely good, else by ``checked``); are they many?"""
    field = plan.fields.get(name)
    if field is None:
        raise ModelTypeError(plan.name, unknown(plan, name))
    if field.slot.kind in ("wild", "open"):
        take: _Take = partial(checked, field, plan)
    elif field.simple is None:
        take = _objects(field, plan) if field.many else _object(field, plan)
    elif field.many:
        take = partial(checked, field, plan)
    else:
        take = _text(field, plan) if field.type == "str" and _plain(field.simple) else _value(field, plan)
    learned = plan.takes[name] = take, field.many
    return learned


def _object(field: Field, plan: Plan) -> _Take:
    cls = field.plan.cls
    return lambda value: value if type(value) is cls else checked(field, plan, value)


def _objects(field: Field, plan: Plan) -> _Take:
    cls = field.plan.cls

    def take(value: Any) -> Any:
        if type(value) is list:
            for one in value:
                if type(one) is not cls:
                    break
            else:
                return value.copy()
        return checked(field, plan, value)

    return take


def _plain(simple: SimpleType) -> bool:
    """Does only the length of a text count, or which of the codes it is?"""
    return simple.base == "string" and simple.white_space == "preserve" and not simple.patterns


def _text(field: Field, plan: Plan) -> _Take:
    simple, codes = field.simple, field.codes
    assert simple is not None
    if simple.codes is not None:
        good = codes or dict(zip(simple.codes, simple.codes, strict=True))
        return lambda value: (good.get(value) if type(value) is str else None) or checked(field, plan, value)
    exact = simple.length
    least = exact if exact is not None else simple.min_length or 0
    most = exact if exact is not None else simple.max_length if simple.max_length is not None else 1 << 60

    def take(value: Any) -> Any:
        if type(value) is str and least <= len(value) <= most and value.isprintable():
            return value
        return checked(field, plan, value)

    return take


def _value(field: Field, plan: Plan) -> _Take:
    """Numbers, dates and the like: texts that were good once are good again."""
    kind, simple = _CLASSES[field.type or "str"], field.simple
    assert simple is not None
    number = simple.kind == "number" and not simple.bounds and not simple.patterns and simple.codes is None
    write: Callable[[Any], str] = field.write or str
    good: set[str] = set()

    def take(value: Any) -> Any:
        if type(value) is kind and field.codes is None:
            text = write(value)
            if text in good or (number and plain_number(text)):
                return value
        taken = checked(field, plan, value)
        if len(good) < MOST_REMEMBERED:
            good.add(write(taken))
        return taken

    return take


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
