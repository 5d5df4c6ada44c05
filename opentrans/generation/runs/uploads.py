"""The table of what is to be uploaded to which deal."""

from __future__ import annotations

import csv
import io
import os

from ...errors import SourceError
from ...files import write_whole
from .results import Result

NAME = "uploads.csv"
_COLUMNS = ["deal", "action", "file"]


class Uploads:
    """``uploads.csv`` in the folder of a run: the rows of earlier runs stay, those of the same file are replaced.

    Raises SourceError where the table that is there cannot be read.
    """

    def __init__(self, folder: str) -> None:
        self.path: str = os.path.join(folder, NAME)
        self.rows: dict[str, tuple[str, str]] = {}
        self.changed: bool = False
        if os.path.exists(self.path):
            self._read()

    def add(self, result: Result) -> None:
        """Note a document that lies in the folder, if the mapping says what to do with it."""
        if result.action and result.name and result.status in {"written", "done"}:
            row = (result.deal or "", result.action)
            self.changed |= self.rows.get(result.name) != row
            self.rows[result.name] = row

    def write(self) -> None:
        """Write the table, whole or not at all, where something was added; raises SourceError."""
        if not self.changed:
            return
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(_COLUMNS)
        writer.writerows([deal, action, file] for file, (deal, action) in self.rows.items())
        write_whole(self.path, text.getvalue().encode())

    def _read(self) -> None:
        try:
            with open(self.path, encoding="utf-8-sig", newline="") as stream:
                rows = list(csv.reader(stream, strict=True))
        except (OSError, UnicodeError, csv.Error) as error:
            raise SourceError(self.path, f"cannot be read: {error}") from error
        if not rows or rows[0] != _COLUMNS or any(len(row) != len(_COLUMNS) for row in rows[1:] if row):
            raise SourceError(self.path, f"is no table with the columns {', '.join(_COLUMNS)}; rename it, or remove it")
        self.rows = {row[2]: (row[0], row[1]) for row in rows[1:] if row}
