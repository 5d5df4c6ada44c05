"""Classes for the elements of bmecat-parties.xsd; made by opentrans.model.generate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..base import Element, TextElement

if TYPE_CHECKING:
    from .parties import EmailGroup


class SupplierIdref(TextElement, element="bmecat:SUPPLIER_IDREF"):
    """Points to the supplying company by repeating the PARTY_ID of its PARTY entry in this document."""

    value: str
    type: str | None = None


class BuyerIdref(TextElement, element="bmecat:BUYER_IDREF"):
    """Points to the buying company by repeating the PARTY_ID of its PARTY entry in this document."""

    value: str
    type: str | None = None


class PartyId(TextElement, element="bmecat:PARTY_ID"):
    """Identifier of a business partner, e.g. a GLN; other places in the document refer to it."""

    value: str
    type: str | None = None


class ManufacturerIdref(TextElement, element="bmecat:MANUFACTURER_IDREF"):
    """Points to the maker of the article by repeating the PARTY_ID of its PARTY entry in this document."""

    value: str
    type: str | None = None


class Name(TextElement, element="bmecat:NAME"):
    """First line of the address, normally the company's name."""

    value: str
    lang: str | None = None


class Name2(TextElement, element="bmecat:NAME2"):
    """Second name line, for whatever does not fit into the first one."""

    value: str
    lang: str | None = None


class Name3(TextElement, element="bmecat:NAME3"):
    """Third name line, for whatever does not fit into the first two."""

    value: str
    lang: str | None = None


class Department(TextElement, element="bmecat:DEPARTMENT"):
    """Name of the department within the company."""

    value: str
    lang: str | None = None


class Street(TextElement, element="bmecat:STREET"):
    """Street of the address together with the house number."""

    value: str
    lang: str | None = None


class Zip(TextElement, element="bmecat:ZIP"):
    """Postal code that goes with the street address."""

    value: str
    lang: str | None = None


class Boxno(TextElement, element="bmecat:BOXNO"):
    """Number of the post office box."""

    value: str
    lang: str | None = None


class Zipbox(TextElement, element="bmecat:ZIPBOX"):
    """Postal code that goes with the post office box."""

    value: str
    lang: str | None = None


class City(TextElement, element="bmecat:CITY"):
    """Name of the place (city, town or village)."""

    value: str
    lang: str | None = None


class State(TextElement, element="bmecat:STATE"):
    """Name of the state or province within the country, e.g. Bavaria."""

    value: str
    lang: str | None = None


class Country(TextElement, element="bmecat:COUNTRY"):
    """Name of the country written out, e.g. Austria."""

    value: str
    lang: str | None = None


class Phone(TextElement, element="bmecat:PHONE"):
    """Telephone number; the attribute type tells office, mobile or private."""

    value: str
    lang: str | None = None
    type: str | None = None


class Fax(TextElement, element="bmecat:FAX"):
    """Telefax number; the attribute type tells office or private."""

    value: str
    lang: str | None = None
    type: str | None = None


class PublicKey(TextElement, element="bmecat:PUBLIC_KEY"):
    """Public encryption key for the preceding e-mail address; the attribute type names the method, e.g. PGP."""

    value: str
    type: str


class AddressRemarks(TextElement, element="bmecat:ADDRESS_REMARKS"):
    """Free note about this address or company."""

    value: str
    lang: str | None = None


class ContactName(TextElement, element="bmecat:CONTACT_NAME"):
    """Family name of the person to get in touch with."""

    value: str
    lang: str | None = None


class FirstName(TextElement, element="bmecat:FIRST_NAME"):
    """Given name of the person to get in touch with."""

    value: str
    lang: str | None = None


class Title(TextElement, element="bmecat:TITLE"):
    """Salutation of the person, such as Mr. or Ms."""

    value: str
    lang: str | None = None


class AcademicTitle(TextElement, element="bmecat:ACADEMIC_TITLE"):
    """University degree of the person as used in addressing them, e.g. Dr."""

    value: str
    lang: str | None = None


class ContactDescr(TextElement, element="bmecat:CONTACT_DESCR"):
    """Free text with further details on the person to get in touch with."""

    value: str
    lang: str | None = None


class Emails(Element, element="bmecat:EMAILS"):
    """Group of e-mail addresses, each optionally followed by its encryption keys."""

    email: list[EmailGroup]


class Authentification(Element, element="bmecat:AUTHENTIFICATION"):
    """Access data: a user name, and a password if needed."""

    login: str
    """User name for signing in, at most 60 characters."""
    password: str | None = None
    """Secret word that goes with the user name in LOGIN, at most 20 characters."""


class PartyIdref(TextElement, element="bmecat:PARTY_IDREF"):
    """Points to the organisation in charge by repeating the PARTY_ID of its PARTY entry."""

    value: str
    type: str | None = None
