"""The vocabulary is complete, reads as English, and a wrong row of a table stops the start with its file and line."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import graph.vocabulary as tables
from graph.errors import InputError
from graph.vocabulary import RETRACTED, UNKNOWN_SCHEME, vocabulary

HERE = Path(tables.__file__).parent
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "scales" / "action_types.tsv"


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The tables, where a test may spoil them."""
    for table in HERE.glob("*.tsv"):
        shutil.copy(table, tmp_path)
    monkeypatch.setattr(tables, "_HERE", tmp_path)
    vocabulary.cache_clear()
    yield tmp_path
    vocabulary.cache_clear()


def test_counts() -> None:
    found = vocabulary()
    assert (len(found.actions), len(found.action_edge_types)) == (56, 32)
    assert set(found.kinds) == {"State", "Agency", "Company", "Organization", "ThreatActor", "Person", "Group"}
    assert len(found.edge_types) == len(found.action_edge_types) + len(found.ties)
    assert RETRACTED not in found.edge_types
    assert set(found.folding_ties) == {"PART_OF", "CONTROLS", "NATIONAL_OF", "HEADQUARTERED_IN"}


@pytest.mark.skipif(not SHARED.exists(), reason="the scales do not lie beside this checkout")
def test_actions_and_their_edge_types_are_those_of_the_scales() -> None:
    header, *rows = [line.split("\t") for line in SHARED.read_text("utf-8").splitlines()]
    code, edge_type, rung = (header.index(name) for name in ("type", "edge_type", "rung"))
    given = {row[code]: (row[edge_type], int(row[rung])) for row in rows}
    assert {action.code: (action.edge_type, action.rung) for action in vocabulary().actions.values()} == given


PAST = {"spoke", "gave", "held", "ran", "broke", "put", "froze", "was", "sought"}


@pytest.mark.parametrize("edge_type", vocabulary().action_edge_types)
def test_an_edge_type_reads_as_a_sentence(edge_type: str) -> None:
    """`China SANCTIONED X`: a past verb first, then at most its prepositions and objects; each action's phrase likewise."""
    verb = edge_type.lower().split("_")[0]
    assert verb in PAST | {"cyber", "influence"} or verb.endswith("ed"), edge_type
    if verb in {"cyber", "influence"}:
        assert edge_type.endswith("_TARGETED")
    phrases = [action.verb_phrase for action in vocabulary().actions.values() if action.edge_type == edge_type]
    for phrase in phrases:
        first, second = [*phrase.split(), ""][:2]
        assert first in PAST or first.endswith("ed") or (first == "publicly" and second.endswith("ed")), phrase
        assert phrase == phrase.strip()
        assert phrase[-1] != "."


@pytest.mark.parametrize("name", list(vocabulary().ties))
def test_a_tie_reads_as_a_sentence_both_ways(name: str) -> None:
    tie = vocabulary().ties[name]
    assert tie.verb_phrase.split()[0] in {"is", "holds", "controls", "owns", "acts"}
    assert tie.inverse_phrase.split()[0] in {"is", "was", "has", "includes"}
    assert tie.folds in {"", "forward", "backward"}


def test_scores_stay_in_their_scales() -> None:
    for action in vocabulary().actions.values():
        assert -3 <= action.rung <= 10
        assert action.score is None or -10 <= action.score <= 10
        assert action.quad in {"VCOOP", "MCOOP", "VCONF", "MCONF", ""}
        assert action.quad or action.code == "statement"
        if action.score is not None and action.plover:
            assert (action.score < 0) == action.hostile or action.code == "extradition_request", action.code


def test_bands_are_ordered_within_each_scheme() -> None:
    for scheme in ("PHIA", "ICD203"):
        bands = [band for (found, _), band in vocabulary().bands.items() if found == scheme]
        assert len({(band.low, band.high) for band in bands}) == 7
        for band in bands:
            assert 0 <= band.low <= band.midpoint <= band.high <= 1
        assert [band.midpoint for band in bands] == sorted(band.midpoint for band in bands)


@pytest.mark.parametrize(
    ("words", "scheme", "low", "high"),
    [
        ("highly likely", "PHIA", 0.8, 0.9),
        ("Highly  Likely", "PHIA", 0.8, 0.9),
        ("almost certain", "PHIA", 0.95, 1.0),
        ("remote chance", "PHIA", 0.0, 0.05),
        ("likely", "PHIA", 0.55, 0.75),
        ("likely", "ICD203", 0.55, 0.8),
        ("very likely", "ICD203", 0.8, 0.95),
        ("likely", UNKNOWN_SCHEME, 0.45, 0.9),
        ("almost certain", UNKNOWN_SCHEME, 0.85, 1.0),
        ("remote", UNKNOWN_SCHEME, 0.0, 0.15),
        ("realistic possibility", UNKNOWN_SCHEME, 0.3, 0.6),
    ],
)
def test_band_of_words(words: str, scheme: str, low: float, high: float) -> None:
    band = vocabulary().band(words, scheme)
    assert (band.low, band.high) == (low, high)
    assert low <= band.midpoint <= high


