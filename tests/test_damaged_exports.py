"""Damaged exports and mappings: the report names file, row, column and line of the mapping; all else comes out."""

# ruff: noqa: E501  (one case a line reads best)

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from opentrans.generation.mapping import MappingError
from tests.shipped_damage import AS_WORKBOOK, Case, json_file, place, reply, workbook, xml_file
from tests.shipped_parts import run


def _cell(name: str, row: int, column: str, value: str, says: str, target: str, rule: str) -> Case:
    """A damaged cell of a line."""
    return Case(name, (place(row, column) + says, f"({target}, "), rule, {(row, column): value})


def _header(name: str, column: str, value: str, says: str, target: str, rule: str, **more: Any) -> Case:
    """A damaged value of the header, on both rows of its order."""
    return Case(name, (place(4, column) + says, f"({target}, "), rule, {(4, column): value, (5, column): value}, **more)


_CELLS = [
    _cell("wrong locale", 4, "Einzelpreis", "849.00", "'849.00' is no number; the mapping says decimal: ,", "lines[0].price", "price:"),
    _cell("text in a number", 5, "Menge", "zehn", "'zehn' is no number", "lines[1].quantity", "quantity:"),
    _cell("exponent in a number", 4, "Menge", "1E5", "'1E5' is no number", "lines[0].quantity", "quantity:"),
    _cell("no quantity", 4, "Menge", "", "is blank", "lines[0].quantity", "quantity:"),
    Case("quantity 0", (place(4, "Menge") + "0 cannot be ordered; leave the line out", "(lines[0].quantity, "), "quantity:", {(4, "Menge"): "0", (4, "Betrag"): ""}),
    _cell("unknown unit", 4, "Einheit", "Kiste", "'Kiste' is no known unit; say what it is in a table", "lines[0].unit", "unit:"),
    _cell("unit of two meanings", 4, "Einheit", "M", "'M' does not tell the unit: M may be a metre,", "lines[0].unit", "unit:"),
    _cell("amount that does not agree", 4, "Betrag", "1.689,00", "1689.00 is stated, but 849.00 x 2 is 1698.00", "lines[0].amount", "amount:"),
    _cell("number of a line twice", 5, "Position", "1", "'1' is the number of lines[0] too", "lines[1].line_id", "line_id:"),
    _cell("no article", 4, "Artikelnummer", "", "is missing; ITscope finds the product by it", "lines[0].article", "article:"),
    _cell("control character", 4, "Bezeichnung", "Note\x01book", "holds the character '\\x01', which XML cannot", "lines[0].description", "description:"),
    _header("unknown partner", "Lieferant", "70002", "the partner files (partners.yaml) have no entry '70002' in 'suppliers'; did you mean '70001'?", "supplier", "supplier:"),
    _header("date of another form", "Bestelldatum", "2026-11-02", "'2026-11-02' is no date of the form %d.%m.%Y", "order_date", "order_date:"),
    _header("day of no calendar", "Bestelldatum", "31.02.2026", "'31.02.2026' is no date of the form", "order_date", "order_date:"),
    _header("unknown country", "Liefer-Land", "Preussen", "'Preussen' is no known country", "delivery.country", "country:"),
    _header("unknown currency", "Währung", "Taler", "'Taler' is no known currency", "currency", 'currency: "{{'),
    _header("sum that does not agree", "Gesamtbetrag", "1.900,00", "1900.00 is stated, but the sum of the lines without tax is 1836.50", "total", "total:"),
    _header("neither yes nor no", "Streckengeschäft", "x", "'x' is neither 'J' nor 'N'", "dropshipment", "dropshipment:"),
    _header("no name", "Liefername", "", "is missing; ITscope wants the name of who gets the goods", "delivery.name", "name:"),
    _header("number too long", "Bestellnummer", "PO-2026-11-000000007", "'PO-2026-11-000000007' has 20 characters, ITscope takes 18", "order_id", "order_id:"),
    _header("text too long", "Liefer-Straße", "x" * 60, "has 60 characters; at most 50 are allowed", "delivery.street", "street:"),
    Case("two header values in a group", (place(5, "Bestelldatum") + "'03.11.2026' stands here, but '02.11.2026' in ", "orders.csv:4, column B"), "order_date:", {(5, "Bestelldatum"): "03.11.2026"}),
    Case("two suppliers in a group", (place(5, "Lieferant") + "'70009' stands here, but '70001' in ", "orders.csv:4, column C"), "supplier:", {(5, "Lieferant"): "70009"}),
    Case("blank key", (place(5, "Bestellnummer") + "the key (Bestellnummer) is blank; if such rows continue",), cells={(5, "Bestellnummer"): ""}),
    Case("scattered group", ("orders.csv:6: the key 'PO-1' stands here and again at 2, with other documents between",), cells={(6, "Bestellnummer"): "PO-1", (7, "Bestellnummer"): "PO-1"}, made=("PO-2",)),
    Case("duplicate order", ("orders.csv:6 and orders.csv:2: the name 'ORDER-PO_1.xml' is that of the document from orders.csv:2 too",), cells={(2, "Bestellnummer"): "PO/1", (3, "Bestellnummer"): "PO/1", (6, "Bestellnummer"): "PO*1", (7, "Bestellnummer"): "PO*1"}, made=("PO/1", "PO-2")),
    Case("name that leads out of the folder", (), cells={(4, "Bestellnummer"): "../../x", (5, "Bestellnummer"): "../../x"}, made=("PO-1", "../../x", "PO-3")),
]  # fmt: skip


