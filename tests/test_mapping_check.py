"""A mapping is checked as a whole before the first row is read: every problem with its line and a way out."""

# ruff: noqa: E501  (one case a line reads best)

from __future__ import annotations

from pathlib import Path

import pytest

from opentrans.generation.mapping import MappingError, compile_mapping, load_mapping, load_partners, render_reference
from opentrans.generation.mapping.checking import FUNCTIONS
from opentrans.generation.mapping.compiler import CONTROLS
from opentrans.generation.mapping.content import LINE_KEYS
from opentrans.generation.mapping.forms import DOCUMENTS, REPLIES, form_of
from opentrans.generation.mapping.targets import Kind, Many, Object, codes_of
from opentrans.generation.mapping.words import FILTERS
from opentrans.generation.sources.values import Row, Table
from tests.mapping_parts import ORDER, PARTNERS, mapping_of, partner_file, problems_of

#: What is replaced in the mapping that is all right, by what, and the only problem that there is then.
WRONG = [
    ("document: ORDER\n", "document: ORDR\n", "m.yaml:1:11: there is no document 'ORDR'; did you mean 'ORDER'?"),
    ("group:\n", "grup:\n", "m.yaml:8:1: a mapping has no 'grup'; did you mean 'group'?"),
    ("  delimiter:", "  delimeter:", "m.yaml:4:3: the format csv has no 'delimeter'; did you mean 'delimiter'?"),
    ("format: csv", "format: cvs", "m.yaml:3:11: there is no format 'cvs'; did you mean 'csv'?"),
    ('decimal: ","', 'decimal: ";"', "m.yaml:6:12: ';' cannot stand before decimals"),
    ('thousands: "."', 'thousands: ","', "m.yaml:7:14: decimal and thousands are the same sign"),
    ('thousands: "."', "timezone: Berlin", "m.yaml:7:13: there is no time zone 'Berlin'; write it as Europe/Berlin or UTC"),
    ('delimiter: ";"', 'delimiter: ";;"', "m.yaml:4:14: delimiter: ';;' is not one character"),
    ('delimiter: ";"', 'delimiter: ""', "m.yaml:4:14: delimiter: '' is not one character"),
    ('delimiter: ";"', 'delimiter: ";"\n  quote: "\\n"', "m.yaml:5:10: quote: '\\n' is not one character"),
    ('delimiter: ";"', 'delimiter: ";"\n  quote: ";"', "m.yaml:5:10: quote and delimiter are the same sign"),
    ('delimiter: ";"', "delimiter: \"'\"\n  quote: none", None),
    ("encoding: utf-8", "encoding: utf-99", "m.yaml:5:13: encoding: there is no encoding 'utf-99'; usual ones are utf-8"),
    ("encoding: utf-8", "encoding: hex", "m.yaml:5:13: encoding: there is no encoding 'hex'"),
    ("    values: {Standard: standard, Express: express}", "    {file: x.csv, key: A, value: B, delimiter: ab}", "m.yaml:14:48: delimiter: 'ab' is not one character"),
    ("  encoding: utf-8", "  skip_rows: two", "m.yaml:5:14: skip_rows: 'two' is no whole number"),
    ("  encoding: utf-8", "  header: yes", "m.yaml:5:11: header: 'yes' is neither true nor false"),
    ("  key: Auftrag", "  kex: Auftrag", "m.yaml:9:3: group has no 'kex'; there are lines"),
    ("  key: Auftrag", "  key: Auftrag\n  scatterd: true", "m.yaml:10:3: group has no 'scatterd'; did you mean 'scattered'?"),
    ("{Standard: standard, Express: express}", "[standard]", "m.yaml:14:13: values is a map"),
    ("express}", "express}\n    missing: ignore", "m.yaml:15:14: missing is error, keep or default, not 'ignore'"),
    ("express}", "express}\n    missing: default", "m.yaml:14:5: default is missing"),
    ("  order_id:", "  order_ids:", "m.yaml:16:3: ORDER has no field 'order_ids'; did you mean 'order_id'"),
    ("    id: ", "    nr: ", "m.yaml:25:5: Party has no field 'nr'"),
    ("    id: ", "    nr: ", "m.yaml:25:5: Party needs id; write id: ..."),
    ("  line_id:", "  order_line_id:", "m.yaml:34:3: a line of ORDER has no place for order_line_id; leave it out"),
    ("  quantity:", "  quantitiy:", "m.yaml:33:3: a line needs quantity; write quantity: ... below lines"),
    ("  quantity:", "  quantitiy:", "m.yaml:36:3: a line has no field 'quantitiy'; did you mean 'quantity'"),
    ("| unit", "| unt", "m.yaml:37:9: there is no filter 'unt'; did you mean 'unit'"),
    ("lookup('versand')", "lookup('versandt')", "m.yaml:19:9: there is no table 'versandt'; did you mean 'versand'?"),
    ("lookup('versand')", "lookup(Art)", "m.yaml:19:9: the arguments of lookup are written as they are; it is written lookup(table)"),
    ("settings.waehrung", "settings.wahrung", "m.yaml:18:13: there is no setting 'wahrung'; did you mean 'waehrung'?"),
    ('"{{ settings.waehrung }}"', "Euro", "m.yaml:18:13: 'Euro' is no code of a currency; translate it: | currency"),
    ("waehrung: EUR", "waehrung: EURO", "m.yaml:18:13: 'EURO' is no code of a currency"),
    ('waehrung: EUR', 'waehrung: ""', "m.yaml:18:13: the setting 'waehrung' is blank; give it with --set waehrung=..."),
    ("type: optional", "type: optionl", "m.yaml:30:11: 'optionl' is none of optional, fixed; did you mean 'optional'?"),
    ('"{{ Summe }}"', '"1,50"', "m.yaml:31:10: '1,50' is no number; write the decimals behind a point"),
    ('"{{ Summe }}"', "", "m.yaml:31:9: there is no value; leave the line out"),
    ('"{{ Summe }}"', "[1]", "m.yaml:31:10: a list stands where a single value should (number)"),
    ('"{{ Summe }}"', '"{{ Datum | date }}"', "m.yaml:31:10: the expression gives a date, the field takes a number"),
    ('"{{ Summe }}"', '"{{ lines }}"', "m.yaml:31:10: the expression gives a list, the field takes a number"),
    ('"{{ Summe }}"', '"{{ Summe"', "m.yaml:31:10: '{{ Summe' holds {{ without }}"),
    ('"{{ Summe }}"', '"{{- Summe }}"', "m.yaml:31:10: '{{-' has no meaning here"),
    ('"{{ Summe }}"', '"{{ Summe Betrag }}"', "m.yaml:31:10: 'Summe Betrag' is no expression"),
    ('"{{ Summe }}"', "{value: x, valeu: y}", "m.yaml:31:21: a value has no 'valeu'; did you mean 'value'?"),
    ('"{{ Summe }}"', "{default: x}", "m.yaml:31:10: value is missing"),
    ("row['Artikel-Nr.']", "Artikel-Nr.", "a column with spaces or signs in its name is written row['Menge (Stk.)']"),
    ("'%d.%m.%Y') }}\"\n  currency", "'TT.MM.JJJJ') }}\"\n  currency", "m.yaml:17:15: 'TT.MM.JJJJ' is no form of a date"),
    ("'%d.%m.%Y') }}\"\n  currency", "'%d. %B %Y') }}\"\n  currency", "m.yaml:17:15: '%d. %B %Y' is no form of a date; only %d"),
    ("cut(12)", "cut('12')", "m.yaml:39:16: the filter cut does not take '12'; it is written cut(length)"),
    ("cut(12)", "cut", "m.yaml:39:16: the filter cut does not take that: missing a required argument: 'length'"),
    ("cut(12)", "cut(12, 13)", "m.yaml:39:16: the filter cut does not take that: too many positional arguments"),
    ("{{ Art != 'Text' }}", "{{ Art }}", "m.yaml:33:9: this is neither true nor false; compare it"),
    ("{{ Art != 'Text' }}", "ja", "m.yaml:33:9: a condition is an expression"),
    ("{{ Art != 'Text' }}", "{{ Pos > 3 }}", "m.yaml:33:9: the cells of this source are text, and are compared with a number"),
    ("{{ Art != 'Text' }}", "{{ Pos is odd }}", "m.yaml:33:9: there is no test 'is odd'; there is only: is empty, is not empty"),
    ('"{{ Preis }}"', '"{{ Preis * 2 }}"', "m.yaml:38:10: a text cannot be calculated with; read it as a number: | number"),
    ('"{{ Preis }}"', '"{{ number(Preis) }}"', "it is a filter: value | number(decimal=..., thousands=...)"),
    ('"{{ Preis }}"', '"{{ frist(Preis, Betrag) }}"', "m.yaml:38:10: there is no function 'frist'; did you mean 'first'?"),
    ('"{{ Preis }}"', '"{{ item.x }}"', "m.yaml:38:10: 'item' means nothing here; there are header, kept, lines,"),
    ('"{{ Preis }}"', '"{{ Preis if Art }}"', "m.yaml:38:10: this is neither true nor false"),
    ('"{{ Preis }}"', '"{{ Preis or Betrag }}"', "the first that is not blank is first(a, b)"),
    ("partner: suppliers", "partner: supplier", "have no section 'supplier'; did you mean 'suppliers'?"),
    ('    key: "{{ Lieferant }}"\n', '    key: "70009"\n', "have no entry '70009' in 'suppliers'; did you mean '70001'?"),
    ('    key: "{{ Lieferant }}"\n', "", None),
    ("{partner: own}", "{key: x}", "m.yaml:20:11: key stands without partner"),
    ("{partner: own}", "Fördewind", None),
    ("against: net", "against: netto", "m.yaml:42:14: nothing is checked against 'netto'; did you mean 'net'?"),
    ("    against: net\n", "", "m.yaml:41:5: a check has value and against"),
    ("header:\n  order_id", "order: {nummer: x}\nheader:\n  order_id", "m.yaml:15:1: an ORDER answers no order; leave the section out"),
]  # fmt: skip


