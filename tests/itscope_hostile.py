"""A hostile server: what it may answer to the client of ITscope's API, and what the client makes of it.

``python -m tests.itscope_hostile`` runs each case in a process of its own and prints what it took. Exit codes: 0 each
was answered as it should within its limits, 1 one was not.
"""

from __future__ import annotations

import gzip
import json
import socket
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

from opentrans import itscope
from opentrans.itscope import ITscope, ITscopeError, Settings
from tests import documents
from tests.command import environment
from tests.itscope_server import Reply, Server, dripping, endless, reply, reset, silence

NUMBER = "11SRRK-150126-1136"
DEAL = f"<deal><orderId>{NUMBER}</orderId><statusMessage>schön</statusMessage></deal>"

#: What is asked, one after the other: something that is read, a download, an upload (one whose answer is read).
ASKS: dict[str, Callable[[ITscope], object]] = {
    "deal": lambda client: client.deal(NUMBER),
    "document": lambda client: client.document("t-1", "ORDER"),
    "send": lambda client: client.send("10000735", documents.order().encode(), validate=False),
}
_PATHS = (
    f"GET /2.1/business/deals/{NUMBER}/deal.xml: ",
    "GET /2.1/business/documents/t-1/ORDER.xml: ",
    "POST /2.1/business/deals/send/10000735: ",
)

#: What all three may take.
SECONDS = 10.0
MEGABYTES = 300.0

_BREAKS = "ITscopeConnectionError"
_LATE = "ITscopeTimeoutError"
_UNREAD = "AnswerError"
_UNKNOWN = "UnknownOutcomeError"


@dataclass(frozen=True)
class Case:
    """An answer, and what becomes of the question, the download and the upload: the error's class, or ``taken``.

    ``words`` stand in the message of the question's error; ``total`` is the client's limit for a request, in seconds.
    The answer is made when it is needed; it may know the URL of another server.
    """

    name: str
    say: Callable[[str], Reply]
    outcomes: tuple[str, str, str]
    words: str = ""
    total: float = 30.0


@dataclass(frozen=True)
class Outcome:
    """What became of a case; ``megabytes``, the most that the process held, is None where the system does not tell."""

    outcomes: tuple[str, ...]
    messages: tuple[str, ...]
    seconds: float
    megabytes: float | None


def run(case: Case) -> tuple[Outcome, int]:
    """Ask the hostile server in a process of its own; also, how many requests came to the server elsewhere."""
    with Server(reply(DEAL)) as elsewhere, Server(case.say(elsewhere.url)) as server:
        called = [sys.executable, "-m", "tests.itscope_hostile", server.url, str(case.total)]
        done = subprocess.run(called, capture_output=True, env=environment(), timeout=60, check=False)
        assert done.returncode == 0, done.stderr.decode()
        outcomes, messages, seconds, megabytes = json.loads(done.stdout)
        return Outcome(tuple(outcomes), tuple(messages), seconds, megabytes), len(elsewhere.received)


def problem(case: Case, outcome: Outcome, asked_elsewhere: int, *, limits: bool) -> str | None:
    """What is wrong with an outcome (None: nothing); ``limits``: did it take too long?"""
    if outcome.outcomes != case.outcomes:
        return f"{outcome.outcomes}, not {case.outcomes}: {outcome.messages}"
    if case.words not in outcome.messages[0]:
        return f"{case.words!r} is not in {outcome.messages[0]!r}"
    for kind, message, path in zip(outcome.outcomes, outcome.messages, _PATHS, strict=True):
        if kind != "taken" and not (message.startswith(path) and getattr(itscope, kind).usual_advice in message):
            return f"the message names neither {path} nor what to do: {message!r}"
    if asked_elsewhere:
        return "another server was asked"
    if outcome.megabytes is not None and outcome.megabytes > MEGABYTES:
        return f"{outcome.megabytes:.0f} MB, more than {MEGABYTES:.0f}"
    if limits and outcome.seconds > SECONDS:
        return f"{outcome.seconds:.1f} s, more than {SECONDS:.0f}"
    return None


