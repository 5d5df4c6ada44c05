"""Show that the model is complete and loses nothing.

``python -m tests.model coverage``                    every element and attribute of the five documents at its place
``python -m tests.model roundtrip [COUNT] [--seed N]``  XML -> model -> XML for samples, originals and drawn documents

Exit codes: 0 nothing is missing or lost, 1 something is.
"""

from __future__ import annotations

import argparse
import sys

from . import coverage, roundtrip


def main() -> int:
    """Run what is asked for and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.model", description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("coverage", help="what the model can express")
    trip = commands.add_parser("roundtrip", help="what is lost between XML and XML")
    trip.add_argument("count", type=int, nargs="?", default=5000, help="how many drawn documents (default: 5000)")
    trip.add_argument("--seed", type=int, default=1, help="where the random numbers start (default: 1)")
    options = parser.parse_args()
    if options.command == "coverage":
        found = [coverage.measure(dialect) for dialect in ("itscope", "standard")]
        for one in found:
            print("\n".join(coverage.lines(one)))
        return int(not all(one.complete for one in found))
    result = roundtrip.run(options.count, options.seed)
    print("\n".join(roundtrip.lines(result)))
    return int(bool(result.differences))


if __name__ == "__main__":
    sys.exit(main())
