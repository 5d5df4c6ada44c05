"""The figures as a table."""

from __future__ import annotations

from .figures import Row

_WIDTHS = (52, 10, 10, 7, 14, 8, 5)
_TITLES = ("what / beside what (medians)", "ours", "peer", "ratio", "10-90 %", "bar", "")


def header() -> str:
    """The titles of the columns."""
    return f"{_line(_TITLES)}\n{_line(tuple('-' * width for width in _WIDTHS))}"


def line(row: Row, *, judged: bool = True) -> str:
    """A row; the verdict on its bar is left out unless it is ``judged``."""
    ratio, spread, bar = row.ratio, row.spread, row.bar
    verdict = {True: "ok", False: "over", None: ""}[row.keeps_bar if judged else None]
    return _line(
        (
            row.what,
            _figure(row.ours, row.unit),
            _figure(row.peer, row.unit),
            "" if ratio is None else f"{ratio:.2f}",
            "" if spread is None else f"{spread[0]:.2f}-{spread[1]:.2f}",
            "" if bar is None else f"{'>=' if bar.at_least else '<='} {bar.limit:g}",
            verdict,
        )
    )


def _figure(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    if not unit:
        return f"{value:,.0f}"
    if unit == "s" and value < 1:
        return f"{value * 1e6:.0f} us" if value < 0.001 else f"{value * 1e3:.1f} ms"
    return f"{value:.2f} {unit}" if value < 100 else f"{value:.0f} {unit}"


def _line(cells: tuple[str, ...]) -> str:
    first, *others = zip(cells, _WIDTHS, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(text.rjust(width) for text, width in others)]).rstrip()
