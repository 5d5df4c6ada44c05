"""Replies to received ORDERs in a run: what is open counts, once and for all, and what is not clear is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from opentrans.build import Allowance, BuildError, Line, OrderBuilder, Party
from opentrans.generation.mapping.reference import render_reference
from opentrans.generation.runs.results import Result
from opentrans.generation.runs.run import generate
from tests.mapping_parts import problems_of
from tests.shipped_parts import element

PRICED = OrderBuilder(
    order_id="PO-7",
    order_date=date(2026, 2, 1),
    buyer=Party("K-1", name="Käufer"),
    supplier=Party("L-1", name="Lieferant"),
    delivery=Party("D-1", name="Lager"),
    currency="EUR",
    lines=[
        Line("A", quantity=10, price=Decimal("10.00")),
        Line("B", quantity=10, price=Decimal("100.00"), allowances=[Allowance("Rabatt", factor=Decimal("0.1"))]),
        Line("C", quantity=200, price=Decimal("129.00"), price_quantity=100),
    ],
)
_SOURCE = 'source: {format: csv, delimiter: ";", encoding: utf-8, decimal: ",", thousands: "."}\n'
INVOICE = f"""\
document: INVOICE
{_SOURCE}group: {{key: Nr}}
order: {{number: "{{{{ Best }}}}"}}
header:
  invoice_id: "{{{{ Nr }}}}"
  invoice_date: "2026-03-01"
  vat_id: DE123456788
  tax: "0.19"
lines:
  line_id: "{{{{ Pos }}}}"
  quantity: "{{{{ Menge }}}}"
  price: "{{{{ Preis }}}}"
"""
DELIVERY = f"""\
document: DISPATCHNOTIFICATION
{_SOURCE}group: {{key: Nr}}
order: {{number: "{{{{ Best }}}}"}}
header: {{dispatch_id: "{{{{ Nr }}}}", dispatch_date: "2026-03-01", carrier: DHL, packages: ["0034"]}}
lines: {{line_id: "{{{{ Pos }}}}", quantity: "{{{{ Menge }}}}"}}
"""
ANSWER = f"""\
document: ORDERRESPONSE
{_SOURCE}group: {{key: Best}}
order: {{number: "{{{{ Best }}}}", others: confirm}}
header: {{response_date: "2026-03-01", supplier_order_id: "{{{{ Nr }}}}"}}
lines:
  line_id: "{{{{ Pos }}}}"
  quantity: "{{{{ Menge }}}}"
  when: "{{{{ Preis != 'storniert' }}}}"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    PRICED.build().save(tmp_path / "order.xml")
    return tmp_path


def results(folder: Path, mapping: str, *rows: str, more: tuple[Path, ...] = (), jobs: int = 1) -> list[Result]:
    """What becomes of rows: number; order; line; quantity; price."""
    (folder / "m.yaml").write_text(mapping, encoding="utf-8")
    (folder / "r.csv").write_text("\n".join(("Nr;Best;Pos;Menge;Preis", *rows)) + "\n", encoding="utf-8")
    sources = [folder / "r.csv", folder / "order.xml", *more]
    return list(generate(folder / "m.yaml", sources, output=folder / "out", jobs=jobs))


def refusals(found: list[Result], folder: Path) -> list[str]:
    """Why documents were refused, one text for each."""
    return [
        " / ".join(map(str, one.reasons)).replace(f"{folder}{'/' if '/' in str(folder) else chr(92)}", "")
        for one in found
        if one.status == "refused"
    ]


@pytest.mark.parametrize("mapping", [INVOICE, DELIVERY, ANSWER])
def test_a_blank_quantity_does_not_mean_all_that_is_open(folder: Path, mapping: str) -> None:
    (reason,) = refusals(results(folder, mapping, "R1;PO-7;1;;"), folder)
    assert reason.startswith("r.csv:2, column D 'Menge': is blank; write ")
    assert "give default: in the mapping (lines[0].quantity, m.yaml:" in reason
    stated = mapping.replace('quantity: "{{ Menge }}"', 'quantity: {value: "{{ Menge }}", default: "3"}')
    (made,) = results(folder, stated, "R1;PO-7;1;;")
    assert element(made.xml, "QUANTITY")[0] == "3"


def test_a_quantity_that_is_not_mapped_is_all_that_is_open(folder: Path) -> None:
    (made,) = results(folder, INVOICE.replace('  quantity: "{{ Menge }}"\n', ""), "R1;PO-7;1;;")
    assert element(made.xml, "QUANTITY") == ["10"]


