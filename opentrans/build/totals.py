"""The sums below the lines: the total of an order and of what answers it, and allowances and surcharges beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal, localcontext

from .. import model
from ..amounts import ARITHMETIC, ZERO, Candidate, adjust, charge_readings
from ..schema.dialects import Dialect
from .calculation import TOLERANCES, Charge, Priced, adjustments, cents, charges_of, checked, net_of
from .dialect import is_itscope
from .errors import BuildError
from .fields import Number, decimal
from .items import allow_or_charge
from .objects import Allowance, Surcharge


def refuse_charges(kind: str, allowances: Sequence[Allowance], surcharges: Sequence[Surcharge]) -> None:
    """Refuse allowances and surcharges beside the sum where a document has no place for them."""
    for charge in charges_of(allowances, surcharges):
        reason = f"{kind} has no place for it beside the sum; put it on the prices, or make a line or a remark of it"
        raise BuildError(charge.path, reason)


def order_total(
    lines: Sequence[Priced],
    dialect: Dialect,
    stated: Number | None,
    charges: Sequence[Charge] = (),
) -> Decimal | None:
    """TOTAL_AMOUNT of an order, an answer or a quotation: net for ITscope, with the lines' taxes in the standard.

    None where a line has no amount, or may be left out by who orders, unless the total is stated.
    """
    total = decimal(stated)
    net = net_of(lines)
    unpicked = [one.amount or ZERO for one in lines if one.line.optional and not one.line.picked]
    if net is None or (total is None and unpicked):
        return total
    with localcontext(ARITHMETIC):
        optional = [one.amount or ZERO for one in lines if one.line.optional]
        bases = [net - sum(unpicked, ZERO), net, net - sum(optional, ZERO)]
        taxes = sum(((one.amount or ZERO) * one.tax.rate for one in lines if one.tax is not None), ZERO)
        gross = not is_itscope(dialect) and taxes != ZERO
        how = (
            f"the sum of the lines{', allowances and surcharges' * bool(charges)} {'with' if gross else 'without'} tax"
        )
        candidates = list(_readings(bases, taxes, charges, gross))
        return checked(total, candidates, TOLERANCES.of_sum(len(lines)), "total", how)


def _readings(bases: Sequence[Decimal], taxes: Decimal, charges: Sequence[Charge], gross: bool) -> Iterator[Candidate]:
    known = adjustments(charge.step for charge in charges)
    for with_tax in (gross, not gross):
        for base in dict.fromkeys(bases):
            for added, _ in charge_readings(base, known):
                yield Candidate(base + added + (taxes if with_tax else ZERO))


def charges_fix(net: Decimal | None, charges: Sequence[Charge]) -> model.AllowOrChargesFix | None:
    """ALLOW_OR_CHARGES_FIX of a summary, with its total where all entries are of one kind."""
    if not charges:
        return None
    for path, step in charges:
        if isinstance(step, Allowance) and step.free_units is not None:
            raise BuildError(f"{path}.free_units", "free units belong to a line; put the allowance on its price")
        if net is None and step.factor is not None and step.base is None:
            reason = "a factor needs a sum to be applied to, but not all lines have an amount; state a base"
            raise BuildError(f"{path}.base", reason)
    total = None
    if net is not None and len({type(step) for _, step in charges}) == 1:
        with localcontext(ARITHMETIC):
            total = cents(abs(adjust(net, adjustments(step for _, step in charges)) - net))
    return model.AllowOrChargesFix(
        allow_or_charge=[allow_or_charge(charge) for charge in charges], allow_or_charges_total_amount=total
    )
