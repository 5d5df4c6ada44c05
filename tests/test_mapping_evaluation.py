"""From the records of one document to the document, or to every reason why there is none, with its cell and its rule."""

# ruff: noqa: E501  (one case a line reads best)

from __future__ import annotations

import csv
import io
import json
import pickle
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opentrans.generation.mapping import (
    BadValue,
    Context,
    Draft,
    MappingError,
    Problem,
    Refusal,
    Refused,
    Skipped,
    Unused,
    compile_mapping,
    evaluate,
)
from opentrans.generation.sources.joins import Index
from opentrans.generation.sources.orders import ReceivedOrders
from opentrans.generation.sources.shapes import Group
from opentrans.generation.sources.values import Node, Row, Table
from opentrans.model import DispatchNotification, Invoice, Order, OrderResponse
from tests.mapping_parts import (
    FIRST,
    HEAD,
    ORDER,
    PARTNERS,
    SECOND,
    TODAY,
    mapping_of,
    of_rows,
    outcomes,
    partner_file,
)


def draft_of(folder: Path, *rows: str, text: str = ORDER, **settings: str) -> Draft:
    (found,) = of_rows(folder, *rows, text=text, **settings)
    assert isinstance(found, Draft), found
    return found


def faults_of(folder: Path, *rows: str, text: str = ORDER) -> list[str]:
    (found,) = of_rows(folder, *rows, text=text)
    assert isinstance(found, Refused), found
    return [str(one).replace(str(folder), "").replace("/", "").replace("\\", "") for one in found.faults]


def test_rows_become_an_order(tmp_path: Path) -> None:
    draft = draft_of(tmp_path, FIRST, SECOND)
    order = draft.build()
    assert isinstance(order, Order)
    assert draft.name == "ORDER-PO-1.xml"
    assert draft.notices == ()
    info = order.order_header.order_info
    assert info.order_id == "PO-1"
    assert info.order_date.value == date(2026, 11, 21)
    assert [one.party_id[0].value for one in info.parties.party] == ["99000101", "K-10583", "K1"]
    assert info.delivery_date is None
    first, second = order.order_item_list.order_item
    assert first.product_id.supplier_pid is not None
    assert second.product_id.supplier_pid is not None
    assert (first.product_id.supplier_pid.value, second.product_id.supplier_pid.value) == ("00123", "1E5")
    assert order.order_summary is not None
    assert order.order_summary.total_amount == Decimal("1017.50")


def test_all_that_is_wrong_with_a_document_is_told_with_cell_and_rule(tmp_path: Path) -> None:
    bad = "PO-1;21.13.2026;Sonst;70002;K1;Werft;Preussen;x;1.017.50;1;A;00123;zwei;Kiste;499.00;998,00;Notebook"
    assert faults_of(tmp_path, bad) == [
        "orders.csv:2, column B 'Datum': '21.13.2026' is no date of the form %d.%m.%Y (order_date, m.yaml:17)",
        "orders.csv:2, column C 'Versand': the table 'versand' (m.yaml:14) has no entry 'Sonst'; "
        "there are Standard, Express (type, m.yaml:19)",
        "orders.csv:2, column I 'Summe': '1.017.50' is no number; the mapping says decimal: , and thousands: . (total, m.yaml:31)",
        "orders.csv:2, column D 'Lieferant': the partner files (partners.yaml) have no entry '70002' in 'suppliers'; "
        "did you mean '70001'? (supplier, m.yaml:22)",
        "orders.csv:2, column G 'Land': 'Preussen' is no known country; say what it is in a table countries "
        "(delivery.country, m.yaml:27)",
        "orders.csv:2, column H 'Termin': 'x' is no date of the form %d.%m.%Y (delivery_date.start, m.yaml:29)",
        "orders.csv:2, column M 'Menge': 'zwei' is no number (lines[0].quantity, m.yaml:36)",
        "orders.csv:2, column N 'Einheit': 'Kiste' is no known unit; say what it is in a table units (lines[0].unit, m.yaml:37)",
        "orders.csv:2, column O 'Preis': '499.00' is no number; the mapping says decimal: , and thousands: . "
        "(lines[0].price, m.yaml:38)",
    ]


