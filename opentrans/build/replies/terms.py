"""The price of a line as the order or its confirmation states it, and what a part of the line costs by it."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext

from lxml import etree

from ... import model
from ...amounts import ARITHMETIC, ONE, ZERO, Price, float_of, line_amount_readings, round_half_up
from ...model.document import Document
from ...model.writing import write_document
from ...names import OPENTRANS
from ...validation.rules.line import Line as ReadLine
from ..calculation import TOLERANCES, formula
from ..errors import BuildError
from ..items import tax_details
from ..objects import Tax

#: Price units and free units of a part of a line are rounded to so many places.
_PLACES = 9
#: The reading by which PRICE_UNIT_VALUE is for a piece, not for the line.
_UNITS_OF_A_PIECE = 1


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """What a line costs: its price, and the amount that is stated for a quantity.

    ``price`` is the price to calculate with, None where none is stated or it cannot be calculated with.
    """

    where: str
    quantity: Decimal
    fix: model.ProductPriceFix | None
    price: Price | None
    amount: Decimal | None

    def at_price(self, amount: Decimal | None, per: Decimal | None, path: str) -> Terms:
        """The same with another price, for ``per`` units; None leaves it as it is.

        Raises BuildError where it cannot be told whether the price is for one unit, or after allowances.
        """
        if amount is None:
            return self
        fix = model.ProductPriceFix(price_amount=amount) if self.fix is None else deepcopy(self.fix)
        if self.fix is not None:
            own = fix.price_quantity or ONE
            same = (amount == fix.price_amount and per in (None, own)) or any(
                self._is_net(amount, one) for one in ((ONE, own) if per is None else (per,))
            )
            if same and self._reading() is not None:
                return self
            if not same:
                _check_clear(fix, amount, per, self.where, path)
        fix.price_amount = amount
        fix.price_quantity = fix.price_quantity if per is None else per
        price = replace(self.price or Price(amount), amount=amount, per=fix.price_quantity or ONE)
        return replace(self, fix=fix, price=price, amount=None)

    def _is_net(self, amount: Decimal, per: Decimal) -> bool:
        """Is this what so many units cost after all, though the price is for 100, or before allowances?"""
        index = self._reading()
        if self.price is None or index is None or not self.quantity:
            return False
        with localcontext(ARITHMETIC):
            return self._values(self.price, self.quantity)[index] * per == amount * self.quantity

    def amount_of(self, quantity: Decimal, path: str) -> Decimal | None:
        """What so much of the line costs; the whole line what is stated. None where no price is known."""
        if quantity == self.quantity and self.amount is not None:
            return self.amount if self.price is None or self._reading() is not None else self._unrounded(quantity, path)
        value = self._unrounded(quantity, path)
        return None if value is None else round_half_up(value)

    def next_amount(self, quantity: Decimal, before: Decimal, spent: Decimal, path: str) -> Decimal | None:
        """What a further part costs, so that all parts together cost what the whole does.

        ``before`` and ``spent``: the quantity and the amount of the parts before it.
        """
        alone = self._unrounded(quantity, path)
        together = self.amount_of(before + quantity, path)
        if alone is None or together is None:
            return None
        rest = together - spent
        return rest if abs(rest - alone) <= TOLERANCES.product else round_half_up(alone)

    def fix_of(self, quantity: Decimal, tax: Tax | None = None) -> model.ProductPriceFix | None:
        """PRODUCT_PRICE_FIX of so much of the line; ``tax`` stands in place of what is stated."""
        if self.fix is None:
            return None
        fix = deepcopy(self.fix)
        if quantity != self.quantity or self.amount is None:
            for details in fix.tax_details_fix:
                details.tax_amount = details.tax_base = None
            if self.price is not None and fix.allow_or_charges_fix is not None:
                _scale_allowances(fix.allow_or_charges_fix, self._share(quantity))
            if self.price is not None and fix.price_base_fix is not None and self._reading() != _UNITS_OF_A_PIECE:
                fix.price_base_fix.price_unit_value = _scaled(
                    fix.price_base_fix.price_unit_value, self._share(quantity)
                )
        if tax is not None:
            fix.tax_details_fix = [tax_details(tax)]
        return fix

    def _share(self, quantity: Decimal) -> Decimal:
        """The part of the line; all of it for a cancelled line, whose price stays as it is."""
        with localcontext(ARITHMETIC):
            return quantity / self.quantity if self.quantity and quantity else ONE

    def _reading(self) -> int | None:
        """Which reading of the price gives the stated amount; None where none does."""
        if self.amount is None or self.price is None:
            return 0
        readings = enumerate(self._values(self.price, self.quantity))
        return next((index for index, value in readings if abs(value - self.amount) <= TOLERANCES.product), None)

    def _unrounded(self, quantity: Decimal, path: str) -> Decimal | None:
        with localcontext(ARITHMETIC):
            if self.price is None:
                return None if self.amount is None or not self.quantity else self.amount * quantity / self.quantity
            index = self._reading()
            if index is None:
                ours = round_half_up(self._values(self.price, self.quantity)[0])
                how = formula(self.price, self.quantity)
                reason = f"{self.where} states {self.amount:f}, but {how} is {ours:f}; state the price that holds"
                raise BuildError(f"{path}.price", reason)
            value = self._values(self._price_of(quantity, index), quantity)[index]
            if self.quantity:
                whole = self._values(self.price, self.quantity)[index]
                if abs(value * self.quantity - whole * quantity) > TOLERANCES.product * abs(self.quantity):
                    reason = (
                        f"in {self.where} an allowance counts once for the line, not for each piece; state the price"
                    )
                    raise BuildError(f"{path}.price", reason)
            return value

    def _price_of(self, quantity: Decimal, reading: int) -> Price:
        """The price with the price units and the free units of a part of the line."""
        if self.price is None or quantity == self.quantity:
            return self.price or Price(ZERO)
        share = self._share(quantity)
        units = self.price.units
        steps = [
            one if one.free_units is None else replace(one, free_units=_scaled(one.free_units, share))
            for one in self.price.adjustments
        ]
        if units is not None and reading != _UNITS_OF_A_PIECE:
            units = _scaled(units, share)
        return replace(self.price, units=units, adjustments=tuple(steps))

    @staticmethod
    def _values(price: Price, quantity: Decimal) -> list[Decimal]:
        with localcontext(ARITHMETIC):
            return [one.value for one in line_amount_readings(price, quantity)]


def _check_clear(fix: model.ProductPriceFix, amount: Decimal, per: Decimal | None, where: str, path: str) -> None:
    """Refuse another price than the stated one where nobody can tell what it is for."""
    differs = f"{amount:f} is another price than that of {where}, {fix.price_amount:f}"
    if fix.allow_or_charges_fix is not None and fix.allow_or_charges_fix.allow_or_charge:
        reason = "which has allowances or surcharges: nobody can tell whether they are in it; leave the price out"
        raise BuildError(f"{path}.price", f"{differs}, {reason}")
    if per is None and fix.price_base_fix is not None:
        reason = "which is for price units (PRICE_BASE_FIX); if this one is too, state price_quantity 1"
        raise BuildError(f"{path}.price", f"{differs}, {reason}")
    if per is None and fix.price_quantity not in (None, ONE):
        reason = f"which is for {fix.price_quantity:f}; state price_quantity: how many this one is for"
        raise BuildError(f"{path}.price", f"{differs}, {reason}")


def _scaled(value: Decimal, share: Decimal) -> Decimal:
    """A part of a value; INF, NaN and what is beyond all money stay as they are."""
    if share == ONE or float_of(str(value)) is None:
        return value
    with localcontext(ARITHMETIC):
        found = round_half_up(value * share, _PLACES).normalize()
    return found.quantize(ONE) if found == found.to_integral_value() else found


def _scale_allowances(allowances: model.AllowOrChargesFix, share: Decimal) -> None:
    allowances.allow_or_charges_total_amount = None
    for one in allowances.allow_or_charge:
        value = one.allow_or_charge_value
        if value is not None and value.aoc_order_units_count is not None:
            units = value.aoc_order_units_count.value
            if (scaled := _scaled(units, share)) is not units:
                value.aoc_order_units_count.value = scaled


def read_lines(document: Document) -> Sequence[ReadLine]:
    """The lines of a document as the rules read them."""
    root = etree.fromstring(write_document(document))
    item = f"{{{OPENTRANS}}}{document.element_name}_ITEM"
    return [ReadLine(one) for one in root.findall(f"{item}_LIST/{item}")]  # not those that UDX elements may hold


def tax_of(terms: Terms, path: str) -> Tax | None:
    """The tax that a line states, without amounts."""
    stated = [] if terms.fix is None else [one for one in terms.fix.tax_details_fix if one.tax is not None]
    if not stated:
        return None
    if len(stated) > 1:
        raise BuildError(f"{path}.tax", f"{terms.where} states {len(stated)} taxes; state the one that holds")
    details = stated[0]
    rate = details.tax or ZERO
    return Tax(
        rate if rate < ONE else rate / 100,
        category=details.tax_category,
        type=details.tax_type or "vat",
        exemption_reason=details.exemption_reason[0].value if details.exemption_reason else None,
        jurisdiction=details.jurisdiction[0].value if details.jurisdiction else None,
    )
