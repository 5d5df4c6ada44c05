"""The benchmark as a command: ours beside bare lxml, xmlschema and xsdata, in one run.

``python -m tests.benchmarks``                all of it (about forty minutes)
``python -m tests.benchmarks --only cold``    one of them (repeatable)
``python -m tests.benchmarks --quick``        tiny inputs, only to see that it works

The command that is measured is the ``opentrans`` beside this Python, else ``python -m opentrans``.
Exit codes: 0 all bars are kept (or OPENTRANS_REFERENCE is not set), 1 one is not.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path

from lxml import etree

import opentrans

from . import table
from .catalogue import BENCHMARKS
from .clock import opentrans_command
from .peers import VARIABLE, find_original
from .setting import Setting


def main() -> int:
    """Run what the options ask for and print each row as it is ready."""
    options = _options()
    original = find_original()
    if original is None:
        print(f"Skipped, nothing was measured: {VARIABLE} does not name the folder with the original XSDs.")
        return 0
    print(_surroundings())
    print(table.header())
    over = False
    for name in options.only or BENCHMARKS:
        with tempfile.TemporaryDirectory(prefix="opentrans-benchmark-") as folder:
            setting = Setting(original, Path(folder), options.dialect, options.runs, options.quick)
            for row in BENCHMARKS[name](setting):
                print(table.line(row, judged=not options.quick), flush=True)
                over |= row.keeps_bar is False
    return int(over and not options.quick)


def _options() -> argparse.Namespace:
    description, _, details = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description=description,
        epilog=details,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quick", action="store_true", help="tiny inputs; no verdict on the bars")
    parser.add_argument("--only", action="append", choices=list(BENCHMARKS), metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--runs", type=_at_least_one, default=15, metavar="N", help="interleaved runs (default: 15)")
    parser.add_argument("--dialect", default="itscope", metavar="D", help="ours (default: itscope, as in the command)")
    return parser.parse_args()


def _at_least_one(text: str) -> int:
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _surroundings() -> str:
    """What the figures depend on."""
    libxml2 = ".".join(map(str, etree.LIBXML_VERSION))
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    python = f"Python {platform.python_version()}"
    return (
        f"{python}, lxml {etree.__version__}, libxml2 {libxml2}, {os.cpu_count()} cores{load}\n"
        f"library: {Path(opentrans.__file__).parent}; command: {' '.join(opentrans_command())}"
    )


if __name__ == "__main__":
    sys.exit(main())
