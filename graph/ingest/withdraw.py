"""Statements that their source no longer makes: edges and claims are retracted, the node is set aside with its sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from graph.ingest.batch import Batch
from graph.ingest.statements import retract_edges, settle_parked, stored_statements


def withdraw(batch: Batch, ids: Sequence[str]) -> None:
    stored = stored_statements(batch, ids)
    by_type: dict[str, list[int]] = defaultdict(list)
    claims: dict[str, str] = {}
    for statement in stored.values():
        by_type[statement.edge_type].extend(statement.eids)
        claims |= {id_: type_ for id_, (_, type_) in (statement.claims | statement.denials).items()}
    denials = [id_ for statement in stored.values() for id_ in statement.denials]
    batch.to_summarise.update(row["statement"] for row in batch.tx.run("statements_of_denials", ids=denials))
    for edge_type, eids in sorted(by_type.items()):
        retract_edges(batch, edge_type, eids, "withdrawn")
    settle_parked(batch, ids, "withdrawn")
    batch.gone_claims.extend(claims.items())
    batch.tx.run("withdraw_statements", ids=list(ids), seq=batch.seq)
    batch.to_summarise -= set(ids)
    batch.dirty = True
