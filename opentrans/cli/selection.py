"""Which findings are shown, and how severe they are: ``--select``, ``--ignore`` and the configured severities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..validation.findings import Finding, Report, Severity
from .rule_names import check_rules

if TYPE_CHECKING:
    from .config import Config


@dataclass(frozen=True, eq=False)
class Selection:
    """Rule ids or groups to show (all where empty) and to hide, and severities by rule id or group."""

    select: frozenset[str]
    ignore: frozenset[str]
    severities: Mapping[str, Severity] = field(default_factory=dict)

    @classmethod
    def parse(cls, select: str | None, ignore: str | None, config: Config | None = None) -> Selection:
        """From the options' values, and from the configuration where an option is not given.

        Raises click.UsageError for what is neither a rule id nor a group.
        """
        return cls(
            _names("--select", select) if select is not None else (config and config.select) or frozenset(),
            _names("--ignore", ignore) if ignore is not None else (config and config.ignore) or frozenset(),
            config.severities if config else {},
        )

    def shows(self, finding: Finding) -> bool:
        """Is this finding shown?"""
        names = {finding.rule, finding.rule.partition("/")[0]}
        return (not self.select or bool(names & self.select)) and not names & self.ignore

    def severity(self, finding: Finding) -> Severity:
        """How severe a finding is: as configured for its rule, else for its group, else as it was found."""
        group = finding.rule.partition("/")[0]
        return self.severities.get(finding.rule) or self.severities.get(group) or finding.severity

    def apply(self, report: Report) -> Report:
        """The report with the findings that are shown, as severe as configured.

        What the xml and schema layers refuse stays invalid, and what could not be judged stays so; whether the rules
        passed is said anew.
        """
        if not report.findings or not (self.select or self.ignore or self.severities):
            return report
        shown = tuple(self._weighed(finding) for finding in report.findings if self.shows(finding))
        valid = report.valid
        if valid is not None and "failed" not in (report.layers.xml, report.layers.schema):
            valid = not any(finding.severity == "error" for finding in shown)
        layers = report.layers
        if layers.rules in ("passed", "failed"):
            failed = any(finding.layer == "rules" and finding.severity == "error" for finding in shown)
            layers = replace(layers, rules="failed" if failed else "passed")
        return replace(report, findings=shown, valid=valid, layers=layers)

    def _weighed(self, finding: Finding) -> Finding:
        severity = self.severity(finding)
        return finding if severity == finding.severity else replace(finding, severity=severity)


def _names(option: str, value: str) -> frozenset[str]:
    return check_rules(option, (name.strip() for name in value.split(",") if name.strip()))
