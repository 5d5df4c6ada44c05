"""The same document in other styles of writing: line ends, tags over several lines, other prefixes."""

from __future__ import annotations

import re

from opentrans.names import BMECAT, OPENTRANS

from .source import ATTRIBUTE, START_TAG


def as_it_is(data: bytes) -> bytes:
    """Unchanged."""
    return data


def with_crlf(data: bytes) -> bytes:
    """Lines that end as on Windows."""
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def attributes_on_lines(data: bytes) -> bytes:
    """Each attribute on a line of its own, and the end of the start tag too."""

    def spread(tag: re.Match[bytes]) -> bytes:
        if tag[0].startswith((b"<?", b"<!", b"</")):
            return tag[0]
        text, changed = ATTRIBUTE.subn(lambda attribute: b"\n    " + attribute[0].strip(), tag[0])
        return text[:-1] + b"\n>" if changed and not text.endswith(b"/>") else text

    return re.sub(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|" + START_TAG.pattern, spread, data, flags=re.DOTALL)


def other_prefixes(data: bytes) -> bytes:
    """BMEcat without a prefix and openTRANS with one, where it was the other way round."""
    if f'xmlns="{OPENTRANS}"'.encode() not in data or f'xmlns:bmecat="{BMECAT}"'.encode() not in data:
        return data
    if b"_UDX" in data or b"<![CDATA[" in data or data.count(b"xmlns") > 3:
        return data
    text = re.sub(rb"<(/?)(?=[A-Z])", rb"<\1ot:", data)
    text = re.sub(rb"<(/?)bmecat:", rb"<\1", text)
    text = text.replace(f'xmlns="{OPENTRANS}"'.encode(), f'xmlns:ot="{OPENTRANS}"'.encode())
    return text.replace(f'xmlns:bmecat="{BMECAT}"'.encode(), f'xmlns="{BMECAT}"'.encode())


STYLES = (as_it_is, with_crlf, attributes_on_lines, other_prefixes)
