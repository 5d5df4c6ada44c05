"""What all benchmarks share: how long they run, on what, and where."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Setting:
    """How to measure; ``quick`` means tiny inputs, to see that everything works, not how fast it is."""

    original: Path
    folder: Path
    dialect: str = "itscope"
    runs: int = 15
    quick: bool = False

    @property
    def block(self) -> float:
        """Seconds for which a short call is repeated in each run."""
        return 0.001 if self.quick else 0.02

    @property
    def short_runs(self) -> int:
        """Runs of short calls: more of them and shorter ones, since what disturbs a machine comes in bursts."""
        return self.runs if self.quick else self.runs * 5

    def megabytes(self, size: int) -> int:
        """So many million bytes; thousandths of them in a quick run."""
        return size * (10_000 if self.quick else 1_000_000)

    def write(self, name: str, data: bytes) -> Path:
        """A document for the measurement."""
        path = self.folder / name
        path.write_bytes(data)
        return path
