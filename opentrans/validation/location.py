"""Where in the source an element stands: line, column, the text of its start tag and its end tag.

lxml knows lines only up to 65,535 and no columns; so the places of the elements that findings name are looked up
in the source text with expat, and only when there are findings.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import cast
from xml.parsers import expat

from lxml import etree

from ..secure_xml import decode
from .findings import Excerpt

_TAG = re.compile(rb"""<(?:[^>"']|"[^"]*"|'[^']*')*>""")


#: libxml2 may answer this for any line behind it.
_CAPPED_LINE = 65535

#: Bytes of a source line that are shown on each side of a mark.
_AROUND = 160


@dataclass(frozen=True, slots=True)
class Place:
    """Byte offsets in the UTF-8 form of the source: of the start tag, behind it, and of the end tag."""

    start: int
    content: int
    end: int


class SourceMap:
    """The places of chosen elements of a document.

    ``data`` is None, or cannot be decoded by Python, where only libxml2's line numbers are known.
    """

    def __init__(self, data: bytes | None, root: etree._Element, wanted: Iterable[etree._Element]) -> None:
        text = decode(data) if data is not None else None
        self._utf8 = text.encode("utf-8", "replace") if text is not None else b""
        self._places: dict[etree._Element, Place] = {}
        self._lines = (0, 1)
        self._columns = (0, 1)
        if text is not None:
            self._look_up(root, set(wanted))

    def _look_up(self, root: etree._Element, wanted: set[etree._Element]) -> None:
        numbers = {number: element for number, element in enumerate(root.iter(etree.Element)) if element in wanted}
        starts: dict[int, int] = {}
        stack: list[int] = []
        count = 0

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal count
            if count in numbers:
                starts[count] = reader.CurrentByteIndex
            stack.append(count)
            count += 1

        def end(name: str) -> None:
            number = stack.pop()
            if number in starts:
                begin = starts[number]
                tag = _TAG.match(self._utf8, begin)
                content = tag.end() if tag else begin
                self._places[numbers[number]] = Place(begin, content, max(reader.CurrentByteIndex, begin))
                if len(self._places) == len(numbers):
                    raise _AllFound

        reader = expat.ParserCreate("utf-8")
        reader.StartElementHandler = start
        reader.EndElementHandler = end
        with suppress(_AllFound, expat.ExpatError):
            reader.Parse(self._utf8, True)

    def line(self, element: etree._Element) -> int | None:
        """The line on which the start tag of an element begins."""
        if (place := self._places.get(element)) is not None:
            return self._line_at(place.start)
        known = cast("int | None", element.sourceline)
        return known if known is not None and known < _CAPPED_LINE else None

    def end_line(self, element: etree._Element) -> int | None:
        """The line of an element's end tag (of its only tag, if it is empty)."""
        place = self._places.get(element)
        return self._line_at(place.end) if place is not None else self.line(element)

    def tag(self, element: etree._Element) -> tuple[int, bytes] | None:
        """Offset and bytes of the start tag."""
        place = self._places.get(element)
        return None if place is None else (place.start, self._utf8[place.start : place.content])

    def content(self, element: etree._Element) -> tuple[int, bytes] | None:
        """Offset and bytes of what stands between start and end tag."""
        place = self._places.get(element)
        return None if place is None else (place.content, self._utf8[place.content : place.end])

    def end_tag(self, element: etree._Element) -> tuple[int, int] | None:
        """Offset and length of the end tag (of the only tag of an empty element)."""
        place = self._places.get(element)
        if place is None:
            return None
        start = place.end if place.end >= place.content else place.start
        return start, self._utf8.find(b">", start) + 1 - start

    def excerpt(self, offset: int, length: int) -> tuple[int, int, Excerpt]:
        """Line, column (both from 1) and the marked source line of ``length`` bytes at ``offset``.

        Of a long line only the part around the mark is given.
        """
        line_start = self._utf8.rfind(b"\n", 0, offset) + 1
        line_end = self._utf8.find(b"\n", offset)
        line_end = len(self._utf8) if line_end < 0 else line_end
        mark_end = min(offset + length, line_end)
        before, marked, after = (
            self._utf8[start:end].decode("utf-8", "ignore").strip("\ufeff\r")
            for start, end in (
                (max(line_start, offset - _AROUND), offset),
                (offset, min(mark_end, offset + _AROUND)),
                (mark_end, min(line_end, mark_end + _AROUND)),
            )
        )
        column = self._column_at(line_start, offset)
        return self._line_at(offset), column, Excerpt(before + marked + after, len(before), len(before) + len(marked))

    def _column_at(self, line_start: int, offset: int) -> int:
        known_offset, known_column = self._columns
        if not line_start <= known_offset <= offset:
            known_offset, known_column = line_start, 1
        between = self._utf8[known_offset:offset].decode("utf-8", "replace").replace("\ufeff", "")
        self._columns = (offset, known_column + len(between))
        return self._columns[1]

    def _line_at(self, offset: int) -> int:
        known_offset, known_line = self._lines
        if offset < known_offset:
            known_offset, known_line = 0, 1
        line = known_line + self._utf8.count(b"\n", known_offset, offset)
        self._lines = (offset, line)
        return line


class _AllFound(Exception):
    pass


class ElementPaths:
    """Paths of elements of one document: names without prefix, with ``[n]`` where a name repeats among siblings."""

    def __init__(self) -> None:
        self._steps: dict[etree._Element, dict[etree._Element, str]] = {}

    def of(self, element: etree._Element) -> str:
        """The path of an element, ``/ORDER/ORDER_ITEM_LIST/ORDER_ITEM[2]``."""
        parent = element.getparent()
        if parent is None:
            return f"/{_local(element)}"
        if parent not in self._steps:
            self._steps[parent] = _steps_below(parent)
        return f"{self.of(parent)}/{self._steps[parent][element]}"


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


def _steps_below(parent: etree._Element) -> dict[etree._Element, str]:
    children = list(parent.iterchildren(etree.Element))
    totals = Counter(map(_local, children))
    seen: Counter[str] = Counter()
    steps = {}
    for child in children:
        name = _local(child)
        seen[name] += 1
        steps[child] = name if totals[name] == 1 else f"{name}[{seen[name]}]"
    return steps
