"""A table as a stream of edges, by the column: what a rule says is worked out once for each content of its cells. Needs polars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Final

import polars as pl

from graph.errors import Place
from graph.evidence import coded_confidence
from graph.ingest.rows import Reject, StreamBatch
from graph.ingest.stream import ONE_ACTOR
from graph.model import Record
from graph.vocabulary import vocabulary
from loaders.chronology.nodes import shorten
from loaders.table.mapping import StatementRule, TableMapping
from loaders.table.parties import ActorRule
from loaders.table.roll import Roll
from loaders.table.tables import Chunk
from loaders.table.telling import day_of, event_date, event_id
from loaders.table.values import CellError, Cells, SkipRow, Value, number_of

REMEMBERED: Final = 200_000
"""Different contents of a rule's cells that are kept from one chunk to the next."""

ID: Final = r"^[A-Za-z0-9._-]{1,100}$"
ADDRESS: Final = r"^https?://[^ ]+$"

_LINE: Final = "\x00line"
_NAME: Final = "\x00{}"
"""Columns of our own among those of the file: no file has a column that begins with a NUL."""

Fault = CellError | SkipRow
Tell = Callable[[Cells], Sequence[Any]]


class _Told:
    """One thing that is told of rows: the `names` of its parts with their types, the columns it rests on, and how it is worked out."""

    def __init__(self, names: dict[str, Any], columns: Sequence[str], tell: Tell) -> None:
        self.names, self._columns, self._tell = names, list(columns), tell
        self._known: dict[tuple[str, ...], Sequence[Any] | Fault] = {}

    def add(self, frame: pl.DataFrame, faults: list[Fault]) -> pl.DataFrame:
        """The frame with the parts, and under `fault` the place of what is wrong in `faults`."""
        if not self._columns:
            (row,) = self._table([()], faults)
            kinds = [*self.names.values(), pl.Int32]
            return frame.with_columns(
                pl.lit(value, dtype=kind).alias(name) for name, kind, value in zip(self._out(), kinds, row, strict=True)
            )
        keys = frame.select(self._columns).unique(maintain_order=True)
        rows = self._table(list(keys.iter_rows()), faults)
        schema = dict(zip(self._out(), (*self.names.values(), pl.Int32), strict=True))
        told = pl.DataFrame(rows, schema=schema, orient="row")
        return frame.join(pl.concat([keys, told], how="horizontal"), on=self._columns, how="left", maintain_order="left")

    def _out(self) -> list[str]:
        return [*(_NAME.format(name) for name in self.names), self.fault]

    @property
    def fault(self) -> str:
        return _NAME.format(f"fault of {next(iter(self.names))}")

    def _table(self, keys: list[tuple[str, ...]], faults: list[Fault]) -> list[tuple[Any, ...]]:
        if len(self._known) > REMEMBERED:
            self._known.clear()
        rows: list[tuple[Any, ...]] = []
        for key in keys:
            found = self._known.get(key)
            if found is None:
                found = self._known[key] = self._worked_out(key)
            if isinstance(found, CellError | SkipRow):
                rows.append((*(None for _ in self.names), len(faults)))
                faults.append(found)
            else:
                rows.append((*found, None))
        return rows

    def _worked_out(self, key: tuple[str, ...]) -> Sequence[Any] | Fault:
        try:
            return self._tell(dict(zip(self._columns, key, strict=True)))
        except (CellError, SkipRow) as fault:
            return fault


class _Copied(_Told):
    """Texts that differ from row to row and are taken as they stand, if `good` fits them all; else each is worked out."""

    def __init__(self, name: str, value: Value, tell: Tell, good: str = "") -> None:
        super().__init__({name: pl.String}, value.columns, tell)
        self._value, self._good = value, good

    def add(self, frame: pl.DataFrame, faults: list[Fault]) -> pl.DataFrame:
        (name,) = self.names
        if self._value.values is None and not self._value.cut and self._value.columns:
            pieces = [
                piece for literal, column in self._value.parts for piece in (pl.lit(literal), pl.col(column) if column else pl.lit(""))
            ]
            missing = pl.all_horizontal(pl.col(column) == "" for column in self._value.columns)
            text = pl.when(~missing).then(pl.concat_str(pieces).str.strip_chars())
            copied = frame.select(text.replace("", None)).to_series()
            if not self._good or copied.str.contains(self._good).fill_null(self._good != ID).all():
                return frame.with_columns(copied.alias(_NAME.format(name)), pl.lit(None, dtype=pl.Int32).alias(self.fault))
        return super().add(frame, faults)


