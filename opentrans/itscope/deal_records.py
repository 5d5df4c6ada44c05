"""From plain data to deals. The container of a deal is not published, so that every likely one is taken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar

from ..model.moment import Moment
from .answers import Data, UnreadableAnswer
from .deals import Deal, DealDocument, DealStatus, Supplier, Vendor

_T = TypeVar("_T")
_DOCUMENT_FIELDS = {"transactionid", "lastupdate", "documenturl"}


class _Unread(Exception):
    """A value that is not what the description says."""


def deals_in(data: Data) -> list[Deal]:
    """The deals of an answer: bare, wrapped as ``deal``, or a list under ``deals`` or ``deal``, at any root.

    Raises UnreadableAnswer where the answer holds nothing that could be deals or an empty list of them.
    """
    return [_deal(record) for record in _records(data)]


def _records(data: Data) -> list[dict[str, Data]]:
    if isinstance(data, list):
        return [record for member in data for record in _records(member)]
    if isinstance(data, dict):
        named = {name.lower(): value for name, value in data.items()}
        if "orderid" in named:
            return [data]
        if wrapped := [named[name] for name in ("deals", "deal") if name in named]:
            return [record for part in wrapped if part not in (None, "") for record in _records(part)]
        inner = [value for value in data.values() if isinstance(value, dict | list)]
        if len(inner) == 1:
            return _records(inner[0])
    raise UnreadableAnswer("the answer holds no deal")


def _text(value: Data) -> str:
    if isinstance(value, dict) and isinstance(value.get(""), str):
        value = value[""]
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise _Unread
    return str(value).strip()


def _number(value: Data) -> int:
    text = _text(value)
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise _Unread
    return int(text)


def _flag(value: Data) -> bool:
    if isinstance(value, bool):
        return value
    known = {"true": True, "1": True, "false": False, "0": False}.get(_text(value).lower())
    if known is None:
        raise _Unread
    return known


def _moment(value: Data) -> Moment:
    """A date as it stands; a number is milliseconds since 1970, as Java writes dates in JSON."""
    if isinstance(value, int) and not isinstance(value, bool):
        try:
            return Moment(datetime.fromtimestamp(value / 1000, UTC))
        except (OverflowError, OSError, ValueError):
            raise _Unread from None
    return Moment(_text(value))


def _status(value: Data) -> DealStatus | str:
    text = _text(value)
    return DealStatus(text) if text in DealStatus.__members__ else text


def _supplier(value: Data) -> Supplier:
    return _made(Supplier, value, id=_number, name=_text, deeplink=_text, customer_account_number=_text)


def _vendor(value: Data) -> Vendor:
    return Vendor(name=value) if isinstance(value, str) else _made(Vendor, value, name=_text, supplier=_supplier)


def _documents(singular: str) -> Callable[[Data], tuple[DealDocument, ...]]:
    """The reader of one list of documents, whose entries stand directly in it or under their singular name."""

    def read(value: Data) -> tuple[DealDocument, ...]:
        if value in (None, ""):
            return ()
        if isinstance(value, list):
            return tuple(document for member in value for document in read(member))
        if not isinstance(value, dict):
            raise _Unread
        named = {name.lower(): member for name, member in value.items()}
        if not _DOCUMENT_FIELDS.isdisjoint(named):
            return (_made(DealDocument, value, transaction_id=_text, last_update=_moment, document_url=_text),)
        if set(named) == {singular}:
            return read(named[singular])
        raise _Unread

    return read


_LISTS = {
    "orders": "order",
    "orderresponses": "orderresponse",
    "dispatchnotifications": "dispatchnotification",
    "invoices": "invoice",
}


def _deal(record: dict[str, Data]) -> Deal:
    record = _with_plurals(record)
    return _made(
        Deal,
        record,
        order_id=_text, own_order_id=_text, customer_order_id=_text, cart_id=_text,
        status=_status, status_message=_text, status_date=_moment, archived=_flag, deeplink=_text, vendor=_vendor,
        **{plural: _documents(singular) for plural, singular in _LISTS.items()},
    )  # fmt: skip


def _with_plurals(record: dict[str, Data]) -> dict[str, Data]:
    """The record with documents under their singular names moved to their plural ones."""
    plurals = {singular: plural for plural, singular in _LISTS.items()}
    moved: dict[str, Data] = {}
    for name, value in record.items():
        plural = plurals.get(name.lower())
        if plural is None and name.lower() not in _LISTS:
            moved[name] = value
            continue
        key = plural or name.lower()
        before, now = moved.get(key, []), value if isinstance(value, list) else [value]
        moved[key] = [*before, *now]
    return moved


def _made(kind: Callable[..., _T], value: Data, **readers: Callable[[Data], Any]) -> _T:
    """An object of the kind: each field read from its name in ITscope's manner, the rest kept as ``unknown``."""
    if not isinstance(value, dict):
        raise _Unread
    names = {name.replace("_", ""): name for name in readers}
    read: dict[str, Any] = {}
    unknown: dict[str, Data] = {}
    for key, content in value.items():
        name = names.get(key.lower())
        if name is not None and (content is None or (isinstance(content, str) and not content.strip())):
            continue
        if name is None or name in read:
            unknown[key] = content
            continue
        try:
            read[name] = readers[name](content)
        except _Unread:
            unknown[key] = content
    if kind is Deal and "order_id" not in read:
        raise UnreadableAnswer("the answer holds a deal without orderId")
    return kind(**read, unknown=unknown)
