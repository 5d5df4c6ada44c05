"""Where something stands in an export, as a person finds it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Origin:
    """A place in an export.

    ``row``: row or line as a person counts them, from 1 (of a record that spans lines, the first); ``column``: number
    of the column, from 0; ``name``: what the column is called; ``sheet``: of a workbook; ``path``: JSON pointer, or
    the path of an XML element.

    >>> print(Origin("orders.csv", row=17, column=3, name="Menge"))
    orders.csv:17, column D 'Menge'
    """

    file: str
    row: int | None = None
    column: int | None = None
    name: str | None = None
    sheet: str | None = None
    path: str | None = None

    def __str__(self) -> str:
        place = self.file if self.row is None else f"{self.file}:{self.row}"
        if self.sheet is not None:
            place += f" (sheet {self.sheet!r})"
        if self.column is not None:
            letter = letter_of(self.column)
            place += f", column {letter}" + (f" {self.name!r}" if self.name not in {None, letter} else "")
        if self.path:
            place += f", {self.path}"
        return place


def letter_of(column: int) -> str:
    """The letter by which spreadsheets call a column (counted from 0).

    >>> letter_of(0), letter_of(25), letter_of(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


@lru_cache(maxsize=1024)
def column_of(letter: str) -> int:
    """The number of a column (from 0) by its letter: the reverse of ``letter_of``."""
    number = 0
    for character in letter.upper():
        number = number * 26 + ord(character) - 64
    return number - 1
