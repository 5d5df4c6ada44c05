"""Uploads: what is sent for which action, and the checks before it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias
from urllib.parse import quote

from lxml import etree

from ..errors import DocumentError
from ..names import OPENTRANS
from ..secure_xml import encoding_of
from ..validation.findings import Finding
from ..validation.reader import MAX_SIZE, parse, read_source, refusal
from ..validation.recognition import document_id, document_type
from .deals import Deal
from .errors import MismatchError

if TYPE_CHECKING:
    from ..model.document import Document
    from ..schema.dialects import Dialect

Action: TypeAlias = Literal["confirm", "advise", "invoice", "reject", "archive", "send"]

#: A path, the bytes of a document, or one of the model's documents.
UploadSource: TypeAlias = "str | os.PathLike[str] | bytes | Document"


class _Form(NamedTuple):
    """How an action is sent: the type of its document, and whether ITscope makes one where none is given."""

    document_type: str | None
    without_document: bool


_FORMS: dict[str, _Form] = {
    "confirm": _Form("ORDERRESPONSE", True),
    "advise": _Form("DISPATCHNOTIFICATION", True),
    "invoice": _Form("INVOICE", True),
    "reject": _Form("ORDERRESPONSE", True),
    "archive": _Form(None, True),
    "send": _Form("ORDER", False),
}

#: ITscope's own numbers of deals (its guide: 11SRRK-150126-1136).
_DEAL_NUMBER = re.compile(r"[A-Z0-9]{6}-\d{6}-\d{4}")
_SUPPLIER = re.compile(r"[1-9][0-9]{0,18}")
_UTF8 = {"utf-8", "utf-8-sig", "utf8", "us-ascii", "ascii"}


@dataclass(frozen=True, slots=True)
class Upload:
    """One upload, checked and ready to be sent.

    ``target`` is the deal, for ``send`` the supplier; ``document`` are the bytes to send, or None where ITscope makes
    the document; ``document_id`` and ``order_ids`` are what the document says of itself; ``order`` is the order that
    the caller names.
    """

    action: Action
    target: str
    document: bytes | None = field(default=None, repr=False)
    document_type: str | None = None
    document_id: str | None = None
    order_ids: tuple[str, ...] = ()
    order: str = ""

    @property
    def method(self) -> str:
        """POST with a document, PUT without."""
        return "PUT" if self.document is None else "POST"

    @property
    def path(self) -> str:
        """The path below the base URL."""
        return f"/business/deals/{self.action}/{segment(self.target)}"


def prepare_upload(
    action: Action,
    target: str | Deal,
    document: UploadSource | None = None,
    *,
    validate: bool = True,
    dialect: str | Dialect = "itscope",
) -> Upload:
    """Check that action, document and deal fit each other; nothing is sent.

    Args:
        action: ``confirm``, ``advise``, ``invoice``, ``reject``, ``archive`` or ``send``.
        target: the deal's number, or a Deal, whose numbers are then compared with ORDER_ID; for ``send`` the
            supplier's id.
        document: what to send; None lets ITscope make the document.
        validate: refuse a document that is not valid for ``dialect``.

    Raises MismatchError where they do not fit, DocumentError with the report for an invalid document, SourceError
    for a file that cannot be read, ValueError for an unknown action or an impossible number.
    """
    form = _FORMS.get(action)
    if form is None:
        raise ValueError(f"the action is one of {', '.join(_FORMS)}, not {action!r}")
    number = target.order_id if isinstance(target, Deal) else target
    upload = Upload(action, number.strip())
    if action == "send" and not _SUPPLIER.fullmatch(upload.target):
        raise ValueError(f"{upload.target[:50]!r} is no supplier's id: it is a number, such as 10000735")
    if document is None:
        if not form.without_document:
            raise _mismatch(upload, f"{action} needs a document: {form.document_type}")
        segment(upload.target)
        return upload
    data = _bytes_of(document, dialect)
    upload = Upload(action, upload.target, data)
    if form.document_type is None:
        raise _mismatch(upload, f"{action} takes no document")
    root = _root_of(upload, data)
    kind = document_type(root)
    if kind != form.document_type:
        raise _mismatch(upload, f"{action} takes {form.document_type}, this is {kind or root.tag.rpartition('}')[2]}")
    if validate:
        _refuse_invalid(data, dialect)
    upload = Upload(action, upload.target, data, kind, document_id(root, kind), _order_ids(root, kind))
    if (reason := _contradiction(upload, root, target)) is not None:
        raise _mismatch(upload, reason)
    return upload


def compare_with_deal(upload: Upload, deal: Deal) -> None:
    """Raise MismatchError for an upload whose document, or whose order, is not the deal's."""
    if upload.document is not None:
        prepare_upload(upload.action, deal, upload.document, validate=False)
    if upload.order and deal.own_order_id and upload.order not in {deal.own_order_id.strip(), deal.order_id}:
        raise _mismatch(upload, f"order {upload.order} is named, the deal {deal.order_id} is order {deal.own_order_id}")


