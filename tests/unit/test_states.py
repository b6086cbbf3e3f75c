"""Names and codes of states: each system apart, each day its own bearer, what is no state said to be what it is."""

from __future__ import annotations

import itertools
import string
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.ingest import check
from graph.ingest.rows import Entry, Reject, Row
from graph.model import Record, Tie
from loaders.states import LOADER, State, System, resolve_actor_code, resolve_code, resolve_name, states
from loaders.states.actors import Scheme
from loaders.states.table import LIVING, SYSTEMS

FIXTURE = Path(__file__).parents[1] / "data/states/table.tsv"


def code_of(state: State | None) -> str:
    return state.code if state else ""


# --- names ---


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("United Kingdom", "GBR"),
        ("  the UNITED KINGDOM of Great Britain & Northern Ireland ", "GBR"),
        ("U.S.A.", "USA"),
        ("Iran (Islamic Republic of)", "IRN"),
        ("Tanzania, United Republic of", "TZA"),
        ("Korea (the Democratic People's Republic of)", "PRK"),
        ("Democratic People’s Republic of Korea", "PRK"),
        ("Congo, Democratic Republic of the", "COD"),
        ("Congo", "COG"),
        ("Cote d’Ivoire", "CIV"),
        ("St. Lucia", "LCA"),
        ("Türkiye", "TUR"),
        ("Hong Kong", "HKG"),
        ("Taiwan, Province of China", "TWN"),
        ("Republic of China", "TWN"),
        ("West Bank and Gaza Strip", "PSE"),
        ("Kosovo", "XKX"),
        ("USSR", "SUN"),
        ("East Germany", "DDR"),
        ("Czechoslovakia", "CSK"),
        ("Serbia and Montenegro", "SCG"),
        ("Republic of Vietnam", "COW817"),
        ("Niger", "NER"),
        ("Nigeria", "NGA"),
    ],
)
def test_names_in_use(text: str, code: str) -> None:
    assert code_of(resolve_name(text)) == code


@pytest.mark.parametrize("text", ["NA", "NO", "N/A", "", " ", "None", "Nigera", "Europe", "Virgin Islands", "Korea", "GOV", "0", "(of)"])
def test_what_is_no_name_of_one_state_is_none(text: str) -> None:
    assert resolve_name(text) is None


def test_names_follow_the_day() -> None:
    assert code_of(resolve_name("Korea", date(1900, 1, 1))) == "COW730"
    assert code_of(resolve_name("Yemen", date(1980, 1, 1))) == "COW678"
    assert code_of(resolve_name("Yemen", date(1991, 1, 1))) == "YEM"
    assert code_of(resolve_name("Soviet Union", date(1962, 10, 22))) == "SUN"
    late = resolve_name("Soviet Union", date(2010, 1, 1))
    assert late is not None
    assert not late.existed(date(2010, 1, 1))


# --- codes ---


@pytest.mark.parametrize(
    ("text", "system", "code"),
    [
        ("CH", "fips", "CHN"),
        ("CH", "iso2", "CHE"),
        ("AU", "fips", "AUT"),
        ("AU", "iso2", "AUS"),
        ("AUS", "cow", "AUT"),
        ("AUS", "iso3", "AUS"),
        ("NA", "iso2", "NAM"),
        ("NO", "iso2", "NOR"),
        ("no", "iso2", "NOR"),
        ("XK", "iso2", "XKX"),
        ("XKX", "iso3", "XKX"),
        ("KV", "fips", "XKX"),
        ("KOS", "cow", "XKX"),
        ("TWN", "iso3", "TWN"),
        ("TAW", "cow", "TWN"),
        ("HKG", "cameo", "HKG"),
        ("PSE", "cameo", "PSE"),
        ("GZS", "cameo", "PSE"),
        ("WE", "fips", "PSE"),
        ("SUN", "iso3", "SUN"),
        ("YUG", "iso3", "YUG"),
        ("DDR", "iso3", "DDR"),
        ("GDR", "cow", "DDR"),
        ("BUR", "iso3", "MMR"),
        ("ROM", "cameo", "ROU"),
        ("TMP", "cameo", "TLS"),
        ("002", "cown", "USA"),
        ("2", "cown", "USA"),
        ("EU", "fips", "ATF"),
    ],
)
def test_each_system_has_its_own_codes(text: str, system: System, code: str) -> None:
    assert code_of(resolve_code(text, system)) == code


@pytest.mark.parametrize(
    ("text", "system"),
    [("EU", "iso2"), ("SUN", "cameo"), ("EUR", "cameo"), ("rus", "cameo"), ("QQA", "iso3"), ("", "iso2"), ("000", "cown")],
)
def test_unknown_codes_are_none(text: str, system: System) -> None:
    assert resolve_code(text, system) is None


