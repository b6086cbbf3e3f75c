"""The actors of a table, gathered from all its rows before the first is told: one actor is one record, however many rows name it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from graph.model import Record
from loaders.table.mapping import TableMapping
from loaders.table.values import CellError, Cells, SkipRow

Roll = Mapping[str, Record]


def call_roll(mapping: TableMapping, rows: Iterable[Cells]) -> Roll:
    """By id what all rows together say of each actor that rows can tell differently; rows that are wrong are told later."""
    rules = [rule for rule in mapping.actors.values() if rule.told_by_many]
    found: dict[str, Record] = {}
    for cells in rows:
        if any(rule.fits(cells[rule.column]) for rule in mapping.skip):
            continue
        for rule in rules:
            try:
                records = [party.record for party in rule.parties(cells, mapping.dataset.id, None, "")]
            except (CellError, SkipRow):
                continue
            for record in records:
                found[record.id] = _both(found[record.id], record) if record.id in found else record
    return found


def needs_roll(mapping: TableMapping) -> bool:
    return any(rule.told_by_many for rule in mapping.actors.values())


def _both(first: Record, later: Record) -> Record:
    """The first name stays; another one is an alias. What the first leaves empty the later fills."""
    if later == first:
        return first
    names = dict.fromkeys((*first.aliases, later.name, *later.aliases))
    names.pop(first.name, None)
    return replace(
        first,
        aliases=tuple(names),
        codes={**later.codes, **first.codes},
        description=first.description or later.description,
    )
