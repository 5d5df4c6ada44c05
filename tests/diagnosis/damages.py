"""The sixteen kinds of damage: each yields ways to break a valid document; the caller drops those that do not."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from opentrans.names import BMECAT, OPENTRANS
from opentrans.validation.diagnosis.index import Index

from .choices import broken_choices
from .source import Anchor, Damage, Edit, Node, Source


@dataclass(frozen=True)
class Workshop:
    """A document to be broken, the content models it follows, and chance."""

    source: Source
    index: Index
    chance: random.Random

    def models(self) -> Iterator[tuple[Node, Collection[str]]]:
        """Elements that hold elements only, and the names that they may hold; what UDX elements hold is left out."""
        for node in self.source.root.walk():
            if any(other.local.endswith("_UDX") for other in (node, *node.ancestors())):
                continue
            names = self.index.children_of(node.tag)
            if names and node.children:
                yield node, names

    def leaves(self) -> Iterator[Node]:
        """Elements that hold a text; what UDX elements hold is left out."""
        for node in self.source.root.walk():
            if node.children or not self.source.inner(node).strip():
                continue
            if not any(other.local.endswith("_UDX") for other in (node, *node.ancestors())):
                yield node


def _next(parent: Node, index: int) -> Anchor:
    """Where to look for what is missing before the child with this index."""
    return Anchor(parent.children[index].start if index < len(parent.children) else parent.end_tag)


def _damage(kind: str, place: Node, edits: tuple[Edit, ...], *anchors: Anchor, rule: str = "") -> Damage:
    return Damage(kind, f"schema/{rule or kind}", place, edits, anchors)


def missing_elements(shop: Workshop) -> Iterator[Damage]:
    """A child removed."""
    for parent, _ in shop.models():
        for index, child in enumerate(parent.children):
            yield _damage("missing-element", parent, (Edit(child.start, child.end, b""),), _next(parent, index + 1))


def misplaced_elements(shop: Workshop) -> Iterator[Damage]:
    """A child moved to another place among its siblings; where it passed one kind only, that may be called moved."""
    for parent, _ in shop.models():
        for index, child in enumerate(parent.children):
            text = shop.source.outer(child)
            places = [place for place in range(len(parent.children)) if place != index]
            for place in shop.chance.sample(places, min(2, len(places))):
                other = parent.children[place]
                at = other.start if place < index else other.end
                write = Edit(at, at, text if place < index else b"\n" + text)
                anchors = [Anchor(0 if place < index else 1, write)]
                passed = parent.children[place:index] if place < index else parent.children[index + 1 : place + 1]
                others = [sibling for sibling in passed if sibling.tag != child.tag]
                if len({sibling.tag for sibling in others}) == len(others) == 1:
                    anchors.append(Anchor(others[0].start))
                yield _damage("misplaced-element", parent, (Edit(child.start, child.end, b""), write), *anchors)


def wrong_namespaces(shop: Workshop) -> Iterator[Damage]:
    """An element of BMEcat written as openTRANS's, the other way round, and the root without a namespace."""
    for parent, _ in shop.models():
        for child in parent.children:
            other = {OPENTRANS: BMECAT, BMECAT: OPENTRANS}.get(child.namespace)
            prefixes = [prefix for prefix, uri in child.prefixes.items() if uri == other]
            for prefix in prefixes[:1]:
                name = f"{prefix}:{child.local}" if prefix else child.local
                yield _damage("wrong-namespace", parent, _renamed(child, name), Anchor(child.start))
    root = shop.source.root
    head = shop.source.head(root)
    for wrong in (b"", b' xmlns="http://www.opentrans.org/XMLSchema/1.0"', b' xmlns="urn:example"'):
        declared = f' xmlns="{OPENTRANS}"'.encode()
        if declared in head:
            at = root.start + head.index(declared)
            yield _damage("wrong-namespace", root, (Edit(at, at + len(declared), wrong),), Anchor(root.start))


