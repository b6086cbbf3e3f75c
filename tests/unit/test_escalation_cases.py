"""Known answers from the bundled chronology, folded to states without a database: Skripal, Houston and Chengdu, the tariffs, Cuba."""

from __future__ import annotations

import datetime

import pytest

from bench.chronology import Chronology, read_chronology
from graph.escalation import Insufficient, Options, infer, report, sparse_verdict
from graph.escalation.actions import day_number
from graph.escalation.changepoints import change_points
from graph.escalation.matching import Matching, matching
from graph.escalation.responses import infer_years
from graph.escalation.spiral import classify


@pytest.fixture(scope="module")
def book() -> Chronology:
    return read_chronology()


def by(year: int, month: int, day: int) -> Options:
    return Options(end=day_number(datetime.date(year, month, day)))


def answered(book: Chronology, ends: tuple[str, str], options: Options, *, stated: bool = True) -> Matching:
    dyad = book.dyad(*ends, stated=stated).until(options.end)
    found = matching(dyad.ab, dyad.ba, dyad.stated, options)
    assert isinstance(found, Matching)
    return found


def pair(book: Chronology, found: Matching, answer: str) -> tuple[str, int, int, float, int]:
    """What an act answers: name, latency, ratio of counts, difference of rungs."""
    place = found.answer_ids.index(book.eid(answer))
    pairs = found.pairs
    return (
        book.name(found.answered_ids[place]),
        int(pairs.latency_min[place]),
        int(pairs.latency_max[place]),
        float(pairs.count_ratio[place]),
        int(pairs.rung_difference[place]),
    )


@pytest.mark.parametrize("stated", [True, False])
def test_skripal_is_answered_after_three_days_man_for_man(book: Chronology, stated: bool) -> None:
    options = by(2018, 4, 15)
    uk, us = (answered(book, ends, options, stated=stated) for ends in (("GBR", "RUS"), ("USA", "RUS")))
    assert pair(book, uk, "ru-expels-23-2018") == ("uk-expels-23-2018", 3, 3, 1.0, 0)
    assert pair(book, us, "ru-expels-60-2018") == ("us-expels-60-2018", 3, 3, 1.0, 0)
    if stated:
        assert pair(book, us, "ru-closes-us-stpetersburg-2018") == ("us-closes-seattle-2018", 3, 3, 1.0, 0)


def test_skripal_is_an_exchange_and_no_spiral(book: Chronology) -> None:
    for ends in (("GBR", "RUS"), ("USA", "RUS")):
        dyad = book.dyad(*ends)
        assert sparse_verdict(dyad, by(2018, 4, 15)).pattern == "exchange"
        found = report(dyad, by(2018, 4, 15), only=["spiral"]).measures["spiral"]
        assert isinstance(found, Insufficient) or not found.spiral.called
    assert classify([4, 4]) == classify([5, 5]) == "exchange"


def test_fan_out_of_26_march_2018(book: Chronology) -> None:
    """The facts say 20 states and 112 persons on the day, 22 and 137 with the United Kingdom and Australia."""
    expelled = [
        act for act in book.acts if act.target == "RUS" and act.event.action == "expulsion_diplomats" and act.event.date.first.year == 2018
    ]
    day = [act for act in expelled if act.event.date.first == datetime.date(2018, 3, 26)]
    assert (len({act.source for act in day}), sum(act.magnitude or 0 for act in day)) == (20, 112)
    assert (len({act.source for act in expelled}), sum(act.magnitude or 0 for act in expelled)) == (22, 137)


def test_houston_is_answered_by_chengdu_on_the_same_rung(book: Chronology) -> None:
    """The day of the order is disputed (21 or 22 July): the chronology holds one and its publication the other."""
    found = answered(book, ("USA", "CHN"), by(2020, 8, 31))
    name, least, most, ratio, rungs = pair(book, found, "cn-closes-chengdu-2020")
    assert (name, ratio, rungs) == ("us-closes-houston-2020", 1.0, 0)
    assert {least, most} <= {2, 3}


