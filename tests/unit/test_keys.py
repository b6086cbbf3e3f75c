"""Keys: hashed, scoped, revoked at once; who counts as being on this machine."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import anyio
import pytest
from fastapi import Request
from typer.testing import CliRunner

from api.access import LOCAL_SCOPES, Caller, caller_of
from cli.main import build
from graph.errors import AccessError, ScopeError, SettingsError
from graph.keys import KeyStore
from graph.settings import load_settings


@pytest.fixture
def keys(tmp_path: Path) -> KeyStore:
    return KeyStore(tmp_path / "new" / "keys.json")


def test_a_key_opens_what_it_was_made_for_and_is_kept_hashed(keys: KeyStore, tmp_path: Path) -> None:
    key, text = keys.create("notebook", ["cypher", "query", "query"])
    assert keys.find(text) == key
    assert key.scopes == ("query", "cypher")
    file = tmp_path / "new" / "keys.json"
    assert text.rpartition("_")[2] not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("wrong", ["", "x", "rts_00000000_" + "a" * 43, "rts_é", "Bearer", "rts_" + "0" * 60])
def test_what_is_no_key_is_refused(keys: KeyStore, wrong: str) -> None:
    keys.create("one", ["read"])
    with pytest.raises(AccessError, match="not known"):
        keys.find(wrong)


def test_a_changed_letter_is_another_key(keys: KeyStore) -> None:
    _, text = keys.create("one", ["read"])
    with pytest.raises(AccessError, match="not known"):
        keys.find(text[:-1] + ("a" if text[-1] != "a" else "b"))


def test_revoking_counts_at_once_for_another_process(keys: KeyStore, tmp_path: Path) -> None:
    key, text = keys.create("one", ["read"])
    other = KeyStore(tmp_path / "new" / "keys.json")
    assert other.find(text).id == key.id
    keys.stop(key.id, "revoked")
    with pytest.raises(AccessError, match="revoked"):
        other.find(text)


def test_a_wrong_scope_or_file_is_told(keys: KeyStore, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="'everything' is not a scope"):
        keys.create("one", ["everything"])
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "keys.json").write_text("{")
    with pytest.raises(SettingsError, match="cannot be read"):
        keys.listed()


# --- who asks ---


class State:
    def __init__(self, keys: KeyStore) -> None:
        self.keys, self.open_scopes = keys, frozenset({"read"})


class App:
    def __init__(self, keys: KeyStore) -> None:
        self.state = State(keys)


def request(
    keys: KeyStore, *, host: str = "127.0.0.1:8000", client: str = "127.0.0.1", server: str = "127.0.0.1", key: str = ""
) -> Request:
    headers = [(b"host", host.encode()), *([(b"authorization", f"Bearer {key}".encode())] if key else [])]
    return Request({"type": "http", "app": App(keys), "headers": headers, "client": (client, 5), "server": (server, 8000)})


def asked(request: Request) -> Caller:
    async def ask() -> Caller:
        return await caller_of(request)

    return anyio.run(ask)


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "[::1]:8000"])
def test_on_this_machine_nothing_is_needed_until_the_first_key(keys: KeyStore, host: str) -> None:
    assert asked(request(keys, host=host)) == Caller("local", LOCAL_SCOPES)
    keys.create("one", ["read"])
    assert asked(request(keys, host=host)) == Caller("open", frozenset({"read"}))


@pytest.mark.parametrize(
    ("host", "client", "server"),
    [
        ("graph.example.org", "127.0.0.1", "127.0.0.1"),
        ("127.0.0.1:8000", "192.0.2.7", "192.0.2.1"),
        ("localhost", "127.0.0.1", "192.0.2.1"),
        ("localhost.example.org:8000", "127.0.0.1", "127.0.0.1"),
        ("", "127.0.0.1", "127.0.0.1"),
    ],
)
def test_elsewhere_only_what_is_open(keys: KeyStore, host: str, client: str, server: str) -> None:
    assert asked(request(keys, host=host, client=client, server=server)).id == "open"


def test_a_scope_is_needed_by_name(keys: KeyStore) -> None:
    _, text = keys.create("one", ["query"])
    caller = asked(request(keys, client="192.0.2.7", key=text))
    caller.require("query")
    with pytest.raises(ScopeError, match="'cypher'"):
        caller.require("cypher")
    with pytest.raises(AccessError, match="needs a key"):
        Caller("open", frozenset()).require("cypher")
    with pytest.raises(AccessError, match="not known"):
        asked(request(keys, key="rts_nothing"))


# --- the command line ---


def test_keys_by_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETORSION_DATA_DIR", str(tmp_path))
    load_settings.cache_clear()
    run = CliRunner()
    made = run.invoke(build(), ["keys", "create", "my notebook", "--scope", "cypher"])
    text = made.stdout.strip()
    keys = KeyStore(tmp_path / "keys.json")
    key = keys.find(text)
    listed = json.loads(run.invoke(build(), ["keys", "list", "--json"]).stdout)["keys"]
    assert listed == [{"id": key.id, "name": "my notebook", "scopes": ["cypher"], "created": key.created, "stopped": ""}]
    assert run.invoke(build(), ["keys", "revoke", key.id]).exit_code == 0
    assert run.invoke(build(), ["keys", "revoke", "nobody"]).exit_code == 2
    with pytest.raises(AccessError):
        keys.find(text)
    load_settings.cache_clear()
