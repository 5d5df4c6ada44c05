"""Counting reports."""

from __future__ import annotations

from dataclasses import dataclass

from ..validation.findings import Report


@dataclass(slots=True)
class Summary:
    """How many documents were judged and how; ``skipped`` counts XML files in folders that are no openTRANS."""

    documents: int = 0
    valid: int = 0
    invalid: int = 0
    unjudged: int = 0
    skipped: int = 0
    errors: int = 0
    warnings: int = 0

    def count(self, report: Report) -> None:
        """Add a report to the counts."""
        self.documents += 1
        if report.valid is None:
            self.unjudged += 1
        elif report.valid:
            self.valid += 1
        else:
            self.invalid += 1
        warnings = len(report.warnings)
        self.warnings += warnings
        self.errors += len(report.findings) - warnings
