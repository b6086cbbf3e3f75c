"""How sure a path is: the check values of docs/confidence.md, and sources that stand or fall together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.temporal.draws import DRAWS, Evidence, draw, sureness

NEAR = 4 * 0.5 / DRAWS**0.5
"""Four standard errors of a share, at its widest."""


def link(name: str, **clusters: float) -> Evidence:
    rho = 1.0 if len(clusters) == 1 else 0.7
    doubt = 1.0
    for value in clusters.values():
        doubt *= (1 - value) ** rho
    return Evidence(name, round(min(1 - doubt, 0.99), 4), clusters)


@pytest.mark.parametrize("values", [(0.8,), (0.8, 0.8), (0.55, 0.55, 0.55), (0.95, 0.5)])
def test_a_link_holds_as_often_as_it_is_sure(values: tuple[float, ...]) -> None:
    one = link("e", **{f"g{n}": value for n, value in enumerate(values)})
    assert draw([one])["e"].mean() == pytest.approx(one.confidence, abs=NEAR)


def test_links_without_a_source_in_common_multiply() -> None:
    four = [link(f"e{n}", **{f"g{n}": 0.7}) for n in range(4)]
    (found,), any_holds = sureness([four])
    assert found.independent == pytest.approx(0.2401)
    assert found.drawn == pytest.approx(found.independent, abs=NEAR)
    assert any_holds == found.drawn
    assert (found.lower, found.upper) == (0.0, 0.7)


def test_links_of_one_source_stand_or_fall_together() -> None:
    (found,), _ = sureness([[link("e", wire=0.7), link("f", wire=0.7)]])
    assert found.drawn == pytest.approx(0.7, abs=NEAR)
    assert found.independent == pytest.approx(0.49)
    assert found.lower == pytest.approx(0.4)


def test_claims_and_denials_lower_a_link_below_its_reports() -> None:
    doubted = Evidence("e", 0.45, {"g": 0.9})
    assert draw([doubted])["e"].mean() == pytest.approx(0.45, abs=NEAR)


def test_one_of_several_paths_is_as_sure_as_the_draws_they_share() -> None:
    shared = link("first", a=0.5)
    paths = [[shared, link("b", b=0.9)], [shared, link("c", c=0.9)]]
    found, any_holds = sureness(paths)
    assert any_holds == pytest.approx(0.5 * (1 - 0.1**2), abs=NEAR)
    assert max(one.drawn for one in found) <= any_holds <= sum(one.drawn for one in found)


def test_the_weakest_link_is_named() -> None:
    (found,), _ = sureness([[link("e", g=0.9), link("f", h=0.6), link("i", j=0.8)]])
    assert (found.weakest, found.upper) == (1, 0.6)


@given(st.permutations(range(3)))
def test_the_same_links_give_the_same_numbers_in_any_order(order: list[int]) -> None:
    paths = [[link(f"e{n}", **{f"g{n}": 0.6, "wire": 0.5})] for n in range(3)]
    wanted, any_wanted = sureness(paths)
    found, any_found = sureness([paths[n] for n in order])
    assert found == [wanted[n] for n in order]
    assert any_found == any_wanted


def test_nothing_asked_is_nothing_sure() -> None:
    assert sureness([]) == ([], 0.0)
