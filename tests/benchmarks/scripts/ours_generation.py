"""``opentrans generate`` in this process, its output thrown away. Arguments: folder for documents, the command's."""

import os
import sys
from time import perf_counter

from .usage import tell


def main(folder: str, *arguments: str) -> None:
    """Run it; the imports count."""
    start = perf_counter()
    from opentrans.cli.commands import cli

    said, sys.stdout = sys.stdout, open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    code = cli.main([*arguments, "-o", folder], standalone_mode=False)
    sys.stdout.close()
    sys.stdout = said
    if code:
        sys.exit(f"ended with {code}")
    tell(perf_counter() - start)


if __name__ == "__main__":
    main(*sys.argv[1:])