_WHOLE_ROW = "PO-2;02.11.2026;70001;10.11.2026;L-1;"
_FILES = [
    Case("delimiter without quotes", ("orders.csv:4: 22 fields where the rows have 21; a field that holds the delimiter has to",), text=[(_WHOLE_ROW + "Werft", _WHOLE_ROW + "Werft;")]),
    Case("row that is cut off", ("orders.csv:4: 5 fields where the rows have 21; the row is cut off",), text=[(_WHOLE_ROW, "PO-2;02.11.2026;70001;10.11.2026;L-1\r\n" + _WHOLE_ROW)]),
    Case("broken quoting", ("orders.csv:4: broken quoting: behind a closing quote stands neither",), text=[(_WHOLE_ROW + "Werft", _WHOLE_ROW + '"Werft"')]),
    Case("quote that is never closed", ("orders.csv:6: a quoted field that is never closed (lines 6 to 7): nothing behind it could be read",), text=[("PO-3;02.11.2026;70001;10.11.2026;L-1;", 'PO-3;02.11.2026;70001;10.11.2026;L-1;"')], made=("PO-1",)),
    Case("truncated file", ("orders.csv:7: 10 fields where the rows have 21; the row is cut off",), data=lambda data: data[:-60], made=("PO-1", "PO-2")),
    Case("UTF-8 in place of cp1252", ("orders.csv: the file is in utf-8", "not in cp1252; set the encoding to utf-8"), data=lambda data: data.decode("cp1252").encode("utf-8"), made=()),
    Case("cp1252 in place of UTF-8", ("orders.csv:1: byte 0xDF at offset 90 is not utf-8; the file looks like cp1252",), mapping=[("encoding: cp1252", "encoding: utf-8")], made=()),
    Case("UTF-16", ("orders.csv: the file is in utf-16", "set the encoding to utf-16"), data=lambda data: data.decode("cp1252").encode("utf-16"), made=()),
    Case("wrong delimiter", ("orders.csv:1: with the delimiter ',' there is only one column", "set the delimiter to ';'"), mapping=[('delimiter: ";"', 'delimiter: ","')], made=()),
    Case("missing column", ("orders.csv has no column 'Menge'; did you mean 'Mnge'?",), "quantity:", text=[(";Menge;", ";Mnge;")], made=()),
    Case("missing column of the key", ("orders.csv has no column 'Bestellnummer'",), "order_id:", text=[("Bestellnummer;", "Auftrag;")], made=()),
    Case("column twice", ("orders.csv has no column 'Einzelpreis'; a column with spaces or signs in its name is written row['Einzelpreis (1)']",), "price:", text=[(";Betrag\r", ";Einzelpreis\r")], made=()),
    Case("empty file", ("orders.csv: the file has no rows",), data=lambda _data: b"", made=()),
]  # fmt: skip


def _sheet(name: str, cell: str, value: object, says: str, rule: str) -> Case:
    """A damaged cell of a workbook."""
    made = workbook(lambda sheet: sheet.__setitem__(cell, value))
    return Case(name, (says,), rule, mapping=AS_WORKBOOK, sources=made)


