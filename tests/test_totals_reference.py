"""Amounts of whole documents: made ones with every difficulty, and the real ones of the reference set."""

from __future__ import annotations

from decimal import Decimal

import pytest
from lxml import etree

from opentrans.amounts import round_half_up
from opentrans.schema.dialects import find_dialect
from opentrans.validation.rules import run_rules
from opentrans.validation.rules.examples import complete_document
from tests.equivalence.sources import find_reference

UNUSUAL = "totals/unusual-reading"


def rules(document: bytes, family: str = "itscope") -> list[str]:
    """The ids of the rules that a document breaks."""
    root = etree.fromstring(document)
    problems = run_rules(root, etree.QName(root).localname, find_dialect(family), True)
    return sorted({one.rule for one in problems})


def line(number: int, amount: str, tax: str = "", *, kind: str = "order_item", quantity: str = "1") -> str:
    price = round_half_up(Decimal(amount) / Decimal(quantity), 6)
    return f"""
    <INVOICE_ITEM type="{kind}">
      <LINE_ITEM_ID>{number}</LINE_ITEM_ID>
      <PRODUCT_ID><bmecat:SUPPLIER_PID>A-{number}</bmecat:SUPPLIER_PID></PRODUCT_ID>
      <QUANTITY>{quantity}</QUANTITY><bmecat:ORDER_UNIT>C62</bmecat:ORDER_UNIT>
      <PRODUCT_PRICE_FIX><bmecat:PRICE_AMOUNT>{price}</bmecat:PRICE_AMOUNT>{tax}</PRODUCT_PRICE_FIX>
      <PRICE_LINE_AMOUNT>{amount}</PRICE_LINE_AMOUNT>
    </INVOICE_ITEM>"""


def tax(rate: str, amount: str = "", *, category: str = "", base: str = "", reason: str = "") -> str:
    parts = [
        f"<bmecat:TAX_CATEGORY>{category}</bmecat:TAX_CATEGORY>" if category else "",
        f"<bmecat:TAX>{rate}</bmecat:TAX>" if rate else "",
        f"<TAX_AMOUNT>{amount}</TAX_AMOUNT>" if amount else "",
        f"<TAX_BASE>{base}</TAX_BASE>" if base else "",
        f"<bmecat:EXEMPTION_REASON>{reason}</bmecat:EXEMPTION_REASON>" if reason else "",
    ]
    return f"<TAX_DETAILS_FIX>{''.join(parts)}</TAX_DETAILS_FIX>"


def charges(*entries: tuple[str, str, str]) -> str:
    listed = "".join(
        f'<ALLOW_OR_CHARGE type="{kind}"><ALLOW_OR_CHARGE_VALUE><{name}>{value}</{name}></ALLOW_OR_CHARGE_VALUE>'
        "</ALLOW_OR_CHARGE>"
        for kind, name, value in entries
    )
    return f"<ALLOW_OR_CHARGES_FIX>{listed}</ALLOW_OR_CHARGES_FIX>"


def invoice(lines: list[str], goods: str, taxes: str, total: str, more: str = "") -> bytes:
    count = f"<TOTAL_ITEM_NUM>{len(lines)}</TOTAL_ITEM_NUM>"
    summary = f"<NET_VALUE_GOODS>{goods}</NET_VALUE_GOODS><TOTAL_AMOUNT>{total}</TOTAL_AMOUNT>"
    document = complete_document(
        "INVOICE", f"{''.join(lines)}{count}{summary}<TOTAL_TAX>{taxes}</TOTAL_TAX>{more}".replace("\n", "")
    )
    schema = find_dialect("itscope").schema_for("INVOICE")
    assert schema.validate(etree.fromstring(document)), schema.error_log
    return document


TWO_RATES = [line(1, "100.00", tax("0.19")), line(2, "50.00", tax("0.07")), line(3, "9.99", tax("0.19"))]


