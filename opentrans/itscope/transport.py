"""HTTP to one server, bounded in time and size. The one module that imports httpx.

Each request has a connection of its own, since a kept-alive connection that the server drops just then would leave the
outcome of an upload unknown. Redirects are not followed, cookies not kept. Nothing is read from the environment
(neither proxies nor netrc). The answers come unpacked by this module, because httpx bounds neither the size of what it
unpacks nor the time of a request as a whole.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import httpcore
import httpx

from .credentials import Credentials
from .exchange import Answer, Failure, Request
from .settings import Settings, is_loopback

#: So much of an answer that is no success is read, for its message.
_ERROR_BODY = 64 * 1024

_LONGEST_WAIT = 86_400.0
_PIECE = 16 * 1024
_OVERLAP = 4096
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


class _Unusable(Exception):
    """Why the body of an answer is not taken."""


class Channel:
    """Requests to the server of one base URL."""

    def __init__(self, origin: str, agent: str, credentials: Credentials, settings: Settings) -> None:
        self._origin = origin
        self._credentials = credentials
        self._total = settings.total
        self._deadline = _Deadline()
        direct = is_loopback(urlsplit(origin).hostname or "")
        self._client = httpx.Client(
            transport=_Transport(
                _tls(origin, settings.certificates),
                None if direct else settings.proxy,
                _Wire(self._deadline, credentials.hide),
            ),
            headers={"User-Agent": agent, "Accept-Encoding": "gzip", "Connection": "close"},
            timeout=httpx.Timeout(
                connect=settings.connect, read=settings.read, write=settings.write, pool=settings.pool
            ),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            follow_redirects=False,
            trust_env=False,
        )

    def exchange(self, request: Request) -> Answer | Failure:
        """Send a request, once, and read its answer."""
        self._deadline.start(self._total)
        status: int | None = None
        pieces: list[bytes] = []
        headers = {} if request.content is None else {"Content-Type": "application/xml"}
        url = self._origin + request.path
        try:
            with self._client.stream(
                request.method, url, headers=headers, content=request.content, auth=self._sign
            ) as response:
                status = response.status_code
                _read(response, request.limit, pieces)
                return self._answer(request, response, b"".join(pieces))
        except (httpx.TransportError, _Unusable) as error:
            failure = Failure(
                self._hidden(str(error) or type(error).__name__),
                sent=not isinstance(error, _NOT_SENT),
                unusable=isinstance(error, _Unusable),
                timed_out=isinstance(error, httpx.TimeoutException),
                status=status,
                body=self._credentials.hide(b"".join(pieces)),
            )
        except BaseException as error:
            # the frames below, and those of what was handled there, hold the header Authorization
            error.__traceback__ = error.__context__ = error.__cause__ = None
            raise
        return failure

    def close(self) -> None:
        """Close what is open."""
        self._client.close()

    def _sign(self, request: httpx.Request) -> httpx.Request:
        request.headers["Authorization"] = self._credentials.authorization()
        return request

    def _hidden(self, text: str) -> str:
        return self._credentials.hide(text.encode("utf-8", "replace")).decode("utf-8", "replace")

    def _answer(self, request: Request, response: httpx.Response, body: bytes) -> Answer:
        def header(name: str) -> str:
            return self._hidden(response.headers.get(name, ""))

        return Answer(
            request.method,
            request.path,
            response.status_code,
            header("Content-Type").partition(";")[0].strip().lower(),
            self._credentials.hide(body),
            header("Location") or None,
            _waiting(header("Retry-After").strip(), header("Date")),
        )


def _waiting(asked: str, date: str) -> float | None:
    """Retry-After in seconds, a day at most; stated as seconds, or as a date, which is compared with the server's."""
    if asked.isascii() and asked.isdigit():
        return min(float(asked), _LONGEST_WAIT)
    try:
        until, now = parsedate_to_datetime(asked), parsedate_to_datetime(date)
        return min(max((until - now).total_seconds(), 0.0), _LONGEST_WAIT)
    except (ValueError, TypeError, OverflowError):  # no dates, or one of them without a time zone
        return None


def _tls(origin: str, certificates: str | None) -> ssl.SSLContext:
    """Trust in the usual authorities, and in those of a PEM file; in nobody where there is no TLS, which is quicker.

    Raises OSError where the file cannot be used.
    """
    if origin.startswith("http:"):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context = httpx.create_ssl_context(trust_env=False)
    if certificates is not None:
        context.load_verify_locations(certificates)
    return context


