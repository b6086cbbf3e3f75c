"""The process that runs a stranger's query: one at a time, with a limit of memory, so that a huge value ends it and not the service.

It is spoken to by lines of JSON on stdin and answers in frames on stdout: a letter, four bytes of length, that many bytes. It judges
nothing and keeps nothing; whoever started it kills it when its time is up, which closes its connection to the database.

    P plan   E error   H columns   D rows so far (8 bytes) and encoded rows   Z how it ended
"""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, BinaryIO, Final

from graph.engine import Endpoint
from graph.errors import RetorsionError, StoreError, StoreTimeout, StoreUnreachable
from graph.guard.formats import FORMATS
from graph.guard.plan import pruned
from graph.guard.values import Collected
from graph.store import UntrustedReader

FLUSH_BYTES, FLUSH_S = 64 * 1024, 0.25
MAX_GRAPH: Final = 20_000
"""Nodes and edges that are kept beside the rows: more than any client draws."""


def main() -> None:
    first = json.loads(sys.stdin.buffer.readline())
    limit_memory(first.pop("memory_mb"))
    out = sys.stdout.buffer
    with UntrustedReader(Endpoint(**first["endpoint"])) as reader:
        send(out, b"R", b"")
        for line in sys.stdin.buffer:
            answer(reader, json.loads(line), out)


def answer(reader: UntrustedReader, asked: Mapping[str, Any], out: BinaryIO) -> None:
    """One request. What goes wrong is an answer; a memory that is full ends the process."""
    try:
        if asked["kind"] == "plan":
            told = reader.explain(asked["text"], asked["parameters"], timeout_s=asked["timeout_s"], tag=asked["tag"])
            send(out, b"P", json.dumps(told | {"tree": pruned(told["tree"])}).encode())
        else:
            run(reader, asked, out)
    except RetorsionError as error:
        send(out, b"E", json.dumps({"type": _type_of(error), "message": error.message, "hint": error.hint}).encode())
    except RecursionError:
        send(out, b"E", json.dumps({"type": "cypher", "message": "A value or the plan is nested too deep.", "hint": ""}).encode())


def _type_of(error: RetorsionError) -> str:
    """As the other side knows it."""
    kinds = ((StoreTimeout, "timeout"), (StoreUnreachable, "gone"), (StoreError, "store"))
    return next((name for kind, name in kinds if isinstance(error, kind)), "cypher")


def run(reader: UntrustedReader, asked: Mapping[str, Any], out: BinaryIO) -> None:
    """Rows up to one more than asked for, so that `truncated` is known and not guessed."""
    began = time.monotonic()
    with reader.rows(asked["text"], asked["parameters"], timeout_s=asked["timeout_s"], tag=asked["tag"]) as (columns, records):
        send(out, b"H", json.dumps(columns).encode())
        result = _Result(asked, columns, out)
        for record in records:
            if not result.add(record):
                break
    result.end(round((time.monotonic() - began) * 1000, 1))


class _Result:
    """An answer under way: what waits to be sent, what was sent, why it was cut."""

    def __init__(self, asked: Mapping[str, Any], columns: list[str], out: BinaryIO) -> None:
        self._asked, self._out = asked, out
        self._encoder = FORMATS[asked["format"]][1]()
        self._collected = Collected()
        self._waiting = bytearray(self._encoder.head(columns))
        self._rows = self._sent = 0
        self._flushed = time.monotonic()
        self._cut = ""

    def add(self, record: Sequence[Any]) -> bool:
        """False when a limit is reached, and the record is not in."""
        self._cut = self._limit()
        if self._cut:
            return False
        if self._asked["format"] != "json":  # only JSON has nodes and edges beside its rows
            self._collected.clear()
        self._waiting += self._encoder.row([self._collected.value(value) for value in record])
        self._rows += 1
        if len(self._waiting) >= FLUSH_BYTES or time.monotonic() - self._flushed > FLUSH_S:
            self._flush()
        return True

    def end(self, took_ms: float) -> None:
        limits = {"rows": self._asked["max_rows"], "bytes": self._asked["max_bytes"], "seconds": self._asked["timeout_s"]}
        cut = {"truncated": bool(self._cut), "truncated_because": self._cut or None}
        ending = {"id": self._asked["id"], "complete": True, **cut, "rows": self._rows, "limits": limits, "took_ms": took_ms}
        self._waiting += self._encoder.tail(self._collected, ending)
        self._flush()
        send(self._out, b"Z", json.dumps(ending).encode())

    def _limit(self) -> str:
        if self._rows == self._asked["max_rows"]:
            return f"the first {self._rows} rows; more follow"
        if self._sent + len(self._waiting) >= self._asked["max_bytes"]:
            return f"{self._asked['max_bytes']} bytes are reached"
        graph = len(self._collected.nodes) + len(self._collected.edges)
        return f"{MAX_GRAPH} nodes and edges are reached" if graph >= MAX_GRAPH else ""

    def _flush(self) -> None:
        send(self._out, b"D", self._rows.to_bytes(8, "big") + self._waiting)
        self._sent, self._flushed = self._sent + len(self._waiting), time.monotonic()
        self._waiting.clear()


def send(out: BinaryIO, kind: bytes, body: bytes | bytearray) -> None:
    out.write(kind + len(body).to_bytes(4, "big") + body)
    out.flush()


def limit_memory(megabytes: int) -> None:
    """Above what the process has now. Where the system knows no such limit (Windows, macOS), caps and deadlines must do."""
    with contextlib.suppress(ImportError):  # an extra; its memory is the program's, not the answer's
        import_module("pyarrow")
    with contextlib.suppress(ImportError, OSError):
        import resource

        with open("/proc/self/statm", encoding="ascii") as file:
            now = int(file.read().split()[0]) * resource.getpagesize()
        ceiling = now + megabytes * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
