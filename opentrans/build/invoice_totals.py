"""The summary of an invoice: goods, extras, allowances and surcharges, tax by rate and category, total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext

from .. import model
from ..amounts import ARITHMETIC, ZERO, Candidate, charge_readings, tax_readings
from .calculation import TOLERANCES, Charge, Priced, adjustments, cents, charge_amounts, checked
from .errors import BuildError
from .fields import Number, decimal
from .items import tax_details
from .located import located
from .objects import Tax
from .totals import charges_fix


@dataclass(slots=True)
class _Group:
    """What is taxed alike: the goods, with charges the base; ``path`` is where its tax is first stated."""

    tax: Tax
    path: str
    goods: Decimal = ZERO
    base: Decimal = ZERO


def invoice_summary(
    lines: Sequence[Priced],
    charges: Sequence[Charge],
    tax: Tax | None,
    net: Number | None,
    taxes: Sequence[Tax],
    total: Number | None,
) -> model.InvoiceSummary:
    """INVOICE_SUMMARY; ``net``, ``taxes`` and ``total`` are checks.

    Raises BuildError for a line or a charge without tax, and for a stated amount that fits no reading.
    """
    with localcontext(ARITHMETIC):
        everything = sum((_amount(one) for one in lines), ZERO)
        extra = sum((_amount(one) for one in lines if one.line.type == "extra_item"), ZERO)
        goods, extras = _goods(len(lines), everything, extra, decimal(net))
        fix = charges_fix(everything, charges)
        added = charge_amounts(everything, charges)
        groups = _groups(lines, charges, added, tax)
        details = _details(groups, added, everything, len(lines), taxes)
        taxed = sum((one.tax_amount or ZERO for one in details), ZERO)
        readings = [
            Candidate(goods + extras + value + taxed, reading)
            for value, reading in charge_readings(everything, adjustments(charge.step for charge in charges))
        ]
        how = f"goods {goods + extras:f} + charges {sum(added, ZERO):f} + taxes {taxed:f}"
        gross = checked(decimal(total), readings, TOLERANCES.of_sum(len(details) + 1), "total", how)
    with located(""):
        return model.InvoiceSummary(
            total_item_num=len(lines),
            net_value_goods=goods,
            net_value_extra=extras or None,
            total_amount=gross,
            allow_or_charges_fix=fix,
            total_tax=model.TotalTax(tax_details_fix=details),
        )


def _amount(one: Priced) -> Decimal:
    if one.amount is None:
        raise BuildError(f"{one.path}.price", "an invoice states the price of each line")
    return one.amount


def _goods(lines: int, everything: Decimal, extra: Decimal, stated: Decimal | None) -> tuple[Decimal, Decimal]:
    """NET_VALUE_GOODS, and what stands beside it: the extras, unless the stated sum holds them already."""
    without = everything - extra
    readings = [Candidate(without), Candidate(everything)]
    try:
        goods = checked(stated, readings, TOLERANCES.of_sum(lines), "net", "the sum of the lines")
    except BuildError as error:
        hint = "net is without freight and surcharges: if yours includes them, leave net out and state total"
        raise BuildError("net", f"{error.reason}; {hint}") from None
    return goods, extra if abs(goods - without) <= abs(goods - everything) else ZERO


def _groups(
    lines: Sequence[Priced], charges: Sequence[Charge], added: Sequence[Decimal], tax: Tax | None
) -> list[_Group]:
    found: dict[Tax, _Group] = {}
    for one in lines:
        if one.tax is None:
            raise BuildError(f"{one.path}.tax", "an invoice states the tax of each line; give it here, or one for all")
        key = replace(one.tax, amount=None)
        group = found.setdefault(key, _Group(key, one.path))
        group.goods += _amount(one)
        group.base += _amount(one)
    for charge, amount in zip(charges, added, strict=True):
        key = _key(charge, tax, found)
        found.setdefault(key, _Group(key, charge.path)).base += amount
    return list(found.values())


def _key(charge: Charge, tax: Tax | None, found: dict[Tax, _Group]) -> Tax:
    """The tax of a charge; one that names only the rate joins the goods of that rate, where there is one kind."""
    stated = charge.step.tax or tax
    if stated is None:
        reason = "is missing; name one, such as Tax(Decimal('0.19')), or Tax(0, category='exemption') for none"
        raise BuildError(f"{charge.path}.tax", reason)
    if stated.amount is not None:
        raise BuildError(
            f"{charge.path}.tax.amount", "has no place; the taxes of the invoice are by rate, state it there"
        )
    if stated in found or stated != Tax(stated.rate, type=stated.type):
        return stated
    alike = [one for one in found if one.rate == stated.rate and one.type == stated.type]
    return alike[0] if len(alike) == 1 else stated


def _details(
    groups: Sequence[_Group], added: Sequence[Decimal], everything: Decimal, lines: int, stated: Sequence[Tax]
) -> list[model.TaxDetailsFix]:
    checks = {_matching(tax, groups, f"taxes[{index}]"): index for index, tax in enumerate(stated)}
    if len(checks) < len(stated):
        raise BuildError("taxes", "two of them speak of the same tax; state each once")
    extras = [one for one in added if one]
    details = []
    for number, group in enumerate(groups):
        rate = decimal(group.tax.rate)
        share = group.goods / everything if everything else ZERO
        readings = [Candidate(group.base * rate), *tax_readings(group.goods, rate, extras, share)]
        index = checks.get(number)
        amount = None if index is None else decimal(stated[index].amount)
        how = f"{group.base:f} x {rate:f}"
        taxed = checked(amount, readings, TOLERANCES.of_sum(lines), f"taxes[{index}].amount", how)
        with located(group.path):
            details.append(tax_details(group.tax, amount=taxed, base=cents(group.base)))
    return details


def _matching(tax: Tax, groups: Sequence[_Group], path: str) -> int:
    """Which group a stated tax speaks of."""
    if tax.amount is None:
        raise BuildError(f"{path}.amount", "is missing; a tax of the whole invoice is stated to check its amount")
    for number, group in enumerate(groups):
        same_category = tax.category is None or tax.category == group.tax.category
        if tax.rate == group.tax.rate and tax.type == group.tax.type and same_category:
            return number
    rates = ", ".join(f"{group.tax.rate:f}" for group in groups)
    raise BuildError(f"{path}.rate", f"no line and no charge has the rate {tax.rate}; they have {rates}")
