"""`retorsion export`: a subgraph as a file, with a manifest beside it. What may leave and how is said by graph.export."""

from __future__ import annotations

import inspect
import json
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Final, get_type_hints

import anyio
import typer

from cli import progress
from cli.export_job import Wanted, is_there, job_for, run_job
from cli.query import typed_parameters
from cli.question import FILTER_HELP, index_of
from cli.terminal import tell, warn
from graph.answers import Filter, PathOptions, paths
from graph.engine import Endpoint, resolve_endpoint
from graph.errors import QuestionError
from graph.export import (
    FolderSink,
    Format,
    Manifest,
    Options,
    Plan,
    Sink,
    Spool,
    Subgraph,
    around,
    changes,
    check_holds,
    everything,
    extract,
    format_named,
    formats,
    options_for,
    relation,
    rows_of,
    shown,
    write,
)
from graph.library import Library, find
from graph.progress import Progress
from graph.queries import library
from graph.settings import Settings, load_settings
from graph.store import Reader, Store
from graph.temporal.live import LiveIndex

_ABOUT = """Take a subgraph out: all of it, some actors and what is around them, a relation, or the paths between two actors.

retorsion export --all --format parquet -o graph.parquet.zip
retorsion export --actor APT31 --actor Intel --hops 2 --format gexf -o apt31.gexf
retorsion export --dyad CHN GBR --since 2020 --until 2024 --format gexf -o chn-gbr.gexf
retorsion export --since-version 2026-11-01 -o changes.csv.zip
retorsion export --query sanctions_by_state --param state=state:USA -o rows.parquet.zip
retorsion export --all -o graph.gexf.gz --job weekly

Beside the file stands FILE.manifest.json: what was asked, of which graph, how much, whose licences hold, and the file's SHA-256.
"""
_STDOUT = "-"
_PANELS = {"filter": "Filter", "shape": "Shape"}


@dataclass(frozen=True, slots=True)
class _Option:
    kind: Any
    default: Any
    help: str
    names: tuple[str, ...] = ()
    panel: str | None = None


_OPTIONS: Final[Mapping[str, _Option]] = {
    "all": _Option(bool, False, "The whole graph.", ("--all",)),
    "actor": _Option(list[str] | None, None, "An actor: repeat. Its edges leave, and those of its neighbours up to --hops."),
    "dyad": _Option(tuple[str, str] | None, None, "Two sides: what they did to each other."),
    "path": _Option(tuple[str, str] | None, None, "Two actors: the edges of the shortest paths between them."),
    "since_version": _Option(str, "", "What changed since a version (epoch:seq), a commit's number, or the last commit of a day."),
    "until_version": _Option(str, "", "With --since-version: up to this one; else up to the present."),
    "query": _Option(str, "", "The rows of a query of the library; formats csv, parquet, arrow, ndjson."),
    "param": _Option(list[str] | None, None, "With --query: a parameter, as name=value. Repeat.", ("--param", "-p")),
    "hops": _Option(int, 1, "How far from the actors.", panel="Shape"),
    "induced": _Option(bool, False, "Only edges between the actors named.", ("--induced",), "Shape"),
    "fold_to": _Option(str, "none", "With --dyad: state takes in all who stand for a side.", panel="Shape"),
    "parallel": _Option(str, "keep", "keep: every edge; fold: one line a pair; backbone: only pairs that stand out.", panel="Shape"),
    "alpha": _Option(float, 0.05, "With backbone: how much a pair must stand out.", panel="Shape"),
    "top_n": _Option(int, 0, "Only the actors with most edges.", panel="Shape"),
    "min_degree": _Option(int, 0, "Only actors with so many edges.", panel="Shape"),
    "ties": _Option(bool, True, "Ties as well as actions.", ("--ties/--no-ties",), "Shape"),
    "evidence": _Option(bool, True, "Claims and sources, where the format holds them.", ("--evidence/--no-evidence",), "Shape"),
    "retracted": _Option(bool, False, "What is no longer believed as well, marked.", ("--retracted",), "Shape"),
    "format": _Option(str, "", "By default as the file's name says."),
    "output": _Option(Path, Path(_STDOUT), "File, or a folder where a format is several files; - is stdout.", ("--output", "-o")),
    "gzip": _Option(bool, False, "Packed; so is a file named .gz.", ("--gzip",)),
    "job": _Option(str, "", "A name under which it tells how it stands (exports/NAME/job.json in the data directory) and goes on."),
}
_SHAPE = tuple(Options.__dataclass_fields__)


