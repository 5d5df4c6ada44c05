"""The local ITscope: what it answers to the real client over real HTTP, what it refuses, and how it fails on demand."""

from __future__ import annotations

import base64
import logging
import re
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx
import psutil
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from lxml import etree

from opentrans import SourceError, validate
from opentrans.itscope import (
    AnswerError,
    AuthenticationError,
    DealStatus,
    ITscope,
    ITscopeConnectionError,
    ITscopeError,
    ITscopeTimeoutError,
    NotFoundError,
    RateLimitError,
    RefusedError,
    ServerError,
    Settings,
    UnknownOutcomeError,
    prepare_upload,
)
from opentrans.itscope.sandbox import (
    ALLOWED,
    EFFECTS,
    Fault,
    Sandbox,
    SandboxClock,
    SandboxUnavailable,
    every_fault,
)
from tests import documents
from tests.command import ROOT, environment

SAMPLES = ROOT / "samples"
STORY = SAMPLES / "story-1-order.xml"
RESPONSE = SAMPLES / "story-2-orderresponse.xml"
NOTES = SAMPLES / "story-3-dispatchnotification-1.xml", SAMPLES / "story-4-dispatchnotification-2.xml"
INVOICES = SAMPLES / "story-5-invoice-1.xml", SAMPLES / "story-6-invoice-2.xml"
REJECTED_ORDER = SAMPLES / "order-project-prices.xml"
REJECTION = SAMPLES / "orderresponse-rejected.xml"
ORDER = documents.order().encode()
ANSWER = documents.orderresponse().encode()
NOTE = documents.dispatchnotification().encode()
INVOICE = documents.invoice().encode()
PLAIN = Settings(requests=None, retries=0)
#: Makes closing a socket break the connection off (SO_LINGER).
LINGER = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
#: For clients that do not wait long for a slow answer.
HASTY = Settings(requests=None, retries=0, read=0.3)


def client(sandbox: Sandbox, settings: Settings = PLAIN, *, key: str | None = None) -> ITscope:
    return ITscope(
        sandbox.account_id, key or sandbox.api_key, company="Brockmann", base_url=sandbox.base_url, settings=settings
    )


def cancelled(response: Path) -> bytes:
    return re.sub(rb"<QUANTITY>\d+<", b"<QUANTITY>0<", response.read_bytes())


def basic(account_id: str, api_key: str) -> str:
    return base64.b64encode(f"{account_id}:{api_key}".encode()).decode()


# The life of a deal


def test_a_deal_lives_from_order_to_archive_by_own_documents(itscope_sandbox: Sandbox) -> None:
    (number,) = itscope_sandbox.seed(STORY)
    statuses = []
    with client(itscope_sandbox) as itscope:
        (deal,) = itscope.deals(archived=False)
        assert itscope.document_at(deal.orders[0]) == STORY.read_bytes()
        statuses.append(deal.status)
        for step, paths in ((itscope.confirm, [RESPONSE]), (itscope.advise, NOTES), (itscope.invoice, INVOICES)):
            for path in paths:
                step(number, path)
                statuses.append(itscope.deal(number).status)
        itscope.archive(number)
        deal = itscope.deal(number)
        uploaded = [itscope.document_at(one) for one in (*deal.orderresponses, *deal.dispatchnotifications)]
        assert [itscope.document(one.transaction_id or "", "INVOICE") for one in deal.invoices] == [
            path.read_bytes() for path in INVOICES
        ]
        assert list(itscope.deals(archived=False)) == []
    assert statuses == [
        "ARRIVED", "PARTIALLY_PROCESSING", "PARTIALLY_ADVISED", "ADVISED", "PARTIALLY_INVOICED", "INVOICED",
    ]  # fmt: skip
    assert uploaded == [path.read_bytes() for path in (RESPONSE, *NOTES)]
    assert (deal.archived, deal.status) == (True, DealStatus.INVOICED)


def test_a_deal_lives_by_documents_that_itscope_makes(itscope_sandbox: Sandbox) -> None:
    (number,) = itscope_sandbox.seed(STORY)
    statuses = []
    with client(itscope_sandbox) as itscope:
        for step in (itscope.confirm, itscope.advise, itscope.invoice):
            step(number)
            statuses.append(itscope_sandbox.status(number))
    assert statuses == ["PROCESSING", "ADVISED", "INVOICED"]
    made = itscope_sandbox.documents(number)[1:]
    assert [one.document_type for one in made] == ["ORDERRESPONSE", "DISPATCHNOTIFICATION", "INVOICE"]
    assert [validate(one.data or b"").findings for one in made] == [(), (), ()]


