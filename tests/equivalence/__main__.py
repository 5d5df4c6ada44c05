"""The comparison at any length, as a command.

``python -m tests.equivalence``                    20,000 random documents
``python -m tests.equivalence --components``       the structure, declaration by declaration
``python -m tests.equivalence --changes 120``      damaged XSDs, each of which must be noticed

Exit codes: 0 all is equal (or every change noticed), 1 it is not, 2 OPENTRANS_REFERENCE is not set.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from .alter import try_changes
from .components import compare, read_both
from .run import Figures, run
from .sources import ENTRY, VARIABLE, Reference, find_reference, our_folder, read_structure


def main() -> int:
    """Run what the options ask for."""
    options = _options()
    reference = find_reference()
    if reference is None:
        print(f"{VARIABLE} must name the folder with the original XSDs.", file=sys.stderr)
        return 2
    failed = False
    if options.components:
        failed |= _components(reference)
    if options.changes:
        failed |= _changes(reference, options.seed, options.changes, options.jobs)
    if options.documents or not (options.components or options.changes):
        started = time.monotonic()
        count = options.documents or 20_000
        figures = run(reference, options.seed, count, jobs=options.jobs, modes=options.modes)
        failed |= _documents(figures, time.monotonic() - started, modes=options.modes)
    return int(failed)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.equivalence", description=__doc__.split("\n")[0])
    parser.add_argument("--documents", type=int, metavar="N", help="compare the verdicts on N random documents")
    parser.add_argument("--components", action="store_true", help="compare the structure of both schemas")
    parser.add_argument("--changes", type=int, metavar="N", help="show that N random changes to our XSDs are noticed")
    parser.add_argument("--seed", type=int, default=1, help="where the random numbers start (default: 1)")
    parser.add_argument("--jobs", type=int, default=1, help="processes (default: 1)")
    parser.add_argument("--modes", action="store_true", help="also compare validating a tree and while parsing")
    return parser.parse_args()


def _components(reference: Reference) -> bool:
    comparison = compare(*read_both(read_structure(our_folder() / ENTRY), read_structure(reference.entry)))
    print("Compared:", _counted(comparison.counts))
    print("Differences:", len(comparison.differences))
    for difference in comparison.differences:
        print(" ", difference)
    return bool(comparison.differences)


def _changes(reference: Reference, seed: int, count: int, jobs: int) -> bool:
    _, theirs = read_both(read_structure(our_folder() / ENTRY), read_structure(reference.entry))
    outcomes = try_changes(theirs, seed, count, jobs=jobs)
    totals = Counter(outcome.outcome for outcome in outcomes)
    print(f"Changes: {count}, noticed: {totals['noticed']}, no schema any more: {totals['refused']}, "
          f"unnoticed: {totals['unnoticed']}")  # fmt: skip
    print("Kinds:", _counted(Counter(outcome.kind for outcome in outcomes)))
    for outcome in outcomes:
        if outcome.outcome != "noticed":
            print(f"  {outcome.outcome}: {outcome.kind}: {outcome.change} {outcome.first_difference}")
    return totals["unnoticed"] > 0


def _documents(figures: Figures, seconds: float, *, modes: bool) -> bool:
    print(f"Documents: {figures.documents} in {seconds:.0f} s, by the original: {_counted(figures.verdicts)}")
    print("Generated ones that were not changed:", _counted(figures.generated))
    print("Differences:", figures.differences)
    print("Wildcard differences (globals that only the original declares):", figures.by_wildcard)
    if modes:
        print("Differences between validating a tree and while parsing:", figures.mode_differences)
        print("  beside those for a repeated xs:ID, which libxml2 overlooks while parsing:", figures.repeated_ids)
    print("Mutations:", _counted(figures.mutations))
    elements, attributes = figures.declared
    print(
        f"Touched: {len(figures.elements)} of {elements} elements, {len(figures.attributes)} of {attributes} attributes"
    )
    _save(figures)
    return bool(figures.differences or figures.mode_differences)


def _save(figures: Figures) -> None:
    """Put the first documents of each kind of finding into a new folder."""
    if not figures.examples:
        return
    folder = Path(tempfile.mkdtemp(prefix="opentrans-equivalence-"))
    for kind, number, what, data in figures.examples:
        (folder / f"{kind}-{number}.xml").write_bytes(data)
        if kind != "wildcard":
            print(f"  {kind} {number}: {what}")
    print("Examples:", folder)


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(counts.items()))


if __name__ == "__main__":
    sys.exit(main())