def _ask(base_url: str, total: float) -> Outcome:
    settings = Settings(total=total, retries=0, requests=None)
    outcomes: list[str] = []
    messages: list[str] = []
    begun = time.perf_counter()
    with ITscope("account", "key", company="Brockmann", base_url=base_url, settings=settings) as client:
        for ask in ASKS.values():
            try:
                ask(client)
            except ITscopeError as error:
                outcomes.append(type(error).__name__)
                messages.append(str(error))
            else:
                outcomes.append("taken")
                messages.append("")
    return Outcome(tuple(outcomes), tuple(messages), time.perf_counter() - begun, _peak())


def _peak() -> float | None:
    """The most megabytes that this process held so far."""
    status = Path("/proc/self/status")
    lines = status.read_text("utf-8").splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), None)


# Answers

_OK = b"HTTP/1.1 200 OK\r\n"
_XML = b"Content-Type: application/xml\r\n"
_GZIP = b"Content-Encoding: gzip\r\n"
_CHUNKED = b"Transfer-Encoding: chunked\r\n"
_PIECE = b" " * 65536
_JSON_START = f'{{"orderId": "{NUMBER}", "x": '
_MANY = 1_000_000
_LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
_BOMB = f'<!DOCTYPE deal [<!ENTITY a0 "ha">{_LAUGHS}]><deal><orderId>&a11;</orderId></deal>'
_QUADRATIC = f'<!DOCTYPE deal [<!ENTITY a "{"a" * 50_000}">]><deal><orderId>{"&a;" * 50_000}</orderId></deal>'
_PARAMETER = "<!DOCTYPE deal [<!ENTITY % p '<!ENTITY &#37; q \"%p;%p;%p;\">'> %p; %q;]><deal/>"


def _sending(start: bytes, pieces: Callable[[], Iterator[bytes]]) -> Reply:
    """Something that begins well and goes on as long as there are pieces."""

    def send(connection: socket.socket, stopped: threading.Event) -> None:
        connection.sendall(start)
        for piece in pieces():
            if stopped.is_set():
                return
            connection.sendall(piece)

    return send


