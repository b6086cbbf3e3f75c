"""Versions of the index on disk: written whole, published by one rename, checked when read, mapped. Builds nothing and asks no database.

    <folder>/current             name of the version that counts
    <folder>/v<seq>-<token>/     header.json, actors.txt, one .npy file an array
    <folder>/lock                held by the one process of this host that writes here

A version is complete before `current` names it, and `current` is replaced by a rename: who is killed leaves the version before.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graph.errors import IndexBroken
from graph.temporal.layout import COLUMNS, DTYPES, POINTERS, Adjacency, Catalogue, Index

FORMAT: Final = 1
"""Of the files and of what their numbers mean; another one is read by nobody and built anew."""

CURRENT: Final = "current"
_HEADER, _ACTORS, _UNFINISHED = "header.json", "actors.txt", ".unfinished-"
_PARTS: Final = ("actions", "ties")
_CHUNK: Final = 1 << 22


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A version that was read or written. `drift`: by how many edges of a type the database's count differed from the write door's then."""

    path: Path
    index: Index
    drift: Mapping[str, int]
    sums: Mapping[str, int] = field(repr=False)


def current_name(folder: Path) -> str:
    """The version that counts; empty when there is none."""
    try:
        return (folder / CURRENT).read_text("ascii").strip()
    except (OSError, ValueError):
        return ""


def read_current(folder: Path, *, check: bool = True) -> Snapshot | None:
    """The version that counts, mapped. `check` compares every byte with its checksum; sizes are always looked at.

    Raises:
        IndexBroken: it is damaged, or of another format.
    """
    for _ in range(5):
        name = current_name(folder)
        if not name:
            return None
        try:
            return _read(folder / name, check=check)
        except FileNotFoundError as error:
            if current_name(folder) == name:
                raise IndexBroken(f"The index in {folder} lacks {Path(error.filename).name}.") from error
            # The builder published another version in between and removed this one.
    raise IndexBroken(f"The index in {folder} changes faster than it can be read.")


def publish(folder: Path, index: Index, drift: Mapping[str, int], before: Snapshot | None = None) -> Snapshot:
    """Write a version and make it the one that counts; older ones go. What has not changed since `before` is linked, not written again.

    Only the holder of the folder's lock may do this.
    """
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"{_UNFINISHED}{secrets.token_hex(4)}"
    unfinished.mkdir()
    _write(unfinished, index, drift, before)
    version = folder / f"v{index.seq}-{secrets.token_hex(4)}"
    unfinished.rename(version)
    _sync(folder)
    _point(folder, version.name)
    _remove_others(folder, version.name)
    return _read(version, check=False)


def _write(path: Path, index: Index, drift: Mapping[str, int], before: Snapshot | None) -> None:
    known = dict(_arrays(before.index)) if before else {}
    sums: dict[str, int] = {}
    for name, array in _arrays(index):
        if before and known.get(name) is array:
            os.link(before.path / name, path / name)
            sums[name] = before.sums[name]
        else:
            sums[name] = _write_array(path / name, array)
    sums[_ACTORS] = _write_text(path / _ACTORS, "\n".join(index.catalogue.actors))
    header = {
        "format": FORMAT,
        "epoch": index.epoch,
        "seq": index.seq,
        "drift": dict(drift),
        "kind_names": index.catalogue.kind_names,
        "actions": index.catalogue.actions,
        "action_types": index.catalogue.action_types,
        "datasets": index.catalogue.datasets,
        "files": {name: {"bytes": (path / name).stat().st_size, "crc32": sum_} for name, sum_ in sums.items()},
    }
    _write_text(path / _HEADER, json.dumps(header))
    _sync(path)


def _read(path: Path, *, check: bool) -> Snapshot:
    header = _header(path)
    sums = {name: told["crc32"] for name, told in header["files"].items()}
    for name, told in header["files"].items():
        size = (path / name).stat().st_size
        if size != told["bytes"] or (check and _sum_of(path / name) != told["crc32"]):
            raise IndexBroken(f"{path / name} is damaged.")
    try:
        index = _index(path, header)
    except (KeyError, ValueError, UnicodeDecodeError) as error:
        raise IndexBroken(f"The index in {path} cannot be read: {error}.") from error
    return Snapshot(path, index, header["drift"], sums)


