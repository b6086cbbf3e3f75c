"""Versions of the index on disk: what is written is read, what is damaged is refused, who is killed leaves a good one."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from graph.errors import IndexBroken
from graph.temporal.build import build_adjacency, joined
from graph.temporal.layout import COLUMNS, DTYPES, POINTERS, Catalogue, Columns, Index
from graph.temporal.snapshot import current_name, publish, read_current

ROOT = Path(__file__).resolve().parents[2]


def made(seq: int, edges: int = 50) -> Index:
    """An index in which every value says which version it belongs to."""
    random_ = np.random.default_rng(seq)
    ends = random_.integers(0, 9, (2, edges), dtype=np.int32)
    columns = Columns(ends[0], ends[1], {name: np.full(edges, seq % 100, dtype) for name, dtype in DTYPES.items()})
    catalogue = Catalogue(
        actors=tuple(f"state:{n}" for n in range(9)),
        kinds=np.zeros(9, np.uint8),
        unnamed=np.zeros(9, np.uint8),
        kind_names=("State",),
        actions=("sanction", "PART_OF"),
        action_types=("SANCTIONED", "PART_OF"),
        datasets=("d",),
    )
    return Index("e", seq, catalogue, build_adjacency(9, columns), build_adjacency(9, joined([])))


def same(a: Index, b: Index) -> bool:
    arrays = [
        (left, right)
        for one, other in ((a.actions, b.actions), (a.ties, b.ties))
        for left, right in [
            *((getattr(one, name), getattr(other, name)) for name in POINTERS),
            *((one.columns[name], other.columns[name]) for name in COLUMNS),
        ]
    ]
    return (a.epoch, a.seq, a.catalogue.actors, a.catalogue.datasets) == (
        b.epoch,
        b.seq,
        b.catalogue.actors,
        b.catalogue.datasets,
    ) and all(left.dtype == right.dtype and np.array_equal(left, right) for left, right in arrays)


def test_what_is_written_is_read_mapped_and_read_only(tmp_path: Path) -> None:
    index = made(3)
    publish(tmp_path, index, {"SANCTIONED": 1})
    found = read_current(tmp_path)
    assert found is not None
    assert same(found.index, index)
    assert found.drift == {"SANCTIONED": 1}
    assert not found.index.actions.columns["first"].flags.writeable
    assert isinstance(found.index.actions.columns["first"].base, np.memmap)


def test_nothing_published_is_no_index(tmp_path: Path) -> None:
    assert read_current(tmp_path) is None


def test_arrays_that_stay_are_linked_and_older_versions_go(tmp_path: Path) -> None:
    first = publish(tmp_path, made(1), {})
    held = first.index.actions.columns["first"]
    second = publish(tmp_path, replace(first.index, seq=2), {}, first)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["current", second.path.name])
    assert (second.path / "actions.first.npy").stat().st_nlink == 1, "the older name is gone, the file is the same"
    assert second.sums == first.sums
    assert held[0] == 1, "who has mapped an older version keeps it"
    third = publish(tmp_path, made(3), {}, second)
    assert third.sums["actions.first.npy"] != second.sums["actions.first.npy"]


def test_what_a_killed_builder_left_goes_with_the_next_version(tmp_path: Path) -> None:
    (tmp_path / ".unfinished-dead").mkdir()
    publish(tmp_path, made(1), {})
    assert not (tmp_path / ".unfinished-dead").exists()


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def format_of_tomorrow(path: Path) -> None:
    path.write_text(path.read_text("utf-8").replace('"format": 1', '"format": 2'), "utf-8")


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("actions.eid.npy", flip),
        ("actions.dyad_ptr.npy", cut),
        ("actors.txt", flip),
        ("ties.size.npy", Path.unlink),
        ("header.json", cut),
        ("header.json", format_of_tomorrow),
    ],
)
def test_a_damaged_version_is_refused(tmp_path: Path, name: str, damage: Callable[[Path], None]) -> None:
    damage(publish(tmp_path, made(1), {}).path / name)
    with pytest.raises(IndexBroken):
        read_current(tmp_path)


PUBLISHES = """
import sys
from pathlib import Path
from graph.temporal.snapshot import publish
from tests.unit.test_temporal_snapshot import made
held, seq = None, 0
while True:
    seq += 1
    held = publish(Path(sys.argv[1]), made(seq, 5000), {}, held)
    print(seq, flush=True)
"""


def test_a_builder_killed_at_any_point_leaves_a_good_version(tmp_path: Path) -> None:
    random_ = random.Random(5)
    told = 0
    for _ in range(8):
        with subprocess.Popen([sys.executable, "-c", PUBLISHES, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            told = int(process.stdout.readline())
            time.sleep(random_.uniform(0, 0.15))
            process.send_signal(signal.SIGKILL)
            told = int((process.stdout.read().split() or [str(told)])[-1])
        found = read_current(tmp_path)
        assert found is not None
        assert found.index.seq in (told, told + 1), "the last that was told, or one that was published and could not be told any more"
        assert same(found.index, made(found.index.seq, 5000))
        assert current_name(tmp_path) == found.path.name
