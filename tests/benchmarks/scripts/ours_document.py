"""One document with the toolkit, the schema loaded before. Arguments: dialect, file, valid or invalid."""

import sys
from time import perf_counter

from opentrans import find_dialect, validate

from .usage import tell


def main(name: str, path: str, expected: str) -> None:
    """Validate, with all findings."""
    dialect = find_dialect(name)
    dialect.schema_for("ORDER")
    start = perf_counter()
    report = validate(path, dialect=dialect, rules=False, max_size=1 << 30)
    seconds = perf_counter() - start
    if report.valid != (expected == "valid"):
        sys.exit(f"{path} is not {expected}: {report.findings[:3]}")
    tell(seconds, len(report.findings))


if __name__ == "__main__":
    main(*sys.argv[1:])
