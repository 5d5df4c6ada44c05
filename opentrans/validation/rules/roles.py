"""Rules about the roles of parties: who has to be there, one supplier, self-billing."""

from __future__ import annotations

from collections.abc import Iterator

from ..problems import quote
from .base import Found, rule
from .document import Document, Party
from .elements import fields, text
from .names import ROLES_OF_REFERENCE
from .parties import fits, listed, parties_of

_ORDERING = "ORDER ORDERRESPONSE QUOTATION RFQ ORDERCHANGE"
_SELLER = frozenset({"supplier", "manufacturer"})
_BUYER = frozenset({"buyer", "customer"})


@rule(
    "parties/missing-role",
    "warning",
    documents=f"{_ORDERING} DISPATCHNOTIFICATION RECEIPTACKNOWLEDGEMENT",
    source="PARTY_ROLE; ORDER_PARTIES_REFERENCE asks for a buyer and a supplier",
    example="DISPATCHNOTIFICATION",
    good="""
    <bmecat:SUPPLIER_IDREF>S-1</bmecat:SUPPLIER_IDREF>
    """,
    bad="""
    <PARTIES>
      <PARTY>
        <bmecat:PARTY_ID type="buyer_specific">S-1</bmecat:PARTY_ID>
        <PARTY_ROLE>other</PARTY_ROLE>
      </PARTY>
      <PARTY>
        <bmecat:PARTY_ID type="supplier_specific">D-1</bmecat:PARTY_ID>
        <PARTY_ROLE>delivery</PARTY_ROLE>
      </PARTY>
    </PARTIES>
    """,
)
def missing_role(document: Document) -> Iterator[Found]:
    """Where parties have roles, somebody is the buyer and somebody the supplier.

    Receivers look up parties by role before they follow references. If roles are stated at all, the parties without
    which the document has no meaning must have theirs: supplier and buyer of an order and what answers it, supplier
    and recipient of a delivery. A party without any role that is named by the reference stands for it too.
    """
    parties = document.info.get("PARTIES")
    roles = {role for party in document.parties for role in party.roles}
    if parties is None or not roles:
        return
    ordering = document.kind in _ORDERING.split()
    for role, reference in (("supplier", "SUPPLIER_IDREF"), ("buyer", "BUYER_IDREF") if ordering else ("", "")):
        if not role or roles & ROLES_OF_REFERENCE[reference]:
            continue
        references = list(document.scan((reference,)))
        named = [party for one in references for party in parties_of(document, one)]
        if references and (not named or any(not party.roles or _contradicts(party, reference) for party in named)):
            continue
        yield Found(parties, f"no PARTY has the role {role}", f"Add <PARTY_ROLE>{role}</PARTY_ROLE>.", "tag")


def _contradicts(party: Party, reference: str) -> bool:
    return not fits(party, ROLES_OF_REFERENCE[reference])


