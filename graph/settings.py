"""Every setting, once: name, default, help. The README's table is checked against this file. No other module reads the environment."""

from __future__ import annotations

import os
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
    queries_dir: Path | None = Field(
        None, description="A folder of .cypher files of your own, asked by name beside the library's. Empty: none."
    )

    cypher_uri: str = Field(
        "", description="Address of a Neo4j for free Cypher alone, as a read-only copy. Empty: the one of all questions."
    )
    cypher_user: str = Field("neo4j", description="User at that Neo4j.")
    cypher_password: SecretStr = Field(SecretStr(""), description="Password at that Neo4j.")
    cypher_timeout_s: float = Field(
        20.0, gt=0, le=3600, description="Most seconds that free Cypher may take; asked for less by `timeout_s`."
    )
    cypher_concurrency: int = Field(0, ge=0, le=64, description="Free queries at once. 0: one less than the machine has cores, at most 4.")
    cypher_memory_mb: int = Field(384, ge=64, description="Memory in MB that the results of one free query may take.")
    export_concurrency: int = Field(
        2, ge=1, le=64, description="Exports that are made at once; further jobs wait, a further download waits 10 s."
    )
    export_keep_h: float = Field(24.0, gt=0, le=8760, description="Hours that the file of an export job is kept.")
    open_scopes: str = Field(
        "",
        description="What anybody may do without a key (read, query, cypher, load, admin). Empty: nothing, but for loopback without keys.",
    )
    cors_origins: str = Field(
        "", description="Pages of other origins that may ask, comma-separated (https://graph.example.org). Empty: none."
    )
    rate_per_min: int = Field(
        1200, ge=0, description="Requests a minute of one key, or of one address without a key. 0: any number. Loopback without keys: any."
    )
    concurrency: int = Field(128, ge=1, le=4096, description="Requests that are answered at once; a quarter of them for one caller.")
    load_dirs: str = Field("", description="Folders whose files a load by HTTP may name, comma-separated. Empty: only what was uploaded.")
    load_upload_mb: int = Field(
        256, ge=1, le=1_000_000, description="Most megabytes that the uploaded files of one key may take; unpacked, twenty times as much."
    )

    views_most: int = Field(
        5000, ge=0, le=1_000_000, description="Permalinks of the page, too long to be sent, that are kept: at most 60 KB each. 0: none."
    )

    data_dir: Path = Field(default_factory=_default_data_dir, description="Where the managed Neo4j keeps its store, password and logs.")
    index_dir: Path | None = Field(None, description="Where the temporal index is kept. Empty: `index` in the data directory.")
    index_poll_s: float = Field(
        1.0, ge=0.1, le=60, description="Seconds between two looks for new commits, which the temporal index then takes in."
    )
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

    news_url: str = Field(
        "", description="Address of an OpenAI-compatible endpoint (ending before /chat/completions) for `retorsion news --model`."
    )
    news_model: str = Field("", description="The model to ask there.")
    news_key: SecretStr = Field(SecretStr(""), description="Key for that endpoint, if it needs one.")

    log_format: str = Field("text", pattern="^(text|json)$", description="How the service logs to stderr: text, or one JSON object a line.")
    log_level: str = Field(
        "warning", pattern="^(info|warning|error)$", description="From what on the service logs; info has a line for each request."
    )
    api_host: str = Field("127.0.0.1", description="Address that `retorsion up` listens on.")
    api_port: int = Field(8000, ge=0, le=65535, description="Port that `retorsion up` listens on. 0: any free one.")


def child_environment(settings: Settings) -> dict[str, str]:
    """The environment of a process that is to have these settings. Secrets go the same way as in ours: its owner alone can see them."""
    told = {f"RETORSION_{name.upper()}": _told(value) for name in Settings.model_fields if (value := getattr(settings, name)) is not None}
    return {name: value for name, value in os.environ.items() if not name.startswith("RETORSION_")} | told


def _told(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return str(value.resolve()) if isinstance(value, Path) else str(value)


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
