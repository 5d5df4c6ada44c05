"""Values that stand as text in options and tables, as the replies take them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import click

from ..build import DeliveryDate, Payment, Surcharge, Tax
from ..model import Moment

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
#: What a German spreadsheet writes for 1299: the point separates thousands.
_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}", re.ASCII)
#: Arguments that other options give.
_ELSEWHERE = frozenset({"order", "lines", "previous", "dialect"})


def read_number(text: str) -> Decimal:
    """A number with a decimal point; raises ValueError, also for 1.299, which may mean 1299."""
    if _THOUSANDS.fullmatch(text):
        whole = text.replace(".", "")
        raise ValueError(f"{text!r} may mean {whole} or a fraction; write {whole}, or {text}0")
    if "," in text:
        raise ValueError(f"{text!r} has a comma; write numbers with a decimal point and without other separators")
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"{text!r} is no number; write it as 1234.5")
    return Decimal(text)


def read_moment(text: str) -> Moment:
    """A date, or date and time; raises ValueError."""
    moment = Moment(text)
    if moment.value is None:
        raise ValueError(f"{text!r} is no date; write 2026-11-21, or 2026-11-21T10:30:00+01:00")
    return moment


def read_tax(text: str) -> Tax:
    """A rate, and perhaps a category behind a comma: 0.19, or 0,exemption; raises ValueError."""
    rate, _, category = text.partition(",")
    if category.strip().isdecimal():
        raise ValueError(f"{text!r} has a comma; write the rate with a decimal point")
    return Tax(read_number(rate.strip()), category=category.strip() or None)


def _delivery_date(text: str) -> DeliveryDate:
    parts = [part.strip() for part in text.split(",")]
    kind: Any = parts.pop() if parts[-1] in ("fixed", "optional") else None
    if len(parts) not in (1, 2):
        raise ValueError(f"{text!r} is no delivery date; write FROM, or FROM,TO, and ,fixed or ,optional behind it")
    return DeliveryDate(read_moment(parts[0]), end=read_moment(parts[1]) if len(parts) > 1 else None, type=kind)


def _surcharge(text: str) -> Surcharge:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) not in (2, 3):
        raise ValueError(f"{text!r} is no surcharge; write NAME,AMOUNT or NAME,AMOUNT,RATE, such as Freight,14.90,0.19")
    if len(parts) > 2 and "." not in parts[1] and "." not in parts[2]:
        amount = f"{parts[1]}.{parts[2]}"
        raise ValueError(f"{text!r}: is the amount {amount}? Write {parts[0]},{amount}, or a rate such as 0.19 or 0.0")
    tax = read_tax(parts[2]) if len(parts) > 2 else None
    return Surcharge(parts[0], amount=read_number(parts[1]), tax=tax)


def _payment(text: str) -> Payment:
    if not text.isdecimal():
        raise ValueError(f"{text!r} is no number of days")
    return Payment(days=int(text))


def _flag(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError(f"{text!r} is neither true nor false")
    return text.lower() == "true"


#: How the text for an argument is read, and how it is explained, by the argument's annotation.
_READERS: Mapping[str, tuple[Callable[[str], Any], str]] = {
    "str": (str, "TEXT"),
    "When": (read_moment, "DATE"),
    "bool": (_flag, "true|false"),
    "Number": (read_number, "NUMBER"),
    "Tax": (read_tax, "RATE[,CATEGORY]"),
    "Payment": (_payment, "DAYS"),
    "DeliveryDate": (_delivery_date, "FROM[,TO][,fixed|optional]"),
    "str | Remark": (str, "TEXT"),
    "Sequence[str | Remark]": (str, "TEXT ..."),
    "Sequence[str | Package]": (str, "TRACKING_NUMBER ..."),
    "Sequence[Surcharge]": (_surcharge, "NAME,AMOUNT[,RATE] ..."),
}


def read_settings(function: Callable[..., Any], given: Sequence[str]) -> dict[str, Any]:
    """The arguments of a reply that ``--set`` gives; sequences may be given several times.

    Raises click.UsageError for unknown, missing and repeated names, listing the known ones, and for wrong values.
    """
    known = _known(function)
    found: dict[str, Any] = {}
    for one in given:
        name, equals, text = one.partition("=")
        name, text = name.strip(), text.strip()
        if not equals or name not in known:
            reason = f"there is no {name!r}" if equals else f"{one!r} is not in the form NAME=VALUE"
            raise click.UsageError(f"--set: {reason}; known are {_explained(known)}")
        annotation = known[name].annotation.removesuffix(" | None")
        try:
            value = _READERS[annotation][0](text) if text else _empty()
        except ValueError as error:
            raise click.UsageError(f"--set {name}: {getattr(error, 'reason', error)}") from error
        if annotation.startswith("Sequence"):
            found.setdefault(name, []).append(value)
        elif name in found:
            raise click.UsageError(f"--set {name}: is given twice")
        else:
            found[name] = value
    missing = [name for name, one in known.items() if one.default is one.empty and name not in found]
    if missing:
        needed = " ".join(f"--set {name}=..." for name in missing)
        raise click.UsageError(f"{', '.join(missing)} missing; give {needed}; known are {_explained(known)}")
    return found


def _empty() -> Any:
    raise ValueError("the value is empty; leave it out")


def _known(function: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    return {
        name: one
        for name, one in inspect.signature(function).parameters.items()
        if name not in _ELSEWHERE and one.annotation.removesuffix(" | None") in _READERS
    }


def _explained(known: Mapping[str, inspect.Parameter]) -> str:
    return ", ".join(f"{name}={_READERS[one.annotation.removesuffix(' | None')][1]}" for name, one in known.items())