@rule(
    "parties/duplicate",
    "warning",
    whole=False,
    source="PARTY, PARTY_ROLE: a PARTY may have several roles and addresses",
    good="""
    <PARTY>
      <bmecat:PARTY_ID type="supplier_specific">C-1</bmecat:PARTY_ID>
      <PARTY_ROLE>buyer</PARTY_ROLE>
    </PARTY>
    <PARTY>
      <bmecat:PARTY_ID type="supplier_specific">C-1</bmecat:PARTY_ID>
      <PARTY_ROLE>delivery</PARTY_ROLE>
      <ADDRESS><bmecat:NAME>Beispiel Systemhaus AG</bmecat:NAME></ADDRESS>
    </PARTY>
    <PARTY>
      <bmecat:PARTY_ID type="buyer_specific">S-1</bmecat:PARTY_ID>
      <PARTY_ROLE>supplier</PARTY_ROLE>
    </PARTY>
    <DELIVERY_IDREF>C-1</DELIVERY_IDREF>
    """,
    bad="""
    <PARTY>
      <bmecat:PARTY_ID type="supplier_specific">C-1</bmecat:PARTY_ID>
      <PARTY_ROLE>buyer</PARTY_ROLE>
      <PARTY_ROLE>delivery</PARTY_ROLE>
      <ADDRESS><bmecat:NAME>Beispiel Systemhaus AG</bmecat:NAME></ADDRESS>
    </PARTY>
    <PARTY>
      <bmecat:PARTY_ID type="supplier_specific">C-1</bmecat:PARTY_ID>
      <PARTY_ROLE>delivery</PARTY_ROLE>
      <ADDRESS><bmecat:NAME>Beispiel Systemhaus AG, Tor 2</bmecat:NAME></ADDRESS>
    </PARTY>
    <PARTY>
      <bmecat:PARTY_ID type="buyer_specific">S-1</bmecat:PARTY_ID>
      <PARTY_ROLE>supplier</PARTY_ROLE>
    </PARTY>
    <DELIVERY_IDREF>C-1</DELIVERY_IDREF>
    """,
)
def duplicate(document: Document) -> Iterator[Found]:
    """No two parties have the same number in the same role.

    A reference to that number could mean either of them. The same number in different roles is common and fine.
    """
    seen: set[tuple[str, str, str]] = set()
    for party in document.parties:
        own = {(one.value, one.type, role) for one in party.ids if one.value for role in party.roles or ("",)}
        if repeated := own & seen:
            value, _, role = min(repeated)
            named = f" in the role {role}" if role else ""
            yield Found(
                party.element,
                f"another PARTY has the number {quote(value)}{named} too",
                "Put the roles into one PARTY, or give the other one its own number.",
                "tag",
            )
        seen |= own


@rule(
    "parties/one-supplier",
    "error",
    documents="ORDER ORDERRESPONSE ORDERCHANGE",
    source="SUPPLIER_IDREF is single; ITscope: one supplier per order",
    good="""
    <PARTY>
      <bmecat:PARTY_ID type="buyer_specific">S-1</bmecat:PARTY_ID>
      <bmecat:PARTY_ID type="duns">315369934</bmecat:PARTY_ID>
      <PARTY_ROLE>supplier</PARTY_ROLE>
    </PARTY>
    <PARTY>
      <bmecat:PARTY_ID type="supplier_specific">C-1</bmecat:PARTY_ID>
      <PARTY_ROLE>buyer</PARTY_ROLE>
      <PARTY_ROLE>delivery</PARTY_ROLE>
      <ADDRESS><bmecat:NAME>Beispiel Systemhaus AG</bmecat:NAME></ADDRESS>
    </PARTY>
    <DELIVERY_IDREF>C-1</DELIVERY_IDREF>
    """,
    bad="""
    <PARTY>
      <bmecat:PARTY_ID type="buyer_specific">S-1</bmecat:PARTY_ID>
      <PARTY_ROLE>supplier</PARTY_ROLE>
    </PARTY>
    <PARTY>
      <bmecat:PARTY_ID type="buyer_specific">S-2</bmecat:PARTY_ID>
      <PARTY_ROLE>supplier</PARTY_ROLE>
    </PARTY>
    <PARTY>
      <bmecat:PARTY_ID type="supplier_specific">C-1</bmecat:PARTY_ID>
      <PARTY_ROLE>buyer</PARTY_ROLE>
      <PARTY_ROLE>delivery</PARTY_ROLE>
      <ADDRESS><bmecat:NAME>Beispiel Systemhaus AG</bmecat:NAME></ADDRESS>
    </PARTY>
    <DELIVERY_IDREF>C-1</DELIVERY_IDREF>
    """,
)
def one_supplier(document: Document) -> Iterator[Found]:
    """An order goes to one supplier.

    Two parties with the role supplier and different numbers make an order that nobody can fulfil: split it, one
    order for each supplier.
    """
    first: set[str] = set()
    for party in document.parties:
        if "supplier" not in party.roles:
            continue
        own = {one.value for one in party.ids}
        if first and own and not own & first:
            yield Found(
                party.element,
                f"a second supplier ({listed(own)}) stands beside {listed(first)}",
                "Split the document: one for each supplier.",
                "tag",
            )
        first |= own


