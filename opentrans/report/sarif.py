"""The SARIF 2.1.0 report: one run, for GitHub's code scanning and for editors.

Section numbers are those of the OASIS standard (SARIF Version 2.1.0).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_from_bytes

from .. import __version__
from ..validation.catalogue import Entry, known_rules
from ..validation.findings import Finding, Report, SchemaInfo, Severity
from .ci import Fingerprints, end_column, file_path, json_text, sentence
from .printable import printable
from .summary import Summary

_ROOT = "%SRCROOT%"


def render(reports: Iterable[Report], schema: SchemaInfo, summary: Summary) -> Iterator[str]:
    """The report as text in pieces; ``summary`` is complete when ``reports`` has been read."""
    yield '{"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [{\n'
    yield ' "columnKind": "unicodeCodePoints",\n "results": ['
    used: dict[str, tuple[int, Severity]] = {}
    fingerprints = Fingerprints()
    separator = "\n  "
    for report in reports:
        path = file_path(report.path)
        for finding in report.findings:
            index, _ = used.setdefault(finding.rule, (len(used), finding.severity))
            yield separator + json_text(_result(path, finding, index, fingerprints.of(path, finding)))
            separator = ",\n  "
    properties = {
        "dialect": schema.dialect,
        "as_of": schema.as_of,
        "sha256": schema.sha256,
        **{name: getattr(summary, name) for name in Summary.__slots__},
    }
    base = {_ROOT: {"description": {"text": "The folder in which opentrans was started."}}}
    yield f'\n ],\n "tool": {json_text({"driver": _driver(used)})},\n'
    yield f' "invocations": {json_text([{"executionSuccessful": summary.unjudged == 0}])},\n'
    yield f' "originalUriBaseIds": {json_text(base)},\n "properties": {json_text(properties)}\n}}]}}\n'


def _driver(used: dict[str, tuple[int, Severity]]) -> dict[str, Any]:
    driver: dict[str, Any] = {"name": "opentrans-toolkit", "semanticVersion": __version__, "version": __version__}
    if used:
        known = known_rules()
        driver["rules"] = [_rule(rule_id, known.get(rule_id), level) for rule_id, (_, level) in used.items()]
    return driver


def _rule(rule_id: str, entry: Entry | None, level: Severity) -> dict[str, Any]:
    title = f"{entry.title}." if entry else rule_id
    described = {
        "id": rule_id,
        "shortDescription": {"text": _message(title)},
        "fullDescription": {"text": _message(title)},
        "defaultConfiguration": {"level": entry.severity if entry else level},
        "properties": {"tags": ["openTRANS", rule_id.partition("/")[0]]},
    }
    if entry and entry.to_do:
        described["help"] = {"text": _message(entry.to_do)}
    return described


def _result(path: str | None, finding: Finding, index: int, fingerprint: str) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": finding.severity,
        "message": {"text": _message(sentence(finding))},
        "partialFingerprints": {"opentransFinding/v1": fingerprint},
    }
    location: dict[str, Any] = {}
    if path is not None:
        location["physicalLocation"] = {"artifactLocation": _artifact(path), **_regions(finding)}
    if finding.path is not None:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.path, "kind": "element"}]
    if location:
        result["locations"] = [location]
    if finding.fix is not None:
        result["properties"] = {"fix": finding.fix}
    return result


def _artifact(path: str) -> dict[str, str]:
    try:
        if os.path.isabs(path):
            return {"uri": Path(path).as_uri()}
        return {"uri": quote_from_bytes(os.fsencode(path)), "uriBaseId": _ROOT}
    except UnicodeEncodeError:  # a name that no file here can have
        return {"uri": quote(printable(path))}


def _regions(finding: Finding) -> dict[str, Any]:
    """The marked text as region, the source line around it as context (cut where it is long)."""
    if finding.line is None:
        return {}
    region: dict[str, Any] = {"startLine": finding.line}
    excerpt = finding.excerpt
    if finding.column is None:
        if excerpt is not None:
            region["snippet"] = {"text": excerpt.text}
        return {"region": region}
    region["startColumn"] = finding.column
    end = end_column(finding)
    if excerpt is None or end is None:
        return {"region": region}
    region["endColumn"] = end
    region["snippet"] = {"text": excerpt.text[excerpt.start : excerpt.end]}
    context: dict[str, Any] = {"startLine": finding.line, "snippet": {"text": excerpt.text}}
    first = finding.column - excerpt.start
    if first > 1:
        context["startColumn"] = first
    return {"region": region, "contextRegion": context}


def _message(text: str) -> str:
    """Text for a SARIF message: braces doubled (3.11.5), and ``](`` parted so that nothing is a link (3.11.6)."""
    return text.replace("{", "{{").replace("}", "}}").replace("](", "] (")
