"""What a checked mapping does with one document: plans that make values, objects and lists out of records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias

from jinja2 import TemplateError

from ...build.errors import BuildError
from ...build.partners import Party
from ..errors import SourceData
from ..places import Origin
from .conversion import Cut, described, is_blank, undated
from .errors import BadValue, Fault
from .scope import Partner, Scope, Use, places

#: What a value can fail with; whoever meets it knows the cell and the rule.
FAILURES: Final = (ValueError, TypeError, ArithmeticError, LookupError, TemplateError)
#: Stands for a value that could not be made, of which the fault is noted already.
FAULTY: Final[Any] = object()
#: So many values a list of a mapping may have.
MAX_ITEMS: Final = 100_000


@dataclass(frozen=True, slots=True)
class Step:
    """One field of a document: what became of which cells by which line of the mapping; None where it is blank."""

    target: str
    value: Any
    origins: tuple[Origin, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that somebody should know of a document that was made: a warning, or a line that was left out."""

    kind: str
    reason: str
    origins: tuple[Origin, ...]
    rule: str

    def __str__(self) -> str:
        return f"{' and '.join(map(str, self.origins)) or self.rule}: {self.reason} ({self.rule})"


@dataclass(slots=True)
class Run:
    """What comes of one document: its faults and notices, and if somebody asks (``trace``) where each value is from."""

    file: str
    faults: list[Fault] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    trace: list[Step] | None = None

    def rule(self, line: int) -> str:
        """A line of the mapping."""
        return f"{self.file}:{line}"

    def fail(self, target: str, line: int, error: Exception | str, origins: Sequence[Origin]) -> Any:
        """Note a fault; gives FAULTY."""
        if isinstance(error, SourceData):
            origins = [error.origin] if error.origin.column is not None or not origins else origins
        reason = reason_of(error)
        self.faults.append(Fault(target, reason, tuple(dict.fromkeys(origins)), self.rule(line)))
        return FAULTY


def reason_of(error: Exception | str) -> str:
    """The message of an error, without the place."""
    if isinstance(error, str):
        return error
    if isinstance(error, SourceData | BadValue):
        return error.reason + (f"; {error.hint}" if error.hint else "")
    if isinstance(error, BuildError):
        return error.reason
    return str(error) or type(error).__name__


@dataclass(frozen=True, slots=True)
class Value:
    """A scalar: ``get`` reads it and makes it of the type of its field."""

    get: Callable[[Scope], Any]
    line: int
    uses: tuple[Use, ...] = ()
    when: Condition | None = None
    default: Value | None = None
    required: bool = False
    what: str = "is blank"

    @property
    def sourced(self) -> bool:
        """Does it depend on the export?"""
        return bool(self.uses)

    def origins(self, scope: Scope) -> list[Origin]:
        """The cells that it reads; the record where they cannot be told."""
        found = [one for use in self.uses for one in places(use, scope)]
        return found or ([scope.row.origin()] if self.uses else [])

    def make(self, scope: Scope, path: str, run: Run) -> Any:
        """The value, None where there is none, or FAULTY."""
        try:
            if self.when is not None and not self.when.holds(scope):
                return self.seen(None, scope, path, run)
            value = self.get(scope)
        except FAILURES as error:
            return run.fail(path, self.line, error, self.origins(scope))
        if value is None and self.default is not None:
            return self.default.make(scope, path, run)
        if value is None and self.required:
            return run.fail(path, self.line, self.what, self.origins(scope) or [scope.row.origin()])
        return self.seen(value, scope, path, run)

    def seen(self, value: Any, scope: Scope, path: str, run: Run) -> Any:
        """The value; a text that was cut is noted, and the trace too."""
        if type(value) is Cut:
            value = str(value)
            reason = f"cut to {len(value)} characters: {value[:40]!r}..."
            run.notices.append(
                Notice("warning", f"{path} was {reason}", tuple(self.origins(scope)), run.rule(self.line))
            )
        if run.trace is not None:
            run.trace.append(Step(path, value, tuple(dict.fromkeys(self.origins(scope))), self.line))
        return value


