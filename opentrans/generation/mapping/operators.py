"""What operators do in expressions: on Decimals, on texts of one kind, and never by guessing.

All of them raise BadValue.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, localcontext
from typing import Any

from jinja2 import Undefined

from ...amounts import ARITHMETIC
from ..sources.values import Share
from .conversion import Plain, described, is_blank, together, undated
from .errors import BadValue

_OR_NOT = 'say what then: | default(0), or leave it out where it is blank: when: "{{ Zuschlag is not empty }}"'


def missing(value: Any) -> bool:
    """Is a value blank, or not there at all?"""
    return isinstance(value, Undefined) or is_blank(value)


def _operand(value: Any) -> Decimal:
    if isinstance(value, Decimal) or (isinstance(value, int) and not isinstance(value, bool)):
        return Decimal(value)
    if is_blank(value):
        raise BadValue("there is nothing to calculate with", _OR_NOT)
    hint = "read it as a number: | number" if isinstance(value, str) else None
    raise BadValue(f"{described(value)} cannot be calculated with", hint)


def _calculate(left: Any, operator: str, right: Any) -> Decimal:
    if operator == "+" and isinstance(left, str) and isinstance(right, str):
        raise BadValue("texts are joined with ~", "| number makes a number of a text")
    one, other = _operand(left), _operand(right)
    if operator == "/" and other == 100 and isinstance(left, Share):
        raise BadValue(f"the cell shows a percentage, and its number is {one:f} already", "leave out / 100")
    with localcontext(ARITHMETIC):
        if operator == "/" and not other:
            raise BadValue(f"{one:f} cannot be divided by 0")
        result = {"+": one.__add__, "-": one.__sub__, "*": one.__mul__, "/": one.__truediv__}[operator](other)
    return result if isinstance(result, Decimal) else Decimal(0)


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, str):
        return "text"
    if isinstance(value, int | Decimal):
        return "number"
    return "date" if isinstance(value, date) else type(value).__name__


def _compare(left: Any, operator: str, right: Any) -> bool:
    if operator in {"in", "notin"}:
        if isinstance(right, str) and isinstance(left, str):
            found = left in right
        elif isinstance(right, list):
            found = any(_compare(left, "eq", one) for one in right)
        else:
            raise BadValue(f"{described(right)} is neither a list nor a text to look into")
        return found == (operator == "in")
    if operator in {"eq", "ne"} and (left is None or right is None):
        return (left is right) == (operator == "eq")
    if _kind(left) != _kind(right):
        hint = "write the text in quotes, or make a number of it: | number"
        raise BadValue(f"{described(left)} cannot be compared with {described(right)}", hint)
    if operator in {"eq", "ne"}:
        return bool(left == right) == (operator == "eq")
    try:
        if operator in {"lt", "lteq"}:
            return bool(left < right if operator == "lt" else left <= right)
        return bool(left > right if operator == "gt" else left >= right)
    except TypeError:
        raise BadValue(f"{described(left)} cannot be compared with {described(right)}") from None


def _truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    hint = "compare it (Status == 'offen', Menge is not empty); the first that is not blank is first(a, b)"
    raise BadValue(f"{described(value)} is neither true nor false", hint)


def _concat(*values: Any) -> str:
    return together(list(map(undated, values)))


#: The operators, under names that nobody can write as a filter.
OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "exact()": Decimal,
    "plain()": Plain,
    "calculate()": _calculate,
    "compare()": _compare,
    "truth()": _truth,
    "concat()": _concat,
    "empty()": missing,
}
