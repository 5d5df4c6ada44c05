"""What the builders fill in, what they check, and what they refuse by name."""

from __future__ import annotations

import dataclasses
import pickle
import typing
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from opentrans import OpenTransError, build, model, validate
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
from opentrans.model import Moment
from tests import typed_usage

TODAY = date(2026, 11, 21)
SHOP = Party("K-10583", name="Fördewind IT-Systemhaus GmbH")
SUPPLIER = Party("99000101", name="Brockmann & Öhler Distribution GmbH")
PRACTICE = Party("KD-2291-HH", name="Augenzentrum Grüne Aue MVZ GmbH")
FULL, REDUCED = Tax(Decimal("0.19"), category="standard_rate"), Tax(Decimal("0.07"), category="reduced_rate")
LINE = Line("704118", quantity=2, price=Decimal("499.00"))
ORDER = OrderBuilder(
    order_id="PO-1",
    order_date=TODAY,
    buyer=SHOP,
    supplier=SUPPLIER,
    delivery=PRACTICE,
    currency="EUR",
    lines=[LINE],
)
ANSWER = OrderResponseBuilder(
    order_id="PO-1",
    response_date=TODAY,
    supplier_order_id="AB-1",
    buyer=SHOP,
    supplier=SUPPLIER,
    delivery_date=DeliveryDate(TODAY, type="optional"),
    lines=[LINE],
)
DELIVERY = DispatchNotificationBuilder(
    dispatch_id="LS-1",
    dispatch_date=TODAY,
    order_id="PO-1",
    supplier=SUPPLIER,
    delivery=PRACTICE,
    carrier="DHL",
    packages=[Package("00340434161094042557")],
    lines=[Line("704118", quantity=2, order_line_id="1")],
)
INVOICE = InvoiceBuilder(
    invoice_id="RE-1",
    invoice_date=TODAY,
    buyer=SHOP,
    supplier=SUPPLIER,
    currency="EUR",
    tax=FULL,
    lines=[LINE],
)
OFFER = QuotationBuilder(
    quotation_id="ANG-1", quotation_date=TODAY, buyer=SHOP, supplier=SUPPLIER, currency="EUR", lines=[LINE]
)


def refusal(make: Callable[[], object]) -> BuildError:
    with pytest.raises(BuildError) as refused:
        make()
    assert isinstance(refused.value, OpenTransError)
    assert isinstance(refused.value, ValueError)
    assert pickle.loads(pickle.dumps(refused.value)).args == refused.value.args
    return refused.value


def sums(invoice: model.Invoice) -> tuple[Decimal, list[Decimal | None], Decimal]:
    summary = invoice.invoice_summary
    taxes = [entry.tax_amount for entry in summary.total_tax.tax_details_fix]
    return summary.net_value_goods, taxes, summary.total_amount