def test_two_values_of_a_header_field_name_both_rows(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, FIRST, SECOND.replace("21.11.2026", "22.11.2026"))
    assert fault == (
        "orders.csv:3, column B 'Datum': '22.11.2026' stands here, but '21.11.2026' in "
        "orders.csv:2, column B 'Datum', and both rows are one document (m.yaml:17)"
    )


def test_header_values_may_stand_on_the_first_row_only(tmp_path: Path) -> None:
    text = ORDER.replace("  key: Auftrag\n", "  key: Auftrag\n  blank_continues: true\n")
    cells = SECOND.split(";")
    draft = draft_of(tmp_path, FIRST, ";".join([""] * 9 + cells[9:]), text=text)
    assert len(draft.lines) == 2


def test_a_needed_value_that_is_blank_is_told(tmp_path: Path) -> None:
    assert faults_of(tmp_path, FIRST.replace(";00123;2;", ";00123;;")) == [
        "orders.csv:2, column M 'Menge': is blank (lines[0].quantity, m.yaml:36)"
    ]
    (fault,) = faults_of(tmp_path, FIRST.replace(";K1;", ";;"))
    assert fault == "orders.csv:2, column E 'Kunde': is blank, and is needed (delivery.id, m.yaml:25)"


def test_what_the_builder_refuses_is_traced_to_its_cell(tmp_path: Path) -> None:
    draft = draft_of(tmp_path, FIRST.replace("1.017,50", "1.000,00"))
    with pytest.raises(Refusal) as caught:
        draft.build()
    (fault,) = caught.value.faults
    assert "orders.csv:2, column I 'Summe': 1000.00 is stated, but the sum of the lines" in str(fault)
    assert fault.rule.endswith("m.yaml:31")


def test_a_check_that_fails_says_both_figures(tmp_path: Path) -> None:
    draft = draft_of(tmp_path, FIRST.replace("1.017,50", "998,00").replace("998,00;Notebook", "999,00;Notebook"))
    with pytest.raises(Refusal) as caught:
        draft.build()
    assert "the export states 999.00, but net is 998.00 (checks, " in str(caught.value)
    tolerant = ORDER.replace("    against: net\n", '    against: net\n    tolerance: "1"\n')
    row = FIRST.replace("1.017,50", "998,00").replace("998,00;Notebook", "999,00;Notebook")
    assert isinstance(draft_of(tmp_path, row, text=tolerant).build(), Order)


@pytest.mark.parametrize(("against", "good"), [("total", "998"), ("net", "998"), ("quantity", "2"), ("lines", "1")])
def test_figures_are_checked_against_the_document(tmp_path: Path, against: str, good: str) -> None:
    for value, right in ((good, True), ("7", False)):
        text = ORDER.split("checks:")[0] + f'checks:\n  - value: "{value}"\n    against: {against}\n'
        draft = draft_of(tmp_path, FIRST.replace("1.017,50", ""), text=text)
        if right:
            assert isinstance(draft.build(), Order)
        else:
            with pytest.raises(Refusal, match=f"the export states 7, but {against} is {good}"):
                draft.build()


def test_rows_that_are_left_out_are_told(tmp_path: Path) -> None:
    text_row = FIRST.replace(";1;A;", ";9;Text;")
    draft = draft_of(tmp_path, FIRST.replace("1.017,50", ""), text_row.replace("1.017,50", ""))
    (notice,) = draft.notices
    assert notice.kind == "skipped"
    assert "orders.csv:3, column K 'Art': left out: {{ Art != 'Text' }} does not hold" in str(notice)
    (found,) = of_rows(tmp_path, text_row)
    assert isinstance(found, Skipped)
    assert "no line is left: all 1 were left out by" in found.reason


def test_a_text_that_is_cut_is_told(tmp_path: Path) -> None:
    draft = draft_of(tmp_path, FIRST.replace("Notebook", "Notebook mit allem"))
    assert draft.lines[0].description == "Notebook mit"
    assert "lines[0].description was cut to 12 characters: 'Notebook mit'" in str(draft.notices[0])


