"""The filter's Cypher stands in several queries, since Cypher cannot share it: this holds the copies equal."""

from __future__ import annotations

import re

from graph.queries import queries
from graph.vocabulary import vocabulary

FIRST = re.compile(r"\(\$filter\.types IS NULL OR (coalesce\(e\.was, type\(e\)\)|e\.edge_type)")


def _block(text: str) -> str:
    """From the first predicate on the filter to the last, white space folded; the edge's own type and the event's are one thing here."""
    match = FIRST.search(text)
    assert match
    start = match.start()
    lines = [line.strip() for line in text[start:].splitlines()]
    kept = []
    for line in lines:
        if "$filter." not in line and not line.startswith("ELSE e.seq"):
            break
        kept.append(line)
    block = re.sub(r"\s+", " ", " ".join(kept)).replace("coalesce(e.was, type(e))", "TYPE").replace("e.edge_type", "TYPE")
    return re.sub(r"[ )]*(END[ )]*)*$", "", block)


def test_every_query_that_filters_filters_alike() -> None:
    blocks = {name: _block(query.text) for name, query in queries().items() if FIRST.search(query.text)}
    whole = blocks["edges_between"]
    assert len(blocks) >= 6
    for name, block in blocks.items():
        # A day is asked of the graph as it is now: its query has no past to look into.
        expected = whole[: whole.index(" AND CASE WHEN $filter.recorded")] if name == "events_around" else whole
        assert block.rstrip(")") == expected.rstrip(")"), name


def test_a_query_that_takes_the_filter_uses_all_of_it() -> None:
    for name, query in queries().items():
        if any(parameter.name == "filter" for parameter in query.parameters):
            for field in ("types", "actions", "status", "assertion", "datasets", "min_confidence", "min_rung", "since", "until", "as_of"):
                assert f"$filter.{field}" in query.text, f"{name} leaves out {field}"


def test_queries_that_fold_walk_the_ties_that_the_vocabulary_folds() -> None:
    for name in ("actors_by_id", "members_of"):
        (walked,) = re.findall(r"\[t:([A-Z_|]+)\]", queries()[name].text)
        assert tuple(sorted(walked.split("|"))) == vocabulary().folding_ties, name