def test_what_is_open_is_what_itscope_makes_documents_of(itscope_sandbox: Sandbox) -> None:
    (number,) = itscope_sandbox.seed(STORY)
    with client(itscope_sandbox) as itscope:
        itscope.confirm(number, RESPONSE)
        assert itscope_sandbox.status(number) == "PARTIALLY_PROCESSING"
        itscope.confirm(number)
        assert itscope_sandbox.status(number) == "PROCESSING"
        itscope.confirm(number, RESPONSE)
        itscope.advise(number, NOTES[0])
        itscope.invoice(number)
        assert itscope_sandbox.status(number) == "INVOICED"
        with pytest.raises(RefusedError, match="INVOICED"):
            itscope.advise(number)


@pytest.mark.parametrize("before", ["SENT", "ARRIVED", "PARTIALLY_PROCESSING", "PROCESSING"])
@pytest.mark.parametrize("form", ["reject without document", "reject", "confirm nothing"])
def test_a_rejection_rejects_and_after_a_confirmation_cancels(itscope_sandbox: Sandbox, form: str, before: str) -> None:
    (number,) = itscope_sandbox.seed(REJECTED_ORDER, status=before)
    with client(itscope_sandbox) as itscope:
        if form == "reject without document":
            itscope.reject(number)
        elif form == "reject":
            itscope.reject(number, REJECTION)
        else:
            itscope.confirm(number, REJECTION)
    assert itscope_sandbox.status(number) == ("CANCELED" if "PROCESSING" in before else "REJECTED")


def test_an_order_that_is_sent_can_be_bought_and_sold_here(itscope_sandbox: Sandbox) -> None:
    itscope_sandbox.seed(ORDER)
    with client(itscope_sandbox) as itscope:
        sent = itscope.send("10000735", STORY)
        assert sent.status == DealStatus.SENT
        assert [deal.order_id for deal in itscope.deals("purchase")] == [sent.order_id]
        assert [deal.order_id for deal in itscope.deals(test_orders=True)] == [sent.order_id]
        itscope.confirm(sent.order_id or "")
        assert [deal.order_id for deal in itscope.search_deals("status", "PROCESSING", side="purchase")] == [
            sent.order_id
        ]


def test_a_deal_in_xml_and_in_json_says_the_same_and_all_that_is_described(itscope_sandbox: Sandbox) -> None:
    (number,) = itscope_sandbox.seed(STORY)
    with client(itscope_sandbox) as itscope:
        itscope.confirm(number)
        deal = itscope.deal(number)
        assert itscope.deal(number, form="json") == deal
        assert [*itscope.deals(form="json")] == [*itscope.deals()] == [deal]
    assert deal.vendor is not None
    assert deal.vendor.supplier is not None
    assert (deal.own_order_id, deal.customer_order_id) == ("FW-2026-10417", "AZ-2026-118")
    assert (deal.vendor.supplier.id, deal.vendor.supplier.customer_account_number) == (10000735, "K-10583")
    assert None not in (deal.cart_id, deal.status_date, deal.archived, deal.deeplink, deal.vendor.name)
    assert (len(deal.orders), len(deal.orderresponses), deal.unknown) == (1, 1, {})


def test_any_status_and_steps_made_by_hand_can_be_set(itscope_sandbox: Sandbox) -> None:
    (number,) = itscope_sandbox.seed(ORDER)
    itscope_sandbox.set_status(number, "BRAND_NEW", "to be seen")
    itscope_sandbox.add_by_hand(number, "INVOICE")
    with client(itscope_sandbox) as itscope:
        deal = itscope.deal(number)
    assert (deal.status, deal.status_message) == ("BRAND_NEW", "to be seen")
    assert deal.invoices[0].transaction_id
    assert deal.invoices[0].document_url is None


# What it refuses


@pytest.fixture(scope="module")
def shared() -> object:
    """A sandbox that takes steps in any order, for many tests."""
    with Sandbox(strict=False, limit=None) as sandbox:
        yield sandbox


_PARAMETERS = ["page", "sort", "archiv", "testOrder", "lastUpdateDateFrom", "lastUpdateDateTo"]


