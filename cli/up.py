"""`retorsion up`: database, schema, bundled data and HTTP service in one command, and where to look. Serving itself is in api/."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from functools import partial
from typing import Annotated

import typer

from cli import bundle, progress
from cli.loading import load_into
from cli.render_reports import reports
from cli.terminal import err, out, tell, warn
from cli.tour import Stop, Tour
from graph import engine, warm
from graph.engine import Endpoint, resolve_endpoint
from graph.errors import SettingsError
from graph.ingest import Report
from graph.progress import Progress
from graph.schema import prepare
from graph.settings import Settings, load_settings
from graph.store import Writer
from loaders.base import loaders

_ABOUT = """Serve the graph over HTTP: start the managed Neo4j if need be, prepare it, load the bundled chronology into an empty graph.

retorsion up --demo
retorsion up --port 8080 --no-load

Ctrl-C ends it. A Neo4j that this command started is stopped with it, unless --keep-engine; one that ran before goes on.
"""


def add_to(app: typer.Typer) -> None:
    app.command("up", help=_ABOUT, rich_help_panel="Run")(_up)


def _up(
    host: Annotated[str | None, typer.Option(help="Address to listen on; else RETORSION_API_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Port, 0 is any free one; else RETORSION_API_PORT.", min=0, max=65535)] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Load the bundled chronology and show three questions with their answers.")] = False,
    no_load: Annotated[bool, typer.Option("--no-load", help="Load nothing, even into an empty graph.")] = False,
    keep_engine: Annotated[bool, typer.Option("--keep-engine", help="Leave the managed Neo4j running afterwards.")] = False,
) -> None:
    settings = load_settings()
    serve = _server()
    host, port = host or settings.api_host, settings.api_port if port is None else port
    _require_port(host, port)
    if not _is_loopback(host):
        allowed = f"without a key they may {settings.open_scopes}" if settings.open_scopes else "they need a key (`retorsion keys create`)"
        warn(f"{host} can be reached from other machines: {allowed}. Keys travel in the clear: put TLS in front.")
    ours = not settings.neo4j_uri and not engine.status(settings).running and not keep_engine
    try:
        endpoint = _prepare(settings, demo=demo, no_load=no_load)
        _serve(serve, settings, endpoint, (host, port), demo)
    finally:
        if ours:
            _stop(settings)


Serve = Callable[[Settings, Endpoint, str, int, Callable[[str], None]], None]


def _server() -> Serve:
    """Imported late: the HTTP service is an extra."""
    try:
        from api.server import serve
    except ModuleNotFoundError as error:
        hint = 'Run `pip install "retorsion[api]"`.'
        raise SettingsError(f"The HTTP service is not installed ({error.name} is missing).", hint=hint) from error
    return serve


def _prepare(settings: Settings, *, demo: bool, no_load: bool) -> Endpoint:
    """A running database with the schema, and with data unless told otherwise."""
    with progress.shown() as listener:
        compiling = warm.begin()  # beside the database's start: both take their time the first time
        endpoint = resolve_endpoint(settings, listener)
        with Writer(endpoint) as writer:
            prepare(writer, listener)
            found = [] if no_load else _load_bundled(settings, endpoint, writer, demo, listener)
        warm.finish(compiling, listener)
    if any(report.changed or report.rejected for report in found):
        for part in reports(found):
            err().print(part)
    return endpoint


def _load_bundled(settings: Settings, endpoint: Endpoint, writer: Writer, demo: bool, listener: Progress) -> list[Report]:
    """Into an empty graph, and for the demo into any; but not again where it is in already."""
    loader = loaders()[bundle.NAME]
    state = writer.read("graph_state")[0]
    if (state["seq"] and not demo) or (endpoint.managed and bundle.is_in(settings, state, loader)):
        return []
    found = load_into(writer, loader, loader.bundled, listener=listener)
    if endpoint.managed:
        bundle.remember(settings, writer.read("graph_state")[0], loader)
    return found


def _serve(serve: Serve, settings: Settings, endpoint: Endpoint, at: tuple[str, int], demo: bool) -> None:
    """Until Ctrl-C. The answers of the demo come when the service is there."""
    tours: list[Tour] = []

    def ready(address: str) -> None:
        _tell_where(address)
        if demo:
            tours.append(Tour(endpoint, settings, partial(_tell_stop, address)))
            tours[0].begin()

    try:
        serve(settings, endpoint, *at, ready)
    finally:
        for tour in tours:
            tour.end()


def _has_page() -> bool:
    from api.explorer import built

    return built() is not None


def _tell_where(address: str) -> None:
    console = out()
    console.print(f"\nRetorsion listens on {address}", style="bold green")
    if _has_page():
        console.print(f"  the explorer      {address}/", soft_wrap=True)
    console.print(f"  what it answers   {address}/openapi.json", soft_wrap=True)
    console.print(f"  is it ready       {address}/readyz", soft_wrap=True)
    console.print("Ctrl-C ends it.", style="dim")


def _tell_stop(address: str, stop: Stop) -> None:
    console = out()
    console.print(f"\n{stop.question}", style="bold", soft_wrap=True)
    console.print(f"  curl '{address}{stop.request}'", soft_wrap=True)
    console.print(f"  retorsion {stop.command}", soft_wrap=True)
    console.print(f"  {stop.answer}", style="cyan", soft_wrap=True)


def _require_port(host: str, port: int) -> None:
    """Before the database starts: a port that is taken should be told in the first second."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        socket.create_server((host, address[1]), family=family).close()
    except OSError as error:
        hint = "Give another with --port (0: any free one), or end what listens there."
        raise SettingsError(f"Cannot listen on {host}, port {port}: {error.strerror or error}.", hint=hint) from error


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _stop(settings: Settings) -> None:
    with progress.shown() as listener:
        if engine.stop(settings, listener):
            tell("Neo4j is stopped; --keep-engine leaves it running.")
