"""What an export seems to be: for a person who starts from a file that nobody has described."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from lxml import etree

from ...errors import SourceError
from ...names import DOCUMENTS
from ...secure_xml import encoding_of
from ..errors import SourceData
from ..places import letter_of
from .csv import CsvFormat
from .encoding import Encoding, detect_encoding
from .excel import SheetFormat
from .guesses import Guess, guess_kind
from .json import JsonFormat
from .reading import Format, read
from .values import Item, Node, Note, Row, Unusable
from .xml import XmlFormat

#: So many records are looked at, and so many bytes to tell the format.
_RECORDS = 500
_BYTES = 1 << 20
_SAMPLES = 5
_DELIMITERS = ";,\t|"
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Column:
    """A column, or a field of nested records: ``letter`` is None for these, and ``name`` their path (``Items/SKU``).

    ``kind``: the record type of the rows that it stands in, where rows of several kinds have their own columns.
    """

    name: str
    letter: str | None
    samples: tuple[Any, ...]
    guess: Guess
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What an export seems to be; everything but ``problems`` is a guess.

    ``format``: csv, json, json lines, xml, xlsx, ods, xls, or the name of an openTRANS document; ``form``: to pass to
    ``read``; ``encoding``: None where the format has one of its own; ``header``: names of the first row, False where it
    seems to be data; ``lists``: fields that hold lists of records; ``records``: how many were looked at.
    """

    path: str
    format: str
    form: Format
    encoding: Encoding | None
    header: bool
    columns: tuple[Column, ...]
    lists: tuple[str, ...]
    records: int
    problems: tuple[SourceData | Note, ...]


def sniff(path: str) -> Sniffed:
    """Look at an export and say what it seems to be; raises SourceError for a file that cannot be opened."""
    try:
        with open(path, "rb") as stream:
            start = stream.read(_BYTES)
    except OSError as error:
        raise SourceError(path, error.strerror or str(error)) from error
    if start.startswith(b"PK"):
        kind = "ods" if b"opendocument.spreadsheet" in start[:200] else "xlsx"
        return _workbook(path, kind)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return _workbook(path, "xls")
    encoding = detect_encoding(path)
    text = start.decode(encoding.name, "replace").lstrip("\ufeff")
    shown = text.lstrip()
    if shown.startswith("<"):
        kind, records = _xml(start)
        encoding = Encoding(encoding_of(start), sure=True, reason="as XML says")
        found = _columns(path, kind, XmlFormat(records), encoding)
        if any("a bare &" in str(problem) for problem in found.problems):
            return _columns(path, kind, XmlFormat(records, repair_ampersands=True), encoding)
        return found
    if shown.startswith(("{", "[")):
        form = _json(path, shown, encoding)
        if form is not None:
            return _columns(path, "json lines" if form.lines else "json", form, encoding)
    return _columns(path, "csv", _csv(text, encoding), encoding)


@dataclass(slots=True)
class _Seen:
    letters: dict[str, str | None] = field(default_factory=dict)
    values: dict[tuple[str | None, str], list[Any]] = field(default_factory=dict)
    lists: dict[str, None] = field(default_factory=dict)

    def add(self, name: str, letter: str | None, value: Any, kind: str | None = None) -> None:
        self.letters.setdefault(name, letter)
        self.values.setdefault((kind, name), []).append(value)

    def add_node(self, node: Node, prefix: str, depth: int = 0) -> None:
        for name in node.names:
            value = node[name]
            records = [value] if isinstance(value, Node) else value if isinstance(value, list) else []
            if isinstance(value, list) and any(isinstance(each, Node) for each in value):
                self.lists[prefix + name] = None
            for each in records[:_SAMPLES] if depth < _DEEPEST else ():
                if isinstance(each, Node):
                    self.add_node(each, f"{prefix}{name}/", depth + 1)
                else:
                    self.add(prefix + name, None, each)
            if not isinstance(value, Node | list):
                self.add(prefix + name, None, value)


def _columns(path: str, kind: str, form: Format, encoding: Encoding | None) -> Sniffed:
    seen = _Seen()
    problems: list[SourceData | Note] = []
    count = 0
    items: Iterable[Item] = islice(read(path, form), _RECORDS)
    for item in items:
        if isinstance(item, Row):
            count += 1
            typed = isinstance(form, CsvFormat) and form.record_type is not None
            kind_of_row = str(item.values[0]) if typed else None
            for column, name in enumerate(item.names[: len(item.values)]):
                value = item.values[column]
                seen.add(name, letter_of(column), None if isinstance(value, Unusable) else value, kind_of_row)
        elif isinstance(item, Node):
            count += 1
            seen.add_node(item, "")
        else:
            problems.append(item)
    columns = tuple(
        Column(name, seen.letters[name], _samples(values), guess_kind(name, values), kind_of_row)
        for (kind_of_row, name), values in seen.values.items()
    )
    header = form.header if isinstance(form, CsvFormat | SheetFormat) else False
    return Sniffed(path, kind, form, encoding, header, columns, tuple(seen.lists), count, tuple(problems))


