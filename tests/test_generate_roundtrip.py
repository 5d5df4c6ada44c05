"""Business data that is written down as an export, in each shape and format, comes out of the documents as it was."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opentrans import Order, load
from opentrans.generation.runs.files import safe_name
from opentrans.generation.runs.run import generate

_LETTERS = st.characters(exclude_categories=["C", "Z", "M"], exclude_characters="\ufffe\uffff")
#: Texts as people write them; what means something in one of the formats comes often.
TEXTS = st.text(st.one_of(st.sampled_from(";,\t|\"'<>&=#_-{}% x0D"), _LETTERS), min_size=1, max_size=30).filter(
    lambda text: text.strip() == text and any(one.isalnum() for one in text)
)
NUMBERS = st.text("ABCxyz0123456789-_/.", min_size=1, max_size=18).filter(
    lambda text: any(one.isalnum() for one in text)
)


def decimals(digits: int, most_places: int) -> st.SearchStrategy[Decimal]:
    """Positive numbers of at most so many digits, zeros at the end included."""
    whole = st.integers(1, 10**digits - 1)
    return st.builds(lambda number, places: Decimal(number).scaleb(-places), whole, st.integers(0, most_places))


@dataclass(frozen=True)
class Item:
    """A line of an order."""

    article: str
    quantity: Decimal
    price: Decimal
    text: str


@dataclass(frozen=True)
class Head:
    """An order."""

    number: str
    day: date
    currency: str
    party: str
    name: str
    city: str
    items: tuple[Item, ...]


ITEMS = st.builds(
    Item, article=TEXTS, quantity=decimals(9, 3), price=decimals(15, 9), text=TEXTS
)  # 15 digits are what a workbook can keep
HEADS = st.builds(
    Head,
    number=NUMBERS,
    day=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    currency=st.sampled_from(["EUR", "CHF", "USD"]),
    party=TEXTS,
    name=TEXTS,
    city=TEXTS,
    items=st.lists(ITEMS, min_size=1, max_size=4).map(tuple),
)
ORDERS = st.lists(HEADS, min_size=1, max_size=3, unique_by=lambda one: safe_name(f"o{one.number}").casefold())

HEADER = ["Nr", "Datum", "Währung", "Kunde", "Name", "Ort"]
LINE = ["Pos", "Artikel", "Menge", "Preis", "Text"]
Record = dict[str, Any]
MAPPING = """\
document: ORDER
source: {source}
{shape}
header:
  order_id: "{{{{ Nr }}}}"
  order_date: "{{{{ Datum }}}}"
  currency: "{{{{ Währung }}}}"
  buyer: {{id: "B"}}
  supplier: {{id: "S"}}
  delivery: {{id: "{{{{ Kunde }}}}", name: "{{{{ Name }}}}", city: "{{{{ Ort }}}}"}}
lines:
  line_id: "{{{{ Pos }}}}"
  article: "{{{{ Artikel }}}}"
  quantity: "{{{{ Menge }}}}"
  price: "{{{{ Preis }}}}"
  description: "{{{{ Text }}}}"
