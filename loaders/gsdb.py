"""The Global Sanctions Data Base: one case a row, by names and years. No state is guessed: a name is a state, a known body, or a reject."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from graph.dates import Span
from graph.errors import InputError, Place
from graph.ingest.rows import Entry, Reject, Row, Skip
from graph.model import Citation, Dataset, Event, Participant, Record, Source
from loaders._expectation import Expectation, Looks
from loaders._lists.tables import Line, open_table
from loaders._lists.texts import lists_below
from loaders.base import Load, Loader
from loaders.states import resolve_name

ID: Final = "gsdb"
SUFFIXES: Final = (".csv", ".tsv", ".txt")
DATASET: Final = Dataset(
    id=ID,
    title="Global Sanctions Data Base",
    publisher="Drexel University, the Austrian Institute of Economic Research and Konstanz University of Applied Sciences",
    licence="On request from its authors, to be cited",
    citation=(
        "Felbermayr, Gabriel, Aleksandra Kirilakha, Constantinos Syropoulos, Erdal Yalcin and Yoto Yotov (2020): The Global Sanctions Data "
        "Base. European Economic Review 129. Syropoulos et al. (2024): The Global Sanctions Data Base, Release 3. Review of International "
        "Economics 32(1)."
    ),
    redistribute="refer",
    columns={
        "case_id": "number of the case",
        "measures": "which of trade, arms, military (assistance), financial, travel, other; several with blanks between",
        "trade_measures": "imports and exports, in whole (compl) or in part (part)",
        "objective": "what the sender wants, several with commas between",
        "success": "what came of each objective",
        "last_year": "the last year in force",
    },
)
MEASURES: Final = ("trade", "arms", "military", "financial", "travel", "other")
REQUIRED: Final = frozenset({"case_id", "sanctioned_state", "sanctioning_state", "begin", "end", *MEASURES})
EXPECTED: Final = Expectation(
    "a whole Global Sanctions Data Base",
    rows=(600, 10_000),
    filled={"objective": (0.9, 1), "success": (0.9, 1)},
    values={measure: frozenset({"0", "1"}) for measure in MEASURES},
)
_SOURCE: Final = Source(id=f"{ID}:cases", title="Global Sanctions Data Base, cases", publisher=DATASET.publisher, reliability="B")

SPELLINGS: Final[Mapping[str, str]] = MappingProxyType(
    {"Egypt, Arab Rep.": "Egypt", "Yemen, North": "North Yemen", "Ethiopia (excludes Eritrea)": "Ethiopia"}
)
"""How only this source writes a state; the second is a comma that does not part two names."""

BODIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "African Union": "African Union",
        "CSCE": "Conference on Security and Co-operation in Europe",
        "ChinCom": "China Committee",
        "CoCom": "Coordinating Committee for Multilateral Export Controls",
        "Comecon": "Council for Mutual Economic Assistance",
        "Commonwealth": "Commonwealth of Nations",
        "ECOWAS": "Economic Community of West African States",
        "EEC": "European Economic Community",
        "EEU": "Eurasian Economic Union",
        "EU": "European Union",
        "G7": "Group of Seven",
        "G8": "Group of Eight",
        "League of Arab States": "League of Arab States",
        "MERCOSUR": "Southern Common Market",
        "NAFTA": "North American Free Trade Agreement",
        "NATO": "North Atlantic Treaty Organization",
        "OAPEC": "Organization of Arab Petroleum Exporting Countries",
        "OIC": "Organisation of Islamic Cooperation",
        "OSCE": "Organization for Security and Co-operation in Europe",
        "Organisation of African Unity": "Organisation of African Unity",
        "Organization of American States": "Organization of American States",
        "Organization of Eastern Carribean States": "Organization of Eastern Caribbean States",
        "Pacific Islands Forum": "Pacific Islands Forum",
        "SADC": "Southern African Development Community",
        "UN": "United Nations",
        "UNASUR": "Union of South American Nations",
    }
)
GROUPS: Final = frozenset(
    {
        "Balkans",
        "Cyprus (Northern)",
        "ICC Rome Statute Signatories",
        "Kimberly Process Participants",
        "Paris Agreement Signatories",
        "Terrorist Organizations (Al-Qaeda)",
        "Terrorist Organizations (ISIL and ANF)",
        "Terrorist Organizations (Taliban and Al-Qaeda)",
        "Terrorist Organizations (Taliban)",
        "Western Balkans",
        "Western countries",
    }
)
"""Bodies and groups that stand where states do. They stay what they are: a sanction by the EU is not one by each of its members."""


@dataclass(frozen=True, slots=True)
class _Names:
    """Records by name and day."""

    _found: dict[tuple[str, date], Record | None] = field(default_factory=dict)

    def parties(self, cell: str, column: str, on: date) -> tuple[Record, ...]:
        """All who stand in a cell, each once. A comma parts names or turns one round: the longest name that is known holds.

        Raises:
            ValueError: a name is none that is known.
        """
        words, found = [word.strip() for word in cell.split(",")], dict[str, Record]()
        while words:
            for length in range(min(3, len(words)), 0, -1):
                if record := self._record(", ".join(words[:length]), on):
                    found[record.id] = record
                    words = words[length:]
                    break
            else:
                raise ValueError(f"{column}: {words[0][:60]!r} is neither a state nor a body that is known")
        return tuple(found.values())

    def _record(self, name: str, on: date) -> Record | None:
        key = (name, on)
        if key not in self._found:
            state = resolve_name(SPELLINGS.get(name, name), on)
            self._found[key] = state.record(ID) if state else _other(name)
        return self._found[key]


def _other(name: str) -> Record | None:
    slug = "-".join("".join(char if char.isalnum() else " " for char in name).split())
    if name in BODIES:
        return Record(id=f"{ID}:body-{slug}", kind="Organization", name=BODIES[name], aliases=(name,) if BODIES[name] != name else ())
    return Record(id=f"{ID}:group-{slug}", kind="Group", name=name) if name in GROUPS else None


def read(paths: tuple[Path, ...]) -> Iterator[Load]:
    """One load of all files.

    Raises:
        InputError: a path does not exist, or a folder holds nothing to read.
    """
    files = {path.resolve(): (path, name) for given in paths for path, name in lists_below(given, SUFFIXES)}
    looks = Looks()
    yield Load(DATASET, _rows(list(files.values()), looks), parts=("cases",), looks=looks)


def _rows(files: list[tuple[Path, str]], looks: Looks) -> Iterator[Row]:
    names, told = _Names(), set[str]()
    for path, name in files:
        try:
            table = open_table(path, name, lambda columns: columns >= REQUIRED, "expected: the cases of GSDB with their header")
        except InputError as error:
            yield Reject(error.place, error.message, error.hint)
            continue
        lines = list(table.lines())
        covered = max((line["end"] for line in lines if isinstance(line, Line)), default="")
        for line in lines:
            if isinstance(line, Line):
                looks.row(name, EXPECTED, line.cells)
                yield _row(line, names, told, covered)
            else:
                yield line


def _row(line: Line, names: _Names, told: set[str], covered: str) -> Row:
    try:
        case = _number(line, "case_id", 1, 10_000_000)
        if case in told:
            return Skip(line.place, "stands twice: the same case")
        begin, end = (_number(line, column, 1800, 2100) for column in ("begin", "end"))
        if int(end) < int(begin):
            raise ValueError(f"end: the end ({end}) is before the start ({begin})")
        on = date(int(begin), 7, 1)
        senders, targets = (names.parties(line[column], column, on) for column in ("sanctioning_state", "sanctioned_state"))
        if both := {sender.id for sender in senders} & {target.id for target in targets}:
            raise ValueError(f"sanctioned_state: {sorted(both)[0].removeprefix(ID + ':')} stands on both sides")
        measures = _measures(line)
    except ValueError as error:
        column, _, reason = str(error).partition(": ")
        return Reject(Place(line.place.file, line.place.line, column), reason)
    told.add(case)
    # GSDB gives a case that goes on the last year that it covers: that is not its end.
    ongoing = end == covered and "ongoing" in line["success"]
    events = (_event(line, action, kinds, (senders, targets), ongoing) for action, kinds in measures.items())
    return Entry(line.place, (_SOURCE, *senders, *targets, *events))


def _number(line: Line, column: str, least: int, most: int) -> str:
    text = line[column]
    if not (text.isascii() and text.isdecimal() and len(text) < 9 and least <= int(text) <= most):
        raise ValueError(f"{column}: {text[:40]!r} is not a {'year' if most == 2100 else 'number'}")
    return str(int(text))


def _measures(line: Line) -> dict[str, list[str]]:
    """The actions of a case, each with the measures that it stands for: several of one kind are one action."""
    if wrong := next((measure for measure in MEASURES if line[measure] not in ("0", "1")), None):
        raise ValueError(f"{wrong}: {line[wrong][:40]!r} is neither 0 nor 1")
    found: dict[str, list[str]] = {}
    for measure in MEASURES:
        if line[measure] == "1":
            found.setdefault(_action(measure, line["descr_trade"]), []).append(measure)
    if not found:
        raise ValueError("trade: no kind of sanction is marked")
    return found


def _action(measure: str, trade: str) -> str:
    if measure == "trade":
        return "embargo" if "compl" in trade else "sanction"
    return {"travel": "travel_ban", "military": "aid_suspension"}.get(measure, "sanction")


def _event(line: Line, action: str, measures: list[str], ends: tuple[tuple[Record, ...], tuple[Record, ...]], ongoing: bool) -> Event:
    case, (senders, targets) = str(int(line["case_id"])), ends
    said: dict[str, str | int] = {"case_id": case, "measures": " ".join(measures), "last_year": int(line["end"])}
    said |= {name: line[name] for name in ("objective", "success") if line[name]}
    if "trade" in measures and line["descr_trade"]:
        said["trade_measures"] = line["descr_trade"]
    return Event(
        id=f"{ID}:{case}-{action}",
        dataset=ID,
        action=action,
        date=Span.parse(line["begin"]),
        end=None if ongoing else Span.parse(line["end"]),
        status="in_force" if ongoing else "ended",
        participants=(
            *(Participant(record=sender.id, role="source") for sender in senders),
            *(Participant(record=target.id, role="target") for target in targets),
        ),
        citations=(Citation(source=_SOURCE.id, credibility="2"),),
        text=f"{_listed(senders)}: sanctions ({', '.join(measures)}) on {_listed(targets)}",
        assertion="confirmed",
        part="cases",
        said=said,
    )


def _listed(parties: tuple[Record, ...]) -> str:
    names = [party.name for party in parties]
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


LOADER: Final = Loader(
    name=ID,
    about="The Global Sanctions Data Base: who sanctioned whom, from which year to which, with which kinds of measures.",
    read=read,
    suffixes=SUFFIXES,
)
