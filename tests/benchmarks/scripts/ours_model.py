"""Import the model and read an ORDER, no schema asked. Arguments: file, number of its lines."""

import sys
from pathlib import Path
from time import perf_counter

from .usage import tell


def main(path: str, lines: str) -> None:
    """Read; the imports count."""
    start = perf_counter()
    from opentrans.model import Order
    from opentrans.model.plan import plan_of
    from opentrans.model.reading import Reader
    from opentrans.validation.reader import parse

    document = Reader().read(parse(Path(path).read_bytes()), plan_of(Order))  # type: ignore[arg-type]
    seconds = perf_counter() - start
    if len(document.order_item_list.order_item) != int(lines):
        sys.exit(f"{path} has not been read")
    tell(seconds)


if __name__ == "__main__":
    main(*sys.argv[1:])
