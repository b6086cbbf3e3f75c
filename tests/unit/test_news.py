"""Drafts from texts: times, names, verbs, claims, and that every drafted action quotes what it was read from. Texts here are invented."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.news import case_gold, score
from graph.errors import InputError
from graph.vocabulary import vocabulary
from loaders._news.actions import draft_actions, read_into
from loaders._news.article import read_article
from loaders._news.dates import dateline, times_of
from loaders._news.draft import dataset_id
from loaders._news.names import Known, Names, unknown_names
from loaders._news.verbs import verbs
from tests.drafts import DAY, NAMES, drafted, wrong_places

SEED = Path(__file__).resolve().parents[3] / "shared" / "seed"


def brief(text: str) -> list[tuple[str, str, list[str], str]]:
    """Action, who, whom, when: by ids, states in brackets, words where there is neither."""

    def name(ref: str, state: str, words: str) -> str:
        return ref or (f"[{state}]" if state else words)

    return [
        (one.action, name(one.by.ref, one.by.state, one.by.words), [name(p.ref, p.state, p.words) for p in one.targets], str(one.span))
        for one in drafted(text)
    ]


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("on March 25, 2024", "2024-03-25"),
        ("on 25 March 2024", "2024-03-25"),
        ("2024-03-25", "2024-03-25"),
        ("on 25 March", "2024-03-25"),
        ("on 24 December", "2023-12-24"),
        ("in March 2018", "2018-03"),
        ("in May", "2023-05"),
        ("in 2021", "2021"),
        ("in late 2021", "in late 2021"),
        ("between 2021 and 2022", "2021-01-01..2022-12-31"),
        ("yesterday", "2024-03-26"),
        ("on Monday", "2024-03-25"),
        ("on Wednesday", "2024-03-27"),
        ("last Wednesday", "2024-03-20"),
        ("two days ago", "2024-03-25"),
        ("three weeks ago", "2024-03-03..2024-03-09"),
        ("two years ago", "2022"),
        ("last month", "2024-02"),
        ("this week", "2024-03-25..2024-03-27"),
        ("last week", "2024-03-18..2024-03-24"),
        ("for some 14 years", "2010"),
        ("on 31 February 2024", "2024-02"),
        ("today’s indictment", ""),
    ],
)
def test_times_are_days_or_spans(words: str, days: str) -> None:
    expected = days.replace("in late 2021", "2021-09-01..2021-12-31")
    found = times_of(read_article(f"China acted {words}."), DAY)
    assert [str(when.span) for when in found if when.place.end > 12] == ([expected] if expected else [])


def test_a_time_after_another_counts_from_it() -> None:
    found = times_of(read_article("China acted on 1 December 2018. Nine days later it acted again."), DAY)
    assert [str(when.span) for when in found] == ["2018-12-01", "2018-12-10"]


def test_the_day_of_an_article_is_the_first_whole_date_of_its_head() -> None:
    found = dateline(read_article("A title\n\nMarch 26, 2024\n\nIn 2021 something, on 1 May 2020."))
    assert found is not None
    assert str(found.span) == "2024-03-26"
    assert dateline(read_article("No date at all.")) is None


def test_names_are_found_longest_first_and_by_the_letter() -> None:
    text = "The UK Electoral Commission, the U.S. and US companies; turkey in Turkey. Chinese and PRC-based. Lord Cameron’s Office."
    article = read_article(text)
    assert [(mention.known.ref, article[mention.place]) for mention in NAMES.mentions(article)] == [
        ("chronology:uk-electoral-commission", "UK Electoral Commission"),
        ("state:USA", "U.S"),
        ("state:USA", "US"),
        ("state:TUR", "Turkey"),
        ("state:CHN", "Chinese"),
        ("state:CHN", "PRC"),
        ("chronology:david-cameron", "Lord Cameron"),
    ]


def test_a_name_of_two_actors_names_none() -> None:
    names = Names()
    names.add("Fancy Bear", Known("a:1", "ThreatActor", "one"))
    names.add("Fancy Bear", Known("a:2", "ThreatActor", "two"))
    names.add("Lotus", Known("a:3", "ThreatActor", "three"))
    assert [mention.known.ref for mention in names.mentions(read_article("Fancy Bear and Lotus"))] == ["a:3"]


def test_unknown_names_are_what_a_graph_may_know() -> None:
    article = read_article("China sanctioned Rising Quay Technologies and the Ministry of Quays.")
    assert unknown_names(article, NAMES.mentions(article)) == ["Rising Quay Technologies", "Ministry of Quays"]


def test_verbs_are_of_the_vocabulary() -> None:
    told = {verb.action for verb in verbs()}
    assert told <= vocabulary().actions.keys()
    assert {name for name in vocabulary().actions if ":" not in name} - told == {"statement", "protest_public", "sanction_individual"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Yesterday, China banned Intel and AMD chips from government PCs.",
            ("procurement_ban", "state:CHN", ["chronology:intel", "chronology:amd"], "2024-03-26"),
        ),
        (
            "On Monday the Foreign, Commonwealth and Development Office summoned the Chinese Ambassador to the UK.",
            ("summons_ambassador", "state:GBR", ["state:CHN"], "2024-03-25"),
        ),
        (
            "Huawei was sanctioned by the United States on 16 May 2019.",
            ("sanction", "state:USA", ["chronology:huawei"], "2019-05-16"),
        ),
        (
            "Russia expelled 23 British diplomats on 17 March 2018.",
            ("expulsion_diplomats", "state:RUS", ["[GBR]"], "2018-03-17"),
        ),
        (
            "The US imposed sanctions on North Korea in January 2024.",
            ("sanction", "state:USA", ["state:PRK"], "2024-01"),
        ),
        (
            "Finland accused a Chinese state-affiliated group on Tuesday.",
            ("attribution_statement", "state:FIN", ["[CHN]"], "2024-03-26"),
        ),
        (
            "Japan lodged a protest with South Korea on Tuesday.",
            ("protest_diplomatic", "state:JPN", ["state:KOR"], "2024-03-26"),
        ),
    ],
)
def test_who_did_what_to_whom_and_when(text: str, expected: tuple[str, str, list[str], str]) -> None:
    assert brief(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Germany has not expelled any Russian diplomats.",
        "The United States may sanction China.",
        "The UK will not tolerate malicious cyber activity targeting China.",
        "No Chinese accounts were compromised by Russia.",
        "China threatened nobody.",
        "Diplomats were expelled.",
    ],
)
def test_what_is_denied_or_to_come_is_not_drafted(text: str) -> None:
    assert brief(text) == []


def test_a_second_verb_has_the_subject_of_the_first() -> None:
    assert [(one[1], one[0]) for one in brief("Canada summoned the Chinese ambassador and sanctioned Huawei.")] == [
        ("state:CAN", "summons_ambassador"),
        ("state:CAN", "sanction"),
    ]


def test_we_in_a_quotation_is_who_speaks() -> None:
    (one,) = drafted("“We have today sanctioned two Russian individuals,” Foreign Secretary Lord Cameron said.")
    assert (one.by.ref, one.by.official) == ("state:GBR", "chronology:david-cameron")
    assert str(one.span) == "2024-03-20..2024-03-27", "'today' in a quotation is the day on which it was said"


def test_likelihood_has_its_claimant_and_yardstick() -> None:
    text = (
        "The National Cyber Security Centre believes that the UK Electoral Commission was ‘highly likely compromised by a Chinese entity’."
    )
    (one,) = drafted(text)
    assert [(said.by.organ, said.words, said.scheme) for said in one.said] == [("chronology:ncsc", "highly likely", "PHIA")]
    (other,) = drafted("The FBI and the US Department of Justice say that Russia very likely hacked Intel.")
    assert [(said.words, said.scheme) for said in other.said] == [("very likely", "ICD203")]


def test_a_denial_is_aimed_at_those_who_accuse() -> None:
    text = "Finland accused China on Monday. “This is groundless smearing,” Lin Jian said."
    accused, denied = drafted(text)
    assert accused.action == "attribution_statement"
    assert (denied.action, denied.by.ref, [party.ref for party in denied.targets]) == ("denial", "state:CHN", ["state:FIN"])
    assert denied.inferred_targets


def test_an_act_told_twice_is_one() -> None:
    (one,) = drafted("The US sanctioned Huawei on Monday.\n\nWashington sanctioned Huawei, officials said.")
    assert len(one.also) == 1
    assert str(one.span) == "2024-03-25"


# --- the draft as a file ---


FRAGMENTS = (
    "China ", "the UK ", "Chinese officials ", "sanctioned ", "hacked ", "denied the accusation ", "“We have ", "” ", "‘highly likely ",
    "yesterday", "in 2021", "on 5 May 2020", ". ", ", and ", "by ", "Intel ", "\n\n", "\n", "two firms", "’", "\"", "said ", "U.S. ", "é",
    "expelled three diplomats of ", "threatened sanctions against ", ": ", "# ", "- ", "\\", "\u2028", "summoned the ambassador of ", "🙂",
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), min_size=4, max_size=60))
def test_every_drafted_action_quotes_its_place(parts: list[str]) -> None:
    text = "China sanctioned Intel. " + "".join(parts)
    reading = read_into(read_article(text), DAY, NAMES)
    found = draft_actions(reading)
    for one in found:
        for piece in (one.place, one.by.place, *(party.place for party in one.targets), *(said.place for said in one.said)):
            assert 0 <= piece.start < piece.end <= len(text)
    assert wrong_places(text, found) == []


def test_the_seed_article_is_drafted_as_the_bundled_case_tells_it() -> None:
    texts = sorted(SEED.glob("*.txt"))
    if not texts:
        pytest.skip(f"{SEED} is not there")
    article = read_article(texts[0].read_text("utf-8"))
    found = dateline(article)
    assert found is not None
    drafts = draft_actions(read_into(article, found.span.first, NAMES))
    result, _ = score(drafts, case_gold())
    assert result.hits["all four"] >= 8
    assert result.drafted <= 10
    assert wrong_places(article.text, drafts) == []


def test_texts_that_cannot_be_read_are_refused() -> None:
    for text in ("", "  \n", "a\x00b", "x" * 1_000_001):
        with pytest.raises(InputError):
            read_article(text)


def test_names_of_files_become_ids() -> None:
    assert [dataset_id(name) for name in ("APT31 (March)", "文", "a" * 200)] == ["draft-apt31-march", "draft-text", "draft-" + "a" * 60]


def test_a_long_text_without_stops_is_read_in_pieces_and_in_time() -> None:
    text = "China sanctioned Intel and the UK banned AMD from government use and " * 200
    found = drafted(text)
    assert {one.action for one in found} >= {"sanction", "procurement_ban"}
    assert max(one.place.end - one.place.start for one in found) <= 2_100
    assert wrong_places(text, found) == []
    assert len(drafted("China sanctioned Intel. " * 500)) == 1
