"""Looks for free queries that no timeout stops, names whose they are, and brings the database back. It judges no text.

Reduce, regular expressions and shortest paths between hubs hold a core long after their transaction was ended; a restart is the only cure.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from graph.errors import RetorsionError, StoreError, StoreUnreachable
from graph.guard.audit import hash_of
from graph.guard.guard import Guard
from graph.store import Store

EVERY_S: Final = 3.0
_DEAF: Final = 3
"""So many looks in a row that reach nobody, and the database counts as gone. One that is only slow is left alone."""
STUCK_S: Final = 10.0
"""How long a transaction may outlive its timeout: some end a little late."""
_AFTER_S: Final = 600.0
_log = logging.getLogger("retorsion.guard")

Suspend = Callable[[str, str], None]
"""Stop a key, with the reason."""
Restart = Callable[[], Awaitable[None]] | None
"""Restart the database where it is ours."""


async def watch(guard: Guard, store: Store, suspend: Suspend, restart: Restart) -> None:
    """Look while free queries run and for ten minutes after; for ever, until cancelled."""
    told: set[str] = set()
    deaf = 0
    while True:
        await asyncio.sleep(EVERY_S)
        if not guard.active_since(_AFTER_S):
            continue
        try:
            new = [row for row in await store.read("guarded_transactions") if row["transaction"] not in told and _is_stuck(guard, row)]
            deaf = 0
        except StoreError as error:
            deaf += isinstance(error, StoreUnreachable)
            _log.warning("the watchdog got no answer: %s", error)
            new = []
        for row in new:
            _name(guard, row, suspend)
        told |= {row["transaction"] for row in new}
        if (new or deaf >= _DEAF) and await _brought_back(guard, restart):
            told, deaf = set(), 0


async def _brought_back(guard: Guard, restart: Restart) -> bool:
    """By a restart, where the database is ours."""
    if restart is None:
        _log.error("the Neo4j of free Cypher needs a restart: terminating what hangs in it does not help")
        return False
    _log.warning("restarting the managed Neo4j")
    try:
        await restart()
    except RetorsionError as error:
        _log.error("the managed Neo4j could not be restarted: %s", error)
        return False
    await guard.forget_workers()
    return True


def _is_stuck(guard: Guard, row: Mapping[str, Any]) -> bool:
    ask = guard.asked(row["tag"])
    return bool(row["seconds"] > (ask.timeout_s if ask else guard.limits.timeout_s) + STUCK_S)


def _name(guard: Guard, row: Mapping[str, Any], suspend: Suspend) -> None:
    ask = guard.asked(row["tag"])
    key, text = (ask.key, hash_of(ask.text)) if ask else ("unknown", "unknown")
    _log.error("free query %s (%s) of key %s, text %s, runs past its end", row["tag"], row["transaction"], key, text)
    suspend(key, f"suspended: query {text} ran past its end")
