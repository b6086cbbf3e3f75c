"""Events and ties: nodes, edges, participants, citations and claims, written where they differ from what is stored.

A change of what a source says of an act retracts its edges and issues them again under the same ids with the next revision.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.errors import StoreError
from graph.ingest.batch import Batch
from graph.ingest.content import (
    citation_properties,
    claim_properties,
    content_hash,
    edge_drafts,
    participant_rows,
    statement_hash,
    statement_properties,
    text_of,
)
from graph.model import Claim, Event, Statement
from graph.vocabulary import RETRACTED

ENDS_MERGED = "ends merged"
CLAIM_TYPES = {"claimed": "CLAIMED", "denied": "DENIED"}


@dataclass(frozen=True, slots=True)
class Stored:
    """What the graph holds of a statement; `hash` is empty when it was withdrawn."""

    hash: str
    text: str
    rev: int
    edge_type: str
    eids: list[int]
    claims: dict[str, tuple[str, str]]
    citations: dict[str, str]
    responses: dict[str, str]
    denials: dict[str, tuple[str, str]]


def stored_statements(batch: Batch, ids: Sequence[str]) -> dict[str, Stored]:
    return {
        row["id"]: Stored(
            hash=row["hash"],
            text=row["text"],
            rev=row["rev"],
            edge_type=row["edge_type"],
            eids=row["eids"],
            claims={claim["id"]: (claim["hash"], claim["type"]) for claim in row["claims"]},
            citations={citation["source"]: citation["hash"] for citation in row["citations"]},
            responses={response["event"]: response["hash"] for response in row["responses"]},
            denials={claim["id"]: (claim["hash"], claim["type"]) for claim in row["denials"]},
        )
        for row in batch.tx.run("stored_statements", ids=list(ids))
    }


def write_statements(batch: Batch, statements: Sequence[tuple[int, Statement]]) -> None:
    stored = stored_statements(batch, [statement.id for _, statement in statements])
    fresh = [(p, s) for p, s in statements if s.id not in stored or stored[s.id].hash != statement_hash(s)]
    if fresh:
        batch.dirty = True
        batch.written.update(position for position, _ in fresh)
        batch.to_summarise.update(statement.id for _, statement in fresh)
        _write_content(batch, [statement for _, statement in fresh], stored)
    new = {statement.id for _, statement in fresh}
    _refresh_texts(batch, [(position, statement) for position, statement in statements if statement.id not in new], stored)
    _write_citations(batch, statements, stored)
    for position, statement in statements:
        before = stored[statement.id].claims if statement.id in stored else {}
        if write_claims(batch, statement.id, statement.claims, before):
            batch.written.add(position)


def retract_edges(batch: Batch, edge_type: str, eids: Sequence[int], reason: str) -> None:
    if eids:
        batch.tx.run("retract_edges", edge_type=edge_type, eids=list(eids), seq=batch.seq, reason=reason)
        batch.retracted.extend(eids)
        batch.count(edge_type, -len(eids))


def create_edges(batch: Batch, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        _all_written(batch.tx.run("create_edges", rows=rows), rows, "edges")
        for row in rows:
            if row["type"] != RETRACTED:
                batch.count(row["type"], 1)
                batch.types.add(row["type"])


def write_claims(batch: Batch, statement: str, claims: Sequence[Claim], before: Mapping[str, tuple[str, str]]) -> bool:
    """Bring the claims about a statement (or one event's denials of it) to what is said now; True when that changed something."""
    now = {claim.id: claim for claim in claims}
    kept = {
        id_
        for id_, (hash_, type_) in before.items()
        if id_ in now and hash_ == content_hash(now[id_]) and type_ == CLAIM_TYPES[now[id_].stance]
    }
    gone = [(id_, type_) for id_, (_, type_) in before.items() if id_ not in kept]
    new = [claim for claim in claims if claim.id not in kept]
    if not gone and not new:
        return False
    batch.dirty = True
    batch.to_summarise.add(statement)
    batch.gone_claims.extend(gone)
    batch.new_claims.extend(
        {
            "type": CLAIM_TYPES[claim.stance],
            "claimant": batch.actor(claim.claimant).actor,
            "statement": statement,
            "properties": claim_properties(claim, batch.run.vocabulary) | {"seq": batch.seq, "record": claim.claimant},
        }
        for claim in new
    )
    return True


def flush_claims(batch: Batch) -> None:
    """Write what waits: the old words of a claim go before its new ones come, since they share an id."""
    if batch.gone_claims:
        by_type = {type_: sorted(id_ for id_, found in batch.gone_claims if found == type_) for type_ in CLAIM_TYPES.values()}
        batch.tx.run("retract_claims", claimed=by_type["CLAIMED"], denied=by_type["DENIED"], seq=batch.seq)
    if batch.new_claims:
        _all_written(batch.tx.run("create_claims", rows=batch.new_claims), batch.new_claims, "claims")


def _write_content(batch: Batch, statements: Sequence[Statement], stored: Mapping[str, Stored]) -> None:
    _retract_last_revision(batch, [stored[statement.id] for statement in statements if statement.id in stored])
    settle_parked(batch, [statement.id for statement in statements if statement.id in stored], "changed")
    batch.tx.run("restore_withdrawn", ids=[s.id for s in statements if s.id in stored and not stored[s.id].hash])
    vocabulary, names = batch.run.vocabulary, batch.names()
    nodes: list[dict[str, Any]] = []
    ties: list[dict[str, Any]] = []
    for statement in statements:
        rev = stored[statement.id].rev + 1 if statement.id in stored else 1
        edges = _edge_rows(batch, statement, rev)
        numbers = {"eids": [edge["properties"]["eid"] for edge in edges if edge["type"] != RETRACTED], "seq": batch.seq, "rev": rev}
        label = "Event" if isinstance(statement, Event) else "Tie"
        nodes.append({"label": label, "properties": statement_properties(statement, vocabulary, names) | numbers})
        # Summaries of acts follow ties (who folds to whom), so ties must be there before them.
        (batch.edges if label == "Event" else ties).extend(edges)
    batch.tx.run("upsert_statements", rows=nodes)
    create_edges(batch, ties)
    _write_participants(batch, statements)


def _retract_last_revision(batch: Batch, stored: Sequence[Stored]) -> None:
    by_type: dict[str, list[int]] = defaultdict(list)
    for before in stored:
        by_type[before.edge_type].extend(before.eids)
    for edge_type, eids in sorted(by_type.items()):
        retract_edges(batch, edge_type, eids, "changed")


def settle_parked(batch: Batch, ids: Sequence[str], reason: str) -> None:
    """Parked edges of statements that are told anew, or no longer: a split must not bring them back."""
    batch.retracted.extend(row["eid"] for row in batch.tx.run("settle_parked_edges", ids=list(ids), seq=batch.seq, reason=reason))


def settle_parked_edges(batch: Batch, eids: Sequence[int]) -> None:
    """Likewise of edges that stand for themselves."""
    if eids:
        batch.tx.run("settle_parked_numbers", eids=list(eids), seq=batch.seq, reason="changed")
        batch.retracted.extend(eids)


def _edge_rows(batch: Batch, statement: Statement, rev: int) -> list[dict[str, Any]]:
    rows = []
    for draft in edge_drafts(statement, batch.run.vocabulary, lambda ref: batch.actor(ref).home):
        source, target = batch.actor(draft.source).actor, batch.actor(draft.target).actor
        properties = draft.properties | {"eid": batch.take_eid(), "seq": batch.seq, "rev": rev}
        row = {"type": draft.edge_type, "source": source, "target": target, "properties": properties}
        rows.append(row if source != target else parked(row, batch.seq))
    return rows


def parked(row: Mapping[str, Any], seq: int) -> dict[str, Any]:
    """An edge whose ends a merge made one: out of sight until a split tells them apart again."""
    told = {"was": row["type"], "retracted_seq": seq, "reason": ENDS_MERGED}
    return {**row, "type": RETRACTED, "properties": row["properties"] | told}


def _refresh_texts(batch: Batch, statements: Sequence[tuple[int, Statement]], stored: Mapping[str, Stored]) -> None:
    """A sentence made of names follows the names; what the source says of the act is the same, so this is no new revision."""
    names, rows = batch.names(), []
    for position, statement in statements:
        text = text_of(statement, batch.run.vocabulary, names)
        if text != stored[statement.id].text:
            rows.append({"id": statement.id, "text": text})
            batch.written.add(position)
            batch.changed.extend(stored[statement.id].eids)
    if rows:
        batch.dirty = True
        batch.tx.run("set_texts", rows=rows)


def _write_participants(batch: Batch, statements: Sequence[Statement]) -> None:
    rows = []
    for statement in statements:
        if isinstance(statement, Event):
            parties = participant_rows(statement)
        else:
            parties = [
                {"ref": statement.source, "type": "HAS_TIE", "properties": {"record": statement.source}},
                {"ref": statement.target, "type": "TIES_TO", "properties": {"record": statement.target}},
            ]
        for party in parties:
            rows.append(
                {
                    "statement": statement.id,
                    "actor": batch.actor(party["ref"]).actor,
                    "type": party["type"],
                    "properties": party["properties"] | {"seq": batch.seq},
                }
            )
    batch.tx.run("clear_participants", ids=[statement.id for statement in statements])
    batch.tx.run("create_participants", rows=rows)


def _write_citations(batch: Batch, statements: Sequence[tuple[int, Statement]], stored: Mapping[str, Stored]) -> None:
    gone: list[dict[str, str]] = []
    new: list[dict[str, Any]] = []
    for position, statement in statements:
        before = stored[statement.id].citations if statement.id in stored else {}
        now = {citation.source: citation for citation in statement.citations}
        stale = [source for source, hash_ in before.items() if source not in now or content_hash(now[source]) != hash_]
        fresh = [citation for source, citation in now.items() if source not in before or source in stale]
        gone.extend({"statement": statement.id, "source": source} for source in stale)
        for citation in fresh:
            properties: dict[str, Any] = citation_properties(citation) | {"seq": batch.seq}
            new.append({"statement": statement.id, "source": citation.source, "properties": properties})
        if stale or fresh:
            batch.written.add(position)
            batch.to_summarise.add(statement.id)
    if gone or new:
        batch.dirty = True
        batch.tx.run("delete_citations", rows=gone)
        _all_written(batch.tx.run("create_citations", rows=new), new, "citations")


def _all_written(answer: list[dict[str, Any]], rows: Sequence[object], what: str) -> None:
    """An end that is not there would drop a row in silence; the door has checked every ref, so this is a fault, and all is rolled back."""
    if answer[0]["created"] != len(rows):
        raise StoreError(f"{len(rows)} {what} were to be written, {answer[0]['created']} were: an end is missing in the graph.")
