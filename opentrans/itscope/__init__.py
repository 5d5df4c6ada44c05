"""ITscope's deal API: the client, typed deals, and one tree of errors.

    with ITscope(account_id, api_key, company="Example GmbH") as itscope:
        for deal in itscope.deals(archived=False):
            itscope.confirm(deal, "response.xml")

``upload_once`` with a ``Journal`` sends nothing twice.
httpx is imported when a client is made, not with this package.
"""

from __future__ import annotations

from .client import FilteredNameWarning, ITscope
from .credentials import MissingCredentials
from .deals import Deal, DealDocument, DealStatus, Supplier, Vendor
from .errors import (
    AnswerError,
    AuthenticationError,
    ITscopeConnectionError,
    ITscopeError,
    ITscopeTimeoutError,
    MismatchError,
    NotFoundError,
    RateLimitError,
    RefusedError,
    ServerError,
    UnknownOutcomeError,
)
from .exchange import Answer
from .journal import Journal
from .journal_entry import JournalError
from .limiter import Clock
from .results import Quota, SentOrder, Verdict
from .safe_upload import ConflictError, Receipt, UnsettledError, upload_once
from .settings import Settings
from .uploads import Upload, prepare_upload

__all__ = [
    "Answer",
    "AnswerError",
    "AuthenticationError",
    "Clock",
    "ConflictError",
    "Deal",
    "DealDocument",
    "DealStatus",
    "FilteredNameWarning",
    "ITscope",
    "ITscopeConnectionError",
    "ITscopeError",
    "ITscopeTimeoutError",
    "Journal",
    "JournalError",
    "MismatchError",
    "MissingCredentials",
    "NotFoundError",
    "Quota",
    "RateLimitError",
    "Receipt",
    "RefusedError",
    "SentOrder",
    "ServerError",
    "Settings",
    "Supplier",
    "UnknownOutcomeError",
    "UnsettledError",
    "Upload",
    "Vendor",
    "Verdict",
    "prepare_upload",
    "upload_once",
]
