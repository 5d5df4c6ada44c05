"""XML -> model -> XML: what comes out is, canonically, what went in, and it stays so."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import unified_diff

import opentrans
from opentrans.validation.reader import parse
from tests.command import ROOT
from tests.drawing.draw import draw_documents
from tests.equivalence.sources import find_reference

from .canonical import canonical


@dataclass
class Result:
    """How many documents of each kind went through, and what differed in which."""

    documents: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    bytes: int = 0
    signed: int = 0
    differences: list[tuple[str, str]] = field(default_factory=list)


def run(count: int, seed: int) -> Result:
    """Send the samples, the original documents where they are at hand, and ``count`` drawn ones through the model."""
    result = Result()
    for kind, name, data, dialect in _documents(count, seed):
        if not opentrans.is_valid(data, dialect=dialect, rules=False):
            result.left_out[f"{kind}: not valid"] += 1
            continue
        result.documents[f"{kind}, dialect {dialect}"] += 1
        result.bytes += len(data)
        result.signed += b"SignatureValue" in data
        if found := difference(data, dialect):
            result.differences.append((name, found))
    return result


def lines(result: Result) -> Iterator[str]:
    """The figures in words, and the first differences."""
    for what, number in result.documents.items():
        yield f"{what}: {number:,} documents"
    for what, number in result.left_out.items():
        yield f"left out, {what}: {number:,}"
    yield f"{sum(result.documents.values()):,} documents, {result.bytes:,} bytes, {result.signed:,} of them signed"
    yield f"Differences: {len(result.differences)}"
    for name, found in result.differences[:10]:
        yield f"  {name}: {found}"


def difference(data: bytes, dialect: str) -> str:
    """What differs between a valid document and what the model makes of it; empty where nothing does."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", opentrans.SignatureWarning)
            first = opentrans.load(data, dialect=dialect)
            written = first.to_xml(dialect=dialect)
        second = opentrans.load(written, dialect=dialect)
        again = second.to_xml(dialect=dialect)
    except (opentrans.OpenTransError, opentrans.SignatureWarning, AttributeError, TypeError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    if canonical(written) != canonical(data):
        return f"other XML: {_first_difference(canonical(data), canonical(written))}"
    if again != written:
        return "other bytes the second time"
    return "" if equal(first, second) else f"other objects the second time: {first!r:.300}"


def equal(first: object, second: object) -> bool:
    """Whether two documents are equal; NaN, which is equal to nothing in Python, is taken for itself."""
    return first == second or ("Decimal('NaN')" in repr(first) and repr(first) == repr(second))


def _documents(count: int, seed: int) -> Iterator[tuple[str, str, bytes, str]]:
    for path in sorted((ROOT / "samples").rglob("*.xml")):
        yield "samples", path.name, path.read_bytes(), "itscope"
    if (reference := find_reference()) is not None:
        for path in sorted(reference.documents.rglob("*.xml")):
            data = path.read_bytes()
            if _is_one_of_the_five(data):
                for dialect in ("standard", "itscope"):
                    yield "originals", path.name, data, dialect
    for number, drawn in enumerate(draw_documents(count, seed)):
        yield "drawn", f"drawn {number} {drawn.document_type} {drawn.dialect}", drawn.data, drawn.dialect


def _is_one_of_the_five(data: bytes) -> bool:
    root = parse(data)
    tag = getattr(root, "tag", "")
    return str(tag).rpartition("}")[2] in opentrans.names.MAIN_DOCUMENTS


def _first_difference(one: str, other: str) -> str:
    before, after = (text.replace("><", ">\n<").split("\n") for text in (one, other))
    changed = [row for row in unified_diff(before, after, lineterm="", n=0) if not row.startswith(("---", "+++", "@@"))]
    return " | ".join(row[:200] for row in changed[:4])
