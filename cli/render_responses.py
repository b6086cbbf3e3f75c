"""What answers look like: who answered whom, the chain of one action, the board of relations by how much they changed."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from cli.render_events import counted, heading, latency
from cli.view import Entry, View, dates, when


def responses(view: View) -> Iterator[RenderableType]:
    data = view.data
    counts = data["counts"]
    yield heading(f"{counted(counts['stated'], 'stated answer')}, {counts['inferred']} inferred ({_window(data)})")
    if data["responses"]:
        yield _answers(view, data["responses"])
    if data["simultaneous"]:
        yield heading("On the same day, ordered by nobody")
        for pair in data["simultaneous"]:
            yield Text(f"{pair['day']}  {' | '.join(view.sentence(view.events[id_]) for id_ in pair['events'])}")
    yield from _footing(data)


def chain(view: View) -> Iterator[RenderableType]:
    data = view.data
    one = view.events[data["event"]]
    yield heading(f"{view.sentence(one)} ({when(one)})")
    for key, title in (("back", "What it answered"), ("forward", "What answered it")):
        yield heading(title)
        yield _answers(view, data[key]) if data[key] else Text("Nothing stated or inferred.")
    yield heading(f"The line through it: {_line(data['line'])}")
    for rung, id_ in zip(data["line"]["rungs"], data["line"]["events"], strict=True):
        yield Text(
            f"rung {rung:2}  {when(view.events[id_])}  {view.sentence(view.events[id_])}", style="bold" if id_ == data["event"] else ""
        )
    yield Text(_chance(view, data["line"]), style="dim")
    yield from _footing(data)


def board(view: View) -> Iterator[RenderableType]:
    data = view.data
    yield heading(
        f"{data['day']}: {counted(data['dyads'], 'dyad')} moved, {data['compared']} with data enough, {data['discovered']} discovered"
    )
    if data["rows"]:
        yield _rows(view, data["rows"])
    if data["since"]:
        yield heading(f"Changed since {data['since']}: {counted(data['changed'], 'dyad')}")
        for row in data["changes"]:
            yield Text(f"{_dyad(view, row)}: {row['before']} -> {row['now']}")
    yield Text(f"False discovery rate {data['fdr']:g} (Benjamini and Hochberg) among the dyads with data enough.", style="dim")
    yield from _footing(data)


def _answers(view: View, rows: list[Entry]) -> Table:
    made = _table(("", True), ("when", True), ("who answered what with what", False))
    for row in rows:
        sure = "stated" if row["basis"] == "stated" else "inferred" if row["probability"] is None else f"p = {row['probability']:.2f}"
        made.add_row(sure, latency(row), _answer(view, row))
    return made


def _answer(view: View, row: Entry) -> Text:
    reply, cause = view.events[row["answer"]], view.events[row["answered"]]
    text = Text(f"{view.sentence(reply)} ({when(reply)}, rung {row['rung']})", style="bold")
    text.append(f"\nto: {view.sentence(cause)} ({when(cause)}, rung {row['answered_rung']})", style="not bold")
    if row["words"]:
        text.append(f'\n"{row["words"]}"', style="not bold yellow")
    if row["basis"] == "inferred":
        text.append(f"\n{'; '.join(row['speaks'])}", style="not bold dim")
    return text


def _line(line: Entry) -> str:
    steps = counted(line["length"], "act")
    return steps if line["kind"] == "alone" else f"{line['kind']}, {steps}, {line['stated']} of {line['length'] - 1} answers stated"


def _chance(view: View, line: Entry) -> str:
    """How often chance alone would bring as much."""
    chance, of = line["chance"], line["chance_of"]
    if chance is None:
        return "Chance has no say: no two acts of the line make a chain by the rules of M10."
    sides = " and ".join(view.name(side) for side in of["sides"])
    if "insufficient" in chance:
        lacks = chance["insufficient"]
        return f"{sides}: insufficient to say what chance would bring: {lacks['have']:g} of {lacks['need']:g} {lacks['what']}."
    return (
        f"{sides}: {of['kind']} of {of['length']} acts in the line; by chance {chance['mean']:.1f} on average, p = {chance['p']:.2f} "
        f"({chance['shifts']} shifts of one side's acts)."
    )


def _rows(view: View, rows: list[Entry]) -> Table:
    made = _table(
        ("who on whom", False), ("word", False), ("log-ratio", True), ("q", True), ("acts", True), ("rung", True), ("latest", False)
    )
    for row in rows:
        ratio = "" if row["log_ratio"] is None else f"{row['log_ratio']:+.2f}"
        sure = "" if row["q_value"] is None else f"{row['q_value']:.3f}" + (" *" if row["discovered"] else "")
        acts, rungs = f"{row['acts_before']:g} > {row['acts_now']:g}", f"{_rung(row['rung_before'])} > {_rung(row['rung_now'])}"
        latest = view.sentence(view.events[row["events"][-1]]) if row["events"] else ""
        made.add_row(_dyad(view, row), row["word"], ratio, sure, acts, rungs, latest)
    return made


def _rung(rung: int | None) -> str:
    return "-" if rung is None else str(rung)


def _dyad(view: View, row: Entry) -> str:
    return f"{view.name(row['source'])} on {view.name(row['target'])}"


def _window(data: Entry) -> str:
    return dates(data["window"]["first"], data["window"]["last"])


def _footing(data: Entry) -> Iterator[RenderableType]:
    yield Text(f"Scale: {data['scale']}. Window: {_window(data)}. Counting: {data['dedup']}.", style="dim")


def _table(*columns: tuple[str, bool]) -> Table:
    made = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for title, narrow in columns:
        made.add_column(title, no_wrap=narrow, overflow="fold")
    return made
