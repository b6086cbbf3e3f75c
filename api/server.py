"""Runs the application in this process until it is told to stop. Settings and messages are the command line's."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.feed import Followers
from api.logs import logging_to_stderr
from graph.engine import Endpoint
from graph.errors import SettingsError
from graph.settings import Settings

GRACE_S = 5


def serve(settings: Settings, endpoint: Endpoint, host: str, port: int, on_ready: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM, then finish the requests under way and return. Port 0 is any free one.

    `on_ready` is told the address once requests are answered.

    Raises:
        SettingsError: the address cannot be listened on.
    """
    app = create_app(settings, endpoint)
    with listening(host, port) as listener, _survived_signals(), logging_to_stderr(settings):
        Server(configured(app), app.state.followers, lambda: on_ready(_address(listener))).run(sockets=[listener])


def configured(app: FastAPI, grace_s: int = GRACE_S) -> uvicorn.Config:
    """How the application is served, here and in tests; without sockets of one's own on any free port."""
    return uvicorn.Config(
        app,
        port=0,
        access_log=False,  # api/middleware.py writes one line a request, with its id
        log_config=None,
        http="h11",  # httptools, where something has installed it, takes heads of any length
        loop="asyncio",  # uvloop, likewise: the tests of slow clients and bad lines fail on it
        server_header=False,
        lifespan="on",
        timeout_graceful_shutdown=grace_s,
    )


class Server(uvicorn.Server):
    """Tells when it listens, and tells those who follow the changes when it is about to end: they would stay for ever."""

    def __init__(self, config: uvicorn.Config, followers: Followers, on_ready: Callable[[], None] = lambda: None) -> None:
        super().__init__(config)
        self._followers, self._on_ready = followers, on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._followers.draining.set()
        await super().shutdown(sockets)


def listening(host: str, port: int) -> socket.socket:
    """Bound before anything else starts: a taken port must be told at once, and in our words.

    Raises:
        SettingsError: the address cannot be listened on.
    """
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.create_server((host, address[1]), family=family, backlog=2048)
    except OSError as error:
        hint = "Name another with RETORSION_API_PORT (0: any free one) or RETORSION_API_HOST; `retorsion doctor` says who has it."
        raise SettingsError(f"Cannot listen on {host}, port {port}: {error.strerror or error}.", hint=hint) from error
    # asyncio does so only where a socket names its protocol, which this one does not: then a body waits for the client to acknowledge
    # its headers, 40 ms of every answer. What is accepted here inherits it.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@contextmanager
def _survived_signals() -> Iterator[None]:
    """uvicorn raises the signals that ended it once more; without a handler SIGTERM would end the caller before it can tidy up."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
