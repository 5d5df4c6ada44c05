"""Replies: what follows from a document that was received, with all its references, parties and products.

From an ORDER its ORDERRESPONSE (``confirm``, ``reject``), DISPATCHNOTIFICATION (``dispatch``) and INVOICE
(``invoice``), from a QUOTATION the ORDER (``order``). Earlier documents are passed in; nothing is kept anywhere.
"""

from __future__ import annotations

from .billing import invoice
from .confirmation import confirm, reject
from .delivery import dispatch
from .ledger import Previous
from .ordering import order
from .reply_line import ReplyLine

__all__ = ["Previous", "ReplyLine", "confirm", "dispatch", "invoice", "order", "reject"]
