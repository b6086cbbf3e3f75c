"""A first mapping for a table, made of guesses, with comments on what is sure and what to check. Reads the first rows, writes no file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from graph.errors import InputError, Place
from graph.ingest.content import CODE_SYSTEM, RESERVED
from graph.vocabulary import vocabulary
from loaders.table.guess import Column, States, formats_of, key_of, missing_in, same_states, states_of, three_parts
from loaders.table.mapping import Form
from loaders.table.tables import bare_name, chunks

SAMPLE: Final = 10_000
"""Rows that are looked at."""

MAX_SAID: Final = 30
_SOURCE: Final = {
    "source",
    "sender",
    "initiator",
    "attacker",
    "sponsor",
    "sanctioning",
    "imposer",
    "accuser",
    "a",
    "1",
    "from",
    "perpetrator",
    "who",
}
_TARGET: Final = {"target", "recipient", "receiver", "victim", "victims", "sanctioned", "defender", "b", "2", "to", "against", "whom"}
_ENDS: Final = re.compile(r"end|term|until|_to$|last|exit", re.IGNORECASE)
_ACTIONS: Final = (
    ("embargo", "embargo"),
    ("tariff", "tariff"),
    ("travel ban|visa ban", "travel_ban"),
    ("asset freeze|frozen|freeze", "asset_freeze"),
    ("entity list|export control", "entity_listing"),
    ("sanction", "sanction"),
    ("indict|charges", "indictment"),
    ("arrest|detain", "arrest"),
    ("expel|expulsion", "expulsion_diplomats"),
    ("summon", "summons_ambassador"),
    ("destr|wiper", "cyber_destruction"),
    ("ddos|denial of service|disrupt|ransom", "cyber_disruption"),
    ("cyber|hack|espionage|intrusion", "cyber_espionage"),
    ("disinformation|influence", "influence_operation"),
    ("threat", "threat_force"),
    ("blockade", "blockade"),
    ("war", "war"),
    ("attack|strike|bomb", "attack"),
    ("dispute|mid|hostil|conflict|clash|battle|ged|violence", "armed_clash"),
    ("protest|demonstration", "protest_public"),
    ("agree|treaty|accord", "agreement_signed"),
    ("consult|visit|meet|negotiat", "consultation"),
)
_FALLBACK: Final = "statement"


@dataclass(slots=True)
class _Draft:
    """The table's sample and what has been taken out of it."""

    columns: dict[str, Column]
    form: Form
    missing: tuple[str, ...]
    states: dict[str, States]
    used: set[str] = field(default_factory=set)

    def take(self, *names: str) -> None:
        self.used.update(names)

    def free(self) -> list[Column]:
        return [column for name, column in self.columns.items() if name not in self.used]


def draft(path: Path) -> str:
    """A mapping for the table, as YAML.

    Raises:
        InputError: the file is no table, or an empty one.
    """
    made = _sampled(path)
    dated = list(_dates(made))
    actors = list(_actors(made))
    stream = any(column.is_cameo for column in made.columns.values())
    action = list(_action(made, path))
    sources = list(_sources(made, stream=stream))
    key = list(_key(made))
    lines = [*_header(made, path, stream=stream), *_skip(made, dated), *sources, *actors, "", "event:", *key]
    lines += ["  source: source", "  target: target", *action, *(line for line in dated if not (stream and "end_date" in line))]
    if not stream:
        lines += ["  # CHECK: alleged means that others say so; confirmed, that it is beyond dispute.", "  assertion: alleged"]
    return "\n".join([*lines, *_said(made)]) + "\n"


def _sampled(path: Path) -> _Draft:
    form, cells = _first_rows(path, Form())
    if _looks_like_rows(cells):
        form, cells = _first_rows(path, Form(header=False, columns=tuple(f"c{n}" for n in range(1, len(cells) + 1))))
    raw = [Column(name, found) for name, found in cells.items()]
    missing = missing_in(raw)
    columns = {column.name: Column(column.name, ["" if cell in missing else cell for cell in column.cells]) for column in raw}
    states = {name: found for name, column in columns.items() if (found := states_of(column))}
    return _Draft(columns, form, missing, states)


