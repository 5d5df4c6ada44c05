"""A mapping to start from: guesses from names and values of an export, and gaps that the checker does not let pass."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..mapping.checking import FUNCTIONS
from ..mapping.forms import REPLIES, Form, form_of
from ..mapping.scope import ROOTS
from ..mapping.targets import Many, Object, Scalar, Target, targets_of
from ..sources.csv import CsvFormat
from ..sources.excel import SheetFormat
from ..sources.json import JsonFormat
from ..sources.sniffing import Column, Sniffed
from ..sources.xml import XmlFormat
from .words import HEADER_WORDS, LINE_WORDS, PARTY_WORDS, plain_word

_NAMES = {*ROOTS, *FUNCTIONS, "and", "or", "not", "in", "is", "if", "else", "true", "false", "none", "empty"}
#: Values of the document that no export has need of, and that nobody is asked for.
_LEFT_OUT = {"generator", "generated_at", "allow_more"}
_GAP = '""'


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the mapping, or one with others below it: ``value`` as YAML; ``comment`` behind it; ``off`` if it
    is only a comment."""

    name: str
    value: str = ""
    comment: str = ""
    off: bool = False
    below: tuple[Entry, ...] = ()

    @property
    def missing(self) -> bool:
        """Is this a gap that has to be filled?"""
        return self.value == _GAP and not self.off


@dataclass(slots=True)
class _Draft:
    """Takes the columns of an export, each for one field."""

    columns: tuple[Column, ...]
    lines: str
    taken: dict[str, str] = field(default_factory=dict)
    used: list[Column] = field(default_factory=list)

    def inside(self) -> list[Column]:
        """The columns that a line has."""
        if not self.lines:
            return list(self.columns)
        return [one for one in self.columns if one.name.startswith(f"{self.lines}/")]

    def outside(self) -> list[Column]:
        """The columns that the header has."""
        if not self.lines:
            return list(self.columns)
        return [one for one in self.columns if not one.name.startswith(f"{self.lines}/")]

    def take(self, words: Iterable[str], among: Iterable[Column], what: str) -> Column | None:
        """The column of the first word that one is called; it is not taken again."""
        free = [one for one in among if one.name not in self.taken]
        for word in words:
            for one in free:
                if plain_word(one.name.rpartition("/")[2]) == word:
                    self.taken[one.name] = what
                    self.used.append(one)
                    return one
        return None

    def path(self, column: Column) -> str:
        """The column as an expression reads it."""
        name = column.name.removeprefix(f"{self.lines}/") if self.lines else column.name
        steps = name.split("/") if column.letter is None else [name]
        plain = all(re.fullmatch(r"[^\W\d]\w*", step) for step in steps) and steps[0] not in _NAMES
        if plain and not steps[0].startswith("_"):
            return ".".join(steps)
        return "row" + "".join(f"[{_quoted(step)}]" for step in steps)


