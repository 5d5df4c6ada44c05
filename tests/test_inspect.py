"""``opentrans inspect``: what an export seems to be, and a mapping to start from."""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
import pytest

from opentrans.generation.mapping import MappingError, MappingFile, compile_mapping
from opentrans.generation.runs.run import generate
from opentrans.generation.runs.shipped import copy_shipped, find_shipped
from opentrans.generation.skeletons.skeleton import skeleton
from opentrans.generation.sources.sniffing import sniff
from tests.command import Command
from tests.mapping_parts import FIRST, HEAD, SECOND

DOCUMENTS = ["ORDER", "ORDERRESPONSE", "DISPATCHNOTIFICATION", "INVOICE", "QUOTATION"]
ORDERS = {
    "orders": [
        {
            "Order Number": f"87{number}",
            "createdDate": "2026-11-21T10:15:54+01:00",
            "currency": "EUR",
            "note": None,
            "ship-to": {"company-name": "Werft", "street": "Kai 1", "zip": "24103", "city": "Kiel"},
            "Items": [{"Index": 1, "SKU": "00001", "Quantity": 2, "Price": 5.99, "tags": ["a"]}],
        }
        for number in (1, 2)
    ]
}
XML = """\
<orders type="array">
  <order><order-number>PO-1</order-number><order-date>2026-11-21</order-date><order-items type="array">
    <order-item><sku>A</sku><quantity>2.0</quantity><price>5.99</price></order-item></order-items></order>
  <order><order-number>PO-2</order-number><order-date>2026-11-21</order-date><order-items type="array">
    <order-item><sku>B</sku><quantity>1.0</quantity><price>1.50</price></order-item></order-items></order>
</orders>
"""


#: Rows of several kinds, without a header.
TYPES = """\
KO;10501;21.11.2026
PO;10501;1;A-1;2;12,50
PO;10501;2;A-2;1;3,50
KO;10502;22.11.2026
PO;10502;1;A-3;1;3,50
"""


PARTNERS = """\
own: {firm: {id: B-1, name: Systemhaus}}
suppliers: {"1": {id: S-1, name: Nordlicht}}
customers: {"1": {id: K-1, name: Werft}}
"""


def filled(text: str) -> str:
    """A skeleton whose gaps somebody has filled."""
    values = {"decimal": ",", "thousands": ".", "currency": "EUR"}

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        value = "2026-11-21" if name.endswith("_date") else values.get(name, "1")
        return f'{name}: "{value}"   # '

    return re.sub(r'(\w+): ""   # MISSING', fill, text)


def compiled(text: str, folder: Path) -> MappingFile:
    """A mapping in a folder with partners."""
    (folder / "partners.yaml").write_text(PARTNERS, encoding="utf-8")
    return compile_mapping(text, str(folder / "m.yaml"))


@pytest.fixture
def exports(tmp_path: Path) -> dict[str, Path]:
    """An export in each format."""
    paths = {name: tmp_path / f"orders.{name}" for name in ("csv", "json", "xml", "xlsx", "jsonl")}
    paths["csv"].write_bytes("\r\n".join((HEAD, FIRST, SECOND, "")).encode("cp1252"))
    paths["json"].write_text(json.dumps(ORDERS), encoding="utf-8")
    paths["jsonl"].write_text("".join(f"{json.dumps(one)}\n" for one in ORDERS["orders"]), encoding="utf-8")
    paths["xml"].write_text(XML, encoding="utf-8")
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Bestellnummer", "Datum", "Artikelnr.", "Menge", "Einzelpreis"])
    book.active.append(["PO-1", "21.11.2026", "00123", 2, 5.99])
    book.save(paths["xlsx"])
    paths["types"] = tmp_path / "types.csv"
    paths["types"].write_text(TYPES, encoding="utf-8")
    paths["bare"] = tmp_path / "bare.csv"
    paths["bare"].write_text("1;2,5;x\n2;3,5;y\n", encoding="utf-8")
    return paths


