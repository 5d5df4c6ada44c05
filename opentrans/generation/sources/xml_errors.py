"""Why an XML file is not well-formed, in words that say where to look and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from ...secure_xml import encoding_of
from ..errors import SourceData
from ..places import Origin

#: So much of a file is read to show what stands at the place of an error.
_SHOWN = 64 * 1024 * 1024

_HINTS = {
    26: "XML knows only &amp; &lt; &gt; &quot; and &apos;: write the character itself",
    76: "look for a missing or misspelt end tag above",
    77: "the file ends too early: is the export complete?",
    9: "remove the control character, XML does not allow it",
    64: "remove what stands before <?xml",
    81: "save the file as UTF-8, or declare the encoding that it has",
}
_AMPERSAND = {23, 68}


def syntax_error(
    path: str, error: etree.XMLSyntaxError, log: Iterable[etree._LogEntry], open_names: list[str]
) -> SourceData:
    """The error of a file that is not well-formed: line, character, reason and the way out.

    ``log``: what libxml2 has said of this file; ``open_names``: the elements that are open where the parser stopped.
    """
    code, reason, line, column = _told(error, log)
    text = _line(path, line)
    hint = _HINTS.get(code)
    if code in _AMPERSAND and "EntityRef" in reason:
        column = text.rfind("&", 0, column) + 1
    where = f"character {column}: " if column > 0 else ""
    before, behind = text[: max(column - 1, 0)], text[max(column - 1, 0) :]
    quote = re.search(r"""<([\w:.-]+)(["'])>?$""", before + behind[:2])
    if code in _AMPERSAND and "EntityRef" in reason:
        reason = "a bare & in a text"
        hint = "write &amp;, or allow the repair of ampersands (repair_ampersands)"
    elif quote:
        reason = f"a stray {quote[2]} behind the name in <{quote[1]}{quote[2]}>"
        hint = f"write <{quote[1]}>"
    elif code == 5:
        next_tag = re.match(r"\s*<([\w:.-]+)", behind)
        what = f"before <{next_tag[1]}>" if next_tag else "though more follows"
        reason = f"the root element is closed {what}: only one root element may stand in a file"
        hint = "look for an end tag too many above this place"
    elif code in {76, 77} and open_names:
        reason += f" (open: {' > '.join(open_names)})"
    elif code == 1 or "empty" in reason.lower():
        hint = hint or "the file is empty or no XML"
    return SourceData(Origin(path, line or None), f"not well-formed XML, {where}{reason}", hint, final=True)


def _told(error: etree.XMLSyntaxError, log: Iterable[etree._LogEntry]) -> tuple[int, str, int, int]:
    """Code, reason, line and column; libxml2 has them in the log where lxml has lost them."""
    line, column = error.position
    reason = (error.msg or "").split(", line ")[0].strip()
    code = getattr(error, "code", 0)
    if not line:
        for entry in log:
            return entry.type, entry.message.strip(), entry.line, entry.column
    return code, reason, line, column


def _line(path: str, number: int) -> str:
    if number < 1:
        return ""
    with open(path, "rb") as stream:
        data = stream.read(_SHOWN)
    try:
        lines = data.decode(encoding_of(data), "replace").split("\n", number)
    except LookupError:
        return ""
    return lines[number - 1] if len(lines) >= number else ""
