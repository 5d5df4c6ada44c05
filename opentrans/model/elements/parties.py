"""Classes for the elements of parties.xsd; made by opentrans.model.generate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..base import Element, TextElement

if TYPE_CHECKING:
    from typing import Literal

    from .bmecat_parties import (
        AcademicTitle,
        AddressRemarks,
        Authentification,
        Boxno,
        BuyerIdref,
        City,
        ContactDescr,
        ContactName,
        Country,
        Department,
        Emails,
        Fax,
        FirstName,
        Name,
        Name2,
        Name3,
        PartyId,
        Phone,
        PublicKey,
        State,
        Street,
        SupplierIdref,
        Title,
        Zip,
        Zipbox,
    )
    from .common import MimeInfo
    from .payment import Account


class Parties(Element, element="PARTIES"):
    """All companies and persons that play a part in this document; other elements point to them by PARTY_ID."""

    party: list[Party]


class OrderPartiesReference(Element, element="ORDER_PARTIES_REFERENCE"):
    """Points out who is buyer, supplier, invoice recipient and delivery partner, each by PARTY_ID."""

    buyer_idref: BuyerIdref
    supplier_idref: SupplierIdref
    invoice_recipient_idref: InvoiceRecipientIdref | None = None
    shipment_parties_reference: ShipmentPartiesReference | None = None


class DocexchangePartiesReference(Element, element="DOCEXCHANGE_PARTIES_REFERENCE"):
    """Points out who sends and who gets this document where that does not follow from the other roles."""

    document_issuer_idref: DocumentIssuerIdref | None = None
    document_recipient_idref: list[DocumentRecipientIdref] = []


class ShipmentPartiesReference(Element, element="SHIPMENT_PARTIES_REFERENCE"):
    """Points out who takes part in the delivery: place of delivery, end recipient and carrier, each by PARTY_ID."""

    delivery_idref: DeliveryIdref
    final_delivery_idref: FinalDeliveryIdref | None = None
    deliverer_idref: DelivererIdref | None = None


class DeliveryIdref(TextElement, element="DELIVERY_IDREF"):
    """PARTY_ID of the partner at whose address the goods are handed over."""

    value: str
    type: str | None = None


class InvoiceIssuerIdref(TextElement, element="INVOICE_ISSUER_IDREF"):
    """PARTY_ID of the partner who issues the invoice; for a credit memo or amendment, that is the buyer."""

    value: str
    type: str | None = None


class InvoiceRecipientIdref(TextElement, element="INVOICE_RECIPIENT_IDREF"):
    """PARTY_ID of the partner who gets the invoice; for a credit memo or amendment, that is the supplier."""

    value: str
    type: str | None = None


class PayerIdref(TextElement, element="PAYER_IDREF"):
    """PARTY_ID of the partner who pays."""

    value: str
    type: str | None = None


class RemitteeIdref(TextElement, element="REMITTEE_IDREF"):
    """PARTY_ID of the partner who gets the money."""

    value: str
    type: str | None = None


class Party(Element, element="PARTY"):
    """One business partner with its identifiers, roles, addresses, bank accounts and attached files."""

    party_id: list[PartyId]
    party_role: list[
        Literal[
            "buyer",
            "central_regulator",
            "customer",
            "deliverer",
            "delivery",
            "document_creator",
            "final_delivery",
            "intermediary",
            "invoice_issuer",
            "invoice_recipient",
            "ipp_operator",
            "manufacturer",
            "marketplace",
            "payer",
            "remittee",
            "standardization_body",
            "supplier",
            "trustedthirdparty",
            "other",
        ]
    ] = []
    """What the partner does in this document, as a fixed word such as buyer, supplier or payer."""
    address: list[Address] = []
    account: list[Account] = []
    mime_info: MimeInfo | None = None


class CustomerIdref(TextElement, element="CUSTOMER_IDREF"):
    """PARTY_ID of the buyer's own customer, listed under PARTIES."""

    value: str
    type: str | None = None


class DocumentIssuerIdref(TextElement, element="DOCUMENT_ISSUER_IDREF"):
    """PARTY_ID of the partner who drew up or sends this document."""

    value: str
    type: str | None = None


class DocumentRecipientIdref(TextElement, element="DOCUMENT_RECIPIENT_IDREF"):
    """PARTY_ID of a partner to whom this document goes."""

    value: str
    type: str | None = None


class FinalDeliveryIdref(TextElement, element="FINAL_DELIVERY_IDREF"):
    """PARTY_ID of the end recipient, where the goods travel on beyond the delivery address."""

    value: str
    type: str | None = None


class DelivererIdref(TextElement, element="DELIVERER_IDREF"):
    """PARTY_ID of the freight carrier or parcel service that brings the goods."""

    value: str
    type: str | None = None


class EmailGroup(Element, group_in="ADDRESS"):
    """bmecat:EMAIL with bmecat:PUBLIC_KEY, which repeat together."""

    email: str
    """One single e-mail address, at most 255 characters."""
    public_key: list[PublicKey] = []


class Address(Element, element="ADDRESS"):
    """Postal and electronic address of a partner, with contact persons and tax identifiers."""

    name: list[Name] = []
    name2: list[Name2] = []
    name3: list[Name3] = []
    department: list[Department] = []
    contact_details: list[ContactDetails] = []
    street: list[Street] = []
    zip: list[Zip] = []
    boxno: list[Boxno] = []
    zipbox: list[Zipbox] = []
    city: list[City] = []
    state: list[State] = []
    country: list[Country] = []
    country_coded: str | None = None
    """Country as an ISO 3166-1 code, e.g. AT for Austria."""
    vat_id: str | None = None
    """The company's registration number for value added tax, at most 50 characters."""
    tax_number: str | None = None
    """Number under which the tax office keeps the partner; the VAT id has its own element, at most 50 characters.
    """
    phone: list[Phone] = []
    fax: list[Fax] = []
    email: list[EmailGroup] = []
    url: str | None = None
    """Web address of the company's site, at most 255 characters."""
    address_remarks: list[AddressRemarks] = []


class ContactDetails(Element, element="CONTACT_DETAILS"):
    """A contact person at the partner: name, function, telephone, e-mail and access data."""

    contact_id: str | None = None
    """Identifier of the person to get in touch with, at most 60 characters."""
    contact_name: list[ContactName]
    first_name: list[FirstName] = []
    title: list[Title] = []
    academic_title: list[AcademicTitle] = []
    contact_role: list[ContactRole] = []
    contact_descr: list[ContactDescr] = []
    phone: list[Phone] = []
    fax: list[Fax] = []
    url: str | None = None
    """Web address of the company's site, at most 255 characters."""
    emails: Emails | None = None
    authentification: Authentification | None = None


class ContactRole(TextElement, element="CONTACT_ROLE"):
    """Function of the contact person as text; the type sorts it, e.g. as technical or commercial."""

    value: str
    lang: str | None = None
    type: (
        Literal["administrativ", "commercial", "document_issuer", "special_treatment", "technical", "others"] | None
    ) = None
