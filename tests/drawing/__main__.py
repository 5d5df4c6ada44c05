"""Draw documents, judge them, and count what has occurred in them.

``python -m tests.drawing``            5,000 documents of the five types in both dialects
``python -m tests.drawing 500 --seed 7``

It goes on until every element and attribute has occurred at its place, at most to four times that many.

Where OPENTRANS_REFERENCE names the original XSDs, they judge the documents of the standard dialect too.
Exit codes: 0 all are valid and every element and attribute has occurred at its place, 1 not so.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import opentrans
from opentrans.schema.dialects import find_dialect
from opentrans.schema.tables import Tables, tables_for
from tests.equivalence.judge import verdict_on_tree
from tests.equivalence.sources import VARIABLE, compile_original, find_reference

from .draw import DIALECTS, Drawn, draw_documents
from .places import Places


def main() -> int:
    """Draw, judge, count, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.drawing", description=__doc__.split("\n")[0])
    parser.add_argument("count", type=int, nargs="?", default=5000, help="how many documents (default: 5000)")
    parser.add_argument("--seed", type=int, default=1, help="where the random numbers start (default: 1)")
    options = parser.parse_args()
    started = time.process_time()
    places = {dialect: Places(_tables(dialect)) for dialect in DIALECTS}
    drawn: list[Drawn] = []
    for one in draw_documents(4 * options.count, options.seed):
        if len(drawn) >= options.count and all(found.complete for found in places.values()):
            break
        drawn.append(one)
        places[one.dialect].add(one.data)
    _print_drawn(drawn, time.process_time() - started)
    refused = _refused(drawn)
    _save(refused)
    complete = [_print_places(dialect, found) for dialect, found in places.items()]
    return int(bool(refused) or not all(complete))


def _tables(dialect: str) -> Tables:
    tables = tables_for(find_dialect(dialect).schema_set)
    assert tables is not None
    return tables


def _print_drawn(drawn: list[Drawn], seconds: float) -> None:
    sizes = sorted(len(one.data) for one in drawn)
    print(f"Documents: {len(drawn):,} in {seconds:.0f} s ({len(drawn) / seconds:.0f} a second of processor time), "
          f"{len({one.data for one in drawn}):,} different; bytes: least {sizes[0]:,}, "
          f"median {sizes[len(sizes) // 2]:,}, most {sizes[-1]:,}, all {sum(sizes):,}")  # fmt: skip
    kinds = Counter(f"{one.document_type} {one.dialect}" for one in drawn)
    print("Kinds:", ", ".join(f"{kind} {number}" for kind, number in sorted(kinds.items())))


def _refused(drawn: list[Drawn]) -> list[tuple[str, Drawn]]:
    """The documents that a judge refuses, with the judge's name."""
    dialects = {name: find_dialect(name) for name in DIALECTS}
    ours = [one for one in drawn if not opentrans.is_valid(one.data, dialect=dialects[one.dialect], rules=False)]
    print(f"Valid for the validator: {len(drawn) - len(ours):,} of {len(drawn):,}")
    refused = [("validator", one) for one in ours]
    reference = find_reference()
    if reference is None:
        print(f"Not judged by the original XSDs: {VARIABLE} does not name them")
        return refused
    original = compile_original(reference)
    standard = [one for one in drawn if one.dialect == "standard"]
    theirs = [one for one in standard if verdict_on_tree(original, one.data) != "valid"]
    print(f"Valid for the original XSDs: {len(standard) - len(theirs):,} of {len(standard):,} (standard dialect)")
    both = {one.data for one in ours} ^ {one.data for one in theirs}
    disagreements = sum(one.data in both for one in standard)
    print(f"Disagreements: {disagreements}")
    return refused + [("original", one) for one in theirs]


def _save(refused: list[tuple[str, Drawn]]) -> None:
    if not refused:
        return
    folder = Path(tempfile.mkdtemp(prefix="opentrans-drawing-"))
    for number, (judge, one) in enumerate(refused[:20]):
        (folder / f"{judge}-{one.dialect}-{number}.xml").write_bytes(one.data)
    print("Refused documents:", folder)


def _print_places(dialect: str, places: Places) -> bool:
    """What of a dialect's schema has occurred; True where it is all."""
    print(f"Occurred at their place in {places.documents:,} documents of the dialect {dialect}:")
    return all([
        _print_filled("elements", places.elements),
        _print_filled("attributes", places.attributes),
        _print_filled("wildcards", places.wildcards),
    ])  # fmt: skip


def _print_filled(what: str, places: Mapping[Any, int | None]) -> bool:
    needed = [number for number in places.values() if number is not None]
    share = 100 * len(needed) / len(places)
    print(f"  {what}: {len(needed)} of {len(places)} ({share:.1f} %), the last in document {max(needed, default=0)}")
    for place, number in places.items():
        if number is None:
            print("    never:", place)
    return len(needed) == len(places)


if __name__ == "__main__":
    sys.exit(main())
