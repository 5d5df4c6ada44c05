"""Workflow commands of GitHub Actions: each finding becomes an annotation at its line.

Escapes as GitHub documents them: %, CR and LF everywhere, : and , in properties too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..validation.findings import Finding, Report, SchemaInfo
from .ci import end_column, file_path, shown_path
from .printable import printable
from .summary import Summary


def render(reports: Iterable[Report], schema: SchemaInfo, summary: Summary, *, quiet: bool = False) -> Iterator[str]:
    """The report as text in pieces; ``summary`` is complete when ``reports`` has been read.

    The last line (not if ``quiet``) counts, for those who read the log.
    """
    for report in reports:
        for finding in report.findings:
            yield _command(report.path, finding) + "\n"
    if not quiet:
        yield (
            f"documents: {summary.valid} valid, {summary.invalid} invalid, {summary.unjudged} not judged,"
            f" {summary.skipped} skipped; errors: {summary.errors}, warnings: {summary.warnings}"
            f" [{printable(schema.dialect)}]\n"
        )


def _command(path: str | None, finding: Finding) -> str:
    place = shown_path(path)
    properties: dict[str, object] = {"title": finding.rule}
    if file_path(path) is not None:
        properties = {
            "file": place,
            "line": finding.line,
            "col": finding.column,
            "endColumn": end_column(finding),
            "title": finding.rule,
        }
    given = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items() if value is not None)
    return f"::{finding.severity} {given}::{_data(_log_text(place, finding))}"


def _log_text(place: str, finding: Finding) -> str:
    """What the log shows: it leaves the properties out, so the place stands here once more."""
    for number in (finding.line, finding.column):
        place += "" if number is None else f":{number}"
    text = f"{place}: {finding.rule}: {printable(finding.message)}"
    return text if finding.hint is None else f"{text}\n{printable(finding.hint)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