def test_an_export_is_described(command: Command, exports: dict[str, Path]) -> None:
    done = command("inspect", exports["csv"].name)
    assert done.returncode == 0
    lines = done.stdout.decode().splitlines()
    assert lines[0] == "orders.csv: csv, told from the first 2 records; all of this is guessed"
    assert any(re.match(r"encoding +cp1252", line) for line in lines)
    assert "delimiter  ';'" in lines
    assert any(re.match(r"  O Preis +number \(decimal comma\) +'499,00', '19,50'", line) for line in lines), lines
    nested = command("inspect", exports["json"].name).stdout.decode()
    assert "records    at /orders" in nested
    assert "lists      Items" in nested
    assert re.search(r"  Items/SKU +text \(digits with leading zeros\) +'00001'", nested)


def test_columns_of_rows_of_several_kinds_are_named_for_each_kind(command: Command, exports: dict[str, Path]) -> None:
    lines = command("inspect", exports["types"].name).stdout.decode().splitlines()
    assert "header     no row names the columns" in lines
    assert "kinds      column A says of which kind a row is: KO, PO" in lines
    columns = [line.split()[:2] for line in lines[lines.index("columns") + 1 :]]
    assert columns == [["KO", one] for one in "ABC"] + [["PO", one] for one in "ABCDEF"]
    assert not any(line.startswith("note: ") for line in lines)
    assert any(re.match(r"  PO F +number \(decimal comma\) +'12,50', '3,50'", line) for line in lines)


@pytest.mark.parametrize(
    ("content", "kinds"),
    [
        ("CMXORD;10501;1;12,5\r\nCMXORD;10501;2;3,5\r\nMESSAGE;S;fertig\r\n", ["CMXORD", "MESSAGE"]),
        ("Auftrag;Menge;Art\nPO-1;2;x\nPO-1;1;y\nMESSAGE;S\n", []),
        ("1;2,5;x\n2;3,5;y\n", []),
        ("A;1;2\n", []),
    ],
)
def test_rows_of_one_length_have_no_kinds(tmp_path: Path, content: str, kinds: list[str]) -> None:
    path = tmp_path / "x.csv"
    path.write_text(content, encoding="utf-8", newline="")
    assert [one for one in dict.fromkeys(one.kind for one in sniff(str(path)).columns) if one is not None] == kinds


def test_a_mapping_reads_the_columns_of_each_kind(command: Command, exports: dict[str, Path]) -> None:
    text = skeleton(sniff(str(exports["types"])), "ORDER").text
    for name, value in (
        ("order_id", "{{ B }}"),
        ("order_date", "{{ C | date('%d.%m.%Y') }}"),
        ("article", "{{ D }}"),
        ("quantity", "{{ E }}"),
    ):
        text = re.sub(rf'{name}: ""', f'{name}: "{value}"', text)
    text = filled(text).replace('  # price: "{{ Column }}"', '  unit: C62\n  price: "{{ F }}"')
    assert compiled(text, command.folder).document == "ORDER"
    (command.folder / "m.yaml").write_text(text, encoding="utf-8")
    made = command("generate", "m.yaml", exports["types"].name, "-o", "out")
    assert made.returncode == 0, made
    assert "nothing uses 'PO B', 'PO C'" in made.stdout.decode()
    assert b"<bmecat:PRICE_AMOUNT>12.5" in (command.folder / "out" / "ORDER-10501.xml").read_bytes()


def test_a_document_is_recognised(command: Command, samples: Path) -> None:
    order = samples / "story-1-order.xml"
    assert b"openTRANS ORDER; a SOURCE of replies" in command("inspect", order).stdout
    done = command("inspect", order, "--mapping", "INVOICE")
    assert (done.returncode, b"is a document already (ORDER)" in done.stderr) == (2, True)


