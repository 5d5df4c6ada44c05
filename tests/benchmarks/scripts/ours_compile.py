"""Read and compile a dialect's XSDs. Arguments: dialect, document type."""

import sys
from time import perf_counter

from opentrans import find_dialect

from .usage import tell


def main(dialect: str, document: str) -> None:
    """Compile."""
    start = perf_counter()
    find_dialect(dialect).schema_for(document)
    tell(perf_counter() - start)


if __name__ == "__main__":
    main(*sys.argv[1:])
