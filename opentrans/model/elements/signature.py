"""Classes for the elements of signature.xsd; made by opentrans.model.generate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..base import Element, TextElement

if TYPE_CHECKING:
    from .common import Mime, ReportUdx
    from .xmldsig import XsigSignature


class EBilling(Element, element="E_BILLING"):
    """Data on electronic billing: the invoice in its original form, its signatures and their checks."""

    invoice_original: InvoiceOriginal | None = None
    signature_and_verification: list[SignatureAndVerification] = []


class InvoiceOriginal(Element, element="INVOICE_ORIGINAL"):
    """Invoice in its original form as a file, such as a PDF, where this XML document is only a copy of it."""

    mime: Mime


class SignatureAndVerification(Element, element="SIGNATURE_AND_VERIFICATION"):
    """One electronic signature with the reports of its checks."""

    signature: Signature
    verification: list[Verification] = []


class Signature(Element, element="SIGNATURE"):
    """Where the electronic signature is: in a separate file, in the original invoice or right here."""

    mime: Mime | None = None
    signature_in_original: bool | None = None
    """True if the signature sits in the original invoice file; otherwise the element is left out."""
    xml_signature: XmlSignature | None = None


class Verification(Element, element="VERIFICATION"):
    """One check of the signature: who did it, with what outcome, and the report."""

    verification_party_idref: VerificationPartyIdref
    verification_success: bool
    """True if the signature passed the check, false if it failed."""
    verification_report: VerificationReport


class XmlSignature(Element, element="XML_SIGNATURE"):
    """Electronic signature placed in this document in the form of the W3C's XML Signature."""

    signature: XsigSignature


class VerificationPartyIdref(TextElement, element="VERIFICATION_PARTY_IDREF"):
    """PARTY_ID of the partner who checked the signature."""

    value: str
    type: str | None = None


class VerificationReport(Element, element="VERIFICATION_REPORT"):
    """Report on the signature check, as a file, as a coded result or in an XML format of its own."""

    verification_attachment: VerificationAttachment | None = None
    verification_protocol: VerificationProtocol | None = None
    verification_xmlreport: VerificationXmlreport | None = None


class VerificationAttachment(Element, element="VERIFICATION_ATTACHMENT"):
    """Report on the signature check as an attached or embedded file."""

    mime: Mime


class VerificationProtocol(Element, element="VERIFICATION_PROTOCOL"):
    """Outcome of the signature check as a code and an explanation."""

    result_code: str
    """Code for the outcome of the signature check, from a code list the partners have agreed upon, at most 20
    characters.
    """
    result_descr: list[ResultDescr] = []


class VerificationXmlreport(Element, element="VERIFICATION_XMLREPORT"):
    """Report on the signature check in an XML format of its own, not one of this standard."""

    xml_format: str
    """Name and version of the XML format used in REPORT_UDX, written like Format-2.0, at most 50 characters."""
    report_udx: ReportUdx


class ResultDescr(TextElement, element="RESULT_DESCR"):
    """Outcome of the signature check in words; may be given in several languages."""

    value: str
    lang: str | None = None
