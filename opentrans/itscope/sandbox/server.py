"""uvicorn in a thread, on this machine only."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from .connection import TRANSPORT

_PATIENCE = 30.0


class _Protocol(H11Protocol):
    """uvicorn's protocol, which tells the application the transport, so that it can break off."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        inner: Any = self.app

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            scope[TRANSPORT] = transport
            await inner(scope, receive, send)

        self.app = app


class _Uvicorn(uvicorn.Server):
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await super().shutdown(sockets)


class Server:
    """Serves an application on 127.0.0.1; ``port`` 0 takes a free one."""

    def __init__(self, application: ASGIApp, port: int) -> None:
        self._socket = socket.create_server(("127.0.0.1", port), backlog=2048)
        self.port: int = self._socket.getsockname()[1]
        self._server = _Uvicorn(
            uvicorn.Config(
                application,
                http=_Protocol,
                ws="none",
                lifespan="off",
                loop="asyncio",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
            )
        )
        self._thread = threading.Thread(target=self._run, name="itscope-sandbox", daemon=True)
        self._thread.start()
        while not self._server.started and self.running:
            time.sleep(0.001)

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])

    def wait(self, seconds: float | None = None) -> None:
        """Return when the server has ended, or after so many seconds."""
        self._thread.join(seconds)

    @property
    def running(self) -> bool:
        """Does the server answer?"""
        return self._thread.is_alive()

    def stop(self) -> None:
        """End the server, open connections included."""
        self._server.should_exit = True
        self._thread.join(_PATIENCE)
        self._socket.close()
