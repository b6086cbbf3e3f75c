"""Clusters of the MISP galaxy: synonyms stay synonyms, a country is no sponsor, and every wrong value is told with its line."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import InputError
from graph.ingest import check
from graph.ingest.rows import Entry, Reject, Row
from graph.model import Record, Tie
from loaders.misp_galaxy import LOADER

SHARED = Path(__file__).resolve().parents[3] / "shared/data"
FIXTURE = Path(__file__).parents[1] / "data/misp_galaxy/threat-actor.json"
HERON = "misp_galaxy:10000000-0000-4000-8000-000000000001"


def rows(*paths: Path) -> list[Row]:
    (load,) = LOADER.read(paths)
    return list(load.rows)


def found(kind: type[Any], told: list[Row]) -> dict[str, Any]:
    return {item.id: item for row in told if isinstance(row, Entry) for item in row.items if isinstance(item, kind)}


def rejects(told: list[Row]) -> list[tuple[int, str, str]]:
    return [(row.place.line, row.place.column, row.reason) for row in told if isinstance(row, Reject)]


def test_a_cluster_becomes_a_threat_actor_with_its_synonyms() -> None:
    heron = found(Record, rows(FIXTURE))[HERON]
    assert (heron.kind, heron.name, heron.actor) == ("ThreatActor", "QUIET HERON", "")
    assert heron.aliases == ("Larva‑99999", "Quiet Heron Group")
    assert heron.codes == {"misp": "10000000-0000-4000-8000-000000000001"}
    assert "Suspected victims, undated (Council on Foreign Relations): Norway, Private sector." in heron.description


def test_a_shared_synonym_is_no_identity() -> None:
    told = found(Record, rows(FIXTURE))
    sharing = [record for record in told.values() if "Quiet Heron Group" in record.aliases]
    assert len(sharing) == 2
    assert {record.actor for record in sharing} == {""}


def test_a_sponsor_is_whom_it_acts_for_and_a_country_only_an_association() -> None:
    ties = found(Tie, rows(FIXTURE))
    assert {(tie.source[-1], tie.type, tie.target) for tie in ties.values()} == {
        ("1", "ACTS_FOR", "misp_galaxy:PRK"),
        ("2", "ASSOCIATED_WITH", "misp_galaxy:NOR"),
        ("5", "ASSOCIATED_WITH", "misp_galaxy:NAM"),
    }
    tie = ties[f"{HERON}-PRK"]
    assert (tie.assertion, tie.note, tie.part) == ("alleged", "attribution-confidence 50", "threat-actor")
    (claim,) = tie.claims
    assert (claim.claimant, claim.stance, claim.words, claim.scheme, claim.low) == ("misp_galaxy:contributors", "claimed", "", "", None)
    assert found(Record, rows(FIXTURE))["misp_galaxy:PRK"].actor == "state:PRK"


def test_wrong_clusters_are_rejected_with_line_and_field() -> None:
    told = rows(FIXTURE)
    assert rejects(told) == [
        (45, "country", "'XQ' is no country"),
        (50, "uuid", f"the cluster stands twice: first at {FIXTURE.as_posix()}:10"),
        (54, "uuid", "'not a uuid' is no UUID"),
        (55, "synonyms", "synonyms is no list of texts"),
        (56, "", "this is no cluster"),
    ]
    report = check(told)
    assert (report.read, report.written, sum(report.rejected.values())) == (10, 5, 5)
    assert report.balanced


def test_a_bare_list_and_a_single_cluster_are_read(tmp_path: Path) -> None:
    values = json.loads(FIXTURE.read_text("utf-8"))["values"]
    for content in (values[:1], values[0]):
        path = tmp_path / "slice.json"
        path.write_text(json.dumps(content), "utf-8")
        assert set(found(Tie, rows(path))) == {f"{HERON}-PRK"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"type": "sector", "values": [{"uuid": "x"}]}', "this is the galaxy 'sector'"),
        (b'{"a": 1}', "this is no MISP galaxy; it holds: a"),
        (b"", "the file does not begin with '{' or '['"),
        (b"id,name\n1,2\n", "the file does not begin with '{' or '['"),
        (b'{"values": [{"uuid": 1},\n {"uuid": ]}', "the JSON breaks here: Expecting value"),
        (b'{"values": [1] 2}', "'}' is missing before '2'"),
        (b'{"values": [1', "the file ends too early"),
        (b"[] []", "something follows the end of the document: '['"),
        (b'{"values": ["\xff"]}', "the text is not utf-8 (byte 14)"),
        (b"[" * 100_000, "the file is nested too deeply"),
    ],
)
def test_another_file_is_one_reject_with_a_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "other.json"
    path.write_bytes(content)
    (reject,) = rows(path)
    assert isinstance(reject, Reject)
    assert reject.reason == reason
    assert reject.hint


def test_a_missing_file_and_an_empty_folder_are_errors(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file or folder"):
        rows(tmp_path / "none.json")
    with pytest.raises(InputError, match="the folder holds no MISP galaxy"):
        rows(tmp_path)


@given(st.data())
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
def test_broken_files_never_raise(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    text = FIXTURE.read_text("utf-8")
    if data.draw(st.booleans()):
        lines = text.splitlines()
        text = "\n".join(data.draw(st.permutations(lines)))
    text = text[: data.draw(st.integers(0, len(text)))].replace(
        data.draw(st.sampled_from(['"', "meta", "[", "uuid", "KP", "value"])), data.draw(st.text(max_size=4))
    )
    path = tmp_path_factory.mktemp("misp") / "threat-actor.json"
    path.write_bytes(text.encode(data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"])), "replace"))
    assert check(rows(path)).balanced


def test_the_real_galaxy_loads_whole() -> None:
    path = SHARED / "misp/threat-actor.json"
    if not path.is_file():
        pytest.skip("needs the real file misp/threat-actor.json, which is not on this machine")
    told = rows(path)
    report = check(told)
    assert (report.read, report.written, sum(report.rejected.values())) == (1041, 1041, 0)
    ties = found(Tie, told).values()
    # 477 clusters have a country, one of them an empty one.
    assert Counter(tie.type for tie in ties) == {"ASSOCIATED_WITH": 385, "ACTS_FOR": 91}
    aliases = Counter(alias.casefold() for record in found(Record, told).values() for alias in record.aliases)
    assert aliases["nobelium"] == 2, "a synonym that two clusters share"


def test_the_slice_says_that_apt31_comes_from_china() -> None:
    path = SHARED / "apt31_slice/misp_threat_actor.json"
    if not path.is_file():
        pytest.skip("needs the real file apt31_slice/misp_threat_actor.json, which is not on this machine")
    told = rows(path)
    (tie,) = found(Tie, told).values()
    assert (tie.type, tie.target, tie.assertion) == ("ASSOCIATED_WITH", "misp_galaxy:CHN", "alleged")
    assert "ZIRCONIUM" in found(Record, told)[tie.source].aliases
