"""XML exports, record by record: no DTD, no entities, no recovery; of what is broken only a bare ``&`` on request."""

from __future__ import annotations

import io
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from lxml import etree

from ...errors import SourceError
from ...secure_xml import decode, encoding_of
from ..errors import SourceData
from ..places import Origin
from .beside import Beside
from .json import MAX_SIZE
from .values import Item, Node, Note
from .xml_errors import syntax_error

_BARE = re.compile(
    r"<!\[CDATA\[.*?\]\]>|<!--.*?-->|<\?.*?\?>"
    r"|(?P<bare>&(?!(?:\#[0-9]{1,7}|\#x[0-9A-Fa-f]{1,6}|[A-Za-z_:][\w.:-]*);))",
    re.DOTALL,
)
_XSI_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
#: What Rails writes as type="...", and how a value of it looks.
_TYPES = {
    "integer": re.compile(r"[+-]?\d+"),
    "decimal": re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?"),
    "float": re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?"),
    "boolean": re.compile("true|false|1|0"),
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "datetime": re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?( ?(Z|UTC|[+-]\d\d:?\d\d))?"),
    "string": re.compile(".*", re.DOTALL),
    "symbol": re.compile(".*", re.DOTALL),
    "array": re.compile(r"\s*"),
}


@dataclass(frozen=True, slots=True)
class XmlFormat:
    """Where the records of an XML file stand.

    ``records``: names from the root to the records, ``orders/order`` (``-`` and ``_`` are equal, namespaces do not
    count); empty: the children of a root with ``type="array"``, else the root itself. ``repair_ampersands``: an ``&``
    that begins no entity is read as ``&amp;``, with a note; the file is then read whole, up to ``max_size`` bytes.
    """

    records: str = ""
    repair_ampersands: bool = False
    max_size: int = MAX_SIZE


def read_xml(path: str, form: XmlFormat) -> Iterator[Item]:
    """The records of an XML file, one at a time; raises SourceError for a file that cannot be opened.

    Values are text, None where ``nil="true"``. Text where elements are expected and a value that is not of its ``type``
    are SourceData in place of their record. What is not well-formed ends the file with a SourceData that is ``final``.
    """
    try:
        with open(path, "rb") as stream:
            if form.repair_ampersands:
                yield from _repaired(path, stream, form)
            else:
                yield from _Reader(path, form).read(stream)
    except OSError as error:
        raise SourceError(path, error.strerror or str(error)) from error


def _repaired(path: str, stream: BinaryIO, form: XmlFormat) -> Iterator[Item]:
    if (size := os.fstat(stream.fileno()).st_size) > form.max_size:
        reason = f"the file has {size:,} bytes, more than the {form.max_size:,} that are repaired"
        yield SourceData(Origin(path), reason, "split the export", final=True)
        return
    data = stream.read()
    text = decode(data)
    if text is None:
        yield from _Reader(path, form).read(io.BytesIO(data))
        return
    parts, done, line, start = [], 0, 1, 0
    for found in _BARE.finditer(text):
        if found["bare"]:
            line += text.count("\n", start, found.start())
            start = found.start()
            column = start - text.rfind("\n", 0, start)
            yield Note(Origin(path, line), f"a bare & (character {column}) was read as &amp;")
            parts += [text[done:start], "&amp;"]
            done = found.end()
    parts.append(text[done:])
    yield from _Reader(path, form).read(io.BytesIO("".join(parts).encode(encoding_of(data))))


def _name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2]


def _line(element: etree._Element) -> int:
    return cast("int | None", element.sourceline) or 0


def _key(name: str) -> str:
    return name.replace("-", "_")


