"""The bench of predictive worth on data with a known answer: ranks, what is known on a day, and who is at risk."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from bench.onset import AT_RISK, BEGAN, HORIZON, Told, auc, bootstrapped, crises_of_icb, disputes_of_mid, fitted, table_of
from graph.dates import Span
from graph.escalation.actions import day_number
from graph.model import Event
from tests.items import event

FIRST = date(2003, 5, 1)


def told(day: date, action: str = "threat_force", source: str = "AAA", target: str = "BBB", **said: str | int) -> Told:
    made: Event = event(f"mid:{day}-{source}", source, target, action=action, date=Span.day(day), said={"dispute": "1", **said})
    return Told(source, target, made)


def test_auc_is_the_share_of_pairs_in_order() -> None:
    score, onset = np.array([0.0, 1.0, 1.0, 3.0]), np.array([False, False, True, True])
    assert auc(score, onset) == pytest.approx((1 + 0.5 + 1 + 1) / 4)
    assert auc(-score, onset) == pytest.approx(1 - auc(score, onset))
    assert np.isnan(auc(score, np.zeros(4, bool)))


def test_the_interval_draws_pairs_whole() -> None:
    chance = np.random.default_rng(1)
    pair = np.repeat(np.arange(60), 10)
    onset = chance.random(600) < 0.2
    good = bootstrapped(pair, lambda rows: auc((onset + chance.normal(0, 0.1, 600))[rows], onset[rows]))
    none = bootstrapped(pair, lambda rows: auc(np.repeat(np.arange(60.0), 10)[rows], onset[rows]))
    assert good.low > 0.9
    assert none.low < 0.5 < none.high


def test_a_logistic_model_finds_its_weights() -> None:
    chance = np.random.default_rng(2)
    features = np.stack([np.ones(20_000), chance.normal(size=20_000)], axis=1)
    onset = chance.random(20_000) < 1 / (1 + np.exp(-(features @ np.array([-2.0, 1.0]))))
    assert fitted(features, onset) == pytest.approx([-2.0, 1.0], abs=0.1)


def test_what_comes_after_the_day_is_not_known() -> None:
    """Two pairs with the same past: one acts more the day after the landmark, which must show in no score."""
    past = [told(FIRST), told(FIRST + timedelta(days=30))]
    day = date(2003, 7, 1)
    later = [told(day + timedelta(days=n), "war") for n in range(1, 20)]
    with_later, without = (table_of(acts, {"none": {}}) for acts in ([*past, *later], past))
    at = [int(np.flatnonzero(table.day == day_number(day))[0]) for table in (with_later, without)]
    assert {name: values[at[0]] for name, values in with_later.scores.items()} == {
        name: values[at[1]] for name, values in without.scores.items()
    }


def test_a_pair_is_at_risk_after_its_first_incident_and_for_ten_years() -> None:
    table = table_of([told(FIRST)], {"none": {}})
    days = table.day.tolist()
    assert min(days) == day_number(date(2003, 7, 1))
    assert max(days) < day_number(FIRST) + AT_RISK
    assert min(days) > BEGAN


def test_a_crisis_under_way_is_set_apart_and_one_to_come_is_an_onset() -> None:
    first = day_number(date(2004, 3, 1))
    table = table_of([told(FIRST)], {"crisis": {("AAA", "BBB"): [(first, first + 200)]}})
    rows = {day: (bool(on), bool(apart)) for day, on, apart in zip(table.day, table.onset["crisis"], table.apart["crisis"], strict=True)}
    assert rows[day_number(date(2004, 1, 1))] == (True, False)
    assert rows[day_number(date(2004, 7, 1))] == (False, True)
    assert rows[day_number(date(2005, 1, 1))] == (False, False)
    assert HORIZON < 184


def test_disputes_count_from_the_use_of_force() -> None:
    acts = [told(FIRST, mid_hostility="2"), told(FIRST + timedelta(days=9), mid_hostility="4"), told(FIRST, dispute="2", mid_hostility="3")]
    assert disputes_of_mid(acts) == {("AAA", "BBB"): [(day_number(FIRST), day_number(FIRST) + 9)]}
    trigger = event("icb:1-1-trigger", "BBB", "AAA", date=Span.day(FIRST), said={"terminated": "2003-06-01"})
    assert crises_of_icb([Told("BBB", "AAA", trigger)]) == {("AAA", "BBB"): [(day_number(FIRST), day_number(date(2003, 6, 1)))]}
