"""Runs with the shipped mappings, the sample exports, and the examples of the ERP systems' own descriptions."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from opentrans.generation.runs.results import Result
from opentrans.generation.runs.run import generate
from tests.command import ROOT

MAPPINGS = ROOT / "templates" / "mappings"
EXPORTS = ROOT / "samples" / "exports"
RECEIVED = ROOT / "samples" / "story-1-order.xml"
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

#: The numbers in the shipped partner files, and those of the examples in the descriptions.
_KEYS = {
    "iqmetrix": {
        '"20117"': '"14202"',
        '"30551"': '"14107"',
        "5b0e2c1a-90c4-4d0e-9a55-3f1f6c20d811": "659c2a38-d083-4421-9330-46d779702f85",
        "c7d41f60-2b38-4e1c-8d0e-75aa1e0f9b42": "a08b0640-606a-41f0-901a-facaf50e75dd",
    },
    "versa": {
        '"88"': '"159"',
        '"7310"': '"1550"',
        '  "4":': '  "2":',
        '"1201": CSL-430': '"430": CSL-430',
        '"17": "0.05"': '"291": "0.12"',
        '"17": gst': '"291": hst',
    },
}


@dataclass(frozen=True)
class Ran:
    """What came of a run."""

    results: list[Result]
    unused: tuple[str, ...]
    notes: list[str]

    @property
    def made(self) -> list[Result]:
        """The documents."""
        return [one for one in self.results if one.status in {"made", "written", "done"}]

    def texts(self) -> list[str]:
        """Everything that the report says: refusals, reasons for skipping, notices."""
        return [
            *(str(fault) for one in self.results for fault in one.reasons),
            *(one.reason for one in self.results if one.reason is not None),
            *(str(notice) for one in self.results for notice in one.notices),
        ]


def run(
    mapping: str | Path, sources: Sequence[str | Path], *, output: Path | str | None = None, dialect: str = "itscope",
    **settings: str,
) -> Ran:  # fmt: skip
    """A run of a mapping, by its path or shipped name; ``settings`` are those of the mapping."""
    made = generate(mapping, sources, settings=settings, output=output, dialect=dialect, now=NOW)
    results = list(made)
    return Ran(results, made.unused, [str(note) for note in made.notes])


def copied(system: str, folder: Path) -> Path:
    """A copy of the mappings of a system, with partners for the examples of its description."""
    target = folder / system
    shutil.copytree(MAPPINGS / system, target)
    partners = target / "partners.yaml"
    text = partners.read_text("utf-8")
    for ours, theirs in _KEYS[system].items():
        assert ours in text
        text = text.replace(ours, theirs)
    partners.write_text(text, "utf-8")
    return target


def element(data: bytes | None, name: str) -> list[str]:
    """The texts of all elements of a name."""
    assert data is not None
    return re.findall(rf"<(?:bmecat:)?{name}\b[^>]*>([^<]*)<", data.decode("utf-8"))


@dataclass(frozen=True)
class Example:
    """An example in a description: where it stands, and its text as it stands there."""

    line: int
    text: str


def description(number: str) -> str:
    """The description of an ERP system; skips where the folder with them is not at hand."""
    folder = os.environ.get("OPENTRANS_SEEDS")
    if folder is None:
        pytest.skip("OPENTRANS_SEEDS does not name the folder with the descriptions")
    (path,) = Path(folder).glob(f"{number}_*.txt")
    return path.read_text("utf-8")


def json_examples(text: str) -> Iterator[Example]:
    """Every object and list that begins a line, an argument of curl or a quoted text in a program."""
    reader = json.JSONDecoder()
    position = 0
    begins = re.compile(r"(?:^|-d ')(?=[\[{])|(?<=\")(?=\{\\\")", re.MULTILINE)
    while found := begins.search(text, position):
        start = found.end()
        line = text.count("\n", 0, start) + 1
        try:
            if text.startswith('{\\"', start):
                value: Any
                value, position = reader.raw_decode(text, start - 1)
                yield Example(line, value)
                continue
            _value, position = reader.raw_decode(text, start)
            yield Example(line, text[start:position])
        except json.JSONDecodeError:
            position = start + 1


def xml_examples(text: str) -> Iterator[Example]:
    """Every XML document, to its last end tag before the next text."""
    for found in re.finditer(r"<\?xml.*?(?=\n[^<\s.])", text, re.DOTALL):
        yield Example(text.count("\n", 0, found.start()) + 1, found[0])
