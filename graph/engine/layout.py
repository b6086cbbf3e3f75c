"""Where the managed Neo4j keeps what: one server per data directory, jars and start-up caches shared in the cache directory. Paths only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from graph.engine.lock import LOCK_FILE, version_of
from graph.settings import Settings


@dataclass(frozen=True, slots=True)
class Layout:
    """All paths of one managed server."""

    data_dir: Path
    cache_dir: Path

    @classmethod
    def of(cls, settings: Settings) -> Layout:
        return cls(settings.data_dir.expanduser().absolute(), settings.cache_dir.expanduser().absolute())

    @property
    def home(self) -> Path:
        """Neo4j's home: data, logs, run."""
        return self.data_dir / "neo4j"

    @property
    def conf_dir(self) -> Path:
        return self.home / "conf"

    @property
    def store(self) -> Path:
        return self.home / "data"

    @property
    def databases(self) -> Path:
        """There once a server has run."""
        return self.store / "databases"

    @property
    def jvm_args(self) -> Path:
        """The Java options of the last start; a file, because the class path is too long for some command lines."""
        return self.conf_dir / "jvm.args"

    @property
    def output(self) -> Path:
        """What the server writes to stdout and stderr; written anew at each start."""
        return self.home / "logs" / "output.log"

    @property
    def debug_log(self) -> Path:
        return self.home / "logs" / "debug.log"

    @property
    def credentials(self) -> Path:
        return self.data_dir / "credentials"

    @property
    def pid_file(self) -> Path:
        return self.data_dir / "server.json"

    @property
    def start_lock(self) -> Path:
        """Held while a server of this data directory is started or stopped."""
        return self.data_dir / "engine.lock"

    @property
    def jars(self) -> Path:
        return self.cache_dir / f"neo4j-{version_of(LOCK_FILE)}" / "jars"

    @property
    def start_caches(self) -> Path:
        return self.cache_dir / "aot"
