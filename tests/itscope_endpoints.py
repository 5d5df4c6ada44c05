"""Each of ITscope's endpoints, as the client asks it: recorded from real HTTP exchanges with the sandbox.

``python -m tests.itscope_endpoints`` prints one line an exchange. Exit codes: 0 all are as described, 1 one is not.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from opentrans.itscope import Deal, ITscope, Settings
from opentrans.itscope.sandbox import Exchange, Sandbox
from tests import documents
from tests.command import ROOT

ORDER = documents.order().encode()
ANSWER = documents.orderresponse().encode()
CANCELLATION = ANSWER.replace(b"<QUANTITY>1<", b"<QUANTITY>0<")
NOTE = documents.dispatchnotification().encode()
INVOICE = documents.invoice().encode()
COMPLETE = (ROOT / "samples" / "story-1-order.xml").read_bytes()
_DAY = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Endpoint:
    """What is asked, and the request that it makes: method and path below ``/2.1/business``, query, document.

    Args:
        request: the method and the path; ``{deal}`` and ``{transaction}`` stand for what the sandbox gave.
        ask: asks the client about a deal.
        sends: the document, sent as ``application/xml``; None for a request without a body.
        query: the query as it is sent.
        before: the actions that ITscope has taken before, without documents.
        described: is it in ITscope's description of the methods for orders? Else it is in its guide to the API.
    """

    request: str
    ask: Callable[[ITscope, Deal], object]
    sends: bytes | None = None
    query: str = ""
    before: tuple[str, ...] = ()
    described: bool = False

    @property
    def expected(self) -> tuple[str, ...]:
        """Method, path template, query, content type and Authorization of the request."""
        method, path = self.request.split(" ")
        return method, path, self.query, "" if self.sends is None else "application/xml", "Basic ***"


def _downloads() -> Iterator[Endpoint]:
    """Downloads by transaction and by the URL that the deal names."""
    steps = ("confirm", "advise", "invoice")
    for step, kind in enumerate(("ORDER", "ORDERRESPONSE", "DISPATCHNOTIFICATION", "INVOICE")):
        path, before = f"GET documents/{{transaction}}/{kind}.xml", steps[:step]

        def by_transaction(client: ITscope, deal: Deal, kind: str = kind) -> object:
            return client.document(deal.documents(kind)[0].transaction_id or "", kind)

        def by_url(client: ITscope, deal: Deal, kind: str = kind) -> object:
            return client.document_at(deal.documents(kind)[0])

        yield Endpoint(path, by_transaction, before=before)
        yield Endpoint(path, by_url, before=before)


_CONFIRMED = ("confirm",)
_ADVISED = ("confirm", "advise")

ENDPOINTS = (
    Endpoint("GET deals/{deal}/deal.xml", lambda c, d: c.deal(d.order_id), described=True),
    Endpoint("GET deals/{deal}/deal.json", lambda c, d: c.deal(d.order_id, form="json")),
    Endpoint("PUT deals/archive/{deal}", lambda c, d: c.archive(d), described=True),
    Endpoint("PUT deals/confirm/{deal}", lambda c, d: c.confirm(d), described=True),
    Endpoint("POST deals/confirm/{deal}", lambda c, d: c.confirm(d, ANSWER), ANSWER, described=True),
    Endpoint("PUT deals/advise/{deal}", lambda c, d: c.advise(d), before=_CONFIRMED, described=True),
    Endpoint("POST deals/advise/{deal}", lambda c, d: c.advise(d, NOTE), NOTE, before=_CONFIRMED, described=True),
    Endpoint("PUT deals/invoice/{deal}", lambda c, d: c.invoice(d), before=_ADVISED, described=True),
    Endpoint("POST deals/invoice/{deal}", lambda c, d: c.invoice(d, INVOICE), INVOICE, before=_ADVISED, described=True),
    Endpoint("PUT deals/reject/{deal}", lambda c, d: c.reject(d), described=True),
    Endpoint("POST deals/reject/{deal}", lambda c, d: c.reject(d, CANCELLATION), CANCELLATION, described=True),
    *_downloads(),
    Endpoint("POST documents/validate", lambda c, d: c.validate(INVOICE), INVOICE),
    Endpoint("POST documents/validateschema", lambda c, d: c.validate(INVOICE, schema_only=True), INVOICE),
    Endpoint("POST deals/send/10000735", lambda c, d: c.send("10000735", COMPLETE), COMPLETE),
    Endpoint("GET deals/sales/deal.xml", lambda c, d: next(c.deals()), query="page=1"),
    Endpoint(
        "GET deals/sales/deal.json",
        lambda c, d: list(
            c.deals(since=_DAY, until=_DAY, archived=False, sort="SEND_ASC", test_orders=False, form="json")
        ),
        query="lastUpdateDateFrom=2026-11-01T00%3A00%3A00%2B00%3A00&lastUpdateDateTo=2026-11-01T00%3A00%3A00%2B00%3A00"
        "&archiv=NOTARCHIVED&sort=SEND_ASC&testOrder=false&page=1",
    ),
    Endpoint("GET deals/purchase/deal.xml", lambda c, d: list(c.deals("purchase")), query="page=1"),
    *(
        Endpoint(
            f"GET deals/sales/search/{field}%3D{value}/deal.xml",
            lambda c, d, field=field: list(c.search_deals(field, d.order_id if field == "orderId" else "a/b ü")),  # type: ignore[misc]
            query="page=1",
        )
        for field, value in {
            **dict.fromkeys(("keywords", "ownOrderId", "customerOrderId", "status", "cartId"), "a%2Fb%20%C3%BC"),
            "orderId": "{deal}",
        }.items()
    ),
    Endpoint(
        "GET deals/purchase/search/keywords%3Da/deal.json",
        lambda c, d: list(c.search_deals("keywords", "a", side="purchase", form="json")),
        query="page=1",
    ),
    Endpoint("GET ../info/quota", lambda c, d: c.quota()),
)  # fmt: skip


def recorded(sandbox: Sandbox, client: ITscope, endpoint: Endpoint) -> Exchange:
    """The first exchange that asking makes, about a deal of its own."""
    (number,) = sandbox.seed(ORDER)
    for action in endpoint.before:
        getattr(client, action)(number)
    deal = client.deal(number)
    before = len(sandbox.exchanges)
    endpoint.ask(client, deal)
    return sandbox.exchanges[before]


def seen(sandbox: Sandbox, exchange: Exchange) -> tuple[str, ...]:
    """Of an exchange, what ``Endpoint.expected`` states."""
    path = exchange.path
    for deal in sandbox.deals():
        path = path.replace(deal.deal, "{deal}")
        for document in sandbox.documents(deal.deal):
            path = path.replace(document.transaction_id, "{transaction}")
    below = path.removeprefix("/2.1/business/").replace("/2.1/info/", "../info/")
    headers = exchange.headers
    return (exchange.method, below, exchange.query, headers.get("content-type", ""), headers.get("authorization", ""))


def main() -> int:
    """Ask each endpoint and print what was recorded."""
    wrong = 0
    with (
        Sandbox() as sandbox,
        ITscope(
            sandbox.account_id, sandbox.api_key, company="Brockmann", base_url=sandbox.base_url,
            settings=Settings(requests=None),
        ) as client,
    ):  # fmt: skip
        for endpoint in ENDPOINTS:
            exchange = recorded(sandbox, client, endpoint)
            found = seen(sandbox, exchange)
            right = found == endpoint.expected and exchange.status == 200
            wrong += not right
            method, path, query, content, authorization = found
            print(
                f"{'ok' if right else 'WRONG':<5} {exchange.status} {method:<4} {path}{'?' if query else ''}{query}"
                f" | {content or 'no body'} | {authorization} | {exchange.headers.get('user-agent')}"
            )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
