"""The walk through a document beside the content models."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from lxml import etree

from ...names import BMECAT, OPENTRANS, XSI
from ...schema.tables import SimpleType
from ..flood import UNEXPLAINED, Collector
from ..problems import Problem, shown
from .attributes import check_attributes
from .content import UNJUDGED, Outcome, explain
from .describe import Describer
from .elsewhere import Elsewhere
from .index import ElementInfo, Index
from .names import listed, local_name, namespace_of, namespace_text
from .values import Values

_BLANK = " \t\r\n"
_MOST_KNOWN_VALUES = 50_000
#: So many different sequences of children are explained in one document; further ones are only counted.
_MOST_EXPLAINED = 500
_XSI_TYPE = f"{{{XSI}}}type"


class Walk:
    """One walk through one document; ``found`` collects the problems."""

    def __init__(self, index: Index, elsewhere: Elsewhere) -> None:
        self.index = index
        self.found: Collector = Collector()
        self.values: Values = Values(index.oracle, elsewhere)
        self.elsewhere = elsewhere
        self._describer = Describer(elsewhere, index.parents_of, index.may_hold, index.similar)
        #: namespaces whose elements are read as if they stood in the right one, having been reported once
        self._blanks: set[str] = set()
        self._aliases: set[str] = set()
        self._explained = 0

    def start(self, root: etree._Element, document_type: str) -> None:
        """Walk the whole document."""
        tables = self.index.tables
        declared = tables.global_element(str(root.tag))
        if declared is None:
            right = f"{{{OPENTRANS}}}{document_type}"
            if right not in tables.elements:
                right = self.index.by_local(document_type) or right
            declared = tables.global_element(right)
            if declared is None or local_name(str(root.tag)) != local_name(right):
                return
            wrong = namespace_of(str(root.tag))
            self.found.add("schema/wrong-namespace", right, "", root, lambda: _wrong_root(root, right, wrong))
            self._aliases.add(wrong)
        self.visit(root, self.index.info(declared.index))

    def visit(self, element: etree._Element, info: ElementInfo) -> None:
        """Judge an element by its declaration, and all below it."""
        keys: list[str] = element.keys()  # type: ignore[assignment]
        if keys or info.required:
            if _XSI_TYPE in keys:
                typed = self._by_xsi_type(element, info)
                if typed is None:
                    return
                info = typed
            check_attributes(self, element, info, keys)
        if info.text is not None:
            self._text(element, info, info.text)
        elif info.model is not None:
            self._children(element, info)

    def _by_xsi_type(self, element: etree._Element, info: ElementInfo) -> ElementInfo | None:
        """The type that xsi:type names; None where it is unknown (libxml2 says the rest)."""
        prefix, _, local = (element.get(_XSI_TYPE) or "").strip().rpartition(":")
        namespace = element.nsmap.get(prefix or None)
        found = self.index.tables.named_types.get(f"{{{namespace}}}{local}" if namespace else local)
        if found is None:
            return None
        return self.index.typed(info.name, info.default, *found)

    def _text(self, element: etree._Element, info: ElementInfo, simple: SimpleType) -> None:
        text = element.text or ""
        if len(element):
            inner = list(element.iterchildren("*"))
            for child in inner:
                self.found.add("schema/unknown-element", info.name, "", child, partial(_no_children, element, child))
            if inner:
                return
            text += "".join(node.tail or "" for node in element)
        if text in info.known or (text == "" and info.default is not None):
            return
        if self.index.oracle.valid(simple, text):
            if len(info.known) < _MOST_KNOWN_VALUES and len(text) < 100:
                info.known.add(text)
            return
        rule = f"schema/{self.values.rule(simple, text)}"
        self.found.add(
            rule,
            info.name,
            "",
            element,
            lambda: self._value_problem(element, info, simple, text),
        )

    def _value_problem(self, element: etree._Element, info: ElementInfo, simple: SimpleType, text: str) -> Problem:
        problem = self.values.problem(element, info.name, shown(element), simple, text)
        if problem.rule != "schema/empty-value":
            return problem
        if self._may_go(element):
            return replace(problem, hint="Leave the element out, or fill it in.", fix="safe")
        return replace(problem, hint="Fill it in; the element is required here.")

    def _may_go(self, element: etree._Element) -> bool:
        """Would the parent be as right without this element as it is with it?"""
        parent = element.getparent()
        declared = None if parent is None else self.index.tables.global_element(str(parent.tag))
        model = None if declared is None else self.index.info(declared.index).model
        if parent is None or model is None:
            return False
        return model.accepts([str(child.tag) for child in parent.iterchildren("*") if child is not element])

    def _children(self, element: etree._Element, info: ElementInfo) -> None:
        assert info.model is not None
        assert info.complex is not None
        children: list[etree._Element] = element[:]  # type: ignore[index,assignment]  # the stubs know no slices
        names: tuple[str, ...] = tuple([child.tag for child in children])
        if names not in info.outcomes:
            children = [child for child in children if isinstance(child.tag, str)]
            names = tuple([child.tag for child in children])
        if self._aliases:
            names = self._renamed(names, info)
        if not info.complex.mixed and self._has_text(element, children):
            self.found.add("schema/unexpected-text", info.name, "", element, lambda: _unexpected_text(element, info))
            if not children:
                return
        outcome = info.outcomes.get(names)
        if outcome is None:
            names, outcome = self._outcome(element, children, names, info)
        if outcome.issues:
            self._report(element, info, children, names, outcome)
        self._judge_children(children, outcome)

    def _judge_children(self, children: list[etree._Element], outcome: Outcome) -> None:
        infos = self.index.info
        for child, declaration in zip(children, outcome.declarations, strict=True):
            if declaration == UNJUDGED:
                continue
            below = infos(declaration)
            if below.plain and not child.keys() and not len(child):
                text = child.text or ""
                if text in below.known or below.shortest <= len(text) <= below.longest:
                    continue
            self.visit(child, below)
        for number, process in outcome.wildcards.items():
            self._wildcard(children[number], process)

    def _outcome(
        self, element: etree._Element, children: list[etree._Element], names: tuple[str, ...], info: ElementInfo
    ) -> tuple[tuple[str, ...], Outcome]:
        """What is wrong with a sequence of names, worked out; foreign namespaces are reported and read as right."""
        model = info.model
        assert model is not None
        if not model.accepts(names):
            names = self._adopt_namespaces(children, names, info)
        if (outcome := info.outcomes.get(names)) is None:
            fits = model.accepts(names)
            if not fits and (self.found.is_full or self._explained >= _MOST_EXPLAINED):
                self.found.count("schema/invalid", info.name, UNEXPLAINED, element)
                known = model.declarations
                return names, Outcome((), tuple(known.get(name, UNJUDGED) for name in names), {})
            self._explained += not fits
            outcome = explain(model, names, self.index.is_known, self.index.children_of)
            self.index.keep(info, names, outcome)
        return names, outcome

    def _adopt_namespaces(
        self, children: list[etree._Element], names: tuple[str, ...], info: ElementInfo
    ) -> tuple[str, ...]:
        assert info.model is not None
        wanted = {local_name(name): name for name in info.model.declarations}
        for child, name in zip(children, names, strict=True):
            namespace = namespace_of(name)
            if namespace in self.index.namespaces or namespace in self._aliases:
                continue
            if (right := wanted.get(local_name(name))) is not None:
                self._aliases.add(namespace)
                self.found.add("schema/wrong-namespace", right, "", child, partial(_foreign, child, right, namespace))
        return self._renamed(names, info) if self._aliases else names

    def _renamed(self, names: tuple[str, ...], info: ElementInfo) -> tuple[str, ...]:
        """The names with those of reported namespaces read as the model wants them."""
        assert info.model is not None
        known = info.model.declarations
        renamed = []
        wanted: dict[str, str] | None = None
        for name in names:
            if name not in known and namespace_of(name) in self._aliases:
                if wanted is None:
                    wanted = {local_name(other): other for other in known}
                local = local_name(name)
                renamed.append(wanted.get(local) or self.index.by_local(local) or name)
            else:
                renamed.append(name)
        return tuple(renamed)

    def _report(
        self,
        element: etree._Element,
        info: ElementInfo,
        children: list[etree._Element],
        names: tuple[str, ...],
        outcome: Outcome,
    ) -> None:
        for issue in outcome.issues:
            self.found.add(
                f"schema/{_RULES[issue.kind]}",
                info.name,
                issue.names[0] if issue.names else "",
                element if issue.child < 0 else children[issue.child],
                partial(self._describer.problem, issue, element, info, children, names),
            )

    def _has_text(self, element: etree._Element, children: list[etree._Element]) -> bool:
        """Is there anything but blanks between the children?"""
        if (text := element.text) and text.strip(_BLANK):
            return True
        known = self._blanks
        for node in children if len(children) == len(element) else element:
            tail = node.tail
            if tail and tail not in known:
                if tail.strip(_BLANK):
                    return True
                known.add(tail)
        return False

    def _wildcard(self, element: etree._Element, process: str) -> None:
        """Judge an element that a wildcard let in: as libxml2 does, by its global declaration if there is one."""
        if process == "skip":
            return
        declared = self.index.tables.global_element(str(element.tag))
        if declared is not None:
            self.visit(element, self.index.info(declared.index))
        elif process == "strict":
            self.found.add("schema/invalid", "*", "", element, lambda: _undeclared(element))
        elif _XSI_TYPE not in element.keys():  # noqa: SIM118
            for child in element.iterchildren("*"):
                self._wildcard(child, "lax")


_RULES = {
    "missing": "missing-element",
    "misplaced": "misplaced-element",
    "namespace": "wrong-namespace",
    "too-many": "too-many",
    "choice": "too-many",
    "unknown": "unknown-element",
}


def _wrong_root(root: etree._Element, right: str, wrong: str) -> Problem:
    namespace = namespace_of(right)
    declaration = f'xmlns{":" + root.prefix if root.prefix else ""}="{namespace}"'
    if not wrong:
        text = f"{shown(root)} has no namespace; it must stand in {namespace_text(namespace)} ({namespace})"
    else:
        text = (
            f"{shown(root)} stands in {namespace_text(wrong)}; "
            f"it must stand in {namespace_text(namespace)} ({namespace})"
        )
    hint = f"Write <{shown(root)} {declaration}"
    if namespace == OPENTRANS:
        hint += f' xmlns:bmecat="{BMECAT}" …> and the elements of BMEcat with bmecat: before their names'
    else:
        hint += " …>"
    return Problem("schema/wrong-namespace", root, text, f"{hint}.", fix="safe")


def _foreign(child: etree._Element, right: str, wrong: str) -> Problem:
    text = (
        f"{shown(child)} stands in {namespace_text(wrong)}, which is none of the schema; "
        f"it must stand in {namespace_text(namespace_of(right))}"
    )
    hint = f"Use the namespace {namespace_of(right)} here and wherever the wrong one stands."
    return Problem("schema/wrong-namespace", child, text, hint, fix="safe")


def _no_children(element: etree._Element, child: etree._Element) -> Problem:
    text = f"{shown(element)} holds a text, no elements such as {shown(child)}"
    return Problem("schema/unknown-element", child, text, f"Write only the text into {shown(element)}.")


def _unexpected_text(element: etree._Element, info: ElementInfo) -> Problem:
    assert info.model is not None
    wanted = listed(list(info.model.declarations), element)
    holds = f"holds elements ({wanted})" if wanted else "is always empty"
    text = f"there is text in {shown(element)}, which {holds}, no text"
    return Problem(
        "schema/unexpected-text", element, text, "Remove the text, or put it into the element that it belongs to.",
        "tag" if len(element) else "text",
    )  # fmt: skip


def _undeclared(element: etree._Element) -> Problem:
    text = f"{shown(element)} is declared nowhere in the schema, as only declared elements may stand here"
    return Problem("schema/invalid", element, text, "Remove it, or use an element of the schema.")
