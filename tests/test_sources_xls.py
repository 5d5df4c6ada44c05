"""Workbooks up to Excel 2003: read like the newer ones, and a damaged one is an error that ends nothing else."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import pytest

from opentrans.generation.errors import SourceData
from opentrans.generation.sources.excel import SheetFormat, read_workbook
from opentrans.generation.sources.values import Item, Note, Row
from tests.old_excel import old_workbook

TABLE: list[list[str | float]] = [["Auftrag", "Menge", "Größe"], ["007", 2.5, "groß"], ["PO-1", 3.0, "→"]]


def read(path: Path, data: bytes, form: SheetFormat | None = None) -> list[Item]:
    path.write_bytes(data)
    return list(read_workbook(str(path), form or SheetFormat()))


def test_the_rows_of_an_old_workbook_are_read(tmp_path: Path) -> None:
    note, *rows = read(tmp_path / "Bestellungen ä.xls", old_workbook(TABLE))
    assert isinstance(note, Note)
    assert "an error or a formula without a stored value reads as an empty cell" in note.reason
    assert [list(row.values) for row in rows if isinstance(row, Row)] == [
        ["007", Decimal("2.5"), "groß"],
        ["PO-1", 3, "→"],
    ]
    assert isinstance(rows[0], Row)
    assert str(rows[0].origin("Menge")).endswith("ä.xls:2 (sheet 'Daten'), column B 'Menge'")


def test_a_sheet_that_is_not_there_is_named(tmp_path: Path) -> None:
    (error,) = read(tmp_path / "x.xls", old_workbook(TABLE), SheetFormat(sheet="Größen"))
    assert isinstance(error, SourceData)
    assert "'Größen'" in str(error)
    assert "'Daten'" in str(error)


def test_a_size_that_no_memory_holds_ends_the_reader_and_nothing_else(tmp_path: Path) -> None:
    (error,) = read(tmp_path / "x.xls", old_workbook(TABLE, claimed=(0xFFFFFFFF, 0xFFFF)))
    assert isinstance(error, SourceData)
    assert str(error).endswith("x.xls: the workbook is damaged: its reader came to no end; save it again")


@pytest.mark.parametrize("seed", range(20))
def test_flipped_bits_are_an_error_or_other_values_but_never_the_end(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(old_workbook(TABLE))
    for _ in range(chance.choice([1, 4, 16])):
        place = chance.choice([chance.randrange(1536), chance.randrange(1536, 2048)])
        data[place] ^= 1 << chance.randrange(8)
    items = read(tmp_path / "x.xls", bytes(data))
    assert all(isinstance(item, Row | Note) or (isinstance(item, SourceData) and item.final) for item in items)
    assert items
