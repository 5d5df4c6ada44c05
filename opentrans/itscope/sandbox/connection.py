"""Answers on a connection, bad manners included."""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
from contextlib import suppress
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from .faults import Fault
from .rendering import XML, Said, message

#: Where the server leaves the connection's transport for this module.
TRANSPORT = "opentrans.sandbox.transport"

_MALFORMED = b'<?xml version="1.0" encoding="UTF-8"?>\n<deal><orderId>'
_MISSING = 1000


class Answer(Response):
    """An answer as it goes over the wire, with what goes wrong with it."""

    def __init__(self, said: Said, fault: Fault | None, delay: float) -> None:
        headers = {"WWW-Authenticate": 'Basic realm="ITscope sandbox"'} if said.status == 401 else None
        super().__init__(said.body, said.status, headers, said.media_type)
        self._fault = fault
        self._delay = delay

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or break off."""
        if await _gone(receive, self._delay):
            return
        kind = None if self._fault is None else self._fault.kind
        transport: asyncio.Transport = scope[TRANSPORT]
        if kind == "truncated":
            self.headers["Content-Length"] = str(len(self.body) + _MISSING)
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            await send({"type": "http.response.body", "body": self.body, "more_body": True})
        elif kind not in {"reset", "close"}:
            await super().__call__(scope, receive, send)
            return
        if kind == "reset":
            _reset(transport)
        else:
            transport.close()
        await _gone(receive, None)


def spoiled(said: Said, fault: Fault | None) -> Said:
    """What is said in place of an answer because of a fault."""
    if fault is None:
        return said
    if fault.kind == "malformed":
        return Said(200, _MALFORMED, XML)
    if fault.kind == "page":
        return _page(200)
    if fault.kind == "500":
        return message(500, "internal error")
    if fault.kind in {"502", "503"}:
        return _page(int(fault.kind))
    return said


async def read_body(request: Request, limit: int) -> bytes | None:
    """The whole body of a request; None where it is larger than that. Raises ClientDisconnect where it breaks off."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > limit:
            return None
    return bytes(body)


def _page(status: int) -> Said:
    title = f"{status} {HTTPStatus(status).phrase}"
    text = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
    return Said(status, text.encode(), "text/html")


async def _gone(receive: Receive, seconds: float | None) -> bool:
    """Wait for so many seconds, or until the other side has gone; is it gone?"""
    if seconds == 0:
        return False
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass
        return True
    return False


def _reset(transport: asyncio.Transport) -> None:
    """Break a connection off with a TCP reset."""
    connection = transport.get_extra_info("socket")
    at_once = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
    with suppress(OSError):  # the other side may have gone already
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
    transport.abort()
