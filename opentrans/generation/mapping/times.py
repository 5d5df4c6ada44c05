"""Dates and times as exports write them, and time zones."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .errors import BadValue, shown

#: How many digits the parts of a date have.
_DIGITS = {
    "%Y": "4", "%j": "3", "%f": "1,6", "%d": "2", "%m": "2", "%y": "2", "%H": "2", "%I": "2", "%M": "2", "%S": "2",
}  # fmt: skip
_DIRECTIVES = re.compile(r"(?:[^%]|%[dmYyHMSfzIpj%])*")


@lru_cache(4096)
def parsed(text: str, formats: tuple[str, ...]) -> dt.datetime:
    """The time that a text is, in the first format that fits; raises BadValue."""
    for form in formats:
        check_date_format(form)
        if (exact := _without_separators(form)) is not None and not exact.fullmatch(text):
            continue
        try:
            return dt.datetime.strptime(text, form)  # noqa: DTZ007  (the caller adds the zone)
        except ValueError:
            continue
    hint = "without signs between them, every day and month needs two digits" if text.isdigit() else None
    raise BadValue(f"{shown(text)} is no date of the form {' or '.join(formats)}", hint)


@lru_cache(64)
def _without_separators(form: str) -> re.Pattern[str] | None:
    """What a text has to be where numbers stand side by side in a format: there each has all of its digits."""
    tokens = ["", *re.findall(r"%.|\s+|.", form), ""]
    parts, tight = [], False
    for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if token in _DIGITS and (before in _DIGITS or after in _DIGITS):
            parts.append(rf"\d{{{_DIGITS[token]}}}")
            tight = True
        elif token.startswith("%"):
            parts.append(".+?")
        else:
            parts.append(r"\s+" if token.isspace() else re.escape(token))
    return re.compile("".join(parts), re.ASCII | re.IGNORECASE) if tight else None


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
