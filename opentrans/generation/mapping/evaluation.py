"""From one group of records to a document, to the reason why there is none, or to both for the parts of a group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from operator import attrgetter, itemgetter
from typing import Any, TypeAlias

from ..errors import SourceData
from ..places import Origin
from ..sources.joins import Index
from ..sources.orders import ReceivedOrders
from ..sources.shapes import Group
from ..sources.values import Record, Row
from .answering import answered, received_order
from .conversion import as_text
from .drafts import Draft, make
from .errors import Fault, shown
from .mapping import MAX_PARTS, Guard, MappingFile
from .merging import Entry
from .plans import FAILURES, FAULTY, Notice, Run
from .scope import Scope


@dataclass(frozen=True, slots=True)
class Context:
    """What a run knows beside the records.

    ``today``: its day; ``orders``: received ORDERs; ``joined``: the records of further files by the name that the
    mapping gives them; ``values``: fields of every document that the mapping does not name (generator, generated_at).
    """

    today: date
    orders: ReceivedOrders | None = None
    joined: Mapping[str, Index] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that was not made: everything that is wrong with it."""

    faults: tuple[Fault, ...]
    origin: Origin
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A document that was not made because the mapping says so."""

    reason: str
    origin: Origin
    notices: tuple[Notice, ...] = ()


Outcome: TypeAlias = Draft | Refused | Skipped


def evaluate(mapping: MappingFile, group: Group, context: Context) -> list[Outcome]:
    """What becomes of a group: one outcome, or several where the mapping splits it."""
    run = Run(mapping.file)
    origin = group.header.origin()
    for error in group.errors:
        run.fail("", 0, error, [error.origin])
    if run.faults:
        return [Refused(tuple(replace(one, rule=mapping.file) for one in run.faults), origin)]
    joined = _joined(mapping, group, context, run)
    if run.faults:
        return [Refused(tuple(run.faults), origin)]
    scope = Scope(group.header, group.lines, settings=mapping.settings, today=context.today, joined=joined)
    scope.others = list(group.others)
    if (skipped := _skipped(mapping, scope, run)) is not None:
        return [skipped]
    _check_conflicts(mapping, group, run)
    lines, left_out = _lines(mapping, group, scope, run)
    _guard(mapping.refuse, mapping.warn, scope, run)
    parts = _parts(mapping, lines, run)
    if run.faults:
        make(mapping, scope, _entries(mapping, lines, run), run)
        return [Refused(tuple(run.faults), origin, tuple(run.notices))]
    if mapping.lines is not None and not lines:
        reason = f"no line is left: all {len(group.lines)} were left out by {run.rule(mapping.lines.line)}"
        return [Skipped(reason, origin, tuple(run.notices))]
    found: list[Outcome] = []
    for number, part in enumerate(parts, 1):
        one = scope.copy()
        one.part, one.parts = number, len(parts)
        if mapping.split is not None:
            one.lines = one.kept = [line.row for line in part]
        for line in part:
            line.part, line.parts, line.lines, line.kept = one.part, one.parts, one.lines, one.kept
        found.append(_part(mapping, one, part, left_out, context, list(run.notices) if number == 1 else []))
    return found


def _skipped(mapping: MappingFile, scope: Scope, run: Run) -> Skipped | None:
    """Does the mapping say that this becomes no document?"""
    when = mapping.when
    if when is None:
        return None
    try:
        if when.holds(scope):
            return None
        return Skipped(f"{when.text} does not hold ({run.rule(when.line)})", scope.header.origin())
    except FAILURES as error:
        run.fail("", when.line, error, when.origins(scope))
        return None


def _check_conflicts(mapping: MappingFile, group: Group, run: Run) -> None:
    """Two different values of a field of the header are an error that names both rows."""
    lines = group.lines
    if not lines or lines[0] is not group.header:
        return
    columns = mapping.header_columns
    if _alike(lines, [name for name, _line in columns]):
        return
    for name, line in columns:
        if name not in group.header:
            continue
        try:
            value = group.header[name]
            if all(name not in one or one[name] == value for one in lines):
                continue
            if (cells := group.conflict(name)) is not None:
                first, other = cells
                reason = f"{shown(other.value)} stands here, but {shown(first.value)} in {first.origin}"
                reason += ", and both rows are one document"
                if other.value is None or other.value == "":
                    reason += "; if the first row speaks for all, write first_row_only: true below group"
                run.fail("", line, reason, [other.origin])
        except SourceData as error:
            run.fail("", line, error, [error.origin])


def _alike(lines: Sequence[Record], names: Sequence[str]) -> bool:
    """Do the rows of a table surely agree in some columns? Asked first, for this is quick."""
    first = lines[0]
    if not isinstance(first, Row):
        return False
    positions = [first.table.positions.get(name, -1) for name in names]
    if len(positions) < 2 or -1 in positions:
        return False
    read = itemgetter(*positions)
    try:
        values = read(first.values)
        return all(isinstance(one, Row) and one.table is first.table and read(one.values) == values for one in lines)
    except IndexError:
        return False


def _joined(mapping: MappingFile, group: Group, context: Context, run: Run) -> dict[str, Record]:
    found: dict[str, Record] = {}
    scope = Scope(group.header, group.lines, settings=mapping.settings, today=context.today, joined=found)
    for beside in mapping.joined:
        values = [one.make(scope, beside.name, run) for one in beside.on]
        if FAULTY in values:
            continue
        origins = [origin for one in beside.on for origin in one.origins(scope)] or [group.header.origin()]
        if beside.name not in context.joined:
            run.fail(beside.name, beside.line, "the file was not given", origins)
            continue
        try:
            found[beside.name] = context.joined[beside.name].one(values, origins[0])
        except SourceData as error:
            run.fail(beside.name, beside.line, error, [error.origin])
    return found


def _guard(refuse: Sequence[Guard], warn: Sequence[Guard], scope: Scope, run: Run) -> None:
    for guards, fatal in ((refuse, True), (warn, False)):
        for guard in guards:
            try:
                if not guard.condition.holds(scope):
                    continue
            except FAILURES as error:
                run.fail("", guard.line, error, guard.condition.origins(scope))
                continue
            reason = guard.reason.make(scope, "", run)
            origins = tuple(dict.fromkeys(guard.condition.origins(scope))) or (scope.row.origin(),)
            if reason is FAULTY:
                continue
            if fatal:
                run.fail("", guard.line, reason, origins)
            else:
                run.notices.append(Notice("warning", reason, origins, run.rule(guard.line)))


def _lines(mapping: MappingFile, group: Group, scope: Scope, run: Run) -> tuple[list[Scope], list[Scope]]:
    """The records that become lines, each with its position among all of them, and those that are left out."""
    section = mapping.lines
    if section is None:
        return [], []
    found: list[Scope] = []
    left_out: list[Scope] = []
    for position, record in enumerate(group.lines, 1):
        line = scope.at(record, position)
        if section.refuse or section.warn:
            _guard(section.refuse, section.warn, line, run)
        when = section.when
        try:
            if when is None or when.holds(line):
                found.append(line)
                continue
        except FAILURES as error:
            run.fail(f"lines[{position - 1}]", when.line if when else 0, error, when.origins(line) if when else [])
            continue
        left_out.append(line)
        origins = tuple(dict.fromkeys(when.origins(line))) or (record.origin(),)
        run.notices.append(Notice("skipped", f"left out: {when.text} does not hold", origins, run.rule(when.line)))
    if section.sort is not None and not run.faults:
        numbers = [(section.sort.make(line, "sort", run), line) for line in found]
        if not run.faults:
            found = [line for _number, line in sorted(numbers, key=itemgetter(0))]
    if not group.lines:
        run.fail("lines", section.line, "there are no lines", [group.header.origin()])
    if found and left_out:
        scope.kept = [one.row for one in sorted(found, key=attrgetter("position"))]
    return found, left_out


def _parts(mapping: MappingFile, lines: list[Scope], run: Run) -> list[list[Scope]]:
    """The lines of each document that is made of the group."""
    if mapping.split is None:
        return [lines]
    found: dict[str, list[Scope]] = {}
    for line in lines:
        key = mapping.split.make(line, "split", run)
        if key is not FAULTY:
            found.setdefault(as_text(key).strip(), []).append(line)
    if len(found) > MAX_PARTS:
        run.fail("split", mapping.split.line, f"{len(found)} documents of one record; {MAX_PARTS} are the most", [])
    return list(found.values())


def _part(
    mapping: MappingFile,
    scope: Scope,
    lines: list[Scope],
    left_out: list[Scope],
    context: Context,
    notices: list[Notice],
) -> Outcome:
    run = Run(mapping.file, notices=notices)
    origin = scope.header.origin()
    entries = _entries(mapping, lines, run)
    received = received_order(mapping, scope, context.orders, run)
    values, made = make(mapping, scope, entries, run)
    if received is not None and values is not FAULTY:
        made = answered(mapping, made, entries, left_out, received, run)
    if run.faults or values is FAULTY:
        return Refused(tuple(run.faults), origin, tuple(run.notices))
    values = {**{name: one for name, one in context.values.items() if name in mapping.form.header}, **values}
    named = scope.copy()
    named.fields = values
    texts = {
        name: None if plan is None else plan.make(named, name, run)
        for name, plan in (("name", mapping.name), ("deal", mapping.deal), ("action", mapping.action))
    }
    figures = [(check, check.value.make(scope, "checks", run)) for check in mapping.checks]
    limits = [None if check.tolerance is None else check.tolerance.make(scope, "checks", run) for check, _ in figures]
    if run.faults:
        return Refused(tuple(run.faults), origin, tuple(run.notices))
    return Draft(
        mapping=mapping,
        scope=scope,
        entries=tuple(entries),
        values=values,
        lines=tuple(made),
        received=received,
        name=texts["name"],
        deal=texts["deal"],
        action=texts["action"],
        figures=tuple((check, value, limit) for (check, value), limit in zip(figures, limits, strict=True)),
        notices=tuple(run.notices),
    )


def _entries(mapping: MappingFile, lines: list[Scope], run: Run) -> list[Entry]:
    """The records of the lines, with the number of the line that each becomes."""
    merge = None if mapping.lines is None else mapping.lines.merge
    if merge is None:
        return [Entry(number, line) for number, line in enumerate(lines)]
    numbers: dict[str, int] = {}
    found = []
    for line in lines:
        key = merge.make(line, "merge", run)
        found.append(Entry(numbers.setdefault("" if key is FAULTY else as_text(key), len(numbers)), line))
    return found
