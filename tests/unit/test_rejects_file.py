"""The rejects file: every reject once, whatever is run again, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from graph.errors import InputError, Place
from graph.ingest import Reject, RejectsFile, Report
from graph.ingest.report import MAX_REJECTS


def reject(line: int, detail: str = "", column: str = "date") -> Reject:
    return Reject(Place("a.csv", line, column), "is not a day", "YYYY-MM-DD", detail)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_load_without_rejects_leaves_no_file_and_takes_an_old_one_away(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "r.csv"
    file = RejectsFile(path)
    file.begin()
    assert not path.parent.exists()
    file.write(reject(1))
    file.close()
    assert [row["line"] for row in read(path)] == ["1"]
    again = RejectsFile(path)
    again.begin()
    again.close()
    assert not path.exists()


def test_all_rejects_are_in_the_file_and_the_first_in_the_report(tmp_path: Path) -> None:
    report = Report("x", file=RejectsFile(tmp_path / "r.csv"))
    for line in range(1, MAX_REJECTS + 501):
        report.reject(reject(line))
    assert report.file is not None
    report.file.close()
    rows = read(tmp_path / "r.csv")
    assert [row["line"] for row in rows] == [str(line) for line in range(1, MAX_REJECTS + 501)]
    assert list(rows[0].values()) == ["a.csv", "1", "date", "is not a day", "YYYY-MM-DD", ""]
    assert len(report.rejects) == MAX_REJECTS
    assert report.as_dict()["rejects_file"] == str(tmp_path / "r.csv")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=x"])
def test_a_formula_is_text(tmp_path: Path, text: str) -> None:
    file = RejectsFile(tmp_path / "r.csv")
    file.write(Reject(Place(text, 0, text), text, text, text))
    file.close()
    (row,) = read(tmp_path / "r.csv")
    assert {row[name] for name in ("file", "column", "reason", "hint", "detail")} == {"'" + text}
    assert row["line"] == ""


def test_quotes_ends_of_line_and_broken_letters_survive(tmp_path: Path) -> None:
    file = RejectsFile(tmp_path / "r.csv")
    file.write(reject(1, 'a "b",\nc'))
    file.write(reject(2, "\udcff六"))
    file.close()
    assert [row["detail"] for row in read(tmp_path / "r.csv")] == ['a "b",\nc', "\\udcff六"]


def test_what_a_transaction_wrote_that_is_run_again_stands_once(tmp_path: Path) -> None:
    file = RejectsFile(tmp_path / "r.csv")
    file.begin()
    for _ in range(2):
        file.rewind(0)
        file.write(reject(1))
    mark = file.mark()
    for _ in range(2):
        file.rewind(mark)
        file.write(reject(2, "six"))
    file.close()
    assert [row["line"] for row in read(tmp_path / "r.csv")] == ["1", "2"]


def test_a_load_that_goes_on_keeps_what_was_before_its_mark(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    file = RejectsFile(path)
    file.write(reject(1, "=x"))
    mark = file.mark()
    file.write(reject(2))
    file.close()
    on = RejectsFile(path)
    assert on.holds(mark)
    on.begin(mark)
    assert [found.place.line for found in on.first(10)] == [1]
    on.write(reject(3))
    on.close()
    assert [row["line"] for row in read(path)] == ["1", "3"]
    path.unlink()
    assert not RejectsFile(path).holds(mark)


def test_a_file_of_somebody_s_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("id,name\n1,Intel\n", encoding="utf-8")
    with pytest.raises(InputError, match="is no file of rejects"):
        RejectsFile(path)
    assert path.read_text("utf-8").startswith("id,name")


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="rejects cannot be written") as error:
        RejectsFile(tmp_path / "file" / "r.csv").write(reject(1))
    assert error.value.hint == "name another with --rejects"