@pytest.mark.parametrize("format_", ["csv", "json", "jsonl", "xml", "xlsx", "bare", "types"])
@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_skeleton_is_accepted_once_its_gaps_are_filled(
    exports: dict[str, Path], tmp_path: Path, format_: str, document: str
) -> None:
    draft = skeleton(sniff(str(exports[format_])), document)
    text = draft.text
    gaps = re.findall(r"^#   ([a-z_.]+)$", text.split("document:", 1)[0], re.MULTILINE)
    assert gaps == [path for path, _what in draft.missing]
    assert len(gaps) == text.count('""   # MISSING: ')
    if gaps:
        with pytest.raises(MappingError) as caught:
            compiled(text, tmp_path)
        lines = [number for number, line in enumerate(text.splitlines(), 1) if '""   # MISSING' in line]
        assert set(lines) <= {problem.line for problem in caught.value.problems}
    assert compiled(filled(text), tmp_path).document == document


@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_line_that_a_skeleton_offers_can_be_taken_as_it_stands(
    exports: dict[str, Path], tmp_path: Path, document: str
) -> None:
    text = filled(skeleton(sniff(str(exports["bare"])), document).text)
    section = "\nheader:\n" if document in {"ORDER", "QUOTATION"} else "\norder:\n"
    start, offered = text.split(section)
    taken = re.sub(r"^( *)# (\w+: .*)$", r"\1\2", offered, flags=re.MULTILINE)
    assert "{{ Column }}" in taken
    assert "  # " not in taken.replace("   # ", "")
    assert compiled(f"{start}{section}{taken}", tmp_path).document == document


def test_guesses_are_marked_and_columns_that_nothing_uses_are_told(exports: dict[str, Path]) -> None:
    text = skeleton(sniff(str(exports["csv"])), "ORDER").text
    assert """order_date: "{{ Datum | date('%d.%m.%Y') }}"   # guess: date (%d.%m.%Y)""" in text
    assert """article: "{{ row['Artikel-Nr.'] }}"   # guess: """ in text
    assert 'decimal: ","   # guess' in text
    assert '  thousands: "."   #' in text
    assert "#   C Versand: text; such as Standard" in text
    assert "#   header.currency" in text


def test_from_an_export_to_documents_with_a_skeleton(command: Command, exports: dict[str, Path]) -> None:
    assert exports["json"].exists()
    done = command("inspect", "orders.json", "--mapping", "order", "-o", "m.yaml")
    assert (done.returncode, done.stderr) == (0, b"")
    said = done.stdout.decode().splitlines()
    assert said[0] == "m.yaml is written; check what says guess, and fill in:"
    assert [line.split(":")[0] for line in said[1:-1]] == ["  header.supplier.key", "  header.delivery.id"]
    assert said[-1].endswith("opentrans mappings copy generic-de/partners partners.yaml")
    made = command("generate", "m.yaml", "orders.json", "-o", "out")
    assert (made.returncode, said[-1].rpartition("opentrans ")[2] in made.stderr.decode()) == (2, True)
    path = command.folder / "m.yaml"
    (command.folder / "partners.yaml").write_text(PARTNERS, encoding="utf-8")
    made = command("generate", "m.yaml", "orders.json", "-o", "out")
    assert (made.returncode, b"id is needed (MISSING); write a column, " in made.stderr) == (2, True)
    path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")
    made = command("generate", "m.yaml", "orders.json", "-o", "out")
    assert made.returncode == 0, made
    assert command("validate", "out").returncode == 0


@pytest.mark.parametrize("text", ["[" * 5_000, '[{"a": ' + "[" * 600 + "]" * 600 + "}]"])
def test_json_that_is_nested_without_end_is_told(command: Command, text: str) -> None:
    (command.folder / "o.json").write_text(text, encoding="utf-8")
    done = command("inspect", "o.json")
    assert b"nested too deeply" in done.stdout + done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("document", DOCUMENTS)
