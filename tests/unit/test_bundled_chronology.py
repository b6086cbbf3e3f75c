"""The bundled chronology says what the facts say, and each thing that it says has a source. The reader itself has tests of its own."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
import yaml

from graph.dates import Span
from graph.ingest.rows import Entry
from graph.ingest.validate import check
from graph.model import Claim, Denial, Event, Record, Source, Statement, Tie
from graph.vocabulary import vocabulary
from loaders.base import loaders

ROOT: Final = Path(__file__).resolve().parents[2]
BUNDLED: Final = ROOT / "loaders" / "chronology" / "bundled"
SHARED: Final = ROOT.parent / "shared"
FACTS: Final = SHARED / "facts" / "chronology.tsv"
ARTICLE: Final = SHARED / "seed"
UK_LIST: Final = SHARED / "data" / "apt31_slice" / "uk_cyber_records.json"
needs_facts = pytest.mark.skipif(not FACTS.exists(), reason=f"the facts ({FACTS.name}) do not lie beside this checkout")

DATE_DEVIATIONS: Final = {
    # Told on 2024-03-25, the day of the talk unknown: the facts give the last possible day,
    # the chronology the span from Lord Cameron's first day in office.
    "uk-cameron-wang-2024": Span.parse("2023-11-13..2024-03-25"),
}
NAMED: Final = ("Person", "Company", "Agency", "Organization")
FOLDS_TO_NONE: Final = {"european-union": "an organisation of states"}
DAY: Final = datetime.date(2024, 3, 25)


def local(ref: str) -> str:
    return ref.rpartition(":")[2]


@dataclass(frozen=True)
class Book:
    """The chronology as read, by local id."""

    entries: tuple[Entry, ...]
    events: Mapping[str, Event]
    ties: Mapping[str, Tie]
    records: Mapping[str, Record]
    sources: Mapping[str, Source]
    denials: tuple[Denial, ...]

    @property
    def statements(self) -> tuple[Statement, ...]:
        return (*self.events.values(), *self.ties.values())

    def parties(self, event: Event) -> Iterator[Record]:
        return (self.records[local(party.record)] for party in event.participants if party.role in ("source", "target"))

    def folds(self, actor: str) -> set[str]:
        """The states that an actor stands for, by ties that fold."""
        if self.records[actor].kind == "State":
            return {actor}
        ends = [
            local(tie.target) for tie in self.ties.values() if local(tie.source) == actor and vocabulary().ties[tie.type].folds == "forward"
        ]
        return {state for end in ends for state in self.folds(end)}


@pytest.fixture(scope="module")
def book() -> Book:
    (load,) = loaders()["chronology"].read((BUNDLED,))
    rows = list(load.rows)
    wrong = [str(row) for row in rows if not isinstance(row, Entry)]
    assert not wrong
    entries = tuple(row for row in rows if isinstance(row, Entry))
    items = [item for entry in entries for item in entry.items]
    return Book(
        entries=entries,
        events={local(item.id): item for item in items if isinstance(item, Event)},
        ties={local(item.id): item for item in items if isinstance(item, Tie)},
        records={local(item.id): item for item in items if isinstance(item, Record)},
        sources={local(item.id): item for item in items if isinstance(item, Source)},
        denials=tuple(item for item in items if isinstance(item, Denial)),
    )


@pytest.fixture(scope="module")
def facts() -> dict[str, dict[str, str]]:
    with FACTS.open(encoding="utf-8", newline="") as stream:
        return {row["id"]: row for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)}


def test_holds_131_actions(book: Book) -> None:
    assert len(book.events) == 131


def test_every_item_passes_the_write_door(book: Book) -> None:
    rejects = [str(reject) for entry in book.entries if (reject := check(entry, vocabulary()))]
    assert not rejects


@needs_facts
def test_has_the_actions_of_the_facts(book: Book, facts: dict[str, dict[str, str]]) -> None:
    assert set(book.events) == set(facts)


@needs_facts
def test_dates_are_the_facts(book: Book, facts: dict[str, dict[str, str]]) -> None:
    expected = {name: DATE_DEVIATIONS.get(name, Span.parse(row["date"])) for name, row in facts.items()}
    assert {name: event.date for name, event in book.events.items()} == expected
    for name, span in DATE_DEVIATIONS.items():
        assert span.last == Span.parse(facts[name]["date"]).last


@needs_facts
def test_types_and_counts_are_the_facts(book: Book, facts: dict[str, dict[str, str]]) -> None:
    for name, row in facts.items():
        event = book.events[name]
        assert event.action == row["type"], name
        assert event.magnitude == (float(row["magnitude"]) if row["magnitude"] else None), name
        assert event.unit == row["unit"], name


@needs_facts
def test_responses_are_the_facts(book: Book, facts: dict[str, dict[str, str]]) -> None:
    for name, row in facts.items():
        told = {(local(response.event), response.basis) for response in book.events[name].responds_to}
        assert told == {(answered, row["basis"]) for answered in row["responds_to"].split(",") if answered}, name


@needs_facts
def test_has_as_many_targets_as_the_facts(book: Book, facts: dict[str, dict[str, str]]) -> None:
    for name, row in facts.items():
        # "Carrie Lam and ten officials": one named, ten unnamed.
        expected = row["targets"].replace(" and ten", "; ten").split(";")
        assert len(book.events[name].having("target")) == len(expected), name


@needs_facts
def test_a_hedged_target_is_inferred(book: Book, facts: dict[str, dict[str, str]]) -> None:
    hedged = {name for name, row in facts.items() if "inferred" in row["note"]}
    inferred = {name for name, event in book.events.items() if all(party.inferred for party in event.having("target"))}
    assert inferred == hedged == {"nl-chip-rule-2023", "cn-gallium-2023", "cn-graphite-2023", "cn-rare-earths-2025"}


@needs_facts
def test_quotes_stand_in_the_article_or_the_uk_list(book: Book) -> None:
    printed = "\n".join([*(path.read_text(encoding="utf-8") for path in ARTICLE.iterdir()), UK_LIST.read_text(encoding="utf-8")])
    quotes = {claim.quote for claim in _claims(book) if claim.quote} | {denial.claim.quote for denial in book.denials if denial.claim.quote}
    assert len(quotes) == 12
    assert not {quote for quote in quotes if quote not in printed}


def _claims(book: Book) -> Iterator[Claim]:
    for statement in book.statements:
        yield from statement.claims


def test_every_file_has_the_same_header() -> None:
    headers = []
    for path in sorted(BUNDLED.glob("*.yaml")):
        content = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
        headers.append({key: value for key, value in content.items() if key not in ("sources", "actors", "ties", "actions")})
    assert len(headers) == 7
    assert all(header == headers[0] for header in headers)
    assert headers[0]["dataset"] == "chronology"
    assert headers[0]["licence"] == "CC-BY-4.0"


def test_every_statement_has_a_graded_source(book: Book) -> None:
    for statement in book.statements:
        assert statement.citations, statement.id
        assert all(citation.credibility in ("1", "2") for citation in statement.citations), statement.id
    assert all(source.reliability in ("A", "B") for source in book.sources.values())


def test_every_source_is_used(book: Book) -> None:
    cited = {local(citation.source) for statement in book.statements for citation in statement.citations}
    claimed = {local(claim.source) for claim in _claims(book)}
    assert set(book.sources) == cited | claimed


def test_every_action_has_a_sentence_of_its_own(book: Book) -> None:
    texts = [event.text for event in book.events.values()]
    assert all(text.endswith(".") for text in texts)
    assert len(set(texts)) == len(texts)


def test_no_one_acts_on_themselves_alone(book: Book) -> None:
    both = {
        name: {party.record for party in event.having("source")} & {party.record for party in event.having("target")}
        for name, event in book.events.items()
    }
    assert {name for name, records in both.items() if records} == {"us-cn-truce-2018"}


def test_every_actor_has_a_kind_and_a_part_in_something(book: Book) -> None:
    mentioned = {local(party.record) for event in book.events.values() for party in event.participants}
    mentioned |= {local(ref) for tie in book.ties.values() for ref in (tie.source, tie.target)}
    mentioned |= {local(ref) for claim in _claims(book) for ref in (claim.claimant, claim.speaker) if ref}
    for name, record in book.records.items():
        assert record.kind in vocabulary().kinds, name
        assert name in mentioned, name


def test_every_named_body_and_person_folds_to_one_state(book: Book) -> None:
    parties = {local(record.id) for event in book.events.values() for record in book.parties(event)}
    for name, record in book.records.items():
        if record.kind not in NAMED or name in FOLDS_TO_NONE:
            continue
        if record.kind == "Person" and name not in parties:
            # Those who only speak or sign hold an office; their citizenship is nobody's business here.
            offices = [local(tie.target) for tie in book.ties.values() if local(tie.source) == name and tie.type == "OFFICER_OF"]
            assert [len(book.folds(office)) for office in offices] == [1], name
        else:
            assert len(book.folds(name)) == 1, name


def test_unnamed_groups_fold_where_the_source_gives_the_state(book: Book) -> None:
    loose = {name for name, record in book.records.items() if record.unnamed and not book.folds(name)}
    assert loose == {
        "us-apt31-campaign-party-1",
        "us-entity-list-140-2024-party-1",
        "uk-charges-hk-2024-party-1",
        "cn-sanctions-eu-2021-party-1",
    }


def test_chip_ban_keeps_three_dates(book: Book) -> None:
    ban = book.events["cn-bans-intel-amd-2024"]
    told = {local(citation.source): (str(citation.date), citation.words) for citation in ban.citations}
    assert told == {
        "cn-procurement-guideline-2023": ("2023-12-26", ""),
        "ft-2024-03-24": ("2023-12-26", ""),
        "wooden-2024": ("2024-03-25", "Yesterday"),
    }
    assert (str(ban.date), str(ban.published)) == ("2023-12-26", "2024-03-24")
    assert ban.responds_to[0].words == "in what seems to be a retaliatory action"
    assert local(ban.responds_to[0].source) == "wooden-2024"


def test_campaigns_stay_claims_in_the_claimants_words(book: Book) -> None:
    told = {
        name: [(local(claim.claimant), claim.words, claim.scheme, local(claim.speaker)) for claim in book.events[name].claims]
        for name in ("cn-electoral-commission-2021", "cn-apt31-parliamentarians-2021", "us-apt31-campaign", "ru-skripal-2018")
    }
    assert told == {
        "cn-electoral-commission-2021": [("ncsc", "highly likely", "PHIA", "")],
        "cn-apt31-parliamentarians-2021": [("ncsc", "almost certain", "PHIA", ""), ("cabinet-office", "", "", "oliver-dowden")],
        "us-apt31-campaign": [("doj", "", "", "lisa-monaco")],
        "ru-skripal-2018": [
            ("GBR", "highly likely", "PHIA", "theresa-may"),
            ("GBR", "", "", "theresa-may"),
            ("RUS", "", "", "sergei-lavrov"),
        ],
    }
    assert all(book.events[name].assertion == "alleged" for name in told)
    assert book.events["ru-skripal-2018"].claims[-1].stance == "denied"


def test_alleged_statements_name_who_alleges(book: Book) -> None:
    for statement in book.statements:
        if statement.assertion == "alleged":
            assert any(claim.stance == "claimed" for claim in statement.claims), statement.id


def test_ministry_of_state_security_rests_on_the_uk_list_alone(book: Book) -> None:
    tie = book.ties["apt31-acts-for-mss"]
    assert [local(citation.source) for citation in tie.citations] == ["uk-sanctions-list-2024"]
    assert [local(claim.source) for claim in tie.claims] == ["uk-sanctions-list-2024"]
    assert tie.assertion == "alleged"


def test_apt31_belongs_to_china_on_three_claims_and_one_denial(book: Book) -> None:
    tie = book.ties["apt31-part-of-china"]
    assert (tie.type, local(tie.target), tie.assertion) == ("PART_OF", "CHN", "alleged")
    assert [(local(claim.claimant), claim.words, claim.scheme) for claim in tie.claims] == [
        ("fcdo", "China state-affiliated", ""),
        ("fcdo", "", ""),
        ("doj", "", ""),
    ]
    assert book.records["apt31"].aliases == ("Advanced Persistent Threat Group 31",)


def test_lin_jian_denies_the_campaigns_and_the_tie_but_answers_no_listing(book: Book) -> None:
    said = book.events["cn-denial-apt31-2024"]
    denied = {local(denial.statement) for denial in book.denials if denial.claim.event == said.id}
    assert denied == {"cn-electoral-commission-2021", "cn-apt31-parliamentarians-2021", "apt31-part-of-china"}
    assert [local(party.record) for party in said.having("official")] == ["lin-jian"]
    assert not said.responds_to


def test_russia_mirrors_each_state_by_its_own_count(book: Book) -> None:
    answer = book.events["ru-expels-59-2018"]
    mirrored = {
        local(event.having("source")[0].record): event.magnitude
        for event in (book.events[local(response.event)] for response in answer.responds_to)
    }
    assert {local(party.record): party.magnitude for party in answer.having("target")} == mirrored
    assert sum(count or 0 for count in mirrored.values()) == answer.magnitude == 54


@pytest.mark.parametrize(("name", "rung"), [("us-shoots-balloon-2023", 6), ("us-defcon2-1962", 8)])
def test_only_two_acts_have_a_rung_of_their_own(book: Book, name: str, rung: int) -> None:
    assert {found for found, event in book.events.items() if event.rung is not None} == {"us-shoots-balloon-2023", "us-defcon2-1962"}
    assert (book.events[name].rung, bool(book.events[name].rung_reason)) == (rung, True)


@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("cn-electoral-commission-2021", DAY),
        ("cn-apt31-parliamentarians-2021", DAY),
        ("us-apt31-campaign", DAY),
        ("us-closes-houston-2020", datetime.date(2020, 7, 22)),
        ("us-entity-list-huawei-2019", datetime.date(2019, 5, 15)),
        ("ru-skripal-2018", datetime.date(2018, 3, 12)),
        ("cn-tariff-2-2018", datetime.date(2018, 8, 23)),
        ("cuba-missiles-1962", datetime.date(1962, 10, 22)),
        ("us-defcon2-1962", None),
    ],
)
def test_published_is_the_first_public_report(book: Book, name: str, published: datetime.date | None) -> None:
    assert book.events[name].published == published


def test_announced_measures_are_not_yet_in_force(book: Book) -> None:
    status = {name: event.status for name, event in book.events.items()}
    assert {name for name, word in status.items() if word == "in_force"} == {
        *(f"{state}-tariff-{n}-2018" for state in ("us", "cn") for n in (1, 2, 3)),
        "us-tariff-4-2019",
        "us-tariff-fentanyl-2025",
        "us-quarantine-1962",
    }
    assert status["cn-tariff-4-2019"] == status["cn-tariff-energy-2025"] == status["nl-chip-rule-2023"] == "announced"
