"""Dates of documents: the text as it stands, and the date or datetime that it means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, init=False, order=False)
class Moment:
    """A date, or a date and time, as openTRANS writes it (dtDATETIME).

    The standard also takes a year, a month, and days that do not exist; their ``value`` is None.

    Args:
        when: the text, or a date or datetime to write: a datetime to the second, with its offset if it has one.

    >>> Moment("2026-11-21T10:30:00+01:00").value
    datetime.datetime(2026, 11, 21, 10, 30, tzinfo=datetime.timezone(datetime.timedelta(seconds=3600)))
    >>> Moment("2026-02-30").value is None
    True
    >>> Moment(date(2026, 11, 21)).text
    '2026-11-21'
    """

    text: str

    def __init__(self, when: str | date | datetime) -> None:
        if isinstance(when, datetime):
            when = when.isoformat(timespec="seconds")
        elif isinstance(when, date):
            when = when.isoformat()
        elif not isinstance(when, str):
            raise TypeError(f"a Moment is made of a text, a date or a datetime, not of {type(when).__name__}")
        object.__setattr__(self, "text", when)

    @property
    def value(self) -> date | datetime | None:
        """The date, or the datetime where a time of day is stated (aware if a zone is); None where there is none."""
        text = self.text.strip(" \t\r\n")
        try:
            if "T" in text:
                return datetime.fromisoformat(text)
            return date.fromisoformat(text[:10]) if len(text) >= 10 and text[4:5] == "-" else None
        except ValueError:
            return None

    @property
    def date(self) -> date | None:
        """The day, whether or not a time of day is stated; None where there is none."""
        value = self.value
        return value.date() if isinstance(value, datetime) else value

    def __repr__(self) -> str:
        return f"Moment({self.text!r})"

    def __str__(self) -> str:
        return self.text
