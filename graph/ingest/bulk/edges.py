"""A part of a stream (one commit's worth) as edges by the column: who acts on whom, what is new, its numbers. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graph.errors import Place
from graph.ingest import validate
from graph.ingest.bulk.frames import StreamFrame
from graph.ingest.bulk.hashing import hashed, said
from graph.ingest.bulk.seen import Seen, keys_of
from graph.ingest.rows import Reject
from graph.ingest.stream import CODED, EVENT, SAYS_OTHERWISE, check_columns, faults, missing_end
from graph.vocabulary import vocabulary

_ODD: Final = validate.CONTROL.pattern.replace(r"\ud800-\udfff", "")
"""Of the characters that no text may have, surrogates cannot be in a frame at all."""

_LINE_END: Final = r"[\r\n]"


@dataclass(frozen=True, slots=True)
class End:
    """The actor that a ref stands for: its place among the actors of this load, its number in the store, and the id of the one that it
    stood for before any merge.
    """

    place: int
    number: int
    home: str = ""


@dataclass(slots=True)
class Draft:
    """What becomes of a part's rows. `fresh` are the positions of new edges; `later` those that correct what came before, or whose ends
    a merge made one: they are parked.
    """

    edges: pl.DataFrame
    fresh: NDArray[np.intp]
    hashes: pl.Series
    source: NDArray[np.int64]
    target: NDArray[np.int64]
    unchanged: int = 0
    one_actor: int = 0
    later: StreamFrame | None = None
    rejects: list[Reject] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Actions:
    """The machine's actions in order, and what follows from each."""

    codes: tuple[str, ...]
    types: NDArray[Any]
    rungs: NDArray[np.int8]
    numbers: NDArray[np.uint16]


@cache
def actions() -> Actions:
    known = vocabulary()
    codes = tuple(sorted(known.machine_actions))
    told = [known.machine_actions[code] for code in codes]
    order = {code: number for number, code in enumerate(sorted(known.all_actions))}
    return Actions(
        codes,
        np.array([action.edge_type for action in told]),
        np.array([action.rung for action in told], np.int8),
        np.array([order[code] for code in codes], np.uint16),
    )


def sound(frame: StreamFrame) -> tuple[StreamFrame, list[Reject]]:
    """The frame less rows that no graph should hold; what looks amiss is judged row by row, by the stream door's own rules."""
    if not frame.edges.height:
        return frame, []
    check_columns(replace(frame, edges=frame.edges.head(1), lines=frame.lines.head(1)).batch())
    edges = frame.edges
    texts = [pl.col(name) for name, dtype in edges.schema.items() if dtype == pl.String]
    amiss = edges.select(
        pl.any_horizontal(
            ~pl.col("action").is_in(actions().codes).fill_null(False),
            ~pl.col("event").str.contains(f"^(?:{EVENT.pattern})$").fill_null(False),
            (pl.col("date_to") < pl.col("date")).fill_null(True),
            *((text.str.contains(_ODD) | (text.str.len_chars() > validate.MAX_TEXT)).fill_null(False) for text in texts),
        )
    ).to_series()
    if not amiss.any():
        return frame, []
    odd = amiss.arg_true()
    judged = replace(frame, edges=edges[odd], lines=frame.lines[odd], items=(), skipped={}, rejects=()).batch()
    wrong = dict(faults(judged))
    gone = np.zeros(edges.height, bool)
    gone[odd.to_numpy()[list(wrong)]] = True
    keep = pl.Series(~gone)
    return replace(frame, edges=edges.filter(keep), lines=frame.lines.filter(keep)), list(wrong.values())


def draft(part: StreamFrame, ends: Mapping[str, End], seen: Seen, deferred: set[int]) -> Draft:
    """What becomes of each row; `seen` and `deferred` (events that later rows correct) grow by what the part brings."""
    source, target = (_numbers(part.edges[name], ends) for name in ("source", "target"))
    known = (source >= 0) & (target >= 0)
    made = Draft(part.edges, np.empty(0, np.intp), pl.Series(dtype=pl.String), source, target)
    made.rejects.extend(_nobody(part, ends, ~known))
    one = known & (source == target)
    made.one_actor = int(one.sum()) - _unmark_merged(one, part.edges, ends)
    rows = np.flatnonzero(known & ~one)
    if len(rows):
        _sort_out(made, part, rows, seen, deferred)
    return made


def _unmark_merged(one: NDArray[np.bool_], edges: pl.DataFrame, ends: Mapping[str, End]) -> int:
    """Take away the marks of rows whose ends only a merge made one; how many these are."""
    rows = np.flatnonzero(one)
    pairs = zip(edges["source"][rows], edges["target"][rows], strict=True)
    merged = rows[np.array([ends[source].home != ends[target].home for source, target in pairs], bool)]
    one[merged] = False
    return len(merged)


