"""The client against a real HTTP server on loopback: what it sends, and what it makes of every kind of answer."""

from __future__ import annotations

import ast
import base64
import copy
import gzip
import html
import json
import logging
import math
import pickle
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import traceback
import warnings
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from graphlib import TopologicalSorter
from itertools import islice
from pathlib import Path
from types import FrameType, FunctionType, ModuleType
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opentrans import DocumentError, Order, load
from opentrans.itscope import (
    AnswerError,
    AuthenticationError,
    Deal,
    DealDocument,
    DealStatus,
    FilteredNameWarning,
    ITscope,
    ITscopeConnectionError,
    ITscopeError,
    ITscopeTimeoutError,
    MismatchError,
    MissingCredentials,
    NotFoundError,
    RateLimitError,
    RefusedError,
    ServerError,
    Settings,
    UnknownOutcomeError,
    prepare_upload,
)
from opentrans.itscope.limiter import Limiter
from opentrans.itscope.settings import proxy_from
from opentrans.same_document import content_hash
from tests import documents
from tests.command import ROOT, environment
from tests.itscope_server import (
    Clock,
    Reply,
    Server,
    closed_port,
    dripping,
    endless,
    hang_up,
    reply,
    reset,
    silence,
)
from tests.test_itscope_deals import DEAL, RECORD, xml_of

ACCOUNT = "m4711-00815"
KEY = "k3y+that/must-never=be_seen"
BASIC = base64.b64encode(f"{ACCOUNT}:{KEY}".encode()).decode()
NUMBER = RECORD["orderId"]
DEAL_XML = xml_of("deal", RECORD)
PDF = b"%PDF-1.7\n..."
ONCE = Settings(retries=0, clock=Clock())
QUICK = replace(ONCE, connect=5.0, read=0.2, total=0.6)

ORDERRESPONSE = documents.orderresponse().encode()
CANCELLATION = ORDERRESPONSE.replace(b"<QUANTITY>1<", b"<QUANTITY>0<")
DISPATCHNOTIFICATION = documents.dispatchnotification().encode()
INVOICE = documents.invoice().encode()
ORDER = documents.order().encode()


def client(base_url: str, settings: Settings | None = None) -> ITscope:
    used = settings or Settings(clock=Clock())
    return ITscope(ACCOUNT, KEY, company="Brockmann", base_url=base_url, settings=used)


Ask = Callable[[ITscope], object]


def get_deal(itscope: ITscope) -> object:
    return itscope.deal(NUMBER)


def invoice_deal(itscope: ITscope) -> object:
    return itscope.invoice(NUMBER, INVOICE)


def failure(ask: Ask, *replies: Reply, settings: Settings | None = None, expected: int | None = 1) -> ITscopeError:
    """The error that asking ends with; ``expected`` requests must have come to the server."""
    with Server(*replies) as server, client(server.url, settings) as itscope:
        with pytest.raises(ITscopeError) as caught:
            ask(itscope)
        assert expected is None or len(server.received) == expected
    return caught.value


# What is sent


@pytest.mark.parametrize(
    ("ask", "method", "target", "media_type", "body"),
    [
        (lambda c: c.deal(NUMBER), "GET", f"/2.1/business/deals/{NUMBER}/deal.xml", None, b""),
        (lambda c: c.deal(f" {NUMBER}\n", form="json"), "GET", f"/2.1/business/deals/{NUMBER}/deal.json", None, b""),
        (lambda c: c.archive(NUMBER), "PUT", f"/2.1/business/deals/archive/{NUMBER}", None, b""),
        (lambda c: c.confirm(NUMBER), "PUT", f"/2.1/business/deals/confirm/{NUMBER}", None, b""),
        (lambda c: c.advise(NUMBER), "PUT", f"/2.1/business/deals/advise/{NUMBER}", None, b""),
        (lambda c: c.invoice(NUMBER), "PUT", f"/2.1/business/deals/invoice/{NUMBER}", None, b""),
        (lambda c: c.reject(NUMBER), "PUT", f"/2.1/business/deals/reject/{NUMBER}", None, b""),
        (lambda c: c.confirm(NUMBER, ORDERRESPONSE), "POST", f"/2.1/business/deals/confirm/{NUMBER}", "application/xml",
         ORDERRESPONSE),
        (lambda c: c.advise(NUMBER, DISPATCHNOTIFICATION), "POST", f"/2.1/business/deals/advise/{NUMBER}",
         "application/xml", DISPATCHNOTIFICATION),
        (lambda c: c.invoice(NUMBER, INVOICE), "POST", f"/2.1/business/deals/invoice/{NUMBER}", "application/xml",
         INVOICE),
        (lambda c: c.reject(NUMBER, CANCELLATION), "POST", f"/2.1/business/deals/reject/{NUMBER}", "application/xml",
         CANCELLATION),
        (lambda c: c.send("10000735", ORDER, validate=False), "POST", "/2.1/business/deals/send/10000735",
         "application/xml", ORDER),
        (lambda c: c.validate(INVOICE), "POST", "/2.1/business/documents/validate", "application/xml", INVOICE),
        (lambda c: c.validate(b"<x", schema_only=True), "POST", "/2.1/business/documents/validateschema",
         "application/xml", b"<x"),
        (lambda c: c.document("t-1", "ORDER"), "GET", "/2.1/business/documents/t-1/ORDER.xml", None, b""),
        (lambda c: c.archive("a/../b?c#d e"), "PUT", "/2.1/business/deals/archive/a%2F..%2Fb%3Fc%23d%20e", None, b""),
    ],
)  # fmt: skip
def test_each_call_makes_the_request_that_itscope_describes(
    ask: Ask, method: str, target: str, media_type: str | None, body: bytes
) -> None:
    with Server(reply(DEAL_XML)) as server, client(server.url) as itscope:
        ask(itscope)
    (received,) = server.received
    assert (received.method, received.target, received.body) == (method, target, body)
    assert received.headers.get("content-type") == media_type
    assert received.headers.get("content-length") == (None if method == "GET" else str(len(body)))


def test_every_request_says_who_asks_and_takes_a_connection_of_its_own() -> None:
    with Server(reply(DEAL_XML)) as server, client(server.url) as itscope:
        itscope.deal(NUMBER)
    (received,) = server.received
    assert received.headers["user-agent"].startswith("Brockmann - opentrans-toolkit - ")
    assert received.headers["authorization"] == f"Basic {BASIC}"
    assert received.headers["connection"] == "close"


def test_a_document_may_be_a_path_or_a_model(tmp_path: Path) -> None:
    path = tmp_path / "order.xml"
    path.write_bytes(ORDER)
    model = load(ORDER)
    assert isinstance(model, Order)
    with Server(reply(b"<deal><orderId>N-1</orderId></deal>")) as server, client(server.url) as itscope:
        itscope.send("10000735", path, validate=False)
        itscope.send("10000735", model, validate=False)
    assert [received.body for received in server.received] == [ORDER, model.to_xml()]


def test_cookies_are_not_kept() -> None:
    with Server(reply(DEAL_XML, headers=[("Set-Cookie", "a=b; Path=/")])) as server, client(server.url) as itscope:
        itscope.deal(NUMBER)
        itscope.deal(NUMBER)
    assert [received.headers.get("cookie") for received in server.received] == [None, None]


def test_nothing_is_read_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login somebody password else\n", "utf-8")
    (tmp_path / ".netrc").chmod(0o600)
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{closed_port()}")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing.pem"))
    with Server(reply(DEAL_XML)) as server, client(server.url) as itscope:
        assert itscope.deal(NUMBER) == DEAL
    assert server.received[0].headers["authorization"] == f"Basic {BASIC}"
    client("https://api.example.com").close()


# What a client takes


