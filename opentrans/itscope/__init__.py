"""ITscope's deal API: the client, typed deals, and one tree of errors.

    with ITscope(account_id, api_key, company="Example GmbH") as itscope:
        for deal in itscope.deals(archived=False):
            itscope.confirm(deal, "response.xml")

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
from .limiter import Clock
from .results import Quota, SentOrder, Verdict
from .settings import Settings
from .uploads import Upload, prepare_upload

__all__ = [
    "Answer",
    "AnswerError",
    "AuthenticationError",
    "Clock",
    "Deal",
    "DealDocument",
    "DealStatus",
    "FilteredNameWarning",
    "ITscope",
    "ITscopeConnectionError",
    "ITscopeError",
    "ITscopeTimeoutError",
    "MismatchError",
    "MissingCredentials",
    "NotFoundError",
    "Quota",
    "RateLimitError",
    "RefusedError",
    "SentOrder",
    "ServerError",
    "Settings",
    "Supplier",
    "UnknownOutcomeError",
    "Upload",
    "Vendor",
    "Verdict",
    "prepare_upload",
]