_SHEETS = [
    _sheet("formula without a value", "T4", "=2*3", "orders.xlsx:4 (sheet 'Sheet'), column T 'Einzelpreis': a formula without a stored value", "price:"),
    _sheet("number of more than 15 digits", "P4", 12345678901234567, "column P 'Artikelnummer': a number of more than 15 digits", "article:"),
    _sheet("error in a cell", "T4", "#N/A", "column T 'Einzelpreis': the cell holds the error #N/A", "price:"),
    _sheet("truth in a number", "R4", True, "column R 'Menge': true (true or false) stands where a number should", "quantity:"),
    Case("merged cells", ("orders.xlsx:5 (sheet 'Sheet'), column Q 'Bezeichnung': a cell under a merged one",), "description:", mapping=AS_WORKBOOK, sources=workbook(lambda sheet: sheet.merge_cells("Q4:Q5"))),
]  # fmt: skip

_JSON: Mapping[str, Any] = {"base": "iqmetrix/orderresponse"}
_XML: Mapping[str, Any] = {"base": "versa/orderresponse", "made": ("1", "3")}
_TREES = [
    Case("JSON that ends early", ("orders.json:1: no valid JSON at character",), **{**_JSON, "made": ()}, sources=json_file('"TenderId"', '"TenderId": ]')),
    Case("key twice", ("orders.json, /1/State: the key 'State' stands twice in one object",), **_JSON, sources=json_file('"State": ', '"State": "Created", "State": ')),
    Case("NaN", ("orders.json, /1/Items/0/SellingPrice: NaN is no number in JSON",), **_JSON, sources=json_file('"SellingPrice": 239', '"SellingPrice": NaN')),
    Case("text in place of an item", ("orders.json, /1/Items: 'none' stands where a line with fields should",), **_JSON, sources=json_file('"Items": [', '"Items": ["none", ')),
    Case("missing field", ("orders.json, /1/Items/0: there is no field 'SKU'; did you mean 'Sku'?", "(lines[0].article, "), "article:", **_JSON, sources=json_file('"SKU": ', '"Sku": ')),
    Case("text in place of a number", ("orders.json, /1/Items/0/SellingPrice: the text '239,00' cannot be compared", "(lines[0].price, "), "price:", **_JSON, sources=json_file('"SellingPrice": 239', '"SellingPrice": "239,00"')),
    Case("unknown status", ("/1/Items/0/ItemStatusId: the table 'outcomes'", "has no entry '1/99'"), **_JSON, sources=json_file('"ItemStatusId": 7', '"ItemStatusId": 99')),
    Case("DTD", ("orders.xml:1: the file has a DOCTYPE (DTD), which is not read",), **{**_XML, "made": ()}, sources=xml_file("?>\n", '?>\n<!DOCTYPE x [<!ENTITY a "b">]>\n', everywhere=True)),
    Case("value of another type", ("/orders/order[2]/order-number: 'zwei' is no integer, which the element says it is",), **_XML, sources=xml_file(">2</order-number>", ">zwei</order-number>")),
    Case("end tag that does not fit", ("orders.xml:134: not well-formed XML, character 27: Opening and ending tag mismatch: city",), **{**_XML, "made": ("1",)}, sources=xml_file("</city>", "</town>")),
    Case("XML that ends early", ("orders.xml:", "Premature end of data", "the file ends too early: is the export complete?"), **{**_XML, "made": ("1", "2", "3")}, sources=xml_file("</orders>", "", everywhere=True)),
    Case("bare ampersand", ("orders.xml:120: not well-formed XML, character 32: a bare & in a text; write &amp;",), **{**_XML, "made": ("1",)}, sources=xml_file("side door", "side & door")),
    Case("text between elements", ("/orders/order[2]: the text '...' stands where elements are expected",), **_XML, sources=xml_file("<currency>", "... <currency>")),
]  # fmt: skip

