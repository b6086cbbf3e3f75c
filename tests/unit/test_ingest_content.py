"""What becomes of an item: properties with zeros kept, hashes that tell changed from unchanged, edges with their shares. No server."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.dates import Span
from graph.evidence import Summary
from graph.ingest.content import (
    RESERVED,
    claim_properties,
    content_hash,
    edge_drafts,
    record_properties,
    source_properties,
    statement_hash,
    statement_properties,
)
from graph.ingest.nodes import actor_properties
from graph.model import Citation, Event, Participant
from graph.vocabulary import vocabulary
from tests.items import actor, answer, claim, event, party, source, state, tie

NAMES = {"t:AAA": "Aland", "t:firm": "Firm", "t:bank": "Bank", "t:c": "C", "t:d": "D", "t:x": "X"}


def drafts(item: Any, actors: dict[str, str] | None = None) -> list[Any]:
    return edge_drafts(item, vocabulary(), lambda ref: (actors or {}).get(ref, ref))


def node(item: Any) -> dict[str, Any]:
    return statement_properties(item, vocabulary(), NAMES)


# --- hashes ---


def test_the_order_of_codes_is_no_content() -> None:
    one = actor("t:x", codes={"lei": "1", "wikidata": "Q2"})
    assert content_hash(one) == content_hash(replace(one, codes={"wikidata": "Q2", "lei": "1"}))
    assert content_hash(one) != content_hash(replace(one, codes={"wikidata": "Q2", "lei": "2"}))


def test_evidence_is_no_content_of_the_statement() -> None:
    plain = event()
    more = replace(plain, claims=(claim(),), responds_to=(answer("t:x"),), citations=(Citation(source="t:other"),))
    assert statement_hash(plain) == statement_hash(more)


@pytest.mark.parametrize(
    "change",
    [
        {"date": Span.parse("2024-03")},
        {"date": Span.parse("2024-03-25..2024-03-26")},
        {"magnitude": 0.0},
        {"status": "announced"},
        {"text": "x"},
        {"rung": 4, "rung_reason": "y"},
        {"action": "sanction_individual"},
        {"end": Span.parse("2025")},
        {"participants": (party("t:AAA", "source"), party("t:firm"), party("t:bank"))},
        {"participants": (party("t:AAA", "source"), party("t:firm", inferred=True))},
    ],
)
def test_every_change_of_what_is_said_changes_the_hash(change: dict[str, Any]) -> None:
    assert statement_hash(event(**change)) != statement_hash(event())


def test_hashes_are_the_same_in_every_process() -> None:
    """They are stored: a change of this value retracts and issues every edge of every graph again."""
    assert statement_hash(event()) == "bb34007cef2de606"
    assert statement_hash(tie()) == "fdce77ff7c61a597"


# --- properties ---


def test_zero_is_kept() -> None:
    low = claim_properties(claim(words="remote chance"), vocabulary())
    assert (low["low"], low["high"], low["midpoint"]) == (0.0, 0.05, 0.03)
    spoke = event(action="statement", magnitude=0.0)
    assert (node(spoke)["rung"], node(spoke)["magnitude"]) == (0, 0.0)
    assert drafts(spoke)[0].properties["rung"] == 0


def test_what_is_not_there_is_no_property() -> None:
    assert not {"note", "end_date", "unit", "magnitude", "rung_reason"} & node(event()).keys()
    assert "url" not in source_properties(source(), 1)
    assert record_properties(actor("t:x"), 1)["unnamed"] is False


def test_a_month_is_its_first_to_its_last_day_everywhere() -> None:
    said = event(date=Span.parse("2024-02"), end=Span.parse("2024"))
    for found in (node(said), drafts(said)[0].properties):
        dates = [found[name].isoformat() for name in ("date", "date_to", "end_date", "end_date_to")]
        assert dates == ["2024-02-01", "2024-02-29", "2024-01-01", "2024-12-31"]


def test_a_tie_is_as_wide_as_its_source_allows() -> None:
    found = drafts(tie(valid_from=Span.parse("2010"), valid_to=Span.parse("2024-03")))[0].properties
    assert (found["valid_from"].isoformat(), found["valid_to"].isoformat()) == ("2010-01-01", "2024-03-31")


def test_a_source_is_its_own_root_unless_it_names_one() -> None:
    assert source_properties(source(), 1)["origin"] == "t:s"
    assert source_properties(source(origin="t:wire"), 1)["origin"] == "t:wire"


def test_sentences() -> None:
    assert node(event())["text"] == "Aland sanctioned Firm"
    many = event(against=("t:firm", "t:bank", "t:c", "t:d", "t:x"))
    assert node(many)["text"] == "Aland sanctioned Firm, Bank, C, D and 1 more"
    assert node(event(against=("t:firm", "t:bank", "t:c")))["text"] == "Aland sanctioned Firm, Bank and C"
    assert node(tie())["text"] == "Firm is part of Aland"
    assert node(event(text="As written."))["text"] == "As written."


def test_an_actor_is_what_its_records_say_the_first_one_first() -> None:
    records = [
        record_properties(state("GBR", name="United Kingdom", aliases=("UK",), codes={"iso2": "GB"}), 1),
        record_properties(state("GBR", "u", name="Great Britain", aliases=("UK",), codes={"iso2": "UK", "cow": "200"}), 2),
    ]
    found = actor_properties({"id": "state:GBR", "seq": 1}, records)
    assert (found["name"], found["aliases"]) == ("United Kingdom", ["UK", "Great Britain"])
    assert (found["iso2"], found["cow"], found["kind"], found["code_systems"]) == ("GB", "200", "State", ["cow", "iso2"])


# --- edges ---


def test_edge_ids_come_from_the_source_s_own_ids() -> None:
    found = drafts(event(against=("t:firm", "u:bank")), {"t:firm": "merged"})
    assert [draft.properties["id"] for draft in found] == ["t:e:AAA:firm", "t:e:AAA:u:bank"]
    assert [(draft.properties["from_record"], draft.properties["to_record"]) for draft in found] == [
        ("t:AAA", "t:firm"),
        ("t:AAA", "u:bank"),
    ]


@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 4))
def test_shares_of_one_act_sum_to_one_and_no_edge_is_a_loop(n: int, m: int, common: int) -> None:
    sources = [party(f"t:a{i}", "source") for i in range(n)]
    targets = [party(f"t:a{i}" if i < common else f"t:b{i}") for i in range(m)]
    found = drafts(event(participants=(*sources, *targets)))
    pairs = {(a.record, b.record) for a in sources for b in targets if a.record != b.record}
    assert {(draft.source, draft.target) for draft in found} == pairs
    assert len({draft.properties["id"] for draft in found}) == len(pairs) == len(found)
    if pairs:
        assert sum(draft.properties["share"] for draft in found) == pytest.approx(1)


def test_two_refs_of_one_actor_make_no_loop() -> None:
    found = drafts(event(against=("state:AAA", "t:firm")), {"t:AAA": "state:AAA"})
    assert [(draft.target, draft.properties["share"]) for draft in found] == [("t:firm", 1.0)]


def test_an_edge_tells_its_pair_s_own_part() -> None:
    participants = (
        party("t:AAA", "source"),
        party("t:firm", magnitude=4.0, role_words="Ambassador", inferred=True),
        party("t:bank"),
        party("t:c", "organ"),
    )
    first, second = (draft.properties for draft in drafts(event(participants=participants, magnitude=60.0)))
    assert (first["magnitude"], first["target_role"], first["target_inferred"], first["organ"]) == (4.0, "Ambassador", True, "t:c")
    assert not {"magnitude", "target_role", "target_inferred"} & second.keys()


def test_a_rung_of_its_own_goes_before_the_action_s() -> None:
    assert node(event())["rung"] == vocabulary().actions["sanction"].rung
    own = event(rung=8, rung_reason="A nuclear alert.")
    assert (node(own)["rung"], drafts(own)[0].properties["rung"]) == (8, 8)


def test_node_and_edges_of_one_statement_agree() -> None:
    said = event(
        action="asset_freeze", date=Span.parse("2024-03"), status="announced", end=Span.parse("2025"), against=("t:firm", "t:bank")
    )
    shared = ("action", "date", "date_to", "end_date", "end_date_to", "status", "rung", "assertion", "dataset")
    for draft in drafts(said):
        assert {name: draft.properties[name] for name in shared} == {name: node(said)[name] for name in shared}
        assert draft.edge_type == node(said)["edge_type"] == "SANCTIONED"
        assert draft.properties["content_hash"] == node(said)["hash"]


def test_every_property_that_we_write_is_reserved() -> None:
    """What a source says in its own codes must not overwrite what we say."""
    span = Span.parse("2024")
    told = Event(
        id="d:e",
        dataset="d",
        action="sanction",
        date=span,
        end=span,
        participants=(
            Participant(record="d:a", role="source"),
            Participant(record="d:o", role="organ"),
            Participant(record="d:b", role="target", role_words="envoy", magnitude=1, inferred=True),
        ),
        citations=(Citation(source="d:s"),),
        published=span.first,
        rung=5,
        rung_reason="r",
        magnitude=2,
        unit="u",
        quote="q",
        note="n",
        part="p",
        said={"programme": "X"},
    )
    node = statement_properties(told, vocabulary(), {})
    (edge,) = edge_drafts(told, vocabulary(), str)
    assert (node["programme"], edge.properties["programme"]) == ("X", "X")
    assert set(node) | set(edge.properties) - {"programme"} <= RESERVED | {"programme"}
    assert set(Summary(1, False, None, None, None, None, 0.5).properties()) <= RESERVED
