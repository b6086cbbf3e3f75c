"""Fetches the jars of a lock file into a folder, verified and in parallel. Does not know what the jars are for."""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import requests
from filelock import FileLock

from graph.engine.hashing import sha256_of
from graph.engine.http import new_session
from graph.engine.lock import Artifact
from graph.engine.repository import Repository, local_repository
from graph.errors import EngineError
from graph.progress import Progress

CONNECTIONS = 8
"""16 gain nothing, 32 stall."""

_PIECE = 256 * 1024
_ATTEMPTS = 4
_PAUSE_S = 0.3
_TIMEOUT_S = (20, 60)
_LABEL = "Fetching Neo4j"


def missing(artifacts: Iterable[Artifact], folder: Path) -> list[Artifact]:
    """Those not yet there in full size. Sizes only: hashes were checked when the jars came; `check_jars` checks them again."""
    return [artifact for artifact in artifacts if _size(folder / artifact.file_name) != artifact.size]


def wrong_jars(artifacts: Iterable[Artifact], folder: Path) -> list[str]:
    """What is wrong with the jars on disk, hashes included; empty when all is well."""
    problems = []
    for artifact in artifacts:
        jar = folder / artifact.file_name
        if not jar.exists():
            problems.append(f"{jar} is missing")
        elif sha256_of(jar) != artifact.sha256:
            problems.append(f"{jar} is not the released file: delete it, the next start fetches it again")
    return problems


def fetch_jars(artifacts: Iterable[Artifact], folder: Path, repository: Repository, progress: Progress) -> int:
    """Bring all jars into `folder`; those already there stay. Returns the bytes that came over the network.

    Raises:
        EngineError: no network, not found, wrong content, no space.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_name("fetch.lock")):
        wanted = sorted(missing(artifacts, folder), key=lambda artifact: artifact.size, reverse=True)
        wanted = [artifact for artifact in wanted if not _take_local(artifact, folder)]
        if not wanted:
            return 0
        total = sum(artifact.size for artifact in wanted)
        _require_space(folder, total)
        _Download(folder, repository, progress, total).run(wanted)
        return total


def _take_local(artifact: Artifact, folder: Path) -> bool:
    """Link or copy the jar from Maven's local repository where it is the right one."""
    source = local_repository() / artifact.path
    if _size(source) != artifact.size or sha256_of(source) != artifact.sha256:
        return False
    part = _part(folder, artifact)
    part.unlink(missing_ok=True)
    try:
        os.link(source, part)
    except OSError:  # another file system, or one without links
        shutil.copyfile(source, part)
    os.replace(part, folder / artifact.file_name)
    return True


def _require_space(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed * 1.1:
        raise EngineError(
            f"Neo4j's jars need {needed / 1e6:.0f} MB; {free / 1e6:.0f} MB are free in {folder}.",
            hint="Free some space, or set RETORSION_CACHE_DIR to another disk.",
        )


class _Download:
    """One run over several connections; counts the bytes of all of them."""

    def __init__(self, folder: Path, repository: Repository, progress: Progress, total: int) -> None:
        self._folder, self._repository, self._progress, self._total = folder, repository, progress, total
        self._done = 0
        self._counting = threading.Lock()
        self._stopped = threading.Event()

    def run(self, artifacts: list[Artifact]) -> None:
        with new_session(self._repository, CONNECTIONS) as session, ThreadPoolExecutor(CONNECTIONS, "fetch") as pool:
            jobs = [pool.submit(self._bring, session, artifact) for artifact in artifacts]
            try:
                for job in jobs:
                    job.result()
            finally:
                self._stopped.set()
                pool.shutdown(cancel_futures=True)

    def _bring(self, session: requests.Session, artifact: Artifact) -> None:
        """Try again what a second attempt may mend: a broken connection, an overloaded server."""
        for attempt in range(1, _ATTEMPTS + 1):
            if self._stopped.is_set():
                return
            try:
                self._bring_once(session, artifact)
                return
            except requests.RequestException as error:
                if attempt == _ATTEMPTS or not _may_pass(error):
                    raise self._explain(error, artifact) from None
                time.sleep(_PAUSE_S * 2**attempt)
            except OSError as error:
                raise EngineError(
                    f"{artifact.file_name} could not be written to {self._folder}: {error.strerror}.",
                    hint="Free some space there, or set RETORSION_CACHE_DIR to another disk.",
                ) from error

    def _bring_once(self, session: requests.Session, artifact: Artifact) -> None:
        part = _part(self._folder, artifact)
        with self._counted() as count:
            digest = hashlib.sha256()
            with session.get(f"{self._repository.url}/{artifact.path}", stream=True, timeout=_TIMEOUT_S) as response:
                response.raise_for_status()
                with part.open("wb") as stream:
                    for piece in response.iter_content(_PIECE):
                        digest.update(piece)
                        stream.write(piece)
                        count(len(piece))
                        if self._stopped.is_set():
                            raise requests.RequestException("stopped")
            if digest.hexdigest() != artifact.sha256:
                part.unlink()
                raise self._wrong_content(artifact)
            os.replace(part, self._folder / artifact.file_name)

    @contextmanager
    def _counted(self) -> Iterator[_Counter]:
        """Counts bytes into the whole; takes them back when the attempt fails."""
        counter = _Counter(self)
        try:
            yield counter
        except BaseException:
            self.add(-counter.bytes)
            raise

    def add(self, size: int) -> None:
        with self._counting:
            self._done += size
            self._progress(_LABEL, self._done, self._total, "bytes")

    def _wrong_content(self, artifact: Artifact) -> EngineError:
        return EngineError(
            f"{artifact.file_name} from {self._named()} is not the released file: its SHA-256 differs from the lock file.",
            hint="A proxy or mirror may have answered with a page of its own. Set RETORSION_MAVEN_REPOSITORY to another repository.",
        )

    def _explain(self, error: requests.RequestException, artifact: Artifact) -> EngineError:
        status = error.response.status_code if error.response is not None else 0
        if status == 404:
            text, hint = f"does not have {artifact.coordinates} (404)", "Set RETORSION_MAVEN_REPOSITORY to one that mirrors Maven Central."
        elif status in (401, 403, 407):
            text, hint = f"refused {artifact.file_name} ({status})", "Check the user and password in Maven's settings.xml, or your proxy."
        elif status:
            text, hint = f"answered {status} for {artifact.file_name}", "Try again later; what was fetched is kept."
        else:
            text = f"cannot be reached: {_reason(error)}"
            hint = "Check the network, HTTPS_PROXY and REQUESTS_CA_BUNDLE, or set RETORSION_MAVEN_REPOSITORY. What was fetched is kept."
        return EngineError(f"The repository {self._named()} {text}.", hint=hint)

    def _named(self) -> str:
        return f"{self._repository.url} (from {self._repository.found_in})"


class _Counter:
    """The bytes of one attempt."""

    def __init__(self, download: _Download) -> None:
        self._download, self.bytes = download, 0

    def __call__(self, size: int) -> None:
        self.bytes += size
        self._download.add(size)


def _may_pass(error: requests.RequestException) -> bool:
    return error.response is None or error.response.status_code in (408, 429, 500, 502, 503, 504)


def _reason(error: BaseException) -> str:
    """The innermost reason of a chain of network errors: 'Connection refused' in place of three nested class names."""
    while inner := (error.__cause__ or error.__context__):
        error = inner
    return (error.strerror if isinstance(error, OSError) and error.strerror else str(error)) or type(error).__name__


def _part(folder: Path, artifact: Artifact) -> Path:
    return folder / f"{artifact.file_name}.part"


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return -1
