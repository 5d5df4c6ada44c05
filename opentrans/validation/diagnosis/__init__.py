"""The diagnosis of an invalid document: what is wrong, where, and what to do about it.

It walks the document beside the content models and finds all problems. The verdict stays libxml2's: the diagnosis
is asked only about documents that libxml2 refused, and where it finds nothing libxml2's own errors speak.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ...names import XSI
from ..problems import Problem
from .elsewhere import Elsewhere
from .index import index_of
from .walk import Walk

if TYPE_CHECKING:
    from lxml import etree

    from ...schema.dialects import Dialect

__all__ = ["diagnose"]

_MOST_ENTRIES = 200
_XSI_NIL = f"{{{XSI}}}nil"
#: Kinds of libxml2's errors that the content models explain (better) or that follow from them.
_OF_CONTENT = frozenset(
    f"SCHEMAV_{kind}"
    for kind in (
        "ELEMENT_CONTENT",
        "CVC_ELT_1",
        "CVC_COMPLEX_TYPE_2_1",
        "CVC_COMPLEX_TYPE_2_2",
        "CVC_COMPLEX_TYPE_2_3",
        "CVC_COMPLEX_TYPE_2_4",
        "CVC_TYPE_3_1_2",
    )
)


def diagnose(
    root: etree._Element, dialect: Dialect, document_type: str, entries: Iterable[etree._LogEntry] = ()
) -> Iterator[Problem]:
    """What is wrong with a document that is invalid in ``dialect``.

    Yields nothing where no tables can be made of the schema, or where all that is wrong lies beyond the content
    models (the floor, ``libxml2_errors``, is for that). ``entries`` are libxml2's errors, if the caller has them:
    those about values of elements of which nothing else was found are added.
    """
    index = index_of(dialect.schema_set)
    if index is None:
        return
    walk = Walk(index, Elsewhere(dialect))
    walk.start(root, document_type)
    problems = list(walk.found.problems())
    yield from problems
    if problems:
        yield from _beyond(tuple(entries), root, problems)


def _beyond(entries: tuple[etree._LogEntry, ...], root: etree._Element, known: list[Problem]) -> Iterator[Problem]:
    """What libxml2 says of elements that the walk found nothing wrong with: xsi:type, xs:ID, lists and unions."""
    from ..libxml2_errors import problems_of

    values = [entry for entry in entries[:_MOST_ENTRIES] if entry.type_name not in _OF_CONTENT]
    elements = {problem.element for problem in known}
    kinds = {(problem.rule, problem.element.tag) for problem in known}
    # an element reported inside of a text is why the text is refused
    holders = {problem.element.getparent() for problem in known}
    for problem in problems_of(values, root):
        if problem.spot == "text" and problem.element in holders:
            continue
        is_new = problem.element not in elements and (problem.rule, problem.element.tag) not in kinds
        if is_new or problem.attribute == _XSI_NIL:
            yield problem