def raw(sandbox: Sandbox, method: str, path: str, content: bytes = b"", **headers: str) -> httpx.Response:
    used = {"User-Agent": "A - B - 1", "Authorization": f"Basic {basic(sandbox.account_id, sandbox.api_key)}"}
    used |= {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.request(method, sandbox.base_url + path, content=content, headers=used, trust_env=False, verify=False)


@pytest.mark.parametrize(
    ("method", "path", "content", "media_type", "status", "said"),
    [
        ("GET", "/business/deals/NONE/deal.xml", b"", "", 404, "there is no deal NONE"),
        ("GET", "/business/documents/NONE/ORDER.xml", b"", "", 404, "there is no ORDER"),
        ("GET", "/business/documents/NONE/INVOICE.pdf", b"", "", 404, "nothing"),
        ("GET", "/business/deals/sales/deal.csv", b"", "", 404, "csv"),
        ("GET", "/business/deals/sales/deal.xml?page=0", b"", "", 400, "page"),
        ("GET", "/business/deals/sales/deal.xml?sort=NAME", b"", "", 400, "LAST_MODIFIED"),
        ("GET", "/business/deals/sales/deal.xml?archiv=yes", b"", "", 400, "NOTARCHIVED"),
        ("GET", "/business/deals/sales/deal.xml?lastUpdateDateFrom=soon", b"", "", 400, "lastUpdateDateFrom"),
        ("GET", "/business/deals/sales/search/colour%3Dred/deal.xml", b"", "", 400, "ownOrderId"),
        ("POST", "/business/deals/confirm/{}", ANSWER, "text/plain", 415, "application/xml"),
        ("POST", "/business/deals/confirm/{}", b"", "application/xml", 400, "missing"),
        ("PUT", "/business/deals/confirm/{}", ANSWER, "application/xml", 400, "POST"),
        ("POST", "/business/deals/confirm/{}", b"<a", "application/xml", 400, "not well-formed"),
        ("POST", "/business/deals/confirm/{}", b"<a/>", "application/xml", 400, "takes ORDERRESPONSE, this is a"),
        ("POST", "/business/deals/confirm/{}", INVOICE, "application/xml", 400, "this is INVOICE"),
        ("POST", "/business/deals/invoice/{}", INVOICE.replace(b">EUR<", b">Euro<"), "application/xml", 400, "line 20"),
        ("POST", "/business/deals/send/abc", ORDER, "application/xml", 404, "supplier"),
        ("POST", "/business/documents/validate", b"<a/>", "application/xml", 400, "is not validated"),
        ("DELETE", "/business/deals/archive/{}", b"", "", 405, "nothing"),
        ("GET", "/business/deals/archive/{}/", b"", "", 404, "nothing"),
        ("GET", "/%0A", b"", "", 404, "nothing"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_a_reason(
    shared: Sandbox, method: str, path: str, content: bytes, media_type: str, status: int, said: str
) -> None:
    (number,) = shared.seed(ORDER)
    answer = raw(shared, method, path.format(number), content, Content_Type=media_type)
    assert (answer.status_code, said in answer.text) == (status, True), answer.text
    assert shared.status(number) == "ARRIVED"


@hypothesis_settings(max_examples=40, deadline=None, database=None)
@given(segment=st.text(max_size=20), query=st.dictionaries(st.sampled_from(_PARAMETERS), st.text(max_size=20)))
def test_nothing_in_an_address_makes_it_stumble(shared: Sandbox, segment: str, query: dict[str, str]) -> None:
    if not segment.strip("."):
        segment = f"x{segment}"
    named = quote(segment.encode("utf-8", "replace"), safe="")
    asked = urlencode({name: value.encode("utf-8", "replace") for name, value in query.items()})
    for path in ("deals/{}/deal.xml", "deals/sales/search/keywords%3D{}/deal.json", "documents/{}/ORDER.xml", "{}"):
        answer = raw(shared, "GET", f"/business/{path.format(named)}?{asked}")
        assert answer.status_code in {200, 400, 404}
        assert answer.headers["Content-Type"] == "application/json" or etree.fromstring(answer.content) is not None


def test_the_older_api_has_no_methods_for_sellers_and_fewer_fields(shared: Sandbox) -> None:
    (number,) = shared.seed(ORDER)
    older = shared.base_url.replace("2.1", "2.0")
    with ITscope(shared.account_id, shared.api_key, company="B", base_url=older, settings=PLAIN) as itscope:
        deal = itscope.deal(number)
        assert (deal.cart_id, deal.archived, deal.deeplink) == (None, None, None)
        assert itscope.document_at(deal.orders[0]) == ORDER
        with pytest.raises(NotFoundError):
            itscope.confirm(number)


def test_validation_says_what_is_wrong_and_has_no_effect(shared: Sandbox) -> None:
    before = len(shared.arrivals())
    with client(shared) as itscope:
        assert itscope.validate(STORY).valid
        verdict = itscope.validate(SAMPLES / "invalid" / "bad-unit-stk.xml")
        assert (verdict.valid, "Stk" in verdict.messages[0]) == (False, True)
        wrong_sum = STORY.read_bytes().replace(b"</TOTAL_AMOUNT>", b"1</TOTAL_AMOUNT>")
        wrong_sum = re.sub(rb"<TOTAL_AMOUNT>\d+", b"<TOTAL_AMOUNT>99", wrong_sum)
        assert itscope.validate(wrong_sum, schema_only=True).valid
        assert not itscope.validate(wrong_sum).valid
    assert len(shared.arrivals()) == before


def test_lists_come_in_pages_of_fifty_in_the_order_that_is_asked_for() -> None:
    with Sandbox(clock=SandboxClock(), limit=None) as sandbox, client(sandbox) as itscope:
        numbers = []
        for index in range(120):
            numbers += sandbox.seed(documents.order(order_id=f"PO-{index}").encode())
            sandbox.clock.advance(10)
        assert [deal.order_id for deal in itscope.deals(sort="SEND_ASC")] == numbers
        assert [deal.order_id for deal in itscope.deals(sort="SENT_DESC")] == numbers[::-1]
        assert [deal.order_id for deal in itscope.deals(sort="ID")] == numbers
        sizes = [one.answer.count(b"<deal>") for one in sandbox.exchanges if "SEND_ASC" in one.query]
        assert sizes == [50, 50, 20, 0]
        sandbox.set_status(numbers[7], "BLOCKED")
        assert next(itscope.deals()).order_id == numbers[7]
        changed = datetime.fromtimestamp(sandbox.deal(numbers[110]).changed, UTC)
        assert {deal.order_id for deal in itscope.deals(since=changed)} == {numbers[7], *numbers[110:]}
        assert next(itscope.deals(until=changed)).order_id == numbers[110]
        assert [deal.order_id for deal in itscope.search_deals("ownOrderId", "PO-77")] == [numbers[77]]
        assert len([*itscope.search_deals("keywords", "po-1")]) == 31


# Who is let in


def test_a_wrong_key_and_one_that_was_replaced_are_refused(itscope_sandbox: Sandbox) -> None:
    with client(itscope_sandbox) as old:
        assert old.quota()
        new = itscope_sandbox.new_key()
        with pytest.raises(AuthenticationError):
            old.quota()
    with client(itscope_sandbox, key=new) as itscope:
        assert itscope.quota()
    assert raw(itscope_sandbox, "GET", "/info/quota", Authorization="Basic %%%").status_code == 401
    assert raw(itscope_sandbox, "GET", "/nowhere", Authorization="").headers["WWW-Authenticate"].startswith("Basic")


def test_an_empty_user_agent_is_blocked_and_some_words_wait_ten_to_twenty_seconds() -> None:
    with Sandbox(clock=SandboxClock(speed=100)) as sandbox:
        assert raw(sandbox, "GET", "/info/quota", User_Agent="").status_code == 403
        began = time.monotonic()
        assert raw(sandbox, "GET", "/info/quota", User_Agent="LINDY - x - 1").status_code == 200
        assert time.monotonic() - began >= 0.1


def test_more_than_600_requests_in_a_minute_block_for_half_an_hour() -> None:
    clock = SandboxClock()
    settings = Settings(requests=None, retries=2, clock=clock)
    with Sandbox(clock=clock) as sandbox, client(sandbox, settings) as itscope, client(sandbox, settings) as other:
        for _ in range(300):
            itscope.quota()
        clock.advance(61)
        for _ in range(600):
            itscope.quota()
        with pytest.raises(RateLimitError, match="Rate Limit Exceeded"):
            itscope.quota()
        answered = len(sandbox.exchanges)
        with pytest.raises(RateLimitError):
            itscope.quota()
        assert len(sandbox.exchanges) == answered
        clock.advance(1790)
        with pytest.raises(RateLimitError):
            other.quota()  # who asks too early waits once more
        clock.advance(1790)
        with pytest.raises(RateLimitError):
            other.quota()
        clock.advance(1801)
        assert itscope.quota()


def test_headers_longer_than_16_kb_are_refused(shared: Sandbox) -> None:
    assert raw(shared, "GET", "/info/quota", X_Long="x" * 17_000).status_code == 400


def test_it_listens_on_this_machine_only(shared: Sandbox) -> None:
    port = int(shared.base_url.split(":")[2].split("/")[0])
    listening = [one.laddr for one in psutil.Process().net_connections("tcp") if one.status == psutil.CONN_LISTEN]
    assert [address.ip for address in listening if address.port == port] == ["127.0.0.1"]


# What goes wrong

_UNKNOWN = [fault for fault in every_fault(0.0) if fault.kind not in {"slow", "malformed", "expired"}]


@pytest.mark.parametrize("abrupt", [True, False], ids=["reset", "closed"])
@pytest.mark.parametrize("fault", [None, *every_fault(0.05)], ids=lambda one: one and f"{one.kind}-{one.effect}")
def test_a_client_that_goes_away_is_no_error_of_the_sandbox(
    shared: Sandbox, fault: Fault | None, abrupt: bool, caplog: pytest.LogCaptureFixture
) -> None:
    (number,) = shared.seed(ORDER)
    head = (
        f"POST /2.1/business/deals/confirm/{number} HTTP/1.1\r\nHost: x\r\nUser-Agent: A - B - 1\r\n"
        f"Authorization: Basic {basic(shared.account_id, shared.api_key)}\r\n"
        f"Content-Type: application/xml\r\nContent-Length: {len(ANSWER)}\r\n\r\n"
    ).encode()
    wholes = 3
    for data in (head[:20], head, (head + ANSWER)[:-1], *[head + ANSWER] * wholes):
        if fault is not None:
            shared.fail(fault, on=number)
        with socket.create_connection(("127.0.0.1", httpx.URL(shared.base_url).port or 0)) as connection:
            connection.sendall(data)
            if abrupt:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER)
    shared.heal()
    with client(shared) as itscope:
        itscope.deal(number)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert len(shared.arrivals(number)) <= wholes


@pytest.mark.parametrize("fault", _UNKNOWN, ids=lambda fault: f"{fault.kind}-{fault.effect}")
def test_an_upload_with_a_lost_answer_has_an_unknown_outcome_and_the_effect_that_was_ordered(
    shared: Sandbox, fault: Fault
) -> None:
    (number,) = shared.seed(ORDER)
    shared.fail(Fault(fault.kind, fault.effect, 3600), on=number)
    with client(shared) as itscope, pytest.raises(UnknownOutcomeError):
        itscope.confirm(number, ANSWER, validate=False)
    outcome = {"never": "lost", "now": "done", "later": "pending"}[fault.effect or ""]
    assert [one.outcome for one in shared.arrivals(number)] == [outcome]
    assert shared.status(number) == ("PROCESSING" if fault.effect == "now" else "ARRIVED")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("slow", ITscopeTimeoutError),
        ("reset", ITscopeConnectionError),
        ("close", ITscopeConnectionError),
        ("truncated", ITscopeConnectionError),
        ("malformed", AnswerError),
        ("page", AnswerError),
        ("500", ServerError),
        ("502", ServerError),
        ("503", ServerError),
        ("expired", AuthenticationError),
    ],
)
def test_each_fault_of_a_question_has_its_error(shared: Sandbox, kind: str, expected: type[ITscopeError]) -> None:
    (number,) = shared.seed(ORDER)
    (fault,) = (one for one in every_fault(1.0) if one.kind == kind and one.effect == EFFECTS[one.kind][0])
    shared.fail(fault, on=number)
    with client(shared, HASTY if kind == "slow" else PLAIN) as itscope, pytest.raises(ITscopeError) as caught:
        itscope.deal(number)
    assert type(caught.value) is expected
    with client(shared) as itscope:
        assert itscope.deal(number).order_id == number


def test_an_expired_key_means_that_nothing_happened_and_a_slow_answer_that_it_did(shared: Sandbox) -> None:
    first, second, third = shared.seed(ORDER, ORDER, ORDER)
    shared.fail(Fault("expired"), on=first)
    shared.fail(Fault("slow", seconds=10), on=second)
    shared.fail(Fault("malformed"), on=third)
    with client(shared) as itscope:
        with pytest.raises(AuthenticationError):
            itscope.confirm(first)
        itscope.confirm(third)
    with client(shared, HASTY) as itscope, pytest.raises(UnknownOutcomeError):
        itscope.confirm(second)
    assert [shared.status(number) for number in (first, second, third)] == ["ARRIVED", "PROCESSING", "PROCESSING"]


def test_an_effect_can_come_after_the_client_has_looked() -> None:
    with Sandbox() as sandbox, client(sandbox) as itscope:
        (number,) = sandbox.seed(ORDER)
        sandbox.fail(Fault("reset", "later", 600), on="POST")
        with pytest.raises(UnknownOutcomeError):
            itscope.confirm(number, ANSWER, validate=False)
        sandbox.clock.advance(590)
        assert itscope.deal(number).orderresponses == ()
        sandbox.clock.advance(20)
        (document,) = itscope.deal(number).orderresponses
        assert itscope.document_at(document) == ANSWER
        assert sandbox.doubles() == []
        itscope.confirm(number, ANSWER, validate=False)
        assert [one.effects for one in sandbox.arrivals(number)] == [1, 1]
        assert len(sandbox.doubles()) == 1


def test_faults_at_random_come_in_the_same_order_for_the_same_seed_until_it_heals() -> None:
    def run() -> list[str | None]:
        with Sandbox(limit=None) as sandbox:
            sandbox.fail_at_random(0.5, [Fault("500"), Fault("502")], seed=7, on="quota")
            for _ in range(30):
                raw(sandbox, "GET", "/info/quota")
            seen = [one.fault for one in sandbox.exchanges]
            sandbox.heal()
            assert raw(sandbox, "GET", "/info/quota").status_code == 200
            return seen

    seen = run()
    assert {None, "500", "502"} == set(seen)
    assert run() == seen


def test_two_clients_at_once_with_every_fault_lose_and_double_nothing() -> None:
    clock = SandboxClock(speed=1000)
    settings = Settings(requests=None, retries=2, read=0.2, clock=clock)
    with Sandbox(strict=False, limit=None, clock=clock) as sandbox:
        numbers = sandbox.seed(*[documents.order(order_id=f"PO-{index}").encode() for index in range(150)])
        kinds = [fault for fault in every_fault(0.25) if fault.kind != "slow"]
        sandbox.fail_at_random(0.3, [*kinds, Fault("slow", seconds=0.25)], seed=1, on="POST")
        taken: dict[str, str] = {}

        def work(mine: list[str]) -> None:
            with client(sandbox, settings) as itscope:
                for number in mine:
                    try:
                        itscope.upload(prepare_upload("confirm", number, ANSWER, validate=False))
                        taken[number] = "sent"
                    except UnknownOutcomeError:
                        taken[number] = "unknown"
                    except AuthenticationError:
                        taken[number] = "nothing"

        threads = [threading.Thread(target=work, args=(numbers[start::2],)) for start in (0, 1)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        clock.advance(10)
        outcomes = {one.target: one.outcome for one in sandbox.arrivals()}
        assert len(taken) == 150
        assert set(taken.values()) == {"sent", "unknown", "nothing"}
        assert all(outcomes[number] == "done" for number, said in taken.items() if said == "sent")
        assert not any(number in outcomes for number, said in taken.items() if said == "nothing")
        assert {outcomes[number] for number, said in taken.items() if said == "unknown"} == {"done", "lost"}
        assert sandbox.doubles() == []


# Transitions


@pytest.mark.parametrize("action", ["confirm", "advise", "invoice", "reject"])
def test_steps_that_the_table_does_not_have_are_refused_unless_it_is_switched_off(
    itscope_sandbox: Sandbox, shared: Sandbox, action: str
) -> None:
    data = {"confirm": ANSWER, "advise": NOTE, "invoice": INVOICE, "reject": ANSWER.replace(b"Y>1<", b"Y>0<")}[action]
    for sandbox in (itscope_sandbox, shared):
        with client(sandbox) as itscope:
            refused = set()
            for status in DealStatus:
                (number,) = sandbox.seed(ORDER, status=status)
                try:
                    getattr(itscope, action)(number, data, validate=False)
                except RefusedError as error:
                    refused.add((status, error.status, sandbox.status(number)))
        expected = set(DealStatus) - ALLOWED[action] if sandbox is itscope_sandbox else set()
        assert refused == {(status, 409, status) for status in expected}


def test_documents_of_another_order_and_rejections_that_reject_nothing_are_refused(itscope_sandbox: Sandbox) -> None:
    (number,) = itscope_sandbox.seed(STORY)
    answer = raw(itscope_sandbox, "POST", f"/business/deals/confirm/{number}", ANSWER, Content_Type="application/xml")
    assert (answer.status_code, "FW-2026-10417" in answer.text) == (400, True)
    content = RESPONSE.read_bytes()
    answer = raw(itscope_sandbox, "POST", f"/business/deals/reject/{number}", content, Content_Type="application/xml")
    assert (answer.status_code, "QUANTITY 0" in answer.text) == (400, True)
    assert [one.outcome for one in itscope_sandbox.arrivals(number)] == ["refused", "refused"]
    assert itscope_sandbox.documents(number, "ORDERRESPONSE") == []


# State and process

_SERVED = """
import sys
from opentrans.itscope.sandbox import Sandbox
with Sandbox(state=sys.argv[1], port=int(sys.argv[2]), api_key="same-key-as-before") as sandbox:
    if sandbox.deals() == []:
        sandbox.seed(*sys.argv[3:])
    print(sandbox.base_url, flush=True)
    sandbox.wait()
"""


def test_a_killed_sandbox_goes_on_with_its_file_where_it_was(tmp_path: Path) -> None:
    state = tmp_path / "state.db"
    port = 0
    for attempt in range(2):
        called = [sys.executable, "-c", _SERVED, str(state), str(port), str(STORY), str(REJECTED_ORDER)]
        with subprocess.Popen(called, stdout=subprocess.PIPE, env=environment()) as process:
            try:
                assert process.stdout is not None
                base_url = process.stdout.readline().decode().strip()
                port = int(base_url.split(":")[2].split("/")[0])
                with ITscope("sandbox", "same-key-as-before", company="B", base_url=base_url) as itscope:
                    first, second = sorted(itscope.deals(), key=lambda deal: deal.order_id)
                    if attempt == 0:
                        itscope.confirm(first)
                    else:
                        assert first.status == DealStatus.PROCESSING
                        assert second.status == DealStatus.ARRIVED
                        itscope.advise(first)
            finally:
                process.kill()
    with Sandbox(state=state) as sandbox:
        assert [deal.status for deal in sandbox.deals()] == ["ADVISED", "ARRIVED"]
        assert [(one.action, one.effects) for one in sandbox.arrivals()] == [("confirm", 1), ("advise", 1)]


def test_a_sandbox_that_is_killed_at_work_has_all_that_it_answered(tmp_path: Path) -> None:
    state = tmp_path / "state.db"
    order = tmp_path / "order.xml"
    order.write_bytes(ORDER)
    called = [sys.executable, "-c", _SERVED, str(state), "0", str(order)]
    answered: list[object] = []

    def confirm_for_ever(itscope: ITscope, number: str) -> None:
        while True:
            answered.append(itscope.confirm(number, ANSWER, validate=False))

    with subprocess.Popen(called, stdout=subprocess.PIPE, env=environment()) as process:
        assert process.stdout is not None
        base_url = process.stdout.readline().decode().strip()
        with ITscope("sandbox", "same-key-as-before", company="B", base_url=base_url, settings=PLAIN) as itscope:
            (deal,) = itscope.deals()
            killer = threading.Timer(0.3, process.kill)
            killer.start()
            with pytest.raises((UnknownOutcomeError, ITscopeConnectionError)):
                confirm_for_ever(itscope, deal.order_id)
            killer.join()
    with Sandbox(state=state) as sandbox:
        done = [one for one in sandbox.arrivals() if one.outcome == "done"]
        assert answered
        assert len(done) in {len(answered), len(answered) + 1}
        assert len(sandbox.documents(deal.order_id, "ORDERRESPONSE")) == len(done)


def test_an_effect_that_was_still_to_come_comes_after_a_restart(tmp_path: Path) -> None:
    state = tmp_path / "state.db"
    with Sandbox(state=state) as sandbox, client(sandbox) as itscope:
        sandbox.clock.advance(86_400)
        (number,) = sandbox.seed(ORDER)
        sandbox.fail(Fault("reset", "later", 60))
        with pytest.raises(UnknownOutcomeError):
            itscope.confirm(number)
    with Sandbox(state=state) as sandbox:
        assert sandbox.status(number) == "ARRIVED"
        sandbox.clock.advance(61)
        assert sandbox.status(number) == "PROCESSING"


def test_it_can_be_stopped_and_started_again_on_its_port() -> None:
    with Sandbox() as sandbox:
        (number,) = sandbox.seed(ORDER)
        before = sandbox.base_url
        sandbox.fail(Fault("slow", seconds=60))
        with client(sandbox, HASTY) as itscope, pytest.raises(ITscopeTimeoutError):
            itscope.deal(number)
        sandbox.stop()
        with client(sandbox) as itscope, pytest.raises(ITscopeConnectionError, match="no connection"):
            itscope.deal(number)
        sandbox.start()
        assert sandbox.base_url == before
        with client(sandbox) as itscope:
            assert itscope.deal(number).order_id == number


def test_a_taken_port_is_an_error_of_the_caller() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        sandbox = Sandbox(port=taken.getsockname()[1])
        with pytest.raises(OSError, match=r"\w"):
            sandbox.start()
        sandbox.close()


def test_orders_come_from_files_folders_and_bytes(tmp_path: Path, shared: Sandbox) -> None:
    (tmp_path / "b.xml").write_bytes(documents.order(order_id="B").encode())
    (tmp_path / "a.xml").write_bytes(documents.order(order_id="A").encode())
    (tmp_path / "c.xml").write_bytes(INVOICE)
    numbers = shared.seed(tmp_path, ORDER, test=True)
    assert [shared.deal(number).own_order_id for number in numbers] == ["A", "B", "PO-1"]
    for named in (tmp_path / "c.xml", tmp_path / "missing.xml", INVOICE):
        with pytest.raises(SourceError):
            shared.seed(named)


def test_no_log_repr_or_exchange_shows_the_key(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(1), Sandbox() as sandbox, client(sandbox) as itscope:
        (number,) = sandbox.seed(ORDER)
        for fault in (Fault("500"), Fault("reset"), Fault("expired"), Fault("truncated")):
            sandbox.fail(fault)
            with pytest.raises(ITscopeError):
                itscope.confirm(number)
        itscope.confirm(number)
        raw(sandbox, "GET", "/info/quota", Authorization="Basic wrong")
        raw(sandbox, "GET", "/info/quota", Authorization=f"Bearer {sandbox.api_key}")
        texts = [caplog.text, repr(sandbox), repr(sandbox.exchanges), repr(sandbox.arrivals())]
    assert f"PUT /2.1/business/deals/confirm/{number}: 500 (fault: 500, never)" in caplog.text
    for secret in (sandbox.api_key, basic(sandbox.account_id, sandbox.api_key)):
        assert not any(secret in text for text in texts)


def test_a_package_that_is_missing_is_named_and_nothing_is_imported_before_it_is_used() -> None:
    code = (
        "import sys; import opentrans.itscope.sandbox as s; assert not {'starlette', 'uvicorn'} & set(sys.modules)\n"
        "sys.modules['uvicorn'] = None\n"
        "try: s.Sandbox()\n"
        "except s.SandboxUnavailable as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment(), check=False)
    assert b'uvicorn: pip install "opentrans-toolkit[sandbox]"' in done.stdout, done
    assert issubclass(SandboxUnavailable, ImportError)


def test_the_command_finds_it_by_its_environment(itscope_sandbox: Sandbox) -> None:
    with ITscope.from_environment(itscope_sandbox.environment()) as itscope:
        assert list(itscope.deals()) == []


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Fault("melt"),  # type: ignore[arg-type]
        lambda: Fault("slow", "later"),
        lambda: SandboxClock(speed=0),
        lambda: SandboxClock().advance(-1),
        lambda: Sandbox().fail_at_random(2),
        lambda: Sandbox().fail_at_random(0.5, []),
    ],
)
def test_what_cannot_be_is_a_value_error(wrong: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        wrong()


def test_a_deal_that_does_not_exist_is_a_lookup_error(shared: Sandbox) -> None:
    with pytest.raises(LookupError, match="there is no deal X"):
        shared.status("X")
