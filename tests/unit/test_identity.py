"""Names, scores and decisions about who is one: what must merge, what must never, and that each score says why."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import InputError, QuestionError
from graph.identity.judgements import AUTOMATIC, Judgement, read_file, standing, write_file
from graph.identity.judging import side
from graph.identity.names import BODY, PERSON, compact, native, sound, words
from graph.identity.partition import Actor, Home, merged, parted, survivor
from graph.identity.profiles import Corpus, Profile
from graph.identity.score import decide, resolve, score
from graph.identity.spelling import latin
from graph.identity.statements import Act, same_acts


def person(id_: str, *names: str, **other: object) -> Profile:
    return made(id_, "Person", names, **other)


def group(id_: str, *names: str, **other: object) -> Profile:
    return made(id_, "ThreatActor", names, **other)


def made(id_: str, kind: str, names: tuple[str, ...], **other: object) -> Profile:
    plain: dict[str, object] = {"leading": names[:1], "datasets": frozenset((id_.partition(":")[0],)), "homes": frozenset((id_,))}
    return Profile(id=id_, kind=kind, names=names, **{**plain, **other})  # type: ignore[arg-type]


def crowd(count: int = 400) -> list[Profile]:
    """Others, so that it is known how common names are; none is like another."""
    return [person(f"z:{n}", f"Q{n}x Z{n}y", countries=frozenset((f"state:{n % 40}",))) for n in range(count)]


def merges(*profiles: Profile) -> set[frozenset[str]]:
    return {frozenset((pair.a, pair.b)) for pair in resolve([*profiles, *crowd()]).merges}


@pytest.mark.parametrize(
    ("one", "other", "family"),
    [
        ("ZHAO, Guangzong", "Guangzong Zhao", PERSON),
        ("AL-KUBAISI, Muneer", "Muneer al Kubaisi", PERSON),
        ("Open Joint-Stock Company «Fond Mir»", "OAO Фонд Мир", BODY),
        ("Rosneft PJSC", "ROSNEFT", BODY),
    ],
)
def test_one_name_written_in_two_ways_has_the_same_words(one: str, other: str, family: str) -> None:
    assert words(one, family) == words(other, family)


@pytest.mark.parametrize(
    ("one", "other"),
    [("muhammad", "mohamed"), ("yevgeny", "evgenii"), ("aleksandr", "alexander"), ("khan", "qan"), ("beryozkin", "berezkin")],
)
def test_spellings_of_one_sound(one: str, other: str) -> None:
    assert sound(one) == sound(other)


def test_a_number_is_not_a_sound() -> None:
    assert sound("apt31") != sound("apt32")
    assert compact("APT 31") == compact("apt-31")


def test_a_code_name_is_the_same_with_the_word_group_and_a_number_keeps_it() -> None:
    assert compact("The Gorgon Group") == compact("Gorgon")
    assert compact("Group 72") == "group72"
    assert compact("72 Group") != compact("72")


def test_a_plain_installation_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "anyascii", None)
    with pytest.raises(QuestionError, match="needs anyascii") as told:
        latin.__wrapped__()
    assert "retorsion[identity]" in told.value.hint


def test_only_another_script_is_native() -> None:
    assert native("БЕРЁЗКИН, Сергей") == native("Сергей Берёзкин")
    assert native("Berëzkin") == ""


def test_a_namesake_born_in_another_year_is_another() -> None:
    one, other = (person(f"{list_}:1", "Ivan Petrovich Sidorkin", born=frozenset((year,))) for list_, year in (("a", 1960), ("b", 1985)))
    assert not merges(one, other)
    same = person("b:1", "SIDORKIN, Ivan Petrovich", born=frozenset((1960,)))
    assert merges(one, same) == {frozenset(("a:1", "b:1"))}


def test_every_bit_is_explained() -> None:
    one = person("a:1", "Ivan Sidorkin", born=frozenset((1960,)), countries=frozenset(("state:RUS",)))
    other = person("b:1", "Ivan Sidorkin", born=frozenset((1960,)), countries=frozenset(("state:UKR",)))
    corpus = Corpus.of([one, other, *crowd()])
    found = score(corpus, one, other)
    assert {feature.name for feature in found.features} == {"name", "born", "country"}
    assert found.score == pytest.approx(sum(feature.bits for feature in found.features) - corpus.prior(PERSON), abs=0.06)
    assert next(feature.told for feature in found.features if feature.name == "country") == "state:RUS / state:UKR"


def test_one_shared_alias_never_merges_groups() -> None:
    assert not merges(group("a:1", "Alpha", "Wicked Weasel"), group("b:1", "Beta", "Wicked Weasel"), *others())
    assert not merges(group("a:1", "Alpha", "Wicked Weasel"), group("b:1", "Wicked Weasel"), *others())


def test_several_distinctive_aliases_do() -> None:
    one, other = (
        group("a:1", "ZIRCONIUM", "APT31", "Violet Typhoon"),
        group("b:1", "APT31", "ZIRCONIUM", "Violet Typhoon", "JUDGMENT PANDA"),
    )
    assert merges(one, other, *others()) == {frozenset(("a:1", "b:1"))}


def test_but_not_against_a_country() -> None:
    one = group("a:1", "Alpha", "Red Fox", "Blue Fox", countries=frozenset(("state:CHN",)))
    other = group("b:1", "Beta", "Red Fox", "Blue Fox", countries=frozenset(("state:IRN",)))
    assert not merges(one, other, *others())


def test_a_name_that_one_source_gives_to_two_tells_nothing() -> None:
    two = [group("b:1", "Beta", "Red Fox", "Blue Fox"), group("b:2", "Gamma", "Red Fox", "Blue Fox")]
    assert not merges(group("a:1", "Alpha", "Red Fox", "Blue Fox"), *two, *others())


def others() -> list[Profile]:
    return [group(f"y:{n}", f"Group {n}") for n in range(600)]


def test_two_entries_of_one_source_are_two() -> None:
    assert not merges(person("a:1", "Ivan Petrovich Sidorkin"), person("a:2", "Ivan Petrovich Sidorkin"))


def test_where_two_entries_fit_nobody_knows_which() -> None:
    found = resolve([person("a:1", "Ivan Sidorkin"), person("b:1", "Ivan Sidorkin"), person("b:2", "Sidorkin, Ivan"), *crowd()])
    assert not found.merges
    assert len(found.questions) == 2


def test_what_two_entries_leave_open_is_not_decided_by_a_third_party() -> None:
    """Two of one list fit one of another; a third list's entry, which leads to one of the two, knows it no better."""
    one, two = (person(f"b:{n}", "Kim Chol Nam", born=frozenset((1970,))) for n in (1, 2))
    third = person("c:1", "Kim Chol Nam", "Sidorkin Ivan Petrovich", born=frozenset((1970,)), codes=frozenset((("wikidata", "Q1"),)))
    leads = person("b:1", "Kim Chol Nam", born=frozenset((1970,)), codes=third.codes)
    assert not merges(person("a:1", "Kim Chol Nam", born=frozenset((1970,))), one, two)
    assert merges(person("a:1", "Kim Chol Nam", born=frozenset((1970,))), leads, two, third) == {frozenset(("b:1", "c:1"))}


