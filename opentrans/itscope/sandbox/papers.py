"""What the sandbox needs to know of a document, read from its bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from lxml import etree

from ...names import BMECAT, OPENTRANS
from ...validation.findings import Finding
from ...validation.reader import MAX_SIZE, parse, read_source, refusal
from ...validation.recognition import document_id, document_type
from .transitions import Progress

_NAMES = {"o": OPENTRANS, "b": BMECAT}


class UnreadablePaper(ValueError):
    """Why bytes are no document."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document: its bytes and their SHA-256, its type (of openTRANS, or the root's name), number, orders, lines."""

    data: bytes = field(repr=False)
    digest: str
    document_type: str
    document_id: str | None
    root: etree._Element = field(repr=False)

    @property
    def order_ids(self) -> set[str]:
        """The orders that the document names as its own."""
        kind = self.document_type
        parents = f"{kind}_HEADER/{kind}_INFO", f"{kind}_HEADER/ORDER_HISTORY", "*/*/ORDER_REFERENCE"
        return {text for path in parents for text in _texts(self.root, f"{path}/ORDER_ID")}

    def quantities(self, order_id: str, progress: Mapping[str, Progress]) -> dict[str, Decimal]:
        """What the document says of each line of an order: by its reference to the line, its number or its article."""
        kind, found = self.document_type, dict[str, Decimal]()
        for item in _items(self.root, kind):
            reference = next(iter(_found(item, "ORDER_REFERENCE")), None)
            if reference is not None:
                if _text(reference, "ORDER_ID") not in {None, order_id}:
                    continue
                line = _text(reference, "LINE_ITEM_ID")
            elif kind == "ORDERRESPONSE":
                line = _text(item, "LINE_ITEM_ID")
            else:
                article = _text(item, "PRODUCT_ID/b:SUPPLIER_PID")
                same = [number for number, one in progress.items() if one.article == article]
                line = same[0] if len(same) == 1 else None
            if line is not None:
                found[line] = found.get(line, Decimal(0)) + _number(_text(item, "QUANTITY"))
        return found


@dataclass(frozen=True, slots=True)
class Order:
    """What a deal takes over from its ORDER."""

    order_id: str
    customer_order_id: str | None
    supplier_name: str
    customer_number: str | None
    progress: dict[str, Progress]


def read_paper(data: bytes) -> Paper:
    """A document from its bytes. Raises UnreadablePaper where they are no XML, or too large."""
    read = read_source(data, MAX_SIZE)
    root = refusal(read, MAX_SIZE) or parse(data)
    if isinstance(root, Finding):
        raise UnreadablePaper(root.message)
    kind = document_type(root)
    number = None if kind is None else document_id(root, kind)
    return Paper(data, hashlib.sha256(data).hexdigest(), kind or root.tag.rpartition("}")[2], number, root)


def read_order(paper: Paper) -> Order:
    """What a deal takes over from an ORDER. Raises UnreadablePaper where it has no number."""
    if paper.document_type != "ORDER" or paper.document_id is None:
        raise UnreadablePaper(f"a deal begins with an ORDER that has an ORDER_ID, this is {paper.document_type}")
    info = "ORDER_HEADER/ORDER_INFO"
    names, numbers = [], []
    for party in _found(paper.root, f"{info}/PARTIES/PARTY"):
        roles = _texts(party, "PARTY_ROLE")
        if "supplier" in roles:
            names += _texts(party, "ADDRESS/b:NAME")
        if "buyer" in roles:
            numbers += _texts(party, "b:PARTY_ID[@type='supplier_specific']")
    progress = {
        _text(item, "LINE_ITEM_ID") or "": Progress(
            _text(item, "PRODUCT_ID/b:SUPPLIER_PID"), _number(_text(item, "QUANTITY"))
        )
        for item in _items(paper.root, "ORDER")
    }
    return Order(
        paper.document_id,
        _text(paper.root, f"{info}/CUSTOMER_ORDER_REFERENCE/ORDER_ID"),
        next(iter(names), "ITscope Partner Test"),
        next(iter(numbers), None),
        progress,
    )


def _items(root: etree._Element, kind: str) -> list[etree._Element]:
    return _found(root, f"{kind}_ITEM_LIST/{kind}_ITEM")


def _found(element: etree._Element, path: str) -> list[etree._Element]:
    steps = (step if ":" in step or step == "*" else f"o:{step}" for step in path.split("/"))
    return element.findall("/".join(steps), _NAMES)


def _texts(element: etree._Element, path: str) -> list[str]:
    return [text for one in _found(element, path) if (text := (one.text or "").strip())]


def _text(element: etree._Element, path: str) -> str | None:
    return next(iter(_texts(element, path)), None)


def _number(text: str | None) -> Decimal:
    try:
        number = Decimal(text or "0")
    except InvalidOperation:
        return Decimal(0)
    return number if number.is_finite() else Decimal(0)
