"""Expressions between {{ and }}: checked before the first row is read, and compiled.

Jinja2's sandbox runs them. What it is given to run is rewritten first: names become columns of the record, operators
and calls become filters of this package, so that nothing else can be called, numbers are Decimals, and comparing a
text with a number is an error instead of false. A column with filters does not need Jinja2 when it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, Undefined, nodes
from jinja2.environment import TemplateExpression
from jinja2.parser import Parser
from jinja2.sandbox import SandboxedEnvironment

from ..errors import SourceData
from ..sources.values import Node, Row
from .checking import Check
from .conversion import is_blank, stated
from .errors import BadValue, shown
from .lists import first
from .operators import OPERATIONS, missing
from .rewriting import rewritten
from .scope import Scope, Use, absent, step
from .vocabulary import Vocabulary
from .words import bound_filters

#: An expression has at most so many characters.
MAX_LENGTH = 2000
#: Cannot stand in YAML: expressions only, no statements and comments.
_NEVER = "\x00"


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that is all right: what computes it, what it reads, and what it gives (any where that depends).

    ``divides``: is there a division in it, which may have no end?
    """

    run: Callable[[Scope], Any]
    uses: tuple[Use, ...]
    gives: str
    divides: bool = False


class _Sandbox(SandboxedEnvironment):
    """Jinja2 that knows no way into an object but to a column, a field or an element."""

    def __init__(self, roots: tuple[str, ...]) -> None:
        super().__init__(
            block_start_string=f"{_NEVER}%",
            block_end_string=f"%{_NEVER}",
            comment_start_string=f"{_NEVER}#",
            comment_end_string=f"#{_NEVER}",
            undefined=StrictUndefined,
            keep_trailing_newline=True,
            optimized=False,
            autoescape=False,
        )
        self.globals.clear()
        self.tests.clear()
        self.filters.clear()
        self.roots = roots

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, Undefined):
            return obj
        try:
            return step(obj, argument)
        except SourceData as error:
            if not absent(obj, argument):
                raise
            return self.undefined(hint=error.reason + (f"; {error.hint}" if error.hint else ""))

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self.getitem(obj, attribute)

    def _generate(self, source: nodes.Template, *arguments: Any, **keywords: Any) -> str:
        result = source.body[0]
        assert isinstance(result, nodes.Assign)
        assert isinstance(result.node, nodes.Expr)
        result.node = rewritten(result.node, self.roots)
        return super()._generate(source, *arguments, **keywords)