@pytest.mark.parametrize("others", ["confirm", "refuse"])
def test_a_line_that_the_export_names_and_when_leaves_out_is_not_confirmed(folder: Path, others: str) -> None:
    mapping = ANSWER.replace("others: confirm", f"others: {others}")
    rows = ("X;PO-7;1;10;storniert", "X;PO-7;2;10;", "X;PO-7;3;200;")
    (reason,) = refusals(results(folder, mapping, *rows), folder)
    assert reason.startswith("r.csv:2, column E 'Preis': this is line 1 of the order (order.xml); {{ Preis != ")
    assert "stays in, with the quantity 0" in reason
    assert reason.endswith("(lines, m.yaml:9)")


def test_a_row_that_is_no_line_of_the_order_may_be_left_out(folder: Path) -> None:
    (made,) = results(folder, ANSWER, "X;PO-7;1;4;", "X;PO-7;;;storniert")
    assert element(made.xml, "QUANTITY") == ["4", "10", "200"]


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(("mapping", "done"), [(INVOICE, "billed"), (DELIVERY, "delivered")])
def test_the_replies_of_a_run_do_not_exceed_the_order_together(
    folder: Path, mapping: str, done: str, jobs: int
) -> None:
    rows = [f"R{number};PO-7;1;4;" for number in range(1, 4)] + ["R4;PO-7;1;2;"]
    found = results(folder, mapping, *rows, jobs=jobs)
    assert [one.status for one in found] == ["written", "written", "refused", "written"]
    (reason,) = refusals(found, folder)
    kind = mapping.split()[1]
    assert reason.startswith(
        f"r.csv:4, column D 'Menge': 4 of line '1' would be {done}, but 10 are ordered and 8 {done} already; correct it"
    )
    assert f"before it: {kind} R1 (r.csv:2), {kind} R2 (r.csv:3) (lines[0].quantity, m.yaml:" in reason


def test_several_processes_count_as_one_does(folder: Path) -> None:
    rows = ["R0;PO-7;1;4;", *(f"X{number};PO-9;1;1;" for number in range(39)), "R1;PO-7;1;8;", "R2;PO-7;1;6;"]
    one, two = (results(folder, INVOICE, *rows, jobs=jobs) for jobs in (1, 2))
    assert [one[0].status, *(each.status for each in one[-2:])] == ["written", "refused", "written"]
    assert [two[0].status, *(each.status for each in two[-2:])] == ["done", "refused", "done"]
    assert refusals(one, folder) == refusals(two, folder)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_line_is_complete_with_its_last_delivery(folder: Path, jobs: int) -> None:
    found = results(folder, DELIVERY, "L1;PO-7;1;4;", "L2;PO-7;1;6;", jobs=jobs)
    assert [element(one.xml, "DELIVERY_COMPLETED") for one in found] == [["false"], ["true"]]
    again = results(folder, DELIVERY, "L1;PO-7;1;4;", "L2;PO-7;1;6;", jobs=jobs)
    assert [one.status for one in again] == ["done", "done"]


def test_earlier_replies_among_the_sources_count(folder: Path) -> None:
    first = results(folder, INVOICE, "R1;PO-7;1;6;")
    assert first[0].path is not None
    more = (Path(first[0].path),)
    found = results(folder, INVOICE, "R2;PO-7;1;4;", "R3;PO-7;1;1;", more=more)
    assert [one.status for one in found] == ["written", "refused"]
    (reason,) = refusals(found, folder)
    assert "before it: INVOICE R1 (" in reason
    assert "INVOICE R2 (r.csv:2)" in reason
    both = (folder / "out" / "INVOICE-R1.xml", folder / "out" / "INVOICE-R2.xml")
    again = results(folder, INVOICE, "R1;PO-7;1;6;", "R2;PO-7;1;4;", more=both)
    assert [one.status for one in again] == ["done", "done"]
    (other,) = refusals(results(folder, INVOICE, "R1;PO-7;1;1;", more=both), folder)
    assert "has this number, and says something else" in other


def test_where_an_earlier_reply_cannot_be_read_nothing_is_answered(folder: Path) -> None:
    (made,) = results(folder, INVOICE, "R1;PO-7;1;6;")
    assert made.xml is not None
    broken = folder / "earlier.xml"
    broken.write_bytes(made.xml[:900])
    told = refusals(results(folder, INVOICE, "R2;PO-7;1;1;", more=(broken,)), folder)
    assert "this reply cannot be used" in told[0]
    assert "earlier.xml cannot be used, so that nobody can tell what was done before" in told[1]


