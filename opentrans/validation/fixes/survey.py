"""A walk through an invalid document beside the content models that collects what can be repaired, and counts all.

It follows the walk of the diagnosis; whatever it proposes was tried against the models or libxml2's own verdict on
the value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lxml import etree

from ...names import OPENTRANS, XSI
from ..diagnosis.content import UNJUDGED
from ..diagnosis.elsewhere import Elsewhere
from ..diagnosis.index import ElementInfo, Index, index_of
from ..diagnosis.names import local_name
from ..diagnosis.values import Values
from ..problems import name_in_file, quote, shown
from ..recognition import document_type
from ..versions import root_problem
from .edits import Bind, Drop, DropAttribute, Edit, Reorder, Repair, SetAttribute, SetText
from .structure import Children

if TYPE_CHECKING:
    from ...schema.dialects import Dialect
    from ...schema.tables import Declaration, SimpleType

_BLANK = " \t\r\n"
_XSI = f"{{{XSI}}}"
_ABOUT_2_1 = frozenset(f"{scheme}://www.opentrans.org/XMLSchema/2.1{end}" for scheme in ("http", "https")
                       for end in ("", "/", "fd", "fd/"))  # fmt: skip
_RULES = {
    "missing": "missing-element",
    "misplaced": "misplaced-element",
    "too-many": "too-many",
    "choice": "too-many",
    "unknown": "unknown-element",
}


class Surveyor:
    """Surveys documents by a dialect; ``unsafe`` repairs are proposed too if asked for."""

    def __init__(self, dialect: Dialect, index: Index, unsafe: bool) -> None:
        self.index = index
        self.values: Values = Values(index.oracle, Elsewhere(dialect))
        self.unsafe = unsafe

    @classmethod
    def of(cls, dialect: Dialect, unsafe: bool) -> Surveyor | None:
        """A surveyor; None where no tables can be made of the schema."""
        index = index_of(dialect.schema_set)
        return None if index is None else cls(dialect, index, unsafe)

    def survey(self, root: etree._Element) -> Survey:
        """What is wrong with a document, and the repairs of it."""
        found = Survey(self, root)
        declared = self.index.tables.global_element(str(root.tag)) or self._meant_root(root)
        if declared is not None:
            found.visit(root, self.index.info(declared.index))
            found.finish()
        return found

    def _meant_root(self, root: etree._Element) -> Declaration | None:
        kind = document_type(root)
        if kind is None:
            return None
        if root_problem(root, kind).rule == "document/wrong-version":
            namespace = str(root.tag)[1:].rpartition("}")[0]
            if root.get("version", "").strip() != "2.1" and namespace not in _ABOUT_2_1:
                return None
        tables = self.index.tables
        found = tables.global_element(f"{{{OPENTRANS}}}{kind}")
        if found is None and (other := self.index.by_local(kind)) is not None:
            found = tables.global_element(other)
        return found


class Survey:
    """What is wrong with one document (``troubles``, by rule), and the repairs proposed."""

    def __init__(self, surveyor: Surveyor, root: etree._Element) -> None:
        self.surveyor = surveyor
        self.index: Index = surveyor.index
        self.elements: list[etree._Element] = list(root.iter(etree.Element))
        self.repairs: list[Repair] = []
        self.troubles: Counter[str] = Counter()
        self._numbers = {element: number for number, element in enumerate(self.elements)}
        self._names: dict[int, str] = {}
        #: troubles without a repair met so far, and what is not dropped even without a text: attributes of elements
        #: that hold elements, and what a wildcard let in
        self._left = 0
        self._marked = 0

    def finish(self) -> None:
        """Add the repair of the namespaces."""
        wrong = [number for number, name in self._names.items() if self.elements[number].tag != name]
        if wrong:
            first = min(wrong)
            right = self._names[first]
            text = f"{shown(self.elements[first])} now stands in the right namespace"
            if len(wrong) > 1:
                text = f"{len(wrong):,} elements from here on now stand in the right namespace"
            elif right.startswith("{"):
                text = f"{shown(self.elements[first])} is now {name_in_file(right, self.elements[first])}"
            self.repairs.append(_repair(first, Bind(self._names), "schema/wrong-namespace", text))
            self.troubles["schema/wrong-namespace"] += len(wrong)

    def visit(self, element: etree._Element, info: ElementInfo) -> None:
        """Look at an element by its declaration, and at all below it."""
        self._names[self._numbers[element]] = info.name
        keys = [str(key) for key in element.keys()]  # noqa: SIM118
        if _XSI + "type" in keys:
            prefix, _, local = (element.get(_XSI + "type") or "").strip().rpartition(":")
            namespace = element.nsmap.get(prefix or None)
            typed = self.index.tables.named_types.get(f"{{{namespace}}}{local}" if namespace else local)
            if typed is None:
                return
            info = self.index.typed(info.name, info.default, *typed)
        self._attributes(element, info, keys)
        if info.text is not None:
            self._text(element, info, info.text)
        elif info.model is not None:
            self._marked += bool(keys)
            self._children(element, info)

    def _trouble(self, rule: str, repair: Repair | None = None) -> None:
        self.troubles[rule] += 1
        if repair is None:
            self._left += 1
        else:
            self.repairs.append(repair)

    # attributes and texts

    def _attributes(self, element: etree._Element, info: ElementInfo, keys: Sequence[str]) -> None:
        found = info.complex
        declared = found.attributes if found is not None else {}
        number = self._numbers[element]
        for key in keys:
            attribute = declared.get(key)
            what = f"the attribute {local_name(key)} of {shown(element)}"
            if attribute is not None:
                simple, value = self.index.tables.simple(attribute.type), element.get(key) or ""
                if self.index.oracle.valid(simple, value):
                    continue
                rule = f"schema/{self.surveyor.values.rule(simple, value)}"
                new = self._reading(simple, value)
                repair = None
                if new is not None:
                    repair = _repair(number, SetAttribute(key, new), rule, f"{what}: {_changed(value, new)}")
                self._trouble(rule, repair)
            elif not key.startswith(_XSI) and not (found is not None and found.any_attribute):
                rule = "schema/unknown-attribute"
                dropped = _repair(number, DropAttribute(key), rule, f"{what} was taken out")
                self._trouble(rule, dropped if self.surveyor.unsafe else None)
        for name in info.required:
            if name not in keys:
                codes = self.index.tables.simple(declared[name].type).codes or ()
                rule, text = "schema/missing-attribute", f'{local_name(name)}="{"".join(codes[:1])}" was added'
                added = _repair(number, SetAttribute(name, "".join(codes[:1])), rule, text)
                self._trouble(rule, added if len(codes) == 1 and not name.startswith("{") else None)

    def _text(self, element: etree._Element, info: ElementInfo, simple: SimpleType) -> None:
        text = element.text or ""
        for child in element:
            if isinstance(child.tag, str):
                self._trouble("schema/unknown-element")
                return
            text += child.tail or ""
        if (text == "" and info.default is not None) or self.index.oracle.valid(simple, text):
            return
        rule = f"schema/{self.surveyor.values.rule(simple, text)}"
        new = self._reading(simple, text)
        repair = None
        if new is not None:
            message = f"{shown(element)}: {_changed(text, new)}"
            repair = _repair(self._numbers[element], SetText(new), rule, message)
        self._trouble(rule, repair)

    def _reading(self, simple: SimpleType, value: str) -> str | None:
        """What an invalid value is certainly meant to be; if unsafe ones are asked for, a long text cut."""
        proposed = self.surveyor.values.proposals(simple, value) if value.strip(_BLANK) else []
        if proposed and proposed[0].sure:
            return proposed[0].value
        if self.surveyor.unsafe and self.surveyor.values.rule(simple, value) == "too-long":
            cut = value[: simple.max_length].rstrip()
            return cut if self.index.oracle.valid(simple, cut) else None
        return None

    # children

    def _children(self, element: etree._Element, info: ElementInfo) -> None:
        assert info.model is not None
        assert info.complex is not None
        kids = list(element.iterchildren("*"))
        texts = [element.text, *(node.tail for node in element)]
        if not info.complex.mixed and any(text and text.strip(_BLANK) for text in texts):
            self._trouble("schema/unexpected-text")
        children = Children.read(self.index, info, [str(kid.tag) for kid in kids])
        children.mend(self.surveyor.unsafe)
        self._count(children)
        for number, issue in children.dropped.items():
            rule = f"schema/{_RULES[issue.kind]}"
            text = f"{shown(kids[number])} was taken out of {shown(element)}"
            self.repairs.append(_repair(self._numbers[kids[number]], Drop(), rule, text))
        self._reorder(element, kids, children)
        self._descend(kids, children)

    def _count(self, children: Children) -> None:
        for issue in children.first:
            if issue.kind != "namespace":
                self.troubles[f"schema/{_RULES[issue.kind]}"] += 1
        self._left += len(children.outcome.issues)

    def _reorder(self, element: etree._Element, kids: Sequence[etree._Element], children: Children) -> None:
        order = children.order
        if order == sorted(order):
            return
        notes = [
            (self._numbers[kids[number]], f"{shown(kids[number])} now stands {_place(children, kids, number)}")
            for number in sorted(children.moved)
        ]
        edit = Reorder((*order, *sorted(children.dropped)))
        self.repairs.append(Repair(self._numbers[element], edit, "schema/misplaced-element", tuple(notes)))

    def _descend(self, kids: Sequence[etree._Element], children: Children) -> None:
        outcome = children.outcome
        for place, number in enumerate(list(children.order)):
            declaration = outcome.declarations[place]
            if place in outcome.wildcards:
                self._wildcard(kids[number], outcome.wildcards[place])
            elif declaration != UNJUDGED:
                self._child(kids[number], declaration, children, number)

    def _child(self, kid: etree._Element, declaration: int, children: Children, number: int) -> None:
        left, marked, repairs = self._left, self._marked, len(self.repairs)
        self.visit(kid, self.index.info(declaration))
        if self._left == left or self._marked > marked or any(text.strip() for text in kid.itertext(etree.Element)):
            return
        wrong = len(children.outcome.issues)
        if children.without(number):
            del self.repairs[repairs:]
            self._left = left - wrong + len(children.outcome.issues)
            rule, text = "schema/empty-value", f"the empty {shown(kid)} was taken out"
            self.repairs.append(_repair(self._numbers[kid], Drop(), rule, text))

    def _wildcard(self, element: etree._Element, process: str) -> None:
        self._marked += 1
        if process == "skip":
            return
        declared = self.index.tables.global_element(str(element.tag))
        if declared is not None:
            self.visit(element, self.index.info(declared.index))
        elif process == "strict":
            self._trouble("schema/invalid")
        elif _XSI + "type" not in element.keys():  # noqa: SIM118
            for child in element.iterchildren("*"):
                self._wildcard(child, "lax")


def _repair(number: int, edit: Edit, rule: str, message: str) -> Repair:
    return Repair(number, edit, rule, ((number, message),))


def _place(children: Children, kids: Sequence[etree._Element], number: int) -> str:
    """Where a child stands now, in words."""
    at = children.order.index(number)
    if at + 1 < len(children.order):
        return f"before {shown(kids[children.order[at + 1]])}"
    return f"behind {shown(kids[children.order[at - 1]])}"


def _changed(old: str, new: str) -> str:
    return f"{quote(old)} became {quote(new)}"
