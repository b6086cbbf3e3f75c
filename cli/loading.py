"""A load from files to reports; for `load`, `check` and `up`. Prints no report."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from difflib import get_close_matches
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cli import progress
from cli.interrupts import stoppable
from cli.jobs import Job
from cli.preview import Preview
from cli.terminal import FINDINGS, OK, USAGE, tell
from graph.engine import resolve_endpoint
from graph.errors import InputError, Place
from graph.ingest import (
    Entry,
    Options,
    RejectsFile,
    Report,
    Stopped,
    StreamBatch,
    check_stream,
    ingest,
    ingest_stream,
    offered,
)
from graph.progress import Extent, Progress, silent
from graph.schema import prepare
from graph.settings import Settings, load_settings
from graph.store import Writer
from loaders.base import Load, Loader, loaders
from loaders.table import begins_as_mapping

if TYPE_CHECKING:
    from graph.ingest.bulk.frames import Columnar

WAIT_S: Final = 600.0
"""How long a load waits for another one's end, unless told otherwise."""


def choose(name: str, files: Sequence[Path]) -> tuple[Loader, tuple[Path, ...]]:
    """The loader of that name with its bundled files or with those given; else the one that reads the file of that name.

    Raises:
        InputError: neither a loader nor a file is called that, or the loader has nothing to read.
    """
    loader = loaders().get(name)
    if loader is None:
        if not Path(name).exists():
            near = get_close_matches(name, loaders(), n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Loaders: {', '.join(loaders())}."
            raise InputError("there is no loader and no file of that name", Place(name), hint=hint)
        paths = (Path(name), *files)
        return loader_of(paths), paths
    if not files and not loader.bundled:
        raise InputError("this loader brings no files of its own", Place(name), hint=f"Name files that end in {_either(loader)}.")
    return loader, tuple(files) or loader.bundled


def loader_of(paths: Sequence[Path]) -> Loader:
    """The one loader that reads files of these suffixes.

    Raises:
        InputError: none does, or several do.
    """
    if any(begins_as_mapping(path) for path in paths):  # a YAML file too, as chronologies are
        return loaders()["table"]
    for path in paths:
        fitting = [loader for loader in loaders().values() if _reads(loader, path)]
        if len(fitting) > 1:
            names = ", ".join(loader.name for loader in fitting)
            raise InputError(f"several loaders read this: {names}", Place(str(path)), hint="Name one: `retorsion load NAME FILE`.")
        if fitting:
            return fitting[0]
    known = "; ".join(f"{loader.name}: {_either(loader)}" for loader in loaders().values())
    reason = "no loader reads this" if paths[0].exists() else "there is no such file or folder"
    raise InputError(reason, Place(str(paths[0])), hint=f"Loaders and what they read: {known}.")


@dataclass(frozen=True, slots=True)
class How:
    """What a person may ask of a load. `rejects` is the file for rejected rows, none by default; `limit` 0 is all rows."""

    strict: bool = False
    limit: int = 0
    rejects: Path | None = None
    job: Job | None = None


PLAIN: Final = How()


class Interrupted(KeyboardInterrupt):
    """Ctrl-C; what was loaded until then."""

    def __init__(self, reports: list[Report]) -> None:
        super().__init__()
        self.reports = reports


def load_all(loader: Loader, paths: tuple[Path, ...], how: How = PLAIN, *, wait_s: float = WAIT_S) -> list[Report]:
    """Into the graph that the settings name, when no other load of it runs; a managed Neo4j is started if need be.

    Raises:
        Interrupted: the load was stopped.
    """
    settings = load_settings()
    with ExitStack() as stack:
        listener: Progress = stack.enter_context(progress.shown())
        if how.job:
            stack.enter_context(how.job.shown())
            listener = progress.both(how.job, listener)
        if not settings.neo4j_uri:
            stack.enter_context(_turn(settings, loader, how.job, wait_s))
        if how.job:
            how.job.runs()
        with Writer(resolve_endpoint(settings, listener)) as writer:
            prepare(writer, listener)
        return _each(loader, paths, how, stack.enter_context(stoppable(listener)), partial(_write_by_size, settings))


def _turn(settings: Settings, loader: Loader, job: Job | None, wait_s: float) -> AbstractContextManager[None]:
    """Imported late: the managed server's own dependencies are an extra."""
    try:
        from graph.engine.turns import Holder, take_turn
    except ModuleNotFoundError:
        return nullcontext()  # resolve_endpoint says what is missing

    def wait(other: str) -> None:
        tell(f"Another load is under way ({other}); waiting up to {wait_s:,.0f} s for its end ...")
        if job:
            job.waits(other)

    since = datetime.now(UTC).isoformat(sep=" ", timespec="seconds")
    return take_turn(settings.data_dir, Holder(os.getpid(), job.id if job else "", loader.name, since), wait_s, wait)


def load_into(writer: Writer, loader: Loader, paths: tuple[Path, ...], how: How = PLAIN, *, listener: Progress = silent) -> list[Report]:
    """Into a graph that is prepared.

    Raises:
        Interrupted: the load was stopped.
    """
    return _each(loader, paths, how, listener, partial(_write, writer))


def _each(loader: Loader, paths: tuple[Path, ...], how: How, listener: Progress, write: Callable[[Load, Options], Report]) -> list[Report]:
    reports: list[Report] = []
    for number, load in enumerate(loader.read(paths)):
        try:
            reports.append(write(limited(load, how.limit), _options(load, how, number, listener)))
        except Stopped as stopped:
            raise Interrupted([*reports, stopped.report]) from None
    return reports


def _write(writer: Writer, load: Load, options: Options) -> Report:
    """By batches."""
    if load.stream is not None:
        return ingest_stream(writer, load.dataset, load.stream, options)
    return ingest(writer, load.dataset, load.rows, options)


def _write_by_size(settings: Settings, load: Load, options: Options) -> Report:
    """A first load of volume into the managed server goes by an import; all others by batches."""
    with Writer(resolve_endpoint(settings, options.progress)) as writer:
        stream = None if options.strict else _worth_bulk(settings, writer, load)
        if stream is None:
            return _write(writer, load, options)
    from graph.ingest.bulk.files import NotImportable
    from graph.ingest.bulk.load import load_bulk

    try:
        return load_bulk(settings, load.dataset, stream, options)
    except NotImportable as problem:
        tell(f"{problem} Loading by batches in place of an import.")
        with Writer(resolve_endpoint(settings, options.progress)) as writer:
            return _write(writer, load, options)


def _worth_bulk(settings: Settings, writer: Writer, load: Load) -> Columnar | None:
    """Imported late: without polars there are no streams by the column."""
    if load.stream is None:
        return None
    try:
        from graph.ingest.bulk.choice import is_columnar, worth_bulk
    except ModuleNotFoundError:
        return None
    if not is_columnar(load.stream):
        return None
    choice = worth_bulk(settings, writer, load.dataset, load.stream)
    if choice.why:
        tell(choice.why)
    return load.stream if choice.bulk else None


def _options(load: Load, how: How, number: int, listener: Progress) -> Options:
    plain = Options(
        complete=load.complete and not how.limit,
        strict=how.strict,
        parts=load.parts,
        progress=listener,
        extent=_extent(load, how.limit),
        rejects=_rejects_file(how, number),
        remarks=partial(remarks, load, how.limit),
    )
    return replace(plain, watch=how.job.watch, mark=how.job.mark(number)) if how.job else plain


def _extent(load: Load, limit: int) -> Extent:
    if limit:
        return Extent(limit)
    return Extent(len(load.rows)) if load.stream is None and isinstance(load.rows, Sized) else load.extent


def _rejects_file(how: How, number: int) -> RejectsFile | None:
    """One for each load of a command: `x.csv`, `x-2.csv`, ..."""
    if how.rejects is None:
        return None
    path = how.rejects
    return RejectsFile(path.with_stem(f"{path.stem}-{number + 1}") if number else path)


def remarks(load: Load, limit: int) -> Iterator[str]:
    """What a report should say beside its numbers: whether the files look like their source, which the first rows cannot tell."""
    if not limit:
        yield from load.looks.remarks()
        return
    cut = "" if load.stream is None or load.head else ", and the whole of the block in which these end"
    yield f"only the first {limit:,} rows were read (--limit){cut}: nothing is withdrawn"


def limited(load: Load, limit: int) -> Load:
    """The first rows of a load."""
    if not limit:
        return load
    if load.stream is None:
        return replace(load, rows=islice(load.rows, limit), complete=False)
    return replace(load, stream=load.head(limit) if load.head else _blocks(load.stream, limit), complete=False)


def _blocks(batches: Iterable[StreamBatch], limit: int) -> list[StreamBatch]:
    """The first batches that hold so many rows: where in a batch a skipped row stood is not known."""
    kept: list[StreamBatch] = []
    for batch in batches:
        kept.append(batch)
        limit -= batch.rows
        if limit <= 0:
            break
    return kept


@dataclass(frozen=True, slots=True)
class Checked:
    """What would load: the report, and the entries of rows or the preview of a stream."""

    report: Report
    entries: Sequence[Entry] = ()
    preview: Preview = field(default_factory=Preview)


def check_all(loader: Loader, paths: tuple[Path, ...], how: How = PLAIN) -> list[Checked]:
    """What would load, without a database."""
    return [check_load(load, how, number) for number, load in enumerate(loader.read(paths))]


def check_load(load: Load, how: How = PLAIN, number: int = 0) -> Checked:
    taken, rejects = limited(load, how.limit), _rejects_file(how, number)
    if rejects:
        rejects.begin()
    preview, entries = Preview(), list[Entry]()
    if taken.stream is None:
        entries, report = offered(taken.rows, load.dataset.id, rejects)
    else:
        report = check_stream(taken.stream, load.dataset.id, rejects, preview.see)
    if rejects:
        rejects.close()
    report.notes.extend(remarks(load, how.limit))
    return Checked(report, entries, preview)


def outcome(reports: Sequence[Report]) -> int:
    """The exit code of a load."""
    if not any(report.rejected for report in reports):
        return OK
    return FINDINGS if any(report.written or report.unchanged for report in reports) else USAGE


def _reads(loader: Loader, path: Path) -> bool:
    if path.is_dir():
        return any(file.suffix in loader.suffixes for file in path.rglob("*"))
    return path.is_file() and path.suffix in loader.suffixes


def _either(loader: Loader) -> str:
    return " or ".join(loader.suffixes)
