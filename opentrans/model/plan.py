"""How each class of the model is read, written and checked, made from the schema's tables when it is first needed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from ..names import PREFIXES
from ..schema.tables import Declaration, Particle, SimpleType, Tables, bundled_tables
from .shape import Slot, named_children, slots_of
from .values import PythonType, Reader, Writer, python_type, reader_of, short_codes, writer_of

if TYPE_CHECKING:
    from .base import Base

#: So many combinations of fields of a class, and texts of a field, are remembered.
MOST_REMEMBERED = 1000
_PREFIXED = {f"{{{uri}}}": prefix for uri, prefix in PREFIXES.items()}
_NAMESPACES = {prefix: uri for uri, prefix in PREFIXES.items()}


def clark(name: str) -> str:
    """The Clark name of an element: ``bmecat:NAME``, or ``ORDER_ID`` for one of openTRANS."""
    prefix, colon, local = name.rpartition(":")
    return f"{{{_NAMESPACES[prefix + colon]}}}{local}"


def written_name(tag: str) -> str:
    """How a Clark name is written: with the usual prefix, none for openTRANS."""
    for start, prefix in _PREFIXED.items():
        if tag.startswith(start):
            return prefix + tag[len(start) :]
    return tag


@cache
def model_tables() -> Tables:
    """The tables that the model was made from."""
    return bundled_tables("itscope")


@cache
def declarations() -> dict[str, Declaration]:
    """The element declarations by their Clark names; local ones too, where no global one bears the name."""
    tables = model_tables()
    found = {one.name: one for one in map(tables.declaration, range(len(tables)))}
    return found | {name: tables.declaration(index) for name, index in tables.elements.items()}


class Field:
    """A field of a class, ready for use."""

    __slots__ = (
        "_plan",
        "codes",
        "default",
        "many",
        "name",
        "read",
        "required",
        "simple",
        "slot",
        "tag",
        "type",
        "write",
        "written",
    )

    def __init__(self, slot: Slot) -> None:
        self.slot: Slot = slot
        self.name: str = slot.name
        self.tag: str = slot.tag
        self.many: bool = slot.many
        self.required: bool = slot.required
        self.written: str = written_name(slot.tag)
        self.read: Reader | None = None if slot.simple is None else reader_of(slot.simple)
        self.write: Writer | None = None if slot.simple is None else writer_of(slot.simple)
        self.simple: SimpleType | None = slot.simple
        self.type: PythonType | None = None if slot.simple is None else python_type(slot.simple)
        self.codes: dict[str, str] | None = None
        if slot.simple is not None and (codes := short_codes(slot.simple)) is not None:
            self.codes = {code: code for code in codes}
        self._plan: Plan | None = None
        self.default: str | None = None if slot.declaration is None else slot.declaration.default

    @property
    def plan(self) -> Plan:
        """The plan of the class that the field's values are of."""
        if self._plan is None:
            self._plan = plan_named(self.slot.class_name or "")
        return self._plan


class Plan:
    """A class of the model: its fields by name, in the schema's order, and by the names they have in XML."""

    def __init__(self, cls: type[Base], tag: str, slots: tuple[Slot, ...], content: Particle | None) -> None:
        self.cls = cls
        self.name: str = cls.__name__
        self.tag = tag
        self.written: str = written_name(tag)
        self.content = content
        self.fields: dict[str, Field] = {slot.name: Field(slot) for slot in slots}
        found = list(self.fields.values())
        self.attributes: list[Field] = [field for field in found if field.slot.kind == "attribute"]
        self.by_attribute: dict[str, Field] = {field.tag: field for field in self.attributes}
        self.text: Field | None = next((field for field in found if field.slot.kind == "text"), None)
        self.open: Field | None = next((field for field in found if field.slot.kind == "open"), None)
        self.wild: Field | None = next((field for field in found if field.slot.kind == "wild"), None)
        self.children: list[Field] = [field for field in found if field.slot.kind in ("child", "group")]
        self.by_tag: dict[str, Field] = {field.tag: field for field in self.children if field.slot.kind == "child"}
        for field in self.children:
            self.by_tag.update(dict.fromkeys((slot.tag for slot in field.slot.group), field))
        self.required: list[str] = [field.name for field in found if field.required]
        #: fields that may be left out, so that None or an empty list says nothing
        self.optional: frozenset[str] = frozenset(
            field.name for field in found if not field.required and field.slot.kind != "wild"
        )
        #: what takes the values of fields, and the combinations of fields that were found good (see ``checks``)
        self.takes: dict[str, tuple[Callable[[Any], Any], bool]] = {}
        self.shapes: dict[tuple[str | int, ...], dict[str, Any]] = {}
        #: the attributes and children that elements have, by the names of what is set (see ``writing``)
        self.held: dict[tuple[str, ...], tuple[list[Field], list[Field]]] = {}

    @cached_property
    def fill(self) -> Callable[[Base, Plan, dict[str, Any]], None]:
        """What sets the fields of a new element; asked for only where elements are made, not where they are read."""
        from .checks import fill

        return fill

    def typed_children(self) -> dict[str, str]:
        """The classes of elements that open content names (Clark name -> class name)."""
        from .shape import class_name_of

        if self.content is None:
            return {}
        found = named_children(self.content, model_tables())
        return {one.name: class_name_of(one.name) for one in found if not one.simple}


def plan_named(class_name: str) -> Plan:
    """The plan of the class with a name."""
    from . import elements

    return plan_of(getattr(elements, class_name))


def plan_of(cls: type[Base]) -> Plan:
    """The plan of a class."""
    found = _PLANS.get(cls)
    if found is None:
        found = _PLANS[cls] = _plan(cls)
    return found


_PLANS: dict[type[Any], Plan] = {}


def _plan(cls: type[Base]) -> Plan:
    tables = model_tables()
    declaration = declarations()[clark(cls.element_name)]
    found = tables.complex(declaration.type)
    slots = slots_of(found, tables)
    if cls.is_group:
        slot = next(slot for slot in slots if slot.class_name == cls.__name__)
        return Plan(cls, slot.group[0].tag, slot.group, slot.content)
    return Plan(cls, declaration.name, slots, found.content)