def test_an_unknown_system_is_an_error() -> None:
    with pytest.raises(ValueError, match="'iso' is not a system of codes: iso2"):
        resolve_code("GB", "iso")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "system", "day", "code"),
    [
        ("365", "cown", None, "RUS"),
        ("365", "cown", "1914-08-01", "RUS"),
        ("365", "cown", "1962-10-22", "SUN"),
        ("365", "cown", "1991-12-25", "SUN"),
        ("365", "cown", "1991-12-26", "RUS"),
        ("345", "cown", None, "SRB"),
        ("345", "cown", "1900-01-01", "SRB"),
        ("345", "cown", "1999-03-24", "YUG"),
        ("345", "cown", "2005-01-01", "SCG"),
        ("816", "cown", "1968-01-30", "VDR"),
        ("816", "cown", "1979-02-17", "VNM"),
        ("260", "cown", "1970-01-01", "DEU"),
        ("265", "cown", "1970-01-01", "DDR"),
        ("CS", "iso2", "1980-01-01", "CSK"),
        ("CS", "iso2", "2005-01-01", "SCG"),
        ("CS", "iso2", None, "SCG"),
        ("RUS", "cameo", "1982-01-05", "SUN"),
        ("RUS", "cameo", "2018-01-01", "RUS"),
        ("UKR", "cameo", "1982-01-05", "UKR"),
    ],
)
def test_codes_follow_the_day(text: str, system: System, day: str | None, code: str) -> None:
    assert code_of(resolve_code(text, system, date.fromisoformat(day) if day else None)) == code


# --- actor codes ---


@pytest.mark.parametrize(
    ("text", "code", "role", "kind"),
    [
        ("USA", "USA", "", "state"),
        ("USAGOV", "USA", "government", "role"),
        ("CHNMIL", "CHN", "military", "role"),
        ("GOV", "", "government", "role"),
        ("GOVMED", "", "government", "role"),
        ("EUR", "", "", "region"),
        ("AFRGOV", "", "government", "role"),
        ("AFR", "", "", "region"),
        ("WST", "", "", "region"),
        ("IGO", "", "", "generic"),
        ("NGO", "", "", "generic"),
        ("IGOAFRAFU", "", "", "generic"),
        ("NGOUSA", "USA", "", "generic"),
        ("BAG", "", "", "city"),
        ("PSEHMS", "PSE", "", "group"),
        ("UNO", "", "", "organization"),
        ("CHRPRO210EDU", "", "education", "role"),
        ("MOSSUN", "", "", "religion"),
        ("SHN", "SHN", "", "state"),
        ("RELSHN", "", "religious body", "role"),
        ("SCGSRB", "SRB", "", "state"),
        ("rus", "", "", "ethnic"),
        ("IRQkurREB", "IRQ", "rebels", "role"),
        ("---", "", "", "unknown"),
        ("", "", "", "unknown"),
        ("WXYZ", "", "", "unknown"),
    ],
)
@pytest.mark.parametrize("scheme", ["cameo", "gdelt"])
def test_cameo_actors(text: str, code: str, role: str, kind: str, scheme: Scheme) -> None:
    actor = resolve_actor_code(text, scheme)
    assert (code_of(actor.state), actor.role, actor.kind) == (code, role, kind)


@pytest.mark.parametrize(
    ("text", "code", "role", "kind"),
    [
        ("Bangladesh", "BGD", "", "state"),
        ("Foreign Affairs (Bangladesh)", "BGD", "Foreign Affairs", "role"),
        ("Nurse (Palestinian Territory, Occupied)", "PSE", "Nurse", "role"),
        ("Holy See (Vatican City State)", "VAT", "", "state"),
        ("the former Yugoslav Republic of Macedonia", "MKD", "", "state"),
        ("Citizen (Africa)", "", "Citizen", "role"),
        ("Citizen (International)", "", "Citizen", "role"),
        ("Terrorist (Boko Haram)", "", "Terrorist", "role"),
        ("South Asia", "", "", "region"),
        ("United Nations", "", "", "organization"),
        ("Angela Merkel", "", "", "name"),
        ("NA", "", "", "unknown"),
    ],
)
def test_icews_actors(text: str, code: str, role: str, kind: str) -> None:
    actor = resolve_actor_code(text, "icews")
    assert (code_of(actor.state), actor.role, actor.kind) == (code, role, kind)


def test_an_unknown_scheme_is_an_error() -> None:
    with pytest.raises(ValueError, match="is not a scheme of actor codes"):
        resolve_actor_code("USA", "mid")  # type: ignore[arg-type]


