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
