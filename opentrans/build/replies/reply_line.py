"""What a reply says of one line of the order, and which line is meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from ... import model
from ..errors import BuildError
from ..fields import Number, verify
from ..objects import DeliveryDate, Package, Remark, SerialNumber, Tax

_MOST_LISTED = 10
#: The fields for which a reply has a place, beside those that every reply has.
PLACES: Final = {
    "ORDERRESPONSE": ("price", "price_quantity", "delivery_date", "supplier_line_id"),
    "DISPATCHNOTIFICATION": ("serial_numbers", "lot_numbers", "packages", "supplier_line_id"),
    "INVOICE": ("price", "price_quantity", "serial_numbers", "lot_numbers", "supplier_line_id", "tax"),
}
#: What a line of any reply says.
EVERYWHERE: Final = ("line_id", "article", "quantity", "remarks")


@dataclass(frozen=True, kw_only=True, slots=True)
class ReplyLine:
    """A line of the order (or of the quotation), by its number or by the supplier's article number.

    Args:
        line_id: LINE_ITEM_ID of the line; ``article``: its SUPPLIER_PID, where only one line has it.
        quantity: confirmed (0 cancels), delivered or invoiced, in the line's unit; what is open unless given.
        price: net, in place of the line's price; another one is refused where the line has allowances or surcharges.
        price_quantity: how many the price is for; needed beside another price where that of the line is not for one.
        packages: packages of this line, or their tracking numbers.
        supplier_line_id: the number of the line in the supplier's own order.
        tax: of the line of an invoice, in place of the one that the order states.

    >>> ReplyLine("2", quantity=8, remarks=["2 of them are not available"]).quantity
    Decimal('8')
    """

    line_id: str | None = field(default=None, kw_only=False)
    article: str | None = None
    quantity: Number | None = None
    price: Number | None = None
    price_quantity: Number | None = None
    delivery_date: DeliveryDate | None = None
    serial_numbers: Sequence[str | SerialNumber] = ()
    lot_numbers: Sequence[str] = ()
    packages: Sequence[str | Package] = ()
    supplier_line_id: str | None = None
    tax: Tax | None = None
    remarks: Sequence[str | Remark] = ()

    def __post_init__(self) -> None:
        verify(self)
        if self.line_id is None and self.article is None:
            raise BuildError("ReplyLine.line_id", "is missing; name the line by its number, or by its article")
        if self.quantity is not None and self.quantity < 0:
            raise BuildError("ReplyLine.quantity", f"{self.quantity} is below zero; 0 cancels a line")
        if self.price is not None and self.price < 0:
            raise BuildError("ReplyLine.price", f"{self.price} is below zero")
        if self.price_quantity is not None and self.price_quantity <= 0:
            raise BuildError("ReplyLine.price_quantity", f"the price cannot be for {self.price_quantity} units")
        if self.price_quantity is not None and self.price is None:
            raise BuildError("ReplyLine.price", "is missing; price_quantity says what it is for")


#: What is said of a line of which nothing is said.
NOTHING = ReplyLine("-")


class Item(Protocol):
    """What lines of orders and of quotations have in common."""

    line_item_id: str
    product_id: model.ProductId


def article_of(item: Item) -> str | None:
    """The supplier's article number of a line."""
    return None if item.product_id.supplier_pid is None else item.product_id.supplier_pid.value


def named_lines(items: Sequence[Item], lines: Sequence[ReplyLine], *allowed: str) -> list[tuple[str, ReplyLine, str]]:
    """What is said of which line: the path, what is said, and the LINE_ITEM_ID.

    ``allowed``: the fields for which the document has a place. Raises BuildError for others, for a line that does not
    exist, and for an article that several lines have.
    """
    by_id = {item.line_item_id: item for item in items}
    by_article: dict[str, list[str]] = {}
    for item in items:
        by_article.setdefault(article_of(item) or "", []).append(item.line_item_id)
    found = []
    for index, line in enumerate(lines):
        path = f"lines[{index}]"
        for name in line.__dataclass_fields__.keys() - {*EVERYWHERE, *allowed}:
            if getattr(line, name) not in (None, ()):
                raise BuildError(f"{path}.{name}", "this document has no place for it; leave it out")
        found.append((path, line, _line_id(by_id, by_article, line, path)))
    return found


def entries_of(line_id: str, named: Sequence[tuple[str, ReplyLine, str]]) -> str:
    """A line in the words of messages, with the number of its entries if there are several."""
    count = sum(one == line_id for _, _, one in named)
    return f"line {line_id!r}" + (f", which stands in {count} entries," if count > 1 else "")


def nothing_of(line_id: str, named: Sequence[tuple[str, ReplyLine, str]], done: str) -> str:
    """Why an entry is refused for which nothing is left; one without a quantity takes all that is open."""
    line = entries_of(line_id, named)
    way_out = "make one entry of them, or give each its quantity" if line.endswith(",") else "leave the line out"
    return f"nothing of {line} would be {done}; {way_out}"


def _line_id(by_id: Mapping[str, Item], by_article: Mapping[str, list[str]], line: ReplyLine, path: str) -> str:
    if line.line_id is None:
        same = by_article.get(line.article or "", [])
        if not same:
            reason = f"no line has the article {line.article!r}; there are {_listed([*by_article])}"
            raise BuildError(f"{path}.article", reason)
        if len(same) > 1:
            reason = f"the lines {_listed(same)} have the article {line.article!r}; name the line by its number"
            raise BuildError(f"{path}.article", reason)
        return same[0]
    item = by_id.get(line.line_id)
    if item is None:
        raise BuildError(f"{path}.line_id", f"there is no line {line.line_id!r}; there are {_listed([*by_id])}")
    if line.article not in (None, article_of(item)):
        reason = f"line {line.line_id!r} has the article {article_of(item)!r}, not {line.article!r}; correct one"
        raise BuildError(f"{path}.article", reason)
    return line.line_id


def _listed(values: Sequence[str]) -> str:
    shown = ", ".join(filter(None, values[:_MOST_LISTED]))
    return f"{shown} and {len(values) - _MOST_LISTED} more" if len(values) > _MOST_LISTED else shown