def test_codes_that_differ_bar_every_merge() -> None:
    one = person("a:1", "Ivan Petrovich Sidorkin", codes=frozenset((("ofac", "1"),)), born=frozenset((1960,)))
    other = person("b:1", "Ivan Petrovich Sidorkin", codes=frozenset((("ofac", "2"),)), born=frozenset((1960,)))
    assert not merges(one, other)
    assert merges(one, person("b:1", "Somebody Else", codes=one.codes)) == {frozenset(("a:1", "b:1"))}


def test_what_a_person_told_apart_stays_apart_through_a_third() -> None:
    """The third fits both; the two must not come together by it."""
    lists = [person(f"{list_}:1", "Ivan Petrovich Sidorkin", born=frozenset((1960,))) for list_ in "abc"]
    found = resolve([*lists, *crowd()], different=[frozenset(("a:1", "b:1"))])
    assert len(found.merges) == 1
    assert {found.merges[0].a, found.merges[0].b} != {"a:1", "b:1"}


def test_order_does_not_matter() -> None:
    lists = [person(f"{list_}:{n}", f"Ivan{n} Petrovich Sidorkin{n}", born=frozenset((1960,))) for list_ in "abc" for n in range(5)]
    corpus = Corpus.of([*lists, *crowd()])
    scored = [score(corpus, lists[a], lists[b]) for a in range(len(lists)) for b in range(a)]
    by_id = {profile.id: profile for profile in lists}
    assert decide(scored, by_id).merges == decide(scored[::-1], by_id).merges


