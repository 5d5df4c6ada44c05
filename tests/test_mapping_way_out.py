"""What is wrong with a mapping is said once, at its line, with the way out, and nothing that follows from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from opentrans.generation.mapping import Draft, MappingError, Refused, load_mapping
from opentrans.generation.sources.values import Row, Table
from tests.mapping_parts import FIRST, ORDER, PARTNERS, SECOND, mapping_of, of_rows, partner_file, problems_of

SIMPLE = ORDER.replace("buyer: {partner: own}", "buyer: {id: B1, name: Werft, country: DE}")
#: A setting of the source that is wrong, and what is said of it.
WRONG = [
    ('delimiter: ";"', 'delimiter: "||"', "m.yaml:4:14: delimiter: '||' is not one character"),
    ('delimiter: ";"', 'delimiter: ""', "m.yaml:4:14: delimiter: '' is not one character"),
    ('delimiter: ";"', 'delimiter: ";"\n  quote: ""', "m.yaml:5:10: quote: '' is not one character"),
    ('delimiter: ";"', 'delimiter: ";"\n  quote: null', "m.yaml:5:10: quote: 'null' is not one character"),
    ("encoding: utf-8", "encoding: hex", "m.yaml:5:13: encoding: there is no encoding 'hex'"),
    ("encoding: utf-8", "encoding: rot13", "m.yaml:5:13: encoding: there is no encoding 'rot13'"),
    ("encoding: utf-8", 'encoding: "a\\0b"', "m.yaml:5:13: encoding: there is no encoding 'a\\x00b'"),
    ("encoding: utf-8", "skip_rows: 99999999999", "m.yaml:5:14: skip_rows: 99,999,999,999 rows are not left out"),
    ("key: Auftrag\n", "key: []\n", "m.yaml:9:8: key: the list is empty; name at least one"),
    ("{Standard: standard, Express: express}", "x", "m.yaml:14:13: values is a map"),
    ("waehrung: EUR", "waehrung: {default: EUR, choices: {a: b}}", "m.yaml:11:37: choices: a list should stand here"),
]


@pytest.mark.parametrize(("old", "new", "message"), WRONG)
def test_a_fault_of_the_source_a_table_or_a_setting_is_told_alone(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in SIMPLE
    (found,) = problems_of(tmp_path, SIMPLE.replace(old, new, 1)).splitlines()
    assert message in found


def test_a_key_of_the_file_with_the_headers_is_not_empty(tmp_path: Path) -> None:
    found = problems_of(tmp_path, SIMPLE + "headers: {format: csv, key: []}\n")
    assert "key: the list is empty" in found or "the list is empty; name at least one" in found


def test_a_fault_in_a_partner_file_is_told_alone(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(ORDER, encoding="utf-8")
    wrong = partner_file(tmp_path, PARTNERS.replace("name: Nordlicht", "nmae: Nordlicht"), "wrong.yaml")
    for given in ([wrong], [partner_file(tmp_path), wrong]):
        with pytest.raises(MappingError) as caught:
            load_mapping(str(path), partners=given)
        (problem,) = caught.value.problems
        assert "wrong.yaml:4:29: Party has no field 'nmae'" in str(problem)
    path.write_text("partners: nothing.yaml\n" + ORDER, encoding="utf-8")
    with pytest.raises(MappingError) as caught:
        load_mapping(str(path))
    (problem,) = caught.value.problems
    assert "nothing.yaml" in str(problem)


INVOICE = """\
document: INVOICE
source: {format: csv, delimiter: ";", encoding: utf-8, decimal: ",", thousands: "."}
group: {key: Auftrag}
split: "{{ Art }}"
header:
  invoice_id: "{{ Auftrag }}-{{ part }}"
  invoice_date: "{{ Datum | date('%d.%m.%Y') }}"
  currency: EUR
  order_id: "{{ Auftrag }}"
  tax: "{{ '19' | tax }}"
  buyer: {id: B1, name: Werft}
  supplier: {id: S1, name: Lief, vat_id: DE123456788}
  surcharges:
    - name: Fracht
      type: freight
      amount: "{{ Summe }}"
lines:
  order_line_id: "{{ Pos }}"
  article: "{{ row['Artikel-Nr.'] }}"
  quantity: "{{ Menge }}"
  price: "{{ Preis }}"
