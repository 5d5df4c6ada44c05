"""What the toolkit is compared with: lxml alone, and xmlschema, both on the original XSDs."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import xmlschema
from lxml import etree

#: The environment variable that names the folder with the originals (or the XSD to start from).
VARIABLE = "OPENTRANS_REFERENCE"

_ENTRY = "opentrans_2_1.xsd"


def find_original() -> Path | None:
    """The original XSD of openTRANS 2.1, or None where OPENTRANS_REFERENCE leads to none."""
    named = os.environ.get(VARIABLE)
    if not named:
        return None
    place = Path(named).resolve()
    found = (path for path in (place, place / _ENTRY, place / "xsd" / _ENTRY) if path.is_file())
    return next(found, None)


def lxml_check(original: Path) -> Callable[[bytes], bool]:
    """Parse and validate with lxml alone, as a plain program would; the schema is compiled here."""
    schema = etree.XMLSchema(etree.parse(original))

    def check(data: bytes) -> bool:
        return schema.validate(etree.fromstring(data))

    return check


def xmlschema_check(original: Path) -> Callable[[str], bool]:
    """Validate a file with xmlschema; the schema is built here."""
    schema = xmlschema.XMLSchema10(str(original))
    return schema.is_valid
