"""Documents: reading them from files, writing them back."""

from __future__ import annotations

import os
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Self, TypeAlias, cast

from lxml import etree

from ..errors import DocumentError, ModelError
from ..names import MAIN_DOCUMENTS, OPENTRANS, XSI, XSIG
from ..validation.findings import Finding, Report
from ..validation.reader import MAX_SIZE
from .base import Element
from .plan import Plan, plan_of
from .reading import Reader, Unread
from .shape import class_name_of

if TYPE_CHECKING:
    from ..schema.dialects import Dialect
    from ..validation.validator import DocumentSource
    from .elements import DispatchNotification, Invoice, Order, OrderResponse, Quotation

    AnyDocument: TypeAlias = Order | OrderResponse | DispatchNotification | Invoice | Quotation

_SCHEMA_LOCATION = f"{{{XSI}}}schemaLocation"


class SignatureWarning(UserWarning):
    """A signed document is written with other bytes than were signed."""


class UnreadWarning(UserWarning):
    """A document that was read with ``strict=False`` is written without what could not be read."""


class Document(Element):
    """One of the five documents."""

    @property
    def unread(self) -> tuple[Unread, ...]:
        """What a document that was loaded with ``strict=False`` held and the model could not take."""
        return cast("tuple[Unread, ...]", self.__dict__.get("_unread", ()))

    @property
    def schema_location(self) -> str | None:
        """xsi:schemaLocation of the root: pairs of namespace and place, for tools that look for the schema there."""
        return cast("str | None", self.__dict__.get("_xsi", {}).get(_SCHEMA_LOCATION))

    @schema_location.setter
    def schema_location(self, value: str | None) -> None:
        others = {name: text for name, text in self.__dict__.get("_xsi", {}).items() if name != _SCHEMA_LOCATION}
        self.__dict__["_xsi"] = others if value is None else {_SCHEMA_LOCATION: value, **others}

    def to_xml(self, *, dialect: str | Dialect = "itscope") -> bytes:
        """The document as XML: UTF-8, the schema's order, the usual prefixes, indented; the same bytes every time.

        Args:
            dialect: what the receiver takes, as for ``validate``.

        Raises DocumentError (with the validator's findings) where the schema of the dialect does not take the
        document, ModelError where a list holds something that was never valid there. Warns with SignatureWarning
        where a document was read with an XML signature and comes out changed, be it only in its blanks, and with
        UnreadWarning where one was read with ``strict=False`` and not all of it could be read.
        """
        return self._xml(dialect)

    def save(self, path: str | os.PathLike[str], *, dialect: str | Dialect = "itscope") -> None:
        """Write the document to a file, whole or not at all; arguments and errors as for ``to_xml``.

        Raises SourceError where the file cannot be written.
        """
        from ..files import write_whole

        write_whole(os.fspath(path), self._xml(dialect))

    def _xml(self, dialect: str | Dialect) -> bytes:
        from ..validation.validator import validate
        from .writing import write_document

        data = write_document(self)
        report = validate(data, dialect=dialect, rules=False, max_size=max(MAX_SIZE, len(data)))
        if not report.valid:
            raise DocumentError(_refusal(f"the document is not valid for {report.schema.dialect}", report), report)
        if self.unread:
            reason = f"the document is written without what could not be read: {self.unread[0]}"
            warnings.warn(reason, UnreadWarning, stacklevel=3)
        signed = self.__dict__.get("_signed")
        if signed is not None and b"<xsig:Signature" in data and signed != _digest(etree.fromstring(data)):
            reason = "the signature of this document does not hold for what is written now: sign it anew"
            warnings.warn(reason, SignatureWarning, stacklevel=3)
        return data

    @classmethod
    def load(cls, source: DocumentSource, *, dialect: str | Dialect = "itscope", strict: bool = True) -> Self:
        """Read a document of this type; as ``opentrans.load``, and TypeError for one of another type."""
        document = load(source, dialect=dialect, strict=strict)
        if not isinstance(document, cls):
            raise TypeError(f"this is {document.element_name}, not {cls.element_name}")
        return document


def load(source: DocumentSource, *, dialect: str | Dialect = "itscope", strict: bool = True) -> AnyDocument:
    """Read one of the five documents.

    Args:
        source: a path, bytes, a binary file object, or an lxml tree.
        dialect: what the document must be valid for (by its schema; business rules are the validator's matter).
        strict: False reads what can be read of an invalid document; ``document.unread`` says what could not. Fields
            that are required and were not there raise AttributeError when they are asked for.

    Raises DocumentError, with the validator's report, for a document that is not valid (with ``strict=False``: that
    is no XML, or none of the five documents); ModelError for a valid one that holds something that the model cannot
    keep (xsi:type on a simple element); SourceError, DialectError, SchemaError and TypeError as ``validate``.

    >>> load("samples/story-1-order.xml").order_header.order_info.order_id
    'FW-2026-10417'
    """
    from ..validation.reader import parse, read_source, refusal
    from ..validation.validator import validate

    judged: bytes | etree._Element
    path = None
    if isinstance(source, etree._Element | etree._ElementTree):
        judged = root = source.getroot() if isinstance(source, etree._ElementTree) else source
        report = validate(root, dialect=dialect, rules=False)
    else:
        read = read_source(source, MAX_SIZE)
        judged, path = read.data, read.path
        report = validate(judged, dialect=dialect, rules=False)
        report = replace(report, path=path)
        parsed = None if refusal(read, MAX_SIZE) else parse(judged)
        if parsed is None or isinstance(parsed, Finding):
            raise DocumentError(_refusal(f"{path or 'the document'} cannot be read", report), report)
        root = parsed
    plan = _document_plan(root)
    if plan is None or (strict and not report.valid):
        reason = "is not valid" if plan is not None else "is none of the five documents"
        raise DocumentError(_refusal(f"{path or 'the document'} {reason}", report), report)
    reader = Reader()
    document = cast("AnyDocument", reader.read(root, plan))
    if strict and reader.unread:
        first = reader.unread[0]
        raise ModelError(first.path, f"{first.reason}, which the model cannot keep (line {first.line})")
    if reader.unread:
        document.__dict__["_unread"] = tuple(reader.unread)
    if next(root.iter(f"{{{XSIG}}}Signature"), None) is not None:
        document.__dict__["_signed"] = _digest(root)
    return document


def _document_plan(root: etree._Element) -> Plan | None:
    from . import elements

    namespace, _, local = root.tag[1:].rpartition("}")
    if namespace != OPENTRANS or local not in MAIN_DOCUMENTS:
        return None
    return plan_of(getattr(elements, class_name_of(root.tag)))


def _digest(root: etree._Element) -> bytes:
    """What a signature over the whole document holds for: its canonical XML."""
    from hashlib import sha256

    return sha256(etree.tostring(root, method="c14n", with_comments=True)).digest()


def _refusal(start: str, report: Report) -> str:
    errors = [finding for finding in report.findings if finding.severity == "error"]
    shown = [f"{f'line {one.line}: ' if one.line else ''}{one.message}" for one in errors[:3]]
    more = f" ... and {len(errors) - 3} more" if len(errors) > 3 else ""
    return f"{start}: {'; '.join(shown)}{more}" if shown else start