def test_several_rates_are_judged_each() -> None:
    right = tax("0.19", "20.90") + tax("0.07", "3.50")
    assert rules(invoice(TWO_RATES, "159.99", right, "184.39")) == []
    wrong = tax("0.19", "22.40") + tax("0.07", "2.00")
    assert rules(invoice(TWO_RATES, "159.99", wrong, "184.39")) == ["totals/tax"]


def test_a_rate_of_the_lines_is_not_forgotten() -> None:
    assert rules(invoice(TWO_RATES, "159.99", tax("0.19", "20.90"), "180.89")) == ["totals/tax"]


def test_categories_of_one_rate_are_judged_each() -> None:
    lines = [
        line(1, "100.00", tax("0", category="exemption")),
        line(2, "50.00", tax("0", category="zero_rate")),
        line(3, "10.00", tax("0.19", category="standard_rate")),
    ]
    free = tax("0", "0.00", category="exemption", reason="Reverse charge") + tax("0", "0", category="zero_rate")
    right = free + tax("0.19", "1.90", category="standard_rate")
    assert rules(invoice(lines, "160.00", right, "161.90")) == []
    missing = free + tax("0.19", "1.90", category="reduced_rate")
    assert rules(invoice(lines, "160.00", missing, "161.90")) == ["totals/tax"]


def test_no_tax_with_a_reason_is_no_finding() -> None:
    lines = [line(1, "100.00", tax("0.00", "0.00", category="exemption", reason="Intra-community supply"))]
    free = tax("0.00", "0.00", category="exemption", base="100.00", reason="Intra-community supply")
    assert rules(invoice(lines, "100.00", free, "100.00")) == []
    assert rules(invoice([line(1, "100.00")], "100.00", tax("0", "0"), "100.00")) == ["totals/exemption"]
    assert rules(invoice(lines, "100.00", tax("0", "19.00", category="exemption"), "119.00")) == ["totals/tax"]


@pytest.mark.parametrize(
    ("taxed", "total"),
    [("19.00", "129.00"), ("20.90", "130.90"), ("19.95", "129.95"), ("19.95", "129.94")],
)
def test_surcharges_are_taxed_or_not(taxed: str, total: str) -> None:
    both = charges(("surcharge", "AOC_MONETARY_AMOUNT", "5"), ("surcharge", "AOC_MONETARY_AMOUNT", "5.0"))
    assert rules(invoice([line(1, "100", tax("0.19"))], "100", tax("0.19", taxed), total, both)) == []


def test_surcharges_have_no_tax_of_their_own_invention() -> None:
    one = charges(("surcharge", "AOC_MONETARY_AMOUNT", "10"))
    assert rules(invoice([line(1, "100", tax("0.19"))], "100", tax("0.19", "20.00"), "130.00", one)) == ["totals/tax"]


def test_an_allowance_in_percent_is_a_factor() -> None:
    right = charges(("allowance", "AOC_PERCENTAGE_FACTOR", "0.02"))
    lines, taxes = [line(1, "100.00", tax("0.19"))], tax("0.19", "18.62")
    assert rules(invoice(lines, "100.00", taxes, "116.62", right)) == []
    percent = charges(("allowance", "AOC_PERCENTAGE_FACTOR", "2.00"))
    assert rules(invoice(lines, "100.00", taxes, "116.62", percent)) == [UNUSUAL]
    assert rules(invoice(lines, "98.00", taxes, "116.62", right)) == [UNUSUAL]


def test_extras_have_lines_or_stand_alone() -> None:
    lines = [line(1, "100.00", tax("0.19")), line(2, "8.00", tax("0.19"), kind="extra_item")]
    apart = "<NET_VALUE_EXTRA>8.00</NET_VALUE_EXTRA>"
    taxes = tax("0.19", "20.52")
    assert rules(invoice(lines, "100.00", taxes, "128.52", apart)) == []
    assert rules(invoice(lines, "108.00", taxes, "128.52")) == []
    assert rules(invoice(lines, "108.00", taxes, "128.52", apart)) == []
    assert rules(invoice([lines[0]], "100.00", taxes, "128.52", apart)) == []
    assert rules(invoice([lines[0]], "100.00", tax("0.19", "19.00"), "127.00", apart)) == []
    assert rules(invoice(lines, "100.00", taxes, "128.52", "<NET_VALUE_EXTRA>9.00</NET_VALUE_EXTRA>")) == [
        "totals/extras",
        "totals/invoice-total",
    ]


