"""From the objects of the model to XML: the schema's order, the usual prefixes, indented by two blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..errors import ModelError, ModelTypeError
from ..names import BMECAT, OPENTRANS, PREFIXES, XMIME, XSI, XSIG
from .base import Base
from .plan import MOST_REMEMBERED, Field, Plan, plan_of
from .raw import Xml

_TO_ESCAPE = re.compile("[&<>\r]")
_TO_ESCAPE_IN_ATTRIBUTE = re.compile('[&<>"\t\n\r]')
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
_XML = "http://www.w3.org/XML/1998/namespace"
_MORE_PREFIXES = (("xsi", XSI), ("xsig", XSIG), ("xmime", XMIME))


def write_document(document: Base) -> bytes:
    """A document as XML in UTF-8: the same bytes for the same values."""
    plan = plan_of(type(document))
    parts: list[str] = []
    _element(document, plan, plan.written, "", parts)
    body = "".join(parts)
    declared = f' xmlns="{OPENTRANS}" xmlns:bmecat="{BMECAT}"'
    declared += "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in _MORE_PREFIXES if f"{prefix}:" in body)
    start = f"<{plan.written}"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{start}{declared}{body[len(start) :]}'.encode()


def escape(text: str) -> str:
    """A text for XML; carriage returns are kept."""
    return _TO_ESCAPE.sub(_entity, text) if _TO_ESCAPE.search(text) else text


def _entity(found: re.Match[str]) -> str:
    return _ESCAPED[found[0]]


def _attribute(name: str, text: str) -> str:
    return f' {name}="{_TO_ESCAPE_IN_ATTRIBUTE.sub(_entity, text)}"'


def _element(element: Base, plan: Plan, name: str, pad: str, parts: list[str]) -> None:
    values = element.__dict__
    texts = values.get("_texts")
    attributes = ""
    held, children = _held(plan, values)
    for field in held:
        value = values[field.name]
        if value is not None:
            attributes += _attribute(field.written, _text(field, plan, value, texts))
    if "_xsi" in values or plan.wild is not None:
        attributes += "".join(_other_attributes(plan, values))
    if plan.text is not None:
        value = values.get(plan.text.name)
        text = "" if value is None else _escaped(plan.text, plan, value, texts)
        parts.append(f"{pad}<{name}{attributes}>{text}</{name}>\n" if text else f"{pad}<{name}{attributes}/>\n")
        return
    if plan.open is not None:
        content = "".join(_open(plan, values.get(plan.open.name) or ()))
        parts.append(f"{pad}<{name}{attributes}>{content}</{name}>\n" if content else f"{pad}<{name}{attributes}/>\n")
        return
    parts.append(f"{pad}<{name}{attributes}>\n")
    before = len(parts)
    _children(plan, children, values, texts, pad + "  ", parts)
    if len(parts) == before:
        parts[-1] = f"{pad}<{name}{attributes}/>\n"
    else:
        parts.append(f"{pad}</{name}>\n")


def _held(plan: Plan, values: dict[str, Any]) -> tuple[list[Field], list[Field]]:
    """The attributes and the children that an element with such values has, in the schema's order."""
    names = tuple(values)
    found = plan.held.get(names)
    if found is None:
        found = (
            [field for field in plan.attributes if field.name in values],
            [field for field in plan.children if field.name in values],
        )
        if len(plan.held) < MOST_REMEMBERED:
            plan.held[names] = found
    return found


def _children(
    plan: Plan,
    fields: list[Field],
    values: dict[str, Any],
    texts: dict[str, str] | None,
    pad: str,
    parts: list[str],
) -> None:
    for field in fields:
        value = values[field.name]
        if value is None:
            continue
        written = field.written
        if field.simple is not None:
            for one in value if field.many else (value,):
                text = _escaped(field, plan, one, None if field.many else texts)
                parts.append(f"{pad}<{written}>{text}</{written}>\n" if text else f"{pad}<{written}/>\n")
            continue
        inner = field.plan
        for one in value if field.many else (value,):
            if type(one) is not inner.cls:
                raise ModelTypeError(f"{plan.name}.{field.name}", f"takes {inner.name}, not {type(one).__name__}")
            if field.slot.group:
                group = one.__dict__
                _children(inner, _held(inner, group)[1], group, group.get("_texts"), pad, parts)
            else:
                _element(one, inner, written, pad, parts)


def _escaped(field: Field, plan: Plan, value: Any, texts: dict[str, str] | None) -> str:
    text = value if texts is None and field.write is None and type(value) is str else _text(field, plan, value, texts)
    return _TO_ESCAPE.sub(_entity, text) if _TO_ESCAPE.search(text) else text


def _text(field: Field, plan: Plan, value: Any, texts: dict[str, str] | None) -> str:
    if texts is not None and field.name in texts:
        return texts[field.name]
    if field.write is None:
        if isinstance(value, str):
            return value
        raise ModelTypeError(f"{plan.name}.{field.name}", f"takes str, not {type(value).__name__}")
    try:
        return field.write(value)
    except (TypeError, ValueError, AttributeError) as error:
        raise ModelError(f"{plan.name}.{field.name}", f"cannot be written: {error}") from error


def _other_attributes(plan: Plan, values: dict[str, Any]) -> Iterator[str]:
    found = dict(values.get("_xsi", {}))
    if plan.wild is not None:
        found |= values.get(plan.wild.name) or {}
    for number, (name, text) in enumerate(found.items()):
        namespace, _, local = name.removeprefix("{").rpartition("}")
        prefix = "xml:" if namespace == _XML else PREFIXES.get(namespace, "")
        if not namespace or prefix:
            yield _attribute(f"{prefix if namespace else ''}{local}", text)
        else:
            yield _attribute(f"xmlns:a{number}", namespace)
            yield _attribute(f"a{number}:{local}", text)


def _open(plan: Plan, content: Any) -> Iterator[str]:
    for part in content:
        if isinstance(part, str):
            yield escape(part)
        elif isinstance(part, Xml):
            yield part.source
        elif not isinstance(part, Base):
            raise ModelTypeError(
                f"{plan.name}.content", f"takes texts, Xml and elements of the schema, not {type(part).__name__}"
            )
        else:
            inner = plan_of(type(part))
            lines: list[str] = []
            _element(part, inner, inner.written, "", lines)
            yield "".join(lines).removesuffix("\n")