@pytest.mark.parametrize(
    ("words", "scheme"), [("very likely", "PHIA"), ("realistic possibility", "ICD203"), ("maybe", UNKNOWN_SCHEME), ("likely", "")]
)
def test_words_of_another_scheme_have_no_band(words: str, scheme: str) -> None:
    with pytest.raises(KeyError):
        vocabulary().band(words, scheme)


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        *((0.0, "remote chance"), (0.05, "remote chance"), (0.06, "remote chance"), (0.09, "highly unlikely"), (0.22, "highly unlikely")),
        *((0.24, "unlikely"), (0.37, "unlikely"), (0.38, "realistic possibility"), (0.45, "realistic possibility")),
        *((0.54, "likely"), (0.65, "likely"), (0.77, "likely"), (0.79, "highly likely"), (0.92, "highly likely"), (0.94, "almost certain")),
        (1.0, "almost certain"),
    ],
)
def test_our_own_numbers_get_the_nearest_words(probability: float, words: str) -> None:
    assert vocabulary().words_for(probability).words == words


def test_grades_are_admiralty_s() -> None:
    grades = vocabulary().grades
    assert {grade: found.axis for grade, found in grades.items()} == dict.fromkeys("ABCDEF", "reliability") | dict.fromkeys(
        "123456", "credibility"
    )
    assert all(0 < grade.value < 1 for grade in grades.values())


def spoil(table: Path, line: int, old: str, new: str) -> None:
    lines = table.read_text("utf-8").split("\n")
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    table.write_text("\n".join(lines), "utf-8")


@pytest.mark.parametrize(
    ("name", "line", "old", "new", "said"),
    [
        ("action_types.tsv", 2, "SPOKE_ABOUT", "spoke about", "action_types.tsv:2: .*upper-case identifier"),
        ("action_types.tsv", 3, "CONSULTED", "CONSULTED]->() DETACH DELETE n//", "action_types.tsv:3: .*upper-case identifier"),
        ("action_types.tsv", 4, "\t-2\t", "\tlow\t", "action_types.tsv:4: .*low"),
        ("action_types.tsv", 3, "consultation", "statement", "action_types.tsv:3: statement stands twice"),
        ("action_types.tsv", 5, "EASED_MEASURES_ON", "PART_OF", r"\['PART_OF'\] is used twice"),
        ("action_types.tsv", 5, "EASED_MEASURES_ON", "RETRACTED", r"\['RETRACTED'\] is used twice"),
        ("action_types.tsv", 1, "rung\t", "rang\t", "action_types.tsv:2: .*rung"),
        ("tie_types.tsv", 2, "forward", "upward", "tie_types.tsv:2: .*folds is 'upward'"),
        ("estimative.tsv", 4, "0.25", "a quarter", "estimative.tsv:4: .*a quarter"),
        ("admiralty.tsv", 2, "0.95", "", "admiralty.tsv:2: "),
        ("kinds.tsv", 3, "Agency", "State", "kinds.tsv:3: State stands twice"),
    ],
)
def test_a_wrong_row_stops_the_start(copy: Path, name: str, line: int, old: str, new: str, said: str) -> None:
    spoil(copy / name, line, old, new)
    with pytest.raises(InputError, match=said):
        vocabulary()


@pytest.mark.parametrize("name", ["action_types.tsv", "tie_types.tsv", "estimative.tsv", "admiralty.tsv", "kinds.tsv"])
def test_a_row_of_too_few_or_too_many_cells_stops_the_start(copy: Path, name: str) -> None:
    whole = (copy / name).read_text("utf-8").rstrip("\n").split("\n")
    for spoilt in (whole[1].rpartition("\t")[0], whole[1] + "\tmore"):
        (copy / name).write_text("\n".join([whole[0], spoilt, *whole[2:]]), "utf-8")
        vocabulary.cache_clear()
        with pytest.raises(InputError, match=f"{name}:2: "):
            vocabulary()


@pytest.mark.parametrize(("name", "column"), [("action_types.tsv", 2), ("tie_types.tsv", 1), ("tie_types.tsv", 2)])
def test_a_type_without_its_verb_stops_the_start(copy: Path, name: str, column: int) -> None:
    lines = (copy / name).read_text("utf-8").split("\n")
    cells = lines[1].split("\t")
    cells[column] = ""
    lines[1] = "\t".join(cells)
    (copy / name).write_text("\n".join(lines), "utf-8")
    with pytest.raises(InputError, match=f"{name}:2: "):
        vocabulary()