@rule(
    "parties/buyer-is-supplier",
    "warning",
    needs="SUPPLIER_IDREF",
    documents=_ORDERING,
    source="BUYER_IDREF, SUPPLIER_IDREF",
    good="""
    <bmecat:BUYER_IDREF>C-1</bmecat:BUYER_IDREF>
    <bmecat:SUPPLIER_IDREF>S-1</bmecat:SUPPLIER_IDREF>
    """,
    bad="""
    <PARTY>
      <bmecat:PARTY_ID type="gln">4012345000009</bmecat:PARTY_ID>
      <PARTY_ROLE>buyer</PARTY_ROLE>
      <PARTY_ROLE>supplier</PARTY_ROLE>
      <PARTY_ROLE>delivery</PARTY_ROLE>
      <ADDRESS><bmecat:NAME>Beispiel Systemhaus AG</bmecat:NAME></ADDRESS>
    </PARTY>
    <bmecat:BUYER_IDREF type="gln">4012345000009</bmecat:BUYER_IDREF>
    <bmecat:SUPPLIER_IDREF type="gln">4012345000009</bmecat:SUPPLIER_IDREF>
    <DELIVERY_IDREF type="gln">4012345000009</DELIVERY_IDREF>
    """,
    example="QUOTATION",
)
def buyer_is_supplier(document: Document) -> Iterator[Found]:
    """The buyer and the supplier are not the same party.

    Numbers that two sides give out can be equal by chance; but when BUYER_IDREF and SUPPLIER_IDREF lead to the very
    same PARTY, one of them was filled from the wrong field.
    """
    references = fields(document.info.get("ORDER_PARTIES_REFERENCE"))
    buyers, supplier = references.get("BUYER_IDREF"), references.get("SUPPLIER_IDREF")
    named = parties_of(document, supplier)
    if supplier is not None and len(named) == 1 and named == parties_of(document, buyers):
        yield Found(
            supplier,
            "BUYER_IDREF and SUPPLIER_IDREF name the same PARTY",
            "Name the PARTY that sells in SUPPLIER_IDREF and the one that buys in BUYER_IDREF.",
        )


@rule(
    "parties/self-billing",
    "error",
    documents="INVOICE",
    source="INVOICE_TYPE credit_memo: the German Gutschriftverfahren, in which the buyer issues the invoice",
    good="""
    <INVOICE_TYPE>credit_memo</INVOICE_TYPE>
    <INVOICE_ISSUER_IDREF type="supplier_specific">C-1</INVOICE_ISSUER_IDREF>
    <INVOICE_RECIPIENT_IDREF type="buyer_specific">S-1</INVOICE_RECIPIENT_IDREF>
    """,
    bad="""
    <INVOICE_TYPE>credit_memo</INVOICE_TYPE>
    <INVOICE_ISSUER_IDREF type="buyer_specific">S-1</INVOICE_ISSUER_IDREF>
    <INVOICE_RECIPIENT_IDREF type="supplier_specific">C-1</INVOICE_RECIPIENT_IDREF>
    """,
)
def self_billing(document: Document) -> Iterator[Found]:
    """In a credit memo the buyer issues and the supplier receives.

    credit_memo is the self-billed invoice: the buyer writes it, the supplier gets it. A seller who corrects an
    invoice sends INVOICE_TYPE invoice with INVOICE_CORRECTION and negative amounts instead.
    """
    if text(document.info.get("INVOICE_TYPE")) != "credit_memo":
        return
    for name, wrong, right, meant in (
        ("INVOICE_ISSUER_IDREF", _SELLER, _BUYER, "buyer"),
        ("INVOICE_RECIPIENT_IDREF", _BUYER, _SELLER, "supplier"),
    ):
        reference = document.info.get(name)
        named = parties_of(document, reference)
        if reference is None or not named:
            continue
        if all(wrong & set(party.roles) and not right & set(party.roles) for party in named):
            yield Found(
                reference,
                f"in a credit memo {name} names the {meant}, but this PARTY is the {min(wrong & _roles(named))}",
                "Swap issuer and recipient; for a seller's correction write INVOICE_TYPE invoice and negative amounts.",
            )


def _roles(parties: list[Party]) -> set[str]:
    return {role for party in parties for role in party.roles}
