"""Workbooks: what a program shows is what is read, and what cannot be told is an error at its cell."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from opentrans.generation.errors import SourceData
from opentrans.generation.sources.excel import SheetFormat, read_workbook
from opentrans.generation.sources.sniffing import sniff
from opentrans.generation.sources.values import Item, Note, Row

WITHOUT_ZONE = datetime(2026, 1, 2, 10, 15, 54)  # noqa: DTZ001  (a workbook knows no zones)


def read(path: Path, form: SheetFormat | None = None) -> list[Item]:
    return list(read_workbook(str(path), form or SheetFormat()))


def rows(items: list[Item]) -> list[Row]:
    return [item for item in items if isinstance(item, Row)]


def error_of(items: list[Item]) -> SourceData:
    (error,) = (item for item in items if isinstance(item, SourceData))
    assert error.final
    return error


@pytest.fixture
def book(tmp_path: Path) -> Any:
    """A workbook with a header in its only sheet; ``book.read()`` saves and reads it."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "Bestellungen"
    sheet.append(["Nr", "Menge", "Preis"])

    def save_and_read(form: SheetFormat | None = None) -> list[Item]:
        made.save(tmp_path / "orders.xlsx")
        return read(tmp_path / "orders.xlsx", form)

    made.read = save_and_read  # type: ignore[attr-defined]
    return made