class _Reader:
    """One pass over a file; elements are let go of as soon as their record is told."""

    def __init__(self, path: str, form: XmlFormat) -> None:
        self.path = path
        self.wanted = [_key(part) for part in form.records.strip("/").split("/")] if form.records.strip("/") else []
        self.above: list[etree._Element] = []
        self.matched = 0
        self.found = 0
        self.counts: Counter[str] = Counter()
        self.seen: Counter[str] = Counter()
        self.beside = Beside(path, form.records.strip("/").rpartition("/")[2])

    def read(self, stream: BinaryIO) -> Iterator[Item]:
        events = etree.iterparse(
            stream,
            events=("start", "end"),
            load_dtd=False,
            dtd_validation=False,
            attribute_defaults=False,
            no_network=True,
            resolve_entities=False,
            huge_tree=False,
            recover=False,
            collect_ids=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            for event, element in events:
                depth = len(self.above)
                if event == "start":
                    if not depth:
                        self._root(element)
                    if depth < len(self.wanted):
                        yield from self._begin(element, depth)
                    self.above.append(element)
                else:
                    self.above.pop()
                    if depth <= self.matched:
                        self.matched = depth - 1
                        yield from self._end(element, depth - 1)
                    elif 1 < depth <= len(self.wanted) and self.matched == depth - 1:
                        yield from self._other(element, depth)
        except etree.XMLSyntaxError as error:
            open_names = [_name(element) for element in self.above]
            yield syntax_error(self.path, error, events.error_log, open_names)
            return
        except SourceData as error:
            yield error
            return
        yield from self.beside.notes()
        if not self.found:
            there = ", ".join(sorted(self.seen)) or "none"
            reason = f"there is no element {'/'.join(self.wanted)!r}"
            yield SourceData(Origin(self.path), reason, f"elements at that depth or above: {there}", final=True)

    def _root(self, root: etree._Element) -> None:
        if root.getroottree().docinfo.internalDTD is not None:
            reason = "the file has a DOCTYPE (DTD), which is not read: DTDs can fetch files and fill the memory"
            raise SourceData(Origin(self.path, 1), reason, "remove the <!DOCTYPE ...> declaration", final=True)
        if not self.wanted:
            self.wanted = [_key(_name(root))] + (["*"] if root.get("type") == "array" else [])

    def _begin(self, element: etree._Element, depth: int) -> Iterator[Item]:
        """An element on the way to the records, or beside it."""
        name = _name(element)
        self.seen[name] += 1
        before = element.getprevious()
        parent = element.getparent()
        if parent is not None and self.matched == depth:
            yield from self._stray(parent, before)
        if before is not None and parent is not None:
            parent.remove(before)
        if self.matched == depth and self.wanted[depth] in {_key(name), "*"}:
            self.matched += 1
            if self.matched == len(self.wanted):
                self.counts[name] += 1

    def _end(self, element: etree._Element, depth: int) -> Iterator[Item]:
        """The end of a record, or of an element that holds records."""
        if depth + 1 < len(self.wanted):
            yield from self._stray(element, element[-1] if len(element) else None)
            self.counts.clear()
            del element[:]
            return
        self.found += 1
        name = _name(element)
        place = "".join(f"/{_name(each)}" for each in self.above) + f"/{name}"
        if self.above:
            place += f"[{self.counts[name]}]"
        record = _Converter(self.path)
        node = record.node(element, place)
        if not self.beside.names:
            yield from self.beside.record(node)
        if record.errors:
            told = {name: each for name, each in node.children.items() if isinstance(each, str)}
            for error in record.errors:
                error.fields, error.told = tuple(told.values()), told
                yield error
        else:
            yield node

    def _other(self, element: etree._Element, depth: int) -> Iterator[SourceData]:
        """The end of an element beside the records, or beside one that holds them."""
        place = "".join(f"/{_name(each)}" for each in (*self.above, element))
        if depth == len(self.wanted):
            yield from self.beside.element(_name(element), place, element)
        elif len(element) and _key(_name(element[-1])) == self.wanted[depth]:
            reason = f"there are elements <{_name(element[-1])}> in <{_name(element)}> too, which are not read"
            hint = f"records are looked for at {'/'.join(self.wanted)}"
            yield SourceData(Origin(self.path, _line(element), path=place), reason, hint)

    def _stray(self, parent: etree._Element, before: etree._Element | None) -> Iterator[SourceData]:
        """Text that stands between elements, directly before the place that the reader has come to."""
        text = parent.text if before is None else before.tail
        if text and text.strip():
            line = _line(parent if before is None else before)
            if before is not None:
                line += etree.tostring(before, encoding="unicode", with_tail=False).count("\n")
            line += text[: len(text) - len(text.lstrip())].count("\n")
            place = "".join(f"/{_name(each)}" for each in [*self.above, *([] if parent in self.above else [parent])])
            yield SourceData(Origin(self.path, line, path=place), _unexpected(text), _LEFT_OUT)


_LEFT_OUT = "something was left out or added by hand; export the file again"


def _unexpected(text: str) -> str:
    shown = text.strip()
    shown = shown if len(shown) <= 40 else shown[:40] + "..."
    return f"the text {shown!r} stands where elements are expected"


class _Converter:
    """Turns the element of one record into plain values, and collects what is wrong with it."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.errors: list[SourceData] = []

    def _wrong(self, element: etree._Element, place: str, reason: str, hint: str | None = None) -> None:
        self.errors.append(SourceData(Origin(self.path, _line(element), path=place), reason, hint))

    def node(self, element: etree._Element, place: str) -> Node:
        """An element with what stands in it."""
        self._no_text(element, place)
        line = _line(element)
        children: dict[str, Any] = {}
        places: dict[str, tuple[int, str]] = {}
        for name, value in _attributes(element):
            children[f"@{name}"] = value
            places[f"@{name}"] = (line, f"@{name}")
        names = [_name(child) for child in element]
        counts = Counter(map(_key, names))
        for child, name in zip(element, names, strict=True):
            key = _key(name)
            if counts[key] == 1:
                children[key] = self.value(child, f"{place}/{name}")
            else:
                many = children.setdefault(key, [])
                many.append(self.value(child, f"{place}/{name}[{len(many) + 1}]"))
            places.setdefault(key, (_line(child), name))
            if child.attrib and not len(child) and counts[key] == 1:
                for attribute, value in _attributes(child):
                    children[f"{key}@{attribute}"] = value
                    places[f"{key}@{attribute}"] = (_line(child), f"{name}/@{attribute}")
        return Node(self.path, place, children, line, places)

    def value(self, element: etree._Element, place: str) -> Any:
        """What an element holds: text, None, a list, or a record."""
        kind = element.get("type")
        if element.get("nil") == "true" or element.get(_XSI_NIL) in {"true", "1"}:
            if len(element) or (element.text or "").strip():
                self._wrong(element, place, 'the element has nil="true" and a value all the same')
            return None
        if kind == "array":
            self._no_text(element, place)
            counts: Counter[str] = Counter()
            values = []
            for child in element:
                name = _name(child)
                counts[name] += 1
                values.append(self.value(child, f"{place}/{name}[{counts[name]}]"))
            return values
        if len(element):
            return self.node(element, place)
        text = element.text or ""
        if kind is not None and text and not _TYPES.get(kind.lower(), _TYPES["string"]).fullmatch(text):
            self._wrong(element, place, f"{text[:40]!r} is no {kind}, which the element says it is (type={kind!r})")
        return text

    def _no_text(self, element: etree._Element, place: str) -> None:
        texts = [element.text, *(child.tail for child in element)]
        for text in texts:
            if text and text.strip():
                self._wrong(element, place, _unexpected(text), _LEFT_OUT)


def _attributes(element: etree._Element) -> Iterator[tuple[str, str]]:
    for name, value in element.items():
        local = str(name).rpartition("}")[2]
        if local != "nil" and not (local == "type" and value.lower() in _TYPES):
            yield local, str(value)
