"""A small HTTP server on loopback that answers what a test says, bad manners included: real sockets, real HTTP."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self, TypeAlias

#: What is sent back: bytes, or something that is done with the connection.
Reply: TypeAlias = bytes | Callable[[socket.socket, threading.Event], None]


@dataclass(frozen=True)
class Received:
    """A request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


def reply(
    body: bytes | str = b"",
    status: int = 200,
    media_type: str | None = "application/xml",
    headers: Iterable[tuple[str, str]] = (),
) -> bytes:
    """A whole answer."""
    content = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(content)}"]
    lines += [f"Content-Type: {media_type}"] if media_type else []
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join([*lines, "", ""]).encode() + content


def reset(connection: socket.socket, stopped: threading.Event) -> None:
    """Break the connection off, with a TCP reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def hang_up(connection: socket.socket, stopped: threading.Event) -> None:
    """Close the connection without an answer."""


def silence(connection: socket.socket, stopped: threading.Event) -> None:
    """Never answer."""
    stopped.wait(30)


def dripping(start: bytes, drop: bytes) -> Reply:
    """Something that begins well and then comes in drops, for ever."""

    def send(connection: socket.socket, stopped: threading.Event) -> None:
        connection.sendall(start)
        while not stopped.wait(0.02):
            connection.sendall(drop)

    return send


def endless(start: bytes, more: bytes) -> Reply:
    """Something that begins well and then never ends, as fast as it can."""

    def send(connection: socket.socket, stopped: threading.Event) -> None:
        connection.sendall(start)
        while not stopped.is_set():
            connection.sendall(more)

    return send


class Server:
    """Answers each request with the next of ``replies``, and with the last one from then on."""

    def __init__(self, *replies: Reply, port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        self.replies = list(replies)
        self.received: list[Received] = []
        self._tls = tls
        self._stopped = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", port))
        self.port: int = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        """The base URL."""
        return f"{'https://localhost' if self._tls else 'http://127.0.0.1'}:{self.port}/2.1"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stopped.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        self._socket.close()

    def _serve(self) -> None:
        while not self._stopped.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        try:
            with self._tls.wrap_socket(connection, server_side=True) if self._tls else connection as stream:
                self.received.append(_received(stream))
                said = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
                if isinstance(said, bytes):
                    stream.sendall(said)
                else:
                    said(stream, self._stopped)
        except (OSError, ValueError):
            connection.close()


def _received(connection: socket.socket) -> Received:
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += _more(connection)
    return Received(method, target, headers, body)


def _more(connection: socket.socket) -> bytes:
    if not (data := connection.recv(65536)):
        raise OSError("the client has gone")
    return data


def closed_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


class Clock:
    """A clock that stands still but for sleeping, which takes no time."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []
        self._lock = threading.Lock()

    def time(self) -> float:
        """Seconds since 1970."""
        return 1_800_000_000.0 + self.now

    def monotonic(self) -> float:
        """Seconds since the beginning."""
        return self.now

    def sleep(self, seconds: float, /) -> None:
        """Let so many seconds pass."""
        with self._lock:
            self.now += seconds
            self.slept.append(seconds)
