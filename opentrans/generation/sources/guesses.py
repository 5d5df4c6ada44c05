"""What kind of values a column seems to hold; guesses for a person to check, never used to read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from .values import Share

_DATES = (
    (r"\d{4}-\d\d-\d\d", ("%Y-%m-%d",)),
    (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", ("%Y-%m-%d %H:%M:%S",)),
    (r"\d{4}-\d\d-\d\d \d\d:\d\d", ("%Y-%m-%d %H:%M",)),
    (r"\d{1,2}\.\d{1,2}\.\d{4}", ("%d.%m.%Y",)),
    (r"\d{1,2}\.\d{1,2}\.\d{2}", ("%d.%m.%y",)),
    (r"\d{1,2}\.\d{1,2}\.\d{4} \d\d:\d\d", ("%d.%m.%Y %H:%M",)),
    (r"\d{1,2}\.\d{1,2}\.\d{4} \d\d:\d\d:\d\d", ("%d.%m.%Y %H:%M:%S",)),
    (r"\d{1,2}/\d{1,2}/\d{4}", ("%d/%m/%Y", "%m/%d/%Y")),
    (r"(19|20)\d{6}", ("%Y%m%d",)),
)
_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?")
_COMMA = re.compile(r"[+-]?([1-9]\d{0,2}(\.\d{3})+|\d+),\d+")
_POINT = re.compile(r"[+-]?([1-9]\d{0,2}(,\d{3})+|\d+)\.\d+")
_EITHER = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
_WHOLE = re.compile(r"[+-]?\d+")
_YES_NO = (
    {"true", "false"},
    {"yes", "no"},
    {"ja", "nein"},
    {"y", "n"},
    {"j", "n"},
    {"wahr", "falsch"},
    {"tyes", "tno"},
)
_CURRENCIES = {
    "EUR",
    "USD",
    "GBP",
    "CHF",
    "CAD",
    "AUD",
    "JPY",
    "CNY",
    "DKK",
    "SEK",
    "NOK",
    "PLN",
    "CZK",
    "HUF",
    "€",
    "$",
    "£",
}
_UNITS = {
    "stk",
    "stk.",
    "stück",
    "st",
    "stck",
    "pce",
    "pcs",
    "pc",
    "ea",
    "each",
    "c62",
    "h",
    "hur",
    "std",
    "stunde",
} | {"kg", "kgm", "g", "m", "mtr", "lfm", "set", "pk", "paar", "pr", "l", "ltr"}
_COUNTRIES = {
    *("deutschland", "germany", "österreich", "austria", "schweiz", "switzerland", "frankreich", "france", "italien"),
    *("italy", "niederlande", "netherlands", "belgien", "belgium", "polen", "poland", "spanien", "spain", "luxemburg"),
    *("luxembourg", "dänemark", "denmark", "usa", "united states", "canada", "kanada", "united kingdom"),
}
_COUNTRY_COLUMN = re.compile(r"land|country|countr|staat", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column seems to hold: ``kind`` in words, ``detail`` such as a date format or the decimal sign."""

    kind: str
    detail: str | None = None

    def __str__(self) -> str:
        return self.kind if self.detail is None else f"{self.kind} ({self.detail})"


def guess_kind(name: str, values: Sequence[Any]) -> Guess:
    """The kind of the values of a column, told from samples and, for countries, from its name.

    >>> str(guess_kind("Preis", ["1.234,50", "7,99"]))
    'number (decimal comma)'
    >>> str(guess_kind("Artikel", ["00123", "4711"]))
    'text (digits with leading zeros)'
    """
    given = [value for value in values if value is not None and value != ""]
    if not given:
        return Guess("empty")
    kinds = {type(value) for value in given}
    for types, kind in _TYPED:
        if kinds <= types:
            return Guess(kind)
    if kinds != {str}:
        return Guess("mixed", ", ".join(sorted(kind.__name__ for kind in kinds)))
    texts = [value.strip() for value in given]
    return _number(texts) or _date(texts) or _code(name, texts) or Guess("text")


_TYPED: tuple[tuple[set[type], str], ...] = (
    ({bool}, "yes or no"),
    ({int}, "whole number"),
    ({int, Decimal, Share}, "number"),
    ({date}, "date"),
    ({date, datetime}, "date and time"),
    ({time}, "time"),
)


def _number(texts: list[str]) -> Guess | None:
    if all(_WHOLE.fullmatch(text) for text in texts):
        if any(re.match(r"[+-]?0\d", text) for text in texts):
            return Guess("text", "digits with leading zeros")
        return _date(texts) or Guess("whole number")
    if all(_COMMA.fullmatch(text) or _POINT.fullmatch(text) or _WHOLE.fullmatch(text) for text in texts):
        if all(_EITHER.fullmatch(text) or _WHOLE.fullmatch(text) for text in texts):
            return Guess("number", "decimal or thousands sign: cannot be told")
        commas = sum(bool(_COMMA.fullmatch(text)) and not _EITHER.fullmatch(text) for text in texts)
        points = sum(bool(_POINT.fullmatch(text)) and not _EITHER.fullmatch(text) for text in texts)
        if commas and points:
            return Guess("number", "decimal comma and decimal point are mixed")
        return Guess("number", "decimal comma" if commas else "decimal point")
    return None


def _date(texts: list[str]) -> Guess | None:
    if all(_ISO.fullmatch(text) for text in texts):
        return Guess("date and time", "ISO 8601")
    for pattern, formats in _DATES:
        if all(re.fullmatch(pattern, text) for text in texts):
            fitting = [form for form in formats if all(_is_date(text, form) for text in texts)]
            if fitting:
                return Guess("date and time" if "%H" in fitting[0] else "date", " or ".join(fitting))
    return None


def _is_date(text: str, form: str) -> bool:
    try:
        datetime.strptime(text, form)  # noqa: DTZ007  (only whether it can be read counts)
    except ValueError:
        return False
    return True


def _code(name: str, texts: list[str]) -> Guess | None:
    folded = {text.casefold() for text in texts}
    if any(folded <= both for both in _YES_NO):
        return Guess("yes or no", " / ".join(sorted(set(texts))))
    if set(texts) <= _CURRENCIES:
        return Guess("currency")
    if folded <= _UNITS:
        return Guess("unit", ", ".join(sorted(set(texts))))
    if folded <= _COUNTRIES or (_COUNTRY_COLUMN.search(name) and all(re.fullmatch("[A-Z]{2}", text) for text in texts)):
        return Guess("country")
    return None
