"""Earlier replies to received ORDERs: what was confirmed, delivered and billed of each before."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from ...build.replies import Previous

#: The documents that answer an ORDER.
REPLIES = ("ORDERRESPONSE", "DISPATCHNOTIFICATION", "INVOICE")


class Earlier:
    """A reply that was given as a file, or made in this run; ``place`` is its file, or its record in the export."""

    __slots__ = ("_data", "_dialect", "_document", "kind", "number", "place")

    def __init__(self, place: str, kind: str, number: str | None, data: bytes, dialect: str) -> None:
        self.place: str = place
        self.kind: str = kind
        self.number: str | None = number
        self._document: Previous | None = None
        self._data = zlib.compress(data, 1)
        self._dialect = dialect

    @classmethod
    def read(cls, place: str, document: Previous) -> Earlier:
        """One that was read from a file."""
        found = cls(place, document.element_name, _number(document), b"", "")
        found._document = document
        return found

    @property
    def document(self) -> Previous:
        """The document; of one made in this run it is read when it is needed first, which is seldom."""
        if self._document is None:
            from ...model.document import load

            self._document = cast("Previous", load(zlib.decompress(self._data), dialect=self._dialect))
        return self._document

    def __str__(self) -> str:
        return " ".join(filter(None, (self.kind, self.number))) + f" ({self.place})"


def answered_by(document: Previous) -> set[str]:
    """The numbers of the ORDERs that a reply belongs to."""
    from ... import model

    if isinstance(document, model.OrderResponse):
        found = [document.orderresponse_header.orderresponse_info.order_id]
    elif isinstance(document, model.DispatchNotification):
        found = [
            one.order_reference.order_id for one in document.dispatchnotification_item_list.dispatchnotification_item
        ]
    else:
        items, history = document.invoice_item_list.invoice_item, document.invoice_header.order_history
        found = [one.order_reference.order_id for one in items if one.order_reference is not None]
        found += [] if history is None or history.order_id is None else [history.order_id]
    return {one.strip() for one in found}


def dated(one: Earlier) -> str:
    """The date of a reply as it is written: the oldest comes first."""
    from ... import model

    document = one.document
    if isinstance(document, model.OrderResponse):
        return document.orderresponse_header.orderresponse_info.orderresponse_date.text
    if isinstance(document, model.DispatchNotification):
        stated = document.dispatchnotification_header.dispatchnotification_info.dispatchnotification_date
    else:
        stated = document.invoice_header.invoice_info.invoice_date
    return "" if stated is None else stated.text


def _number(document: Previous) -> str | None:
    """The number of its own; an answer has none."""
    from ... import model

    if isinstance(document, model.DispatchNotification):
        return document.dispatchnotification_header.dispatchnotification_info.dispatchnotification_id.strip()
    if isinstance(document, model.Invoice):
        return document.invoice_header.invoice_info.invoice_id.strip()
    return None
