"""The text of the managed server's neo4j.conf and its Java options. Text only: who writes and starts is `process.py`."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from graph.engine.java import Java
from graph.engine.memory import Memory

MAIN_CLASS = "org.neo4j.server.Neo4jCommunity"
ADMIN_CLASS = "org.neo4j.cli.AdminTool"

_OPENED = ("java.nio", "java.io", "java.lang", "java.util", "java.lang.reflect", "java.util.concurrent", "sun.nio.ch")


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """What differs from one start to the next."""

    bolt_port: int
    memory: Memory
    browser_port: int = 0
    auth: bool = True


def conf_text(config: ServerConfig) -> str:
    """neo4j.conf. Strict validation is on, so a key that this version does not know stops the start."""
    return "# Written by Retorsion at each start; changes here are lost.\n" + "".join(
        f"{key}={value}\n" for key, value in server_settings(config).items()
    )


def server_settings(config: ServerConfig) -> dict[str, str]:
    return {
        "server.default_listen_address": "127.0.0.1",
        "server.bolt.listen_address": f"127.0.0.1:{config.bolt_port}",
        **_http(config.browser_port),
        "dbms.security.auth_enabled": str(config.auth).lower(),
        # One dialect, so that no query needs a prefix.
        "db.query.default_language": "CYPHER_25",
        **_silence(),
        **_containment(),
        **_transaction_limits(config.memory.heap),
        # The default keeps Bolt's event loops up for two quiet periods of 5 s: a stop would take 11 s instead of 1.
        "internal.dbms.bolt.netty_server_shutdown_quiet_period_duration": "0s",
        # The default preallocates 256 MB of log for each of the two databases, which a laptop notices and the demo never fills.
        "db.tx_log.rotation.size": "64m",
        "db.tx_log.rotation.retention_policy": "2 files",
        "server.memory.heap.initial_size": f"{_initial_heap(config.memory)}m",
        "server.memory.heap.max_size": f"{config.memory.heap}m",
        "server.memory.pagecache.size": f"{config.memory.pagecache}m",
    }


def _http(browser_port: int) -> dict[str, str]:
    if not browser_port:
        return {"server.http.enabled": "false"}
    return {
        "server.http.enabled": "true",
        "server.http.listen_address": f"127.0.0.1:{browser_port}",
        # The Browser alone: the Query API would be a second door beside Bolt.
        "server.http_enabled_modules": "BROWSER",
    }


def _silence() -> dict[str, str]:
    """No usage reports, no telemetry, no network broadcasts of fleet discovery."""
    keys = (
        "dbms.usage_report.enabled",
        "server.bolt.telemetry.enabled",
        "client.allow_telemetry",
        "server.fleet_discovery.enabled",
        "dbms.fleet_manager.enabled",
    )
    return dict.fromkeys(keys, "false")


def _containment() -> dict[str, str]:
    """LOAD CSV reaches neither files nor the network: loaders read sources, the database does not."""
    return {
        "server.directories.import": "import",
        "dbms.security.allow_csv_import_from_file_urls": "false",
        "internal.dbms.cypher_ip_blocklist": "0.0.0.0/0,::/0",
    }


def _transaction_limits(heap_mb: int) -> dict[str, str]:
    """One runaway query fails with a message of its own; without limits it takes the server with it."""
    return {
        # Only for clients that name no timeout of their own.
        "db.transaction.timeout": "10m",
        # The default of 2 s lets a query run on that long after its time is up.
        "db.transaction.monitor.check.interval": "500ms",
        "db.transaction.concurrent.maximum": "40",
        "server.bolt.thread_pool_max_size": "40",
        "db.memory.transaction.max": f"{heap_mb // 2}m",
        "db.memory.transaction.total.max": f"{heap_mb * 6 // 10}m",
        "dbms.memory.transaction.total.max": f"{heap_mb * 7 // 10}m",
    }


def _initial_heap(memory: Memory) -> int:
    return min(512, memory.heap)


def class_path(jars: Iterable[Path]) -> str:
    """Sorted and spelled out: a start-up cache fits only the very same class path."""
    return os.pathsep.join(sorted(map(str, jars)))


def shared_options(java: Java, profile: str) -> list[str]:
    """Java options that must be the same when a start-up cache is made and when it is used."""
    return [
        "-XX:+UseSerialGC",
        *(["-XX:TieredStopAtLevel=1"] if profile == "quick" else []),
        *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED),
        "--enable-native-access=ALL-UNNAMED",
        *(["--sun-misc-unsafe-memory-access=allow"] if java.feature >= 24 else []),
        # Start-up caches print harmless warnings; only errors matter.
        "-Xlog:disable",
        "-Xlog:all=error:stderr",
        "-Dfile.encoding=UTF-8",
    ]


def heap_options(memory: Memory) -> list[str]:
    # Not -XX:+ExitOnOutOfMemoryError: an expression that asks for too long a string would end the server for all; so its query fails alone.
    return [f"-Xms{_initial_heap(memory)}m", f"-Xmx{memory.heap}m"]


def argument_file(options: Iterable[str]) -> str:
    """The form that `java @file` reads: one quoted option a line."""
    return "".join('"{}"\n'.format(option.replace("\\", "\\\\").replace('"', '\\"')) for option in options)
