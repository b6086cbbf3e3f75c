"""Each formula of graph/escalation against a figure worked out by hand, and what each says where data are too few."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from graph.errors import QuestionError
from graph.escalation import Dyad, Feed, Insufficient, Options, actions, coded_actions, measures, plain, report, votes
from graph.escalation.actions import weigh
from graph.escalation.bins import daily, monday, week_of, weekly, whole_weeks
from graph.escalation.board import benjamini_hochberg
from graph.escalation.chains import Chains
from graph.escalation.intensity import intensity
from graph.escalation.ladders import ladders
from graph.escalation.matching import matching
from graph.escalation.scales import FAMILIES, family_of
from graph.escalation.share import Share, base_rate, share, two_of_three
from graph.escalation.spiral import classify
from graph.escalation.survival import survival
from graph.escalation.tension import percentile, tension
from graph.escalation.verdict import verdict

END = 20_000
OPTIONS = Options(end=END, began=END - 1095)
EMPTY = Dyad(actions(first=[], rung=[]), actions(first=[], rung=[]))


# --- acts and bins ---


def test_sixty_persons_weigh_159_hundredths_of_one_and_no_act_more_than_ten() -> None:
    sizes = np.array([1.0, 1 + math.log10(60) / 3])
    assert weigh(np.array([-5.5, -5.5]), sizes) == pytest.approx([-5.5, -5.5 * 1.5927], rel=1e-4)
    assert weigh(np.array([-9.5]), np.array([2.0])).tolist() == [-10.0]


def test_a_vague_date_is_spread_over_its_days_and_never_put_on_the_first() -> None:
    spread = daily(np.array([10]), np.array([19]), np.array([5.0]), (8, 14))
    assert spread.tolist() == [0, 0, 0.5, 0.5, 0.5, 0.5, 0.5]


def test_weeks_begin_on_monday() -> None:
    assert (monday(week_of(4)), monday(week_of(3))) == (4, -3), "1970-01-05 was a Monday"
    assert whole_weeks(4, 17) == (1, 2)
    assert whole_weeks(5, 16) == (2, 1), "no whole week"
    assert weekly(np.array([4, 11]), np.array([4, 11]), np.array([1.0, 2.0]), (1, 2)).tolist() == [1.0, 2.0]


def test_edges_of_one_cluster_are_one_act_with_the_reports_of_all() -> None:
    found = actions(first=[3, 1, 2], rung=[4, 4, 5], cluster=[7, 7, 9], reports=[2, 3, 1])
    assert (found.first.tolist(), found.reports.tolist()) == ([1, 2], [5, 1])


def test_wrong_columns_are_refused() -> None:
    with pytest.raises(QuestionError, match="know no column"):
        actions(first=[1], rung=[1], severity=[2])
    with pytest.raises(QuestionError, match="ends before it begins"):
        actions(first=[2], last=[1], rung=[1])


@pytest.mark.parametrize(
    ("code", "family"),
    [("entity_listing", "economic"), ("travel_ban", "economic"), ("influence_operation", "cyber"), ("wmd_use", "military"),
     ("assassination", "military"), ("protest_public", "diplomatic"), ("plover:SANCTION/expel", "diplomatic"), ("conviction", "legal")],
)  # fmt: skip
def test_families(code: str, family: str) -> None:
    assert family_of(code) == family


# --- M1 to M3 ---


def test_m1_sums_by_sign_and_counts_by_quad() -> None:
    days = np.array([monday(week_of(END) - 2)] * 3)
    found = intensity(actions(first=days, rung=[4, 5, -2], score=[-6, -7, 5], quad=[3, 3, 0], confidence=[0.5, 1, 1]), OPTIONS)
    assert not isinstance(found, Insufficient)
    assert (found.hostile.sum(), found.cooperative.sum(), found.net.sum()) == pytest.approx((10, 5, -5))
    assert found.counts.sum(axis=1).tolist() == [1, 0, 0, 2]
    assert found.provenance.events == 3
    assert not isinstance(found.rate, Insufficient)
    assert found.rate.low <= found.rate.value <= found.rate.high


def test_m2_by_hand() -> None:
    rate, phi = base_rate(np.array([1.0, 3.0]), np.array([100.0, 100.0]))
    assert rate == pytest.approx(4.5 / 201)
    assert phi == pytest.approx(2 * ((1 - 450 / 201) ** 2 + (3 - 450 / 201) ** 2) / 2 / (450 / 201))
    assert two_of_three(np.array([np.nan, 3.0, 0.0])) == pytest.approx(0.25)
    assert two_of_three(np.array([np.nan, np.nan, 3.0])) == 1.0


@pytest.mark.parametrize(("outage", "alert"), [(False, True), (True, False)])
def test_m2_alerts_on_two_of_three_weeks_and_an_outage_is_no_peace(outage: bool, alert: bool) -> None:
    last = whole_weeks(OPTIONS.start, END)[1]
    totals = np.full((4, 60), 1000.0)
    totals[3, -2:] = 0.0 if outage else 1000.0
    counts = [1] * 57 + [20] * 3
    days = np.repeat([monday(last - 59 + week) for week in range(60)], counts)
    found = share(actions(first=days, rung=[4] * len(days)), Feed("made", 0, last - 59, totals), 3, OPTIONS)
    assert isinstance(found, Share)
    assert (found.alert, int(np.isnan(found.z).sum())) == (alert, 2 if outage else 0)


def test_m3_halves_in_thirty_days_of_words_and_ninety_of_deeds() -> None:
    for quad, half in ((2, 30), (3, 90)):
        found = tension(actions(first=[END - half], rung=[2], score=[-4], quad=[quad]), OPTIONS)
        assert found.hostile.value == pytest.approx(2.0)
        assert found.hostile.percentile == Insufficient(1, 20, "acts in five years")
        assert found.cooperative.value == 0.0
    assert percentile(np.array([1.0, 2.0, 3.0, 3.0])) == 75.0


# --- M4 ---


def acts_of(days: list[int], weight: float = 6.0) -> Dyad:
    return Dyad(actions(first=np.array(days), rung=[4] * len(days), score=[-weight] * len(days)), EMPTY.ba)


def test_m4_log_ratio_by_hand() -> None:
    found = np.zeros(votes.TALLY)
    found[[votes.COUNT_NOW, votes.COUNT_BEFORE, votes.SUM_NOW, votes.SUM_BEFORE]] = 8, 4, 48, 24
    found[[votes.MEAN, votes.SQUARES]] = 72, 12 * 36
    value, error = votes.log_ratio(found, 2.0)
    assert value == pytest.approx(math.log(49 / 25))
    assert error == pytest.approx(math.sqrt(2 * (1 / 8 + 1 / 4)))


@pytest.mark.parametrize("y", [[1, 3, 2, 5, 4, 6, 8, 7, 9, 12, 10, 11], [0, 0, 0, 1, 0, 2, 2, 0, 3, 1, 3, 3], [5] * 12])
def test_m4_mann_kendall_is_scipys(y: list[float]) -> None:
    tau, p = votes.mann_kendall(np.array(y, np.float64))
    if len(set(y)) == 1:
        assert (tau, p) == (0.0, 1.0)
        return
    known = stats.kendalltau(range(12), y, method="asymptotic", alternative="greater")
    assert (tau, p) == pytest.approx((known.statistic, known.pvalue))
    assert votes.theil_sen(np.array(y, np.float64)) == pytest.approx(stats.theilslopes(y).slope)


def test_m4_three_votes_and_what_moved_them() -> None:
    calm = list(range(END - 1000, END - 56, 20))
    rising = [END - 7 * back - k % 7 for back in range(8) for k in range(3 * (8 - back))]
    dyad = acts_of(calm + rising)
    top = actions(first=[END - 1], rung=[7], score=[-9], eid=[999])
    found = verdict(Dyad(dyad.ab, top).both, OPTIONS, OPTIONS.began)
    assert (found.word, found.votes) == ("escalating", 3)
    assert not isinstance(found.ratio, Insufficient)
    assert not isinstance(found.trend, Insufficient)
    assert found.ratio.moved[0] == 999
    assert found.ladder.moved == (999,)
    assert (found.ladder.now, found.ladder.before, found.ladder.step) == (7, 4, 3)
    assert len(found.grid) == 12
    assert found.agreement == 1.0


def test_m4_needs_eight_acts_and_two_years() -> None:
    few = verdict(acts_of([END - k for k in range(7)]).ab, OPTIONS, OPTIONS.began)
    assert (few.word, few.ratio) == ("insufficient", Insufficient(7, 8, "hostile acts in the two windows compared"))
    young = verdict(acts_of([END - k for k in range(9)]).ab, OPTIONS, END - 100)
    assert young.ratio == Insufficient(101, 730, "days of the dyad's own history")


def test_m4_a_vague_act_never_makes_a_step() -> None:
    found = verdict(actions(first=[END - 120], last=[END], rung=[8]), OPTIONS, OPTIONS.began)
    assert (found.ladder.now, found.ladder.before, found.ladder.vote) == (None, 8, False)


# --- M6 ---


def test_m6_matches_each_answer_once_within_family_and_window() -> None:
    economic, legal = FAMILIES.index("economic"), FAMILIES.index("legal")
    mine = actions(first=[END - 200, END - 199, END - 100], rung=[4, 4, 4], family=[legal, legal, economic], eid=[1, 2, 3])
    theirs = actions(first=[END - 198, END - 40, END - 39], rung=[5, 4, 4], family=[legal, economic, legal], eid=[11, 12, 13])
    found = matching(mine, theirs, (), OPTIONS)
    assert not isinstance(found, Insufficient)
    assert list(zip(found.answered_ids, found.answer_ids, strict=True)) == [(1, 11), (3, 12)], "60 days are in time for trade alone"
    assert found.pairs.latency_min.tolist() == [2, 60]
    assert found.pairs.rung_difference.tolist() == [1, 0]
    assert found.rate.value == pytest.approx(2 / 3)
    assert found.lift > 1


def test_m6_same_day_is_simultaneous_unless_a_clock_or_a_source_orders_it() -> None:
    def found(stated: tuple[tuple[int, int], ...] = (), minutes: tuple[int, int] = (-1, -1)) -> tuple[int, int]:
        mine, theirs = (actions(first=[END - 9], rung=[4], eid=[eid], minute=[at]) for eid, at in zip((1, 2), minutes, strict=True))
        one = matching(mine, theirs, stated, OPTIONS)
        assert not isinstance(one, Insufficient)
        return len(one.pairs), len(one.simultaneous)

    assert found() == (0, 1)
    assert found(stated=((2, 1),)) == (1, 0)
    assert found(minutes=(600, 660)) == (1, 0)
    assert found(minutes=(660, 600)) == (0, 0)


def test_m6_kaplan_meier_by_hand() -> None:
    """Days 1, 3, 3 answered, 2 and 5 in vain: S = 4/5, then 4/5 x 1/3."""
    found = survival(np.array([1.0, 3.0, 3.0]), np.array([2.0, 5.0]))
    assert not isinstance(found, Insufficient)
    curve = dict(zip(found.days.tolist(), found.unanswered.tolist(), strict=True))
    assert (curve[1.0], curve[3.0]) == pytest.approx((0.8, 0.8 / 3))
    assert (found.median, found.answered, found.censored) == (3.0, 3, 2)
    assert survival(np.array([]), np.array([5.0])) == Insufficient(0, 1, "answers")


# --- M10, ladders, board, all ---


@pytest.mark.parametrize(
    ("rungs", "kind"), [([4, 4, 4], "exchange"), ([3, 4, 4], "spiral"), ([5, 4, -3], "unwinding"), ([3, 5, 4], "mixed")]
)
def test_m10_names(rungs: list[int], kind: str) -> None:
    assert classify(rungs) == kind


def test_m10_longest_chain_is_the_brute_force_one() -> None:
    rng = np.random.default_rng(1)
    for _ in range(40):
        n = int(rng.integers(2, 30))
        day, side, rung = np.sort(rng.integers(0, 90, n)), rng.integers(0, 2, n), rng.integers(-3, 11, n)
        trade = rng.random(n) < 0.4
        for net in (False, True):
            found = Chains(day, side, rung, trade, (10, 30)).longest(rising=True, net=net)
            assert len(found) == brute(day.tolist(), side.tolist(), rung.tolist(), trade.tolist(), net=net)


def brute(day: list[int], side: list[int], rung: list[int], trade: list[bool], *, net: bool) -> int:
    best: list[dict[bool, int]] = []
    for i in range(len(day)):
        best.append({False: 1})
        for j in range(i):
            gap = 30 if trade[i] and trade[j] else 10
            if side[i] != side[j] and day[j] < day[i] <= day[j] + gap and rung[j] <= rung[i]:
                for risen, length in best[j].items():
                    key = risen or rung[i] > rung[j]
                    best[i][key] = max(best[i].get(key, 0), length + 1)
    return max(one.get(True, 0) if net else max(one.values()) for one in best)


def test_ladders_side_by_side() -> None:
    rows = {row.action: row for row in ladders(["tariff", "wmd_use", "plover:SANCTION/expel"])}
    assert (rows["tariff"].rung, rows["tariff"].goldstein, rows["tariff"].mid, rows["tariff"].copdab) == (4, -8.0, 1, 11)
    assert rows["wmd_use"].kahn == "15+"
    assert (rows["plover:SANCTION/expel"].plover, rows["plover:SANCTION/expel"].through) == (-5.5, "expulsion_diplomats")


def test_benjamini_hochberg_by_hand() -> None:
    assert benjamini_hochberg(np.array([0.04, 0.01, 0.03, 0.5])) == pytest.approx([0.16 / 3, 0.04, 0.16 / 3, 0.5])


def test_an_empty_dyad_has_no_number_and_a_verdict_in_words() -> None:
    found = report(EMPTY, OPTIONS)
    assert set(found.measures) == set(measures())
    assert found.sparse.word == "quiet"
    told = plain(found)
    assert told["measures"]["matching"]["ab"] == {
        "insufficient": {"have": 0, "need": 1, "what": "hostile acts of rung 2 and more in the window"}
    }
    assert told["measures"]["verdict"]["both"]["word"] == "insufficient"


def test_unknown_measures_are_named() -> None:
    with pytest.raises(QuestionError, match="no measure"):
        report(EMPTY, OPTIONS, only=["mood"])


def test_the_document_has_every_measure_as_it_is() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "escalation.md").read_text("utf-8")
    for one in measures().values():
        assert f"| {one.code} | `{one.name}` | {one.formula} | {one.reference} | {one.minimum} |" in text


def test_codes_bring_their_scales() -> None:
    found = coded_actions(["tariff", "plover:CONSULT"], first=[1, 2])
    assert (found.rung.tolist(), found.score.tolist(), found.quad.tolist()) == ([4, -1], [-6.0, 2.5], [3, 0])