def change(path: Path, part: str, old: str, new: str) -> None:
    """Replace a text in one part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


@pytest.mark.parametrize(
    ("written", "read_back"),
    [
        (5, 5),
        (5.0, 5),
        (-3.0, -3),
        (0.29, Decimal("0.29")),
        (28269.34, Decimal("28269.34")),
        (1e-7, Decimal("0.0000001")),
        (123456789012345, 123456789012345),
        (12345678901.2345, Decimal("12345678901.2345")),
        ("00123", "00123"),
        ("1,5", "1,5"),
        ("a\nb", "a\nb"),
        (True, True),
        (False, False),
        (date(2026, 1, 2), date(2026, 1, 2)),
        (WITHOUT_ZONE, WITHOUT_ZONE),
        (time(22, 30), time(22, 30)),
        (None, None),
    ],
)
def test_values_are_what_the_program_shows(book: Any, written: object, read_back: object) -> None:
    book.active.append(["x", written])
    (row,) = rows(book.read())
    assert row["Menge"] == read_back
    assert type(row["Menge"]) is type(read_back)


def test_a_value_says_its_sheet_row_and_column(book: Any) -> None:
    book.active.append(["PO-1", 2, 1.5])
    (row,) = rows(book.read())
    assert str(row.origin("Preis")).endswith("orders.xlsx:2 (sheet 'Bestellungen'), column C 'Preis'")


def test_a_date_stored_as_a_number_is_a_date_in_both_calendars(book: Any) -> None:
    book.active.append(["x", 45000])
    book.active["B2"].number_format = "DD.MM.YYYY"
    assert rows(book.read())[0]["Menge"] == date(2023, 3, 15)
    book.epoch = CALENDAR_MAC_1904
    assert rows(book.read())[0]["Menge"] == date(2027, 3, 16)


def test_excels_binary_noise_is_no_digit(book: Any, tmp_path: Path) -> None:
    book.active.append(["x", 7])
    book.read()
    path = tmp_path / "orders.xlsx"
    change(path, "xl/worksheets/sheet1.xml", "<v>7</v>", "<v>0.28999999999999998</v>")
    assert rows(read(path))[0]["Menge"] == Decimal("0.29")


@pytest.mark.parametrize(
    "stored",
    [
        "1.00000000000000001",
        "1.0000000000000001",
        "12345678901234567",
        "1E+15",
        "0.1234567890123456",
        "3.7962000000000002",
    ],
)
def test_more_than_15_digits_are_an_error(book: Any, tmp_path: Path, stored: str) -> None:
    book.active.append(["x", 7, 1])
    book.read()
    path = tmp_path / "orders.xlsx"
    change(path, "xl/worksheets/sheet1.xml", "<v>7</v>", f"<v>{stored}</v>")
    (row,) = rows(read(path))
    with pytest.raises(SourceData, match=r"column B 'Menge': a number of more than 15 digits"):
        row["Menge"]
    assert row["Preis"] == 1


def test_a_formula_has_the_value_that_was_stored(book: Any, tmp_path: Path) -> None:
    book.active.append(["x", "=1+1", '=""'])
    (row,) = rows(book.read())
    for name in ("Menge", "Preis"):
        with pytest.raises(SourceData, match=rf"orders\.xlsx:2 .* '{name}': a formula without a stored value"):
            row[name]
    path = tmp_path / "orders.xlsx"
    change(path, "xl/worksheets/sheet1.xml", "<f>1+1</f><v></v>", "<f>1+1</f><v>2</v>")
    change(path, "xl/worksheets/sheet1.xml", '<c r="C2"><f>""</f>', '<c r="C2" t="str"><f>""</f>')
    (row,) = rows(read(path))
    assert (row["Menge"], row["Preis"]) == (2, None)


def test_errors_and_durations_are_errors_at_their_cell(book: Any) -> None:
    book.active.append(["#N/A", "#DIV/0!", timedelta(hours=30)])
    (row,) = rows(book.read())
    for name, reason in (("Nr", "the cell holds the error #N/A"), ("Menge", "error #DIV/0!"), ("Preis", "a duration")):
        with pytest.raises(SourceData, match=reason):
            row[name]


def test_only_the_first_of_merged_cells_has_a_value(book: Any) -> None:
    book.active.append(["PO-1", 1, 2])
    book.active.append([None, 3, 4])
    book.active.merge_cells("A2:A3")
    first, second = rows(book.read())
    assert (first["Nr"], second["Menge"]) == ("PO-1", 3)
    with pytest.raises(SourceData, match=r"orders\.xlsx:3 .* 'Nr': a cell under a merged one; split"):
        second["Nr"]


def test_the_sheet_is_the_named_one_or_the_first_visible_one(book: Any) -> None:
    book.active.append(["1", 1])
    other = book.create_sheet("Zweites")
    other.append(["Nr"])
    other.append(["2"])
    assert rows(book.read())[0]["Nr"] == "1"
    assert rows(book.read(SheetFormat(sheet="Zweites")))[0]["Nr"] == "2"
    reason = str(error_of(book.read(SheetFormat(sheet="Drittes"))))
    assert "there is no sheet 'Drittes'; sheets: 'Bestellungen', 'Zweites'" in reason
    book.active.sheet_state = "hidden"
    items = book.read()
    assert rows(items)[0]["Nr"] == "2"
    assert any("hidden sheets: 'Bestellungen'" in str(item) for item in items if isinstance(item, Note))


def test_several_sheets_with_data_are_an_error_until_one_is_named(book: Any, tmp_path: Path) -> None:
    book.active.append(["1", 1, 2])
    february = book.create_sheet("Februar")
    february.append(["Nr", "Menge", "Preis"])
    february.append(["2", 1, 2])
    book.create_sheet("Legende").append(["Nr ist die Bestellnummer"])
    book.create_sheet("leer")
    error = error_of(book.read())
    assert error.reason == "the workbook has several sheets with data: 'Bestellungen', 'Februar'"
    assert error.hint == "write which one: sheet: below source"
    assert rows(book.read(SheetFormat(sheet="Februar")))[0]["Nr"] == "2"
    found = sniff(str(tmp_path / "orders.xlsx"))
    assert [column.name for column in found.columns] == ["Nr", "Menge", "Preis"]
    assert isinstance(found.form, SheetFormat)
    assert found.form.sheet == "Bestellungen"
    assert "several sheets with data" in str(found.problems[0])
    february.sheet_state = "hidden"
    items = book.read()
    assert rows(items)[0]["Nr"] == "1"
    notes = [str(item) for item in items if isinstance(item, Note)]
    assert any("sheets that are not read: 'Legende'; read is 'Bestellungen'" in note for note in notes)


def test_hidden_rows_and_columns_are_read_and_noted(book: Any) -> None:
    book.active.append(["1", 1])
    book.active.append(["2", 2])
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["B"].hidden = True
    items = book.read()
    assert [row["Menge"] for row in rows(items)] == [1, 2]
    notes = " ".join(str(item) for item in items if isinstance(item, Note))
    assert "hidden rows are read like the others: 3" in notes
    assert "hidden columns" in notes


def test_a_table_may_begin_anywhere_and_end_with_junk(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet: Any = made.active
    for cell, value in {
        "C3": "Bericht",
        "C5": "Nr",
        "D5": "Menge",
        "C6": "1",
        "D6": 2,
        "C8": "3",
        "D8": 4,
        "C9": "Summe 6",
    }.items():
        sheet[cell] = value
    sheet["F20"].number_format = "0.00"
    made.save(tmp_path / "orders.xlsx")
    items = read(tmp_path / "orders.xlsx", SheetFormat(skip_rows=4, skip_where=(("Nr", "Summe*"),)))
    assert [(row.number, row["Nr"], row["Menge"]) for row in rows(items)] == [(6, "1", 2), (8, "3", 4)]
    assert rows(items)[0].names == ("A", "B", "Nr", "Menge")
    items = read(tmp_path / "orders.xlsx", SheetFormat(header=False, skip_rows=4, skip_end=1))
    assert [row["C"] for row in rows(items)] == ["Nr", "1", "3"]


ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content office:version="1.2"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">
<office:body><office:spreadsheet><table:table table:name="Tabelle1">ROWS</table:table>
<table:table table:name="Tabelle2"/></office:spreadsheet></office:body></office:document-content>"""
MANIFEST = """<?xml version="1.0"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
</manifest:manifest>"""


