"""Import xsdata's classes and read an ORDER. Arguments: folder, package, parser, file, its lines."""

import sys
from importlib import import_module
from pathlib import Path
from time import perf_counter

from .usage import tell


def main(folder: str, package: str, handler: str, path: str, lines: str) -> None:
    """Read; the imports count."""
    start = perf_counter()
    from xsdata.formats.dataclass.parsers import XmlParser, handlers

    sys.path.insert(0, folder)
    cls = import_module(package).Order
    chosen = handlers.LxmlEventHandler if handler == "lxml" else handlers.XmlEventHandler
    document = XmlParser(handler=chosen).from_bytes(Path(path).read_bytes(), cls)
    seconds = perf_counter() - start
    if len(document.order_item_list.order_item) != int(lines):
        sys.exit(f"{path} has not been read")
    tell(seconds)


if __name__ == "__main__":
    main(*sys.argv[1:])
