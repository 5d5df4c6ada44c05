"""The JUnit report: one test suite, one test case a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from ..validation.findings import Finding, Report, SchemaInfo
from .ci import file_path, shown_path
from .printable import printable
from .summary import Summary


def render(reports: Iterable[Report], schema: SchemaInfo, summary: Summary) -> Iterator[str]:
    """The report as text in pieces; ``summary`` is complete when ``reports`` has been read."""
    root = etree.Element("testsuites")
    suite = etree.SubElement(root, "testsuite", name="opentrans validate")
    properties = etree.SubElement(suite, "properties")
    for name in ("dialect", "as_of", "sha256"):
        if (value := getattr(schema, name)) is not None:
            etree.SubElement(properties, "property", name=name, value=printable(value))
    for report in reports:
        suite.append(_case(report))
    counts = {
        "tests": summary.documents,
        "failures": summary.invalid,
        "errors": summary.unjudged,
        "skipped": 0,
    }
    for element in (root, suite):
        for name, count in counts.items():
            element.set(name, str(count))
    text = etree.tostring(root, encoding="unicode", pretty_print=True)
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'


def _case(report: Report) -> etree._Element:
    case = etree.Element(
        "testcase", name=shown_path(report.path), classname=f"opentrans.{report.document_type or 'document'}"
    )
    if file_path(report.path) is not None:
        case.set("file", shown_path(report.path))
    text = "\n".join(_lines(report.findings))
    if report.valid:
        if text:
            etree.SubElement(case, "system-out").text = text
        return case
    outcome = etree.SubElement(case, "error" if report.valid is None else "failure")
    leading = next(iter(report.errors or report.findings), None)
    if leading is None:
        outcome.set("message", "the document is invalid; its findings are hidden by --select or --ignore")
        return case
    more = len(report.findings) - 1
    outcome.set("type", leading.rule)
    outcome.set("message", printable(leading.message) + (f" (and {more} more)" if more else ""))
    outcome.text = text
    return case


def _lines(findings: Iterable[Finding]) -> Iterator[str]:
    for finding in findings:
        place = "" if finding.line is None else f" line {finding.line}"
        if finding.column is not None:
            place += f", column {finding.column}"
        yield f"{finding.severity} {finding.rule}{place}: {printable(finding.message)}"
        if finding.path is not None:
            yield f"  at: {printable(finding.path)}"
        if finding.hint is not None:
            yield f"  to do: {printable(finding.hint)}"
