"""The safe kinds of damage: each yields ways to break a valid document that have one remedy."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from opentrans.names import BMECAT, OPENTRANS
from opentrans.validation.diagnosis.index import Index
from tests.diagnosis.source import Edit, Node, Source

Ways = Iterator[tuple[Edit, ...]]


class Workshop:
    """A document to be damaged, the content models that it follows, and chance."""

    def __init__(self, data: bytes, index: Index, chance: random.Random) -> None:
        self.source = Source(data)
        self.index = index
        self.chance = chance

    def parents(self) -> Iterator[Node]:
        """Elements with children; what UDX elements hold is left out."""
        for node in self.source.root.walk():
            if node.children and not _in_udx(node):
                yield node

    def leaves(self) -> Iterator[tuple[Node, str]]:
        """Elements that hold a text, with the text."""
        for node in self.source.root.walk():
            inner = self.source.inner(node)
            if not node.children and inner.strip() and b"<" not in inner and not _in_udx(node):
                yield node, inner.decode()

    def text(self, node: Node, value: str) -> tuple[Edit, ...]:
        return (Edit(node.content, node.end_tag, value.encode()),)


def _in_udx(node: Node) -> bool:
    return any(other.local.endswith("_UDX") for other in (node, *node.ancestors()))


def moved(shop: Workshop) -> Ways:
    """A child moved with its line; those of one name keep their order."""
    for parent in shop.parents():
        ends = [parent.content, *(child.end for child in parent.children)]
        for number, child in enumerate(parent.children):
            lead = shop.source.data[ends[number] : child.start]
            if lead.strip():
                continue
            for place in range(len(ends)):
                passed = parent.children[min(place, number) : max(place, number + 1)]
                if place in (number, number + 1) or sum(other.tag == child.tag for other in passed) > 1:
                    continue
                text = lead + shop.source.outer(child)
                yield Edit(ends[number], child.end, b""), Edit(ends[place], ends[place], text)


def shuffled(shop: Workshop) -> Ways:
    """All children of an element in a wild order; those of one name keep theirs."""
    for parent in shop.parents():
        ends = [parent.content, *(child.end for child in parent.children)]
        parts = [shop.source.data[begin:end] for begin, end in pairwise(ends)]
        tags = [child.tag for child in parent.children]
        if len(set(tags)) != len(tags) or len(tags) < 3 or any(b"<!--" in part for part in parts):
            continue
        for _ in range(3):
            order = parts[:]
            shop.chance.shuffle(order)
            yield (Edit(ends[0], ends[-1], b"".join(order)),)


def _renamed(node: Node, name: str) -> tuple[Edit, ...]:
    old = len(node.name.encode())
    edits = [Edit(node.start + 1, node.start + 1 + old, name.encode())]
    if node.end > node.content:
        edits.append(Edit(node.end_tag + 2, node.end_tag + 2 + old, name.encode()))
    return tuple(edits)


def other_namespace(shop: Workshop) -> Ways:
    """An element of BMEcat written as openTRANS's, or the other way round; one, or some at once."""
    found = []
    for parent in shop.parents():
        for child in parent.children:
            other = {OPENTRANS: BMECAT, BMECAT: OPENTRANS}.get(child.namespace)
            prefix = next((prefix for prefix, uri in child.prefixes.items() if uri == other), None)
            if prefix is not None and b"xmlns" not in shop.source.head(child):
                found.append(_renamed(child, f"{prefix}:{child.local}" if prefix else child.local))
    yield from found
    for _ in range(10):
        if len(found) > 3:
            chosen = shop.chance.sample(found, 3)
            yield tuple(edit for edits in chosen for edit in edits)


def _without_namespaces(shop: Workshop) -> tuple[Edit, ...]:
    data = shop.source.data
    kept = re.compile(rb"""\sxmlns(?::\w+)?=(?:"[^"]*"|'[^']*')""")
    edits: list[Edit] = []
    for node in shop.source.root.walk():
        edits += _renamed(node, node.local)
        for match in kept.finditer(data, node.start, node.content):
            if re.search(rb"XMLSchema/2\.1|bmecat", match[0]):
                edits.append(Edit(match.start(), match.end(), b""))
    return tuple(edits)


