"""Classes for the elements of logistics.xsd; made by opentrans.model.generate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..base import Element, TextElement

if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Literal

    from ..moment import Moment
    from .bmecat_logistics import (
        CustomsTariffNumber,
        MeansOfTransport,
        PackingUnitDescr,
        ProductDimensions,
        SpecialTreatmentClass,
        Transport,
    )


class DeliveryDate(Element, element="DELIVERY_DATE"):
    """Period or day on which the goods are to arrive or did arrive; an item's own dates override the header."""

    delivery_start_date: Moment
    """First day of the delivery period; for one exact day, the same as DELIVERY_END_DATE."""
    delivery_end_date: Moment
    """Last day of the delivery period; for one exact day, the same as DELIVERY_START_DATE."""
    type: Literal["optional", "fixed"] | None = None


class PartialDeliveryList(Element, element="PARTIAL_DELIVERY_LIST"):
    """All part deliveries still to come, each with date and quantity."""

    partial_delivery: list[PartialDelivery]


class LogisticDetailsInfo(Element, element="LOGISTIC_DETAILS_INFO"):
    """Logistics data of the whole delivery: origin, transport terms, packages and vehicles."""

    country_of_origin: list[str] = []
    """Country that the goods originate from, as an ISO 3166 code, e.g. DE."""
    transport: list[Transport] = []
    package_info: PackageInfo | None = None
    means_of_transport: list[MeansOfTransport] = []


class LogisticDetails(Element, element="LOGISTIC_DETAILS"):
    """Logistics data of one line: customs number, origin, measurements, transport and packages."""

    customs_tariff_number: list[CustomsTariffNumber] = []
    statistics_factor: Decimal | None = None
    """Decimal factor for statistical purposes, sent along with the customs codes of an item."""
    country_of_origin: list[str] = []
    """Country that the goods originate from, as an ISO 3166 code, e.g. DE."""
    product_dimensions: ProductDimensions | None = None
    special_treatment_class: SpecialTreatmentClass | None = None
    transport: list[Transport] = []
    package_info: PackageInfo | None = None
    means_of_transport: list[MeansOfTransport] = []


class PartialDelivery(Element, element="PARTIAL_DELIVERY"):
    """One part delivery: how much of the item comes and when."""

    quantity: Decimal
    """Number of order units; in an order response, a negative value cancels the line."""
    delivery_date: DeliveryDate | None = None


class PackageInfo(Element, element="PACKAGE_INFO"):
    """All packages of the delivery or of the item."""

    package: list[Package]


class Package(Element, element="PACKAGE"):
    """One package or a group of equal ones: marks, kind of packing, quantity, measurements and inner packages."""

    package_id: list[PackageId] = []
    package_descr: list[PackageDescr] = []
    packing_unit_code: str | None = None
    """Code of the kind of package that is used, from the same list as the order units."""
    packing_unit_descr: list[PackingUnitDescr] = []
    package_order_unit_quantity: Decimal | None = None
    """How many order units the package holds, 1 or more."""
    package_quantity: Decimal | None = None
    """How many packages of this kind there are, 1 or more."""
    package_dimensions: PackageDimensions | None = None
    means_of_transport_idref: list[str] = []
    """Vehicle or other carrier of the package, by the MEANS_OF_TRANSPORT_ID given in the logistics data, at most 50
    characters.
    """
    sub_packages: SubPackages | None = None


class PackageId(TextElement, element="PACKAGE_ID"):
    """Number of the package; the type names the numbering system, e.g. sscc."""

    value: str
    type: str | None = None


class PackageDescr(TextElement, element="PACKAGE_DESCR"):
    """Free text about the package; may be given in several languages."""

    value: str
    lang: str | None = None


class PackageDimensions(Element, element="PACKAGE_DIMENSIONS"):
    """Volume, weight, length, width and depth of the package."""

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


class SubPackages(Element, element="SUB_PACKAGES"):
    """Smaller packages packed inside this package."""

    package: list[Package]
