"""A document that is ready to be made, and the way back from each of its values to the cells that it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ...build.errors import BuildError
from ...errors import ModelError
from ..sources.values import Origin
from .errors import Fault, Refusal
from .mapping import Check, MappingFile
from .merging import Entry
from .plans import Notice, Run
from .scope import Scope
from .tracing import Trace

if TYPE_CHECKING:
    from ...model import Order
    from ...model.document import Document
    from ...schema.dialects import Dialect


@dataclass(frozen=True, slots=True)
class Draft:
    """The values of a document, with its name, deal and action, and what somebody should know of it."""

    mapping: MappingFile
    scope: Scope
    entries: tuple[Entry, ...]
    values: Mapping[str, Any]
    lines: tuple[Any, ...]
    order: Order | None
    name: str | None
    deal: str | None
    action: str | None
    figures: tuple[tuple[Check, Decimal, Decimal | None], ...]
    notices: tuple[Notice, ...]

    @property
    def origin(self) -> Origin:
        """Where the record of the header stands."""
        return self.scope.header.origin()

    def build(self, dialect: str | Dialect = "itscope") -> Document:
        """The document; raises Refusal for values that make none, and where a check of the mapping fails."""
        try:
            document = self.mapping.form.draft(self.values, list(self.lines), self.order)(dialect)
        except (BuildError, ModelError) as error:
            raise Refusal([self._fault(error)]) from error
        faults = [fault for check in self.figures if (fault := self._checked(document, *check)) is not None]
        if faults:
            raise Refusal(faults)
        return document

    def trace(self) -> Trace:
        """Which value comes from which cells, by which line of the mapping."""
        from .evaluation import make

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

    def _fault(self, error: BuildError | ModelError) -> Fault:
        path = error.path
        if path.split(".")[0] in {self.mapping.form.factory.__name__, "_Arguments"}:
            path = path.partition(".")[2]
        step = self.trace().of(path)
        return Fault(
            path, error.reason, step.origins, f"{self.mapping.file}:{step.line}" if step.line else self.mapping.file
        )

    def _checked(self, document: Document, check: Check, value: Decimal, limit: Decimal | None) -> Fault | None:
        ours = _figure(document, check.against)
        rule = f"{self.mapping.file}:{check.line}"
        origins = tuple(dict.fromkeys(check.value.origins(self.scope))) or (self.origin,)
        if ours is None:
            return Fault("checks", f"the document has no {check.against} to check {value:f} against", origins, rule)
        if abs(ours - value) <= (limit or 0):
            return None
        return Fault("checks", f"the export states {value:f}, but {check.against} is {ours:f}", origins, rule)


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
