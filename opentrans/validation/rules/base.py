"""What a rule is, and the registry of all rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from inspect import cleandoc

from lxml import etree

from ...names import DOCUMENTS
from ...schema.sets import RuleFamily
from ..findings import Severity
from ..problems import Spot
from .document import Document

#: The groups in the order in which they are shown.
GROUPS = ("document", "parties", "lines", "totals", "dates", "codes", "itscope")

BOTH: frozenset[RuleFamily] = frozenset({"standard", "itscope"})
ITSCOPE: frozenset[RuleFamily] = frozenset({"itscope"})


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found wrong with an element; ``rule`` names another rule where the finding is that one's."""

    element: etree._Element
    message: str
    hint: str | None = None
    spot: Spot = "text"
    attribute: str | None = None
    rule: str | None = None


Check = Callable[[Document], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A business rule.

    ``title`` and ``explanation`` are the first line and the rest of the docstring of ``check``; ``source`` says where
    the fact stands; ``needs`` are elements without any of which it has nothing to look at; ``good`` and ``bad`` are
    fragments of a document of type ``example`` (see the module examples). ``whole`` says whether it can only be
    judged when all of the document was read.
    """

    id: str
    severity: Severity
    title: str
    explanation: str
    documents: frozenset[str]
    families: frozenset[RuleFamily]
    source: str
    example: str
    good: str
    bad: str
    whole: bool
    needs: frozenset[str]
    check: Check

    @property
    def group(self) -> str:
        """What stands before the slash of the id."""
        return self.id.partition("/")[0]


_registry: dict[str, Rule] = {}


def rule(  # noqa: PLR0913  (this is what a rule says of itself)
    rule_id: str,
    severity: Severity,
    *,
    source: str,
    good: str,
    bad: str,
    documents: str = "",
    families: frozenset[RuleFamily] = BOTH,
    example: str = "",
    whole: bool = True,
    needs: str = "",
) -> Callable[[Check], Check]:
    """Registers a check as a rule; its docstring becomes the rule's title and explanation.

    ``documents`` are names separated by blanks (all ten if empty); ``example`` is the first of them unless given;
    ``needs`` are names too, of elements that the view of a document scans for.
    """
    kinds = documents.split()

    def register(check: Check) -> Check:
        title, _, explanation = cleandoc(check.__doc__ or rule_id).partition("\n")
        _registry[rule_id] = Rule(
            rule_id,
            severity,
            title.rstrip("."),
            explanation.strip(),
            frozenset(kinds) if kinds else DOCUMENTS,
            families,
            source,
            example or (kinds[0] if kinds else "ORDER"),
            cleandoc(good),
            cleandoc(bad),
            whole,
            frozenset(needs.split()),
            check,
        )
        return check

    return register


def registered() -> dict[str, Rule]:
    """All rules by id, in the order of their groups."""
    order = {group: number for number, group in enumerate(GROUPS)}
    return dict(sorted(_registry.items(), key=lambda item: order[item[1].group]))


@lru_cache(maxsize=1024)
def checks_for(
    document_type: str, family: RuleFamily, complete: bool, present: frozenset[str]
) -> tuple[tuple[str, Check], ...]:
    """Id and check of each rule that applies to a document type in a family and finds elements that it needs.

    Only those rules that need no whole document, if it is not complete. Documents of one sender have mostly the same
    elements, so that the answers are kept.
    """
    return tuple(
        (one.id, one.check)
        for one in registered().values()
        if document_type in one.documents
        and family in one.families
        and (complete or not one.whole)
        and not (one.needs and one.needs.isdisjoint(present))
    )
