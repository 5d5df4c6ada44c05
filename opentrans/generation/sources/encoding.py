"""In which encoding a text file is, and where a byte stands that does not fit it."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from ...errors import SourceError
from ..errors import SourceData
from ..places import Origin
from .values import Note

_BLOCK = 1 << 20
_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
)
_ONE_BYTE = {"cp1252", "iso8859-1", "iso8859-15"}
_CONTROLS = re.compile(rb"[\x80-\x84\x86-\x9f]")
_ASCII = "only ASCII characters"
#: Bytes that cp1252 does not define.
_NOT_CP1252 = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding, and how sure it is.

    ``sure`` is False where the bytes leave several readings; ``reason`` says from what the encoding was told.
    """

    name: str
    sure: bool
    reason: str


def detect_encoding(path: str) -> Encoding:
    """The encoding of a text file, told from its byte order mark or from all its bytes.

    Raises SourceError for a file that cannot be read.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    plain = utf8 = cp1252 = True
    try:
        with open(path, "rb") as stream:
            if (marked := _marked(stream.read(4096))) is not None:
                return marked
            stream.seek(0)
            block = b" "
            while block:
                block = stream.read(_BLOCK)
                plain = plain and block.isascii()
                cp1252 = cp1252 and (plain or not any(byte in block for byte in _NOT_CP1252))
                utf8 = utf8 and (plain or _fits(decoder, block))
    except OSError as error:
        raise SourceError(path, error.strerror or str(error)) from error
    if plain:
        return Encoding("utf-8", sure=True, reason=_ASCII)
    if utf8:
        return Encoding("utf-8", sure=True, reason="every byte fits UTF-8")
    if cp1252:
        return Encoding("cp1252", sure=False, reason="not UTF-8, every byte fits Windows-1252")
    return Encoding("latin-1", sure=False, reason="neither UTF-8 nor Windows-1252")


def _marked(start: bytes) -> Encoding | None:
    for mark, name in _MARKS:
        if start.startswith(mark):
            return Encoding(name, sure=True, reason="byte order mark")
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) > 4 * (min(even, odd) + 1):
        return Encoding("utf-16-le" if odd > even else "utf-16-be", sure=False, reason="every other byte is zero")
    return None


def _fits(decoder: codecs.IncrementalDecoder, block: bytes) -> bool:
    try:
        decoder.decode(block, final=not block)
    except UnicodeDecodeError:
        return False
    return True


def choose_encoding(path: str, given: str | None) -> tuple[str, Note | None]:
    """The encoding to read a file with: the one that is given, else what its bytes tell, with a note if it is a guess.

    Raises SourceData where the bytes contradict what is given: another byte order mark, or UTF-8 that would be read one
    character a byte.
    """
    try:
        name = codecs.lookup(given).name if given is not None else None
    except LookupError:
        hint = "usual ones are utf-8, cp1252, latin-1 and utf-16"
        raise SourceData(Origin(path), f"there is no encoding {given!r}", hint, final=True) from None
    if name is None or name in _ONE_BYTE:
        found = detect_encoding(path)
        if name is None:
            guess = f"the encoding is guessed: {found.name} ({found.reason})"
            return found.name, None if found.sure else Note(Origin(path), guess)
        if found.sure and found.reason != _ASCII:
            reason = f"the file is in {found.name.removesuffix('-sig')} ({found.reason}), not in {given}"
            raise SourceData(Origin(path), reason, f"set the encoding to {found.name.removesuffix('-sig')}", final=True)
        if name == "iso8859-1":
            _refuse_controls(path, given or name)
        return name, None
    if name in {"utf-16-le", "utf-16-be"} and detect_encoding(path).name == "utf-16":
        return "utf-16", None
    return "utf-8-sig" if name == "utf-8" else name, None


def _refuse_controls(path: str, given: str) -> None:
    """Latin-1 has a control character for every byte that it does not use: who writes these bytes means cp1252."""
    line = 1
    with open(path, "rb") as stream:
        while block := stream.read(_BLOCK):
            if found := _CONTROLS.search(block):
                line += block.count(b"\n", 0, found.start())
                reason = f"byte 0x{found[0][0]:02X} is no character of {given}"
                raise SourceData(Origin(path, line), reason, "set the encoding to cp1252", final=True)
            line += block.count(b"\n")


def bad_byte(path: str, encoding: str) -> SourceData:
    """The error for the first byte of a file that does not fit the encoding: its line and its offset."""
    decoder = codecs.getincrementaldecoder(encoding)()
    start, line = 0, 1
    with open(path, "rb") as stream:
        while True:
            block = stream.read(_BLOCK)
            try:
                line += decoder.decode(block, final=not block).count("\n")
            except UnicodeError as error:
                reason, hint = str(error), None
                if isinstance(error, UnicodeDecodeError):
                    start -= len(error.object) - len(block)
                    before = codecs.getincrementaldecoder(encoding)().decode(error.object[: error.start])
                    line += before.count("\n")
                    byte = error.object[error.start]
                    reason = f"byte 0x{byte:02X} at offset {start + error.start} is not {encoding.removesuffix('-sig')}"
                    if "unexpected end" in error.reason or "truncated" in error.reason:
                        reason += ": the file ends within a character"
                    else:
                        likely = detect_encoding(path)
                        hint = f"the file looks like {likely.name} ({likely.reason}): set the encoding"
                return SourceData(Origin(path, line), reason, hint, final=True)
            if not block:  # pragma: no cover  (whoever asks has met such a byte)
                return SourceData(Origin(path), f"the file is not {encoding}", final=True)
            start += len(block)