def test_guards_refuse_warn_and_skip(tmp_path: Path) -> None:
    guards = """\
when: "{{ Land != 'Niemandsland' }}"
refuse:
  - when: "{{ Kunde == 'K9' }}"
    reason: "der Kunde {{ Kunde }} ist gesperrt"
warn:
  - when: "{{ Termin is empty }}"
    reason: "kein Termin"
header:
"""
    text = ORDER.replace("header:\n", guards, 1).replace(
        "lines:\n", "lines:\n  refuse: {when: \"{{ Einheit == 'X' }}\", reason: 'Einheit X'}\n", 1
    )
    draft = draft_of(tmp_path, FIRST, text=text)
    assert [one.reason for one in draft.notices] == ["kein Termin"]
    assert "column E 'Kunde': der Kunde K9 ist gesperrt" in faults_of(tmp_path, FIRST.replace("K1", "K9"), text=text)[0]
    assert "column N 'Einheit': Einheit X" in faults_of(tmp_path, FIRST.replace("Stk", "X"), text=text)[0]
    (skipped,) = of_rows(tmp_path, FIRST.replace("Deutschland", "Niemandsland"), text=text)
    assert isinstance(skipped, Skipped)
    assert "does not hold" in skipped.reason


def test_the_trace_leads_from_fields_and_elements_to_cells(tmp_path: Path) -> None:
    draft = draft_of(tmp_path, FIRST, SECOND)
    trace, order = draft.trace(), draft.build()
    steps = {one.target: one for one in trace.steps}
    assert str(steps["lines[1].price"].origins[0]).endswith("orders.csv:3, column O 'Preis'")
    assert steps["lines[1].price"].value == Decimal("19.50")
    assert steps["lines[1].price"].line == 38
    assert steps["currency"].origins == ()
    assert str(steps["supplier"].origins[0]).endswith("column D 'Lieferant'")
    for path, place in (
        ("/ORDER/ORDER_ITEM_LIST/ORDER_ITEM[2]/QUANTITY", "orders.csv:3, column M 'Menge'"),
        ("/ORDER/ORDER_ITEM_LIST/ORDER_ITEM[2]/PRODUCT_PRICE_FIX/PRICE_AMOUNT", "orders.csv:3, column O 'Preis'"),
        ("/ORDER/ORDER_ITEM_LIST/ORDER_ITEM[2]/SOMETHING_ELSE", "orders.csv:3"),
        ("/ORDER/ORDER_ITEM_LIST/ORDER_ITEM[1]/PRODUCT_ID/DESCRIPTION_SHORT", "orders.csv:2, column Q 'Text'"),
        ("/ORDER/ORDER_HEADER/ORDER_INFO/ORDER_DATE", "orders.csv:2, column B 'Datum'"),
        ("/ORDER/ORDER_HEADER/ORDER_INFO/PARTIES/PARTY[3]/ADDRESS/COUNTRY_CODED", "orders.csv:2, column G 'Land'"),
        ("/ORDER/ORDER_HEADER/ORDER_INFO/PARTIES/PARTY[1]/ADDRESS/NAME", "orders.csv:2, column D 'Lieferant'"),
        ("/ORDER/ORDER_SUMMARY/TOTAL_AMOUNT", "orders.csv:2, column I 'Summe'"),
        ("/ORDER/ORDER_HEADER", "orders.csv:2"),
    ):
        assert str(trace.of_element(path, order).origins[0]).endswith(place), path


def test_values_have_conditions_and_defaults(tmp_path: Path) -> None:
    text = ORDER.replace(
        '  price: "{{ Preis }}"\n',
        '  price: {value: "{{ Preis }}", when: "{{ Art != \'gratis\' }}"}\n'
        "  buyer_pid: {value: \"{{ row['Nr'] | default('') }}\", default: \"{{ Pos }}\"}\n",
    ).split("checks:")[0]
    row = FIRST.replace("1.017,50", "")
    assert draft_of(tmp_path, row, text=text).lines[0].price == Decimal("499.00")
    found = draft_of(tmp_path, row.replace(";A;", ";gratis;"), text=text).lines[0]
    assert found.price is None
    assert found.buyer_pid == "1"


def test_a_value_that_is_called_required_is_needed(tmp_path: Path) -> None:
    text = ORDER.replace('description: "{{ Text | cut(12) }}"', 'description: {value: "{{ Text }}", required: true}')
    assert faults_of(tmp_path, FIRST.replace("Notebook", ""), text=text) == [
        "orders.csv:2, column Q 'Text': is blank (lines[0].description, m.yaml:39)"
    ]


