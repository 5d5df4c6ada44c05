"""What the ten documents of a schema are made of, as plain values, and the comparison of two schemas.

``read_components`` walks what xmlschema made of the XSDs, from the ten document elements on. Global elements are
known by their qualified name, local ones by ``OWNER/NAME`` (``OWNER/NAME[2]`` for a further declaration of the same
name in the same owner).

Two spellings of content are brought to one form, because they mean the same: a group that occurs once and holds
one particle is that particle, and a group with one particle is a sequence, whether it is written as a sequence
or a choice. Groups with nothing in them are left out. Everything else is compared as it is written: nesting,
order, occurrence.

Of names of types, what xsi:type can see is compared: the name of an element's type, which types are derived from it
(among those that both schemas declare), and what these say. Names in between are free: an anonymous type has no
derived ones, and an attribute's type cannot be replaced.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import xmlschema
from xmlschema.validators import XsdAnyAttribute, XsdAnyElement, XsdAttribute, XsdElement, XsdGroup
from xmlschema.validators.facets import XsdEnumerationFacets, XsdPatternFacets

from opentrans.names import DOCUMENTS, OPENTRANS, PREFIXES

_XS = "{http://www.w3.org/2001/XMLSchema}"
#: What differs, how it is in ours, how in theirs.
_Difference = tuple[str, object, object]


def readable(name: str) -> str:
    """``{namespace}LOCAL`` with the usual prefix of the namespace instead of its name."""
    namespace, brace, local = name.rpartition("}")
    return PREFIXES.get(namespace[1:], f"{namespace}{brace}") + local if brace else name


@dataclass(frozen=True)
class Text:
    """A simple type: nearest built-in type, its primitive one, white space, facets after all derivation steps.

    ``patterns`` holds one set of alternatives a derivation step; a text must match one of each.
    """

    base: str
    primitive: str
    white_space: str
    facets: tuple[tuple[str, str], ...] = ()
    patterns: tuple[frozenset[str], ...] = ()
    enumeration: frozenset[str] | None = None


@dataclass(frozen=True)
class Attribute:
    """An attribute of an element."""

    use: str
    default: str | None
    fixed: str | None
    text: Text


@dataclass(frozen=True, eq=False)
class Particle:
    """A part of a content model: a group, an element (``key`` leads to its declaration) or a wildcard."""

    kind: str
    minimum: int
    maximum: int | None
    label: str = ""
    key: str = ""
    children: tuple[Particle, ...] = ()

    def __str__(self) -> str:
        sign = {(0, 1): "?", (0, None): "*", (1, None): "+", (1, 1): ""}.get((self.minimum, self.maximum))
        if sign is None:
            sign = f"{{{self.minimum},{'' if self.maximum is None else self.maximum}}}"
        if self.label:
            return self.label + sign
        separator = {"sequence": " , ", "choice": " | "}.get(self.kind, f" {self.kind} ")
        return f"( {separator.join(map(str, self.children))} ){sign}"

    def walk(self) -> Iterator[Particle]:
        """Yield the particle and all in it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Element:
    """An element declaration with all of its type. ``settings`` are its further properties, by name."""

    name: str
    content: Particle | None
    text: Text | None
    attributes: Mapping[str, Attribute]
    any_attribute: str | None
    settings: Mapping[str, str | bool | None]

    def has_wildcard(self) -> bool:
        """Whether a part of the content is not named here."""
        return self.content is not None and any(part.kind == "any" for part in self.content.walk())

    def named_children(self) -> list[Particle]:
        """The elements of the content model."""
        return [part for part in self.content.walk() if part.kind == "element"] if self.content else []


@dataclass(frozen=True)
class Components:
    """All declarations that the ten documents reach, and the names of the schema's globals.

    ``types`` are the named types with text, as far as a reached element has them or they are derived from one that
    it has; ``derived`` says of each type name, built-in ones too, which named types are derived from it.
    """

    elements: Mapping[str, Element]
    types: Mapping[str, Element]
    derived: Mapping[str, frozenset[str]]
    global_elements: frozenset[str]
    global_attributes: frozenset[str]
    global_types: frozenset[str]


@dataclass(frozen=True)
class Comparison:
    """``path: what: ours / theirs`` for each difference, and how many components were compared."""

    differences: tuple[str, ...]
    counts: Mapping[str, int]


