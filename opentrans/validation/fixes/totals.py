"""Amounts calculated anew, where a rule of the group totals says that they are wrong (``--unsafe`` only).

By the usual reading of the standard (for orders: of the dialect), from the lines up: amounts of lines first, then
sums and taxes, then the total.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, localcontext

from lxml import etree

from ...amounts import (
    ARITHMETIC,
    ONE,
    ZERO,
    Tolerances,
    adjustment_total_readings,
    charge_readings,
    round_half_up,
    tax_amount,
)
from ...schema.dialects import Dialect
from ..problems import shown
from ..rules import run_rules
from ..rules.document import Document, read_document
from ..rules.elements import fields, number, text
from ..rules.line import Line, Tax, adjustments_of
from .edits import Repair, SetText

#: What is calculated first, and what of it afterwards.
_LEVELS = (
    frozenset({"totals/item-count", "totals/line-amount"}),
    frozenset({"totals/allowance-total", "totals/line-tax", "totals/goods", "totals/extras", "totals/tax"}),
    frozenset({"totals/order-total", "totals/invoice-total"}),
)


def wrong_totals(
    root: etree._Element, kind: str, dialect: Dialect, tolerances: Tolerances | None
) -> dict[etree._Element, str]:
    """The elements whose amounts are errors by the rules, with the rule."""
    problems = run_rules(root, kind, dialect, True, tolerances)
    known = frozenset().union(*_LEVELS)
    return {one.element: one.rule for one in problems if one.severity == "error" and one.rule in known}


def recalculated(root: etree._Element, kind: str, dialect: Dialect, wrong: dict[etree._Element, str]) -> list[Repair]:
    """Repairs of those wrong amounts that depend on no other wrong one."""
    with localcontext(ARITHMETIC):
        document = read_document(root, kind, dialect.rules, Tolerances())
        right = dict(_amounts(document))
        numbers = {element: place for place, element in enumerate(root.iter(etree.Element))}
        for level in _LEVELS:
            found = [(element, rule) for element, rule in wrong.items() if rule in level and element in right]
            if found:
                return [
                    Repair(
                        numbers[element],
                        SetText(right[element]),
                        rule,
                        ((numbers[element], f"{shown(element)}: {text(element)} became {right[element]}"),),
                    )
                    for element, rule in found
                ]
    return []


def _amounts(document: Document) -> Iterator[tuple[etree._Element, str]]:
    """What the amounts of a document should be."""
    if (count := document.summary.get("TOTAL_ITEM_NUM")) is not None:
        yield count, str(len(document.lines))
    for line in document.lines:
        yield from _of_line(line)
    if "ALLOW_OR_CHARGES_FIX" in document.summary:
        yield from _allowances(document.summary["ALLOW_OR_CHARGES_FIX"], document.net, ONE)
    if document.kind == "INVOICE":
        yield from _of_invoice(document)
    elif (total := document.summary.get("TOTAL_AMOUNT")) is not None:
        net, charges = document.net, document.charges
        if net is not None and charges is not None:
            gross = _line_taxes(document) if document.family == "standard" else ZERO
            yield total, _written(net + charge_readings(net, charges)[0].value + gross)


def _of_line(line: Line) -> Iterator[tuple[etree._Element, str]]:
    if (amount := line.calculated()) is not None and line.amount is not None:
        yield line.fields["PRICE_LINE_AMOUNT"], _written(amount)
    for tax in line.taxes():
        if tax.rate is not None and tax.amount is not None and line.amount is not None:
            yield fields(tax.element)["TAX_AMOUNT"], _written(line.amount * tax.rate)
    if "ALLOW_OR_CHARGES_FIX" in line.price:
        yield from _allowances(line.price["ALLOW_OR_CHARGES_FIX"], line.price_amount, line.quantity or ONE)


def _allowances(
    element: etree._Element, value: Decimal | None, multiplier: Decimal
) -> Iterator[tuple[etree._Element, str]]:
    total = fields(element).get("ALLOW_OR_CHARGES_TOTAL_AMOUNT")
    adjustments = adjustments_of(element)
    if total is not None and adjustments:
        readings = adjustment_total_readings(value, adjustments, multiplier)
        if (usual := next(readings, None)) is not None:
            yield total, _written(usual.value)


def _of_invoice(document: Document) -> Iterator[tuple[etree._Element, str]]:
    summary, net, charges = document.summary, document.net, document.charges
    if net is None or charges is None:
        return
    goods, extra = summary.get("NET_VALUE_GOODS"), summary.get("NET_VALUE_EXTRA")
    extras = sum((line.amount or ZERO for line in document.lines if line.element.get("type") == "extra_item"), ZERO)
    if goods is not None:
        yield goods, _written(net if extra is None else net - extras)
    if extra is not None and extras:
        yield extra, _written(extras)
    for entry in document.taxes:
        base = _base(document, entry)
        if entry.rate is not None and entry.amount is not None and base is not None:
            yield fields(entry.element)["TAX_AMOUNT"], f"{tax_amount(base, entry.rate):f}"
    stated = number(goods)
    amounts = [entry.amount or ZERO for entry in document.taxes]
    if "TOTAL_AMOUNT" in summary and stated is not None:
        added = charge_readings(stated, charges)[0].value
        total = stated + (number(extra) or ZERO) + added + sum(amounts, ZERO)
        yield summary["TOTAL_AMOUNT"], _written(total)


def _base(document: Document, entry: Tax) -> Decimal | None:
    """The sum of the lines to which a tax of the summary belongs."""
    stated = [(tax, line.amount or ZERO) for line in document.lines for tax in line.taxes() if tax.rate is not None]
    if stated:
        return sum((amount for tax, amount in stated if entry.covers(tax)), ZERO)
    return document.net if len(document.taxes) == 1 else entry.base


def _line_taxes(document: Document) -> Decimal:
    total = ZERO
    for line in document.lines:
        net = line.net()
        for tax in line.taxes():
            if tax.rate is not None and net is not None:
                total += net * tax.rate
            elif tax.amount is not None:
                total += tax.amount
    return total


def _written(value: Decimal) -> str:
    return f"{round_half_up(value):f}"
