"""Business objects: what stands in a line, beside it and below the sum; the line itself has its own module."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from .errors import BuildError
from .fields import Number, When, verify


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """A remark (REMARKS); ITscope prints 40 characters of type general on the delivery note."""

    text: str = field(kw_only=False)
    type: str | None = "general"
    language: str | None = None

    def __post_init__(self) -> None:
        verify(self)


@dataclass(frozen=True, kw_only=True, slots=True)
class SerialNumber:
    """A serial number (SERIAL_NUMBER); without a type an ordinary one, with one such as Imei or Imei2 (ITscope)."""

    number: str = field(kw_only=False)
    type: str | None = None

    def __post_init__(self) -> None:
        verify(self)


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryDate:
    """When goods are delivered, or leave the supplier (DELIVERY_DATE); ``end`` is ``start`` unless it is given.

    ``type`` is fixed or optional, which is how ITscope marks an estimate.
    """

    start: When = field(kw_only=False)
    end: When | None = None
    type: Literal["optional", "fixed"] | None = None

    def __post_init__(self) -> None:
        verify(self)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tax:
    """A tax (TAX_DETAILS_FIX).

    Args:
        rate: a factor, 0.19 for 19 %.
        category: such as standard_rate, reduced_rate, exemption.
        exemption_reason: why there is none; an invoice at a rate of 0 has this or a category.
        amount: what you calculated, as a check: of the line, or of the rate in an invoice's ``taxes``.

    >>> from decimal import Decimal
    >>> Tax(Decimal("0.19"), category="standard_rate").type
    'vat'
    """

    rate: Number = field(kw_only=False)
    category: str | None = None
    type: str = "vat"
    exemption_reason: str | None = None
    jurisdiction: str | None = None
    amount: Number | None = None

    def __post_init__(self) -> None:
        verify(self)
        if not 0 <= self.rate < 1:
            raise BuildError("Tax.rate", f"{self.rate} is no factor; write 0.19 for 19 %")


@dataclass(frozen=True, kw_only=True, slots=True)
class Allowance:
    """What is taken off a price, or off the sum of an answer or an invoice (ALLOW_OR_CHARGE type allowance).

    Args:
        name: what it is called on paper.
        factor: part of the price, 0.1 for 10 %; or ``amount``, of a price for each of its units; or ``free_units``:
            how many of the quantity are free.
        type: such as rebate or discount.
        base: what the factor is applied to, if not the price.
        sequence: allowances and surcharges of a higher number see what the lower ones left; those of one number
            are all applied to the same value.
        tax: at which rate, beside the sum of an invoice.

    >>> from decimal import Decimal
    >>> Allowance("Rebate", factor=Decimal("0.1")).factor
    Decimal('0.1')
    """

    name: str | None = field(default=None, kw_only=False)
    factor: Number | None = None
    amount: Number | None = None
    free_units: Number | None = None
    type: str | None = None
    description: str | None = None
    base: Number | None = None
    sequence: int | None = None
    tax: Tax | None = None

    def __post_init__(self) -> None:
        verify(self)
        given = {"factor": self.factor, "amount": self.amount, "free_units": self.free_units}
        _check_step("Allowance", given, self.base)


@dataclass(frozen=True, kw_only=True, slots=True)
class Surcharge:
    """What is added, such as freight (ALLOW_OR_CHARGE type surcharge); the arguments are those of Allowance.

    >>> from decimal import Decimal
    >>> Surcharge("Freight", amount=Decimal("14.90"), type="freight", tax=Tax(Decimal("0.19"))).amount
    Decimal('14.90')
    """

    name: str | None = field(default=None, kw_only=False)
    factor: Number | None = None
    amount: Number | None = None
    type: str | None = None
    description: str | None = None
    base: Number | None = None
    sequence: int | None = None
    tax: Tax | None = None

    def __post_init__(self) -> None:
        verify(self)
        _check_step("Surcharge", {"factor": self.factor, "amount": self.amount}, self.base)


def _check_step(kind: str, given: Mapping[str, Number | None], base: Number | None) -> None:
    stated = {name: value for name, value in given.items() if value is not None}
    if len(stated) != 1:
        raise BuildError(f"{kind}.amount", f"give one of {', '.join(given)}")
    for name, value in stated.items():
        if value < 0:
            raise BuildError(
                f"{kind}.{name}", f"{value} is below zero; what is added is a Surcharge, else an Allowance"
            )
        if name == "factor" and value > 1:
            raise BuildError(f"{kind}.factor", f"{value} is no factor; write 0.1 for 10 %")
    if base is not None and "factor" not in stated:
        raise BuildError(f"{kind}.base", "only a factor has a base")


@dataclass(frozen=True, kw_only=True, slots=True)
class PriceBase:
    """A price that is not for the unit of the order (PRICE_BASE_FIX): so many price units of a unit in the line.

    >>> from decimal import Decimal
    >>> PriceBase(Decimal("12.5"), unit="KGM").unit
    'KGM'
    """

    units: Number = field(kw_only=False)
    unit: str
    factor: Number | None = None

    def __post_init__(self) -> None:
        verify(self)


@dataclass(frozen=True, kw_only=True, slots=True)
class Package:
    """A package (PACKAGE).

    Args:
        id: the tracking number (PACKAGE_ID).
        id_type: such as sscc or deliverer_specific.
        quantity: order units in it; ``count``: how many such packages.
        weight: in kg; ``length``, ``width`` and ``depth`` in m.
        packages: packages inside this one.
    """

    id: str | None = field(default=None, kw_only=False)
    id_type: str | None = None
    description: str | None = None
    quantity: Number | None = None
    count: Number | None = None
    weight: Number | None = None
    length: Number | None = None
    width: Number | None = None
    depth: Number | None = None
    packages: Sequence[Package] = ()

    def __post_init__(self) -> None:
        verify(self)


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreement:
    """A frame agreement or project price (AGREEMENT); its id is the manufacturer's bid number for ITscope."""

    id: str = field(kw_only=False)
    line_id: str | None = None
    start: When | None = None
    end: When | None = None
    type: str | None = None

    def __post_init__(self) -> None:
        verify(self)


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscription:
    """A product with a term (ITscope's CONTRACT_INFORMATION); the unit of its line is that of the billing interval.

    ``period`` is in ``period_unit`` (months); ``source_price`` is for rental orders only.
    """

    period: Number = field(kw_only=False)
    period_unit: str = "MON"
    billing_period: Number = 1
    source_price: Number | None = None

    def __post_init__(self) -> None:
        verify(self)


@dataclass(frozen=True, kw_only=True, slots=True)
class Correction:
    """Which earlier invoice a line corrects, and why (INVOICE_CORRECTION)."""

    invoice_id: str = field(kw_only=False)
    line_id: str | None = None
    invoice_date: When | None = None
    reason: str | None = None

    def __post_init__(self) -> None:
        verify(self)
