"""The shape of an element's content as fields: what the generator writes down and what reading and writing go by.

Content models are flattened: the children of nested sequences and choices become fields of one class, in the
schema's order. A sequence that repeats becomes one field, a list of a small class of its own. Mixed content and
content with wildcards stays a list of texts and elements (``OPEN``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ..names import BMECAT, XSIG
from ..schema.tables import ComplexType, Declaration, Particle, SimpleType, Tables

Kind = Literal["attribute", "text", "child", "group", "open", "wild"]

#: Local names that stand for different elements in the two namespaces.
_IN_BOTH = frozenset({"MIME", "MIME_INFO"})
_WORDS = {"ORDERRESPONSE": "OrderResponse", "DISPATCHNOTIFICATION": "DispatchNotification"}
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True, slots=True)
class Slot:
    """A field of a class: its name in Python, the Clark name in XML, and what it holds.

    ``declaration`` is that of a child, ``simple`` the type of a text (of a simple child, an attribute, the element's
    own); ``group`` are the fields of a repeated group, ``class_name`` is set where values are of a class of the model.
    """

    name: str
    tag: str
    kind: Kind
    required: bool = False
    many: bool = False
    declaration: Declaration | None = None
    simple: SimpleType | None = None
    class_name: str | None = None
    group: tuple[Slot, ...] = ()
    content: Particle | None = None


def class_name_of(tag: str) -> str:
    """The class for an element: ``ORDER_INFO`` is OrderInfo; of two alike, BMEcat's bears its name; XML signatures'
    begin with Xsig.

    >>> class_name_of("{http://www.bmecat.org/bmecat/2005}MIME_INFO")
    'BmecatMimeInfo'
    """
    namespace, local = tag[1:].split("}")
    if namespace == XSIG:
        return f"Xsig{local}"
    name = "".join(_WORDS.get(word, word.capitalize()) for word in local.split("_"))
    return f"Bmecat{name}" if namespace == BMECAT and local in _IN_BOTH else name


def field_name_of(tag: str) -> str:
    """The field for a child or an attribute: ``ORDER_DATE`` is order_date, ``SignedInfo`` signed_info."""
    local = tag.rpartition("}")[2]
    return (local if "_" in local or local.isupper() else _HUMP.sub("_", local)).lower().replace(".", "_")


def slots_of(found: ComplexType, tables: Tables) -> tuple[Slot, ...]:
    """The fields of a complex type: its text, its children in the schema's order, its attributes."""
    slots: list[Slot] = []
    if found.text is not None:
        slots.append(Slot("value", "", "text", required=True, simple=tables.simple(found.text)))
    elif found.content is not None:
        if is_open(found):
            slots.append(Slot("content", "", "open", many=True, content=found.content))
        else:
            slots.extend(_children(found.content, tables, required=True))
    slots.extend(
        Slot(field_name_of(one.name), one.name, "attribute", one.required, simple=tables.simple(one.type))
        for one in found.attributes.values()
    )
    if found.any_attribute:
        slots.append(Slot("attributes", "", "wild"))
    return tuple(slots)


def is_open(found: ComplexType) -> bool:
    """Is the content kept as a list: is it mixed, or does it hold a wildcard?"""
    return found.mixed or (found.content is not None and _has_wildcard(found.content))


def _has_wildcard(particle: Particle) -> bool:
    return particle.kind == "any" or any(_has_wildcard(part) for part in particle.parts)


def named_children(particle: Particle, tables: Tables) -> Iterator[Declaration]:
    """The declarations that a content model names."""
    if particle.kind == "element":
        yield tables.declaration(particle.declaration)
    for part in particle.parts:
        yield from named_children(part, tables)


def _children(particle: Particle, tables: Tables, required: bool) -> Iterator[Slot]:
    required = required and particle.low > 0
    if particle.kind == "element":
        declaration = tables.declaration(particle.declaration)
        yield Slot(
            field_name_of(declaration.name),
            declaration.name,
            "child",
            required,
            particle.high != 1,
            declaration,
            tables.simple(declaration.type) if declaration.simple else None,
            None if declaration.simple else class_name_of(declaration.name),
        )
    elif particle.high != 1:
        group = tuple(slot for part in particle.parts for slot in _children(part, tables, required=True))
        first = group[0]
        yield Slot(
            first.name,
            "",
            "group",
            required,
            many=True,
            class_name=f"{class_name_of(first.tag)}Group",
            group=group,
            content=Particle(particle.kind, 1, 1, parts=particle.parts),
        )
    else:
        alone = particle.kind != "choice" or len(particle.parts) == 1
        for part in particle.parts:
            yield from _children(part, tables, required and alone)
