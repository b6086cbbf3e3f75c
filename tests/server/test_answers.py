"""The seed case and its neighbours, answered: what the project is for, on the bundled chronology and a real Neo4j."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any, TypeVar

import anyio
import pytest

from graph import answers
from graph.answers import Filter, GraphOptions, PathOptions
from graph.engine import Endpoint
from graph.errors import QuestionError, UnknownError
from graph.settings import Settings
from graph.store import Store
from tests.conftest import indexed

pytestmark = pytest.mark.server
_T = TypeVar("_T")
Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def ask(bundled: Endpoint, settings: Settings) -> Ask:
    """Ask a question and get its envelope, checked for what holds of every answer."""

    def call(question: Callable[..., Awaitable[answers.Answer]], *args: Any, **options: Any) -> dict[str, Any]:
        asked = indexed(question, settings, bundled)

        async def run() -> dict[str, Any]:
            async with Store(bundled, timeout_s=30) as store:
                found: answers.Answer = await asked(store, *args, **options)
                return found.envelope()

        envelope = anyio.run(run)
        _assert_envelope(envelope)
        return envelope

    return call


def _assert_envelope(envelope: dict[str, Any]) -> None:
    tables = {name: [row["id"] for row in envelope[name]] for name in ("actors", "events", "sources", "claims")}
    for name, ids in tables.items():
        assert len(ids) == len(set(ids)), f"{name} holds an entry twice"
    for event in envelope["events"]:
        assert {party["actor"] for party in event["participants"]} <= set(tables["actors"])
        assert {citation["source"] for citation in event["sources"]} <= set(tables["sources"])
        assert {*event["claims"], *event["denials"]} <= set(tables["claims"])
    for claim in envelope["claims"]:
        assert claim["claimant"] in tables["actors"]
        assert claim["source"] is None or claim["source"] in tables["sources"]
    assert envelope["meta"]["graph_version"].count(":") == 1


def table(envelope: dict[str, Any], name: str) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in envelope[name]}


def local(ids: list[str]) -> list[str]:
    return [id_.removeprefix("chronology:") for id_ in ids]


def test_who_acted_against_apt31_in_march_2024(ask: Ask) -> None:
    answer = ask(answers.events, target="APT31", members=True, filter=Filter.of(since="2024-03", until="2024-03"))
    found = table(answer, "events")
    assert sorted(local(answer["data"]["events"])) == [
        "fi-confirms-apt31-2024",
        "uk-sanctions-apt31-2024",
        "us-indicts-apt31-2024",
        "us-sanctions-apt31-2024",
    ]

    def targets(id_: str) -> list[str]:
        return [p["actor"] for p in found[f"chronology:{id_}"]["participants"] if p["role"] == "target"]

    assert len(targets("uk-sanctions-apt31-2024")) == len(targets("us-sanctions-apt31-2024")) == 3
    assert len(targets("us-indicts-apt31-2024")) == 7
    assert targets("fi-confirms-apt31-2024") == ["chronology:apt31"]
    assert len(answer["data"]["stands_for"]["target"]) == 9
    assert all(found[tie]["is_tie"] for tie in answer["data"]["stands_for"]["target"])


def test_without_its_people_only_finland_named_apt31(ask: Ask) -> None:
    answer = ask(answers.events, target="chronology:apt31", filter=Filter.of(since="2024-03", until="2024-03"))
    assert local(answer["data"]["events"]) == ["fi-confirms-apt31-2024"]


def test_intel_to_apt31_each_hop_with_date_words_and_source(ask: Ask) -> None:
    answer = ask(answers.paths, "Intel", "APT31", filter=Filter.of())
    path = answer["data"]["paths"][0]
    assert path["actors"] == ["chronology:intel", "state:CHN", "chronology:apt31"]
    ban, tie = path["hops"]
    events, claims = table(answer, "events"), table(answer, "claims")
    assert (ban["edge_type"], ban["asserted"], ban["first"], ban["is_tie"]) == ("BANNED", "backward", "2023-12-26", False)
    assert [citation["date"] for citation in events[ban["event"]]["sources"]].count("2024-03-25") == 1
    assert (tie["edge_type"], tie["is_tie"], tie["asserted"]) == ("PART_OF", True, "backward")
    said = {text for id_ in events[tie["event"]]["claims"] for text in (claims[id_]["words"], claims[id_]["quote"])}
    assert "backed by the PRC government" in said
    assert events[tie["event"]]["denials"]
    assert (path["disputed"], path["assertion"]) == (True, "alleged")
    assert path["likelihood"]["lower_bound"] <= path["likelihood"]["independent"] <= path["likelihood"]["upper_bound"]
    assert len({tuple(one["actors"]) for one in answer["data"]["paths"]}) == len(answer["data"]["paths"])
    assert "does not show cause" in answer["meta"]["notes"][0]


def test_forward_paths_and_paths_without_ties_take_longer(ask: Ask) -> None:
    for options in (PathOptions(direction="forward", max_hops=2), PathOptions(ties="none", max_hops=2)):
        answer = ask(answers.paths, "Intel", "APT31", options=options, filter=Filter.of())
        assert answer["data"]["paths"] == []
        assert answer["meta"]["omitted"]
        miss = answer["data"]["near_misses"][0]
        assert miss["loosened"]
        assert miss["actors"][0] == "chronology:intel"


def test_china_and_the_uk_folded_with_the_stated_answer_after_four_days(ask: Ask) -> None:
    answer = ask(answers.escalation, "China", "GBR", filter=Filter.of(since="2020", until="2024"))
    rows = {(row["event"], row["answers"]): row for row in answer["data"]["answers"]}
    row = rows["chronology:cn-sanctions-uk-2021", "chronology:uk-sanctions-xinjiang-2021"]
    assert (row["by"], row["basis"], row["latency_days"]) == ("state:CHN", "stated", {"min": 4, "max": 4})
    assert (row["rung"], row["answered_rung"]) == (4, 4)
    lanes = {lane: local([step["event"] for step in answer["data"]["ladder"][lane]]) for lane in ("a_to_b", "b_to_a")}
    assert "cn-electoral-commission-2021" in lanes["a_to_b"]
    assert "uk-bans-huawei-2020" in lanes["b_to_a"]
    folded = {row["event"] for row in answer["data"]["folded"]}
    assert "chronology:uk-bans-huawei-2020" in folded
    assert "chronology:cn-bans-bbc-2021" in folded
    assert [row["period"] for row in answer["data"]["peaks"]] == ["2020", "2021", "2022", "2023", "2024"]


def test_a_dyad_unfolded_holds_only_what_the_states_did_themselves(ask: Ask) -> None:
    answer = ask(answers.timeline, "CHN", "GBR", fold_to="none", filter=Filter.of(since="2020", until="2024"))
    lanes = answer["data"]["lanes"]
    assert "chronology:cn-electoral-commission-2021" not in lanes["a_to_b"]
    assert local(lanes["b_to_a"]) == [
        "allies-attribute-exchange-2021",
        "uk-parliament-bars-ambassador-2021",
        "uk-summons-cn-charge-2022",
        "uk-cameron-wang-2024",
        "uk-summons-cn-ambassador-2024",
        "uk-summons-cn-ambassador-2024b",
    ]
    assert answer["data"]["folded"] == []


def test_a_fold_multiplies_confidence_by_its_weakest_tie_and_carries_its_assertion(ask: Ask) -> None:
    answer = ask(answers.timeline, "CHN", "GBR", filter=Filter.of(since="2021", until="2021"))
    told = next(row for row in answer["data"]["folded"] if row["event"] == "chronology:cn-apt31-parliamentarians-2021")
    events = table(answer, "events")
    weakest = 1.0
    for tie in told["ties"]:
        weakest *= events[tie]["confidence"]
    assert told["confidence"] == pytest.approx(events[told["event"]]["confidence"] * weakest, abs=1e-3)
    assert (told["assertion"], told["disputed"]) == ("alleged", True)


def test_the_electoral_commission_in_the_words_of_the_ncsc_denied_by_china(ask: Ask) -> None:
    answer = ask(answers.event, "chronology:cn-electoral-commission-2021")
    event = table(answer, "events")["chronology:cn-electoral-commission-2021"]
    claims = table(answer, "claims")
    assert event["likelihood"] == {"words": "highly likely", "scheme": "PHIA", "low": 0.8, "high": 0.9}
    assert [claims[id_]["claimant"] for id_ in event["claims"]] == ["chronology:ncsc"]
    assert {claims[id_]["claimant"] for id_ in event["denials"]} == {"state:CHN"}
    assert (event["disputed"], event["assertion"], event["date_precision"]) == (True, "alleged", "month")


def test_the_chip_ban_has_three_dates(ask: Ask) -> None:
    answer = ask(answers.event, "chronology:cn-bans-intel-amd-2024")
    event = table(answer, "events")["chronology:cn-bans-intel-amd-2024"]
    told = {(citation["date"], citation["words"]) for citation in event["sources"]}
    assert (event["date"], event["published"]) == ("2023-12-26", "2024-03-24")
    assert ("2024-03-25", "Yesterday") in told
    (response,) = event["responds_to"]
    assert (response["event"], response["basis"]) == ("chronology:us-chip-controls-2023", "inferred")
    assert "retaliatory" in response["words"]


def test_what_was_public_by_24_march_2024(ask: Ask) -> None:
    answer = ask(answers.around, "2024-03-24", filter=Filter.of(as_of="2024-03-24"))
    assert local(answer["data"]["reported"]) == ["cn-bans-intel-amd-2024"]
    assert answer["data"]["happened"] == []
    with pytest.raises(UnknownError, match="not public by 2024-03-24"):
        ask(answers.event, "chronology:cn-apt31-parliamentarians-2021", as_of=date(2024, 3, 24))


def test_as_of_recomputes_who_disputes(ask: Ask) -> None:
    early = ask(answers.event, "chronology:ru-skripal-2018", as_of=date(2018, 3, 12))
    late = ask(answers.event, "chronology:ru-skripal-2018")
    events = [table(one, "events")["chronology:ru-skripal-2018"] for one in (early, late)]
    assert [event["disputed"] for event in events] == [False, True]
    assert len(events[0]["claims"]) < len(events[1]["claims"])
    assert early["meta"]["as_of"] == "2018-03-12"


def test_around_keeps_news_of_old_acts_apart(ask: Ask) -> None:
    answer = ask(answers.around, "2024-03-25", filter=Filter.of())
    assert "cn-apt31-parliamentarians-2021" in local(answer["data"]["reported"])
    assert "uk-sanctions-apt31-2024" in local(answer["data"]["happened"])
    assert not set(answer["data"]["happened"]) & set(answer["data"]["reported"])


def test_graph_folds_parallel_edges_and_counts_them(ask: Ask) -> None:
    plain = ask(answers.subgraph, ["RUS", "GBR"], options=GraphOptions(induced=True, ties=False), filter=Filter.of())
    folded = ask(answers.subgraph, ["RUS", "GBR"], options=GraphOptions(induced=True, ties=False, fold="dyad"), filter=Filter.of())
    assert sorted(plain["data"]["nodes"]) == ["state:GBR", "state:RUS"]
    lines = {(line["source"], line["target"]): line for line in folded["data"]["edges"]}
    assert sum(line["n"] for line in lines.values()) == len(plain["data"]["edges"])
    assert lines["state:GBR", "state:RUS"]["by_type"]["EXPELLED"] == 2
    assert len({edge["id"] for edge in plain["data"]["edges"]}) == len(plain["data"]["edges"])


def test_graph_past_its_limit_says_so(ask: Ask) -> None:
    answer = ask(answers.subgraph, ["China"], options=GraphOptions(limit=10), filter=Filter.of())
    assert len(answer["data"]["nodes"]) == 10
    assert answer["meta"]["truncated"]
    assert "10 actors" in answer["meta"]["truncated_because"]


def test_pages_hold_every_action_once(ask: Ask) -> None:
    whole = ask(answers.events, source="China", filter=Filter.of(), limit=500)["data"]["events"]
    paged: list[str] = []
    cursor = ""
    while True:
        page = ask(answers.events, source="China", filter=Filter.of(), limit=7, cursor=cursor)
        paged += page["data"]["events"]
        cursor = page["meta"]["next_cursor"] or ""
        if not cursor:
            break
        assert page["meta"]["truncated"]
    assert paged == whole
    assert len(whole) > 30


@pytest.mark.parametrize(
    ("filter_", "holds"),
    [
        ({"actions": "tariff"}, lambda event: event["action"] == "tariff"),
        ({"types": "SANCTIONED"}, lambda event: event["edge_type"] == "SANCTIONED"),
        ({"status": "in_force"}, lambda event: event["status"] == "in_force"),
        ({"assertion": "alleged"}, lambda event: event["assertion"] == "alleged"),
        ({"min_rung": 5}, lambda event: event["rung"] >= 5),
        ({"min_confidence": 0.9}, lambda event: event["confidence"] >= 0.9),
        ({"since": "2022", "until": "2022"}, lambda event: event["date_to"] >= "2022-01-01" and event["date"] <= "2022-12-31"),
        ({"since": "2024-03-24", "until": "2024-03-24", "clock": "published"}, lambda event: event["published"] == "2024-03-24"),
    ],
)
def test_each_filter_keeps_what_it_says_and_something(ask: Ask, filter_: dict[str, Any], holds: Callable[[dict[str, Any]], bool]) -> None:
    everything = ask(answers.events, filter=Filter.of(), limit=500)
    answer = ask(answers.events, filter=Filter.of(**filter_), limit=500)
    kept = set(answer["data"]["events"])
    listed = set(everything["data"]["events"])
    assert kept == {event["id"] for event in everything["events"] if event["id"] in listed and holds(event)}
    assert kept
    assert answer["meta"]["question"]["filter"]


def test_loaded_clock_asks_when_it_was_stored(ask: Ask) -> None:
    assert ask(answers.events, filter=Filter.of(clock="loaded", since="2026"), limit=10)["data"]["events"]
    assert ask(answers.events, filter=Filter.of(clock="loaded", until="1999"), limit=10)["data"]["events"] == []


@pytest.mark.parametrize(
    ("text", "first", "field"),
    [
        ("apt31", "chronology:apt31", "name"),
        ("APT 31", None, None),
        ("赵光宗", "chronology:zhao-guangzong", "alias"),
        ("zhao guangzhong", "chronology:zhao-guangzong", "name"),
        ("GBR", "state:GBR", "id"),
        ("electoral commission", "chronology:uk-electoral-commission", "alias"),
        ("2024-03-25", "2024-03-25", "date"),
    ],
)
def test_search_says_why_it_matched(ask: Ask, text: str, first: str | None, field: str | None) -> None:
    results = ask(answers.search, text)["data"]["results"]
    if first:
        assert (results[0]["id"], results[0]["matched"]["field"]) == (first, field)


@pytest.mark.parametrize("text", ['"', "AND", "a/b", "(", "*", "name:x", "\\", "~", "'; MATCH (n) DETACH DELETE n //", "OR OR", "\u202e"])
def test_search_takes_any_text_as_words(ask: Ask, text: str) -> None:
    assert isinstance(ask(answers.search, text)["data"]["results"], list)


def test_an_actor_card_tells_records_ties_and_folds(ask: Ask) -> None:
    answer = ask(answers.actor, "APT31")
    assert answer["data"]["folds"][0] | {"confidence": 0} == {
        "state": "state:CHN",
        "ties": ["chronology:apt31-part-of-china"],
        "confidence": 0,
        "assertion": "alleged",
        "disputed": True,
    }
    card = table(answer, "actors")["chronology:apt31"]
    assert (card["state"], card["state_assertion"], card["state_disputed"]) == ("state:CHN", "alleged", True)
    mss = table(answer, "events")["chronology:apt31-acts-for-mss"]
    assert [citation["source"] for citation in mss["sources"]] == ["chronology:uk-sanctions-list-2024"]


def test_neighbours_are_counted_before_they_are_listed(ask: Ask) -> None:
    counted = ask(answers.neighbours, "Huawei", filter=Filter.of(), count_only=True)
    assert "neighbours" not in counted["data"]
    listed = ask(answers.neighbours, "Huawei", filter=Filter.of())
    assert listed["data"]["counts"] == counted["data"]["counts"]
    assert [row["actor"] for row in listed["data"]["neighbours"]][:1] == ["state:USA"]


def test_the_case_holds_its_graph_and_its_links(ask: Ask) -> None:
    answer = ask(answers.case, "apt31-2024")
    assert answer["data"]["graph"]["edges"]
    assert all(sentence["link"].startswith("/v1/") for sentence in answer["data"]["sentences"])


def test_stats_count_what_is_there(ask: Ask) -> None:
    data = ask(answers.stats)["data"]
    assert data["events"] == 131
    assert sum(data["actors_by_kind"].values()) == data["actors"]
    assert sum(data["edges_by_type"].values()) == data["edges"]


def test_unknown_and_ambiguous_names_are_told_apart(ask: Ask) -> None:
    with pytest.raises(UnknownError, match="No actor is called 'Atlantis'"):
        ask(answers.actor, "Atlantis")
    with pytest.raises(QuestionError, match="same actor"):
        ask(answers.timeline, "China", "CHN", filter=Filter.of())


@pytest.mark.parametrize(
    "given",
    [
        {"types": "SANCTIOND"},
        {"actions": "sanktion"},
        {"kinds": "Country"},
        {"status": "maybe"},
        {"clock": "heard"},
        {"since": "2024-02-30"},
        {"since": "2024", "until": "2023"},
        {"min_rung": 11},
        {"min_confidence": 2},
    ],
)
def test_wrong_filters_are_refused_with_their_parameter(given: dict[str, Any]) -> None:
    with pytest.raises(QuestionError) as caught:
        Filter.of(**given)
    assert caught.value.parameter in given


@pytest.mark.parametrize(
    "call",
    [
        lambda ask: ask(answers.neighbours, "China", filter=Filter.of(), cursor="²"),
        lambda ask: ask(answers.neighbours, "China", filter=Filter.of(), cursor="xyz"),
        lambda ask: ask(answers.events, filter=Filter.of(), cursor="WyIyMDIwLTAxLTAxIiwgbnVsbF0"),
        lambda ask: ask(answers.events, source="China", filter=Filter.of(recorded_as_of="²")),
        lambda ask: ask(answers.events, source="China", filter=Filter.of(recorded_as_of="9" * 26)),
    ],
)
def test_words_that_are_no_number_or_cursor_are_refused(ask: Ask, call: Callable[[Ask], dict[str, Any]]) -> None:
    with pytest.raises(QuestionError):
        call(ask)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "0001", "9999-12"])
def test_days_at_the_ends_of_the_calendar_are_days(ask: Ask, day: str) -> None:
    assert ask(answers.around, day, days=366, filter=Filter.of())["data"]["happened"] == []


def test_a_misspelt_name_is_answered_with_near_ones(ask: Ask) -> None:
    with pytest.raises(UnknownError) as caught:
        ask(answers.actor, "Intl")
    assert "Intel (chronology:intel)" in caught.value.hint
