"""Damage to choices: none of what excludes each other is given, or two of it."""

from __future__ import annotations

from collections.abc import Iterator

from opentrans.names import BMECAT, OPENTRANS
from opentrans.validation.diagnosis.index import Index

from .source import Anchor, Damage, Edit, Node, Source

_DATES = (
    "<{o}DELIVERY_START_DATE>2026-12-01</{o}DELIVERY_START_DATE><{o}DELIVERY_END_DATE>2026-12-02</{o}DELIVERY_END_DATE>"
)

#: An element of each branch of the choices that the documents meet, as small as it can be.
_FRAGMENTS = {
    "CARD": '<{o}CARD type="VISA"><{o}CARD_NUM>1</{o}CARD_NUM><{o}CARD_EXPIRATION_DATE>2027-01'
    "</{o}CARD_EXPIRATION_DATE><{o}CARD_HOLDER_NAME>A</{o}CARD_HOLDER_NAME></{o}CARD>",
    "ACCOUNT": "<{o}ACCOUNT><{o}HOLDER>A</{o}HOLDER><{o}BANK_ACCOUNT>1</{o}BANK_ACCOUNT></{o}ACCOUNT>",
    "DEBIT": "<{o}DEBIT>true</{o}DEBIT>",
    "CHECK": "<{o}CHECK>true</{o}CHECK>",
    "CASH": "<{o}CASH>true</{o}CASH>",
    "PAYMENT_DATE": "<{o}PAYMENT_DATE>2026-12-01</{o}PAYMENT_DATE>",
    "DAYS": "<{o}DAYS>30</{o}DAYS>",
    "AOC_PERCENTAGE_FACTOR": "<{o}AOC_PERCENTAGE_FACTOR>0.1</{o}AOC_PERCENTAGE_FACTOR>",
    "AOC_MONETARY_AMOUNT": "<{o}AOC_MONETARY_AMOUNT>1.00</{o}AOC_MONETARY_AMOUNT>",
    "AOC_ADDITIONAL_ITEMS": "<{o}AOC_ADDITIONAL_ITEMS>a pen</{o}AOC_ADDITIONAL_ITEMS>",
    "FT_IDREF": "<{b}FT_IDREF>1</{b}FT_IDREF>",
    "VALUE_IDREF": "<{b}VALUE_IDREF>1</{b}VALUE_IDREF>",
    "DELIVERY_DATE": "<{o}DELIVERY_DATE>" + _DATES + "</{o}DELIVERY_DATE>",
    "PARTIAL_DELIVERY_LIST": "<{o}PARTIAL_DELIVERY_LIST><{o}PARTIAL_DELIVERY><{o}QUANTITY>1</{o}QUANTITY>"
    "</{o}PARTIAL_DELIVERY></{o}PARTIAL_DELIVERY_LIST>",
    "MIME_SOURCE": "<{b}MIME_SOURCE>a.pdf</{b}MIME_SOURCE>",
    "MIME_EMBEDDED": "<{o}MIME_EMBEDDED><{o}MIME_DATA>AAAA</{o}MIME_DATA></{o}MIME_EMBEDDED>",
}

#: Where a choice may be put in as a whole: parent -> (names behind which it stands, two of its branches).
_ROOM = {
    "ORDER_ITEM": (
        ("PRODUCT_STOCK_FIX", "CONTRACT_INFORMATION", "PRICE_LINE_AMOUNT", "PRODUCT_PRICE_FIX", "ORDER_UNIT"),
        ("DELIVERY_DATE", "PARTIAL_DELIVERY_LIST"),
    ),
    "ORDERRESPONSE_ITEM": (
        ("PRICE_LINE_AMOUNT", "PRODUCT_PRICE_FIX", "ORDER_UNIT"),
        ("DELIVERY_DATE", "PARTIAL_DELIVERY_LIST"),
    ),
}


def broken_choices(source: Source, index: Index) -> Iterator[Damage]:
    """All ways to break the choices of a document, or choices put into it."""
    for node in source.root.walk():
        declared = index.tables.global_element(node.tag)
        model = None if declared is None or declared.simple else index.info(declared.index).model
        if model is None:
            continue
        present = [child.tag for child in node.children]
        for position in model.positions[1:]:
            branches = position.branches
            if len(branches) > 1 and present.count(position.name) == 1:
                child = node.children[present.index(position.name)]
                yield from _broken(source, node, child, branches)
        yield from _two_in_room(node, present)


def _written(local: str, node: Node) -> bytes | None:
    prefixes = {uri: f"{prefix}:" if prefix else "" for prefix, uri in node.prefixes.items()}
    fragment = _FRAGMENTS.get(local)
    if fragment is None or not {OPENTRANS, BMECAT} <= set(prefixes):
        return None
    return fragment.replace("{o}", prefixes[OPENTRANS]).replace("{b}", prefixes[BMECAT]).encode()


def _broken(source: Source, parent: Node, child: Node, branches: tuple[str, ...]) -> Iterator[Damage]:
    number = parent.children.index(child)
    following = parent.children[number + 1] if number + 1 < len(parent.children) else None
    anchor = Anchor(following.start if following is not None else parent.end_tag)
    yield Damage("choice-broken", "schema/missing-element", parent, (Edit(child.start, child.end, b""),), (anchor,))
    for other in branches:
        local = other.rpartition("}")[2]
        if other != child.tag and (text := _written(local, parent)) is not None:
            write = Edit(child.end, child.end, b"\n" + text)
            yield Damage("choice-broken", "schema/too-many", parent, (write,), (Anchor(1, write),))


def _two_in_room(parent: Node, present: list[str]) -> Iterator[Damage]:
    if parent.local not in _ROOM:
        return
    behind, (one, other) = _ROOM[parent.local]
    locals_ = [tag.rpartition("}")[2] for tag in present]
    if one in locals_ or other in locals_ or "PARTIAL_SHIPMENT_ALLOWED" in locals_:
        return
    last = next((parent.children[locals_.index(name)] for name in behind if name in locals_), None)
    first, second = _written(one, parent), _written(other, parent)
    if last is not None and first is not None and second is not None:
        write = Edit(last.end, last.end, b"\n" + first + b"\n" + second)
        anchor = Anchor(len(first) + 2, write)
        yield Damage("choice-broken", "schema/too-many", parent, (write,), (anchor,))
