"""The whole graph kept as one file and restored from it, each time compared by digest. Files and servers are graph/engine/'s matter."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from graph import engine
from graph.digest import digest
from graph.engine.turns import Holder, take_turn
from graph.errors import EngineError, InputError, Place, SchemaError
from graph.progress import Progress, silent
from graph.schema import prepare, schema_version
from graph.settings import Settings
from graph.store import Writer

if TYPE_CHECKING:  # the engine's own dependencies are an extra
    from graph.engine.importing import Stage

FOLDER = "dumps"
"""Of the data directory: where a dump goes that names no other place."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands beside a dump, as JSON: what is in it, and how it can be known to be whole. `seq` is -1 of a graph never prepared."""

    at: str
    digest: str
    nodes: int
    relationships: int
    epoch: str
    seq: int
    schema_version: int
    server: str
    bytes: int = 0
    sha256: str = ""


def description(file: Path) -> Path:
    return file.with_name(f"{file.name}.json")


def read_description(file: Path) -> Kept:
    """What stands beside a dump.

    Raises:
        InputError: nothing stands there, or no description of ours.
    """
    beside = description(file)
    try:
        return Kept(**json.loads(beside.read_text("utf-8")))
    except FileNotFoundError:
        raise InputError("the description of the dump is not there", Place(str(beside)), hint="keep the two files together") from None
    except (OSError, ValueError, TypeError) as error:
        raise InputError(f"this is no description of a dump: {error}", Place(str(beside))) from None


def newest(folder: Path) -> Path | None:
    """The dump that was made last."""
    found = [file.with_suffix("") for file in folder.glob("*.dump.json")]
    return max(found, key=lambda file: description(file).stat().st_mtime, default=None)


def dump(settings: Settings, file: Path | None = None, *, check: bool = True, progress: Progress = silent) -> tuple[Path, Kept]:
    """Write the graph into a file, which is there when it is whole. The server is down meanwhile, and runs afterwards as it did before.

    `check`: the file is restored into a store of its own, beside, and the two graphs are compared.

    Raises:
        EngineError: somebody loads; the disk is full; the file does not hold the graph. Then it is not kept.
    """
    from graph.engine.dumping import dump_store
    from graph.engine.importing import staged

    now = datetime.now(UTC)
    file = (file or settings.data_dir / FOLDER / f"retorsion-{now:%Y%m%dT%H%M%SZ}.dump").expanduser().absolute()
    if file.exists() or description(file).exists():
        raise InputError("there is a file of that name already", Place(str(file)), hint="name another, or move it away")
    file.parent.mkdir(parents=True, exist_ok=True)
    with _alone(settings, "a dump", now):
        with _as_before(settings, progress):
            kept = _look(engine.ensure_running(settings, progress), now)
            with engine.held_down(settings, progress, cleanly=True):
                dump_store(settings, file, progress)
        kept = replace(kept, bytes=file.stat().st_size, sha256=_sha256(file))
        try:
            if check:
                with staged(settings) as stage:
                    _load(stage, file, kept, progress)
        except BaseException:
            file.unlink()
            raise
    part = description(file).with_suffix(".part")
    part.write_text(json.dumps(asdict(kept), indent=2) + "\n", "utf-8")
    os.replace(part, description(file))
    return file, kept


def restore(settings: Settings, file: Path, *, progress: Progress = silent) -> Kept:
    """Put the graph of a dump in the place of the managed server's. Until the last step, a rename, the old graph is as it was.

    Raises:
        InputError: it is not the file that was written. SchemaError: a newer program wrote it.
        EngineError: somebody loads; the tool cannot read it; what it holds is not what was kept.
    """
    from graph.engine.dumping import put_in_place
    from graph.engine.importing import staged

    kept = read_description(file)
    _refuse_foreign(file, kept)
    with _alone(settings, "a restore", datetime.now(UTC)), _as_before(settings, progress), staged(settings) as stage:
        engine.ensure_running(settings, progress)  # a new data directory gets its users and its password by it
        stage.require_space(3 * kept.bytes // 1_000_000)
        _load(stage, file, kept, progress)
        with engine.held_down(settings, progress):
            put_in_place(stage)
    return kept


def renew_epoch(writer: Writer) -> None:
    """After a database was put back by other means."""
    epoch = secrets.token_hex(8)
    writer.write(lambda tx: tx.run("renew_epoch", epoch=epoch))


def _load(stage: Stage, file: Path, kept: Kept, progress: Progress) -> None:
    """The dump as the store of the stage, compared, with a new epoch; its server is down at the end."""
    from graph.engine.dumping import load_store

    load_store(stage, file, progress)
    endpoint = engine.ensure_running(stage.settings, progress)
    with Writer(endpoint) as writer:
        found = digest(writer)
        if (found.value, found.nodes, found.relationships) != (kept.digest, kept.nodes, kept.relationships):
            raise EngineError(
                f"{file} does not hold the graph that was dumped: {found.nodes:,} nodes and {found.relationships:,} relationships of "
                f"digest {found.value[:12]}, in place of {kept.nodes:,} and {kept.relationships:,} of {kept.digest[:12]}.",
                hint="Did another program write while it was dumped? Dump again. The graph is as it was.",
            )
        if kept.seq >= 0:
            prepare(writer, progress)
            renew_epoch(writer)
    engine.stop(stage.settings, progress)


def _look(endpoint: engine.Endpoint, now: datetime) -> Kept:
    with Writer(endpoint) as writer:
        server = writer.check_server()
        found, state = digest(writer), writer.read("graph_state")[0]
    version = state["schema_version"]
    return Kept(
        at=now.isoformat(timespec="seconds"),
        digest=found.value,
        nodes=found.nodes,
        relationships=found.relationships,
        epoch=state["epoch"] or "",
        seq=-1 if version is None else state["seq"],
        schema_version=version or 0,
        server=server,
    )


def _refuse_foreign(file: Path, kept: Kept) -> None:
    if not file.is_file():
        raise InputError("there is no such file", Place(str(file)), hint="check the path")
    if (file.stat().st_size, _sha256(file)) != (kept.bytes, kept.sha256):
        raise InputError("this is not the file that was dumped: its SHA-256 is another", Place(str(file)), hint="take another copy")
    if kept.schema_version > schema_version():
        raise SchemaError(
            f"The dump has schema {kept.schema_version}, this program knows up to {schema_version()}.",
            hint="Use the Retorsion that wrote it, or a newer one.",
        )


@contextmanager
def _alone(settings: Settings, what: str, now: datetime) -> Iterator[None]:
    """While nobody loads: what a load has written since would be lost."""
    holder = Holder(os.getpid(), "", what, now.isoformat(timespec="seconds"))
    with take_turn(settings.data_dir, holder, 0, lambda _: None):
        yield


@contextmanager
def _as_before(settings: Settings, progress: Progress) -> Iterator[None]:
    """Afterwards the server runs at the address that it had, so that those who use it find it again; or is down, if it was."""
    before = engine.status(settings)
    port = int(before.uri.rpartition(":")[2]) if before.uri else 0
    try:
        yield
    finally:
        if not before.running:
            engine.stop(settings, progress)
        elif not engine.status(settings).running:
            engine.ensure_running(settings.model_copy(update={"bolt_port": port}), progress)


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
