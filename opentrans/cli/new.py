"""``opentrans new``."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from .config import choose_dialect, load_config

if TYPE_CHECKING:
    from ..model.document import Document
    from ..schema.dialects import Dialect

_TYPES = ("ORDER", "ORDERRESPONSE", "DISPATCHNOTIFICATION", "INVOICE", "QUOTATION")


@click.command("new")
@click.argument("kind", metavar="TYPE", type=click.Choice(_TYPES, case_sensitive=False))
@click.option(
    "--dialect",
    show_default="itscope",
    metavar="D",
    help="itscope, itscope@YYYY-MM, standard, an installed schema, or an XSD file.",
)
def new_command(kind: str, dialect: str | None) -> None:
    """Print a small valid document to start from.

    TYPE is ORDER, ORDERRESPONSE, DISPATCHNOTIFICATION, INVOICE or QUOTATION. Numbers, names and amounts are made up
    (EXAMPLE-1 …): replace them. The document is in UTF-8 and valid for the dialect, rules included.
    """
    used = choose_dialect(dialect, load_config(os.getcwd()))
    data = example(kind.upper(), used).to_xml(dialect=used)
    sys.stdout.flush()
    sys.stdout.buffer.write(data)


def example(kind: str, dialect: Dialect) -> Document:
    """A small document of a type, with placeholders; a reply belongs to the ORDER, as does that to the QUOTATION.

    >>> from opentrans import find_dialect
    >>> example("INVOICE", find_dialect("itscope")).invoice_header.invoice_info.invoice_id
    'EXAMPLE-1'
    """
    from datetime import date
    from decimal import Decimal

    from ..build import DeliveryDate, Line, OrderBuilder, Package, Party, QuotationBuilder, Tax
    from ..build.replies import confirm, dispatch, invoice

    number, day, currency = "EXAMPLE-1", date(2026, 1, 15), "EUR"
    supplier = Party("EXAMPLE-SUPPLIER", name="Example Supplier GmbH", city="Köln", country="DE")
    buyer = Party("EXAMPLE-BUYER", name="Example Buyer GmbH", city="Hamburg", country="DE")
    lines = [Line("EXAMPLE-ARTICLE", quantity=2, price=Decimal("100.00"), description="Example product")]
    if kind == "QUOTATION":
        return QuotationBuilder(
            quotation_id=number,
            quotation_date=day,
            valid_until=date(2026, 2, 15),
            buyer=buyer,
            supplier=supplier,
            currency=currency,
            lines=lines,
        ).build(dialect)
    order = OrderBuilder(
        order_id=number,
        order_date=day,
        buyer=buyer,
        supplier=supplier,
        delivery=buyer,
        currency=currency,
        lines=lines,
    ).build(dialect)
    if kind == "ORDER":
        return order
    if kind == "ORDERRESPONSE":
        return confirm(
            order,
            response_date=day,
            supplier_order_id=number,
            delivery_date=DeliveryDate(date(2026, 1, 20)),
            dialect=dialect,
        )
    delivery = dispatch(
        order,
        dispatch_id=number,
        dispatch_date=day,
        delivery_date=DeliveryDate(date(2026, 1, 20)),
        carrier="EXAMPLE-CARRIER",
        packages=[Package("EXAMPLE-TRACKING-1")],
        dialect=dialect,
    )
    if kind == "DISPATCHNOTIFICATION":
        return delivery
    return invoice(
        order,
        invoice_id=number,
        invoice_date=day,
        tax=Tax(Decimal("0.19"), category="standard_rate"),
        previous=[delivery],
        dialect=dialect,
    )