def test_rounding_of_many_lines_adds_up() -> None:
    lines = [line(1 + index, "0.33", tax("0.19")) for index in range(30)]
    by_line = round_half_up(Decimal("0.33") * Decimal("0.19")) * 30  # 1.80 where the sum gives 1.88
    total = Decimal("9.90") + by_line
    assert rules(invoice(lines, "9.90", tax("0.19", str(by_line)), str(total))) == []
    assert rules(invoice(lines, "9.90", tax("0.19", "1.70"), "11.60")) == ["totals/tax"]


def test_a_rate_in_percent_is_a_warning_and_amounts_still_agree() -> None:
    assert rules(invoice([line(1, "100.00")], "100.00", tax("19", "19.00"), "119.00")) == ["totals/tax-rate"]


def test_taxes_without_a_rate_are_those_of_the_lines() -> None:
    assert rules(invoice(TWO_RATES, "159.99", tax("", "24.40"), "184.39")) == []
    assert rules(invoice(TWO_RATES, "159.99", tax("", "30.40"), "190.39")) == ["totals/tax"]
    assert rules(invoice([line(1, "1230.0")], "1230.0", tax("", "233.7"), "1463.7")) == []


def test_a_tax_base_of_its_own_is_multiplied() -> None:
    lines = [line(1, "100.00"), line(2, "50.00")]
    right = tax("0.19", "19.00", base="100.00") + tax("0.07", "3.50", base="50.00")
    assert rules(invoice(lines, "150.00", right, "172.50")) == []
    wrong = tax("0.19", "19.00", base="100.00") + tax("0.07", "5.00", base="50.00")
    assert rules(invoice(lines, "150.00", wrong, "174.00")) == ["totals/tax"]


def test_a_correction_is_negative_throughout() -> None:
    back = line(1, "-238.50", tax("0.19", "-45.32"), quantity="-3").replace(
        "</INVOICE_ITEM>",
        "<INVOICE_CORRECTION><INVOICE_REFERENCE><INVOICE_ID>R-1</INVOICE_ID></INVOICE_REFERENCE></INVOICE_CORRECTION>"
        "</INVOICE_ITEM>",
    )
    less = charges(("allowance", "AOC_MONETARY_AMOUNT", "-5"))
    assert rules(invoice([back], "-238.50", tax("0.19", "-45.32"), "-283.82")) == []
    assert rules(invoice([back], "-238.50", tax("0.19", "-44.37"), "-277.87", less)) == []
    assert rules(invoice([back], "-238.50", tax("0.19", "45.32"), "-193.18")) == ["totals/tax"]


def test_a_self_billed_invoice_is_calculated_like_any_other() -> None:
    swapped = (
        "<INVOICE_TYPE>credit_memo</INVOICE_TYPE><INVOICE_ISSUER_IDREF>C-1</INVOICE_ISSUER_IDREF>"
        "<INVOICE_RECIPIENT_IDREF>S-1</INVOICE_RECIPIENT_IDREF>"
    )
    lines = [line(1, "100.00", tax("0.19"))]
    assert rules(invoice(lines, "100.00", tax("0.19", "19.00"), "119.00", swapped)) == []
    assert rules(invoice(lines, "100.00", tax("0.19", "19.00"), "81.00", swapped)) == ["totals/invoice-total"]


