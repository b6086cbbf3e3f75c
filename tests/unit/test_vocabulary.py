"""The vocabulary is complete, reads as English, and a wrong row of a table stops the start with its file and line."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import graph.vocabulary as tables
from graph.errors import InputError
from graph.vocabulary import RETRACTED, UNKNOWN_SCHEME, ActionType, vocabulary

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
    assert (len(found.actions), len({action.edge_type for action in found.actions.values()})) == (57, 32)
    assert (len(found.machine_actions), len(found.cameo)) == (82, 314)
    assert len(found.action_edge_types) == 43
    assert set(found.kinds) == {"State", "Agency", "Company", "Organization", "ThreatActor", "Person", "Group"}
    assert len(found.edge_types) == len(found.action_edge_types) + len(found.ties)
    assert RETRACTED not in found.edge_types
    assert set(found.folding_ties) == {"PART_OF", "CONTROLS", "NATIONAL_OF", "HEADQUARTERED_IN"}


@pytest.mark.skipif(not SHARED.exists(), reason="the scales do not lie beside this checkout")
def test_actions_and_their_edge_types_are_those_of_the_scales() -> None:
    header, *rows = [line.split("\t") for line in SHARED.read_text("utf-8").splitlines()]
    code, edge_type, rung = (header.index(name) for name in ("type", "edge_type", "rung"))
    given = {row[code]: (row[edge_type], int(row[rung])) for row in rows}
    ours = {action.code: (action.edge_type, action.rung) for action in vocabulary().actions.values()}
    assert given.items() <= ours.items()
    assert ours.keys() - given.keys() == {"show_of_force"}, "an action that the scales lack needs its reason"


PAST = {"spoke", "gave", "held", "ran", "broke", "put", "froze", "was", "sought", "met", "made", "spread", "withdrew", "withheld"}


@pytest.mark.parametrize("edge_type", vocabulary().action_edge_types)
def test_an_edge_type_reads_as_a_sentence(edge_type: str) -> None:
    """`China SANCTIONED X`: a past verb first, then at most its prepositions and objects; each action's phrase likewise."""
    verb = edge_type.lower().split("_")[0]
    assert verb in PAST | {"cyber", "influence"} or verb.endswith("ed"), edge_type
    if verb in {"cyber", "influence"}:
        assert edge_type.endswith("_TARGETED")
    phrases = [action.verb_phrase for action in vocabulary().all_actions.values() if action.edge_type == edge_type]
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
    for action in vocabulary().all_actions.values():
        assert -3 <= action.rung <= 10
        assert action.score is None or -10 <= action.score <= 10
        assert action.quad in {"VCOOP", "MCOOP", "VCONF", "MCONF", ""}
        assert action.quad or action.code == "statement"
        if action.score is not None and action.plover:
            assert (action.score < 0) == action.hostile or action.plover.startswith("REQUEST"), action.code


def of_type(plover: str) -> list[ActionType]:
    """Curated actions of a PLOVER type and mode; of the type alone, those of its modes as well."""
    return [a for a in vocabulary().actions.values() if a.plover == plover or ("/" not in plover and a.plover.startswith(f"{plover}/"))]


WIDER = {"COERCE/restrict", "REQUEST/assist", "SUPPORT"}
"""Modes in which CAMEO has more than the one curated action: its edge type would say of most rows what is not so."""


@pytest.mark.parametrize("code", list(vocabulary().machine_actions))
def test_a_machine_action_says_no_more_than_the_actions_it_may_stand_for(code: str) -> None:
    action = vocabulary().action(code)
    assert code == f"plover:{action.plover}"
    assert action.rung == vocabulary().actions[action.stands_for].rung
    assert action.rung <= min((one.rung for one in of_type(action.plover)), default=10)
    shared = {one.edge_type for one in vocabulary().actions.values() if one.plover == action.plover}
    assert len(shared) != 1 or action.edge_type in shared or action.plover in WIDER
    assert action.justification


@pytest.mark.skipif(not SHARED.exists(), reason="the scales do not lie beside this checkout")
def test_machine_actions_have_the_types_modes_and_scores_of_plover() -> None:
    rows = [line.split("\t") for line in (SHARED.parent / "plover_scores.tsv").read_text("utf-8").splitlines()[1:]]
    given = {"/".join(part for part in row[:2] if part): float(row[2]) for row in rows}
    assert {action.plover: action.score for action in vocabulary().machine_actions.values()} == given


QUADS = {
    "VCOOP": "AGREE CONSULT SUPPORT CONCEDE",
    "MCOOP": "COOPERATE AID RETREAT",
    "VCONF": "REQUEST ACCUSE REJECT THREATEN",
    "MCONF": "PROTEST SANCTION MOBILIZE COERCE ASSAULT",
}


