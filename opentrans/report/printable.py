"""Making text from a document harmless: it can neither move a cursor nor act as a command of a CI system."""

from __future__ import annotations

import re

_COMMAND = re.compile(r"##(?=\[|vso\[|teamcity\[)")
_SUSPECT = re.compile(r"[^\x20-\x7e\u00a0-\u00ac\u00ae-\u02ff]")


def printable(text: str) -> str:
    """The text on one line, with every character that does not simply show replaced by its escape.

    A tab becomes one blank, so that marks below a source line stay in place.

    >>> printable("red\\x1b[31m\\u202e")
    'red\\\\x1b[31m\\\\u202e'
    """
    return _COMMAND.sub("# #", _SUSPECT.sub(_shown, text))


def _shown(match: re.Match[str]) -> str:
    character = match[0]
    if character == "\t":
        return " "
    import unicodedata

    if unicodedata.category(character)[0] not in "CZ":
        return character
    return character.encode("unicode_escape").decode("ascii")
