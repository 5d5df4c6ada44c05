"""The files of a run: names that are safe everywhere, and writing what is not there yet."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from secrets import token_hex

from ...errors import SourceError
from ...files import write_whole
from ...same_document import same_document
from ..mapping import Fault
from ..mapping.errors import shown
from ..places import Origin
from ..seen import Seen
from .results import Result

_LONGEST = 200
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)
_UNSAFE = re.compile(r"[^\w.-]")
_SAFE = re.compile(r"[^\W_]")
_FIRST = ", which came first and stands; if both are one, export them together"
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
    stem = _UNSAFE.sub("_", stem).strip(".")
    if not _SAFE.search(stem):
        raise ValueError(f"{shown(text)} holds neither a letter nor a digit, so that no name of a file is left")
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    stem = stem.encode()[:_LONGEST].decode(errors="ignore")
    return f"{stem}.xml"


def _marks(result: Result) -> Iterator[tuple[str, str]]:
    """What two results have in common that may be one document; an ORDERRESPONSE has no number of its own."""
    if result.key:
        yield "key", result.key
    if result.document_id is not None and result.document_type != "ORDERRESPONSE":
        yield "number", result.document_id


class Folder:
    """Where the documents of one run are written; it knows the names that the run has taken.

    ``rule``: file and line of the mapping that say how documents are called; ``numbers``: are their own numbers no part
    of their names for sure, so that these have to be compared too?

    A run that is killed may leave a hidden file (``.opentrans-….part``, or ``.….tmp`` where it was replacing one) with
    a document that is not whole. Nothing reads it, and no other run removes it: one that still goes on may write it.
    """

    def __init__(self, path: str | None, rule: str, *, overwrite: bool = False, numbers: bool = False) -> None:
        self.path = path
        self.rule = rule
        self.overwrite = overwrite
        self.numbers = numbers
        self._taken: Seen[int | Origin] = Seen()
        self._last: Origin | None = None
        self._refused_before: dict[int, Origin] = {}
        self._files: list[str] = []
        self._part = f".opentrans-{token_hex(8)}.part"

    def store(self, result: Result) -> Result:
        """The result after its document was written: written, done, refused; without a folder it stays made."""
        try:
            name = safe_name(result.name or "")
        except ValueError as error:
            return self._refused(result, str(error))
        here = self._compact(result.origin)
        taken = self._taken.first(name.casefold(), here)
        part, self._last = result.origin == self._last, result.origin
        if taken is not None:
            place = self._place(taken)
            reason = f"the name {name!r} is that of the document from {place} too{_FIRST}"
            return self._refused(replace(result, name=name), reason, place)
        if self.numbers and result.document_id is not None:
            taken = self._taken.first(("number", result.document_id), here)
            if taken is not None and not (part and taken == here):
                place = self._place(taken)
                reason = f"{result.document_id!r} is the number of the document from {place} too{_FIRST}"
                return self._refused(replace(result, name=name), reason, place)
        for what in _marks(result) if self._refused_before else ():
            before = self._refused_before.get(hash(what), result.origin)
            if before != result.origin:
                reason = f"the document from {before} was refused and has the same {what[0]} ({what[1]})"
                return self._refused(replace(result, name=name), f"{reason}: this may be a part of it", before)
        if self.path is None:
            return replace(result, name=name)
        return self._write(result, name, os.path.join(self.path, name))

    def refused(self, result: Result) -> None:
        """Note a document that was refused before: another with the same key or number may be a part of it."""
        if result.document_type is not None:
            for what in _marks(result):
                self._refused_before.setdefault(hash(what), result.origin)

    def _place(self, place: int | Origin) -> Origin:
        return Origin(self._files[place & 0xFFFF], place >> 16) if isinstance(place, int) else place

    def _compact(self, origin: Origin) -> int | Origin:
        """A place in few bytes, for there may be a million of them; of an XML element its line is enough."""
        if origin.row is None or origin.sheet is not None:
            return origin
        if origin.file not in self._files:
            self._files.append(origin.file)
        number = self._files.index(origin.file)
        return origin.row << 16 | number if number <= 0xFFFF else origin

    def _write(self, result: Result, name: str, path: str) -> Result:
        data = result.xml
        assert data is not None
        try:
            if not os.path.lexists(path):
                self._write_new(path, data)
                return replace(result, status="written", name=name, path=path)
            result = replace(result, name=name, path=path)
            if os.path.islink(path) or not os.path.isfile(path):
                return self._refused(result, f"{path} is there, and no plain file")
            with open(path, "rb") as stream:
                there = stream.read()
            if same_but_for_its_date(data, there):
                return replace(result, status="done")
            if not self.overwrite:
                return self._refused(result, f"{path} is there with other content; --overwrite replaces it")
            write_whole(path, data)
        except SourceError as error:
            return self._refused(replace(result, name=name, path=path), str(error))
        except OSError as error:
            return self._refused(replace(result, name=name, path=path), f"{path}: {error.strerror or error}")
        return replace(result, status="written")

    def _refused(self, result: Result, reason: str, *others: Origin) -> Result:
        fault = Fault("name", reason, (result.origin, *others), self.rule)
        return replace(result, status="refused", reasons=(*result.reasons, fault))

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


def same_but_for_its_date(ours: bytes, there: bytes) -> bool:
    """Do both say the same, apart from when they were made?"""
    if _MADE_AT.sub(b"", ours, count=1) == _MADE_AT.sub(b"", there, count=1):
        return True
    try:
        return same_document(ours, there)
    except ValueError:
        return False
