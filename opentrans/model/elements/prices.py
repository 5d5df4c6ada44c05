"""Classes for the elements of prices.xsd; made by opentrans.model.generate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..base import Element, TextElement

if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Literal

    from .bmecat_prices import ExemptionReason, Jurisdiction, PriceFlag


class AllowOrChargesFix(Element, element="ALLOW_OR_CHARGES_FIX"):
    """Group of fixed discounts and surcharges, with their total."""

    allow_or_charge: list[AllowOrCharge]
    allow_or_charges_total_amount: Decimal | None = None
    """Total in money of the listed discounts and surcharges, as far as they can be expressed as a sum."""


class TotalTax(Element, element="TOTAL_TAX"):
    """Taxes of the whole document, one entry with the sum for each tax."""

    tax_details_fix: list[TaxDetailsFix]


class ProductPriceFix(Element, element="PRODUCT_PRICE_FIX"):
    """Agreed price of the product in this transaction, with its discounts, taxes and price unit."""

    price_amount: Decimal
    """The price as a number, without currency; it holds for the stated quantity and unit."""
    allow_or_charges_fix: AllowOrChargesFix | None = None
    price_flag: list[PriceFlag] = []
    tax_details_fix: list[TaxDetailsFix] = []
    price_quantity: Decimal | None = None
    """Number of order units that the price covers, e.g. 100 for a price per hundred; 1 if left empty."""
    price_base_fix: PriceBaseFix | None = None


class AllowOrCharge(Element, element="ALLOW_OR_CHARGE"):
    """One discount or surcharge; the type tells which: allowance lowers the price, surcharge raises it."""

    allow_or_charge_sequence: int | None = None
    """Position in the calculation order; lower numbers are worked out before higher ones."""
    allow_or_charge_name: list[AllowOrChargeName] = []
    allow_or_charge_type: str | None = None
    """Kind of discount or surcharge as a code word, e.g. freight, rebate or insurance, or a code of one's own, at most
    30 characters.
    """
    allow_or_charge_descr: list[AllowOrChargeDescr] = []
    allow_or_charge_value: AllowOrChargeValue | None = None
    allow_or_charge_base: Decimal | None = None
    """Amount from which the discount or surcharge is worked out, in place of the price reached so far."""
    type: Literal["allowance", "surcharge"]


class TaxDetailsFix(Element, element="TAX_DETAILS_FIX"):
    """One tax that applies: kind, rate, amount and basis, or the reason for exemption."""

    calculation_sequence: int | None = None
    """Rank for several taxes: the lowest is computed first, rates of equal rank are added up; 1 if left empty."""
    tax_category: str | None = None
    """Class of tax rate as a code, e.g. standard_rate, reduced_rate or exemption, at most 80 characters."""
    tax_type: str | None = None
    """Kind of tax by its usual short name; vat (value added tax) is assumed if left empty, at most 250 characters.
    """
    tax: Decimal | None = None
    """Tax rate written as a factor: 0.19 means 19 %."""
    tax_amount: Decimal | None = None
    """Tax in money; on an item it covers the whole line, in invoice totals all lines under this tax."""
    tax_base: Decimal | None = None
    """Amount on which the tax is worked out."""
    exemption_reason: list[ExemptionReason] = []
    jurisdiction: list[Jurisdiction] = []


class PriceBaseFix(Element, element="PRICE_BASE_FIX"):
    """Basis of a price that is not per order unit, e.g. per kilogram: price unit, its number and conversion."""

    price_unit_value: Decimal
    """How many price units are supplied, e.g. the kilograms; multiplied by PRICE_AMOUNT it gives the line price."""
    price_unit: str
    """UN/ECE Recommendation 20 code of the unit that the price is calculated in, e.g. KGM."""
    price_unit_factor: Decimal | None = None
    """Number by which the order unit is multiplied to arrive at the price unit; 1 if left empty."""


class AllowOrChargeName(TextElement, element="ALLOW_OR_CHARGE_NAME"):
    """Short label of the discount or surcharge, such as freight or packaging."""

    value: str
    lang: str | None = None


class AllowOrChargeDescr(TextElement, element="ALLOW_OR_CHARGE_DESCR"):
    """Free text on the reason for the discount or surcharge; may be given in several languages."""

    value: str
    lang: str | None = None


class AllowOrChargeValue(Element, element="ALLOW_OR_CHARGE_VALUE"):
    """Size of the discount or surcharge: a share, an amount, free units or extra goods; never written as negative."""

    aoc_percentage_factor: Decimal | None = None
    """Discount or surcharge as a share of the price so far; the text says factor, its sample writes 10.00 for 10 %.
    """
    aoc_monetary_amount: Decimal | None = None
    """Discount or surcharge as a fixed sum in the price's currency."""
    aoc_order_units_count: AocOrderUnitsCount | None = None
    aoc_additional_items: str | None = None
    """Text naming other goods added to the delivery; free units of the same product go to AOC_ORDER_UNITS_COUNT, at
    most 250 characters.
    """


class AocOrderUnitsCount(TextElement, element="AOC_ORDER_UNITS_COUNT"):
    """Units given free of charge; inclusive: part of the quantity ordered, exclusive: on top of it."""

    value: Decimal
    type: Literal["inclusive", "exclusive"]
