"""Workbooks of the format up to Excel 2003, read in a process of their own.

In a damaged one a size can be so wrong that the reader asks for more memory than there is, which ends the process.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from typing import Any

from .cells import cells_of, unusable_if_damaged
from .workbook import MAX_CELLS, Sheet, UnusableWorkbook, choose_sheet


def read_xls(path: str, start: bytes, size: int, wanted: str | None) -> tuple[Sheet, list[list[Any]]]:
    """One sheet of an .xls: what is known of it, and its values; ``start``: the first 512 bytes of the file.

    Raises UnusableWorkbook, also where the header claims more sectors than the file has.
    """
    counts = (int.from_bytes(start[at : at + 4], "little") for at in (44, 64, 72))
    if len(start) < 512 or any(count > size // 512 for count in counts):
        raise UnusableWorkbook("the workbook is damaged: it claims more sectors than it has", "save it again")
    code = f"import sys; sys.path[:] = {sys.path!a}; from {__name__} import answer; answer({path!a}, {wanted!a})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)  # noqa: S603  (our own code)
    if done.returncode:
        raise UnusableWorkbook("the workbook is damaged: its reader came to no end", "save it again")
    answered: tuple[Sheet, list[list[Any]]] | UnusableWorkbook = pickle.loads(done.stdout)  # noqa: S301  (of ``answer``)
    if isinstance(answered, UnusableWorkbook):
        raise answered
    return answered


def answer(path: str, wanted: str | None) -> None:
    """Read one sheet and write it to standard output, for the process that asked."""
    try:
        answered: object = _read(path, wanted)
    except UnusableWorkbook as error:
        answered = error
    pickle.dump(answered, sys.stdout.buffer)


def _read(path: str, wanted: str | None) -> tuple[Sheet, list[list[Any]]]:
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    with unusable_if_damaged():
        workbook = CalamineWorkbook.from_path(path)
        visible = [each.name for each in workbook.sheets_metadata if each.visible == SheetVisibleEnum.Visible]
        name = choose_sheet(workbook.sheet_names, visible, wanted)
        sheet = Sheet(name, [each for each in workbook.sheet_names if each not in visible], old=True)
        found = workbook.get_sheet_by_name(name)
        if found.total_height * found.total_width > MAX_CELLS:
            raise UnusableWorkbook(f"the sheet has more than {MAX_CELLS:,} cells", "split it")
        for other in visible if wanted is None else ():
            one = workbook.get_sheet_by_name(other)
            if other != name and one.total_height:
                sheet.beside[other] = one.total_height, one.total_width
        return sheet, cells_of(sheet, found)
