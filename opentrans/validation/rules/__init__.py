"""Business rules: what is wrong with a document although its schema lets it pass.

One module a topic; each rule is a function whose docstring is the user's explanation.
"""

from __future__ import annotations

from decimal import localcontext

from lxml import etree

from ...amounts import ARITHMETIC, Tolerances
from ...schema.dialects import Dialect
from ..problems import Problem
from . import (  # noqa: F401  (they register their rules)
    codes,
    currencies,
    dates,
    invoices,
    itscope,
    itscope_lines,
    itscope_replies,
    line_amounts,
    lines,
    parties,
    references,
    roles,
    serials,
    taxes,
    totals,
)
from .base import GROUPS, Rule, checks_for, registered
from .document import read_document

__all__ = ["GROUPS", "Rule", "Tolerances", "all_rules", "find_rule", "run_rules"]

_DEFAULT_TOLERANCES = Tolerances()


def run_rules(
    root: etree._Element,
    document_type: str,
    dialect: Dialect,
    complete: bool,
    tolerances: Tolerances | None = None,
) -> list[Problem]:
    """What the rules of a dialect find wrong with a document.

    ``complete`` is False where only the beginning of the document is in the tree; then only those rules run that
    need no more. Works on any tree: a rule whose elements are missing finds nothing.
    """
    family = dialect.rules
    if family == "none":
        return []
    document = read_document(root, document_type, family, tolerances or _DEFAULT_TOLERANCES)
    present = frozenset(document.scanned)
    problems = []
    with localcontext(ARITHMETIC):
        for own_id, check in checks_for(document_type, family, complete, present):
            for found in check(document):
                rule_id = found.rule or own_id
                problems.append(
                    Problem(
                        rule_id,
                        found.element,
                        found.message,
                        found.hint,
                        found.spot,
                        found.attribute,
                        _SEVERITIES[rule_id],
                        "rules",
                    )
                )
    return problems


_SEVERITIES = {one.id: one.severity for one in registered().values()}


def all_rules() -> tuple[Rule, ...]:
    """All rules, group by group."""
    return tuple(registered().values())


def find_rule(rule_id: str) -> Rule | None:
    """The rule of an id."""
    return registered().get(rule_id)
