"""A document that is ready to be made, and the way back from each of its values to the cells that it comes from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ...build.errors import BuildError
from ...errors import ModelError
from ..places import Origin
from ..sources.earlier import Earlier
from ..sources.orders import ReceivedOrder
from .errors import Fault, Refusal
from .mapping import Check, MappingFile
from .merging import Entry, merged
from .plans import FAULTY, Notice, Run
from .scope import Scope
from .tracing import Trace
from .wording import in_mapping

if TYPE_CHECKING:
    from ...model.document import Document
    from ...schema.dialects import Dialect

#: What is refused because of earlier replies.
_OF_EARLIER = re.compile(r"already|nothing of|nothing is open|previous")


@dataclass(frozen=True, slots=True)
class Draft:
    """The values of a document, with its name, deal and action, and what somebody should know of it."""

    mapping: MappingFile
    scope: Scope
    entries: tuple[Entry, ...]
    values: Mapping[str, Any]
    lines: tuple[Any, ...]
    received: ReceivedOrder | None
    name: str | None
    deal: str | None
    action: str | None
    figures: tuple[tuple[Check, Decimal, Decimal | None], ...]
    notices: tuple[Notice, ...]

    @property
    def origin(self) -> Origin:
        """Where the record of the header stands."""
        return self.scope.header.origin()

    @property
    def number(self) -> str | None:
        """The number of a delivery note or an invoice."""
        found = self.values.get("dispatch_id") or self.values.get("invoice_id")
        return None if found is None else str(found).strip()

    def build(self, dialect: str | Dialect = "itscope") -> Document:
        """The document; raises Refusal for values that make none, and where a check of the mapping fails."""
        received = self.received
        earlier = [] if received is None else received.before(self.mapping.document, self.number)
        try:
            order = None if received is None else received.document
            previous = [one.document for one in earlier]
            document = self.mapping.form.draft(self.values, list(self.lines), order, previous)(dialect)
        except (BuildError, ModelError) as error:
            raise Refusal([self._fault(error, earlier)]) from error
        faults = [fault for check in self.figures if (fault := self._checked(document, *check)) is not None]
        if faults:
            raise Refusal(faults)
        return document

    def trace(self) -> Trace:
        """Which value comes from which cells, by which line of the mapping."""
        run = Run(self.mapping.file, trace=[])
        make(self.mapping, self.scope, self.entries, run)
        rows: dict[int, list[Origin]] = {}
        for entry in self.entries:
            rows.setdefault(entry.number, []).append(entry.scope.row.origin())
        steps = run.trace or []
        return Trace(
            self.mapping.file,
            tuple(one for one in steps if one.value is not None),
            self.origin,
            {number: tuple(each) for number, each in rows.items()},
            tuple(one for one in steps if one.value is None),
        )

    def _fault(self, error: BuildError | ModelError, earlier: Sequence[Earlier]) -> Fault:
        path, reason = error.path, in_mapping(error.reason)
        for index, one in enumerate(earlier):
            if path.partition(":")[0] == f"previous[{index}]":
                path, reason = "order", f"{one}{error.path.partition(']')[2]} {reason}"
        if earlier and _OF_EARLIER.search(reason):
            more = f" and {len(earlier) - 5} more" if len(earlier) > 5 else ""
            reason += f"; before it: {', '.join(map(str, earlier[:5]))}{more}"
        if path.split(".")[0] in {self.mapping.form.factory.__name__, "_Arguments"}:
            path = path.partition(".")[2]
        step = self.trace().of(path)
        return Fault(path, reason, step.origins, f"{self.mapping.file}:{step.line}" if step.line else self.mapping.file)

    def _checked(self, document: Document, check: Check, value: Decimal, limit: Decimal | None) -> Fault | None:
        ours = _figure(document, check.against)
        rule = f"{self.mapping.file}:{check.line}"
        origins = tuple(dict.fromkeys(check.value.origins(self.scope))) or (self.origin,)
        if ours is None:
            return Fault("checks", f"the document has no {check.against} to check {value:f} against", origins, rule)
        if abs(ours - value) <= (limit or 0):
            return None
        return Fault("checks", f"the export states {value:f}, but {check.against} is {ours:f}", origins, rule)


def make(mapping: MappingFile, scope: Scope, entries: Sequence[Entry], run: Run) -> tuple[Any, list[Any]]:
    """The values of the header (or FAULTY), and the lines."""
    values = mapping.header.make(scope, "", run)
    if mapping.lines is None:
        return values, []
    made = [(one, mapping.lines.build.make(one.scope, f"lines[{one.number}]", run)) for one in entries]
    good = [(entry, line) for entry, line in made if line is not FAULTY]
    if mapping.lines.merge is None:
        return values, [line for _entry, line in good]
    return values, merged(good, run, mapping.lines.merge.line)


def _parts(document: Any, ending: str) -> Any:
    names = [one for one in document.__dict__ if one.endswith(ending)]
    return getattr(document, names[0]) if names else None


def _figure(document: Any, against: str) -> Decimal | None:
    """A figure of a document, None where it has none."""
    summary = _parts(document, "_summary")
    if against == "total":
        total = getattr(summary, "total_amount", None)
        return total if isinstance(total, Decimal) else None
    items = _parts(_parts(document, "_item_list"), "_item") or []
    if against == "lines":
        return Decimal(len(items))
    if against == "quantity":
        return sum((one.quantity for one in items), Decimal(0))
    amounts = [getattr(one, "price_line_amount", None) for one in items]
    return None if None in amounts else sum((one for one in amounts if one is not None), Decimal(0))
