"""One way in for all formats of exports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from .csv import CsvFormat, read_csv
from .excel import SheetFormat, read_workbook
from .json import JsonFormat, read_json
from .values import Item
from .xml import XmlFormat, read_xml

Format: TypeAlias = CsvFormat | JsonFormat | XmlFormat | SheetFormat


def read(path: str, form: Format) -> Iterator[Item]:
    """The records of an export, one at a time, and beside them what could not be read (SourceData) and notes (Note).

    Raises SourceError for a file that cannot be opened.
    """
    if isinstance(form, CsvFormat):
        return read_csv(path, form)
    if isinstance(form, JsonFormat):
        return read_json(path, form)
    if isinstance(form, XmlFormat):
        return read_xml(path, form)
    return read_workbook(path, form)


def looked_for(form: Format) -> str:
    """What the records of a format are, in words: for a file that has none."""
    if isinstance(form, JsonFormat):
        return "records, one a line" if form.lines else f"records at {form.records or 'the top'}"
    if isinstance(form, XmlFormat):
        return f"elements {form.records}" if form.records else "elements below the root"
    return "rows below the one that names the columns" if form.header else "rows"
