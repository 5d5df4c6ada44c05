"""Deals and messages as ITscope's XML and JSON. The containers are not published; these are our choice."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from ...report.printable import printable
from .records import StoredDeal

XML = "application/xml"
JSON = "application/json"

_LISTS = {
    "ORDER": "orders",
    "ORDERRESPONSE": "orderresponses",
    "DISPATCHNOTIFICATION": "dispatchnotifications",
    "INVOICE": "invoices",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What the sandbox answers."""

    status: int
    body: bytes = field(repr=False)
    media_type: str = XML


class Refused(Exception):
    """What the sandbox does not take: the HTTP status, and messages for people."""

    def __init__(self, status: int, *messages: str) -> None:
        super().__init__(*messages)
        self.status = status

    @property
    def said(self) -> Said:
        """The answer."""
        return message(self.status, *self.args)


def moment(seconds: float) -> str:
    """A time as ITscope's records state it: ISO 8601, UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def deal_data(
    deal: StoredDeal, links: Sequence[tuple[str, str, float, bool]], base_url: str, *, older: bool
) -> dict[str, Any]:
    """The record of a deal (format description for deals); ``older``: as API 2.0 gives it, with fewer fields."""
    data: dict[str, Any] = {
        "orderId": deal.deal,
        "ownOrderId": deal.own_order_id,
        "customerOrderId": deal.customer_order_id,
        "cartId": deal.cart_id,
        "status": deal.status,
        "statusMessage": deal.message,
        "statusDate": moment(deal.changed),
        "archived": deal.archived,
        "deeplink": f"{base_url}/deal/{deal.deal}",
        "vendor": {
            "name": deal.supplier_name,
            "supplier": {
                "id": deal.supplier_id,
                "name": deal.supplier_name,
                "deeplink": f"{base_url}/supplier/{deal.supplier_id}",
                "customerAccountNumber": deal.customer_number,
            },
        },
        **{plural: [] for plural in _LISTS.values()},
    }
    for document_type, transaction_id, at, stored in links:
        url = f"{base_url}/business/documents/{transaction_id}/{document_type}.xml"
        entry = {"transactionId": transaction_id, "lastUpdate": moment(at), "documentUrl": url if stored else None}
        data[_LISTS[document_type]].append(_known(entry))
    if older:
        for name in ("cartId", "archived", "deeplink"):
            del data[name]
    data["vendor"]["supplier"] = _known(data["vendor"]["supplier"])
    return _known(data)


def _known(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value is not None}


def written(name: str, data: Any, form: str) -> Said:
    """Data under a name, as XML or JSON."""
    if form == "json":
        return Said(200, json.dumps({name: data}, ensure_ascii=False).encode(), JSON)
    return Said(200, etree.tostring(_element(name, data), xml_declaration=True, encoding="UTF-8"))


def message(status: int, *texts: str) -> Said:
    """An error and its reasons."""
    answer = written("error", {"code": status, "message": [printable(text) for text in texts]}, "xml")
    return Said(status, answer.body)


def _element(name: str, data: Any) -> etree._Element:
    """An element; a list becomes elements of its singular name in it, or, of a name without one, elements beside."""
    element = etree.Element(name)
    if isinstance(data, Mapping):
        for key, value in data.items():
            if isinstance(value, list) and not key.endswith("s"):
                element.extend([_element(key, one) for one in value])
            else:
                element.append(_element(key, value))
    elif isinstance(data, list):
        element.extend([_element(name.removesuffix("s"), one) for one in data])
    else:
        element.text = str(data).lower() if isinstance(data, bool) else str(data)
    return element
