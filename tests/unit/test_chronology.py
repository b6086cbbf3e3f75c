"""Chronologies read end to end: good files to exact items, bad entries to exact rejects, and the files of one load together."""

from __future__ import annotations

import datetime
import re
import sys
from collections import Counter
from pathlib import Path
from types import FrameType

import pytest

from graph.dates import Span
from graph.errors import Place
from graph.ingest.rows import Entry, Reject
from graph.model import Citation, Claim, Dataset, Denial, Event, Item, Participant, Record, Response, Source, Tie
from loaders.base import Load
from loaders.chronology import LOADER, read

DATA = Path(__file__).parent.parent / "data" / "chronology"
HEADER = "chronology: 1\ndataset: d\ntitle: T\npublisher: P\nlicence: L\n"
WIRE, STATEMENT = Citation(source="sample:wire"), Citation(source="sample:statement")


@pytest.fixture(name="sample", scope="module")
def _sample() -> Load:
    (load,) = read((DATA / "good",))
    return load


def entries(load: Load) -> list[Entry]:
    rows = list(load.rows)
    assert [str(row) for row in rows if isinstance(row, Reject)] == []
    return [row for row in rows if isinstance(row, Entry)]


def rejects(load: Load) -> list[Reject]:
    return [row for row in load.rows if isinstance(row, Reject)]


def items(load: Load) -> dict[str, Item]:
    return {item.id: item for entry in entries(load) for item in entry.items if not isinstance(item, Denial)}


def one(text: str, path: Path) -> Load:
    path.write_text(text, encoding="utf-8")
    (load,) = read((path,))
    return load


def test_dataset_of_the_header(sample: Load) -> None:
    assert sample.dataset == Dataset(id="sample", title="Sample chronology", publisher="Retorsion tests", licence="CC0-1.0", citation="")
    assert sample.complete


def test_sources_then_actors_then_ties_then_actions(sample: Load) -> None:
    kinds = [type(entry.items[-1]).__name__ for entry in entries(sample)]
    order = ["Source", "Record", "Tie", "Event", "Denial"]
    assert kinds == sorted(kinds, key=order.index)
    assert Counter(kinds) == {"Source": 3, "Record": 6, "Tie": 4, "Event": 2, "Denial": 1}


def test_sources(sample: Load) -> None:
    found = items(sample)
    assert found["sample:statement"] == Source(
        id="sample:statement",
        title="A statement: with a colon",
        publisher="Foreign Office",
        published=Span.parse("2024-03-26"),
        url="https://example.org/statement",
        reliability="A",
        origin="sample:statement",
    )
    assert found["sample:wire"] == Source(
        id="sample:wire", title="Wire copy", publisher="Agency", published=Span.parse("2024-03"), origin="sample:statement"
    )


def test_actors_keep_their_words(sample: Load) -> None:
    found = items(sample)
    assert found["sample:NOR"] == Record(
        id="sample:NOR",
        kind="State",
        name="Norway",
        actor="state:NOR",
        aliases=("NO", "Norge", "Noreg"),
        codes={"iso2": "NO", "iso3": "NOR", "cow": "385"},
    )
    assert found["sample:NAM"] == Record(
        id="sample:NAM", kind="State", name="Namibia", actor="state:NAM", codes={"iso2": "NA", "iso3": "NAM"}
    )
    assert found["sample:minister"] == Record(id="sample:minister", kind="Person", name="null", description="yes")
    assert found["sample:unit-61"] == Record(id="sample:unit-61", kind="ThreatActor", name="六一单位")
    china = found["sample:CHN"]
    assert isinstance(china, Record)
    assert china.aliases == ("中华人民共和国", "People's Republic of China")


def test_ties_long_and_short(sample: Load) -> None:
    found = items(sample)
    assert found["sample:pst-part-of-nor"] == Tie(
        id="sample:pst-part-of-nor",
        dataset="sample",
        type="PART_OF",
        source="sample:pst",
        target="sample:NOR",
        citations=(STATEMENT,),
        published=datetime.date(2024, 3, 26),
        part="actors",
    )
    assert found["sample:minister-once-namibian"] == Tie(
        id="sample:minister-once-namibian",
        dataset="sample",
        type="NATIONAL_OF",
        source="sample:minister",
        target="state:NAM",
        citations=(WIRE,),
        valid_from=Span.parse("1990"),
        valid_to=Span.parse("2001-05"),
        part="actors",
    )
    claim = Claim(
        id="sample:unit-61-part-of-chn:pst",
        claimant="sample:pst",
        stance="claimed",
        words="very likely",
        scheme="ICD203",
        low=0.8,
        high=0.95,
        source="sample:statement",
    )
    assert found["sample:unit-61-part-of-chn"] == Tie(
        id="sample:unit-61-part-of-chn",
        dataset="sample",
        type="PART_OF",
        source="sample:unit-61",
        target="sample:CHN",
        citations=(WIRE,),
        assertion="alleged",
        part="actions",
        claims=(claim,),
    )


