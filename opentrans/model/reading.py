"""From a tree to the objects of the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from lxml import etree

from ..names import PREFIXES, XSI
from ..validation.location import ElementPaths
from .plan import Field, Plan, plan_named
from .raw import raw

_XSI = f"{{{XSI}}}"
_XSI_TYPE = f"{_XSI}type"
_BLANK = " \t\r\n"


@dataclass(frozen=True, slots=True)
class Unread:
    """Something of a document that the model could not take: its line (where known), its path, and why."""

    line: int | None
    path: str
    reason: str

    def __str__(self) -> str:
        return f"{'' if self.line is None else f'line {self.line}: '}{self.path} {self.reason}"


class Reader:
    """Reads one document; what it could not read is in ``unread``."""

    def __init__(self) -> None:
        self.unread: list[Unread] = []
        self._paths = ElementPaths()

    def read(self, element: etree._Element, plan: Plan) -> Any:
        """The object for an element."""
        made = plan.cls.__new__(plan.cls)
        values = made.__dict__
        if element.attrib:
            self._attributes(element, plan, values)
        if plan.text is not None:
            self._value(plan.text, self._text(element) if len(element) else element.text or "", element, values)
        elif plan.open is not None:
            self._open(element, plan, values)
        else:
            self._children(element, plan, values)
        return made

    def _children(self, element: etree._Element, plan: Plan, values: dict[str, Any]) -> None:
        by_tag = plan.by_tag
        if (text := element.text) is not None and (solid := text.strip(_BLANK)):
            self._lost(element, f"holds the text {solid[:60]!r} between its elements")
        for child in element:
            if (tail := child.tail) is not None and (solid := tail.strip(_BLANK)):
                self._lost(element, f"holds the text {solid[:60]!r} between its elements")
            field = by_tag.get(child.tag)
            if field is None:
                if isinstance(child.tag, str):
                    self._lost(child, f"is no element of {plan.written}")
            elif field.simple is not None:
                self._simple(field, child, values)
            elif field.slot.group:
                self._grouped(field, child, values)
            elif field.many:
                values.setdefault(field.name, []).append(self.read(child, field.plan))
            elif field.name in values:
                self._lost(child, "comes more than once")
            else:
                values[field.name] = self.read(child, field.plan)

    def _simple(self, field: Field, child: etree._Element, values: dict[str, Any]) -> None:
        for name in child.attrib:
            self._lost(child, f"has the attribute {etree.QName(name).localname}")
        text = (self._text(child) if len(child) else child.text) or ""
        if field.many:
            self._item(field, text, child, values)
        elif field.name in values:
            self._lost(child, "comes more than once")
        else:
            self._value(field, text, child, values)

    def _value(self, field: Field, text: str, element: etree._Element, values: dict[str, Any]) -> None:
        read = field.read
        if read is None:
            if text or field.default is None:
                values[field.name] = text
                return
            values[field.name], exact = field.default, False
        else:
            try:
                values[field.name], exact = read(text if text or field.default is None else field.default)
            except ValueError as error:
                what = f"has {field.written}=" if field.slot.kind == "attribute" else "holds "
                self._lost(element, f"{what}{text[:60]!r}, which {error}")
                return
            exact = exact and (bool(text) or field.default is None)
        if not exact:
            values.setdefault("_texts", {})[field.name] = text

    def _item(self, field: Field, text: str, element: etree._Element, values: dict[str, Any]) -> None:
        value: Any = text
        if field.read is not None:
            try:
                value = field.read(text)[0]
            except ValueError as error:
                self._lost(element, f"holds {text[:60]!r}, which {error}")
                return
        values.setdefault(field.name, []).append(value)

    def _grouped(self, field: Field, child: etree._Element, values: dict[str, Any]) -> None:
        """A child of a repeated group: it goes on with the group at hand, or begins a new one."""
        plan = field.plan
        groups = values.setdefault(field.name, [])
        names = [one.tag for one in plan.children]
        place = names.index(child.tag)
        part = plan.children[place]
        if groups:
            last = groups[-1].__dict__
            begins = any(one.name in last for one in plan.children[place + 1 :])
            begins = begins or (part.name in last and not part.many)
        if not groups or begins:
            groups.append(plan.cls.__new__(plan.cls))
        held = groups[-1].__dict__
        if part.simple is not None:
            self._simple(part, child, held)
        else:
            held.setdefault(part.name, []).append(self.read(child, part.plan))

    def _attributes(self, element: etree._Element, plan: Plan, values: dict[str, Any]) -> None:
        by_attribute = plan.by_attribute
        for name, text in cast("dict[str, str]", element.attrib).items():
            field = by_attribute.get(name)
            if field is not None:
                self._value(field, text, element, values)
            elif name == _XSI_TYPE:
                self._type(element, text, values)
            elif name.startswith(_XSI):
                values.setdefault("_xsi", {})[name] = text
            elif plan.wild is not None:
                values.setdefault(plan.wild.name, {})[name] = text
            else:
                self._lost(element, f"has no attribute {etree.QName(name).localname} in the schema")

    def _type(self, element: etree._Element, text: str, values: dict[str, Any]) -> None:
        """xsi:type holds a name, whose prefix becomes the usual one of its namespace."""
        prefix, _, local = text.strip(_BLANK).rpartition(":")
        usual = PREFIXES.get(element.nsmap.get(prefix or None) or "")
        if usual is None:
            self._lost(element, f"has xsi:type={text!r}, a type of another schema")
        else:
            values.setdefault("_xsi", {})[_XSI_TYPE] = f"{usual}{local}"

    def _open(self, element: etree._Element, plan: Plan, values: dict[str, Any]) -> None:
        assert plan.open is not None
        typed = plan.typed_children()
        content: list[Any] = [element.text] if element.text else []
        for child in element:
            name = typed.get(child.tag)
            content.append(raw(child) if name is None else self.read(child, plan_named(name)))
            if child.tail:
                content.append(child.tail)
        values[plan.open.name] = content

    def _lost(self, element: etree._Element, reason: str) -> None:
        line = element.sourceline
        self.unread.append(Unread(line if isinstance(line, int) else None, self._paths.of(element), reason))

    def _text(self, element: etree._Element) -> str:
        """The text of an element, comments in it aside; elements in it have no place there."""
        for child in element.iterchildren(etree.Element):
            self._lost(child, f"is no element of {etree.QName(element).localname}")
        return "".join([element.text or "", *(child.tail or "" for child in element)])
