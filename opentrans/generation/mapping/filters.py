"""The filters of numbers, times and codes. Their first sentence is what users read about them.

Nothing (an empty cell) stays nothing in every filter but ``default``. All of them raise BadValue. The filters of texts
are in ``texts``, those of lists in ``lists``, and ``words`` has them all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Any

from ...amounts import ARITHMETIC, round_half_up
from ...build.objects import Tax
from ..sources.values import Share
from . import names
from .conversion import Numbers, Plain, alike, as_moment, as_number, as_text, aware, described, in_zone, is_blank
from .errors import BadValue, shown, suggestion
from .targets import codes_of
from .times import parsed, zone_of
from .vocabulary import Settings

#: So many taxes are remembered.
MAX_TAXES = 1000


class Filters:
    """Every public method is a filter, and its annotations say what it takes and gives."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._taxes: dict[tuple[type, str], Tax] = {}

    def number(self, value: Any, decimal: str | None = None, thousands: str | None = None) -> Decimal | None:
        """The number that a text is; ``decimal`` and ``thousands`` where this column differs from the source."""
        numbers = self._settings.numbers if decimal is None else _numbers(decimal, thousands)
        return as_number(value, numbers)

    def percent(self, value: Any) -> Decimal | None:
        """A percentage as factor: 19, "19,00 %", and a cell of a workbook that shows 19 %, become 0.19."""
        told = isinstance(value, str) and (type(value) is str or value.rstrip().endswith("%"))
        if isinstance(value, str):
            value = alike(value, value.strip().removesuffix("%"))
        number = as_number(value, self._settings.numbers)
        if number is None or isinstance(value, Share):
            return number
        if not told and 0 < abs(number) < 1:
            reason = f"the number {number:f} is less than one percent; it may be a factor already (0.19 for 19 %)"
            raise BadValue(reason, "leave out | percent if it is one, else write (... / 100)")
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
            return self._day(parsed(text, formats)) if text else None
        moment = as_moment(value, self._settings.zone)
        if isinstance(moment, dt.datetime):
            return self._day(moment)
        return moment if isinstance(moment, dt.date) else None

    def _day(self, moment: dt.datetime) -> dt.date:
        """The day that it is in the zone of the source."""
        if moment.tzinfo is not None and self._settings.zone is not None:
            moment = in_zone(moment, self._settings.zone)
        return moment.date()

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
        try:
            return moment + dt.timedelta(days=int(count))
        except OverflowError:
            raise BadValue(f"{described(value)} and {count} days make no date") from None

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


def _written(value: Any) -> str | None:
    """What is written where a date stands, also as a number (20261121); None for what is a date already."""
    return as_text(value).strip() if isinstance(value, str | int | Decimal) else None


@lru_cache(32)
def _numbers(decimal: str, thousands: str | None) -> Numbers:
    if decimal not in {",", "."} or thousands == decimal:
        raise BadValue(f"{decimal!r} cannot stand before decimals", "give ',' or '.'")
    return Numbers(decimal, thousands)
