"""The filters as words of the language: how each is written, what it gives, and what it is for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from inspect import getdoc, signature
from typing import Any, get_type_hints

from ...build.objects import Tax
from .filters import Filters
from .lists import Lists
from .texts import Texts
from .vocabulary import Settings

#: What a filter or function gives, told from its annotation; "any" where that depends on what it is given.
_GIVES = {Decimal: "number", int: "number", dt.date: "date", dt.datetime: "date", bool: "flag", str: "text", Tax: "tax"}


@dataclass(frozen=True, slots=True)
class Word:
    """A filter or function: how it is written, what it gives, and what it is for."""

    name: str
    usage: str
    gives: str
    doc: str


def _word(name: str, function: Callable[..., Any], filtered: bool) -> Word:
    gives = get_type_hints(function)["return"]
    kinds = [one for one in getattr(gives, "__args__", (gives,)) if one is not type(None)]
    kind = "list" if getattr(gives, "__origin__", None) is list else _GIVES.get(kinds[0], "any")
    parameters = [one for one in signature(function).parameters.values() if one.name not in {"self", "value"}]
    if not filtered:
        parameters = list(signature(function).parameters.values())
    listed = ", ".join(str(one.replace(annotation=one.empty)).replace("=None", "=...") for one in parameters)
    usage = f"{name}({listed})" if listed or not filtered else name
    return Word(name, usage, kind, (getdoc(function) or "").split("\n\n")[0].replace("\n", " ").replace("``", ""))


#: The methods that are filters.
METHODS: Mapping[str, Callable[..., Any]] = {
    name: method for cls in (Filters, Texts, Lists) for name, method in vars(cls).items() if not name.startswith("_")
}
FILTERS: Mapping[str, Word] = {name: _word(name, method, filtered=True) for name, method in METHODS.items()}


def bound_filters(settings: Settings) -> dict[str, Callable[..., Any]]:
    """The filters for the settings of one mapping."""
    owners = (Filters(settings), Texts(), Lists(settings.numbers))
    return {name: getattr(one, name) for one in owners for name in vars(type(one)) if name in METHODS}
