"""What is written as CSV, JSON, XML or a workbook is read back to the last digit, each value at its place."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opentrans.generation.sources.csv import CsvFormat
from opentrans.generation.sources.excel import SheetFormat
from opentrans.generation.sources.json import JsonFormat
from opentrans.generation.sources.reading import read
from opentrans.generation.sources.values import Item, Node, Note, Row
from opentrans.generation.sources.xml import XmlFormat

PROPERTY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
#: Characters that XML and workbooks can hold; those with a meaning in one of the formats come often.
CHARACTERS = st.one_of(
    st.sampled_from(";,\t|'\"\n<>&=#_ x0D"),
    st.characters(exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="\ufeff\ufffe\uffff"),
)
TEXTS = st.text(CHARACTERS, max_size=12)
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=7)
DIGITS = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places), st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 8)
)
NAMES = ["Nr", "Größe", "c d"]


def tables(values: st.SearchStrategy[Any]) -> st.SearchStrategy[list[list[Any]]]:
    return st.lists(st.lists(values, min_size=len(NAMES), max_size=len(NAMES)), min_size=1, max_size=5)


def rows(items: list[Item]) -> list[Row]:
    assert all(isinstance(item, Row | Note) for item in items), items
    return [item for item in items if isinstance(item, Row)]


@PROPERTY
@given(
    table=tables(TEXTS).filter(lambda table: all(any(row) for row in table)),
    delimiter=st.sampled_from(";,\t|"),
    quote=st.sampled_from("\"'"),
    always=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    end=st.sampled_from(["\r\n", "\n"]),
    given_encoding=st.booleans(),
)
def test_csv(
    tmp_path: Path, table: list[list[str]], delimiter: str, quote: str, always: bool, encoding: str, end: str,
    given_encoding: bool,
) -> None:  # fmt: skip
    path = tmp_path / "orders.csv"
    with path.open("w", encoding=encoding, newline="") as stream:
        quoting: Any = csv.QUOTE_ALL if always else csv.QUOTE_MINIMAL
        writer = csv.writer(stream, delimiter=delimiter, quotechar=quote, quoting=quoting, lineterminator=end)
        writer.writerows([NAMES, *table])
    found = rows(list(read(str(path), CsvFormat(delimiter, quote, encoding if given_encoding else None))))
    assert [list(row.values) for row in found] == table
    expected = 2
    for row, values in zip(found, table, strict=True):
        assert (row.number, row.cell("c d").value, row.origin("c d").column) == (expected, values[2], 2)
        expected += 1 + sum(value.count("\n") for value in values)


@PROPERTY
@given(table=tables(st.one_of(TEXTS, DECIMALS, st.integers(), st.booleans(), st.none())), lines=st.booleans())
def test_json(tmp_path: Path, table: list[list[Any]], lines: bool) -> None:
    path = tmp_path / "orders.json"
    numbers: dict[str, str] = {}

    def plain(value: Any) -> Any:
        if isinstance(value, Decimal):
            numbers[f"@@{len(numbers)}@@"] = format(value, "f")
            return f"@@{len(numbers) - 1}@@"
        return value

    records = [{"lines": [dict(zip(NAMES, map(plain, row), strict=True))]} for row in table]
    text = "\n".join(json.dumps(record) for record in records) if lines else json.dumps({"a/b": records})
    for placeholder, number in numbers.items():
        text = text.replace(f'"{placeholder}"', number)
    path.write_text(text, encoding="utf-8")
    found = list(read(str(path), JsonFormat("" if lines else "/a~1b", lines)))
    for at, (node, row) in enumerate(zip(found, table, strict=True)):
        assert isinstance(node, Node)
        (line,) = node.list("lines")
        assert [line[name] for name in NAMES] == row
        assert [type(line[name]) for name in NAMES] == [type(value) for value in row]
        assert [str(line[name]) for name in NAMES] == [str(value) for value in row]
        origin = line.origin("c d")
        assert (origin.row, origin.path) == ((at + 1, "/lines/0/c d") if lines else (None, f"/a~1b/{at}/lines/0/c d"))


@PROPERTY
@given(table=tables(TEXTS.filter(lambda text: not text or text.strip())), repair=st.booleans())
def test_xml(tmp_path: Path, table: list[list[str]], repair: bool) -> None:
    path = tmp_path / "orders.xml"
    names = ["nr", "gr-oesse", "c_d"]
    records = "".join(
        "<order>"
        + "".join(f"<{name}>{escape(value)}</{name}>" for name, value in zip(names, row, strict=True))
        + "</order>\n"
        for row in table
    )
    path.write_text(f"<orders>\n{records}</orders>", encoding="utf-8", newline="")
    found = list(read(str(path), XmlFormat("orders/order", repair)))
    line = 2
    for at, (node, row) in enumerate(zip(found, table, strict=True)):
        assert isinstance(node, Node)
        assert [node[name] for name in ("nr", "gr_oesse", "c-d")] == row
        assert (node.origin().row, node.origin("c-d").path) == (line, f"/orders/order[{at + 1}]/c_d")
        line += 1 + sum(value.count("\n") for value in row)


@PROPERTY
@given(table=tables(st.one_of(DIGITS, st.booleans(), TEXTS.filter(lambda text: not text.startswith("=")))))
def test_workbooks(tmp_path: Path, table: list[list[Any]]) -> None:
    path = tmp_path / "orders.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(NAMES)
    for at, values in enumerate(table):
        for column, value in enumerate(values):
            cell = sheet.cell(at + 2, column + 1)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    book.save(path)
    found = {row.number: row for row in rows(list(read(str(path), SheetFormat())))}
    for at, values in enumerate(table):
        if all(value == "" and isinstance(value, str) for value in values):
            assert at + 2 not in found
            continue
        row = found[at + 2]
        assert [row[name] for name in NAMES] == [None if isinstance(v, str) and not v else v for v in values]
        assert row.origin("Größe").column == 1
        for name, value in zip(NAMES, values, strict=True):
            assert isinstance(row[name], bool) == isinstance(value, bool)
