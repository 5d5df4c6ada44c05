"""What a mapping does with one document, as a table: field of the document, cell, value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from ...build import Party
from ..mapping import Step
from ..mapping.errors import shown
from .results import Result

_WIDEST = 60


def preview_lines(result: Result) -> Iterator[str]:
    """The lines of the table; none where nothing is known of the values."""
    trace = result.trace()
    if trace is None:
        return
    rows = [_row(step, trace.file) for step in trace.steps]
    widths = [min(max(map(len, column), default=0), _WIDEST) for column in zip(*rows, strict=True)]
    for row in (_TITLES, *rows):
        target, place, value = (cell.ljust(width) for cell, width in zip(row, widths, strict=False))
        yield f"  {target} <- {place} <- {value}".rstrip()


_TITLES = ("target", "column", "value")


def _row(step: Step, file: str) -> tuple[str, str, str]:
    place = " and ".join(map(str, step.origins[:3])) or f"{file}:{step.line}"
    return step.target, place, shown(_plain(step.value))


def _plain(value: Any) -> str:
    """A value as people write it; of an object what is set in it."""
    if isinstance(value, Party):
        return " ".join(filter(None, (value.id, value.name)))
    if isinstance(value, list | tuple):
        return ", ".join(map(_plain, value))
    if is_dataclass(value):
        return " ".join(_plain(each) for one in fields(value) if (each := getattr(value, one.name)) not in (None, ()))
    return str(value)
