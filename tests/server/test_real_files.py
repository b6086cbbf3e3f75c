"""Real files of the sources, loaded and loaded again: every row is accounted for, and a second load changes nothing.

The first rows of each, so that this ends in minutes; `TEST_REAL_ROWS=0 pytest tests/server/test_real_files.py` takes all of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.loading import How, load_into
from graph.engine import Endpoint
from graph.schema import prepare
from graph.store import Writer
from loaders.base import loaders
from tests.conftest import empty

pytestmark = pytest.mark.server
REAL = Path(__file__).resolve().parents[3] / "shared" / "data"
ROWS = 120
CASES: list[tuple[str, tuple[str, ...], int]] = [
    ("ofac", ("ofac/cons_prim.csv", "ofac/cons_alt.csv", "ofac/cons_add.csv"), ROWS),
    ("ofac", ("ofac/consolidated_nonSDN_2022-12.xml",), ROWS),
    ("ofac", ("apt31_slice/sdn.csv", "apt31_slice/add.csv"), ROWS),
    ("uk_sanctions", ("uk/ConList_2022-12.xlsx",), ROWS),
    ("uk_sanctions", ("uk/entities_extracted.json", "uk/individuals_extracted.json"), ROWS),
    ("uk_sanctions", ("apt31_slice/uk_cyber_records.json",), ROWS),
    ("stix", ("mitre/enterprise-attack-18.1-groups-campaigns-stix20.json",), 400),
    ("stix", ("apt31_slice/mitre_zirconium_stix20.json",), ROWS),
    ("misp_galaxy", ("misp/threat-actor.json",), ROWS),
    ("us_csl", ("csl/consolidated.csv",), ROWS),
    ("us_csl", ("uschina_slice/csl_china.csv",), ROWS),
    ("un_sc", ("un/UN_consolidated.xml",), ROWS),
    ("ca_sema", ("ca/sema-lmes_2022-12.xml",), ROWS),
    ("eu_sanctions", ("eu",), ROWS),
    ("eurepoc", ("eurepoc",), 0),
    ("cfr_cyber", ("cfr/cyber-operations-incidents_2021-05_alexpetros.csv",), ROWS),
    ("dcid", ("dcid/DCID_2.0_Release_update_February_2023.xlsx",), ROWS),
    ("mid", ("mid/MIDI 5.0.csv", "mid/MIDIP 5.0.csv"), ROWS),
    ("mid", ("mid/MIDA 5.0.csv", "mid/MIDB 5.0.csv"), ROWS),
    ("mid", ("mid/dyadic_mid_4.02.csv",), ROWS),
    ("icb", ("icb",), 0),
    ("ucdp_ged", ("ucdp/ucdpged_sample_1000_from_rda.csv",), ROWS),
    ("gsdb", ("sanctions_datasets/GSDB_V3.csv",), ROWS),
    ("ties", ("sanctions_datasets/TIESv4.xls",), ROWS),
    ("icews", ("icews/events.2018.sample.tab",), ROWS),
    ("opensanctions", ("opensanctions/yente_zala_entities.ftm.json",), ROWS),
    ("opensanctions", ("opensanctions/eu_authorities.ftm.json",), ROWS),
    ("opensanctions", ("opensanctions/ua_war_sanctions_targets.simple_2026-03.csv",), ROWS),
    ("opensanctions", ("opensanctions/curated",), ROWS),
    ("opensanctions", ("uschina_slice/cn_countermeasures_opensanctions.csv",), ROWS),
]


@pytest.fixture(scope="module")
def writer(endpoint: Endpoint) -> Iterator[Writer]:
    """One graph for all of them: the files stand side by side, as they do with those who load them."""
    if not REAL.is_dir():
        pytest.skip(f"the real files are not there: {REAL}")
    empty(endpoint)
    with Writer(endpoint) as opened:
        prepare(opened)
        yield opened


@pytest.mark.parametrize(("name", "files", "rows"), CASES, ids=[f"{name}-{files[0]}" for name, files, _ in CASES])
def test_twice_is_once_and_every_row_is_accounted_for(writer: Writer, name: str, files: tuple[str, ...], rows: int) -> None:
    how = How(limit=int(os.environ.get("TEST_REAL_ROWS", rows)))
    paths = tuple(REAL / file for file in files)
    first = load_into(writer, loaders()[name], paths, how)
    assert sum(report.written + report.unchanged for report in first)
    again = load_into(writer, loaders()[name], paths, how)
    for before, after in zip(first, again, strict=True):
        assert before.balanced
        assert after.balanced
        assert (after.written, after.edges_added, after.edges_retracted, after.edges_changed) == (0, 0, 0, 0), after.as_dict()
        assert (after.read, sum(after.rejected.values())) == (before.read, sum(before.rejected.values()))
