"""ORDERs from a CSV export: ours beside a plain script of csv, Jinja2 and lxml that does it for this one export."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

from .clock import opentrans_command, run_script, run_timed
from .figures import Bar, Row, compare
from .generation_input import LINES, write_export, write_mapping
from .setting import Setting

_SCRIPT = Path(__file__).with_name("scripts") / "plain_generation.py"
_ROWS = 100_000
_BYTES_A_DOCUMENT = 200
_TIME = Bar(2.5)
_SPEED_UP = Bar(0.8, at_least=True)


def generation(setting: Setting) -> Iterator[Row]:
    """100,000 rows as the command works by itself, with one process, and with two."""
    rows = _ROWS // (1000 if setting.quick else 1)
    mapping, partners = write_mapping(setting.folder)
    export = write_export(setting.folder / "export.csv", rows)
    ours = [*opentrans_command(), *_arguments(mapping, partners, export)]
    plain = [sys.executable, str(_SCRIPT), str(setting.original), str(export)]
    numbers = count()

    def timed(*commands: tuple[Sequence[str], Sequence[str]]) -> float:
        """Seconds of commands that begin and end so, each writing into a folder of its own."""
        target = setting.folder / f"run-{next(numbers)}"
        complete = [[*begin, str(target), *end] for begin, end in commands]
        seconds = run_timed(*complete, folder=setting.folder)
        if (made := len(list(target.glob("*.xml")))) != rows // LINES:
            raise RuntimeError(f"{made} documents of {rows} rows")
        shutil.rmtree(target)
        return seconds

    rounds = [
        (
            timed(([*ours, "-o"], [])),
            timed((plain, ["0/1"])),
            timed(([*ours, "-o"], ["-j", "1"])),
            timed(([*ours, "-o"], ["-j", "2"])),
            timed((plain, ["0/2"]), (plain, ["1/2"])),
        )
        for _ in range(setting.runs)
    ]
    usual = [(usual, plain_one) for usual, plain_one, _, _, _ in rounds]
    yield compare(f"generate: {rows:,} rows / plain script", usual, bar=_TIME)
    one = [(ours_one, plain_one) for _, plain_one, ours_one, _, _ in rounds]
    yield compare(f"generate -j 1: {rows:,} rows / plain script", one)
    speed_ups = [(one / two, plain_one / plain_two) for _, plain_one, one, two, plain_two in rounds]
    yield compare("generate: speed-up by -j 2 / two plain scripts", speed_ups, "x", _SPEED_UP)


def generation_memory(setting: Setting) -> Iterator[Row]:
    """The most memory for 1,000,000 rows, beside what is allowed: 1.2 times that for 100,000, 200 bytes a document."""
    rows = _ROWS // (1000 if setting.quick else 1)
    mapping, partners = write_mapping(setting.folder)

    def peak(rows: int) -> float:
        target = setting.folder / "memory"
        export = write_export(setting.folder / "export.csv", rows)
        used = run_script("ours_generation", target, *_arguments(mapping, partners, export), "-j", "1")
        shutil.rmtree(target)
        return used.peak_mb

    few, many = peak(rows), peak(rows * 10)
    allowed = 1.2 * few + rows * 10 // LINES * _BYTES_A_DOCUMENT / (1 << 20)
    yield compare(f"generate: memory, {rows * 10:,} rows / allowed", [(many, allowed)], "MB", Bar(1))


def _arguments(mapping: Path, partners: Path, export: Path) -> list[str]:
    return ["generate", str(mapping), str(export), "--partners", str(partners)]
