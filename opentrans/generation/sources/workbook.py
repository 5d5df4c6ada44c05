"""What stands in a workbook beside its values: read from the parts of the archive, before anything is unpacked whole.

``python-calamine`` gives the values; this says what it does not tell: formulas without a stored value and errors (it
reads both as empty), numbers with more digits than a number of a workbook holds, cells under a merged one, hidden rows
and columns. It also measures the sheet, since a table with one cell in the last corner would fill the memory.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import IO

from lxml import etree

from ..places import column_of
from .values import Unusable

#: A sheet may span this many cells, and a workbook have this many bytes when it is unpacked.
MAX_CELLS = 5_000_000
MAX_UNPACKED = 1_000_000_000
_BLOCK = 1 << 20
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")

NO_VALUE = Unusable("a formula without a stored value", "open the workbook, let it calculate, and save it again")
MERGED = Unusable("a cell under a merged one", "split the merged cells and fill each of them")
TOO_LONG = Unusable(
    "a number of more than 15 digits, which a workbook does not hold exactly",
    "write it as text, or round it in the sheet (=ROUND(...; 2))",
)


class UnusableWorkbook(Exception):
    """A workbook that is not read; the message says why, ``hint`` the way out."""

    def __init__(self, reason: str, hint: str | None = None) -> None:
        super().__init__(reason, hint)
        self.hint = hint

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(slots=True)
class Sheet:
    """What was found in one sheet; rows and columns count from 0.

    ``beside``: where nobody said which sheet to read, the others that are visible and hold data, with their extents.
    """

    name: str
    hidden_sheets: list[str] = field(default_factory=list)
    beside: dict[str, tuple[int, int]] = field(default_factory=dict)
    unusable: dict[tuple[int, int], Unusable] = field(default_factory=dict)
    percentages: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: int = 0
    old: bool = False
    rows: int = 0
    columns: int = 0

    def reach(self, row: int, column: int) -> None:
        """Count a cell that is not empty; raises UnusableWorkbook where the sheet becomes too large."""
        self.rows = max(self.rows, row + 1)
        self.columns = max(self.columns, column + 1)
        if self.rows * self.columns > MAX_CELLS:
            reason = f"the sheet {self.name!r} spans {self.rows:,} rows and {self.columns:,} columns"
            raise UnusableWorkbook(
                reason, f"more than {MAX_CELLS:,} cells are not read: remove stray cells, or split it"
            )


def choose_sheet(names: list[str], visible: list[str], wanted: str | None) -> str:
    """The sheet to read: the one that is named, else the first visible one."""
    if not names:
        raise UnusableWorkbook("the workbook has no sheets")
    if wanted is None:
        return (visible or names)[0]
    if wanted not in names:
        raise UnusableWorkbook(f"there is no sheet {wanted!r}", f"sheets: {', '.join(map(repr, names))}")
    return wanted


def open_archive(stream: IO[bytes]) -> zipfile.ZipFile:
    """The archive of a workbook, measured by unpacking it piece by piece, not by the sizes that it claims."""
    try:
        archive = zipfile.ZipFile(stream)
        if len(archive.namelist()) != len(set(archive.namelist())):
            raise UnusableWorkbook("the archive holds a part twice", "save the workbook again")
        left = MAX_UNPACKED
        for info in archive.infolist():
            claimed, info.file_size = info.file_size, left + 2 * _BLOCK
            with archive.open(info) as part:
                while block := part.read(_BLOCK):
                    left -= len(block)
                    if left < 0:
                        reason = f"unpacked it has more than {MAX_UNPACKED:,} bytes"
                        raise UnusableWorkbook(reason, "split the workbook")
            info.file_size = claimed
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        reason = f"the archive of the workbook is damaged ({error})"
        raise UnusableWorkbook(reason, "is the file complete? save the workbook again") from error
    return archive


def inspect_workbook(archive: zipfile.ZipFile, wanted: str | None) -> Sheet:
    """What stands in one sheet beside its values; raises UnusableWorkbook for what is no .xlsx and no .ods."""
    names = set(archive.namelist())
    try:
        if "xl/workbook.xml" in names:
            return _xlsx(archive, wanted)
        if "content.xml" in names:
            return _ods(archive, wanted)
    except (etree.XMLSyntaxError, KeyError, ValueError) as error:
        raise UnusableWorkbook(f"the workbook is damaged ({error})", "save it again") from error
    if "xl/workbook.bin" in names:
        raise UnusableWorkbook("workbooks in the binary format (.xlsb) are not read", "save it as .xlsx")
    raise UnusableWorkbook("this archive is no workbook", "save it as .xlsx or .ods")


def _events(
    part: IO[bytes], tags: tuple[str, ...], events: tuple[str, ...] = ("end",)
) -> Iterator[tuple[str, etree._Element]]:
    yield from etree.iterparse(
        part,
        events=events,
        tag=[f"{{*}}{tag}" for tag in tags],
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        huge_tree=False,
        recover=False,
        collect_ids=False,
    )


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


def _attributes(element: etree._Element) -> dict[str, str]:
    return {etree.QName(name).localname: str(value) for name, value in element.items()}


def _xlsx(archive: zipfile.ZipFile, wanted: str | None) -> Sheet:
    with archive.open("xl/workbook.xml") as part:
        sheets = [_attributes(element) for _event, element in _events(part, ("sheet",))]
    with archive.open("xl/_rels/workbook.xml.rels") as part:
        targets = {element.get("Id"): element.get("Target") for _event, element in _events(part, ("Relationship",))}
    if "xl/sharedStrings.xml" in archive.namelist():
        _shared_strings(archive)
    visible = [each["name"] for each in sheets if each.get("state", "visible") == "visible"]
    names = [each["name"] for each in sheets]
    sheet = Sheet(choose_sheet(names, visible, wanted), [name for name in names if name not in visible])
    styles = _percent_styles(archive)
    for name in visible if wanted is None else (sheet.name,):
        one = sheet if name == sheet.name else Sheet(name)
        target = targets[next(each["id"] for each in sheets if each["name"] == name)] or ""
        target = posixpath.normpath(posixpath.join("xl", target) if not target.startswith("/") else target[1:])
        with archive.open(target) as part:
            _read_xlsx_sheet(part, one, styles)
        if one is not sheet and one.rows:
            sheet.beside[name] = one.rows, one.columns
    return sheet


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[str]:
    """The numbers of the styles of cells that show a number as a percentage."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    with archive.open("xl/styles.xml") as part:
        percent = {"9", "10"}
        found: list[str] = []
        for _event, element in _events(part, ("numFmt", "xf")):
            parent = element.getparent()
            if _local(element) == "numFmt" and "%" in re.sub(r'"[^"]*"|\\.', "", element.get("formatCode", "")):
                percent.add(element.get("numFmtId", ""))
            elif _local(element) == "xf" and parent is not None and _local(parent) == "cellXfs":
                found.append(element.get("numFmtId", "0"))
    return frozenset(str(number) for number, form in enumerate(found) if form in percent)


