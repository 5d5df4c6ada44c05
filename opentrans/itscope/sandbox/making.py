"""The documents that ITscope makes when a step is taken without one (PUT)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from .records import StoredDeal, StoredDocument

if TYPE_CHECKING:
    from ...model.document import Document

_Kind = TypeVar("_Kind", bound="Document")

_MAKER = "local ITscope sandbox"
#: Where the order states no tax; ITscope's own way is not known.
_TAX = Decimal("0.19")


class CannotMake(Exception):
    """Why there is nothing to be made."""


def make(action: str, deal: StoredDeal, documents: Sequence[StoredDocument], at: float) -> bytes:
    """The document for a step: all lines confirmed or refused, all that is open delivered or invoiced.

    ``documents`` are those of the deal, its ORDER first. Raises CannotMake, saying why.
    """
    from ...build import BuildError
    from ...errors import DocumentError, ModelError

    try:
        return _made(action, deal, documents, datetime.fromtimestamp(at, UTC)).to_xml()
    except (BuildError, DocumentError, ModelError) as error:
        raise CannotMake(f"no document can be made: {error}") from error


def _made(action: str, deal: StoredDeal, documents: Sequence[StoredDocument], now: datetime) -> Document:
    from ...build import DeliveryDate, Tax, replies
    from ...model import DispatchNotification, Invoice, Order, OrderResponse
    from ...model.moment import Moment

    def stored(document_type: str) -> list[tuple[bytes, float]]:
        return [(one.data, one.at) for one in documents if one.document_type == document_type and one.data is not None]

    def loaded(kind: type[_Kind], document_type: str) -> list[_Kind]:
        return [kind.load(data) for data, _ in stored(document_type)]

    def answered(data: bytes, came: float) -> OrderResponse:
        """An answer dated by when it came, since the last to come counts whatever its date."""
        response = OrderResponse.load(data)
        info = response.orderresponse_header.orderresponse_info
        info.orderresponse_date = Moment(datetime.fromtimestamp(came, UTC))
        return response

    (order,) = loaded(Order, "ORDER")
    answer = f"AB-{deal.deal}"
    if action == "confirm":
        soon = DeliveryDate(now, type="optional")
        return replies.confirm(order, response_date=now, supplier_order_id=answer, delivery_date=soon, generator=_MAKER)
    if action == "reject":
        return replies.reject(order, response_date=now, supplier_order_id=answer, generator=_MAKER)
    responses = [answered(data, came) for data, came in stored("ORDERRESPONSE")]
    notes = loaded(DispatchNotification, "DISPATCHNOTIFICATION")
    if action == "advise":
        number = f"LS-{deal.deal}-{len(notes) + 1}"
        return replies.dispatch(
            order,
            dispatch_id=number,
            dispatch_date=now,
            carrier="SANDBOX",
            packages=[number],
            previous=[*responses, *notes],
            generator=_MAKER,
        )
    invoices = loaded(Invoice, "INVOICE")
    delivered = notes if deal.status == "ADVISED" else []
    return replies.invoice(
        order,
        invoice_id=f"RE-{deal.deal}-{len(invoices) + 1}",
        invoice_date=now,
        tax=Tax(_TAX),
        currency=order.order_header.order_info.currency or "EUR",
        previous=[*responses, *delivered, *invoices],
        generator=_MAKER,
    )
