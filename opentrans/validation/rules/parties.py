"""Rules about references to parties: they lead somewhere, by the right type, and to the right role."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from lxml import etree

from ..problems import quote
from .base import Found, rule
from .document import Document, Party
from .elements import text
from .names import NEUTRAL_ROLES, REFERENCES, ROLES_OF_REFERENCE


def parties_of(document: Document, reference: etree._Element | None) -> list[Party]:
    """The parties that a reference names: of the same type of number if there are such, else of any type."""
    value = text(reference)
    named = document.numbered.get(value)
    return [] if reference is None or named is None else _of_same_type(reference, named)


def _of_same_type(reference: etree._Element, named: list[tuple[Party, str]]) -> list[Party]:
    kind = reference.get("type")
    same = [party for party, its_type in named if its_type == kind] if kind else []
    return same or [party for party, _ in named]


@rule(
    "parties/unresolved-reference",
    "error",
    needs=" ".join(REFERENCES),
    whole=False,
    source="BUYER_IDREF, SUPPLIER_IDREF, INVOICE_RECIPIENT_IDREF, DELIVERY_IDREF …: name a PARTY_ID of the document",
    good="""
    <DELIVERY_IDREF type="supplier_specific">D-1</DELIVERY_IDREF>
    """,
    bad="""
    <DELIVERY_IDREF type="supplier_specific">D-2</DELIVERY_IDREF>
    """,
)
def unresolved_reference(document: Document) -> Iterator[Found]:
    """A reference to a party leads to a PARTY of the document.

    Elements whose names end in IDREF hold the PARTY_ID of a PARTY in the same document. A number that no PARTY has
    leaves the receiver without an address.
    """
    if "PARTIES" not in document.info:
        return
    known = document.numbered.keys()
    for reference, _, value, named in document.references:
        if not named:
            yield Found(
                reference,
                f"no PARTY has the PARTY_ID {quote(value)}",
                f"Add the PARTY, or use one of {listed(known)}." if known else "Add the PARTY.",
            )


@rule(
    "parties/reference-type",
    "warning",
    needs=" ".join(REFERENCES),
    whole=False,
    source="attribute type of PARTY_ID and of the references: the coding standard of the number",
    good="""
    <DELIVERY_IDREF type="supplier_specific">D-1</DELIVERY_IDREF>
    """,
    bad="""
    <DELIVERY_IDREF type="duns">D-1</DELIVERY_IDREF>
    """,
)
def reference_type(document: Document) -> Iterator[Found]:
    """A reference and the PARTY_ID that it names have the same type.

    The same digits can be a supplier's customer number and a GLN. Where both types are stated and differ, a strict
    receiver finds no party.
    """
    for reference, _, value, named in document.references:
        kind = reference.get("type")
        if not kind or not named or named[0][1] == kind:
            continue
        stated = {its_type for _, its_type in named}
        if kind not in stated and "" not in stated:
            yield Found(
                reference,
                f"the number {quote(value)} is of type {quote(kind)} here, "
                f"but the PARTY_ID of the same number is of type {listed(stated)}",
                f'Write type="{min(stated)}".',
                "attribute",
                "type",
            )


@rule(
    "parties/wrong-role",
    "error",
    needs=" ".join(REFERENCES),
    whole=False,
    source="PARTY_ROLE; the references name the buyer, the supplier, the recipient of the invoice or of the goods",
    good="""
    <bmecat:SUPPLIER_IDREF>S-1</bmecat:SUPPLIER_IDREF>
    """,
    bad="""
    <bmecat:SUPPLIER_IDREF>D-1</bmecat:SUPPLIER_IDREF>
    """,
)
def wrong_role(document: Document) -> Iterator[Found]:
    """A reference leads to a PARTY of the right role.

    SUPPLIER_IDREF must not lead to the buyer, nor DELIVERY_IDREF to the supplier. A party without roles fits every
    reference, and roles that say nothing about it (document_creator, other …) fit too. INVOICE_ISSUER_IDREF and
    INVOICE_RECIPIENT_IDREF swap in a credit memo, which parties/self-billing judges.
    """
    swapped = text(document.info.get("INVOICE_TYPE")) in ("credit_memo", "advice_of_amendment")
    for reference, name, _, candidates in document.references:
        allowed = ROLES_OF_REFERENCE[name]
        if not allowed or (swapped and name not in ("BUYER_IDREF", "SUPPLIER_IDREF", "DELIVERY_IDREF")):
            continue
        named = _of_same_type(reference, candidates)
        if not named or fits(named[0], allowed) or any(fits(party, allowed) for party in named):
            continue
        roles = {role for party in named for role in party.roles}
        yield Found(
            reference,
            f"{name} names a PARTY whose role is {listed(roles)}",
            f"Name the PARTY with the role {_main_role(name)}, or give that role to this one.",
        )


def fits(party: Party, allowed: frozenset[str]) -> bool:
    """May a party be named by a reference that allows these roles?"""
    roles = party.roles
    return not roles or not allowed.isdisjoint(roles) or not NEUTRAL_ROLES.isdisjoint(roles)


def _main_role(name: str) -> str:
    return name.removesuffix("_IDREF").lower()


def listed(values: Collection[str]) -> str:
    """Up to four values for a message."""
    shown = [quote(value, 40) for value in sorted(values)[:4]]
    return ", ".join(shown) + (" …" if len(values) > 4 else "")
