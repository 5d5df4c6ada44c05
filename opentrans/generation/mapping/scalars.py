"""Single values of a mapping: texts with expressions, conditions, defaults."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from textwrap import shorten
from typing import Any, TypeAlias

from .conversion import Plain, alike, as_text, converter, dated_text, rounded, stated, together, undated
from .errors import BadValue
from .expressions import Expression, Language
from .plans import FAILURES, FAULTY, Condition, Plan, Run, Value
from .positions import Fields, Text, YamlNode
from .problems import Problems
from .scope import Scope, Use
from .targets import Scalar

_SCALAR_KEYS = ("value", "when", "default", "required")
#: What an expression may give for a field.
FITS = {
    "text": {"text", "number", "date", "any", "column"},
    "number": {"number", "text", "any", "column"},
    "whole": {"number", "text", "any", "column"},
    "date": {"date", "text", "any", "column"},
    "flag": {"flag", "text", "any", "column"},
}


@dataclass(frozen=True, slots=True)
class Where:
    """The place of a value in the mapping.

    The section, the names that mean something there, what `item` is, and whether the value is for the
    mapping itself (a key, a reason, a check) and no field of the document.
    """

    section: str
    names: frozenset[str]
    item: Use | None = None
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Used:
    """A column or field that a mapping reads: in which section, and by which line."""

    section: str
    use: Use
    line: int


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that is known before the first row is read."""

    value: Any
    line: int


@dataclass(frozen=True, slots=True)
class Read:
    """What a text reads: an expression, several parts, or a constant (``set_by`` a setting); does it divide?"""

    run: Callable[[Scope], Any]
    uses: tuple[Use, ...]
    gives: str
    value: Any = None
    constant: bool = False
    set_by: str | None = None
    divides: bool = False


Made: TypeAlias = Plan | Constant


