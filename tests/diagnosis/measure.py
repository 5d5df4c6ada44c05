"""Breaking documents in known ways and comparing what the diagnosis says with what was done."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from lxml import etree

from opentrans.schema.dialects import Dialect, find_dialect
from opentrans.schema.tables import tables_for
from opentrans.secure_xml import decode
from opentrans.validation.diagnosis import diagnose
from opentrans.validation.diagnosis.index import Index
from opentrans.validation.findings import Finding
from opentrans.validation.problems import place_problems
from opentrans.validation.reader import parse
from tests.command import ROOT
from tests.equivalence.sources import find_reference

from .damages import KINDS, Workshop
from .source import Damage, Source, apply
from .styles import STYLES


@dataclass(frozen=True)
class Base:
    """A valid document to be broken, and the dialect in which it is valid."""

    name: str
    data: bytes
    dialect: Dialect
    document_type: str


@dataclass(frozen=True)
class Trial:
    """One broken document: what was done, what the diagnosis and libxml2 say."""

    base: Base
    data: bytes
    damages: tuple[Damage, ...]
    lines: tuple[frozenset[int], ...]
    findings: tuple[Finding, ...]
    entries: tuple[etree._LogEntry, ...]

    @property
    def is_right(self) -> bool:
        """Has the first finding the right rule and the right line?"""
        first = self.findings[0] if self.findings else None
        return first is not None and first.rule == self.damages[0].rule and first.line in self.lines[0]

    def finds(self, number: int) -> bool:
        """Is damage ``number`` among the findings?"""
        damage, lines = self.damages[number], self.lines[number]
        return any(finding.rule == damage.rule and finding.line in lines for finding in self.findings)


@cache
def bases() -> tuple[Base, ...]:
    """The valid samples and valid reference documents, in several styles of writing."""
    paths = sorted((ROOT / "samples").glob("*.xml"))
    if (reference := find_reference()) is not None:
        paths += [reference.documents / name for name, verdict in reference.verdicts().items() if verdict == "valid"]
    found = []
    for path in paths:
        written = set()
        for style in STYLES:
            data = style(_in_utf8(path.read_bytes()))
            if data in written or _root(data) is None:
                continue
            written.add(data)
            root = _root(data)
            assert root is not None
            document_type = etree.QName(root).localname
            for name in ("standard", "itscope"):
                dialect = find_dialect(name)
                if dialect.schema_for(document_type).validate(root):
                    found.append(Base(f"{path.name} ({style.__name__})", data, dialect, document_type))
    return tuple(found)


def _in_utf8(data: bytes) -> bytes:
    text = decode(data)
    assert text is not None
    return re.sub(r'encoding="[^"]*"', 'encoding="UTF-8"', text, count=1).encode()


def _root(data: bytes) -> etree._Element | None:
    root = parse(data)
    return root if isinstance(root, etree._Element) else None


def try_damages(base: Base, damages: tuple[Damage, ...]) -> Trial | None:
    """Break a document and diagnose it; None where libxml2 still takes it for valid."""
    data, lines = apply(base.data, damages)
    root = _root(data)
    assert root is not None, (base.name, damages)
    schema = base.dialect.schema_for(base.document_type)
    if schema.validate(root):
        return None
    entries: tuple[etree._LogEntry, ...] = tuple(schema.error_log)  # type: ignore[arg-type]
    problems = list(diagnose(root, base.dialect, base.document_type, entries))
    findings = place_problems(problems, data, root)
    findings.sort(key=lambda finding: (finding.line or 0, finding.path or "", finding.rule))
    return Trial(base, data, damages, tuple(map(frozenset, lines)), tuple(findings), entries)


def workshop(base: Base, chance: random.Random) -> Workshop:
    """A document made ready for being broken."""
    return Workshop(Source(base.data), _index(base.dialect), chance)


@cache
def _index(dialect: Dialect) -> Index:
    tables = tables_for(dialect.schema_set)
    assert tables is not None
    return Index(tables)


#: What libxml2 must say for a way of the kind to be real; kinds that are not here are real whenever it refuses.
_REAL = {
    "too-long": re.compile("maxLength"),
    "bad-code": re.compile(r"facet 'enumeration'|pattern' '\(AD\||pattern '\(AD\|"),
    "bad-date": re.compile(r"pattern '\\d\{4\}|pattern '\(0\[0|xs:date"),
    "bad-number": re.compile(r"atomic type '[^']*(?:decimal|float|integer|NUMBER|FLOAT|INTEGER|COUNT)|Inclusive"),
    "bad-boolean": re.compile(r"pattern '\[Ff\]"),
    "missing-attribute": re.compile("required but missing"),
}
_NOT = {"too-long": re.compile(r"facet '(?:enumeration|pattern)'"), "bad-code": re.compile("CANNOT")}


def is_real(kind: str, entries: tuple[etree._LogEntry, ...]) -> bool:
    """Is a refusal of libxml2 about what was done? (A long text in a number is no damage of the kind too-long.)"""
    said = " ".join(entry.message for entry in entries)
    if kind in _REAL and not _REAL[kind].search(said):
        return False
    return not (kind in _NOT and _NOT[kind].search(said))


def trials(kind: str, all_bases: Sequence[Base], wanted: int, seed: int = 1) -> Iterator[Trial]:
    """Broken documents of one kind, spread over the bases."""
    chance = random.Random(f"{kind} {seed}")
    ways: list[tuple[Base, Damage]] = []
    for base in all_bases:
        found = list(KINDS[kind](workshop(base, chance)))
        ways += [(base, damage) for damage in found]
    chance.shuffle(ways)
    count = 0
    for base, damage in ways:
        trial = try_damages(base, (damage,))
        if trial is not None and is_real(kind, trial.entries):
            yield trial
            count += 1
            if count == wanted:
                return


def triples(all_bases: Sequence[Base], wanted: int, seed: int = 1) -> Iterator[Trial]:
    """Documents broken in three different places."""
    chance = random.Random(f"triples {seed}")
    made = 0
    while made < wanted:
        base = chance.choice(all_bases)
        shop = workshop(base, chance)
        chosen: list[Damage] = []
        kinds = list(KINDS)
        chance.shuffle(kinds)
        for kind in kinds:
            ways = list(KINDS[kind](shop))
            for damage in chance.sample(ways, min(4, len(ways))):
                if any(_touch(damage, other) for other in chosen):
                    continue
                alone = try_damages(base, (damage,))
                if alone is not None and is_real(kind, alone.entries):
                    chosen.append(damage)
                    break
            if len(chosen) == 3:
                break
        if len(chosen) == 3:
            trial = try_damages(base, tuple(chosen))
            assert trial is not None
            made += 1
            yield trial


def _touch(one: Damage, other: Damage) -> bool:
    """Do two damages share a parent, or does one stand inside of what the other changes?"""
    places = (one.place, other.place)
    if places[0] is places[1] or places[0].parent is other.place or places[1].parent is one.place:
        return True
    return any(first.start <= second.end and second.start <= first.end for first in one.edits for second in other.edits)
