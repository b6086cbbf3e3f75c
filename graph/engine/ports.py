"""Chooses the loopback ports of the managed server. Knows nothing of Neo4j but its usual port."""

from __future__ import annotations

import socket

from graph.errors import EngineError

LOOPBACK = "127.0.0.1"
USUAL = 7687


def is_free(port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as probe:
        # As Java does: else a port whose connections have just closed counts as taken for a minute.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
            probe.listen(1)
        except OSError:
            return False
    return True


def any_free() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def choose_bolt_port(wanted: int) -> int:
    """The wanted port; for 0 the usual one, or any free one when that is taken.

    Raises:
        EngineError: a wanted port is taken.
    """
    if wanted:
        require_free(wanted, "RETORSION_BOLT_PORT")
        return wanted
    return USUAL if is_free(USUAL) else any_free()


def require_free(port: int, setting: str) -> None:
    if not is_free(port):
        raise EngineError(f"Port {port} is taken by another program.", hint=f"Set {setting} to another port, or to 0.")


def answers(port: int) -> bool:
    """Whether something accepts connections there."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=0.5):
            return True
    except OSError:
        return False
