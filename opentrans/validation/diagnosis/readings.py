"""How a value was probably meant: dates, numbers and booleans written in another way, blanks around a value.

Everything here proposes; whether the proposal is valid is left to libxml2 (``values`` asks it).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_BLANKS = " \t\r\n\u00a0\u2007\u202f\ufeff"


@dataclass(frozen=True, slots=True)
class Reading:
    """A value as it should be; ``sure`` where nothing else can be meant."""

    value: str
    sure: bool


def readings(kind: str, value: str) -> Iterator[Reading]:
    """Ways to read a value of a kind (see ``schema.tables.SimpleType``), the best first."""
    stripped = value.strip(_BLANKS)
    if stripped != value:
        yield Reading(stripped, True)
    if kind == "boolean":
        yield from _booleans(stripped)
    elif kind in ("number", "integer"):
        yield from _numbers(stripped, kind == "integer")
    elif kind in ("date", "datetime"):
        yield from _dates(stripped, kind == "date")
    elif kind == "time":
        yield from _times(stripped)
    elif kind == "timezone":
        yield from _zones(stripped)


_TRUE = frozenset({"true", "1", "yes", "y", "ja", "j", "wahr", "t", "on", "x"})
_FALSE = frozenset({"false", "0", "no", "n", "nein", "falsch", "f", "off"})


def _booleans(text: str) -> Iterator[Reading]:
    lowered = text.casefold()
    if lowered in _TRUE:
        yield Reading("true", lowered not in ("x", "on", "t"))
    elif lowered in _FALSE:
        yield Reading("false", lowered not in ("off", "f"))


_CURRENCY_AROUND = re.compile(r"(?:[A-Z]{3}|€|\$|£|%)?\s*(.*?)\s*(?:[A-Z]{3}|€|\$|£|%)?", re.ASCII | re.DOTALL)
_GERMAN = re.compile(r"([+-]?)(\d{1,3}(?:\.\d{3})+|\d+),(\d*)", re.ASCII)
_ENGLISH = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+)(?:\.(\d*))?", re.ASCII)
_PLAIN = re.compile(r"([+-]?)(\d*)\.?(\d*)", re.ASCII)


def _numbers(text: str, whole: bool) -> Iterator[Reading]:
    for number, sure in _decimals(text):
        if whole and "." in number:
            before, _, after = number.partition(".")
            if not after.strip("0"):
                yield Reading(before, sure)
        else:
            yield Reading(number, sure)


def _decimals(text: str) -> Iterator[tuple[str, bool]]:
    bare = _CURRENCY_AROUND.fullmatch(text)
    inner = bare[1] if bare else text
    sure = inner == text
    if inner.endswith("-") and not inner.startswith(("-", "+")):
        inner = "-" + inner[:-1].rstrip()
    compact = re.sub(r"(?<=\d)[ '\u2019\u00a0\u202f](?=\d{3}(?!\d))", "", inner.replace("\u2212", "-"))
    if (german := _GERMAN.fullmatch(compact)) is not None:
        sign, before, after = german.groups()
        grouped = "." in before
        number = sign + before.replace(".", "") + (f".{after}" if after else "")
        ambiguous = not grouped and len(after) == 3 and len(before) <= 3 and before.lstrip("0") != ""
        yield number, sure and not ambiguous
        if ambiguous:
            yield sign + before + after, False
        return
    if (english := _ENGLISH.fullmatch(compact)) is not None:
        sign, before, after = english.groups()
        yield sign + before.replace(",", "") + (f".{after}" if after else ""), sure
        return
    if (plain := _PLAIN.fullmatch(compact)) is not None and (plain[2] or plain[3]):
        yield compact, sure


_YEAR_FIRST = re.compile(r"(\d{4})([-/. ]?)(\d{1,2})\2(\d{1,2})(?:[T\s]+(.*))?", re.ASCII | re.IGNORECASE | re.DOTALL)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{6}|\d{4})|[T\s]+(.*))?", re.ASCII | re.IGNORECASE | re.DOTALL)
_DAY_FIRST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:[T\s,]+(.*))?", re.ASCII | re.DOTALL)
_TIME = re.compile(
    r"(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,](\d+))?)?\s*(Z|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?)?", re.ASCII | re.IGNORECASE
)


def _dates(text: str, day_only: bool) -> Iterator[Reading]:
    for (year, month, day, rest), sure in _calendar_days(text):
        try:
            found = date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            continue
        if rest:
            time = next(_times(rest, zone=True), None)
            if time is None:
                continue
            if not day_only:
                yield Reading(f"{found}T{time.value}", sure)
                continue
        yield Reading(found, sure and not rest)


def _calendar_days(text: str) -> Iterator[tuple[tuple[str, str, str, str | None], bool]]:
    if (found := _COMPACT.fullmatch(text)) is not None:
        year, month, day, digits, rest = found.groups()
        yield (year, month, day, digits or rest), True
    elif (found := _YEAR_FIRST.fullmatch(text)) is not None and found[2]:
        year, _, month, day, rest = found.groups()
        yield (year, month, day, rest), True
    elif (found := _DAY_FIRST.fullmatch(text)) is not None:
        first, separator, second, year, rest = found.groups()
        sure = separator == "." or int(first) > 12
        if int(second) > 12:
            yield (year, first, second, rest), True
        else:
            yield (year, second, first, rest), sure or first == second
            if not sure and first != second:
                yield (year, first, second, rest), False


def _times(text: str, zone: bool = False) -> Iterator[Reading]:
    if (found := _TIME.fullmatch(text.strip())) is None:
        return
    hour, minute, second, fraction, offset = found.groups()
    if int(hour) > 23 or int(minute) > 59 or int(second or 0) > 59:
        return
    written = f"{int(hour):02}:{minute}" + (f":{second}" if second else "") + (f".{fraction}" if fraction else "")
    if offset and zone:
        written += next((reading.value for reading in _zones(offset)), "")
    yield Reading(written, zone or not offset)


def _zones(text: str) -> Iterator[Reading]:
    if text.upper() in ("Z", "UTC", "GMT"):
        yield Reading("Z", True)
    elif (found := re.fullmatch(r"([+-]?)(\d{1,2})(?::?(\d{2}))?", text, re.ASCII)) is not None:
        sign, hour, minute = found.groups()
        if int(hour) <= 14:
            yield Reading(f"{sign or '+'}{int(hour):02}:{minute or '00'}", bool(sign))