@pytest.mark.parametrize(
    "base_url",
    [
        "http://api.itscope.com/2.1",
        "http://127.0.0.1.example.com/2.1",
        "http://localhost.example.com/2.1",
        "http://127.0.0.1@example.com/2.1",
        "https://user:password@api.itscope.com/2.1",
        "https://api.itscope.com/2.1?x=1",
        "https://api.itscope.com/2.1#x",
        "https://api.itscope.com:port/2.1",
        "https://api.its\\cope.com/2.1",
        "https://api.itscope.com/\x01",
        "https://api.itscope.com/\ud800",
        "https://api..itscope.com/2.1",
        "https://api.itscope.com//2.1",
        "https://api.itscope.com/2.1/.",
        "https://api.itscope.com/2.0/../2.1",
        "https://api.itscope.com/2.0/%2E%2e/2.1",
        f"https://{'x' * 64}.com/2.1",
        "ftp://127.0.0.1/2.1",
        "https://",
        "api.itscope.com",
        "",
    ],
)
def test_a_base_url_that_would_give_the_key_away_is_refused(base_url: str) -> None:
    with pytest.raises(ValueError, match=r"URL|http|[Pp]ort"):
        client(base_url)


@pytest.mark.parametrize("base_url", ["http://127.9.9.9:8080/2.1", "http://[::1]/2.1", "http://localhost/2.1"])
def test_plain_http_is_taken_to_this_machine_only(base_url: str) -> None:
    with client(base_url) as itscope:
        assert itscope.base_url == base_url


@pytest.mark.parametrize(
    ("base_url", "one"),
    [
        (" HTTPS://API.ITscope.com/Path/2.1// ", "https://api.itscope.com/Path/2.1"),
        ("https://api.itscope.com:443/2.1", "https://api.itscope.com/2.1"),
        ("https://api.itscope.com:/2.1", "https://api.itscope.com/2.1"),
        ("https://api.itscope.com./2.1", "https://api.itscope.com/2.1"),
        ("http://127.0.0.1:08710/2.1", "http://127.0.0.1:8710/2.1"),
        ("http://[0:0:0:0:0:0:0:1]:80", "http://[::1]"),
    ],
)
def test_a_base_url_has_one_spelling(base_url: str, one: str) -> None:
    with client(base_url) as itscope:
        assert itscope.base_url == one


@pytest.mark.parametrize(
    "given",
    [
        {"account_id": ""}, {"account_id": None}, {"account_id": "a:b"}, {"api_key": " "}, {"api_key": None},
        {"company": " "}, {"company": "東京\r\n"},
    ],
)  # fmt: skip
def test_what_no_header_can_say_is_refused(given: dict[str, str | None]) -> None:
    settings: dict[str, Any] = {"account_id": ACCOUNT, "api_key": KEY, "company": "Brockmann", **given}
    with pytest.raises(ValueError, match=r"empty|colon|company"):
        ITscope(**settings)


@pytest.mark.parametrize("variable", ["ITSCOPE_ACCOUNT_ID", "ITSCOPE_API_KEY"])
def test_what_is_not_utf8_is_named(variable: str) -> None:
    with pytest.raises(ValueError, match=variable) as caught:
        ITscope.from_environment(hidden_settings() | {variable: "not-utf8-\udcfc"})
    assert type(caught.value) is ValueError
    assert "not-utf8" not in str(caught.value)


def test_a_company_is_spelled_in_ascii() -> None:
    with ITscope(ACCOUNT, KEY, company="Öhler & Söhne\r\nX: y", base_url="http://127.0.0.1") as itscope:
        assert itscope.user_agent.startswith("Oehler & Soehne X: y - opentrans-toolkit - ")


def test_a_filtered_word_in_the_company_is_warned_about_once_and_sent() -> None:
    with Server(reply(DEAL_XML)) as server:
        with pytest.warns(FilteredNameWarning, match="indy") as caught:
            itscope = ITscope(ACCOUNT, KEY, company="LINDY", base_url=server.url)
        with itscope:
            itscope.deal(NUMBER)
            itscope.deal(NUMBER)
    assert len(caught) == 1
    assert server.received[0].headers["user-agent"].startswith("LINDY - ")


def test_the_toolkits_own_name_is_not_filtered() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        client("http://127.0.0.1").close()


def test_a_client_comes_from_variables_that_are_named_where_they_miss() -> None:
    variables = {
        "ITSCOPE_ACCOUNT_ID": ACCOUNT,
        "ITSCOPE_API_KEY": KEY,
        "ITSCOPE_COMPANY": "Brockmann",
        "ITSCOPE_BASE_URL": "http://127.0.0.1:1/2.1",
    }
    with ITscope.from_environment(variables) as itscope:
        assert (itscope.account_id, itscope.base_url) == (ACCOUNT, "http://127.0.0.1:1/2.1")
    with pytest.raises(MissingCredentials, match="ITSCOPE_API_KEY, ITSCOPE_COMPANY") as caught:
        ITscope.from_environment({"ITSCOPE_ACCOUNT_ID": ACCOUNT, "ITSCOPE_COMPANY": " "})
    assert pickle.loads(pickle.dumps(caught.value)).names == ("ITSCOPE_API_KEY", "ITSCOPE_COMPANY")


@pytest.mark.parametrize(
    ("variables", "proxy"),
    [
        ({}, None),
        ({"HTTPS_PROXY": "http://p:1"}, "http://p:1"),
        ({"https_proxy": "http://q:1", "HTTPS_PROXY": "http://p:1"}, "http://q:1"),
        ({"ALL_PROXY": "http://p:1"}, "http://p:1"),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "example.org, .itscope.com"}, None),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "scope.com"}, "http://p:1"),
        ({"HTTPS_PROXY": "http://p:1", "no_proxy": "*"}, None),
    ],
)
def test_the_proxy_is_the_one_that_the_variables_name(variables: dict[str, str], proxy: str | None) -> None:
    assert proxy_from(variables, "https://api.itscope.com/2.1") == proxy


def test_a_proxy_gets_neither_the_key_nor_a_request_in_the_clear() -> None:
    with Server(reply("no way", 407, "text/plain")) as proxy:
        settings = Settings(clock=Clock(), proxy=f"http://127.0.0.1:{proxy.port}")
        with client("https://api.example.com/2.1", settings) as itscope, pytest.raises(ITscopeConnectionError):
            itscope.archive(NUMBER)
    assert {(one.method, one.target) for one in proxy.received} == {("CONNECT", "api.example.com:443")}
    assert not any("authorization" in one.headers for one in proxy.received)


def test_a_proxy_is_not_used_to_this_machine() -> None:
    settings = Settings(clock=Clock(), proxy=f"http://127.0.0.1:{closed_port()}")
    with Server(reply(DEAL_XML)) as server, client(server.url, settings) as itscope:
        assert itscope.deal(NUMBER) == DEAL


@pytest.mark.parametrize(
    "given",
    [{"proxy": "socks5://p"}, {"proxy": "p:80"}, {"retries": -1}, {"total": 0}, {"read": -1}, {"total": math.nan}],
)
def test_settings_that_cannot_be_are_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"proxy|retries|time limit"):
        Settings(**given)


# What an answer means


@pytest.mark.parametrize(
    ("status", "kind", "requests"),
    [
        (301, RefusedError, 1),
        (400, RefusedError, 1),
        (401, AuthenticationError, 1),
        (403, AuthenticationError, 1),
        (404, NotFoundError, 1),
        (409, RefusedError, 1),
        (422, RefusedError, 1),
        (429, RateLimitError, 1),
        (500, ServerError, 3),
        (501, ServerError, 1),
        (502, ServerError, 3),
        (503, ServerError, 3),
        (504, ServerError, 3),
    ],
)
def test_a_status_has_its_error_and_reading_is_repeated_after_a_servers_failure(
    status: int, kind: type[ITscopeError], requests: int
) -> None:
    error = failure(get_deal, reply("<m><message>it said</message></m>", status), expected=requests)
    assert type(error) is kind
    assert (error.method, error.path, error.status) == ("GET", f"/2.1/business/deals/{NUMBER}/deal.xml", status)
    assert error.body == b"<m><message>it said</message></m>"
    assert error.advice
    assert all(part in str(error) for part in (error.method, error.path, str(status), error.advice))


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (302, UnknownOutcomeError),
        (307, UnknownOutcomeError),
        (400, RefusedError),
        (401, AuthenticationError),
        (404, NotFoundError),
        (408, UnknownOutcomeError),
        (429, RateLimitError),
        (500, UnknownOutcomeError),
        (502, UnknownOutcomeError),
        (503, UnknownOutcomeError),
        (504, UnknownOutcomeError),
    ],
)
@pytest.mark.parametrize("ask", [invoice_deal, lambda c: c.archive(NUMBER), lambda c: c.confirm(NUMBER)])
def test_an_upload_is_sent_once_whatever_the_answer(ask: Ask, status: int, kind: type[ITscopeError]) -> None:
    assert type(failure(ask, reply("said", status, "text/plain"))) is kind


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_every_success_is_one(status: int) -> None:
    with Server(reply(b"", status, None)) as server, client(server.url) as itscope:
        assert itscope.confirm(NUMBER).status == status


