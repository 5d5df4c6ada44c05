"""Figures of a comparison: what was measured, how it is summed up, and whether it keeps its bar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Literal, TypeAlias

Unit = Literal["s", "MB", "x", ""]
#: A measurement of ours and one of the peer, made right after one another.
Pair: TypeAlias = tuple[float, float]


@dataclass(frozen=True)
class Bar:
    """The ratio that is allowed: at most ``limit``, or at least."""

    limit: float
    at_least: bool = False

    def holds(self, ratio: float) -> bool:
        """Is the ratio good enough?"""
        return ratio >= self.limit if self.at_least else ratio <= self.limit


@dataclass(frozen=True)
class Row:
    """A line of the table.

    ``ratios`` are those of the single runs (none where there is no peer), ``bar`` None where figures are only told.
    """

    what: str
    unit: Unit
    ours: float
    peer: float | None = None
    ratios: tuple[float, ...] = ()
    bar: Bar | None = None

    @property
    def ratio(self) -> float | None:
        """The median of the runs' ratios: a run that another program disturbed does not move it."""
        return median(self.ratios) if self.ratios else None

    @property
    def spread(self) -> tuple[float, float] | None:
        """The 10th and 90th percentile of the runs' ratios."""
        if len(self.ratios) < 2:
            return None
        cuts = quantiles(self.ratios, n=10, method="inclusive")
        return cuts[0], cuts[-1]

    @property
    def keeps_bar(self) -> bool | None:
        """Is the ratio within its bar? None where there is no bar."""
        ratio = self.ratio
        return None if self.bar is None or ratio is None else self.bar.holds(ratio)


def compare(
    what: str, pairs: Sequence[Pair], unit: Unit = "s", bar: Bar | None = None, *, times_as_fast: bool = False
) -> Row:
    """The row for measurements in pairs; the ratio is ours to the peer's, or with ``times_as_fast`` its inverse."""
    ratios = tuple(peer / ours if times_as_fast else ours / peer for ours, peer in pairs)
    return Row(what, unit, median(ours for ours, _ in pairs), median(peer for _, peer in pairs), ratios, bar)


def interleave(runs: int, ours: Callable[[], float], peer: Callable[[], float]) -> list[Pair]:
    """``runs`` measurements of each, in turn, who is first changing; one of each before does not count."""
    ours(), peer()
    pairs = []
    for run in range(runs):
        if run % 2:
            second = peer()
            pairs.append((ours(), second))
        else:
            first = ours()
            pairs.append((first, peer()))
    return pairs
