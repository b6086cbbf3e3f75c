"""What a query returns, as JSON: days as text, nodes and relationships with their properties and once each beside the rows.

Values are known by their shape, not by their class: the driver stays in graph/store/.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Final

from graph.errors import CypherError

MAX_DEPTH: Final = 100


class Collected:
    """The nodes and relationships that were seen, each once."""

    def __init__(self) -> None:
        self.nodes: dict[str, dict[str, Any]] = {}
        self.edges: dict[str, dict[str, Any]] = {}

    def clear(self) -> None:
        self.nodes.clear()
        self.edges.clear()

    def value(self, value: Any, depth: int = 0) -> Any:
        """A value as JSON.

        Raises:
            CypherError: it is nested too deep for any client.
        """
        if depth > MAX_DEPTH:
            raise CypherError(f"A value is nested more than {MAX_DEPTH} deep.", parameter="query")
        if value is None or isinstance(value, str | bool | int):
            return value
        if isinstance(value, float):
            return value if math.isfinite(value) else str(value)
        if isinstance(value, list | tuple) and not hasattr(value, "srid") and not hasattr(value, "months"):
            return [self.value(item, depth + 1) for item in value]
        if hasattr(value, "labels"):
            return self._node(value, depth)
        if hasattr(value, "start_node") and hasattr(value, "type"):
            return self._edge(value, depth)
        if hasattr(value, "relationships"):
            nodes, edges = (self._node(node, depth) for node in value.nodes), (self._edge(edge, depth) for edge in value.relationships)
            return {"nodes": list(nodes), "edges": list(edges)}
        if isinstance(value, Mapping):
            return {str(key): self.value(item, depth + 1) for key, item in value.items()}
        return _scalar(value)

    def _node(self, node: Any, depth: int) -> dict[str, Any]:
        if node.element_id not in self.nodes:
            properties = {key: self.value(item, depth + 1) for key, item in node.items()}
            self.nodes[node.element_id] = {"id": node.element_id, "labels": sorted(node.labels), "properties": properties}
        return self.nodes[node.element_id]

    def _edge(self, edge: Any, depth: int) -> dict[str, Any]:
        if edge.element_id not in self.edges:
            ends = {"source": edge.start_node.element_id, "target": edge.end_node.element_id}
            properties = {key: self.value(item, depth + 1) for key, item in edge.items()}
            self.edges[edge.element_id] = {"id": edge.element_id, **ends, "edge_type": edge.type, "properties": properties}
        return self.edges[edge.element_id]


def _scalar(value: Any) -> Any:
    if hasattr(value, "iso_format"):
        return value.iso_format()
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if hasattr(value, "srid"):
        return {"srid": value.srid, "coordinates": list(value)}
    if isinstance(value, bytes | bytearray):
        return base64.b64encode(value).decode("ascii")
    if hasattr(value, "to_native"):  # a vector
        return list(value.to_native())
    return str(value)
