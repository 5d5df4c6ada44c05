"""Charges beside the sum that are taxed at different rates: the bases of the taxes say at which, and have to add up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

import opentrans
from opentrans.build import InvoiceBuilder, Line, Party, Surcharge, Tax


def _rules(amount: str | None = None, base: str | None = None) -> set[str]:
    """The errors of an invoice with freight at 7 % and handling at 19 %, with changes to the tax at 19 %."""
    invoice = InvoiceBuilder(
        invoice_id="RE-1",
        invoice_date=date(2026, 11, 21),
        buyer=Party("K-1", name="Beispiel Systemhaus AG"),
        supplier=Party("99", name="Muster Distribution GmbH"),
        currency="EUR",
        order_id="PO-1",
        tax=Tax(Decimal("0.19"), category="standard_rate"),
        lines=[Line("A-1", quantity=2, price=Decimal("100.00"))],
        surcharges=[
            Surcharge("Versand", amount=Decimal("50.00"), tax=Tax(Decimal("0.07"), category="reduced_rate")),
            Surcharge("Anteil", factor=Decimal("0.1")),
        ],
    ).build()
    entry = next(one for one in invoice.invoice_summary.total_tax.tax_details_fix if one.tax == Decimal("0.19"))
    assert (entry.tax_base, entry.tax_amount) == (Decimal("220.00"), Decimal("41.80"))
    if amount is not None:
        entry.tax_amount = Decimal(amount)
    if base is not None:
        entry.tax_base = Decimal(base)
    return {found.rule for found in opentrans.iter_findings(invoice.to_xml()) if found.severity == "error"}


def test_bases_that_cover_goods_and_charges_are_right() -> None:
    assert _rules() == set()


@pytest.mark.parametrize(("amount", "base"), [("43.70", "230.00"), ("60.80", "320.00"), ("43.70", "220.00")])
def test_bases_that_do_not_add_up_and_amounts_that_do_not_follow_are_errors(amount: str, base: str) -> None:
    assert "totals/tax" in _rules(amount, base)
