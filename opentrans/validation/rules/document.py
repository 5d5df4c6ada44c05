"""A light view of a document for the rules, made once in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from lxml import etree

from ...amounts import ZERO, Adjustment, Tolerances
from ...schema.sets import RuleFamily
from .elements import LOCAL, Fields, children, fields, local, text
from .lazy import lazy
from .line import Line, Tax, adjustments_of, taxes_of
from .names import DATES, REFERENCES, scanned_names


@dataclass(slots=True)
class PartyId:
    """A PARTY_ID with its type ("" without)."""

    value: str
    type: str
    element: etree._Element


@dataclass(slots=True)
class Party:
    """A PARTY: its ids, its roles and its first ADDRESS."""

    element: etree._Element
    ids: list[PartyId]
    roles: list[str]
    address: etree._Element | None


class Reference(NamedTuple):
    """A reference to a party: its name and number, and the parties of this number with the types of theirs."""

    element: etree._Element
    name: str
    value: str
    named: list[tuple[Party, str]]


@dataclass
class Document:
    """What the rules see of a document.

    ``info`` are the fields of its ..._INFO element, ``header`` and ``summary`` of the elements of these names;
    ``numbered`` are the parties by each of their numbers, with its type; ``scanned`` holds, by local name, the dates,
    references, codes and floats from anywhere.
    """

    root: etree._Element
    kind: str
    family: RuleFamily
    tolerances: Tolerances
    header: Fields = field(default_factory=dict)
    info: Fields = field(default_factory=dict)
    summary: Fields = field(default_factory=dict)
    info_element: etree._Element | None = None
    parties: list[Party] = field(default_factory=list)
    numbered: dict[str, list[tuple[Party, str]]] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    scanned: dict[str, list[etree._Element]] = field(default_factory=dict)

    def scan(self, names: Iterable[str]) -> Iterator[etree._Element]:
        """The scanned elements of these names."""
        for name in names:
            if name in self.scanned:
                yield from self.scanned[name]

    @lazy
    def references(self) -> list[Reference]:
        """The references to parties, with the parties that they name."""
        numbered = self.numbered
        return [
            Reference(element, name, value, numbered.get(value, []))
            for name, elements in self.scanned.items()
            if name in REFERENCES
            for element in elements
            if (value := text(element))
        ]

    @lazy
    def dates(self) -> list[tuple[etree._Element, str]]:
        """Those dates from anywhere that are not beyond doubt: of the last days of a month, or of odd years."""
        return [
            (element, value)
            for element in self.scan(DATES)
            if (value := text(element))[8:10] > "28" or value[:2] != "20"
        ]

    @lazy
    def net(self) -> Decimal | None:
        """The sum of the lines' amounts; calculated where a line states none, None where that is not possible."""
        total = ZERO
        for line in self.lines:
            amount = line.net()
            if amount is None:
                return None
            total += amount
        return total if self.lines else None

    @lazy
    def calculated_net(self) -> Decimal | None:
        """The sum of price x quantity of all lines, whatever amounts they state; None where that is not possible."""
        found = [amount for line in self.lines if (amount := line.calculated()) is not None]
        return sum(found, ZERO) if self.lines and len(found) == len(self.lines) else None

    @lazy
    def charges(self) -> tuple[Adjustment, ...] | None:
        """The allowances and surcharges of the summary; None where they cannot be calculated with."""
        element = self.summary.get("ALLOW_OR_CHARGES_FIX")
        return () if element is None else adjustments_of(element)

    @lazy
    def taxes(self) -> list[Tax]:
        """The taxes of the summary."""
        return taxes_of(self.summary.get("TOTAL_TAX"))


def read_document(root: etree._Element, kind: str, family: RuleFamily, tolerances: Tolerances) -> Document:
    """The view of a tree; every part that is missing is empty."""
    document = Document(root, kind, family, tolerances)
    for part in root[:]:  # type: ignore[index]  # the stubs know no slices; they are the fastest
        name = local(part)
        if name.endswith("_HEADER"):
            document.header = fields(part)
            info = document.header.get(f"{name[:-7]}_INFO")
            if info is not None:
                document.info_element, document.info = info, fields(info)
        elif name.endswith("_ITEM_LIST"):
            items = part[:]  # type: ignore[index]
            document.lines += [Line(item) for item in items if local(item).endswith("_ITEM")]
        elif name.endswith("_SUMMARY"):
            document.summary = fields(part)
    document.parties = [_party(one) for one in children(document.info.get("PARTIES"), "PARTY")]
    for party in document.parties:
        for one in party.ids:
            document.numbered.setdefault(one.value, []).append((party, one.type))
    document.numbered.pop("", None)
    _scan(document)
    return document


def _scan(document: Document) -> None:
    scanned = document.scanned
    for element in document.root.iter(*scanned_names(document.kind)):
        name = LOCAL[element.tag]
        if name in scanned:
            scanned[name].append(element)
        elif name:
            scanned[name] = [element]


def _party(element: etree._Element) -> Party:
    ids, roles, address = [], [], None
    for child in element[:]:  # type: ignore[index]
        name = local(child)
        if name == "PARTY_ID":
            ids.append(PartyId(text(child), child.get("type", ""), child))
        elif name == "PARTY_ROLE":
            roles.append(text(child))
        elif name == "ADDRESS" and address is None:
            address = child
    return Party(element, ids, roles, address)
