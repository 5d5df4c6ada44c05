"""Looking at ITscope for the effect of an upload whose answer was lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from ..same_document import content_hash
from ..secure_xml import parser
from ..validation.recognition import document_id, document_type
from .deals import Deal, DealDocument, DealStatus
from .errors import AnswerError, MismatchError, NotFoundError
from .journal_entry import Baseline, Entry, Key

if TYPE_CHECKING:
    from .client import ITscope


class _Effect(NamedTuple):
    """The document that an action leaves at the deal, and its statuses then (ITscope's guide to the API)."""

    document_type: str
    statuses: frozenset[DealStatus]


_REJECTED = frozenset({DealStatus.REJECTED, DealStatus.CANCELED})
_EFFECTS = {
    "confirm": _Effect("ORDERRESPONSE", frozenset({DealStatus.PROCESSING})),
    "advise": _Effect("DISPATCHNOTIFICATION", frozenset({DealStatus.ADVISED})),
    "invoice": _Effect("INVOICE", frozenset({DealStatus.INVOICED})),
    "reject": _Effect("ORDERRESPONSE", _REJECTED),
}


def take_baseline(client: ITscope, key: Key) -> tuple[Baseline, Deal | None]:
    """What is there before an upload, and the deal where it has one. Raises ITscopeError; nothing was sent then."""
    if key.action == "send":
        return Baseline(tuple(deal.order_id for deal in _orders(client, key))), None
    deal = client.deal(key.target)
    known = tuple(_name(document) for document in _documents(deal, key))
    return Baseline(known, None if deal.status is None else str(deal.status)), deal


def find_effect(client: ITscope, entry: Entry) -> str | None:
    """The sign that an upload took effect, in words, or None where none is seen: that proves nothing.

    A document of the same content is a sign (if the same was sent once before, only one that is new); so is a new one
    of the same document id. Without a document: a new one of the action's type, or the action's status where the deal
    had another before. (Of a new ORDERRESPONSE of other content the status says whether it confirms or rejects.)
    ``archive``: the flag. ``send``: an order of that number, alike.

    Raises ITscopeError where ITscope cannot be asked.
    """
    if entry.key.action == "send":
        return _find_order(client, entry)
    deal = client.deal(entry.key.target)
    if entry.key.action == "archive":
        return "the deal is archived" if deal.archived else None
    documents = list(_documents(deal, entry.key))
    fresh = [document for document in documents if _name(document) not in entry.baseline.known]
    fitting = _fits(entry.key.action, deal)
    if entry.key.content:
        return _find_document(client, entry, fresh if entry.again else documents, fresh, by_id=fitting)
    effect = _EFFECTS[entry.key.action]
    if fresh and fitting:
        return f"the deal has a new {effect.document_type}, transaction {fresh[0].transaction_id}"
    if deal.status in effect.statuses and deal.status != entry.baseline.status:
        return f"the deal's status is {deal.status}, it was {entry.baseline.status}"
    return None


def _fits(action: str, deal: Deal) -> bool:
    """May a new document be the action's? An ORDERRESPONSE confirms or rejects: only the deal's status says which."""
    return _EFFECTS[action].document_type != "ORDERRESPONSE" or (action == "reject") == (deal.status in _REJECTED)


def _find_document(
    client: ITscope, entry: Entry, candidates: list[DealDocument], fresh: list[DealDocument], *, by_id: bool
) -> str | None:
    kind = _EFFECTS[entry.key.action].document_type
    of_this_id = None
    for document in candidates:
        content, number = _read(client, document, kind, must=document in fresh)
        if content == entry.key.content:
            return f"the deal has the {kind} with the same content, transaction {_name(document)}"
        if by_id and number is not None and number == entry.key.document_id and document in fresh:
            of_this_id = of_this_id or f"the deal has a new {kind} {number}, transaction {_name(document)}"
    return of_this_id


def _find_order(client: ITscope, entry: Entry) -> str | None:
    for deal in _orders(client, entry.key):
        if deal.order_id not in entry.baseline.known:
            return f"there is a new deal {deal.order_id} with the order number {entry.key.document_id}"
        if not entry.again:
            for document in client.deal(deal.order_id).orders:
                if _read(client, document, "ORDER", must=False)[0] == entry.key.content:
                    return f"the deal {deal.order_id} holds the order with the same content"
    return None


def _orders(client: ITscope, key: Key) -> Iterator[Deal]:
    """The deals with the supplier that have the order's number; ITscope's search may find others too."""
    with suppress(NotFoundError):
        for deal in client.search_deals("ownOrderId", key.document_id, side="purchase"):
            supplier = None if deal.vendor is None else deal.vendor.supplier
            elsewhere = supplier is not None and supplier.id is not None and str(supplier.id) != key.target
            if deal.own_order_id == key.document_id and not elsewhere:
                yield deal


def _documents(deal: Deal, key: Key) -> Iterator[DealDocument]:
    """The deal's documents of the action's type that have a name; those without a URL were made by hand."""
    if key.action in _EFFECTS:
        for document in deal.documents(_EFFECTS[key.action].document_type):
            if _name(document):
                yield document


def _name(document: DealDocument) -> str:
    return document.transaction_id or document.document_url or ""


def _read(client: ITscope, document: DealDocument, kind: str, *, must: bool) -> tuple[str | None, str | None]:
    """Hash and id of a document; None where there is none to download.

    Where it cannot be read, AnswerError is raised if it ``must`` be: it may be the one that is looked for.
    """
    if document.document_url is None:
        return None, None
    data = _download(client, document, document.document_url, kind)
    try:
        content = content_hash(data)
        root = etree.fromstring(data, parser())
        if document_type(root) == kind:
            return content, document_id(root, kind)
        reason = f"it is no {kind}"
    except ValueError as error:
        reason = str(error)
    if not must:
        return None, None
    raise AnswerError(f"the {kind} there cannot be compared: {reason}", method="GET", path=document.document_url)


def _download(client: ITscope, document: DealDocument, url: str, kind: str) -> bytes:
    try:
        return client.document_at(url)
    except MismatchError:  # the URL names another server than the base URL
        if document.transaction_id is None:
            raise
        return client.document(document.transaction_id, kind)
