"""What the builders make of any business data is valid, rules included, and without warnings if nothing is left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opentrans import validate
from opentrans.amounts import ZERO, round_half_up
from opentrans.build import (
    Agreement,
    Allowance,
    BankAccount,
    BuildError,
    Contact,
    Correction,
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
    PriceBase,
    QuotationBuilder,
    Remark,
    SerialNumber,
    Subscription,
    Surcharge,
    Tax,
)

DIALECTS = ("itscope", "standard")
SUPPLIER = Party(
    "99000101", name="Brockmann & Öhler Distribution GmbH", vat_id="DE814520930", ids={"gln": "9529876001016"}
)
BUYER = Party(
    "K-10583", name="Fördewind IT-Systemhaus GmbH", street="Gasstraße 7b", zip="22761", city="Hamburg", country="DE"
)
DELIVERY = Party("KD-2291", name="Augenzentrum Grüne Aue", name2="Standort Harburg", city="Hamburg")
CUSTOMER = Party(
    "EK-7715",
    name="Innere Krüger",
    contacts=[Contact("Krüger", first_name="Ida", phone="+49 40 1", email="ida@krueger.example")],
)
TODAY = date(2026, 11, 21)
ACCOUNT = BankAccount("DE89370400440532013000", holder="Brockmann & Öhler", bank_code="COBADEFF")
TAXES = [
    Tax(Decimal("0.19"), category="standard_rate"),
    Tax(Decimal("0.190"), category="standard_rate"),
    Tax(Decimal("0.07"), category="reduced_rate"),
    Tax(Decimal("0.081")),
    Tax(0, category="exemption", exemption_reason="Steuerschuldnerschaft des Leistungsempfängers"),
]
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=40).filter(
    lambda text: bool(text.strip())
)
Made = TypeVar("Made")
Builder = OrderBuilder | OrderResponseBuilder | DispatchNotificationBuilder | InvoiceBuilder | QuotationBuilder


def decimals(low: str, high: str, places: int) -> st.SearchStrategy[Decimal]:
    """Numbers between two, with so many places, or (as databases and spreadsheets give them) as few as there can be."""
    drawn = st.decimals(low, high, places=places)
    return drawn | drawn.map(lambda value: value.normalize())


def some(values: st.SearchStrategy[Made]) -> st.SearchStrategy[Made | None]:
    return st.none() | values


@st.composite
def quantities(draw: st.DrawFn) -> tuple[Decimal | int, str]:
    if draw(st.booleans()):
        return draw(st.integers(1, 5000)), draw(st.sampled_from(["C62", "SET", "EA"]))
    return draw(decimals("0.001", "5000", 3).filter(bool)), draw(st.sampled_from(["MTR", "HUR", "KGM"]))


@st.composite
def allowances(draw: st.DrawFn, price: Decimal, quantity: Decimal | int) -> Allowance:
    kind = draw(st.sampled_from(["factor", "amount", "free_units"]))
    step = {"name": draw(some(TEXTS)), "sequence": draw(some(st.integers(1, 3)))}
    most = str(int(price / 10))
    if kind == "factor":
        base = draw(some(decimals("0", most, 2)))
        return Allowance(**step, factor=draw(decimals("0", "0.4", 4)), base=base)  # type: ignore[arg-type]
    if kind == "amount":
        return Allowance(**step, amount=draw(decimals("0", most, 2)))  # type: ignore[arg-type]
    return Allowance(**step, free_units=draw(st.integers(0, int(quantity) // 3)))  # type: ignore[arg-type]


@st.composite
def surcharges(draw: st.DrawFn) -> Surcharge:
    sequence = draw(some(st.integers(1, 3)))
    if draw(st.booleans()):
        return Surcharge(draw(some(TEXTS)), factor=draw(decimals("0", "1", 4)), sequence=sequence)
    return Surcharge(draw(some(TEXTS)), amount=draw(decimals("0", "500", 4)), type="freight", sequence=sequence)


@st.composite
def priced_lines(draw: st.DrawFn, tax: st.SearchStrategy[Tax | None] = st.none()) -> Line:  # noqa: B008
    quantity, unit = draw(quantities())
    price = draw(st.sampled_from([Decimal(0), Decimal("499.00")]) | decimals("0", "99999", 4))
    plain = draw(st.booleans())
    line = Line(
        draw(TEXTS.map(lambda text: text[:32])),
        quantity=quantity,
        unit=unit,
        price=price,
        price_quantity=draw(some(st.sampled_from([Decimal(one) for one in ("1", "10", "100", "0.5", "33.3")]))),
        description=draw(some(TEXTS)),
        ean=draw(some(st.just("4006381333931"))),
        buyer_pid=draw(some(TEXTS)),
        tax=draw(tax),
        remarks=[Remark(text) for text in draw(st.lists(TEXTS, max_size=2))],
    )
    if plain:
        return line
    if draw(st.integers(0, 4)) == 0:
        return replace(line, price_base=PriceBase(draw(decimals("0.1", "900", 3)), unit="KGM"))
    return replace(
        line,
        allowances=draw(st.lists(allowances(price, quantity), max_size=2)),
        surcharges=draw(st.lists(surcharges(), max_size=2)),
    )


def subscribed(line: Line) -> Line:
    """A line for a licence with a term, billed by the month."""
    return replace(line, quantity=int(line.quantity) + 1, unit="MON", subscription=Subscription(12), allowances=())


@st.composite
def orders(draw: st.DrawFn, dialect: str) -> OrderBuilder:
    lines = draw(st.lists(priced_lines(some(st.sampled_from(TAXES))), min_size=1, max_size=8))
    if dialect == "itscope" and draw(st.booleans()):
        lines[0] = replace(subscribed(lines[0]), agreements=[Agreement("VLT-OPP-0092817")], customer=CUSTOMER)
    return OrderBuilder(
        order_id="PO-2026-0001",
        order_date=TODAY,
        buyer=BUYER,
        supplier=SUPPLIER,
        currency="EUR",
        lines=lines,
        type=draw(st.sampled_from(["standard", "express"])),
        delivery=draw(st.sampled_from([DELIVERY, BUYER])),
        customer=draw(some(st.just(CUSTOMER))),
        tax=draw(some(st.sampled_from(TAXES))),
        partial_shipment=draw(some(st.booleans())),
        dropshipment=draw(some(st.booleans())),
        payment=draw(some(payments(dialect))),
        agreements=draw(st.lists(st.builds(Agreement, TEXTS, start=st.just(TODAY), end=st.just(TODAY)), max_size=2)),
        delivery_date=draw(some(st.just(DeliveryDate(TODAY)))),
        remarks=draw(st.lists(TEXTS, max_size=2)),
        generated_at=draw(some(st.just(datetime(2026, 11, 21, 23, 9, tzinfo=UTC)))),
    )


def payments(dialect: str = "standard") -> st.SearchStrategy[Payment]:
    means = st.sampled_from([Payment(accounts=[ACCOUNT]), Payment(means="debit"), Payment(means="cash")])
    means = means | st.just(Payment()) if dialect == "itscope" else means
    discount = some(decimals("0.001", "0.05", 3).filter(bool))
    return st.builds(
        lambda one, days, factor: replace(
            one, days=days, discounts=() if factor is None else [Discount(factor, days=days // 2)]
        ),
        means,
        st.integers(2, 90),
        discount,
    )


@st.composite
def responses(draw: st.DrawFn, dialect: str) -> OrderResponseBuilder:
    tax = some(st.sampled_from(TAXES))
    lines = draw(st.lists(priced_lines(tax), min_size=1, max_size=8))
    cancelled = draw(st.sets(st.integers(0, len(lines) - 1)))
    return OrderResponseBuilder(
        order_id="PO-2026-0001",
        response_date=TODAY,
        order_date=TODAY,
        supplier_order_id="AB-1",
        buyer=BUYER,
        supplier=SUPPLIER,
        currency="EUR",
        lines=[
            replace(
                line,
                quantity=-index if index in cancelled else line.quantity,
                allowances=() if index in cancelled else line.allowances,
                order_line_id=str(index) if dialect == "itscope" else None,
            )
            for index, line in enumerate(lines)
        ],
        delivery_date=DeliveryDate(TODAY, type="optional"),
        allowances=draw(st.lists(charge_allowances(None), max_size=2)),
        surcharges=draw(st.lists(surcharges(), max_size=2)),
    )


@st.composite
def charge_allowances(draw: st.DrawFn, tax: Tax | None) -> Allowance:
    amount = draw(decimals("0", "50", 2))
    return Allowance(draw(some(TEXTS)), amount=amount, sequence=draw(some(st.integers(1, 3))), tax=tax)


@st.composite
def invoices(draw: st.DrawFn, dialect: str) -> InvoiceBuilder:
    taxes = draw(st.lists(st.sampled_from(TAXES), min_size=1, max_size=3))
    lines = draw(st.lists(priced_lines(st.sampled_from(taxes)), min_size=1, max_size=8))
    kinds = draw(
        st.lists(some(st.sampled_from(["order_item", "extra_item"])), min_size=len(lines), max_size=len(lines))
    )
    lines = [replace(line, type=kind) for line, kind in zip(lines, kinds, strict=True)]  # type: ignore[arg-type]
    if draw(st.integers(0, 3)) == 0:
        correction = Correction("RE-0", reason="Retoure")
        lines = [replace(line, quantity=-line.quantity, allowances=(), correction=correction) for line in lines]
    charges = draw(st.lists(surcharges(), max_size=3))
    one_tax = draw(st.sampled_from(taxes))
    taxed = [
        replace(charge, tax=one_tax if charge.factor is not None or len(charges) > 1 else draw(st.sampled_from(TAXES)))
        for charge in charges
    ]
    return InvoiceBuilder(
        invoice_id="RE-1",
        invoice_date=TODAY,
        buyer=BUYER,
        supplier=SUPPLIER,
        delivery=draw(some(st.just(DELIVERY))),
        currency="EUR",
        order_id="PO-2026-0001",
        lines=lines,
        surcharges=taxed,
        payment=draw(some(payments(dialect))),
    )


@st.composite
def quotations(draw: st.DrawFn, dialect: str) -> QuotationBuilder:
    lines = draw(st.lists(priced_lines(some(st.sampled_from(TAXES))), min_size=1, max_size=6))
    if dialect == "itscope":
        flags = some(st.booleans())
        lines = [replace(line, optional=draw(flags), picked=draw(flags), buyer_pid_type="itscope") for line in lines]
    return QuotationBuilder(
        quotation_id="ANG-1",
        quotation_date=TODAY,
        valid_from=TODAY,
        valid_until=date(2026, 12, 21),
        buyer=BUYER,
        supplier=SUPPLIER,
        currency="EUR",
        lines=lines,
        payment=draw(some(payments(dialect))),
    )


@st.composite
def deliveries(draw: st.DrawFn, dialect: str) -> DispatchNotificationBuilder:
    lines = []
    for index in range(draw(st.integers(1, 4))):
        quantity = draw(st.integers(1, 5))
        numbers = st.lists(TEXTS, min_size=quantity, max_size=quantity, unique=True)
        serials: list[str | SerialNumber] = [*draw(st.just([]) | numbers)]
        if dialect == "itscope":
            serials += [SerialNumber(number, type="Imei") for number in draw(numbers)]
        lines.append(
            Line(
                f"A-{index}",
                quantity=quantity,
                order_line_id=str(index * 10),
                serial_numbers=serials,
                lot_numbers=draw(st.lists(TEXTS, max_size=1)),
                completed=draw(some(st.booleans())),
            )
        )
    inner = st.builds(Package, TEXTS, quantity=st.integers(1, 9))
    return DispatchNotificationBuilder(
        dispatch_id="LS-1",
        dispatch_date=TODAY,
        order_id="PO-2026-0001",
        order_date=TODAY,
        supplier=SUPPLIER,
        buyer=draw(some(st.just(BUYER))),
        delivery=draw(st.sampled_from([DELIVERY, BUYER])),
        deliverer=draw(some(st.just(Party("DHL", name="DHL")))),
        carrier="DHL",
        packages=draw(
            st.lists(
                st.builds(Package, TEXTS, weight=some(decimals("0", "90", 2)), packages=st.lists(inner, max_size=2)),
                min_size=1,
                max_size=3,
            )
        ),
        lines=lines,
    )


#: What draws the data of each document in a dialect.
DRAWN: dict[str, Callable[[str], st.SearchStrategy[Builder]]] = {
    "ORDER": orders,
    "ORDERRESPONSE": responses,
    "DISPATCHNOTIFICATION": deliveries,
    "INVOICE": invoices,
    "QUOTATION": quotations,
}
CHECKED = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
#: An amount that no reading of drawn data gives.
FAR_OFF = Decimal("123456789012.34")


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("kind", DRAWN)
@CHECKED
@given(data=st.data())
def test_any_document_is_valid_and_without_warnings(kind: str, dialect: str, data: st.DataObject) -> None:
    builder = data.draw(DRAWN[kind](dialect))
    report = validate(builder.build(dialect).to_xml(dialect=dialect), dialect=dialect)
    assert report.findings == (), [f"{one.rule} {one.path}: {one.message}" for one in report.findings]


@pytest.mark.parametrize("dialect", DIALECTS)
@CHECKED
@given(data=st.data())
def test_the_sums_of_an_invoice_add_up_to_the_cent(dialect: str, data: st.DataObject) -> None:
    builder = data.draw(invoices(dialect))
    invoice = builder.build(dialect)
    items, summary = invoice.invoice_item_list.invoice_item, invoice.invoice_summary
    goods = sum((item.price_line_amount for item in items if item.type != "extra_item"), ZERO)
    extra = sum((item.price_line_amount for item in items if item.type == "extra_item"), ZERO)
    entries = summary.total_tax.tax_details_fix
    taxes = sum((entry.tax_amount or ZERO for entry in entries), ZERO)
    bases = sum((entry.tax_base or ZERO for entry in entries), ZERO)
    assert (summary.net_value_goods, summary.net_value_extra or ZERO) == (goods, extra)
    assert summary.total_amount == bases + taxes
    for entry in entries:
        assert entry.tax_base is not None
        assert entry.tax is not None
        assert entry.tax_amount == round_half_up(entry.tax_base * entry.tax)
    for item, line in zip(items, builder.lines, strict=True):
        if not (line.allowances or line.surcharges or line.price_base):
            exact = Decimal(line.price or 0) * Decimal(line.quantity) / Decimal(line.price_quantity or 1)
            assert item.price_line_amount == round_half_up(exact)


@pytest.mark.parametrize("dialect", DIALECTS)
@CHECKED
@given(data=st.data())
def test_what_the_builder_computes_is_taken_as_a_check_and_what_is_far_off_is_refused(
    dialect: str, data: st.DataObject
) -> None:
    builder = data.draw(invoices(dialect))
    invoice = builder.build(dialect)
    summary = invoice.invoice_summary
    amounts = [item.price_line_amount for item in invoice.invoice_item_list.invoice_item]
    stated = replace(
        builder,
        lines=[replace(line, amount=amount) for line, amount in zip(builder.lines, amounts, strict=True)],
        net=summary.net_value_goods,
        total=summary.total_amount,
    )
    assert stated.build(dialect) == invoice
    for wrong, path in (
        (replace(stated, net=summary.net_value_goods + FAR_OFF), "net"),
        (replace(stated, total=summary.total_amount + FAR_OFF), "total"),
        (replace(stated, lines=[replace(stated.lines[0], amount=amounts[0] + FAR_OFF)]), "lines[0].amount"),
    ):
        with pytest.raises(BuildError) as refused:
            wrong.build(dialect)
        assert refused.value.path == path
