"""Rows of the database as rows of an export: the names that every format uses. Asks nothing, writes no file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graph.answers.coded import source_of
from graph.answers.entries import event_table_entry
from graph.answers.folds import best_fold, folds_of
from graph.answers.reading import actor_entry
from graph.export._core.spool import Row

NODE_FIRST = ("id", "kind", "name", "aliases", "state", "unnamed", "description")
EDGE_FIRST = (
    "id", "source", "target", "edge_type", "is_tie", "statement", "action", "date", "date_to", "end_date", "end_date_to",
    "valid_from", "valid_to", "published", "status", "assertion", "likelihood_words", "likelihood_scheme", "likelihood_low",
    "likelihood_high", "n_claimants", "disputed", "confidence", "rung", "share", "magnitude", "organ", "target_role",
    "dataset", "source_url", "n", "types", "type_counts",
)  # fmt: skip
_OURS = frozenset(("source", "target", "edge_type", "is_tie", "retracted"))
_SUMMARY = ("disputed", "n_claimants", "confidence", "likelihood_words", "likelihood_scheme", "likelihood_low", "likelihood_high")


def edge_row(row: Mapping[str, Any], *, gone: bool = False) -> Row:
    """An edge with all its properties. One that is no longer believed has the commit that ended it in its id."""
    edge: Mapping[str, Any] = row["edge"]
    id_ = f"{edge['id']}@{edge['retracted_seq']}" if gone else edge["id"]
    values = {"source": row["source"], "target": row["target"], "edge_type": row["edge_type"], "is_tie": "action" not in edge}
    if _OURS & edge.keys():
        values |= {f"said_{name}" if name in _OURS else name: value for name, value in edge.items()}
    else:
        values |= edge
    values["id"] = id_
    if gone:
        values["retracted"] = True
    days = edge.get("date"), edge.get("date_to")
    return Row(row["edge_type"], id_, row["source"], row["target"], values, edge.get("statement", ""), edge["dataset"], *days)


def node_row(row: Mapping[str, Any]) -> Row:
    """An actor as it is served, its codes as properties of their own."""
    entry = actor_entry(row["actor"], best_fold(folds_of(row["folds"])))
    codes = {(f"code_{name}" if name in entry else name): value for name, value in entry.pop("codes").items()}
    return Row("", entry["id"], "", "", _present(entry | codes) | {"unnamed": entry["unnamed"]})


def summary_on(row: Mapping[str, Any]) -> dict[str, Any]:
    """What the claims of an earlier day say of a statement, as an edge tells it; from a row of the query events_by_id."""
    entry, _ = event_table_entry(row, of_another_day=True)
    likelihood = entry["likelihood"] or {}
    told = {name: entry[name] for name in ("disputed", "n_claimants", "confidence")}
    return _present(told | {f"likelihood_{name}": likelihood.get(name) for name in ("words", "scheme", "low", "high")})


def with_summary(row: Row, summary: Mapping[str, Any]) -> Row:
    kept = {name: value for name, value in row.values.items() if name not in _SUMMARY}
    return row._replace(values={**kept, **summary})


def evidence_rows(row: Mapping[str, Any]) -> Iterator[tuple[str, Row]]:
    """The rows of the tables of evidence, from a row of the query export_evidence."""
    id_ = row["id"]
    yield "statements", Row("", id_, "", "", row["statement"])
    for claim in row["claims"]:
        said = {
            "id": claim["properties"]["id"],
            "statement": id_,
            "claimant": claim["actor"],
            "claimant_name": claim["name"],
            "claimant_kind": claim["kind"],
            "stance": claim["type"].lower(),
        }
        yield "claims", Row(id_, said["id"], "", "", said | _without(claim["properties"], said))
    for citation in row["citations"]:
        ends = {"statement": id_, "source": citation["source"]}
        yield "citations", Row(id_, citation["source"], "", "", ends | _without(citation["properties"], ends))
    for answer in row["answers"]:
        ends = {"event": id_, "answers": answer["event"]}
        yield "answers", Row(id_, answer["event"], "", "", ends | _without(answer["properties"], ends))


def coded_source(values: Mapping[str, Any]) -> Iterator[tuple[str, Row]]:
    """Where a machine-coded edge was read: it has no statement, so its citation is of the edge."""
    found = source_of(values)
    if found:
        yield "sources", source_row(found)
        yield "citations", Row(values["id"], found["id"], "", "", {"statement": values["id"], "source": found["id"]})


def source_row(source: Mapping[str, Any]) -> Row:
    return Row("", source["id"], "", "", _present(source))


def named_sources(row: Mapping[str, Any]) -> Iterator[str]:
    yield from (citation["source"] for citation in row["citations"])
    yield from (claim["properties"]["source"] for claim in row["claims"] if "source" in claim["properties"])


def _present(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None and value != "" and value != []}


def _without(values: Mapping[str, Any], others: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in others}
