"""Workbooks of the format up to Excel 2003, as small as they can be: a compound file with one stream of records."""

from __future__ import annotations

import struct
from collections.abc import Sequence

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def old_workbook(rows: Sequence[Sequence[str | float]], claimed: tuple[int, int] | None = None) -> bytes:
    """An .xls with one sheet; ``claimed``: so many rows and columns it says that it has."""
    name = "Daten"
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0))
    bound = struct.pack("<HBB", 0, len(name), 0) + name.encode()
    place = len(start) + 4 + 4 + len(bound) + 4
    book = start + _record(0x0085, struct.pack("<I", place) + bound) + _record(0x000A, b"")
    stream = (book + _sheet(rows, claimed or (len(rows), max(map(len, rows))))).ljust(4096, b"\0")
    sectors = -(-len(stream) // _SECTOR)
    fat = [_FAT, _END, *range(3, sectors + 2), _END]
    header = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", _FREE) * 108
    table = struct.pack(f"<{len(fat)}I", *fat) + struct.pack("<I", _FREE) * (128 - len(fat))
    entries = _entry("Root Entry", 5, _END, 0, child=1) + _entry("Workbook", 2, 2, len(stream)) + 2 * bytes(128)
    return header + table + entries + stream.ljust(sectors * _SECTOR, b"\0")


def _sheet(rows: Sequence[Sequence[str | float]], claimed: tuple[int, int]) -> bytes:
    found = _record(0x0809, struct.pack("<HHHHII", 0x0600, 16, 0, 0, 0, 0))
    found += _record(0x0200, struct.pack("<IIHHH", 0, claimed[0], 0, claimed[1], 0))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(cell, str):
                text = struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le")
                found += _record(0x0204, place + text)
            else:
                found += _record(0x0203, place + struct.pack("<d", cell))
    return found + _record(0x000A, b"")


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _entry(name: str, kind: int, first: int, size: int, child: int = _FREE) -> bytes:
    """One entry of the directory of a compound file."""
    text = name.encode("utf-16-le")
    entry = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text) + 2, kind, 1, _FREE, _FREE, child)
    return entry + bytes(36) + struct.pack("<IQ", first, size)
