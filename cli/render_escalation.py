"""What escalation looks like: the verdict with its votes, both ladders, the peaks by period, who answered what."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from cli.render_events import counted, folded, heading, latency
from cli.view import Entry, View, dates, when


def escalation(view: View) -> Iterator[RenderableType]:
    data = view.data
    a, b = view.name(data["a"]), view.name(data["b"])
    yield from _verdict(data)
    for lane, title in (("a_to_b", f"{a} on {b}"), ("b_to_a", f"{b} on {a}")):
        steps = data["ladder"][lane]
        yield heading(f"Ladder of {title}: {counted(len(steps), 'action')}")
        if steps:
            yield _ladder(view, steps)
    if data["scales"]:
        yield heading("The same acts on other ladders")
        yield _scales(data["scales"])
    if data["peaks"]:
        yield heading("Highest rung by period")
        yield _peaks(view, a, b)
        if any(row["vague"] for row in data["peaks"]):
            yield Text("* an action of vague date counts in the period of its earliest day", style="dim")
    yield heading("Answers")
    yield from _answers(view)
    yield from folded(view)
    yield Text(f"Scale: {data['scale']}. Counting: {data['dedup']}.", style="dim")


def _verdict(data: Entry) -> Iterator[RenderableType]:
    verdict, window = data["verdict"], data["window"]
    yield heading(f"Verdict: {verdict['word']} ({verdict['form']}; {dates(window['first'], window['last'])})")
    yield Text(f"   {verdict['text']}")
    for vote in verdict["votes"]:
        lacks = vote["insufficient"]
        told = f"insufficient: {lacks['have']:g} of {lacks['need']:g} {lacks['what']}" if lacks else vote["text"]
        yield Text(f"   {'yes' if vote['fired'] else ' - '}  {vote['title']}: {told}", style="dim" if lacks else "")
    if verdict["sensitivity"]:
        yield Text(f"   {verdict['sensitivity']['agree']} of {verdict['sensitivity']['of']} settings agree", style="dim")


def _ladder(view: View, steps: list[Entry]) -> Table:
    made = _table(("rung", True), ("", True), ("date", True), ("what", False))
    for step in steps:
        rise = Text("up", style="bold red") if step["step_up"] else Text("")
        what = Text(view.sentence(view.events[step["event"]])).append(f"\n{step['event']}", style="dim")
        made.add_row(str(step["rung"]), rise, dates(step["date"], step["date_to"]), what)
    return made


def _scales(rows: list[Entry]) -> Table:
    """A dash where a ladder has no step for an act."""
    made = _table(*((title, True) for title in ("act", "rung", "PLOVER", "Goldstein", "MID", "COPDAB", "Kahn")))
    for row in rows:
        values = (row[name] for name in ("rung", "plover", "goldstein", "mid", "copdab", "kahn"))
        made.add_row(
            row["action"], *("-" if value is None else f"{value:g}" if isinstance(value, float) else str(value) for value in values)
        )
    return made


def _peaks(view: View, a: str, b: str) -> Table:
    made = _table(("period", True), (a, False), (b, False))
    for row in view.data["peaks"]:
        made.add_row(row["period"] + (" *" if row["vague"] else ""), *(_peak(view, row[lane]) for lane in ("a_to_b", "b_to_a")))
    return made


def _peak(view: View, peak: Entry | None) -> str:
    return f"{peak['rung']}: {view.sentence(view.events[peak['event']])}" if peak else "-"


def _answers(view: View) -> Iterator[RenderableType]:
    rows = view.data["answers"]
    if not rows:
        yield Text("None stated or inferred between the two in this window.")
        return
    made = _table(("basis", True), ("when", True), ("who answered what with what", False))
    for row in rows:
        made.add_row(row["basis"], latency(row), _answer(view, row))
    yield made


def _answer(view: View, row: Entry) -> Text:
    reply, cause = view.events[row["event"]], view.events[row["answers"]]
    text = Text(f"{view.sentence(reply)} ({when(reply)}, rung {row['rung']})", style="bold")
    text.append(f"\nto: {view.sentence(cause)} ({when(cause)}, rung {row['answered_rung']})", style="not bold")
    if row["words"]:
        text.append(f'\n"{row["words"]}"', style="not bold yellow")
    if row["basis"] == "inferred" and row["confidence"] is not None:
        text.append(f"\nconfidence {row['confidence']:.2f}", style="not bold dim")
    return text.append("\nboth of one side", style="not bold dim") if row["same_side"] else text


def _table(*columns: tuple[str, bool]) -> Table:
    """Columns by title; those marked keep to one line."""
    made = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for title, narrow in columns:
        made.add_column(title, no_wrap=narrow, overflow="fold")
    return made
