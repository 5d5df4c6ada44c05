"""ITscope's addresses, and how each request goes: guard, fault, desk, answer."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from ...report.printable import printable
from ...validation.reader import MAX_SIZE
from .clock import SandboxClock
from .connection import Answer, read_body, spoiled
from .desk import Desk
from .faults import Fault, Faults
from .guard import Guard
from .records import Exchange, StoredDeal
from .rendering import Refused, Said, deal_data, message, written

_LOG = logging.getLogger("opentrans.itscope.sandbox")
_VERSIONS = ("2.1", "2.0")
_ACTIONS = ("confirm", "advise", "invoice", "reject")
_SIDES = ("sales", "purchase")
_FORMS = ("xml", "json")
_KEPT = 1000


class Office:
    """The desk behind its counter: what is shared by all requests."""

    def __init__(self, desk: Desk, guard: Guard, faults: Faults, clock: SandboxClock) -> None:
        self.desk = desk
        self.guard = guard
        self.faults = faults
        self.clock = clock
        self.exchanges: deque[Exchange] = deque(maxlen=_KEPT)
        self.count = 0

    def application(self) -> Starlette:
        """The ASGI application."""
        application = Starlette(
            routes=[self._route(*one) for one in _addresses()],
            exception_handlers={404: self._unknown, 405: self._unknown},
        )
        application.router.redirect_slashes = False
        return application

    async def _unknown(self, request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        return await self._endpoint(lambda asked: _nothing(asked, status))(request)

    def _route(self, path: str, methods: Sequence[str], handle: _Handle) -> Route:
        return Route(path, self._endpoint(handle), methods=list(methods))

    def _endpoint(self, handle: _Handle) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                body = await read_body(request, MAX_SIZE)
            except ClientDisconnect:
                return Response()  # nobody is there to read it, and half a request has no effect
            line = f"{request.method} {request.url.path}"
            fault, delay = None, 0.0
            try:
                self.guard.count()
                self.count += 1
                delay = self.guard.delay(request.headers) / self.clock.speed
                self.guard.admit(request.headers.get("Authorization", ""))
                if body is None:
                    raise Refused(413, f"the body is larger than {MAX_SIZE:,} bytes")  # noqa: TRY301
                fault = self.faults.next(line)
                if fault is not None and fault.kind == "expired":
                    raise Refused(401, "the API key is no longer valid")  # noqa: TRY301
                said = handle(Asked(self, request, body, fault))
            except Refused as refused:
                said = refused.said
            said = spoiled(said, fault)
            self._note(request, body or b"", said, fault)
            _LOG.info(
                "%s: %d%s", printable(line), said.status, f" (fault: {fault.kind}, {fault.effect})" if fault else ""
            )
            return Answer(said, fault, delay + (fault.seconds if fault is not None and fault.kind == "slow" else 0.0))

        return endpoint

    def _note(self, request: Request, body: bytes, said: Said, fault: Fault | None) -> None:
        headers = dict(request.headers)
        if headers.pop("authorization", "").startswith("Basic "):
            headers["authorization"] = "Basic ***"
        path, kind = request.scope["raw_path"].decode("ascii"), None if fault is None else fault.kind
        self.exchanges.append(
            Exchange(request.method, path, request.url.query, headers, body, said.status, said.body, kind)
        )


class Asked:
    """A request that was let in."""

    def __init__(self, office: Office, request: Request, body: bytes, fault: Fault | None) -> None:
        self.desk: Desk = office.desk
        self.requests: int = office.count
        self.request = request
        self.body = body
        self.fault = fault
        self.version: str = request.url.path.split("/")[1]
        self.base_url: str = f"http://{request.url.netloc}/{self.version}"

    def __getitem__(self, name: str) -> str:
        return str(self.request.path_params[name])

    def records(self, deals: Sequence[StoredDeal]) -> list[dict[str, object]]:
        """The deals as ITscope states them."""
        store, older = self.desk.store, self.version == "2.0"
        return [deal_data(deal, store.links(deal.deal), self.base_url, older=older) for deal in deals]

    def document(self) -> bytes:
        """The document in the body. Raises Refused where it is not said to be XML."""
        kind = self.request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind != "application/xml":
            raise Refused(415, "documents are sent as application/xml")
        if not self.body:
            raise Refused(400, "the document is missing")
        return self.body

    def upload(self, action: str, target: str, document: bytes | None) -> str:
        """Take an upload, with the effect that the fault leaves it."""
        fault = self.fault
        if fault is None or fault.effect is None:
            return self.desk.upload(self.request.method, action, target, document)
        return self.desk.upload(self.request.method, action, target, document, fault.effect, fault.seconds)


_Handle: TypeAlias = Callable[[Asked], Said]


def _deal(asked: Asked) -> Said:
    (data,) = asked.records([asked.desk.deal(asked["deal"])])
    return written("deal", data, _form(asked))


def _deals(asked: Asked, side: str) -> Said:
    found = asked.desk.deals(side, asked.request.query_params, asked.request.path_params.get("filter"))
    return written("deals", asked.records(found), _form(asked))


def _form(asked: Asked) -> str:
    if asked["form"] not in _FORMS:
        raise Refused(404, f"there is no form {asked['form']}; xml and json are")
    return asked["form"]


def _step(asked: Asked, action: str) -> Said:
    if asked.version != "2.1":
        raise Refused(404, f"{action} exists only in API 2.1")
    document = asked.document() if asked.request.method == "POST" else None
    if document is None and asked.body:
        raise Refused(400, "PUT takes no document; POST does")
    return _brief(asked, asked.upload(action, asked["deal"], document))


def _archive(asked: Asked) -> Said:
    return _brief(asked, asked.upload("archive", asked["deal"], None))


def _send(asked: Asked) -> Said:
    return _brief(asked, asked.upload("send", asked["supplier"], asked.document()))


def _brief(asked: Asked, deal: str) -> Said:
    """Number and status of a deal, in answer to an upload; the form is our choice."""
    found = asked.desk.store.deal(deal)
    status = "" if found is None else found.status
    return written("deal", {"orderId": deal, "status": status}, "xml")


def _judge(asked: Asked, *, rules: bool) -> Said:
    errors = asked.desk.judge(asked.document(), rules=rules)
    return written("validation", {"valid": not errors, "message": list(errors)}, "xml")


def _document(asked: Asked) -> Said:
    asked.desk.settle()
    found = asked.desk.store.document(asked["transaction"])
    if found is None or found.data is None or found.document_type != asked["type"]:
        raise Refused(404, f"there is no {asked['type']} of transaction {asked['transaction']}")
    return Said(200, found.data)


def _quota(asked: Asked) -> Said:
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<quotas><quota productName="API access">true</quota>'
        '<quota productName="Order-API access">true</quota>'
        f'<quota productName="Calls"><used>{asked.requests}</used></quota></quotas>'
    )
    return Said(200, body.encode())


def _nothing(asked: Asked, status: int) -> Said:
    return message(status, f"{asked.request.method} {asked.request.url.path}: there is nothing")


def _for_side(side: str) -> _Handle:
    return lambda asked: _deals(asked, side)


def _for_action(action: str) -> _Handle:
    return lambda asked: _step(asked, action)


def _addresses() -> list[tuple[str, Sequence[str], _Handle]]:
    """Path, methods, and who answers; the first that fits."""
    found: list[tuple[str, Sequence[str], _Handle]] = []
    for version in _VERSIONS:
        deals, documents = f"/{version}/business/deals", f"/{version}/business/documents"
        for side in _SIDES:
            found.append((f"{deals}/{side}/{{view}}.{{form}}", ["GET"], _for_side(side)))
            found.append((f"{deals}/{side}/search/{{filter:path}}/{{view}}.{{form}}", ["GET"], _for_side(side)))
        found += [(f"{deals}/{action}/{{deal}}", ["PUT", "POST"], _for_action(action)) for action in _ACTIONS]
        found += [
            (f"{deals}/archive/{{deal}}", ["PUT"], _archive),
            (f"{deals}/send/{{supplier}}", ["POST"], _send),
            (f"{deals}/{{deal}}/deal.{{form}}", ["GET"], _deal),
            (f"{documents}/validate", ["POST"], lambda asked: _judge(asked, rules=True)),
            (f"{documents}/validateschema", ["POST"], lambda asked: _judge(asked, rules=False)),
            (f"{documents}/{{transaction}}/{{type}}.xml", ["GET"], _document),
            (f"/{version}/info/quota", ["GET"], _quota),
        ]
    return found
