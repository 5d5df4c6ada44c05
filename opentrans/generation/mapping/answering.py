"""Replies: the received ORDER of a group, and which of its lines are meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..errors import SourceData
from ..sources.orders import ReceivedOrder, ReceivedOrders
from .mapping import MappingFile
from .merging import Entry
from .plans import FAULTY, Run
from .scope import Scope


def received_order(mapping: MappingFile, scope: Scope, orders: ReceivedOrders | None, run: Run) -> ReceivedOrder | None:
    """The ORDER that a document answers; None where it answers none, or where it is not there, which is a fault."""
    section = mapping.order
    if section is None:
        return None
    number = section.number.make(scope, "order.number", run)
    if number is FAULTY:
        return None
    origins = section.number.origins(scope) or [scope.header.origin()]
    try:
        if orders is None:
            run.fail("order", section.line, "no received ORDER was given", origins)
            return None
        return orders.find(number, origins[0])
    except SourceData as error:
        run.fail("order", section.line, error, [error.origin])
        return None


def answered(
    mapping: MappingFile, lines: list[Any], entries: Sequence[Entry], received: ReceivedOrder, run: Run
) -> list[Any]:
    """The lines with the numbers that they have in the received ORDER."""
    found: list[Any] = []
    scopes = {one.number: one.scope for one in reversed(entries)}
    plans = {} if mapping.lines is None else dict(mapping.lines.build.plain)
    if run.faults:
        return lines
    for number, one in enumerate(lines):
        plan = plans.get("article" if one.line_id is None else "line_id")
        origins = [] if plan is None else plan.origins(scopes[number])
        try:
            asked = origins[0] if origins else scopes[number].row.origin()
            item = received.find_line(asked, line_id=one.line_id, article=one.article)
        except SourceData as error:
            run.fail(f"lines[{number}]", plan.line if plan is not None else 0, error, [error.origin])
            continue
        found.append(replace(one, line_id=item.line_item_id, article=None))
    section = mapping.order
    if mapping.document == "ORDERRESPONSE" and mapping.lines is not None and section is not None and not run.faults:
        named = {one.line_id for one in found}
        left = [
            one.line_item_id for one in received.document.order_item_list.order_item if one.line_item_id not in named
        ]
        if left and section.others == "refuse":
            reason = f"the export says nothing of line {', '.join(left[:20])} of the order ({received.file})"
            hint = "if they are confirmed as they stand, write others: confirm below order"
            run.fail("lines", section.line, f"{reason}; {hint}", section.number.origins(next(iter(scopes.values()))))
    return found
