"""How long it takes to begin: a command for one file, and compiling the schemas."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from .clock import bare_program, opentrans_command, run_script, run_timed
from .documents import order
from .figures import Bar, Row, compare, interleave
from .setting import Setting


def cold(setting: Setting) -> Iterator[Row]:
    """``opentrans validate one.xml --no-rules`` beside a bare script that compiles the XSDs and validates the file."""
    path = setting.write("one.xml", order(3))
    ours = [*opentrans_command(), "validate", str(path), "--no-rules", "--dialect", setting.dialect]
    peer = bare_program(setting.original, str(path))
    measure = partial(run_timed, folder=setting.folder)
    pairs = interleave(setting.runs, partial(measure, ours), partial(measure, peer))
    yield compare("cold: one file by the command / bare script", pairs, bar=Bar(1.5))


def compiling(setting: Setting) -> Iterator[Row]:
    """Reading and compiling the bundled sets beside the original, each in a fresh process."""
    for dialect, document, name in (
        ("standard", "ORDER", "standard, five documents"),
        ("standard", "RFQ", "standard, ten documents"),
        ("itscope", "ORDER", "itscope, five documents"),
    ):
        ours = partial(_seconds, "ours_compile", dialect, document)
        peer = partial(_seconds, "bare_compile", setting.original)
        pairs = interleave(setting.runs, ours, peer)
        yield compare(f"compile: {name} / original", pairs)


def _seconds(script: str, *arguments: object) -> float:
    return run_script(script, *arguments).seconds
