"""Tables as text: CSV and TSV, row by row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from ...errors import SourceError
from ..errors import SourceData
from ..places import Origin, letter_of
from .encoding import bad_byte, choose_encoding
from .skipping import Skipper, until_hopeless, without_end
from .swallowed import LineBreaks
from .values import Item, Row, Table

#: A line of more characters is no row of a table.
_LONGEST_LINE = 10_000_000
_OTHER_DELIMITERS = ";\t|,"
#: What stands for a byte that does not fit the encoding.
_NO_CHARACTER = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class CsvFormat:
    """How a CSV file is written.

    ``delimiter``: one character; ``quote``: the character around fields, None where the file has none (a doubled quote
    stands for itself); ``encoding``: None to tell it from the bytes; ``header``: whether the first row names the
    columns, else they are called by letter; ``skip_rows``: lines before the header; ``skip_end``: rows at the end that
    are no data; ``skip_where``: (column, value) of rows that are no data, where ``*`` at the end of the value stands
    for anything; ``record_type``: the column that says of which kind a row is; rows of each kind have their own length
    and, without a header, their own columns.
    """

    delimiter: str = ";"
    quote: str | None = '"'
    encoding: str | None = None
    header: bool = True
    skip_rows: int = 0
    skip_end: int = 0
    skip_where: tuple[tuple[str, str], ...] = ()
    record_type: str | None = None


def read_csv(path: str, form: CsvFormat) -> Iterator[Item]:
    """The rows of a CSV file, one at a time; raises SourceError for a file that cannot be opened.

    Every value is text. A row that cannot be read is a SourceData, and the rows behind it come all the same; one that
    is ``final`` says that nothing behind it could be read. Empty and skipped rows are counted in a Note at the end.
    """
    try:
        encoding, guess = choose_encoding(path, form.encoding)
    except SourceData as error:
        yield error
        return
    if guess:
        yield guess
    rows = until_hopeless(_rows(path, form, encoding))
    yield from without_end(path, rows, form.skip_end) if form.skip_end else rows


def _rows(path: str, form: CsvFormat, encoding: str) -> Iterator[Item]:
    try:
        stream = open(path, encoding=encoding, newline="", errors="surrogateescape")  # noqa: SIM115
    except OSError as error:
        raise SourceError(path, error.strerror or str(error)) from error
    with stream:
        recent: list[str] = []
        line = 0
        try:
            while line < form.skip_rows:
                stream.readline(_LONGEST_LINE)
                line += 1
            reader = csv.reader(
                _lines(path, iter(partial(stream.readline, _LONGEST_LINE), ""), form.skip_rows, recent),
                delimiter=form.delimiter,
                quotechar=form.quote,
                quoting=csv.QUOTE_NONE if form.quote is None else csv.QUOTE_MINIMAL,
                strict=True,
            )
            for values in reader:
                if values:
                    break
                line += len(recent)
                recent.clear()
            else:
                yield SourceData(Origin(path), "the file has no rows", final=True)
                return
            table = _table(path, form, values, line + 1)
            first = values
            if form.header:
                breaks = LineBreaks(table, form.delimiter)
                if len(recent) > 1 and (wrong := breaks.wrong(values, line + 1, line + len(recent))):
                    raise wrong
                line += len(recent)
                recent.clear()
                first = []
            yield from _data(reader, form, table, recent, line, first)
        except SourceData as error:
            error.final = True
            yield error
        except csv.Error as error:
            yield _broken(path, line + 1, line + len(recent), str(error), recent, form, final=True)
        except UnicodeError:
            bad = bad_byte(path, encoding)
            hint = "; ".join(filter(None, (bad.hint, "nothing from this line on was read")))
            yield SourceData(bad.origin, bad.reason, hint, final=True)


def _lines(path: str, stream: Iterator[str], skipped: int, recent: list[str]) -> Iterator[str]:
    for number, line in enumerate(stream, skipped + 1):
        recent.append(line)
        if not line.isascii() and _NO_CHARACTER.search(line):
            raise UnicodeError
        if "\0" in line:
            hint = "the file is damaged, or in UTF-16: set the encoding"
            raise SourceData(Origin(path, number), "there is a NUL character", hint, final=True)
        if len(line) == _LONGEST_LINE:
            reason = f"a line of {_LONGEST_LINE:,} characters or more"
            raise SourceData(Origin(path, number), reason, "this is no CSV file", final=True)
        yield line


def _table(path: str, form: CsvFormat, values: list[str], line: int) -> Table:
    if not form.header:
        return _lettered(path, len(values))
    if len(values) == 1:
        other = max(_OTHER_DELIMITERS, key=values[0].count)
        if other in values[0] and other != form.delimiter:
            reason = f"with the delimiter {form.delimiter!r} there is only one column, {values[0]!r}"
            raise SourceData(Origin(path, line), reason, f"set the delimiter to {other!r}", final=True)
    return Table(path, values)


def _lettered(path: str, width: int) -> Table:
    return Table(path, map(letter_of, range(width)))


def _data(
    reader: Iterator[list[str]], form: CsvFormat, table: Table, recent: list[str], line: int, first: list[str]
) -> Iterator[Item]:
    """The rows behind the header; ``line`` is the last line before them, ``first`` a row that was read already."""
    width = len(table.names)
    skipper = Skipper(table, form.skip_where)
    kind = None if form.record_type is None else table.position(form.record_type)
    skip = bool(form.skip_where)
    widths: dict[str, int] = {}
    tables: dict[str, Table] = {}
    breaks = LineBreaks(table, form.delimiter, kind, widths)
    pending = [first] if first else []
    while True:
        try:
            for values in pending or reader:
                number = line + 1
                count = len(recent)
                line += count
                recent.clear()
                if count > 1 and (wrong := breaks.wrong(values, number, line)):
                    yield wrong
                    continue
                if (skip or not values or not values[0]) and skipper.skips(number, values):
                    continue
                if kind is not None and kind < len(values):
                    width = widths.setdefault(values[kind], len(values))
                    if not form.header:
                        table = tables.get(values[kind]) or tables.setdefault(
                            values[kind], _lettered(table.file, width)
                        )
                if len(values) != width:
                    yield _miscounted(table, number, values, width)
                    continue
                yield Row(table, number, values)
            if not pending:
                break
            pending = []
        except csv.Error as error:
            final = "end of data" in str(error)
            torn = _broken(table.file, line + 1, line + len(recent), str(error), recent, form, final=final)
            torn.told = dict.fromkeys(table.names, "")
            yield torn
            line += len(recent)
            recent.clear()
    yield from skipper.notes()
    yield from breaks.notes()


def _miscounted(table: Table, number: int, values: list[str], width: int) -> SourceData:
    more = len(values) > width
    reason = f"{len(values)} fields where the rows have {width}"
    hint = (
        "a field that holds the delimiter has to stand in quotes"
        if more
        else "the row is cut off, or a line break stands in a field without quotes"
    )
    told = dict(zip(table.names, values, strict=False))
    return SourceData(table.origin(number), reason, hint, tuple(values), told)


def _broken(
    path: str, first: int, last: int, reason: str, recent: list[str], form: CsvFormat, *, final: bool
) -> SourceData:
    lines = f" (lines {first} to {last})" if last > first else ""
    if "end of data" in reason:
        text = f"a quoted field that is never closed{lines}: nothing behind it could be read"
    elif "field larger" in reason:
        text = f"a field of more than {csv.field_size_limit():,} characters{lines}: a quote is not closed"
    else:
        text = f"broken quoting{lines}: behind a closing quote stands neither the delimiter nor the end of the row"
    fields = tuple(re.split(f"[\r\n{re.escape(form.delimiter + (form.quote or ''))}]+", "".join(recent)))
    return SourceData(Origin(path, first), text, "a quote within a quoted field has to be doubled", fields, final=final)
