"""Damaging documents and comparing what the fixes make of them with the undamaged original."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from lxml import etree

from opentrans import Dialect
from opentrans.schema.tables import tables_for
from opentrans.validation.diagnosis.index import Index
from opentrans.validation.fixes import fix_document
from opentrans.validation.reader import parse
from tests.diagnosis.measure import Base, bases
from tests.diagnosis.source import Edit

from .damages import KINDS, Workshop

_MIXED = "three at once"
#: Which prefixes a document had cannot be known once they are gone.
_OWN_PREFIXES = "no namespaces, own prefixes"
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "iso-8859-1")


@dataclass(frozen=True)
class Trial:
    """A damaged document, as a file's bytes; ``original`` is the same file undamaged."""

    kind: str
    base: Base
    original: bytes
    damaged: bytes


@dataclass(frozen=True)
class Outcome:
    """What the fixes made of it: valid by the schema? the same canonical XML as the original? the same bytes?

    Where the prefixes cannot be known, canonical XML 2.0 with prefixes rewritten is compared.
    """

    data: bytes
    valid: bool
    equal: bool
    same_bytes: bool
    idempotent: bool


#: Damages to namespaces and version.
_OF_THE_WHOLE = ("BMEcat <-> openTRANS", "no namespaces at all", "foreign namespaces", "no version")


def all_kinds() -> tuple[str, ...]:
    """The names of the kinds."""
    return (*KINDS, _MIXED)


@cache
def _index(dialect: Dialect) -> Index:
    tables = tables_for(dialect.schema_set)
    assert tables is not None
    return Index(tables)


def trials(kind: str, wanted: int, all_bases: Sequence[Base] | None = None, seed: int = 1) -> Iterator[Trial]:
    """Damaged documents of a kind, spread over the valid documents; those that libxml2 still takes are left out."""
    chance = random.Random(f"{kind} {seed}")
    used = list(all_bases if all_bases is not None else bases())
    ways: list[tuple[Base, tuple[Edit, ...]]] = []
    for base in used:
        ways += [(base, edits) for edits in _ways(kind, base, Workshop(base.data, _index(base.dialect), chance))]
    chance.shuffle(ways)
    made = 0
    for base, edits in ways:
        damaged = _applied(base.data, edits)
        if not isinstance(parse(damaged), etree._Element):
            continue
        if base.dialect.schema_for(base.document_type).validate(etree.fromstring(damaged)):
            continue
        encoding = chance.choice(_ENCODINGS)
        original, spoiled = _encoded(base.data, encoding), _encoded(damaged, encoding)
        if original is None or spoiled is None:
            original, spoiled = base.data, damaged
        yield Trial(kind, base, original, spoiled)
        made += 1
        if made == wanted:
            return


def _ways(kind: str, base: Base, shop: Workshop) -> Iterator[tuple[Edit, ...]]:
    def is_valid(data: bytes) -> bool:
        return base.dialect.schema_for(base.document_type).validate(etree.fromstring(data))

    if kind != _MIXED:
        yield from KINDS[kind](shop)
        return
    all_ways = {one: list(KINDS[one](shop)) for one in KINDS if one != _OWN_PREFIXES}
    for _ in range(8):
        chosen: list[Edit] = []
        # of two damages to what namespaces and version say of the whole, nobody could tell which document it was
        whole = shop.chance.choice(_OF_THE_WHOLE)
        possible = [one for one, ways in all_ways.items() if ways and (one == whole or one not in _OF_THE_WHOLE)]
        for one in shop.chance.sample(possible, 3):
            edits = shop.chance.choice(all_ways[one])
            if not is_valid(_applied(base.data, edits)) and not any(
                _touch(edit, other) for edit in edits for other in chosen
            ):
                chosen += edits
        yield tuple(chosen)


def _touch(one: Edit, other: Edit) -> bool:
    return one.start <= other.end and other.start <= one.end


def _applied(data: bytes, edits: Sequence[Edit]) -> bytes:
    for edit in sorted(edits, key=lambda one: one.start, reverse=True):
        data = data[: edit.start] + edit.text + data[edit.end :]
    return data


def _encoded(data: bytes, encoding: str) -> bytes | None:
    declared = encoding.removesuffix("-sig").removesuffix("-be")
    text = re.sub(r'encoding="[^"]*"', f'encoding="{declared}"', data.decode("utf-8"), count=1)
    try:
        return (b"\xfe\xff" if encoding == "utf-16-be" else b"") + text.encode(encoding)
    except UnicodeEncodeError:
        return None


def mend(trial: Trial) -> Outcome:
    """Fix a damaged document."""
    base = trial.base
    fixed = fix_document(trial.damaged, dialect=base.dialect)
    again = fix_document(fixed.data, dialect=base.dialect)
    return Outcome(
        fixed.data,
        fixed.report.layers.schema == "passed",
        (_alike if trial.kind == _OWN_PREFIXES else canonical)(fixed.data)
        == (_alike if trial.kind == _OWN_PREFIXES else canonical)(trial.original),
        fixed.data == trial.original,
        not again.changed and again.data == fixed.data,
    )


def canonical(data: bytes) -> bytes:
    """Canonical XML, with comments."""
    return etree.tostring(etree.fromstring(data), method="c14n", with_comments=True)


def _alike(data: bytes) -> str:
    """Canonical XML 2.0 with prefixes that say nothing: what counts is the namespace."""
    root = etree.fromstring(data)
    return str(etree.canonicalize(etree.tostring(root, encoding="unicode"), rewrite_prefixes=True, with_comments=True))