def test_action_with_claims_and_denials(sample: Load) -> None:
    statement = "sample:intrusion-2024"
    assert items(sample)[statement] == Event(
        id=statement,
        dataset="sample",
        action="cyber_espionage",
        date=Span(datetime.date(2024, 1, 1), datetime.date(2024, 3, 31)),
        participants=(
            Participant(record="sample:unit-61", role="source"),
            Participant(record="sample:NOR", role="target", inferred=True),
        ),
        citations=(WIRE,),
        assertion="alleged",
        part="actions",
        claims=(
            Claim(
                id=f"{statement}:NOR",
                claimant="sample:NOR",
                stance="claimed",
                words="Highly  likely",
                scheme="PHIA",
                low=0.8,
                high=0.9,
                date=Span.parse("2024-03-25"),
                speaker="sample:minister",
                speaker_role="Foreign Minister",
                quote="NO doubt: it was them",
                source="sample:statement",
            ),
            Claim(id=f"{statement}:NOR-2", claimant="sample:NOR", stance="claimed", words="we are sure", about="occurrence"),
            Claim(id=f"{statement}:embassy", claimant="sample:CHN", stance="denied"),
        ),
    )


def test_action_with_everything(sample: Load) -> None:
    party, tie = "sample:listing-2024-party-1", "sample:listing-2024-party-1-national-of-chn"
    cited = (
        STATEMENT,
        Citation(source="sample:earlier", date=Span.parse("2024-03-25"), words="yesterday", credibility="2"),
    )
    record, nationality, event = next(entry.items for entry in entries(sample) if len(entry.items) == 3)
    assert record == Record(id=party, kind="Group", name="four officials", unnamed=True)
    assert nationality == Tie(
        id=tie,
        dataset="sample",
        type="NATIONAL_OF",
        source=party,
        target="sample:CHN",
        citations=cited,
        published=datetime.date(2024, 3, 24),
        assertion="alleged",
        part="actions",
        claims=(Claim(id=f"{tie}:NOR", claimant="sample:NOR", stance="claimed"),),
    )
    assert event == Event(
        id="sample:listing-2024",
        dataset="sample",
        action="sanction",
        date=Span.parse("2024-03-25"),
        end=Span.parse("2025"),
        participants=(
            Participant(record="sample:NOR", role="source"),
            Participant(record="sample:NAM", role="source", role_words="co-sponsor"),
            Participant(record="sample:unit-61", role="target", magnitude=1.5),
            Participant(record=party, role="target"),
            Participant(record="sample:pst", role="organ"),
            Participant(record="sample:minister", role="official", role_words="Foreign Minister"),
            Participant(record="other-set:ambassador", role="counterpart"),
        ),
        citations=cited,
        text="Norway listed them.",
        published=datetime.date(2024, 3, 24),
        status="announced",
        rung=7,
        rung_reason="with an alert",
        magnitude=5.0,
        unit="listings",
        note="First of its kind.",
        part="actions",
        responds_to=(
            Response(event="sample:intrusion-2024", basis="stated", words="in answer", source="sample:statement"),
            Response(event="other-set:x1", basis="inferred"),
        ),
    )


def test_a_denying_action_denies_each_statement(sample: Load) -> None:
    event, *denials = entries(sample)[-1].items
    assert isinstance(event, Event)
    assert (event.published, event.quote) == (datetime.date(2024, 3, 28), "groundless")
    statements = ["sample:intrusion-2024", "sample:unit-61-part-of-chn", "other-set:claim-9"]
    assert denials == [
        Denial(
            statement=statement,
            claim=Claim(
                id=f"{statement}:denied-by-denial-2024-CHN",
                claimant="sample:CHN",
                stance="denied",
                date=Span.parse("2024-03-27"),
                quote="groundless",
                source="sample:earlier",
                event="sample:denial-2024",
            ),
        )
        for statement in statements
    ]


def test_places_and_lines_of_fields(sample: Load) -> None:
    found = {item.id: entry for entry in entries(sample) for item in entry.items if isinstance(item, Event)}
    entry = found["sample:intrusion-2024"]
    assert entry.place == Place("actions.yaml", 20, "actions[0]")
    assert entry.place_of("date") == Place("actions.yaml", 21, "date")
    assert entry.place_of("claims[0].words").line == 28
    assert entry.place_of("denials[0]").line == 36
    assert entry.place_of("rung").line == 20


