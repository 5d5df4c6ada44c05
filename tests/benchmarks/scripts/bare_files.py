"""The bare program: compile the XSDs and validate files. Arguments: XSD, file (or @file with a list of files)."""

import sys

from lxml import etree


def main(original: str, files: str) -> int:
    """Validate and count; 1 where a file is not valid."""
    schema = etree.XMLSchema(etree.parse(original))
    paths = [files]
    if files.startswith("@"):
        with open(files[1:], encoding="utf-8") as listed:
            paths = listed.read().split("\n")
    valid = sum(schema.validate(etree.parse(path)) for path in paths)
    sys.stdout.write(f"{valid} of {len(paths)} are valid\n")
    return int(valid != len(paths))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