def test_hostile_names_and_values_stay_texts(tmp_path: Path, document: str) -> None:
    path = tmp_path / "orders.csv"
    head = """Be\'stell"nummer;"Men\nge";"{{ 1/0 }}";"a'b\\";# Preis;row;"Rab\n-\tatt";Hin\u2028weis\n"""
    cells = 'PO-1;2;"{% raw %}\n- x";y;5,99;z\u2028 x: [;5;"a\u0085b\n\u2029"\n'
    path.write_text(head.replace('"nummer', "'nummer") + cells, encoding="utf-8", newline="")
    text = skeleton(sniff(str(path)), document).text
    taken = re.sub(r'(allowances|price): ""   #.*', "", text)
    assert compiled(filled(taken), tmp_path).document == document


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_console_that_knows_few_characters_shows_the_others_by_their_number(command: Command, encoding: str) -> None:
    console = {"PYTHONIOENCODING": encoding}
    (command.folder / "w.csv").write_text("Auftragsnummer;Größe→\nPO-1;☃\n", encoding="utf-8")
    shown = command("inspect", "w.csv", env=console)
    assert (shown.returncode, shown.stderr) == (0, b"")
    assert "Größe→".encode(encoding, "backslashreplace") in shown.stdout
    draft = command("inspect", "w.csv", "--mapping", "ORDER", env=console)
    assert draft.returncode == 0
    assert '#   B "Größe→": text; such as "☃"' in draft.stdout.decode(), "a mapping is UTF-8 wherever it goes"
    missing = command("inspect", "nö→.csv", env=console)
    assert (missing.returncode, b".csv: No such file" in missing.stderr) == (2, True)


@pytest.mark.parametrize(
    ("content", "reason"), [(b"", "no mapping can be drafted"), (b"{}", "no mapping can be drafted")]
)
def test_nothing_comes_of_an_empty_export(command: Command, content: bytes, reason: str) -> None:
    (command.folder / "x.json").write_bytes(content)
    done = command("inspect", "x.json", "--mapping", "ORDER")
    assert done.returncode == 2
    assert reason in done.stderr.decode()
    assert command("inspect", "none.csv").returncode == 2


def drafted(tmp_path: Path, document: str, *rows: str) -> str:
    """The draft for a table of these rows."""
    path = tmp_path / "x.csv"
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    return skeleton(sniff(str(path)), document).text


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_quantity_is_never_left_to_a_default(tmp_path: Path, document: str) -> None:
    text = drafted(tmp_path, document, "Bestellnummer;Pos;Soundso;Schwund", "PO-1;1;200;x")
    assert re.search(r'^  quantity: ""   # MISSING: how many you \w+', text, re.MULTILINE)
    assert "#   C Soundso: whole number; such as" in text.split("# Numbers that nothing uses yet")[1]
    with pytest.raises(MappingError, match="quantity is needed \\(MISSING\\)"):
        compiled(text, tmp_path)


