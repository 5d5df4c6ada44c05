"""Classes for the elements of bmecat-prices.xsd; made by opentrans.model.generate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..base import Element, TextElement

if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Literal

    from ..moment import Moment
    from .bmecat_common import AreaRefs


class PriceFlag(TextElement, element="bmecat:PRICE_FLAG"):
    """true if the cost named in the attribute type (e.g. incl_freight) is contained in the price, else false."""

    value: bool
    type: str


class ExemptionReason(TextElement, element="bmecat:EXEMPTION_REASON"):
    """Free text saying why the usual taxation is not applied."""

    value: str
    lang: str | None = None


class Jurisdiction(TextElement, element="bmecat:JURISDICTION"):
    """Territory or authority under whose law the tax is levied."""

    value: str
    lang: str | None = None


class ConfigInfo(Element, element="bmecat:CONFIG_INFO"):
    """Order code part and price that apply when a configurable article is ordered with this value."""

    config_code: str
    """Code of this value, used to form the order number of a configured article, at most 50 characters."""
    product_price_details: ProductPriceDetails | None = None


class ProductPriceDetails(Element, element="bmecat:PRODUCT_PRICE_DETAILS"):
    """Prices of an article together with the period in which they hold."""

    valid_start_date: Moment | None = None
    """First day of validity, optionally with time."""
    valid_end_date: Moment | None = None
    """Last day of validity, optionally with time."""
    datetime: list[Datetime] = []
    daily_price: bool | None = None
    """True if it is a day price, i.e. one that may change from day to day; otherwise false."""
    product_price: list[ProductPrice]


class Datetime(Element, element="bmecat:DATETIME"):
    """Start or end of the period in which the prices hold; the attribute type tells which of both."""

    date: Moment
    """Calendar date written year-month-day, e.g. 2010-03-31."""
    time: str | None = None
    """Time of day in 24-hour notation, e.g. 14:30 or 14:30:00."""
    timezone: str | None = None
    """Offset from UTC such as +01:00, or Z for UTC itself."""
    type: Literal["valid_start_date", "valid_end_date"]


class ProductPrice(Element, element="bmecat:PRODUCT_PRICE"):
    """One price with its currency, tax, quantity and region conditions; price_type names the kind of price."""

    price_amount: Decimal | None = None
    """The price as a number, without currency; it holds for the stated quantity and unit."""
    price_formula: PriceFormula | None = None
    price_currency: str | None = None
    """ISO 4217 code of the currency of this one price, if it differs from the general one, e.g. CHF."""
    tax_details: list[TaxDetails] = []
    tax: Decimal | None = None
    """Tax rate written as a factor: 0.19 means 19 %."""
    price_factor: Decimal | None = None
    """Factor by which the price amount is multiplied, e.g. 0.9 for 10 % off; 1 if left empty."""
    lower_bound: Decimal | None = None
    """Smallest order quantity from which this scale price holds."""
    territory: list[str] = []
    """Country or region where the entry applies, as an ISO 3166 code, e.g. DE."""
    area_refs: AreaRefs | None = None
    price_base: PriceBase | None = None
    price_flag: list[PriceFlag] = []
    price_type: str


class PriceFormula(Element, element="bmecat:PRICE_FORMULA"):
    """Rule for working out the price, used instead of a fixed amount."""

    formula_idref: str
    """Points to a calculation formula by repeating the identifier under which it is defined, at most 60 characters.
    """
    parameters: Parameters | None = None


class TaxDetails(Element, element="bmecat:TAX_DETAILS"):
    """One tax on the price: kind, category, rate, exemption and responsible territory."""

    calculation_sequence: int | None = None
    """Rank for several taxes: the lowest is computed first, rates of equal rank are added up; 1 if left empty."""
    tax_category: str | None = None
    """Class of tax rate as a code, e.g. standard_rate, reduced_rate or exemption, at most 80 characters."""
    tax_type: str | None = None
    """Kind of tax by its usual short name; vat (value added tax) is assumed if left empty, at most 250 characters.
    """
    tax: Decimal | None = None
    """Tax rate written as a factor: 0.19 means 19 %."""
    exemption_reason: list[ExemptionReason] = []
    jurisdiction: list[Jurisdiction] = []


class PriceBase(Element, element="bmecat:PRICE_BASE"):
    """Unit that the price is calculated in, if it is not the order unit, and the conversion factor."""

    price_unit: str
    """UN/ECE Recommendation 20 code of the unit that the price is calculated in, e.g. KGM."""
    price_unit_factor: Decimal | None = None
    """Number by which the order unit is multiplied to arrive at the price unit; 1 if left empty."""


class Parameters(Element, element="bmecat:PARAMETERS"):
    """List of the input values for the price formula."""

    parameter: list[Parameter]


class Parameter(Element, element="bmecat:PARAMETER"):
    """One input value for the price formula: the symbol and what is put in for it."""

    parameter_symbolref: str
    """Symbol in the formula for which the value is put in, at most 60 characters."""
    parameter_value: str
    """Value that is put in for the symbol when the formula is worked out, at most 250 characters."""
