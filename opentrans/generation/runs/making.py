"""From one group of records to results: the document as XML that is valid, or all reasons why there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from ..mapping import Context, Draft, Fault, MappingFile, Notice, Outcome, Refusal, Refused, Skipped, evaluate
from ..sources.shapes import Group
from ..sources.values import Note
from .files import same_but_for_its_date
from .results import Result

if TYPE_CHECKING:
    from ...amounts import Tolerances
    from ...model.document import Document
    from ...schema.dialects import Dialect
    from ...validation.findings import Finding, Report
    from ..sources.orders import ReceivedOrders

#: A group whose results are wanted, or what is passed on as it is.
Step: TypeAlias = "Group | Result | Note"
#: So many lines, and so many steps, are worked on at once.
_LINES = 200
_STEPS = 40
#: Changes which findings count, and how much.
Weigh = Callable[["Report"], "Report"]


class _Built(NamedTuple):
    """A document before it is written and judged."""

    draft: Draft
    document: Document
    number: str | None
    key: str


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes documents: ``keep`` leaves model and draft in the results, for callers that look at them."""

    mapping: MappingFile
    context: Context
    dialect: Dialect
    tolerances: Tolerances | None = None
    weigh: Weigh | None = None
    keep: bool = False

    def results(self, groups: Sequence[Group]) -> list[list[Result]]:
        """What becomes of each group; documents are ``made``, written by somebody else.

        Each step is done for all groups before the next: that is quicker, as its code and tables are at hand.
        """
        from ...model.writing import write_document

        if self.context.orders is not None:
            return [list(self._replies(group, self.context.orders)) for group in groups]
        outcomes = [(evaluate(self.mapping, group, self.context), " / ".join(group.key)) for group in groups]
        built = [[self._built(outcome, key) for outcome in each] for each, key in outcomes]
        written = [
            [(one, b"" if isinstance(one, Result) else write_document(one.document)) for one in each] for each in built
        ]
        return [[one if isinstance(one, Result) else self._judged(one, data) for one, data in each] for each in written]

    def settled(self, groups: Iterable[Group], made: Iterable[list[Result]]) -> Iterator[list[Result]]:
        """The results of another process; what answers an ORDER that was answered in this run already is made anew.

        Only where all results come together is known what the replies to one ORDER add up to.
        """
        orders = self.context.orders
        for group, results in zip(groups, made, strict=True):
            if orders is None:
                yield results
            elif any(one.answers in orders.answered for one in results):
                yield list(self._replies(group, orders))
            else:
                for one in results:
                    self._note(one, orders)
                yield results

    def _replies(self, group: Group, orders: ReceivedOrders) -> Iterator[Result]:
        """What becomes of a group that answers an ORDER, after all that was done of it before."""
        from ...model.writing import write_document

        for outcome in evaluate(self.mapping, group, self.context):
            built = self._built(outcome, " / ".join(group.key))
            received = outcome.received if isinstance(outcome, Draft) else None
            answers = None if received is None else received.number
            if isinstance(built, Result):
                yield replace(built, answers=answers)
                continue
            draft, data = built.draft, write_document(built.document)
            result = replace(self._judged(built, data), answers=answers)
            if received is not None and result.status == "made":
                same = received.same(self.mapping.document, draft.number)
                if same is not None and not same_but_for_its_date(data, write_document(same.document)):
                    reason = f"{same} has this number, and says something else; give the new document its own"
                    fault = Fault("", reason, (draft.origin,), self.mapping.file)
                    result = replace(result, status="refused", reasons=(fault,))
            self._note(result, orders)
            yield result

    @staticmethod
    def _note(result: Result, orders: ReceivedOrders) -> None:
        """Let the next reply to the same ORDER know of this one."""
        if result.status == "made" and result.answers is not None and result.xml is not None:
            kind = str(result.document_type)
            number = None if kind == "ORDERRESPONSE" else result.document_id
            orders.made(result.answers, str(result.origin), kind, number, result.xml)

    def _built(self, outcome: Outcome, key: str) -> Result | _Built:
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
        return _Built(outcome, document, number, key)

    def _judged(self, built: _Built, data: bytes) -> Result:
        from ...validation.validator import validate

        draft, document, number, key = built
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


def packets(steps: Iterable[Step]) -> Iterator[list[Step]]:
    """Steps in handfuls; where their source fails, what came before is there all the same."""
    found: list[Step] = []
    lines = 0
    try:
        for step in steps:
            found.append(step)
            lines += len(step.lines) if isinstance(step, Group) else 0
            if lines >= _LINES or len(found) >= _STEPS:
                yield found
                found, lines = [], 0
    except Exception:
        yield found
        raise
    yield found


def in_order(packet: Iterable[Step], made: Iterable[list[Result]]) -> Iterator[Result | Note]:
    """The results of the groups of a packet, and what stands between them."""
    results = iter(made)
    for step in packet:
        if isinstance(step, Group):
            yield from next(results)
        else:
            yield step


def groups_of(packet: Iterable[Step]) -> list[Group]:
    """The groups among steps."""
    return [one for one in packet if isinstance(one, Group)]
