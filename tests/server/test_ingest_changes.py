"""What a source changes, withdraws and says again: old edges are kept as RETRACTED, unchanged ones are not touched, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import neo4j
import pytest

from graph.dates import Span
from graph.errors import Place
from graph.ingest import Entry, Options, Reject, Report, Row, ingest
from graph.model import Citation
from graph.store import Writer
from tests.facts import bookkeeping_faults, commits, edges, live, one, retracted, rows
from tests.items import actor, answer, claim, dataset, denial, entry, event, source, state, tie, world

pytestmark = pytest.mark.server


def load(writer: Writer, acts: Iterable[Row] = (), of: str = "t", **options: Any) -> Report:
    report = ingest(writer, dataset(of), [*world(), *acts], Options(**options))
    assert report.balanced
    return report


def test_a_changed_row_is_retracted_and_issued_again(writer: Writer, cypher: neo4j.Driver) -> None:
    kept, changed = event("t:kept"), event("t:changed", against=("t:firm", "t:bank"), magnitude=3.0, unit="listings", text="As first told.")
    load(writer, [entry(kept), entry(changed)])
    before = edges(cypher)
    report = load(writer, [entry(kept), entry(replace(changed, date=Span.parse("2024-03"), magnitude=4.0, text="As told now."))])

    after = edges(cypher)
    assert after["t:kept:AAA:firm"] == before["t:kept:AAA:firm"]
    for id_ in ("t:changed:AAA:firm", "t:changed:AAA:bank"):
        assert (after[id_]["rev"], after[id_]["date_to"].iso_format()) == (2, "2024-03-31")
        assert after[id_]["eid"] > max(edge["eid"] for edge in before.values())
    old = {r["id"]: r for r in retracted(cypher)}
    assert set(old) == {"t:changed:AAA:firm", "t:changed:AAA:bank"}
    for id_, r in old.items():
        was = {key: value for key, value in before[id_].items() if key not in ("type", "source", "target")}
        told = {"text": "As first told.", "unit": "listings", "statement_magnitude": 3.0}
        assert r == was | told | {"was": "SANCTIONED", "retracted_seq": report.seq, "reason": "changed"}
    commit = commits(cypher)[-1]
    assert commit["retracted"] == sorted(r["eid"] for r in old.values())
    assert commit["added"] == sorted(after[id_]["eid"] for id_ in old)
    assert commit["changed"] == []
    assert (report.written, report.unchanged, report.edges_added, report.edges_retracted) == (1, 7, 2, 2)
    assert bookkeeping_faults(cypher) == []


def test_each_part_of_a_row_may_change(writer: Writer, cypher: neo4j.Driver) -> None:
    """Every version in turn, and back: the live graph is that of the version, whatever came before it."""
    first = event(claims=(claim(words="likely"),))
    versions = [
        first,
        replace(first, participants=event(against=("t:firm", "t:bank")).participants),
        replace(first, action="denial"),
        replace(first, claims=(claim(words="highly likely"),)),
        replace(first, claims=()),
        replace(first, citations=(Citation(source="t:s", words="yesterday", credibility="2"),)),
        replace(first, part="two"),
        replace(first, status="announced", end=Span.parse("2025")),
    ]
    alone = []
    for version in versions:
        load(writer, [entry(version)], parts=("one", "two"))
        alone.append(live(cypher))
    assert len({frozenset(found.items()) for found in alone}) == len(versions)
    for version, found in reversed(list(zip(versions, alone, strict=True))):
        load(writer, [entry(version)], parts=("one", "two"))
        assert live(cypher) == found
        assert bookkeeping_faults(cypher) == []
    assert next(iter(edges(cypher).values()))["rev"] == one(cypher, "MATCH (s:Statement) RETURN s.rev") > 6


def test_a_claim_s_new_words_change_summaries_and_no_edge(writer: Writer, cypher: neo4j.Driver) -> None:
    load(writer, [entry(event(action="cyber_espionage", claims=(claim(words="likely"),)))])
    (before,) = edges(cypher).values()
    assert (before["likelihood_words"], before["confidence"]) == ("likely", round(0.95 * 0.65, 4))
    report = load(writer, [entry(event(action="cyber_espionage", claims=(claim(words="remote chance"),)))])
    (after,) = edges(cypher).values()
    assert (after["likelihood_words"], after["likelihood_low"], after["summary_seq"]) == ("remote chance", 0.0, report.seq)
    assert (after["eid"], after["rev"], after["seq"]) == (before["eid"], before["rev"], before["seq"])
    assert commits(cypher)[-1]["changed"] == [after["eid"]]
    assert (report.edges_changed, report.edges_added, report.written) == (1, 0, 1)
    (old,) = retracted(cypher)
    assert (old["was"], old["words"], old["retracted_seq"], old["id"]) == ("CLAIMED", "likely", report.seq, "t:e:AAA")


def test_a_source_s_new_grade_changes_what_it_carries(writer: Writer, cypher: neo4j.Driver) -> None:
    load(writer, [entry(event())])
    assert next(iter(edges(cypher).values()))["confidence"] == 0.95
    report = ingest(writer, dataset(), [entry(source(reliability="C")), *world()[1:], entry(event())])
    (edge,) = edges(cypher).values()
    assert edge["confidence"] == 0.8
    assert (report.written, report.edges_changed, commits(cypher)[-1]["changed"]) == (1, 1, [edge["eid"]])


def test_an_actor_s_new_name_is_in_every_sentence(writer: Writer, cypher: neo4j.Driver) -> None:
    acts = [entry(event()), entry(event("t:own", text="As written."))]
    load(writer, acts, batch_rows=2)
    renamed = [*world()[:4], entry(actor("t:firm", name="New Firm", codes={"lei": "1"})), *world()[5:], *acts]
    report = ingest(writer, dataset(), renamed, Options(batch_rows=2))
    texts = {row["id"]: row["text"] for row in rows(cypher, "MATCH (s:Statement) RETURN s.id AS id, s.text AS text")}
    assert texts == {"t:e": "State AAA sanctioned New Firm", "t:own": "As written."}
    assert (report.written, report.edges_added, report.edges_changed) == (2, 0, 1)
    assert not ingest(writer, dataset(), renamed, Options(batch_rows=2)).changed


def test_a_kind_and_codes_that_are_gone_are_gone(writer: Writer, cypher: neo4j.Driver) -> None:
    load(writer, [entry(actor("t:x", "Company", codes={"lei": "1"}, aliases=("X",)))])
    load(writer, [entry(actor("t:x", "Agency"))])
    found = one(cypher, "MATCH (a:Actor {id: 't:x'}) RETURN {labels: labels(a), properties: properties(a)}")
    assert set(found["labels"]) == {"Actor", "Agency"}
    assert "lei" not in found["properties"]
    assert found["properties"]["aliases"] == []


# --- withdrawal ---

DISPUTED = [
    entry(event(action="cyber_espionage", claims=(claim(words="likely"),))),
    entry(event("t:deny", by="t:BBB", against="t:AAA", action="denial", responds_to=(answer("t:e"),)), denial("t:e", "t:deny")),
]


def test_a_withdrawn_action_is_set_aside_and_can_come_back(writer: Writer, cypher: neo4j.Driver) -> None:
    load(writer, DISPUTED)
    before, whole = edges(cypher), live(cypher)
    assert before["t:e:AAA:firm"]["disputed"] is True
    assert before["t:e:AAA:firm"]["confidence"] == round(0.95 * 0.65 - 0.1, 4), "a third party denies a clandestine act"

    report = load(writer, DISPUTED[:1])
    assert (report.statements_withdrawn, report.edges_retracted, report.edges_changed) == (1, 1, 1)
    assert edges(cypher).keys() == {"t:e:AAA:firm"}
    assert edges(cypher)["t:e:AAA:firm"]["disputed"] is False
    assert {(r["was"], r.get("reason")) for r in retracted(cypher)} == {("REJECTED_CLAIM_OF", "withdrawn"), ("DENIED", None)}
    aside = "MATCH (w:Withdrawn) RETURN w.id AS id, labels(w) AS labels, w.withdrawn_seq AS seq, [(w)-[r]-() | type(r)] AS hangs"
    assert rows(cypher, aside) == [{"id": "t:deny", "labels": ["Withdrawn"], "seq": report.seq, "hangs": ["REPORTED_IN"]}]
    assert not load(writer, DISPUTED[:1]).changed

    load(writer, DISPUTED)
    assert live(cypher) == whole
    assert edges(cypher)["t:deny:BBB:AAA"]["rev"] == before["t:deny:BBB:AAA"]["rev"] + 1
    assert rows(cypher, aside) == []
    assert bookkeeping_faults(cypher) == []


def test_claims_of_a_withdrawn_action_are_kept_as_retracted(writer: Writer, cypher: neo4j.Driver) -> None:
    load(writer, DISPUTED[:1])
    load(writer, [], parts=("one",))
    assert edges(cypher) == {}
    assert {r["was"] for r in retracted(cypher)} == {"CYBER_TARGETED", "CLAIMED"}
    assert rows(cypher, "MATCH ()-[c:CLAIMED|DENIED]->() RETURN c") == []


def test_a_rejected_row_prevents_withdrawals_and_says_so(writer: Writer, cypher: neo4j.Driver) -> None:
    load(writer, [entry(event()), entry(event("t:other"))])
    report = load(writer, [entry(event()), Reject(Place("test.yaml", 9), "a date is wrong")])
    assert len(edges(cypher)) == 2
    assert report.notes == ["nothing was withdrawn: a rejected row may be what still says it"]
    assert report.statements_withdrawn == 0


def test_only_the_parts_that_were_read_withdraw(writer: Writer, cypher: neo4j.Driver) -> None:
    one_part, two, three = event("t:one"), event("t:two", part="two"), event("t:three", part="two")
    load(writer, [entry(one_part), entry(two), entry(three)])
    load(writer, [entry(two)])
    assert {edge["statement"] for edge in edges(cypher).values()} == {"t:one", "t:two"}
    load(writer, [], complete=False, parts=("one", "two"))
    assert len(edges(cypher)) == 2
    load(writer, [])
    assert len(edges(cypher)) == 2, "a part without rows is unknown unless it is named"
    load(writer, [], parts=("two",))
    assert {edge["statement"] for edge in edges(cypher).values()} == {"t:one"}


def test_a_part_of_another_dataset_has_a_life_of_its_own(writer: Writer, cypher: neo4j.Driver) -> None:
    load(writer, [entry(event())])
    load(writer, [entry(event("u:e", citations=(Citation(source="u:s"),))), entry(source("u:s"))], of="u")
    ingest(writer, dataset("u"), [entry(source("u:s"))], Options(parts=("one",)))
    assert {edge["statement"] for edge in edges(cypher).values()} == {"t:e"}


# --- what cannot be loaded ---


def graph(cypher: neo4j.Driver) -> list[Any]:
    return rows(cypher, "MATCH (n) RETURN properties(n) AS p ORDER BY elementId(n)")


@pytest.mark.parametrize(
    "wrong",
    [
        entry(event("t:bad", action="sanktion")),
        Reject(Place("test.yaml", 9), "a date is wrong"),
        entry(event("t:bad", against="u:nobody")),
        entry(event("t:bad", citations=(Citation(source="u:s"),))),
        entry(event("t:bad", responds_to=(answer("u:e"),))),
        entry(event("t:bad", responds_to=(answer("t:gone"),))),
        entry(event("t:bad", against="state:AAA")),
        entry(event()),
    ],
)
def test_strict_means_all_or_nothing(writer: Writer, cypher: neo4j.Driver, wrong: Row) -> None:
    before = graph(cypher)
    report = load(writer, [entry(event()), wrong], strict=True)
    assert graph(cypher) == before, "not even a source or the dataset"
    assert (report.read, report.written, report.rejected.total()) == (8, 0, 8)
    assert len(report.rejects) == 1
    assert report.rejected["not loaded: --strict, and other rows are wrong"] == 7


def test_strict_loads_what_is_right(writer: Writer, cypher: neo4j.Driver) -> None:
    assert load(writer, DISPUTED, strict=True).written == 8
    assert load(writer, DISPUTED, strict=True).unchanged == 8


def test_a_row_wrong_twice_is_one_reject(writer: Writer) -> None:
    report = load(writer, [entry(event("t:bad", action="sanktion", against="u:nobody"))], strict=True)
    assert (report.read, report.rejected.total()) == (7, 7)


def test_good_rows_load_beside_wrong_ones_and_nothing_of_these(writer: Writer, cypher: neo4j.Driver) -> None:
    group = actor("t:group", "Group", unnamed=True)
    report = load(writer, [entry(event()), entry(source("t:s2"), group, event("t:bad", against=("t:group", "u:nobody")), line=14)])
    (reject,) = report.rejects
    assert str(reject) == "test.yaml:14: names u:nobody, which neither the files nor the graph hold (load that dataset first)"
    assert (report.written, report.rejected.total()) == (7, 1)
    assert edges(cypher).keys() == {"t:e:AAA:firm"}
    assert rows(cypher, "MATCH (n) WHERE n.id IN ['t:group', 't:s2', 't:bad'] RETURN n.id") == []


def test_a_link_to_a_rejected_statement_is_told(writer: Writer, cypher: neo4j.Driver) -> None:
    report = load(writer, [entry(event(responds_to=(answer("t:bad"),)), line=7), entry(event("t:bad", against="u:nobody"), line=8)])
    assert report.notes[0] == "test.yaml:7: the link to t:bad was not written: that entry is not in the graph"
    assert rows(cypher, "MATCH ()-[r:RESPONDS_TO]->() RETURN r") == []
    assert len(edges(cypher)) == 1


# --- several datasets ---


def test_one_dataset_may_speak_of_another_s_actors_sources_and_acts(writer: Writer, cypher: neo4j.Driver) -> None:
    told: list[Entry] = [
        entry(state("AAA", "u", name="Aland, Republic of", codes={"iso2": "AA"})),
        entry(event("u:answer", by="t:firm", against="u:AAA", responds_to=(answer("t:e"),)), denial("t:e", "u:answer", by="u:AAA")),
    ]
    early = ingest(writer, dataset("u"), told)
    assert early.balanced
    assert [reject.reason.split(",")[0] for reject in early.rejects] == ["names t:e"]
    load(writer, [entry(event())])
    assert ingest(writer, dataset("u"), told).written == 1
    assert edges(cypher)["u:answer:t:firm:AAA"]["target"] == "state:AAA"
    assert edges(cypher)["t:e:AAA:firm"]["disputed"] is True
    aland = one(cypher, "MATCH (a:Actor {id: 'state:AAA'}) RETURN properties(a)")
    assert (aland["name"], aland["aliases"], aland["iso2"]) == ("Aland, Republic of", ["State AAA"], "AA"), "the first record names it"
    for again in (ingest(writer, dataset("u"), told), load(writer, [entry(event())])):
        assert not again.changed


def test_the_first_record_names_an_actor_even_when_it_changed_later(writer: Writer, cypher: neo4j.Driver) -> None:
    load(writer)
    ingest(writer, dataset("u"), [entry(state("AAA", "u", name="Other"))])
    ingest(writer, dataset("t"), [*world()[2:], entry(state("AAA", name="Renamed"))])
    assert one(cypher, "MATCH (a:Actor {id: 'state:AAA'}) RETURN a.name") == "Renamed"


def test_a_denier_that_turns_out_to_be_the_accused_s_takes_nothing(writer: Writer, cypher: neo4j.Driver) -> None:
    """The confidence of a clandestine act follows the ties by which the denier folds, in whatever load they come and go."""
    ministry = entry(actor("t:mfa", "Agency"))
    acts = [ministry, entry(event(action="cyber_espionage", claims=(claim(by="t:mfa", stance="denied"),)))]
    load(writer, acts)
    assert edges(cypher)["t:e:AAA:firm"]["confidence"] == 0.85
    load(writer, [*acts, entry(tie(ends=("t:mfa", "t:AAA")))])
    assert edges(cypher)["t:e:AAA:firm"]["confidence"] == 0.95
    load(writer, acts)
    assert edges(cypher)["t:e:AAA:firm"]["confidence"] == 0.85
    assert bookkeeping_faults(cypher) == []


def test_an_id_may_move_from_a_tie_to_an_action(writer: Writer, cypher: neo4j.Driver) -> None:
    load(writer, [entry(tie("t:x"))])
    load(writer, [entry(event("t:x"))])
    assert set(one(cypher, "MATCH (s:Statement) RETURN labels(s)")) == {"Statement", "Event"}
    assert [edge["type"] for edge in edges(cypher).values()] == ["SANCTIONED"]
    assert bookkeeping_faults(cypher) == []


def test_wide_acts_and_repeated_records(writer: Writer, cypher: neo4j.Driver) -> None:
    firms = [actor(f"t:firm-{n}") for n in range(60)]
    listing = event(against=tuple(firm.id for firm in firms))
    load(writer, [entry(*firms, *firms, listing), entry(*firms[:3], event("t:two"))])
    assert len(edges(cypher, "t:e")) == 60
    assert one(cypher, "MATCH (:Record)-[d:DESCRIBES]->(:Actor) RETURN count(d)") == 65
    assert bookkeeping_faults(cypher) == []