@pytest.mark.parametrize(
    ("document", "head", "wanted"),
    [
        ("ORDERRESPONSE", "Bestellnummer;Pos;Menge;Bestätigt", 'quantity: "{{ Bestätigt }}"'),
        ("DISPATCHNOTIFICATION", "Bestellnr;Pos;Bestellmenge;Geliefert", 'quantity: "{{ Geliefert }}"'),
        ("INVOICE", "RE-Nr.;Bestellnr;Menge;Berechnet", 'quantity: "{{ Berechnet }}"'),
        ("ORDER", "Beleg-Nr.;Art.-Nr.;VK;EK", 'price: "{{ EK }}"'),
        ("INVOICE", "RE-Nr;Art.-Nr.;EK;VK", 'price: "{{ VK }}"'),
        ("ORDER", "BelNr;PE;E-Preis;Stk", 'price_quantity: "{{ PE }}"'),
        ("ORDER", "PO number;SKU;Unit price;Per", 'price_quantity: "{{ Per }}"'),
        ("ORDER", "Bestellnr;Menge;EP;Netto", 'amount: "{{ Netto }}"'),
        ("ORDER", "Bestellnr;Menge;Preis netto EUR;Gesamt", """price: "{{ row['Preis netto EUR'] }}\""""),
        ("ORDER", "Bestellnr;Lief-Nr;EP;Qty", """supplier: {partner: suppliers, key: "{{ row['Lief-Nr'] }}"}"""),
        ("QUOTATION", "Angebotsnr;Kd-Nr;EP;Anzahl", """buyer: {partner: customers, key: "{{ row['Kd-Nr'] }}"}"""),
        ("ORDER", "Bestellnr;Artikelnummer;Lieferanten-Artikelnummer;Menge", "article: \"{{ row['Lieferanten-Artikel"),
    ],
)
def test_the_column_that_the_document_means_is_taken(tmp_path: Path, document: str, head: str, wanted: str) -> None:
    assert wanted in drafted(tmp_path, document, head, "1;2;3;4", "1;3;4;5")


@pytest.mark.parametrize("document", ["ORDER", "INVOICE"])
def test_a_discount_is_asked_for_and_not_guessed(tmp_path: Path, document: str) -> None:
    text = drafted(tmp_path, document, "Bestellnr;Pos;Menge;Preis;Rabatt", "1;1;2;9,50;5")
    name = "allowances" if document == "ORDER" else "price"
    assert f'  {name}: ""   # MISSING: is the price before the discount Rabatt (such as "5") or after it?' in text


@pytest.mark.parametrize(
    ("cells", "decimal", "thousands"),
    [
        ("1.234,50 3", '"," guess', '"." guess'),
        ("1,234.50 3", '"." guess', '"," guess'),
        ("234,50 3", '"," guess', "-"),
        ("1.234,50 0.5", "", "-"),
        ("234,50 1.000", '"," guess', ""),
        ("1.000 2", "", "-"),
        ("3 4", "-", "-"),
    ],
)
def test_signs_of_numbers_are_guessed_where_the_file_tells_them(
    tmp_path: Path, cells: str, decimal: str, thousands: str
) -> None:
    price, quantity = cells.split()
    for rows in ((f"1;{price};{quantity}",), (f"1;{price};1", f"1;{quantity};1")):
        text = drafted(tmp_path, "ORDER", "Bestellnr;Preis;Menge", *rows)
        for name, wanted in (("decimal", decimal), ("thousands", thousands)):
            found = re.search(rf'^  {name}: (".?")   # (guess|MISSING)', text, re.MULTILINE)
            told = "-" if found is None else "" if found[2] == "MISSING" else f"{found[1]} guess"
            if len(rows) == 1 or " 1.000" not in cells:
                assert told == wanted, (name, rows)


def test_a_day_that_may_be_a_month_is_asked_for(tmp_path: Path) -> None:
    text = drafted(tmp_path, "ORDER", "PO number;Order date;Ship date", "1;03/04/2026;25/12/2026")
    assert """order_date: ""   # MISSING: is "03/04/2026" day/month or month/day? Write "{{ row['Order date']""" in text
    assert """delivery_date: "{{ row['Ship date'] | date('%d/%m/%Y') }}\"""" in text
    mixed = drafted(tmp_path, "ORDER", "Bestellnr;Datum", "1;3.4.2026", "2;2026-04-03")
    assert 'order_date: ""   # MISSING: the dates (such as "3.4.2026", "2026-04-03") are not all written' in mixed


