"""Values of business objects are checked against the types of their fields when an object is made."""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from itertools import compress
from operator import attrgetter, is_not
from typing import Any, Final, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints, overload

from ..model.moment import Moment
from .errors import BuildError

#: An amount, a quantity, a factor: never a float.
Number: TypeAlias = Decimal | int
#: A day, an aware datetime, or a Moment as it was read from a document.
When: TypeAlias = date | Moment


@overload
def decimal(value: Number) -> Decimal: ...
@overload
def decimal(value: None) -> None: ...
@overload
def decimal(value: Number | None) -> Decimal | None: ...
def decimal(value: Number | None) -> Decimal | None:
    """A number as a Decimal, which it is already in objects that were made."""
    return Decimal(value) if isinstance(value, int) else value


#: A date to the day; the standard also knows years and months, of which a Moment has no value.
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
#: Takes a value and the path of its field, gives the value as it is kept.
_Check = Callable[[Any, str], Any]


def verify(self: Any) -> None:
    """Check the fields of a frozen dataclass (its ``__post_init__``); numbers become Decimals, sequences tuples.

    Raises BuildError with the class and the field as path.
    """
    read, defaults, checks = _checks_of(type(self))  # type: ignore[arg-type]  # mypy doubts that classes are hashable
    values = read(self)
    for value, (field, path, none, check) in compress(zip(values, checks, strict=True), map(is_not, values, defaults)):
        if value is none:
            continue
        kept = check(value, path)
        if kept is not value:
            object.__setattr__(self, field, kept)


@cache
def _checks_of(
    kind: type[Any],
) -> tuple[Callable[[Any], tuple[Any, ...]], tuple[Any, ...], tuple[tuple[str, str, Any, _Check], ...]]:
    """What reads all fields; of each a value that needs no check; its name, its path, another such value, the check."""
    hints = get_type_hints(kind)
    known = fields(kind)
    names = [one.name for one in known]
    read: Callable[[Any], Any] = attrgetter(*names)
    settled = [_settled(one.default, hints[one.name]) for one in known]
    return (
        read if len(names) > 1 else lambda self: (read(self),),
        tuple(default for default, _none in settled),
        tuple(
            (name, f"{kind.__name__}.{name}", none, _check_of(hints[name]))
            for name, (_default, none) in zip(names, settled, strict=True)
        ),
    )


def _settled(default: Any, hint: Any) -> tuple[Any, Any]:
    """The default unless it is a number (which becomes a Decimal), and None where the field is optional."""
    none = None if type(None) in get_args(hint) else MISSING
    return (none if default is None or isinstance(default, int) else default), none


def _check_of(hint: Any) -> _Check:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        members = [one for one in arguments if one is not type(None)]
        if Decimal in members:
            return _number
        if date in members:
            return _moment
        return _check_of(members[0]) if len(members) == 1 else _any_of(members)
    if origin is Literal:
        return _one_of(arguments)
    if origin is not None and issubclass(origin, Mapping):
        return _texts
    if origin is not None and issubclass(origin, Sequence):
        return _sequence_of(_check_of(arguments[0]))
    return {str: _text, bool: _flag, int: _integer}.get(hint) or _instance_of(hint)


def _number(value: Any, path: str) -> Decimal:
    if isinstance(value, float):
        raise BuildError(path, f'{value!r} is a float, which is not exact; write Decimal("{value}")')
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise BuildError(path, f"{_shown(value)} is no number; a Decimal or an int is needed")
    number = Decimal(value)
    if not number.is_finite() or (number and not -40 <= number.adjusted() <= 40):
        raise BuildError(path, f"{number} cannot be calculated with")
    return number


def _moment(value: Any, path: str) -> date | Moment:
    if isinstance(value, datetime) and value.tzinfo is None:
        raise BuildError(path, f"{value.isoformat()} has no zone; add tzinfo, or give a date")
    if not isinstance(value, date | Moment):
        raise BuildError(path, f"{_shown(value)} is no date; a date or an aware datetime is needed")
    if isinstance(value, Moment) and value.value is None and _DAY.match(value.text):
        raise BuildError(path, f"{value.text} is no day of the calendar")
    return value


def _text(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise BuildError(path, f"{_shown(value)} is no text; write it in quotes")
    if not value.strip():
        raise BuildError(path, "the text is empty; leave the field out")
    return value


def _flag(value: Any, path: str) -> bool:
    if not isinstance(value, bool):
        raise BuildError(path, f"{_shown(value)} is neither True nor False")
    return value


def _integer(value: Any, path: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise BuildError(path, f"{_shown(value)} is no int")
    if value < 0:
        raise BuildError(path, f"{value} is below zero")
    return value


def _texts(value: Any, path: str) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise BuildError(path, f"{_shown(value)} is no dict of texts by their type")
    return {_text(key, path): _text(item, f"{path}[{key!r}]") for key, item in value.items()}


def _one_of(codes: tuple[Any, ...]) -> _Check:
    def check(value: Any, path: str) -> Any:
        if value not in codes:
            raise BuildError(path, f"{_shown(value)} is none of {', '.join(map(str, codes))}")
        return value

    return check


def _sequence_of(item: _Check) -> _Check:
    def check(value: Any, path: str) -> tuple[Any, ...]:
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise BuildError(path, f"{_shown(value)} is no list; write it in square brackets")
        return tuple(item(one, f"{path}[{index}]") for index, one in enumerate(value))

    return check


def _instance_of(kind: type[Any]) -> _Check:
    def check(value: Any, path: str) -> Any:
        if not isinstance(value, kind):
            raise BuildError(path, f"{_shown(value)} is no {kind.__name__}")
        return value

    return check


def _any_of(members: list[Any]) -> _Check:
    """Text or an object; objects of several classes."""
    classes: tuple[type[Any], ...] = tuple(one for one in members if one is not str)

    def check(value: Any, path: str) -> Any:
        if isinstance(value, classes):
            return value
        if str in members:
            return _text(value, path)
        raise BuildError(path, f"{_shown(value)} is no {' or '.join(one.__name__ for one in classes)}")

    return check


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