def ods(path: Path, *table_rows: str) -> Path:
    """An .ods file with these rows (the cells of each as XML without prefixes of attributes)."""
    made = "".join(
        row if row.startswith("<table:table-row") else f"<table:table-row>{row}</table:table-row>" for row in table_rows
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", ODS.replace("ROWS", made))
        archive.writestr("META-INF/manifest.xml", MANIFEST)
    return path


def cell(kind: str = "", attributes: str = "", text: str = "", element: str = "table:table-cell") -> str:
    kind = f' office:value-type="{kind}"' if kind else ""
    return f"<{element}{kind} {attributes}>{f'<text:p>{text}</text:p>' if text else ''}</{element}>"


def test_ods_values_and_what_cannot_be_used_of_them(tmp_path: Path) -> None:
    names = "".join(cell("string", text=name) for name in "abcdefg")
    path = ods(
        tmp_path / "orders.ods",
        names,
        cell("float", 'office:value="12.50"', "12,50")
        + cell("date", 'office:date-value="2026-01-02"')
        + cell("date", 'office:date-value="2026-01-02T10:15:54"')
        + cell("boolean", 'office:boolean-value="true"')
        + cell("string", text="00123")
        + cell("currency", 'office:currency="EUR" office:value="3"')
        + cell("time", 'office:time-value="PT22H30M00S"'),
        cell("string", 'table:formula="of:=NA()" office:string-value="" calcext:value-type="error"', "#N/A")
        + cell("", 'table:formula="of:=1+1"')
        + cell("float", 'office:value="1.00000000000000001"')
        + cell("string", 'table:number-columns-spanned="2"', "x")
        + cell(element="table:covered-table-cell"),
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>',
    )
    first, second = rows(read(path))
    assert list(first.values) == [
        Decimal("12.5"), date(2026, 1, 2), WITHOUT_ZONE, True, "00123", 3, time(22, 30)
    ]  # fmt: skip
    assert second["d"] == "x"
    for name, reason in (
        ("a", "error #N/A"),
        ("b", "without a stored value"),
        ("c", "15 digits"),
        ("e", "under a merged"),
    ):
        with pytest.raises(SourceData, match=rf"orders\.ods:3 \(sheet 'Tabelle1'\), column .* {name!r}: .*{reason}"):
            second[name]


def test_repeated_cells_and_rows_of_ods_keep_their_places(tmp_path: Path) -> None:
    row = cell("float", 'office:value="7"') + cell("float", 'office:value="3" table:number-columns-repeated="2"')
    broken = cell() + cell("", 'table:formula="of:=1" table:number-columns-repeated="2"')
    path = ods(
        tmp_path / "orders.ods",
        "".join(cell("string", text=name) for name in "abc"),
        f'<table:table-row table:number-rows-repeated="2">{row}</table:table-row>',
        broken,
    )
    found = rows(read(path))
    assert [(each.number, each["a"], each["c"]) for each in found[:2]] == [(2, 7, 3), (3, 7, 3)]
    for name in "bc":
        with pytest.raises(SourceData, match=rf"orders\.ods:4 .* {name!r}: a formula without a stored value"):
            found[2][name]


def test_a_sheet_without_rows_is_an_error(tmp_path: Path) -> None:
    path = ods(tmp_path / "orders.ods", cell("string", text="a"))
    assert "the sheet 'Tabelle2' has no rows" in str(error_of(read(path, SheetFormat(sheet="Tabelle2"))))


def test_bombs_are_refused_before_they_unfold(book: Any, tmp_path: Path) -> None:
    book.active["XFD1048576"] = 1
    assert "spans 1,048,576 rows and 16,384 columns; more than 5,000,000 cells are not read" in str(
        error_of(book.read())
    )

    corner = '<table:table-row table:number-rows-repeated="1000000">'
    corner += cell("float", 'office:value="1" table:number-columns-repeated="16000"') + "</table:table-row>"
    assert "spans 1,000,000 rows" in str(error_of(read(ods(tmp_path / "bomb.ods", corner))))

    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/sharedStrings.xml", "w") as part:
            block = b" " * (1 << 20)
            for _ in range(1000):
                part.write(block)
    assert "unpacked it has more than 1,000,000,000 bytes" in str(error_of(read(path)))

    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", '<workbook><sheet name="a" id="1"/></workbook>')
        archive.writestr("xl/_rels/workbook.xml.rels", "<r/>")
        archive.writestr("xl/sharedStrings.xml", '<sst count="1" uniqueCount="4000000000"/>')
    assert "claims more texts than it can hold" in str(error_of(read(path)))


def test_damaged_and_foreign_files_say_so(book: Any, tmp_path: Path) -> None:
    book.active.append(["1", 1])
    book.read()
    whole = (tmp_path / "orders.xlsx").read_bytes()
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    for data, reason in (
        (whole[:-100], "the archive of the workbook is damaged"),
        (whole[:2000] + b"\xff" * 300 + whole[2300:], "damaged"),
        (b"Nr;Menge\n1;2\n", "this is no workbook; save it as .xlsx or .ods; for text use the format csv"),
        (b"", "this is no workbook"),
        (old + b"\xff" * 600, "claims more sectors than it has"),
        (old + b"\0" * 600, "the workbook is damaged"),
    ):
        (tmp_path / "bad.xlsx").write_bytes(data)
        assert reason in str(error_of(read(tmp_path / "bad.xlsx")))
    for name, reason in (
        ("xl/workbook.bin", r"\(.xlsb\) are not read"),
        ("word/document.xml", "this archive is no workbook"),
    ):
        with zipfile.ZipFile(tmp_path / "bad.xlsx", "w") as archive:
            archive.writestr(name, "")
        with pytest.raises(SourceData, match=reason):
            raise error_of(read(tmp_path / "bad.xlsx"))
    assert "more than the 100 that are read whole" in str(
        error_of(read(tmp_path / "orders.xlsx", SheetFormat(max_size=100)))
    )


def test_several_sheets_of_an_ods_are_an_error_too(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    table = f"<table:table-row>{cell}</table:table-row>" * 2
    path = ods(tmp_path / "orders.ods", f"{table}</table:table><table:table table:name='Zwei'>{table}")
    assert "several sheets with data: 'Tabelle1', 'Zwei'" in str(error_of(read(path)))
    assert len(rows(read(path, SheetFormat(sheet="Zwei")))) == 1
