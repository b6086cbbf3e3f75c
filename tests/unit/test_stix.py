"""STIX bundles: what an object becomes, whose word it is, what is skipped and why; nothing is guessed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.dates import Span
from graph.errors import InputError
from graph.ingest import check
from graph.ingest.rows import Entry, Reject, Row, Skip
from graph.model import Event, Record, Source, Tie
from loaders.stix import LOADER

DATA = Path(__file__).parents[1] / "data/stix"
ATTACK = DATA / "attack_stix20.json"
BUNDLE = DATA / "bundle_stix21.json"
MITRE = "attack:identity--c78cb6e5-0c4b-4611-8297-d1b8b55e40b5"


def rows(*paths: Path) -> list[Row]:
    (load,) = LOADER.read(paths)
    return list(load.rows)


def found(kind: type[Any], told: list[Row]) -> list[Any]:
    return list({item.id: item for row in told if isinstance(row, Entry) for item in row.items if isinstance(item, kind)}.values())


def one(kind: type[Any], told: list[Row], fits: Callable[[Any], bool]) -> Any:
    (item,) = [item for item in found(kind, told) if fits(item)]
    return item


def named(told: list[Row]) -> dict[str, str]:
    return {record.id: record.name for record in found(Record, told)}


# --- ATT&CK ---


def test_groups_have_their_number_and_aliases() -> None:
    heron = one(Record, rows(ATTACK), lambda record: record.id == "attack:G9001")
    assert (heron.kind, heron.name, heron.aliases) == ("ThreatActor", "QUIET HERON", ("Tin Kettle Group",))
    assert heron.codes["attack"] == "G9001"
    assert heron.codes["stix"].startswith("intrusion-set--")
    assert heron.description == "QUIET HERON is invented."
    assert one(Record, rows(ATTACK), lambda record: record.id == "attack:G9002").aliases == ()


def test_a_campaign_is_an_action_of_all_groups_that_it_is_attributed_to() -> None:
    (event,) = found(Event, rows(ATTACK))
    assert (event.id, event.action, event.assertion) == ("attack:C9001", "cyber_espionage", "alleged")
    assert [(party.role, party.record) for party in event.participants] == [
        ("source", "attack:G9001"),
        ("source", "attack:G9002"),
        ("target", "attack:C9001-targets"),
    ]
    assert one(Record, rows(ATTACK), lambda record: record.id == "attack:C9001-targets").unnamed
    (claim,) = event.claims
    assert (claim.claimant, claim.stance, claim.scheme, claim.low, claim.date) == (MITRE, "claimed", "", None, Span.parse("2023-03-17"))


def test_its_days_are_months_whatever_the_side_of_greenwich() -> None:
    (event,) = found(Event, rows(ATTACK))
    assert (event.date, event.end) == (Span.parse("2019-09"), Span.parse("2020-03"))
    assert event.said["last_seen"] == "2020-02-29T23:00:00.000Z"


def test_published_is_the_first_report_that_can_be_about_it() -> None:
    (event,) = found(Event, rows(ATTACK))
    assert event.published == date(2020, 6, 17), "the report of 2016 is older than the campaign"
    reports = {source.title: source for source in found(Source, rows(ATTACK))}
    report = reports["Operation Tin Kettle"]
    assert (report.publisher, report.published, report.url) == (
        "Doe, J. and Roe, R",
        Span.parse("2020-06-17"),
        "https://example.org/tin-kettle.pdf",
    )
    assert {citation.source for citation in event.citations} == {source.id for source in reports.values()}


def test_what_attack_skips_is_told_and_counted() -> None:
    report = check(rows(ATTACK))
    assert (report.read, report.written, sum(report.rejected.values())) == (21, 4, 0)
    assert report.balanced
    assert report.skipped["revoked: intrusion-set"] == report.skipped["deprecated: intrusion-set"] == 1
    assert report.skipped["custom object: x-mitre-tactic"] == 1
    assert report.skipped["campaign: attributed to nobody"] == report.skipped["campaign: undated"] == 1
    assert report.skipped["campaign: the source does not say what kind of cyber action it was"] == 1
    assert report.skipped["attributed-to: told with its campaign"] == 2
    assert report.skipped["attributed-to: refers to a revoked or deprecated object"] == 1
    assert report.skipped["uses: techniques and software are not kept"] == 1


def test_attack_and_others_are_two_datasets() -> None:
    loads = {load.dataset.id: load.parts for load in LOADER.read((ATTACK, BUNDLE))}
    assert loads == {"stix": ("bundle_stix21",), "attack": ("attack_stix20",)}


# --- any bundle ---


def test_identities_become_what_their_class_says() -> None:
    told = {record.name: record for record in found(Record, rows(BUNDLE))}
    assert (told["Norway"].kind, told["Norway"].actor) == ("State", "state:NOR")
    assert (told["Georgia"].kind, told["Georgia"].actor) == ("Person", ""), "a person of that name"
    assert told["Ministry of Invented Affairs"].kind == "Organization"
    assert told["energy sector"].kind == "Group"
    assert told["China"].actor == "state:CHN"
    assert told["坏苍鹭"].aliases == ("Bad Heron",)
    assert "mail server" not in told


def test_the_newest_version_of_an_object_counts() -> None:
    told = rows(BUNDLE)
    assert "Bad Heron cluster, renamed" in named(told).values()
    assert "Bad Heron cluster" not in named(told).values()


def test_campaign_days_of_others_are_days() -> None:
    told = rows(BUNDLE)
    event = one(Event, told, lambda event: event.text == "Campaign of Autumn")
    assert (event.action, event.date, event.end, event.published) == (
        "cyber_destruction",
        Span.parse("2023-10-05"),
        Span.parse("2023-10-09"),
        None,
    )
    assert [named(told)[party.record] for party in event.having("target")] == ["Norway", "Ministry of Invented Affairs"]


def test_targeting_needs_a_day_and_a_word_for_what_was_done() -> None:
    told = rows(BUNDLE)
    event = one(Event, told, lambda event: "relationship--" in event.id)
    assert (event.action, event.date) == ("cyber_espionage", Span.parse("2024-01-02"))
    report = check(told)
    assert report.skipped["targets: undated, and no dated action without a date"] == 1
    assert report.skipped["targets: the source does not say what kind of cyber action it was"] == 1


def test_attribution_is_a_claim_of_the_maker() -> None:
    told = rows(BUNDLE)
    ties = {(tie.type, tie.note, named(told)[tie.target]): tie for tie in found(Tie, told)}
    assert set(ties) == {
        ("ATTRIBUTED_TO", "STIX: attributed-to", "China"),
        ("ATTRIBUTED_TO", "STIX: attributed-to", "Georgia"),
        ("ATTRIBUTED_TO", "STIX: attributed-to", "坏苍鹭"),
        ("ASSOCIATED_WITH", "STIX: located-at", "China"),
    }
    tie = ties["ATTRIBUTED_TO", "STIX: attributed-to", "China"]
    (claim,) = tie.claims
    assert (tie.assertion, tie.text, named(told)[claim.claimant]) == (
        "alleged",
        "Assessed to work for the state.",
        "Invented Threat Research",
    )
    assert (claim.scheme, claim.words, claim.low) == ("", "", None)


def test_wrong_objects_are_rejected_once_with_line_and_property() -> None:
    told = rows(BUNDLE)
    assert [(row.place.line, row.place.column) for row in told if isinstance(row, Reject)] == [
        (93, "country"),
        (147, "last_seen"),
        (349, "id"),
        (354, "type"),
        (357, "first_seen"),
        (379, ""),
    ]
    report = check(told)
    assert report.balanced
    assert report.read == 38
    assert report.skipped["attributed-to: its campaign is not loaded"] == 2
    assert report.skipped["located-at: refers to a rejected object"] == 1


def test_a_file_given_twice_and_a_copy_tell_nothing_twice(tmp_path: Path) -> None:
    copy = tmp_path / "copy.json"
    copy.write_bytes(ATTACK.read_bytes())
    told = rows(ATTACK, ATTACK, copy)
    report = check(told)
    assert (report.read, report.written, sum(report.rejected.values())) == (42, 4, 0)


def test_a_folder_of_single_objects_is_one_part(tmp_path: Path) -> None:
    for number, thing in enumerate(json.loads(ATTACK.read_text("utf-8"))["objects"]):
        content = {"type": "bundle", "id": f"bundle--{number}", "spec_version": "2.0", "objects": [thing]}
        (tmp_path / f"{number:03}.json").write_text(json.dumps(content), "utf-8")
    loads = list(LOADER.read((tmp_path,)))
    told = [row for load in loads for row in load.rows]
    assert all(load.parts == (tmp_path.stem,) for load in loads)
    assert [event.id for event in found(Event, told)] == ["attack:C9001"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"type": "indicator-list", "values": []}', "this is no STIX bundle; it holds: type, values"),
        (b'{"response": []}', "this is no STIX bundle; it holds: response"),
        (b"", "the file does not begin with '{' or '['"),
        (b"\xef\xbb\xbf<xml/>", "the file does not begin with '{' or '['"),
        (b'{"type": "bundle", "objects": [{"type": "identity"', "the JSON breaks here: Expecting ',' delimiter"),
        (b'{"type": ["identity"], "id": 5}', "this is no STIX bundle; it holds: id, type"),
    ],
)
def test_another_file_is_one_reject_with_a_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "other.json"
    path.write_bytes(content)
    (reject,) = rows(path)
    assert isinstance(reject, Reject)
    assert reject.reason == reason
    assert reject.hint


def test_a_lone_object_is_read(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    path.write_text(json.dumps({"type": "threat-actor", "id": "threat-actor--1", "name": "Lone Heron"}), "utf-8")
    assert set(named(rows(path)).values()) == {"Lone Heron"}


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file or folder"):
        rows(tmp_path / "none.json")


# --- any damage ---


JUNK = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.lists(st.integers(), max_size=2), st.just({"a": []}))


@given(st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_objects_with_wrong_values_never_raise(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    bundle = json.loads(data.draw(st.sampled_from([ATTACK, BUNDLE])).read_text("utf-8"))
    things = [thing for thing in bundle["objects"] if isinstance(thing, dict)]
    for _ in range(data.draw(st.integers(1, 4))):
        thing = data.draw(st.sampled_from(things))
        thing[data.draw(st.sampled_from(sorted(thing)))] = data.draw(JUNK)
    path = tmp_path_factory.mktemp("stix") / "bundle.json"
    path.write_text(json.dumps(bundle), "utf-8")
    for load in LOADER.read((path,)):
        assert check(list(load.rows)).balanced


@given(st.data())
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_broken_files_never_raise(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from([ATTACK, BUNDLE])).read_text("utf-8").splitlines()
    if data.draw(st.booleans()):
        start = data.draw(st.integers(0, len(lines) - 1))
        del lines[start : start + data.draw(st.integers(1, 12))]
    text = "\n".join(lines)
    text = text[: data.draw(st.integers(0, len(text)))] if data.draw(st.booleans()) else text
    path = tmp_path_factory.mktemp("stix") / "bundle.json"
    path.write_bytes(text.encode(data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "latin-1"])), "replace"))
    told = [row for load in LOADER.read((path,)) for row in load.rows]
    assert told
    assert all(isinstance(row, Entry | Skip | Reject) for row in told)
