"""One act told by several sources: the listings of XRZ, Zhao and Ni by OFAC, the UK and the chronology, beside each other with evidence."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import anyio
import neo4j
import pytest

from cli.loading import load_into
from graph.answers import Answer, Filter, events
from graph.engine import Endpoint
from graph.errors import QuestionError
from graph.store import Store, Writer
from loaders.base import loaders
from tests.conftest import empty
from tests.facts import rows

pytestmark = pytest.mark.server
REAL = Path(__file__).resolve().parents[3] / "shared" / "data"
SLICE = REAL / "apt31_slice"
LISTED = {"47800": "Wuhan Xiaoruizhi", "47814": "Zhao Guangzong", "47818": "Ni Gaobin"}
SNAPSHOTS = (REAL / "ofac/sdn_2024-03-22.csv", REAL / "ofac/sdn_2024-03-26.csv")


@pytest.fixture(scope="module")
def beside(endpoint: Endpoint, tmp_path_factory: pytest.TempPathFactory) -> Endpoint:
    """The chronology, the slices of OFAC and the UK, ATT&CK and MISP in one graph."""
    if not REAL.is_dir():
        pytest.skip(f"the real files are not there: {REAL}")
    empty(endpoint)
    known = loaders()
    with Writer(endpoint) as writer:
        load_into(writer, known["chronology"], known["chronology"].bundled)
        snapshots = _snapshots(tmp_path_factory.mktemp("ofac"))
        for name, paths in (
            ("ofac", snapshots),
            ("uk_sanctions", (SLICE / "uk_cyber_records.json",)),
            ("stix", (SLICE / "mitre_zirconium_stix20.json",)),
            ("misp_galaxy", (SLICE / "misp_threat_actor.json",)),
        ):
            reports = load_into(writer, known[name], paths)
            assert all(report.balanced and report.written for report in reports), name
    return endpoint


def _snapshots(folder: Path) -> tuple[Path, ...]:
    """The two lists as they were published, cut to the entries that are on one of them only and a hundredth of the others."""
    texts = [path.read_bytes().splitlines(keepends=True) for path in SNAPSHOTS]
    numbers = [{line.split(b",", 1)[0] for line in lines} for lines in texts]
    came_or_went = numbers[0] ^ numbers[1]
    found = []
    for path, lines in zip(SNAPSHOTS, texts, strict=True):
        kept = [line for line in lines if (number := line.split(b",", 1)[0]) in came_or_went or number.endswith(b"00")]
        found.append(folder / path.name)
        found[-1].write_bytes(b"".join(kept))
    return tuple(found)


def asked(endpoint: Endpoint, **question: Any) -> Answer:
    async def ask() -> Answer:
        async with Store(endpoint, timeout_s=30) as store:
            return await events(store, limit=200, **question)

    return anyio.run(ask)


def parties_of(endpoint: Endpoint, dataset: str) -> dict[str, str]:
    """The actors of a dataset by the beginning of their names, in small letters."""
    text = "MATCH (r:Record)-[:DESCRIBES]->(a:Actor) WHERE r.id STARTS WITH $of RETURN a.id AS id, r.name AS name"
    with neo4j.GraphDatabase.driver(endpoint.uri, auth=(endpoint.user, endpoint.password)) as driver:
        return {row["name"].lower().replace(",", ""): row["id"] for row in rows(driver, text, of=f"{dataset}:")}


def party(endpoint: Endpoint, dataset: str, name: str) -> str:
    words = name.lower().split()
    (found,) = {id_ for told, id_ in parties_of(endpoint, dataset).items() if all(word in told for word in words)}
    return found


@pytest.mark.parametrize("name", LISTED.values())
def test_the_listings_of_three_sources_stand_side_by_side(beside: Endpoint, name: str) -> None:
    days: dict[str, list[tuple[Any, Any, Any]]] = {}
    for dataset in ("ofac", "uk_sanctions", "chronology"):
        answer = asked(beside, target=party(beside, dataset, name), filter=Filter.of(types="SANCTIONED", datasets=dataset))
        assert answer.data["events"], dataset
        for id_ in answer.data["events"]:
            entry = answer.events[id_]
            assert entry["sources"], "each with its evidence"
            assert all(cited["source"] in answer.sources for cited in entry["sources"])
            days.setdefault(dataset, []).append((entry["date"], entry["date_to"], entry["participants"]))
    (ofac,) = days["ofac"]
    assert ofac[:2] == (date(2024, 3, 23), date(2024, 3, 26)), "an interval: between the two lists"
    for dataset in ("uk_sanctions", "chronology"):
        assert {one[:2] for one in days[dataset]} == {(date(2024, 3, 25), date(2024, 3, 25))}
    states = {one["actor"] for told in days.values() for *_, participants in told for one in participants if one["role"] == "source"}
    assert states == {"state:USA", "state:GBR"}


def test_three_sources_know_the_group_and_its_name_alone_is_not_enough(beside: Endpoint) -> None:
    with pytest.raises(QuestionError, match="several actors") as caught:
        asked(beside, target="APT31", filter=Filter())
    assert all(dataset in caught.value.hint for dataset in ("chronology:apt31", "misp_galaxy:", "attack:G0128"))


def test_what_was_done_to_the_groups_members_is_found_from_the_group(beside: Endpoint) -> None:
    wanted = Filter.of(types="SANCTIONED", since="2024-03-20", until="2024-03-31")
    answer = asked(beside, target="chronology:apt31", members=True, filter=wanted)
    by = {one["actor"] for id_ in answer.data["events"] for one in answer.events[id_]["participants"] if one["role"] == "source"}
    assert by == {"state:USA", "state:GBR"}
    assert answer.data["stands_for"]["target"]


def test_the_lists_of_march_2024_give_dated_events_for_what_came_between_them(beside: Endpoint) -> None:
    """Here with all that came and a hundredth of the rest; tests/unit/test_ofac_files.py reads the whole lists."""
    first, last = ({line.split(b",", 1)[0].decode() for line in path.read_bytes().splitlines()} - {"\x1a"} for path in SNAPSHOTS)
    assert first - last == set()
    text = "MATCH (e:Event {date_basis: 'between two lists'}) RETURN e.ent_num AS n, e.edge_type AS type, e.date AS a, e.date_to AS b"
    with neo4j.GraphDatabase.driver(beside.uri, auth=(beside.user, beside.password)) as driver:
        came = rows(driver, text)
    # Two of those that came are ships, which are no actors.
    assert {row["n"] for row in came} == last - first - {"48298", "48315"}
    assert len(came) == 41
    assert {(row["type"], str(row["a"]), str(row["b"])) for row in came} == {("SANCTIONED", "2024-03-23", "2024-03-26")}
