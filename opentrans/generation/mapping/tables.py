"""Lookup tables of mappings and partner files: inline, or a CSV file beside them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import SourceData
from ..sources.csv import CsvFormat, read_csv
from ..sources.values import Row
from .conversion import Plain, alike, as_text, is_blank, undated
from .errors import BadValue, shown, suggestion


@dataclass(frozen=True, slots=True)
class LookupTable:
    """Texts by texts; ``missing`` says what becomes of others: error, keep, or default with its ``default``."""

    name: str
    values: Mapping[str, str]
    place: str
    missing: str = "error"
    default: str = ""

    def find(self, value: Any) -> str | None:
        """What stands for a value, None for nothing; raises BadValue for a value that is not in the table."""
        if is_blank(value):
            return None
        text = as_text(value)
        key = text.strip()
        found = self.values.get(key)
        if found is not None:
            return Plain(found)
        if self.missing == "keep":
            return alike(text, undated(value).strip())
        if self.missing == "default":
            return Plain(self.default)
        reason = f"the table {self.name!r} ({self.place}) has no entry {shown(key)}"
        raise BadValue(reason, suggestion(key, self.values) or "it is empty")


def read_table(path: str, key: str, value: str, form: CsvFormat) -> dict[str, str]:
    """The entries of a CSV file: a column with the keys and one with the values.

    Raises SourceError for a file that cannot be opened, SourceData for its content: a key that stands twice with
    different values, too.
    """
    found: dict[str, str] = {}
    places: dict[str, int] = {}
    for item in read_csv(path, form):
        if isinstance(item, SourceData):
            raise item
        if not isinstance(item, Row):
            continue
        name, text = str(item[key]).strip(), str(item[value]).strip()
        if name in found and found[name] != text:
            reason = f"{shown(name)} stands here and in row {places[name]}, with different values"
            raise SourceData(item.origin(key), reason)
        found[name] = text
        places.setdefault(name, item.number)
    return found


def beside(file: str, path: str) -> str:
    """The path of a file that a mapping names: from the folder of the mapping."""
    return os.path.join(os.path.dirname(file), path)
