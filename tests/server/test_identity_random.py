"""Random sequences of merges, splits, loads and judgements: once all is taken back, the graph is what it would be had none of it been."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from itertools import combinations
from typing import Any

import neo4j
import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as rules
from hypothesis import strategies as st

from graph.digest import digest
from graph.engine import Endpoint
from graph.errors import QuestionError, UnknownError
from graph.identity import judging
from graph.identity.judgements import Judgement, Verdict, read_graph
from graph.identity.merge import merge, split
from graph.ingest import Entry, Options, ingest, ingest_stream
from graph.model import Dataset
from graph.store import Writer
from graph.vocabulary import vocabulary
from tests.conftest import empty
from tests.facts import bookkeeping_faults, live, one
from tests.items import dataset
from tests.server.test_identity import PAIRS, home, undo
from tests.server.test_ingest_random import ACTORS, PARTS, chronologies
from tests.streams import DAY, batch, coded

pytestmark = pytest.mark.server
FEW = rules(
    max_examples=10,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
STREAM = Dataset(id="w", title="Wire", publisher="Test", licence="CC0", citation="Wire")
ACTIONS = sorted(vocabulary().machine_actions)
Step = tuple[str, Any]
"""What is done, and with what: merge and split of two refs, judge of two statements, load of rows, `again` for the last rows."""


@st.composite
def streams(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Some of eight possible events, so that two draws share ids; any two actors are their ends."""
    found = []
    for n in draw(st.lists(st.integers(0, 7), unique=True, min_size=1)):
        source, target = draw(st.permutations(ACTORS))[:2]
        day = DAY + timedelta(draw(st.integers(0, 1)))
        found.append(coded(n, source=source, target=target, action=draw(st.sampled_from(ACTIONS[:3])), date=day))
    return found


ACTS = st.sampled_from([*combinations([f"t:e{n}" for n in range(6)], 2)])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), PAIRS),
        st.tuples(st.just("split"), PAIRS),
        st.tuples(st.just("judge"), st.tuples(ACTS, st.sampled_from(("same", "different", "unsure")))),
        st.tuples(st.just("stream"), streams()),
        st.tuples(st.just("load"), chronologies()),
        st.tuples(st.just("again"), st.none()),
    ),
    min_size=3,
    max_size=9,
)


class Doing:
    """Carries out steps; remembers what was loaded last, so that it can be loaded again."""

    def __init__(self, writer: Writer, rows: list[Entry]) -> None:
        self.writer, self.rows, self.wire = writer, rows, list[dict[str, Any]]()
        self.day = 0

    def step(self, what: str, given: Any) -> None:
        getattr(self, what)(given)

    def load(self, rows: list[Entry]) -> None:
        self.rows = rows
        report = ingest(self.writer, dataset(), rows, Options(parts=PARTS))
        assert report.balanced
        assert not report.rejected

    def stream(self, rows: list[dict[str, Any]]) -> None:
        self.wire = rows
        report = ingest_stream(self.writer, STREAM, [batch(*rows, items=())])
        assert report.balanced
        assert not report.rejected
        assert not report.skipped, "no row is passed over because its ends are merged"

    def again(self, _: None) -> None:
        """Nothing of what is loaded again is news, whatever is merged by now."""
        before = digest(self.writer)
        self.load(self.rows)
        if self.wire:
            self.stream(self.wire)
        assert digest(self.writer) == before

    def merge(self, pair: tuple[str, str]) -> None:
        merge(self.writer, [[home(ref) for ref in pair]])

    def split(self, pair: tuple[str, str]) -> None:
        a, b = pair
        split(self.writer, self.writer.read("identity_groups", ids=[a])[0]["actor"], [home(b)])

    def judge(self, given: tuple[tuple[str, str], Verdict]) -> None:
        (a, b), verdict = given
        self.day += 1
        word = Judgement(a=a, b=b, about="act", verdict=verdict, who="ada", at=f"2026-01-{self.day:02}", why="so it is")
        # An act that is not told just now, or a word against another: nothing is written.
        with suppress(UnknownError, QuestionError):
            judging.judge(self.writer, word)

    def take_all_back(self) -> None:
        undo(self.writer)
        for said in read_graph(self.writer):
            judging.undo(self.writer, said.id, "eve")


def number(cypher: neo4j.Driver) -> int:
    return int(one(cypher, "MATCH (s:IngestState) RETURN s.seq"))


def idle(writer: Writer, commits: int) -> None:
    """As many commits that do nothing: what is loaded after them gets the same numbers."""
    for _ in range(commits):
        merge(writer, [])


SUMMARY = {
    "n_claimants",
    "disputed",
    "likelihood_words",
    "likelihood_scheme",
    "likelihood_low",
    "likelihood_high",
    "confidence",
    "source_url",
}


def everything(writer: Writer) -> Counter[str]:
    """Every row, less when a summary last changed, and less the summaries of what is no longer believed: both tell what the graph said of
    claims while actors were one, which later splits do not rewrite.
    """
    found: Counter[str] = Counter()
    for name in ("all_nodes", "all_relationships"):
        for row in writer.stream(name):
            past = "Withdrawn" in row.get("labels", ()) or row.get("type") == "RETRACTED"
            left_out = {"summary_seq"} | (SUMMARY if past else set())
            told = {key: value for key, value in row["properties"].items() if key not in left_out}
            found[json.dumps({**row, "properties": told}, sort_keys=True, default=str)] += 1
    return found


@FEW
@given(first=chronologies(), steps=STEPS)
def test_what_is_merged_split_and_judged_between_loads_leaves_no_trace_once_it_is_taken_back(
    endpoint: Endpoint, cypher: neo4j.Driver, first: list[Entry], steps: list[Step]
) -> None:
    """The graph is that of loads alone, edges of a stream included that came while their ends were one actor; where no claims were told
    while actors were one, its digest too.
    """
    with Writer(endpoint) as writer:
        empty(endpoint)
        doing, took = Doing(writer, first), list[int]()
        doing.load(first)
        for what, given_ in steps:
            before = number(cypher)
            doing.step(what, given_)
            took.append(number(cypher) - before)
            assert bookkeeping_faults(cypher) == []
        doing.take_all_back()
        assert bookkeeping_faults(cypher) == []
        found, digested, told = live(cypher), digest(writer), everything(writer)
        empty(endpoint)
        plain = Doing(writer, first)
        plain.load(first)
        for (what, given_), commits in zip(steps, took, strict=True):
            if what in ("load", "stream"):
                plain.step(what, given_)
            else:
                idle(writer, commits)
        assert found == live(cypher)
        now = everything(writer)
        assert [*(told - now)] == [*(now - told)]
        if not any(what == "load" for what, _ in steps):
            assert digested == digest(writer)