@pytest.mark.parametrize("value", ["INF", "-INF", "NaN", "1E39"])
def test_infinite_charges_are_reported_and_not_calculated_with(value: str) -> None:
    odd = charges(("surcharge", "AOC_MONETARY_AMOUNT", value))
    document = invoice([line(1, "100.00", tax("0.19"))], "100.00", tax("0.19", "19.00"), "119.00", odd)
    expected = ["totals/invoice-total", "totals/tax"] if value == "1E39" else ["totals/not-a-number"]
    assert set(rules(document)) <= set(expected)
    assert rules(document)


@pytest.mark.parametrize(("stated", "itscope", "standard"), [("100", [], [UNUSUAL]), ("119", [UNUSUAL], [])])
def test_the_total_of_an_order_is_net_or_gross_by_dialect(stated: str, itscope: list[str], standard: list[str]) -> None:
    document = complete_document(
        "ORDER",
        "<PRODUCT_PRICE_FIX><bmecat:PRICE_AMOUNT>50</bmecat:PRICE_AMOUNT><TAX_DETAILS_FIX><bmecat:TAX>0.19</bmecat:TAX>"
        "</TAX_DETAILS_FIX></PRODUCT_PRICE_FIX><PRICE_LINE_AMOUNT>100</PRICE_LINE_AMOUNT>"
        f"<TOTAL_AMOUNT>{stated}</TOTAL_AMOUNT>",
    )
    assert rules(document, "itscope") == itscope
    assert rules(document, "standard") == standard


@pytest.mark.parametrize(
    ("total", "itscope", "standard"),
    [
        ("20.00", [], []),
        ("23.80", [UNUSUAL], [UNUSUAL]),  # gross at 19 %, which no line states
        ("24.62", ["totals/order-total"], [UNUSUAL]),  # gross at an unknown rate
        ("30.00", ["totals/order-total"], ["totals/order-total"]),
        ("2000", ["totals/order-total"], ["totals/order-total"]),
    ],
)
def test_a_gross_total_without_taxes(total: str, itscope: list[str], standard: list[str]) -> None:
    document = complete_document("ORDER", f"<TOTAL_AMOUNT>{total}</TOTAL_AMOUNT>")
    assert rules(document, "itscope") == itscope
    assert rules(document, "standard") == standard


def test_cancelled_lines_of_an_answer_may_keep_their_amount() -> None:
    cancelled = "<QUANTITY>0</QUANTITY><PRICE_LINE_AMOUNT>20.00</PRICE_LINE_AMOUNT>"
    assert rules(complete_document("ORDERRESPONSE", cancelled + "<TOTAL_AMOUNT>0</TOTAL_AMOUNT>")) == []
    assert rules(complete_document("ORDERRESPONSE", cancelled)) == []
    assert rules(complete_document("ORDERRESPONSE", cancelled + "<TOTAL_AMOUNT>9</TOTAL_AMOUNT>")) == [
        "totals/order-total"
    ]


def test_a_charge_of_an_answer_belongs_to_its_total() -> None:
    freight = charges(("surcharge", "AOC_MONETARY_AMOUNT", "4.90"))
    assert rules(complete_document("ORDERRESPONSE", freight + "<TOTAL_AMOUNT>24.90</TOTAL_AMOUNT>")) == []
    assert rules(complete_document("ORDERRESPONSE", freight + "<TOTAL_AMOUNT>25.90</TOTAL_AMOUNT>")) != []


def test_the_tax_of_a_piece_is_usual_at_itscope_only() -> None:
    per_piece = line(1, "188.00", tax("0.19", "17.86"), quantity="2")
    document = invoice([per_piece], "188.00", tax("0.19", "35.72"), "223.72")
    assert rules(document, "itscope") == []
    assert rules(document, "standard") == [UNUSUAL]


_REFERENCE = find_reference()

