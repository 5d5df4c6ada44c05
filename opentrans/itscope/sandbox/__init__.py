"""A local ITscope for tests and for trying things out: real HTTP, on this machine only, without an account.

    with Sandbox() as sandbox:
        (number,) = sandbox.seed("order.xml")
        with ITscope(sandbox.account_id, sandbox.api_key, company="Example GmbH", base_url=sandbox.base_url) as itscope:
            itscope.confirm(number)
        assert sandbox.status(number) == "PROCESSING"

It needs the packages of the extra ``sandbox``; they are imported when a Sandbox is made, not with this package.
"""

from __future__ import annotations

from .clock import SandboxClock
from .faults import EFFECTS, Fault, every_fault
from .records import Arrival, Exchange, StoredDeal, StoredDocument
from .sandbox import API_KEY, Sandbox, SandboxUnavailable
from .transitions import ALLOWED

__all__ = [
    "ALLOWED",
    "API_KEY",
    "EFFECTS",
    "Arrival",
    "Exchange",
    "Fault",
    "Sandbox",
    "SandboxClock",
    "SandboxUnavailable",
    "StoredDeal",
    "StoredDocument",
    "every_fault",
]
