"""The filters and functions of expressions. Their first sentence is what users read about them.

Nothing (an empty cell) stays nothing in every filter but ``default``. All of them raise BadValue.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any

from ...amounts import ARITHMETIC, round_half_up
from ...build.objects import Tax
from ..sources.values import Node, Row
from . import names
from .conversion import Cut, Numbers, Plain, as_moment, as_number, as_text, aware, described, is_blank
from .errors import BadValue, shown, suggestion
from .tables import LookupTable
from .targets import codes_of
from .times import parsed, zone_of

#: No filter makes a longer text, whatever it is given.
MAX_TEXT = 1_000_000
#: So many taxes are remembered.
MAX_TAXES = 1000
_BLOCKS = {"p", "br", "div", "li", "tr", "ul", "ol", "table", "h1", "h2", "h3"}


@dataclass(frozen=True, slots=True)
class Settings:
    """What the filters of one mapping know: how numbers and times are written, its tables, and the partner data."""

    numbers: Numbers = field(default_factory=Numbers)
    zone: dt.tzinfo | None = None
    tables: Mapping[str, LookupTable] = field(default_factory=dict)
    taxes: Mapping[str, Tax] = field(default_factory=dict)


class Filters:
    """The filters; every public method is one, and its annotations say what it takes and gives."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._taxes: dict[tuple[type, str], Tax] = {}

    def number(self, value: Any, decimal: str | None = None, thousands: str | None = None) -> Decimal | None:
        """The number that a text is; ``decimal`` and ``thousands`` where this column differs from the source."""
        numbers = self._settings.numbers if decimal is None else _numbers(decimal, thousands)
        return as_number(value, numbers)

    def percent(self, value: Any) -> Decimal | None:
        """A percentage as factor: 19 or "19,00 %" becomes 0.19."""
        if isinstance(value, str):
            value = type(value)(value.strip().removesuffix("%"))
        number = as_number(value, self._settings.numbers)
        if number is None:
            return None
        with localcontext(ARITHMETIC):
            return number / 100

    def round(self, value: Any, places: int = 2) -> Decimal | None:
        """A number rounded half up to so many places."""
        if not 0 <= places <= 20:
            raise BadValue(f"{places} places are not possible", "give 0 to 20")
        number = as_number(value, self._settings.numbers)
        return None if number is None else round_half_up(number, places)

    def abs(self, value: Any) -> Decimal | None:
        """A number without its sign."""
        number = as_number(value, self._settings.numbers)
        return None if number is None else abs(number)

    def date(self, value: Any, *formats: str) -> dt.date | None:
        """The day that a text is, in the first format that fits: '%d.%m.%Y', '%Y%m%d'; 2026-11-21 without any."""
        text = _written(value) if formats else None
        if text is not None:
            return parsed(text, formats).date() if text else None
        moment = as_moment(value, self._settings.zone)
        if isinstance(moment, dt.datetime):
            return (moment if self._settings.zone is None else moment.astimezone(self._settings.zone)).date()
        return moment if isinstance(moment, dt.date) else None

    def datetime(self, value: Any, *formats: str, zone: str | None = None) -> dt.datetime | None:
        """The point in time that a text is, in the first format that fits; ``zone`` where the source has another."""
        where = self._settings.zone if zone is None else zone_of(zone)
        text = _written(value) if formats else None
        if text is not None:
            return aware(parsed(text, formats), where) if text else None
        moment = as_moment(value, where)
        if moment is None or isinstance(moment, dt.datetime):
            return moment
        raise BadValue(f"{described(value)} is a day without a time", "use | date")

    def epoch(self, value: Any, unit: str = "ms") -> dt.datetime | None:
        """The point in time that a number of milliseconds (or with 's' seconds) since 1970 is."""
        if unit not in {"ms", "s"}:
            raise BadValue(f"{unit!r} is no unit of an epoch", "give 'ms' or 's'")
        number = as_number(value, Numbers())
        if number is None:
            return None
        seconds = int(number) // (1000 if unit == "ms" else 1)
        if not 0 <= seconds < 2**33:
            raise BadValue(f"{number:f} {unit} since 1970 is far away")
        return dt.datetime.fromtimestamp(seconds, self._settings.zone or dt.UTC)

    def days(self, value: Any, count: int) -> dt.date | None:
        """A date so many days later (with -1 a day earlier)."""
        moment = as_moment(value, self._settings.zone)
        if moment is None:
            return None
        if not isinstance(moment, dt.date) or not isinstance(count, int | Decimal) or abs(count) > 100_000:
            raise BadValue(f"{described(value)} and {count} days make no date")
        return moment + dt.timedelta(days=int(count))

    def flag(self, value: Any, yes: str, no: str | None = None) -> bool | None:
        """True for one text, false for another: flag('J', 'N'); without a second one all others are false."""
        if isinstance(value, bool):
            return value
        if is_blank(value):
            return None
        text = as_text(value).strip()
        if text == yes:
            return True
        if no is None or text == no:
            return False
        raise BadValue(f"{shown(text)} is neither {yes!r} nor {no!r}")

    def unit(self, value: Any) -> str | None:
        """The code of a unit by its German or English name (Stk, Std, kg ...); a table ``units`` goes before."""
        return self._code(value, "units", names.UNITS, "dtPUNIT", "unit")

    def country(self, value: Any) -> str | None:
        """The code of a country by its German or English name (Österreich); a table ``countries`` goes before."""
        return self._code(value, "countries", names.COUNTRIES, "dtCOUNTRIES", "country")

    def currency(self, value: Any) -> str | None:
        """The code of a currency by its name or sign (Euro, €); a table ``currencies`` goes before."""
        return self._code(value, "currencies", names.CURRENCIES, "dtCURRENCIES", "currency")

    def _code(self, value: Any, table: str, known: Mapping[str, str], codes: str, what: str) -> str | None:
        if is_blank(value):
            return None
        text = as_text(value).strip()
        own = self._settings.tables.get(table)
        if own is not None and text in own.values:
            return Plain(own.values[text])
        folded = text.casefold().rstrip(".")
        if what != "unit" and text in codes_of(codes):
            return text
        if folded in names.AMBIGUOUS and (what != "country"):
            reason = f"{shown(text)} does not tell the {what}: {names.AMBIGUOUS[folded]}"
            raise BadValue(reason, f"say which it is in a table {table}")
        found = known.get(folded) or (text if text in codes_of(codes) else None)
        if found is None:
            raise BadValue(f"{shown(text)} is no known {what}", f"say what it is in a table {table}")
        return found

    def tax(self, value: Any) -> Tax | None:
        """A tax by its key in the ``taxes`` of a partner file, else by its percentage: 19 or "19,00 %"."""
        if is_blank(value):
            return None
        key = (type(value), as_text(value).strip())
        if key not in self._taxes:
            if len(self._taxes) > MAX_TAXES:
                self._taxes.clear()
            self._taxes[key] = self._tax(value, key[1])
        return self._taxes[key]

    def _tax(self, value: Any, key: str) -> Tax:
        if (known := self._settings.taxes.get(key)) is not None:
            return known
        try:
            rate = self.percent(value)
        except BadValue as error:
            hint = suggestion(key, self._settings.taxes) or "name it in the taxes of a partner file"
            raise BadValue(f"{shown(key)} is neither a percentage nor a known tax", hint) from error
        if rate is None or not 0 <= rate < 1 or 0 < rate < Decimal("0.01"):
            hint = "if it is a factor already, write it to tax: {rate: ...} as a number"
            raise BadValue(f"{shown(key)} is no percentage of a tax", hint)
        return Tax(rate)

    def lookup(self, value: Any, table: str) -> str | None:
        """What a table has for the value."""
        return self._settings.tables[table].find(value)

    def text(self, value: Any) -> str | None:
        """A value as text: numbers with a point, dates as 2026-11-21."""
        return None if value is None else as_text(value)

    def cut(self, value: Any, length: int) -> str | None:
        """The first so many characters of a text; the run report says where something was cut off."""
        text = _texts(value)
        if text is None or length < 1:
            return None
        return text if len(text) <= length else Cut(text[:length])

    def strip(self, value: Any, characters: str | None = None) -> str | None:
        """A text without spaces (or other characters) around it."""
        text = _texts(value)
        return None if text is None else text.strip(characters)

    def upper(self, value: Any) -> str | None:
        """A text in capital letters."""
        text = _texts(value)
        return None if text is None else _bounded(text.upper())

    def lower(self, value: Any) -> str | None:
        """A text in small letters."""
        text = _texts(value)
        return None if text is None else _bounded(text.lower())

    def replace(self, value: Any, old: str, new: str) -> str | None:
        """A text with one part replaced wherever it stands."""
        text = _texts(value)
        if text is None:
            return None
        if not old:
            raise BadValue("nothing cannot be replaced", "name the text to be replaced")
        if len(text) + text.count(old) * (len(new) - len(old)) > MAX_TEXT:
            raise BadValue(f"the text would have more than {MAX_TEXT:,} characters")
        return text.replace(old, new)

    def before(self, value: Any, mark: str) -> str | None:
        """The part of a text before a mark, or all of it: "2 14 Tage netto" | before(' ') is 2."""
        text = _texts(value)
        return None if text is None else text.partition(mark)[0] if mark else text

    def after(self, value: Any, mark: str) -> str | None:
        """The part of a text behind a mark, or all of it: "[SKU-1] Chair" | after('] ') is Chair."""
        text = _texts(value)
        return None if text is None else text.partition(mark)[2] if mark and mark in text else text

    def plain(self, value: Any) -> str | None:
        """A text without HTML: no tags, and characters in place of &auml; or &ndash;."""
        text = _texts(value)
        if text is None or ("<" not in text and "&" not in text):
            return text
        reader = _Html()
        reader.feed(text)
        reader.close()
        lines = (" ".join(line.split()) for line in "".join(reader.parts).splitlines())
        return "\n".join(line for line in lines if line)

    def split(self, value: Any, separator: str) -> list[Any]:
        """The parts of a text, without blank ones: serial numbers in one cell."""
        text = _texts(value)
        if text is None:
            return []
        if not separator:
            raise BadValue("a text cannot be split at nothing", "name the separator")
        return [part.strip() for part in text.split(separator) if part.strip()]

    def join(self, value: Any, separator: str) -> str | None:
        """The values of a list as one text."""
        parts = [as_text(one) for one in _list(value)]
        if sum(map(len, parts)) + len(separator) * len(parts) > MAX_TEXT:
            raise BadValue(f"the text would have more than {MAX_TEXT:,} characters")
        return separator.join(parts)

    def first(self, value: Any) -> Any:
        """The first value of a list that is not blank."""
        return next((one for one in _list(value) if not is_blank(one)), None)

    def count(self, value: Any) -> int:
        """How many values a list has."""
        return len(_list(value))

    def collect(self, value: Any, column: str) -> list[Any]:
        """One column of a list of records, as a list without blanks: lines | collect('Seriennummer')."""
        found: list[Any] = []
        for one in _list(value):
            cell = _cell(one, column)
            if isinstance(cell, list):
                found.extend(cell)
            elif not is_blank(cell):
                found.append(cell)
        return found

    def sum(self, value: Any, column: str | None = None, times: str | None = None) -> Decimal:
        """The sum of a list, of a column of records, or of two columns multiplied: lines | sum('Preis', 'Menge')."""
        numbers = self._settings.numbers
        with localcontext(ARITHMETIC):
            total = Decimal(0)
            for one in _list(value):
                number = as_number(one if column is None else _cell(one, column), numbers) or Decimal(0)
                total += number if times is None else number * (as_number(_cell(one, times), numbers) or Decimal(0))
            return total

    def where(self, value: Any, column: str, wanted: Any) -> list[Any]:
        """The records of a list that have a value in a column: order.items | where('product_id', id)."""
        return [one for one in _list(value) if as_text(_cell(one, column)).strip() == as_text(wanted).strip()]

    def only(self, value: Any) -> Any:
        """The only value of a list; none or several are an error."""
        found = _list(value)
        if len(found) == 1:
            return found[0]
        places = ", ".join(str(one.origin()) for one in found[:5] if isinstance(one, Row | Node))
        raise BadValue(f"{len(found)} fit: {places}" if found else "none fits", "just one should")

    def unique(self, value: Any, column: str | None = None) -> list[Any]:
        """A list without repetitions; with a column, the first record for each value of it that is not blank."""
        seen: dict[str, Any] = {}
        for one in _list(value):
            cell = one if column is None else _cell(one, column)
            if not is_blank(cell):
                seen.setdefault(as_text(cell), one)
        return list(seen.values())

    def default(self, value: Any, other: Any) -> Any:
        """Another value where this one is blank, or where the export has no such column or field at all."""
        return other if is_blank(value) else value


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def first(*values: Any) -> Any:
    """The first of several values that is not blank: first(Lieferdatum, Auftragsdatum)."""
    return next((one for one in values if not is_blank(one)), None)


def _texts(value: Any) -> str | None:
    return None if value is None else as_text(value)


def _written(value: Any) -> str | None:
    """What is written where a date stands, also as a number (20261121); None for what is a date already."""
    return as_text(value).strip() if isinstance(value, str | int | Decimal) else None


def _bounded(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise BadValue(f"the text has more than {MAX_TEXT:,} characters")
    return text


def _list(value: Any) -> list[Any]:
    if value is None or (isinstance(value, str) and not value.strip()):
        return []
    if isinstance(value, list | tuple):
        return list(value)
    raise BadValue(f"{described(value)} stands where a list should")


def _cell(record: Any, column: str) -> Any:
    if not isinstance(record, Row | Node):
        raise BadValue(f"{described(record)} has no field {column!r}")
    return record[column] if isinstance(record, Row) or column in record else None


@lru_cache(32)
def _numbers(decimal: str, thousands: str | None) -> Numbers:
    if decimal not in {",", "."} or thousands == decimal:
        raise BadValue(f"{decimal!r} cannot stand before decimals", "give ',' or '.'")
    return Numbers(decimal, thousands)
