"""``python -m tests.diagnosis [HOW_MANY]``: the measurement, as two tables."""

from __future__ import annotations

import sys
import time
from collections import Counter

from .damages import KINDS
from .measure import Trial, bases, trials, triples

#: Words by which libxml2's first message names a kind (rather than only that something is not expected).
_NAMED = {
    "missing-element": "Missing child element",
    "empty-value": "minLength",
    "too-long": "maxLength",
    "bad-code": "enumeration",
    "bad-date": "xs:date",
    "bad-number": "atomic type",
    "missing-attribute": "required but missing",
    "unknown-attribute": "is not allowed",
    "unexpected-text": "Character content",
    "choice-broken": "Missing child element",
}


def main(wanted: int = 400, verbose: bool = False) -> None:
    """Measure and print."""
    all_bases = bases()
    names = {base.name.split(" ")[0] for base in all_bases}
    print(f"{len(names)} valid documents, {len(all_bases)} with their styles and dialects\n")
    print(
        f"{'kind':20}{'documents':>10}{'rule+line':>11}{'one finding':>13}"
        f"{'  | libxml2:':12}{'line':>7}{'names kind':>12}"
    )
    total: Counter[str] = Counter()
    for kind in KINDS:
        count: Counter[str] = Counter()
        for trial in trials(kind, all_bases, wanted):
            count["all"] += 1
            count["right"] += trial.is_right
            count["alone"] += len(trial.findings) == 1
            first = trial.entries[0]
            count["line"] += first.line in trial.lines[0]
            count["named"] += _NAMED.get(kind, "\0") in first.message
            if verbose and not (trial.is_right and len(trial.findings) == 1):
                _show(kind, trial)
        total.update(count)
        _row(kind, count)
    _row("all", total)
    print()
    start = time.perf_counter()
    three: Counter[str] = Counter()
    for trial in triples(all_bases, wanted):
        three["all"] += 1
        found = all(trial.finds(number) for number in range(3))
        three["found"] += found
        three["no further"] += len(trial.findings) <= 3
        if verbose and not (found and len(trial.findings) <= 3):
            _show("triple", trial)
    seconds = time.perf_counter() - start
    print(
        f"three damages in different places: {three['all']} documents, all three found in "
        f"{three['found'] / three['all']:.1%}, no further error in {three['no further'] / three['all']:.1%} "
        f"({seconds:.0f} s)"
    )


def _row(kind: str, count: Counter[str]) -> None:
    every = max(count["all"], 1)
    print(
        f"{kind:20}{count['all']:>10}{count['right'] / every:>11.1%}{count['alone'] / every:>13.1%}{'  |':12}"
        f"{count['line'] / every:>7.1%}{count['named'] / every:>12.1%}",
        flush=True,
    )


def _show(kind: str, trial: Trial) -> None:
    print(f"--- {kind}: {trial.base.name} {trial.base.dialect.name}")
    for damage, lines in zip(trial.damages, trial.lines, strict=True):
        shown = [(edit.start, edit.end - edit.start, edit.text[:60]) for edit in damage.edits]
        print(f"    done: {damage.kind} in {damage.place.local}: {damage.rule} line {sorted(lines)} {shown}")
    for finding in trial.findings:
        print(f"    said: {finding.rule} line {finding.line}: {finding.message} | {finding.hint}")
    print(f"    libxml2: line {trial.entries[0].line} {trial.entries[0].message[:160]}")


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "-v"]
    main(int(arguments[0]) if arguments else 400, "-v" in sys.argv)
