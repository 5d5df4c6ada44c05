"""Deals as ITscope describes them, typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ..model.moment import Moment


class DealStatus(StrEnum):
    """The nineteen statuses of a deal (ITscope's format description for deals)."""

    PREPARING = "PREPARING"
    PAYMENT_AWAITING = "PAYMENT_AWAITING"
    PAYMENT_SUCCESSFUL = "PAYMENT_SUCCESSFUL"
    TRANSMITTING = "TRANSMITTING"
    SENT = "SENT"
    ARRIVED = "ARRIVED"
    ARRIVED_WARNING = "ARRIVED_WARNING"
    PARTIALLY_PROCESSING = "PARTIALLY_PROCESSING"
    PROCESSING = "PROCESSING"
    PARTIALLY_ADVISED = "PARTIALLY_ADVISED"
    ADVISED = "ADVISED"
    PARTIALLY_INVOICED = "PARTIALLY_INVOICED"
    INVOICED = "INVOICED"
    CANCELED = "CANCELED"
    REJECTED = "REJECTED"
    BLOCKED = "BLOCKED"
    BLOCKED_BYLIMIT = "BLOCKED_BYLIMIT"
    ERROR = "ERROR"
    ORDERED_ELSEWHERE = "ORDERED_ELSEWHERE"


def _unknown() -> Any:
    return field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class DealDocument:
    """A document of a deal. Without ``document_url`` there is none to download (made by hand on ITscope's pages)."""

    transaction_id: str | None = None
    last_update: Moment | None = None
    document_url: str | None = None
    unknown: Mapping[str, Any] = _unknown()


@dataclass(frozen=True, slots=True)
class Supplier:
    """The supplier behind a seller; ``customer_account_number`` is there where a partnership is."""

    id: int | None = None
    name: str | None = None
    deeplink: str | None = None
    customer_account_number: str | None = None
    unknown: Mapping[str, Any] = _unknown()


@dataclass(frozen=True, slots=True)
class Vendor:
    """The seller of a deal."""

    name: str | None = None
    supplier: Supplier | None = None
    unknown: Mapping[str, Any] = _unknown()


@dataclass(frozen=True, slots=True)
class Deal:
    """An order on ITscope.

    ``order_id`` is ITscope's key of it, ``own_order_id`` the buyer's number, ``customer_order_id`` that of the
    buyer's customer. ``status`` is a DealStatus, or the text as it came where ITscope has a new one; ``archived``
    is None where the API's version does not tell. ``unknown`` holds, here and in the parts, what came under a name
    that is not described, and what could not be read as described. Names are ITscope's, in Python's manner.
    """

    order_id: str
    own_order_id: str | None = None
    customer_order_id: str | None = None
    cart_id: str | None = None
    status: DealStatus | str | None = None
    status_message: str | None = None
    status_date: Moment | None = None
    archived: bool | None = None
    deeplink: str | None = None
    vendor: Vendor | None = None
    orders: tuple[DealDocument, ...] = ()
    orderresponses: tuple[DealDocument, ...] = ()
    dispatchnotifications: tuple[DealDocument, ...] = ()
    invoices: tuple[DealDocument, ...] = ()
    unknown: Mapping[str, Any] = _unknown()

    def documents(self, document_type: str) -> tuple[DealDocument, ...]:
        """The documents of one type: ``ORDER``, ``ORDERRESPONSE``, ``DISPATCHNOTIFICATION`` or ``INVOICE``."""
        lists = {
            "ORDER": self.orders,
            "ORDERRESPONSE": self.orderresponses,
            "DISPATCHNOTIFICATION": self.dispatchnotifications,
            "INVOICE": self.invoices,
        }
        if document_type not in lists:
            raise ValueError(f"a deal has documents of the types {', '.join(lists)}, not {document_type}")
        return lists[document_type]
