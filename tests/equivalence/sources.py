"""Where the two schemas and the documents of the comparison come from."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from pathlib import Path

import xmlschema
from lxml import etree

from opentrans.schema.compile import compile_set
from opentrans.schema.foreign import from_path
from opentrans.schema.sets import bundled

#: The environment variable that names the folder with the originals.
VARIABLE = "OPENTRANS_REFERENCE"
ENTRY = "opentrans-all.xsd"
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Reference:
    """The folder with the original XSDs (``xsd/``) and documents written by others (``documents/``)."""

    folder: Path

    @property
    def entry(self) -> Path:
        """The XSD that the original set starts at."""
        return self.folder / "xsd" / "opentrans_2_1.xsd"

    @property
    def documents(self) -> Path:
        """The folder of the documents and of their list ``verdicts.tsv``."""
        return self.folder / "documents"

    def verdicts(self) -> dict[str, str]:
        """What the original schema says of each document: valid, invalid or not-well-formed."""
        with (self.documents / "verdicts.tsv").open(encoding="utf-8", newline="") as lines:
            return {row["file"]: row["standard"] for row in csv.DictReader(lines, delimiter="\t")}


def find_reference() -> Reference | None:
    """The originals, or None where OPENTRANS_REFERENCE does not name them."""
    folder = os.environ.get(VARIABLE)
    return Reference(Path(folder).resolve()) if folder else None


def our_folder() -> Path:
    """The folder of our XSDs."""
    return ROOT / "schemas" / "standard"


def read_structure(entry: Path) -> xmlschema.XMLSchema10:
    """A schema as xmlschema understands it (the path must be absolute for its sandbox)."""
    return xmlschema.XMLSchema10(str(entry.resolve()))


def compile_ours() -> etree.XMLSchema:
    """Our schema of all ten documents in libxml2."""
    ours = bundled("standard")
    return compile_set(ours, ours.full_entry)


def compile_original(reference: Reference) -> etree.XMLSchema:
    """The original schema in libxml2."""
    original = from_path(reference.entry)
    return compile_set(original, original.full_entry)


def parser() -> etree.XMLParser:
    """The parser for documents: nothing from outside, nothing left out."""
    return etree.XMLParser(no_network=True, resolve_entities=False, load_dtd=False)
