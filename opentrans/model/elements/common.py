"""Classes for the elements of common.xsd; made by opentrans.model.generate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..base import Element, TextElement

if TYPE_CHECKING:
    from typing import Literal

    from ..moment import Moment
    from ..raw import Xml
    from .bmecat_common import MimeAlt, MimeDescr, MimeSource


class ControlInfo(Element, element="CONTROL_INFO"):
    """Hints for the receiving system: who or what created the file, when, and whether a person must step in."""

    stop_automatic_processing: str | None = None
    """Reason, as text, for handling the document by hand; any content here halts automatic handling at the receiver,
    at most 250 characters.
    """
    generator_info: str | None = None
    """Person, program or system that produced this file, as free text, at most 250 characters."""
    generation_date: Moment | None = None
    """Day, and if wanted the time, on which the XML file was produced."""


class MimeInfo(Element, element="MIME_INFO"):
    """Group of attached files, such as pictures, data sheets or contracts."""

    mime: list[Mime]


class Remarks(TextElement, element="REMARKS"):
    """Note for the reader; the type names the document it is meant for. Simple formatting tags may be used."""

    value: str
    lang: str | None = None
    type: str | None = None


class HeaderUdx(Element, element="HEADER_UDX"):
    """Place for header data of one's own, outside the standard, agreed between the partners."""

    content: list[str | Xml | Element | TextElement] = []
    attributes: dict[str, str] = {}


class ItemUdx(Element, element="ITEM_UDX"):
    """Place for item data of one's own, outside the standard, agreed between the partners."""

    content: list[str | Xml | Element | TextElement] = []
    attributes: dict[str, str] = {}


class Mime(Element, element="MIME"):
    """One attached file, either named by its source path or carried inside this document."""

    mime_type: str | None = None
    """Kind of the attached file, written like an Internet media type, e.g. application/pdf or image/jpeg, at most 30
    characters.
    """
    mime_source: list[MimeSource] = []
    file_hash_value: list[FileHashValue] = []
    mime_embedded: list[MimeEmbedded] = []
    mime_descr: list[MimeDescr] = []
    mime_alt: list[MimeAlt] = []
    mime_purpose: (
        Literal[
            "conformity",
            "data_sheet",
            "detail",
            "directions",
            "fax_image",
            "freehand_sketch",
            "icon",
            "logo",
            "manual",
            "mounting_guidelines",
            "normal",
            "original_document",
            "repair_manual",
            "safety_data_sheet",
            "signatur_file",
            "service_descr",
            "service_record",
            "thumbnail",
            "verification_report",
            "warranty",
            "others",
        ]
        | None
    ) = None
    """What the attached file is for, as a fixed word such as manual, logo or data_sheet."""
    mime_order: int | None = None
    """Whole number for sorting the attachments on display; the smallest comes first."""


class FileHashValue(TextElement, element="FILE_HASH_VALUE"):
    """Checksum of an external file, so the receiver can tell whether it was altered; the type names the algorithm."""

    value: str
    type: str
    lang: str | None = None


class MimeEmbedded(Element, element="MIME_EMBEDDED"):
    """A file carried inside the document, with its name and size; once per language."""

    mime_data: MimeData
    file_name: str | None = None
    """Name of the embedded file, such as invoice.pdf, at most 250 characters."""
    file_size: int | None = None
    """Length of the embedded file in bytes, 1 or more."""
    lang: str | None = None


class MimeData(TextElement, element="MIME_DATA"):
    """Content of the embedded file as Base64 text."""

    value: bytes
    content_type: str | None = None


class ReportUdx(Element, element="REPORT_UDX"):
    """The report itself, in the foreign XML format that XML_FORMAT names."""

    content: list[str | Xml | Element | TextElement] = []
    attributes: dict[str, str] = {}
