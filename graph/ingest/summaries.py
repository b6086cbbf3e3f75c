"""What statements and their edges tell of the claims about them, derived again whenever claims, citations or sources change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from graph.evidence import CLANDESTINE, CLANDESTINE_ACTIONS, Report, Said, Summary, is_clandestine, summarise
from graph.ingest.batch import Batch
from graph.vocabulary import Vocabulary


def write_summaries(batch: Batch, *, dated: bool = True) -> None:
    """Summarise the statements that this batch touched; edges whose summary differs are told to readers as changed.

    A merge or split is not `dated`: nobody said anything new.
    """
    if batch.folds_changed:
        found = batch.tx.run("disputed_statements", edge_types=sorted(CLANDESTINE), actions=sorted(CLANDESTINE_ACTIONS))
        batch.to_summarise.update(row["id"] for row in found)
    waiting = {edge["properties"]["eid"]: edge["properties"] for edge in batch.edges}
    nodes: list[dict[str, Any]] = []
    edges: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in batch.tx.run("evidence_of_statements", ids=sorted(batch.to_summarise)):
        stored = row["properties"]
        batch.weighed.extend(row["eids"])
        summary = summary_of(row, batch.run.vocabulary).properties() | {"source_url": _best_url(row["reports"])}
        if all(stored.get(key) == value for key, value in summary.items()):
            continue
        # When a summary last changed is kept, so that an answer as of an earlier day knows to compute it again.
        summary |= {"summary_seq": batch.seq} if dated else {}
        nodes.append({"id": row["id"], "summary": summary})
        for eid in row["eids"]:
            if eid in waiting:
                waiting[eid].update({key: value for key, value in summary.items() if value is not None})
            else:
                edges[stored["edge_type"]].append({"eid": eid, "summary": summary})
        batch.changed.extend(row["eids"])
    if nodes:
        batch.tx.run("set_statement_summaries", rows=nodes)
        for edge_type, rows in sorted(edges.items()):
            batch.tx.run("set_edge_summaries", edge_type=edge_type, rows=rows)


def _best_url(reports: Sequence[Mapping[str, Any]]) -> str | None:
    """One address for an edge that has no room for all: of the best graded source that has one."""
    graded = sorted((report["reliability"], report["credibility"], report["url"]) for report in reports if report["url"])
    return str(graded[0][2]) if graded else None


def summary_of(row: Mapping[str, Any], vocabulary: Vocabulary) -> Summary:
    """The summary of a row of the query evidence_of_statements."""
    stored = row["properties"]
    return summarise(
        reports=[Report(report["cluster"], report["reliability"], report["credibility"]) for report in row["reports"]],
        said=[Said(**said) for said in row["said"]],
        actor_says_so=stored["assertion"] == "asserted_by_actor",
        clandestine=is_clandestine(stored["edge_type"], stored.get("action", "")),
        vocabulary=vocabulary,
    )
