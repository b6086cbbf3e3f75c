"""The EU's sanctions: consolidated Financial Sanctions File and acts of the Official Journal (CSV). Files in, rows out; no columns here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from graph.errors import InputError
from graph.ingest.rows import Reject
from graph.model import Dataset
from loaders._expectation import Expectation, Looks
from loaders._lists.countries import States
from loaders._lists.days import written_day
from loaders._lists.snapshots import Register, Snapshot, in_order, load_of
from loaders._lists.tables import Line, Table, open_table
from loaders._lists.texts import lists_below
from loaders.base import Load, Loader
from loaders.eu_sanctions import fsf, journal
from loaders.eu_sanctions.acts import FSF, ID, JOURNAL, PUBLISHER

SUFFIXES: Final = (".csv",)
DATASET: Final = Dataset(
    id=ID,
    title="Sanctions of the European Union",
    publisher=f"{PUBLISHER}; European Commission",
    licence="EU acts and list: CC BY 4.0 (reuse policy of the European Commission); acts as transcribed by OpenSanctions: CC BY-NC 4.0",
    citation="European Union: consolidated list of financial sanctions; acts of the Official Journal, as transcribed by OpenSanctions.",
    redistribute="non-commercial",
    columns={
        "programme": "the sanctions programme (TERR, IRQ; EU-CYB in transcribed acts)",
        "act": "the act: its number (list) or CELEX number (journal)",
        "amended_act": "the framework act that an amending act changes",
        "annex": "the annex of the act",
        "record": "the number that the annex prints",
        "measure": "the measure, such as Asset freeze or Export control",
        "eu_ref": "the EU's reference number, such as EU.27.28",
        "un_ref": "the UN's reference number",
        "day_of": "what the list's day is: of the designation, or of the first act that the party's rows cite",
        "date_basis": "how the day is known: given; between two lists; before the first list",
    },
)
EXPECTED: Final = Expectation("transcribed acts", filled={"name": (1, 1), "measure": (1, 1), "programkey": (1, 1), "startdate": (0.5, 1)})
_EXPECTED: Final = (
    "expected: the Financial Sanctions File (columns fileGenerationDate;Entity_LogicalId;...;NameAlias_WholeName) "
    "or transcribed acts (celex,recordId,programKey,annex,measure,startDate,...)"
)


def read(paths: tuple[Path, ...]) -> Iterator[Load]:
    """A load of the consolidated list (several are one list on several days) and one of the acts; acts withdraw nothing.

    Raises:
        InputError: a path does not exist, or a folder holds nothing to read.
    """
    lists, acts, rejects = _sorted(paths)
    if lists or rejects or not acts:
        register, looks = Register(FSF, rejects=rejects), Looks()
        in_order([fsf.gather(table, looks) for table in lists], register, "use the file as published, with its fileGenerationDate")
        yield load_of(register, DATASET, looks, complete=len(register.snapshots) > 1)
    if acts:
        register, looks = Register(JOURNAL), Looks()
        register.add(_gather_acts(acts, looks))
        yield load_of(register, DATASET, looks, complete=False)


def _sorted(paths: tuple[Path, ...]) -> tuple[list[Table], list[Table], list[Reject]]:
    lists, acts, rejects, seen = list[Table](), list[Table](), list[Reject](), set[Path]()
    for path, name in (found for given in paths for found in lists_below(given, SUFFIXES)):
        if path.resolve() in seen:
            continue
        seen.add(path.resolve())
        try:
            table = open_table(path, name, lambda columns: columns >= fsf.REQUIRED or _is_act(columns), _EXPECTED)
            (lists if {*table.columns} >= fsf.REQUIRED else acts).append(table)
        except InputError as error:
            rejects.append(Reject(error.place, error.message, error.hint))
    return lists, acts, rejects


def _is_act(columns: frozenset[str]) -> bool:
    return columns >= journal.REQUIRED and bool(columns & {"celex", "amendmentcelex"})


def _gather_acts(tables: list[Table], looks: Looks) -> Snapshot:
    """All acts of a load as one: each is evidence of its own, and none shows who is missing."""
    written = max(written_day(table.path) for table in tables)
    source = replace(JOURNAL.about, id=f"{ID}:journal", title="Official Journal of the European Union: transcribed designations")
    snapshot, states = Snapshot(tables[0].name, None, written, source), States(ID)
    for table in tables:
        try:
            for line in table.lines():
                if isinstance(line, Line):
                    looks.row(table.name, EXPECTED, line.cells)
                snapshot.rows.append(journal.row_of(line, snapshot, states) if isinstance(line, Line) else line)
        except InputError as error:
            snapshot.rows.append(Reject(error.place, error.message, error.hint))
    return snapshot


LOADER: Final = Loader(
    name="eu_sanctions",
    about="The EU's consolidated Financial Sanctions File (CSV) and designations transcribed from acts of the Official Journal (CSV).",
    read=read,
    suffixes=SUFFIXES,
)