def test_the_mapping_that_the_others_are_made_of_is_all_right(tmp_path: Path) -> None:
    assert problems_of(tmp_path, ORDER) == ""


@pytest.mark.parametrize(("old", "new", "message"), WRONG)
def test_what_is_wrong_is_said_at_its_line(tmp_path: Path, old: str, new: str, message: str | None) -> None:
    assert old in ORDER
    found = problems_of(tmp_path, ORDER.replace(old, new, 1))
    if message is None:
        assert found == ""
    else:
        assert message in found


def test_all_problems_come_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = (
        ORDER.replace("| unit", "| unt").replace("order_date:", "order_dat:").replace("type: optional", "type: optionl")
    )
    found = problems_of(tmp_path, text).splitlines()
    assert [one.split(":")[1] for one in found] == ["16", "17", "30", "37"]
    assert "ORDER needs order_date" in found[0]


@pytest.mark.parametrize("section", ["document", "source", "header", "lines"])
def test_no_mapping_is_without_its_sections(tmp_path: Path, section: str) -> None:
    lines = ORDER.splitlines(keepends=True)
    start = next(number for number, line in enumerate(lines) if line.startswith(f"{section}:"))
    end = next((number for number in range(start + 1, len(lines)) if not lines[number].startswith(" ")), len(lines))
    assert f"{section} is missing" in problems_of(tmp_path, "".join(lines[:start] + lines[end:]))


