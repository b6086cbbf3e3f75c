"""What a researcher adds: an action with its source, or a word against an action that stands. Each says who added it and when.

An addition is an action like any other, of the dataset `contributed`; a contest is a denial that no load of the other dataset takes away.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from graph.dates import Span
from graph.errors import InputError, Place, UnknownError
from graph.ingest.batch import Batch, Run
from graph.ingest.door import ingest
from graph.ingest.nodes import write_records, write_sources
from graph.ingest.options import Options
from graph.ingest.report import Report
from graph.ingest.rows import Entry
from graph.ingest.statements import flush_claims, write_claims
from graph.ingest.summaries import write_summaries
from graph.ingest.validate import problems
from graph.model import Citation, Claim, Dataset, Denial, Event, Participant, Record, Source
from graph.store import Transaction, Writer
from graph.vocabulary import vocabulary

DATASET: Final = Dataset(
    id="contributed",
    title="What researchers added and contested",
    publisher="The users of this graph",
    licence="As the users say",
    citation="Contributions of the users of this graph.",
    columns={"added_by": "who added it", "added_at": "when, UTC"},
)
PLACE: Final = Place("contribution")


@dataclass(frozen=True, slots=True)
class Reading:
    """What is cited: something published that anybody can look up."""

    title: str
    url: str
    publisher: str = ""
    published: Span | None = None

    def source(self) -> Source:
        id_ = f"{DATASET.id}:{_slug(self.url or self.title)}"
        return Source(id=id_, title=self.title, publisher=self.publisher or "unknown", published=self.published, url=self.url)


@dataclass(frozen=True, slots=True)
class Addition:
    """An action to add; actors are ids or records of the graph."""

    action: str
    by: str
    targets: Sequence[str]
    date: Span
    text: str = ""
    words: str = ""


def add(writer: Writer, what: Addition, reading: Reading, who: str) -> Report:
    """Add an action. The same again changes nothing, whoever says it: the first who did is kept. The report says what is wrong with it."""
    source = reading.source()
    key = _slug("-".join((what.action, what.by, *sorted(what.targets), str(what.date))))
    id_ = f"{DATASET.id}:{key}"
    before = writer.read("contribution", id=id_)
    event = Event(
        id=id_,
        dataset=DATASET.id,
        action=what.action,
        date=what.date,
        participants=(Participant(record=what.by, role="source"), *(Participant(record=target, role="target") for target in what.targets)),
        citations=(Citation(source=source.id, words=what.words),),
        text=what.text,
        assertion="alleged",
        part=key,
        said=before[0] if before else {"added_by": who, "added_at": datetime.now(UTC).isoformat(timespec="seconds")},
    )
    return ingest(writer, DATASET, [Entry(PLACE, (source, event))], Options(complete=False))


def contest(writer: Writer, statement: str, words: str, reading: Reading, who: str, by: str = "") -> str:
    """Deny an action or tie, on one's own word or on that of an actor `by`; gives the id of the denial.

    Raises:
        UnknownError: there is no such action or tie, or nobody is `by`. InputError: the words or the source will not do.
    """
    person = Record(id=f"{DATASET.id}:{_slug(who)}", kind="Person", name=who)
    source = reading.source()
    claimant = by or person.id
    id_ = f"{DATASET.id}:{_slug(statement)}-{_slug(who)}-{_slug(claimant)}"
    said = Claim(
        id=id_,
        claimant=claimant,
        stance="denied",
        words="",
        quote=words,
        date=Span.day(datetime.now(UTC).date()),
        speaker=person.id if by else "",
        source=source.id,
        event=id_,
    )
    denial = Denial(statement=statement, claim=said)
    reasons = [reason for item in (source, person, denial) for _, reason in problems(item, vocabulary())]
    if not words.strip() or reasons:
        raise InputError(reasons[0] if reasons else "a contest needs words: what is wrong with it", PLACE)
    writer.write(lambda tx: _contest(tx, denial, source, person))
    return id_


def withdraw(writer: Writer, denial: str) -> None:
    """Take a contest back; it stays in the graph as RETRACTED."""

    def work(tx: Transaction) -> None:
        batch = Batch.open(tx, _run())
        found = tx.run("statements_of_denials", ids=[denial])
        if not found or not denial.startswith(f"{DATASET.id}:"):
            raise UnknownError(f"No contest is {denial!r}.", parameter="id", hint="`retorsion contest` tells its id.")
        batch.gone_claims.append((denial, "DENIED"))
        batch.to_summarise.update(row["statement"] for row in found)
        _close(batch)

    writer.write(work)


def _contest(tx: Transaction, denial: Denial, source: Source, person: Record) -> None:
    batch = Batch.open(tx, _run())
    tx.run("upsert_dataset", dataset={"id": DATASET.id, "title": DATASET.title, "publisher": DATASET.publisher, "licence": DATASET.licence})
    stored = tx.run("stored_statements", ids=[denial.statement])
    if not stored or not stored[0]["hash"]:
        raise UnknownError(f"There is no action or tie {denial.statement!r}.", parameter="id", hint="Search for it by its words.")
    write_sources(batch, [(0, source)])
    write_records(batch, [(0, person)])
    if denial.claim.claimant not in batch.look_up([denial.claim.claimant]):
        raise UnknownError(f"No actor is {denial.claim.claimant!r}.", parameter="by", hint="Give an actor's id.")
    before = {row["id"]: (row["hash"], row["type"]) for row in tx.run("stored_denial", id=denial.claim.id)}
    write_claims(batch, denial.statement, [denial.claim], before)
    _close(batch)


def _close(batch: Batch) -> None:
    flush_claims(batch)
    write_summaries(batch)
    batch.dirty = True
    batch.commit()
    batch.tx.run("finish_load", load=batch.run.load, state="finished", report="{}")


def _run() -> Run:
    return Run(f"contribution-{secrets.token_hex(8)}", DATASET.id, vocabulary())


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "-", text.casefold()).strip("-")[:120] or "unnamed"
