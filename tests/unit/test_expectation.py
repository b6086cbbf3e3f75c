"""What a source's files look like: a file that is another's, an extract or emptied is told; real ones are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.loading import How, check_all
from loaders._expectation import Expectation, Looks
from loaders.base import loaders

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
THINGS = Expectation("a list of things", rows=(3, 200), filled={"name": (0.9, 1), "note": (0, 0.5)}, values={"kind": frozenset({"a", "b"})})


def remarks(rows: list[dict[str, str]], expected: Expectation = THINGS) -> list[str]:
    looks = Looks()
    for row in rows:
        looks.row("f.csv", expected, row)
    return list(looks.remarks())


def things(count: int, **other: str) -> list[dict[str, str]]:
    return [{"name": "x", "note": "", "kind": "ab"[n % 2]} | other for n in range(count)]


def test_a_file_like_its_source_is_not_told() -> None:
    assert remarks(things(150)) == []


def test_too_few_rows_are_told_and_their_shares_are_not() -> None:
    assert remarks(things(2, name="")) == ["f.csv looks unlike a list of things: 2 rows, where one has 3 to 200"]


def test_too_many_rows_are_told() -> None:
    (told,) = remarks(things(201))
    assert told.endswith("201 rows, where one has 3 to 200")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, "name is filled in 0% of the rows, where 90% to 100% are usual"),
        ({"note": "x"}, "note is filled in 100% of the rows, where 0% to 50% are usual"),
        ({"kind": "a"}, "no row has kind b"),
        ({"kind": "c"}, "no row has kind a or b"),
    ],
)
def test_what_is_empty_full_or_missing_is_told(change: dict[str, str], said: str) -> None:
    assert remarks(things(150, **change)) == [f"f.csv looks unlike a list of things: {said}"]


def test_blocks_of_a_file_add_up_and_a_second_reading_does_not() -> None:
    looks = Looks()
    for _ in range(2):
        looks.begin()
        for _ in range(2):
            looks.add("f.csv", THINGS, 75, {"name": 75}, {"kind": {"a", "b", "z"}})
    assert list(looks.remarks()) == []


def test_a_table_of_events_without_second_actors_is_told(tmp_path: Path) -> None:
    line = (Path(__file__).parents[1] / "data/gdelt/20180315123000.export.CSV").read_text("utf-8").splitlines()[0].split("\t")
    line[15] = ""
    rows = ["\t".join([str(900_000_000 + n), *line[1:]]) for n in range(300)]
    (tmp_path / "day.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (checked,) = check_all(loaders()["gdelt"], (tmp_path / "day.csv",))
    (told,) = checked.report.notes
    assert "Actor2Code is filled in 0% of the rows, where 50% to 90% are usual" in told
    assert "no row has EventRootCode" in told


def test_a_short_list_is_told_and_the_first_rows_of_one_are_not() -> None:
    short = Path(__file__).parents[1] / "data/uk_sanctions/ConList_2024.csv"
    (checked,) = check_all(loaders()["uk_sanctions"], (short,))
    assert "rows, where one has 3,000 to 150,000" in checked.report.notes[0]
    (checked,) = check_all(loaders()["uk_sanctions"], (short,), How(limit=5))
    assert checked.report.read == 5
    assert checked.report.notes == ["only the first 5 rows were read (--limit): nothing is withdrawn"]


@pytest.mark.skipif(not SHARED.exists(), reason="the real files do not lie beside this checkout")
@pytest.mark.parametrize(
    ("loader", "file"),
    [
        ("gdelt", "gdelt/20180101000000.export.CSV"),
        ("gdelt", "gdelt/gdelt1_raw57col_1982_sample.csv"),
        ("gdelt", "gdelt/undp_feb2012.csv"),
        ("ofac", "ofac/sdn_2024-03-26.csv"),
        ("ofac", "ofac/cons_prim.csv"),
        ("ofac", "ofac/consolidated_nonSDN_2022-12.xml"),
        ("uk_sanctions", "uk/ConList_2022-12.xlsx"),
        ("stix", "mitre/enterprise-attack-18.1-groups-campaigns-stix20.json"),
        ("stix", "mitre/ics-attack-stix21.json"),
        ("misp_galaxy", "misp/threat-actor.json"),
    ],
)
def test_real_files_look_like_their_sources_and_say_how_long_they_are(loader: str, file: str) -> None:
    for load in loaders()[loader].read((SHARED / file,)):
        count = sum(batch.rows for batch in load.stream) if load.stream is not None else sum(1 for _ in load.rows)
        assert list(load.looks.remarks()) == []
        assert load.extent.total(count) == count


@pytest.mark.skipif(not SHARED.exists(), reason="the real files do not lie beside this checkout")
def test_an_extract_of_a_list_is_told() -> None:
    (checked,) = check_all(loaders()["ofac"], (SHARED / "apt31_slice/sdn.csv",))
    assert "looks unlike an SDN list: 3 rows, where one has 3,000 to 60,000" in checked.report.notes[0]
