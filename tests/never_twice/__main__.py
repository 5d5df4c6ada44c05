"""``python -m tests.never_twice``: the fire test and its figures; exit code 1 where something went wrong."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.never_twice.fire import Fire


def main() -> int:
    """Run it."""
    arguments = argparse.ArgumentParser(prog="python -m tests.never_twice")
    arguments.add_argument("--uploads", type=int, default=10_000)
    arguments.add_argument("--faults", type=float, default=0.2, help="the share of all requests that fail")
    arguments.add_argument("--seed", type=int, default=1)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        fire = Fire(Path(folder), uploads=chosen.uploads, faults=chosen.faults, seed=chosen.seed, life=2.0, rounds=3)
        figures = fire.run()
    print(figures, *fire.stories, sep="\n")
    return 0 if figures.faultless else 1


if __name__ == "__main__":
    sys.exit(main())