def segment(text: str) -> str:
    """One segment of a path. Raises ValueError for what would lead elsewhere.

    >>> segment("a/b")
    'a%2Fb'
    """
    if not text.strip() or not text.strip(".") or len(text) > 500:
        raise ValueError(f"{text[:50]!r} is no number that ITscope could know")
    return quote(text, safe="")


def bytes_to_send(document: UploadSource) -> bytes:
    """The bytes of a path, of bytes, or of one of the model's documents.

    Raises SourceError where a file cannot be read, ValueError for a document that is too large.
    """
    data = _bytes_of(document, "itscope")
    if len(data) > MAX_SIZE:
        raise ValueError(f"nothing was sent: the document is larger than {MAX_SIZE:,} bytes")
    return data


def _bytes_of(document: UploadSource, dialect: str | Dialect) -> bytes:
    if isinstance(document, bytes | str | os.PathLike):
        return read_source(document, MAX_SIZE).data
    return document.to_xml(dialect=dialect)


def _root_of(upload: Upload, data: bytes) -> etree._Element:
    read = read_source(data, MAX_SIZE)
    root = refusal(read, MAX_SIZE) or parse(data)
    if isinstance(root, Finding):
        raise _mismatch(upload, f"the document cannot be read: {root.message}")
    if (encoding := encoding_of(data).lower()) not in _UTF8:
        raise _mismatch(upload, f"ITscope takes documents in UTF-8, this one says {encoding}")
    return root


def _refuse_invalid(data: bytes, dialect: str | Dialect) -> None:
    from ..validation.validator import validate

    report = validate(data, dialect=dialect)
    if report.errors:
        first = report.errors[0]
        raise DocumentError(
            f"nothing was sent: the document has {len(report.errors)} errors, the first in line {first.line}: "
            f"{first.message}",
            report,
        )


def _order_ids(root: etree._Element, kind: str) -> tuple[str, ...]:
    """The orders to which a document says that it belongs, each once."""
    parents = {f"{{{OPENTRANS}}}{name}" for name in (f"{kind}_INFO", "ORDER_REFERENCE", "ORDER_HISTORY")}
    found = {
        (element.text or "").strip(): None
        for element in root.iter(f"{{{OPENTRANS}}}ORDER_ID")
        if (parent := element.getparent()) is not None and parent.tag in parents
    }
    return tuple(number for number in found if number)


def _contradiction(upload: Upload, root: etree._Element, target: str | Deal) -> str | None:
    """Why a document does not belong to this deal or action, or None where nothing says so."""
    if upload.action == "send":
        return None
    lines = root.iter(f"{{{OPENTRANS}}}ORDERRESPONSE_ITEM")
    if upload.action == "reject" and any(_quantity(line) > 0 for line in lines):
        return "reject takes a cancellation, with QUANTITY 0 in every line; this ORDERRESPONSE confirms some"
    named = upload.order_ids
    known = {upload.target}
    if isinstance(target, Deal) and target.own_order_id:
        known.add(target.own_order_id.strip())
        other = bool(named) and known.isdisjoint(named)
    else:
        other = bool(named) and upload.target not in named and all(map(_DEAL_NUMBER.fullmatch, named))
    return f"the document belongs to order {', '.join(named[:3])}, the deal is {', '.join(known)}" if other else None


def _quantity(line: etree._Element) -> Decimal:
    try:
        quantity = Decimal((line.findtext(f"{{{OPENTRANS}}}QUANTITY") or "").strip())
    except InvalidOperation:
        return Decimal(0)
    return Decimal(0) if quantity.is_nan() else quantity


def _mismatch(upload: Upload, reason: str) -> MismatchError:
    return MismatchError(reason, method=upload.method, path=upload.path)