def test_lists_take_single_values_conditions_and_each(tmp_path: Path) -> None:
    text = ORDER.replace(
        "lines:\n",
        """\
  remarks:
    - text: "{{ Termin }}"
    - value: "Express"
      when: "{{ Versand == 'Express' }}"
    - each: "{{ lines }}"
      when: "{{ item.Art == 'Text' }}"
      text: "{{ item.Text }}"
      type: order
lines:
  remarks: "{{ Art }}"
  serial_numbers: "{{ Kunde | split('|') }}"
  international_pids: {gtin: "{{ Termin }}", upc: "{{ Pos }}"}
""",
        1,
    )
    note = FIRST.replace(";1;A;", ";9;Text;").replace("Notebook", "Bitte anrufen")
    draft = draft_of(tmp_path, FIRST.replace("K1", "a|b"), note.replace("K1", "a|b"), text=text)
    assert [(one.text, one.type) for one in draft.values["remarks"]] == [("Bitte anrufen", "order")]
    (line,) = draft.lines
    assert (line.remarks, line.serial_numbers, line.international_pids) == (("A",), ("a", "b"), {"upc": "1"})


def test_rows_are_merged_into_one_line(tmp_path: Path) -> None:
    text = ORDER.replace("lines:\n", 'lines:\n  merge: "{{ Pos }}"\n  serial_numbers: "{{ Text }}"\n', 1).split(
        "checks:"
    )[0]
    row = FIRST.replace("1.017,50", "").replace("998,00", "").replace("Notebook", "{}")
    text = text.replace('  description: "{{ Text | cut(12) }}"\n', "")
    (line,) = draft_of(tmp_path, row.format("SN1"), row.format("SN2"), text=text).lines
    assert (line.quantity, line.serial_numbers) == (4, ("SN1", "SN2"))
    (fault,) = faults_of(tmp_path, row.format("SN1"), row.format("SN2").replace("499", "498"), text=text)
    assert "orders.csv:3 and orders.csv:2: 498.00 and 499.00 stand in rows that are one line" in fault


ITEMS = {
    "Nr": "8765",
    "Datum": "2026-11-21T10:15:54.9012402+01:00",
    "Items": [
        {"Lieferant": 70001, "SKU": "00001", "Menge": 2, "Preis": 5.99, "Pakete": [{"Nr": "P1", "Menge": 1}]},
        {"Lieferant": 70002, "SKU": "00002", "Menge": 3, "Preis": 0, "Pakete": []},
        {"Lieferant": 70001, "SKU": "1E5", "Menge": 1, "Preis": 0.1},
    ],
}
NESTED = """\
document: ORDER
source: {format: json}
group: {lines: Items}
split: "{{ Lieferant }}"
header:
  order_id: "{{ Nr }}-{{ part }}"
  order_date: "{{ Datum }}"
  currency: EUR
  buyer: {partner: own}
  supplier: {id: "{{ lines[0].Lieferant }}"}
  delivery: "{{ partner('own') }}"
lines:
  article: "{{ SKU }}"
  quantity: "{{ Menge }}"
  price: {value: "{{ Preis }}", when: "{{ Preis != 0 }}"}
  customer_order_id: "{{ header.Nr }}"
deal: "D-{{ Nr }}"
action: send
"""


def test_a_nested_record_is_split_into_documents(tmp_path: Path) -> None:
    found = outcomes(tmp_path, mapping_of(tmp_path, NESTED), json.dumps(ITEMS), "o.json")
    drafts = [one for one in found if isinstance(one, Draft)]
    assert [one.values["order_id"] for one in drafts] == ["8765-1", "8765-2"]
    assert [[line.article for line in one.lines] for one in drafts] == [["00001", "1E5"], ["00002"]]
    assert [line.price for line in drafts[0].lines] == [Decimal("5.99"), Decimal("0.1")]
    assert drafts[1].lines[0].price is None
    assert (drafts[0].deal, drafts[0].action) == ("D-8765", "send")
    for one in drafts:
        assert isinstance(one.build(), Order)
    places = {step.target: step.origins for step in drafts[1].trace().steps}
    assert str(places["lines[0].quantity"][0]).endswith("o.json, /Items/1/Menge")
    assert str(places["supplier.id"][0]).endswith("o.json, /Items/1/Lieferant")