def _first_rows(path: Path, form: Form) -> tuple[Form, dict[str, list[str]]]:
    for chunk in chunks(path, path.as_posix(), form, {name: "" for name in form.columns}):
        if not chunk.lines and chunk.rejects:
            wrong = chunk.rejects[0]
            raise InputError(wrong.reason, wrong.place, hint=wrong.hint)
        return form, {name: cells[:SAMPLE] for name, cells in chunk.columns.items()}
    raise InputError("the table has no rows", Place(path.as_posix()), hint="a mapping is drafted from what stands in the columns")


def _looks_like_rows(cells: dict[str, list[str]]) -> bool:
    """Whether what was taken for names are values: numbers, days and addresses are no names."""
    odd = [name for name in cells if re.fullmatch(r"[\d.:/-]+|https?://.*|column \d+", name)]
    return len(odd) * 3 > len(cells)


def _header(made: _Draft, path: Path, *, stream: bool) -> Iterator[str]:
    name = re.sub(r"[^a-z0-9]+", "-", bare_name(path).lower()).strip("-")
    yield f"# Drafted from {path.name}. CHECK marks what was guessed; docs/loaders/table.md explains every key."
    yield "table: 1"
    yield f"dataset: {name if re.match('[a-z]', name) else 'table-' + name}"
    yield f"title: {_quoted(path.name.partition('.')[0])}  # CHECK: the dataset's own title"
    yield 'publisher: "unknown"  # CHECK'
    yield 'licence: "unknown"  # CHECK'
    if stream:
        yield "# CAMEO codes are machine-coded: edges alone, without a statement each."
        yield "stream: true"
    if made.missing or not made.form.header:
        yield "file:"
        if not made.form.header:
            yield "  # CHECK: the first line holds no names; name the columns."
            yield "  header: false"
            yield f"  columns: {_listed(made.form.columns)}"
        if made.missing:
            yield f"  missing: {_listed(made.missing)}  # CHECK: cells that stand for nothing"


def _skip(made: _Draft, dated: Sequence[str]) -> Iterator[str]:
    named = [name for line in dated if line.strip().startswith("date:") for name in re.findall(r"\{([^{}:]+)\}\"", line)]
    empty = [name for name in named[:1] if name in made.columns and len(made.columns[name].filled) < len(made.columns[name].cells)]
    if empty:
        yield f"skip:\n  - {{column: {_quoted(empty[0])}, empty: true, reason: no date}}"


# --- when ---


def _dates(made: _Draft) -> Iterator[str]:
    """The date of the event, and its end where a pair of columns gives both."""
    found: list[tuple[str, str, str]] = []
    for parts in three_parts(made.columns.values()):
        if parts[1] or not any(formats_of(column) for column in made.columns.values() if column is not parts[0]):
            given = {key: column for key, column in zip(("year", "month", "day"), parts, strict=True) if column}
            rule = "{" + ", ".join(f"{key}: {_cell(column.name)}" for key, column in given.items()) + "}"
            found.append((parts[0].name, rule if parts[1] else _cell(parts[0].name), ""))
            made.take(*(column.name for column in given.values()))
    for column in made.free():
        if column.name not in made.states and (formats := formats_of(column)):
            open_ = f"  # CHECK: {' and '.join(form or 'ISO' for form in formats)} fit all cells" if len(formats) > 1 else ""
            rule = f"{{column: {_quoted(column.name)}, format: {_quoted(formats[0])}}}" if formats[0] else _cell(column.name)
            found.append((column.name, rule, open_))
    starts = sorted((one for one in found if not _ENDS.search(one[0])), key=_fitness) or found
    if not starts:
        first = next(iter(made.columns))
        yield f"  date: {_cell(first)}  # CHECK: no column looks like a date; name one"
        return
    made.take(starts[0][0])
    yield f"  date: {starts[0][1]}{starts[0][2]}"
    if ends := [one for one in found if _ENDS.search(one[0]) and one is not starts[0]]:
        made.take(ends[0][0])
        yield "  # CHECK: the day on which it ended; write date_to if it is the last day on which it may have happened."
        yield f"  end_date: {ends[0][1]}{ends[0][2]}"


