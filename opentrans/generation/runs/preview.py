"""What a mapping does with one document, as a table: field of the document, cell, value."""

from __future__ import annotations

from collections.abc import Iterator

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
    value = step.value
    if isinstance(value, Party):
        value = " ".join(filter(None, (value.id, value.name)))
    return step.target, place, shown(value if isinstance(value, str) else str(value))