def test_announced_tariffs_are_answered_in_a_day_and_those_in_force_are_simultaneous(book: Chronology) -> None:
    options = by(2018, 12, 31)
    told = answered(book, ("USA", "CHN"), options)
    assert pair(book, told, "cn-301-list-2018") == ("us-301-list-2018", 1, 1, 1.0, 0)
    assert pair(book, told, "cn-tariff-3-2018") == ("us-tariff-3-2018", 0, 0, 0.3, 0)
    hidden = answered(book, ("USA", "CHN"), options, stated=False)
    in_force = {(book.eid(f"us-tariff-{n}-2018"), book.eid(f"cn-tariff-{n}-2018")) for n in (1, 2, 3)}
    assert in_force <= set(hidden.simultaneous)
    assert not in_force & set(told.simultaneous), "a source orders them"
    guessed = {(row.answered, row.answer) for row in infer(book.dyad("USA", "CHN", stated=False), options)}
    assert not in_force & guessed, "acts of one day are never ordered by inference"


def test_the_truce_of_2018_is_too_sparse_for_change_points(book: Chronology) -> None:
    dyad, options = book.dyad("USA", "CHN"), by(2019, 3, 1)
    found = change_points(dyad.ab, options, options.start)
    assert isinstance(found, Insufficient)
    assert found.what == "hostile acts a week"


def test_cuba_peaks_below_nine_and_eases_by_20_november(book: Chronology) -> None:
    dyad = book.dyad("USA", "SUN")
    height, after = sparse_verdict(dyad, by(1962, 10, 27)), sparse_verdict(dyad, by(1962, 11, 20))
    assert (height.word, after.word) == ("climbing", "easing")
    assert after.peak is not None
    assert 6 <= after.peak <= 8
    assert {book.name(eid) for eid in after.moved} == {"ussr-withdraws-1962", "us-lifts-quarantine-1962"}


def test_a_sparse_dyad_says_how_much_is_missing_and_still_has_a_verdict(book: Chronology) -> None:
    found = report(book.dyad("USA", "RUS"), by(2018, 4, 15))
    assert str(found.measures["verdict"].ab.ratio) == "insufficient: 2 of 8 hostile acts in the two windows compared"
    assert str(found.measures["hawkes"]).startswith("insufficient: ")
    assert "Sources state 4 answers" in found.sparse.text


def test_stated_answers_are_not_inferred_again_and_none_is_surer_than_the_ceiling(book: Chronology) -> None:
    options = by(2025, 5, 1)
    dyad = book.dyad("CHN", "USA")
    rows = infer(dyad, options)
    assert not {row.answer for row in rows} & {answer for answer, _ in dyad.stated}
    hidden = infer(book.dyad("CHN", "USA", stated=False), options)
    assert len({row.answer for row in hidden}) == len(hidden) > 0
    assert all(0.3 <= row.probability <= 0.6 and row.speaks for row in hidden)
    assert {"basis", "method", "version", "confidence"} <= hidden[0].row().keys()


def test_what_is_inferred_of_a_year_does_not_hang_on_what_came_later_or_is_asked_besides(book: Chronology) -> None:
    dyad = book.dyad("CHN", "USA", stated=False)
    first, end = (day_number(datetime.date(year, month, day)) for year, month, day in ((2018, 1, 1), (2025, 6, 30)))
    whole = infer_years(dyad, first, end)
    given = dict(zip(dyad.both.eid.tolist(), dyad.both.first.tolist(), strict=True))
    assert len(whole) > 10
    for year in (2019, 2021, 2023):
        last = day_number(datetime.date(year, 12, 31))
        assert infer_years(dyad, first, last) == tuple(row for row in whole if given[row.answer] <= last)
        assert infer_years(dyad.until(last), first, last) == infer_years(dyad, first, last), "acts of later years are as if not there"
        begun = day_number(datetime.date(year, 1, 1))
        assert infer_years(dyad, begun, end) == tuple(row for row in whole if given[row.answer] >= begun)