def _workbook(path: str, kind: str) -> Sniffed:
    """A workbook; where it has several sheets with data, the first of them."""
    found = _columns(path, kind, SheetFormat(), None)
    first = next((one.origin.sheet for one in found.problems if isinstance(one, SourceData)), None)
    if found.columns or first is None:
        return found
    one = _columns(path, kind, SheetFormat(sheet=first), None)
    return replace(one, problems=(*found.problems, *one.problems)) if one.columns else found


def _samples(values: list[Any]) -> tuple[Any, ...]:
    return tuple(islice(dict.fromkeys(value for value in values if value not in {None, ""}), _SAMPLES))


def _xml(start: bytes) -> tuple[str, str]:
    """The format, and the path of the first elements that stand several times and have children."""
    parser = etree.XMLPullParser(
        ["start"], resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    counts: Counter[tuple[str, ...]] = Counter()
    parents: set[tuple[str, ...]] = set()
    arrays: set[tuple[str, ...]] = set()
    with suppress(etree.XMLSyntaxError):
        parser.feed(start)
    for _event, element in parser.read_events():
        assert isinstance(element, etree._Element)
        path = (*(_local(each) for each in reversed(list(element.iterancestors()))),)
        here = (*path, _local(element))
        counts[here] += 1
        parents.add(path)
        if element.get("type") == "array":
            arrays.add(here)
    root = next(iter(counts), ("",))
    if root[0] in DOCUMENTS:
        return root[0], ""
    candidates = sorted((path for path, n in counts.items() if n > 1 and path in parents), key=len)
    if root in arrays or not candidates or candidates[0][:-1] in arrays:
        return "xml", ""
    return "xml", "/".join(candidates[0])


def _local(element: etree._Element) -> str:
    """The name of an element; that of a prefix that is not declared stays before it."""
    return element.tag.rpartition("}")[2]


def _json(path: str, text: str, encoding: Encoding) -> JsonFormat | None:
    first, _break, rest = text.partition("\n")
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        pass
    else:
        if rest.strip():
            return JsonFormat(lines=True)
    name = None if encoding.reason == "byte order mark" else encoding.name
    form = JsonFormat(encoding=name)
    records = list(islice(read(path, form), 1))
    if text.startswith("["):
        return form if records and not _not_json(records[0]) else None
    if records and isinstance(records[0], Node):
        return replace(form, records=_pointer(records[0]))
    return form


def _not_json(item: Item) -> bool:
    return isinstance(item, SourceData) and "no valid JSON at character 2" in item.reason


def _pointer(root: Node) -> str:
    """Where the records stand: the root if it has values of its own, else the first record or list of records in it."""
    scalars = sum(not isinstance(root[name], Node | list) for name in root.names)
    if scalars > 2:
        return root.path
    for name in root.names:
        value = root[name]
        if isinstance(value, Node):
            return _pointer(value)
        if isinstance(value, list) and value and isinstance(value[0], Node):
            return root.origin(name).path or ""
    return root.path


def _csv(text: str, encoding: Encoding) -> CsvFormat:
    lines = text.splitlines(keepends=True)[:200]
    if (delimiter := _with_record_types(lines)) is not None:
        return CsvFormat(delimiter, encoding=encoding.name, header=False, record_type="A")
    best: tuple[tuple[int, int], str, list[list[str]]] = ((0, 0), ";", [])
    for delimiter in _DELIMITERS:
        rows = list(_parsed(lines, delimiter))
        widths = Counter(len(row) for row in rows if len(row) > 1)
        width, count = widths.most_common(1)[0] if widths else (1, 0)
        if ((count, width)) > best[0]:
            best = ((count, width), delimiter, rows)
    (_count, width), delimiter, rows = best
    skip = next((at for at, row in enumerate(rows) if len(row) == width), 0)
    header = bool(rows) and _is_header(rows[skip])
    return CsvFormat(delimiter, encoding=encoding.name, header=header, skip_rows=skip)


def _with_record_types(lines: list[str]) -> str | None:
    """The delimiter of a table without header whose first column says of which kind a row is: rows of each kind have a
    length of their own, and there are few kinds; None where this is no such table."""
    for delimiter in _DELIMITERS:
        rows = [row for row in _parsed(lines, delimiter) if any(row)]
        widths: dict[str, int] = {}
        for row in rows:
            widths.setdefault(row[0], len(row))
        kinds, several = len(widths), len(set(widths.values()))
        if (
            kinds < len(rows)
            and 1 < several <= kinds <= several + 1
            and all(widths[row[0]] == len(row) for row in rows[:-1])
            and all(re.fullmatch(r"[^\W\d]\w*(-\d+)?", kind) for kind in widths)
            and (sum(row[0] == rows[0][0] for row in rows) > 1 or not _is_header(rows[0]))
        ):
            return delimiter
    return None


def _parsed(lines: list[str], delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error:
        return


def _is_header(row: list[str]) -> bool:
    filled = [cell for cell in row if cell.strip()]
    return len(filled) * 2 > len(row) and all(
        guess_kind("", [cell]).kind in {"text", "country", "unit"} for cell in filled
    )
