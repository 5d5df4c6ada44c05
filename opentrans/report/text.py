"""The report for people: each finding with its place, the source line with the spot marked, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ..validation.findings import Excerpt, Finding, Report, SchemaInfo
from .printable import printable
from .summary import Summary

Paint = Callable[[str, str], str]

_LONGEST_LINE = 150
_STYLES = {"error": "31;1", "warning": "33;1", "mark": "31", "dim": "2", "good": "32"}


def render(
    reports: Iterable[Report], schema: SchemaInfo, summary: Summary, *, colour: bool = False, quiet: bool = False
) -> Iterator[str]:
    """The report as text in pieces; ``summary`` is complete when ``reports`` has been read."""

    def paint(style: str, text: str) -> str:
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if colour else text

    for report in reports:
        path = printable(report.path or "document")
        for finding in report.findings:
            yield "\n".join(_finding_lines(path, finding, paint)) + "\n\n"
        if report.assumptions and not quiet:
            numbers = ", ".join(map(str, report.assumptions))
            yield (
                f"note: {path} relies on what this tool assumes about ITscope's changes {numbers}"
                " (see: opentrans schemas changes)\n"
            )
    if not quiet:
        yield _summary_line(schema, summary, paint) + "\n"


def _finding_lines(path: str, finding: Finding, paint: Paint) -> Iterator[str]:
    place = path if finding.line is None else f"{path}:{finding.line}"
    if finding.column is not None:
        place += f":{finding.column}"
    yield f"{paint(finding.severity, finding.severity)} {finding.rule}: {printable(finding.message)}"
    number = "" if finding.line is None else str(finding.line)
    gutter = " " * len(number)
    yield paint("dim", f"{gutter}--> ") + place
    if finding.excerpt is not None:
        text, mark = _shown(finding.excerpt)
        bar = paint("dim", "|")
        yield f"{paint('dim', number)} {bar} {text}"
        yield f"{gutter} {bar} {paint('mark', mark)}"
    if finding.path is not None:
        yield f"{gutter} {paint('dim', '= at:')} {printable(finding.path)}"
    if finding.hint is not None:
        yield f"{gutter} {paint('dim', '= to do:')} {printable(finding.hint)}"


def _shown(excerpt: Excerpt) -> tuple[str, str]:
    """The source line, cut around the mark, and the line of marks below it."""
    before, marked, after = (
        printable(part)
        for part in (
            excerpt.text[: excerpt.start],
            excerpt.text[excerpt.start : excerpt.end],
            excerpt.text[excerpt.end :],
        )
    )
    if len(marked) > _LONGEST_LINE:
        marked = marked[: _LONGEST_LINE - 3] + "..."
    room = max(_LONGEST_LINE - len(marked), 20)
    indent = len(before) - len(before.lstrip())
    if len(before) > max(room // 2, indent + 8):
        before = "..." + before[-(room // 2) :]
    if len(after) > room // 2:
        after = after[: room // 2] + "..."
    return before + marked + after, " " * len(before) + "^" * max(len(marked), 1)


def _summary_line(schema: SchemaInfo, summary: Summary, paint: Paint) -> str:
    as_of = f" as of {schema.as_of}" if schema.as_of else ""
    parts = [f"{summary.valid} valid", f"{summary.invalid} invalid"]
    if summary.unjudged:
        parts.append(f"{summary.unjudged} not judged")
    if summary.skipped:
        parts.append(f"{summary.skipped} skipped (no openTRANS)")
    verdict = ", ".join(parts)
    good = summary.valid == summary.documents
    return (
        f"{_count(summary.documents, 'document')}: {paint('good' if good else 'error', verdict)};"
        f" {_count(summary.errors, 'error')}, {_count(summary.warnings, 'warning')}"
        f" [{printable(schema.dialect)}{as_of}, sha256 {schema.sha256[:12]}]"
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