_REPLY: Mapping[str, Any] = {"base": "generic-de/orderresponse", "made": ("PO-1",)}
_ASKED = "answers.csv:2, column "
_REPLIES = [
    Case("order that nobody received", (_ASKED + "A 'Bestellnummer': no received ORDER has the number 'PO-9'; there are: 'FW-2026-10417', 'PO-1'",), "number:", **_REPLY, sources=reply("PO-9;AB;1;704118;10;")),
    Case("order that two files hold", (_ASKED + "A 'Bestellnummer': several files hold the order 'FW-2026-10417': order-1.xml, order-2.xml",), **_REPLY, sources=reply("FW-2026-10417;AB;1;;10;", orders=((), ()))),
    Case("line that the order has not", (_ASKED + "C 'Position': the order 'FW-2026-10417' (order-1.xml) has no line '7'",), "line_id:", **_REPLY, sources=reply("FW-2026-10417;AB;7;;10;")),
    Case("article of another line", (_ASKED + "C 'Position': line '1' of the order 'FW-2026-10417' (order-1.xml) is not the article '704530'",), "line_id:", **_REPLY, sources=reply("FW-2026-10417;AB;1;704530;10;")),
    Case("article that the order has not", (_ASKED + "D 'Artikelnummer': the order 'FW-2026-10417' (order-1.xml) has no line with the article '4711'",), "article:", **_REPLY, sources=reply("FW-2026-10417;AB;;4711;10;")),
    Case("lines of which nothing is said", (_ASKED + "A 'Bestellnummer': the export says nothing of line 2, 3, 4, 5 of the order (order-1.xml)",), **_REPLY, sources=reply("FW-2026-10417;AB;1;;10;")),
    Case("more than was ordered", (_ASKED + "E 'Menge': 11 would be confirmed of line '1', 10 are ordered", "(lines[0].quantity, "), "quantity:", **_REPLY, sources=reply("FW-2026-10417;AB;1;;11;", *(f"FW-2026-10417;AB;{line};;1;" for line in (2, 3, 4, 5)))),
    Case("received ORDER that is broken", ("order-1.xml:127: this ORDER cannot be used: QUANTITY: 'ten' is not a number",), **_REPLY, sources=reply("FW-2026-10417;AB;1;;10;", orders=[[("<QUANTITY>10<", "<QUANTITY>ten<")]])),
]  # fmt: skip


def _mapped(name: str, old: str, new: str, says: str, rule: str = "") -> Case:
    """A damaged mapping: nothing is read of the export."""
    return Case(name, (says,), rule, mapping=[(old, new)], made=())


def _expression(name: str, expression: str, says: str) -> Case:
    """An expression that is refused before the first row is read."""
    return _mapped(name, 'quantity: "{{ Menge }}"', f'quantity: "{expression}"', says, "quantity:")


