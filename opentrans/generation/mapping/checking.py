"""What is wrong with an expression can be told before the first row is read."""

from __future__ import annotations

from functools import lru_cache
from inspect import Parameter, signature
from itertools import pairwise
from typing import TYPE_CHECKING, Any, get_type_hints

from jinja2 import nodes

from .errors import BadValue, shown, suggestion
from .scope import Use
from .texts import Texts
from .times import check_date_format, zone_of
from .words import FILTERS, METHODS

if TYPE_CHECKING:
    from .vocabulary import Vocabulary

#: The functions of expressions: how they are written, and what for.
FUNCTIONS = {
    "first": ("first(a, b, ...)", "The first of several values that is not blank: first(Lieferdatum, Auftragsdatum)."),
    "partner": ("partner(section, key)", "An entry of the partner files; without a key the only one of its section."),
}
#: Filters of which the arguments are written as they are.
_LITERAL = {"lookup", "date", "datetime", "number", "collect", "sum", "unique"}
_OF_TEXTS = {name for name in vars(Texts) if not name.startswith("_")} - {"text"}
_SAME = {"date", "datetime", "days", "number", "round", "abs", "percent"}


class Check:
    """Walks an expression: raises BadValue for what is wrong, and collects what it reads."""

    def __init__(self, known: Vocabulary, names: frozenset[str], source: str = "") -> None:
        self.known = known
        self.names = names
        self.source = source
        self.uses: list[Use] = []

    def gives(self, node: nodes.Node, *, optional: bool = False) -> str:  # noqa: C901, PLR0912  (one case a kind of node)
        """What an expression gives: text, number, date, flag, list, tax, or any where that depends."""
        use = self.known.path_of(node)
        if use is not None:
            return self._column(node, use, optional=optional)
        if isinstance(node, nodes.Const):
            return self._constant(node.value)
        if isinstance(node, nodes.Filter):
            return self._filter(node)
        if isinstance(node, nodes.Call):
            return self._call(node)
        if isinstance(node, nodes.Test):
            self._test(node)
            return "flag"
        if isinstance(node, nodes.Compare):
            self._compare(node)
            return "flag"
        if isinstance(node, nodes.And | nodes.Or):
            self._truth(node.left)
            self._truth(node.right)
            return "flag"
        if isinstance(node, nodes.Not):
            self._truth(node.node)
            return "flag"
        if isinstance(node, nodes.Add | nodes.Sub | nodes.Mul | nodes.Div):
            if isinstance(node.right, nodes.Filter) and node.right.name == "round":
                raise BadValue("round belongs to the last value only, not to the result", "write (A * B) | round(2)")
            for side in (node.left, node.right):
                self._number(side, node)
            return "number"
        if isinstance(node, nodes.Neg | nodes.Pos):
            self._number(node.node)
            return "number"
        if isinstance(node, nodes.Concat):
            for part in node.nodes:
                if self.gives(part) == "date":
                    raise BadValue("~ joins texts, and this is a date", "write | text behind it, in brackets")
            return "text"
        if isinstance(node, nodes.CondExpr):
            return self._condition(node)
        if isinstance(node, nodes.List | nodes.Tuple):
            for part in node.items:
                self.gives(part)
            return "list"
        if isinstance(node, nodes.Getattr | nodes.Getitem):
            return self._element(node)
        raise BadValue(_refusal(node))

    def _column(self, node: nodes.Node, use: Use, *, optional: bool) -> str:
        base = node
        while isinstance(base, nodes.Getattr | nodes.Getitem):
            self._attribute(base)
            base = base.node
        assert isinstance(base, nodes.Name)
        name = base.name
        if name in self.known.roots:
            if name not in self.names:
                raise BadValue(f"{name!r} means nothing here", suggestion(name, sorted(self.names)))
        elif name.startswith("_"):
            raise BadValue(f"{name!r} is no name", f"a column of that name is written row[{name!r}]")
        if name == "settings":
            if not use.path or str(use.path[0]) not in self.known.values:
                asked = str(use.path[0]) if use.path else ""
                raise BadValue(f"there is no setting {asked!r}", suggestion(asked, self.known.values))
            return "text"
        self.uses.append(Use(use.root, use.path, optional))
        if name in {"lines", "kept", "others"} and not use.path:
            return "list"
        if name in {"position", "part", "parts"}:
            return "number"
        if name == "today":
            return "date"
        return "column" if self.known.text_only and len(use.path) == 1 and use.root in {"row", "header"} else "any"

    def _attribute(self, node: nodes.Getattr | nodes.Getitem) -> None:
        if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
            raise BadValue(f"{node.attr!r} is no name", f"a field of that name is written [{node.attr!r}]")

    def _element(self, node: nodes.Getattr | nodes.Getitem) -> str:
        self._attribute(node)
        if isinstance(node, nodes.Getitem) and not (
            isinstance(node.arg, nodes.Const) and type(node.arg.value) in {str, int}
        ):
            raise BadValue("in [ ] stands the name of a column or the number of an element", "row['Menge'], lines[0]")
        self.gives(node.node)
        self._field_of_list(node)
        return "any"

    def _field_of_list(self, node: nodes.Getattr | nodes.Getitem) -> None:
        """Note the field of a record that filters choose from a list: (items | where('id', x) | only).sku."""
        name = node.attr if isinstance(node, nodes.Getattr) else _value(node.arg)
        base: nodes.Node | None = node.node
        while isinstance(base, nodes.Filter):
            base = base.node
        over = None if base is None or base is node.node else self.known.path_of(base)
        if over is not None and isinstance(name, str):
            self.uses.append(Use(over.root, (*over.path, name)))

    @staticmethod
    def _constant(value: object) -> str:
        if isinstance(value, bool):
            return "flag"
        if isinstance(value, float) and len(repr(value).replace(".", "").strip("0")) > 15:
            raise BadValue(f"{value!r} has more than 15 digits", "write it as a text and read it: '...' | number('.')")
        if isinstance(value, int) and abs(value) >= 10**40:
            raise BadValue("a number of more than 40 digits")
        return "text" if isinstance(value, str) else "any" if value is None else "number"

    def _filter(self, node: nodes.Filter) -> str:
        assert node.node is not None
        word = FILTERS.get(node.name)
        if word is None:
            raise BadValue(f"there is no filter {node.name!r}", suggestion(node.name, FILTERS))
        if node.dyn_args is not None or node.dyn_kwargs is not None:
            raise BadValue("* has no meaning in arguments")
        given = self.gives(node.node, optional=node.name == "default")
        for one in (*node.args, *(keyword.value for keyword in node.kwargs)):
            self.gives(one)
        self._arguments(node)
        column = _value((*node.args, *(one.value for one in node.kwargs))[0]) if node.args or node.kwargs else None
        if node.name in {"collect", "sum", "unique", "where"} and isinstance(column, str):
            over = self.known.path_of(node.node)
            if over is not None:
                self.uses.append(Use(over.root, (*over.path, column)))
        if node.name in _OF_TEXTS and given == "date":
            raise BadValue(f"{node.name} takes a text, not a date", f"write | text | {node.name} ...")
        if node.name in _SAME and given in {"list", "flag", "tax"}:
            raise BadValue(f"{node.name} cannot be made of a {given}")
        if node.name == "default":
            return given if given in {"number", "date", "flag", "list", "tax"} else "any"
        return word.gives

    def _arguments(self, node: nodes.Filter) -> None:
        arguments = [_value(one) for one in node.args]
        keywords = {str(one.key): _value(one.value) for one in node.kwargs}
        usage = FILTERS[node.name].usage
        shape = signature(METHODS[node.name])
        try:
            bound = shape.bind(None, None, *arguments, **keywords)
        except TypeError as error:
            raise BadValue(f"the filter {node.name} does not take that: {error}", f"it is written {usage}") from None
        if node.name in _LITERAL and any(one is _OPEN for one in (*arguments, *keywords.values())):
            raise BadValue(f"the arguments of {node.name} are written as they are", f"it is written {usage}")
        hints = _hints(node.name)
        for name, value in bound.arguments.items():
            if name in {"self", "value"} or value is _OPEN:
                continue
            many = shape.parameters[name].kind is Parameter.VAR_POSITIONAL
            for one in value if many else (value,):
                if not isinstance(one, hints[name]) or (isinstance(one, bool) and bool not in hints[name]):
                    raise BadValue(f"the filter {node.name} does not take {shown(one)}", f"it is written {usage}")
        self._literals(node.name, arguments, keywords)

    def _literals(self, name: str, arguments: list[Any], keywords: dict[str, Any]) -> None:
        if name == "lookup":
            asked = arguments[0] if arguments else keywords["table"]
            if asked not in self.known.settings.tables:
                raise BadValue(f"there is no table {asked!r}", suggestion(asked, self.known.settings.tables))
        elif name in {"date", "datetime"}:
            for form in arguments:
                check_date_format(form)
            if keywords.get("zone") is not None:
                zone_of(keywords["zone"])
        elif name == "number":
            for sign in (*arguments, *keywords.values()):
                if sign is not None and len(sign) != 1:
                    raise BadValue(f"{sign!r} is not one character", "it is written number(',', '.')")

    def _call(self, node: nodes.Call) -> str:
        if not isinstance(node.node, nodes.Name) or node.node.name not in FUNCTIONS:
            name = node.node.name if isinstance(node.node, nodes.Name) else "that"
            known = suggestion(name, FUNCTIONS)
            if name in FILTERS:
                known = f"it is a filter: value | {FILTERS[name].usage}"
            raise BadValue(f"there is no function {name!r}", known)
        if node.kwargs or node.dyn_args is not None or node.dyn_kwargs is not None or not node.args:
            raise BadValue(f"{node.node.name} does not take that", f"it is written {FUNCTIONS[node.node.name][0]}")
        for one in node.args:
            self.gives(one)
        if node.node.name == "partner":
            section = _value(node.args[0])
            if not isinstance(section, str) or len(node.args) > 2:
                raise BadValue("partner does not take that", f"it is written {FUNCTIONS['partner'][0]}")
            self.known.partners.check(section)
            if len(node.args) > 1 and isinstance(key := _value(node.args[1]), str):
                self.known.partners.find(section, key)
        return "any"

    def _test(self, node: nodes.Test) -> None:
        if node.name != "empty" or node.args or node.kwargs:
            raise BadValue(f"there is no test 'is {node.name}'", "there is only: is empty, is not empty")
        self.gives(node.node, optional=True)

    def _compare(self, node: nodes.Compare) -> None:
        sides = [(node.expr, ""), *((one.expr, one.op) for one in node.ops)]
        kinds = [(self.gives(side), operator) for side, operator in sides]
        for (left, _), (right, operator) in pairwise(kinds):
            if operator not in {"in", "notin"} and {left, right} == {"column", "number"}:
                hint = "write the number in quotes, or read the column: | number"
                raise BadValue("the cells of this source are text, and are compared with a number", hint)

    def _truth(self, node: nodes.Node) -> None:
        if self.gives(node) not in {"flag", "any"}:
            hint = "compare it (Status == 'offen', Menge is not empty); the first that is not blank is first(a, b)"
            raise BadValue("this is neither true nor false", hint)

    def _number(self, node: nodes.Node, parent: nodes.Node | None = None) -> None:
        if (kind := self.gives(node)) not in {"number", "any"}:
            hint = {"column": "read it as a number: | number", "text": "texts are joined with ~"}.get(kind)
            if kind == "column" and (name := dashed(parent)) is not None and name in self.source:
                hint = f"if {name} is one column, write row[{name!r}]; else {hint}"
            raise BadValue(f"a {'text' if kind == 'column' else kind} cannot be calculated with", hint)

    def _condition(self, node: nodes.CondExpr) -> str:
        self._truth(node.test)
        kinds = {self.gives(node.expr1), "any" if node.expr2 is None else self.gives(node.expr2)}
        return kinds.pop() if len(kinds) == 1 else "any"


