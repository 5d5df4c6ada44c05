"""Classes for the elements of bmecat-logistics.xsd; made by opentrans.model.generate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..base import Element, TextElement

if TYPE_CHECKING:
    from decimal import Decimal

    from .bmecat_common import AreaRefs


class Transport(Element, element="bmecat:TRANSPORT"):
    """Delivery terms: Incoterms code, place of handover and remarks."""

    incoterm: str
    """Three-letter Incoterms 2000 code that settles who bears freight, cost and insurance, e.g. FOB, at most 3
    characters.
    """
    location: str | None = None
    """Place where the goods are handed over; which place it is follows from the Incoterms code, at most 250
    characters.
    """
    transport_remark: list[TransportRemark] = []


class InternationalRestrictions(TextElement, element="bmecat:INTERNATIONAL_RESTRICTIONS"):
    """Cross-border trade restriction such as an export permit duty; the attribute type names its kind."""

    value: str
    type: str


class SpecialTreatmentClass(TextElement, element="bmecat:SPECIAL_TREATMENT_CLASS"):
    """Class of goods that need special care, e.g. hazardous; the attribute type names the scheme, e.g. GGVS."""

    value: str
    type: str


class TransportRemark(TextElement, element="bmecat:TRANSPORT_REMARK"):
    """Free note on how the goods are to be carried."""

    value: str
    lang: str | None = None


class MeansOfTransport(Element, element="bmecat:MEANS_OF_TRANSPORT"):
    """Vehicle or vessel that carries the goods; the attribute type tells air, maritime, rail, road or mixed."""

    means_of_transport_id: str
    """Identifier of the vehicle or vessel, to which packages can refer, at most 50 characters."""
    means_of_transport_name: list[MeansOfTransportName] = []
    type: str


class CustomsTariffNumber(Element, element="bmecat:CUSTOMS_TARIFF_NUMBER"):
    """Customs code of the article and the countries or areas where this code is used."""

    customs_number: str
    """The commodity code itself, under which the article is declared to customs, at most 60 characters."""
    territory: list[str] = []
    """Country or region where the entry applies, as an ISO 3166 code, e.g. DE."""
    area_refs: AreaRefs | None = None


class ProductDimensions(Element, element="bmecat:PRODUCT_DIMENSIONS"):
    """Size and weight of the article: volume, weight, length, width and depth."""

    volume: Decimal | None = None
    """Volume of the article or package, as a plain number without unit."""
    weight: Decimal | None = None
    """Weight of the article or package, as a plain number without unit."""
    length: Decimal | None = None
    """Length of the article or package, as a plain number without unit."""
    width: Decimal | None = None
    """Width of the article or package, as a plain number without unit."""
    depth: Decimal | None = None
    """Depth of the article or package, as a plain number without unit."""


class MeansOfTransportName(TextElement, element="bmecat:MEANS_OF_TRANSPORT_NAME"):
    """Name of the vehicle or vessel, for example that of a ship."""

    value: str
    lang: str | None = None


class PackingUnitDescr(TextElement, element="bmecat:PACKING_UNIT_DESCR"):
    """Free text that describes the package used."""

    value: str
    lang: str | None = None
