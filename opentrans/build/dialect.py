"""What a dialect does not have, and what it takes only up to a length: refused by the name of the business field."""

from __future__ import annotations

from collections.abc import Sized
from typing import Final

from ..schema.dialects import Dialect, find_dialect
from .errors import BuildError
from .line import Line
from .objects import Agreement, SerialNumber
from .partners import Party

#: Texts that ITscope allows to be longer: since when, and the length that the standard allows.
_LINE_LENGTHS: Final = {
    "article": ("2021-10", 32),
    "manufacturer_pid": ("2021-10", 50),
    "description": ("2021-07", 150),
}
_PARTY_LENGTHS: Final = {"name": ("2021-06", 50), "name2": ("2023-05", 50), "name3": ("2023-05", 50)}
_LONGEST_ORDER_ID: Final = 18
#: Fields of lines that only ITscope has, and since when.
_LINE_FIELDS: Final = {"subscription": "2021-09", "optional": "2023-09", "picked": "2023-09"}


def dialect_of(dialect: str | Dialect) -> Dialect:
    """The dialect of a name, or the dialect itself (raises DialectError)."""
    return dialect if isinstance(dialect, Dialect) else find_dialect(dialect)


def is_itscope(dialect: Dialect) -> bool:
    """Do ITscope's rules go with it?"""
    return dialect.rules == "itscope"


def has(dialect: Dialect, since: str) -> bool:
    """Does a dialect have what ITscope has since a month? Of foreign schemas it is not known: they count as having."""
    if dialect.rules == "standard":
        return False
    return dialect.as_of is None or dialect.as_of >= since


def need(dialect: Dialect, since: str, path: str, what: str, way_out: str = "leave it out") -> None:
    """Refuse what the dialect does not have."""
    if not has(dialect, since):
        raise BuildError(path, f"{what} is ITscope's (since {since}), the dialect {dialect.name} has none; {way_out}")


def check_order_id(order_id: str, dialect: Dialect) -> None:
    """Refuse an ORDER_ID that ITscope does not take."""
    if is_itscope(dialect) and len(order_id) > _LONGEST_ORDER_ID:
        reason = f"{order_id!r} has {len(order_id)} characters, ITscope takes {_LONGEST_ORDER_ID}; shorten it"
        raise BuildError("order_id", reason)


def check_line(line: Line, path: str, dialect: Dialect) -> None:
    """Refuse what the dialect does not take in a line."""
    for name, since in _LINE_FIELDS.items():
        if getattr(line, name) is not None:
            need(dialect, since, f"{path}.{name}", f"{name} of a line")
    for name, (since, longest) in _LINE_LENGTHS.items():
        _check_length(getattr(line, name), f"{path}.{name}", dialect, since, longest)
    for index, number in enumerate(line.serial_numbers):
        if isinstance(number, SerialNumber) and number.type is not None:
            place = f"{path}.serial_numbers[{index}].type"
            need(dialect, "2021-06", place, "the type of a serial number")


def check_party(party: Party, path: str, dialect: Dialect) -> None:
    """Refuse what the dialect does not take in a party."""
    for name, (since, longest) in _PARTY_LENGTHS.items():
        _check_length(getattr(party, name), f"{path}.{name}", dialect, since, longest)


def check_agreement(agreement: Agreement, path: str, dialect: Dialect) -> None:
    """The standard wants to know when an agreement ends."""
    if agreement.end is None:
        need(dialect, "2022-04", f"{path}.end", "an agreement without its end", "state it")


def _check_length(text: Sized | None, path: str, dialect: Dialect, since: str, longest: int) -> None:
    if text is not None and len(text) > longest and not has(dialect, since):
        raise BuildError(path, f"{len(text)} characters are too long, {dialect.name} takes {longest}; shorten it")
