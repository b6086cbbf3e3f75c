"""Simulated streams with known answers, and streams in which nothing happens: what is planted is found, and what is not is not called."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from graph.escalation import BoardOptions, Dyad, Insufficient, actions_of, board, changes, measures, verdict
from graph.escalation.board import ALL_WORDS
from graph.escalation.chains import Chains
from graph.escalation.changepoints import noise, segment
from graph.escalation.hawkes import hawkes
from graph.escalation.hawkes_fit import fit, residuals, spectral_radius
from graph.escalation.measure import Options
from graph.escalation.online import recent_change
from graph.escalation.scales import scales_of_all
from graph.temporal.build import build_adjacency
from graph.temporal.layout import HOT, SIDE, UNKNOWN_DAY, Columns
from tests.escalation_streams import DAYS, LAST, OPTIONS, dyad_of, exciting, independent, shuffled, with_more

CALLING = [name for name, one in measures().items() if one.calls]
TRUTH = (0.3, 0.2, 0.3, 0.1, 0.5, 0.2, 0.5)
REPEATS = 60


# --- what is planted is found (V5) ---


def test_hawkes_parameters_are_recovered() -> None:
    found = fit(exciting(1, TRUTH, 3_400))
    assert found.theta[2:6] == pytest.approx(TRUTH[2:6], abs=0.08)
    assert found.theta[6] == pytest.approx(0.5, abs=0.1)
    assert spectral_radius(found.theta) == pytest.approx(0.479, abs=0.06)


def test_hawkes_on_days_finds_who_excites_whom_and_fits() -> None:
    found = hawkes(dyad_of(exciting(3, (0.3, 0.1, 0.3, 0.0, 0.6, 0.2, 0.2))), OPTIONS)
    assert not isinstance(found, Insufficient)
    assert found.a_excites_b.p_value < 0.01 < found.b_excites_a.p_value
    assert found.a_excites_b.answers.low < 0.6 < found.a_excites_b.answers.high
    assert found.stationary


def test_hawkes_residuals_are_exponential_under_the_truth_and_not_under_another() -> None:
    events = exciting(5, TRUTH, 3_000)
    assert stats.kstest(residuals(events, np.array(TRUTH)), "expon").pvalue > 0.05
    assert stats.kstest(residuals(events, np.array([0.6, 0.5, 0, 0, 0, 0, 1.0])), "expon").pvalue < 0.001


def test_planted_change_points_are_found_where_they_are() -> None:
    rng = np.random.default_rng(0)
    counts = np.concatenate([rng.poisson(3, 200), rng.poisson(9, 60), rng.poisson(4, 105)]).astype(float)
    y = 2 * np.sqrt(counts + 0.375)
    assert segment(y) == segment(y, noise(y)) == [0, 200, 260, 365]
    new = np.flatnonzero(recent_change(counts) > 0.9)
    assert {int(week) for week in new} <= {*range(200, 209), *range(260, 269)}
    assert 201 <= new[0] <= 203


def test_chance_alone_makes_a_long_spiral() -> None:
    """Sixty random acts a year: 6.8 on average, 9 at the 95th percentile."""
    rng = np.random.default_rng(0)
    longest = [
        len(
            Chains(np.sort(rng.integers(0, 365, 60)), rng.integers(0, 2, 60), rng.integers(0, 9, 60), np.zeros(60), (30, 90)).longest(
                rising=True, net=True
            )
        )
        for _ in range(400)
    ]
    assert np.mean(longest) == pytest.approx(6.8, abs=0.2)
    assert np.quantile(longest, 0.95) == 9


def test_a_threefold_jump_is_mostly_seen() -> None:
    seen = 0
    for seed in range(20):
        dyad = independent(seed)
        now = dyad.ab.where(dyad.ab.first > LAST - 28)
        more = [type(now)(**{name: getattr(now, name).copy() for name in now.__slots__}) for _ in range(2)]
        ratio = verdict(with_more(with_more(dyad, more[0]), more[1]).ab, OPTIONS, OPTIONS.began, grid=False).ratio
        seen += not isinstance(ratio, Insufficient) and ratio.vote
    assert seen >= 10


# --- null models: nothing happens, and at most 5 % of calls say that it does ---


def test_something_is_tested() -> None:
    assert {"verdict", "spiral", "changepoints"} <= set(CALLING)


@pytest.mark.parametrize("name", CALLING)
@pytest.mark.parametrize("model", ["independent", "shuffled"])
def test_null_models_hold(name: str, model: str) -> None:
    """More calls than 5 % would make in 99 of 100 cases fail; seeds are fixed."""
    one = measures()[name]
    calls = 0
    for seed in range(REPEATS):
        dyad = (
            independent(seed)
            if model == "independent"
            else shuffled(dyad_of(exciting(seed + 1, (0.12, 0.12, 0.4, 0.3, 0.3, 0.4, 0.3))), seed)
        )
        calls += bool(one.calls and one.calls(one.run(dyad, OPTIONS)))
    assert calls <= stats.binom.ppf(0.99, REPEATS, 0.05)


def test_hawkes_sees_no_answers_between_streams_that_excite_themselves_alone() -> None:
    called = 0
    for seed in range(40):
        events = exciting(seed, (0.3, 0.3, 0.3, 0.0, 0.0, 0.3, 0.5), 600)
        full = fit(events)
        statistic = 2 * (full.log_likelihood - fit(events, full.theta, 3).log_likelihood)
        called += 0.5 * stats.chi2.sf(max(0.0, statistic), 1) < 0.05
    assert called <= stats.binom.ppf(0.99, 40, 0.05)


# --- the board says what the report says ---


def adjacency_of(dyads: list[Dyad]) -> Columns:
    """Both directions of each dyad as edges between actors 2k and 2k + 1; every tenth act told twice."""
    rng, source, target, parts = np.random.default_rng(0), [], [], []
    known = scales_of_all()
    for k, dyad in enumerate(dyads):
        for turn, side in enumerate((dyad.ab, dyad.ba)):
            source += [2 * k + turn] * len(side)
            target += [2 * k + 1 - turn] * len(side)
            parts.append(np.stack([side.first, side.last]))
    days = np.concatenate(parts, axis=1)
    size = days.shape[1]
    number = rng.integers(0, len(known.codes), (size,))
    values = {name: np.zeros(size, kind) for name, kind in {**HOT, **SIDE}.items()}
    eid = np.arange(1, size + 1)
    values |= {
        "first": days[0],
        "last": days[1],
        "action": number.astype(np.uint16),
        "rung": known.rung[number],
        "eid": eid.astype(np.uint32),
    }
    values |= {"confidence": rng.integers(50, 96, (size,)).astype(np.uint8), "size": np.ones(size, np.float32)}
    values |= {"published": np.full(size, UNKNOWN_DAY, np.int32)}
    values["cluster"] = np.where(eid % 10 == 0, eid - 1, eid).astype(np.uint32)
    return Columns(np.array(source, np.int32), np.array(target, np.int32), values)


def test_board_and_report_agree_on_every_dyad() -> None:
    index = build_adjacency(40, adjacency_of([independent(seed, 0.5, 0.2) for seed in range(20)]))
    began = LAST - DAYS + 1
    found = board(index, scales_of_all(), BoardOptions(end=LAST, began=began))
    assert len(found) > 30
    for place, dyad in enumerate(found.dyad.tolist()):
        acts = actions_of(index, dyad, scales_of_all())
        alone = verdict(acts, Options(end=LAST, began=began), began, grid=False)
        assert ALL_WORDS[found.word[place]] == alone.word
        if not isinstance(alone.ratio, Insufficient):
            assert found.log_ratio[place] == pytest.approx(alone.ratio.log_ratio.value, abs=1e-6)
            assert found.n[place].tolist() == pytest.approx(alone.ratio.n)
    assert (np.diff(found.p_value[: found.dyads_compared]) >= 0).all()


def test_board_knows_nothing_published_later_and_tells_what_turned() -> None:
    columns = adjacency_of([independent(seed, 0.5, 0.5) for seed in range(5)])
    late = {**columns.values, "published": np.full(len(columns), LAST, np.int32)}
    hidden = build_adjacency(10, Columns(columns.source, columns.target, late))
    assert len(board(hidden, scales_of_all(), BoardOptions(end=LAST - 7, as_of=LAST - 7))) == 0
    index = build_adjacency(10, columns)
    now, before = (board(index, scales_of_all(), BoardOptions(end=end)) for end in (LAST, LAST - 100))
    turned = {one.dyad: (one.before, one.now) for one in changes(now, before)}
    words = {one: dict(zip(one_board.dyad.tolist(), one_board.word.tolist(), strict=True)) for one, one_board in ((0, before), (1, now))}
    assert turned == {
        dyad: (ALL_WORDS[words[0].get(dyad, 0)], ALL_WORDS[words[1].get(dyad, 0)])
        for dyad in words[0].keys() | words[1].keys()
        if words[0].get(dyad, 0) != words[1].get(dyad, 0)
    }