homes = st.lists(
    st.builds(Home, id=st.sampled_from(["state:AAA", "a:1", "b:1", "c:1", "d:1"]), seq=st.integers(1, 3)),
    min_size=2,
    unique_by=lambda home: home.id,
)


@given(homes, st.data())
def test_an_id_follows_from_what_is_joined_and_not_from_the_order(found: list[Home], data: st.DataObject) -> None:
    whole = Actor(survivor(found), tuple(found))
    chosen = data.draw(st.lists(st.sampled_from([home.id for home in found]), unique=True))
    plan = parted(whole, chosen)
    parts = [[home for home in found if (home.id in chosen) is side_] for side_ in (True, False)]
    if not all(parts):
        assert not plan.into
        return
    two = [Actor(survivor(part), tuple(part)) for part in parts]
    assert {**{home.id: whole.id for home in found}, **plan.into} == {home.id: actor.id for actor in two for home in actor.homes}
    back = merged([two])
    assert {**{home.id: actor.id for actor in two for home in actor.homes}, **back.into} == {home.id: whole.id for home in found}


def judgement(a: str, b: str, verdict: str, who: str = "ada", at: str = "2026-01-01") -> Judgement:
    return Judgement(a=a, b=b, verdict=verdict, who=who, at=at)  # type: ignore[arg-type]


def test_a_person_outweighs_the_machine_whenever_it_spoke() -> None:
    said = [
        judgement("a", "b", "different"),
        judgement("b", "a", "same", AUTOMATIC, "2026-02-01"),
        judgement("a", "b", "unsure", "eve", "2025-01-01"),
    ]
    assert standing(said, "actor")[frozenset("ab")].verdict == "different"
    assert not standing(said, "act")


def test_a_split_takes_along_what_was_joined_to_that_side() -> None:
    held = standing([judgement("a", "b", "same"), judgement("b", "c", "same"), judgement("a", "d", "same")], "actor")
    assert side(held, "a", "b") == {"b", "c"}
    assert side(standing([*held.values(), judgement("c", "a", "same")], "actor"), "a", "b") == {"b"}


def test_what_was_taken_back_lets_what_was_said_before_stand() -> None:
    first, last = judgement("a", "b", "same"), judgement("a", "b", "different", at="2026-02-01")
    assert standing([first, last], "actor")[first.pair] == last
    gone = replace(last, undone_by="eve", undone_at="2026-03-01")
    assert gone.id == last.id
    assert standing([first, gone], "actor")[first.pair] == first


