"""What a chronology's bytes may be: encodings, limits and broken YAML, each told with its line; and bytes that nobody would write."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import InputError
from graph.ingest.rows import Entry, Reject
from loaders.chronology import nodes, read
from loaders.chronology.nodes import Broken, Table, Text, parse

GOOD = Path(__file__).parent.parent / "data" / "chronology" / "good" / "actors.yaml"
HEADER = b"chronology: 1\ndataset: d\ntitle: T\npublisher: P\nlicence: L\n"


@pytest.mark.parametrize(
    ("content", "line", "reason", "hint"),
    [
        (b"", 0, "the file is empty", "chronology: 1"),
        (b"# only a comment\n", 0, "the file is empty", "chronology: 1"),
        (b"---\n", 0, "the file is empty", "chronology: 1"),
        (b"- a\n", 1, "the file holds a list where a mapping of keys is needed", "chronology: 1"),
        (b"text\n", 1, "the file holds text where a mapping of keys is needed", "chronology: 1"),
        ("a: b\n".encode("utf-16"), 1, "is not UTF-8: it looks like UTF-16", "UTF-8"),
        ("a: b\n".encode("utf-16-le"), 1, "is not UTF-8: it looks like UTF-16 or a binary file", "UTF-8"),
        ("a: b\n".encode("utf-32"), 1, "is not UTF-8: it looks like UTF-32", "UTF-8"),
        ("a: b\nb: São\n".encode("latin-1"), 2, "is not UTF-8 (byte 0xe3): it looks like Latin-1 or Windows-1252", "UTF-8"),
        (b"a: b\nb: x\x00y\n", 2, "holds the control character U+0000, which YAML does not allow", "delete"),
        (b"a: b\nb: x\x1by\n", 2, "holds the control character U+001B, which YAML does not allow", "delete"),
        (b"a:\n\tb: c\n", 2, "is not valid YAML: found character that cannot start any token", "tabs"),
        (b"a: b: c\n", 1, "is not valid YAML: mapping values are not allowed in this context", "quotes"),
        (b"a: @b\n", 1, "is not valid YAML: found character that cannot start any token", "starts with @"),
        (b"a: [b\n", 2, "is not valid YAML: did not find expected ',' or ']'", "brackets"),
        (b"a: b\n---\nc: d\n", 2, "a second YAML document starts here", "---"),
        (b"&x a: b\n- c\n", 2, "is not valid YAML", "indentation"),
        (b"a: " + b"[" * 200, 1, "is nested more than 100 deep", "chronology"),
    ],
)
def test_a_file_that_cannot_be_used(content: bytes, line: int, reason: str, hint: str, tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(content)
    (load,) = read((path,))
    (reject,) = load.rows
    assert isinstance(reject, Reject)
    assert (reject.place.file, reject.place.line) == (path.as_posix(), line)
    assert reason in reject.reason
    assert hint in reject.hint


def test_byte_order_mark_and_windows_line_ends() -> None:
    table = parse(b"\xef\xbb\xbfa: b\r\nc: d\r\n", "f")
    assert [(key.value, key.line) for key, _ in table.pairs] == [("a", 1), ("c", 2)]


def test_every_scalar_is_text() -> None:
    words = ["NO", "no", "null", "~", "2024-03", "1e3", "0x10", "1_000", "12:30:45", "true", "中国", ".inf"]
    table = parse("".join(f"k{index}: {word}\n" for index, word in enumerate(words)).encode(), "f")
    assert [value for _, value in table.pairs] == [Text(word, line) for line, word in enumerate(words, 1)]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("&a b", "the anchor &a is not allowed"),
        ("*a", "the alias *a is not allowed"),
        ("!!int 3", "the tag tag:yaml.org,2002:int is not allowed"),
        ("! x", "the tag ! is not allowed"),
        ("x" * 64_001, "a text of 64,001 characters is longer than 64,000"),
    ],
)
def test_a_broken_value_breaks_only_itself(value: str, reason: str) -> None:
    broken, other = (node for _, node in parse(f"a: {value}\nb: c\n".encode(), "f").pairs)
    assert isinstance(broken, Broken)
    assert (broken.reason, broken.line) == (reason, 1)
    assert other == Text("c", 2)


def test_nesting_is_bounded() -> None:
    def depth(levels: int) -> bool:
        node: nodes.Node = parse(b"a: " + b"[" * levels + b"x" + b"]" * levels + b"\nb: c\n", "f").pairs[0][1]
        while isinstance(node, nodes.Listing):
            (node,) = node.items
        return isinstance(node, Broken)

    assert not depth(nodes.MAX_DEPTH - 1)
    assert depth(nodes.MAX_DEPTH)


def test_a_key_must_be_text() -> None:
    (key, value), other = parse(b"? [a, b]\n: c\nd: e\n", "f").pairs
    assert key == Text("?", 1)
    assert isinstance(value, Broken)
    assert other == (Text("d", 3), Text("e", 3))


def test_a_cell_of_ten_megabytes_costs_only_its_entry(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    rows = (
        b"sources:\n  a: {title: T, publisher: P}\n  b:\n    title: "
        + b"x " * 5_000_000
        + b"\n    publisher: P\n  c: {title: T, publisher: P}\n"
    )
    path.write_bytes(HEADER + rows)
    (load,) = read((path,))
    good, bad, other = load.rows
    assert isinstance(good, Entry)
    assert isinstance(other, Entry)
    assert isinstance(bad, Reject)
    assert (bad.place.line, bad.place.column) == (9, "title")
    assert "9,999,999 characters" in bad.reason
    assert len(bad.detail) <= 60


def test_bounds_of_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes, "MAX_NODES", 10)
    with pytest.raises(InputError, match="more than 10 values") as caught:
        parse(b"a: b\n" * 6, "f")
    assert caught.value.place.line == 5
    monkeypatch.setattr(nodes, "MAX_FILE_BYTES", 10)
    with pytest.raises(InputError, match="is larger than"):
        parse(b"a: " + b"b" * 8, "f")


def test_a_bomb_of_aliases_does_not_unfold() -> None:
    lines = [b"a0: &a0 [x, x]"] + [b"a%d: &a%d [*a%d, *a%d]" % (level, level, level - 1, level - 1) for level in range(1, 60)]
    table = parse(b"\n".join(lines), "f")
    assert all(isinstance(value, Broken) for _, value in table.pairs)


def rows_never_raise(content: bytes, folder: Path) -> None:
    path = folder / "fuzz.yaml"
    path.write_bytes(content)
    for load in read((path,)):
        for row in load.rows:
            assert isinstance(row, Entry | Reject)
            assert isinstance(row, Entry) or row.reason


@pytest.fixture(name="folder", scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


FUZZ = settings(max_examples=150, deadline=None)


@FUZZ
@given(content=st.binary(max_size=300))
def test_random_bytes(content: bytes, folder: Path) -> None:
    rows_never_raise(content, folder)
    rows_never_raise(HEADER + content, folder)


@FUZZ
@given(end=st.integers(0, GOOD.stat().st_size))
def test_a_file_cut_off(end: int, folder: Path) -> None:
    rows_never_raise(GOOD.read_bytes()[:end], folder)


@FUZZ
@given(seed=st.integers(), swaps=st.integers(1, 30))
def test_shuffled_lines(seed: int, swaps: int, folder: Path) -> None:
    order = random.Random(seed)
    for source in (GOOD, GOOD.with_name("actions.yaml")):
        lines = source.read_bytes().splitlines(keepends=True)
        for _ in range(swaps):
            a, b = order.randrange(5, len(lines)), order.randrange(5, len(lines))
            lines[a], lines[b] = lines[b], lines[a]
        rows_never_raise(b"".join(lines), folder)


@FUZZ
@given(at=st.integers(0, 5000), noise=st.text(alphabet=" \n:-[]{}&*!|>'\"#%@,?\\abc\ud7ff\u2028", max_size=8))
def test_noise_inside_a_good_file(at: int, noise: str, folder: Path) -> None:
    content = GOOD.with_name("actions.yaml").read_bytes()
    cut = at % len(content)
    rows_never_raise(content[:cut] + noise.encode() + content[cut:], folder)


def test_parse_returns_the_table() -> None:
    assert parse(b"a: {b: c}\n", "f") == Table(((Text("a", 1), Table(((Text("b", 1), Text("c", 1)),), 1)),), 1)
