"""GitLab's code quality report: an array of findings, each with a fingerprint that is stable from run to run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..validation.findings import Finding, Report, SchemaInfo
from .ci import Fingerprints, file_path, json_text, sentence
from .printable import printable
from .summary import Summary

_SEVERITIES = {"error": "major", "warning": "minor"}


def render(reports: Iterable[Report], schema: SchemaInfo, summary: Summary) -> Iterator[str]:
    """The report as text in pieces; GitLab's format has no place for ``schema`` and ``summary``."""
    fingerprints = Fingerprints()
    separator = "[\n "
    for report in reports:
        for finding in report.findings:
            path = file_path(report.path)
            yield separator + json_text(_issue(path, finding, fingerprints.of(path, finding)))
            separator = ",\n "
    yield "[]\n" if separator.startswith("[") else "\n]\n"


def _issue(path: str | None, finding: Finding, fingerprint: str) -> dict[str, Any]:
    return {
        "description": sentence(finding),
        "check_name": finding.rule,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[finding.severity],
        # GitLab drops the whole report where a line is missing
        "location": {"path": printable(path or "stdin"), "lines": {"begin": finding.line or 1}},
    }