@dataclass(frozen=True, slots=True)
class Condition:
    """An expression that is true or false."""

    run: Callable[[Scope], Any]
    line: int
    uses: tuple[Use, ...]
    text: str

    def holds(self, scope: Scope) -> bool:
        """Is it true? Raises BadValue where it is neither true nor false."""
        value = self.run(scope)
        if isinstance(value, bool):
            return value
        hint = "compare it: Status == 'offen', Menge is not empty"
        raise BadValue(f"{self.text} is {described(value)}, neither true nor false", hint)

    def origins(self, scope: Scope) -> list[Origin]:
        """The cells that it reads; the record where they cannot be told."""
        return [one for use in self.uses for one in places(use, scope)] or [scope.row.origin()]


@dataclass(frozen=True, slots=True)
class PartnerOf:
    """Which entry of the partner files an object is."""

    find: Callable[[Scope], Partner | None]
    line: int
    uses: tuple[Use, ...]

    def origins(self, scope: Scope) -> list[Origin]:
        """The cells that its key is read from."""
        return [one for use in self.uses for one in places(use, scope)]


@dataclass(frozen=True, slots=True)
class Build:
    """An object with fields; ``partner`` is what they stand on, ``constants`` are values that never change."""

    cls: type[Any]
    line: int
    constants: Mapping[str, Any]
    plain: tuple[tuple[str, Value], ...]
    others: tuple[tuple[str, Plan], ...] = ()
    partner: PartnerOf | None = None
    when: Condition | None = None
    required: bool = False
    keep: bool = False
    lines: Mapping[str, int] = field(default_factory=dict)
    marks: Mapping[str, int] = field(default_factory=dict)

    @property
    def sourced(self) -> bool:
        """Does it depend on the export?"""
        return self.partner is not None or bool(self.plain) or any(plan.sourced for _name, plan in self.others)

    def make(self, scope: Scope, path: str, run: Run) -> Any:
        """The object; None where all that it takes from the export is blank; or FAULTY."""
        try:
            if self.when is not None and not self.when.holds(scope):
                return None
        except FAILURES as error:
            return run.fail(path, self.line, error, self.when.origins(scope) if self.when else [])
        traced = 0 if run.trace is None else len(run.trace)
        base = self._base(scope, path, run)
        if base is FAULTY:
            return FAULTY
        values = dict(self.constants)
        dotted = f"{path}." if path else ""
        if run.trace is not None:
            run.trace += [Step(dotted + name, value, (), self.lines[name]) for name, value in values.items()]
        filled = self._fill(values, scope, dotted, run) or base is not None
        if FAULTY in values.values():
            return FAULTY
        if not filled and self.sourced and not self.keep:
            if run.trace is not None:
                del run.trace[traced:]
            if self.required:
                return run.fail(path, self.line, "all that it is made of is blank", [scope.row.origin()])
            return None
        return self._made(values, base, scope, path, run)

    def _base(self, scope: Scope, path: str, run: Run) -> Any:
        """The entry of the partner files, None where there is none."""
        if self.partner is None:
            return None
        try:
            found = self.partner.find(scope)
        except FAILURES as error:
            return run.fail(path, self.partner.line, error, self.partner.origins(scope))
        if found is None:
            return None
        if run.trace is not None:
            run.trace.append(Step(path, found.party, tuple(self.partner.origins(scope)), self.partner.line))
        return found.party

    def _fill(self, values: dict[str, Any], scope: Scope, dotted: str, run: Run) -> bool:
        """Add the values that depend on the export; was there one?"""
        filled = False
        for name, plan in self.plain:
            value = None
            if run.trace is None and plan.when is None:
                try:
                    value = plan.get(scope)
                except FAILURES as error:
                    value = run.fail(dotted + name, plan.line, error, plan.origins(scope))
            if value is None or type(value) is Cut:
                value = plan.make(scope, dotted + name, run)
            if value is not None:
                values[name] = value
                filled = True
        for name, other in self.others:
            value = other.make(scope, dotted + name, run)
            if value is not None:
                values[name] = value
                filled = filled or other.sourced
        return filled

    def _made(self, values: dict[str, Any], base: Party | None, scope: Scope, path: str, run: Run) -> Any:
        for name, line in self.marks.items():
            if name not in values and base is None:
                origins = next((plan.origins(scope) for one, plan in self.plain if one == name), [])
                target = f"{path}.{name}" if path else name
                return run.fail(target, line, "is blank, and is needed", origins or [scope.row.origin()])
        try:
            if base is not None:
                return replace(base, **values) if values else base
            return self.cls(**values)
        except BuildError as error:
            name = error.path.partition(".")[2].split("[")[0]
            plan = dict(self.plain).get(name)
            origins = [scope.row.origin()] if plan is None else plan.origins(scope)
            if plan is None and not self.keep:
                origins = [one for _name, each in self.plain for one in each.origins(scope)] or origins
            return run.fail(f"{path}.{name}" if path else name, plan.line if plan else self.line, error, origins)