def _sort_out(made: Draft, part: StreamFrame, rows: NDArray[np.intp], seen: Seen, deferred: set[int]) -> None:
    edges = part.edges[rows] if len(rows) < part.edges.height else part.edges
    keys = keys_of(edges["event"])
    digests, made_hex = hashed(said(edges))
    heads, inverse = np.unique(keys, return_index=True, return_inverse=True)[1:]
    told_before, before = seen.said_of(keys[heads])
    waits = (told_before & (before != digests[heads])) | np.isin(keys[heads], np.fromiter(deferred, np.uint64, len(deferred)))
    waits |= (made.source == made.target)[rows][heads]
    deferred.update(keys[heads][waits].tolist())
    is_head = np.zeros(len(rows), bool)
    is_head[heads] = True
    of_wait, same = waits[inverse], digests == digests[heads][inverse]
    fresh = np.sort(heads[~told_before & ~waits])
    seen.add(keys[fresh], digests[fresh])
    wrong = ~is_head & ~same & ~of_wait
    made.fresh, made.hashes = rows[fresh], made_hex[fresh]
    made.unchanged = int((~of_wait).sum() - wrong.sum()) - len(fresh)
    made.rejects.extend(_said_otherwise(part, rows[wrong]))
    if of_wait.any():
        late = rows[of_wait]
        made.later = StreamFrame(part.file, part.edges[late], part.lines[late])


def ends_of(part: StreamFrame) -> list[str]:
    return pl.concat([part.edges["source"], part.edges["target"].alias("source")]).drop_nulls().unique().to_list()


def has_line_ends(edges: pl.DataFrame) -> bool:
    texts = [pl.col(name).str.contains(_LINE_END).any() for name, dtype in edges.schema.items() if dtype == pl.String]
    return any(edges.select(texts).row(0))


def properties(made: Draft, dataset: str, first_eid: int, seq: int) -> pl.DataFrame:
    """The fresh edges as the stream door writes them: what the source says, and what follows from it."""
    edges = made.edges[made.fresh]
    coded = edges["action"].cast(pl.Enum(actions().codes)).to_physical().to_numpy()
    prefix = f"{dataset}:"
    source, target = (edges[name].str.strip_prefix(prefix) for name in ("source", "target"))
    told = {name: edges[name] for name in edges.columns if name not in ("event", "source", "target", *CODED)}
    constant = {name: pl.repeat(value, edges.height, eager=True, dtype=_type(value)) for name, value in CODED.items()}
    own = {
        "id": pl.select(pl.concat_str(pl.lit(prefix), edges["event"], pl.lit(":"), source, pl.lit(":"), target)).to_series(),
        "eid": pl.Series(np.arange(first_eid, first_eid + edges.height, dtype=np.int64)),
        "rung": pl.Series(actions().rungs[coded].astype(np.int64)),
        "from_record": edges["source"],
        "to_record": edges["target"],
        "dataset": pl.repeat(dataset, edges.height, eager=True),
        "content_hash": made.hashes,
        "seq": pl.repeat(seq, edges.height, eager=True, dtype=pl.Int64),
        "rev": pl.repeat(1, edges.height, eager=True, dtype=pl.Int64),
    }
    frame = pl.DataFrame({**told, **constant, **own})
    texts = [pl.col(name) for name, dtype in frame.schema.items() if dtype == pl.String]
    return frame.with_columns(pl.when(text != "").then(text) for text in texts)


def types_of(edges: pl.DataFrame) -> pl.Series:
    coded = edges["action"].cast(pl.Enum(actions().codes)).to_physical().to_numpy()
    return pl.Series(actions().types[coded], dtype=pl.String)


def _type(value: object) -> Any:
    return {bool: pl.Boolean, int: pl.Int64, float: pl.Float64, str: pl.String}[type(value)]


def _numbers(refs: pl.Series, ends: Mapping[str, End]) -> NDArray[np.int64]:
    """The place of each ref's actor; -1 where nobody stands."""
    names = list(ends)
    at = refs.cast(pl.Enum(names), strict=False).to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
    places = np.array([*(end.place for end in ends.values()), -1], np.int64)
    found: NDArray[np.int64] = places[at]
    return found


def _nobody(part: StreamFrame, ends: Mapping[str, End], wrong: NDArray[np.bool_]) -> list[Reject]:
    rows = np.flatnonzero(wrong)
    if not len(rows):
        return []
    found = zip(part.edges["source"][rows], part.edges["target"][rows], part.lines[rows], strict=True)
    return [missing_end(Place(part.file, line), target if source in ends else source) for source, target, line in found]


def _said_otherwise(part: StreamFrame, rows: Sequence[int] | NDArray[np.intp]) -> list[Reject]:
    return [Reject(Place(part.file, part.lines[int(row)]), SAYS_OTHERWISE, detail=part.edges["event"][int(row)]) for row in rows]