def _is_usual(shop: Workshop) -> bool:
    """Are both namespaces declared as usual, on the root alone?"""
    usual = {"": OPENTRANS, "bmecat": BMECAT}
    return all(
        {prefix: uri for prefix, uri in node.prefixes.items() if uri in usual.values()} == usual
        for node in shop.source.root.walk()
    ) and not any(b"xmlns=" in shop.source.head(node) for node in shop.source.root.walk() if node.parent is not None)


def _only_ours(shop: Workshop) -> bool:
    return all(node.namespace in (OPENTRANS, BMECAT) for node in shop.source.root.walk())


def no_namespaces(shop: Workshop) -> Ways:
    """The whole document without namespaces, which had the usual prefixes."""
    if _only_ours(shop) and _is_usual(shop):
        yield _without_namespaces(shop)


def no_namespaces_own_prefixes(shop: Workshop) -> Ways:
    """The same of documents that had other prefixes."""
    if _only_ours(shop) and not _is_usual(shop):
        yield _without_namespaces(shop)


def foreign_namespaces(shop: Workshop) -> Ways:
    """A namespace that is written wrongly wherever it is declared."""
    data = shop.source.data
    for right, wrongs in (
        (OPENTRANS, ("urn:example", "https://www.opentrans.org/XMLSchema/2.1", f"{OPENTRANS}fd", f"{OPENTRANS}/")),
        (OPENTRANS, ("http://www.opentrans.org/XMLSchema/1.0", "http://www.opentrans.org/XMLSchema/2.0")),
        (BMECAT, (f"{BMECAT}fd", "http://www.bmecat.org/bmecat/2005.1", "https://www.bmecat.org/bmecat/2005")),
        (BMECAT, ("http://www.bmecat.org/XMLSchema/1.2/bmecat_new_catalog", OPENTRANS)),
    ):
        for wrong in wrongs:
            places = re.finditer(re.escape(f'"{right}"').encode(), data)
            yield tuple(Edit(one.start() + 1, one.end() - 1, wrong.encode()) for one in places)


def no_version(shop: Workshop) -> Ways:
    """The attribute version left out."""
    for name, start, end in shop.source.attributes(shop.source.root):
        if name == "version":
            yield (Edit(start, end, b""),)


_BLANKS = (" {}", "{} ", "\n      {}\n    ", "\t{}", "{}\u00a0")


def blanks(shop: Workshop) -> Ways:
    """Blanks around a value or the value of an attribute."""
    for node, text in shop.leaves():
        yield shop.text(node, shop.chance.choice(_BLANKS).format(text))
    for node in shop.source.root.walk():
        for _, start, end in shop.source.attributes(node):
            old = shop.source.data[start:end]
            yield (Edit(start, end, old[:-1] + b" " + old[-1:]),)


def dates(shop: Workshop) -> Ways:
    """Dates as people and other formats write them."""
    for node, text in shop.leaves():
        found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(Z|[+-]\d\d:\d\d)?)?", text)
        if found is None:
            continue
        year, month, day, time, zone = found.groups()
        if time is None:
            forms = [f"{year}{month}{day}", f"{day}.{month}.{year}", f"{year}/{month}/{day}", f"{year}.{month}.{day}"]
            forms += [f"{year}-{int(month)}-{int(day)}"] if "0" in (month[0], day[0]) else []
        else:
            zone = zone or ""
            forms = [f"{year}-{month}-{day} {time}{zone}", f"{day}.{month}.{year} {time}{zone}", f"{text} "]
            forms += [f"{year}{month}{day}T{time.replace(':', '')}"] if not zone else []
            forms += [text.replace(zone, zone.replace(":", ""))] if zone[:1] in ("+", "-") else []
        for form in forms:
            yield shop.text(node, form)


