"""The section ``source`` of a draft: how the export is written, and the signs in its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..sources.csv import CsvFormat
from ..sources.excel import SheetFormat
from ..sources.json import JsonFormat
from ..sources.sniffing import Column, Sniffed
from ..sources.xml import XmlFormat
from .entries import GAP, Entry, yaml

_KINDS = {CsvFormat: "csv", JsonFormat: "json", XmlFormat: "xml", SheetFormat: "excel"}


def source_entries(sniffed: Sniffed) -> Iterator[Entry]:
    """The lines of the section."""
    form = sniffed.form
    yield Entry("format", "ods" if sniffed.format == "ods" else _KINDS[type(form)])
    defaults: Any = type(form)()
    for name in form.__dataclass_fields__:
        value = getattr(form, name)
        always = name in {"delimiter", "encoding"} and value is not None
        if value == getattr(defaults, name) and not always:
            continue
        text = str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, int) else yaml(value)
        yield Entry(name, text, _of_encoding(sniffed) if name == "encoding" else "")
    yield from _signs(sniffed.columns, always=isinstance(form, CsvFormat | XmlFormat))
    if any(one.guess.kind == "date and time" and "ISO" not in (one.guess.detail or "") for one in sniffed.columns):
        yield Entry("timezone", "Europe/Berlin", "guess: the times in the export name no zone")


def _of_encoding(sniffed: Sniffed) -> str:
    encoding = sniffed.encoding
    if encoding is None:
        return ""
    if "ASCII" in encoding.reason and isinstance(sniffed.form, CsvFormat):
        return "guess: only ASCII was seen; cp1252 if umlauts come and the file is from Windows"
    return "" if encoding.sure else f"guess: {encoding.reason}"


def _signs(columns: tuple[Column, ...], *, always: bool) -> Iterator[Entry]:
    """The signs in numbers that are text; what the columns do not tell for sure is a gap."""
    numbers = [one for one in columns if one.guess.kind == "number" and one.guess.detail]
    said = {one.name: str(one.guess.detail) for one in numbers}
    mixed = [one for one in numbers if "are mixed" in said[one.name]]
    unclear = [one for one in numbers if "cannot be told" in said[one.name]]
    commas = [one for one in numbers if said[one.name] == "decimal comma"]
    points = [one for one in numbers if said[one.name] == "decimal point"]
    if mixed:
        reason = f"{yaml(mixed[0].name)} mixes decimal comma and decimal point ({_some(mixed[0], ',.')})"
        yield Entry("decimal", GAP, f"MISSING: {reason}; export them all in one way")
    elif commas and points:
        reason = f"{yaml(commas[0].name)} has a decimal comma, {yaml(points[0].name)} a decimal point"
        way = "name one here, and read columns with the other by | number('.') or | number(',')"
        yield Entry("decimal", GAP, f"MISSING: {reason}; {way}")
    elif commas or points:
        yield from _told(commas or points, unclear, ",." if commas else ".,")
    elif unclear:
        reason = f"{yaml(unclear[0].name)} has {_some(unclear[0], ',.')}, which may be thousands or decimals"
        yield Entry("decimal", GAP, f"MISSING: the sign before decimals; {reason}")
    elif always:
        yield Entry("decimal", yaml(","), "needed where numbers have decimals; none was seen", off=True)


def _told(numbers: list[Column], unclear: list[Column], signs: str) -> Iterator[Entry]:
    """Where the sign before decimals is clear: what of the one between thousands?"""
    decimal, thousands = signs[0], signs[1]
    yield Entry("decimal", yaml(decimal), f"guess, from {yaml(numbers[0].name)}: {_some(numbers[0], decimal)}")
    doubtful = [one for one in unclear if any(thousands in str(value) for value in one.samples)]
    if doubtful:
        what = f"{yaml(doubtful[0].name)} has {_some(doubtful[0], thousands)}"
        way = f"take the line out and read that column by | number('{thousands}')"
        yield Entry("thousands", GAP, f'MISSING: {what}: write "{thousands}" if these are thousands; else {way}')
        return
    grouped = next((one for one in numbers if any(thousands in str(value) for value in one.samples)), None)
    reason = "between thousands, if there is one" if grouped is None else f"guess, from {_some(grouped, thousands)}"
    yield Entry("thousands", yaml(thousands), reason, off=grouped is None)


def _some(column: Column, signs: str) -> str:
    """Values of a column with one of the signs."""
    found = [str(one) for one in column.samples if any(sign in str(one) for sign in signs)]
    return ", ".join(yaml(one[:40]) for one in found[:3])
