"""`retorsion engine`: the managed Neo4j, started, stopped and looked at. What it does is done in graph/engine/."""

from __future__ import annotations

import os
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cli import progress
from cli.render_events import facts
from cli.shell import converse
from cli.terminal import FINDINGS, out, tell, warn, write_json
from graph import engine, keeping
from graph.digest import digest
from graph.engine import Endpoint, resolve_endpoint
from graph.errors import SettingsError
from graph.settings import Settings, load_settings
from graph.store import Reader, Writer
from graph.temporal.live import LiveIndex
from graph.temporal.overview import index_overview
from graph.temporal.verify import verify

_ABOUT = "The managed Neo4j: start, stop, look at it, connect to it."
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(help=_ABOUT, no_args_is_help=True)
    group.command("start", help="Start it; the first time its jars are fetched (161 MB).")(_start)
    group.command("stop", help="Stop it. Its data stays.")(_stop)
    group.command("restart", help="Stop it and start it again.")(_restart)
    group.command("status", help="Whether it runs, where, and with what. Starts nothing.")(_status)
    group.command("shell", help="Cypher on the graph: cypher-shell where there is one, else a plain shell.")(_shell)
    group.command("digest", help="One fingerprint of the whole graph: equal graphs have equal digests.")(_digest)
    group.command("reindex", help="Build the index for questions in time anew; after own writes to action edges.")(_reindex)
    group.command("dump", help="Keep the whole graph as one file, with its digest beside it. Questions wait for some seconds.")(_dump)
    group.command("restore", help="Put the graph of a dump in the place of this one, once it has been compared with its digest.")(_restore)
    group.command("renew", help="After a database of your own was put back: a new epoch, so that no index of before is used.")(_renew)
    group.command("fetch", help="Fetch the jars, so that the next start needs no network.")(_fetch)
    app.add_typer(group, name="engine", rich_help_panel="Look after")


def _start() -> None:
    settings = _managed()
    with progress.shown() as listener:
        endpoint = engine.ensure_running(settings, listener)
    tell(f"Neo4j runs at {endpoint.uri}.")


def _stop() -> None:
    with progress.shown() as listener:
        stopped = engine.stop(_managed(), listener)
    tell("Neo4j is stopped." if stopped else "Neo4j was not running.")


def _restart() -> None:
    settings = _managed()
    with progress.shown() as listener:
        endpoint = engine.restart(settings, listener)
    tell(f"Neo4j runs at {endpoint.uri}.")


def _fetch() -> None:
    with progress.shown() as listener:
        engine.fetch(load_settings(), listener)
    tell("Neo4j's jars are there.")


def _status(as_json: Json = False) -> None:
    settings = load_settings()
    found = engine.status(settings)
    if as_json:
        write_json(asdict(found))
        return
    if settings.neo4j_uri:
        tell(f"RETORSION_NEO4J_URI is set: questions go to {settings.neo4j_uri}, not to the managed Neo4j.")
    rows = [("running", "yes" if found.running else "no")]
    rows += [(name.replace("_", " "), str(value)) for name, value in asdict(found).items() if name != "running" and value is not None]
    out().print(facts([*rows, *_index_facts(settings, found.running)]))


def _index_facts(settings: Settings, running: bool) -> list[tuple[str, str]]:
    """What is known of the index without starting anything."""
    endpoint = resolve_endpoint(settings) if running or settings.neo4j_uri else None
    return [("index", index_overview(settings, endpoint))]


def _reindex(
    check: Annotated[bool, typer.Option("--check", help="Compare it with the database afterwards: counts, and a thousand edges.")] = False,
) -> None:
    with progress.shown() as listener:
        endpoint = resolve_endpoint(load_settings(), listener)
        index = LiveIndex(load_settings(), endpoint).rebuild(listener)
    tell(f"The index holds {index.actions.edges:,} actions and {index.ties.edges:,} ties, up to commit {index.seq}.")
    if check:
        with Reader(endpoint) as reader:
            verdict = verify(index, reader)
        for difference in verdict.differences:
            warn(difference)
        if verdict.differences:
            raise typer.Exit(FINDINGS)
        tell(f"It agrees with the database in every count and in {verdict.compared:,} edges.")


def _digest(as_json: Json = False) -> None:
    with progress.shown() as listener:
        endpoint = resolve_endpoint(load_settings(), listener)
    with Writer(endpoint) as writer:
        found = digest(writer)
    if as_json:
        write_json({"digest": found.value, "nodes": found.nodes, "relationships": found.relationships})
    else:
        out().print(f"{found.value}  {found.nodes:,} nodes, {found.relationships:,} relationships", soft_wrap=True)


def _dump(
    file: Annotated[
        Path | None, typer.Argument(help="Where to; by default a file in dumps/ of the data directory.", show_default=False)
    ] = None,
    check: Annotated[bool, typer.Option(help="Restore it beside the graph and compare the two.")] = True,
    as_json: Json = False,
) -> None:
    with progress.shown() as listener:
        written, kept = keeping.dump(_managed(), file, check=check, progress=listener)
    if as_json:
        write_json({"file": str(written), "checked": check} | asdict(kept))
        return
    how = "and the same graph when restored" if check else "not restored to compare"
    tell(f"{written}: {kept.bytes:,} bytes, {kept.nodes:,} nodes, {kept.relationships:,} relationships, {how}.")
    tell(f"Keep {keeping.description(written).name} with it.")


def _restore(
    file: Annotated[Path, typer.Argument(help="A file that `retorsion engine dump` wrote.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether the graph that is there may go.")] = False,
) -> None:
    settings, kept = _managed(), keeping.read_description(file)
    told = f"the graph of {kept.at} ({kept.nodes:,} nodes, {kept.relationships:,} relationships)"
    if not yes:
        typer.confirm(f"Replace the graph in {settings.data_dir} by {told}?", abort=True)
    with progress.shown() as listener:
        keeping.restore(settings, file, progress=listener)
    tell(f"Restored {told}; its digest is {kept.digest[:12]}.")


def _renew() -> None:
    with progress.shown() as listener:
        endpoint = resolve_endpoint(load_settings(), listener)
    with Writer(endpoint) as writer:
        keeping.renew_epoch(writer)
    tell("The graph has a new epoch; indexes are built anew.")


def _shell() -> None:
    settings = load_settings()
    with progress.shown() as listener:
        endpoint = resolve_endpoint(settings, listener)
    program = shutil.which("cypher-shell")
    if program:
        _become(program, endpoint)
    with Writer(endpoint) as writer:
        writer.check_server()
        if not converse(writer):
            raise typer.Exit(FINDINGS)


def _become(program: str, endpoint: Endpoint) -> None:
    """Through the environment: a command line is there for every user of the machine to read."""
    given = {"NEO4J_URI": endpoint.uri, "NEO4J_USERNAME": endpoint.user, "NEO4J_PASSWORD": endpoint.password}
    for name, value in (given | {"NEO4J_DATABASE": endpoint.database}).items():
        os.putenv(name, value)
    os.execv(program, [program])


def _managed() -> Settings:
    """The settings, where they leave the server to us.

    Raises:
        SettingsError: they name another server.
    """
    settings = load_settings()
    if settings.neo4j_uri:
        raise SettingsError(
            f"RETORSION_NEO4J_URI names {settings.neo4j_uri}: Retorsion neither starts nor stops that server.",
            hint="Unset it to use the managed Neo4j.",
        )
    return settings
