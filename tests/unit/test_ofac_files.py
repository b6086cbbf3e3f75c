"""OFAC's files as they should not be, fuzzed ones among them, and the real lists where they are."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import InputError
from graph.ingest import Reject, Report, check
from graph.model import Event
from loaders.base import Load, loaders
from loaders.ofac import read
from tests.ofac_rows import DATA, FIRST, events, primary, rows_of, written
from tests.rows import items_of

REAL = Path(__file__).resolve().parents[3] / "shared/data/ofac"


# --- files that are not as they should be ---


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_resaved_with_another_separator_and_a_header(tmp_path: Path, separator: str) -> None:
    with FIRST.open(encoding="utf-8", newline="") as stream, (tmp_path / FIRST.name).open("w", encoding="utf-8-sig", newline="") as copy:
        writer = csv.writer(copy, delimiter=separator)
        writer.writerow(["ent_num", *[f"column {n}" for n in range(11)]])
        writer.writerows([cell.strip() for cell in row] for row in csv.reader(stream) if len(row) > 1)
    assert events(tmp_path / FIRST.name) == events(FIRST)


def test_rows_that_are_wrong_are_rejected_with_their_place(tmp_path: Path) -> None:
    lines = [
        primary(1, "ONE"),
        primary(1, "AGAIN"),
        '2,"SHORT"\r\n',
        primary(3, "ODD", kind='"submarine"'),
        primary(4, ""),
        primary(5, "FIVE"),
    ]
    found = [
        (row.place.line, row.place.column, row.reason) for row in rows_of(written(tmp_path, "sdn.csv", *lines)) if isinstance(row, Reject)
    ]
    assert found == [
        (2, "", "the number 1 stands twice in this list: first in line 1"),
        (3, "", "has 2 columns where this table has 12"),
        (4, "SDN_Type", "is no type of entry"),
        (5, "SDN_Name", "an entry without a name"),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"\x1a", "the file is empty"),
        (b"a,b,c\n1,2,3\n", "none of OFAC's tables"),
        (b'1,"Se\xf1or",x\n', "is not UTF-8"),
    ],
)
def test_files_that_are_no_list(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "sdn.csv"
    path.write_bytes(content)
    (row,) = rows_of(path)
    assert isinstance(row, Reject)
    assert reason in row.reason


def test_paths_that_lead_nowhere(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(InputError):
            list(read((path,)))


def test_the_loader_is_found() -> None:
    assert loaders()["ofac"].suffixes == (".csv", ".xml")


@st.composite
def mangled(draw: st.DrawFn) -> tuple[str, bytes]:
    """A fixture cut off, shuffled, re-encoded or with a column dropped."""
    path = draw(st.sampled_from(sorted(DATA.iterdir())))
    content = path.read_bytes()
    how = draw(st.sampled_from(["cut", "shuffle", "encode", "drop", "flip"]))
    if how == "cut":
        return path.name, content[: draw(st.integers(0, len(content)))]
    if how == "flip":
        at = draw(st.integers(0, len(content) - 1))
        return path.name, content[:at] + bytes([draw(st.integers(0, 255))]) + content[at + 1 :]
    lines = content.decode("ascii").splitlines(keepends=True)
    if how == "shuffle":
        return path.name, "".join(draw(st.permutations(lines))).encode()
    if how == "encode":
        return path.name, content.decode("ascii").encode(draw(st.sampled_from(["utf-16", "utf-32", "utf-8-sig", "utf-16-le", "cp037"])))
    drop = draw(st.integers(0, 11))
    return path.name, "\n".join(",".join(c for n, c in enumerate(line.split(",")) if n != drop) for line in lines).encode()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mangled())
def test_whatever_happens_to_a_file_every_row_is_accounted_for(tmp_path: Path, made: tuple[str, bytes]) -> None:
    name, content = made
    (tmp_path / name).write_bytes(content)
    for load in read((tmp_path / name,)):
        report = check(load.rows)
        assert report.balanced
        assert report.read > 0 or name.endswith(".xml")


# --- the real lists ---


def real(*names: str) -> tuple[Path, ...]:
    if not REAL.is_dir():
        pytest.skip(f"the real lists are not there: {REAL}")
    return tuple(REAL / name for name in names)


def test_the_lists_of_march_2024_give_exactly_what_came_between_them() -> None:
    (load,) = read(real("sdn_2024-03-22.csv", "sdn_2024-03-26.csv"))
    rows = list(load.rows)
    kinds = Counter(type(row).__name__ for row in rows)
    assert kinds == {"Entry": 13_349, "Skip": 15_708}
    assert len([row for row in rows if row.place.file.endswith("22.csv")]) == 14_507
    assert len([row for row in rows if row.place.file.endswith("26.csv")]) == 14_550
    dated = [event for event in items_of(rows, Event).values() if event.said["date_basis"] == "between two lists"]
    # 43 entries came, none went; two of the 43 are ships.
    assert {event.said["ent_num"] for event in dated} == came_by_the_table_of_changes() - {"48298", "48315"}
    assert {str(event.date) for event in dated} == {"2024-03-23..2024-03-26"}
    assert {"ofac:sdn-47800", "ofac:sdn-47814", "ofac:sdn-47818"} <= {event.id for event in dated}


def came_by_the_table_of_changes() -> set[str]:
    (path,) = real("sdn_changes_2021-08_2024-05.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        # Of 22 March the later snapshot is at hand.
        changes = [row for row in csv.DictReader(stream) if "2024-03-23" < row["snapshot_time"] < "2024-03-27"]
    assert {row["op"] for row in changes} <= {"ADD", "MOD"}
    return {row["ent_num"] for row in changes if row["op"] == "ADD"}


@pytest.mark.parametrize(
    ("names", "read_rows", "loaded"),
    [
        (("cons_prim.csv", "cons_alt.csv", "cons_add.csv"), 442 + 1073 + 574, 442),
        (("consolidated_nonSDN_2022-12.xml",), 462, 462),
        (("alt_2025-02.csv",), 19_486, 0),
        (("add_2025-02.csv",), 22_641, 0),
        (("sdn_comments_2025-02.csv",), 21, 0),
        (("../apt31_slice/sdn.csv", "../apt31_slice/add.csv"), 6, 3),
    ],
)
def test_real_files_have_the_rows_that_their_description_counts(names: tuple[str, ...], read_rows: int, loaded: int) -> None:
    (load,) = read(real(*names))
    report = report_of(load)
    assert (report.read, report.written, report.rejected.total()) == (read_rows, loaded, 0)


def report_of(load: Load) -> Report:
    report = check(load.rows)
    assert report.balanced
    return report
