"""``opentrans inspect``: what an export seems to be, and a mapping to start from."""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
import pytest

from opentrans.generation.mapping import MappingError, compile_mapping
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


def filled(text: str) -> str:
    """A skeleton whose gaps somebody has filled."""
    values = {"decimal": ",", "currency": "EUR", "supplier": "S"}

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        value = "2026-11-21" if name.endswith("_date") else values.get(name, "1")
        return f'{name}: "{value}"   # '

    return re.sub(r'(\w+): ""   # MISSING', fill, text)


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


def test_a_document_is_recognised(command: Command, samples: Path) -> None:
    order = samples / "story-1-order.xml"
    assert b"openTRANS ORDER; a SOURCE of replies" in command("inspect", order).stdout
    done = command("inspect", order, "--mapping", "INVOICE")
    assert (done.returncode, b"is a document already (ORDER)" in done.stderr) == (2, True)


@pytest.mark.parametrize("format_", ["csv", "json", "jsonl", "xml", "xlsx", "bare"])
@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_skeleton_is_accepted_once_its_gaps_are_filled(exports: dict[str, Path], format_: str, document: str) -> None:
    text = skeleton(sniff(str(exports[format_])), document)
    gaps = re.findall(r"^#   ([a-z_.]+)$", text.split("document:", 1)[0], re.MULTILINE)
    assert len(gaps) == text.count('""   # MISSING')
    if gaps:
        with pytest.raises(MappingError) as caught:
            compile_mapping(text)
        lines = [number for number, line in enumerate(text.splitlines(), 1) if '""   # MISSING' in line]
        assert set(lines) <= {problem.line for problem in caught.value.problems}
    assert compile_mapping(filled(text)).document == document


def test_guesses_are_marked_and_columns_that_nothing_uses_are_told(exports: dict[str, Path]) -> None:
    text = skeleton(sniff(str(exports["csv"])), "ORDER")
    assert """order_date: "{{ Datum | date('%d.%m.%Y') }}"   # guess: date (%d.%m.%Y)""" in text
    assert """article: "{{ row['Artikel-Nr.'] }}"   # guess: """ in text
    assert 'decimal: ","   # guess' in text
    assert '  thousands: "."   #' in text
    assert "#   C Versand: text; such as Standard" in text
    assert "#   header.currency" in text


def test_from_an_export_to_documents_with_a_skeleton(command: Command, exports: dict[str, Path]) -> None:
    assert exports["json"].exists()
    done = command("inspect", "orders.json", "--mapping", "order", "-o", "m.yaml")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    path = command.folder / "m.yaml"
    made = command("generate", "m.yaml", "orders.json", "-o", "out")
    assert (made.returncode, b"there is no value" in made.stderr) == (2, True)
    text = path.read_text(encoding="utf-8").replace('id: ""   # MISSING: your', 'id: "B-1"   # your')
    path.write_text(text.replace('id: ""   # MISSING', 'id: "S-1"   #'), encoding="utf-8")
    made = command("generate", "m.yaml", "orders.json", "-o", "out")
    assert made.returncode == 0, made
    assert command("validate", "out").returncode == 0


def test_hostile_names_and_values_stay_texts(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    head = 'Bestellnummer;"Menge\n: x";"{{ 1/0 }}";"a\'b\\\\";# Preis;row'
    path.write_text(f'{head}\r\nPO-1;2;"{{% raw %}}\n- x";y;5,99;z\r\n', encoding="utf-8", newline="")
    text = skeleton(sniff(str(path)), "ORDER")
    assert compile_mapping(filled(text)).document == "ORDER"


@pytest.mark.parametrize(
    ("content", "reason"), [(b"", "no mapping can be drafted"), (b"{}", "no mapping can be drafted")]
)
def test_nothing_comes_of_an_empty_export(command: Command, content: bytes, reason: str) -> None:
    (command.folder / "x.json").write_bytes(content)
    done = command("inspect", "x.json", "--mapping", "ORDER")
    assert done.returncode == 2
    assert reason in done.stderr.decode()
    assert command("inspect", "none.csv").returncode == 2
