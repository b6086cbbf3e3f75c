"""The pieces of a bulk load: hashes by the column, events seen, files of an import, parts sorted out. The whole is in tests/server."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.engine.layout import Layout
from graph.engine.swap import recover, stage_folder, stage_lock, swap
from graph.ingest.bulk.arrays import ArrayFiles, columns_of_bulk
from graph.ingest.bulk.edges import End, draft, sound
from graph.ingest.bulk.files import BETWEEN, EMPTY, ImportFiles, NotImportable, Timed
from graph.ingest.bulk.frames import StreamFrame
from graph.ingest.bulk.hashing import hashed, said
from graph.ingest.bulk.seen import Seen, keys_of
from graph.ingest.content import edge_hash
from graph.ingest.stream import faults
from graph.temporal.layout import COLUMNS, DTYPES
from tests.streams import coded

TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=200)
EDGES = st.fixed_dictionaries(
    {
        "event": TEXTS,
        "date": st.dates(),
        "n": st.none() | st.integers(-(2**62), 2**62),
        "x": st.none() | st.floats(allow_nan=False, allow_infinity=False),
        "yes": st.none() | st.booleans(),
        "text": st.none() | TEXTS,
        "confidence": st.just(0.5),
    }
)
SCHEMA = {
    **{"event": pl.String, "date": pl.Date, "n": pl.Int64, "x": pl.Float64, "yes": pl.Boolean},
    **{"text": pl.String, "confidence": pl.Float64},
}


@settings(max_examples=60, deadline=None)
@given(st.lists(EDGES, min_size=1, max_size=30))
def test_a_hash_by_the_column_is_that_of_each_edge(edges: list[dict[str, Any]]) -> None:
    numbers, digits = hashed(said(pl.DataFrame(edges, schema=SCHEMA)))
    assert digits.to_list() == [edge_hash(edge) for edge in edges]
    assert [int(number).to_bytes(8, "little").hex() for number in numbers] == digits.to_list()


@settings(max_examples=40, deadline=None)
@given(parts=st.lists(st.lists(st.integers(0, 60), max_size=12), max_size=12))
def test_what_was_seen_is_found_in_memory_and_on_disk(tmp_path_factory: pytest.TempPathFactory, parts: list[list[int]]) -> None:
    seen, told = Seen(tmp_path_factory.mktemp("seen"), held=10), dict[int, int]()
    for part in parts:
        new = sorted({*part} - told.keys(), reverse=True)
        keys = np.array(part, np.uint64)
        there, hashes = seen.said_of(keys)
        assert there.tolist() == [key in told for key in part]
        assert hashes.tolist() == [told.get(key, 0) for key in part]
        seen.add(np.array(new, np.uint64), np.array(new, np.uint64) * np.uint64(7))
        told |= {key: key * 7 for key in new}


def test_events_that_are_numbers_keep_their_order_and_others_are_hashed() -> None:
    found = keys_of(pl.Series(["7", "007", "9" * 18, "9" * 19, "a.b-1"])).tolist()
    assert (found[0], found[2]) == (7, 10**18 - 1)
    assert len({*found}) == 5


# --- files of an import ---


def text(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in sorted(folder.iterdir())}


def test_a_file_begins_anew_where_a_property_is_new_and_where_its_type_differs(tmp_path: Path) -> None:
    with ImportFiles(tmp_path / "files") as files:
        files.node(1, ["B", "A"], {"x": 1, "none": []})
        files.node(2, ["B", "A"], {"y": 'say "a",\nb', "list": ["p;q", "r"], "day": date(1870, 7, 19), "on": True})
        files.node(3, ["B", "A"], {"x": "one", "at": Timed("datetime", "2020-01-01T00:00:00.000000001Z[UTC]")})
        files.relationship((1, 2), "T", {"half": 0.5, "much": 9007199254740993})
    assert (files.nodes, files.relationships, files.empty_lists) == (3, 1, {"empty_lists_of_nodes"})
    found = text(files.folder)
    head = ":ID(Graph),:LABEL"
    label = f'"B{BETWEEN}A"'
    assert found["nodes-0-0.csv"] == f'{head},x:long,{EMPTY}:string[]\n1,{label},1,"none"\n'
    rest = f'2,{label},,,"say ""a"",\nb","p;q{BETWEEN}r",1870-07-19,true\n'
    assert found["nodes-0-1.csv"] == f"{head},x:long,{EMPTY}:string[],y:string,list:string[],day:date,on:boolean\n{rest}"
    assert found["nodes-1-0.csv"] == f'{head},x:string,at:datetime\n3,{label},"one",2020-01-01T00:00:00.000000001Z[UTC]\n'
    assert found["relationships-2-0.csv"].endswith('half:double,much:long\n1,2,"T",0.5,9007199254740993\n')
    assert [argument for argument in files.arguments() if argument.startswith("--nodes=")] == [
        f"--nodes=files/{name}" for name in ("nodes-0-0.csv", "nodes-0-1.csv", "nodes-1-0.csv")
    ]


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("a:b", 1, "is called"),
        ("x", [1, "a"], "a kind of value"),
        ("x", ["a", ""], "an empty text"),
        ("x", [f"a{BETWEEN}"], "a control character"),
        ("x", b"bytes", "a kind of value"),
        ("x", "long" * (1 << 20), "more than the import tool reads"),
    ],
)
def test_what_files_cannot_say_is_refused(tmp_path: Path, name: str, value: object, why: str) -> None:
    with ImportFiles(tmp_path / "files") as files, pytest.raises(NotImportable, match=why):
        files.node(1, ["A"], {name: value})


def test_line_ends_slow_down_only_the_file_that_has_them(tmp_path: Path) -> None:
    ends = pl.DataFrame({"from": [1], "to": [2], "type": ["T"]})
    with ImportFiles(tmp_path / "files") as files:
        files.edges(ends, pl.DataFrame({"text": ["plain"]}), long_lines=False)
        files.edges(ends, pl.DataFrame({"text": ["two\nlines"], "n": [1]}), long_lines=True)
        files.edges(ends, pl.DataFrame({"text": [""]}), long_lines=False)
    assert text(files.folder)["edges-0.csv"] == ':START_ID(Graph),:END_ID(Graph),:TYPE,text:string\n1,2,T,plain\n1,2,T,""\n'
    assert "--multiline-fields=files/edges-1.csv" in files.arguments()


# --- rows ---


def frame(*edges: dict[str, Any]) -> StreamFrame:
    strings = {name: pl.String for name in ("source_role", "repeat_of")}
    return StreamFrame("day.csv", pl.DataFrame(edges, schema_overrides=strings), pl.Series(range(1, len(edges) + 1), dtype=pl.Int64))


@pytest.mark.parametrize(
    "wrong",
    [
        {"action": "no:such"},
        {"event": "a:b"},
        {"event": ""},
        {"date": date(2018, 1, 2), "date_to": date(2018, 1, 1)},
        {"cameo": "a\x07b"},
        {"source_url": "u" * 20_001},
    ],
)
def test_wrong_rows_are_those_of_the_stream_door(wrong: dict[str, Any]) -> None:
    given = frame(coded(1), coded(2) | wrong, coded(3))
    kept, rejects = sound(given)
    assert kept.edges["event"].to_list() == ["1", "3"]
    assert kept.lines.to_list() == [1, 3]
    assert rejects == [reject for _, reject in faults(given.batch())]
    assert len(rejects) == 1


def test_a_column_that_means_something_else_is_the_loader_s_mistake() -> None:
    with pytest.raises(TypeError, match="may not have"):
        sound(frame(coded(1, eid=5)))


def test_rows_of_one_event_are_sorted_out_as_by_the_stream_door(tmp_path: Path) -> None:
    ends = {"t:AAA": End(0, 10), "t:BBB": End(1, 11)}
    seen, deferred = Seen(tmp_path), set[int]()
    first = draft(frame(coded(1), coded(1), coded(1, cameo="112"), coded(2), coded(3, target="t:AAA")), ends, seen, deferred)
    assert (first.fresh.tolist(), first.unchanged, first.one_actor, first.later) == ([0, 3], 1, 1, None)
    assert [str(reject.place) for reject in first.rejects] == ["day.csv:3"]
    second = draft(frame(coded(1), coded(2, cameo="112"), coded(2), coded(4, source="t:ZZZ"), coded(5)), ends, seen, deferred)
    assert (second.fresh.tolist(), second.unchanged) == ([4], 1)
    assert second.later is not None
    assert second.later.edges["cameo"].to_list() == ["112", "111"], "all that this part says of it, for the order matters"
    assert [reject.reason for reject in second.rejects] == ["names t:ZZZ, which neither the files nor the graph hold"]
    third = draft(frame(coded(2)), ends, seen, deferred)
    assert third.later is not None, "what was corrected is as before only for who knows the correction"


def test_rows_whose_ends_a_merge_made_one_wait_for_the_stream_door_which_parks_them(tmp_path: Path) -> None:
    ends = {"t:AAA": End(0, 10, "state:AAA"), "u:AAA": End(0, 10, "state:AAA"), "t:BBB": End(0, 10, "state:BBB")}
    seen, deferred = Seen(tmp_path), set[int]()
    made = draft(frame(coded(1), coded(2, target="u:AAA"), coded(1)), ends, seen, deferred)
    assert (made.fresh.tolist(), made.one_actor, made.unchanged) == ([], 1, 0), "two refs of one actor are one whatever is merged"
    assert made.later is not None
    assert made.later.edges["event"].to_list() == ["1", "1"]


# --- arrays and stores ---


def test_arrays_are_of_one_life_of_the_database(tmp_path: Path) -> None:
    folder = tmp_path / "arrays"
    assert columns_of_bulk(folder, "now") is None
    names = ("source", "target", *COLUMNS)
    with ArrayFiles(folder) as files:
        for start in (0, 3):
            files.add({name: np.arange(start, start + 3) for name in names})
        files.describe(epoch="now", actors=["a", "b"])
    assert columns_of_bulk(folder, "before") is None
    found = columns_of_bulk(folder, "now")
    assert found is not None
    actors, columns = found
    assert (list(actors), len(columns)) == (["a", "b"], 6)
    assert columns.source.dtype == np.int32
    assert all(columns.values[name].tolist() == list(range(6)) and columns.values[name].dtype == DTYPES[name] for name in COLUMNS)


def store(path: Path, word: str) -> Path:
    path.mkdir(parents=True)
    (path / "word").write_text(word, "utf-8")
    return path


def test_a_swap_that_is_cut_short_leaves_the_old_store_or_the_new_one(tmp_path: Path) -> None:
    layout = Layout(tmp_path, tmp_path)
    store(layout.store, "old")
    swap(layout, store(tmp_path / "import", "new"))
    assert (layout.store / "word").read_text("utf-8") == "new"
    assert [path.name for path in layout.home.iterdir()] == ["data"]
    layout.store.rename(layout.home / "data.before")  # killed after the first rename
    recover(layout)
    assert (layout.store / "word").read_text("utf-8") == "new"
    store(layout.home / "data.before", "older")  # killed after the second
    recover(layout)
    assert [path.name for path in layout.home.iterdir()] == ["data"]


def test_a_stage_is_cleared_when_nobody_stands_on_it(tmp_path: Path) -> None:
    layout = Layout(tmp_path, tmp_path)
    store(stage_folder(layout), "half a store")
    with stage_lock(layout):
        recover(layout)
        assert stage_folder(layout).exists(), "an import is under way"
    recover(layout)
    assert not stage_folder(layout).exists()
