"""A TCP relay that breaks connections in the ways networks do: for tests that stand between a program and its database. No assertions."""

from __future__ import annotations

import select
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Literal

from graph.engine import Endpoint

Fault = Literal["none", "stall", "reset", "refuse", "half-open"]
"""stall: bytes wait. reset: connections end with RST. refuse: nobody answers. half-open: the server's side is gone, and nobody tells."""

_AT_ONCE = struct.pack("ii", 1, 0)
"""SO_LINGER: closing sends RST in place of a farewell."""


class Relay:
    """Passes bytes on to a server, until it is told to do otherwise. A fault counts for connections that are there and for new ones."""

    def __init__(self, target: tuple[str, int]) -> None:
        self._target = target
        self._fault: Fault = "none"
        self._open: set[socket.socket] = set()
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.1)
        self.port: int = self._listener.getsockname()[1]
        self.passed = 0
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def set(self, fault: Fault) -> None:
        self._fault = fault
        if fault in ("reset", "refuse"):
            self._drop()

    def close(self) -> None:
        self._ended.set()
        self._thread.join(5)
        self._listener.close()
        self._drop()

    def _accept(self) -> None:
        while not self._ended.is_set():
            with suppress(TimeoutError):
                client, _ = self._listener.accept()
                if self._fault in ("reset", "refuse"):
                    _reset(client)
                else:
                    threading.Thread(target=self._relay, args=(client,), daemon=True).start()

    def _relay(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(self._target, timeout=5)
        except OSError:
            _reset(client)
            return
        pair = {client, server}
        with self._lock:
            self._open |= pair
        with suppress(OSError, ValueError):  # a socket that was dropped meanwhile
            while self._step(client, server):
                pass
        with self._lock:
            self._open -= pair
        for one in pair:
            one.close()

    def _step(self, client: socket.socket, server: socket.socket) -> bool:
        """Whether the connection goes on."""
        if self._ended.is_set():
            return False
        if self._fault in ("stall", "half-open"):
            if self._fault == "half-open":
                server.close()
            self._ended.wait(0.02)
            return True
        if server.fileno() < 0:  # the half that was gone stays gone: whoever speaks now is told so
            _reset(client)
            return False
        for ready in select.select([client, server], [], [], 0.02)[0]:
            content = ready.recv(65536)
            if not content:
                return False
            (server if ready is client else client).sendall(content)
            self.passed += len(content)
        return True

    def _drop(self) -> None:
        with self._lock:
            gone, self._open = self._open, set()
        for one in gone:
            _reset(one)


def _reset(one: socket.socket) -> None:
    with suppress(OSError):
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        one.close()


@contextmanager
def relayed(endpoint: Endpoint) -> Iterator[tuple[Relay, Endpoint]]:
    """A relay before a database, and the database's address by way of it."""
    host, _, port = endpoint.uri.rpartition("://")[2].rpartition(":")
    relay = Relay((host, int(port)))
    try:
        yield relay, replace(endpoint, uri=f"bolt://127.0.0.1:{relay.port}", managed=False)
    finally:
        relay.close()
