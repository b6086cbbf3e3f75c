"""`retorsion engine`: the managed Neo4j, started, stopped and looked at. What it does is done in graph/engine/."""

from __future__ import annotations

import os
import shutil
from dataclasses import asdict
from typing import Annotated

import typer

from cli import progress
from cli.render_events import facts
from cli.shell import converse
from cli.terminal import FINDINGS, out, tell, write_json
from graph import engine
from graph.digest import digest
from graph.engine import Endpoint, resolve_endpoint
from graph.errors import SettingsError
from graph.settings import Settings, load_settings
from graph.store import Writer

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
    out().print(facts(rows))


def _digest(as_json: Json = False) -> None:
    with progress.shown() as listener:
        endpoint = resolve_endpoint(load_settings(), listener)
    with Writer(endpoint) as writer:
        found = digest(writer)
    if as_json:
        write_json({"digest": found.value, "nodes": found.nodes, "relationships": found.relationships})
    else:
        out().print(f"{found.value}  {found.nodes:,} nodes, {found.relationships:,} relationships", soft_wrap=True)


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
