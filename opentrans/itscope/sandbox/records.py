"""What the sandbox keeps: deals, documents, what arrived, and each exchange."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class StoredDeal:
    """A deal. Times are seconds since 1970; ``bought`` says that this account sent the order itself."""

    number: int
    deal: str
    own_order_id: str
    customer_order_id: str | None
    cart_id: str
    status: str
    message: str
    changed: float
    sent: float
    archived: bool
    test: bool
    bought: bool
    supplier_id: int
    supplier_name: str
    customer_number: str | None
    progress: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document of a deal; ``data`` is None where the step was done by hand and there is none to download."""

    transaction_id: str
    deal: str
    document_type: str
    at: float
    data: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Arrival:
    """An upload that reached the sandbox, and what became of it.

    ``target`` is the deal, for ``send`` the supplier. ``digest`` is the SHA-256 of the document, None without one.
    ``outcome``: ``done``; ``refused``; ``lost`` on the way (by a fault); ``pending``, with its effect still to come.
    ``effects`` is 1 for what was done, else 0.
    """

    at: float
    method: str
    action: str
    target: str
    document_type: str | None
    document_id: str | None
    digest: str | None
    outcome: Literal["done", "refused", "lost", "pending"]
    effects: int


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request as it came, and what was answered; ``fault`` is what went wrong.

    ``path`` and ``query`` stand as they were sent. Of the header ``authorization`` only ``Basic ***`` is kept, and
    nothing of any other scheme.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    status: int
    answer: bytes = field(repr=False)
    fault: str | None
