"""The real bundles of ATT&CK load with the counts that are known of them, and the slice of APT31 is the group it should be."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.ingest import check
from graph.ingest.report import Report
from graph.ingest.rows import Entry, Row
from graph.model import Event, Record
from loaders.stix import LOADER

SHARED = Path(__file__).resolve().parents[3] / "shared/data"


def load(path: str) -> tuple[list[Row], Report]:
    file = SHARED / path
    if not file.is_file():
        pytest.skip(f"needs the real file {path}, which is not on this machine")
    (found,) = LOADER.read((file,))
    assert found.dataset.id == "attack"
    rows = list(found.rows)
    report = check(rows)
    assert report.balanced
    assert not report.rejected
    return rows, report


def events(rows: list[Row]) -> set[str]:
    return {item.id for row in rows if isinstance(row, Entry) for item in row.items if isinstance(item, Event)}


@pytest.mark.parametrize(
    ("path", "read", "techniques"),
    [
        ("mitre/enterprise-attack-18.1-groups-campaigns-stix20.json", 272, 0),
        ("mitre/enterprise-attack-18.1-stix20-rebuilt.json", 24_771, 691),
    ],
)
def test_enterprise_attack(path: str, read: int, techniques: int) -> None:
    rows, report = load(path)
    assert (report.read, report.written) == (read, 178)
    assert report.skipped["revoked: intrusion-set"] == 6
    assert report.skipped["deprecated: intrusion-set"] == 9
    assert report.skipped["attack-pattern: neither an actor nor an action"] == techniques
    campaigns = (
        report.skipped["campaign: attributed to nobody"]
        + report.skipped["campaign: the source does not say what kind of cyber action it was"]
    )
    assert (campaigns, len(events(rows))) == (47, 5)
    told = [number for reason, number in report.skipped.items() if reason.startswith("attributed-to: ")]
    assert sum(told) == 25, "each attribution is told with its campaign, or said not to be"
    groups = {
        item.id for row in rows if isinstance(row, Entry) for item in row.items if isinstance(item, Record) and item.kind == "ThreatActor"
    }
    assert len(groups) == 187 - 6 - 9


def test_ics_attack_in_stix_21() -> None:
    rows, report = load("mitre/ics-attack-stix21.json")
    assert report.read == 1826
    assert report.skipped["custom object: x-mitre-collection"] == 1
    assert report.skipped["targets: not between two actors"] == 685
    assert events(rows) == {"attack:C0025", "attack:C0028"}


def test_the_slice_of_apt31() -> None:
    rows, report = load("apt31_slice/mitre_zirconium_stix20.json")
    assert (report.read, report.written) == (61, 2)
    records = {item.id: item for row in rows if isinstance(row, Entry) for item in row.items if isinstance(item, Record)}
    zirconium = records["attack:G0128"]
    assert (zirconium.kind, zirconium.name, zirconium.codes["attack"]) == ("ThreatActor", "ZIRCONIUM", "G0128")
    assert {"APT31", "Violet Typhoon"} <= {*zirconium.aliases}
