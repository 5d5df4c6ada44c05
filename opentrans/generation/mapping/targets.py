"""What a mapping may name: the fields of business objects, told from their dataclasses."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

#: Fields that hold a code of a long list, and the type that lists them.
_CODES = {
    "currency": "dtCURRENCIES",
    "unit": "dtPUNIT",
    "period_unit": "dtPUNIT",
    "country": "dtCOUNTRIES",
    "bank_country": "dtCOUNTRIES",
    "language": "dtLANG",
}


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value: text, number, whole, flag or date; ``codes`` are the only texts, ``type`` the type of a long list."""

    kind: str
    codes: tuple[str, ...] = ()
    type: str | None = None

    def __str__(self) -> str:
        names = {"whole": "whole number", "flag": "true or false"}
        return " | ".join(self.codes) if self.codes else names.get(self.kind, self.kind)


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts by their type."""

    def __str__(self) -> str:
        return "map of texts"


@dataclass(frozen=True, slots=True)
class Object:
    """An object with fields; ``text``: a text may stand in its place as it is."""

    cls: type[Any]
    text: bool = False

    def __str__(self) -> str:
        return self.cls.__name__

    @property
    def fields(self) -> Mapping[str, Target]:
        """Its fields by name."""
        return targets_of(self.cls)

    @property
    def first(self) -> str | None:
        """The field that a single value in place of the object goes to."""
        return next((one.name for one in fields(self.cls) if not one.kw_only), None)


@dataclass(frozen=True, slots=True)
class Many:
    """A list."""

    item: Kind

    def __str__(self) -> str:
        return f"list of {self.item}"


Kind: TypeAlias = Scalar | Texts | Object | Many


@dataclass(frozen=True, slots=True)
class Target:
    """A field: what it holds, and whether a document cannot be without it."""

    name: str
    kind: Kind
    required: bool


def targets_of(cls: type[Any]) -> Mapping[str, Target]:
    """The fields of a dataclass.

    >>> from opentrans.build.objects import Tax
    >>> targets_of(Tax)["rate"]
    Target(name='rate', kind=Scalar(kind='number', codes=(), type=None), required=True)
    """
    known: Any = cls
    return _targets(known)


@lru_cache(64)
def _targets(cls: Any) -> Mapping[str, Target]:
    hints = get_type_hints(cls)
    return {
        one.name: Target(
            one.name, kind_of(hints[one.name], one.name), one.default is MISSING and one.default_factory is MISSING
        )
        for one in fields(cls)
    }


def kind_of(hint: Any, name: str = "") -> Kind:
    """What values of a type are, for a mapping."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _union([one for one in arguments if one is not type(None)], name)
    if origin is Literal:
        return Scalar("text", tuple(map(str, arguments)))
    if origin is not None and issubclass(origin, Mapping):
        return Texts()
    if origin is not None and issubclass(origin, Sequence):
        return Many(kind_of(arguments[0], name))
    if is_dataclass(hint):
        return Object(hint)  # type: ignore[arg-type]  # hints are classes, not instances
    kind = {str: "text", bool: "flag", int: "whole", Decimal: "number", date: "date"}[hint]
    return Scalar(kind, (), _CODES.get(name) if kind == "text" else None)


def _union(members: list[Any], name: str) -> Kind:
    if Decimal in members:
        return Scalar("number")
    if date in members:
        return Scalar("date")
    classes: list[Any] = [one for one in members if is_dataclass(one)]
    if classes:
        return Object(classes[0], str in members)
    return kind_of(members[0], name)


@lru_cache(8)
def codes_of(name: str) -> frozenset[str]:
    """The codes of a long list by the name of its type (dtPUNIT ...); countries without their subdivisions."""
    import re

    from ...names import BMECAT
    from ...schema.tables import bundled_tables

    tables = bundled_tables("itscope")
    simple = tables.simple(tables.named_types[f"{{{BMECAT}}}{name}"][1])
    if simple.codes is not None:
        return frozenset(simple.codes)
    return frozenset(re.findall("[A-Z]{2}(?=[|)])", simple.patterns[0][0]))
