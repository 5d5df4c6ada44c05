"""What the schema layer said is not said again by the rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

    from .problems import Problem

#: Where one of these was found, elements are missing or stand where no rule looks for them.
STRUCTURE = frozenset(
    f"schema/{slug}"
    for slug in ("missing-element", "misplaced-element", "wrong-namespace", "unknown-element", "too-many", "invalid")
)
#: Rules that tell parties apart by their roles.
_BY_ROLE = frozenset(
    {
        "parties/wrong-role",
        "parties/missing-role",
        "parties/one-supplier",
        "parties/self-billing",
        "itscope/order-parties",
        "itscope/invoice-recipient",
        "itscope/party-type",
        "itscope/delivery-name",
    }
)


def independent(found: list[Problem], of_schema: Iterable[Problem]) -> list[Problem]:
    """The problems of rules that do not follow from a problem of the schema layer.

    Left out are those of an element that the schema refuses, those of an element in which others are missing or
    stand wrong, and, where a role is no code of the list, those that tell parties apart by roles.
    """
    refused = set()
    disordered: set[etree._Element] = set()
    role_refused = False
    for problem in of_schema:
        refused.add(problem.element)
        role_refused = role_refused or str(problem.element.tag).endswith("}PARTY_ROLE")
        if problem.rule in STRUCTURE:
            disordered.update(problem.element.iterancestors())
    return [
        problem
        for problem in found
        if problem.element not in refused
        and problem.element not in disordered
        and not (role_refused and problem.rule in _BY_ROLE)
    ]