def test_fields_that_nothing_reads_are_listed(tmp_path: Path) -> None:
    mapping = mapping_of(tmp_path, NESTED)
    header = Node("o.json", "", ITEMS | {"Notiz": "x", "Adresse": {"Ort": "Kiel"}})
    unused = Unused(mapping)
    unused.add(header, [one for one in header.list("Items") if isinstance(one, Node)])
    assert list(unused.found) == ["Notiz", "Adresse.Ort", "Pakete.Nr", "Pakete.Menge"]
    table = Unused(mapping_of(tmp_path))
    drafted = draft_of(tmp_path, FIRST.replace("\n", ""))
    assert isinstance(drafted.scope.header, Row)
    table.add(drafted.scope.header, [drafted.scope.header])
    assert list(table.found) == []


def test_fields_of_xml_that_nothing_reads_are_listed(tmp_path: Path) -> None:
    text = """\
document: ORDER
source: {format: xml, records: orders/order}
group: {lines: order-items/item}
header:
  order_id: "{{ order_number }}"
  order_date: "{{ row['order-date'] }}"
  currency: EUR
  buyer: {id: "{{ bill_to.party.id }}"}
  supplier: {id: S}
lines: {article: "{{ sku }}", quantity: "{{ quantity }}", description: "{{ note | default('') }}"}
"""
    xml = """<orders><order><order-number>1</order-number><order-date>2026-11-21</order-date><message>x</message>
<bill-to><party><id>K</id><fax>7</fax></party></bill-to>
<order-items><item><sku>A</sku><quantity>2</quantity><colour>red</colour></item><item><sku>B</sku><quantity>1</quantity></item></order-items>
</order></orders>"""
    mapping = mapping_of(tmp_path, text)
    (draft,) = outcomes(tmp_path, mapping, xml, "o.xml")
    assert isinstance(draft, Draft), draft
    assert [(line.article, line.quantity) for line in draft.lines] == [("A", 2), ("B", 1)]
    unused = Unused(mapping)
    unused.add(draft.scope.header, [one.scope.row for one in draft.entries])
    assert list(unused.found) == ["message", "bill_to.party.fax", "colour"]


def test_rows_of_several_kinds_are_one_document(tmp_path: Path) -> None:
    text = """\
document: INVOICE
source: {format: csv, delimiter: ";", encoding: utf-8, decimal: ",", header: false, record_type: A}
group: {column: A, header: K, lines: P, others: [F]}
header:
  invoice_id: "{{ B }}"
  invoice_date: "{{ C | date('%Y%m%d') }}"
  currency: EUR
  supplier: {partner: own}
  buyer: {id: "{{ D }}"}
  tax: "0.19"
  surcharges:
    - each: "{{ others }}"
      name: "{{ item.B }}"
      amount: "{{ item.C }}"
      type: freight
lines:
  sort: "{{ E }}"
  article: "{{ B }}"
  quantity: "{{ C }}"
  price: "{{ D }}"
  line_id: "{{ E }}"
  order_line_id: "{{ position }}"
  order_id: "{{ header.B }}"
"""
    rows = "K;RE-1;20261121;K-7;\nP;B;1;2,50;20\nF;Fracht;4,90\nP;A;3;1,00;10\n"
    (draft,) = outcomes(tmp_path, mapping_of(tmp_path, text), rows)
    assert isinstance(draft, Draft), draft
    assert [(line.article, line.line_id, line.order_line_id) for line in draft.lines] == [
        ("A", "10", "2"),
        ("B", "20", "1"),
    ]
    assert [(one.name, one.amount) for one in draft.values["surcharges"]] == [("Fracht", Decimal("4.90"))]
    invoice = draft.build()
    assert isinstance(invoice, Invoice)
    assert invoice.invoice_summary.total_amount == Decimal("12.38")


def test_partner_files_give_further_texts(tmp_path: Path) -> None:
    partners = PARTNERS.replace("name: Nordlicht Distribution}", "name: Nordlicht, extra: {waehrung: CHF}}")
    text = ORDER.replace('"{{ settings.waehrung }}"', "\"{{ partner('suppliers', Lieferant).waehrung }}\"")
    mapping = compile_mapping(text, str(tmp_path / "m.yaml"), partners=[partner_file(tmp_path, partners)])
    (draft,) = outcomes(tmp_path, mapping, f"{HEAD}\n{FIRST}\n{SECOND}\n")
    assert isinstance(draft, Draft)
    assert draft.values["currency"] == "CHF"