class Edges:
    """The batches of a load; read anew each time."""

    def __init__(self, mapping: TableMapping, source: Callable[[], Iterator[tuple[Any, Chunk]]], roll: Callable[[], Roll]) -> None:
        self._mapping, self._source, self._roll = mapping, source, roll

    def __iter__(self) -> Iterator[StreamBatch]:
        reader = _Reader(self._mapping, self._roll())
        for file, chunk in self._source():
            yield reader.batch(file.name, chunk)


class _Reader:
    """Turns chunks into batches; knows which actors earlier ones brought."""

    def __init__(self, mapping: TableMapping, roll: Roll) -> None:
        assert mapping.event is not None
        self._mapping, self._event, self._roll = mapping, mapping.event, roll
        self._records: dict[str, Record] = {}
        self._brought: set[str] = set()
        self._told = list(self._all())

    def batch(self, file: str, chunk: Chunk) -> StreamBatch:
        schema = dict.fromkeys(chunk.columns, pl.String) | {_LINE: pl.Int64}
        frame = pl.DataFrame({**chunk.columns, _LINE: chunk.lines}, schema=schema)
        skipped: Counter[str] = Counter()
        for rule in self._mapping.skip:
            fits = pl.col(rule.column).is_in(sorted(rule.equals)) | pl.lit(rule.empty) & (pl.col(rule.column) == "")
            fits |= pl.lit(bool(rule.unless)) & ~pl.col(rule.column).is_in(sorted(rule.unless))
            skipped[rule.reason] += frame.select(fits.sum()).item()
            frame = frame.filter(~fits)
        faults: list[Fault] = []
        for told in self._told:
            frame = told.add(frame, faults)
        frame = frame.with_columns(pl.coalesce(told.fault for told in self._told).alias(_NAME.format("fault")))
        wrong = frame.filter(pl.col(_NAME.format("fault")).is_not_null()).select(_LINE, _NAME.format("fault")).rows()
        rejects = _faulty(wrong, faults, file, skipped)
        kept = frame.filter(pl.col(_NAME.format("fault")).is_null())
        edges = self._edges(kept)
        one = pl.col("source") == pl.col("target")
        skipped[ONE_ACTOR] += edges.select(one.sum()).item()
        edges, lines = edges.filter(~one), kept[_LINE].filter(edges.select(~one).to_series())
        return StreamBatch(file, edges.to_dicts(), lines.to_list(), self._items(edges), +skipped, (*chunk.rejects, *rejects))

    def _all(self) -> Iterator[_Told]:
        """What is told of a row, in the order in which faults are looked for."""
        rule = self._event
        if rule.hashed:
            yield _Told({"event": pl.String}, rule.hashed, lambda cells: (event_id(rule, cells),))
        else:
            yield _Copied("event", rule.values["id"], lambda cells: (event_id(rule, cells),), ID)
        dates = tuple(dict.fromkeys(column for key in ("date", "date_to") if key in rule.dates for column in rule.dates[key].columns))
        yield _Told({"date": pl.Date, "date_to": pl.Date}, dates, lambda cells: _days(rule, cells))
        for side in ("source", "target"):
            actor = self._mapping.actors[rule.ends[side][0]]
            names = {side: pl.String, f"{side}_role": pl.String}
            # A code or a name may have meant another state on another day.
            columns = tuple(dict.fromkeys((*actor.columns, *(dates if actor.state else ()))))
            yield _Told(names, columns, partial(self._party, actor))
        yield _Told({"action": pl.String, "turned": pl.Boolean}, (rule.cameo or rule.values["action"]).columns, partial(_action, rule))
        if "published" in rule.dates:
            published = rule.dates["published"]
            yield _Told({"published": pl.Date}, published.columns, lambda cells: (day_of(published, cells),))
        reports = rule.values.get("reports")
        yield _Told({"confidence": pl.Float64}, reports.columns if reports else (), partial(_confidence, reports))
        if self._mapping.sources and "url" in self._mapping.sources[0].values:
            url = self._mapping.sources[0].values["url"]
            yield _Copied("source_url", url, partial(_address, url), ADDRESS)
        for name, (value, as_number) in rule.said.items():
            tell = partial(_said, value, as_number)
            yield _Told({name: pl.Float64}, value.columns, tell) if as_number else _Copied(name, value, tell)

    def _party(self, actor: ActorRule, cells: Cells) -> tuple[str, str | None]:
        on = event_date(self._event, cells).first if actor.state else None
        parties = actor.parties(cells, self._mapping.dataset.id, on, "")
        if not parties:
            raise actor.empty()
        record = self._roll.get(parties[0].record.id, parties[0].record)
        self._records[record.id] = record
        return record.id, parties[0].role or None

    def _edges(self, kept: pl.DataFrame) -> pl.DataFrame:
        """The columns of edges under their own names; of a CAMEO code whose second actor acts, the ends turned."""
        turned = pl.col(_NAME.format("turned"))
        names = [name for told in self._told for name in told.names if name != "turned"]
        ends = {"source": "target", "target": "source", "source_role": "target_role", "target_role": "source_role"}
        return kept.select(
            pl.when(turned).then(_NAME.format(ends[name])).otherwise(_NAME.format(name)).alias(name)
            if name in ends
            else pl.col(_NAME.format(name)).alias(name)
            for name in names
        )

    def _items(self, edges: pl.DataFrame) -> tuple[Record, ...]:
        used = pl.concat([edges["source"], edges["target"].alias("source")]).unique(maintain_order=True).to_list()
        new = [ref for ref in used if ref not in self._brought]
        self._brought.update(new)
        return tuple(self._records[ref] for ref in new)


