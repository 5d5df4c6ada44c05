"""Dates and times as exports write them, and time zones."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .errors import BadValue, shown

_DIRECTIVES = re.compile(r"(?:[^%]|%[dmYyHMSfzIpj%])*")


@lru_cache(4096)
def parsed(text: str, formats: tuple[str, ...]) -> dt.datetime:
    """The time that a text is, in the first format that fits; raises BadValue."""
    for form in formats:
        check_date_format(form)
        try:
            return dt.datetime.strptime(text, form)  # noqa: DTZ007  (the caller adds the zone)
        except ValueError:
            continue
    raise BadValue(f"{shown(text)} is no date of the form {' or '.join(formats)}")


def check_date_format(form: str) -> None:
    """Refuse a format of dates that says nothing, or something that depends on the machine."""
    if "%" not in form:
        raise BadValue(f"{form!r} is no form of a date", "write it with %d %m %Y %H %M %S: '%d.%m.%Y'")
    if not _DIRECTIVES.fullmatch(form):
        raise BadValue(f"{form!r} is no form of a date", "only %d %m %Y %y %H %M %S %f %z %I %p %j are known")


@lru_cache(32)
def zone_of(name: str) -> dt.tzinfo:
    """A time zone by its name; raises BadValue."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadValue(f"there is no time zone {name!r}", "write it as Europe/Berlin or UTC") from None
