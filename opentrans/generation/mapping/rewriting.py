"""What Jinja2 is given to run: filters of this package, columns and constants, and nothing else."""

from __future__ import annotations

from collections.abc import Container
from functools import partial

from jinja2 import nodes

from .conversion import stated

_OPERATORS = {nodes.Add: "+", nodes.Sub: "-", nodes.Mul: "*", nodes.Div: "/"}


def rewritten(node: nodes.Expr, roots: Container[str]) -> nodes.Expr:  # noqa: C901, PLR0912  (one case a kind of node)
    """An expression of filters, columns and constants only."""
    again = partial(rewritten, roots=roots)
    if isinstance(node, nodes.Name):
        return node if node.name in roots else nodes.Getitem(_name("row"), nodes.Const(node.name), "load")
    if isinstance(node, nodes.Const):
        return _constant(node)
    if isinstance(node, nodes.Getattr):
        return nodes.Getitem(again(node.node), nodes.Const(node.attr), "load")
    if isinstance(node, nodes.Getitem):
        return nodes.Getitem(again(node.node), node.arg, "load")
    if isinstance(node, nodes.Filter):
        assert node.node is not None
        keywords = [nodes.Keyword(one.key, again(one.value)) for one in node.kwargs]
        taken = [again(one) if node.name == "default" or not _is_text(one) else one for one in node.args]
        return _call(node.name, again(node.node), *taken, keywords=keywords)
    if isinstance(node, nodes.Call):
        assert isinstance(node.node, nodes.Name)
        return _call(f"{node.node.name}()", *map(again, node.args))
    if isinstance(node, nodes.Test):
        return _call("empty()", again(node.node))
    if isinstance(node, nodes.Concat):
        return _call("concat()", *map(again, node.nodes))
    if isinstance(node, nodes.Neg | nodes.Pos):
        if isinstance(node, nodes.Neg) and isinstance(node.node, nodes.Const) and isinstance(node.node.value, int):
            return nodes.Const(-node.node.value)
        return _call(
            "calculate()",
            nodes.Const(0),
            nodes.Const("-" if isinstance(node, nodes.Neg) else "+"),
            again(node.node),
        )
    if isinstance(node, nodes.Not):
        return nodes.Not(_call("truth()", again(node.node)))
    if isinstance(node, nodes.And | nodes.Or):
        return type(node)(_call("truth()", again(node.left)), _call("truth()", again(node.right)))
    if isinstance(node, nodes.BinExpr):
        return _call("calculate()", again(node.left), nodes.Const(_OPERATORS[type(node)]), again(node.right))
    if isinstance(node, nodes.CondExpr):
        other = nodes.Const(None) if node.expr2 is None else again(node.expr2)
        return nodes.CondExpr(_call("truth()", again(node.test)), again(node.expr1), other)
    if isinstance(node, nodes.Compare):
        return _comparison(node, roots)
    assert isinstance(node, nodes.List | nodes.Tuple)
    return nodes.List([again(one) for one in node.items])


def _comparison(node: nodes.Compare, roots: Container[str]) -> nodes.Expr:
    left = node.expr if _is_text(node.expr) else rewritten(node.expr, roots)
    found: nodes.Expr | None = None
    for operand in node.ops:
        right = operand.expr if _is_text(operand.expr) else rewritten(operand.expr, roots)
        one = _call("compare()", left, nodes.Const(operand.op), right)
        found = one if found is None else nodes.And(found, one)
        left = right
    assert found is not None
    return found


def _is_text(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Const) and isinstance(node.value, str)


def _constant(node: nodes.Const) -> nodes.Expr:
    if isinstance(node.value, float):
        return _call("exact()", nodes.Const(repr(node.value)))
    return _call("plain()", node) if stated(node.value) is not node.value else node


def _name(name: str) -> nodes.Name:
    return nodes.Name(name, "load")


def _call(name: str, *arguments: nodes.Expr, keywords: list[nodes.Keyword] | None = None) -> nodes.Filter:
    return nodes.Filter(arguments[0], name, list(arguments[1:]), keywords or [], None, None)
