"""Who deals with whom in a draft: entries of a partner file, and the place of delivery."""

from __future__ import annotations

from typing import Final

from ..mapping.forms import Form
from ..mapping.targets import Object, Target
from .columns import Columns, samples
from .entries import GAP, Entry, yaml
from .examples import example, said
from .words import FIRM_WORDS, PARTY_WORDS

#: Which firm of a document is the user's own, and in which section of the partner file the other one stands.
_OWN: Final = {"ORDER": "buyer", "QUOTATION": "supplier"}
_SECTIONS: Final = {"supplier": "suppliers", "buyer": "customers"}


def firm_entry(draft: Columns, form: Form, target: Target) -> Entry:
    """A party that the document cannot be without, from the partner file; others are offered."""
    name = target.name
    if not target.required:
        return Entry(name, example(name, target.kind), said(form.document, name), off=True)
    if _OWN.get(form.document) == name:
        return Entry(name, "{partner: own}", "your own firm, as partners.yaml has it")
    section = _SECTIONS[name]
    found = draft.take(FIRM_WORDS[name], draft.outside(), name)
    if found is not None:
        key = yaml(f"{{{{ {draft.path(found)} }}}}")
        what = f"guess: {samples(found)} are keys of {section} in partners.yaml"
        return Entry(name, f"{{partner: {section}, key: {key}}}", what)
    what = f"the {name}'s number in your export, its key in partners.yaml"
    way = f"if the file has one entry in {section} only, take this line out"
    return Entry(name, below=(Entry("partner", section), Entry("key", GAP, f"MISSING: {what}; {way}")))


def delivery_entry(draft: Columns, form: Form, target: Target) -> Entry:
    """Where the goods go: told from the columns of addresses; an ORDER cannot be without it."""
    what = "where the goods go; if that is always your own firm: delivery: {partner: own}"
    among = [one for one in draft.outside() if one.letter is not None or _of_delivery(one.name)]
    found = {name: draft.take(words, among, f"delivery.{name}") for name, words in PARTY_WORDS.items()}
    if form.document != "ORDER" and not any(found.values()):
        return Entry(target.name, '{id: "...", name: "..."}', "where the goods go", off=True)
    assert isinstance(target.kind, Object)
    told = {"id": "a number of the place of your own choice", "name": "the name of the firm there"}
    below = []
    for name, one in found.items():
        path = "Column" if one is None else draft.path(one)
        value = yaml(f"{{{{ {path}{' | country' if name == 'country' else ''} }}}}")
        if one is not None:
            below.append(Entry(name, value, f"guess: {one.guess}; {samples(one)}"))
        elif name in told:
            below.append(Entry(name, GAP, f"MISSING: {told[name]}"))
        else:
            below.append(Entry(name, value, off=True))
    return Entry(target.name, comment=what if form.document == "ORDER" else "", below=tuple(below))


def _of_delivery(path: str) -> bool:
    """Is a field of nested records one of a place of delivery?"""
    folded = path.casefold()
    meant = any(one in folded for one in ("ship", "deliver", "liefer", "empf", "recipient", "address", "adress"))
    others = ("bill", "invoice", "rechnung", "supplier", "lieferant", "vendor")
    return meant and not any(one in folded for one in others)