def _shared_strings(archive: zipfile.ZipFile) -> None:
    """Refuse a table of texts that claims more of them than it can hold: room for all is set aside at once."""
    with archive.open("xl/sharedStrings.xml") as part:
        start = part.read(4096)
    size = archive.getinfo("xl/sharedStrings.xml").file_size
    if any(int(count) > size for count in re.findall(rb'[cC]ount\s*=\s*["\'](\d+)', start)):
        raise UnusableWorkbook("the table of texts claims more texts than it can hold", "save the workbook again")


def _read_xlsx_sheet(part: IO[bytes], sheet: Sheet, percent: frozenset[str]) -> None:
    row = -1
    for _event, element in _events(part, ("row", "col")):
        hidden = element.get("hidden") in {"1", "true"}
        if _local(element) == "col":
            sheet.hidden_columns += hidden
            continue
        row, column = int(element.get("r", row + 2)) - 1, -1
        if hidden:
            sheet.hidden_rows.append(row)
        space = element.tag[: -len("row")]
        for cell in element:
            found = _CELL.fullmatch(cell.get("r", ""))
            column = column_of(found[1]) if found else column + 1
            at = int(found[2]) - 1 if found else row
            _xlsx_cell(cell, space, sheet, at, column)
            if percent and cell.get("s") in percent and len(cell):
                sheet.percentages.add((at, column))
        element.clear()
        parent = element.getparent()
        while parent is not None and element.getprevious() is not None:
            del parent[0]


