"""What a date may mean, and whether one was certainly before another."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from lxml import etree

from .elements import text

#: The form of dtDATETIME: year, month, day, hour, minute, second, zone.
DATETIME = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?(Z|[+-]\d\d:\d\d)?)?)?", re.ASCII
)
#: A time without zone may be anywhere between these.
_EASTERNMOST, _WESTERNMOST = timedelta(hours=14), timedelta(hours=12)
#: Clocks of two companies may differ by so much.
CLOCKS = timedelta(hours=1)


class Span(NamedTuple):
    """The first and last moment that a date may mean; ``zoned``: it says in which zone."""

    first: datetime
    last: datetime
    zoned: bool


def span_of(value: str) -> Span | None:
    """What a dtDATETIME may mean: a year is all of it, a day too; None for what is no date that exists."""
    match = DATETIME.fullmatch(value)
    if match is None:
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    try:
        first = datetime(
            int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=UTC
        )
        if zone and zone != "Z":
            offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
            first = first - offset if zone[0] == "+" else first + offset
        if hour is not None:
            last = first + (timedelta(seconds=1) if second else timedelta(minutes=1))
        elif day is not None:
            last = first + timedelta(days=1)
        elif month is not None:
            last = (first + timedelta(days=31)).replace(day=1)
        else:
            last = first.replace(year=first.year + 1)
    except (ValueError, OverflowError):
        return None
    return Span(first, last - timedelta(microseconds=1), zone is not None)


def is_before(one: etree._Element | None, other: etree._Element | None, slack: timedelta = timedelta(0)) -> bool:
    """Was one date certainly before the other, as ``said_before`` judges it?"""
    return one is not None and other is not None and said_before(text(one), text(other), slack)


def said_before(said: str, other_said: str, slack: timedelta = timedelta(0)) -> bool:
    """Was one date certainly before the other, in whatever zones they are?

    By more than ``slack`` where both say the time of day.
    """
    if said >= other_said and len(said) <= 19 and len(other_said) <= 19 and not said.endswith("Z"):
        return False
    earlier, later = span_of(said), span_of(other_said)
    if earlier is None or later is None:
        return False
    if max(earlier.last - earlier.first, later.last - later.first) > CLOCKS:
        slack = timedelta(0)
    try:
        if earlier.zoned and not later.zoned:
            return earlier.last + slack < later.first - _EASTERNMOST
        if later.zoned and not earlier.zoned:
            return earlier.last + _WESTERNMOST + slack < later.first
        return earlier.last + slack < later.first
    except OverflowError:
        return False