"""


def test_split_does_not_repeat_what_is_added_once(tmp_path: Path) -> None:
    found = problems_of(tmp_path, INVOICE)
    assert found == (
        "m.yaml:14:7: split makes several documents, and each of them would have these surcharges in full; "
        'write when: "{{ part == 1 }}" for the first only, or when: "{{ part >= 1 }}" for each of them'
    )
    assert problems_of(tmp_path, INVOICE.replace('split: "{{ Art }}"\n', "")) == ""
    assert (
        problems_of(tmp_path, INVOICE.replace('"{{ Summe }}"', '"{{ ((Summe | number) / parts) | round(2) }}"')) == ""
    )
    text = INVOICE.replace("      type: freight\n", '      type: freight\n      when: "{{ part == 1 }}"\n')
    made = of_rows(tmp_path, FIRST, SECOND.replace(";A;1E5", ";B;1E5"), text=text)
    assert [len(one.values.get("surcharges", ())) for one in made if isinstance(one, Draft)] == [1, 0]


def test_spaces_around_what_splits_do_not_count(tmp_path: Path) -> None:
    text = INVOICE.replace("      type: freight\n", '      type: freight\n      when: "{{ part == 1 }}"\n')
    made = of_rows(tmp_path, FIRST, SECOND.replace(";A;1E5", "; A ;1E5"), text=text)
    assert [len(one.lines) for one in made if isinstance(one, Draft)] == [2]


def test_what_merged_rows_differ_in_is_told_in_words(tmp_path: Path) -> None:
    merged = ORDER.split("checks:")[0].replace("lines:\n", "lines:\n  merge: \"{{ row['Artikel-Nr.'] }}\"\n")
    (one,) = of_rows(tmp_path, FIRST, FIRST.replace("499,00", ""), text=merged)
    assert isinstance(one, Refused)
    assert "nothing and 499.00 stand in rows that are one line together" in str(one.faults[0])


@pytest.mark.parametrize(("document", "fitting"), [("ORDER", "send"), ("ORDERRESPONSE", "confirm or reject")])
def test_an_action_fits_its_document(tmp_path: Path, document: str, fitting: str) -> None:
    text = ORDER.replace("document: ORDER", f"document: {document}")
    assert f"invoice is no action for {document}; {fitting}" in problems_of(tmp_path, text + "action: invoice\n")
    assert "is no action for" not in problems_of(tmp_path, text + f"action: {fitting.split(maxsplit=1)[0]}\n")
    found = problems_of(tmp_path, text.replace(f"document: {document}", "document: QUOTATION") + "action: send\n")
    assert "ITscope has no action that takes a document of the type QUOTATION; leave the line out" in found


def test_an_action_of_the_export_fits_the_document_too(tmp_path: Path) -> None:
    (one,) = of_rows(tmp_path, FIRST, text=ORDER.split("checks:")[0] + 'action: "{{ Versand }}"\n')
    assert isinstance(one, Refused)
    assert "'Standard' is none of send" in str(one.faults[0])


def test_a_column_with_a_dash_is_no_difference(tmp_path: Path) -> None:
    found = problems_of(tmp_path, ORDER.replace('"{{ Preis }}"', '"{{ WE-Adresse }}"'))
    assert "a text cannot be calculated with; if WE-Adresse is one column, write row['WE-Adresse']; else read" in found
    found = problems_of(tmp_path, ORDER.replace('"{{ Preis }}"', '"{{ Preis - Rabatt }}"'))
    assert found.endswith("a text cannot be calculated with; read it as a number: | number")


def test_a_missing_column_that_is_part_of_a_name_says_how_that_is_written(tmp_path: Path) -> None:
    mapping = mapping_of(tmp_path)
    table = Table("o.csv", ["Auftrag", "Menge (Stk.)", "Netto-Preis"])
    found = [str(one) for one in mapping.missing_columns(Row(table, 2, ["1", "2", "3"]))]
    assert any(
        "no column 'Menge'; a column with spaces or signs in its name is written row['Menge (Stk.)']" in one
        for one in found
    )
    assert any("row['Netto-Preis']" in one for one in found)
