"""Every setting, once: name, default, help. The README's table is checked against this file. No other module reads the environment."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent
"""The checkout, or the `_app` folder of a wheel."""


def _default_data_dir() -> Path:
    """A checkout keeps its database in itself; an installed program in the user's data directory."""
    return ROOT / ".retorsion" if (ROOT / "pyproject.toml").exists() else user_data_path("retorsion")


class Settings(BaseSettings):
    """Read from `RETORSION_*` in the environment, then from a `.env` file in the working directory."""

    model_config = SettingsConfigDict(env_prefix="RETORSION_", env_file=".env", extra="ignore", frozen=True)

    neo4j_uri: str = Field("", description="Address of a Neo4j to use (bolt://, neo4j://, neo4j+s://). Empty: Retorsion runs its own.")
    neo4j_user: str = Field("neo4j", description="User at that Neo4j.")
    neo4j_password: SecretStr = Field(SecretStr(""), description="Password at that Neo4j. The managed one makes its own.")
    neo4j_database: str = Field("neo4j", description="Database at that Neo4j.")
    query_timeout_s: float = Field(30.0, gt=0, le=3600, description="Seconds a query may take before the server ends it.")

    data_dir: Path = Field(default_factory=_default_data_dir, description="Where the managed Neo4j keeps its store, password and logs.")
    cache_dir: Path = Field(
        default_factory=lambda: user_cache_path("retorsion"), description="Where fetched jars and start-up caches lie; safe to delete."
    )
    maven_repository: str = Field(
        "", description="Repository of Neo4j's jars. Empty: the user's Maven or jgo settings, then Maven Central."
    )
    java: Path | None = Field(None, description="A Java 21+ executable for the managed Neo4j. Empty: the one that the engine extra brings.")
    bolt_port: int = Field(
        0, ge=0, le=65535, description="Port of the managed Neo4j on loopback. 0: 7687, or a free one when that is taken."
    )
    browser_port: int = Field(0, ge=0, le=65535, description="Port for Neo4j Browser on loopback. 0: closed.")
    heap_mb: int = Field(0, ge=0, description="Heap of the managed Neo4j in MB. 0: an eighth of the memory, at least 512, at most 4096.")
    pagecache_mb: int = Field(
        0, ge=0, description="Page cache of the managed Neo4j in MB. 0: an eighth of the memory, at least 128, at most 4096."
    )
    engine_profile: str = Field(
        "quick", pattern="^(quick|throughput)$", description="quick: fast start, for asking; throughput: full compilation, for large loads."
    )

    api_host: str = Field("127.0.0.1", description="Address that `retorsion up` listens on.")
    api_port: int = Field(8000, ge=0, le=65535, description="Port that `retorsion up` listens on. 0: any free one.")


@cache
def load_settings() -> Settings:
    """The settings of this process.

    Raises:
        SettingsError: names the variable and what is wrong with it; never its value.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "RETORSION_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(f"{name}: {first['msg']}.", hint="The README lists the settings.") from None