@dataclass(slots=True)
class Scalars:
    """Compiles the single values of one file."""

    language: Language
    problems: Problems
    used: list[Used] = field(default_factory=list)

    def read(self, node: Text, where: Where) -> Read | None:
        """What a text reads; None where it is wrong."""
        try:
            parts = self.language.parts(node.value) if "{{" in node.value else [node.value]
            if not any(isinstance(part, tuple) for part in parts):
                return Read(lambda _scope: None, (), "text", Plain(node.value), constant=True)
            compiled = [
                self.language.compile(part[0], where.names) if isinstance(part, tuple) else str(part) for part in parts
            ]
            uses = tuple(use for one in compiled if not isinstance(one, str) for use in one.uses)
            self._note(uses, node, where)
            if len(compiled) == 1 and not isinstance(compiled[0], str):
                found = Read(compiled[0].run, uses, compiled[0].gives, divides=compiled[0].divides)
            else:
                found = Read(_joined([_part(one, where) for one in compiled]), uses, "text")
            return found if uses else self._folded(found, node)
        except FAILURES as error:
            self.problems.add(node, error)
            return None

    def _folded(self, found: Read, node: Text) -> Read:
        scope = Scope.__new__(Scope)
        scope.settings, scope.joined = {name: Plain(text) for name, text in self.language.known.values.items()}, {}
        name = next((one for one in self.language.known.values if f"settings.{one}" in node.value), None)
        return replace(found, value=found.run(scope), constant=True, set_by=name)

    def _note(self, uses: Iterable[Use], node: YamlNode, where: Where) -> None:
        for use in uses:
            if use.root == "item" and where.item is not None:
                use = Use(where.item.root, (*where.item.path, *use.path), use.optional)  # noqa: PLW2901
            self.used.append(Used(where.section, use, node.line))

    def condition(self, node: YamlNode, where: Where) -> Condition | None:
        """A condition; None where it is wrong."""
        if not isinstance(node, Text) or "{{" not in node.value:
            self.problems.add(node, "a condition is an expression", "write \"{{ Status == 'offen' }}\"")
            return None
        found = self.read(node, where)
        if found is None:
            return None
        value = found.value
        if not isinstance(value, bool) if found.constant else found.gives not in {"flag", "any"}:
            hint = "compare it: Status == 'offen', Menge is not empty"
            self.problems.add(node, "this is neither true nor false", hint)
            return None
        run = (lambda _scope: value) if found.constant else found.run
        return Condition(run, node.line, found.uses, shorten(node.value, 120, placeholder=" ..."))

    def scalar(self, node: YamlNode, kind: Scalar, where: Where, *, required: bool) -> Made | None:
        """A single value; None where there is none, or it is wrong."""
        if isinstance(node, Fields):
            return self._long(node, kind, where, required=required)
        if not isinstance(node, Text):
            self.problems.add(node, f"a list stands where a single value should ({kind})")
            return None
        found = self.read(node, where)
        if found is None:
            return None
        make = self.converter(kind, found, where)
        if found.constant:
            return self.constant(found, node, make, required=required)
        if found.gives not in FITS[kind.kind]:
            self.problems.add(node, f"the expression gives a {found.gives}, the field takes a {kind}")
            return None
        run = found.run
        return Value(lambda scope: make(run(scope)), node.line, found.uses, required=required)

    def converter(self, kind: Scalar, found: Read, where: Where) -> Callable[[Any], Any]:
        """What makes a value of a field out of what an expression gives."""
        if kind == Scalar("text") and (found.gives == "date" or where.aside):
            return dated_text
        known = self.language.known.settings
        make = converter(kind, known.numbers, known.zone)
        return rounded(make) if found.divides and kind.kind == "number" and not where.aside else make

    def constant(self, found: Read, node: Text, make: Callable[[Any], Any], *, required: bool) -> Constant | None:
        """A value that no record changes; None where it is wrong or blank."""
        try:
            value = make(found.value)
        except FAILURES as error:
            self.problems.add(node, error)
            return None
        if value is None and found.set_by is None:
            way = 'write a column, "{{ ... }}", or a text'
            self.problems.add(node, "there is no value", way if required else f"leave the line out, or {way}")
        elif value is None and required:
            self.problems.add(node, f"the setting {found.set_by!r} is blank", f"give it with --set {found.set_by}=...")
        return None if value is None else Constant(value, node.line)

    def _long(self, node: Fields, kind: Scalar, where: Where, *, required: bool) -> Made | None:
        """A value with a condition, a default, or a word on whether it is needed."""
        if not self.problems.known(node, _SCALAR_KEYS, "a value"):
            return None
        if "value" not in node.fields:
            self.problems.add(node, "value is missing", 'write value: "{{ ... }}" beside when and default')
            return None
        needed = required or self.problems.flag(node, "required")
        has_default = "default" in node.fields
        value = self.scalar(node.fields["value"], kind, where, required=needed and not has_default)
        default = self.scalar(node.fields["default"], kind, where, required=needed) if has_default else None
        when = self.condition(node.fields["when"], where) if "when" in node.fields else None
        if value is None or (when is None and default is None):
            return value
        found = as_value(value)
        return replace(found, when=when, default=None if default is None else as_value(default))


def _part(part: str | Expression, where: Where) -> str | Callable[[Scope], str]:
    """A part of a text: a constant, or what gives it."""
    if isinstance(part, str):
        return stated(part)  # type: ignore[no-any-return]
    run, text = part.run, as_text if part.gives == "date" or where.aside else undated
    return lambda scope: text(run(scope))


def _joined(parts: list[str | Callable[[Scope], str]]) -> Callable[[Scope], str | None]:
    def run(scope: Scope) -> str | None:
        texts = [part if isinstance(part, str) else part(scope) for part in parts]
        blank = [not text.strip() for part, text in zip(parts, texts, strict=True) if not isinstance(part, str)]
        if all(blank):
            return None
        text = together(texts)
        return alike(text, text.strip()) if any(blank) else text

    return run


def run_of(read: Read) -> Callable[[Scope], Any]:
    """What computes a value, also one that is constant."""
    value = read.value
    return (lambda _scope: value) if read.constant else read.run


def as_value(made: Made) -> Value:
    """A plan of any kind as one of a single value."""
    if isinstance(made, Value):
        return made
    if isinstance(made, Constant):
        value = made.value
        return Value(lambda _scope: value, made.line)
    plan = made

    def get(scope: Scope) -> Any:
        run = Run("")
        value = plan.make(scope, "", run)
        if value is FAULTY:
            raise BadValue(run.faults[0].reason)
        return value

    return Value(get, plan.line)