def test_the_file_of_judgements_is_the_same_however_it_was_gathered(tmp_path: Path) -> None:
    one, other = (
        judgement("b", "a", "same"),
        Judgement(a="c", b="d", verdict="different", who="eve", at="2026-01-02", why="kin", score=3.5, features=("+1 x",)),
    )
    first, second = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    write_file(first, [one, other])
    write_file(second, [other, one, other])
    assert first.read_bytes() == second.read_bytes()
    assert set(read_file(first)) == {one, other}
    gone = replace(one, undone_by="eve", undone_at="2026-02-01")
    for both in ([gone, one], [one, gone]):
        write_file(first, both)
        assert read_file(first) == [gone], "an older copy of a file does not bring back what was taken back"


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"a": "x", "b": "y", "verdict": "maybe", "who": "z", "at": "2026"}',
        '{"a": "x", "b": "x", "verdict": "same", "who": "z", "at": "2026"}',
        '{"a": "x", "b": "y", "verdict": "same", "who": "z", "at": "2026", "about": "tie"}',
    ],
)
def test_a_wrong_line_has_its_place(tmp_path: Path, line: str) -> None:
    file = tmp_path / "judgements.jsonl"
    file.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"judgements\.jsonl:2"):
        read_file(file)


def act(id_: str, first: str, last: str = "", targets: str = "x", **other: object) -> Act:
    days = date.fromisoformat(first), date.fromisoformat(last or first)
    return Act(id_, id_.partition(":")[0], "SANCTIONED", "sanction", *days, frozenset(("state:GBR",)), frozenset(targets), **other)  # type: ignore[arg-type]


def written(*acts: Act) -> set[frozenset[str]]:
    return {frozenset((pair.a, pair.b)) for pair in same_acts(acts).sure}


def test_one_announcement_on_three_is_the_listing_of_each() -> None:
    told = act("chronology:uk", "2024-03-25", targets="xyz")
    listed = [act(f"uk:{target}", "2024-03-25", targets=target) for target in "xyz"]
    assert written(told, *listed) == {frozenset(("chronology:uk", one.id)) for one in listed}


def test_two_lists_of_one_day_are_one_act_and_those_of_other_years_are_not() -> None:
    assert written(act("a:1", "2024-03-25"), act("b:1", "2024-03-25"), act("b:2", "2020-01-01")) == {frozenset(("a:1", "b:1"))}
    assert not written(act("a:1", "2024-03-25"), act("b:1", "2024-04-25"))


def test_days_that_span_years_tell_nothing_and_two_of_one_day_are_asked_about() -> None:
    wide = same_acts([act("a:1", "2024-03-25"), act("b:1", "1950-12-01", "2024-03-26")])
    assert (wide.sure, wide.questions) == ([], [])
    told = same_acts([act("a:1", "2024-03-25"), act("b:1", "2024-03-25"), act("b:2", "2024-03-25")])
    assert not told.sure
    assert len(told.questions) == 2


PAIR = frozenset(("a:1", "b:1"))


def test_a_judgement_outweighs_the_score() -> None:
    every = [act("a:1", "2024-03-25"), act("b:1", "2024-03-25")]
    apart = same_acts(every, different=[PAIR])
    assert (apart.sure, apart.questions) == ([], [])
    far = [act("a:1", "2024-03-25"), act("b:1", "2020-01-01")]
    assert same_acts(far, same=[PAIR]).said == [PAIR]


def test_two_acts_that_a_person_told_apart_are_not_joined_by_a_third() -> None:
    every = [act(f"{list_}:1", "2024-03-25") for list_ in "abc"]
    assert len(same_acts(every).sure) == 3
    found = same_acts(every, different=[PAIR])
    assert len(found.sure) == 1
    assert not found.questions, "what is left would join the two"
    assert not same_acts(every, same=[PAIR], different=[PAIR]).said


def test_what_people_said_goes_before_what_is_likely() -> None:
    every = [act(f"{list_}:1", "2024-03-25") for list_ in "abc"]
    found = same_acts(every, same=[frozenset(("b:1", "c:1"))], different=[PAIR])
    assert found.said == [frozenset(("b:1", "c:1"))]
    assert not found.sure
