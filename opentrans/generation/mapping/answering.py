"""Replies: the received ORDER of a group, and which of its lines are meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..errors import SourceData
from ..sources.orders import ReceivedOrder, ReceivedOrders, articles_of
from .mapping import MappingFile
from .merging import Entry
from .plans import FAULTY, Run
from .scope import Scope

if TYPE_CHECKING:
    from ...model import OrderItem


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
    mapping: MappingFile,
    lines: list[Any],
    entries: Sequence[Entry],
    left_out: Sequence[Scope],
    received: ReceivedOrder,
    run: Run,
) -> list[Any]:
    """The lines with the numbers that they have in the received ORDER; ``left_out``: records that become no line."""
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
        unsaid = [one for one in received.document.order_item_list.order_item if one.line_item_id not in named]
        left = [one.line_item_id for one in unsaid]
        if left and _refused_by_leaving_out(mapping, left_out, unsaid, received, run):
            return found
        if left and section.others == "refuse":
            reason = f"the export says nothing of line {', '.join(left[:20])} of the order ({received.file})"
            hint = "if they are confirmed as they stand, write others: confirm below order"
            run.fail("lines", section.line, f"{reason}; {hint}", section.number.origins(next(iter(scopes.values()))))
    return found


def _refused_by_leaving_out(
    mapping: MappingFile, left_out: Sequence[Scope], unsaid: Sequence[OrderItem], received: ReceivedOrder, run: Run
) -> bool:
    """Is a record left out that names a line of the ORDER? Whatever was meant, the answer would not say it."""
    section = mapping.lines
    assert section is not None
    build, when = section.build, section.when
    plans = dict(build.plain)
    for scope in left_out:
        line_id, article = (
            plans[name].make(scope, f"lines.{name}", run) if name in plans else build.constants.get(name)
            for name in ("line_id", "article")
        )
        if FAULTY in (line_id, article):
            continue
        for item in unsaid:
            if line_id is None:
                same = article is not None and article.strip() in articles_of(item)
            else:
                same = item.line_item_id.strip() == line_id.strip()
            if same and when is not None:
                reason = f"this is line {item.line_item_id} of the order ({received.file}); {when.text} leaves it out"
                hint = 'what you refuse stays in, with the quantity 0: quantity: "{{ 0 if ... else ... }}"'
                run.fail("lines", when.line, f"{reason}, and the answer has to say what becomes of it; {hint}",
                         when.origins(scope))  # fmt: skip
                break
    return bool(run.faults)
