"""Classes for the elements of xmldsig.xsd; made by opentrans.model.generate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..base import Element, TextElement

if TYPE_CHECKING:
    from ..raw import Xml


class XsigSignature(Element, element="xsig:Signature"):
    """Electronic signature in the form laid down by the W3C for XML."""

    signed_info: XsigSignedInfo
    signature_value: XsigSignatureValue
    key_info: XsigKeyInfo | None = None
    object: list[XsigObject] = []
    id: str | None = None


class XsigSignedInfo(Element, element="xsig:SignedInfo"):
    """The part that is actually signed: the methods used and the references to the data."""

    canonicalization_method: XsigCanonicalizationMethod
    signature_method: XsigSignatureMethod
    reference: list[XsigReference]
    id: str | None = None


class XsigSignatureValue(TextElement, element="xsig:SignatureValue"):
    """The signature itself as Base64 text."""

    value: bytes
    id: str | None = None


class XsigKeyInfo(Element, element="xsig:KeyInfo"):
    """Hints on the key with which the signature can be checked, such as a certificate."""

    content: list[str | Xml | Element | TextElement] = []
    id: str | None = None


class XsigObject(Element, element="xsig:Object"):
    """Any data carried inside the signature, such as the signed content or properties."""

    content: list[str | Xml | Element | TextElement] = []
    id: str | None = None
    mime_type: str | None = None
    encoding: str | None = None


class XsigCanonicalizationMethod(Element, element="xsig:CanonicalizationMethod"):
    """Way in which SignedInfo is brought into a uniform notation before signing."""

    content: list[str | Xml | Element | TextElement] = []
    algorithm: str


class XsigSignatureMethod(Element, element="xsig:SignatureMethod"):
    """Algorithm with which the signature was made."""

    content: list[str | Xml | Element | TextElement] = []
    algorithm: str


class XsigReference(Element, element="xsig:Reference"):
    """One piece of signed data: where it is found and its checksum."""

    transforms: XsigTransforms | None = None
    digest_method: XsigDigestMethod
    digest_value: bytes
    """Checksum of the data as Base64 text."""
    id: str | None = None
    uri: str | None = None
    type: str | None = None


class XsigKeyValue(Element, element="xsig:KeyValue"):
    """The public key itself, written out in numbers."""

    content: list[str | Xml | Element | TextElement] = []


class XsigRetrievalMethod(Element, element="xsig:RetrievalMethod"):
    """Place where details of the key can be fetched, as an address."""

    transforms: XsigTransforms | None = None
    uri: str | None = None
    type: str | None = None


class XsigX509Data(Element, element="xsig:X509Data"):
    """X.509 certificate of the signer, or details by which it can be found."""

    content: list[str | Xml | Element | TextElement] = []


class XsigPGPData(Element, element="xsig:PGPData"):
    """Key of the PGP kind, or its identifier."""

    content: list[str | Xml | Element | TextElement] = []


class XsigSPKIData(Element, element="xsig:SPKIData"):
    """Key or certificate of the SPKI kind."""

    content: list[str | Xml | Element | TextElement] = []


class XsigTransforms(Element, element="xsig:Transforms"):
    """Steps, in order, that prepare the data before its checksum is taken."""

    transform: list[XsigTransform]


class XsigDigestMethod(Element, element="xsig:DigestMethod"):
    """Algorithm with which the checksum was made."""

    content: list[str | Xml | Element | TextElement] = []
    algorithm: str


class XsigDSAKeyValue(Element, element="xsig:DSAKeyValue"):
    """Public key for the DSA method, as its separate numbers."""

    p: bytes | None = None
    """The W3C's P."""
    q: bytes | None = None
    """The W3C's Q."""
    g: bytes | None = None
    """The W3C's G."""
    y: bytes
    """The W3C's Y."""
    j: bytes | None = None
    """The W3C's J."""
    seed: bytes | None = None
    """The W3C's Seed."""
    pgen_counter: bytes | None = None
    """The W3C's PgenCounter."""


class XsigRSAKeyValue(Element, element="xsig:RSAKeyValue"):
    """Public key for the RSA method: modulus and exponent."""

    modulus: bytes
    """The W3C's Modulus."""
    exponent: bytes
    """The W3C's Exponent."""


class XsigX509IssuerSerial(Element, element="xsig:X509IssuerSerial"):
    """The W3C's X509IssuerSerial."""

    x509_issuer_name: str
    """The W3C's X509IssuerName."""
    x509_serial_number: int
    """The W3C's X509SerialNumber."""


class XsigTransform(Element, element="xsig:Transform"):
    """One such preparing step, named by its algorithm."""

    content: list[str | Xml | Element | TextElement] = []
    algorithm: str