def test_only_what_the_document_has_a_place_for_is_offered(exports: dict[str, Path]) -> None:
    for document in DOCUMENTS:
        text = skeleton(sniff(str(exports["bare"])), document).text
        assert ("surcharges:" in text) == (document == "INVOICE")
        assert ("action:" in text) == (document != "QUOTATION")
        assert ("others: confirm" in text) == (document == "ORDERRESPONSE")
        lines = text.split("\nlines:\n")[1]
        assert ("  # price:" in lines) == (document != "DISPATCHNOTIFICATION")
        assert ("delivery_date:" in lines) == (document in {"ORDER", "ORDERRESPONSE", "QUOTATION"})
        assert "  # merge: " in lines


def test_two_answers_of_a_day_have_two_names(tmp_path: Path) -> None:
    rows = ("Bestell-Nr.;AB-Datum;Pos;Bestätigt", "1;3.4.2026;1;1", "2;3.4.2026;1;1")
    assert """name: "ORDERRESPONSE-{{ header['Bestell-Nr.'] }}.xml\"""" in drafted(tmp_path, "ORDERRESPONSE", *rows)


def test_an_encoding_that_was_not_seen_is_a_guess(tmp_path: Path) -> None:
    assert "encoding: utf-8   # guess: only ASCII was seen; cp1252" in drafted(tmp_path, "ORDER", "Bestellnr", "1")


SHIPPED = [(f"generic-{language}", document) for language in ("de", "en") for document in DOCUMENTS]


@pytest.mark.parametrize(("system", "document"), SHIPPED)
def test_a_drafted_mapping_makes_of_a_sample_what_the_shipped_one_makes(
    samples: Path, tmp_path: Path, system: str, document: str
) -> None:
    export = samples / "exports" / f"{system}-{document.lower()}.csv"
    draft = skeleton(sniff(str(export)), document)
    assert {path for path, _what in draft.missing} <= {"header.currency", "header.tax", "lines.allowances"}
    copy_shipped(find_shipped(f"{system}/partners"), str(tmp_path / "partners.yaml"))
    text = draft.text.replace('currency: ""', "currency: EUR")
    text = re.sub(r'tax: "" .*', """tax: "{{ '19' | tax }}\"""", text)
    text = re.sub(r'allowances: "".* Before: (.*)', r"allowances: \1", text)
    (tmp_path / "m.yaml").write_text(text, encoding="utf-8")
    sources = [export] if document in {"ORDER", "QUOTATION"} else [export, samples / "story-1-order.xml"]
    amount = re.compile(r"<(?:\w+:)?(QUANTITY|\w*AMOUNT|\w*QUANTITY|TOTAL\w*|NET\w*|TAX)>([^<]+)<")
    found = []
    for mapping in (tmp_path / "m.yaml", f"{system}/{document.lower()}"):
        results = list(generate(mapping, sources))
        assert {one.status for one in results} == {"made"}, results
        found.append([amount.findall((one.xml or b"").decode()) for one in results])
    assert found[0] == found[1]
    assert sum(map(len, found[0])) > 2


def test_of_nested_records_only_what_belongs_to_the_field_is_taken(samples: Path) -> None:
    text = skeleton(sniff(str(samples / "exports" / "versa-purchase.xml")), "ORDER").text
    assert 'name: "{{ ship_to.party.company_name }}"' in text, "not the name of the currency"
    assert 'price: "{{ per_unit_cost }}"' in text
    assert "  # amount: " in text, "not one of the list of taxes in a line"
    assert "  # total: " in text, "not the days of the payment terms"


def test_each_gap_says_what_to_write(exports: dict[str, Path], tmp_path: Path) -> None:
    text = skeleton(sniff(str(exports["bare"])), "ORDER").text
    with pytest.raises(MappingError) as caught:
        compiled(text, tmp_path)
    said = {(one.reason, one.hint) for one in caught.value.problems}
    way = 'write a column, "{{ ... }}", or a text'
    assert {(f"{name} is needed (MISSING)", way) for name in ("order_id", "order_date", "currency", "quantity")} < said
    assert ("key: an empty text should not stand here", "name the column") in said
    assert ("key is needed (MISSING)", 'name the column, "{{ ... }}"; or take the line out') in said