def test_the_quad_class_follows_from_the_plover_type() -> None:
    quads = {type_: quad for quad, types in QUADS.items() for type_ in types.split()}
    for action in vocabulary().all_actions.values():
        assert not action.plover or action.quad == quads[action.plover.partition("/")[0]], action.code


def test_an_action_of_either_kind_is_found_by_its_code() -> None:
    assert vocabulary().action("sanction").edge_type == "SANCTIONED"
    assert vocabulary().action("plover:SANCTION/expel").edge_type == "EXPELLED"
    for unknown in ("plover:SANCTION/none", "163", ""):
        with pytest.raises(KeyError):
            vocabulary().action(unknown)


@pytest.mark.parametrize(
    ("code", "action", "goldstein"),
    [
        *(("010", "", 0.0), ("021", "", 3.4), ("016", "plover:REJECT", -2.0), ("042", "plover:CONSULT/visit", 1.9)),
        *(
            ("051", "plover:SUPPORT", 3.4),
            ("08", "plover:CONCEDE", 5.0),
            ("085", "plover:RETREAT", 7.0),
            ("106", "plover:REQUEST/meet", -5.0),
        ),
        *(("112", "plover:ACCUSE/disapprove", -2.0), ("114", "plover:ACCUSE/disapprove", -2.0), ("116", "plover:SANCTION/convict", -2.0)),
        *(("163", "plover:SANCTION/discontinue", -8.0), ("164", "plover:SANCTION/withdraw", -7.0), ("176", "plover:COERCE/cyber", None)),
        *(("1213", "plover:REJECT/assist", None), ("155", "plover:MOBILIZE", None), ("195", "plover:ASSAULT/aerial", -10.0)),
        *(
            ("1712", "plover:ASSAULT/destroy", -9.2),
            ("186", "plover:ASSAULT/targeted", -10.0),
            ("20", "plover:ASSAULT/unconventional", -10.0),
        ),
    ],
)
def test_a_cameo_code_leads_to_a_machine_action(code: str, action: str, goldstein: float | None) -> None:
    found = vocabulary().cameo[code]
    assert (found.action, found.goldstein) == (action, goldstein)


def test_plover_drops_statements_and_appeals_and_says_so() -> None:
    dropped = {code.code for code in vocabulary().cameo.values() if not code.action}
    assert dropped == {code for code in vocabulary().cameo if code[:2] in {"01", "02"}} - {"016"}
    assert all(vocabulary().cameo[code].note for code in dropped)
    assert [code.code for code in vocabulary().cameo.values() if code.turned] == ["043"]


@pytest.mark.skipif(not SHARED.exists(), reason="the scales do not lie beside this checkout")
def test_cameo_codes_and_goldstein_values_are_those_of_the_scales() -> None:
    header, *rows = [line.split("\t") for line in (SHARED.parent / "cameo_full.tsv").read_text("utf-8").splitlines()]
    given = {row[0]: dict(zip(header, row, strict=True)) for row in rows}
    found = vocabulary().cameo
    assert found.keys() - given.keys() == {"155", "176"}
    assert not given.keys() - found.keys()
    for code, row in given.items():
        values = (found[code].goldstein, found[code].goldstein_icews)
        assert values == tuple(float(row[f"goldstein_{of}"]) if row[f"goldstein_{of}"] else None for of in ("gdelt", "icews"))


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
        ("machine_types.tsv", 2, "plover:", "cameo:", "machine_types.tsv:2: .*is not plover:TYPE"),
        ("machine_types.tsv", 3, "-3.5\tattribution_statement\t2", "-3.5\tattribution_statement\t3", "machine_types.tsv:3: the rung"),
        ("machine_types.tsv", 3, "attribution_statement", "accusation", "machine_types.tsv:3: the rung of plover:ACCUSE/allege is not"),
        ("cameo_to_plover.tsv", 41, "plover:AGREE", "plover:AGREED", "cameo_to_plover.tsv:41: 'plover:AGREED' is not a machine"),
        ("cameo_to_plover.tsv", 74, "turned", "round", "cameo_to_plover.tsv:74: .*ends is 'round'"),
    ],
)
def test_a_wrong_row_stops_the_start(copy: Path, name: str, line: int, old: str, new: str, said: str) -> None:
    spoil(copy / name, line, old, new)
    with pytest.raises(InputError, match=said):
        vocabulary()


@pytest.mark.parametrize(
    "name",
    ["action_types.tsv", "tie_types.tsv", "estimative.tsv", "admiralty.tsv", "kinds.tsv", "machine_types.tsv", "cameo_to_plover.tsv"],
)
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
