"""What calamine reads of a workbook, as records have it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .values import Share, Unusable
from .workbook import MERGED, TOO_LONG, Sheet, UnusableWorkbook

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_DURATION = Unusable("a duration", "format the cell as a time of day, as a number or as text")


@contextmanager
def unusable_if_damaged() -> Iterator[None]:
    """Say in UnusableWorkbook why calamine cannot read a workbook."""
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except PasswordError as error:
        raise UnusableWorkbook("the workbook is protected by a password", "save it without one") from error
    except CalamineError as error:
        raise UnusableWorkbook(f"the workbook is damaged ({error})", "save it again") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how Rust code gives up; it derives from BaseException
            raise
        raise UnusableWorkbook(f"the workbook is damaged ({error})", "save it again") from error


def cells_of(sheet: Sheet, found: CalamineSheet) -> list[list[Any]]:
    """The values of a sheet from its first row and column on, with what cannot be used in its place."""
    rows: list[list[Any]] = found.to_python(skip_empty_area=False)
    for row in rows:
        for column, value in enumerate(row):
            row[column] = _value(value)
    _mark_percentages(rows, sheet)
    for (number, column), problem in sheet.unusable.items():
        if problem is MERGED and (number >= len(rows) or column >= len(rows[number])):
            continue
        rows.extend([] for _ in range(number + 1 - len(rows)))
        row = rows[number]
        row.extend([None] * (column + 1 - len(row)))
        if problem is not TOO_LONG or not isinstance(row[column], date | time):
            row[column] = problem
    for (top, left), (bottom, right) in found.merged_cell_ranges or ():
        for number in range(top, min(bottom + 1, len(rows))):
            for column in range(left, min(right + 1, len(rows[number]))):
                if (number, column) != (top, left):
                    rows[number][column] = MERGED
    return rows


def _mark_percentages(rows: list[list[Any]], sheet: Sheet) -> None:
    for number, column in sheet.percentages:
        value = rows[number][column] if number < len(rows) and column < len(rows[number]) else None
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            rows[number][column] = Share(value)


def _value(value: Any) -> Any:
    if value == "" and isinstance(value, str):
        return None
    if isinstance(value, float):
        if value.is_integer():
            return int(value) if abs(value) < 1e15 else TOO_LONG
        exact = Decimal(repr(value))
        return exact if len(exact.as_tuple().digits) <= 15 else TOO_LONG
    if isinstance(value, timedelta):
        return _DURATION
    if isinstance(value, int) and abs(value) >= 10**15:
        return TOO_LONG
    return value
