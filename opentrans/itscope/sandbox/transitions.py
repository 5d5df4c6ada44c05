"""The life cycle of a deal. Which steps ITscope refuses is not published: the table here is an assumption.

What is known (format description for deals): the statuses, that a PUT leads to "order confirmed", "in shipment",
"invoiced" or "rejected", what is partial, that all lines cancelled means rejected, that a full rejection after
confirmation means cancelled, that a deal ordered elsewhere still takes answers, and that archiving changes no status.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ..deals import DealStatus

_S = DealStatus
_RECEIVED = {_S.SENT, _S.ARRIVED, _S.ARRIVED_WARNING, _S.ORDERED_ELSEWHERE}
_CONFIRMED = {_S.PARTIALLY_PROCESSING, _S.PROCESSING}

#: From which statuses each action is taken; from all others it is refused (409). An assumption: an answer may be
#: replaced until something is delivered, licences may be invoiced without delivery, what is done is done. Archiving is
#: possible at any time.
ALLOWED: Mapping[str, frozenset[DealStatus]] = {
    "confirm": frozenset(_RECEIVED | _CONFIRMED),
    "reject": frozenset(_RECEIVED | _CONFIRMED),
    "advise": frozenset({_S.ORDERED_ELSEWHERE, *_CONFIRMED, _S.PARTIALLY_ADVISED, _S.PARTIALLY_INVOICED}),
    "invoice": frozenset({_S.ORDERED_ELSEWHERE, *_CONFIRMED, _S.PARTIALLY_ADVISED, _S.ADVISED, _S.PARTIALLY_INVOICED}),
    "archive": frozenset(DealStatus),
}

_STAGES = {
    _S.PARTIALLY_PROCESSING: 1,
    _S.PROCESSING: 1,
    _S.PARTIALLY_ADVISED: 2,
    _S.ADVISED: 2,
    _S.PARTIALLY_INVOICED: 3,
    _S.INVOICED: 3,
}
_ZERO = Decimal(0)


@dataclass(slots=True)
class Progress:
    """What was ordered in a line, and what became of it; ``confirmed`` is None before an answer names the line."""

    article: str | None
    ordered: Decimal
    confirmed: Decimal | None = None
    advised: Decimal = _ZERO
    invoiced: Decimal = _ZERO

    @property
    def expected(self) -> Decimal:
        """What is to be delivered and invoiced: what was confirmed, else what was ordered."""
        return self.ordered if self.confirmed is None else self.confirmed


def book(action: str, progress: Mapping[str, Progress], quantities: Mapping[str, Decimal]) -> None:
    """Enter the quantities of a document: answers replace earlier ones, deliveries and invoices add up."""
    for line_id, quantity in quantities.items():
        line = progress.get(line_id)
        if line is None:
            continue
        if action in {"confirm", "reject"}:
            line.confirmed = max(quantity, _ZERO)
        elif action == "advise":
            line.advised += quantity
        else:
            line.invoiced += quantity


def status_after(action: str, before: str, progress: Mapping[str, Progress]) -> str:
    """The status of a deal after a document; a later stage is never left for an earlier one."""
    lines = list(progress.values())
    if action in {"confirm", "reject"}:
        if lines and all(line.confirmed == 0 for line in lines):
            return _S.CANCELED if before in _CONFIRMED else _S.REJECTED
        whole = all(line.confirmed is not None and line.confirmed >= line.ordered for line in lines)
        after = _S.PROCESSING if whole else _S.PARTIALLY_PROCESSING
    elif action == "advise":
        whole = all(line.advised >= line.expected for line in lines)
        after = _S.ADVISED if whole else _S.PARTIALLY_ADVISED
    else:
        whole = all(line.invoiced >= line.expected for line in lines)
        after = _S.INVOICED if whole else _S.PARTIALLY_INVOICED
    known = DealStatus(before) if before in DealStatus.__members__ else None
    return before if known is not None and _STAGES.get(known, 0) > _STAGES[after] else after
