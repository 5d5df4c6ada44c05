"""Documents that are not openTRANS 2.1 at all: foreign roots, other versions, wrong namespaces of the whole."""

from __future__ import annotations

import re

from lxml import etree

from ..names import BMECAT, DOCUMENTS, OPENTRANS
from .problems import Problem, quote

_VERSIONED = re.compile(r"https?://www\.opentrans\.org/XMLSchema/(?P<version>\d[\w.]*)/?")


def root_problem(root: etree._Element, kind: str | None) -> Problem:
    """Why a root element (of one of the ten documents, if ``kind`` is known) starts no openTRANS 2.1 document."""
    name = etree.QName(root)
    versioned = _VERSIONED.fullmatch(name.namespace or "")
    version = versioned["version"] if versioned else root.get("version")
    if kind is None and name.localname.upper() in DOCUMENTS:
        return Problem(
            "document/foreign-root",
            root,
            f"{quote(name.localname)} is none of the ten openTRANS documents; did you mean {name.localname.upper()}?",
            "Write the names of elements in capitals.",
        )
    if kind is None:
        return Problem(
            "document/foreign-root",
            root,
            f"{quote(name.localname)} is none of the ten openTRANS documents",
            "Pass an ORDER, ORDERRESPONSE, DISPATCHNOTIFICATION, INVOICE, QUOTATION or one of the five others; "
            "one document a file, without a wrapper.",
        )
    if version is not None and re.fullmatch(r"\d+(\.\d+)*", version) and version != "2.1":
        return Problem(
            "document/wrong-version",
            root,
            f"this {kind} is openTRANS {version}; here only 2.1 is judged",
            f'Export it as openTRANS 2.1 (version="2.1", xmlns="{OPENTRANS}").',
        )
    said = f"stands in the namespace {quote(name.namespace)}" if name.namespace else "has no namespace"
    return Problem(
        "schema/wrong-namespace",
        root,
        f"{kind} {said}; it must be {OPENTRANS}",
        f'Declare xmlns="{OPENTRANS}" on {kind}, and xmlns:bmecat="{BMECAT}" for the elements of BMEcat.',
    )


def with_version(root: etree._Element, problems: list[Problem]) -> list[Problem]:
    """The problems of a document in the namespace of 2.1; where it says another version, that is said plainly."""
    version = root.get("version", "2.1")
    if version == "2.1" or not re.fullmatch(r"\d+(\.\d+)*", version):
        return problems
    wrong = Problem(
        "document/wrong-version",
        root,
        f'the document says version="{version}"; here only 2.1 is judged',
        'Export it as openTRANS 2.1, or write version="2.1" if that is what it is.',
        "attribute",
        "version",
    )
    return [wrong, *(problem for problem in problems if problem.element is not root or problem.attribute != "version")]