def test_fields_beside_a_partner_go_before_its_own(tmp_path: Path) -> None:
    text = ORDER.replace("{partner: own}", '{partner: own, city: "{{ Kunde }}", department: IT}')
    buyer = draft_of(tmp_path, FIRST, SECOND, text=text).values["buyer"]
    assert (buyer.id, buyer.city, buyer.department) == ("K-10583", "K1", "IT")


def test_what_a_line_lacks_is_an_error_of_the_line(tmp_path: Path) -> None:
    data = json.dumps(ITEMS | {"Items": [{"Lieferant": 1, "SKU": "A", "Preis": "5,99"}]})
    (found,) = outcomes(tmp_path, mapping_of(tmp_path, NESTED), data, "o.json")
    assert isinstance(found, Refused)
    texts = [str(one) for one in found.faults]
    assert any("/Items/0: there is no field 'Menge'" in one and "lines[0].quantity" in one for one in texts), texts
    assert any("/Items/0/Preis: the text '5,99' cannot be compared with the number '0'" in one for one in texts), texts


def test_a_document_without_lines_is_refused(tmp_path: Path) -> None:
    (found,) = outcomes(tmp_path, mapping_of(tmp_path, NESTED), json.dumps(ITEMS | {"Items": []}), "o.json")
    assert isinstance(found, Refused)
    assert "there are no lines" in str(found.faults[0])


def test_records_of_a_further_file_are_joined(tmp_path: Path) -> None:
    text = NESTED.replace(
        "header:\n",
        'joined:\n  kopf: {format: json, key: Nr, "on": "{{ Nr }}"}\nheader:\n  customer_order_id: "{{ kopf.Kundennummer }}"\n',
        1,
    )
    mapping = mapping_of(tmp_path, text)
    header = Node("o.json", "", json.loads(json.dumps(ITEMS), parse_float=Decimal))
    group = Group(header, tuple(header.list("Items")))
    other = Node("kopf.json", "/0", {"Nr": "8765", "Kundennummer": "K-7"})
    found = evaluate(mapping, group, Context(TODAY, joined={"kopf": Index([other], ("Nr",))}))
    assert isinstance(found[0], Draft)
    assert found[0].values["customer_order_id"] == "K-7"
    for joined, message in (({}, "the file was not given"), ({"kopf": Index([], ("Nr",))}, "no record has Nr '8765'")):
        (refused,) = evaluate(mapping, group, Context(TODAY, joined=joined))
        assert isinstance(refused, Refused)
        assert message in str(refused.faults[0])


def test_errors_of_the_source_refuse_the_document(tmp_path: Path) -> None:
    (found,) = of_rows(tmp_path, FIRST, SECOND + ";zu viel")
    assert isinstance(found, Refused)
    assert "18 fields where the rows have 17" in str(found.faults[0])


REPLY = """\
document: %s
source: {format: csv, delimiter: ";", encoding: utf-8, decimal: ","}
group: {key: Bestellung}
order:
  number: "{{ Bestellung }}"
  others: refuse
header:
%s
lines:
  line_id: "{{ Pos }}"
  article: "{{ Artikel }}"
  quantity: "{{ Menge }}"
%s
"""
REPLIES = [
    ("ORDERRESPONSE", '  response_date: "{{ today }}"\n  supplier_order_id: "{{ AB }}"', '  delivery_date: "{{ Termin }}"', OrderResponse),
    ("DISPATCHNOTIFICATION", "  dispatch_id: \"LS-{{ AB }}\"\n  dispatch_date: \"{{ today }}\"\n  carrier: DHL\n  packages: \"{{ lines | collect('Paket') }}\"", "", DispatchNotification),
    ("INVOICE", '  invoice_id: "RE-{{ AB }}"\n  invoice_date: "{{ today }}"\n  tax: "0.19"', "", Invoice),
]  # fmt: skip


@pytest.fixture
def received(tmp_path: Path) -> ReceivedOrders:
    path = tmp_path / "received.xml"
    draft_of(tmp_path, FIRST, SECOND).build().save(str(path))
    return ReceivedOrders([str(path)])