def _packed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Pieces packed with gzip; what it holds back comes with what follows."""
    packing = zlib.compressobj(1, wbits=31)
    for piece in pieces:
        yield packing.compress(piece)
    yield packing.flush()


def _plain(body: str | bytes, media_type: str | None = "application/xml") -> Callable[[str], Reply]:
    return lambda elsewhere: reply(body, media_type=media_type)


def _elsewhere(status: int) -> Callable[[str], Reply]:
    return lambda elsewhere: reply("", status, headers=[("Location", f"{elsewhere}/business/deals")])


def _cut(data: bytes, *, by: Callable[[socket.socket, threading.Event], None] | None = None) -> Callable[[str], Reply]:
    """The beginning of an answer, then the end of the connection."""

    def send(connection: socket.socket, stopped: threading.Event) -> None:
        connection.sendall(data)
        if by is not None:
            by(connection, stopped)

    return lambda elsewhere: send


def _always(said: Reply) -> Callable[[str], Reply]:
    return lambda elsewhere: said


_NO_ANSWER = (_BREAKS, _BREAKS, _UNKNOWN)
_SHORT = 0.5
_NO_ANSWER_IN_TIME = (_LATE, _LATE, _UNKNOWN)
_NOT_TAKEN = (_UNREAD, _UNREAD, _UNKNOWN)
#: A success, whose body an upload does not need; a download gives the bytes as they came.
_NOT_UNDERSTOOD = (_UNREAD, "taken", "taken")
#: The same, where the body is visibly no document.
_NO_DOCUMENT = (_UNREAD, _UNREAD, "taken")
_TAKEN = ("taken", "taken", "taken")

CASES = (
    # too much
    Case("endless body", _always(endless(_OK + _XML + b"\r\n", _PIECE)), _NOT_TAKEN, "larger than"),
    Case(
        "endless body in chunks",
        _always(endless(_OK + _XML + _CHUNKED + b"\r\n", b"10000\r\n" + _PIECE + b"\r\n")),
        _NOT_TAKEN,
        "larger than",
    ),
    Case(
        "endless body in chunks of a byte",
        _always(endless(_OK + _XML + _CHUNKED + b"\r\n", b"1\r\n \r\n" * 10_000)),
        _NO_ANSWER_IN_TIME,
        total=_SHORT,
    ),
    Case(
        "endless error page",
        _always(endless(b"HTTP/1.1 401 No\r\n\r\n<html><title>Who?</title>", _PIECE)),
        ("AuthenticationError", "AuthenticationError", "AuthenticationError"),
        "Who?",
    ),
    Case(
        "gzip bomb of 256 MB",
        _always(_sending(_OK + _XML + _GZIP + b"\r\n", lambda: _packed(repeat(b" " * 2**20, 256)))),
        _NOT_TAKEN,
        "larger than",
    ),
    Case(
        "gzip bomb without an end",
        _always(_sending(_OK + _XML + _GZIP + b"\r\n", lambda: _packed(repeat(b" " * 2**20)))),
        _NOT_TAKEN,
        "larger than",
    ),
    Case(
        "gzip bomb as an error",
        _always(_sending(b"HTTP/1.1 400 No\r\n" + _XML + _GZIP + b"\r\n", lambda: _packed(repeat(b"a " * 2**19)))),
        ("RefusedError", "RefusedError", "RefusedError"),
    ),
    Case(
        "gzip in gzip",
        lambda elsewhere: reply(
            gzip.compress(gzip.compress(DEAL.encode())), headers=[("Content-Encoding", "gzip,gzip")]
        ),
        _NOT_TAKEN,
        "not asked for",
    ),
    Case(
        "gzip that repeats without an end",
        _always(endless(_OK + _XML + _GZIP + b"\r\n", gzip.compress(b"") * 1000)),
        _NOT_TAKEN,
        "more follows",
    ),
    Case("a header without an end", _always(endless(_OK + b"X: ", _PIECE)), _NO_ANSWER),
    Case("headers without an end", _always(endless(_OK, b"X-A: b\r\n" * 8192)), _NO_ANSWER),
    Case(
        "headers without an end, slowly",
        _always(dripping(_OK, b"X-A: b\r\n")),
        _NO_ANSWER_IN_TIME,
        total=_SHORT,
    ),
    Case(
        "interim answers without an end",
        _always(endless(b"", b"HTTP/1.1 100 Go\r\n\r\n" * 3000)),
        _NO_ANSWER_IN_TIME,
        total=_SHORT,
    ),
    Case(
        "trailers without an end",
        _always(endless(_OK + _CHUNKED + b"\r\n0\r\n", b"X-A: b\r\n" * 8192)),
        _NO_ANSWER,
    ),
    # elsewhere
    *(
        Case(
            f"redirect {status} to another server",
            _elsewhere(status),
            ("RefusedError", "RefusedError", _UNKNOWN),
            "not followed",
        )
        for status in (301, 302, 303, 307, 308)
    ),
    # XML
    Case("entity bomb", _plain(_BOMB), _NOT_UNDERSTOOD, "document type"),
    Case("entity bomb in UTF-16", _plain(_BOMB.encode("utf-16")), _NOT_UNDERSTOOD, "document type"),
    Case("entity bomb, quadratic", _plain(_QUADRATIC), _NOT_UNDERSTOOD, "document type"),
    Case("entity bomb of parameters", _plain(_PARAMETER), _NOT_UNDERSTOOD, "document type"),
    Case(
        "entity from another server",
        lambda elsewhere: reply(
            f'<!DOCTYPE d [<!ENTITY a SYSTEM "{elsewhere}/a">]><deal><orderId>&a;</orderId></deal>'
        ),
        _NOT_UNDERSTOOD,
        "document type",
    ),
    Case(
        "DTD from another server",
        lambda elsewhere: reply(f'<!DOCTYPE deal SYSTEM "{elsewhere}/a.dtd">{DEAL}'),
        _NOT_UNDERSTOOD,
        "document type",
    ),
    Case(
        "DOCTYPE of open comments",
        lambda elsewhere: reply("<!DOCTYPE deal [" + "<!--" * 500_000),
        _NOT_UNDERSTOOD,
        "document type",
    ),
    Case(
        "open declarations in UTF-16",
        lambda elsewhere: reply(("<?xml " * 300_000).encode("utf-16")),
        _NOT_UNDERSTOOD,
        "well-formed",
    ),
    Case("100,000 nested elements", _plain("<a>" * 100_000 + "</a>" * 100_000), _NOT_UNDERSTOOD, "well-formed"),
    Case("a million elements", lambda elsewhere: reply(f"<deal>{'<a/>' * _MANY}</deal>"), _NOT_UNDERSTOOD, "no deal"),
    Case(
        "300,000 attributes",
        lambda elsewhere: reply("<deal " + " ".join(f"a{n}=''" for n in range(300_000)) + "/>"),
        _NOT_UNDERSTOOD,
        "attributes",
    ),
    # JSON
    Case("JSON nested 100,000 deep", _plain(_JSON_START + "[" * 100_000 + "]" * 100_000 + "}"), _NO_DOCUMENT, "JSON"),
    Case("JSON nested 100,000 deep, open", _plain("[" * 100_000), _NO_DOCUMENT, "JSON"),
    Case("JSON nested 900 deep", _plain(_JSON_START + "[" * 900 + "]" * 900 + "}"), _NO_DOCUMENT, "nested"),
    Case("a million lists in JSON", lambda elsewhere: reply(f"[{'[],' * _MANY}[]]"), _NO_DOCUMENT),
    Case(
        "a number of 3 million digits in JSON",
        lambda elsewhere: reply(_JSON_START + "9" * 3_000_000 + "}"),
        _NO_DOCUMENT,
        "JSON",
    ),
    Case(
        "huge numbers in JSON",
        _plain(_JSON_START + f'1e999999999, "statusDate": {"9" * 4000}, "archived": -1e-99999}}'),
        ("taken", _UNREAD, "taken"),
    ),
    Case("a number in JSON that cannot be", _plain(_JSON_START + "1e99999999999999999999}"), _NO_DOCUMENT, "too large"),
    Case("half a surrogate in JSON", _plain(_JSON_START + '"\\ud800"}'), ("taken", _UNREAD, "taken")),
    # text
    Case("invalid UTF-8 in XML", _plain(DEAL.encode().replace(b"\xc3", b"\xff")), _NOT_UNDERSTOOD, "well-formed"),
    Case("invalid UTF-8 in JSON", _plain(_JSON_START.encode() + b'"\xff"}'), _NO_DOCUMENT, "JSON"),
    Case("NUL bytes", _plain(bytes(100_000)), _NO_DOCUMENT, "JSON"),
    Case(
        "an encoding that nobody knows",
        _plain(f'<?xml version="1.0" encoding="x-a"?>{DEAL}'),
        _NOT_UNDERSTOOD,
        "well-formed",
    ),
    Case("a byte order mark before XML", _plain("\ufeff" + DEAL), _TAKEN),
    Case(
        "a byte order mark before JSON", _plain("\ufeff" + json.dumps({"orderId": NUMBER})), ("taken", _UNREAD, "taken")
    ),
    Case("a byte order mark alone", _plain("\ufeff"), _NO_DOCUMENT, "empty"),
    Case("XML in UTF-16", _plain(DEAL.encode("utf-16")), _TAKEN),
    # of another kind
    Case("XML called a picture", _plain(DEAL, "image/png"), _NOT_UNDERSTOOD, "image/png"),
    Case("XML called a table", _plain(DEAL, "text/csv"), _NOT_UNDERSTOOD, "text/csv"),
    Case("XML of no kind", _plain(DEAL, None), _TAKEN),
    Case("a picture called XML", _plain(b"\x89PNG\r\n\x1a\n" + bytes(1000)), _NO_DOCUMENT, "JSON"),
    Case("a web page", _plain("<html><title>Login</title></html>", "text/html"), _NOT_TAKEN, "web page"),
    Case("a web page called XML", _plain("\n<!-- a --><!DOCTYPE html><html></html>"), _NOT_TAKEN, "web page"),
    Case("an XHTML page called XML", _plain('<?xml version="1.0"?><!DOCTYPE html><html/>'), _NOT_TAKEN, "web page"),
    Case("open comments called a web page", _plain("<!--" * 500_000, "text/html"), _NOT_TAKEN, "web page"),
    *(
        Case(
            f"a web page with {status}",
            lambda elsewhere, status=status: reply("<html><title>Oh no</title></html>", status, "text/html"),  # type: ignore[misc]
            (kind, kind, upload),
            "Oh no",
        )
        for status, kind, upload in (
            (403, "AuthenticationError", "AuthenticationError"),
            (500, "ServerError", _UNKNOWN),
            (502, "ServerError", _UNKNOWN),
        )
    ),
    # slowly
    Case("silence", _always(silence), _NO_ANSWER_IN_TIME, total=_SHORT),
    Case("headers, byte by byte", _always(dripping(_OK + b"X: ", b"x")), _NO_ANSWER_IN_TIME, total=_SHORT),
    Case(
        "interim answers, slowly", _always(dripping(b"", b"HTTP/1.1 100 Go\r\n\r\n")), _NO_ANSWER_IN_TIME, total=_SHORT
    ),
    Case(
        "body, byte by byte",
        _always(dripping(_OK + b"Content-Length: 100000\r\n\r\n", b"x")),
        _NO_ANSWER_IN_TIME,
        total=_SHORT,
    ),
    Case(
        "chunks, byte by byte",
        _always(dripping(_OK + _CHUNKED + b"\r\n", b"1\r\nx\r\n")),
        _NO_ANSWER_IN_TIME,
        total=_SHORT,
    ),
    Case(
        "gzip, byte by byte",
        _always(_sending(_OK + _GZIP + b"\r\n" + gzip.compress(b"")[:10], lambda: _drops(b"\0\0\0\xff\xff"))),
        _NO_ANSWER_IN_TIME,
        total=_SHORT,
    ),
    Case(
        "an error, byte by byte",
        _always(dripping(b"HTTP/1.1 500 No\r\n\r\n", b"x")),
        ("ServerError", "ServerError", _UNKNOWN),
        total=_SHORT,
    ),
    # lengths
    *(
        Case(f"Content-Length {length}", _always(_OK + f"Content-Length: {length}\r\n\r\n{DEAL}".encode()), _NO_ANSWER)
        for length in ("-1", "0x10", "1e3", "+5", "12, 13", "9" * 30, "")
    ),
    Case(
        "two lengths",
        _always(_OK + f"Content-Length: 5\r\nContent-Length: {len(DEAL)}\r\n\r\n{DEAL}".encode()),
        _NO_ANSWER,
    ),
    Case(
        "a huge length, and as much",
        _always(endless(_OK + b"Content-Length: " + b"9" * 18 + b"\r\n\r\n", _PIECE)),
        _NOT_TAKEN,
        "larger than",
    ),
    Case("a chunk of a negative size", _cut(_OK + _CHUNKED + b"\r\n-1\r\n"), _NO_ANSWER),
    Case("a chunk of a huge size", _cut(_OK + _CHUNKED + b"\r\n" + b"f" * 30 + b"\r\n"), _NO_ANSWER),
    # broken off
    Case("closed at once", _cut(b""), _NO_ANSWER),
    Case("closed in the headers", _cut(_OK + b"Content-Ty"), _NO_ANSWER),
    Case("closed in the body", _cut(reply(DEAL)[:-10]), _NO_ANSWER),
    Case("closed in a chunk", _cut(_OK + _CHUNKED + b"\r\nff\r\n<deal>"), _NO_ANSWER),
    Case("closed in gzip", _cut(_OK + _GZIP + b"\r\n" + gzip.compress(DEAL.encode())[:-9]), _NOT_TAKEN, "too early"),
    Case("reset in the body", _cut(reply(DEAL)[:-10], by=reset), _NO_ANSWER),
    Case("no HTTP", _cut(b"220 mail.example.com ESMTP\r\n"), _NO_ANSWER),
    Case("another HTTP", _cut(b"HTTP/2 200\r\n\r\n"), _NO_ANSWER),
)


def _drops(drop: bytes) -> Iterator[bytes]:
    while True:
        time.sleep(0.02)
        yield drop


def main() -> int:
    """Ask as a client where a URL is given; else run all cases and print a table."""
    if len(sys.argv) > 1:
        outcome = _ask(sys.argv[1], float(sys.argv[2]))
        print(json.dumps([outcome.outcomes, outcome.messages, outcome.seconds, outcome.megabytes]))
        return 0
    wrong = 0
    print(f"{'case':<40} {'s':>5} {'MB':>5}  {' / '.join(ASKS)}: message")
    for case in CASES:
        outcome, asked = run(case)
        found = problem(case, outcome, asked, limits=True)
        wrong += found is not None
        kinds = " / ".join(one.removesuffix("Error").removeprefix("ITscope") for one in outcome.outcomes)
        said = found or outcome.messages[0].partition(": ")[2]
        print(f"{case.name:<40} {outcome.seconds:5.2f} {outcome.megabytes or 0:5.0f}  {kinds}: {said[:70]}", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
