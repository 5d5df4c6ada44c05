"""From one group of records to results: the document as XML that is valid, or all reasons why there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..mapping import Context, Draft, Fault, MappingFile, Notice, Outcome, Refusal, Refused, Skipped, evaluate
from ..sources.shapes import Group
from .results import Result

if TYPE_CHECKING:
    from ...amounts import Tolerances
    from ...model.document import Document
    from ...schema.dialects import Dialect
    from ...validation.findings import Finding, Report

#: Changes which findings count, and how much.
Weigh = Callable[["Report"], "Report"]


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes documents: ``keep`` leaves model and draft in the results, for callers that look at them."""

    mapping: MappingFile
    context: Context
    dialect: Dialect
    tolerances: Tolerances | None = None
    weigh: Weigh | None = None
    keep: bool = False

    def results(self, group: Group) -> list[Result]:
        """What becomes of a group; documents are ``made``, written by somebody else."""
        key = " / ".join(group.key)
        return [self._result(outcome, key) for outcome in evaluate(self.mapping, group, self.context)]

    def _result(self, outcome: Outcome, key: str) -> Result:
        kind = self.mapping.document
        if isinstance(outcome, Skipped):
            return Result(
                "skipped", outcome.origin, kind, key=key, reason=outcome.reason, notices=tuple(outcome.notices)
            )
        if isinstance(outcome, Refused):
            return Result("refused", outcome.origin, kind, key=key, reasons=outcome.faults, notices=outcome.notices)
        number = _number(outcome)
        try:
            document = outcome.build(self.dialect)
        except Refusal as refusal:
            return Result("refused", outcome.origin, kind, number, key, reasons=refusal.faults, notices=outcome.notices)
        return self._judged(outcome, document, number, key)

    def _judged(self, draft: Draft, document: Document, number: str | None, key: str) -> Result:
        from ...model.writing import write_document
        from ...validation.validator import validate

        data = write_document(document)
        report = validate(data, dialect=self.dialect, max_size=len(data), tolerances=self.tolerances)
        if self.weigh is not None:
            report = self.weigh(report)
        number = report.document_id or number
        faults, warnings = self._traced(draft, document, report.findings) if report.findings else ((), ())
        found = Result(
            "made" if report.valid else "refused",
            draft.origin,
            self.mapping.document,
            number,
            key,
            name=draft.name or f"{self.mapping.document}-{number}.xml",
            reasons=faults,
            notices=(*draft.notices, *warnings),
            findings=report.findings,
            deal=draft.deal,
            action=draft.action,
            xml=data,
        )
        return replace(found, document=document, draft=draft) if self.keep else found

    def _traced(
        self, draft: Draft, document: Document, findings: Iterable[Finding]
    ) -> tuple[tuple[Fault, ...], tuple[Notice, ...]]:
        """The findings at the cells that they come from: errors, and warnings."""
        trace = draft.trace()
        faults, warnings = [], []
        for finding in findings:
            step = trace.of_element(finding.path or "", document)
            rule = f"{self.mapping.file}:{step.line}" if step.line else self.mapping.file
            reason = f"{finding.message} [{finding.rule}]"
            if finding.severity == "error":
                faults.append(Fault(step.target, reason, step.origins, rule))
            else:
                warnings.append(Notice("warning", reason, step.origins, rule))
        return tuple(faults), tuple(warnings)


def _number(draft: Draft) -> str | None:
    """The number of a document that could not be made, where the mapping has one."""
    names = ("order_id", "supplier_order_id", "dispatch_id", "invoice_id", "quotation_id")
    values: list[Any] = [draft.values.get(name) for name in names if name in draft.mapping.form.header]
    return next((value for value in reversed(values) if isinstance(value, str)), None)
