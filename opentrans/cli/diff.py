"""A unified diff of two documents, in their own bytes."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import diff_bytes, unified_diff

from ..report.printable import printable
from ..secure_xml import decode

_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00", b"<\x00")


def unified(old: bytes, new: bytes, path: str) -> Iterator[bytes]:
    """The lines of a diff that ``patch -p1`` applies.

    Documents in UTF-16 or UTF-32, whose lines are no lines to ``patch``, are shown in UTF-8.
    """
    if old.startswith(_WIDE):
        old, new = ((decode(data) or "").encode() for data in (old, new))
    named = printable(path).lstrip("/") + ("\t" if " " in path else "")
    names = f"a/{named}".encode(), f"b/{named}".encode()
    for line in diff_bytes(unified_diff, _lines(old), _lines(new), *names):
        if line.endswith(b"\n"):
            yield line
        else:
            yield line + b"\n\\ No newline at end of file\n"


def _lines(data: bytes) -> list[bytes]:
    lines = [line + b"\n" for line in data.split(b"\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines
