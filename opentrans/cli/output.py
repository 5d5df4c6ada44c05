"""Writing what a command says: to standard output, or to a file that is written whole or not at all."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from ..files import write_whole


def write_output(pieces: Iterable[str], path: str | None, *, for_people: bool) -> None:
    """Write text to ``path``, or to standard output, in UTF-8; ``for_people``: as the console wants it.

    Raises SourceError where the file cannot be written.
    """
    if path is not None:
        write_whole(path, _utf8("".join(pieces)))
    elif for_people:
        for piece in pieces:
            sys.stdout.write(piece)
    else:
        sys.stdout.flush()
        for piece in pieces:
            sys.stdout.buffer.write(_utf8(piece))


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")