def test_a_pointer_to_records_begins_with_a_slash(tmp_path: Path) -> None:
    text = ORDER.replace('format: csv\n  delimiter: ";"', "format: json\n  records: orders").replace(
        "key: Auftrag", "lines: x"
    )
    assert "m.yaml:4:12: records: 'orders' is no JSON pointer; write /orders" in problems_of(tmp_path, text)
    assert problems_of(tmp_path, text.replace("records: orders", "records: /orders")) == ""


def test_a_setting_that_is_not_there_is_refused_with_a_suggestion(tmp_path: Path) -> None:
    found = problems_of(tmp_path, ORDER, wahrung="CHF")
    assert found == "m.yaml: --set wahrung=...: the mapping has no setting 'wahrung'; did you mean 'waehrung'?"


def test_a_setting_is_one_of_its_choices(tmp_path: Path) -> None:
    text = ORDER.replace("  waehrung: EUR", "  waehrung: {default: EUR, choices: [EUR, CHF]}")
    assert problems_of(tmp_path, text, waehrung="CHF") == ""
    assert "the setting 'waehrung' is one of EUR, CHF, not 'USD'" in problems_of(tmp_path, text, waehrung="USD")


def test_a_table_may_be_a_csv_file_beside_the_mapping(tmp_path: Path) -> None:
    (tmp_path / "versand.csv").write_text("Code;Typ\nStandard;standard\n", encoding="utf-8")
    inline = "    values: {Standard: standard, Express: express}"
    assert problems_of(tmp_path, ORDER.replace(inline, "    file: versand.csv\n    key: Code\n    value: Typ")) == ""
    missing = problems_of(tmp_path, ORDER.replace(inline, "    file: versandt.csv\n    key: Code\n    value: Typ"))
    assert "m.yaml:14:11:" in missing
    assert "versandt.csv" in missing
    column = problems_of(tmp_path, ORDER.replace(inline, "    file: versand.csv\n    key: Kode\n    value: Typ"))
    assert "there is no column 'Kode'; did you mean 'Code'?" in column


def test_a_table_with_two_values_for_a_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "versand.csv").write_text("Code;Typ\nS;standard\nS;express\n", encoding="utf-8")
    inline = "    values: {Standard: standard, Express: express}"
    found = problems_of(tmp_path, ORDER.replace(inline, "    file: versand.csv\n    key: Code\n    value: Typ"))
    assert "'S' stands here and in row 2, with different values" in found


def test_an_order_that_is_answered_gives_the_parties(tmp_path: Path) -> None:
    text = """\
document: INVOICE
source: {format: csv}
group: {key: Nr}
order: {number: "{{ Bestellung }}"}
header:
  invoice_id: "{{ Nr }}"
  invoice_date: "{{ Datum }}"
lines:
  article: "{{ Artikel }}"
  quantity: "{{ Menge }}"
"""
    assert problems_of(tmp_path, text) == ""
    assert "a line needs line_id or article" in problems_of(tmp_path, text.replace("  article:", "  price:"))
    assert "order needs number" in problems_of(tmp_path, text.replace("number:", "nr:"))
    assert "INVOICE has no field 'buyer'" in problems_of(
        tmp_path, text.replace("  invoice_id", "  buyer: x\n  invoice_id")
    )


def test_partner_files_are_checked_too(tmp_path: Path) -> None:
    good = partner_file(tmp_path)
    for old, new, message in (
        ("name: Fördewind", "nmae: Fördewind", "partners.yaml:2:24: Party has no field 'nmae'; did you mean 'name'"),
        ("id: K-10583, ", "", "partners.yaml:2:10: Party needs id"),
        ("country: DE", "country: Deutschland", "'Deutschland' is no code of a country"),
        ('rate: "0.19"', 'rate: "19"', "partners.yaml:6:10: 19 is no factor; write 0.19 for 19 %"),
        ("id: K-10583", 'id: "{{ Kunde }}"', "partner files hold no expressions"),
        ('rate: "0.19"', 'rate: "{{ Satz }}"', "partner files hold no expressions"),
    ):
        assert old in PARTNERS
        with pytest.raises(MappingError) as caught:
            load_partners([partner_file(tmp_path, PARTNERS.replace(old, new, 1), "wrong.yaml")])
        assert message.replace("partners.yaml", "wrong.yaml") in str(caught.value)
    assert load_partners([good]).sections["own"]["firma"].party.name == "Fördewind IT-Systemhaus GmbH"


