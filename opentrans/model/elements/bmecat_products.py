"""Classes for the elements of bmecat-products.xsd; made by opentrans.model.generate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..base import Element, TextElement

if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Literal

    from ..moment import Moment
    from .bmecat_common import BmecatMimeInfo, SourceName
    from .bmecat_parties import PartyIdref
    from .bmecat_prices import ConfigInfo


class SupplierPid(TextElement, element="bmecat:SUPPLIER_PID"):
    """The supplier's article number, which decides what is ordered; unique per supplier only."""

    value: str
    type: str | None = None


class InternationalPid(TextElement, element="bmecat:INTERNATIONAL_PID"):
    """Worldwide article number, e.g. an EAN; the attribute type names the numbering scheme (ean, gtin, upc)."""

    value: str
    type: str | None = None


class BuyerPid(TextElement, element="bmecat:BUYER_PID"):
    """The buyer's own article number; if given repeatedly, each needs another value in the attribute type."""

    value: str
    type: str | None = None


class DescriptionShort(TextElement, element="bmecat:DESCRIPTION_SHORT"):
    """Short text naming the article; its first 40 characters should already tell it apart from others."""

    value: str
    lang: str | None = None


class DescriptionLong(TextElement, element="bmecat:DESCRIPTION_LONG"):
    """Detailed text about the article; simple HTML tags such as b, i, p, br and lists may be used, escaped."""

    value: str
    lang: str | None = None


class ReferenceFeatureGroupId(TextElement, element="bmecat:REFERENCE_FEATURE_GROUP_ID"):
    """Code of the class within the named classification system; alternative to giving the class name."""

    value: str
    type: Literal["flat", "hierarchy"] | None = None


class ReferenceFeatureGroupName(TextElement, element="bmecat:REFERENCE_FEATURE_GROUP_NAME"):
    """Name of the class within the named classification system; alternative to giving the class code."""

    value: str
    lang: str | None = None


class ReferenceFeatureGroupId2(TextElement, element="bmecat:REFERENCE_FEATURE_GROUP_ID2"):
    """Second code of the same class where the system keeps two, e.g. the eCl@ss key idcl with type=flat."""

    value: str
    type: Literal["flat", "hierarchy"] | None = None


class ManufacturerTypeDescr(TextElement, element="bmecat:MANUFACTURER_TYPE_DESCR"):
    """The maker's model name, under which the article is often better known."""

    value: str
    lang: str | None = None


class Fname(TextElement, element="bmecat:FNAME"):
    """Name of an article feature, e.g. Color; as worded in the classification system if one is referenced."""

    value: str
    lang: str | None = None


class Ftemplate(Element, element="bmecat:FTEMPLATE"):
    """Full definition of a feature, given here instead of a mere name or reference."""

    ft_id: str
    """Identifier of the feature being defined; FT_IDREF refers to it, at most 60 characters."""
    ft_name: list[FtName]
    ft_shortname: list[FtShortname] = []
    ft_descr: list[FtDescr] = []
    ft_version: FtVersion | None = None
    ft_group_idref: str | None = None
    """Points to a group of features by repeating the group's identifier from the classification system, at most 60
    characters.
    """
    ft_group_name: list[FtGroupName] = []
    ft_dependencies: FtDependencies | None = None
    feature_content: FeatureContent | None = None


class Fvalue(TextElement, element="bmecat:FVALUE"):
    """Value that the article has for the feature, e.g. red; repeated for a set or a range."""

    value: str
    lang: str | None = None


class Fdescr(TextElement, element="bmecat:FDESCR"):
    """Explains what the feature itself means, not what its value means."""

    value: str
    lang: str | None = None


class FvalueDetails(TextElement, element="bmecat:FVALUE_DETAILS"):
    """Explains the value further, e.g. the maker's shade Polar where the standard value is White."""

    value: str
    lang: str | None = None


class FtName(TextElement, element="bmecat:FT_NAME"):
    """Name of the feature being defined."""

    value: str
    lang: str | None = None


class FtShortname(TextElement, element="bmecat:FT_SHORTNAME"):
    """Abbreviated name of the feature, besides its full name."""

    value: str
    lang: str | None = None


class FtDescr(TextElement, element="bmecat:FT_DESCR"):
    """Text explaining what the feature means, not what its values mean."""

    value: str
    lang: str | None = None


class FtVersion(Element, element="bmecat:FT_VERSION"):
    """Version, revision and dates of the feature definition."""

    version: str
    """Name or number of the version, at most 20 characters."""
    version_date: Moment | None = None
    """Day on which this version was issued."""
    revision: str | None = None
    """Number of the revision within the version, at most 20 characters."""
    revision_date: Moment | None = None
    """Day on which the most recent revision was made."""
    original_date: Moment | None = None
    """Day on which the very first version came out."""


class FtGroupName(TextElement, element="bmecat:FT_GROUP_NAME"):
    """Name of the group that the feature belongs to, e.g. Electrical data."""

    value: str
    lang: str | None = None


class FtDependencies(Element, element="bmecat:FT_DEPENDENCIES"):
    """List of references to other features that this feature depends on."""

    ft_idref: list[str]
    """Points to a feature of the classification system by repeating its identifier (FT_ID), at most 60 characters.
    """