_BOMB = "".join(
    f"x{number}: &{name} [{', '.join([f'*{before}' if before else '1'] * 9)}]\n"
    for number, (before, name) in enumerate(zip(["", *"abcde"], "abcdef", strict=True))
)
_MAPPINGS = [
    _mapped("unknown field", "  order_id: ", "  ordr_id: ", "ORDER has no field 'ordr_id'; did you mean 'order_id'", "ordr_id:"),
    _mapped("unknown section", "group:\n", "gruop:\n", "a mapping has no 'gruop'; did you mean 'group'?", "gruop:"),
    _mapped("unknown filter", "| cut(1024)", "| kut(1024)", "there is no filter 'kut'; did you mean 'cut'?", "description:"),
    _mapped("wrong argument", "| cut(1024)", "| cut('viel')", "the filter cut does not take 'viel'; it is written cut(length)", "description:"),
    _mapped("needed field that is missing", "  order_date: ", "  # order_date: ", "ORDER needs order_date; write order_date: ... below header", "order_id:"),
    _mapped("text where a number should stand", 'quantity: "{{ Menge }}"', "quantity: viele", "'viele' is no number", "quantity:"),
    _mapped("unit that is no code", "unit: \"{{ Einheit | default('Stk') | unit }}\"", "unit: Stück", "'Stück' is no code of a unit", "unit:"),
    _mapped("unknown table", "| unit }}", "| lookup('einheiten') }}", "there is no table 'einheiten'; there are carriers, units", "unit:"),
    _mapped("unknown setting in an expression", "settings.currency)", "settings.curency)", "there is no setting 'curency'; did you mean 'currency'?", 'currency: "{{'),
    _mapped("unknown section of partners", "partner: suppliers", "partner: lieferanten", "the partner files (partners.yaml) have no section 'lieferanten'", "supplier:"),
    _mapped("partner file that is not there", "partners: partners.yaml", "partners: kunden.yaml", "kunden.yaml: No such file", "partners:"),
    _mapped("unknown document", "document: ORDER", "document: BESTELLUNG", "there is no document 'BESTELLUNG'; there are ORDER,", "document:"),
    _mapped("unknown format", "format: csv", "format: cvs", "there is no format 'cvs'; did you mean 'csv'?", "format:"),
    _mapped("expression without quotes", '"{{ Menge }}"', "{{ Menge }}", 'write an expression in quotes: "{{ ... }}"', "quantity:"),
    _mapped("tab", "  quantity:", "\tquantity:", "a tab stands in the indentation; YAML takes spaces only", "quantity:"),
    _mapped("name twice", "  quantity:", '  quantity: "1"\n  quantity:', "'quantity' stands twice, first in line "),
    _mapped("tag of YAML", 'quantity: "{{ Menge }}"', 'quantity: !!python/object/apply:os.system ["x"]', "has no meaning here; every value is text", "quantity:"),
    _mapped("bomb of aliases", "title: ", _BOMB + "title: ", "more than 300,000 values"),
    _expression("column with signs", "{{ Menge (Stk.) }}", "is no expression", ),
    _expression("calculation with a text", "{{ Menge * 2 }}", "a text cannot be calculated with; read it as a number"),
    _expression("class of a value", "{{ Menge.__class__ }}", "'__class__' is no name"),
    _expression("way to a class by a filter", "{{ Menge | attr('__class__') }}", "there is no filter 'attr'"),
    _expression("method of a value", "{{ Menge.format(1) }}", "there is no function 'that'"),
    _expression("global of Jinja", "{{ cycler.__init__.__globals__ }}", "'__globals__' is no name"),
    _expression("endless list", "{{ range(1000000000) | count }}", "there is no function 'range'"),
    _expression("power", "{{ 9 ** 9 ** 9 }}", "** cannot be used in expressions"),
    _expression("text many times", "{{ 'x' * 1000000000 }}", "a text cannot be calculated with"),
    _expression("statement", "{% for x in lines %}1{% endfor %}", "is no number"),
    _expression("long expression", "{{ 1 " + "+ 1 " * 3000 + "}}", "the expression has 12,003 characters; 2,000 are the most"),
    _expression("deep expression", "{{ " + "(" * 900 + "1" + ")" * 900 + " }}", "the expression is nested too deeply"),
    Case("way to a class by its name", (place(2, "Menge") + "the text '2' has no '__class__'", "(lines[0].quantity, "), "quantity:", mapping=[('"{{ Menge }}"', "\"{{ Menge['__class__'] }}\"")], made=()),
    Case("text that grows at run time", (place(2, "Bezeichnung") + "the text would have more than 1,000,000 characters", "(lines[0].description, "), "description:", mapping=[("| cut(1024)", "".join(f"| replace('{old}', '{new * 300}')" for old, new in ("eo", "of", "fg", "gh")))], made=()),
    Case("setting that there is not", ("order.yaml: --set curency=...: the mapping has no setting 'curency'; did you mean 'currency'?",), settings={"curency": "EUR"}, made=()),
    Case("setting with another choice", ("the setting 'order_type' is one of check, trust id, trust name, sales, not 'trust me'",), "order_type:", **{**_JSON, "made": ()}, sources=json_file("State", "State"), settings={"order_type": "trust me"}),
]  # fmt: skip

_CASES = [*_CELLS, *_FILES, *_SHEETS, *_TREES, *_REPLIES, *_MAPPINGS]


@pytest.mark.parametrize("case", _CASES, ids=str)
def test_a_damage_is_told_with_its_place_and_all_else_comes_out(tmp_path: Path, case: Case) -> None:
    mapping, sources = case.prepare(tmp_path)
    out = tmp_path / "out"
    made: list[str | None] = []
    files: list[Path] = []
    try:
        ran = run(mapping, sources, output=out, **case.settings)
    except MappingError as error:
        told = [str(one) for one in error.problems]
    else:
        told = ran.texts()
        made = [one.document_id for one in ran.made]
        files = [Path(one.path or "") for one in ran.made]
    plain = [text.replace(f"{tmp_path}{os.sep}", "") for text in told]
    wanted = case.wanted(mapping)
    assert not wanted or any(all(part in text for part in wanted) for text in plain), plain
    assert made == list(case.made)
    assert sorted(out.iterdir() if out.exists() else []) == sorted(files)


def test_there_are_at_least_forty_damages() -> None:
    assert len({case.name for case in _CASES}) == len(_CASES) >= 40