def _xlsx_cell(cell: etree._Element, space: str, sheet: Sheet, row: int, column: int) -> None:
    kind = cell.get("t", "n")
    formula = text = False
    value = None
    for child in cell:
        tag = child.tag
        if tag == f"{space}v":
            value = child.text or ""
        elif tag == f"{space}f":
            formula = True
        else:
            text = True
    if value is None and not formula and not text:
        return
    if row >= sheet.rows or column >= sheet.columns:
        sheet.reach(row, column)
    if kind == "e":
        sheet.unusable[row, column] = _error_cell(value)
    elif formula and not value and (kind != "str" or value is None):
        sheet.unusable[row, column] = NO_VALUE
    elif kind == "n" and value and not _exact(value):
        sheet.unusable[row, column] = TOO_LONG


def _error_cell(text: str | None) -> Unusable:
    return Unusable(f"the cell holds the error {text or 'of a formula'}", "correct the formula, or clear the cell")


def _exact(text: str) -> bool:
    """Whether a number of a workbook has 15 digits at most, apart from the noise of its binary form."""
    if len(text) <= 15:
        return True
    try:
        value = float(text)
        written = Decimal(text)
    except (ValueError, InvalidOperation):
        return False
    short = Decimal(repr(value))
    if abs(value) >= 1e15 or len(short.normalize().as_tuple().digits) > 15:
        return False
    return any(written == Decimal(format(value, f".{digits}g")) for digits in (15, 16, 17))


def _ods(archive: zipfile.ZipFile, wanted: str | None) -> Sheet:
    names: list[str] = []
    with archive.open("content.xml") as part:
        for event, element in _events(part, ("table", "table-row", "table-cell"), ("start", "end")):
            if event == "start" and _local(element) == "table":
                names.append(_attributes(element).get("name", ""))
            elif event == "end":
                element.clear()
    sheet = Sheet(choose_sheet(names, names, wanted))
    for name in names if wanted is None else (sheet.name,):
        one = sheet if name == sheet.name else Sheet(name)
        with archive.open("content.xml") as part:
            _read_ods_sheet(part, one)
        if one is not sheet and one.rows:
            sheet.beside[name] = one.rows, one.columns
    return sheet


def _read_ods_sheet(part: IO[bytes], sheet: Sheet) -> None:
    """Walk the cells of one table; a cell or row that is repeated counts as often as it says."""
    row = column = times = 0
    inside = False
    for event, element in _events(part, ("table", "table-row", "table-cell", "covered-table-cell"), ("start", "end")):
        tag = _local(element)
        if tag == "table":
            inside = event == "start" and _attributes(element).get("name", "") == sheet.name
            row = 0
            continue
        if not inside:
            continue
        values = _attributes(element)
        if tag == "table-row" and event == "start":
            column, times = 0, int(values.get("number-rows-repeated", "1"))
            if values.get("visibility", "visible") != "visible":
                sheet.hidden_rows.extend(range(row, row + min(times, 1000)))
        elif tag == "table-row":
            row += times
            element.clear()
        elif event == "end":
            repeat = int(values.get("number-columns-repeated", "1"))
            _ods_cells(element, values, sheet, (row, times, column, repeat))
            column += repeat
            element.clear()


def _ods_cells(element: etree._Element, values: dict[str, str], sheet: Sheet, place: tuple[int, int, int, int]) -> None:
    row, times, column, repeat = place
    kind = values.get("value-type")
    error = any(value == "error" and str(name).endswith("}value-type") for name, value in element.items())
    covered = _local(element) == "covered-table-cell"
    problem = None
    if error:
        problem = _error_cell("".join(map(str, element.itertext())).strip())
    elif "formula" in values and kind is None:
        problem = NO_VALUE
    elif kind in {"float", "percentage", "currency"} and not _exact(values.get("value", "")):
        problem = TOO_LONG
    if kind is None and problem is None and not covered:
        return
    if covered:
        problem = MERGED
    sheet.reach(row + times - 1, column + repeat - 1)
    if kind == "percentage":
        sheet.percentages.update((row + down, column + right) for down in range(times) for right in range(repeat))
    if problem is not None:
        for each in range(row, row + times):
            for number in range(column, column + repeat):
                sheet.unusable[each, number] = problem
