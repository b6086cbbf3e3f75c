"""One fingerprint of a whole graph, whatever order it is read in: equal graphs have equal digests. Bookkeeping does not count."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graph.store import Writer

_BYTES = 32


@dataclass(frozen=True, slots=True)
class Digest:
    """`value` is 64 hex digits over nodes, relationships, labels, types and all properties, numbers and revisions included."""

    value: str
    nodes: int
    relationships: int


def digest(writer: Writer) -> Digest:
    """Read everything once. Memory does not grow with the graph: the digests of the parts are added, so their order is no matter."""
    nodes, node_sum = _sum(writer.stream("all_nodes"))
    relationships, relationship_sum = _sum(writer.stream("all_relationships"))
    total = (node_sum + relationship_sum) % 2 ** (8 * _BYTES)
    return Digest(total.to_bytes(_BYTES, "big").hex(), nodes, relationships)


def _sum(rows: Iterable[Mapping[str, Any]]) -> tuple[int, int]:
    count = total = 0
    for row in rows:
        text = json.dumps(row, sort_keys=True, ensure_ascii=False, default=str)
        total += int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest(), "big")
        count += 1
    return count, total