def _read(response: httpx.Response, limit: int, pieces: list[bytes]) -> None:
    """Add the body to ``pieces``: all of a success, of everything else what comes without trouble."""
    if response.is_success:
        pieces.extend(_unpacked(response, limit))
        return
    with suppress(httpx.TransportError, _Unusable):
        pieces.extend(_unpacked(response, _ERROR_BODY))


def _unpacked(response: httpx.Response, limit: int) -> Iterator[bytes]:
    """The body in pieces, unpacked if it is packed with gzip; never more than ``limit`` bytes."""
    packing = response.headers.get("Content-Encoding", "identity").strip().lower()
    if packing not in {"", "identity", "gzip", "x-gzip"}:
        raise _Unusable(f"the answer is packed as {packing[:50]!r}, which was not asked for")
    unpack = None if packing in {"", "identity"} else zlib.decompressobj(wbits=31)
    received = total = 0
    for raw in response.iter_raw():
        received += len(raw)
        more = unpack is not None and unpack.eof
        try:
            piece = raw if unpack is None or more else unpack.decompress(raw, limit - total + 1)
        except zlib.error as error:
            raise _Unusable(f"the answer is damaged gzip ({error})") from None
        if more or (unpack is not None and unpack.unused_data):
            raise _Unusable("more follows behind the gzip of the answer")
        total += len(piece)
        if max(received, total) > limit:
            raise _Unusable(f"the answer is larger than {limit:,} bytes")
        yield piece
    if unpack is not None and received and not unpack.eof:
        raise _Unusable("the answer is gzip that ends too early")


class _Deadline(threading.local):
    """Until when the request of this thread must be done."""

    def __init__(self) -> None:
        self._until = 0.0
        self._total = 0.0

    def start(self, total: float) -> None:
        self._until = time.monotonic() + total
        self._total = total

    def within(self, timeout: float | None, error: type[Exception]) -> float:
        """The timeout of a step, cut to what is left; ``error`` is raised where nothing is."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise error(f"not done after {self._total:g} s")
        return left if timeout is None else min(timeout, left)


class _Wire(NamedTuple):
    """What holds for every socket: the deadline, and that no secret comes back (httpcore logs what it receives)."""

    deadline: _Deadline
    hide: Callable[[bytes], bytes]


class _Transport(httpx.HTTPTransport):
    """httpx's transport, with sockets that keep the deadline of a request as a whole, which httpx does not know."""

    def __init__(self, tls: ssl.SSLContext, proxy: str | None, wire: _Wire) -> None:
        limits = httpx.Limits(max_connections=100, max_keepalive_connections=0)
        super().__init__(verify=tls, proxy=proxy, trust_env=False, limits=limits)
        self._pool._network_backend = _Backend(wire)


class _Backend(httpcore.SyncBackend):
    def __init__(self, wire: _Wire) -> None:
        self._wire = wire

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, *rest: Any, **more: Any) -> _Stream:
        """As httpcore's, but finding the address and trying each of several is within the deadline too."""
        deadline = self._wire.deadline
        failed: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in _addresses(host, port, deadline.within(timeout, httpcore.ConnectTimeout)):
            left = deadline.within(timeout, httpcore.ConnectTimeout)
            try:
                return _Stream(super().connect_tcp(address, port, left, *rest, **more), self._wire)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed


def _addresses(host: str, port: int, timeout: float) -> list[str]:
    """The addresses of a host; a thread asks for them, since the system may take any time."""
    answer: SimpleQueue[list[str] | OSError | UnicodeError] = SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            answer.put(error)
        else:
            answer.put([str(address[0]) for *_, address in found])

    threading.Thread(target=ask, name="opentrans-address", daemon=True).start()
    try:
        found = answer.get(timeout=timeout)
    except Empty:
        raise httpcore.ConnectTimeout(f"the address of {host} was not found in {timeout:g} s") from None
    if isinstance(found, list):
        return found
    raise httpcore.ConnectError(f"{host}: {found}") from None


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, wire: _Wire) -> None:
        self._stream = stream
        self._wire = wire
        self._before = b""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = self._wire.deadline.within(timeout, httpcore.ReadTimeout)
        read = self._wire.hide(self._before + self._stream.read(max_bytes, left))
        new = read[len(self._before) :]
        self._before = read[-_OVERLAP:]  # a secret may come in pieces
        return new

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _PIECE):
            left = self._wire.deadline.within(timeout, httpcore.WriteTimeout)
            self._stream.write(buffer[start : start + _PIECE], left)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> _Stream:
        left = self._wire.deadline.within(timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._wire)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