@pytest.mark.parametrize(
    "said",
    [
        reset,
        hang_up,
        silence,
        b"nonsense\r\n\r\n",
        reply(b"x" * 100)[:-10],
        dripping(b"HTTP/1.1 200 OK\r\nX: ", b"x"),
        dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"x"),
        dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        reply("<html><title>Login</title></html>", 200, "text/html"),
        reply("damaged", headers=[("Content-Encoding", "gzip")]),
    ],
    ids=["reset", "hang-up", "silence", "nonsense", "cut", "slow-head", "slow-body", "slow-interim", "page", "damaged"],
)
def test_an_upload_without_a_whole_answer_is_unknown_and_sent_once(said: Reply) -> None:
    error = failure(invoice_deal, said, settings=QUICK)
    assert type(error) is UnknownOutcomeError
    assert "do not send it again" in str(error)


@pytest.mark.parametrize(
    "said",
    [
        '{"success": false}',
        "<error>no such deal</error>",
        "INVALID",
        "<r><status>FAILED</status></r>",
        '{"errors": ["x"]}',
        '{"message": "Deal not found"}',
        '{"code": 400, "message": "see line 7"}',
        '{"status": "422"}',
        '{"result": [{"statusCode": 500}]}',
        '{"errorMessage": "see line 7"}',
        '{"errorCode": 17}',
        "<error/>",
        "<Error/>",
        "<exception><message>boom</message></exception>",
        "<s:Envelope xmlns:s='urn:s'><s:Body><s:Fault>no</s:Fault></s:Body></s:Envelope>",
        "ERROR: see line 7",
        "Das Dokument wurde abgelehnt.",
        "Rate Limit Exceeded ...",
    ],
)
def test_a_success_that_says_no_is_not_believed(said: str) -> None:
    error = failure(invoice_deal, reply(said))
    assert type(error) is UnknownOutcomeError
    assert error.body == said.encode()


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (
            '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x" "y">\n<html xmlns="http://www.w3.org/1999/xhtml"/>',
            "text/xml",
        ),
        (f"<!--{'x' * 5000}--><html><title>Login</title></html>", "application/xml"),
        ("<title>Maintenance</title>", None),
        ("\n<script>location.href='/login'</script>", None),
        ("<meta http-equiv='refresh' content='0;url=/login'>", None),
        ("<h1>Maintenance</h1>", "text/html"),
        ("<p xmlns='http://www.w3.org/1999/xhtml'>Maintenance</p>".encode("utf-16"), "application/xhtml+xml"),
    ],
)
def test_a_web_page_is_neither_an_answer_nor_a_document(body: str | bytes, media_type: str | None) -> None:
    page = reply(body, media_type=media_type)
    error = failure(invoice_deal, page)
    assert type(error) is UnknownOutcomeError
    assert "a web page" in error.reason
    error = failure(lambda c: c.document("t", "ORDER"), page)
    assert type(error) is AnswerError
    assert "a web page" in error.reason


def test_an_empty_answer_called_a_web_page_is_none() -> None:
    for body in (b"", b"\r\n", b"OK"):
        with Server(reply(body, media_type="text/html")) as server, client(server.url) as itscope:
            assert itscope.invoice(NUMBER, INVOICE).body == body


@pytest.mark.parametrize(
    "said",
    [
        "", "OK", "<ok/>", '{"success": true, "errors": []}', "taken", DEAL_XML, '{"status": 200, "errorCode": 0}',
        '{"error": null, "valid": true}', "<r><errors/><code>0</code></r>", '{"message": "0 errors"}',
    ],
)  # fmt: skip
def test_a_success_that_says_nothing_against_it_is_one(said: str) -> None:
    with Server(reply(said)) as server, client(server.url) as itscope:
        assert itscope.invoice(NUMBER, INVOICE).status == 200


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (reset, ITscopeConnectionError),
        (hang_up, ITscopeConnectionError),
        (b"nonsense\r\n\r\n", ITscopeConnectionError),
        (reply(DEAL_XML)[:-10], ITscopeConnectionError),
        (endless(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 65536), ITscopeConnectionError),
        (silence, ITscopeTimeoutError),
        (dripping(b"HTTP/1.1 200 OK\r\nX: ", b"x"), ITscopeTimeoutError),
        (dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"x"), ITscopeTimeoutError),
    ],
)
def test_reading_without_a_whole_answer_is_no_unknown_outcome(said: Reply, kind: type[ITscopeError]) -> None:
    settings = QUICK if kind is ITscopeTimeoutError else ONCE
    assert type(failure(get_deal, said, settings=settings)) is kind


def test_reading_is_repeated_until_it_works() -> None:
    clock = Clock()
    with Server(reset, reply("", 502), reply(DEAL_XML)) as server, client(server.url, Settings(clock=clock)) as itscope:
        assert itscope.deal(NUMBER) == DEAL
    assert len(server.received) == 3
    assert [0.25 <= clock.slept[0] <= 0.5, 0.5 <= clock.slept[1] <= 1.0, len(clock.slept)] == [True, True, 2]


def test_a_pause_that_the_server_asks_for_is_kept_up_to_a_limit() -> None:
    clock = Clock()
    replies = (
        reply("", 503, headers=[("Retry-After", "3")]),
        reply("", 503, headers=[("Retry-After", "9999")]),
        reply(DEAL_XML),
    )
    with Server(*replies) as server, client(server.url, Settings(clock=clock)) as itscope:
        itscope.deal(NUMBER)
    assert clock.slept == [3.0, 8.0]