def numbers(shop: Workshop) -> Ways:
    """Numbers with a comma, grouped, or with the sign behind."""
    for node, text in shop.leaves():
        declared = shop.index.tables.global_element(node.tag)
        simple = None if declared is None else shop.index.info(declared.index).text
        if simple is None or simple.kind != "number" or not re.fullmatch(r"-?\d+\.\d+", text):
            continue
        whole, _, part = text.partition(".")
        if len(part) != 3 or len(whole.lstrip("-")) > 3 or whole == "0":
            yield shop.text(node, text.replace(".", ","))
        if len(whole.lstrip("-")) > 3 and len(whole.lstrip("-")) < 7:
            yield shop.text(node, f"{whole[:-3]}.{whole[-3:]},{part}")
            yield shop.text(node, f"{whole[:-3]},{whole[-3:]}.{part}")
            yield shop.text(node, f"{whole[:-3]} {whole[-3:]}.{part}")
            yield shop.text(node, f"{whole[:-3]}'{whole[-3:]}.{part}")
        if whole.startswith("-"):
            yield shop.text(node, f"{text[1:]}-")


_WORDS = {"true": ("ja", "1", "yes", "Y", "J", "wahr"), "false": ("nein", "0", "no", "N", "falsch")}


def booleans(shop: Workshop) -> Ways:
    """Truth values in other words."""
    for node, text in shop.leaves():
        for word in _WORDS.get(text, ()):
            yield shop.text(node, word)


_CODES = {
    "C62": ("PCE", "PCS", "H87", "Stk", "ST", "Stück", "c62", "EA"),
    "HUR": ("Std", "Stunde", "h", "hur"),
    "KGM": ("kg", "kgm"),
    "MTR": ("m", "Meter"),
    "MON": ("Monat",),
    "DE": ("Deutschland", "DEU", "D", "Germany", "276"),
    "AT": ("Österreich", "A", "AUT"),
    "CH": ("Schweiz", "CHE"),
    "FR": ("Frankreich", "FRA"),
    "NL": ("Niederlande", "NLD"),
    "deu": ("de", "DE", "ger", "DEU", "de-DE", "deutsch"),
    "eng": ("en", "ENG", "en-US"),
    "EUR": ("eur", "€", "Euro"),
}


def codes(shop: Workshop) -> Ways:
    """Codes of units, countries, languages and currencies as ERP systems write them."""
    for node, text in shop.leaves():
        for code in _CODES.get(text, ()):
            yield shop.text(node, code)
    for node in shop.source.root.walk():
        for name, start, end in shop.source.attributes(node):
            for code in _CODES.get(shop.source.data[start:end].decode().split("=")[1].strip("\"' \n"), ()):
                yield (Edit(start, end, f' {name}="{code}"'.encode()),)


def empty_elements(shop: Workshop) -> Ways:
    """Optional elements that are there, but empty."""
    for parent in shop.parents():
        declared = shop.index.tables.global_element(parent.tag)
        model = None if declared is None or declared.simple else shop.index.info(declared.index).model
        if model is None:
            continue
        names = [child.tag for child in parent.children]
        ends = [parent.content, *(child.end for child in parent.children)]
        for place, child in enumerate(parent.children):
            lead = shop.source.data[ends[place] : child.start]
            if lead.strip():
                continue
            for name in sorted(set(model.declarations) - set(names)):
                namespace, _, local = name[1:].partition("}")
                prefix = next((one for one, uri in parent.prefixes.items() if uri == namespace), None)
                if prefix is None or not model.accepts([*names[:place], name, *names[place:]]):
                    continue
                written = f"{prefix}:{local}" if prefix else local
                for form in (f"<{written}/>", f"<{written}></{written}>", f"<{written}> </{written}>"):
                    yield (Edit(ends[place], ends[place], lead + form.encode()),)


KINDS: dict[str, Callable[[Workshop], Ways]] = {
    "element moved": moved,
    "elements shuffled": shuffled,
    "BMEcat <-> openTRANS": other_namespace,
    "no namespaces at all": no_namespaces,
    "no namespaces, own prefixes": no_namespaces_own_prefixes,
    "foreign namespaces": foreign_namespaces,
    "no version": no_version,
    "blanks": blanks,
    "dates": dates,
    "numbers": numbers,
    "booleans": booleans,
    "codes": codes,
    "empty elements": empty_elements,
}
