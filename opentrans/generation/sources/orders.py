"""Received ORDERs as a source: what a reply takes from the order that it answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from ...errors import DocumentError, OpenTransError
from ..errors import SourceData
from ..places import Origin
from .earlier import Earlier, answered_by, dated
from .values import Note

if TYPE_CHECKING:
    from ...build.replies import Previous
    from ...model import Order, OrderItem


@dataclass(frozen=True, slots=True)
class ReceivedOrder:
    """An ORDER, the file that it came from, and the replies to it that are known, oldest first."""

    file: str
    document: Order
    earlier: list[Earlier] = field(default_factory=list)

    @property
    def number(self) -> str:
        """ORDER_ID."""
        return self.document.order_header.order_info.order_id.strip()

    def same(self, kind: str, number: str | None) -> Earlier | None:
        """The reply that has this number already."""
        return next((one for one in self.earlier if (one.kind, one.number) == (kind, number) and number), None)

    def before(self, kind: str, number: str | None) -> list[Earlier]:
        """The replies before the one with this number; all where it is new."""
        same = self.same(kind, number)
        return self.earlier if same is None else self.earlier[: self.earlier.index(same)]

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

    ``problems``: files that are no ORDER, and numbers that several files have; ``notes``: replies to other ORDERs;
    ``answered``: the numbers of those that were answered in this run.
    """

    def __init__(self, paths: Iterable[str], dialect: str = "itscope", earlier: Iterable[str] = ()) -> None:
        from ...model import Order
        from ...model.document import load

        self.dialect = dialect
        self.orders: dict[str, list[ReceivedOrder]] = {}
        self.problems: list[SourceData] = []
        self.notes: list[Note] = []
        self.answered: set[str] = set()
        self._unusable: list[str] = []
        for path in paths:
            try:
                document = load(path, dialect=dialect)
            except OpenTransError as error:
                self.problems.append(_unusable(path, error))
                continue
            if not isinstance(document, Order):
                kind = type(document).__name__.upper()
                self.problems.append(SourceData(Origin(path), f"this is no ORDER but {kind}"))
                continue
            number = document.order_header.order_info.order_id.strip()
            self.orders.setdefault(number, []).append(ReceivedOrder(path, document))
        self._add(earlier)

    def _add(self, paths: Iterable[str]) -> None:
        """Give the ORDERs the replies that were there before, the oldest first."""
        from ...model.document import load

        replies: list[Earlier] = []
        for path in paths:
            try:
                replies.append(Earlier.read(path, cast("Previous", load(path, dialect=self.dialect))))
            except OpenTransError as error:
                self.problems.append(_unusable(path, error, "reply"))
                self._unusable.append(path)
        strays = []
        for one in sorted(replies, key=dated):
            found = [each for number in answered_by(one.document) for each in self.orders.get(number, [])]
            for each in found:
                each.earlier.append(one)
            if not found:
                strays.append(one.place)
        if strays:
            more = f" and {len(strays) - 5} more" if len(strays) > 5 else ""
            reason = f"{', '.join(strays[:5])}{more}: replies to orders that were not given; they do not count"
            self.notes.append(Note(Origin(strays[0]), reason))

    def made(self, order_id: str, place: str, kind: str, number: str | None, data: bytes) -> None:
        """Note a reply of this run, so that the next to the same ORDER knows of it."""
        self.answered.add(order_id)
        for one in self.orders.get(order_id, []):
            if one.same(kind, number) is None:
                one.earlier.append(Earlier(place, kind, number, data, self.dialect))

    def find(self, order_id: str, asked: Origin) -> ReceivedOrder:
        """The only ORDER with this number; raises SourceData at ``asked`` where none or several files have it."""
        found = self.orders.get(order_id.strip(), [])
        if found and self._unusable:
            reason = f"{', '.join(self._unusable)} cannot be used, so that nobody can tell what was done before"
            raise SourceData(asked, reason, "correct the file, or leave it out")
        if len(found) == 1:
            return found[0]
        if found:
            files = ", ".join(each.file for each in found)
            raise SourceData(asked, f"several files hold the order {order_id!r}: {files}", "give only one of them")
        there = ", ".join(map(repr, sorted(self.orders)[:20])) or "none"
        broken = ", ".join(str(one.origin) for one in self.problems)
        hint = f"there are: {there}" + (f"; could not be used: {broken}" if broken else "")
        raise SourceData(asked, f"no received ORDER has the number {order_id!r}", hint)


def _unusable(path: str, error: OpenTransError, what: str = "ORDER") -> SourceData:
    """Why a file is no ORDER to answer, at its first place that is wrong."""
    wrong = (
        [one for one in error.report.findings if one.severity == "error"] if isinstance(error, DocumentError) else []
    )
    if not wrong:
        return SourceData(Origin(path), f"this {what} cannot be used: {error}")
    first = wrong[0]
    more = f" (and {len(wrong) - 1} more errors: opentrans validate)" if len(wrong) > 1 else ""
    return SourceData(Origin(path, first.line), f"this {what} cannot be used: {first.message}{more}", first.hint)


def articles_of(item: OrderItem) -> list[str]:
    """The article numbers of a line: the supplier's, the buyer's, international ones."""
    product = item.product_id
    supplier = [product.supplier_pid.value] if product.supplier_pid is not None else []
    others = [each.value for each in product.buyer_pid] + [each.value for each in product.international_pid]
    return [number.strip() for number in (*supplier, *others)]