def skeleton(sniffed: Sniffed, document: str) -> str:
    """A mapping for a document (ORDER ...) as YAML; its comments tell guesses and gaps."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from ..._data import data_path

    form = form_of(document, reply=document in REPLIES)
    nested = isinstance(sniffed.form, JsonFormat | XmlFormat)
    draft = _Draft(sniffed.columns, sniffed.lists[0] if nested and sniffed.lists else "")
    key = draft.take(_key_words(form), draft.outside(), "key")
    order = _order(draft, form, key)
    lines = list(_lines(draft, form))
    header = list(_header(draft, form, key))
    sections = {
        "source": list(_source(sniffed, draft.used)),
        "group": list(_group(draft, key, nested=nested)),
        "order": order,
        "header": header,
        "lines": lines,
    }
    number = next(iter(form.header)) if "order_id" not in form.header else "order_id"
    environment = Environment(  # noqa: S701  (what is made is YAML, whose texts are quoted here)
        loader=FileSystemLoader(data_path("templates", "skeletons")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("mapping.yaml.j2").render(
        file=json.dumps(sniffed.path, ensure_ascii=False),
        document=document,
        sections={name: list(_flat(entries, 2)) for name, entries in sections.items() if entries},
        missing=[path for name, entries in sections.items() for path in _missing(name, entries)],
        number=number if form.header[number].required else None,
        unused=[_told(one) for one in sniffed.columns if one.name not in draft.taken],
        lists=sniffed.lists[1:] if nested else (),
    )


def _key_words(form: Form) -> tuple[str, ...]:
    own = next((name for name, one in form.header.items() if one.required and name.endswith("_id")), "order_id")
    return (*HEADER_WORDS[own], *HEADER_WORDS["order_id"]) if form.reply else HEADER_WORDS[own]


def _source(sniffed: Sniffed, used: list[Column]) -> Iterator[Entry]:
    form = sniffed.form
    names = {CsvFormat: "csv", JsonFormat: "json", XmlFormat: "xml", SheetFormat: "excel"}
    yield Entry("format", "ods" if sniffed.format == "ods" else names[type(form)])
    defaults: Any = type(form)()
    for name in form.__dataclass_fields__:
        value = getattr(form, name)
        always = name in {"delimiter", "encoding"} and value is not None
        if value == getattr(defaults, name) and not always:
            continue
        text = str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, int) else _yaml(value)
        unsure = name == "encoding" and sniffed.encoding is not None and not sniffed.encoding.sure
        yield Entry(name, text, f"guess: {sniffed.encoding.reason}" if unsure and sniffed.encoding else "")
    if isinstance(form, CsvFormat | XmlFormat):
        yield from _signs([one for one in used if one.guess.kind == "number"])
    if any(one.guess.kind == "date and time" and "ISO" not in (one.guess.detail or "") for one in used):
        yield Entry("timezone", "Europe/Berlin", "guess: the times in the export name no zone")


def _signs(numbers: list[Column]) -> Iterator[Entry]:
    """The signs of numbers that are text."""
    details = [one.guess.detail or "" for one in numbers]
    comma, point = "decimal comma" in details, "decimal point" in details
    if comma != point:
        decimal, thousands = (",", ".") if comma else (".", ",")
        both = any(thousands in str(sample) for one in numbers for sample in one.samples)
        yield Entry("decimal", _yaml(decimal), "guess, from the numbers")
        yield Entry("thousands", _yaml(thousands), "the sign between thousands, if there is one", off=not both)
    elif comma or any("cannot be told" in one for one in details):
        yield Entry("decimal", _GAP, "MISSING: the decimal sign of the numbers; the export does not tell")
    else:
        yield Entry("decimal", _yaml(","), "needed where numbers have decimals", off=True)


def _group(draft: _Draft, key: Column | None, *, nested: bool) -> Iterator[Entry]:
    if nested:
        if draft.lines:
            yield Entry("lines", _yaml(draft.lines), "guess: the list of the lines")
        else:
            yield Entry("lines", _GAP, "MISSING: the list of the lines; if the export has none, write key: instead")
        return
    if key is None:
        yield Entry("key", _GAP, "MISSING: the column that all rows of one document share")
    else:
        yield Entry("key", _yaml(key.name), f"guess: rows with the same value are one document; {_samples(key)}")
    yield Entry("blank_continues", "true", "if the key stands on the first row only", off=True)
    yield Entry("first_row_only", "true", "if the other values of the header stand on the first row only", off=True)
    yield Entry("scattered", "true", "if the rows of a document do not stand together", off=True)


def _order(draft: _Draft, form: Form, key: Column | None) -> list[Entry]:
    """Which received ORDER a reply answers."""
    if not form.reply:
        return []
    found = draft.take(HEADER_WORDS["order_id"], draft.outside(), "order.number")
    found = found or (key if key is not None and plain_word(key.name) in HEADER_WORDS["order_id"] else None)
    what = "the number of the order that is answered (its ORDER.xml is named as a further SOURCE)"
    return [_entry(draft, "number", found, Scalar("text"), what, required=True)]


def _header(draft: _Draft, form: Form, key: Column | None) -> Iterator[Entry]:
    number = next((name for name, one in form.header.items() if one.required and name.endswith("_id")), None)
    for name, target in form.header.items():
        if name in _LEFT_OUT:
            continue
        kind = target.kind
        if isinstance(kind, Object) and kind.cls.__name__ == "Party":
            yield _party(draft, target, wanted=name == "delivery" and form.document == "ORDER")
            continue
        words = HEADER_WORDS.get(name, ())
        own = key if name == number and key is not None and plain_word(key.name.rpartition("/")[2]) in words else None
        found = own or draft.take(words, draft.outside(), name)
        yield _entry(draft, name, found, kind, _wanted(name, form.document), required=target.required)


def _lines(draft: _Draft, form: Form) -> Iterator[Entry]:
    for name, target in targets_of(form.line).items():
        if name not in LINE_WORDS and not target.required:
            continue
        found = draft.take(LINE_WORDS.get(name, ()), draft.inside(), f"lines.{name}")
        told = form.reply and "lines.line_id" in draft.taken.values()
        required = target.required or (name == "article" and not told)
        yield _entry(draft, name, found, target.kind, _wanted(name, form.document), required=required)


def _party(draft: _Draft, target: Target, *, wanted: bool) -> Entry:
    """A party: the place of delivery is told from the columns of addresses, of others the number is asked for."""
    if target.name != "delivery":
        if not target.required:
            return Entry(target.name, "{id: ...}", "a party", off=True)
        gap = Entry("id", _GAP, f"MISSING: {_wanted(target.name, '')}")
        return Entry(target.name, below=(gap, Entry("name", '"..."', "and street, zip, city, country", off=True)))
    found = {name: draft.take(words, draft.outside(), f"delivery.{name}") for name, words in PARTY_WORDS.items()}
    fields: Mapping[str, Target] = target.kind.fields if isinstance(target.kind, Object) else {}
    if not wanted and not any(found.values()):
        return Entry(target.name, "{id: ...}", "where the goods go", off=True)
    return Entry(
        target.name,
        below=tuple(
            _entry(draft, name, one, fields[name].kind, "where the goods go", required=name in {"id", "name"})
            for name, one in found.items()
        ),
    )


def _entry(draft: _Draft, name: str, column: Column | None, kind: Any, what: str, *, required: bool) -> Entry:
    if column is None:
        return Entry(name, _GAP, f"MISSING: {what}") if required else Entry(name, _example(kind), str(kind), off=True)
    value = f"{{{{ {draft.path(column)}{_filter(column, name, kind)} }}}}"
    comment = f"guess: {column.guess}; {_samples(column)}"
    return Entry(name, _yaml(value), comment)


def _filter(column: Column, name: str, kind: Any) -> str:
    """The filters that make the value of a column what a field takes."""
    guess = column.guess
    if guess.kind in {"date", "date and time"} and guess.detail and "ISO" not in guess.detail:
        form = guess.detail.split(" or ")[0]
        filter_ = "datetime" if guess.kind == "date and time" else "date"
        return f" | {filter_}" + ("" if form == "%Y-%m-%d" else f"({_quoted(form)})")
    if name in {"unit", "country", "currency"}:
        return f" | {name}"
    if isinstance(kind, Object) and kind.cls.__name__ == "Tax":
        return " | tax"
    if isinstance(kind, Many) and name == "serial_numbers":
        return " | split(',')"
    return ""


def _example(kind: Any) -> str:
    return "[...]" if isinstance(kind, Many) else "{...}" if isinstance(kind, Object) else '"..."'


def _wanted(name: str, document: str) -> str:
    said = {
        "buyer": "your number at the supplier (or partner: own, with a partner file)",
        "supplier": "the supplier's number (or partner: suppliers, key: ..., with a partner file)",
        "currency": "EUR ...",
        "article": "the supplier's article number",
    }
    return said.get(name, f"{name.replace('_', ' ')}{f' of the {document}' if document else ''}")


def _flat(entries: Iterable[Entry], indent: int) -> Iterator[str]:
    for one in entries:
        comment = f"   # {one.comment}" if one.comment else ""
        start = f"{' ' * indent}{'# ' if one.off else ''}{one.name}:"
        yield f"{start} {one.value}{comment}" if one.value else f"{start}{comment}"
        yield from _flat(one.below, indent + 2)


def _missing(prefix: str, entries: Iterable[Entry]) -> Iterator[str]:
    for one in entries:
        if one.missing:
            yield f"{prefix}.{one.name}"
        yield from _missing(f"{prefix}.{one.name}", one.below)


def _told(column: Column) -> str:
    place = f"{column.letter} " if column.letter is not None else ""
    return f"{place}{_yaml(column.name)}: {column.guess}; {_samples(column)}"


def _samples(column: Column) -> str:
    shown = ", ".join(_yaml(str(one)[:40]) for one in column.samples[:3])
    return f"such as {shown}" if shown else "no values"


def _quoted(text: str) -> str:
    """A text in an expression."""
    inside = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{inside}'"


def _yaml(text: str) -> str:
    """A text in YAML, on one line; in quotes where it might mean something else."""
    return text if re.fullmatch(r"[A-Za-zÄÖÜäöüß][\w-]*", text) else json.dumps(text, ensure_ascii=False)
