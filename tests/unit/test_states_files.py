"""Every code and name of the real tables of COW, ISO, CAMEO, GDELT and ICEWS is a state, or said not to be one."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from loaders.states import resolve_actor_code, resolve_code, resolve_name

SHARED = Path(__file__).resolve().parents[3] / "shared/data"


def shared(path: str) -> Path:
    found = SHARED / path
    if not found.is_file():
        pytest.skip(f"needs the real file {path}, which is not on this machine")
    return found


def test_all_rows_of_cow_resolve() -> None:
    with shared("countries/COW_country_codes.csv").open(newline=None) as file:
        found = list(csv.DictReader(file))
    assert len(found) == 243
    for row in found:
        state = resolve_code(row["CCode"], "cown")
        assert state is not None, row
        assert resolve_code(row["StateAbb"], "cow") == state, row
        if row["StateNme"] not in {"Korea", "Yugoslavia"}:
            assert resolve_name(row["StateNme"]) == state, row


def test_all_countries_of_iso_resolve() -> None:
    with shared("countries/iso3166_all.csv").open(encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    assert len(found) == 249
    for row in found:
        state = resolve_code(row["alpha-3"], "iso3")
        assert state is not None
        assert state.living
        assert resolve_code(row["alpha-2"], "iso2") == resolve_name(row["name"]) == state, row


def lookup(table: str) -> dict[str, str]:
    lines = shared(f"cameo/CAMEO.{table}.txt").read_text("utf-8").splitlines()[1:]
    return dict(line.split("\t", 1) for line in lines)


def test_all_country_codes_of_cameo_are_states_or_said_not_to_be() -> None:
    kinds = {code: resolve_actor_code(code, "cameo").kind for code in lookup("country")}
    assert len(kinds) == 263
    assert set(kinds.values()) == {"state", "region", "city", "unknown"}
    assert [code for code, kind in kinds.items() if kind == "unknown"] == ["0"]
    assert sum(kind == "region" for kind in kinds.values()) == 25


@pytest.mark.parametrize(
    ("table", "kinds"),
    [
        ("knowngroup", {"organization", "group", "state", "unknown"}),
        ("type", {"role", "generic", "organization"}),
        ("religion", {"religion", "state", "unknown"}),
        ("ethnic", {"ethnic", "unknown"}),
    ],
)
def test_all_other_codes_of_cameo_are_what_they_are(table: str, kinds: set[str]) -> None:
    found = {code: resolve_actor_code(code, "cameo").kind for code in lookup(table)}
    assert set(found.values()) == kinds
    assert {code for code, kind in found.items() if kind == "unknown"} <= {"0"}
    assert {code for code, kind in found.items() if kind == "state"} <= {"PSE", "SHN"}, "these two stand in the table of countries as well"


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("20180101000000.export.CSV", 61),
        ("20151027220000_narayave_events.CSV", 61),
        ("gdelt1_raw58col_20160728_sample.export.CSV", 58),
        ("gdelt1_raw57col_1982_sample.csv", 57),
    ],
)
def test_all_actor_codes_of_gdelt_resolve_to_its_own_country(name: str, columns: int) -> None:
    """GDELT gives the country beside the code: the two agree, and no part of a code is unknown."""
    for line in shared(f"gdelt/{name}").read_text("utf-8").splitlines():
        cells = line.split("\t")
        assert len(cells) == columns
        for code, country in ((cells[5], cells[7]), (cells[15], cells[17])):
            actor = resolve_actor_code(code, "gdelt")
            assert not [other for other in actor.others if other.kind == "unknown"], code
            assert actor.state == (resolve_code(country, "cameo") if country else actor.state), (code, country)


def test_all_countries_of_icews_resolve_or_are_regions() -> None:
    lines = shared("icews/events.2018.sample.tab").read_text("utf-8").splitlines()[1:]
    names = {name for line in lines for name in (line.split("\t")[4], line.split("\t")[10])}
    unresolved = {name for name in names if not resolve_name(name)}
    assert unresolved <= {"NA", ""}