def _header(path: Path) -> dict[str, Any]:
    try:
        header: dict[str, Any] = json.loads((path / _HEADER).read_text("utf-8"))
    except ValueError as error:
        raise IndexBroken(f"{path / _HEADER} is damaged.") from error
    if header.get("format") != FORMAT:
        raise IndexBroken(f"The index in {path} has another format than {FORMAT}.")
    return header


def _index(path: Path, header: Mapping[str, Any]) -> Index:
    arrays = {name: np.load(path / name, mmap_mode="r", allow_pickle=False) for name in header["files"] if name != _ACTORS}
    parts = [
        Adjacency(
            **{name: np.asarray(arrays[f"{part}.{name}.npy"]) for name in POINTERS},
            columns={name: _typed(arrays[f"{part}.{name}.npy"], DTYPES[name]) for name in COLUMNS},
        )
        for part in _PARTS
    ]
    text = (path / _ACTORS).read_text("utf-8")
    names = {name: tuple(header[name]) for name in ("kind_names", "actions", "action_types", "datasets")}
    catalogue = Catalogue(
        actors=tuple(text.split("\n")) if text else (),
        kinds=np.asarray(arrays["catalogue.kinds.npy"]),
        unnamed=np.asarray(arrays["catalogue.unnamed.npy"]),
        **names,
    )
    return Index(header["epoch"], header["seq"], catalogue, *parts)


def _typed(array: NDArray[Any], dtype: Any) -> NDArray[Any]:
    if array.dtype != dtype:
        raise ValueError(f"a column is {array.dtype}, not {np.dtype(dtype)}")
    return np.asarray(array)


def _arrays(index: Index) -> Iterator[tuple[str, NDArray[Any]]]:
    """Every array by the name of its file."""
    for part in _PARTS:
        adjacency: Adjacency = getattr(index, part)
        yield from ((f"{part}.{name}.npy", getattr(adjacency, name)) for name in POINTERS)
        yield from ((f"{part}.{name}.npy", adjacency.columns[name]) for name in COLUMNS)
    yield "catalogue.kinds.npy", index.catalogue.kinds
    yield "catalogue.unnamed.npy", index.catalogue.unnamed


class _Summed:
    """A file that is summed while it is written: reading it again would cost as much as writing."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("xb")
        self.crc = 0

    def __enter__(self) -> _Summed:
        return self

    def __exit__(self, *_: object) -> None:
        with self._file:
            self._file.flush()
            os.fsync(self._file.fileno())

    def write(self, data: Any) -> int:
        self.crc = zlib.crc32(data, self.crc)
        return self._file.write(data)


def _write_array(path: Path, array: NDArray[Any]) -> int:
    with _Summed(path) as file:
        np.lib.format.write_array_header_1_0(file, np.lib.format.header_data_from_array_1_0(array))
        if array.size:
            file.write(np.ascontiguousarray(array).data.cast("B"))
    return file.crc


def _write_text(path: Path, text: str) -> int:
    with _Summed(path) as file:
        file.write(text.encode("utf-8"))
    return file.crc


def _sum_of(path: Path) -> int:
    crc = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            crc = zlib.crc32(chunk, crc)
    return crc


def _point(folder: Path, name: str) -> None:
    pointer = folder / f"{_UNFINISHED}{CURRENT}"
    pointer.unlink(missing_ok=True)
    _write_text(pointer, name)
    pointer.replace(folder / CURRENT)
    _sync(folder)


def _remove_others(folder: Path, name: str) -> None:
    """Older versions, and what killed builders left. Who has mapped an older one keeps it: the system frees it afterwards."""
    for path in folder.iterdir():
        if path.is_dir() and path.name != name and path.name.startswith(("v", _UNFINISHED)):
            shutil.rmtree(path, ignore_errors=True)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