@dataclass(slots=True)
class _Wish:
    """What was typed, sorted."""

    given: dict[str, Any]
    filter: Filter
    options: Options
    format: Format

    @property
    def packed(self) -> bool:
        return bool(self.given["gzip"]) or self.given["output"].name.endswith(".gz")


def add_to(app: typer.Typer) -> None:
    app.command("export", help=f"{_ABOUT}\nFormats: {', '.join(formats())}.", rich_help_panel="Take out")(_command())


def _command() -> Any:
    """What typer runs; its signature is made from the table above and the one filter."""

    def run(**given: Any) -> None:
        _export(given)

    hints = get_type_hints(Filter)
    made = [_parameter(name, option) for name, option in _OPTIONS.items()]
    for name, about in FILTER_HELP.items():
        kind = list[str] | None if "tuple[" in str(hints[name]) else str | None if "date" in str(hints[name]) else hints[name]
        made.append(_parameter(name, _Option(kind, "happened" if name == "clock" else None, about, panel="Filter")))
    run.__signature__ = inspect.Signature(made)  # type: ignore[attr-defined]
    return run


def _parameter(name: str, option: _Option) -> inspect.Parameter:
    info = typer.Option(
        *option.names, help=option.help, rich_help_panel=option.panel, show_default=option.default not in (None, "", False, 0)
    )
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=Annotated[option.kind, info], default=option.default)


def _export(given: dict[str, Any]) -> None:
    output: Path = given["output"]
    chosen = format_named(given["format"] or _format_of(output))
    options = options_for(chosen, Options(**{name: given[name] for name in _SHAPE}))
    wish = _Wish(given, Filter.of(**{name: given[name] for name in FILTER_HELP}), options, chosen)
    _check_one(given)
    settings = load_settings()
    with progress.shown() as listener:
        endpoint = resolve_endpoint(settings, listener)

        def read(spool: Spool) -> Subgraph:
            index = index_of(settings, endpoint, listener) if given["path"] else None
            plan = anyio.run(_planned, endpoint, settings, wish, index)
            with Reader(endpoint) as reader:
                return extract(reader, plan, spool, chosen.needs, listener)

        if given["job"]:
            _as_job(wish, read, settings, endpoint, listener)
            return
        with Spool() as spool:
            graph = read(spool)
            _warn(graph.manifest)
            listener(f"writing {chosen.name}", 0, 0, "rows")
            sink = _write(graph, wish, output)
    file = None if isinstance(sink, FolderSink) else {"bytes": sink.written, "sha256": sink.sha256}
    _report(graph.manifest.as_dict(), file, output)


def _check_one(given: dict[str, Any]) -> None:
    asked = [name for name in ("all", "actor", "dyad", "path", "since_version", "query") if given[name]]
    if len(asked) != 1:
        hint = "One of --all, --actor (repeat it), --dyad A B, --path A B, --since-version V, --query NAME."
        raise QuestionError("Say what to export.", hint=hint)


def _warn(manifest: Manifest) -> None:
    for notice in manifest.notices:
        warn(f"licence: {notice}")