class FeatureContent(Element, element="bmecat:FEATURE_CONTENT"):
    """What the feature may hold: data type, limits, unit, permitted values, synonyms and the like."""

    ft_datatype: Literal[
        "alphanumeric",
        "boolean",
        "class_instance_type",
        "count",
        "currency",
        "date",
        "date-time",
        "float",
        "integer",
        "logic",
        "named_type",
        "number",
        "numeric",
        "range-integer",
        "range-numeric",
        "set-alphanumeric",
        "set-integer",
        "set-numeric",
        "string",
        "time",
    ]
    """Sort of content the feature's values have, as a code, e.g. string, integer, boolean or date."""
    ft_facets: FtFacets | None = None
    ft_values: FtValues | None = None
    ft_valency: Literal["multivalent", "univalent"] | None = None
    """Univalent: the feature takes one value only; multivalent: several; univalent is assumed if left empty."""
    ft_unit_idref: str | None = None
    """Points to a unit of measure of the classification system by repeating its identifier (UNIT_ID), at most 60
    characters.
    """
    ft_unit: str | None = None
    """Unit in which the feature's values are measured, preferably as a standard code, at most 80 characters."""
    ft_mandatory: bool | None = None
    """True if every article of the class must state the feature, false if it may be left out."""
    ft_order: int | None = None
    """Whole number that fixes the place of the feature among the others on display."""
    ft_symbol: list[FtSymbol] = []
    ft_synonyms: FtSynonyms | None = None
    mime_info: BmecatMimeInfo | None = None
    ft_source: FtSource | None = None
    ft_note: list[FtNote] = []
    ft_remark: list[FtRemark] = []


class FtFacets(Element, element="bmecat:FT_FACETS"):
    """Up to four limits that narrow the data type."""

    ft_facet: list[FtFacet]


class FtValues(Element, element="bmecat:FT_VALUES"):
    """List of the values that this feature may take."""

    ft_value: list[FtValue]


class FtSymbol(TextElement, element="bmecat:FT_SYMBOL"):
    """Letter or sign that stands for the feature, e.g. U for voltage."""

    value: str
    lang: str | None = None


class FtSynonyms(Element, element="bmecat:FT_SYNONYMS"):
    """List of other names under which the feature can be searched."""

    synonym: list[Synonym]


class FtSource(Element, element="bmecat:FT_SOURCE"):
    """Where the feature's definition was taken from, e.g. a standard, and who issued it."""

    source_name: list[SourceName] = []
    source_uri: str | None = None
    """Address (URI) under which the source can be retrieved or identified, at most 255 characters."""
    party_idref: PartyIdref | None = None


class FtNote(TextElement, element="bmecat:FT_NOTE"):
    """Note, taken over from the cited source, that makes the feature easier to understand."""

    value: str
    lang: str | None = None


class FtRemark(TextElement, element="bmecat:FT_REMARK"):
    """Further comment on the feature or on how it was defined."""

    value: str
    lang: str | None = None


class FtFacet(TextElement, element="bmecat:FT_FACET"):
    """One limit of the data type; the attribute type names the limit, e.g. maxLength, the text is its size."""

    value: str
    type: Literal[
        "minLength",
        "maxLength",
        "minInclusive",
        "maxInclusive",
        "minExclusive",
        "maxExclusive",
        "totalDigits",
        "fractionDigits",
    ]


class FtValue(Element, element="bmecat:FT_VALUE"):
    """One permitted value (single value, text, interval or reference) with attachments and sort number."""

    value_idref: str | None = None
    """Points to a value predefined in the classification system by repeating that value's identifier, at most 60
    characters.
    """
    value_simple: str | None = None
    """One single value that cannot be divided further, e.g. a number, at most 80 characters."""
    value_text: ValueText | None = None
    value_range: ValueRange | None = None
    mime_info: BmecatMimeInfo | None = None
    config_info: ConfigInfo | None = None
    value_order: int | None = None
    """Whole number for sorting the values of a list on display; the smallest comes first."""
    default_flag: bool | None = None
    """True if this value is the preset choice of the list, otherwise false."""


class Synonym(TextElement, element="bmecat:SYNONYM"):
    """One alternative name that helps to find articles in a search."""

    value: str
    lang: str | None = None


class ValueText(TextElement, element="bmecat:VALUE_TEXT"):
    """A value given as words, possibly in several languages."""

    value: str
    lang: str | None = None


class ValueRange(Element, element="bmecat:VALUE_RANGE"):
    """Interval of values with lower end, upper end and optional step width."""

    startvalue: Startvalue
    endvalue: Endvalue
    intervalvalue: Decimal | None = None
    """Step width between neighbouring values, e.g. 10 for 110, 120, 130."""


class Startvalue(TextElement, element="bmecat:STARTVALUE"):
    """Lower end of the interval; it counts as included unless intervaltype says exclude."""

    value: Decimal
    intervaltype: Literal["exclude", "include"] | None = None


class Endvalue(TextElement, element="bmecat:ENDVALUE"):
    """Upper end of the interval; it counts as included unless intervaltype says exclude."""

    value: Decimal
    intervaltype: Literal["exclude", "include"] | None = None