def document_names() -> list[str]:
    """The qualified names of the ten document elements."""
    return sorted(f"{{{OPENTRANS}}}{name}" for name in DOCUMENTS)


@dataclass
class _Reader:
    """The walk: which declarations are still to be read, and what was read."""

    schema: xmlschema.XMLSchema10
    elements: dict[str, Element] = field(default_factory=dict)
    todo: list[str] = field(default_factory=list)

    def read(self, also: Iterable[str]) -> Components:
        """Read all; types last, when it is known which of them elements have."""
        maps = self.schema.maps
        self.todo = [name for name in (*document_names(), *also) if name in maps.elements]
        while self.todo:
            name = self.todo.pop()
            if name not in self.elements:
                self._element(name, maps.elements[name], ())
        derived = _derived(maps.types)
        declared = {str(element.settings["type"]) for element in self.elements.values()}
        seen = declared.union(*(derived.get(name, ()) for name in declared))
        return Components(
            elements=dict(sorted(self.elements.items())),
            types={name: self._text_type(maps.types[name]) for name in sorted(seen) if _has_text(maps.types.get(name))},
            derived=derived,
            global_elements=_own(maps.elements),
            global_attributes=_own(maps.attributes),
            global_types=_own(maps.types),
        )

    def _element(self, key: str, declaration: XsdElement, above: tuple[Any, ...]) -> None:
        """Read a declaration; ``above`` are the types around it, in which a local element may recur."""
        kind: Any = declaration.type
        settings = _settings(declaration)
        # before its local elements are read the owner takes its key, so that each key is given once
        self.elements[key] = Element(declaration.name, None, None, {}, None, {**settings, "content": "recurs"})
        if kind in above:
            return
        if _has_text(kind):
            self.elements[key] = self._text_type(kind, declaration.name, settings)
            return
        content = self._particle(kind.content, key, (*above, kind))
        self.elements[key] = Element(declaration.name, content, None, *_attributes(kind), settings)

    def _text_type(self, kind: Any, name: str = "", settings: Mapping[str, str | bool | None] | None = None) -> Element:
        """An element, or a type alone, that holds text."""
        text = _read_text(kind if kind.is_simple() else kind.content)
        return Element(name, None, text, *_attributes(kind), settings or {})

    def _particle(self, part: Any, owner: str, above: tuple[Any, ...]) -> Particle | None:
        occurs: tuple[int, int | None] = (part.min_occurs, part.max_occurs)
        if isinstance(part, XsdElement):
            return Particle("element", *occurs, *self._named(part, owner, above))
        if isinstance(part, XsdAnyElement):
            return Particle("any", *occurs, _wildcard_label(part))
        children = [child for item in part if (child := self._particle(item, owner, above)) is not None]
        if not children:
            return None
        if len(children) > 1:
            return Particle(part.model, *occurs, children=tuple(children))
        return children[0] if occurs == (1, 1) else Particle("sequence", *occurs, children=tuple(children))

    def _named(self, part: XsdElement, owner: str, above: tuple[Any, ...]) -> tuple[str, str]:
        """Label and key of an element in a content model."""
        if part.ref is not None:
            self.todo.append(part.name)
            return readable(part.name), part.name
        key, number = f"{owner}/{part.name}", 1
        while key in self.elements:
            number += 1
            key = f"{owner}/{part.name}[{number}]"
        self._element(key, part, above)
        return f"{readable(part.name)}[local]", key


def read_components(schema: xmlschema.XMLSchema10, also: Iterable[str] = ()) -> Components:
    """Everything that the ten documents of a schema reach, and the global elements ``also`` with all they reach."""
    return _Reader(schema).read(also)


def read_both(ours: xmlschema.XMLSchema10, theirs: xmlschema.XMLSchema10) -> tuple[Components, Components]:
    """Both schemas, with all global elements that ours declares: wildcards may reach more than the documents name."""
    names = sorted(name for name in ours.maps.elements if not name.startswith(_XS))
    return read_components(ours, names), read_components(theirs, names)