class Language:
    """The expressions of one mapping; ``known``: what they may name."""

    def __init__(self, known: Vocabulary) -> None:
        self.known = known
        self.filters: dict[str, Callable[..., Any]] = bound_filters(known.settings)
        self.functions: dict[str, Callable[..., Any]] = {"first": first, "partner": known.partners.find}
        self._sandbox = _Sandbox(known.roots)
        tolerant = {"default", "empty()"}
        every = {**self.filters, **{f"{name}()": run for name, run in self.functions.items()}, **OPERATIONS}
        self._sandbox.filters.update({name: run if name in tolerant else _strict(run) for name, run in every.items()})
        self._sandbox.filters["default"] = lambda value, other: other if missing(value) else value

    def parts(self, text: str) -> list[str | tuple[str]]:
        """The constant parts of a text, and in tuples the sources of its expressions; raises BadValue."""
        found: list[str | tuple[str]] = []
        inside: list[str] | None = None
        try:
            for _line, kind, value in self._sandbox.lex(text):
                if kind == "variable_begin":
                    inside = []
                elif kind == "variable_end":
                    found.append(("".join(inside or ()),))
                    inside = None
                elif inside is not None:
                    inside.append(value)
                else:
                    found.append(value)
                if kind in {"variable_begin", "variable_end"} and value not in {"{{", "}}"}:
                    raise BadValue(f"{value.strip()!r} has no meaning here", "write {{ and }} with a space beside them")
        except TemplateSyntaxError as error:
            raise BadValue(f"{shown(text)} is no expression: {error.message}", "it ends with }}") from None
        if inside is not None:
            raise BadValue(f"{shown(text)} holds {{{{ without }}}}")
        return found

    def compile(self, source: str, names: frozenset[str]) -> Expression:
        """An expression; ``names`` are the roots that mean something where it stands. Raises BadValue."""
        if len(source) > MAX_LENGTH:
            raise BadValue(f"the expression has {len(source):,} characters", f"{MAX_LENGTH:,} are the most")
        try:
            tree = self._parsed(source)
            check = Check(self.known, names, source)
            gives = check.gives(tree)
            run = self._quick(tree) or self._slow(source, check.uses)
        except TemplateSyntaxError as error:
            hint = "a column with spaces or signs in its name is written row['Menge (Stk.)']"
            raise BadValue(f"{shown(source.strip())} is no expression: {error.message}", hint) from None
        except (RecursionError, OverflowError, MemoryError):
            raise BadValue("the expression is nested too deeply") from None
        divides = isinstance(tree, nodes.Div) or tree.find(nodes.Div) is not None
        return Expression(run, tuple(dict.fromkeys(check.uses)), gives, divides)

    def _parsed(self, source: str) -> nodes.Expr:
        parser = Parser(self._sandbox, source, state="variable")
        tree = parser.parse_expression()
        if not parser.stream.eos:
            token = parser.stream.current
            raise TemplateSyntaxError(f"{token.value!r} stands where an operator or the end should", token.lineno)
        return tree

    def _quick(self, node: nodes.Expr) -> Callable[[Scope], Any] | None:
        """A closure for a column with filters, a constant, or a comparison of these; None for what needs Jinja2."""
        if (use := self.known.path_of(node)) is not None:
            return _reader(use)
        if isinstance(node, nodes.Filter):
            return self._filtered(node)
        if isinstance(node, nodes.Const) and not isinstance(node.value, float):
            value = stated(node.value)
            return lambda _scope: value
        if isinstance(node, nodes.Test):
            asked = self.known.path_of(node.node)
            read = None if asked is None else _with_default(asked, None)
            return None if read is None else lambda scope: missing(read(scope))
        if isinstance(node, nodes.Not):
            inner = self._quick(node.node)
            return None if inner is None else lambda scope: not OPERATIONS["truth()"](inner(scope))
        if isinstance(node, nodes.Compare) and len(node.ops) == 1:
            left, right, operator = self._quick(node.expr), self._quick(node.ops[0].expr), node.ops[0].op
            if left is not None and right is not None:
                return lambda scope: OPERATIONS["compare()"](left(scope), operator, right(scope))
        return None

    def _filtered(self, node: nodes.Filter) -> Callable[[Scope], Any] | None:
        """A closure for a filter of which the arguments are constants."""
        given = [*node.args, *(one.value for one in node.kwargs)]
        if node.node is None or not all(isinstance(one, nodes.Const) and type(one.value) is not float for one in given):
            return None
        arguments = [one.value for one in node.args if isinstance(one, nodes.Const)]
        keywords = {str(one.key): one.value.value for one in node.kwargs if isinstance(one.value, nodes.Const)}
        if node.name == "default" and (use := self.known.path_of(node.node)) is not None:
            return _with_default(use, stated([*arguments, *keywords.values()][0]))
        if node.name == "default":
            arguments, keywords = [stated(one) for one in (*arguments, *keywords.values())], {}
        inner = self._quick(node.node)
        return None if inner is None else _applied(self.filters[node.name], inner, arguments, keywords)

    def _slow(self, source: str, uses: Iterable[Use]) -> Callable[[Scope], Any]:
        expression = self._sandbox.compile_expression(source.strip(), undefined_to_none=False)
        assert isinstance(expression, TemplateExpression)
        roots = ("settings", *{use.root: None for use in uses})

        def run(scope: Scope) -> Any:
            value = expression({name: scope.of(name) for name in roots})
            if isinstance(value, Undefined):
                str(value)
            return value

        return run


def _strict(run: Callable[..., Any]) -> Callable[..., Any]:
    def called(*values: Any, **keywords: Any) -> Any:
        for value in values:
            if isinstance(value, Undefined):
                str(value)
        return run(*values, **keywords)

    return called


def _reader(use: Use) -> Callable[[Scope], Any]:
    if use.root == "row" and len(use.path) == 1:
        return _column(str(use.path[0]))
    root, path = use.root, use.path

    def read(scope: Scope) -> Any:
        value = scope.of(root)
        for key in path:
            value = step(value, key)
        return value

    return read


def _column(name: str) -> Callable[[Scope], Any]:
    def read(scope: Scope) -> Any:
        row = scope.row
        if type(row) is Row:
            position = row.table.positions.get(name)
            if position is not None and position < len(row.values):
                value = row.values[position]
                if type(value) is str:
                    return value
        return row[name]

    return read


def _with_default(use: Use, other: Any) -> Callable[[Scope], Any]:
    root, path = use.root, use.path

    def read(scope: Scope) -> Any:
        value = scope.of(root)
        for key in path:
            if isinstance(value, Row | Node) and key not in value and absent(value, key):
                return other
            value = step(value, key)
        return other if is_blank(value) else value

    return read


def _applied(
    run: Callable[..., Any], inner: Callable[[Scope], Any], arguments: list[Any], keywords: dict[str, Any]
) -> Callable[[Scope], Any]:
    if not arguments and not keywords:
        return lambda scope: run(inner(scope))
    if len(arguments) == 1 and not keywords:
        argument = arguments[0]
        return lambda scope: run(inner(scope), argument)
    return lambda scope: run(inner(scope), *arguments, **keywords)
