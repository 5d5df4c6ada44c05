"""The files of a run: names that are safe everywhere, and writing what is not there yet."""

from __future__ import annotations

import os
import re
import unicodedata
from contextlib import suppress
from dataclasses import replace
from secrets import token_hex

from ...errors import SourceError
from ...files import write_whole
from ...same_document import same_document
from ..mapping import Fault
from ..mapping.errors import shown
from ..sources.values import Origin
from .results import Result

_LONGEST = 200
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)
_MADE_AT = re.compile(rb"<GENERATION_DATE>[^<]*</GENERATION_DATE>")


def safe_name(text: str) -> str:
    """A name for an XML file out of any text: letters, digits, ``-``, ``_`` and ``.``, and none that Windows reserves.

    Raises ValueError where no letter or digit is left.

    >>> safe_name("../../PO 1/7")
    '_.._PO_1_7.xml'
    >>> safe_name("con.xml")
    '_con.xml'
    """
    stem = unicodedata.normalize("NFC", text)
    if stem.lower().endswith(".xml"):
        stem = stem[:-4]
    stem = "".join(one if one.isalnum() or one in "-_." else "_" for one in stem).strip(".")
    if not any(one.isalnum() for one in stem):
        raise ValueError(f"{shown(text)} holds neither a letter nor a digit, so that no name of a file is left")
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    stem = stem.encode()[:_LONGEST].decode(errors="ignore")
    return f"{stem}.xml"


class Folder:
    """Where the documents of one run are written; it knows the names that the run has taken."""

    def __init__(self, path: str | None, *, overwrite: bool = False) -> None:
        self.path = path
        self.overwrite = overwrite
        self._taken: dict[int, int | Origin] = {}
        self._files: list[str] = []
        self._part = f".opentrans-{token_hex(8)}.part"

    def store(self, result: Result) -> Result:
        """The result after its document was written: written, done, refused; without a folder it stays made."""
        try:
            name = safe_name(result.name or "")
        except ValueError as error:
            return _refused(result, str(error))
        key = hash(name.casefold())
        first = self._taken.get(key)
        if first is not None:
            place = Origin(self._files[first & 0xFFFF], first >> 16) if isinstance(first, int) else first
            return _refused(
                replace(result, name=name), f"the name {name!r} is that of the document from {place} too", place
            )
        self._taken[key] = self._compact(result.origin)
        if self.path is None:
            return replace(result, name=name)
        return self._write(replace(result, name=name, path=os.path.join(self.path, name)))

    def _compact(self, origin: Origin) -> int | Origin:
        """A place in few bytes, for there may be a million of them."""
        if origin.row is None or origin.path is not None or origin.sheet is not None:
            return origin
        if origin.file not in self._files:
            self._files.append(origin.file)
        number = self._files.index(origin.file)
        return origin.row << 16 | number if number <= 0xFFFF else origin

    def _write(self, result: Result) -> Result:
        assert result.path is not None
        assert result.xml is not None
        try:
            if os.path.lexists(result.path):
                if os.path.islink(result.path) or not os.path.isfile(result.path):
                    return _refused(result, f"{result.path} is there, and no plain file")
                with open(result.path, "rb") as stream:
                    there = stream.read()
                if _same(result.xml, there):
                    return replace(result, status="done")
                if not self.overwrite:
                    return _refused(result, f"{result.path} is there with other content; overwriting was not allowed")
                write_whole(result.path, result.xml)
            else:
                self._write_new(result.path, result.xml)
        except SourceError as error:
            return _refused(result, str(error))
        except OSError as error:
            return _refused(result, f"{result.path}: {error.strerror or error}")
        return replace(result, status="written")

    def _write_new(self, path: str, data: bytes) -> None:
        """Write a file that is not there yet, whole or not at all: as ``write_whole``, with less to ask for each."""
        assert self.path is not None
        part = os.path.join(self.path, self._part)
        try:
            with open(part, "xb") as stream:
                stream.write(data)
            os.replace(part, path)
        except OSError:
            with suppress(OSError):
                os.unlink(part)
            raise


def _same(ours: bytes, there: bytes) -> bool:
    """Do both say the same, apart from when they were made?"""
    if _MADE_AT.sub(b"", ours, count=1) == _MADE_AT.sub(b"", there, count=1):
        return True
    try:
        return same_document(ours, there)
    except ValueError:
        return False


def _refused(result: Result, reason: str, *others: Origin) -> Result:
    fault = Fault("name", reason, (result.origin, *others), "")
    return replace(result, status="refused", reasons=(*result.reasons, fault))
