"""Namespaces in the text: other declarations and prefixes, so that elements stand where they should.

A declaration that is wrong for all who use it is corrected; else elements get a prefix that is there; else one is
declared on the root.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from ...names import OPENTRANS, PREFIXES
from .source import Node

_Scope = dict[str, tuple[Node | None, str]]
_KNOWN = frozenset(PREFIXES)


def bind(nodes: Sequence[Node], names: Mapping[int, str]) -> None:
    """Let the elements ``nodes[number]`` stand in the namespaces of their names (in Clark notation)."""
    wanted = {nodes[number]: name[1:].partition("}")[0] for number, name in names.items() if name.startswith("{")}
    _correct_declarations(nodes[0], wanted)
    scopes = _scopes(nodes[0])
    taken = {prefix for node in nodes for prefix in node.declarations()}
    added: dict[str, str] = {}
    for node, uri in wanted.items():
        if scopes[node].get(node.prefix, (None, ""))[1] == uri:
            continue
        prefix = added.get(uri)
        if prefix is None:
            prefix = next((one for one, (_, bound) in scopes[node].items() if bound == uri), None)
        if prefix is None:
            prefix = added[uri] = _free_prefix(uri, taken)
            taken.add(prefix)
            nodes[0].set_attribute(f"xmlns:{prefix}", uri)
        local = node.name.rpartition(":")[2]
        node.rename(f"{prefix}:{local}" if prefix else local)


def _scopes(root: Node) -> dict[Node, _Scope]:
    """For each element its prefixes, with the element that declares them and the namespace."""
    found: dict[Node, _Scope] = {}
    for node in root.walk():
        scope: _Scope = found[node.parent] if node.parent is not None else {"": (None, "")}
        if declared := node.declarations():
            scope = {**scope, **{prefix: (node, uri) for prefix, uri in declared.items()}}
        found[node] = scope
    return found


def _correct_declarations(root: Node, wanted: Mapping[Node, str]) -> None:
    """Correct the declarations (or add the default one) that are wrong for those who use them."""
    users: dict[tuple[Node | None, str, str], list[Node]] = {}
    scopes = _scopes(root)
    for node, scope in scopes.items():
        owner, uri = scope.get(node.prefix, (None, ""))
        users.setdefault((owner, node.prefix, uri), []).append(node)
    for (owner, prefix, uri), those in users.items():
        wishes = Counter(wanted[node] for node in those if node in wanted)
        whole = root in those and root in wanted
        if not wishes or (wishes.keys() == {uri}) or (whole and wanted[root] == uri):
            continue
        right = wanted[root] if whole else wishes.most_common(1)[0][0]
        name = f"xmlns:{prefix}" if prefix else "xmlns"
        if owner is None:
            if whole:
                root.set_attribute(name, right)
        elif uri == "" and not whole:
            if wishes.total() == len(those):
                owner.drop_attribute(name)
        elif whole or (uri not in wishes and _may_change(owner, uri, those, wanted, scopes)):
            owner.set_attribute(name, right)


def _may_change(
    owner: Node, uri: str, users: Sequence[Node], wanted: Mapping[Node, str], scopes: Mapping[Node, _Scope]
) -> bool:
    """May a declaration that is wrong for all who use it and are judged be changed?

    One of a namespace that is none of the documents' may, unless it serves others more; one of theirs only where all
    want the same, and it stands on the one element that it is meant for, or no prefix is there for what they want.
    """
    judged = [user for user in users if user in wanted]
    if uri not in _KNOWN:
        return 2 * len(judged) > len(users)
    wishes = {wanted[user] for user in judged}
    if len(judged) < len(users) or len(wishes) > 1:
        return False
    return owner in users or wishes.isdisjoint(bound for _, bound in scopes[owner].values())


def _free_prefix(uri: str, taken: set[str]) -> str:
    usual = "ot" if uri == OPENTRANS else PREFIXES.get(uri, "").rstrip(":") or "ns"
    prefix, number = usual, 1
    while prefix in taken:
        number += 1
        prefix = f"{usual}{number}"
    return prefix