def test_kept_are_the_records_that_become_lines_and_lines_are_all(tmp_path: Path) -> None:
    note = SECOND.replace(";2;A;", ";2;Text;")
    refuse = "refuse: [{when: \"{{ (%s | sum('Betrag')) > 1000 }}\", reason: too much}]\n"
    (refused,) = of_rows(tmp_path, FIRST, note, text=refuse % "lines" + ORDER.replace("1.017,50", "998,00"))
    assert isinstance(refused, Refused)
    text = refuse % "kept" + ORDER.replace("lines | sum", "kept | sum")
    rows = [one.replace("1.017,50", "998,00") for one in (FIRST, note)]
    (made,) = of_rows(tmp_path, *rows, text=text)
    assert isinstance(made, Draft), made
    made.build()
    (wrong,) = of_rows(tmp_path, *rows)
    assert isinstance(wrong, Draft)
    with pytest.raises(Refusal, match=r"the export states 1017\.50, but net is 998\.00"):
        wrong.build()


@pytest.mark.parametrize(("document", "header", "line", "cls"), REPLIES)
def test_a_reply_takes_parties_and_line_ids_from_the_received_order(
    tmp_path: Path, received: ReceivedOrders, document: str, header: str, line: str, cls: type[object]
) -> None:
    mapping = mapping_of(tmp_path, REPLY % (document, header, line))
    rows = "Bestellung;AB;Pos;Artikel;Menge;Termin;Paket\nPO-1;AB-7;;00123;2;2026-11-24;0034\nPO-1;AB-7;2;;1;2026-11-24;0035\n"
    (found,) = outcomes(tmp_path, mapping, rows, "reply.csv", received)
    assert isinstance(found, Draft), found
    made = found.build()
    assert isinstance(made, cls)
    xml = made.to_xml().decode()
    assert xml.count("<ORDER_ID>PO-1</ORDER_ID>") >= 1
    assert "Nordlicht Distribution" in xml


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("PO-2;AB-7;;00123;2;;", "column A 'Bestellung': no received ORDER has the number 'PO-2'; there are: 'PO-1'"),
        ("PO-1;AB-7;;4711;2;;", "has no line with the article '4711'"),
        ("PO-1;AB-7;7;;2;;", "has no line '7'"),
        ("PO-1;AB-7;2;00123;1;;", "is not the article '00123'"),
        ("PO-1;AB-7;1;;2;;", "the export says nothing of line 2 of the order"),
    ],
)
def test_an_order_that_does_not_fit_is_told(tmp_path: Path, received: ReceivedOrders, row: str, message: str) -> None:
    document, header, line, _cls = REPLIES[0]
    mapping = mapping_of(tmp_path, REPLY % (document, header, line))
    (found,) = outcomes(
        tmp_path, mapping, f"Bestellung;AB;Pos;Artikel;Menge;Termin;Paket\n{row}\n", "reply.csv", received
    )
    assert isinstance(found, Refused)
    assert message in str(found.faults[0])


def test_lines_of_the_order_that_an_answer_does_not_name_may_be_confirmed(
    tmp_path: Path, received: ReceivedOrders
) -> None:
    document, header, line, _cls = REPLIES[0]
    mapping = mapping_of(tmp_path, REPLY.replace("others: refuse", "others: confirm") % (document, header, line))
    rows = "Bestellung;AB;Pos;Artikel;Menge;Termin;Paket\nPO-1;AB-7;1;;1;2026-11-24;\n"
    (found,) = outcomes(tmp_path, mapping, rows, "reply.csv", received)
    assert isinstance(found, Draft)
    made = found.build()
    assert isinstance(made, OrderResponse)
    assert [one.quantity for one in made.orderresponse_item_list.orderresponse_item] == [1, 1]


def test_without_the_received_order_there_is_no_reply(tmp_path: Path) -> None:
    document, header, line, _cls = REPLIES[0]
    mapping = mapping_of(tmp_path, REPLY % (document, header, line))
    (found,) = outcomes(tmp_path, mapping, "Bestellung;AB;Pos;Artikel;Menge;Termin;Paket\nPO-1;A;1;;1;;\n", "reply.csv")
    assert isinstance(found, Refused)
    assert "no received ORDER was given" in str(found.faults[0])


