"""An export with three orders and the shipped mapping for it, to be damaged in one place at a time."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from opentrans.generation.places import letter_of
from tests.shipped_parts import EXPORTS, MAPPINGS, RECEIVED

#: Changes of a text: what stands there, and what shall stand there instead.
Changes = Sequence[tuple[str, str]]

_HEAD = {
    "Bestellnummer": "", "Bestelldatum": "02.11.2026", "Lieferant": "70001", "Wunschtermin": "10.11.2026",
    "Lieferadresse-Nr.": "L-1", "Liefername": "Werft Süd GmbH", "Liefer-Straße": "Am Dock 1", "Liefer-PLZ": "24103",
    "Liefer-Ort": "Kiel", "Liefer-Land": "Deutschland", "Währung": "EUR", "Streckengeschäft": "N", "Hinweis": "",
    "Gesamtbetrag": "1.836,50",
}  # fmt: skip
_NAMES = ("Position", "Artikelnummer", "Bezeichnung", "Menge", "Einheit", "Einzelpreis", "Betrag")
_LINES = (
    ("1", "704118", "Notebook", "2", "Stk", "849,00", "1.698,00"),
    ("2", "00123", "Kabel", "10", "Stk", "13,85", "138,50"),
)


def rows() -> list[dict[str, str]]:
    """Three orders with two lines each: rows 2 and 3, 4 and 5, 6 and 7 of the file."""
    return [
        {**_HEAD, "Bestellnummer": number, **dict(zip(_NAMES, line, strict=True))}
        for number in ("PO-1", "PO-2", "PO-3")
        for line in _LINES
    ]


def as_csv(table: Sequence[Mapping[str, str]]) -> str:
    """A table as German CSV."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(table[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(table)
    return stream.getvalue()


@dataclass(frozen=True)
class Case:
    """One damage.

    ``says``: what one message of the report holds, all of it; ``rule``: how the line of the mapping begins that this
    message names; ``cells``: (row of the file, column) and the new value; ``text``: changes of the CSV, ``data`` of its
    bytes, ``mapping`` of the mapping; ``sources``: writes other sources, and gives their names; ``made``: the numbers
    of the documents that come out all the same.
    """

    name: str
    says: tuple[str, ...]
    rule: str = ""
    cells: Mapping[tuple[int, str], str] = field(default_factory=dict)
    text: Changes = ()
    data: Callable[[bytes], bytes] | None = None
    mapping: Changes = ()
    base: str = "generic-de/order"
    sources: Callable[[Path], list[str]] | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    made: tuple[str, ...] = ("PO-1", "PO-3")

    def __str__(self) -> str:
        return self.name

    def prepare(self, folder: Path) -> tuple[Path, list[Path]]:
        """The mapping and the sources, damaged, in a folder."""
        system, name = self.base.split("/")
        for file in (MAPPINGS / system).glob("*.yaml"):
            (folder / file.name).write_bytes(file.read_bytes())
        mapping = folder / f"{name}.yaml"
        _change(mapping, self.mapping, "utf-8")
        if self.sources is not None:
            return mapping, [folder / one for one in self.sources(folder)]
        table = rows()
        for (row, column), value in self.cells.items():
            assert column in table[row - 2]
            table[row - 2][column] = value
        source = folder / "orders.csv"
        source.write_bytes(as_csv(table).encode("cp1252"))
        _change(source, self.text, "cp1252")
        if self.data is not None:
            source.write_bytes(self.data(source.read_bytes()))
        return mapping, [source]

    def wanted(self, mapping: Path) -> tuple[str, ...]:
        """What one message holds, with the line of the mapping."""
        if not self.rule:
            return self.says
        lines = mapping.read_text("utf-8").splitlines()
        number = next(number for number, line in enumerate(lines, 1) if line.lstrip().startswith(self.rule))
        return (*self.says, f"{mapping.name}:{number}")