@pytest.mark.parametrize("builder", [ORDER, ANSWER, DELIVERY, INVOICE, OFFER], ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("dialect", ["itscope", "standard"])
def test_the_usual_case_is_valid_without_a_warning(builder: Any, dialect: str) -> None:
    report = validate(builder.build(dialect).to_xml(dialect=dialect), dialect=dialect)
    assert report.findings == ()


@pytest.mark.parametrize(
    "document",
    [
        typed_usage.an_order(),
        typed_usage.a_licence_order(),
        typed_usage.an_answer(),
        typed_usage.a_delivery(),
        typed_usage.an_invoice(),
        typed_usage.a_quotation(),
        typed_usage.changed_afterwards(),
    ],
    ids=lambda one: type(one).__name__,
)
def test_the_examples_are_valid_without_a_warning(document: Any) -> None:
    assert validate(document.to_xml()).findings == ()


def test_references_lead_to_the_parties_and_a_party_in_several_roles_is_one() -> None:
    info = replace(ORDER, delivery=SHOP).build().order_header.order_info
    supplier, shop = info.parties.party
    assert (supplier.party_id[0].value, supplier.party_id[0].type) == ("99000101", "buyer_specific")
    assert supplier.party_role == ["supplier"]
    assert (shop.party_id[0].value, shop.party_id[0].type) == ("K-10583", "supplier_specific")
    assert shop.party_role == ["buyer", "invoice_recipient", "delivery"]
    references = info.order_parties_reference
    named: list[Any] = [references.buyer_idref, references.invoice_recipient_idref]
    assert references.shipment_parties_reference is not None
    named.append(references.shipment_parties_reference.delivery_idref)
    assert {(one.value, one.type) for one in named} == {("K-10583", "supplier_specific")}


def test_a_party_keeps_its_own_type_of_number_further_numbers_and_roles() -> None:
    site = Party("9529876005113", id_type="gln", ids={"duns": "315369934"}, name="Lager", roles=["final_delivery"])
    order = replace(ORDER, delivery=site, parties=[Party("X", roles=["marketplace"])]).build()
    party, market = order.order_header.order_info.parties.party[2:]
    assert [(one.value, one.type) for one in party.party_id] == [("9529876005113", "gln"), ("315369934", "duns")]
    assert party.party_role == ["delivery", "final_delivery"]
    assert market.party_role == ["marketplace"]


def test_lines_are_numbered_unless_they_have_numbers() -> None:
    lines = [LINE, replace(LINE, line_id="00020"), LINE]
    order = replace(ORDER, lines=lines).build()
    assert [item.line_item_id for item in order.order_item_list.order_item] == ["1", "00020", "3"]
    assert order.order_summary.total_item_num == 3
    again = refusal(lambda: replace(ORDER, lines=[replace(LINE, line_id="2"), LINE]).build())
    assert again.path == "lines[1].line_id"


def test_what_itscope_wants_stated_is_stated_for_itscope() -> None:
    info = ORDER.build().order_header.order_info
    assert info.partial_shipment_allowed is False
    assert info.header_udx is not None
    (stated,) = info.header_udx.content
    assert isinstance(stated, model.Xml)
    assert (stated.text, ORDER.build("standard").order_header.order_info.header_udx) == ("false", None)
    drop = replace(ORDER, dropshipment=True, partial_shipment=True).build("standard").order_header.order_info
    assert drop.partial_shipment_allowed is True
    assert drop.header_udx is not None


def test_control_info_is_written_only_if_the_caller_says_something() -> None:
    assert ORDER.build().order_header.control_info is None
    made = replace(ORDER, generator="ERP 8", generated_at=datetime(2026, 11, 21, 10, 30, tzinfo=UTC)).build()
    assert made.order_header.control_info is not None
    assert made.order_header.control_info.generation_date == Moment("2026-11-21T10:30:00+00:00")


def test_dates_that_were_read_are_carried_over_as_they_stand() -> None:
    builder = replace(ANSWER, order_date=Moment("2026-11-21T09:41:08"))
    assert builder.build().orderresponse_header.orderresponse_info.order_date == Moment("2026-11-21T09:41:08")


def test_an_order_is_net_for_itscope_and_gross_in_the_standard() -> None:
    taxed = replace(ORDER, tax=FULL)
    assert taxed.build("itscope").order_summary.total_amount == Decimal("998.00")
    assert taxed.build("standard").order_summary.total_amount == Decimal("1187.62")


def test_a_line_without_price_leaves_the_total_open() -> None:
    order = replace(ORDER, lines=[LINE, Line("4711", quantity=1)]).build()
    assert order.order_item_list.order_item[1].product_price_fix is None
    assert order.order_summary.total_amount is None


@pytest.mark.parametrize(
    ("line", "amount"),
    [
        (Line("A", quantity=3, price=Decimal("0.335")), "1.01"),
        (Line("A", quantity=250, price=Decimal("7.995"), price_quantity=100), "19.99"),
        (Line("A", quantity=2, price=10, allowances=[Allowance("Rabatt", factor=Decimal("0.1"))]), "18.00"),
        (Line("A", quantity=2, price=10, allowances=[Allowance("Rabatt", amount=3)]), "14.00"),
        (Line("A", quantity=12, price=10, allowances=[Allowance("11 + 1", free_units=1)]), "110.00"),
        (Line("A", quantity=2, price=10, surcharges=[Surcharge("Zuschnitt", factor=Decimal("0.05"))]), "21.00"),
        (
            Line(
                "A",
                quantity=1,
                price=100,
                allowances=[
                    Allowance("Rabatt", factor=Decimal("0.1"), sequence=1),
                    Allowance("Bonus", factor=Decimal("0.1"), sequence=2),
                ],
            ),
            "81.00",
        ),
        (Line("A", quantity=2, price=Decimal("4.00"), price_base=PriceBase(Decimal("12.5"), unit="KGM")), "50.00"),
        (Line("A", quantity=5, price=0), "0.00"),
    ],
)
def test_a_line_costs_price_times_quantity_with_all_that_belongs_to_the_price(line: Line, amount: str) -> None:
    order = replace(ORDER, lines=[line]).build()
    assert order.order_item_list.order_item[0].price_line_amount == Decimal(amount)
    assert validate(order.to_xml()).findings == ()


def test_an_amount_that_fits_a_reading_is_written_as_it_is_stated() -> None:
    once = Line("A", quantity=4, price=1200, amount=Decimal("4680.0"), allowances=[Allowance("Rabatt", amount=120)])
    item = replace(ORDER, lines=[once]).build().order_item_list.order_item[0]
    assert item.price_line_amount is not None
    assert f"{item.price_line_amount}" == "4680.0"


@pytest.mark.parametrize(
    ("builder", "path", "figures"),
    [
        (replace(ORDER, lines=[replace(LINE, amount=Decimal("989.00"))]), "lines[0].amount", ["989.00", "998.00"]),
        (replace(ORDER, total=Decimal("1187.62")), "total", ["1187.62", "998.00", "without tax"]),
        (replace(INVOICE, net=Decimal("1000.00")), "net", ["1000.00", "998.00"]),
        (replace(INVOICE, total=Decimal("998.00")), "total", ["998.00", "1187.62", "189.62"]),
        (replace(INVOICE, taxes=[replace(FULL, amount=190)]), "taxes[0].amount", ["190", "189.62", "998.00 x 0.19"]),
        (replace(INVOICE, lines=[replace(LINE, tax=replace(FULL, amount=1))]), "lines[0].tax.amount", ["1", "189.62"]),
    ],
)
def test_an_amount_that_fits_no_reading_is_refused_with_both_figures(
    builder: Any, path: str, figures: list[str]
) -> None:
    error = refusal(builder.build)
    assert error.path == path
    assert all(figure in error.reason for figure in figures)


def test_tax_is_summed_by_rate_and_category() -> None:
    books = Line("B-40771", quantity=6, price=Decimal("27.98"), tax=REDUCED)
    lines = [replace(LINE, quantity=4, price=189), Line("731951", quantity=2, price=Decimal("94.45")), books]
    assert sums(replace(INVOICE, lines=lines).build()) == (
        Decimal("1112.78"),
        [Decimal("179.53"), Decimal("11.75")],
        Decimal("1304.06"),
    )


def test_the_first_invoice_of_the_story_comes_out_as_in_the_sample() -> None:
    lines = [
        Line("704118", quantity=6, price=Decimal("849.00")),
        Line("704530", quantity=8, price=Decimal("158.50")),
        Line("718802", quantity=4, price=Decimal("412.90")),
        Line("CAT6A-05-BL", quantity=200, price=Decimal("129.00"), price_quantity=100),
    ]
    freight = Surcharge("Versandkosten Paket", amount=Decimal("14.90"), type="freight")
    invoice = replace(INVOICE, lines=lines, surcharges=[freight]).build()
    assert sums(invoice) == (Decimal("8271.60"), [Decimal("1574.44")], Decimal("9860.94"))
    assert invoice.invoice_summary.total_tax.tax_details_fix[0].tax_base == Decimal("8286.50")


def test_charges_are_taxed_as_they_say() -> None:
    lines = [LINE, Line("B", quantity=1, price=100, tax=REDUCED)]
    freight = Surcharge("Versand", amount=Decimal("14.90"), type="freight", tax=Tax(Decimal("0.07")))
    deposit = Surcharge("Pfand", amount=25, tax=Tax(0, category="exemption"))
    invoice = replace(INVOICE, lines=lines, surcharges=[freight, deposit]).build()
    goods, taxes, total = sums(invoice)
    assert taxes == [Decimal("189.62"), Decimal("8.04"), Decimal("0.00")]
    assert (goods, total) == (Decimal("1098.00"), Decimal("1335.56"))
    assert validate(invoice.to_xml()).findings == ()


def test_a_charge_without_tax_is_taxed_with_the_invoice_or_refused() -> None:
    freight = Surcharge("Versand", amount=10)
    assert sums(replace(INVOICE, surcharges=[freight]).build())[1] == [Decimal("191.52")]
    unclear = replace(INVOICE, tax=None, lines=[replace(LINE, tax=FULL)], surcharges=[freight])
    assert refusal(unclear.build).path == "surcharges[0].tax"


def test_taxes_that_are_stated_are_written_as_stated() -> None:
    invoice = replace(INVOICE, taxes=[replace(FULL, amount=Decimal("189.63"))]).build()
    assert sums(invoice) == (Decimal("998.00"), [Decimal("189.63")], Decimal("1187.63"))
    assert refusal(replace(INVOICE, taxes=[replace(REDUCED, amount=1)]).build).path == "taxes[0].rate"
    assert refusal(replace(INVOICE, taxes=[FULL]).build).path == "taxes[0].amount"
    assert refusal(replace(INVOICE, taxes=[replace(FULL, amount=189)] * 2).build).path == "taxes"


def test_a_discount_below_the_sum_lowers_what_is_taxed() -> None:
    line = Line("00001", quantity=2, price=Decimal("9.99"))
    invoice = replace(INVOICE, lines=[line], allowances=[Allowance("New Year", amount=15, type="rebate")]).build()
    assert sums(invoice) == (Decimal("19.98"), [Decimal("0.95")], Decimal("5.93"))
    assert invoice.invoice_summary.total_tax.tax_details_fix[0].tax_base == Decimal("4.98")
    assert validate(invoice.to_xml()).findings == ()


def test_an_allowance_of_the_price_lowers_the_line() -> None:
    line = Line("430", quantity=1, price=Decimal("31410.38"), allowances=[Allowance("Rebate", factor=Decimal("0.1"))])
    invoice = replace(INVOICE, lines=[line], tax=Tax(Decimal("0.12"), type="hst"), currency="CAD").build()
    assert sums(invoice) == (Decimal("28269.34"), [Decimal("3392.32")], Decimal("31661.66"))


def test_extra_items_stand_beside_the_goods() -> None:
    freight = Line(description="Versand", quantity=1, price=20, type="extra_item")
    summary = replace(INVOICE, lines=[LINE, freight]).build().invoice_summary
    assert (summary.net_value_goods, summary.net_value_extra) == (Decimal("998.00"), Decimal("20.00"))
    assert summary.total_amount == Decimal("1211.42")
    together = replace(INVOICE, lines=[LINE, freight], net=1018).build().invoice_summary
    assert (together.net_value_goods, together.net_value_extra, together.total_amount) == (
        Decimal(1018),
        None,
        Decimal("1211.42"),
    )


def test_extras_of_a_cent_are_told_from_goods_and_nothing_has_no_sign() -> None:
    cent = Line(description="Versand", quantity=1, price=Decimal("0.01"), type="extra_item")
    free = Line("A", quantity=-1, price=Decimal("0.001"))
    invoice = replace(INVOICE, lines=[free, cent], net=0).build()
    summary = invoice.invoice_summary
    assert (summary.net_value_goods, summary.net_value_extra) == (Decimal(0), Decimal("0.01"))
    assert summary.total_amount == Decimal("0.01")
    assert f"{invoice.invoice_item_list.invoice_item[0].price_line_amount}" == "0.00"


def test_a_self_billed_invoice_is_issued_by_the_buyer() -> None:
    invoice = replace(INVOICE, type="credit_memo").build()
    info = invoice.invoice_header.invoice_info
    assert (info.invoice_issuer_idref.value, info.invoice_recipient_idref.value) == ("K-10583", "99000101")
    assert validate(invoice.to_xml()).findings == ()
    assert refusal(replace(INVOICE, type="credit_memo", invoice_issuer=SUPPLIER).build).path == "invoice_recipient"


def test_a_correction_names_the_earlier_invoice() -> None:
    wrong = Correction("RE-0", line_id="1", invoice_date=TODAY, reason="Retoure")
    invoice = replace(INVOICE, lines=[replace(LINE, quantity=-1, correction=wrong)]).build()
    assert sums(invoice) == (Decimal("-499.00"), [Decimal("-94.81")], Decimal("-593.81"))
    assert validate(invoice.to_xml()).findings == ()
    itself = replace(INVOICE, lines=[replace(LINE, correction=Correction("RE-1"))])
    assert refusal(itself.build).path == "lines[0].correction.invoice_id"


def test_a_cancelled_line_of_an_answer_costs_nothing() -> None:
    lines = [LINE, replace(LINE, quantity=0), replace(LINE, quantity=-2)]
    answer = replace(ANSWER, lines=lines).build()
    items = answer.orderresponse_item_list.orderresponse_item
    assert [item.price_line_amount for item in items] == [Decimal("998.00"), Decimal("0.00"), Decimal("0.00")]
    assert answer.orderresponse_summary.total_amount == Decimal("998.00")


def test_an_answer_has_charges_below_its_sum() -> None:
    answer = replace(ANSWER, surcharges=[Surcharge("Fracht", amount=Decimal("9.90"), type="freight")]).build()
    assert answer.orderresponse_summary.total_amount == Decimal("1007.90")
    taxed = replace(ANSWER, surcharges=[Surcharge("Fracht", amount=10, tax=FULL)])
    assert refusal(taxed.build).path == "surcharges[0].tax"


def test_a_quotation_has_no_total_while_optional_lines_are_open() -> None:
    optional = replace(LINE, optional=True)
    assert replace(OFFER, lines=[LINE, optional]).build().quotation_summary.total_amount is None
    picked = replace(OFFER, lines=[LINE, replace(optional, picked=True)]).build()
    assert picked.quotation_summary.total_amount == Decimal("1996.00")
    stated = replace(OFFER, lines=[LINE, optional], total=998).build()
    assert stated.quotation_summary.total_amount == 998
    assert validate(stated.to_xml()).findings == ()


def test_lines_refer_to_the_orders_that_they_come_from() -> None:
    line = Line(
        "704118",
        quantity=6,
        order_line_id="1",
        supplier_line_id="10",
        customer_order_id="AZ-2026-118",
        customer_line_id="7",
        completed=False,
        packages=[Package("P-1", packages=[Package("P-2", quantity=2, weight=Decimal("1.5"))])],
    )
    note = replace(DELIVERY, lines=[line], order_date=TODAY, supplier_order_id="AB-1", buyer=SHOP).build()
    (item,) = note.dispatchnotification_item_list.dispatchnotification_item
    assert item.order_reference == model.OrderReference(
        order_id="PO-1", line_item_id="1", order_date=Moment("2026-11-21")
    )
    assert item.supplier_order_reference == model.SupplierOrderReference(
        supplier_order_id="AB-1", supplier_order_item_id="10"
    )
    assert item.customer_order_reference == model.CustomerOrderReference(order_id="AZ-2026-118", line_item_id="7")
    assert item.delivery_completed is False
    assert validate(note.to_xml()).findings == ()


def test_a_licence_goes_to_the_customer_that_the_lines_name() -> None:
    contact = Contact("Aydin", first_name="Emre", phone="+49 40 1", email="emre@aydin.example")
    customer = Party("EK-7715", name="Praxis", contacts=[contact])
    licence = Line("CSP-1", quantity=14, unit="MON", price=Decimal("18.40"), subscription=Subscription(12))
    order = replace(ORDER, customer=customer, customer_order_id="PKA-0926", lines=[licence]).build()
    (reference,) = order.order_item_list.order_item[0].customer_order_reference
    assert reference.customer_idref is not None
    assert (reference.order_id, reference.customer_idref.value) == ("PKA-0926", "EK-7715")
    assert validate(order.to_xml()).findings == ()


def test_an_invoice_carries_history_payment_and_accounts() -> None:
    account = BankAccount("DE89370400440532013000", holder="Brockmann & Öhler", bank_code="COBADEFF")
    payment = Payment(
        days=30, discounts=[Discount(Decimal("0.02"), days=10)], terms=["10 Tage 2 %"], accounts=[account]
    )
    builder = replace(
        INVOICE,
        supplier=replace(SUPPLIER, accounts=[account]),
        order_id="PO-1",
        order_date=TODAY,
        delivery_note_id="LS-1",
        payment=payment,
        delivery=PRACTICE,
        lines=[replace(LINE, order_line_id="1", delivery_note_line_id="1", serial_numbers=["SN-1", "SN-2"])],
    )
    for dialect in ("itscope", "standard"):
        invoice = builder.build(dialect)
        assert validate(invoice.to_xml(dialect=dialect), dialect=dialect).findings == ()
        assert invoice.invoice_header.order_history is not None
        assert invoice.invoice_header.order_history.deliverynote_id == "LS-1"


@pytest.mark.parametrize(
    ("make", "path", "says"),
    [
        (lambda: Line("A", quantity=2.5), "Line.quantity", 'Decimal("2.5")'),  # type: ignore[arg-type]
        (lambda: Line("A", quantity=True), "Line.quantity", "no number"),
        (lambda: Line("A", quantity="2"), "Line.quantity", "no number"),  # type: ignore[arg-type]
        (lambda: Line("A", quantity=Decimal("NaN")), "Line.quantity", "cannot be calculated"),
        (lambda: Line("A", quantity=1, price_quantity=0), "Line.price_quantity", "0 units"),
        (lambda: Line("", quantity=1), "Line.article", "empty"),
        (lambda: Line("A", quantity=1, optional="ja"), "Line.optional", "True nor False"),  # type: ignore[arg-type]
        (lambda: Line("A", quantity=1, type="extra"), "Line.type", "extra_item"),  # type: ignore[arg-type]
        (lambda: Line("A", quantity=1, serial_numbers="SN-1"), "Line.serial_numbers", "square brackets"),
        (lambda: Line("A", quantity=1, tax=Decimal("0.19")), "Line.tax", "no Tax"),  # type: ignore[arg-type]
        (lambda: Line("A", quantity=1, manufacturer_pid="M"), "Line.manufacturer", "a Party"),
        (lambda: Line("A", quantity=1, surcharges=[Surcharge(amount=1)]), "Line.price", "need a price"),
        (lambda: Tax(19), "Tax.rate", "0.19"),
        (lambda: Allowance("Rabatt", factor=10), "Allowance.factor", "0.1 for 10 %"),
        (lambda: Allowance("Rabatt"), "Allowance.amount", "one of factor, amount, free_units"),
        (lambda: Surcharge("Fracht", amount=-1), "Surcharge.amount", "below zero"),
        (lambda: Surcharge("Fracht", amount=1, base=2), "Surcharge.base", "only a factor"),
        (lambda: Discount(3, days=10), "Discount.factor", "0.02"),
        (lambda: Discount(Decimal("0.03")), "Discount.days", "days or until"),
        (lambda: Payment(days=-1), "Payment.days", "below zero"),
        (lambda: Payment(days=1, until=TODAY), "Payment.until", "days or until"),
        (lambda: DeliveryDate(datetime(2026, 11, 21)), "DeliveryDate.start", "tzinfo"),  # noqa: DTZ001
        (lambda: replace(ORDER, order_date="2026-11-21"), "OrderBuilder.order_date", "no date"),  # type: ignore[arg-type]
        (lambda: Party("X", ids=["gln"]), "Party.ids", "dict"),  # type: ignore[arg-type]
        (lambda: Party("X", roles=["boss"]), "Party.roles[0]", "none of buyer"),  # type: ignore[list-item]
        (lambda: Party(4711), "Party.id", "in quotes"),  # type: ignore[arg-type]
    ],
)
def test_wrong_values_are_refused_when_an_object_is_made(make: Callable[[], object], path: str, says: str) -> None:
    error = refusal(make)
    assert error.path == path
    assert says in error.reason


@pytest.mark.parametrize(
    ("builder", "dialect", "path"),
    [
        (replace(ORDER, order_id="PO-2026-00000000001"), "itscope", "order_id"),
        (replace(ORDER, delivery=None), "itscope", "delivery"),
        (replace(ORDER, delivery=Party("D-1")), "itscope", "delivery.name"),
        (replace(ORDER, lines=[Line(quantity=1)]), "itscope", "lines[0].article"),
        (replace(ORDER, lines=[replace(LINE, article_type="gtin")]), "itscope", "lines[0].article_type"),
        (replace(ORDER, lines=[replace(LINE, subscription=Subscription(12))]), "standard", "lines[0].subscription"),
        (
            replace(ORDER, lines=[replace(LINE, subscription=Subscription(1))]),
            "itscope@2021-08",
            "lines[0].subscription",
        ),
        (replace(ORDER, lines=[replace(LINE, description="x" * 151)]), "standard", "lines[0].description"),
        (replace(ORDER, lines=[replace(LINE, article="x" * 33)]), "standard", "lines[0].article"),
        (replace(ORDER, lines=[replace(LINE, article="x" * 151)]), "itscope", "lines[0].article"),
        (replace(ORDER, delivery=Party("D-1", name="x" * 51)), "standard", "delivery.name"),
        (replace(ORDER, delivery=Party("D-1", name="x" * 101)), "itscope", "delivery.name"),
        (replace(ORDER, type="expressSaturday12"), "standard", "type"),
        (replace(ORDER, payment=Payment(days=30)), "standard", "payment"),
        (replace(ORDER, agreements=[Agreement("VLT-1")]), "standard", "agreements[0].end"),
        (replace(ORDER, surcharges=[Surcharge("Fracht", amount=5)]), "itscope", "surcharges[0]"),
        (replace(OFFER, allowances=[Allowance("Rabatt", amount=5)]), "standard", "allowances[0]"),
        (replace(OFFER, lines=[replace(LINE, optional=True)]), "standard", "lines[0].optional"),
        (replace(ANSWER, lines=[replace(LINE, order_line_id="1")]), "standard", "lines[0].order_line_id"),
        (
            replace(INVOICE, lines=[replace(LINE, serial_numbers=[SerialNumber("1", type="Imei")])]),
            "standard",
            "lines[0].serial_numbers[0].type",
        ),
    ],
)
def test_what_a_dialect_or_document_does_not_have_is_refused_by_name(builder: Any, dialect: str, path: str) -> None:
    assert refusal(lambda: builder.build(dialect)).path == path


@pytest.mark.parametrize(
    ("builder", "path"),
    [
        (replace(ORDER, lines=[]), "lines"),
        (replace(ORDER, lines=[replace(LINE, quantity=0)]), "lines[0].quantity"),
        (replace(ORDER, lines=[replace(LINE, completed=True)]), "lines[0].completed"),
        (replace(ORDER, lines=[replace(LINE, unit="PCE")]), "lines[0].unit"),
        (replace(ORDER, lines=[Line("A", quantity=1, tax=FULL)]), "lines[0].price"),
        (replace(ORDER, lines=[replace(LINE, allowances=[Allowance(free_units=3)])]), "lines[0].allowances"),
        (
            replace(ORDER, lines=[replace(LINE, allowances=[Allowance(amount=1, tax=FULL)])]),
            "lines[0].allowances[0].tax",
        ),
        (replace(ORDER, lines=[replace(LINE, manufacturer=Party("V"))]), "lines[0].manufacturer_pid"),
        (replace(ORDER, lines=[replace(LINE, remarks=[Remark("x" * 64001)])]), "lines[0].remarks[0].text"),
        (replace(ORDER, currency="EURO"), "currency"),
        (replace(ORDER, language="de"), "language"),
        (replace(ORDER, supplier=SHOP), "buyer"),
        (replace(ORDER, supplier=replace(SUPPLIER, country="Deutschland")), "supplier.country"),
        (replace(ORDER, parties=[Party("S-2", roles=["supplier"])]), "parties[0].roles"),
        (replace(ORDER, delivery_date=DeliveryDate(TODAY, end=date(2026, 11, 20))), "delivery_date.end"),
        (replace(ORDER, agreements=[Agreement("V", start=TODAY, end=date(2025, 1, 1))]), "agreements[0].end"),
        (replace(ANSWER, order_date=date(2026, 11, 22)), "response_date"),
        (replace(ANSWER, lines=[replace(LINE, order_id="PO-1")]), "lines[0].order_line_id"),
        (replace(OFFER, valid_until=date(2026, 11, 20)), "valid_until"),
        (replace(DELIVERY, lines=[Line("A", quantity=1)]), "lines[0].order_line_id"),
        (replace(DELIVERY, order_id=None), "lines[0].order_id"),
        (replace(DELIVERY, lines=[Line("A", quantity=-1, order_line_id="1")]), "lines[0].quantity"),
        (
            replace(DELIVERY, lines=[Line("A", quantity=1, order_line_id="1", serial_numbers=["1", "2"])]),
            "lines[0].serial_numbers",
        ),
        (replace(DELIVERY, lines=[Line("A", quantity=1, order_line_id="1", price=5)]), "lines[0].price"),
        (
            replace(DELIVERY, lines=[Line("A", quantity=1, order_line_id="1", supplier_line_id="10")]),
            "lines[0].supplier_order_id",
        ),
        (replace(INVOICE, tax=None), "lines[0].tax"),
        (replace(INVOICE, tax=replace(FULL, amount=100)), "tax.amount"),
        (
            replace(INVOICE, surcharges=[Surcharge(amount=1, tax=replace(FULL, amount=1))]),
            "surcharges[0].tax.amount",
        ),
        (replace(INVOICE, lines=[Line("A", quantity=1)]), "lines[0].price"),
        (replace(INVOICE, invoice_recipient=SUPPLIER), "invoice_recipient"),
        (replace(INVOICE, surcharges=[Surcharge(amount=1, type="x" * 51)]), "surcharges[0].type"),
        (replace(INVOICE, allowances=[Allowance(free_units=1)]), "allowances[0].free_units"),
        (
            replace(INVOICE, payment=Payment(accounts=[BankAccount("DE00 1234", holder="X")])),
            "payment.accounts[0].number",
        ),
    ],
)
def test_what_makes_no_valid_document_is_refused_at_its_place(builder: Any, path: str) -> None:
    assert refusal(builder.build).path == path


@pytest.mark.parametrize("text", ["2026-02-30", "2026-13-01", "2026-02-30T10:00:00"])
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(BuildError, match=f"OrderBuilder.order_date: {text} is no day of the calendar"):
        replace(ORDER, order_date=Moment(text))


def test_dates_of_different_zones_are_compared_by_when_they_are() -> None:
    start = datetime(2026, 11, 21, 10, tzinfo=timezone(timedelta(hours=1)))
    same = datetime(2026, 11, 21, 9, tzinfo=UTC)
    assert replace(ORDER, delivery_date=DeliveryDate(start, end=same)).build().order_header.order_info.delivery_date
    before = DeliveryDate(start, end=datetime(2026, 11, 21, 8, tzinfo=UTC))
    assert refusal(replace(ORDER, delivery_date=before).build).path == "delivery_date.end"


def test_business_objects_tell_their_fields_and_can_be_kept() -> None:
    for name in build.__all__:
        kind = getattr(build, name)
        if dataclasses.is_dataclass(kind):
            hints = typing.get_type_hints(kind)
            assert hints.keys() == {field.name for field in dataclasses.fields(kind)}
    assert pickle.loads(pickle.dumps(INVOICE)) == INVOICE
    assert isinstance(ORDER.lines, tuple)
    with pytest.raises(dataclasses.FrozenInstanceError):
        ORDER.order_id = "PO-2"  # type: ignore[misc]


def test_what_builders_do_not_name_can_be_set_afterwards() -> None:
    order = ORDER.build()
    order.order_item_list.order_item[0].accounting_info = model.AccountingInfo(
        cost_category_id=model.CostCategoryId("4711-NETZ", type="project")
    )
    assert b'<bmecat:COST_CATEGORY_ID type="project">4711-NETZ' in order.to_xml()
