"""Large documents: time and memory, each in a fresh process with the schema loaded before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from .clock import Usage, run_script
from .documents import order_of_size
from .figures import Bar, Row, compare
from .setting import Setting

_SIZES = (1, 10, 25, 50)
_RUNS_BY_SIZE = 3


def ten_megabytes(setting: Setting) -> Iterator[Row]:
    """A valid ORDER of 10 MB beside lxml's parse and validate."""
    path = setting.write("large.xml", order_of_size(setting.megabytes(10)))
    ours, peer = _usages(setting, path, setting.runs)
    yield compare("10 MB: time / bare lxml", _seconds(ours, peer), bar=Bar(1.2))
    yield compare("10 MB: peak memory / bare lxml", _peaks(ours, peer), "MB", Bar(1.3))


def invalid(setting: Setting) -> Iterator[Row]:
    """10 MB with 10,000 errors: the whole of ``validate`` beside what lxml needs for 10 MB without any."""
    valid = setting.write("valid.xml", order_of_size(setting.megabytes(10)))
    size, count = setting.megabytes(10), setting.megabytes(10) // 1000
    wrong = setting.write("invalid.xml", order_of_size(size, errors=count))
    ours, peer, libxml2 = [], [], []
    for _ in range(setting.runs):
        ours.append(run_script("ours_document", setting.dialect, wrong, "invalid"))
        peer.append(run_script("bare_document", setting.original, valid, "valid"))
        libxml2.append(run_script("bare_document", setting.original, wrong, "invalid"))
    what = f"10 MB, {libxml2[0].findings:,} errors"
    yield compare(f"{what}: time / bare lxml, no errors", _seconds(ours, peer), bar=Bar(3))
    yield compare(f"{what}: time / bare lxml, the same", _seconds(ours, libxml2))
    yield compare(f"{what}: memory / bare lxml, the same", _peaks(ours, libxml2), "MB")
    yield Row(f"{what}: findings / libxml2's errors", "", ours[0].findings, libxml2[0].findings)


def sizes(setting: Setting) -> Iterator[Row]:
    """Time and memory by size, from which the default of --max-size was chosen."""
    for size in _SIZES:
        path = setting.write("sized.xml", order_of_size(setting.megabytes(size)))
        ours, peer = _usages(setting, path, min(setting.runs, _RUNS_BY_SIZE))
        yield compare(f"size: {size} MB, time / bare lxml", _seconds(ours, peer))
        yield compare(f"size: {size} MB, peak memory / bare lxml", _peaks(ours, peer), "MB")


def _usages(setting: Setting, path: Path, runs: int) -> tuple[list[Usage], list[Usage]]:
    ours, peer = [], []
    for _ in range(runs):
        ours.append(run_script("ours_document", setting.dialect, path, "valid"))
        peer.append(run_script("bare_document", setting.original, path, "valid"))
    return ours, peer


def _seconds(ours: Sequence[Usage], peer: Sequence[Usage]) -> list[tuple[float, float]]:
    return [(first.seconds, second.seconds) for first, second in zip(ours, peer, strict=True)]


def _peaks(ours: Sequence[Usage], peer: Sequence[Usage]) -> list[tuple[float, float]]:
    return [(first.peak_mb, second.peak_mb) for first, second in zip(ours, peer, strict=True)]
