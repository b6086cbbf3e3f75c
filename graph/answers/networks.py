"""Answers as networkx graphs, the common tongue of graph libraries: for small results, in memory. Files are graph.export's to write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx

_Line = Mapping[str, Any]
_Edge = tuple[str, str, str]
_HOPS = (("paths", "hops"), ("near_misses", "hops"), ("actors", "way"))
"""Where answers of paths and of reach have their sequences of hops."""


def to_networkx(envelope: _Line) -> networkx.MultiDiGraph[str]:
    """Actors as nodes, each with its entry of the side table, and what connects them as edges, in the direction in which it was asserted.

    envelope: an answer of paths, reach or a subgraph, from `Answer.envelope()` or as JSON from the API. Edges of a subgraph are keyed by
    their id. Hops are keyed by the event shown, and one that several paths share is one edge; `graph["paths"]` lists the paths, near misses
    or ways, each as its edges (source, target, key) in the order of the walk. What was asked is `graph["question"]`.

    Raises:
        TypeError: the answer is not one of actors and what connects them.
    """
    import networkx  # late: a fifth of a second that few who start this program need

    data = envelope["data"] if isinstance(envelope["data"], Mapping) else {}
    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph(question=envelope["meta"]["question"])
    actors = {actor["id"]: actor for actor in envelope["actors"]}
    if "edges" in data:
        _add_nodes(graph, actors, data["nodes"])
        graph.add_edges_from((edge["source"], edge["target"], edge["id"], dict(edge)) for edge in data["edges"])
        return graph
    if "paths" not in data and "reached" not in data:
        raise TypeError("Only answers of paths, reach and subgraphs are graphs.")
    events = {event["id"]: event for event in envelope["events"]}
    ways = list(_ways(data))
    _add_nodes(graph, actors, data.get("from", ()))
    _add_nodes(graph, actors, (hop[end] for way in ways for hop in way for end in ("source", "target")))
    graph.graph["paths"] = [[_add_hop(graph, hop, events[hop["event"]]) for hop in way] for way in ways]
    return graph


def _add_nodes(graph: networkx.MultiDiGraph[str], actors: Mapping[str, _Line], ids: Iterable[str]) -> None:
    graph.add_nodes_from((id_, dict(actors[id_])) for id_ in ids)


def _ways(data: _Line) -> Iterator[list[_Line]]:
    for name, hops in _HOPS:
        yield from (way[hops] for way in data.get(name, ()))


def _add_hop(graph: networkx.MultiDiGraph[str], hop: _Line, event: _Line) -> _Edge:
    """The edge as it stands in the graph, which a walk may have taken against its direction."""
    ends = (hop["source"], hop["target"]) if hop["asserted"] == "forward" else (hop["target"], hop["source"])
    graph.add_edge(*ends, hop["event"], **{**event, "edge_type": hop["edge_type"], "n": hop["n"]})
    return *ends, hop["event"]