@pytest.mark.parametrize("name", ["entries.yaml", "actions.yaml"])
def test_each_bad_entry_is_rejected_at_its_line(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(DATA / "bad")
    lines = Path(name).read_text(encoding="utf-8").splitlines()
    expected = {number: line.split("  #! ")[1] for number, line in enumerate(lines, 1) if "  #! " in line}
    (load,) = read((Path(name),))
    found = {reject.place.line: reject for reject in rejects(load)}
    assert sorted(reject.place.line for reject in rejects(load)) == sorted(expected)
    assert {reject.place.file for reject in rejects(load)} == {name}
    assert [line for line, words in expected.items() if words not in found[line].reason] == []
    assert [reject for reject in found.values() if not reject.hint] == [], "each reject says what would be right"
    assert any(isinstance(row, Entry) and isinstance(row.items[0], Event | Tie) for row in load.rows), "good entries load"


@pytest.mark.parametrize(
    ("name", "line", "hint"),
    [
        ("actions.yaml", 23, "did you mean `targets`?"),
        ("actions.yaml", 14, "did you mean `actions`?"),
        ("entries.yaml", 13, "did you mean `publisher`?"),
        ("entries.yaml", 17, "did you mean `good`?"),
        ("entries.yaml", 59, "did you mean `CHN`?"),
    ],
)
def test_a_slip_of_the_pen_is_guessed(name: str, line: int, hint: str) -> None:
    (load,) = read((DATA / "bad" / name,))
    assert [reject.hint for reject in rejects(load) if reject.place.line == line] == [hint]


def test_words_of_the_yardstick_are_listed(tmp_path: Path) -> None:
    text = (
        HEADER
        + "ties:\n- {source: state:NOR, type: PART_OF, target: state:CHN, sources: [x:s], claims: [{by: x:a, words: sure, scheme: PHIA}]}\n"
    )
    (reject,) = rejects(one(text, tmp_path / "f.yaml"))
    assert reject.place.column == "claims[0].words"
    assert "almost certain, highly likely" in reject.hint
    assert reject.detail == "sure"


def test_unknown_scheme_widens_the_band(tmp_path: Path) -> None:
    text = (
        HEADER + "ties:\n- {source: x:a, type: PART_OF, target: x:b, sources: [x:s], claims: [{by: x:a, words: likely, scheme: unknown}]}\n"
    )
    (entry,) = entries(one(text, tmp_path / "f.yaml"))
    (tie,) = entry.items
    assert isinstance(tie, Tie)
    assert [(claim.low, claim.high) for claim in tie.claims] == [(0.45, 0.9)]


def test_several_deniers_have_claims_of_their_own(tmp_path: Path) -> None:
    text = (
        HEADER
        + """actors: {CHN: {kind: State, name: China}}
actions:
- {id: a, date: 2024, by: [CHN, state:CHN, {unnamed: a spokesman}], action: denial, targets: state:NOR, denies: [x:y], sources: [x:s]}
"""
    )
    denials = [item for item in entries(one(text, tmp_path / "f.yaml"))[-1].items if isinstance(item, Denial)]
    assert [(denial.claim.id, denial.claim.claimant) for denial in denials] == [
        ("x:y:denied-by-a-CHN", "d:CHN"),
        ("x:y:denied-by-a-CHN-2", "state:CHN"),
        ("x:y:denied-by-a-a-party-1", "d:a-party-1"),
    ]


def actions(number: int, by: str) -> str:
    actors = "actors: {NOR: {kind: State, name: N}, CHN: {kind: State, name: C}}\nsources: {s: {title: T, publisher: P}}\nactions:\n"
    line = "- {{id: a{0}, date: 2024, by: {1}, action: protest_public, targets: CHN, sources: [s]}}\n"
    return HEADER + actors + "".join(line.format(index, by.format(index)) for index in range(number))


def test_ten_thousand_actions(tmp_path: Path) -> None:
    assert len(entries(one(actions(10_000, "NOR"), tmp_path / "f.yaml"))) == 10_003


@pytest.mark.parametrize("by", ["NOR", "missing-{}"])
def test_the_work_grows_with_the_number_of_entries(by: str, tmp_path: Path) -> None:
    def calls(number: int) -> int:
        counted = 0

        def count(frame: FrameType, event: str, argument: object) -> None:
            nonlocal counted
            counted += event == "call"

        text = actions(number, by)
        sys.setprofile(count)
        try:
            load = one(text, tmp_path / "f.yaml")
        finally:
            sys.setprofile(None)
        assert len(list(load.rows)) == number + 3
        return counted

    calls(1)  # fills the caches of the vocabulary
    assert calls(800) < 2.2 * calls(400)


def test_bundled_files_load_without_a_reject() -> None:
    assert LOADER.bundled, "the project brings a chronology"
    assert [path.suffix for path in LOADER.bundled] == [".yaml"] * len(LOADER.bundled)
    (load,) = read(LOADER.bundled)
    assert any(isinstance(item, Event) for entry in entries(load) for item in entry.items)


def test_the_worked_example_of_the_documentation(tmp_path: Path) -> None:
    text = (DATA.parent.parent.parent / "docs" / "chronology.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(chronology: 1\n.*?)```", text, re.DOTALL)
    (load,) = [one(block, tmp_path / "f.yaml") for block in blocks]
    assert len([item for entry in entries(load) for item in entry.items if isinstance(item, Event)]) == 2
