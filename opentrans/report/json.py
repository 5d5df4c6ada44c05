"""The JSON report: one object with stable keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .. import __version__
from ..validation.findings import Finding, Report, SchemaInfo
from .ci import json_text
from .summary import Summary


def render(reports: Iterable[Report], schema: SchemaInfo, summary: Summary) -> Iterator[str]:
    """The report as text in pieces; ``summary`` is complete when ``reports`` has been read."""
    tool = {"name": "opentrans-toolkit", "version": __version__}
    judged = {"dialect": schema.dialect, "as_of": schema.as_of, "sha256": schema.sha256}
    yield f'{{"tool": {json_text(tool)},\n "schema": {json_text(judged)},\n "documents": ['
    separator = "\n  "
    for report in reports:
        yield separator + json_text(_document(report))
        separator = ",\n  "
    counts = {name: getattr(summary, name) for name in Summary.__slots__}
    yield f'\n ],\n "summary": {json_text(counts)}\n}}\n'


def _document(report: Report) -> dict[str, Any]:
    return {
        "path": report.path,
        "document_type": report.document_type,
        "document_id": report.document_id,
        "valid": report.valid,
        "assumptions": list(report.assumptions),
        "layers": {name: getattr(report.layers, name) for name in ("xml", "schema", "rules")},
        "findings": [_finding(finding) for finding in report.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        name: getattr(finding, name)
        for name in ("rule", "severity", "layer", "line", "column", "path", "message", "hint", "fix")
    }
