"""XML signatures in the model: kept as they are, and a warning where they no longer hold."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

import opentrans
from opentrans import SignatureWarning
from opentrans.model import (
    EBilling,
    Signature,
    SignatureAndVerification,
    Xml,
    XmlSignature,
    XsigCanonicalizationMethod,
    XsigDigestMethod,
    XsigKeyInfo,
    XsigReference,
    XsigSignature,
    XsigSignatureMethod,
    XsigSignatureValue,
    XsigSignedInfo,
)
from tests.documents import invoice
from tests.model.canonical import canonical


def signed() -> opentrans.Invoice:
    """An invoice with a signature, made here, as it is read from the bytes that we write."""
    document = opentrans.Invoice.load(invoice().encode())
    digest = XsigReference(uri="", digest_method=XsigDigestMethod(algorithm="urn:digest"), digest_value=b"digest")
    info = XsigSignedInfo(
        canonicalization_method=XsigCanonicalizationMethod(algorithm="urn:c14n"),
        signature_method=XsigSignatureMethod(algorithm="urn:method"),
        reference=[digest],
    )
    key = XsigKeyInfo(content=["\n ", Xml("<xsig:KeyName>k</xsig:KeyName>"), " text ", Xml('<free xmlns="urn:f"/>')])
    signature = XsigSignature(signed_info=info, signature_value=XsigSignatureValue(b"signed"), key_info=key)
    document.invoice_header.invoice_info.e_billing = EBilling(
        signature_and_verification=[
            SignatureAndVerification(signature=Signature(xml_signature=XmlSignature(signature=signature)))
        ]
    )
    return opentrans.Invoice.load(document.to_xml())


def signature_of(document: opentrans.Invoice) -> XsigSignature:
    """The signature that ``signed`` put there."""
    billing = document.invoice_header.invoice_info.e_billing
    assert billing is not None
    found = billing.signature_and_verification[0].signature.xml_signature
    assert found is not None
    return found.signature


def unwarned(document: opentrans.Invoice) -> bytes:
    """A changed document's XML."""
    with pytest.warns(SignatureWarning, match="sign it anew"):
        return document.to_xml()


def test_an_unchanged_signed_document_of_ours_is_written_without_warning(tmp_path: Path) -> None:
    document = signed()
    data = document.to_xml()
    assert signed().to_xml() == data
    document.save(tmp_path / "signed.xml")
    assert canonical(data) == canonical((tmp_path / "signed.xml").read_bytes())


def test_a_changed_signed_document_warns_when_it_is_written(tmp_path: Path) -> None:
    document = signed()
    document.invoice_header.invoice_info.invoice_id = "RE-2"
    unwarned(document)
    with pytest.warns(SignatureWarning):
        document.save(tmp_path / "changed.xml")
    document.invoice_header.invoice_info.invoice_id = "RE-1"
    assert document.to_xml() == signed().to_xml()


def test_a_signed_document_that_comes_out_with_other_blanks_warns() -> None:
    data = signed().to_xml()
    for changed in (data.replace(b"\n    <", b"\n<"), data.replace(b"<INVOICE_ID>", b"<!-- c --><INVOICE_ID>")):
        assert changed != data
        assert unwarned(opentrans.Invoice.load(changed)) == data


def test_the_warning_points_at_the_caller(tmp_path: Path) -> None:
    document = signed()
    document.invoice_header.invoice_info.invoice_id = "RE-2"
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        document.to_xml()
    assert [warning.filename for warning in caught] == [__file__]


def test_the_warning_of_save_points_at_the_caller(tmp_path: Path) -> None:
    document = signed()
    document.invoice_header.invoice_info.invoice_id = "RE-2"
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        document.save(tmp_path / "changed.xml")
    assert [warning.filename for warning in caught] == [__file__]


def test_a_document_whose_signature_was_taken_out_does_not_warn() -> None:
    document = signed()
    document.invoice_header.invoice_info.e_billing = None
    with warnings.catch_warnings():
        warnings.simplefilter("error", SignatureWarning)
        document.to_xml()


def test_open_parts_of_signatures_keep_blanks_and_texts() -> None:
    data = signed().to_xml().decode()
    assert '<xsig:KeyInfo>\n <xsig:KeyName>k</xsig:KeyName> text <free xmlns="urn:f"/></xsig:KeyInfo>' in data


def test_base64_keeps_its_line_breaks_until_it_is_changed() -> None:
    document = signed()
    data = document.to_xml().replace(b"c2lnbmVk", b"c2ln\n   bmVk\n")
    document = opentrans.Invoice.load(data)
    value = signature_of(document).signature_value
    assert value.value == b"signed"
    assert document.to_xml() == data
    value.value = b"new"
    assert b"SignatureValue>bmV3<" in unwarned(document)
