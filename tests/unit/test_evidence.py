"""Confidence follows the rules of docs/confidence.md: the grid, clusters, claims and denials."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.evidence import CEILING, Report, Said, Summary, combine, is_clandestine, report_value, summarise
from graph.vocabulary import vocabulary

A1 = Report("root", "A", "1")


def summary(*said: Said, reports: tuple[Report, ...] = (A1,), clandestine: bool = False, actor_says_so: bool = False) -> Summary:
    return summarise(reports=reports, said=said, actor_says_so=actor_says_so, clandestine=clandestine, vocabulary=vocabulary())


def claimed(claimant: str, words: str = "", **other: Any) -> Said:
    band = vocabulary().band(words, "PHIA") if words else None
    numbers: dict[str, Any] = {"low": band.low, "high": band.high, "midpoint": band.midpoint, "scheme": "PHIA"} if band else {}
    return Said(claimant, "claimed", words, **numbers | other)


@pytest.mark.parametrize(("grade", "value"), [("A1", 0.95), ("B2", 0.80), ("C3", 0.625), ("F6", 0.50), ("E5", 0.15), ("F3", 0.55)])
def test_admiralty_grid(grade: str, value: float) -> None:
    assert report_value(grade[0], grade[1], vocabulary()) == value


@pytest.mark.parametrize(
    ("values", "confidence"), [([0.8], 0.80), ([0.8, 0.8], 0.895), ([0.55, 0.55, 0.55], 0.813), ([0.95, 0.5], 0.924), ([], 0.5)]
)
def test_independent_clusters_add_up_less_than_fully(values: list[float], confidence: float) -> None:
    assert combine([[value] for value in values]) == pytest.approx(confidence, abs=0.0005)


def test_copies_of_one_report_count_once_with_the_best_of_them() -> None:
    copies = (Report("wire", "B", "2"), Report("wire", "F", "6"), Report("wire", "C", "3"))
    assert summary(reports=copies).confidence == 0.80


def test_nothing_is_certain() -> None:
    assert combine([[0.95]] * 10) == CEILING


@given(st.lists(st.floats(0.05, 0.95), min_size=2, max_size=8))
def test_one_more_report_that_is_better_than_a_coin_never_lowers_confidence(values: list[float]) -> None:
    """The first second cluster pays for not being fully independent, so growth is judged from two on."""
    assert combine([[value] for value in [*values, 0.5]]) >= combine([[value] for value in values])


def test_words_of_attribution_multiply_what_happened() -> None:
    found = summary(claimed("ncsc", "highly likely"))
    assert (found.likelihood_words, found.likelihood_low, found.likelihood_high) == ("highly likely", 0.8, 0.9)
    assert found.confidence == round(0.95 * 0.85, 4)


def test_the_most_cautious_words_are_shown() -> None:
    found = summary(claimed("a", "almost certain"), claimed("b", "likely"), claimed("c", "highly likely"))
    assert (found.likelihood_words, found.n_claimants) == ("likely", 3)
    assert found.confidence == round(0.95 * 0.65, 4)


def test_a_flat_assertion_has_no_likelihood_and_takes_nothing() -> None:
    found = summary(claimed("doj"))
    assert (found.likelihood_words, found.likelihood_low, found.confidence) == (None, None, 0.95)


def test_doubt_of_the_occurrence_caps_what_happened_and_is_shown_where_nobody_weighs_the_attribution() -> None:
    found = summary(claimed("ncsc", "likely", about="occurrence"))
    assert (found.likelihood_words, found.confidence) == ("likely", 0.65)
    both = summary(claimed("ncsc", "likely", about="occurrence"), claimed("cisa", "highly likely"))
    assert (both.likelihood_words, both.confidence) == ("highly likely", round(0.65 * 0.85, 4))


def test_zero_is_a_likelihood() -> None:
    found = summary(claimed("x", "remote chance"))
    assert (found.likelihood_low, found.likelihood_high) == (0.0, 0.05)


@pytest.mark.parametrize(("clandestine", "by_accused", "confidence"), [(True, False, 0.85), (True, True, 0.95), (False, False, 0.95)])
def test_only_a_third_party_s_denial_of_a_clandestine_act_lowers_confidence(clandestine: bool, by_accused: bool, confidence: float) -> None:
    found = summary(Said("x", "denied", by_accused=by_accused), clandestine=clandestine)
    assert (found.disputed, found.confidence) == (True, confidence)


def test_several_third_parties_deny_once_and_never_below_nothing() -> None:
    denials = [Said(name, "denied", by_accused=False) for name in "xyz"]
    assert summary(*denials, clandestine=True).confidence == 0.85
    doubtful = (Report("root", "E", "5"),)
    assert summary(*denials, claimed("n", "remote chance"), reports=doubtful, clandestine=True).confidence == 0.0


def test_claimants_are_counted_once_and_the_actor_itself_counts_where_nobody_else_speaks() -> None:
    assert summary(claimed("a", id_ := "likely"), claimed("a", id_)).n_claimants == 1
    assert summary(actor_says_so=True).n_claimants == 1
    assert summary(actor_says_so=False).n_claimants == 0


def test_what_is_clandestine() -> None:
    assert is_clandestine("CYBER_TARGETED", "cyber_espionage")
    assert is_clandestine("ATTACKED", "assassination")
    assert not is_clandestine("ATTACKED", "attack")
    named = {action.edge_type for action in vocabulary().actions.values()}
    assert {"CYBER_TARGETED", "INFLUENCE_TARGETED", "SABOTAGED"} <= named
    assert "assassination" in vocabulary().actions
