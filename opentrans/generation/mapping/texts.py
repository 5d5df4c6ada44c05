"""The filters of texts. Their first sentence is what users read about them; all of them raise BadValue."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from .conversion import Cut, alike, as_text, undated
from .errors import BadValue

#: No filter makes a longer text, whatever it is given.
MAX_TEXT = 1_000_000
_BLOCKS = {"p", "br", "div", "li", "tr", "ul", "ol", "table", "h1", "h2", "h3"}


class Texts:
    """Every public method is a filter, and its annotations say what it takes and gives."""

    def text(self, value: Any) -> str | None:
        """A value as text: numbers with a point, dates as 2026-11-21."""
        return None if value is None else as_text(value)

    def cut(self, value: Any, length: int) -> str | None:
        """The first so many characters of a text; the run report says where something was cut off."""
        text = _texts(value)
        if text is None or length < 1:
            return None
        return text if len(text) <= length else Cut(text[:length])

    def strip(self, value: Any, characters: str | None = None) -> str | None:
        """A text without spaces (or other characters) around it."""
        text = _texts(value)
        return None if text is None else alike(text, text.strip(characters))

    def upper(self, value: Any) -> str | None:
        """A text in capital letters."""
        text = _texts(value)
        return None if text is None else _bounded(alike(text, text.upper()))

    def lower(self, value: Any) -> str | None:
        """A text in small letters."""
        text = _texts(value)
        return None if text is None else _bounded(alike(text, text.lower()))

    def replace(self, value: Any, old: str, new: str) -> str | None:
        """A text with one part replaced wherever it stands."""
        text = _texts(value)
        if text is None:
            return None
        if not old:
            raise BadValue("nothing cannot be replaced", "name the text to be replaced")
        if len(text) + text.count(old) * (len(new) - len(old)) > MAX_TEXT:
            raise BadValue(f"the text would have more than {MAX_TEXT:,} characters")
        return alike(text, text.replace(old, new))

    def before(self, value: Any, mark: str) -> str | None:
        """The part of a text before a mark, or all of it: "2 14 Tage netto" | before(' ') is 2."""
        text = _texts(value)
        return None if text is None else alike(text, text.partition(mark)[0]) if mark else text

    def after(self, value: Any, mark: str) -> str | None:
        """The part of a text behind a mark, or all of it: "[SKU-1] Chair" | after('] ') is Chair."""
        text = _texts(value)
        return None if text is None else alike(text, text.partition(mark)[2]) if mark and mark in text else text

    def plain(self, value: Any) -> str | None:
        """A text without HTML: no tags, and characters in place of &auml; or &ndash;."""
        text = _texts(value)
        if text is None or ("<" not in text and "&" not in text):
            return text
        reader = _Html()
        reader.feed(text)
        reader.close()
        lines = (" ".join(line.split()) for line in "".join(reader.parts).splitlines())
        return alike(text, "\n".join(line for line in lines if line))

    def split(self, value: Any, separator: str) -> list[Any]:
        """The parts of a text, without blank ones: serial numbers in one cell."""
        text = _texts(value)
        if text is None:
            return []
        if not separator:
            raise BadValue("a text cannot be split at nothing", "name the separator")
        return [alike(text, part.strip()) for part in text.split(separator) if part.strip()]


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def _texts(value: Any) -> str | None:
    return None if value is None else undated(value)


def _bounded(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise BadValue(f"the text has more than {MAX_TEXT:,} characters")
    return text
