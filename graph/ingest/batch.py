"""One write transaction: its number, what it did to edges, and the commit that tells readers. The steps are in the modules beside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from graph.ingest.rows import Entry, Reject
from graph.store import Transaction
from graph.vocabulary import Vocabulary

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Known:
    """The actor that a ref stands for, and its name there. `home` is the actor that it stood for before any merge."""

    actor: str
    name: str
    home: str


@dataclass(frozen=True, slots=True)
class Run:
    """What holds for a whole load. `known` caches refs that were looked up; it only grows, and only by what is committed."""

    load: str
    dataset: str
    vocabulary: Vocabulary
    known: dict[str, Known] = field(default_factory=dict)


@dataclass(slots=True)
class Batch:
    """The state of one transaction. `written` holds the positions of rows that changed something.

    `edges`, `new_claims` and `gone_claims` wait for the end of the transaction: there each is one query, and an act's edge is written
    once, with its summary. `weighed`, `types` and `actors` are for readers who keep an index: edges whose evidence was looked at, types of
    the new edges, actors that are new or have changed; `renamed` are pairs of ids, from and into.
    """

    tx: Transaction
    run: Run
    seq: int
    next_eid: int
    known: dict[str, Known] = field(default_factory=dict)
    written: set[int] = field(default_factory=set)
    rejects: dict[int, Reject] = field(default_factory=dict)
    added: list[int] = field(default_factory=list)
    retracted: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    weighed: list[int] = field(default_factory=list)
    types: set[str] = field(default_factory=set)
    actors: set[str] = field(default_factory=set)
    renamed: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    edges: list[dict[str, Any]] = field(default_factory=list)
    new_claims: list[dict[str, Any]] = field(default_factory=list)
    gone_claims: list[tuple[str, str]] = field(default_factory=list)
    to_summarise: set[str] = field(default_factory=set)
    folds_changed: bool = False
    dirty: bool = False

    @classmethod
    def open(cls, tx: Transaction, run: Run) -> Batch:
        state = tx.run("lock_state")[0]
        return cls(tx, run, state["seq"], state["next_eid"])

    def take_eid(self) -> int:
        """A number for a new edge: dense, never given twice."""
        eid = self.next_eid
        self.next_eid += 1
        self.added.append(eid)
        return eid

    def actor(self, ref: str) -> Known:
        return self.known.get(ref) or self.run.known[ref]

    def count(self, edge_type: str, delta: int) -> None:
        """Keep the number of live edges of a type, and whether who folds to whom may have changed."""
        self.counts[edge_type] += delta
        self.folds_changed = self.folds_changed or edge_type in self.run.vocabulary.folding_ties

    def names(self) -> Mapping[str, str]:
        return {ref: known.name for ref, known in (self.run.known | self.known).items()}

    def look_up(self, refs: Iterable[str]) -> dict[str, str]:
        """The actors of refs; a ref that stands for nobody is left out."""
        refs = {*refs}
        missing = {ref for ref in refs if ref and ref not in self.known and ref not in self.run.known}
        if missing:
            for row in self.tx.run("resolve_refs", refs=sorted(missing)):
                self.known[row["ref"]] = Known(row["actor"], row["name"], row["home"])
        return {ref: self.actor(ref).actor for ref in refs if ref in self.known or ref in self.run.known}

    def homes(self, refs: Iterable[str]) -> dict[str, str]:
        """As `look_up`, as if no actors had been merged: a merge must not make an entry wrong that was right before."""
        return {ref: self.actor(ref).home for ref in self.look_up(refs)}

    def commit(self) -> bool:
        """Write the outbox; False when there was nothing to write, and then the transaction must be abandoned."""
        if not self.dirty:
            return False
        # An edge that came in this transaction is new, whatever happened to it afterwards.
        changed = sorted(set(self.changed) - set(self.added))
        self.tx.run("start_load", load=self.run.load, dataset=self.run.dataset)
        self.tx.run(
            "create_commit",
            seq=self.seq,
            load=self.run.load,
            added=self.added,
            retracted=self.retracted,
            changed=changed,
            weighed=sorted({*self.weighed} - {*self.added} - {*changed}),
            types=sorted(self.types),
            actors=sorted(self.actors),
            renamed=self.renamed,
            next_eid=self.next_eid,
            counts=[{"type": name, "delta": delta} for name, delta in sorted(self.counts.items()) if delta],
        )
        self.changed = changed
        return True


def items_of(entries: Mapping[int, Entry], kind: type[_Item]) -> list[tuple[int, _Item]]:
    """Items of one kind with the position of the row that holds them."""
    return [(position, item) for position, entry in entries.items() for item in entry.items if isinstance(item, kind)]