def test_a_reply_to_another_order_is_named_and_does_not_count(folder: Path) -> None:
    (made,) = results(folder, INVOICE, "R1;PO-7;1;10;")
    assert made.xml is not None
    stray = folder / "stray.xml"
    stray.write_bytes(made.xml.replace(b"PO-7", b"PO-8"))
    (folder / "r.csv").write_text("Nr;Best;Pos;Menge;Preis\nR2;PO-7;1;10;\n", encoding="utf-8")
    run = generate(folder / "m.yaml", [folder / "r.csv", folder / "order.xml", stray])
    assert [one.status for one in run] == ["made"]
    assert [note.reason.endswith("replies to orders that were not given; they do not count") for note in run.notes] == [
        True
    ]


@pytest.mark.parametrize(
    ("line", "quantity", "price", "amount"),
    [("1", "2", "11,00", "22.00"), ("2", "10", "90,00", "900.00"), ("2", "10", "100,00", "900.00"),
     ("3", "200", "1,29", "258.00"), ("3", "100", "129,00", "129.00")],
)  # fmt: skip
def test_a_price_is_billed_as_it_is_meant(folder: Path, line: str, quantity: str, price: str, amount: str) -> None:
    (made,) = results(folder, INVOICE, f"R1;PO-7;{line};{quantity};{price}")
    assert element(made.xml, "PRICE_LINE_AMOUNT") == [amount]


def test_another_price_is_refused_where_it_is_not_clear_what_it_is_for(folder: Path) -> None:
    rows = ("R1;PO-7;2;10;89,00", "R2;PO-7;3;200;1,30")
    first, second = refusals(results(folder, INVOICE, *rows), folder)
    assert first.startswith("r.csv:2, column E 'Preis': 89.00 is another price than that of line '2' of the order, 100")
    assert "has allowances or surcharges" in first
    assert "which is for 100; state price_quantity" in second
    stated = INVOICE + '  price_quantity: "1"\n'
    (made,) = results(folder, stated, "R3;PO-7;3;200;1,30")
    assert element(made.xml, "PRICE_LINE_AMOUNT") == ["260.00"]


def test_the_way_out_is_said_in_the_words_of_a_mapping(folder: Path) -> None:
    (untaxed,) = refusals(results(folder, INVOICE.replace('  tax: "0.19"\n', ""), "R1;PO-7;1;1;"), folder)
    assert "write tax: {rate: 0.19} below header" in untaxed
    unsaid = DELIVERY.replace(', quantity: "{{ Menge }}"', "")
    (twice,) = refusals(results(folder, unsaid, "L1;PO-7;1;;", "L1;PO-7;1;;"), folder)
    assert "which stands in 2 entries, would be delivered; map quantity, or make one line of them: merge:" in twice


def test_a_reply_names_only_what_it_has_a_place_for(tmp_path: Path) -> None:
    told = problems_of(tmp_path, INVOICE + "  delivery_date: {start: 2026-03-01}\n")
    assert "a line of INVOICE has no place for delivery_date; leave it out" in told
    lines = render_reference("INVOICE").split("LINES OF INVOICE, as the reply")[1].split("\n\n")[0]
    assert "delivery_date" not in lines
    assert "price_quantity" in lines
    assert "surcharges" not in render_reference("ORDER").split("LINES OF ORDER")[0].split("HEADER OF ORDER")[1]


def test_amounts_that_are_meant_otherwise_are_told_how(folder: Path) -> None:
    freight = '  surcharges: [{name: Fracht, amount: "5"}]\n  net: "15"\n'
    (reason,) = refusals(results(folder, INVOICE.replace("lines:\n", freight + "lines:\n"), "R1;PO-7;1;1;"), folder)
    assert (
        "15 is stated, but the sum of the lines is 10.00; correct it, or leave it out; net is without freight" in reason
    )
    with pytest.raises(
        BuildError, match=r"but 99\.50 x 250 is 24875\.00; .*; is the price for 100\? then price_quantity: 100"
    ):
        OrderBuilder(
            order_id="PO-8",
            order_date=date(2026, 2, 1),
            buyer=Party("K-1", name="Käufer"),
            supplier=Party("L-1", name="Lieferant"),
            delivery=Party("D-1", name="Lager"),
            currency="EUR",
            lines=[Line("A", quantity=250, price=Decimal("99.50"), amount=Decimal("248.75"))],
        ).build()


def test_a_surcharge_of_a_single_value_is_told_before_the_first_row(tmp_path: Path) -> None:
    text = INVOICE.replace("lines:\n", '  surcharges: "{{ Preis }}"\nlines:\n')
    assert "a surcharge needs a name and an amount; write - name: Surcharge and below it amount: {{ Preis }}" in (
        problems_of(tmp_path, text)
    )
