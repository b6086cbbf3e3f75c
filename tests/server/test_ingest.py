"""The bundled chronology in the graph: loaded twice it is loaded once, its numbers add up, and edges tell what their statements tell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import neo4j
import pytest

from graph.digest import digest
from graph.engine import Endpoint
from graph.evidence import Report as Told
from graph.evidence import Said, is_clandestine, summarise
from graph.store import Writer
from graph.vocabulary import vocabulary
from tests.conftest import load_files
from tests.facts import bookkeeping_faults, commits, edges, one, retracted, rows

pytestmark = pytest.mark.server
COMMISSION = "chronology:cn-electoral-commission-2021"


@pytest.fixture
def writer_of_bundled(bundled: Endpoint) -> Iterator[Writer]:
    with Writer(bundled) as opened:
        yield opened


def test_loading_again_changes_nothing(writer_of_bundled: Writer, cypher: neo4j.Driver) -> None:
    before = digest(writer_of_bundled)
    books = one(cypher, "MATCH (n:Load|Commit) RETURN count(n)"), one(cypher, "MATCH (s:IngestState) RETURN properties(s)")
    (report,) = load_files(writer_of_bundled)
    assert report.balanced
    assert (report.read, report.unchanged, report.written, report.load) == (report.read, report.read, 0, "")
    assert not report.changed
    assert report.notes == []
    assert digest(writer_of_bundled) == before
    assert (one(cypher, "MATCH (n:Load|Commit) RETURN count(n)"), one(cypher, "MATCH (s:IngestState) RETURN properties(s)")) == books


def test_the_load_tells_what_it_did(bundled: Endpoint, cypher: neo4j.Driver) -> None:
    load = one(cypher, "MATCH (l:Load) RETURN properties(l)")
    assert (load["dataset"], load["state"]) == ("chronology", "finished")
    assert load["finished_at"] >= load["started_at"]
    assert f'"added": {len(edges(cypher))}' in load["report"]
    assert {commit["load"] for commit in commits(cypher)} == {load["id"]}


def test_numbers_counts_and_commits_agree_with_the_edges(bundled: Endpoint, cypher: neo4j.Driver) -> None:
    assert bookkeeping_faults(cypher) == []
    assert retracted(cypher) == []
    stored = {row["type"]: row["n"] for row in rows(cypher, "MATCH (:Actor)-[r]->(:Actor) RETURN type(r) AS type, count(*) AS n")}
    by_type = {name: one(cypher, f"MATCH ()-[r:{name}]->() RETURN count(r)") for name in vocabulary().edge_types}
    state = one(cypher, "MATCH (s:IngestState) RETURN properties(s)")
    assert {name: n for name, n in by_type.items() if n} == stored
    assert {name: state.get(f"count_{name}", 0) for name in by_type} == by_type


def test_every_actor_has_one_kind_and_a_record(bundled: Endpoint, cypher: neo4j.Driver) -> None:
    kinds = set(vocabulary().kinds)
    for row in rows(
        cypher, "MATCH (a:Actor) RETURN a.id AS id, labels(a) AS labels, a.kind AS kind, count { (a)<-[:DESCRIBES]-() } AS records"
    ):
        assert set(row["labels"]) == {"Actor", row["kind"]}, row
        assert row["kind"] in kinds
        assert row["records"] == 1, row


def test_nothing_stands_without_a_source_or_an_actor(bundled: Endpoint, cypher: neo4j.Driver) -> None:
    for pattern in ("(s)-[:REPORTED_IN]->(:Source)", "(s)-[:INITIATED|HAS_TIE]-(:Actor)", "(s)-[:TARGETED|TIES_TO]-(:Actor)"):
        assert rows(cypher, f"MATCH (s:Statement) WHERE NOT EXISTS {{ {pattern} }} RETURN s.id") == [], pattern


def test_an_act_s_edges_share_it_and_none_is_a_loop(bundled: Endpoint, cypher: neo4j.Driver) -> None:
    found = edges(cypher)
    assert not [edge["id"] for edge in found.values() if edge["source"] == edge["target"]]
    shares: dict[str, list[float]] = {}
    for edge in found.values():
        if "share" in edge:
            shares.setdefault(edge["statement"], []).append(edge["share"])
    assert len(shares) == one(cypher, "MATCH (e:Event) RETURN count(e)")
    assert all(sum(parts) == pytest.approx(1) for parts in shares.values())
    assert shares["chronology:uk-sanctions-apt31-2024"] == pytest.approx([1 / 3] * 3)


def test_nodes_and_edges_of_one_statement_agree(bundled: Endpoint, cypher: neo4j.Driver) -> None:
    shared = ("action", "date", "date_to", "end_date", "status", "rung", "assertion", "published", "dataset", "valid_from", "valid_to")
    derived = ("n_claimants", "disputed", "confidence", "likelihood_low", "likelihood_high", "likelihood_words", "source_url", "seq", "rev")
    nodes = {row["s"]["id"]: row["s"] for row in rows(cypher, "MATCH (s:Statement) RETURN properties(s) AS s")}
    for edge in edges(cypher).values():
        node = nodes[edge["statement"]]
        assert edge["type"] == node["edge_type"]
        assert edge["content_hash"] == node["hash"]
        assert {name: edge.get(name) for name in (*shared, *derived)} == {name: node.get(name) for name in (*shared, *derived)}


def test_unnamed_parties_carry_their_action_s_id(bundled: Endpoint, cypher: neo4j.Driver) -> None:
    text = """MATCH (g:Actor) WHERE g.unnamed
    OPTIONAL MATCH (g)-[:INITIATED|TARGETED]-(e:Event)
    RETURN g.id AS id, labels(g) AS labels, collect(DISTINCT e.id) AS events"""
    found = rows(cypher, text)
    assert found
    for row in found:
        assert row["events"]
        assert row["id"].startswith(f"{row['events'][0]}-party-"), row


def test_the_electoral_commission_as_the_source_has_it(bundled: Endpoint, cypher: neo4j.Driver) -> None:
    (edge,) = edges(cypher, COMMISSION).values()
    assert (edge["type"], edge["target"], edge["assertion"]) == ("CYBER_TARGETED", "chronology:uk-electoral-commission", "alleged")
    assert (edge["likelihood_words"], edge["likelihood_scheme"]) == ("highly likely", "PHIA")
    assert (edge["likelihood_low"], edge["likelihood_high"]) == (0.8, 0.9)
    assert edge["disputed"] is True
    claims = rows(
        cypher,
        "MATCH (a)-[c:CLAIMED|DENIED]->(:Statement {id: $id}) RETURN type(c) AS type, a.id AS by, c.words AS words, c.date AS date",
        id=COMMISSION,
    )
    ncsc = [claim for claim in claims if claim["by"] == "chronology:ncsc"]
    assert {(claim["type"], claim["words"]) for claim in ncsc} == {("CLAIMED", "highly likely")}
    denied = [claim for claim in claims if claim["type"] == "DENIED"]
    assert {claim["by"] for claim in denied} == {"state:CHN"}
    assert denied[0]["date"].to_native() == date(2024, 3, 25)
    assert edge["n_claimants"] == len({claim["by"] for claim in claims if claim["type"] == "CLAIMED"})


def test_every_summary_is_what_the_evidence_says(writer_of_bundled: Writer, cypher: neo4j.Driver) -> None:
    """Confidence and claims, worked out again from the graph with another query than the write door's."""
    nodes = rows(cypher, "MATCH (s:Statement) RETURN properties(s) AS s")
    told = "MATCH (:Statement {id: $id})-[c:REPORTED_IN]->(o:Source) RETURN o.origin AS root, o.reliability AS r, c.credibility AS k"
    says = "MATCH (a:Actor)-[c:CLAIMED|DENIED]->(:Statement {id: $id}) RETURN a.id AS a, type(c) AS type, properties(c) AS c"
    disputed = [row["s"] for row in nodes if row["s"]["disputed"]]
    assert len(disputed) >= 3
    for node in [*disputed, *(row["s"] for row in nodes[::12])]:
        said = [
            Said(row["a"], row["type"].lower(), **{key: row["c"][key] for key in Said.__slots__ if key in row["c"]})
            for row in rows(cypher, says, id=node["id"])
        ]
        expected = summarise(
            reports=[Told(row["root"], row["r"], row["k"]) for row in rows(cypher, told, id=node["id"])],
            said=said,
            actor_says_so=node["assertion"] == "asserted_by_actor",
            clandestine=is_clandestine(node["edge_type"], node.get("action", "")),
            vocabulary=vocabulary(),
        )
        assert {name: node.get(name) for name in expected.properties()} == expected.properties(), node["id"]


def test_stated_answers_are_taken_at_their_word_and_inferred_ones_carry_no_number(bundled: Endpoint, cypher: neo4j.Driver) -> None:
    found = rows(cypher, "MATCH (:Event)-[r:RESPONDS_TO]->(:Event) RETURN r.basis AS basis, r.confidence AS confidence, count(*) AS n")
    assert {(row["basis"], row["confidence"]) for row in found} == {("stated", 0.9), ("inferred", None)}


def test_digest_counts_everything_but_bookkeeping(writer_of_bundled: Writer, cypher: neo4j.Driver) -> None:
    before = digest(writer_of_bundled)
    assert before.relationships == one(cypher, "MATCH ()-[r]->() RETURN count(r)")
    cypher.execute_query("MATCH (a:Actor {id: 'state:CHN'}) SET a.aliases = reverse(a.aliases)")
    changed = digest(writer_of_bundled)
    cypher.execute_query("MATCH (a:Actor {id: 'state:CHN'}) SET a.aliases = reverse(a.aliases)")
    assert changed.value != before.value
    assert digest(writer_of_bundled) == before