class _Opening(Clock):
    """A clock during whose pause a server is opened."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port = port
        self.server: Server | None = None

    def sleep(self, seconds: float, /) -> None:
        super().sleep(seconds)
        self.server = Server(reply("<ok/>"), port=self.port)


@pytest.mark.parametrize("ask", [invoice_deal, lambda c: c.archive(NUMBER)])
def test_an_upload_is_repeated_where_no_connection_came_about(ask: Ask) -> None:
    clock = _Opening(closed_port())
    with client(f"http://127.0.0.1:{clock.port}/2.1", Settings(clock=clock)) as itscope:
        ask(itscope)
    assert clock.server is not None
    with clock.server as server:
        assert len(server.received) == 1


@pytest.mark.parametrize("ask", [get_deal, invoice_deal])
def test_without_a_connection_nothing_was_sent(ask: Ask) -> None:
    clock = Clock()
    with (
        client(f"http://127.0.0.1:{closed_port()}/2.1", Settings(clock=clock)) as itscope,
        pytest.raises(ITscopeConnectionError, match=r"no connection.*nothing was changed") as caught,
    ):
        ask(itscope)
    assert isinstance(caught.value, ConnectionError)
    assert len(clock.slept) == 2


@pytest.mark.parametrize("ask", [get_deal, invoice_deal])
def test_a_name_that_nobody_resolves_is_given_up(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: ended.wait(30) and [])
    with (
        client("https://api.example.com/2.1", replace(ONCE, connect=0.2)) as itscope,
        pytest.raises(ITscopeTimeoutError, match=r"no connection: the address of api.example.com was not found"),
    ):
        ask(itscope)
    ended.set()


@pytest.mark.parametrize("failed", [socket.gaierror(-2, "unknown"), UnicodeError("no name")])
def test_a_name_without_address_is_no_connection(failed: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise failed

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with (
        client("https://api.example.com/2.1", ONCE) as itscope,
        pytest.raises(ITscopeConnectionError, match=r"no connection: api.example.com: .*(unknown|no name)"),
    ):
        itscope.invoice(NUMBER, INVOICE)


def test_of_several_addresses_each_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(reply(DEAL_XML)) as server:
        found = [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", server.port, 0, 0)),
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port)),
        ]

        def resolve(host: str, *_: object, **__: object) -> list[Any]:
            return [one for one in found if host in {"localhost", one[4][0]}]

        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        with client(f"http://localhost:{server.port}/2.1", ONCE) as itscope:
            assert itscope.deal(NUMBER) == DEAL


def test_a_server_that_does_not_speak_tls_is_given_up() -> None:
    with (
        Server(silence) as server,
        client(f"https://localhost:{server.port}/2.1", replace(ONCE, connect=0.5)) as itscope,
        pytest.raises(ITscopeTimeoutError, match="no connection"),
    ):
        itscope.archive(NUMBER)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of a server that calls itself localhost, signed by nobody else."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("the command openssl is not installed")
    path = tmp_path_factory.mktemp("tls")
    asked = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    done = subprocess.run(
        [openssl, *asked.split(), "-keyout", "key.pem", "-out", "cert.pem"], cwd=path, capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("openssl is too old to make the certificate")
    return path


def test_a_server_is_believed_only_with_a_certificate_that_is_trusted(certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    with Server(reply(DEAL_XML), tls=context) as server:
        with client(server.url) as itscope, pytest.raises(ITscopeConnectionError, match="SSL_CERT_FILE"):
            itscope.deal(NUMBER)
        assert server.received == []
        trusting = Settings(clock=Clock(), certificates=str(certificate / "cert.pem"))
        with client(server.url, trusting) as itscope:
            assert itscope.deal(NUMBER) == DEAL
        named_otherwise = client(server.url.replace("localhost", "127.0.0.1"), trusting)
        with named_otherwise as itscope, pytest.raises(ITscopeConnectionError, match="CERTIFICATE_VERIFY_FAILED"):
            itscope.deal(NUMBER)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("ask", [get_deal, invoice_deal])
def test_a_redirect_is_named_and_not_followed(ask: Ask, status: int) -> None:
    with Server(reply(DEAL_XML)) as other:
        error = failure(ask, reply("", status, headers=[("Location", f"{other.url}/x")]))
        assert f"{other.url}/x, which is not followed" in str(error)
    assert other.received == []


# Rate limit

LIMITED = reply("Rate Limit Exceeded for your address", 503, "text/plain")


@pytest.mark.parametrize("ask", [get_deal, invoice_deal])
def test_a_block_is_never_answered_with_another_request(ask: Ask) -> None:
    clock = Clock()
    with Server(LIMITED, reply(DEAL_XML)) as server, client(server.url, Settings(clock=clock)) as itscope:
        with pytest.raises(RateLimitError) as first:
            ask(itscope)
        assert first.value.until == datetime.fromtimestamp(clock.time() + 1800, UTC)
        clock.now += 1799
        with pytest.raises(RateLimitError) as second:
            itscope.deal(NUMBER)
        assert (second.value.seconds, second.value.status, len(server.received)) == (1.0, None, 1)
        clock.now += 1
        assert itscope.deal(NUMBER) == DEAL
    again = pickle.loads(pickle.dumps(first.value))
    assert (again.until, str(again), again.body) == (first.value.until, str(first.value), first.value.body)


def test_who_waits_for_the_limit_when_the_block_comes_sends_nothing() -> None:
    clock = Clock()
    limiter = Limiter(1, clock)
    limiter.wait()
    sleep = clock.sleep

    def blocked_meanwhile(seconds: float, /) -> None:
        limiter.block(1800)
        sleep(seconds)

    clock.sleep = blocked_meanwhile  # type: ignore[method-assign]
    assert limiter.wait() == 1740
    assert clock.slept == [60]


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ("77", 77),
        (" 77 ", 77),
        ("Sun, 22 Nov 2026 02:01:17 GMT", 77),
        ("Sun, 22 Nov 2026 03:01:17 +0100", 77),
        ("999999", 86_400),
        ("9" * 5000, 86_400),
        ("Sun, 22 Nov 9999 02:00:00 GMT", 86_400),
        ("0", 1800),
        ("-5", 1800),
        ("Sun, 22 Nov 2020 02:00:00 GMT", 1800),
        ("Sun, 22 Nov 99999 02:00:00 GMT", 1800),
        ("Sun, 22 Nov 2026 02:01:17 -0000", 1800),
        ("soon", 1800),
        ("", 1800),
    ],
)
def test_the_server_may_say_how_long_the_block_is_up_to_a_day(asked: str, seconds: float) -> None:
    headers = [("Retry-After", asked), ("Date", "Sun, 22 Nov 2026 02:00:00 GMT")]
    error = failure(get_deal, reply("Rate limit exceeded", 503, "text/plain", headers))
    assert isinstance(error, RateLimitError)
    assert error.seconds == seconds


@given(st.lists(st.floats(0, 30), max_size=60), st.integers(1, 8))
def test_no_60_seconds_hold_more_requests_than_the_limit(gaps: list[float], limit: int) -> None:
    clock = Clock()
    limiter = Limiter(limit, clock)
    sent = []
    for gap in gaps:
        clock.now += gap
        limiter.wait()
        sent.append(clock.now)
    assert all(later - sent[place] >= 60 for place, later in enumerate(sent[limit:]))


def test_threads_share_the_limit() -> None:
    clock = Clock()
    limiter = Limiter(5, clock)

    def ask() -> None:
        for _ in range(5):
            limiter.wait()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert clock.now >= 180


def test_clients_that_name_a_file_share_limit_and_block(tmp_path: Path) -> None:
    clock = Clock()
    settings = Settings(clock=clock, requests=4, limit_file=tmp_path / "limit")
    with Server(*[reply(DEAL_XML)] * 9, LIMITED, reply(DEAL_XML)) as server:
        for _ in range(9):
            with client(server.url, settings) as itscope:
                itscope.deal(NUMBER)
        assert clock.now >= 120
        with client(server.url, settings) as itscope, pytest.raises(RateLimitError):
            itscope.deal(NUMBER)
        with client(server.url, settings) as itscope, pytest.raises(RateLimitError) as blocked:
            itscope.deal(NUMBER)
        assert (blocked.value.status, len(server.received)) == (None, 10)
        with Server(reply(DEAL_XML)) as other, client(other.url, settings) as itscope:
            assert itscope.deal(NUMBER) == DEAL
        clock.now += 1800
        with client(server.url, settings) as itscope:
            assert itscope.deal(NUMBER) == DEAL


def test_processes_share_the_limit(tmp_path: Path) -> None:
    counting = (
        "import sys, time\nfrom opentrans.itscope.limiter import Limiter\n"
        "class Clock:\n"
        "    time, monotonic = time.time, staticmethod(time.monotonic)\n"
        "    def sleep(self, seconds): print(count, flush=True); sys.exit()\n"
        "limiter = Limiter(40, Clock(), file=sys.argv[1])\n"
        "count = 0\n"
        "while limiter.wait() == 0: count += 1\n"
    )
    counted = [
        subprocess.Popen(
            [sys.executable, "-c", counting, str(tmp_path / "limit")], env=environment(), stdout=subprocess.PIPE
        )
        for _ in range(4)
    ]
    counts = [int(process.communicate(timeout=60)[0]) for process in counted]
    assert sum(counts) == 40


def test_a_count_from_before_the_machine_was_started_holds_up_nobody(tmp_path: Path) -> None:
    before, after = Clock(), Clock()
    before.now = 1e6
    limiter = Limiter(1, before, file=tmp_path / "limit")
    limiter.wait()
    limiter.block(1800)
    assert Limiter(1, after, file=tmp_path / "limit").wait() == 0
    assert after.slept == []


@pytest.mark.parametrize("damage", [b"no database " * 100, None])
def test_a_file_that_cannot_be_used_holds_up_nobody(
    tmp_path: Path, damage: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path if damage is None else tmp_path / "limit"
    if damage is not None:
        path.write_bytes(damage)
    clock = Clock()
    limiter = Limiter(2, clock, file=path)
    for _ in range(3):
        assert limiter.wait() == 0
    assert clock.slept == [60]
    assert caplog.text.count("counted by this program alone") == 1


def test_threads_share_a_client() -> None:
    read: list[Deal] = []
    with Server(reply(DEAL_XML)) as server, client(server.url) as itscope:
        threads = [threading.Thread(target=lambda: read.append(itscope.deal(NUMBER))) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert read == [DEAL] * 12


def test_a_client_keeps_the_limit_by_waiting() -> None:
    clock = Clock()
    with Server(reply(DEAL_XML)) as server, client(server.url, Settings(clock=clock, requests=2)) as itscope:
        for _ in range(5):
            itscope.deal(NUMBER)
    assert (len(server.received), clock.now >= 120) == (5, True)


# Hostile answers


@pytest.mark.parametrize(
    ("said", "kind", "words"),
    [
        (reply("<html><head><title>Oops &amp; so</title></head>"), AnswerError, "web page"),
        (reply(DEAL_XML, media_type="image/png"), AnswerError, "image/png"),
        (reply(""), AnswerError, "empty"),
        (reply("<deal><orderId>1"), AnswerError, "well-formed"),
        (reply('{"orderId": '), AnswerError, "neither XML nor JSON"),
        (reply('{"orderId": NaN}'), AnswerError, "NaN"),
        (reply('{"orderId": 1e99999999999999999999}'), AnswerError, "the number 1e99999999999999999999 is too large"),
        (reply('{"orderId": 1, "x": ' + "[" * 70 + "]" * 70 + "}"), AnswerError, "nested"),
        (reply("[" * 100_000), AnswerError, "neither XML nor JSON"),
        (reply("<a>" * 100_000), AnswerError, "well-formed"),
        (reply(xml_of("deal", {"orderId": "other"})), AnswerError, "not the one deal"),
        (reply(f"<deals>{DEAL_XML}{DEAL_XML}</deals>"), AnswerError, "not the one deal"),
        (reply('<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><deal>&b;</deal>'), AnswerError,
         "document type"),
        (reply('<!DOCTYPE d [<!ENTITY a SYSTEM "file:///x">]><deal><orderId>&a;</orderId></deal>'), AnswerError,
         "document type"),
        (endless(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65536), AnswerError, "larger than"),
        (endless(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b""), b"x" * 65536), AnswerError,
         "more follows"),
        (reply(gzip.compress(b" " * 64 * 1024 * 1024, 9), headers=[("Content-Encoding", "gzip")]), AnswerError,
         "larger than"),
        (reply(gzip.compress(DEAL_XML.encode())[:-9], headers=[("Content-Encoding", "gzip")]), AnswerError,
         "ends too early"),
        (reply(zlib.compress(b"x"), headers=[("Content-Encoding", "deflate")]), AnswerError, "not asked for"),
        (reply(b"x", headers=[("Content-Encoding", "gzip, gzip")]), AnswerError, "not asked for"),
        (reply(gzip.compress(DEAL_XML.encode()) + b"\n", headers=[("Content-Encoding", "gzip")]), AnswerError,
         "more follows"),
        (reply("<deal " + " ".join(f"a{number}=''" for number in range(300_000)) + "/>"), AnswerError, "attributes"),
    ],
)  # fmt: skip
def test_a_hostile_answer_is_refused_with_its_reason(said: Reply, kind: type[ITscopeError], words: str) -> None:
    error = failure(get_deal, said)
    assert type(error) is kind
    assert words in error.reason


def test_a_body_that_cannot_be_read_is_kept_but_not_all_of_it() -> None:
    error = failure(get_deal, reply(b"\0\1 not xml " * 10_000))
    assert len(error.body) == 8192
    assert error.body.startswith(b"\0\1 not xml ")


@pytest.mark.parametrize("ask", [get_deal, invoice_deal])
def test_what_came_of_an_answer_that_breaks_off_is_kept(ask: Ask) -> None:
    error = failure(ask, reply("<deal>half")[:-2], settings=ONCE)
    assert (error.status, error.body) == (200, b"<deal>ha")


def test_an_endless_error_page_costs_no_more_than_its_beginning() -> None:
    page = b"HTTP/1.1 401 No\r\nContent-Type: text/html\r\n\r\n<html><title>Who are you?</title>"
    error = failure(invoice_deal, endless(page, b"<br>" * 10_000))
    assert type(error) is AuthenticationError
    assert error.reason == "Who are you?"


def test_what_a_server_says_cannot_move_the_cursor() -> None:
    assert failure(get_deal, reply("\x1b[2Jgone\u202e", 400, "text/plain")).reason == "\\x1b[2Jgone\\u202e"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('{"message": "m", "code": 3}', "m"),
        ('{"errors": [{"text": "a", "line": 1}, "b"]}', "a; b"),
        ("<error code='3'>broken</error>", "broken"),
        ("<error>broken</error>", "broken"),
        ("<e><errors><error><description>d</description></error></errors></e>", "d"),
        ("plain\n text", "plain text"),
        ("", "refused"),
    ],
)
def test_the_message_of_a_refusal_is_found_in_any_form(body: str, reason: str) -> None:
    assert failure(get_deal, reply(body, 400)).reason == reason


def test_packed_answers_are_unpacked() -> None:
    packed = reply(gzip.compress(DEAL_XML.encode()), headers=[("Content-Encoding", "gzip")])
    with Server(packed) as server, client(server.url) as itscope:
        assert itscope.deal(NUMBER) == DEAL
    assert server.received[0].headers["accept-encoding"] == "gzip"


# Lists


def page_of(*numbers: int) -> bytes:
    return reply(json.dumps({"deals": [{"orderId": str(number)} for number in numbers]}), media_type="application/json")


def test_the_pages_of_a_list_come_as_they_are_asked_for() -> None:
    with Server(page_of(1, 2), page_of(2, 3), page_of()) as server, client(server.url) as itscope:
        deals = itscope.deals(form="json")
        assert server.received == []
        assert next(deals).order_id == "1"
        assert len(server.received) == 1
        assert [deal.order_id for deal in deals] == ["2", "3"]
    base = "/2.1/business/deals/sales/deal.json?page="
    assert [received.target for received in server.received] == [f"{base}{page}" for page in (1, 2, 3)]


@pytest.mark.parametrize("last", [page_of(1, 2), reply("no such page", 404), reply("<deals/>")])
def test_a_list_ends_where_a_page_brings_nothing_new(last: bytes) -> None:
    with Server(page_of(1, 2), last) as server, client(server.url) as itscope:
        assert [deal.order_id for deal in itscope.deals()] == ["1", "2"]
    assert len(server.received) == 2


def test_a_list_without_end_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opentrans.itscope.client._PAGES", 3)
    with Server(*(page_of(number) for number in range(9))) as server, client(server.url) as itscope:
        with pytest.raises(AnswerError, match="more than 3 pages"):
            list(itscope.deals())
        assert len(server.received) == 3


def test_the_search_for_an_order_ends_sooner() -> None:
    pages = (page_of(*range(50 * number, 50 * number + 50)) for number in range(110))
    with Server(*pages) as server, client(server.url, Settings(requests=None)) as itscope:
        deals = itscope.search_deals("ownOrderId", "1")
        assert sum(1 for _ in islice(deals, 5000)) == 5000
        with pytest.raises(AnswerError, match="more than 100 pages"):
            next(deals)
        assert len(server.received) == 100


def test_a_page_of_more_than_all_pages_may_have_ends_a_list() -> None:
    with Server(page_of(*range(5001))) as server, client(server.url) as itscope:
        with pytest.raises(AnswerError, match="more than 100 pages of 50 deals"):
            next(itscope.search_deals("orderId", "1"))
        assert len(server.received) == 1


def test_a_document_that_is_too_large_is_not_judged_by_half() -> None:
    with Server(reply("")) as server, client(server.url) as itscope, pytest.raises(ValueError, match="larger than"):
        itscope.validate(INVOICE + b" " * 33 * 1024 * 1024)
    assert server.received == []


def test_a_list_that_is_not_found_or_not_read_is_no_empty_list() -> None:
    assert type(failure(lambda c: list(c.deals()), reply("", 404))) is NotFoundError
    assert type(failure(lambda c: list(c.deals()), reply("<error>no</error>"))) is AnswerError


def test_a_list_is_filtered_by_itscopes_parameters() -> None:
    with Server(page_of()) as server, client(server.url) as itscope:
        since = datetime(2026, 11, 1, tzinfo=UTC)
        list(itscope.deals("purchase", since=since, until=since, archived=False, sort="ID", view="short"))
        list(itscope.deals(archived=True, test_orders=False))
    assert [received.target for received in server.received] == [
        "/2.1/business/deals/purchase/short.xml?lastUpdateDateFrom=2026-11-01T00%3A00%3A00%2B00%3A00"
        "&lastUpdateDateTo=2026-11-01T00%3A00%3A00%2B00%3A00&archiv=NOTARCHIVED&sort=ID&page=1",
        "/2.1/business/deals/sales/deal.xml?archiv=ARCHIVED&testOrder=false&page=1",
    ]


def test_a_time_without_zone_is_refused() -> None:
    with client("http://127.0.0.1") as itscope, pytest.raises(ValueError, match="time zone"):
        itscope.deals(since=datetime(2026, 11, 1))  # noqa: DTZ001


def test_a_search_is_one_segment_of_the_path() -> None:
    with Server(page_of(7), page_of()) as server, client(server.url) as itscope:
        assert [deal.order_id for deal in itscope.search_deals("ownOrderId", "FW 1/ü")] == ["7"]
    assert server.received[0].target == "/2.1/business/deals/sales/search/ownOrderId%3DFW%201%2F%C3%BC/deal.xml?page=1"


# Documents


def test_documents_come_as_they_are_stored() -> None:
    utf16 = b"\xff\xfe" + "<ORDER/>".encode("utf-16-le")
    for body in (ORDER, b"\xef\xbb\xbf" + ORDER, b"\n <x/>", utf16):
        with Server(reply(body, media_type="application/octet-stream")) as server, client(server.url) as itscope:
            assert itscope.document("t", "order") == body
    with Server(reply(PDF, media_type="application/pdf")) as server, client(server.url) as itscope:
        assert itscope.document("t", "INVOICE", form="pdf") == PDF
    assert server.received[0].target == "/2.1/business/documents/t/INVOICE.pdf"


@pytest.mark.parametrize("body", [b"", b"<!doctype html><p>", b"{}", PDF])
def test_what_is_no_document_is_refused(body: bytes) -> None:
    assert type(failure(lambda c: c.document("t", "ORDER"), reply(body))) is AnswerError


def test_a_document_may_be_limited_in_bytes_and_elements() -> None:
    packed = gzip.compress(b"<ORDER>" + b"<a/>" * 1_000_000 + b"</ORDER>")
    said = reply(packed, headers=[("Content-Encoding", "gzip")])
    limit = 100_000
    asks: list[Ask] = [
        lambda c: c.document("t", "ORDER", limit=limit),
        lambda c: c.document_at(f"{c.base_url}/t", limit=limit),
    ]
    for ask in asks:
        assert "larger than 100,000 bytes" in failure(ask, said).reason
    with pytest.raises(ValueError, match="more than 10 elements"):
        content_hash(b"<ORDER>" + b"<a/>" * 10 + b"</ORDER>", elements=10)
    assert content_hash(ORDER, elements=1000) == content_hash(ORDER)


def test_a_document_is_fetched_from_its_address_on_the_same_server() -> None:
    with Server(reply(ORDER)) as server, client(server.url) as itscope:
        url = f"http://127.0.0.1:{server.port}/2.0/business/documents/t%201/ORDER.xml?a=b%20c"
        assert itscope.document_at(DealDocument("t", None, url)) == ORDER
        assert itscope.document_at(url) == ORDER
    assert {received.target for received in server.received} == {"/2.0/business/documents/t%201/ORDER.xml?a=b%20c"}


def test_no_other_server_gets_the_key() -> None:
    with Server(reply(ORDER)) as server, Server(reply(ORDER)) as other, client(server.url) as itscope:
        for url in (
            f"http://127.0.0.1:{other.port}/ORDER.xml",
            f"http://localhost:{server.port}/ORDER.xml",
            f"https://127.0.0.1:{server.port}/ORDER.xml",
            f"http://127.0.0.1:{server.port}@127.0.0.1:{other.port}/ORDER.xml",
            f"http://u:p@127.0.0.1:{server.port}/ORDER.xml",
            "//127.0.0.1/ORDER.xml",
            "http://[::1/ORDER.xml",
            "http://127.0.0.1:x/ORDER.xml",
            "/ORDER.xml",
            "",
        ):
            with pytest.raises(MismatchError, match="nothing was sent"):
                itscope.document_at(url)
        with pytest.raises(MismatchError):
            itscope.document_at(DealDocument("t"))
    assert server.received == other.received == []


# What fits what


@pytest.mark.parametrize(
    ("action", "document", "words"),
    [
        ("confirm", INVOICE, "confirm takes ORDERRESPONSE, this is INVOICE"),
        ("advise", ORDERRESPONSE, "advise takes DISPATCHNOTIFICATION"),
        ("invoice", DISPATCHNOTIFICATION, "invoice takes INVOICE"),
        ("reject", DISPATCHNOTIFICATION, "reject takes ORDERRESPONSE"),
        ("reject", ORDERRESPONSE, "confirms some"),
        ("send", INVOICE, "send takes ORDER"),
        ("send", None, "send needs a document"),
        ("archive", INVOICE, "archive takes no document"),
        ("invoice", b"<INVOICE", "cannot be read"),
        ("invoice", b"<x/>", "this is x"),
        ("invoice", PDF, "this is a PDF"),
        ("invoice", b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + INVOICE.partition(b"?>")[2], "cannot be read"),
        ("invoice", INVOICE.replace(b"UTF-8", b"ISO-8859-1"), "iso-8859-1"),
    ],
)
@pytest.mark.parametrize("validate", [True, False])
def test_a_document_that_does_not_fit_the_action_is_never_sent(
    action: Any, document: bytes | None, words: str, validate: bool
) -> None:
    target = "10000735" if action == "send" else NUMBER
    with pytest.raises(MismatchError, match="nothing was sent") as caught:
        prepare_upload(action, target, document, validate=validate)
    assert words in caught.value.reason
    assert caught.value.path == f"/business/deals/{action}/{target}"


def test_an_invalid_document_is_sent_only_if_the_caller_says_so() -> None:
    broken = INVOICE.replace(b"<INVOICE_DATE>2026-11-05</INVOICE_DATE>", b"")
    with Server(reply("<ok/>")) as server, client(server.url) as itscope:
        with pytest.raises(DocumentError, match="INVOICE_DATE") as caught:
            itscope.invoice(NUMBER, broken)
        assert caught.value.report.document_id == "RE-1"
        assert server.received == []
        itscope.invoice(NUMBER, broken, validate=False)
    assert server.received[0].body == broken


def test_an_order_that_breaks_itscopes_rules_is_not_sent() -> None:
    too_long = ORDER.replace(b">PO-1<", b">PO-1234567890123456789<")
    with pytest.raises(DocumentError) as caught:
        prepare_upload("send", "10000735", too_long)
    assert any("18" in finding.message for finding in caught.value.report.errors)


@pytest.mark.parametrize(
    ("target", "order_id", "fits"),
    [
        (NUMBER, "FW-1", True),
        (NUMBER, NUMBER, True),
        (NUMBER, "22SRRK-150126-1136", False),
        (Deal(NUMBER), "FW-1", True),
        (Deal(NUMBER), "22SRRK-150126-1136", False),
        (Deal(NUMBER, own_order_id="FW-1"), "FW-1", True),
        (Deal(NUMBER, own_order_id="FW-1"), NUMBER, True),
        (Deal(NUMBER, own_order_id="FW-1"), "FW-2", False),
        (Deal(NUMBER, own_order_id="FW-1"), "22SRRK-150126-1136", False),
    ],
)
@pytest.mark.parametrize(
    ("action", "document"),
    [("confirm", ORDERRESPONSE), ("reject", CANCELLATION), ("advise", DISPATCHNOTIFICATION)],
)
def test_a_document_of_another_order_is_not_sent(
    action: Any, document: bytes, target: str | Deal, order_id: str, fits: bool
) -> None:
    ours = document.replace(b">PO-1<", f">{order_id}<".encode())
    if fits:
        upload = prepare_upload(action, target, ours)
        assert (upload.target, upload.order_ids, upload.document) == (NUMBER, (order_id,), ours)
    else:
        with pytest.raises(MismatchError, match=f"belongs to order {order_id}, the deal is"):
            prepare_upload(action, target, ours)


def test_a_cancelled_line_may_have_components() -> None:
    component = (
        "<PRODUCT_COMPONENTS><PRODUCT_COMPONENT><PRODUCT_ID><bmecat:SUPPLIER_PID>A</bmecat:SUPPLIER_PID></PRODUCT_ID>"
        "<QUANTITY>2</QUANTITY></PRODUCT_COMPONENT></PRODUCT_COMPONENTS>"
    )
    document = CANCELLATION.replace(b"</PRODUCT_ID>", b"</PRODUCT_ID>" + component.encode(), 1)
    assert prepare_upload("reject", NUMBER, document, validate=False).document == document


@pytest.mark.parametrize("quantity", [b"NaN", b"sNaN", b"", b"two"])
def test_a_quantity_that_is_no_number_is_the_validators_affair(quantity: bytes) -> None:
    document = CANCELLATION.replace(b"<QUANTITY>0<", b"<QUANTITY>" + quantity + b"<")
    assert prepare_upload("reject", NUMBER, document, validate=False).document == document
    with pytest.raises(DocumentError):
        prepare_upload("reject", NUMBER, document)


def test_an_upload_knows_what_it_sends() -> None:
    upload = prepare_upload("invoice", f" {NUMBER} ", INVOICE)
    assert (upload.method, upload.document_type, upload.document_id) == ("POST", "INVOICE", "RE-1")
    assert "<INVOICE" not in repr(upload)
    assert prepare_upload("archive", NUMBER).method == "PUT"


@pytest.mark.parametrize("number", ["", " ", ".", "..", "x" * 501])
def test_a_number_that_leads_elsewhere_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match="number"):
        prepare_upload("archive", number)


@pytest.mark.parametrize("supplier", ["", "010000735", "0", "+1", "1.0", "1e3", "ITscope", "\u0661", "10000735/x"])
def test_a_supplier_is_named_by_a_plain_number(supplier: str) -> None:
    with pytest.raises(ValueError, match="supplier"):
        prepare_upload("send", supplier, ORDER, validate=False)


def test_an_unknown_action_is_refused() -> None:
    with pytest.raises(ValueError, match="confirm, advise"):
        prepare_upload("destroy", NUMBER)  # type: ignore[arg-type]


# Further answers


@pytest.mark.parametrize(
    ("said", "valid", "messages"),
    [
        (reply(""), True, ()),
        (reply("OK", media_type="text/plain"), True, ("OK",)),
        (reply('{"valid": true, "errors": []}'), True, ()),
        (reply("<errors/>"), True, ()),
        (reply("INVALID", media_type="text/plain"), False, ("INVALID",)),
        (reply("Not valid.", media_type="text/plain"), False, ("Not valid.",)),
        (reply('"invalid"'), False, ("invalid",)),
        (reply("<verdict>INVALID</verdict>"), False, ("INVALID",)),
        (reply("<verdict code='3'>INVALID</verdict>"), False, ()),
        (reply('{"valid": true, "errors": ["x"]}'), False, ("x",)),
        (reply("3 problems in line 7", media_type="text/plain"), None, ("3 problems in line 7",)),
        (reply('{"message": "3 problems"}'), None, ("3 problems",)),
        (reply("<report><checked>INVOICE</checked><lines>3</lines></report>"), None, ()),
        (reply(PDF, media_type="application/pdf"), None, ("%PDF-1.7 ...",)),
        (reply('{"valid": false, "errors": ["x is missing"]}'), False, ("x is missing",)),
        (reply("<result><valid>false</valid><message>no</message></result>"), False, ("no",)),
        (reply("<r><errors><error>bad</error></errors></r>"), False, ("bad",)),
        (reply("line 3: bad", 400, "text/plain"), False, ("line 3: bad",)),
        (reply('{"message": "bad"}', 422), False, ("bad",)),
    ],
)
def test_itscopes_verdict_is_read_from_any_form(said: bytes, valid: bool | None, messages: tuple[str, ...]) -> None:
    with Server(said) as server, client(server.url) as itscope:
        verdict = itscope.validate(INVOICE)
    assert (verdict.valid, verdict.messages) == (valid, messages)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (reply("", 404), NotFoundError),
        (reply("", 405), RefusedError),
        (reply("", 500), ServerError),
        (hang_up, ITscopeConnectionError),
        (reply("<html>"), AnswerError),
    ],
)
def test_validating_has_no_unknown_outcome(said: Reply, kind: type[ITscopeError]) -> None:
    assert type(failure(lambda c: c.validate(INVOICE), said)) is kind


@pytest.mark.parametrize(
    ("body", "order_id", "status"),
    [
        ("<deal><orderId>N-1</orderId><status>SENT</status></deal>", "N-1", DealStatus.SENT),
        ('{"orderId": "N-1", "status": "NEW"}', "N-1", "NEW"),
        ("N-1-26", "N-1-26", None),
        ('"N-1-26"', "N-1-26", None),
        ("<done/>", None, None),
        ("", None, None),
    ],
)
def test_the_number_of_a_sent_order_is_read_from_any_form(body: str, order_id: str | None, status: str | None) -> None:
    with Server(reply(body)) as server, client(server.url) as itscope:
        sent = itscope.send("10000735", ORDER, validate=False)
    assert (sent.order_id, sent.status, sent.answer.body) == (order_id, status, body.encode())


def test_quotas_are_read() -> None:
    body = (
        '<quotas><quota productName="API access" calls="17"><max>20</max></quota>'
        '<quota productName="Order-API access">true</quota></quotas>'
    )
    with Server(reply(body), reply("<quotas/>"), reply("<x/>")) as server, client(server.url) as itscope:
        first, second = itscope.quota()
        assert (first.product, first.value, first.fields) == ("API access", None, {"calls": "17", "max": "20"})
        assert (second.product, second.value, second.fields) == ("Order-API access", "true", {})
        assert itscope.quota() == ()
        with pytest.raises(AnswerError, match="no quotas"):
            itscope.quota()
    assert server.received[0].target == "/2.1/info/quota"


# Secrets


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """An exception and all that it was raised from or meanwhile, hidden ones too."""
    if error is not None:
        yield error
        yield from chain(error.__cause__)
        yield from chain(error.__context__)


def shown(error: BaseException) -> str:
    """Everything that a debugger shows of an exception: the frames with their locals, the causes, the fields.

    Of the locals the fields are looked at too, and theirs.
    """
    told: list[str] = []
    for one in chain(error):
        told += traceback.TracebackException.from_exception(one, capture_locals=True).format()
        told.append(repr((one, one.args)))
        told += fields_of(vars(one))
        frame = one.__traceback__
        while frame is not None:
            if "test_itscope_client" not in frame.tb_frame.f_code.co_filename:
                told += fields_of(frame.tb_frame.f_locals)
            frame = frame.tb_next
    return "".join(told)


def fields_of(value: object, depth: int = 6) -> Iterator[str]:
    """The texts of a value, of its members and fields, of theirs, and so on."""
    yield repr(value)
    if depth == 0 or isinstance(value, str | bytes | int | type | ModuleType | FunctionType):
        return
    if isinstance(value, dict):
        members: list[object] = [*value, *value.values()]
    elif isinstance(value, list | tuple | set | deque):
        members = list(value)
    else:
        members = list(getattr(value, "__dict__", {}).values())
    for member in members:
        yield from fields_of(member, depth - 1)


def hidden_settings() -> dict[str, str]:
    return {"ITSCOPE_ACCOUNT_ID": ACCOUNT, "ITSCOPE_API_KEY": KEY, "ITSCOPE_COMPANY": "Brockmann"}


ECHO = f"you sent Basic {BASIC} with {KEY}"
ECHO_IN_JSON = "".join(f"\\u{ord(character):04X}" for character in ECHO)
ECHO_IN_XML = "".join(f"&#{ord(character)};" for character in ECHO)
ECHO_IN_HEXADECIMAL = "".join(f"&#x{ord(character):04x};" for character in ECHO)
ECHO_IN_UTF16 = f'<?xml version="1.0" encoding="UTF-16"?><e><message>{ECHO}</message></e>'.encode("utf-16")


def every_failure(base_url: str) -> Iterator[BaseException]:
    """What goes wrong in each way, as the exceptions that a caller sees."""
    for make in (
        lambda: ITscope.from_environment(hidden_settings() | {"ITSCOPE_BASE_URL": "http://example.com"}),
        lambda: ITscope.from_environment(hidden_settings() | {"ITSCOPE_BASE_URL": "http://[::1"}),
        lambda: ITscope.from_environment(hidden_settings() | {"ITSCOPE_COMPANY": ""}),
        lambda: ITscope.from_environment(hidden_settings() | {"ITSCOPE_ACCOUNT_ID": "a:b"}),
        lambda: ITscope.from_environment(hidden_settings() | {"ITSCOPE_ACCOUNT_ID": "a\udcfc"}),
        lambda: ITscope.from_environment(hidden_settings() | {"ITSCOPE_API_KEY": f"{KEY}\udcfc"}),
        lambda: ITscope.from_environment(hidden_settings() | {"SSL_CERT_FILE": "missing.pem"}),
        lambda: ITscope(None, hidden_settings()["ITSCOPE_API_KEY"], company="Brockmann"),  # type: ignore[arg-type]
        lambda: ITscope.from_environment(hidden_settings() | {"HTTPS_PROXY": "socks5://p"}),
        lambda: client(base_url, QUICK).deal(NUMBER),
        lambda: client(base_url, QUICK).deal(""),
        lambda: client(base_url, QUICK).invoice(NUMBER, INVOICE),
        lambda: client(base_url, QUICK).archive(NUMBER),
        lambda: client(base_url, QUICK).confirm(NUMBER, INVOICE),
        lambda: client(base_url, QUICK).document_at(base_url + "/x"),
        lambda: client(base_url, QUICK).document_at("http://example.com"),
        lambda: list(client(base_url, QUICK).deals()),
        lambda: pickle.dumps(client(base_url, QUICK)),
    ):
        try:
            make()
        except Exception as error:  # noqa: BLE001
            yield error


def in_pieces(connection: socket.socket, stopped: threading.Event) -> None:
    """Send the secrets back in headers, in pieces."""
    for piece in ("HTTP/1.1 400 No\r\nX-A: ", KEY[:9], KEY[9:] + "\r\nX-B: ", BASIC[:-1], BASIC[-1] + "\r\n\r\n"):
        connection.sendall(piece.encode())
        stopped.wait(0.01)


@pytest.mark.parametrize(
    "said",
    [
        reset,
        silence,
        in_pieces,
        f"{ECHO}\r\n\r\n".encode(),
        reply(ECHO, 200, "text/plain"),
        reply(f"<deal>{ECHO}"),
        reply(ECHO, 302, headers=[("Location", f"http://example.com/{KEY}/{BASIC}")]),
        reply(ECHO, 400, "text/plain"),
        reply(f'{{"message": "{ECHO}"}}', 401),
        reply("Rate Limit Exceeded " + ECHO, 503),
        reply(json.dumps({"message": ECHO}).replace("/", "\\/"), 401),
        reply(f'{{"message": "{ECHO_IN_JSON}"}}', 400),
        reply(f'{{"message": "error: {ECHO_IN_JSON}"}}'),
        reply(json.dumps({"orderId": ECHO}).replace("/", "\\/")),
        reply(f"<deal><orderId>{ECHO_IN_XML}</orderId></deal>"),
        reply(f"<e><message>{ECHO.replace('/', '&#47;')}</message></e>", 400),
        reply(f"<e><message>{ECHO_IN_HEXADECIMAL}</message></e>", 401),
        reply(ECHO_IN_UTF16, 400),
        reply(ECHO_IN_UTF16.decode("utf-16").encode("utf-16-be"), 400),
        reply(f'{{"message": "{ECHO_IN_JSON}"}}'.encode("utf-16-le"), 400),
        reply("", 302, headers=[("Location", f"/{quote(KEY, safe='')}/{quote(BASIC, safe='')}")]),
        reply(gzip.compress(ECHO.encode()), 400, "text/plain", [("Content-Encoding", "gzip")]),
        reply("x", headers=[("Content-Encoding", KEY)]),
        reply("x", headers=[("Content-Type", BASIC)]),
    ],
)
def test_the_key_shows_up_nowhere(said: Reply, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("opentrans.itscope", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    with Server(said) as server:
        errors = [shown(error) for error in every_failure(server.url)]
        told = "\n".join([*errors, caplog.text, *(repr(vars(record)) for record in caplog.records)])
    assert len(errors) >= 11
    assert "Traceback" in told
    for secret in (KEY, BASIC):
        for escaped in (secret, secret.replace("/", "\\/"), quote(secret, safe="")):
            assert escaped not in told
            assert escaped not in html.unescape(told)
            assert escaped not in told.replace("\\x00", "")
            assert escaped not in re.sub(r"\\+u00(..)", lambda found: chr(int(found[1], 16)), told)


def test_a_key_that_is_a_word_changes_no_answer() -> None:
    with (
        Server(reply(DEAL_XML)) as server,
        ITscope(ACCOUNT, "deal", company="Brockmann", base_url=server.url) as itscope,
    ):
        assert itscope.deal(NUMBER) == DEAL


def test_a_client_shows_neither_key_nor_whole_account() -> None:
    with Server(reply(DEAL_XML)) as server, client(server.url) as itscope:
        itscope.deal(NUMBER)
        told = "".join(fields_of(itscope, depth=9))
        assert "Accept-Encoding" in told, "the depths of httpx are reached"
        for copying in (pickle.dumps, copy.deepcopy):
            with pytest.raises(TypeError, match=r"pickle") as caught:
                copying(itscope)
            told += shown(caught.value)
    assert KEY not in told
    assert BASIC not in told
    assert "m4***15" in repr(itscope)
    assert ACCOUNT not in repr(itscope)


@pytest.mark.parametrize(
    ("said", "moment"),
    [(reply(""), "write"), (reply(""), "read"), (reply("x"), "_read"), (reply("x"), "_answer"), (hang_up, "close")],
)
def test_an_interrupted_request_does_not_show_the_key(said: Reply, moment: str) -> None:
    def interrupt(frame: FrameType, event: str, argument: object) -> None:
        if event == "return" and frame.f_code.co_name == moment and frame.f_code.co_filename.endswith("transport.py"):
            raise KeyboardInterrupt

    with Server(said) as server, client(server.url) as itscope:
        sys.setprofile(interrupt)
        try:
            with pytest.raises(KeyboardInterrupt) as caught:
                itscope.invoice(NUMBER, INVOICE)
        finally:
            sys.setprofile(None)
        told = shown(caught.value)
    assert "exchange" in told
    assert KEY not in told
    assert BASIC not in told


@pytest.mark.parametrize("kind", [ITscopeError, *ITscopeError.__subclasses__(), AnswerError, MismatchError])
def test_errors_survive_pickling(kind: type[ITscopeError]) -> None:
    extra: dict[str, Any] = {"until": datetime.now(UTC), "seconds": 3.0} if kind is RateLimitError else {}
    error = kind("why", method="PUT", path="/x", status=400, body=b"raw", **extra)
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (kind, str(error), vars(error))


# What an import costs


@pytest.mark.parametrize(
    "statement",
    ["import opentrans", "import opentrans.itscope", "from opentrans import validate; validate(b'<x/>')"],
)
def test_httpx_is_imported_only_when_a_client_is_made(statement: str) -> None:
    code = f"{statement}\nimport sys; print(sorted({{'httpx', 'httpcore', 'ssl'}} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment(), check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_no_module_imports_one_that_imports_it() -> None:
    folder = ROOT / "opentrans" / "itscope"
    imports: dict[str, set[str]] = {}
    for path in folder.glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        for typed in [one for one in tree.body if isinstance(one, ast.If)]:
            assert ast.unparse(typed.test) == "TYPE_CHECKING"
            tree.body.remove(typed)
        found = (one for one in ast.walk(tree) if isinstance(one, ast.ImportFrom) and one.level == 1)
        imports[path.stem] = {str(one.module).partition(".")[0] for one in found}
    assert {"answers", "exchange", "safe_upload"} <= imports.keys()
    TopologicalSorter(imports).prepare()  # raises CycleError, which names them
