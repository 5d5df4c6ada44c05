"""Workbooks: .xlsx, .xlsm, .xls and .ods, read whole under a size limit.

Of an .xls (the format up to Excel 2003) it cannot be told whether a cell that reads as empty holds an error or a
formula without a stored value, nor which rows and columns are hidden. Of an .ods hidden columns and sheets are not
told. Of none it can be told that somebody typed more than 15 digits and the program rounded them when it saved.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from ...errors import SourceError
from ..errors import SourceData
from ..places import Origin, letter_of
from .cells import cells_of, unusable_if_damaged
from .skipping import Skipper, without_end
from .values import Item, Note, Row, Table, Unusable
from .workbook import MERGED, Sheet, UnusableWorkbook, inspect_workbook, open_archive
from .xls import read_xls

#: A workbook may have this many bytes.
MAX_SIZE = 100_000_000
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class SheetFormat:
    """Where the table stands in a workbook.

    ``sheet``: its name, None for the only one that is visible and holds data (beside it may stand some with much fewer
    columns); ``header``: whether its first row names the columns,
    else they are called by letter; ``skip_rows``: rows above the header; ``skip_end`` and ``skip_where``: rows that are
    no data, as in ``CsvFormat``; ``max_size``: in bytes.
    """

    sheet: str | None = None
    header: bool = True
    skip_rows: int = 0
    skip_end: int = 0
    skip_where: tuple[tuple[str, str], ...] = ()
    max_size: int = MAX_SIZE


def read_workbook(path: str, form: SheetFormat) -> Iterator[Item]:
    """The rows of one sheet; raises SourceError for a file that cannot be opened.

    Whole numbers are int, others Decimal with the digits that the program shows, dates are dates, text stays text, and
    an empty cell is None. A formula without a stored value, an error, a cell under a merged one and a number of more
    than 15 digits stand in the row as ``Unusable``: looking one up raises SourceData.
    """
    try:
        with open(path, "rb") as stream:
            sheet, rows = _load(stream, form)
    except OSError as error:
        raise SourceError(path, error.strerror or str(error)) from error
    except UnusableWorkbook as error:
        yield SourceData(Origin(path), str(error), error.hint, final=True)
        return
    several = _several(sheet, rows, form)
    if several is not None:
        yield SourceData(Origin(path, sheet=sheet.name), several, "write which one: sheet: below source", final=True)
        return
    yield from _hidden(path, sheet)
    items = _rows(path, sheet, rows, form)
    yield from without_end(path, items, form.skip_end) if form.skip_end else items


def _load(stream: BinaryIO, form: SheetFormat) -> tuple[Sheet, list[list[Any]]]:
    size = os.fstat(stream.fileno()).st_size
    if size > form.max_size:
        reason = f"the file has {size:,} bytes, more than the {form.max_size:,} that are read whole"
        raise UnusableWorkbook(reason, "split the workbook, or save it as CSV")
    start = stream.read(512)
    stream.seek(0)
    if start.startswith(b"PK"):
        return _new(stream, form)
    if start.startswith(_OLD):
        return read_xls(stream.name, start, size, form.sheet)
    raise UnusableWorkbook("this is no workbook", "save it as .xlsx or .ods; for text use the format csv")


def _new(stream: BinaryIO, form: SheetFormat) -> tuple[Sheet, list[list[Any]]]:
    """One sheet of an .xlsx or .ods."""
    from python_calamine import CalamineWorkbook

    with open_archive(stream) as archive:
        sheet = inspect_workbook(archive, form.sheet)
    stream.seek(0)
    with unusable_if_damaged():
        return sheet, cells_of(sheet, CalamineWorkbook.from_filelike(stream).get_sheet_by_name(sheet.name))


def _several(sheet: Sheet, rows: list[list[Any]], form: SheetFormat) -> str | None:
    """Why it cannot be told which sheet is meant: another one may be a table too, by its size; else None."""
    width = max(map(_filled, rows), default=0)
    like = [name for name, (down, across) in sheet.beside.items() if down > form.header and across * 2 >= width]
    listed = ", ".join(repr(name) for name in (sheet.name, *like))
    return f"the workbook has several sheets with data: {listed}" if like else None


def _hidden(path: str, sheet: Sheet) -> Iterator[Note]:
    if sheet.beside:
        listed = ", ".join(map(repr, sheet.beside))
        yield Note(Origin(path), f"sheets that are not read: {listed}; read is {sheet.name!r}")
    if sheet.hidden_sheets:
        listed = ", ".join(map(repr, sheet.hidden_sheets))
        yield Note(Origin(path), f"hidden sheets: {listed}; read is {sheet.name!r}")
    origin = Origin(path, sheet=sheet.name)
    if sheet.old:
        yield Note(origin, "in an .xls an error or a formula without a stored value reads as an empty cell")
    if sheet.hidden_rows:
        numbers = ", ".join(str(row + 1) for row in sheet.hidden_rows[:10])
        more = ", ..." if len(sheet.hidden_rows) > 10 else ""
        yield Note(origin, f"hidden rows are read like the others: {numbers}{more}")
    if sheet.hidden_columns:
        yield Note(origin, "hidden columns are read like the others")


def _rows(path: str, sheet: Sheet, rows: list[list[Any]], form: SheetFormat) -> Iterator[Item]:
    width = max((_filled(row) for row in rows[form.skip_rows :]), default=0)
    start = next((at for at, row in enumerate(rows) if at >= form.skip_rows and _filled(row)), None)
    if start is None:
        reason = f"the sheet {sheet.name!r} has no rows"
        hint = (
            f"other sheets of the workbook are hidden: {', '.join(sheet.hidden_sheets)}"
            if sheet.hidden_sheets
            else None
        )
        yield SourceData(Origin(path, sheet=sheet.name), reason, hint, final=True)
        return
    if form.header:
        names = ["" if value is None or isinstance(value, Unusable) else str(value) for value in rows[start][:width]]
        names += [""] * (width - len(names))
        start += 1
    else:
        names = [letter_of(column) for column in range(width)]
    table = Table(path, names, sheet.name)
    try:
        skipper = Skipper(table, form.skip_where)
    except SourceData as error:
        error.final = True
        yield error
        return
    for at in range(start, len(rows)):
        values = rows[at]
        if not skipper.skips(at + 1, [None if value == MERGED else value for value in values]):
            yield Row(table, at + 1, values[:width] + [None] * (width - len(values)))
    yield from skipper.notes()


def _filled(row: list[Any]) -> int:
    """How many columns of a row are in use: up to the last that is not empty."""
    return next((column + 1 for column in range(len(row) - 1, -1, -1) if row[column] is not None), 0)