def dashed(node: nodes.Node | None) -> str | None:
    """The name of a column with - in it, which somebody may have meant by a difference of names: WE-Adresse."""
    if isinstance(node, nodes.Name):
        return node.name
    if not isinstance(node, nodes.Sub) or not isinstance(node.right, nodes.Name):
        return None
    left = dashed(node.left)
    return None if left is None else f"{left}-{node.right.name}"


class _Open:
    def __repr__(self) -> str:
        return "..."


_OPEN: Any = _Open()


def _value(node: nodes.Node) -> Any:
    """The value of an argument that is written as it is, else _OPEN."""
    if isinstance(node, nodes.Neg) and isinstance(node.node, nodes.Const):
        return -node.node.value
    return node.value if isinstance(node, nodes.Const) else _OPEN


@lru_cache(64)
def _hints(name: str) -> dict[str, tuple[type, ...]]:
    """The types that the arguments of a filter may have."""
    hints = get_type_hints(METHODS[name])
    return {
        key: (object,) if hint is Any else tuple(getattr(hint, "__args__", None) or (hint,))
        for key, hint in hints.items()
    }


def _refusal(node: nodes.Node) -> str:
    operators = {nodes.Pow: "**", nodes.Mod: "%", nodes.FloorDiv: "//", nodes.Slice: "[:]", nodes.Dict: "{ }"}
    written = next((sign for kind, sign in operators.items() if isinstance(node, kind)), type(node).__name__)
    return f"{written} cannot be used in expressions"
