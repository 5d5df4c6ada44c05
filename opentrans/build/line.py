"""The line of an order, an answer, a delivery, an invoice or a quotation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from .errors import BuildError
from .fields import Number, When, verify
from .objects import (
    Agreement,
    Allowance,
    Correction,
    DeliveryDate,
    Package,
    PriceBase,
    Remark,
    SerialNumber,
    Subscription,
    Surcharge,
    Tax,
)
from .partners import Party

#: What is sold, by its nature (PRODUCT_TYPE).
ProductType: TypeAlias = Literal[
    "bundle",
    "component",
    "configurable",
    "contract",
    "license",
    "major",
    "minor",
    "must_be_configured",
    "physical",
    "professional_services",
    "service",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line. Which fields a document has place for depends on its type; the builders refuse others by name.

    Args:
        article: the supplier's product number (SUPPLIER_PID).
        quantity: in ``unit`` (C62 is a piece); 0 cancels a line of an answer.
        price: net, for ``price_quantity`` units (one unless given), or for the units of ``price_base``.
        amount: of the line, net: what you calculated, as a check. The sum is price x quantity without it.
        line_id: the number of the line; 1, 2, 3 … unless given.
        international_pids: product numbers by type beside ``ean`` and ``itscope_id``.
        buyer_pid: the buyer's product number; type itscope is the id of ITscope's supplierItem in a quotation.
        manufacturer: needed beside ``manufacturer_pid``.
        allowances: on the price, each for every unit of it; ``surcharges`` too.
        order_line_id: the line of the order; ``order_id`` and ``order_date`` are the document's unless given. Likewise
            ``supplier_line_id``, ``delivery_note_line_id``; ``customer_order_id`` and ``customer_line_id`` are those
            of the buyer's customer, ``customer`` who it is.
        optional: of a quotation: may the line be left out; ``picked``: was it chosen.
        type: of an invoice: order_item, extra_item (freight …), pledge_item (deposit).
        completed: of a delivery: is the line of the order complete with it.

    >>> from decimal import Decimal
    >>> Line("704118", quantity=2, price=Decimal("499.00")).unit
    'C62'
    >>> Line("704118", quantity=2, price=499.0)
    Traceback (most recent call last):
    opentrans.build.errors.BuildError: Line.price: 499.0 is a float, which is not exact; write Decimal("499.0")
    """

    article: str | None = field(default=None, kw_only=False)
    article_type: str | None = "supplier_specific"
    quantity: Number
    unit: str = "C62"
    price: Number | None = None
    price_quantity: Number | None = None
    price_base: PriceBase | None = None
    allowances: Sequence[Allowance] = ()
    surcharges: Sequence[Surcharge] = ()
    tax: Tax | None = None
    amount: Number | None = None
    line_id: str | None = None
    ean: str | None = None
    itscope_id: str | None = None
    international_pids: Mapping[str, str] = field(default_factory=dict)
    buyer_pid: str | None = None
    buyer_pid_type: str | None = "buyer_specific"
    manufacturer: Party | None = None
    manufacturer_pid: str | None = None
    description: str | None = None
    long_description: str | None = None
    product_type: ProductType | None = None
    serial_numbers: Sequence[str | SerialNumber] = ()
    lot_numbers: Sequence[str] = ()
    delivery_date: DeliveryDate | None = None
    order_line_id: str | None = None
    order_id: str | None = None
    order_date: When | None = None
    supplier_line_id: str | None = None
    supplier_order_id: str | None = None
    customer: Party | None = None
    customer_order_id: str | None = None
    customer_line_id: str | None = None
    delivery_note_id: str | None = None
    delivery_note_line_id: str | None = None
    quotation_id: str | None = None
    agreements: Sequence[Agreement] = ()
    subscription: Subscription | None = None
    packages: Sequence[Package] = ()
    completed: bool | None = None
    optional: bool | None = None
    picked: bool | None = None
    type: Literal["order_item", "extra_item", "pledge_item"] | None = None
    correction: Correction | None = None
    remarks: Sequence[str | Remark] = ()

    def __post_init__(self) -> None:
        verify(self)
        if self.price_quantity is not None and self.price_quantity <= 0:
            raise BuildError("Line.price_quantity", f"the price cannot be for {self.price_quantity} units")
        if self.manufacturer_pid is not None and self.manufacturer is None:
            raise BuildError("Line.manufacturer", "manufacturer_pid needs the manufacturer, a Party")
        if self.price is None and (self.allowances or self.surcharges or self.price_base):
            raise BuildError("Line.price", "allowances, surcharges and price_base need a price")