def test_faults_and_notices_travel_between_processes(tmp_path: Path) -> None:
    (found,) = of_rows(tmp_path, FIRST.replace(";2;Stk", ";x;Kiste"))
    assert isinstance(found, Refused)
    assert pickle.loads(pickle.dumps(found)) == found
    error = MappingError([Problem("m.yaml", 1, 2, "x", "y")])
    refusal = Refusal(found.faults)
    assert pickle.loads(pickle.dumps(error)).problems == error.problems
    assert pickle.loads(pickle.dumps(refusal)).faults == found.faults
    assert str(pickle.loads(pickle.dumps(BadValue("x", "y")))) == "x; y"


NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=20).filter(
    str.strip
)
AMOUNTS = st.decimals(min_value=Decimal("0.01"), max_value=10**9, places=2)


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(NAMES, AMOUNTS, st.integers(1, 10**6), NAMES), min_size=1, max_size=4))
def test_values_arrive_unchanged_from_the_export_to_the_document(
    tmp_path: Path, lines: list[tuple[str, Decimal, int, str]]
) -> None:
    text = ORDER.replace("| cut(12)", "").split("checks:")[0]
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\n")
    writer.writerow(HEAD.split(";"))
    for number, (article, price, quantity, words) in enumerate(lines, 1):
        shown = f"{price:f}".replace(".", ",")
        head = ["PO-1", "21.11.2026", "Standard", "70001", "K1", "Werft", "Deutschland", "", ""]
        writer.writerow([*head, str(number), "A", article, str(quantity), "Stk", shown, "", words])
    (found,) = outcomes(tmp_path, mapping_of(tmp_path, text), stream.getvalue())
    assert isinstance(found, Draft), found
    order = found.build()
    assert isinstance(order, Order)
    made = [
        (one.product_id.supplier_pid.value, one.product_price_fix.price_amount, one.quantity, one.product_id.description_short[0].value)
        for one in order.order_item_list.order_item
        if one.product_id.supplier_pid is not None and one.product_price_fix is not None
    ]  # fmt: skip
    assert made == [(article, price, Decimal(quantity), words) for article, price, quantity, words in lines]


def test_typed_cells_of_a_workbook_become_what_their_fields_need(tmp_path: Path) -> None:
    cells = dict.fromkeys(HEAD.split(";")) | {
        "Auftrag": 4711,
        "Datum": date(2026, 11, 21),
        "Versand": "Express",
        "Lieferant": 70001,
        "Kunde": Decimal("1.50"),
        "Name (Lieferung)": "Werft",
        "Termin": datetime(2026, 12, 1, 8, 30),  # noqa: DTZ001  (as a workbook has it)
        "Artikel-Nr.": 123,
        "Menge": 2,
        "Preis": Decimal("0.1"),
        "Text": "a\r\nb",
    }
    text = ORDER.replace("  decimal", "  timezone: Europe/Berlin\n  decimal").replace(
        "Termin | date('%d.%m.%Y')", "Termin"
    )
    row = Row(Table("o.xlsx", list(cells)), 2, list(cells.values()))
    (draft,) = evaluate(mapping_of(tmp_path, text.split("checks:")[0]), Group(row, (row,)), Context(TODAY))
    assert isinstance(draft, Draft), draft
    assert (draft.values["order_id"], draft.values["delivery"].id) == ("4711", "1.50")
    assert draft.values["order_date"] == date(2026, 11, 21)
    assert draft.values["delivery_date"].start.isoformat() == "2026-12-01T08:30:00+01:00"
    (line,) = draft.lines
    assert (line.article, line.quantity, line.price, line.description) == ("123", 2, Decimal("0.1"), "a\nb")
    without = mapping_of(tmp_path, text.split("checks:")[0].replace("  timezone: Europe/Berlin\n", ""))
    (refused,) = evaluate(without, Group(row, (row,)), Context(TODAY))
    assert isinstance(refused, Refused)
    assert "has no time zone; say in source: timezone" in str(refused.faults[0])


def test_a_text_of_a_mapping_needs_no_file() -> None:
    text = ORDER.replace("{partner: own}", "{id: K}").replace("    partner: suppliers\n    key: ", "    id: ")
    assert compile_mapping(text).header_columns[0][0] == "Auftrag"
