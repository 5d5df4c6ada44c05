"""Read and compile the XSDs with lxml alone. Argument: XSD."""

import sys
from time import perf_counter

from lxml import etree

from .usage import tell


def main(original: str) -> None:
    """Compile."""
    start = perf_counter()
    etree.XMLSchema(etree.parse(original))
    tell(perf_counter() - start)


if __name__ == "__main__":
    main(*sys.argv[1:])
