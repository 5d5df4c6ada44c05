"""The sandbox itself: a local ITscope that can be started, filled, disturbed and looked into."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from ...errors import OpenTransError, SourceError
from .clock import SandboxClock
from .desk import Desk
from .faults import Fault, Faults, every_fault
from .guard import REQUESTS, Guard
from .papers import UnreadablePaper
from .records import Arrival, Exchange, StoredDeal, StoredDocument
from .store import Store

if TYPE_CHECKING:
    from .app import Office
    from .server import Server

#: The key of the command's sandbox; it opens nothing else.
API_KEY = "only-for-the-local-sandbox"

_EVERY = every_fault()


class SandboxUnavailable(OpenTransError, ImportError):
    """The packages that the sandbox needs are not installed."""


class Sandbox:
    """A local ITscope on http://127.0.0.1, usable as a context manager.

    Args:
        port: where it listens; 0 takes a free port.
        state: a file that keeps all state, with which a killed sandbox goes on; None keeps it in memory.
        account_id: the account that is let in.
        api_key: its key; a random one unless given.
        validate: refuse documents that are not valid for ITscope's dialect, rules included.
        strict: refuse what the table ALLOWED does not have, documents of other orders, and rejections that reject
            nothing; all that is our assumption. Without it the same upload once more has its effect once more.
        limit: requests in 60 s; one more blocks for 30 minutes. None for any number.
        clock: tells the time; one that runs faster shortens blocks, delays and late effects.

    The account buys and sells: an order that it sends is in both lists.

    Raises SandboxUnavailable where starlette or uvicorn is not installed, sqlite3.Error for an unusable state file.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        state: str | os.PathLike[str] | None = None,
        account_id: str = "sandbox",
        api_key: str | None = None,
        validate: bool = True,
        strict: bool = True,
        limit: int | None = REQUESTS,
        clock: SandboxClock | None = None,
    ) -> None:
        office = _office_class()
        self.account_id = account_id
        self.api_key: str = secrets.token_urlsafe(24) if api_key is None else api_key
        self.clock: SandboxClock = clock or SandboxClock()
        self._port = port
        self._store = Store(state)
        self._desk = Desk(self._store, self.clock, validate=validate, strict=strict)
        self._guard = Guard(account_id, self.api_key, limit, self.clock)
        self._faults = Faults()
        self._office: Office = office(self._desk, self._guard, self._faults, self.clock)
        self._server: Server | None = None

    def __repr__(self) -> str:
        return f"Sandbox({self.base_url if self._server else 'not started'})"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Answer requests from now on, in a thread. Raises OSError where the port is taken."""
        from .server import Server

        if self._server is None:
            self._server = Server(self._office.application(), self._port)
            self._port = self._server.port

    def stop(self) -> None:
        """Answer no more requests, and break off open ones; the state stays, and ``start`` goes on with it."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    def close(self) -> None:
        """Stop, and close the state; nothing can be asked any more."""
        self.stop()
        self._store.close()

    def wait(self) -> None:
        """Stay in the foreground until Ctrl+C, which is no error."""
        try:
            while self._server is not None and self._server.running:
                self._server.wait(0.5)
        except KeyboardInterrupt:
            return

    @property
    def base_url(self) -> str:
        """The base URL for clients, of API 2.1; it is known once the sandbox was started, or has a port."""
        return f"http://127.0.0.1:{self._port}/2.1"

    def environment(self) -> dict[str, str]:
        """The variables by which the command finds the sandbox."""
        return {
            "ITSCOPE_ACCOUNT_ID": self.account_id,
            "ITSCOPE_API_KEY": self.api_key,
            "ITSCOPE_BASE_URL": self.base_url,
            "ITSCOPE_COMPANY": "Sandbox",
        }

    def new_key(self) -> str:
        """A new API key, which makes the old one invalid."""
        self.api_key = secrets.token_urlsafe(24)
        self._guard.set_key(self.api_key)
        return self.api_key

    # Deals

    def seed(self, *orders: str | os.PathLike[str] | bytes, status: str = "ARRIVED", test: bool = False) -> list[str]:
        """Sales deals out of ORDER documents, each one a deal; returns their numbers.

        Args:
            orders: files, bytes, or folders, in which every ``*.xml`` that is an ORDER counts, by name.
            status: the status to begin with.
            test: a test order.

        Raises SourceError for what cannot be read, or is no ORDER and was named.
        """
        numbers = []
        for order in orders:
            if isinstance(order, bytes):
                numbers.append(self._seed("the bytes", order, status, test))
                continue
            path = Path(order)
            for file in sorted(path.glob("*.xml")) if path.is_dir() else [path]:
                try:
                    numbers.append(self._seed(str(file), _bytes_of(file), status, test))
                except _NoOrder:
                    if file is path:
                        raise
        return numbers

    def _seed(self, name: str, data: bytes, status: str, test: bool) -> str:
        try:
            return self._desk.seed(data, status, test=test)
        except UnreadablePaper as error:
            raise _NoOrder(name, str(error)) from error

    def deals(self) -> list[StoredDeal]:
        """All deals, oldest first."""
        self._desk.settle()
        return self._store.every_deal()

    def deal(self, number: str) -> StoredDeal:
        """A deal. Raises LookupError where there is none."""
        self._desk.settle()
        if (deal := self._store.deal(number)) is None:
            raise LookupError(f"there is no deal {number}")
        return deal

    def status(self, number: str) -> str:
        """The status of a deal. Raises LookupError where there is none."""
        return self.deal(number).status

    def set_status(self, number: str, status: str, message: str = "") -> None:
        """Give a deal any status, with a message. Raises LookupError where there is none."""
        self._store.set_status(self.deal(number).deal, status, message, self.clock.time())

    def add_by_hand(self, number: str, document_type: str) -> None:
        """A step that was done on ITscope's pages: a transaction of the deal without a document to download."""
        self._store.add_document(self.deal(number).deal, document_type, None, self.clock.time())

    def documents(self, number: str, document_type: str | None = None) -> list[StoredDocument]:
        """The documents of a deal, oldest first; of one type, or all."""
        found = self._store.documents(self.deal(number).deal)
        return [one for one in found if document_type in {None, one.document_type}]

    # What arrived

    def arrivals(self, target: str | None = None) -> list[Arrival]:
        """Each upload that arrived, oldest first; for a deal (for ``send``: a supplier), or all."""
        self._desk.settle()
        return self._store.arrivals(target)

    def doubles(self) -> list[Arrival]:
        """The uploads whose effect was there before: same action, target and document (or none, by PUT)."""
        seen: set[tuple[str, str, str | None]] = set()
        found = []
        for one in self.arrivals():
            key = (one.action, one.target, one.digest)
            if one.effects and key in seen:
                found.append(one)
            elif one.effects:
                seen.add(key)
        return found

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The last 1000 requests with their answers."""
        return tuple(self._office.exchanges)

    # Faults

    def fail(self, fault: Fault, *, times: int = 1, on: str = "") -> None:
        """Let the next ``times`` requests fail whose line, such as ``PUT /2.1/business/deals/…``, holds ``on``."""
        self._faults.add(fault, times, on)

    def fail_at_random(self, share: float, faults: Sequence[Fault] = _EVERY, *, seed: int = 0, on: str = "") -> None:
        """Let a share (0 to 1) of the requests fail whose line holds ``on``; the same seed draws the same faults."""
        self._faults.at_random(share, faults, seed, on)

    def heal(self) -> None:
        """Nothing more fails."""
        self._faults.clear()


class _NoOrder(SourceError):
    """A file that is no ORDER."""


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceError(str(path), error.strerror or str(error)) from error


def _office_class() -> type[Office]:
    try:
        import uvicorn as _uvicorn  # noqa: F401

        from .app import Office
    except ImportError as error:
        if error.name is None or error.name.partition(".")[0] not in {"starlette", "uvicorn", "anyio", "h11"}:
            raise
        raise SandboxUnavailable(
            f'the sandbox needs the package {error.name}: pip install "opentrans-toolkit[sandbox]"', name=error.name
        ) from error
    return Office
