"""The builders as README uses them; type checkers have to find nothing here, and tests run it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from opentrans.build import (
    Contact,
    DeliveryDate,
    Discount,
    DispatchNotificationBuilder,
    InvoiceBuilder,
    Line,
    OrderBuilder,
    OrderResponseBuilder,
    Package,
    Party,
    Payment,
    QuotationBuilder,
    Subscription,
    Surcharge,
    Tax,
)
from opentrans.model import DispatchNotification, Invoice, Order, OrderResponse, Quotation

buyer = Party("K-10583", name="Fördewind IT-Systemhaus GmbH", zip="22761", city="Hamburg", country="DE")
supplier = Party("99000101", name="Brockmann & Öhler Distribution GmbH", vat_id="DE814520930")
delivery = Party("KD-2291", name="Augenzentrum Grüne Aue MVZ GmbH", name2="Standort Harburg", city="Hamburg")


def an_order() -> Order:
    """What README shows of an ORDER."""
    return OrderBuilder(
        order_id="FW-2026-10417",
        order_date=date(2026, 10, 12),
        buyer=buyer,
        supplier=supplier,
        delivery=delivery,
        currency="EUR",
        lines=[
            Line("704118", quantity=10, price=Decimal("849.00"), ean="9521234014119"),
            Line("CAT6A-05-BL", quantity=200, price=Decimal("129.00"), price_quantity=100),
        ],
    ).build()


def a_licence_order() -> Order:
    """An ORDER of a licence with a term, for an end customer."""
    contact = Contact("Aydin", first_name="Emre", phone="+49 40 66969-0", email="emre@aydin.example")
    line = Line("CSP-BP-1Y-MM", quantity=14, unit="MON", price=Decimal("18.40"), subscription=Subscription(12))
    return OrderBuilder(
        order_id="FW-2026-10518",
        order_date=date(2026, 11, 9),
        buyer=buyer,
        supplier=supplier,
        delivery=buyer,
        customer=Party("EK-7715", name="Gemeinschaftspraxis Aydin", contacts=[contact]),
        currency="EUR",
        lines=[line],
    ).build()


def an_answer() -> OrderResponse:
    """What README shows of an ORDERRESPONSE: one line confirmed, one cancelled."""
    return OrderResponseBuilder(
        order_id="FW-2026-10417",
        response_date=date(2026, 10, 12),
        supplier_order_id="AB-4471902",
        buyer=buyer,
        supplier=supplier,
        delivery_date=DeliveryDate(date(2026, 10, 15), type="optional"),
        lines=[
            Line("704118", quantity=10, price=Decimal("849.00"), order_line_id="1"),
            Line("CAT6A-05-BL", quantity=0, order_line_id="2", remarks=["Nicht mehr lieferbar"]),
        ],
    ).build()


def a_delivery() -> DispatchNotification:
    """What README shows of a DISPATCHNOTIFICATION."""
    return DispatchNotificationBuilder(
        dispatch_id="LS-8820417",
        dispatch_date=date(2026, 10, 14),
        order_id="FW-2026-10417",
        supplier=supplier,
        delivery=delivery,
        carrier="DHL",
        packages=[Package("00395212340008800418", weight=Decimal("15.8"))],
        lines=[Line("704118", quantity=2, order_line_id="1", serial_numbers=["VT5G7412K17", "VT5G7429K18"])],
    ).build()


def an_invoice() -> Invoice:
    """What README shows of an INVOICE; the total is a check."""
    return InvoiceBuilder(
        invoice_id="RE-6612210",
        invoice_date=date(2026, 10, 15),
        order_id="FW-2026-10417",
        buyer=buyer,
        supplier=supplier,
        currency="EUR",
        tax=Tax(Decimal("0.19"), category="standard_rate"),
        lines=[Line("704118", quantity=2, price=Decimal("849.00"), order_line_id="1")],
        surcharges=[Surcharge("Versand", amount=Decimal("14.90"), type="freight")],
        payment=Payment(days=30, discounts=[Discount(Decimal("0.02"), days=10)]),
        total=Decimal("2038.35"),
    ).build()


def a_quotation() -> Quotation:
    """What README shows of a QUOTATION."""
    return QuotationBuilder(
        quotation_id="ANG-26-2219",
        quotation_date=date(2026, 11, 10),
        valid_until=date(2026, 12, 11),
        buyer=buyer,
        supplier=supplier,
        currency="EUR",
        lines=[
            Line("760342", quantity=6, price=Decimal("319.00")),
            Line("DL-INST-NW", quantity=4, unit="HUR", price=Decimal("95.00"), optional=True),
        ],
    ).build()


def changed_afterwards() -> Order:
    """What builders do not name is set on the document."""
    order = an_order()
    order.order_header.order_info.terms_and_conditions = "Es gelten unsere Einkaufsbedingungen."
    return order