def _fitness(found: tuple[str, str, str]) -> int:
    """A day that is named for the event before one of its publication or its coding."""
    name = found[0].lower()
    if re.search("publi|added|updat|modif|report|release|coded|source", name):
        return 3
    return 0 if re.search("start|begin|event|^date$|from|^st|imposition", name) else 1


# --- who ---


def _actors(made: _Draft) -> Iterator[str]:
    yield "actors:"
    source = _pick(made, _SOURCE, _TARGET)
    target = _pick(made, _TARGET, _SOURCE)
    yield from _actor(made, "source", source, "acts")
    yield from _actor(made, "target", target, "is acted upon")


def _pick(made: _Draft, hints: set[str], against: set[str]) -> Column | None:
    """The column whose name says so, one of states before others; else the next one of states."""
    free = [column for column in made.free() if column.filled]
    states = [column for column in free if column.name in made.states]
    texts = [
        column for column in free if column not in states and not _is_numeric(column) and not column.is_address and len(column.distinct) > 1
    ]
    for pool in (states, texts):
        named = [column for column in pool if _ends_in(column, hints) and not _ends_in(column, against)]
        if named:
            best = max(named, key=lambda column: (len(column.filled), -list(made.columns).index(column.name)))
            made.take(best.name)
            return best
    rest = [column for column in states if not _ends_in(column, against) and not _is_of(made, column)]
    if rest:
        made.take(rest[0].name)
        return rest[0]
    return None


def _is_of(made: _Draft, column: Column) -> bool:
    """Whether the column means a party that is taken already: its code beside its name."""
    return any(same_states(made.columns[name], column, made.states) for name in made.used if name in made.states)


def _ends_in(column: Column, hints: set[str]) -> bool:
    """`StateA`, `statea`, `side_a`, `ccode1` name a side by their end."""
    name = column.name.lower()
    sides = {
        side for side in ("a", "b", "1", "2") if re.search(rf"(state|name|side|actor|country|ccode|abb|party|iso3?)_?{side}(_|$|\b)", name)
    }
    words = column.words() - {"a", "b", "1", "2", "to", "from", "who"} | (column.words() & {"to", "from", "who"})
    return bool((sides | words) & hints)


def _actor(made: _Draft, role: str, column: Column | None, does: str) -> Iterator[str]:
    yield f"  {role}:"
    if column is None:
        yield f"    # CHECK: no column looks like who {does}; this stands for nobody in particular."
        yield "    kind: Group"
        yield f'    id: "not-named-{role}"'
        yield '    name: "Not named by the table"'
        return
    states = made.states.get(column.name)
    if states is None:
        yield "    # CHECK: the kind, and whether this column tells who it is."
        yield f"    kind: {'ThreatActor' if re.search('group|apt|threat', column.name, re.IGNORECASE) else 'Organization'}"
        yield f"    id: {_cell(column.name)}"
    else:
        also = f"  # CHECK: {', '.join(states.also)} would fit as well" if states.also else ""
        yield f"    state: {states.system}{also}"
        yield f"    id: {{column: {_quoted(column.name)}, cut: {_quoted(states.cut)}}}" if states.cut else f"    id: {_cell(column.name)}"
    if states and states.split:
        yield f"    split: {_quoted(states.split)}"
    if states and states.others:
        shown = ", ".join(_quoted(cell[:40]) for cell in states.others[:8]) + (", ..." if len(states.others) > 8 else "")
        yield f"    # CHECK: no states here: {shown}; name them under `others`, or under `means` the states."
        if states.system == "name":
            yield "    otherwise: Group"
    if (states and states.others and states.system != "name") or len(column.filled) < len(column.cells):
        yield "    unresolved: skip"


# --- what ---


