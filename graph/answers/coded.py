"""Machine-coded actions, which are edges without a statement, as rows that every other action is served from. Asks by type and id."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from graph.store import Store
from graph.vocabulary import vocabulary

RELIABILITY, CREDIBILITY = "F", "3"
"""A machine read it in news: whose, nobody judged; that it happened is possible (docs/confidence.md)."""

Row = dict[str, Any]


async def coded_events(store: Store, ids: Iterable[str], recorded: int | None) -> list[Row]:
    """Rows of edges by id, in the shape of the query edges_by_id; ids of no edge are left out."""
    found: dict[str, Row] = {}
    by_dataset: dict[str, set[str]] = defaultdict(set)
    for id_ in ids:
        by_dataset[id_.partition(":")[0]].add(id_)
    for dataset, wanted in sorted(by_dataset.items()):
        types = (await store.read("stream_state", dataset=dataset))[0]["types"]
        rows = await store.read_types("edges_by_id", dict.fromkeys(types, sorted(wanted)), recorded=recorded)
        found |= {row["id"]: row for row in rows}
        if recorded is not None and (missing := sorted(wanted - found.keys())):
            found |= {row["id"]: row for row in await store.read("past_edges_by_id", ids=missing, recorded=recorded)}
    return [found[id_] for id_ in sorted(found)]


def as_event(row: Row) -> Row:
    """An edge as a row of the query events_by_id: both ends take part, its address is its only source, and nobody's claim is recorded."""
    edge, source, target, told_by = row["edge"], row["source"], row["target"], source_of(row["edge"])
    verb = vocabulary().action(edge["action"]).verb_phrase
    gone = {"withdrawn_seq": edge["retracted_seq"]} if "retracted_seq" in edge else {}
    return {
        "id": row["id"],
        "statement": {**edge, **gone, "edge_type": row["edge_type"], "text": f"{source['name']} {verb} {target['name']}"},
        "participants": [
            _party(source["id"], "source", edge.get("source_role")),
            _party(target["id"], "target", edge.get("target_role")),
        ],
        "citations": [_citation(told_by)] if told_by else [],
        "claims": [],
        "responds_to": [],
        "answered_by": [],
        "ties": [],
        "past": [],
    }


def source_of(edge: Mapping[str, Any]) -> Row | None:
    """Where an edge was read, as an entry of the table of sources; None where the stream does not say."""
    url, name = edge.get("source_url"), edge.get("told_by")
    if not url and not name:
        return None
    id_ = f"{edge['dataset']}:{hashlib.sha256(str(url or name).encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
    return {
        "id": id_,
        "title": url or name,
        "publisher": (_host(url) if url else name) or "unknown",
        "author": None,
        "published": edge.get("published"),
        "published_to": edge.get("published"),
        "url": url,
        "reliability": RELIABILITY,
        "reliability_words": vocabulary().grades[RELIABILITY].words,
        "origin": id_,
    }


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _party(actor: str, role: str, words: str | None) -> Row:
    return {"actor": actor, "role": role, "words": words, "magnitude": None, "inferred": False}


def _citation(source: Row) -> Row:
    return {
        "source": source["id"],
        "date": source["published"],
        "date_to": source["published_to"],
        "words": None,
        "credibility": CREDIBILITY,
        "reliability": RELIABILITY,
    }
