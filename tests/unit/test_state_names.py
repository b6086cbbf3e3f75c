"""Names and codes of states in the real files of five sources: each is a state's, or stands here as what it is instead."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

import pytest

from graph.ingest import Entry, Reject, Row
from graph.model import Event, Record
from loaders._lists.countries import States
from loaders.base import loaders
from loaders.eurepoc.cells import listed, says
from loaders.gsdb import BODIES, GROUPS
from loaders.states import resolve_name
from loaders.states.table import states
from tests.list_rows import SHARED

ICEWS = SHARED / "icews/events.2018.sample.tab"
EUREPOC = SHARED / "eurepoc/EuRepoC_Global_Database_1.1.csv"
CFR = SHARED / "cfr/cyber-operations-incidents_2021-05_alexpetros.csv"
GSDB = SHARED / "sanctions_datasets/GSDB_V3.csv"
TIES = SHARED / "sanctions_datasets/TIESv4.xls"

NO_STATES_OF_EUREPOC = frozenset(
    {
        *("Africa", "Caucasus", "Eastern Europe", "North America", "Northern Europe", "South America", "Western Europe"),
        *("ISIS", "Interpol", "International Association of Athletics Federations", "UNICEF", "United Nations"),
        *("Organization for Security and Cooperation in Europe", "United Nations Economic and Social Council"),
        *("United Nations Environment Programme", "United Nations Organization", "World Anti-Doping Agency"),
    }
)
"""Regions end in `(region)`, but for these; the others are bodies. None of them stands for a state."""


def needs(path: Path) -> Path:
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    return path


def cells_of(path: Path, separator: str = ",") -> list[dict[str, str]]:
    with needs(path).open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=separator, quoting=csv.QUOTE_NONE if separator == "\t" else csv.QUOTE_MINIMAL))


def unresolved(names: Iterable[str]) -> set[str]:
    return {name for name in names if resolve_name(name) is None}


def rows_of(name: str, path: Path) -> list[Row]:
    (load,) = loaders()[name].read((needs(path),))
    return list(load.rows)


def parties(rows: list[Row]) -> list[Record]:
    """Everybody who acts or is acted on, each once."""
    entries = [row for row in rows if isinstance(row, Entry)]
    records = {item.id: item for row in entries for item in row.items if isinstance(item, Record)}
    used = {party.record for row in entries for item in row.items if isinstance(item, Event) for party in item.participants}
    return [record for id_, record in records.items() if id_ in used]


def test_icews() -> None:
    rows = cells_of(ICEWS, "\t")
    named = {row[column] for row in rows for column in ("Source Country", "Target Country", "Country")} - {"", "NA"}
    assert len(named) > 100
    assert unresolved(named) == set()


def test_eurepoc() -> None:
    named = {
        name
        for row in cells_of(EUREPOC)
        for column in ("receiver_country", "initiator_country")
        for name in listed(row[column])
        if says(name) and name != "Unknown"
    }
    assert len(named) > 100
    assert {name for name in unresolved(named) if not name.endswith("(region)")} == NO_STATES_OF_EUREPOC


def test_cfr_sponsors() -> None:
    """Several are parted by commas; there is none that is no state."""
    named = {row["Sponsor"] for row in cells_of(CFR)} - {""}
    assert {part.strip() for name in unresolved(named) for part in name.split(",") if resolve_name(part.strip()) is None} == set()


def test_cfr_victims() -> None:
    """Words for victims are free; none that is no state looks like the name of one, but for these."""
    parts = {part.strip().removeprefix("and ") for row in cells_of(CFR) for part in re.split("[,;]", row["Victims"])} - {""}
    states_, names = States("cfr_cyber"), [name for state in states() for name in (state.name, *state.names)]
    alike = {part for part in parts if states_(part) is None and get_close_matches(part, names, n=1, cutoff=0.82)}
    assert alike == {"Burisma", "Russian"}


def test_gsdb() -> None:
    rows = rows_of("gsdb", GSDB)
    assert [row.reason for row in rows if isinstance(row, Reject)] == ["body-ECOWAS stands on both sides"]
    others = {record.name for record in parties(rows) if record.kind != "State"}
    assert others <= {*BODIES.values(), *GROUPS}
    assert len(others) == 37


def test_ties() -> None:
    rows = rows_of("ties", TIES)
    assert not [row.reason for row in rows if isinstance(row, Reject) and "COW" in row.reason]
    others = {record.name for record in parties(rows) if record.kind != "State"}
    assert {name for name in others if not name.startswith("Intergovernmental organization ")} == {"European Union"}
    assert len(others) == 11
