"""Keys and what they may do: made, listed, revoked, suspended; kept hashed in one file that only its owner reads. No HTTP here."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from graph.errors import AccessError, SettingsError

SCOPES: Final = ("read", "query", "cypher", "load", "admin")
_KEY = re.compile(r"rts_([0-9a-f]{8})_([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True)
class Key:
    """What is kept of a key. `stopped` says why it counts no more: revoked by a person, suspended by the watchdog."""

    id: str
    name: str
    hash: str
    scopes: tuple[str, ...]
    created: str
    stopped: str = ""


class KeyStore:
    """The keys of a data directory. Each look reads the file if it has changed, so a revocation counts at once in every process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int] | None = None
        self._keys: dict[str, Key] = {}

    def create(self, name: str, scopes: Iterable[str]) -> tuple[Key, str]:
        """A new key and its text, which is shown this once."""
        secret = secrets.token_urlsafe(32)
        key = Key(secrets.token_hex(4), name, _hash(secret), checked_scopes(scopes), datetime.now(UTC).isoformat(timespec="seconds"))
        self._write({**self._read(), key.id: key})
        return key, f"rts_{key.id}_{secret}"

    def listed(self) -> list[Key]:
        return sorted(self._read().values(), key=lambda key: key.created)

    def stop(self, id_: str, why: str) -> Key:
        """Revoke or suspend.

        Raises:
            AccessError: no such key.
        """
        keys = self._read()
        if id_ not in keys:
            raise AccessError(f"There is no key {id_!r}.", hint="`retorsion keys list` shows them.")
        keys[id_] = replace(keys[id_], stopped=why)
        self._write(keys)
        return keys[id_]

    def find(self, text: str) -> Key:
        """The key that this text is.

        Raises:
            AccessError: it is none, or counts no more.
        """
        match = _KEY.fullmatch(text)
        key = self._read().get(match[1]) if match else None
        if match is None or key is None or not hmac.compare_digest(key.hash, _hash(match[2])):
            raise AccessError("This key is not known here.", hint="Whoever runs the service makes keys: `retorsion keys create`.")
        if key.stopped:
            raise AccessError(f"This key is {key.stopped.partition(':')[0]}.", hint="Ask whoever runs the service.")
        return key

    def _read(self) -> dict[str, Key]:
        try:
            state = self._path.stat()
        except FileNotFoundError:
            return {}
        if self._seen != (state.st_mtime_ns, state.st_size):
            try:
                rows = json.loads(self._path.read_text("utf-8"))
                self._keys = {row["id"]: Key(**(row | {"scopes": tuple(row["scopes"])})) for row in rows}
            except (ValueError, TypeError, KeyError) as error:
                raise SettingsError(f"The file of keys {self._path} cannot be read: {error}.", hint="Put it back from a copy.") from error
            self._seen = (state.st_mtime_ns, state.st_size)
        return dict(self._keys)

    def _write(self, keys: dict[str, Key]) -> None:
        """Whole or not at all, readable by its owner alone."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=".keys-")  # 0600 from the first byte
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump([asdict(key) for key in keys.values()], file, indent=1)
        os.replace(name, self._path)
        self._seen = None


def checked_scopes(scopes: Iterable[str]) -> tuple[str, ...]:
    given = {scope.strip() for scope in scopes if scope.strip()}
    if wrong := sorted(given - set(SCOPES)):
        raise SettingsError(f"{wrong[0]!r} is not a scope.", hint=f"One or more of: {', '.join(SCOPES)}.")
    return tuple(scope for scope in SCOPES if scope in given)


def _hash(secret: str) -> str:
    """Plain SHA-256: a secret of 256 random bits cannot be guessed, so nothing is gained by a slow one."""
    return hashlib.sha256(secret.encode()).hexdigest()
