"""Received ORDERs as a source: what a reply takes from the order that it answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...errors import OpenTransError
from ..errors import SourceData
from .values import Origin

if TYPE_CHECKING:
    from ...model import Order, OrderItem


@dataclass(frozen=True, slots=True)
class ReceivedOrder:
    """An ORDER, and the file that it came from."""

    file: str
    document: Order

    def find_line(self, asked: Origin, *, line_id: str | None = None, article: str | None = None) -> OrderItem:
        """The only line with this LINE_ITEM_ID or, without one, with this article number.

        ``article``: the supplier's, the buyer's or an international one (GTIN); given with ``line_id`` it has to agree.
        Raises SourceData at ``asked`` where no line fits, or several.
        """
        if line_id is None and article is None:
            raise SourceData(asked, "neither a line id nor an article number says which line of the order is meant")
        items = self.document.order_item_list.order_item
        found = [item for item in items if line_id is None or item.line_item_id.strip() == line_id.strip()]
        number = self.document.order_header.order_info.order_id
        where = f"the order {number!r} ({self.file})"
        if (
            line_id is not None
            and len(found) == 1
            and article is not None
            and article.strip() not in articles_of(found[0])
        ):
            has = ", ".join(map(repr, articles_of(found[0]))) or "none"
            raise SourceData(asked, f"line {line_id!r} of {where} is not the article {article!r}", f"it has {has}")
        if line_id is None and article is not None:
            found = [item for item in items if article.strip() in articles_of(item)]
        what = f"line {line_id!r}" if line_id is not None else f"line with the article {article!r}"
        if not found:
            there = ", ".join(f"{item.line_item_id} ({' / '.join(articles_of(item))})" for item in items[:20])
            raise SourceData(asked, f"{where} has no {what}", f"lines: {there}")
        if len(found) > 1:
            ids = ", ".join(item.line_item_id for item in found)
            raise SourceData(asked, f"{where} has {len(found)} times a {what}", f"name the line id: {ids}")
        return found[0]


class ReceivedOrders:
    """The ORDERs of some files by their number.

    ``problems``: files that are no ORDER, and numbers that several files have.
    """

    def __init__(self, paths: Iterable[str], dialect: str = "itscope") -> None:
        from ...model import Order
        from ...model.document import load

        self.orders: dict[str, list[ReceivedOrder]] = {}
        self.problems: list[SourceData] = []
        for path in paths:
            try:
                document = load(path, dialect=dialect)
            except OpenTransError as error:
                self.problems.append(SourceData(Origin(path), f"this ORDER cannot be used: {error}"))
                continue
            if not isinstance(document, Order):
                kind = type(document).__name__.upper()
                self.problems.append(SourceData(Origin(path), f"this is no ORDER but {kind}"))
                continue
            number = document.order_header.order_info.order_id.strip()
            self.orders.setdefault(number, []).append(ReceivedOrder(path, document))

    def find(self, order_id: str, asked: Origin) -> ReceivedOrder:
        """The only ORDER with this number; raises SourceData at ``asked`` where none or several files have it."""
        found = self.orders.get(order_id.strip(), [])
        if len(found) == 1:
            return found[0]
        if found:
            files = ", ".join(each.file for each in found)
            raise SourceData(asked, f"several files hold the order {order_id!r}: {files}", "give only one of them")
        there = ", ".join(map(repr, sorted(self.orders)[:20])) or "none"
        raise SourceData(asked, f"no received ORDER has the number {order_id!r}", f"there are: {there}")


def articles_of(item: OrderItem) -> list[str]:
    """The article numbers of a line: the supplier's, the buyer's, international ones."""
    product = item.product_id
    supplier = [product.supplier_pid.value] if product.supplier_pid is not None else []
    others = [each.value for each in product.buyer_pid] + [each.value for each in product.international_pid]
    return [number.strip() for number in (*supplier, *others)]
