"""How answers look, on envelopes made by hand: dates with their precision, words with claimant, denials, sources, what was left out."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from rich.console import Console, RenderableType

from cli import render_actors, render_catalogue, render_escalation, render_events, render_paths, tour
from cli.questions import QUESTIONS
from cli.render_meta import footer
from cli.view import View, dates, listed, when, yardstick

Render = Callable[[View], Iterable[RenderableType]]


def actor(id_: str, name: str, **other: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "kind": "State",
        "name": name,
        "aliases": [],
        "state": id_,
        "state_assertion": "confirmed",
        "state_disputed": False,
        "unnamed": False,
        "codes": {},
        "description": "",
    } | other


def action(id_: str = "x:hack", **other: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "is_tie": False,
        "edge_type": "CYBER_TARGETED",
        "action": "cyber_espionage",
        "verb_phrase": "spied on",
        "text": "",
        "date": "2021-01-01",
        "date_to": "2021-12-31",
        "published": "2024-03-25",
        "status": "announced",
        "assertion": "alleged",
        "disputed": True,
        "likelihood": {"words": "highly likely", "scheme": "PHIA", "low": 0.8, "high": 0.9},
        "confidence": 0.84,
        "confidence_words": "highly likely",
        "claims": ["c1"],
        "denials": ["d1"],
        "rung": 3,
        "rung_reason": None,
        "magnitude": 2.0,
        "unit": "servers",
        "participants": [party("CHN", "source"), party("GBR", "target")],
        "sources": [{"source": "s1", "date": "2021-01-01", "date_to": "2022-12-31", "words": "yesterday", "grade": "A1"}],
        "note": "",
        "retracted": False,
        "responds_to": [],
        "answered_by": [],
    } | other


def party(id_: str, role: str) -> dict[str, Any]:
    return {"actor": id_, "role": role, "role_words": None, "magnitude": None, "inferred": role == "target"}


def tie(**other: Any) -> dict[str, Any]:
    made = action("x:tie", is_tie=True, edge_type="PART_OF", action=None, verb_phrase="is part of", source="APT", target="CHN")
    return made | {"valid_from": None, "valid_to": None, "claims": [], "denials": [], "participants": []} | other


CLAIM = {
    "id": "c1",
    "claimant": "NCSC",
    "words": "highly likely",
    "scheme": "PHIA",
    "low": 0.8,
    "high": 0.9,
    "date": "2024-03-25",
    "date_to": "2024-03-25",
    "speaker": None,
    "speaker_role": None,
    "quote": None,
}
DENIAL = CLAIM | {"id": "d1", "claimant": "CHN", "words": None, "low": None, "high": None, "speaker": "Lin", "speaker_role": "spokesman"}
DENIAL |= {"quote": "disinformation [sic]"}
SOURCE = {
    "id": "s1",
    "title": "Notice",
    "publisher": "Gazette; Office",
    "published": "2024-03-01",
    "published_to": "2024-03-31",
    "url": "u:1",
    "reliability": "A",
}


def view(data: Any, *events: dict[str, Any], **meta: Any) -> View:
    actors = [actor("CHN", "China"), actor("GBR", "United Kingdom"), actor("APT", "APT31"), actor("NCSC", "NCSC"), actor("Lin", "Lin Jian")]
    told = {"truncated": False, "truncated_because": None, "next_cursor": None, "omitted": [], "notes": []} | meta
    envelope = {"data": data, "meta": told, "actors": actors, "events": list(events), "sources": [SOURCE], "claims": [CLAIM, DENIAL]}
    return View.of(envelope)


def shown(render: Render, given: View, width: int = 100) -> str:
    file = io.StringIO()
    console = Console(file=file, width=width, markup=False, emoji=False, highlight=False)
    for part in render(given):
        console.print(part)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines())


# --- texts ---


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("2024-03-25", "2024-03-25", "2024-03-25"),
        ("2024-03-01", "2024-03-31", "2024-03 (month)"),
        ("2021-01-01", "2021-12-31", "2021 (year)"),
        ("2023-12-26", "2024-03-24", "2023-12-26 to 2024-03-24"),
        ("2024-03-25", None, "2024-03-25"),
        (None, None, ""),
    ],
)
def test_dates_tell_their_precision(first: str | None, last: str | None, text: str) -> None:
    assert dates(first, last) == text


def test_a_tie_is_standing_or_has_its_days() -> None:
    assert when(tie()) == "standing"
    assert when(tie(valid_from="2019-07-01")) == "since 2019-07-01"
    assert when(tie(valid_to="2020-01-01")) == "? to 2020-01-01"


def test_ranges_and_lists() -> None:
    assert yardstick({"low": None, "high": None}) == ""
    assert yardstick({"low": 0.55, "high": 0.75, "scheme": "PHIA"}) == " (PHIA, 55-75 %)"
    assert (listed(["a"]), listed(["a", "b", "c"])) == ("a", "a, b and c")
    assert listed(list("abcdefg")) == "a, b, c, d and 3 more"
    assert listed([]) == ""


def test_a_sentence_is_the_records_own_or_made_of_names() -> None:
    given = view({})
    assert given.sentence(action(text="The UK says so.")) == "The UK says so."
    assert given.sentence(action()) == "China spied on United Kingdom"
    assert given.sentence(tie()) == "APT31 is part of China"
    assert given.name("x:unknown") == "x:unknown"


# --- tables ---


def test_an_action_is_shown_with_its_weight_its_denial_and_its_source() -> None:
    assert shown(render_events.events, view({"events": ["x:hack"]}, action())).splitlines() == [
        "2021 (year)  China spied on United Kingdom",
        '             "highly likely" (PHIA, 80-90 %): NCSC, 2024-03-25',
        '             disputed: denied by Lin Jian (spokesman) for China, 2024-03-25: "disinformation [sic]"',
        "             alleged, announced, rung 3; Gazette; Office, 2024-03 (month)",
        "             x:hack",
    ]


def test_no_action_is_said() -> None:
    assert shown(render_events.events, view({"events": []})) == "No action fits."


def test_the_record_of_an_action_is_whole() -> None:
    response = {"event": "x:reply", "basis": "stated", "latency_days": {"min": 4, "max": 4}, "simultaneous": False, "words": "in answer"}
    text = shown(
        render_events.event,
        view(
            {"event": "x:hack"},
            action(answered_by=[response]),
            action("x:reply", date="2022-01-04", date_to="2022-01-04", text="It answered."),
        ),
    )
    for line in (
        "China spied on United Kingdom",
        "CYBER_TARGETED (cyber_espionage)",
        "2021 (year)",
        "United Kingdom (inferred)",
        '"highly likely" (PHIA, 80-90 %)',
        "0.84 (highly likely)",
        "2 servers",
        "stated  after 4 days  It answered. (2022-01-04)",
        '"in answer"',
        "gives the day as 2021-01-01 to 2022-12-31",
        '"yesterday"',
        "u:1",
    ):
        assert line in text


@pytest.mark.parametrize(
    ("low", "high", "simultaneous", "text"),
    [(4, 4, False, "after 4 days"), (1, 1, False, "after 1 day"), (0, 30, False, "after 0 to 30 days"), (0, 0, True, "on the same day")],
)
def test_latency(low: int, high: int, simultaneous: bool, text: str) -> None:
    assert render_events.latency({"latency_days": {"min": low, "max": high}, "simultaneous": simultaneous}) == text


def test_a_timeline_has_two_lanes_and_tells_its_folds() -> None:
    data = {"a": "CHN", "b": "GBR", "lanes": {"a_to_b": ["x:hack"], "b_to_a": []}, "folded": [{"event": "x:hack", "ties": ["x:tie"]}]}
    text = shown(render_events.timeline, view(data, action(), tie()))
    assert "China on United Kingdom: 1 action\n" in text
    assert "United Kingdom on China: 0 actions" in text
    assert "APT31 is part of China (standing)  1 action" in text


def test_news_of_an_old_act_is_apart_from_acts() -> None:
    text = shown(render_events.around, view({"happened": [], "reported": ["x:hack"]}, action()))
    assert "Happened then: 0 actions" in text
    assert "Made public then, of other days: 1 action\n2021 (year)" in text


HOP = {"source": "GBR", "target": "CHN", "edge_type": "CYBER_TARGETED", "asserted": "backward", "is_tie": False, "event": "x:hack", "n": 3}
PATH = {
    "actors": ["GBR", "CHN", "APT"],
    "hops": [
        HOP | {"order": "breaks", "breaks_order": True},
        HOP | {"source": "CHN", "target": "APT", "is_tie": True, "event": "x:tie", "n": 1, "order": "standing", "breaks_order": False},
    ],
    "weakest": {"hop": 0, "event": "x:hack", "confidence": 0.84},
    "assertion": "alleged",
    "disputed": True,
    "likelihood": {
        "words": "likely",
        "scheme": "PHIA",
        "low": 0.55,
        "high": 0.75,
        "drawn": 0.72,
        "independent": 0.7,
        "lower_bound": 0.6,
        "upper_bound": 0.84,
    },
}


def test_a_path_is_read_in_the_direction_in_which_each_hop_was_asserted() -> None:
    text = shown(render_paths.paths, view({"paths": [PATH]}, action(), tie()))
    assert "1. United Kingdom - China - APT31" in text
    assert "1  2021 (year)  China spied on United Kingdom" in text
    assert "2  standing     APT31 is part of China" in text
    assert '"highly likely" (PHIA, 80-90 %): NCSC, 2024-03-25' in text
    assert "earlier than the hop before it" in text
    assert "x:hack, and 2 more between the two" in text
    words = " ".join(text.split())
    assert 'All links hold: "likely" (PHIA, 55-75 %) (0.72; between 0.60 and 0.84 depending on whether sources err together)' in words
    assert "; weakest is hop 1" in words
    assert "At least one link is alleged and disputed" in words


def test_a_path_of_confirmed_links_says_nothing_of_doubt() -> None:
    sure = PATH | {"assertion": "confirmed", "disputed": False}
    assert "At least one link" not in shown(render_paths.paths, view({"paths": [sure]}, action(), tie()))


def test_no_path_is_said() -> None:
    misses = [{"text": "Without max_hops there is one of 5 hops: Intel, China, APT31."}]
    text = shown(render_paths.paths, view({"paths": [], "near_misses": misses}))
    assert text.startswith("No path.")
    assert "Without max_hops" in text


def test_a_graph_is_edges_or_folded_lines() -> None:
    plain = view({"nodes": ["CHN", "GBR"], "edges": [{"id": "e1", "statement": "x:hack"}, {"id": "e2", "statement": "x:hack"}]}, action())
    assert shown(render_paths.subgraph, plain).startswith("2 actors, 2 edges\n2021 (year)  China spied on United Kingdom")
    line = {"source": "CHN", "target": "GBR", "by_type": {"BANNED": 2}, "disputed": 1, "max_rung": 3, "first": "2021-01-01", "last": None}
    folded = shown(render_paths.subgraph, view({"nodes": [], "edges": [line]}))
    assert "China  United Kingdom  BANNED 2 (1 disputed)  2021-01-01           3" in folded


def test_escalation_shows_ladders_peaks_and_answers() -> None:
    step = {"event": "x:hack", "date": "2021-01-01", "date_to": "2021-12-31", "rung": 3, "step_up": True}
    answer = {
        "event": "x:reply",
        "answers": "x:hack",
        "basis": "inferred",
        "latency_days": {"min": 0, "max": 30},
        "simultaneous": False,
        "confidence": 0.4,
        "words": None,
        "rung": 4,
        "answered_rung": 3,
        "same_side": False,
    }
    ranks = {"rung": 3, "plover": -7.0, "goldstein": None, "mid": 1, "copdab": 9, "copdab_weight": -16.0, "kahn": "4"}
    scales = {"action": "espionage"} | ranks
    data = {
        "a": "CHN",
        "b": "GBR",
        "ladder": {"a_to_b": [step], "b_to_a": []},
        "scales": [scales],
        "peaks": [{"period": "2021", "a_to_b": {"rung": 3, "event": "x:hack"}, "b_to_a": None, "vague": ["x:hack"]}],
        "answers": [answer],
        "folded": [],
        "scale": "rung",
        "dedup": "once",
        "window": {"first": "2020-01-01", "last": "2022-12-31"},
        "verdict": {
            "form": "sparse",
            "word": "easing",
            "text": "Highest rung 3.",
            "votes": [
                {"title": "Trend", "fired": False, "text": "", "insufficient": {"have": 3, "need": 8, "what": "acts"}},
                {"title": "Ladder", "fired": True, "text": "rung 1 before, rung 3 now", "insufficient": None},
            ],
            "sensitivity": {"agree": 9, "of": 12},
        },
    }
    text = shown(render_escalation.escalation, view(data, action(), action("x:reply", text="It answered.")))
    assert "3     up  2021 (year)  China spied on United Kingdom" in text
    assert "espionage  3     -7      -          1    9       4" in text
    assert "2021 *  3: China spied on United Kingdom  -" in text
    assert "* an action of vague date counts in the period of its earliest day" in text
    assert "inferred  after 0 to 30 days  It answered. (2021 (year), rung 4)" in text
    assert "confidence 0.40" in text
    assert "Scale: rung. Counting: once." in text
    assert "Verdict: easing (sparse; 2020-01-01 to 2022-12-31)" in text
    assert "Trend: insufficient: 3 of 8 acts" in text
    assert "yes  Ladder: rung 1 before, rung 3 now" in text
    assert "9 of 12 settings agree" in text


def test_an_actor_s_card_says_for_whom_it_stands_and_that_this_is_disputed() -> None:
    data: dict[str, Any] = {"actor": "APT", "records": [{"id": "x:apt", "name": "APT31"}], "ties": ["x:tie"], "counts": []}
    given = view(data, tie())
    card = actor("APT", "APT31", kind="ThreatActor", state="CHN", state_assertion="alleged", state_disputed=True, codes={"attack": "G0128"})
    text = shown(
        render_actors.actor, View(given.data, given.meta, {**given.actors, "APT": card}, given.events, given.sources, given.claims)
    )
    assert "stands for  China (alleged, disputed)" in text
    assert "attack G0128" in text
    assert "standing  APT31 is part of China" in text


def test_neighbours_and_search() -> None:
    count = {"edge_type": "BANNED", "direction": "in", "kind": "State", "n": 1200, "counterparts": 2, "first": "2021-01-01", "last": None}
    one = {"actor": "CHN", "n": 3, "first": None, "last": None, "edge_types": ["BANNED", "PART_OF"]}
    text = shown(render_actors.neighbours, view({"actor": "GBR", "counts": [count], "neighbours": [one]}))
    assert "1,200" in text
    assert "BANNED, PART_OF" in text
    assert "No action or tie fits." in shown(render_actors.neighbours, view({"actor": "GBR", "counts": []}))
    hit = {"type": "actor", "kind": "State", "id": "CHN", "name": "China", "matched": {"field": "alias", "text": "PRC"}}
    assert "State  CHN  China  alias: PRC" in shown(render_actors.search, view({"results": [hit]}))
    assert shown(render_actors.search, view({"results": []})).startswith("Nothing is called that.")


def test_the_catalogue() -> None:
    assert "retorsion load chronology" in shown(render_catalogue.datasets, view({"datasets": []}))
    case = {"title": "T", "question": "Q?", "sentences": [{"text": "S.", "link": "/v1/x"}], "graph": {"nodes": ["CHN"], "edges": []}}
    assert "- S.\n  /v1/x" in shown(render_catalogue.case, view(case))


# --- what every answer says about itself ---


def test_what_was_cut_left_out_and_noted_is_printed() -> None:
    given = view({}, truncated=True, truncated_because="2 of 9", next_cursor="abc", omitted=["an act"], notes=["It does not show cause."])
    assert shown(footer, given).splitlines() == [
        "Truncated: 2 of 9.",
        "Next page: --cursor abc",
        "Left out: an act.",
        "It does not show cause.",
    ]
    assert shown(footer, view({})) == ""


def test_every_question_has_a_look_of_its_own() -> None:
    looks = [question.show for question in QUESTIONS]
    assert len(set(looks)) == len(looks)


# --- the tour ---


def test_the_tour_tells_each_answer_in_one_line() -> None:
    stops = {stop.command.split()[0]: tell for stop, _, tell in tour._TOUR}
    assert stops["events"](view({"events": ["x:hack"]}, action())) == "1 action: China spied on United Kingdom (2021 (year))"
    path = stops["path"](view({"paths": [PATH]}, action(), tie(disputed=True)))
    assert path == (
        'China spied on United Kingdom (2021 (year)) ["highly likely" (PHIA, 80-90 %): NCSC, 2024-03-25] [disputed]; '
        "APT31 is part of China (standing) [disputed]. A path shows no cause."
    )
    assert stops["path"](view({"paths": []})) == "No path."