def _own(names: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(name for name in names if not name.startswith(_XS))


def _has_text(kind: Any) -> bool:
    """Whether a type (no anonymous one if it is looked up by name) has text and no children."""
    return kind is not None and (kind.is_simple() or not isinstance(kind.content, XsdGroup))


def _derived(types: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """For each type name the own types below it."""
    below: dict[str, set[str]] = {}
    for name in _own(types):
        base = types[name].base_type
        while base is not None:
            if base.name:
                below.setdefault(base.name, set()).add(name)
            base = base.base_type
    return {name: frozenset(names) for name, names in below.items()}


def _settings(declaration: XsdElement) -> dict[str, str | bool | None]:
    kind = declaration.type
    return {
        "type": kind.name or "anonymous",
        "mixed": bool(getattr(kind, "mixed", False)),
        "default": declaration.default,
        "fixed": declaration.fixed,
        "nillable": bool(declaration.nillable),
        "abstract": bool(declaration.abstract),
        "block": declaration.block,
        "final": declaration.final,
        "substitution group": declaration.substitution_group,
        "identities": ", ".join(sorted(str(identity.name) for identity in declaration.identities)) or None,
        "type is abstract": bool(getattr(kind, "abstract", False)),
        "type blocks": getattr(kind, "block", "") or "",
    }


def _attributes(kind: Any) -> tuple[dict[str, Attribute], str | None]:
    """The attributes of a type, and its wildcard for attributes."""
    named = {} if kind.is_simple() else dict(kind.attributes)
    wildcard = named.pop(None, None)
    attributes = {name: _read_attribute(attribute) for name, attribute in sorted(named.items())}
    return attributes, _wildcard_label(wildcard) if isinstance(wildcard, XsdAnyAttribute) else None


def _read_text(kind: Any) -> Text:
    """The effective facets of a simple type: for each facet the value of the last derivation step that sets it."""
    facets: dict[str, str] = {}
    patterns: list[frozenset[str]] = []
    enumeration: frozenset[str] | None = None
    white_space = str(kind.white_space)
    primitive = _local(getattr(kind, "primitive_type", None))
    while not (kind.name or "").startswith(_XS):
        if not hasattr(kind, "base_type") or kind.base_type is None:
            break
        for facet in kind.facets.values():
            if isinstance(facet, XsdPatternFacets):
                patterns.append(_values(facet))
            elif isinstance(facet, XsdEnumerationFacets):
                enumeration = _values(facet) if enumeration is None else enumeration
            elif getattr(facet, "elem", None) is not None:
                facets.setdefault(facet.elem.tag.removeprefix(_XS), str(facet.elem.get("value")))
        base = kind.base_type
        kind = base.content if base.is_complex() else base
    facets.pop("whiteSpace", None)
    return Text(_local(kind), primitive, white_space, tuple(sorted(facets.items())), tuple(patterns), enumeration)


def _values(facets: XsdPatternFacets | XsdEnumerationFacets) -> frozenset[str]:
    return frozenset(str(element.get("value")) for element in facets)


def _local(kind: Any) -> str:
    return str(getattr(kind, "name", None) or type(kind).__name__).replace(_XS, "xs:")


def _read_attribute(attribute: Any) -> Attribute:
    assert isinstance(attribute, XsdAttribute)
    return Attribute(attribute.use or "optional", attribute.default, attribute.fixed, _read_text(attribute.type))


def _wildcard_label(wildcard: Any) -> str:
    """The constraint of a wildcard, ``##other`` and ``##targetNamespace`` said with the namespace that they mean."""
    names = {f"##other than {wildcard.target_namespace}" if n == "##other" else n for n in wildcard.namespace}
    return f"any(namespace={' '.join(sorted(names))} processContents={wildcard.process_contents})"


def compare(ours: Components, theirs: Components) -> Comparison:
    """All differences between two schemas, and the number of components that both have."""
    differences: list[str] = []
    counts: Counter[str] = Counter()
    for key in sorted(ours.elements.keys() | theirs.elements.keys()):
        path = "/".join(readable(name) for name in _split(key))
        mine, other = ours.elements.get(key), theirs.elements.get(key)
        if mine is None or other is None:
            differences.append(f"{path}: element: {_presence(mine)} / {_presence(other)}")
            continue
        counts += _count(other)
        differences += _report(path, _compare_elements(mine, other))
    for name in sorted(ours.types.keys() & theirs.types.keys()):
        counts["named types"] += 1
        differences += _report(f"type {readable(name)}", _compare_elements(ours.types[name], theirs.types[name]))
    return Comparison((*differences, *_compare_names(ours, theirs)), dict(counts))


def _compare_names(ours: Components, theirs: Components) -> Iterator[str]:
    """What xsi:type, wildcards and the root can see: globals that only we have, other substitutes for a type.

    That the original has further globals is known and no difference here: the ten documents do not name them.
    """
    for what in ("global_elements", "global_attributes", "global_types"):
        for name in sorted(getattr(ours, what) - getattr(theirs, what)):
            yield f"{readable(name)}: {what}: there / not there"
    both = ours.global_types & theirs.global_types
    for kind in sorted({str(element.settings["type"]) for element in ours.elements.values()}):
        mine, other = (side.derived.get(kind, frozenset()) & both for side in (ours, theirs))
        yield from _report(f"type {readable(kind)}", _compare_lists("derived types", mine, other))


def _report(path: str, differences: Iterable[_Difference]) -> Iterator[str]:
    for what, mine, other in differences:
        yield f"{path}: {what}: {mine} / {other}"


def _split(key: str) -> list[str]:
    """The qualified names of a key (their namespaces hold slashes)."""
    return key.replace("/{", "\n{").split("\n")


def _presence(item: object) -> str:
    return "not there" if item is None else "there"


def _count(element: Element) -> Counter[str]:
    groups = [part for part in element.content.walk() if part.children] if element.content else []
    wildcards = [part for part in element.content.walk() if part.kind == "any"] if element.content else []
    texts = [element.text, *(attribute.text for attribute in element.attributes.values())]
    return Counter(
        {
            "elements": 1,
            "element references": len(element.named_children()),
            "groups": len(groups),
            "wildcards": len(wildcards),
            "attributes": len(element.attributes),
            "simple types": sum(text is not None for text in texts),
            "facets": sum(_facet_count(text) for text in texts if text is not None),
        }
    )


def _facet_count(text: Text) -> int:
    """Length and number limits and patterns one each, a list of values one each value."""
    return len(text.facets) + len(text.patterns) + len(text.enumeration or ())


def _compare_elements(mine: Element, other: Element) -> Iterator[_Difference]:
    yield from _unequal("content", str(mine.content), str(other.content))
    yield from _unequal("any attribute", mine.any_attribute, other.any_attribute)
    for name in sorted(mine.settings.keys() | other.settings.keys()):
        yield from _unequal(name, mine.settings.get(name), other.settings.get(name))
    yield from _compare_texts("text", mine.text, other.text)
    for name in sorted(mine.attributes.keys() | other.attributes.keys()):
        yield from _compare_attributes(f"@{name}", mine.attributes.get(name), other.attributes.get(name))


def _compare_attributes(what: str, mine: Attribute | None, other: Attribute | None) -> Iterator[_Difference]:
    if mine is None or other is None:
        yield from _unequal(what, _presence(mine), _presence(other))
        return
    yield from _unequal(f"{what} use", mine.use, other.use)
    yield from _unequal(f"{what} default", mine.default, other.default)
    yield from _unequal(f"{what} fixed", mine.fixed, other.fixed)
    yield from _compare_texts(what, mine.text, other.text)


def _compare_texts(what: str, mine: Text | None, other: Text | None) -> Iterator[_Difference]:
    if mine is None or other is None:
        yield from _unequal(what, _presence(mine), _presence(other))
        return
    yield from _unequal(f"{what} base", mine.base, other.base)
    yield from _unequal(f"{what} primitive type", mine.primitive, other.primitive)
    yield from _unequal(f"{what} white space", mine.white_space, other.white_space)
    facets = dict(mine.facets), dict(other.facets)
    for name in sorted(facets[0].keys() | facets[1].keys()):
        yield from _unequal(f"{what} {name}", facets[0].get(name), facets[1].get(name))
    patterns = [[" or ".join(sorted(step)) for step in text.patterns] for text in (mine, other)]
    yield from _unequal(f"{what} patterns", *patterns)
    yield from _compare_lists(f"{what} enumeration", mine.enumeration, other.enumeration)


def _compare_lists(what: str, mine: frozenset[str] | None, other: frozenset[str] | None) -> Iterator[_Difference]:
    """Only what one of two long lists has and the other has not."""
    if mine is None or other is None:
        yield from _unequal(what, _presence(mine), _presence(other))
    elif mine != other:
        yield f"{what} has only here", sorted(mine - other), sorted(other - mine)


def _unequal(what: str, mine: object, other: object) -> Iterator[_Difference]:
    if mine != other:
        yield what, mine, other
