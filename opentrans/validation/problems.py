"""Problems on their way to findings: what is wrong with which element, before its place in the source is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lxml import etree

from ..names import PREFIXES
from .findings import Finding, Layer, Severity
from .location import ElementPaths, SourceMap

#: What to look at: the element's name in its start tag, one of its attributes, its text, or its end tag.
Spot = Literal["tag", "attribute", "text", "end"]


_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with ``element``; ``spot`` and ``attribute`` (its name as in ``element.attrib``) say where."""

    rule: str
    element: etree._Element
    message: str
    hint: str | None = None
    spot: Spot = "tag"
    attribute: str | None = None
    severity: Severity = "error"
    layer: Layer = "schema"
    fix: Literal["safe", "unsafe"] | None = None


def place_problems(problems: Sequence[Problem], data: bytes | None, root: etree._Element) -> list[Finding]:
    """The problems as findings with line, column, path and source line (``data`` is the document's bytes)."""
    source = SourceMap(data, root, (problem.element for problem in problems))
    paths = ElementPaths()
    return [_placed(problem, source, paths) for problem in problems]


def _placed(problem: Problem, source: SourceMap, paths: ElementPaths) -> Finding:
    element = problem.element
    line = source.end_line(element) if problem.spot == "end" else source.line(element)
    column = excerpt = None
    if (spot := _spot(problem, source)) is not None:
        spot_line, spot_column, spot_excerpt = source.excerpt(*spot)
        if spot_line == line:
            column, excerpt = spot_column, spot_excerpt
        elif (tag := source.tag(element)) is not None:
            _, column, excerpt = source.excerpt(tag[0] + 1, len(name_of(element).encode()))
    return Finding(
        problem.rule,
        problem.severity,
        problem.layer,
        line,
        column,
        paths.of(element),
        problem.message,
        problem.hint,
        problem.fix,
        excerpt,
    )


def _spot(problem: Problem, source: SourceMap) -> tuple[int, int] | None:
    """Offset and length of what the problem is about, as far as the source shows it."""
    element = problem.element
    if problem.spot == "end":
        return source.end_tag(element)
    if (tag := source.tag(element)) is None:
        return None
    offset, text = tag
    if problem.spot == "attribute" and problem.attribute is not None:
        local = etree.QName(problem.attribute).localname.encode()
        found = re.search(rb"[\s:](" + re.escape(local) + rb"\s*=\s*(?:\"[^\"]*\"|'[^']*'))", text)
        if found:
            return offset + found.start(1), len(found[1])
    if problem.spot == "text" and (content := source.content(element)) is not None:
        stripped = content[1].strip()
        if stripped:
            return content[0] + content[1].index(stripped), len(stripped)
    return offset + 1, len(name_of(element).encode())


def name_of(element: etree._Element) -> str:
    """The name of an element as the file writes it, prefix included."""
    local = etree.QName(element).localname
    return f"{element.prefix}:{local}" if element.prefix else local


def shown(element: etree._Element) -> str:
    """The name of an element for a message: as the file writes it, cut where it is absurdly long."""
    name = name_of(element)
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


def name_in_file(qualified: str, element: etree._Element) -> str:
    """A qualified name (``{namespace}LOCAL``) as it would be written where ``element`` stands.

    Where the file has no prefix for the namespace, the usual one is taken (``bmecat:``, none for openTRANS).
    """
    name = etree.QName(qualified)
    for prefix, uri in element.nsmap.items():
        if uri == name.namespace:
            return f"{prefix}:{name.localname}" if prefix else name.localname
    return PREFIXES.get(name.namespace or "", "") + name.localname


def quote(text: str, longest: int = 60) -> str:
    """A value for a message: in quotes, cut in the middle where it is long, blanks and line breaks made visible."""
    shown = text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    if len(shown) > longest:
        shown = f"{shown[: longest * 2 // 3]}…{shown[-longest // 4 :]}"
    return f"'{shown}'"