def _renamed(node: Node, name: str) -> tuple[Edit, ...]:
    old = len(node.name.encode())
    edits = [Edit(node.start + 1, node.start + 1 + old, name.encode())]
    if node.end > node.content:
        edits.append(Edit(node.end_tag + 2, node.end_tag + 2 + old, name.encode()))
    return tuple(edits)


_UNKNOWN = ("INTERNAL_NOTE", "X_STATUS", "CostCentre", "FOO", "CUSTOM_FIELD_7", "bemerkung")


def unknown_elements(shop: Workshop) -> Iterator[Damage]:
    """An element that openTRANS does not know, put in, and elements whose name is mistyped."""
    for parent, _ in shop.models():
        index = shop.chance.randrange(len(parent.children) + 1)
        at = parent.children[index].start if index < len(parent.children) else parent.end_tag
        name = shop.chance.choice(_UNKNOWN)
        write = Edit(at, at, f"<{name}>x</{name}>\n".encode())
        yield _damage("unknown-element", parent, (write,), Anchor(0, write))
        child = shop.chance.choice(parent.children)
        if child.parent is not None and len(child.local) > 5:
            typo = _mistyped(child.local, shop.chance)
            if not shop.index.is_known(f"{{{child.namespace}}}{typo}"):
                name = child.name[: -len(child.local)] + typo
                yield _damage("unknown-element", parent, _renamed(child, name), Anchor(child.start))


def _mistyped(name: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(name) - 1)
    return chance.choice(
        [
            name[:at] + name[at + 1 :],
            name[:at] + name[at] + name[at:],
            name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        ]
    )


def elements_of_others(shop: Workshop) -> Iterator[Damage]:
    """An element that belongs to another parent."""
    known = {leaf.tag: leaf for leaf in shop.leaves()}.values()
    for parent, names in shop.models():
        locals_ = {name.rpartition("}")[2] for name in names}
        foreign = [leaf for leaf in known if leaf.local not in locals_]
        for leaf in shop.chance.sample(foreign, min(2, len(foreign))):
            index = shop.chance.randrange(len(parent.children) + 1)
            at = parent.children[index].start if index < len(parent.children) else parent.end_tag
            write = Edit(at, at, shop.source.outer(leaf) + b"\n")
            yield _damage("of-another-parent", parent, (write,), Anchor(0, write), rule="unknown-element")


def too_many(shop: Workshop) -> Iterator[Damage]:
    """A child given twice."""
    for parent, _ in shop.models():
        for child in parent.children:
            write = Edit(child.end, child.end, b"\n" + shop.source.outer(child))
            yield _damage("too-many", parent, (write,), Anchor(1, write))


def empty_values(shop: Workshop) -> Iterator[Damage]:
    """A text, or the value of an attribute, left empty."""
    for leaf in shop.leaves():
        yield _damage("empty-value", leaf, (Edit(leaf.content, leaf.end_tag, b""),), Anchor(leaf.start))
        yield from _attribute_values(shop, leaf, "empty-value", "")


def _text(kind: str, leaf: Node, value: str) -> Damage:
    return _damage(kind, leaf, (Edit(leaf.content, leaf.end_tag, value.encode()),), Anchor(leaf.start))


def _attribute_values(shop: Workshop, node: Node, kind: str, value: str) -> Iterator[Damage]:
    for name, start, end in shop.source.attributes(node):
        yield _damage(kind, node, (Edit(start, end, f' {name}="{value}"'.encode()),), Anchor(node.start))


_LENGTHS = (17, 21, 31, 33, 51, 61, 65, 81, 101, 151, 251, 256, 1025, 6001, 64001)


def too_long(shop: Workshop) -> Iterator[Damage]:
    """A text longer than allowed."""
    for leaf in shop.leaves():
        for length in shop.chance.sample(_LENGTHS, 6):
            yield _text("too-long", leaf, "Ünbekannt"[: length % 9] + "x" * (length - length % 9))


_CODES = ("STK", "PCE", "PLN", "Deutschland", "de", "EURO", "unknown_value", "kg", "UK", "buyers", "Ä")