@dataclass(frozen=True, slots=True)
class Each:
    """One or more values of a list: for every value of ``over`` one, or just one without it."""

    plan: Plan
    line: int
    over: Value | None = None
    when: Condition | None = None

    @property
    def sourced(self) -> bool:
        """Does it depend on the export?"""
        return self.over is not None or self.plan.sourced


@dataclass(frozen=True, slots=True)
class Listed:
    """A list."""

    entries: tuple[Each, ...]
    line: int

    @property
    def sourced(self) -> bool:
        """Does it depend on the export?"""
        return any(one.sourced for one in self.entries)

    def make(self, scope: Scope, path: str, run: Run) -> Any:
        """The values that are not blank, None where there are none, or FAULTY."""
        found: list[Any] = []
        for entry in self.entries:
            scopes = [scope]
            before = 0 if run.trace is None else len(run.trace)
            if entry.over is not None:
                try:
                    scopes = [scope.with_item(one) for one in entry.over.get(scope) or ()]
                except FAILURES as error:
                    return run.fail(path, entry.over.line, error, entry.over.origins(scope))
            for one in scopes:
                try:
                    if entry.when is not None and not entry.when.holds(one):
                        continue
                except FAILURES as error:
                    found.append(run.fail(path, entry.when.line if entry.when else entry.line, error, []))
                    continue
                value = entry.plan.make(one, f"{path}[{len(found)}]", run)
                if value is not None:
                    found.append(value)
            if run.trace is not None and entry.over is not None:
                origins = tuple(entry.over.origins(scope))
                run.trace[before:] = [
                    replace(one, origins=origins) if one.origins == (scope.row.origin(),) else one
                    for one in run.trace[before:]
                ]
        if any(value is FAULTY for value in found):
            return FAULTY
        return found or None


Plan: TypeAlias = Value | Build | Listed


def as_list(value: Any) -> list[Any] | None:
    """The values of a list, or a single value as one; None for nothing."""
    if is_blank(value):
        return None
    if isinstance(value, list | tuple):
        kept = [one for one in value if not is_blank(one)]
        if len(kept) > MAX_ITEMS:
            raise BadValue(f"a list of {len(kept):,} values", f"{MAX_ITEMS:,} are the most")
        return kept or None
    return [value]


def texts_of(read: Mapping[str, Callable[[Scope], Any]]) -> Callable[[Scope], dict[str, str] | None]:
    """A map of texts, without those that are blank."""

    def get(scope: Scope) -> dict[str, str] | None:
        found = {name: undated(one(scope)) for name, one in read.items()}
        return {name: str(text) for name, text in found.items() if text.strip()} or None

    return get
