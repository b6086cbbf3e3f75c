"""Frames of text as frames of edges, whatever the source: checks, skips, ends, repeats, counts. What columns mean is the source's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import polars as pl

from graph.ingest.bulk.frames import StreamFrame
from graph.ingest.rows import Reject
from loaders._expectation import Expectation, Looks
from loaders._streams import coded
from loaders._streams.coded import Check
from loaders._streams.frames import LINE
from loaders._streams.parties import Party, items_of
from loaders._streams.repeats import Repeats

Frames = Callable[[pl.DataFrame], pl.DataFrame]


class Parties(Protocol):
    """Who stands behind a key; each looked up once."""

    def party(self, key: str) -> Party: ...


@dataclass(frozen=True, slots=True)
class Coding:
    """A source's own columns and words. Each function takes a frame and returns it with more columns.

    `typed` reads days and numbers out of text. `keyed` adds `action`, `skip`, and by `key1` and `key2` who stands at the ends; `ends` says
    who acts and on whom; `edges` leaves the columns of an edge. `filled` counts and `values` lists what is expected of a file.
    """

    wanted: Mapping[str, str]
    expected: Expectation
    checks: Callable[[], Sequence[Check]]
    parties: Callable[[], Parties]
    typed: Frames
    keyed: Frames
    ends: Frames
    edges: Frames
    filled: Callable[[pl.DataFrame], Mapping[str, int]]
    values: Callable[[pl.DataFrame], Mapping[str, set[str]]]


class Reader:
    """One reading of a load; knows what earlier blocks brought."""

    def __init__(self, coding: Coding, looks: Looks | None = None) -> None:
        self._coding = coding
        self._looks = looks or Looks()
        self._parties = coding.parties()
        self._brought: set[str] = set()
        self._repeats = Repeats()

    def frame(self, file: str, text: pl.DataFrame, rejects: Sequence[Reject]) -> StreamFrame:
        """A frame of text columns as edges, skips and rejects."""
        source = self._coding
        frame = source.typed(text)
        self._looks.add(file, source.expected, frame.height, source.filled(frame), dict(source.values(frame)))
        frame, wrong = coded.checked(frame, source.checks())
        frame = coded.with_parties(source.keyed(frame), self._parties.party)
        kept = self._repeats.mark(source.ends(frame.filter(pl.col("skip").is_null())))
        used = {key for side in ("key1", "key2") for key in kept[side].unique().to_list()}
        return StreamFrame(
            file=file,
            edges=source.edges(kept),
            lines=kept[LINE],
            items=items_of((self._parties.party(key) for key in sorted(used)), self._brought),
            skipped=Counter(frame["skip"].drop_nulls().to_list()),
            rejects=(*rejects, *coded.rejects_of(wrong, source.checks(), source.wanted, file)),
        )