name: "o{{{{ fields.order_id }}}}"
"""
SOURCES = {
    "csv": 'format: csv, delimiter: "{delimiter}", encoding: utf-8, decimal: "{decimal}"',
    "json": "format: json",
    "xlsx": "format: excel",
}


def header_of(one: Head) -> Record:
    return dict(zip(HEADER, (one.number, one.day, one.currency, one.party, one.name, one.city), strict=True))


def lines_of(one: Head) -> list[Record]:
    cells = ((n, each.article, each.quantity, each.price, each.text) for n, each in enumerate(one.items, 1))
    return [dict(zip(LINE, row, strict=True)) for row in cells]


def repeated(orders: list[Head]) -> list[Record]:
    return [header_of(one) | line for one in orders for line in lines_of(one)]


def first_row_only(orders: list[Head]) -> list[Record]:
    blank: Record = dict.fromkeys(HEADER[1:])
    return [header_of(one) | (blank if line["Pos"] > 1 else {}) | line for one in orders for line in lines_of(one)]


def blank_key(orders: list[Head]) -> list[Record]:
    blank: Record = dict.fromkeys(HEADER)
    return [header_of(one) | (blank if line["Pos"] > 1 else {}) | line for one in orders for line in lines_of(one)]


def record_types(orders: list[Head]) -> list[Record]:
    empty: Record = {"Art": "", **dict.fromkeys((*HEADER, *LINE))}
    rows = []
    for one in orders:
        rows.append(empty | header_of(one) | {"Art": "K"})
        rows += [empty | line | {"Art": "P", "Nr": one.number} for line in lines_of(one)]
    return rows


TABLES = {
    "repeated": (repeated, "group: {key: Nr}"),
    "first_row_only": (first_row_only, "group: {key: Nr, first_row_only: true}"),
    "blank_key": (blank_key, "group: {key: Nr, blank_continues: true}"),
    "record_types": (record_types, "group: {column: Art, header: K, lines: [P], key: [Nr, Nr]}"),
}


def write(path: Path, rows: list[Record], delimiter: str, decimal: str) -> None:
    """Write a table, or nested records, in the format that the name of the file says."""
    if path.suffix == ".json":
        path.write_text(written_json(rows), encoding="utf-8")
    elif path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, delimiter=delimiter)
            writer.writerow(rows[0])
            writer.writerows([shown(value, decimal) for value in row.values()] for row in rows)
    else:
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet()
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append([openpyxl_cell(sheet, value) for value in row.values()])
        book.save(path)


def shown(value: Any, decimal: str) -> str:
    if value is None:
        return ""
    return f"{value:f}".replace(".", decimal) if isinstance(value, Decimal) else str(value)


def openpyxl_cell(sheet: Any, value: Any) -> Any:
    """A text that begins with = is a text, too."""
    cell = openpyxl.cell.WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


def written_json(rows: list[Record]) -> str:
    """Numbers with all their digits, which json.dumps does not write."""
    numbers: list[Decimal] = []

    def plain(value: Any) -> Any:
        if isinstance(value, Decimal):
            numbers.append(value)
            return f"\0{len(numbers) - 1}\0"
        return str(value)

    text = json.dumps(rows, default=plain, ensure_ascii=False)
    for index, number in enumerate(numbers):
        text = text.replace(f'"\\u0000{index}\\u0000"', f"{number:f}", 1)
    return text


def read_back(path: str) -> Head:
    """The business data of a document."""
    order = load(path)
    assert isinstance(order, Order)
    info = order.order_header.order_info
    delivery = info.parties.party[2]
    items = []
    for number, item in enumerate(order.order_item_list.order_item, 1):
        assert item.line_item_id == str(number)
        assert item.product_id.supplier_pid is not None
        assert item.product_price_fix is not None
        article, text = item.product_id.supplier_pid.value, item.product_id.description_short[0].value
        items.append(Item(article, item.quantity, item.product_price_fix.price_amount, text))
    day = info.order_date.value
    assert isinstance(day, date)
    assert info.currency is not None
    address = delivery.address[0]
    return Head(
        info.order_id, day, info.currency, delivery.party_id[0].value, address.name[0].value, address.city[0].value,
        tuple(items),
    )  # fmt: skip


def check(folder: Path, orders: list[Head], sources: list[Path], mapping: str) -> None:
    path = folder / "m.yaml"
    path.write_text(mapping, encoding="utf-8")
    shutil.rmtree(folder / "out", ignore_errors=True)
    results = list(generate(path, sources, output=folder / "out"))
    assert [one.status for one in results] == ["written"] * len(orders), [str(r) for x in results for r in x.reasons]
    assert [read_back(one.path or "") for one in results] == orders


PROPERTY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)


@pytest.mark.parametrize("format_", ["csv", "json", "xlsx"])
@pytest.mark.parametrize("shape", TABLES)
@PROPERTY
@given(orders=ORDERS, delimiter=st.sampled_from(";,\t|"), decimal=st.sampled_from(",."))
def test_rows(tmp_path: Path, format_: str, shape: str, orders: list[Head], delimiter: str, decimal: str) -> None:
    if (format_, shape) == ("json", "record_types"):
        return
    rows, group = TABLES[shape]
    export = tmp_path / f"orders.{format_}"
    write(export, rows(orders), delimiter, decimal)
    check(tmp_path, orders, [export], mapping_of(format_, group, delimiter, decimal))


@pytest.mark.parametrize("format_", ["csv", "json", "xlsx"])
@PROPERTY
@given(orders=ORDERS, delimiter=st.sampled_from(";,\t|"), decimal=st.sampled_from(",."))
def test_joined_files(tmp_path: Path, format_: str, orders: list[Head], delimiter: str, decimal: str) -> None:
    heads, lines = tmp_path / f"heads.{format_}", tmp_path / f"lines.{format_}"
    write(heads, [header_of(one) for one in orders], delimiter, decimal)
    write(lines, [{"Nr": one.number} | line for one in orders for line in lines_of(one)], delimiter, decimal)
    form = SOURCES[format_].format(delimiter=escaped(delimiter), decimal=decimal).partition(", decimal")[0]
    section = f'headers: {{{form}, key: Nr, files: "heads*"}}\ngroup: {{key: Nr}}'
    check(tmp_path, orders, [lines, heads], mapping_of(format_, section, delimiter, decimal))


@PROPERTY
@given(orders=ORDERS)
def test_nested_records(tmp_path: Path, orders: list[Head]) -> None:
    export = tmp_path / "orders.json"
    write(export, [header_of(one) | {"Zeilen": lines_of(one)} for one in orders], "", "")
    check(tmp_path, orders, [export], mapping_of("json", "group: {lines: Zeilen}", "", ""))


def escaped(delimiter: str) -> str:
    return delimiter.replace("\t", "\\t")


def mapping_of(format_: str, shape: str, delimiter: str, decimal: str) -> str:
    source = SOURCES[format_].format(delimiter=escaped(delimiter), decimal=decimal)
    return MAPPING.format(source=f"{{{source}}}", shape=shape)