def _as_job(wish: _Wish, read: Callable[[Spool], Subgraph], settings: Settings, endpoint: Endpoint, listener: Progress) -> None:
    output: Path = wish.given["output"]
    asked = {name: value for name, value in wish.given.items() if name not in ("output", "job")}
    wanted = Wanted(asked, wish.format, wish.packed, output)
    job = job_for(settings.data_dir / "exports", wish.given["job"], wanted)
    with Reader(endpoint) as reader:
        if is_there(job, reader):
            tell(f"{output}: is there already, of this version of the graph")
            return
    manifest = run_job(job, wanted, read, settings.export_keep_h, listener)
    _warn(manifest)
    _report(manifest.as_dict(), {"bytes": job.facts["bytes"], "sha256": job.facts["sha256"]}, output)


async def _planned(endpoint: Endpoint, settings: Settings, wish: _Wish, index: LiveIndex | None) -> Plan:
    async with Store(endpoint, timeout_s=settings.query_timeout_s) as store:
        if wish.given["query"]:
            plan = await _rows(store, wish, library(settings.queries_dir))
        else:
            plan = await _plan(store, wish, index)
    check_holds(wish.format, plan)
    return plan


async def _rows(store: Store, wish: _Wish, known: Library) -> Plan:
    name = wish.given["query"]
    parameters = typed_parameters(find(known, name), wish.given["param"] or ())
    return await rows_of(store, known, name, parameters, options=wish.options)


async def _plan(store: Store, wish: _Wish, index: LiveIndex | None) -> Plan:
    given = wish.given
    shape: dict[str, Any] = {"filter": wish.filter, "options": wish.options}
    if given["since_version"] or given["until_version"]:
        return await changes(store, given["since_version"], given["until_version"], **shape)
    if given["dyad"]:
        return await relation(store, *given["dyad"], fold_to=given["fold_to"], **shape)
    if given["path"]:
        answer = await paths(store, *given["path"], options=PathOptions(), filter=wish.filter, index=index)
        return await shown(store, answer, **shape)
    if given["actor"]:
        return await around(store, given["actor"], hops=given["hops"], induced=given["induced"], **shape)
    return await everything(store, **shape)


def _format_of(output: Path) -> str:
    """The format that a file's name says.

    Raises:
        QuestionError: it says none, or several (`.json`).
    """
    name = output.name.removesuffix(".gz")
    fitting = [one.name for one in formats().values() if name.endswith(one.suffix)]
    if "json" in fitting:
        return "json"
    if len(fitting) != 1:
        raise QuestionError(f"Which format {str(output)!r} is does not show.", hint=f"Give --format: {', '.join(formats())}.")
    return fitting[0]


def _write(graph: Any, wish: _Wish, output: Path) -> Sink:
    if wish.format.several and (output.is_dir() or not output.suffix) and str(output) != _STDOUT:
        sink: Sink = FolderSink(output)
        write(graph, wish.format, sink)
        return sink
    with _opened(output) as file:
        sink = Sink(file.write, gzip=wish.packed)
        write(graph, wish.format, sink)
    return sink


@contextmanager
def _opened(output: Path) -> Any:
    """The file appears when it is whole: what breaks off leaves nothing that looks finished."""
    if str(output) == _STDOUT:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = output.with_name(f"{output.name}.part")
    try:
        file: BinaryIO
        with part.open("wb") as file:
            yield file
        os.replace(part, output)
    except OSError as error:
        raise QuestionError(f"{output} cannot be written: {error.strerror}.", hint="Name another file with -o.") from error
    finally:
        part.unlink(missing_ok=True)


def _report(manifest: dict[str, Any], file: dict[str, Any] | None, output: Path) -> None:
    told = ", ".join(f"{n} {name}" for name, n in manifest["counts"].items())
    if str(output) == _STDOUT:
        tell(told)
        return
    if file:
        text = json.dumps(manifest | {"file": file}, ensure_ascii=False, indent=1, default=str)
        output.with_name(f"{output.name}.manifest.json").write_text(text + "\n", "utf-8")
    tell(f"{output}: {told}")
