"""``--lines``: a CSV file that says of each line of the order what the reply does with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from ..build import BuildError, DeliveryDate, Remark, SerialNumber
from ..build.replies import ReplyLine
from ..errors import SourceError
from ..generation.errors import SourceData
from ..generation.places import letter_of
from ..generation.sources.csv import CsvFormat, read_csv
from ..generation.sources.values import Row
from ..report.printable import printable
from .reply_values import read_moment, read_number, read_tax

if TYPE_CHECKING:
    from ..generation.sources.values import Item

#: The columns, with the field of ReplyLine that each fills.
COLUMNS = {
    "line": "line_id",
    "article": "article",
    "quantity": "quantity",
    "price": "price",
    "price_quantity": "price_quantity",
    "delivery_date": "delivery_date",
    "delivery_end": "delivery_date",
    "delivery_type": "delivery_date",
    "serials": "serial_numbers",
    "lots": "lot_numbers",
    "package": "packages",
    "supplier_line": "supplier_line_id",
    "tax": "tax",
    "remark": "remarks",
}
_ALSO = {"tracking": "package"}
_TYPED = "serials:"
_SEPARATORS = re.compile(r"[\s,;|]+")
#: What is left of a long number once a spreadsheet has shown it as 3.57E+14.
_SHORTENED = re.compile(r"\b[0-9](?:[.,][0-9]+)?E\+[0-9]+\b", re.ASCII)
_NUMBERS = frozenset({"line", "article", "lots", "package", "supplier_line"})
_LINES = re.compile(r"lines\[(\d+)\]\.?(\w*)")
_DELIMITERS = ";,\t"


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of the file, and the rows that they come from."""

    lines: Sequence[ReplyLine]
    rows: Sequence[Row]

    def place(self, path: str) -> str | None:
        """Where the path of a BuildError stands in the file; None for what is not in it."""
        match = _LINES.match(path)
        if match is None or int(match[1]) >= len(self.rows):
            return None
        return _place(self.rows[int(match[1])], match[2])


def read_reply_lines(path: str) -> Lines:
    """Read the file; the delimiter (; , or tab) is the one that the header has most.

    Notes, such as of a guessed encoding, go to standard error. Raises click.ClickException, with file, row and column,
    for what cannot be used, SourceError where the file cannot be read.
    """
    lines, rows = [], []
    for row in _rows(read_csv(path, CsvFormat(delimiter=_delimiter(path)))):
        columns = _columns(row)
        lines.append(_line(row, columns))
        rows.append(row)
    if not rows:
        raise click.ClickException(f"{path}: there is no row below the header")
    return Lines(lines, rows)


def _delimiter(path: str) -> str:
    try:
        with open(path, "rb") as stream:
            start = stream.read(65536)
    except OSError as error:
        raise SourceError(path, error.strerror or str(error)) from error
    header = next((line for line in start.replace(b"\0", b"").splitlines() if line.strip()), b"")
    return max(_DELIMITERS, key=lambda one: header.count(one.encode()))


def _rows(items: Iterator[Item]) -> Iterator[Row]:
    for item in items:
        if isinstance(item, SourceData):
            raise click.ClickException(printable(str(item)))
        if isinstance(item, Row):
            yield item
        else:
            click.echo(printable(str(item)), err=True)


def _columns(row: Row) -> dict[str, str]:
    """The values of a row by the names of our columns; empty ones are left out."""
    found: dict[str, str] = {}
    for position, given in enumerate(row.names):
        name = given.lower()
        name = _ALSO.get(name, name)
        value = str(row.at(position)).strip()
        if not value and given == letter_of(position):
            continue  # a column without name and content
        if name not in COLUMNS and not (name.startswith(_TYPED) and name != _TYPED):
            known = ", ".join(COLUMNS)
            raise click.ClickException(
                f"{row.table.origin(None, position)}: there is no such column; known are {known}"
            )
        key = given if name.startswith(_TYPED) else name
        if key in found:
            raise click.ClickException(f"{row.table.origin(None, position)}: another column means {name!r} too")
        if value:
            found[key] = value
        elif key == "quantity":
            reason = "is blank; write how many (0 in an answer refuses the line), or leave the column out for all"
            raise click.ClickException(f"{row.table.origin(row.number, position)}: {reason} that is open")
        if (key in _NUMBERS or key.lower().startswith("serials")) and (short := _SHORTENED.search(value)) is not None:
            reason = f"a spreadsheet has shortened a number to {short[0]!r}; format the column as text, enter it anew"
            raise click.ClickException(f"{row.table.origin(row.number, position)}: {reason}")
    return found


def _line(row: Row, columns: dict[str, str]) -> ReplyLine:
    values: dict[str, Any] = {"line_id": columns.get("line"), "article": columns.get("article")}
    try:
        for name in ("quantity", "price", "price_quantity"):
            values[name] = _read(row, columns, name, read_number)
        values["tax"] = _read(row, columns, "tax", read_tax)
        values["delivery_date"] = _delivery_date(row, columns)
        values["supplier_line_id"] = columns.get("supplier_line")
        values["serial_numbers"] = list(_serial_numbers(columns))
        values["lot_numbers"] = _split(columns.get("lots", ""))
        values["packages"] = _split(columns.get("package", ""))
        values["remarks"] = [Remark(columns["remark"])] if "remark" in columns else []
        return ReplyLine(**values)
    except BuildError as error:
        raise click.ClickException(f"{_place(row, error.path.partition('.')[2])}: {error.reason}") from error


def _read(row: Row, columns: dict[str, str], name: str, read: Any) -> Any:
    if name not in columns:
        return None
    try:
        return read(columns[name])
    except ValueError as error:
        raise click.ClickException(f"{_place(row, name)}: {getattr(error, 'reason', error)}") from error


def _delivery_date(row: Row, columns: dict[str, str]) -> DeliveryDate | None:
    start, end = (_read(row, columns, name, read_moment) for name in ("delivery_date", "delivery_end"))
    kind = columns.get("delivery_type")
    if start is None:
        if end is not None or kind is not None:
            raise click.ClickException(f"{row.origin()}: delivery_date is empty, but what goes with it is not")
        return None
    if kind not in (None, "fixed", "optional"):
        raise click.ClickException(f"{_place(row, 'delivery_type')}: {kind!r} is neither fixed nor optional")
    return DeliveryDate(start, end=end, type=kind)  # type: ignore[arg-type]  # looked at above


def _serial_numbers(columns: dict[str, str]) -> Iterator[str | SerialNumber]:
    yield from _split(columns.get("serials", ""))
    for name, value in columns.items():
        if name.lower().startswith(_TYPED):
            yield from (SerialNumber(one, type=name[len(_TYPED) :]) for one in _split(value))


def _split(text: str) -> list[str]:
    return [one for one in _SEPARATORS.split(text) if one]


def _place(row: Row, field: str) -> str:
    """File, row and column of a field of ReplyLine, or of a column of ours; its name where no column holds it."""
    for given in row.names:
        name = _ALSO.get(given.lower(), given.lower())
        name = "serials" if name.startswith(_TYPED) else name
        if field in (name, COLUMNS.get(name)):
            return str(row.origin(given))
    column = next((name for name, known in COLUMNS.items() if field in (name, known)), field)
    return ", ".join(filter(None, (str(row.origin()), column)))
