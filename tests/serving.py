"""The service on a real socket, for tests that look at what a network does to it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from api.app import create_app
from api.server import Server, configured
from graph.engine import Endpoint
from graph.settings import Settings


@contextmanager
def served(settings: Settings, endpoint: Endpoint) -> Iterator[str]:
    """The service on a free port, in a thread that ends with it: one that went on would keep the index from the tests that follow."""
    app = create_app(settings, endpoint)
    server = Server(configured(app, grace_s=10), app.state.followers)
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listener:
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        until = time.monotonic() + 60
        while not server.started:
            assert thread.is_alive(), "the service did not start"
            assert time.monotonic() < until, "the service did not start in time"
            time.sleep(0.05)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(60)
    assert not thread.is_alive(), "the service did not end"