def _faulty(wrong: list[tuple[int, int]], faults: list[Fault], file: str, skipped: Counter[str]) -> list[Reject]:
    rejects = []
    for line, position in wrong:
        fault = faults[position]
        if isinstance(fault, SkipRow):
            skipped[str(fault)] += 1
        else:
            rejects.append(Reject(Place(file, line, fault.column), fault.reason, fault.hint, fault.detail))
    return rejects


def _days(rule: StatementRule, cells: Cells) -> tuple[Any, Any]:
    span = event_date(rule, cells)
    return span.first, span.last


def _action(rule: StatementRule, cells: Cells) -> tuple[str, bool]:
    """A machine action, and whether the second actor is the one who acts."""
    if rule.cameo is None:
        value = rule.values["action"]
        code = value.of(cells)
        if code not in vocabulary().machine_actions:
            raise CellError(
                value.column, f"{shorten(code, 40)!r} is not a machine action of the vocabulary", "map the cells by `values`", code
            )
        return code, False
    text = rule.cameo.of(cells)
    found = vocabulary().cameo.get(text)
    if found is None:
        raise CellError(rule.cameo.column, f"{shorten(text, 40)!r} is not a code of CAMEO", "was a leading zero lost?", text)
    if not found.action:
        raise SkipRow(f"CAMEO {text[:2]}: PLOVER drops it")
    return found.action, found.turned


def _confidence(reports: Value | None, cells: Cells) -> tuple[float]:
    number = number_of(reports, cells) if reports else None
    if reports and number is not None and (number < 1 or number != int(number)):
        raise CellError(reports.column, f"{number:g} is not a count of reports", detail=str(number))
    return (coded_confidence(int(number or 1), vocabulary()),)


def _address(url: Value, cells: Cells) -> tuple[str | None]:
    text = url.of(cells)
    if text and (not text.startswith(("http://", "https://")) or " " in text):
        raise CellError(url.column, f"{shorten(text, 60)!r} is not an address on the web", "map the column under `said`", text)
    return (text or None,)


def _said(value: Value, as_number: bool, cells: Cells) -> tuple[str | float | None]:
    return (number_of(value, cells) if as_number else value.of(cells) or None,)
