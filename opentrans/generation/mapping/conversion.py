"""From values as a source has them to the types of the fields: text, Decimal, dates, codes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Any

from ...model.moment import Moment
from ..sources.values import Node, Row
from .errors import BadValue, shown, suggestion
from .targets import Scalar, codes_of

_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?", re.ASCII)
_WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,40}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*", re.ASCII)
_FILTERS = {"dtPUNIT": "unit", "dtCOUNTRIES": "country", "dtCURRENCIES": "currency"}


#: So many decimals the result of a division may have.
MAX_PLACES = 10


class Plain(str):
    """A text that comes from a mapping or partner file, not from an export: numbers in it have a point."""

    __slots__ = ()


class Cut(str):
    """A text of which the end was cut off."""

    __slots__ = ()


class Mixed(str):
    """A text put together from an export and from numbers or a mapping: a number in it can be read in two ways."""

    __slots__ = ()


def alike(text: str, result: str) -> str:
    """What a filter made of a text, as a text of the same kind: numbers in it are read as in the text before."""
    kind = type(text)
    return result if kind is str else kind(result)


def together(texts: Sequence[str], separator: str = "") -> str:
    """Texts as one; of which kind it is depends on those of them that hold a digit."""
    result = separator.join(texts)
    if set(map(type, texts)) <= {str}:
        return result
    kinds = {type(one) for one in texts if any(map(str.isdigit, one))}
    if kinds <= {str}:
        return result
    return Plain(result) if kinds == {Plain} else Mixed(result)


def stated(value: Any) -> Any:
    """A constant of an expression: numbers in it have a point, whatever the source says."""
    return Plain(value) if type(value) is str and any(map(str.isdigit, value)) else value


def is_blank(value: object) -> bool:
    """Is there nothing: None, no text but spaces, an empty list?"""
    return value is None or (isinstance(value, str) and not value.strip()) or (isinstance(value, list) and not value)


class Numbers:
    """Reads numbers that are text.

    ``decimal``: the sign before the decimals, "," or "."; None where no number may have one. ``thousands``: the sign
    between groups of three digits, if there is one.

    >>> Numbers(",", ".")("1.234,50")
    Decimal('1234.50')
    """

    def __init__(self, decimal: str | None = None, thousands: str | None = None) -> None:
        self.decimal = decimal
        self.thousands = thousands
        self._simple = _WHOLE_NUMBER
        if decimal is not None:
            self._simple = re.compile(rf"[+-]?[0-9]{{1,40}}(?:{re.escape(decimal)}[0-9]{{1,40}})?", re.ASCII)
        ending = rf"(?:{re.escape(decimal)}[0-9]+)?" if decimal is not None else ""
        self._grouped = (
            re.compile(rf"[+-]?[1-9][0-9]{{0,2}}(?:{re.escape(thousands)}[0-9]{{3}}){{1,12}}{ending}", re.ASCII)
            if thousands is not None
            else None
        )

    def __call__(self, text: str) -> Decimal:
        """The number; raises BadValue."""
        stripped = text.strip()
        if self._simple.fullmatch(stripped):
            return Decimal(stripped if self.decimal in {None, "."} else stripped.replace(",", "."))
        if stripped.endswith("-") and stripped[:1] not in {"-", "+"}:
            return -self(stripped[:-1])
        if self._grouped is not None and self._grouped.fullmatch(stripped):
            return self(stripped.replace(self.thousands or "", ""))
        raise BadValue(f"{shown(text)} is no number", self._advice(stripped))

    def _advice(self, text: str) -> str | None:
        if not re.fullmatch(r"[+-]?[0-9][0-9.,' \u00a0\u202f]*", text):
            return None
        if self.decimal is None:
            return 'say in source which sign is before the decimals: decimal: "," or decimal: "."'
        if self.thousands is not None:
            return f"the mapping says decimal: {self.decimal} and thousands: {self.thousands}"
        signs = [sign for sign in dict.fromkeys(text) if not sign.isdigit() and sign not in f"+-{self.decimal}"]
        grouped = Numbers(self.decimal, signs[0])._grouped if len(signs) == 1 else None
        fits = grouped is not None and grouped.fullmatch(text)
        return f"the mapping says decimal: {self.decimal}" + (f'; add thousands: "{signs[0]}"' if fits else "")


def plain_number(text: str) -> Decimal:
    """A number as mappings state it, with a point; raises BadValue."""
    if not _PLAIN_NUMBER.fullmatch(text.strip()):
        hint = "write the decimals behind a point" if re.fullmatch(r"[+-]?[0-9.]*,[0-9]+", text.strip()) else None
        if re.fullmatch(r"[+-]?[0-9]+\.[0-9]{41,}", text.strip()):
            hint = "round it: ((A) / (B)) | round(4)"
        raise BadValue(f"{shown(text)} is no number", hint)
    return Decimal(text.strip())


def as_number(value: Any, numbers: Numbers) -> Decimal | None:
    """A number, None for nothing; raises BadValue."""
    kind = type(value)
    if kind is str:
        return numbers(value) if value and not value.isspace() else None
    if kind is Decimal:
        return value  # type: ignore[no-any-return]
    if kind is int:
        return Decimal(value)
    if value is None:
        return None
    if isinstance(value, str):
        return _stated_number(value) if value.strip() else None
    if isinstance(value, Decimal):
        return value
    raise BadValue(f"{described(value)} stands where a number should")


def _stated_number(text: str) -> Decimal:
    """The number that a text is which was not taken from an export as it stands."""
    if isinstance(text, Cut):
        raise BadValue(f"{shown(text)} was cut off, and a number should stand here", "leave out | cut")
    if isinstance(text, Mixed) and not _WHOLE_NUMBER.fullmatch(text.strip()):
        reason = f"{shown(text)} is put together from the export and from numbers or texts of the mapping"
        raise BadValue(f"{reason}, which write decimals differently", "make a number of each of them first: | number")
    return plain_number(text)


def as_text(value: Any) -> str:
    """A value as text, "" for nothing; raises BadValue for what has no usual text."""
    if isinstance(value, str):
        return alike(value, value.replace("\r\n", "\n")) if "\r" in value else value
    if value is None:
        return ""
    if isinstance(value, bool):
        raise BadValue(
            f"{described(value)} stands where a text should", "write what shall stand there: 'a' if X else 'b'"
        )
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return Plain(f"{value:f}")
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    raise BadValue(f"{described(value)} stands where a text should")


def undated(value: Any) -> str:
    """A value as text, but no date: workbooks make dates of article numbers; raises BadValue."""
    if not isinstance(value, str) and isinstance(value, date):
        hint = "a program may have made a date of a text like 3-4: type it again in a column formatted as text"
        raise BadValue(f"{described(value)} stands where a text should", f"{hint}; of a date, write | text")
    return as_text(value)


def described(value: object) -> str:
    """What a value is, in words."""
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, Row | Node):
        return "a record with fields"
    if isinstance(value, bool):
        return f"{str(value).lower()} (true or false)"
    names = {str: "the text", int: "the number", Decimal: "the number", datetime: "the date", date: "the date"}
    name = next((word for kind, word in names.items() if isinstance(value, kind)), None)
    return type(value).__name__ if name is None else f"{name} {shown(str(value))}"


def as_moment(value: Any, zone: tzinfo | None) -> date | Moment | None:
    """A day, or an aware datetime to the second; raises BadValue."""
    if isinstance(value, str):
        return _moment_of(value.strip(), zone) if value.strip() else None
    if isinstance(value, datetime):
        return aware(value, zone)
    if value is None or isinstance(value, date | Moment):
        return value
    raise BadValue(f"{described(value)} stands where a date should")


@lru_cache(2048)
def _moment_of(text: str, zone: tzinfo | None) -> date | None:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        if _TIME.fullmatch(text):
            return aware(datetime.fromisoformat(text), zone)
    except ValueError as error:
        if isinstance(error, BadValue):
            raise
        raise BadValue(f"{shown(text)} is no date: {error}") from None
    raise BadValue(f"{shown(text)} is no date of the form 2026-11-21", "say its form: | date('%d.%m.%Y')")


def aware(value: datetime, zone: tzinfo | None) -> datetime:
    """A datetime with its zone, to the second; raises BadValue without one, and for an hour that was skipped there."""
    value = value.replace(microsecond=0)
    if value.tzinfo is not None:
        return value
    if zone is None:
        raise BadValue(f"{value.isoformat(sep=' ')} has no time zone", "say in source: timezone: Europe/Berlin")
    known = value.replace(tzinfo=zone)
    if in_zone(in_zone(known, UTC), zone).replace(tzinfo=None) != value:
        raise BadValue(f"{value.isoformat(sep=' ')} does not exist in {zone}: the clock was put forward there")
    return known


def in_zone(value: datetime, zone: tzinfo) -> datetime:
    """The same time in another zone; raises BadValue where the calendar ends."""
    try:
        return value.astimezone(zone)
    except OverflowError:
        hint = "programs write it where there is no date: take the value only when: it is another"
        raise BadValue(f"{described(value)} is out of the range of dates", hint) from None


def converter(kind: Scalar, numbers: Numbers, zone: tzinfo | None) -> Callable[[Any], Any]:
    """What makes a value of a field out of what a mapping gives for it; None for nothing. It raises BadValue."""
    if kind.kind == "number":
        return lambda value: as_number(value, numbers)
    if kind.kind == "date":
        return lambda value: as_moment(value, zone)
    if kind.kind == "whole":
        return lambda value: _whole(value, numbers)
    if kind.kind == "flag":
        return _flag
    if kind.codes:
        return lambda value: _one_of(value, kind.codes)
    if kind.type is not None:
        return lambda value: _code(value, kind.type or "")
    return _text


def rounded(make: Callable[[Any], Decimal | None]) -> Callable[[Any], Decimal | None]:
    """The same for a number that was divided: one without an end is refused, for nobody says where to round it."""

    def made(value: Any) -> Decimal | None:
        number = make(value)
        if number is not None and (places := -int(number.as_tuple().exponent)) > MAX_PLACES:
            raise BadValue(f"{number:.6f}... has {places} decimals", "round it: ((A) / (B)) | round(4)")
        return number

    return made


def _text(value: Any) -> str | None:
    kind = type(value)
    if kind is str or kind is Cut:
        if not value or value.isspace():
            return None
        return value.replace("\r\n", "\n") if "\r" in value else value  # type: ignore[no-any-return]
    text = undated(value)
    return str(text) if text.strip() else None


def dated_text(value: Any) -> str | None:
    """A text, also of a date: for an expression that says itself that it gives one."""
    text = as_text(value)
    return str(text) if text.strip() else None


def _whole(value: Any, numbers: Numbers) -> int | None:
    number = as_number(value, numbers)
    if number is None:
        return None
    if number != number.to_integral_value():
        raise BadValue(f"{number:f} is no whole number")
    return int(number)


def _flag(value: Any) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        text = value.strip().lower()
        if text in {"true", "false"}:
            return text == "true"
        if not text:
            return None
    raise BadValue(f"{described(value)} is neither true nor false", "say what is what: | flag('J', 'N')")


def _one_of(value: Any, codes: tuple[str, ...]) -> str | None:
    text = _text(value)
    if text is not None and text not in codes:
        raise BadValue(f"{shown(text)} is none of {', '.join(codes)}", suggestion(text, codes))
    return text


def _code(value: Any, name: str) -> str | None:
    text = _text(value)
    if (
        text is None
        or text in (codes := codes_of(name))
        or (name == "dtCOUNTRIES" and text[:2] in codes and "-" in text)
    ):
        return text
    what = {"dtPUNIT": "unit", "dtCOUNTRIES": "country", "dtCURRENCIES": "currency", "dtLANG": "language"}[name]
    hint = f"translate it: | {_FILTERS[name]}" if name in _FILTERS else "three letters are needed, deu or eng"
    raise BadValue(f"{shown(text)} is no code of a {what}", hint)
