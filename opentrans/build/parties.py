"""From the parties of a document to PARTIES and to the references that name them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from .. import model
from ..schema.dialects import Dialect
from .dialect import check_party
from .errors import BuildError
from .located import located
from .partners import Contact, Party, Role
from .parts import account

_Reference = TypeVar("_Reference")

#: Who gave a party its number, by its first role; buyers and who pays for them have the supplier's numbers.
_ID_TYPES = {
    "supplier": "buyer_specific",
    "invoice_issuer": "buyer_specific",
    "remittee": "buyer_specific",
    "delivery": "buyer_specific",
    "final_delivery": "buyer_specific",
    "customer": "buyer_specific",
    "buyer": "supplier_specific",
    "invoice_recipient": "supplier_specific",
    "payer": "supplier_specific",
    "deliverer": "supplier_specific",
}


class PartyList:
    """The parties of a document, each once with all its roles, in the order in which they were added."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._found: list[tuple[Party, list[Role], str]] = []

    def add(self, party: Party | None, path: str, *roles: Role) -> None:
        """Add a party that a field of the builder names; one that is equal to an earlier one gets its roles too."""
        if party is None:
            return
        entry = self._entry(party)
        if entry is None:
            check_party(party, path, self._dialect)
            entry = (party, [], path)
            self._found.append(entry)
        entry[1].extend(role for role in (*roles, *party.roles) if role not in entry[1])

    def add_others(self, parties: Sequence[Party]) -> None:
        """Add further parties, which have the roles that they state."""
        for index, party in enumerate(parties):
            if "supplier" in party.roles:
                raise BuildError(f"parties[{index}].roles", "there is one supplier; split the document")
            self.add(party, f"parties[{index}]")

    def _entry(self, party: Party) -> tuple[Party, list[Role], str] | None:
        """What is known of a party, or of one that is equal to it."""
        for one in self._found:
            if one[0] is party:
                return one
        return next((one for one in self._found if one[0] == party), None)

    def reference(self, party: Party, kind: Callable[..., _Reference]) -> _Reference:
        """A reference to a party, such as a BuyerIdref."""
        entry = self._entry(party)
        with located("" if entry is None else entry[2]):
            return kind(party.id, type=self._id_type(party))

    def optional(self, party: Party | None, kind: Callable[..., _Reference]) -> _Reference | None:
        """A reference to a party, if there is one."""
        return None if party is None else self.reference(party, kind)

    def built(self) -> model.Parties:
        """The element PARTIES."""
        return model.Parties(party=[self._party(*entry) for entry in self._found])

    def _id_type(self, party: Party) -> str:
        if party.id_type is not None:
            return party.id_type
        entry = self._entry(party)
        roles = [] if entry is None else entry[1]
        return next((_ID_TYPES[role] for role in roles if role in _ID_TYPES), "party_specific")

    def _party(self, party: Party, roles: list[Role], path: str) -> model.Party:
        with located(path):
            ids = [model.PartyId(party.id, type=self._id_type(party))]
            with located(f"{path}.ids", whole=True):
                ids += [model.PartyId(number, type=kind) for kind, number in party.ids.items()]
            accounts = [account(one, f"{path}.accounts[{index}]") for index, one in enumerate(party.accounts)]
            address = _address(party, path)
            return model.Party(
                party_id=ids,
                party_role=list(roles),
                address=[address] if vars(address) else [],
                account=accounts,
            )


def _address(party: Party, path: str) -> model.Address:
    return model.Address(
        name=_texts(model.Name, party.name),
        name2=_texts(model.Name2, party.name2),
        name3=_texts(model.Name3, party.name3),
        department=_texts(model.Department, party.department),
        contact_details=[_contact(one, f"{path}.contacts[{index}]") for index, one in enumerate(party.contacts)],
        street=_texts(model.Street, party.street),
        zip=_texts(model.Zip, party.zip),
        city=_texts(model.City, party.city),
        state=_texts(model.State, party.state),
        country=_texts(model.Country, party.country_name),
        country_coded=party.country,
        vat_id=party.vat_id,
        tax_number=party.tax_number,
        phone=_texts(model.Phone, party.phone),
        fax=_texts(model.Fax, party.fax),
        email=[] if party.email is None else [model.EmailGroup(email=party.email)],
        url=party.url,
    )


def _contact(contact: Contact, path: str) -> model.ContactDetails:
    with located(path):
        email = [] if contact.email is None else [model.EmailGroup(email=contact.email)]
        return model.ContactDetails(
            contact_id=contact.contact_id,
            contact_name=[model.ContactName(contact.name)],
            first_name=_texts(model.FirstName, contact.first_name),
            title=_texts(model.Title, contact.title),
            phone=_texts(model.Phone, contact.phone),
            fax=_texts(model.Fax, contact.fax),
            url=contact.url,
            emails=model.Emails(email=email) if email else None,
        )


def _texts(kind: Callable[[str], _Reference], text: str | None) -> list[_Reference]:
    return [] if text is None else [kind(text)]


def order_parties(
    parties: PartyList,
    *,
    buyer: Party,
    supplier: Party,
    invoice_recipient: Party | None,
    delivery: Party | None,
    deliverer: Party | None,
) -> model.OrderPartiesReference:
    """Add the parties of an order (or of what answers it), and make ORDER_PARTIES_REFERENCE of them."""
    add_sides(parties, buyer, supplier)
    parties.add(invoice_recipient, "invoice_recipient", "invoice_recipient")
    shipment = None
    if delivery is not None:
        shipment = shipment_parties(parties, delivery, deliverer)
    elif deliverer is not None:
        raise BuildError("deliverer", "needs a party in delivery beside it")
    return model.OrderPartiesReference(
        buyer_idref=parties.reference(buyer, model.BuyerIdref),
        supplier_idref=parties.reference(supplier, model.SupplierIdref),
        invoice_recipient_idref=parties.optional(invoice_recipient, model.InvoiceRecipientIdref),
        shipment_parties_reference=shipment,
    )


def add_sides(parties: PartyList, buyer: Party | None, supplier: Party) -> None:
    """Add who sells and who buys."""
    if buyer == supplier:
        raise BuildError("buyer", "is the supplier too; nobody buys from himself")
    parties.add(supplier, "supplier", "supplier")
    parties.add(buyer, "buyer", "buyer")


def shipment_parties(parties: PartyList, delivery: Party, deliverer: Party | None) -> model.ShipmentPartiesReference:
    """Add the place of delivery and the carrier, and make SHIPMENT_PARTIES_REFERENCE of them."""
    parties.add(delivery, "delivery", "delivery")
    parties.add(deliverer, "deliverer", "deliverer")
    return model.ShipmentPartiesReference(
        delivery_idref=parties.reference(delivery, model.DeliveryIdref),
        deliverer_idref=parties.optional(deliverer, model.DelivererIdref),
    )
