"""JSON, read whole, and JSON lines, one record a line; numbers stay exact."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ...errors import SourceError
from ..errors import SourceData
from ..places import Origin
from .encoding import bad_byte
from .skipping import until_hopeless
from .values import Item, Node, escaped

#: A file that is read whole may have this many bytes; so may one line of JSON lines.
MAX_SIZE = 200_000_000
#: No amount needs more digits on a side of the point.
_MOST_DIGITS = 100
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPE = re.compile(r'\\(?:u([0-9A-Fa-f]{4})|(["\\/]))')
#: In a broken line: a name, and behind it a value that ends where a value ends.
_WHOLE = re.compile(r'"([^"\\]+)"\s*:\s*("(?:[^"\\]|\\.)*"|[^\s",:{}\[\]]+)(?=\s*[,}])')


@dataclass(frozen=True, slots=True)
class JsonFormat:
    """Where the records of a JSON file stand.

    ``records``: JSON pointer to the list of records, or to one record; ``""`` is the whole document; ``lines``: whether
    each line is a document of its own (JSON lines); ``encoding``: None to tell it from the first bytes; ``max_size``:
    in bytes, of the file or, with ``lines``, of one line.
    """

    records: str = ""
    lines: bool = False
    encoding: str | None = None
    max_size: int = MAX_SIZE


@dataclass(frozen=True, slots=True)
class _Wrong:
    """Stands in the data where something was that cannot be used, until its place is known."""

    reason: str


def read_json(path: str, form: JsonFormat) -> Iterator[Item]:
    """The records of a JSON file, or of each of its lines; raises SourceError for a file that cannot be opened.

    Numbers are int or Decimal, as exact as they are written. A record that holds a key twice, NaN or Infinity, or a
    text that is no text (half a surrogate pair) is a SourceData; the records beside it come all the same.
    """
    try:
        if form.lines:
            yield from until_hopeless(_lines(path, form))
            return
        size = os.stat(path).st_size
        if size > form.max_size:
            reason = f"the file has {size:,} bytes, more than the {form.max_size:,} that are read whole"
            yield SourceData(Origin(path), reason, "split the export, or write it as JSON lines", final=True)
            return
        with open(path, "rb") as stream:
            data = stream.read()
    except OSError as error:
        raise SourceError(path, error.strerror or str(error)) from error
    encoding = form.encoding or json.detect_encoding(data)
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except (UnicodeError, LookupError):
        yield bad_byte(path, encoding)
        return
    del data
    yield from _records(path, text, form.records, None, final=True)


def _lines(path: str, form: JsonFormat) -> Iterator[Item]:
    encoding = form.encoding or "utf-8"
    with open(path, "rb") as stream:
        number = 0
        while data := stream.readline(form.max_size + 1):
            number += 1
            if len(data) > form.max_size:
                reason = f"a line of more than {form.max_size:,} bytes"
                yield SourceData(Origin(path, number), reason, "is this file JSON lines?", final=True)
                return
            try:
                text = data.decode(encoding).removeprefix("\ufeff").strip()
            except UnicodeDecodeError as error:
                byte = f"byte 0x{data[error.start]:02X} at offset {stream.tell() - len(data) + error.start}"
                yield SourceData(Origin(path, number), f"{byte} is not {encoding}", "set the encoding")
                continue
            if text:
                yield from _records(path, text, form.records, number, final=False)


def _records(path: str, text: str, pointer: str, line: int | None, *, final: bool) -> Iterator[Item]:
    reader = _Reader()
    try:
        data = reader.read(text)
    except json.JSONDecodeError as error:
        ends = " (the file ends there: is it complete?)" if not text[error.pos :].strip() else ""
        reason = f"no valid JSON at character {error.colno}: {error.msg}{ends}"
        origin = Origin(path, (line or 1) + error.lineno - 1)
        fields, told = _told(text) if line else ((), {})
        yield SourceData(origin, reason, None, fields, told, final=final)
        return
    except RecursionError:
        yield SourceData(Origin(path, line), "the JSON is nested too deeply", final=final)
        return
    try:
        found = _find(path, data, pointer, line)
    except SourceData as error:
        yield error
        return
    escapes = "\\u" in text
    for place, record in (
        [(f"{pointer}/{number}", each) for number, each in enumerate(found)]
        if isinstance(found, list)
        else [(pointer, found)]
    ):
        if reader.wrong or escapes:
            wrong = _all_wrong(record, place)
            for pointer_of, reason in wrong:
                yield SourceData(Origin(path, line, path=pointer_of), reason, None, *_fields(record))
            if wrong:
                continue
        if isinstance(record, dict):
            yield Node(path, place, record, line)
        elif not isinstance(record, _Wrong):
            kind = _KINDS.get(type(record), "a number")
            hint = "say with records (a JSON pointer such as /orders) where the records stand"
            yield SourceData(Origin(path, line, path=place), f"{kind} stands where a record should", hint)


_KINDS = {str: "a text", bool: "true or false", type(None): "null", list: "a list"}


class _Reader:
    """Reads one document; ``wrong`` tells whether a ``_Wrong`` stands in the data."""

    def __init__(self) -> None:
        self.wrong = False

    def read(self, text: str) -> Any:
        return json.loads(
            text,
            parse_float=self._decimal,
            parse_int=self._integer,
            parse_constant=self._constant,
            object_pairs_hook=self._object,
        )

    def _bad(self, reason: str) -> _Wrong:
        self.wrong = True
        return _Wrong(reason)

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        data = dict(pairs)
        if len(data) != len(pairs):
            seen: set[str] = set()
            for key, _value in pairs:
                if key in seen:
                    data[key] = self._bad(f"the key {key!r} stands twice in one object")
                seen.add(key)
        return data

    def _decimal(self, text: str) -> Decimal | _Wrong:
        try:
            value = Decimal(text)
        except ArithmeticError:
            return self._bad(f"the number {text[:40]} is beyond all use")
        exponent = value.as_tuple().exponent
        if value.adjusted() >= _MOST_DIGITS or not isinstance(exponent, int) or exponent < -_MOST_DIGITS:
            return self._bad(f"the number {text[:40]} is beyond all use")
        return value

    def _integer(self, text: str) -> int | _Wrong:
        if len(text) > _MOST_DIGITS:
            return self._bad(f"a number of {len(text)} digits")
        return int(text)

    def _constant(self, text: str) -> _Wrong:
        return self._bad(f"{text} is no number in JSON")


def _find(path: str, data: Any, pointer: str, line: int | None) -> Any:
    """What a JSON pointer names (RFC 6901)."""
    place = ""
    if isinstance(data, _Wrong):
        raise SourceData(Origin(path, line), data.reason, final=True)
    for part in pointer.split("/")[1:] if pointer else ():
        node = Node(path, place, data, line) if isinstance(data, dict) else None
        key = part.replace("~1", "/").replace("~0", "~")
        if node is not None:
            node.origin(key)
            data = data[key]
        elif isinstance(data, list) and part.isdecimal() and int(part) < len(data):
            data = data[int(part)]
        else:
            kind = _KINDS.get(type(data), "a number")
            reason = f"there is no {part!r} in {kind}"
            raise SourceData(Origin(path, line, path=place), reason, f"look at the pointer {pointer!r}", final=True)
        place += f"/{escaped(key)}"
        if isinstance(data, _Wrong):
            raise SourceData(Origin(path, line, path=place), data.reason, final=True)
    return data


def _all_wrong(record: Any, place: str) -> list[tuple[str, str]]:
    try:
        return list(_wrong(record, place))
    except RecursionError:
        return [(place, "the JSON is nested too deeply")]


def _wrong(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """What cannot be used in one record: its pointer, and why."""
    if isinstance(value, _Wrong):
        yield place, value.reason
    elif isinstance(value, str):
        if _LONE_SURROGATE.search(value):
            yield place, "the text holds half a surrogate pair, which is no text"
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _wrong(each, f"{place}/{escaped(key)}")
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _wrong(each, f"{place}/{number}")


def _fields(record: Any) -> tuple[tuple[str, ...], dict[str, str]]:
    """The values of a record that may tell to which group it belongs, alone and with their names."""
    told = {name: str(value) for name, value in record.items() if _is_told(value)} if isinstance(record, dict) else {}
    return tuple(told.values()), told


def _is_told(value: Any) -> bool:
    return not isinstance(value, _Wrong | dict | list)


def _told(text: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """What can be told of a broken line: its text without escapes, and names with whole values behind them."""
    outer = "{".join(text.split("{", 2)[:2])
    return (_plain(text), ""), {name: _plain(value).strip('"') for name, value in _WHOLE.findall(outer)}


def _plain(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], text)
