"""Which loader reads what, and a load from files to reports; for `load`, `check` and `up`. Prints nothing."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from cli import progress
from cli.terminal import FINDINGS, OK, USAGE
from graph.engine import resolve_endpoint
from graph.errors import InputError, Place
from graph.ingest import Entry, Options, Report, check_stream, ingest, ingest_stream, offered
from graph.progress import Progress, silent
from graph.schema import prepare
from graph.settings import load_settings
from graph.store import Writer
from loaders.base import Load, Loader, loaders


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


def load_all(loader: Loader, paths: tuple[Path, ...], *, strict: bool = False) -> list[Report]:
    """Into the graph that the settings name; a managed Neo4j is started if need be."""
    with progress.shown() as listener, Writer(resolve_endpoint(load_settings(), listener)) as writer:
        prepare(writer, listener)
        return load_into(writer, loader, paths, strict=strict, listener=listener)


def load_into(
    writer: Writer, loader: Loader, paths: tuple[Path, ...], *, strict: bool = False, listener: Progress = silent
) -> list[Report]:
    """Into a graph that is prepared."""
    return [_write(writer, load, Options(load.complete, strict, load.parts, progress=listener)) for load in loader.read(paths)]


def _write(writer: Writer, load: Load, options: Options) -> Report:
    if load.stream is not None:
        return ingest_stream(writer, load.dataset, load.stream, options)
    return ingest(writer, load.dataset, load.rows, options)


def check_load(load: Load) -> tuple[list[Entry], Report]:
    """What would load, without a database: its entries (a stream has none) and the report."""
    if load.stream is None:
        return offered(load.rows, load.dataset.id)
    report = check_stream(load.stream)
    report.dataset = load.dataset.id
    return [], report


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