@given(st.text(max_size=30))
@settings(max_examples=300)
def test_any_text_resolves_or_not_without_an_error(text: str) -> None:
    found = {code_of(resolve_name(text)), *(code_of(resolve_code(text, system)) for system in SYSTEMS)}
    assert found <= {"", *(state.code for state in states())}
    assert resolve_actor_code(text, "icews").kind != ""
    assert resolve_actor_code(text, "gdelt").kind != ""


# --- the table itself ---


def test_codes_are_unique_on_every_day() -> None:
    """Where two states share a code, no day belongs to both."""
    shared_days = [
        (system, code, one.code, other.code)
        for system in SYSTEMS
        for one, other in itertools.combinations(states(), 2)
        for code in {*one.codes.get(system, ())} & {*other.codes.get(system, ())}
        if any(a.first <= b.last and b.first <= a.last for a in one.held for b in other.held)
    ]
    assert shared_days == []


def test_the_table_is_whole() -> None:
    codes = [state.code for state in states()]
    assert len(codes) == len(set(codes))
    assert {other for state in states() for other in (state.of, *(code for code, _ in state.successors)) if other} <= set(codes)
    assert all(state.living or state.last.year < 2026 for state in states())
    for state in states():
        assert resolve_name(state.name) == state
        assert state.code.startswith("COW") or state.code in state.codes["iso3"]
        for system, given_codes in state.codes.items():
            length = 2 if system in ("iso2", "fips") else 3
            assert system == "cown" or all(len(code) == length and set(code) <= {*string.ascii_uppercase} for code in given_codes), state
        assert len(state.codes.get("cow", ())) in {len(state.codes.get("cown", ())), 1}


def test_un_members_are_as_many_as_there_are() -> None:
    assert sum(state.what == "UN member state" for state in states()) == 193
    assert sum(state.what == "UN observer state" for state in states()) == 2
    assert {state.what for state in states() if state.living} == LIVING


# --- the loader ---


def rows(path: Path) -> list[Row]:
    (load,) = LOADER.read((path,))
    return list(load.rows)


def test_every_row_of_the_bundled_table_loads() -> None:
    (load,) = LOADER.read(LOADER.bundled)
    found = list(load.rows)
    report = check(found)
    assert (report.read, report.written, sum(report.rejected.values())) == (len(states()), len(states()), 0)
    ties = [item for row in found if isinstance(row, Entry) for item in row.items if isinstance(item, Tie)]
    told = {(tie.source, tie.target): tie.citations[0].source for tie in ties}
    assert told["states:CZE", "states:CSK"] == "states:iso-3166-3"
    assert told["states:RUS", "states:SUN"] == "states:un-1991"
    assert ("states:EST", "states:SUN") not in told, "no source of the table says so"
    assert {tie.type for tie in ties} == {"SUCCESSOR_OF"}


def test_a_state_carries_its_identity_codes_and_names() -> None:
    records = {item.id: item for row in rows(LOADER.bundled[0]) if isinstance(row, Entry) for item in row.items if isinstance(item, Record)}
    norway = records["states:NOR"]
    assert (norway.kind, norway.actor, norway.description) == ("State", "state:NOR", "UN member state")
    assert norway.codes == {"iso2": "NO", "iso3": "NOR", "cow": "NOR", "cown": "385", "cameo": "NOR", "fips": "NO"}
    assert records["states:HKG"].description == "special administrative region (of CHN)"
    assert records["states:DDR"].description == "dissolved state, until 1990-10-02"
    assert records["states:MMR"].codes["iso3"] == "MMR"


def test_wrong_rows_are_rejected_with_their_column() -> None:
    found = rows(FIXTURE)
    assert [type(row) for row in found] == [Entry, Entry, Reject, Reject, Reject, Reject, Reject]
    told = [(row.place.line, row.place.column, row.reason) for row in found if isinstance(row, Reject)]
    assert [(line, column) for line, column, _ in told] == [(4, "what"), (5, ""), (6, "held"), (7, "succession"), (8, "succession")]
    assert told[1][2] == "the row has 3 columns instead of 14"
    assert told[3][2].startswith("'hearsay' is not one of")


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00", b"state\tname\n"])
def test_another_file_is_refused_with_a_reason(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.tsv"
    path.write_bytes(content)
    (reject,) = rows(path)
    assert isinstance(reject, Reject)
    assert "this is not a table of states" in reject.reason or "not UTF-8" in reject.reason


@given(st.data())
@settings(max_examples=60)
def test_broken_tables_never_raise(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    text = FIXTURE.read_text("utf-8")
    cut = text[: data.draw(st.integers(0, len(text)))].replace(
        data.draw(st.sampled_from(["\t", "..", "QQ", "\n"])), data.draw(st.text(max_size=3))
    )
    path = tmp_path_factory.mktemp("states") / "table.tsv"
    path.write_text(cut, data.draw(st.sampled_from(["utf-8", "utf-16"])))
    report = check(rows(path))
    assert report.balanced