#: What the rules say of the valid documents of the reference set, by dialect; every one was looked at by hand.
_MINIMAL_ORDER = {
    "standard": {"parties/buyer-is-supplier"},
    "itscope": {
        "parties/buyer-is-supplier",
        "itscope/order-parties",
        "itscope/party-type",
        "itscope/partial-shipment",
        "itscope/dropshipment",
        "itscope/supplier-pid-type",
    },
}
_FAKE_BANK = {"codes/iban", "codes/bic"}
_DUMMY_ORDER = {
    "parties/unresolved-reference",
    "parties/reference-type",
    "parties/wrong-role",
    "lines/partial-shipment-twice",
    "totals/line-amount",
    "totals/allowance-total",
    *_FAKE_BANK,
}
_ANSWER = {"parties/unresolved-reference", "totals/line-amount", "totals/order-total", "codes/vat-id"}
_FINDINGS: dict[str, dict[str, set[str]]] = {
    "enthus--order_response_test.go_1.xml": {"standard": _ANSWER, "itscope": _ANSWER | {"itscope/response-date"}},
    "naugrimm--Example_INVOICE_Testdistributor_Rechnung.xml": {
        "standard": {"lines/order-line-twice", UNUSUAL},
        "itscope": {"lines/order-line-twice"},
    },
    "naugrimm--Example_ORDER_Testdistributor_Bestellung.xml": {"standard": set(), "itscope": set()},
    "naugrimm--minimal_valid_invoice.xml": {
        "standard": {"parties/reference-type"},
        "itscope": {"parties/reference-type"},
    },
    "naugrimm--minimal_valid_order.xml": _MINIMAL_ORDER,
    "naugrimm--minimal_valid_order_with_address.xml": _MINIMAL_ORDER,
    "naugrimm--minimal_valid_order_with_contactdetails.xml": _MINIMAL_ORDER,
    "naugrimm--minimal_valid_order_with_payment_account.xml": {
        family: expected | _FAKE_BANK for family, expected in _MINIMAL_ORDER.items()
    },
    "naugrimm--minimal_valid_order_with_payment_card_amex.xml": _MINIMAL_ORDER,
    "naugrimm--minimal_valid_order_with_udx.xml": _MINIMAL_ORDER,
    "naugrimm--minimal_valid_order_with_udx_header.xml": _MINIMAL_ORDER,
    "naugrimm--minimal_valid_orderresponse.xml": {
        "standard": {"parties/buyer-is-supplier"},
        "itscope": {"parties/buyer-is-supplier", "itscope/supplier-order-id", "itscope/response-date"},
    },
    "stephanstapel--sample_order_opentrans_2_1_xml_signature.xml": {
        "standard": _DUMMY_ORDER,
        "itscope": _DUMMY_ORDER
        | {"itscope/order-parties", "itscope/party-type", "itscope/dropshipment", "itscope/supplier-pid"},
    },
    "warappa--sample_dispatchnotification_opentrans_2_1.xml": {
        "standard": _FAKE_BANK,
        "itscope": _FAKE_BANK | {"itscope/tracking", "itscope/carrier"},
    },
    "warappa--sample_invoice_opentrans_2_1.xml": {
        "standard": {UNUSUAL} | _FAKE_BANK,
        "itscope": {UNUSUAL, "itscope/encoding"} | _FAKE_BANK,
    },
    "warappa--ticket_19_deserialize_email.xml": {
        "standard": {"parties/wrong-role"},
        "itscope": {"parties/wrong-role"},
    },
}


@pytest.mark.skipif(_REFERENCE is None, reason="OPENTRANS_REFERENCE does not name the reference documents")
@pytest.mark.parametrize("name", _FINDINGS)
@pytest.mark.parametrize("family", ["standard", "itscope"])
def test_findings_of_real_documents_are_those_that_stand(name: str, family: str) -> None:
    assert _REFERENCE is not None
    document = (_REFERENCE.documents / name).read_bytes()
    assert set(rules(document, family)) == _FINDINGS[name][family]


@pytest.mark.skipif(_REFERENCE is None, reason="OPENTRANS_REFERENCE does not name the reference documents")
def test_every_valid_document_was_looked_at() -> None:
    assert _REFERENCE is not None
    assert {name for name, verdict in _REFERENCE.verdicts().items() if verdict == "valid"} == set(_FINDINGS)
