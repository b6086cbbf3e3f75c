"""Which files a chronology is read from, and what several files of one load must agree on."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import InputError, Place
from graph.ingest.rows import Entry, Reject
from loaders.base import Load
from loaders.chronology import UNREAD, read

HEADER = "chronology: 1\ndataset: d\ntitle: T\npublisher: P\nlicence: L\n"


def entries(load: Load) -> list[Entry]:
    return [row for row in load.rows if isinstance(row, Entry)]


def rejects(load: Load) -> list[Reject]:
    return [row for row in load.rows if isinstance(row, Reject)]


def one(text: str, path: Path) -> Load:
    path.write_text(text, encoding="utf-8")
    (load,) = read((path,))
    return load


def test_the_same_id_in_two_files(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(HEADER + "sources: {s: {title: T, publisher: P}}\n", encoding="utf-8")
    (load,) = read((tmp_path,))
    (reject,) = rejects(load)
    assert (reject.place.file, reject.place.line) == ("b.yaml", 6)
    assert reject.reason == "the id 's' stands twice: first at a.yaml:6"


def test_files_of_one_dataset_must_agree(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(HEADER, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(HEADER.replace("licence: L", "licence: M"), encoding="utf-8")
    (load,) = read((tmp_path,))
    (reject,) = rejects(load)
    assert reject.place == Place("b.yaml", 5, "licence")
    assert "`licence` is not the same as in a.yaml" in reject.reason


def test_two_files_of_one_name_would_withdraw_each_other(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.yaml").write_text(HEADER, encoding="utf-8")
    (load,) = read((tmp_path,))
    (reject,) = rejects(load)
    assert reject.place == Place("two/a.yaml")
    assert "the same name: one/a.yaml" in reject.reason


def test_one_load_for_each_dataset_in_order_of_appearance(tmp_path: Path) -> None:
    for name, dataset in (("a", "zulu"), ("b", "alpha"), ("c", "zulu")):
        text = HEADER.replace("dataset: d", f"dataset: {dataset}") + f"sources: {{s{name}: {{title: T, publisher: P}}}}\n"
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "0.yaml").write_text("[", encoding="utf-8")
    loads = list(read((tmp_path,)))
    assert [load.dataset.id for load in loads] == ["zulu", "alpha"]
    assert [len(entries(load)) for load in loads] == [2, 1]
    assert [[reject.place.file for reject in rejects(load)] for load in loads] == [["0.yaml"], []]


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(HEADER + "sources: {s: {title: T, publisher: P}}\n", encoding="utf-8")
    (load,) = read((path, tmp_path))
    assert [entry.place.file for entry in entries(load)] == [path.as_posix()]


def test_hidden_and_other_files_of_a_folder_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(HEADER, encoding="utf-8")
    (tmp_path / ".b.yaml").write_text("[", encoding="utf-8")
    (tmp_path / "c.txt").write_text("[", encoding="utf-8")
    (load,) = read((tmp_path,))
    assert list(load.rows) == []


@pytest.mark.parametrize("name", ["nowhere.yaml", "."])
def test_nothing_to_read_is_an_error(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no such file|no chronology"):
        list(read((tmp_path / name,)))


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("chronology: 1", "chronology: 2", 1, "format version '2' is not known"),
        ("dataset: d", "dataset: My Set", 2, "'My Set' is not the id of a dataset"),
        ("title: T\n", "", 1, "a chronology needs `title`"),
        ("licence: L", "licence: L\nredistribute: perhaps", 6, "`redistribute` is 'perhaps'"),
        ("title: T", "title: &t T", 3, "the anchor &t is not allowed"),
    ],
)
def test_a_wrong_header_rejects_the_file(old: str, new: str, line: int, reason: str, tmp_path: Path) -> None:
    load = one(HEADER.replace(old, new), tmp_path / "f.yaml")
    assert load.dataset is UNREAD
    (reject,) = rejects(load)
    assert (reject.place.line, reason in reject.reason) == (line, True), str(reject)


@pytest.mark.parametrize(
    ("section", "reason"),
    [
        ("sources: []", "`sources` must be a mapping of ids"),
        ("actions: {a: {}}", "`actions` must be a list"),
        ("ties: !!set {}", "the tag tag:yaml.org,2002:set is not allowed"),
        ("title: Again", "`title` stands twice: on lines 3 and 6"),
    ],
)
def test_a_wrong_section_leaves_the_others(section: str, reason: str, tmp_path: Path) -> None:
    name = "sources2" if section.startswith("sources") else "sources"
    rest = "actors: {NOR: {kind: State, name: Norway}}\n" if name == "sources2" else "sources: {s: {title: T, publisher: P}}\n"
    load = one(f"{HEADER}{section}\n{rest}", tmp_path / "f.yaml")
    (reject,) = rejects(load)
    assert (reject.place.line, reject.reason) == (6, reason)
    assert len(entries(load)) == 1
