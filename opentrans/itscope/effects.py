"""Looking at ITscope for the effect of an upload whose answer was lost."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
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


#: At most so many documents, deals that a search finds, and seconds are spent on one look.
_DOCUMENTS = 200
_DEALS = 1000
_SECONDS = 600.0
#: A stored document may be so many times as large as the one that is looked for, and so large in any case.
_TIMES = 4
_LARGE = 1_000_000


class Sign(NamedTuple):
    """What ITscope shows of an upload, in words; ``certain`` if it can only be its effect."""

    certain: bool
    words: str


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: an entry, the size of its document, and the contents that other entries sent there."""

    entry: Entry
    size: int = 0
    others: frozenset[str] = frozenset()
    until: float = field(default_factory=lambda: time.monotonic() + _SECONDS)


def take_baseline(client: ITscope, key: Key) -> tuple[Baseline, Deal | None]:
    """What is there before an upload, and the deal where it has one. Raises ITscopeError; nothing was sent then."""
    if key.action == "send":
        return Baseline(tuple(deal.order_id for deal in _orders(client, key))), None
    deal = client.deal(key.target)
    known = tuple(_name(document) for document in _documents(deal, key))
    return Baseline(known, None if deal.status is None else str(deal.status)), deal


def find_effect(client: ITscope, sought: Sought) -> Sign | None:
    """The sign of an upload's effect, or None where none is seen: that proves nothing.

    A document of the same content is certain (if the same was sent before, only one that is new). So is a new one of
    the same document id, unless another entry sent it; but an ORDERRESPONSE has no id of its own, only that of the
    order, so that a new one of other content may be anybody's. Without a document: a new one of the action's type that
    no entry sent, or, where no entry sent any, the action's status if the deal had another before. (Of a new
    ORDERRESPONSE the status says whether it confirms or rejects.) ``archive``: the flag. ``send``: an order of that
    number, alike.

    Raises ITscopeError where ITscope cannot be asked, or would have to be asked for too much.
    """
    entry = sought.entry
    if entry.key.action == "send":
        return _find_order(client, sought)
    deal = client.deal(entry.key.target)
    if entry.key.action == "archive":
        return Sign(True, "the deal is archived") if deal.archived else None
    documents = sorted(_documents(deal, entry.key), key=lambda one: str(one.last_update or ""), reverse=True)
    known = set(entry.baseline.known)
    fresh = [document for document in documents if _name(document) not in known]
    old = [document for document in documents if _name(document) in known]
    fitting = _fits(entry.key.action, deal)
    if entry.key.content:
        return _find_document(client, sought, fresh, [] if entry.again else old, fitting=fitting)
    effect = _EFFECTS[entry.key.action]
    for document in _few(fresh if fitting else []):
        if not sought.others or _read(client, document, effect.document_type, sought)[0] not in sought.others:
            return Sign(True, f"the deal has a new {effect.document_type}, transaction {_name(document)}")
    if deal.status in effect.statuses and deal.status != entry.baseline.status and not sought.others:
        return Sign(True, f"the deal's status is {deal.status}, it was {entry.baseline.status}")
    return None


def _fits(action: str, deal: Deal) -> bool:
    """May a new document be the action's? An ORDERRESPONSE confirms or rejects: only the deal's status says which."""
    return _EFFECTS[action].document_type != "ORDERRESPONSE" or (action == "reject") == (deal.status in _REJECTED)


def _find_document(
    client: ITscope, sought: Sought, fresh: list[DealDocument], old: list[DealDocument], *, fitting: bool
) -> Sign | None:
    key = sought.entry.key
    kind = _EFFECTS[key.action].document_type
    of_this_id = None
    for place, document in enumerate(_few([*fresh, *old])):
        is_new = place < len(fresh)
        content, number = _read(client, document, kind, sought, must=is_new)
        if content == key.content:
            return Sign(True, f"the deal has the {kind} with the same content, transaction {_name(document)}")
        if fitting and number == key.document_id and is_new and content not in sought.others:
            of_this_id = of_this_id or _name(document)
    if of_this_id is None:
        return None
    if kind == "ORDERRESPONSE":
        return Sign(False, f"there is a new {kind} with other content, transaction {of_this_id}: compare, then settle")
    return Sign(True, f"the deal has a new {kind} {key.document_id}, transaction {of_this_id}")


def _find_order(client: ITscope, sought: Sought) -> Sign | None:
    entry = sought.entry
    for deal in _orders(client, entry.key):
        is_new = deal.order_id not in entry.baseline.known
        contents: set[str | None] = set()
        if sought.others if is_new else not entry.again:
            orders = _few(client.deal(deal.order_id).orders)
            contents = {_read(client, document, "ORDER", sought, must=False)[0] for document in orders}
        if entry.key.content in contents:
            return Sign(True, f"the deal {deal.order_id} holds the order with the same content")
        if is_new and not contents & sought.others:
            return Sign(True, f"there is a new deal {deal.order_id} with the order number {entry.key.document_id}")
    return None


def _few(documents: Sequence[DealDocument]) -> Iterator[DealDocument]:
    """The first of many documents; AnswerError is raised for the others."""
    yield from documents[:_DOCUMENTS]
    if len(documents) > _DOCUMENTS:
        raise _too_much(f"there are {len(documents):,} documents", documents[_DOCUMENTS].document_url)


def _too_much(reason: str, place: str | None) -> AnswerError:
    return AnswerError(reason, method="GET", path=place or "", advice="look yourself, on ITscope's pages")


def _orders(client: ITscope, key: Key) -> Iterator[Deal]:
    """The deals with the supplier that have the order's number; ITscope's search may find others too."""
    with suppress(NotFoundError):
        found = client.search_deals("ownOrderId", key.document_id, side="purchase")
        for count, deal in enumerate(found):
            if count == _DEALS:
                raise _too_much(f"the search for {key.document_id} finds more than {_DEALS:,} deals", None)
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


def _read(
    client: ITscope, document: DealDocument, kind: str, sought: Sought, *, must: bool = True
) -> tuple[str | None, str | None]:
    """Hash and id of a document; None where there is none to download.

    Where it cannot be read, AnswerError is raised if it ``must`` be: it may be the one that is looked for.
    """
    if time.monotonic() > sought.until:
        raise _too_much(f"the documents take more than {_SECONDS:g} s", document.document_url)
    if document.document_url is None:
        return None, None
    data = _download(client, document, document.document_url, kind)
    most = max(_TIMES * sought.size, _LARGE)
    try:
        content = content_hash(data) if len(data) <= most else ""
        root = etree.fromstring(data, parser()) if content else None
    except ValueError as error:
        reason = str(error)
    else:
        if root is not None and document_type(root) == kind:
            return content, document_id(root, kind)
        reason = f"it is larger than {most:,} bytes" if root is None else f"it is no {kind}"
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
