"""Values between text and Python: Decimal, int, bool, bytes, Moment and str, by the simple type.

``reader_of`` and ``writer_of`` give the functions for a type. A reader returns the value, and whether writing it
gives the same text again; it raises ValueError for a text that the type does not know.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Literal

from ..schema.tables import SimpleType
from .moment import Moment

PythonType = Literal["Decimal", "int", "bool", "Moment", "bytes", "str"]
Reader = Callable[[str], tuple[Any, bool]]
Writer = Callable[[Any], str]

#: Code lists up to this length are Literals.
SHORT_LIST = 25

_BLANK = " \t\r\n"
_LONGEST_EXPONENT = 5
_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_FLOAT = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]*)?|-?INF|NaN")
_NO_BASE64 = re.compile("[^A-Za-z0-9+/=]")
_WHOLE = re.compile(r"0|-?[1-9][0-9]*")
_INTEGER = re.compile(r"[+-]?[0-9]{1,4000}")
_NOT_FINITE = {"INF": Decimal("Infinity"), "-INF": Decimal("-Infinity"), "NaN": Decimal("NaN")}
_TYPES: dict[str, PythonType] = {
    "number": "Decimal",
    "integer": "int",
    "boolean": "bool",
    "date": "Moment",
    "datetime": "Moment",
    "binary": "bytes",
}
#: Characters that no XML may hold.
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def python_type(simple: SimpleType) -> PythonType:
    """The Python type of a simple type's values."""
    return _TYPES.get(simple.kind, "str")


def short_codes(simple: SimpleType) -> tuple[str, ...] | None:
    """The codes of a short list, which becomes a Literal."""
    return simple.codes if simple.codes is not None and len(simple.codes) <= SHORT_LIST else None


def reader_of(simple: SimpleType) -> Reader | None:
    """How texts of a type are read; None where the text is the value."""
    kind = python_type(simple)
    if kind == "Decimal":
        return _read_float if simple.base in ("float", "double") else _read_decimal
    if kind == "str":
        if (codes := short_codes(simple)) is not None:
            return _code_reader(codes)
        return None if simple.white_space == "preserve" else _read_collapsed
    return {"int": _read_int, "bool": _read_bool, "Moment": _read_moment, "bytes": _read_bytes}[kind]


def writer_of(simple: SimpleType) -> Writer | None:
    """How values of a type are written; None where the value is the text."""
    return _WRITERS[python_type(simple)]


def _read_decimal(text: str) -> tuple[Decimal, bool]:
    if _PLAIN.fullmatch(text):
        return Decimal(text), True
    stripped = text.strip(_BLANK)
    if not _DECIMAL.fullmatch(stripped):
        raise ValueError("is not a number")
    return Decimal(stripped), False


def _read_float(text: str) -> tuple[Decimal, bool]:
    """A float as libxml2 takes it: exponents may lack their digits; what no float can hold is infinite or 0."""
    if _PLAIN.fullmatch(text):
        return Decimal(text), True
    stripped = text.strip(_BLANK)
    if not _FLOAT.fullmatch(stripped):
        raise ValueError("is not a number")
    if (value := _NOT_FINITE.get(stripped)) is not None:
        return value, text == stripped
    number = stripped.rstrip("eE+-")
    exponent = number.lower().partition("e")[2]
    return Decimal(float(number) if len(exponent) > _LONGEST_EXPONENT else number), False


def _read_int(text: str) -> tuple[int, bool]:
    if not _INTEGER.fullmatch(stripped := text.strip(_BLANK)):
        raise ValueError("is not a whole number")
    return int(stripped), _WHOLE.fullmatch(text) is not None


def _read_bool(text: str) -> tuple[bool, bool]:
    lowered = text.lower()
    if lowered not in ("true", "false"):
        raise ValueError("is neither true nor false")
    return lowered == "true", lowered == text


def _read_moment(text: str) -> tuple[Moment, bool]:
    return Moment(text), True


def _read_bytes(text: str) -> tuple[bytes, bool]:
    """Base64 as libxml2 takes it: characters that do not belong to it are passed over."""
    try:
        value = base64.b64decode(_NO_BASE64.sub("", text), validate=True)
    except binascii.Error:
        raise ValueError("is not base64") from None
    return value, _write_bytes(value) == text


def _read_collapsed(text: str) -> tuple[str, bool]:
    value = " ".join(part for part in re.split(f"[{_BLANK}]+", text) if part)
    return value, value == text


def _code_reader(codes: tuple[str, ...]) -> Reader:
    read = {code: (code, True) for code in codes}

    def read_code(text: str) -> tuple[str, bool]:
        if (found := read.get(text)) is None:
            raise ValueError("is not one of the allowed values")
        return found

    return read_code


def _write_decimal(value: Decimal) -> str:
    text = str(value)
    if not value.is_finite():
        return {"Infinity": "INF", "-Infinity": "-INF"}.get(text, "NaN")
    return format(value, "f") if "E" in text else text


def _write_bool(value: bool) -> str:
    return "true" if value else "false"


def _write_moment(value: Moment) -> str:
    return value.text


def _write_bytes(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


_WRITERS: dict[PythonType, Writer | None] = {
    "Decimal": _write_decimal,
    "int": str,
    "bool": _write_bool,
    "Moment": _write_moment,
    "bytes": _write_bytes,
    "str": None,
}
