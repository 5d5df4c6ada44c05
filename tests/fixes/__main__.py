"""``python -m tests.fixes [HOW_MANY] [-v]``: the measurement by kind, and what remains of the reference documents."""

from __future__ import annotations

import sys
import time
from collections import Counter

from opentrans.validation.fixes import fix_document
from tests.diagnosis.measure import bases
from tests.equivalence.sources import find_reference

from .measure import Outcome, Trial, all_kinds, mend, trials

_SHOWN = ("jacob--", "omaralfa--", "tibee--")


def main(wanted: int = 250, verbose: bool = False) -> None:
    """Measure and print."""
    all_bases = bases()
    print(f"{len({base.name.split(' ')[0] for base in all_bases})} valid documents, {len(all_bases)} with styles\n")
    print(f"{'kind':30}{'documents':>10}{'valid':>8}{'equal':>8}{'same bytes':>12}{'idempotent':>12}")
    total: Counter[str] = Counter()
    start = time.perf_counter()
    for kind in all_kinds():
        count: Counter[str] = Counter()
        for trial in trials(kind, wanted, all_bases):
            outcome = mend(trial)
            count["documents"] += 1
            for name in ("valid", "equal", "same_bytes", "idempotent"):
                count[name] += getattr(outcome, name)
            if verbose and not (outcome.valid and outcome.equal and outcome.idempotent):
                _show(trial, outcome)
        total += count
        _row(kind, count)
    _row("all", total)
    print(f"\n{time.perf_counter() - start:.0f} s\n")
    print("equal: canonical XML with comments; own prefixes: canonical XML 2.0 with prefixes rewritten\n")
    _remaining()


def _row(kind: str, count: Counter[str]) -> None:
    names = ("documents", "valid", "equal", "same_bytes", "idempotent")
    widths = (10, 8, 8, 12, 12)
    print(f"{kind:30}" + "".join(f"{count[name]:>{width}}" for name, width in zip(names, widths, strict=True)))


def _show(trial: Trial, outcome: Outcome) -> None:
    print(f"--- {trial.kind}: {trial.base.name} {trial.base.dialect.name} {outcome.valid=} {outcome.equal=}")
    old, new = trial.original, outcome.data
    at = next((place for place, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
    print(f"    was:  {old[max(0, at - 80) : at + 120]!r}\n    is:   {new[max(0, at - 80) : at + 120]!r}")
    for finding in fix_document(trial.damaged, dialect=trial.base.dialect).report.errors[:3]:
        print(f"    left: {finding.rule} {finding.line} {finding.message}")


def _remaining() -> None:
    reference = find_reference()
    if reference is None:
        return
    print(f"{'reference document':50}{'before':>8}{'after':>7}{'unsafe':>8}   (errors)")
    for path in sorted(reference.documents.glob("*.xml")):
        if path.name.startswith(_SHOWN):
            safe, unsafe = fix_document(path), fix_document(path, unsafe=True)
            counts = len(safe.before.errors), len(safe.report.errors), len(unsafe.report.errors)
            print(f"{path.name:50}{counts[0]:>8}{counts[1]:>7}{counts[2]:>8}")
            for finding in safe.report.errors:
                print(f"    line {finding.line}: {finding.rule}: {finding.message}")


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "-v"]
    main(int(arguments[0]) if arguments else 250, "-v" in sys.argv)
