"""Sentences for what ``content`` found wrong with the children of an element."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lxml import etree

from ...names import DOCUMENTS
from ..problems import Problem, name_in_file, shown
from .content import Issue
from .elsewhere import Elsewhere
from .index import ElementInfo
from .names import listed, local_name, namespace_of, namespace_text

_MOST_PARENTS = 3


class Describer:
    """Turns issues of content into problems of a document."""

    def __init__(
        self,
        elsewhere: Elsewhere,
        parents_of: Callable[[str], Sequence[str]],
        is_optional: Callable[[str, str], bool],
        similar_known: Callable[[str], str | None],
    ) -> None:
        self._elsewhere = elsewhere
        self._parents_of = parents_of
        self._is_optional = is_optional
        self._similar_known = similar_known
        self._after = ""

    def problem(
        self,
        issue: Issue,
        parent: etree._Element,
        info: ElementInfo,
        children: Sequence[etree._Element],
        names: tuple[str, ...],
    ) -> Problem:
        """The problem that an issue is in a document; ``names`` are the children's in Clark notation."""
        if issue.after is not None:
            written = next((child for child, name in zip(children, names, strict=True) if name == issue.after), None)
            self._after = shown(written) if written is not None else name_in_file(issue.after, parent)
        if issue.kind == "missing":
            return self._missing(issue, parent, info.name, children, names)
        child = children[issue.child]
        if issue.kind == "misplaced":
            place = self._place(issue, parent, children)
            text = f"{shown(child)} is right, but must come {place}"
            hint = f"Move it {place}."
            if issue.order:
                hint += f" The order is: {', '.join(name_in_file(name, parent) for name in issue.order)}."
            return Problem("schema/misplaced-element", child, text, hint, fix="safe")
        if issue.kind == "unknown" and issue.wrapped:
            what, wrapped = name_in_file(issue.names[0], parent), _wrapped(issue, parent, names)
            verb = "do" if len({names[number] for number in issue.wrapped}) > 1 else "does"
            text = f"{wrapped} {verb} not belong into {shown(parent)}, but into {what}, which is not there"
            after = f", after {self._after}" if issue.after else ""
            hint = f"{_enclose(issue, wrapped, what)}{after}."
            return Problem("schema/unknown-element", child, text, hint)
        if issue.kind == "namespace":
            return self._namespace(issue, parent, child, children)
        if issue.kind == "choice":
            others = listed(issue.names, child)
            text = f"only one of {listed(issue.names, child, 'and')} may be given, and {shown(child)} is one more"
            return Problem("schema/too-many", child, text, f"Keep one of {others} and remove the rest.")
        if issue.kind == "too-many":
            most = "one" if issue.count == 1 else str(issue.count)
            text = (
                f"{shown(child)} is one too many: {shown(parent)} may hold {most}"
                if issue.count
                else (f"{shown(child)} may not stand beside the other elements of {shown(parent)}")
            )
            return Problem("schema/too-many", child, text, "Remove it.")
        return self._unknown(issue, parent, info, child, names)

    def _missing(
        self,
        issue: Issue,
        parent: etree._Element,
        parent_name: str,
        children: Sequence[etree._Element],
        names: tuple[str, ...],
    ) -> Problem:
        what = listed(issue.names, parent)
        after = f"after {self._after}" if issue.after else ""
        spot = children[issue.before] if issue.before is not None else parent
        if issue.wrapped:
            wrapped = _wrapped(issue, parent, names)
            text = f"{what} is missing: {wrapped} must stand inside of it, not directly in {shown(parent)}"
            return Problem("schema/missing-element", spot, text, f"{_enclose(issue, wrapped, what)}.")
        before = f"before {shown(spot)}" if issue.before is not None else f"before the end of {shown(parent)}"
        place = ", ".join(filter(None, (after, before)))
        if len(issue.names) > 1:
            text, hint = f"one of {what} is missing in {shown(parent)}", f"Add {what} {place}."
        else:
            text, hint = f"{what} is missing in {shown(parent)}", f"Add {what} {place}."
        if (found := self._elsewhere.sequence(parent_name, names, issue.names[0])) is not None:
            hint = f"{hint} {found}"
        return Problem("schema/missing-element", spot, text, hint, "tag" if issue.before is not None else "end")

    def _place(self, issue: Issue, parent: etree._Element, children: Sequence[etree._Element]) -> str:
        before = issue.before
        after = f"after {self._after}" if issue.after else ""
        if issue.following is not None and issue.following != before:
            # what follows moves too: what stands before says the place, or else it does
            return after or f"before {shown(children[issue.following])}"
        if before is None:
            return after or f"at the end of {shown(parent)}"
        if before < issue.child or not after:
            return f"before {shown(children[before])}"
        return f"{after}, before {shown(children[before])}"

    def _namespace(
        self, issue: Issue, parent: etree._Element, child: etree._Element, children: Sequence[etree._Element]
    ) -> Problem:
        right = issue.names[0]
        text = (
            f"{shown(child)} stands in {namespace_text(namespace_of(str(child.tag)))}, "
            f"but must be {name_in_file(right, parent)}, in {namespace_text(namespace_of(right))}"
        )
        hint = f"Write it as {name_in_file(right, parent)}"
        if not any(uri == namespace_of(right) for uri in child.nsmap.values()):
            prefix = name_in_file(right, parent).rpartition(":")[0]
            hint += f' and declare xmlns{":" + prefix if prefix else ""}="{namespace_of(right)}"'
        if issue.placed:
            hint += f", and move it {self._place(issue, parent, children)}"
        return Problem("schema/wrong-namespace", child, text, f"{hint}.", fix="safe")

    def _unknown(
        self, issue: Issue, parent: etree._Element, info: ElementInfo, child: etree._Element, names: tuple[str, ...]
    ) -> Problem:
        name = names[issue.child]
        local = local_name(name)
        parent_name = info.name
        if info.complex is not None and local in info.complex.attributes and not len(child):
            text = f"{local} is an attribute of {shown(parent)}, not an element in it"
            return Problem(
                "schema/unknown-element", child, text, f'Write {local}="…" into the start tag of {shown(parent)}.'
            )
        if issue.placed:
            meant = name_in_file(issue.names[0], parent)
            text = f"{shown(child)} is not known in {shown(parent)}; did you mean {meant}?"
            return Problem("schema/unknown-element", child, text, f"Write {meant} instead.")
        if (found := self._elsewhere.element(parent_name, name)) is not None:
            text = f"{shown(child)} is not known in {shown(parent)}"
            return Problem("schema/unknown-element", child, text, f"Remove it. {found}", fix="unsafe")
        parents = list(self._parents_of(name))
        if parents:
            nearby = [other for other in parents if self._is_optional(parent_name, other)]
            nearest = (nearby or parents)[:_MOST_PARENTS]
            places = listed(nearest, parent)
            more = "" if len(nearby or parents) <= _MOST_PARENTS else " and others"
            text = f"{shown(child)} does not belong into {shown(parent)}, but into {places}{more}"
            hint = f"{self._way_into(nearest, bool(nearby), parent, names)}, or remove it."
            return Problem("schema/unknown-element", child, text, hint, fix="unsafe")
        text = f"there is no element {shown(child)} in {shown(parent)}"
        meant_name = issue.names[0] if issue.names else self._similar_known(local)
        if meant_name is not None:
            return Problem(
                "schema/unknown-element", child, text, f"Did you mean {name_in_file(meant_name, parent)}?", fix="unsafe"
            )
        hint = "Remove it; what has no element of its own may stand in a …_UDX element or in REMARKS."
        return Problem("schema/unknown-element", child, text, hint, fix="unsafe")

    def _way_into(
        self, wanted: Sequence[str], are_allowed: bool, parent: etree._Element, names: tuple[str, ...]
    ) -> str:
        """How a child gets into one of the elements that may hold it, which may stand beside it if ``are_allowed``."""
        if there := [name for name in wanted if name in names]:
            return f"Move it into {listed(there, parent)}"
        places = listed(wanted, parent)
        if are_allowed:
            return f"Enclose it in {places}"
        if next(parent.getroottree().iter(*wanted), None) is not None:
            return f"Move it into {places}"
        if all(local_name(name) in DOCUMENTS for name in wanted):
            return f"Name the root element {places} if the document is one"
        return f"Put it into {places}, where that may stand"


def _wrapped(issue: Issue, parent: etree._Element, names: tuple[str, ...]) -> str:
    """The children that lack an element around them, by their names."""
    return listed([names[child] for child in issue.wrapped], parent, "and")


def _enclose(issue: Issue, wrapped: str, what: str) -> str:
    """What to do about them; of several it is said that they share the one element."""
    if len(issue.wrapped) == 1:
        return f"Enclose {wrapped} in {what}"
    return f"Enclose {wrapped} together ({len(issue.wrapped)} elements) in {what}"
