"""`retorsion infer`: write inferred answers into the graph, marked as inferred, and take them back. Infers nothing itself."""

from __future__ import annotations

from typing import Annotated

import anyio
import typer

from cli import progress
from cli.question import index_of
from cli.terminal import out, write_json
from graph.answers.inference import inferred_answers
from graph.engine import Endpoint, resolve_endpoint
from graph.ingest.inferred import InferredAnswer, Written, write_inferred
from graph.progress import Progress
from graph.schema import prepare
from graph.settings import Settings, load_settings
from graph.store import Store, Writer
from graph.temporal.live import LiveIndex

_ABOUT = """Write the answers that no source states but that can be inferred, as RESPONDS_TO marked inferred with method and version.

At most one an event, of probability .3 to .6. Twice is once; what is inferred no longer is taken back, and --undo takes back all.

retorsion infer
retorsion infer --undo
"""


def add_to(app: typer.Typer) -> None:
    app.command("infer", help=_ABOUT, rich_help_panel="Load")(_infer)


def _infer(
    undo: Annotated[bool, typer.Option("--undo", help="Take back all that was written so.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="What was done as JSON.")] = False,
) -> None:
    settings = load_settings()
    with progress.shown() as listener:
        endpoint = resolve_endpoint(settings, listener)
        wanted = [] if undo else _inferred(settings, endpoint, listener)
        with Writer(endpoint) as writer:
            prepare(writer)
            done = write_inferred(writer, wanted)
    if as_json:
        write_json({"new": done.new, "gone": done.gone, "kept": done.kept})
    else:
        out().print(_told(done))


def _inferred(settings: Settings, endpoint: Endpoint, listener: Progress) -> list[InferredAnswer]:
    index = index_of(settings, endpoint, listener)
    return anyio.run(_asked, endpoint, settings.query_timeout_s, index, listener)


async def _asked(endpoint: Endpoint, timeout_s: float, index: LiveIndex, listener: Progress) -> list[InferredAnswer]:
    async with Store(endpoint, timeout_s=timeout_s) as store:
        return await inferred_answers(store, index=index, progress=listener)


def _told(done: Written) -> str:
    if done.new == done.gone == 0:
        return f"Nothing to change: {done.kept} inferred answers stand."
    return f"{done.new} inferred answers written, {done.gone} taken back, {done.kept} left as they were."
