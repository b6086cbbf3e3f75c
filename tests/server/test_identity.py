"""Merging and splitting on a real graph: nothing is lost, loads before and after give the same, numbers stay right, the index follows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from itertools import combinations
from typing import Any

import anyio
import neo4j
import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as rules
from hypothesis import strategies as st

from graph import answers
from graph.digest import digest
from graph.engine import Endpoint
from graph.errors import QuestionError, UnknownError
from graph.identity import judging, linking, review
from graph.identity import merge as merging
from graph.identity.judgements import Judgement, read_graph
from graph.identity.merge import merge, split
from graph.ingest import Entry, Options, ingest
from graph.model import Citation
from graph.schema import prepare
from graph.settings import Settings
from graph.store import Store, Writer
from graph.temporal.live import LiveIndex
from tests.conftest import empty
from tests.facts import bookkeeping_faults, edges, live, one, retracted, rows
from tests.items import actor, claim, dataset, entry, event, source, state, tie
from tests.server.test_ingest_random import ACTORS, chronologies, load

pytestmark = pytest.mark.server
FEW = rules(
    max_examples=8,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
PAIRS = st.sampled_from([*combinations(ACTORS, 2)])


def home(ref: str) -> str:
    """The id that the actor of a ref had at first."""
    return f"state:{ref.removeprefix('t:')}" if ref.removeprefix("t:").isupper() else ref


def undo(writer: Writer) -> None:
    """Split all that is merged."""
    while found := writer.read("identity_groups", ids=[home(ref) for ref in ACTORS]):
        together = [row for row in found if row["home"] != row["actor"]]
        if not together:
            return
        split(writer, together[0]["actor"], [together[0]["home"]])


def told(writer: Writer, entries: list[Entry]) -> None:
    report = ingest(writer, dataset(), entries, Options(parts=("one", "two")))
    assert report.balanced
    assert not report.rejected


@FEW
@given(rows=chronologies(), steps=st.lists(st.tuples(st.booleans(), PAIRS), min_size=1, max_size=6))
def test_merge_then_split_is_the_identity(
    endpoint: Endpoint, cypher: neo4j.Driver, rows: list[Entry], steps: list[tuple[bool, tuple[str, str]]]
) -> None:
    """Whatever the order, and whatever was loaded again meanwhile, which changes nothing."""
    with Writer(endpoint) as writer:
        empty(endpoint)
        load(writer, rows)
        before = digest(writer)
        for joins, (a, b) in steps:
            if joins:
                merge(writer, [[home(a), home(b)]])
            else:
                split(writer, writer.read("identity_groups", ids=[a])[0]["actor"], [home(b)])
            assert bookkeeping_faults(cypher) == []
            now = digest(writer)
            told(writer, rows)
            assert digest(writer) == now
        undo(writer)
        assert digest(writer) == before
        assert bookkeeping_faults(cypher) == []


@FEW
@given(first=chronologies(), second=chronologies(), pairs=st.lists(PAIRS, min_size=1, max_size=3))
def test_loading_before_or_after_a_merge_gives_the_same(
    endpoint: Endpoint, cypher: neo4j.Driver, first: list[Entry], second: list[Entry], pairs: list[tuple[str, str]]
) -> None:
    found = []
    for merged_last in (True, False):
        with Writer(endpoint) as writer:
            empty(endpoint)
            load(writer, first)
            for step in (True, False):
                if step is merged_last:
                    told(writer, second)
                else:
                    merge(writer, [[home(a), home(b)] for a, b in pairs])
            found.append(live(cypher))
            undo(writer)
            found.append(live(cypher))
    assert found[0] == found[2]
    assert found[1] == found[3]


FIRM, OTHER, THIRD = "t:f1", "u:f1", "v:f1"


def two_lists(writer: Writer) -> None:
    """One firm on two lists, each with an act of its own, and an act between the two."""
    for id_ in ("t", "u"):
        own = f"{id_}:s"
        items: list[Any] = [source(own), state("GBR", of=id_), actor(f"{id_}:f1", name="Volga Trading")]
        acts = [
            event(
                f"{id_}:e1",
                by=f"{id_}:GBR",
                against=(f"{id_}:f1",),
                dataset=id_,
                citations=cited(own),
                claims=(claim(f"{id_}:e1", f"{id_}:f1", source=own),),
            )
        ]
        ingest(writer, dataset(id_), [entry(*items), entry(*acts, line=2)])
    between = event("t:e2", by="t:f1", against=("u:f1", "t:GBR"), citations=cited("t:s"))
    ingest(writer, dataset(), [entry(between)], Options(complete=False))


def cited(source_: str) -> tuple[Citation, ...]:
    return (Citation(source=source_),)


def test_the_survivor_has_all_that_both_had(writer: Writer, cypher: neo4j.Driver) -> None:
    two_lists(writer)
    before, count = edges(cypher), one(cypher, "MATCH (a:Actor) RETURN count(a)")
    done = merge(
        writer, [[FIRM, OTHER]], [Judgement(a=FIRM, b=OTHER, verdict="same", who="ada", at="2026-01-01", why="same address", score=9.5)]
    )
    assert done.renamed == ((OTHER, FIRM),)
    assert one(cypher, "MATCH (a:Actor) RETURN count(a)") == count - 1
    after = edges(cypher)
    assert {edge["target"] for id_, edge in after.items() if id_.startswith(("t:e1", "u:e1"))} == {FIRM}
    assert {(id_, edge["eid"], edge["seq"]) for id_, edge in after.items()} < {
        (id_, edge["eid"], edge["seq"]) for id_, edge in before.items()
    }
    assert [edge["id"] for edge in retracted(cypher)] == ["t:e2:f1:u:f1"]
    assert retracted(cypher)[0]["reason"] == "ends merged"
    (judged,) = read_graph(writer)
    assert (judged.who, judged.why, judged.score, judged.pair) == ("ada", "same address", 9.5, frozenset((FIRM, OTHER)))
    assert one(cypher, "MATCH (c:Commit) WHERE size(c.renamed) > 0 RETURN c.renamed") == [OTHER, FIRM]
    assert rows(cypher, "MATCH (m:Merged)-[:MERGED_INTO]->(a:Actor) RETURN m.id AS m, a.id AS a") == [{"m": OTHER, "a": FIRM}]


def test_a_new_record_of_a_merged_actor_goes_to_the_survivor_and_back(writer: Writer, cypher: neo4j.Driver) -> None:
    two_lists(writer)
    merge(writer, [[FIRM, OTHER]])
    late = actor(THIRD, name="Volga Trade", actor=OTHER)
    ingest(writer, dataset("v"), [entry(late)])
    describes = "MATCH (:Record {id: $id})-[:DESCRIBES]->(a:Actor) RETURN a.id"
    assert one(cypher, describes, id=THIRD) == FIRM
    split(writer, FIRM, [OTHER])
    assert one(cypher, describes, id=THIRD) == OTHER
    assert one(cypher, "MATCH (a:Actor {id: $id}) RETURN labels(a)", id=OTHER) == ["Actor", "Company"]


def test_what_is_told_anew_while_merged_does_not_come_back_in_its_old_words(writer: Writer, cypher: neo4j.Driver) -> None:
    two_lists(writer)
    merge(writer, [[FIRM, OTHER]])
    again = event("t:e2", by="t:f1", against=("u:f1", "t:GBR"), citations=cited("t:s"), note="corrected")
    ingest(writer, dataset(), [entry(again)], Options(complete=False))
    assert bookkeeping_faults(cypher) == []
    split(writer, FIRM, [OTHER])
    found = edges(cypher, statement="t:e2")
    assert {(id_, edge["rev"], edge["target"]) for id_, edge in found.items()} == {
        ("t:e2:f1:u:f1", 2, OTHER),
        ("t:e2:f1:GBR", 2, "state:GBR"),
    }
    assert all(edge["confidence"] for edge in found.values())
    assert bookkeeping_faults(cypher) == []


def test_a_state_survives_whatever_is_older(writer: Writer, cypher: neo4j.Driver) -> None:
    told(writer, [entry(source()), entry(actor("t:gov", "Organization", name="Government of Utopia"), line=2), entry(state("AAA"), line=3)])
    assert merge(writer, [["t:gov", "state:AAA"]]).renamed == (("t:gov", "state:AAA"),)
    assert one(cypher, "MATCH (a:Actor {id: 'state:AAA'}) RETURN [a.name, a.kind, a.aliases[0]]") == [
        "State AAA",
        "State",
        "Government of Utopia",
    ]


def test_a_hub_is_moved_in_parts_and_an_interruption_is_made_good(
    writer: Writer, cypher: neo4j.Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(writer, [entry(source()), *(entry(actor(f"t:f{n}"), line=n) for n in range(1, 4))])
    acts = [entry(event(f"t:e{n}", by="t:f3", against=("t:f2",)), line=n) for n in range(1, 12)]
    ingest(writer, dataset(), acts, Options(complete=False))
    before = digest(writer)
    monkeypatch.setattr(merging, "MOST_EDGES", 4)
    monkeypatch.setattr(merging, "_end", interrupted)
    with pytest.raises(KeyboardInterrupt):
        merge(writer, [["t:f1", "t:f2"]])
    assert one(cypher, "MATCH (m:Merge) RETURN m.state") == "running"
    monkeypatch.undo()
    split(writer, "t:f3", [])
    assert {edge["target"] for edge in edges(cypher).values()} == {"t:f1"}
    assert not rows(cypher, "MATCH (m:Merge) RETURN m")
    assert bookkeeping_faults(cypher) == []
    split(writer, "t:f1", ["t:f2"])
    assert digest(writer) == before


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def test_an_old_id_still_finds_the_actor_and_the_index_follows(writer: Writer, endpoint: Endpoint, settings: Settings) -> None:
    two_lists(writer)
    live_index = LiveIndex(settings, endpoint)
    live_index.refresh()
    merge(writer, [[FIRM, OTHER]])
    live_index.refresh()
    card = ask(endpoint, answers.actor, OTHER)
    assert card.data["actor"] == FIRM
    assert {record["id"] for record in card.data["records"]} == {FIRM, OTHER}
    found = ask(endpoint, answers.neighbours, "state:GBR", filter=answers.Filter(), index=live_index)
    assert {row["actor"]: row["n"] for row in found.data["neighbours"]}[FIRM] == 3


def ask(endpoint: Endpoint, question: Callable[..., Awaitable[answers.Answer]], *given: str, **asked: Any) -> answers.Answer:
    async def run() -> answers.Answer:
        async with Store(endpoint, timeout_s=20) as store:
            return await question(store, *given, **asked)

    return anyio.run(run)


def test_nobody_is_said_so(writer: Writer) -> None:
    told(writer, [entry(actor(FIRM))])
    with pytest.raises(UnknownError, match="t:nobody"):
        merge(writer, [[FIRM, "t:nobody"]])


def test_the_schema_is_brought_up_to_date(writer: Writer) -> None:
    prepare(writer)
    assert {"merged_id", "judgement_id"} <= set(writer.read("constraint_names")[0]["names"])


def test_ties_of_both_stand_side_by_side(writer: Writer, cypher: neo4j.Driver) -> None:
    told(writer, [entry(source()), entry(state("AAA")), entry(actor("t:f1"), line=2), entry(actor("t:f2"), line=3)])
    ties = [
        tie("t:a", "NATIONAL_OF", ("t:f1", "t:AAA")),
        tie("t:b", "NATIONAL_OF", ("t:f2", "t:AAA")),
        tie("t:c", "OWNS", ("t:f1", "t:f2")),
    ]
    ingest(writer, dataset(), [entry(one_, line=n) for n, one_ in enumerate(ties, start=4)], Options(complete=False))
    merge(writer, [["t:f1", "t:f2"]])
    assert {edge["id"][:3] for edge in edges(cypher).values()} == {"t:a", "t:b"}


def judged(a: str, b: str, verdict: str, why: str = "") -> Judgement:
    return Judgement(a=a, b=b, verdict=judging.verdict_of(verdict), who="ada", at="2026-01-01", why=why)


def test_a_run_merges_what_is_sure_once_and_a_person_s_no_outweighs_it(writer: Writer, cypher: neo4j.Driver) -> None:
    for id_ in ("t", "u"):
        firm = actor(f"{id_}:f1", name="Volga Trading House Limited", registrations=("7736640919",))
        ingest(
            writer, dataset(id_), [entry(firm), *(entry(actor(f"{id_}:x{n}", name=f"{id_}Firm{n} Works{n}"), line=n) for n in range(2, 60))]
        )
    done = review.run(writer)
    assert (done.merged, done.questions) == (1, 0)
    assert read_graph(writer)[0].is_automatic
    assert review.run(writer).merged == 0
    apart = judging.judge(writer, judged(FIRM, OTHER, "different", why="two houses"))
    assert apart.renamed == ((FIRM, OTHER),)
    assert review.run(writer).merged == 0
    with pytest.raises(QuestionError, match="two houses"):
        judging.judge(writer, judged(FIRM, OTHER, "same"))
    judging.judge(writer, judged(FIRM, OTHER, "same", why="one address after all"))
    assert one(cypher, "MATCH (m:Merged) RETURN count(m)") == 1


def test_judgements_make_the_same_graph_again(writer: Writer, cypher: neo4j.Driver) -> None:
    two_lists(writer)
    judging.judge(writer, judged(FIRM, OTHER, "same"))
    said, merged = read_graph(writer), live(cypher)
    split(writer, FIRM, [OTHER])
    assert judging.carry_out(writer, said) == 1
    assert live(cypher) == merged
    assert judging.carry_out(writer, said) == 0


def test_one_act_of_two_lists_is_one_for_index_and_answers(writer: Writer, cypher: neo4j.Driver) -> None:
    two_lists(writer)
    assert linking.run(writer).new == 0
    merge(writer, [[FIRM, OTHER]])
    assert linking.run(writer).new == 1
    assert linking.run(writer).kept == 1
    assert one(cypher, "MATCH (a)-[r:SAME_AS]->(b) RETURN [a.id, b.id, r.who]") == ["t:e1", "u:e1", "retorsion"]
    split(writer, FIRM, [OTHER])
    assert linking.run(writer).gone == 1
