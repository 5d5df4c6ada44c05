"""Many files: what a second process brings."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from .clock import bare_program, opentrans_command, run_timed
from .documents import write_many
from .figures import Bar, Row, compare
from .setting import Setting


def many_files(setting: Setting) -> Iterator[Row]:
    """10,000 files: the speed-up by ``-j 2`` beside that of two bare processes which take half of the files each."""
    files = setting.folder / "many"
    files.mkdir()
    paths = write_many(files, 60 if setting.quick else 10_000)
    everything = _listed(setting.folder / "all.txt", paths)
    halves = [_listed(setting.folder / f"half-{part}.txt", paths[part::2]) for part in (0, 1)]
    options = ["--files-from", str(everything), "--no-rules", "--dialect", setting.dialect]
    command = [*opentrans_command(), "validate", *options]
    bare = bare_program(setting.original, f"@{everything}")
    bare_halves = [bare_program(setting.original, f"@{half}") for half in halves]
    measure = partial(run_timed, folder=setting.folder)
    rounds = [
        (measure([*command, "-j", "1"]), measure(bare), measure([*command, "-j", "2"]), measure(*bare_halves))
        for _ in range(setting.runs)
    ]
    speed_ups = [(one / two, bare_one / bare_two) for one, bare_one, two, bare_two in rounds]
    yield compare("10,000 files: speed-up by -j 2 / two bare processes", speed_ups, "x", Bar(0.8, at_least=True))
    yield compare("10,000 files: time with -j 1 / one bare process", [(ours, peer) for ours, peer, _, _ in rounds])
    yield compare("10,000 files: time with -j 2 / two bare processes", [(ours, peer) for _, _, ours, peer in rounds])


def _listed(path: Path, files: list[Path]) -> Path:
    path.write_text("\n".join(map(str, files)), encoding="utf-8")
    return path