def place(row: int, column: str, file: str = "orders.csv") -> str:
    """How a cell is called."""
    return f"{file}:{row}, column {letter_of(list(rows()[0]).index(column))} {column!r}: "


def _change(path: Path, changes: Changes, encoding: str) -> None:
    text = path.read_bytes().decode(encoding)
    for old, new in changes:
        assert old in text, f"{path.name} does not hold {old!r}"
        text = text.replace(old, new, 1)
    path.write_bytes(text.encode(encoding))


#: The number of the order in the sample.
_ORDERED = "FW-2026-10417"


def reply(*bad: str, orders: Sequence[Changes] = ((),)) -> Callable[[Path], list[str]]:
    """Answers (CSV) to received orders, each the sample with some changes; behind them a good answer to another one."""

    def write(folder: Path) -> list[str]:
        good = [f"PO-1;AB-1;{line};;{quantity};" for line, quantity in ((1, 10), (2, 10), (3, 4), (4, 200), (5, 2))]
        head = "Bestellnummer;Auftragsnummer;Position;Artikelnummer;Menge;Liefertermin"
        (folder / "answers.csv").write_text("\r\n".join((head, *bad, *good, "")), "cp1252", newline="")
        names = [f"order-{number}.xml" for number in range(len(orders) + 1)]
        for name, changes in zip(names, [[(_ORDERED, "PO-1")], *orders], strict=True):
            (folder / name).write_bytes(RECEIVED.read_bytes())
            _change(folder / name, changes, "utf-8")
        return ["answers.csv", *names]

    return write


def workbook(change: Callable[[Any], object]) -> Callable[[Path], list[str]]:
    """The three orders as a workbook, which ``change`` damages."""

    def write(folder: Path) -> list[str]:
        from openpyxl import Workbook

        book = Workbook()
        sheet = book.active
        assert sheet is not None
        table = rows()
        sheet.append(list(table[0]))
        for row in table:
            sheet.append(list(row.values()))
        change(sheet)
        book.save(folder / "orders.xlsx")
        return ["orders.xlsx"]

    return write


#: Makes the mapping of the CSV one of a workbook.
AS_WORKBOOK: Changes = (
    ('  format: csv\n  delimiter: ";"\n', "  format: excel\n"),
    ("  encoding: cp1252        # what Excel and most ERP systems on Windows write; else utf-8\n", ""),
)


def json_file(old: str, new: str) -> Callable[[Path], list[str]]:
    """The sample order of iQmetrix three times, each with its own number; in the second one a text is replaced."""

    def write(folder: Path) -> list[str]:
        order = json.loads((EXPORTS / "iqmetrix-sales.json").read_text("utf-8"))
        several = [json.dumps(order | {"PrintableId": f"PO-{number}"}) for number in (1, 2, 3)]
        assert old in several[1]
        several[1] = several[1].replace(old, new, 1)
        (folder / "orders.json").write_text(f"[{', '.join(several)}]", "utf-8")
        return ["orders.json"]

    return write


def xml_file(old: str, new: str, *, everywhere: bool = False) -> Callable[[Path], list[str]]:
    """The sample order of Versa three times, each with its own number; in the second one a text is replaced."""

    def write(folder: Path) -> list[str]:
        text = (EXPORTS / "versa-sales.xml").read_text("utf-8")
        head, order = text.split(" <order>\n", 1)
        order, tail = order.split(" </order>\n", 1)
        several = [f" <order>\n{order} </order>\n".replace(">412<", f">{number}<") for number in (1, 2, 3)]
        made = head + "".join(several) + tail
        if not everywhere:
            assert old in several[1]
            made = head + several[0] + several[1].replace(old, new, 1) + several[2] + tail
        else:
            assert old in made
            made = made.replace(old, new, 1)
        (folder / "orders.xml").write_text(made, "utf-8")
        return ["orders.xml"]

    return write
