"""From libxml2's errors to problems, by the wording of libxml2 alone.

This is the floor under the diagnosis: whatever libxml2 refuses becomes a problem here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from lxml import etree

from ..names import BMECAT, OPENTRANS, XSI
from .problems import Problem, name_in_file, name_of, quote, shown

_SHOWN_NAMES = 5
_SHOWN_CODES = 25
_STEP = re.compile(r"/(\*|[^/\[\]]+)(?:\[(\d+)\])?")
_EXPECTED = re.compile(r"Expected is (?:one of )?\( (.*) \)\.")
_ATTRIBUTE = re.compile(r"attribute '(?:(\{[^}]*\})?([^']*))':")
_REQUIRED = re.compile(r"The attribute '([^']*)' is required but missing")
_LENGTHS = re.compile(r"has a length of '(\d+)'; this \w+ the allowed \w+ length of '(\d+)'")
_ATOMIC = re.compile(r"is not a valid value of the (?:atomic|union|list) type '(?:\{[^}]*\}|xs:)?(\w+)'")
_PATTERN = re.compile(r"is not accepted by the pattern '(.*)'", re.DOTALL)
_SET = re.compile(r"is not an element of the set \{(.*)\}", re.DOTALL)

#: How the patterns of dates, booleans and countries begin, and what a value that does not fit them is.
_PATTERNS = {
    "[Ff]": ("bad-boolean", "is neither true nor false", "Write true or false."),
    r"\d{4": ("bad-date", "is no date", "Write it like 2026-11-21 or 2026-11-21T10:15:00+01:00."),
    "(0[0": ("bad-date", "is no time", "Write it like 10:15:00."),
    r"([+": ("bad-date", "is no time zone", "Write it like +01:00, or Z."),
    "(AD|": ("bad-code", "is no country code", "Write two letters such as DE, AT or CH."),
}
_NUMBERS = frozenset({"decimal", "integer", "float", "double", "dtNUMBER", "dtFLOAT", "dtINTEGER", "dtCOUNT"})


def problems_of(entries: Iterable[etree._LogEntry], root: etree._Element) -> Iterator[Problem]:
    """A problem for each thing that libxml2 refused in the tree under ``root`` (it may log one value twice)."""
    children = _Children()
    seen = set()
    for entry in entries:
        problem = _problem(entry, _element_at(entry.path, root, children))
        key = (problem.rule, problem.element, problem.attribute)
        if key not in seen or problem.rule == "schema/invalid":
            seen.add(key)
            yield problem


def stopped(root: etree._Element, problems: list[Problem]) -> Problem:
    """The problem that says where a judgement of too many errors ended."""
    return Problem(
        "document/too-many-errors",
        problems[-1].element if problems else root,
        f"the validation stopped here, after {len(problems)} errors; what follows was not judged",
        "Mend these first; such a flood mostly has one cause.",
    )


class _Children:
    """The children of elements, all and by name, looked up once."""

    def __init__(self) -> None:
        self._known: dict[etree._Element, dict[str, list[etree._Element]]] = {}

    def of(self, element: etree._Element, name: str) -> list[etree._Element]:
        """Children that a step of a libxml2 path counts: all for ``*``, else those written ``name``."""
        if element not in self._known:
            by_name: defaultdict[str, list[etree._Element]] = defaultdict(list)
            self._known[element] = by_name
            for child in element.iterchildren(etree.Element):
                by_name["*"].append(child)
                by_name[name_of(child)].append(child)
        return self._known[element].get(name, [])


def _element_at(path: str | None, root: etree._Element, children: _Children) -> etree._Element:
    """The element that a path of libxml2 names: ``/*/*[2]/bmecat:NAME`` (``*`` counts all, a name its equals)."""
    current = root
    for name, number in _STEP.findall(path or "")[1:]:
        fitting = children.of(current, name)
        index = int(number or 1) - 1
        if index >= len(fitting):
            break
        current = fitting[index]
    return current


def _problem(entry: etree._LogEntry, element: etree._Element) -> Problem:
    kind = entry.type_name
    message = entry.message
    if kind == "SCHEMAV_ELEMENT_CONTENT":
        return _content_problem(message, element)
    if kind == "SCHEMAV_CVC_COMPLEX_TYPE_4":
        required = _REQUIRED.search(message)
        name = required[1] if required else "?"
        return Problem(
            "schema/missing-attribute", element, f"the attribute {name} is missing", f'Add {name}="…" to the start tag.'
        )
    if kind == "SCHEMAV_CVC_COMPLEX_TYPE_3_2_1":
        name = _attribute(message)
        return Problem(
            "schema/unknown-attribute",
            element,
            f"the attribute {etree.QName(name).localname} is not allowed here",
            "Remove it.",
            "attribute",
            name,
        )
    if kind == "SCHEMAV_CVC_ELT_3_1":
        return Problem(
            "schema/unknown-attribute",
            element,
            f"{shown(element)} must not have xsi:nil: the schema lets no value of it be nil",
            "Remove xsi:nil (and the element, if it is optional).",
            "attribute",
            f"{{{XSI}}}nil",
        )
    if kind in ("SCHEMAV_CVC_COMPLEX_TYPE_2_1", "SCHEMAV_CVC_COMPLEX_TYPE_2_3"):
        return Problem(
            "schema/unexpected-text",
            element,
            "there is text where only elements may stand",
            "Remove the text, or put it into an element such as REMARKS.",
            "text" if not len(element) else "tag",
        )
    if kind in ("SCHEMAV_CVC_COMPLEX_TYPE_2_2", "SCHEMAV_CVC_TYPE_3_1_2"):
        child = next(element.iterchildren(etree.Element), element)
        return Problem(
            "schema/unknown-element", child, f"{shown(element)} holds a text, no elements", "Remove the element."
        )
    if kind.startswith("SCHEMAV_CVC_") and ("[facet" in message or _ATOMIC.search(message)):
        return _value_problem(message, element)
    reason = re.sub(r"\{[^}]*\}", "", message.split(": ", 1)[-1])
    return Problem("schema/invalid", element, f"the schema refuses this: {reason[:300]}")


def _content_problem(message: str, element: etree._Element) -> Problem:
    listed = _EXPECTED.search(message)
    expected = [name.strip() for name in listed[1].split(",")] if listed else []
    listed_names = _list_names(expected, element)
    if "Missing child element" in message:
        return Problem(
            "schema/missing-element",
            element,
            f"{shown(element)} ends too early: {listed_names} is missing",
            f"Add {listed_names} before the end tag.",
            "end",
        )
    name = etree.QName(element)
    same_local = [other for other in expected if other.endswith("}" + name.localname)]
    if (same_local and element.tag not in expected) or name.namespace not in (OPENTRANS, BMECAT):
        right = name_in_file(same_local[0], element) if same_local else None
        return Problem(
            "schema/wrong-namespace" if same_local or name.namespace is None else "schema/unknown-element",
            element,
            f"{shown(element)} stands in a namespace in which it is not expected here",
            f"Write it as {right}." if right else f"Expected here: {listed_names}." if listed_names else "Remove it.",
        )
    if any(sibling.tag == element.tag for sibling in element.itersiblings(etree.Element, preceding=True)):
        return Problem(
            "schema/too-many", element, f"{shown(element)} may not stand here once more", "Remove one of them."
        )
    later = [sibling for sibling in element.itersiblings(etree.Element) if sibling.tag in expected]
    if later:
        return Problem(
            "schema/misplaced-element",
            later[0],
            f"{shown(later[0])} must come before {shown(element)}",
            f"Move it up before {shown(element)}.",
        )
    if expected:
        return Problem(
            "schema/missing-element",
            element,
            f"{shown(element)} is not expected yet or not at all; expected here: {listed_names}",
            f"Add what is missing before {shown(element)}, or remove {shown(element)}.",
        )
    return Problem("schema/unknown-element", element, f"{shown(element)} is not allowed here", "Remove it.")


def _value_problem(message: str, element: etree._Element) -> Problem:
    attribute = _attribute(message) if _ATTRIBUTE.search(message) else None
    value = (element.get(attribute) if attribute else "".join(map(str, element.itertext()))) or ""
    what = f"the attribute {etree.QName(attribute).localname}" if attribute else shown(element)
    slug, said, hint = _value_verdict(message, value, what)
    return Problem(f"schema/{slug}", element, said, hint, "attribute" if attribute else "text", attribute)


def _value_verdict(message: str, value: str, what: str) -> tuple[str, str, str]:
    """Rule, message and hint for a value that libxml2 refuses."""
    if value == "":
        return "empty-value", f"{what} is empty", "Fill it in, or leave it out if it is optional."
    if lengths := _LENGTHS.search(message):
        has, limit = lengths.groups()
        if "maxLength" in message:
            return "too-long", f"{what} has {has} characters; at most {limit} are allowed", "Shorten the text."
        return "too-short", f"{what} has {has} characters; at least {limit} are needed", "Lengthen the text."
    said = f"{what}: {quote(value)}"
    if codes := _SET.search(message):
        known = codes[1].split(", ")
        few = ", ".join(known) if len(known) <= _SHOWN_CODES else f"{len(known)} codes"
        return "bad-code", f"{said} is not in the list of codes", f"Use a code of the list ({few})."
    if pattern := _PATTERN.search(message):
        slug, is_no, hint = _PATTERNS.get(
            pattern[1][:4], ("bad-pattern", "does not have the form that is asked for", "")
        )
        return slug, f"{said} {is_no}", hint or f"Allowed is {pattern[1][:120]}"
    atomic = _ATOMIC.search(message)
    if "Inclusive" in message or (atomic and atomic[1] in _NUMBERS):
        return "bad-number", f"{said} is not a number that is allowed here", "Write it like 1234.50."
    if atomic and atomic[1] in ("date", "dtDATETYPE"):
        return "bad-date", f"{said} is no date", "Write it as YYYY-MM-DD."
    return "bad-pattern", f"{said} does not have the form that is asked for", "Correct the value."


def _attribute(message: str) -> str:
    found = _ATTRIBUTE.search(message)
    return (found[1] or "") + found[2] if found else ""


def _list_names(names: list[str], element: etree._Element) -> str:
    few = [name_in_file(name, element) for name in names if not name.startswith("##")][:_SHOWN_NAMES]
    more = len(names) - len(few)
    return ", ".join(few) + (f" or {more} more" if more > 0 else "")
