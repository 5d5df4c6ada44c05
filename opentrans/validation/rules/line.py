"""A line of a document as the rules see it: its numbers, its price, its taxes, its serial numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from lxml import etree

from ...amounts import ONE, ZERO, Adjustment, Price, decimal_of, line_amount
from .elements import Fields, children, fields, float_number, line_fields, number, text

#: What the schema takes for a category; any other text says nothing here.
_CATEGORY = re.compile(r"[\w.-]{1,80}")


@dataclass(slots=True)
class Tax:
    """A TAX_DETAILS_FIX: its rate as a factor, category, type, amount and base (None or "" where not stated).

    ``compounded``: it is laid on the sum with another tax (CALCULATION_SEQUENCE above 1).
    """

    element: etree._Element
    rate: Decimal | None
    category: str
    type: str
    amount: Decimal | None
    base: Decimal | None
    compounded: bool

    def covers(self, other: Tax) -> bool:
        """Do the two speak of the same tax? What one of them leaves open fits all."""
        return (
            (self.rate is None or other.rate is None or self.rate == other.rate)
            and (not self.category or not other.category or self.category == other.category)
            and self.type == other.type
        )


def taxes_of(parent: etree._Element | None) -> list[Tax]:
    """The TAX_DETAILS_FIX below an element; a rate of 1 or more is taken for a percentage."""
    found = []
    for element in children(parent, "TAX_DETAILS_FIX"):
        parts = fields(element)
        rate = number(parts.get("TAX"))
        category = text(parts["TAX_CATEGORY"]) if "TAX_CATEGORY" in parts else ""
        kind = text(parts["TAX_TYPE"]).lower() if "TAX_TYPE" in parts else ""
        found.append(
            Tax(
                element,
                rate / 100 if rate is not None and rate >= ONE else rate,
                category if _CATEGORY.fullmatch(category) else "",
                kind or "vat",
                number(parts["TAX_AMOUNT"]) if "TAX_AMOUNT" in parts else None,
                number(parts["TAX_BASE"]) if "TAX_BASE" in parts else None,
                "CALCULATION_SEQUENCE" in parts and text(parts["CALCULATION_SEQUENCE"]) not in ("", "0", "1"),
            )
        )
    return found


class Line:
    """An item of the item list: its fields, and the numbers that most rules need."""

    __slots__ = (
        "_order_reference",
        "_price",
        "_serials",
        "_taxes",
        "amount",
        "element",
        "fields",
        "identity",
        "price",
        "price_amount",
        "product",
        "quantity",
    )

    def __init__(self, element: etree._Element) -> None:
        found = line_fields(element)
        self.element: etree._Element = element
        self.fields: Fields = found
        self.product: Fields = line_fields(found["PRODUCT_ID"]) if "PRODUCT_ID" in found else {}
        self.price: Fields = line_fields(found["PRODUCT_PRICE_FIX"]) if "PRODUCT_PRICE_FIX" in found else {}
        self.identity: str = text(found.get("LINE_ITEM_ID"))
        self.quantity: Decimal | None = number(found.get("QUANTITY"))
        self.amount: Decimal | None = number(found.get("PRICE_LINE_AMOUNT"))
        self.price_amount: Decimal | None = number(self.price.get("PRICE_AMOUNT"))
        self._price: Price | Literal[False] | None = False
        self._order_reference: Fields | None = None
        self._taxes: list[Tax] | None = None
        self._serials: dict[str, list[etree._Element]] | None = None

    def net(self) -> Decimal | None:
        """The amount that the line states; calculated where it states none."""
        return self.amount if self.amount is not None else self.calculated()

    def calculated(self) -> Decimal | None:
        """Price x quantity by the usual reading; None where that is not possible."""
        price = self.full_price()
        return None if price is None or self.quantity is None else line_amount(price, self.quantity)

    def order_reference(self) -> Fields:
        """The fields of ORDER_REFERENCE."""
        if self._order_reference is None:
            self._order_reference = fields(self.fields.get("ORDER_REFERENCE"))
        return self._order_reference

    def taxes(self) -> list[Tax]:
        """The taxes of the line."""
        if self._taxes is None:
            self._taxes = taxes_of(self.fields["PRODUCT_PRICE_FIX"]) if "TAX_DETAILS_FIX" in self.price else []
        return self._taxes

    def serial_numbers(self) -> dict[str, list[etree._Element]]:
        """The serial numbers by their type, "" for ordinary ones."""
        if self._serials is None:
            self._serials = {}
            if "SERIAL_NUMBER" in self.product:
                for element in children(self.fields["PRODUCT_ID"], "SERIAL_NUMBER"):
                    self._serials.setdefault(element.get("type", ""), []).append(element)
        return self._serials

    def full_price(self) -> Price | None:
        """The price with all that belongs to it; None where it is missing or cannot be calculated with."""
        if self._price is False:
            self._price = self._read_price()
        return self._price

    def _read_price(self) -> Price | None:
        amount = self.price_amount
        if amount is None:
            return None
        per = ONE
        if "PRICE_QUANTITY" in self.price and (stated := text(self.price["PRICE_QUANTITY"])):
            read = decimal_of(stated)
            if read is None or read <= 0:
                return None
            per = read
        units = factor = None
        if "PRICE_BASE_FIX" in self.price:
            base = fields(self.price["PRICE_BASE_FIX"])
            units = float_number(base.get("PRICE_UNIT_VALUE"))
            factor = float_number(base.get("PRICE_UNIT_FACTOR"))
            if units is None:
                return None
        adjustments: tuple[Adjustment, ...] = ()
        if "ALLOW_OR_CHARGES_FIX" in self.price:
            read_adjustments = adjustments_of(self.price["ALLOW_OR_CHARGES_FIX"])
            if read_adjustments is None:
                return None
            adjustments = read_adjustments
        return Price(amount, per, units, factor, adjustments)


def adjustments_of(element: etree._Element | None) -> tuple[Adjustment, ...] | None:
    """The entries of an ALLOW_OR_CHARGES_FIX; None where one cannot be calculated with.

    Where entries state no value, ALLOW_OR_CHARGES_TOTAL_AMOUNT stands for all of them.
    """
    found: list[Adjustment] = []
    for entry in children(element, "ALLOW_OR_CHARGE"):
        adjustment = _adjustment(entry)
        if adjustment is None:
            return _total_as_adjustment(element)
        found.append(adjustment)
    return tuple(found)


def _adjustment(entry: etree._Element) -> Adjustment | None:
    parts = fields(entry)
    value = fields(parts.get("ALLOW_OR_CHARGE_VALUE"))
    sequence = decimal_of(text(parts.get("ALLOW_OR_CHARGE_SEQUENCE")))
    base = float_number(parts.get("ALLOW_OR_CHARGE_BASE"))
    factor = float_number(value.get("AOC_PERCENTAGE_FACTOR"))
    amount = float_number(value.get("AOC_MONETARY_AMOUNT"))
    free = None
    if (units := value.get("AOC_ORDER_UNITS_COUNT")) is not None:
        free = float_number(units) if units.get("type") == "inclusive" else ZERO
    if factor is None and amount is None and free is None:
        if "AOC_ADDITIONAL_ITEMS" not in value:
            return None
        free = ZERO
    if entry.get("type") not in ("allowance", "surcharge") or ("ALLOW_OR_CHARGE_BASE" in parts and base is None):
        return None
    return Adjustment(entry.get("type") == "surcharge", factor, amount, free, base, int(sequence or 0))


def _total_as_adjustment(element: etree._Element | None) -> tuple[Adjustment, ...] | None:
    total = float_number(fields(element).get("ALLOW_OR_CHARGES_TOTAL_AMOUNT"))
    kinds = {entry.get("type") for entry in children(element, "ALLOW_OR_CHARGE")}
    stated = any("ALLOW_OR_CHARGE_VALUE" in fields(entry) for entry in children(element, "ALLOW_OR_CHARGE"))
    if total is None or stated or len(kinds) != 1:
        return None
    return (Adjustment(kinds == {"surcharge"}, amount=total),)