def _action(made: _Draft, path: Path) -> Iterator[str]:
    if cameo := next((column for column in made.columns.values() if column.is_cameo), None):
        made.take(cameo.name)
        yield f"  action: {{cameo: {_cell(cameo.name)}}}"
        return
    for column in made.free():
        if column.filled and set(column.distinct) <= vocabulary().actions.keys():
            made.take(column.name)
            yield f"  action: {_cell(column.name)}"
            return
    fallback = _guessed(path.name) or _guessed(" ".join(made.columns)) or _FALLBACK
    listed = next((column for column in made.free() if _tells_action(column)), None)
    if listed:
        yield "  # CHECK: which action of the vocabulary each cell stands for."
        yield "  action:"
        yield f"    column: {_quoted(listed.name)}"
        yield "    values:"
        yield from (f"      {_quoted(cell)}: {_guessed(cell) or fallback}" for cell in listed.distinct)
        yield f"    default: {fallback}"
        made.take(listed.name)
        return
    yield f"  action: {fallback}  # CHECK: one of the actions of the vocabulary, or a column looked up by `values`"


def _tells_action(column: Column) -> bool:
    named = column.words() & {"action", "type", "method", "event", "kind", "response", "measure", "category"}
    return bool(named) and 1 < len(column.distinct) <= 25 and not _is_numeric(column)


def _guessed(text: str) -> str:
    plain = re.sub(r"[\W_]+", " ", text.lower())
    return next((action for pattern, action in _ACTIONS if re.search(rf"\b({pattern})", plain)), "")


# --- the rest ---


def _key(made: _Draft) -> Iterator[str]:
    key = key_of(made.columns)
    if len(key) == 1:
        made.take(*key)
        yield f"  id: {_cell(key[0])}"
    else:
        yield "  # CHECK: no column numbers the rows; these tell those of the sample apart."
        yield f"  id: {{hash: {_listed(key)}}}"


def _sources(made: _Draft, *, stream: bool) -> Iterator[str]:
    column = next((column for column in made.free() if column.is_address), None)
    if column:
        made.take(column.name)
        yield "sources:"
        yield f"  - title: {_cell(column.name)}  # CHECK: a column with the title, publisher and date of the report?"
        yield f"    url: {_cell(column.name)}"
    elif not stream:
        yield "# Statements rest on the dataset itself; `sources` names reports of their own, where columns give them."


def _said(made: _Draft) -> Iterator[str]:
    """What is left, in the source's own terms."""
    free = [column for column in made.free() if column.filled]
    if not free:
        return
    taken: set[str] = set()
    yield "  # Kept as the source says it, never read; delete what nobody needs."
    yield "  said:"
    for column in free[:MAX_SAID]:
        name = _free_name(column.name, taken)
        taken.add(name)
        yield f"    {name}: {_cell(column.name)}"
    if len(free) > MAX_SAID:
        yield f"    # and {len(free) - MAX_SAID} more columns"


def _free_name(column: str, taken: set[str]) -> str:
    name = re.sub(r"[^a-z0-9]+", "_", re.sub(r"([a-z])([A-Z])", r"\1_\2", column).lower()).strip("_")[:26]
    if not re.match("[a-z]", name):
        name = f"c_{name}".strip("_")
    if name in RESERVED or not CODE_SYSTEM.fullmatch(name):
        name = f"{name}_said"
    number = 2
    free = name
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free


def _is_numeric(column: Column) -> bool:
    return bool(column.filled) and all(re.fullmatch(r"[+-]?\d+([.,]\d+)?", cell) for cell in column.filled[:200])


def _cell(name: str) -> str:
    """How a mapping names a column's cell: in braces, unless its name has some."""
    if re.search(r"[{}]", name):
        return f"{{column: {_quoted(name)}}}"
    return _quoted(f"{{{name}}}")


def _quoted(text: str) -> str:
    """A text in quotes means the same in JSON and in YAML, whatever stands in it."""
    return json.dumps(text, ensure_ascii=False)


def _listed(texts: Sequence[str]) -> str:
    return f"[{', '.join(_quoted(text) for text in texts)}]"
