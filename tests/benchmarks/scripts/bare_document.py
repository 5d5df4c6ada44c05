"""One document with lxml alone, the schema compiled before. Arguments: XSD, file, valid or invalid."""

import sys
from time import perf_counter

from lxml import etree

from .usage import tell


def main(original: str, path: str, expected: str) -> None:
    """Parse and validate."""
    schema = etree.XMLSchema(etree.parse(original))
    start = perf_counter()
    tree = etree.parse(path)
    verdict = schema.validate(tree)
    del tree  # ours has let go of it too when it answers
    seconds = perf_counter() - start
    if verdict != (expected == "valid"):
        sys.exit(f"{path} is not {expected}")
    tell(seconds, len(schema.error_log))  # type: ignore[arg-type]


if __name__ == "__main__":
    main(*sys.argv[1:])
