"""Classes for the elements of products.xsd; made by opentrans.model.generate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..base import Element, TextElement

if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Literal

    from .bmecat_parties import ManufacturerIdref, SupplierIdref
    from .bmecat_products import (
        BuyerPid,
        DescriptionLong,
        DescriptionShort,
        Fdescr,
        Fname,
        Ftemplate,
        Fvalue,
        FvalueDetails,
        InternationalPid,
        ManufacturerTypeDescr,
        ReferenceFeatureGroupId,
        ReferenceFeatureGroupId2,
        ReferenceFeatureGroupName,
        SupplierPid,
    )
    from .prices import ProductPriceFix


class ProductId(Element, element="PRODUCT_ID"):
    """Numbers and names that identify the product: supplier, buyer, international and serial numbers, descriptions."""

    supplier_pid: SupplierPid | None = None
    supplier_idref: SupplierIdref | None = None
    config_code_fix: str | None = None
    """Code of the chosen variant of a configurable product, as delivered by a configurator or remote catalog, at most
    6,000 characters.
    """
    lot_number: list[str] = []
    """Batch of production from which the product comes, at most 80 characters."""
    serial_number: list[SerialNumber] = []
    international_pid: list[InternationalPid] = []
    buyer_pid: list[BuyerPid] = []
    description_short: list[DescriptionShort] = []
    description_long: list[DescriptionLong] = []
    manufacturer_info: ManufacturerInfo | None = None
    product_type: (
        Literal[
            "bundle",
            "component",
            "configurable",
            "contract",
            "license",
            "major",
            "minor",
            "must_be_configured",
            "physical",
            "professional_services",
            "service",
        ]
        | None
    ) = None
    """Nature of what is sold as a code, e.g. physical, service, license or bundle."""


class ProductFeatures(Element, element="PRODUCT_FEATURES"):
    """Properties of the product and its place in a classification system such as ECLASS."""

    reference_feature_system_name: str | None = None
    """Classification system in use, with its release, e.g. ECLASS-4.1 or UNSPSC-6.0801, at most 80 characters."""
    reference_feature_group_id: list[ReferenceFeatureGroupId] = []
    reference_feature_group_name: list[ReferenceFeatureGroupName] = []
    reference_feature_group_id2: list[ReferenceFeatureGroupId2] = []
    group_product_order: int | None = None
    """Whole number for sorting the articles of a class on display; the smallest comes first."""
    feature: list[Feature] = []


class ProductComponents(Element, element="PRODUCT_COMPONENTS"):
    """Parts of which the product consists."""

    product_component: list[ProductComponent]


class SerialNumber(TextElement, element="SERIAL_NUMBER"):
    """Number of one single piece of the product."""

    value: str
    type: str | None = None


class ManufacturerInfo(Element, element="MANUFACTURER_INFO"):
    """Maker of the product, with the maker's own product number and type name."""

    manufacturer_idref: ManufacturerIdref
    manufacturer_pid: str
    """Article number that the maker of the article uses, at most 150 characters."""
    manufacturer_type_descr: list[ManufacturerTypeDescr] = []


class Feature(Element, element="FEATURE"):
    """One property of the product with its name, value and unit."""

    fname: list[Fname] = []
    ft_idref: str | None = None
    """Points to a feature of the classification system by repeating its identifier (FT_ID), at most 60 characters.
    """
    ftemplate: Ftemplate | None = None
    fvalue: list[Fvalue] = []
    value_idref: list[str] = []
    """Points to a value predefined in the classification system by repeating that value's identifier, at most 60
    characters.
    """
    funit: str | None = None
    """Unit in which the feature value is measured, preferably as a standard code, at most 20 characters."""
    forder: int | None = None
    """Whole number for sorting the features on display; the smallest comes first."""
    fdescr: list[Fdescr] = []
    fvalue_details: list[FvalueDetails] = []
    fvalue_type: Literal["choice", "range", "set"] | None = None
    """How the values given are to be read: choice = pick one, range = from-to, set = several values."""


class ProductComponent(Element, element="PRODUCT_COMPONENT"):
    """One part inside the product; a price given here is for information and does not add to the product's price."""

    product_id: ProductId
    product_features: ProductFeatures | None = None
    product_components: ProductComponents | None = None
    quantity: Decimal
    """Number of order units; in an order response, a negative value cancels the line."""
    order_unit: str
    """UN/ECE Recommendation 20 code of the unit ordered in, e.g. C62 for piece; prices normally refer to it."""
    product_price_fix: ProductPriceFix | None = None