def test_partner_files_come_together_unless_they_contradict(tmp_path: Path) -> None:
    one = partner_file(tmp_path)
    other = partner_file(tmp_path, 'suppliers:\n  "70002": {id: X, name: Y}\n', "b.yaml")
    assert set(load_partners([one, other]).sections["suppliers"]) == {"70001", "70002"}
    third = partner_file(tmp_path, 'suppliers:\n  "70001": {id: X, name: Y}\n', "c.yaml")
    with pytest.raises(MappingError) as caught:
        load_partners([one, third])
    assert "'70001' stands in" in str(caught.value)
    assert "partners.yaml:4 too, with other values" in str(caught.value)


def test_a_mapping_may_name_its_partner_files(tmp_path: Path) -> None:
    partner_file(tmp_path)
    path = tmp_path / "m.yaml"
    path.write_text("partners: partners.yaml\n" + ORDER, encoding="utf-8")
    assert load_mapping(str(path)).document == "ORDER"
    path.write_text("partners: partner.yaml\n" + ORDER, encoding="utf-8")
    with pytest.raises(MappingError, match=r"m\.yaml:1:1.*partner\.yaml"):
        load_mapping(str(path))


def test_without_partner_files_a_mapping_that_needs_them_is_refused() -> None:
    with pytest.raises(MappingError) as caught:
        compile_mapping(ORDER)
    assert "have no section 'own'; give the file with --partners FILE" in str(caught.value)


def test_columns_that_a_table_does_not_have_are_told_before_the_first_group(tmp_path: Path) -> None:
    table = Table("o.csv", ["Auftrag", "Datum", "Mengen"])
    found = [str(one) for one in mapping_of(tmp_path).missing_columns(Row(table, 2, ["1", "2", "3"]))]
    assert any(one.endswith("o.csv has no column 'Menge'; did you mean 'Mengen'?") for one in found)
    assert any("o.csv has no column 'Betrag'" in one for one in found)
    assert not any("no column 'Auftrag'" in one for one in found)


def _fields(kind: Kind, seen: set[str]) -> set[str]:
    if isinstance(kind, Many):
        return _fields(kind.item, seen)
    if not isinstance(kind, Object) or kind.cls.__name__ in seen:
        return set()
    seen.add(kind.cls.__name__)
    return {*kind.fields, *(name for one in kind.fields.values() for name in _fields(one.kind, seen))}


def test_no_field_has_the_name_of_a_word_of_the_language() -> None:
    seen: set[str] = set()
    for document in DOCUMENTS:
        for reply in (False, True) if document in REPLIES else (False,):
            form = form_of(document, reply=reply)
            inner = set().union(
                *(_fields(one.kind, seen) for one in form.header.values()), _fields(Object(form.line), seen)
            )
            assert not inner & {*CONTROLS, "value"}
            assert not Object(form.line).fields.keys() & set(LINE_KEYS)


def test_the_reference_names_every_field_filter_and_function() -> None:
    text = render_reference()
    for name in (
        *FILTERS,
        *FUNCTIONS,
        "order_id",
        "serial_numbers",
        "HEADER OF INVOICE",
        "FIELDS OF ReplyLine",
        "blank_continues",
    ):
        assert name in text
    assert "HEADER OF INVOICE" not in render_reference("ORDER")


def test_codes_are_those_of_the_schema() -> None:
    assert {"C62", "HUR", "KGM"} <= codes_of("dtPUNIT")
    assert "PCE" not in codes_of("dtPUNIT")
    assert {"DE", "CH"} <= codes_of("dtCOUNTRIES")
