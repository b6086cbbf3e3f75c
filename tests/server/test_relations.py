"""Who answered whom, chains and the board on the bundled chronology: known answers, and nothing that was published later."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import polars as pl
import pytest

from graph import answers
from graph.answers import EscalationOptions, Filter
from graph.answers.frames import to_frame
from graph.engine import Endpoint
from graph.errors import QuestionError, UnknownError
from graph.session import Graph, open_graph
from graph.settings import Settings

pytestmark = pytest.mark.server
Found = dict[str, Any]
Ask = Callable[..., Found]


@pytest.fixture(scope="module")
def graph(bundled: Endpoint, settings: Settings) -> Iterator[Graph]:
    at = {f"neo4j_{name}": getattr(bundled, name) for name in ("uri", "user", "password", "database")}
    given = Settings(data_dir=settings.data_dir, cache_dir=settings.cache_dir, **at)
    with open_graph(given) as opened:
        yield opened


@pytest.fixture(scope="module")
def ask(graph: Graph) -> Ask:
    def asked(question: Any, *given: Any, filter: Filter | None = None, **options: Any) -> Found:
        envelope: Found = graph.ask(question, *given, filter=filter or Filter(), **options).envelope()
        assert named_in(envelope["data"]) <= {event["id"] for event in envelope["events"]}
        return envelope

    return asked


def named_in(data: Any, field: str = "") -> set[str]:
    """Ids of events anywhere in an answer."""
    if isinstance(data, dict):
        return {id_ for key, value in data.items() for id_ in named_in(value, key)}
    if isinstance(data, list):
        return {id_ for value in data for id_ in named_in(value, field)}
    return {data} if isinstance(data, str) and field in ("answer", "answered", "event", "events", "moved") else set()


def told(found: Found) -> dict[tuple[str, str], Found]:
    """Answers by what was answered and what answers."""
    rows = found["data"]["responses"]
    return {(row["answered"].partition(":")[2], row["answer"].partition(":")[2]): row for row in rows}


def test_skripal_takes_three_days_twice_man_for_man(ask: Ask) -> None:
    uk = told(ask(answers.responses, "GBR", "RUS", filter=Filter.of(since="2018", until="2018")))
    us = told(ask(answers.responses, "USA", "RUS", filter=Filter.of(since="2018", until="2018")))
    for row in (uk["uk-expels-23-2018", "ru-expels-23-2018"], us["us-expels-60-2018", "ru-expels-60-2018"]):
        assert row["latency_days"] == {"min": 3, "max": 3}
        assert (row["basis"], row["count_ratio"], row["rung_difference"], row["simultaneous"]) == ("stated", 1.0, 0, False)
    assert uk["uk-expels-23-2018", "ru-expels-23-2018"]["by"] == ["state:RUS"]


def test_tariffs_announced_take_a_day_and_those_in_force_none(ask: Ask) -> None:
    rows = told(ask(answers.responses, "USA", "CHN", filter=Filter.of(since="2018", until="2018")))
    assert rows["us-301-list-2018", "cn-301-list-2018"]["latency_days"] == {"min": 1, "max": 1}
    third = rows["us-tariff-3-2018", "cn-tariff-3-2018"]
    assert (third["simultaneous"], third["count_ratio"], third["basis"]) == (True, 0.3, "stated")


def test_what_is_inferred_says_why_and_is_never_surer_than_the_ceiling(ask: Ask) -> None:
    rows = ask(answers.responses, "CHN")["data"]["responses"]
    guessed = [row for row in rows if row["basis"] == "inferred" and row["method"] != "compiled"]
    assert guessed
    assert all(0.3 <= row["probability"] <= 0.6 and row["speaks"] and row["version"] for row in guessed)
    stated = {row["answer"] for row in rows if row["basis"] == "stated"}
    assert not stated & {row["answer"] for row in guessed}


def test_nothing_published_later_speaks_not_even_in_what_is_inferred(ask: Ask, graph: Graph) -> None:
    day = "2018-03-16"
    envelope = ask(answers.responses, "GBR", "RUS", filter=Filter.of(as_of=day))
    assert told(envelope).keys() == {("ru-skripal-2018", "uk-expels-23-2018")}
    assert all(event["published"] is None or event["published"] <= day for event in envelope["events"] if not event["is_tie"])
    for year in ("2019-06-30", "2021-03-31", "2023-04-30"):
        early = ask(answers.responses, "USA", "CHN", filter=Filter.of(as_of=year))
        alone = graph.ask(answers.responses, "USA", "CHN", filter=Filter.of(as_of=year, until=year)).envelope()
        assert early["data"]["responses"] == alone["data"]["responses"]
        assert not [row for row in early["data"]["responses"] if row["method"] == "compiled"], "compilers infer from what they know today"
        assert all(event["published"] is None or event["published"] <= year for event in early["events"] if not event["is_tie"])


def test_a_chain_goes_back_and_forward_and_across_relations(ask: Ask) -> None:
    data = ask(answers.chain, "chronology:uk-sanctions-xinjiang-2021")["data"]
    assert "chronology:cn-sanctions-uk-2021" in {row["answer"] for row in data["forward"] if row["depth"] == 1}
    assert data["line"]["events"].index("chronology:uk-sanctions-xinjiang-2021") > 0
    allies = ask(answers.chain, "chronology:ru-skripal-2018")["data"]
    assert len({side for row in allies["forward"] for side in row["by"]}) > 10, "twenty states join"
    assert len(allies["line"]["relations"]) >= 1


def test_skripal_is_an_exchange_by_its_chain(ask: Ask) -> None:
    line = ask(answers.chain, "chronology:us-expels-60-2018")["data"]["line"]
    assert [id_.partition(":")[2] for id_ in line["events"]][-2:] == ["us-expels-60-2018", "ru-expels-60-2018"]
    assert not line["called"]


def test_the_board_of_april_2018_says_what_had_turned(ask: Ask) -> None:
    data = ask(answers.escalation_board, filter=Filter.of(as_of="2018-04-15", since="2018-03-20"), limit=500)["data"]
    turned = {(row["source"], row["target"]): (row["before"], row["now"]) for row in data["changes"]}
    assert turned["state:FRA", "state:RUS"] == ("quiet", "climbing")
    assert turned["state:USA", "state:RUS"] == ("quiet", "holding"), "sanctions of the year before stood as high"
    assert ("state:GBR", "state:RUS") not in turned, "the United Kingdom had acted on the 14th"
    assert all(row["events"] and row["counts"]["events"] >= 1 for row in data["rows"])
    some = ask(answers.escalation_board, "GBR", filter=Filter.of(as_of="2018-04-15"))["data"]["rows"]
    assert {"state:GBR"} <= {row["source"] for row in some} | {row["target"] for row in some}
    assert all("state:GBR" in (row["source"], row["target"]) for row in some)


def test_the_board_knows_nothing_published_later(ask: Ask) -> None:
    before = ask(answers.escalation_board, filter=Filter.of(as_of="2018-03-20"), limit=500)
    assert all(event["published"] is None or event["published"] <= "2018-03-20" for event in before["events"] if not event["is_tie"])
    assert ("state:USA", "state:RUS") not in {(row["source"], row["target"]) for row in before["data"]["rows"]}


def test_what_cannot_be_asked_is_said(ask: Ask) -> None:
    with pytest.raises(QuestionError, match="b is named without a"):
        ask(answers.responses, "", "RUS")
    with pytest.raises(UnknownError, match="No action"):
        ask(answers.chain, "chronology:nothing")
    with pytest.raises(QuestionError, match="kinds"):
        ask(answers.escalation_board, filter=Filter.of(kinds="State"))
    with pytest.raises(QuestionError, match="no act between two sides"):
        ask(answers.chain, "chronology:us-expels-60-2018", filter=Filter.of(as_of="2018-01-01"))


def test_a_notebook_gets_frames_with_the_same_columns_however_many_rows(graph: Graph) -> None:
    year = Filter.of(since="2018", until="2018")
    rows = to_frame(graph.ask(answers.responses, "GBR", "RUS", filter=year))
    assert rows.filter(pl.col("answer") == "chronology:ru-expels-23-2018").select("latency_min", "count_ratio", "by").row(0) == (
        3,
        1.0,
        ["state:RUS"],
    )
    assert rows["date"].dtype == pl.Date
    none = to_frame(graph.ask(answers.responses, "GBR", "RUS", filter=Filter.of(until="1990")))
    assert (none.height, none.schema) == (0, rows.schema)
    acts = to_frame(graph.ask(answers.escalation, "GBR", "RUS", filter=year))
    assert {"state:GBR", "state:RUS"} == set(acts["source"])
    links = to_frame(graph.ask(answers.chain, "chronology:us-expels-60-2018", filter=Filter()))
    assert set(links["way"]) == {"back", "forward"}
    assert to_frame(graph.ask(answers.escalation_board, filter=Filter.of(as_of="2018-04-15"))).height > 20
    with pytest.raises(TypeError):
        to_frame(graph.ask(answers.stats))


def test_acts_beyond_those_that_are_listed_are_measured_on_the_index(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    years = Filter.of(since="2018", until="2025-06-30")
    whole = ask(answers.escalation, "USA", "CHN", filter=years, options=EscalationOptions(include=("spiral",)))["data"]
    monkeypatch.setattr(sys.modules["graph.answers.escalation"], "MAX_EVENTS", 10)
    cut = ask(answers.escalation, "USA", "CHN", filter=years, options=EscalationOptions(include=("spiral",)))
    assert cut["meta"]["truncated"]
    assert "all 57 acts" in " ".join(cut["meta"]["notes"])
    data = cut["data"]
    assert sum(len(steps) for steps in data["ladder"].values()) <= 11
    assert data["counts"] == whole["counts"]
    for field in ("word", "form", "peak", "moved", "pattern", "text"):
        assert data["verdict"][field] == whole["verdict"][field], field
    assert [vote["text"] for vote in data["verdict"]["votes"]] == [vote["text"] for vote in whole["verdict"]["votes"]]
    chain, same = (found["measures"]["spiral"]["exchange"] for found in (data, whole))
    assert (chain["length"], chain["rungs"], chain["p_value"]) == (same["length"], same["rungs"], same["p_value"])
    assert all(id_.startswith("chronology:") for id_ in chain["moved"])