def bad_codes(shop: Workshop) -> Iterator[Damage]:
    """A code that its list does not hold."""
    for leaf in shop.leaves():
        for code in shop.chance.sample(_CODES, 2):
            yield _text("bad-code", leaf, code)
        yield from _attribute_values(shop, leaf, "bad-code", shop.chance.choice(_CODES))


_DATES = (
    "31.12.2026",
    "20261231",
    "2026-12-31 10:15:54",
    "12/31/2026",
    "2026-12-31T10:15:54+0200",
    "2026-13-01",
    "morgen",
    " 2026-12-31",
)


def bad_dates(shop: Workshop) -> Iterator[Damage]:
    """A date in another form."""
    for leaf in shop.leaves():
        if "DATE" in leaf.local:
            for date in shop.chance.sample(_DATES, 4):
                yield _text("bad-date", leaf, date)


_NUMBERS = ("1.234,50", "12,5", "12 EUR", "abc", "1 234", "--5", "1,234.50", "5 St", "12.5.3")


def bad_numbers(shop: Workshop) -> Iterator[Damage]:
    """A number in another form, or none."""
    for leaf in shop.leaves():
        for number in shop.chance.sample(_NUMBERS, 2):
            yield _text("bad-number", leaf, number)


_BOOLEANS = (
    "yes",
    "no",
    "1",
    "0",
    "ja",
    "nein",
    "wahr",
    "falsch",
    "Y",
    "N",
    "true ",
    "oui",
    "-",
    "T",
    "F",
    "x",
    "maybe",
)


def bad_booleans(shop: Workshop) -> Iterator[Damage]:
    """A truth value in another form."""
    for leaf in shop.leaves():
        if shop.source.inner(leaf).lower() in (b"true", b"false"):
            for value in _BOOLEANS:
                yield _text("bad-boolean", leaf, value)


def missing_attributes(shop: Workshop) -> Iterator[Damage]:
    """An attribute removed."""
    for node in shop.source.root.walk():
        for _, start, end in shop.source.attributes(node):
            yield _damage("missing-attribute", node, (Edit(start, end, b""),), Anchor(node.start))


def unknown_attributes(shop: Workshop) -> Iterator[Damage]:
    """An attribute that the element does not have."""
    for node in shop.source.root.walk():
        if any(other.local.endswith("_UDX") for other in (node, *node.ancestors())):
            continue
        name = shop.chance.choice(["id", "foo", "status", "xml:lang", "Lang", "key"])
        at = node.start + 1 + len(node.name.encode())
        yield _damage("unknown-attribute", node, (Edit(at, at, f' {name}="x"'.encode()),), Anchor(node.start))


def unexpected_texts(shop: Workshop) -> Iterator[Damage]:
    """Text where elements belong."""
    for parent, _ in shop.models():
        index = shop.chance.randrange(len(parent.children) + 1)
        at = parent.children[index].start if index < len(parent.children) else parent.end_tag
        text = shop.chance.choice(["x", "TODO", "siehe unten", "\u00a0", ";"])
        yield _damage("unexpected-text", parent, (Edit(at, at, text.encode()),), Anchor(parent.start))


def broken_choice(shop: Workshop) -> Iterator[Damage]:
    """None or two of what excludes each other."""
    yield from broken_choices(shop.source, shop.index)


KINDS: dict[str, Callable[[Workshop], Iterator[Damage]]] = {
    "missing-element": missing_elements,
    "misplaced-element": misplaced_elements,
    "wrong-namespace": wrong_namespaces,
    "unknown-element": unknown_elements,
    "of-another-parent": elements_of_others,
    "too-many": too_many,
    "empty-value": empty_values,
    "too-long": too_long,
    "bad-code": bad_codes,
    "bad-date": bad_dates,
    "bad-number": bad_numbers,
    "bad-boolean": bad_booleans,
    "missing-attribute": missing_attributes,
    "unknown-attribute": unknown_attributes,
    "unexpected-text": unexpected_texts,
    "choice-broken": broken_choice,
}
