"""Classes for the elements of bmecat-common.xsd; made by opentrans.model.generate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..base import Element, TextElement

if TYPE_CHECKING:
    from typing import Literal


class Language(TextElement, element="bmecat:LANGUAGE"):
    """Three-letter ISO 639-2 code of a language in the document; attribute default=true marks the main one."""

    value: str
    default: bool | None = None


class MimeRoot(TextElement, element="bmecat:MIME_ROOT"):
    """Base folder or base address that is put in front of all attachment paths in MIME_SOURCE."""

    value: str
    lang: str | None = None


class AccountingInfo(Element, element="bmecat:ACCOUNTING_INFO"):
    """The buyer's cost assignment, repeated by the supplier on the invoice so that it is easier to check."""

    cost_category_id: CostCategoryId
    cost_type: str | None = None
    """Kind of cost in the buyer's accounting, e.g. capital expenditure or consumables, at most 64 characters."""
    cost_account: str | None = None
    """Number of the general ledger account that is debited, at most 64 characters."""


class CatalogName(TextElement, element="bmecat:CATALOG_NAME"):
    """Freely chosen title of the catalog, e.g. Spring Tools 2010."""

    value: str
    lang: str | None = None


class CostCategoryId(TextElement, element="bmecat:COST_CATEGORY_ID"):
    """Identifier of what bears the cost; the attribute type tells if a project, work order or cost center."""

    value: str
    type: Literal["cost_center", "project", "work_order"] | None = None


class MimeSource(TextElement, element="bmecat:MIME_SOURCE"):
    """Where the attachment is found: a web address, or path plus file name appended to MIME_ROOT."""

    value: str
    lang: str | None = None


class MimeDescr(TextElement, element="bmecat:MIME_DESCR"):
    """Caption of the attachment that the receiving system shows to its users."""

    value: str
    lang: str | None = None


class MimeAlt(TextElement, element="bmecat:MIME_ALT"):
    """Substitute text to show when the receiver cannot display the attached file."""

    value: str
    lang: str | None = None


class AreaRefs(Element, element="bmecat:AREA_REFS"):
    """List of references to areas where the entry applies; alternative to single TERRITORY codes."""

    area_idref: list[str]
    """Points to an area (several countries or regions) by repeating the identifier it is defined under, at most 60
    characters.
    """


class BmecatMimeInfo(Element, element="bmecat:MIME_INFO"):
    """List of attached files such as pictures, logos or data sheets."""

    mime: list[BmecatMime]


class BmecatMime(Element, element="bmecat:MIME"):
    """One attached file with kind, place, caption, purpose and sort number."""

    mime_type: str | None = None
    """Kind of the attached file, written like an Internet media type, e.g. application/pdf or image/jpeg, at most 30
    characters.
    """
    mime_source: list[MimeSource]
    mime_descr: list[MimeDescr] = []
    mime_alt: list[MimeAlt] = []
    mime_purpose: (
        Literal["data_sheet", "detail", "icon", "logo", "normal", "safety_data_sheet", "thumbnail", "others"] | None
    ) = None
    """What the attachment is meant for as a code, e.g. normal, thumbnail, logo or data_sheet."""
    mime_order: int | None = None
    """Whole number for sorting the attachments on display; the smallest comes first."""


class SourceName(TextElement, element="bmecat:SOURCE_NAME"):
    """Title of the standard, paper or other work that was used as source."""

    value: str
    lang: str | None = None
