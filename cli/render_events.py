"""What actions look like: tables of them (a page, two lanes, a day's surroundings) and one with all that is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from cli.view import Entry, View, dates, listed, when, yardstick


def events(view: View) -> Iterator[RenderableType]:
    ids = view.data["events"]
    if not ids:
        yield Text("No action fits.")
        return
    yield table(view, ids)


def timeline(view: View) -> Iterator[RenderableType]:
    a, b = view.name(view.data["a"]), view.name(view.data["b"])
    for lane, title in (("a_to_b", f"{a} on {b}"), ("b_to_a", f"{b} on {a}")):
        ids = view.data["lanes"][lane]
        yield heading(f"{title}: {counted(len(ids), 'action')}")
        if ids:
            yield table(view, ids)
    yield from folded(view)


def around(view: View) -> Iterator[RenderableType]:
    for key, title in (("happened", "Happened then"), ("reported", "Made public then, of other days")):
        ids = view.data[key]
        yield heading(f"{title}: {counted(len(ids), 'action')}")
        if ids:
            yield table(view, ids)


def event(view: View) -> Iterator[RenderableType]:
    """One action or tie, a line for each thing that is known."""
    one = view.events[view.data["event"]]
    yield heading(view.sentence(one))
    yield facts(_facts_of(view, one))
    for key, title in (("responds_to", "Answers"), ("answered_by", "Answered by")):
        if one[key]:
            yield heading(title)
            yield _responses(view, one[key])
    yield heading("Sources")
    yield _citations(view, one)


def table(view: View, ids: Iterable[str]) -> Table:
    """One row an action: when, and what in a sentence with its weight, sources and id below."""
    made = Table(box=None, padding=(0, 2, 0, 0), show_header=False, pad_edge=False)
    made.add_column("date", no_wrap=True)
    made.add_column("what", overflow="fold")
    for id_ in ids:
        one = view.events[id_]
        made.add_row(when(one), told(view, one))
    return made


def told(view: View, event: Entry) -> Text:
    text = Text(view.sentence(event), style="bold")
    for line in view.weighed(event):
        text.append(f"\n{line}", style="red" if line.startswith("disputed") else "yellow")
    text.append(f"\n{_standing(event)}{view.cited(event)}", style="not bold")
    text.append(f"\n{event['id']}", style="not bold dim")
    return text


def heading(text: str) -> Text:
    return Text(f"\n{text}", style="bold underline")


def facts(rows: Iterable[tuple[str, str]]) -> Table:
    """Names and values; what is empty is not shown."""
    made = Table(box=None, padding=(0, 2, 0, 0), show_header=False, pad_edge=False)
    made.add_column(style="dim", no_wrap=True)
    made.add_column(overflow="fold")
    for name, value in rows:
        if value:
            made.add_row(name, value)
    return made


def folded(view: View) -> Iterator[RenderableType]:
    """Which ties made others' actions those of a side."""
    used: dict[str, list[str]] = {}
    for one in view.data["folded"]:
        for tie in one["ties"]:
            used.setdefault(tie, []).append(one["event"])
    if not used:
        return
    yield heading("Folded to a side by")
    for tie, events_ in used.items():
        line = Text(f"{view.sentence(view.events[tie])} ({when(view.events[tie])})" if tie in view.events else tie)
        weight = view.weighed(view.events[tie]) if tie in view.events else []
        line.append(f"  {counted(len(set(events_)), 'action')}", style="dim")
        yield line.append("".join(f"\n  {one}" for one in weight), style="yellow")


def counted(n: int, noun: str) -> str:
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def _standing(event: Entry) -> str:
    """`alleged, announced, rung 4; ` before the sources."""
    words = [event["assertion"] if event["assertion"] in ("alleged", "inferred") else ""]
    if not event["is_tie"]:
        words += [event["status"].replace("_", " ") if event["status"] != "executed" else "", f"rung {event['rung']}"]
    return ", ".join(filter(None, words)) + "; " if any(words) else ""


def _facts_of(view: View, one: Entry) -> Iterator[tuple[str, str]]:
    yield "id", one["id"]
    yield "type", one["edge_type"] + (f" ({one['action']})" if one["action"] else "")
    yield "when", when(one)
    yield "until", dates(one.get("end_date"), one.get("end_date_to"))
    yield "public since", one["published"] or "not known"
    for role in ("source", "organ", "official", "target", "counterpart"):
        yield role, listed([_party(view, party) for party in one["participants"] if party["role"] == role], shown=12)
    yield "status", one.get("status") or ""
    yield "assertion", one["assertion"].replace("_", " ")
    if one["likelihood"]:
        yield "likelihood", f'"{one["likelihood"]["words"]}"{yardstick(one["likelihood"])}'
    yield "said", "\n".join(view.weighed(one))
    yield "confidence", f"{one['confidence']:.2f} ({one['confidence_words']})"
    if not one["is_tie"]:
        yield "rung", f"{one['rung']}" + (f": {one['rung_reason']}" if one["rung_reason"] else "")
        yield "magnitude", f"{one['magnitude']:g} {one['unit'] or ''}" if one["magnitude"] is not None else ""
    yield "note", one["note"]
    yield "retracted", "yes: no longer believed" if one["retracted"] else ""


def _party(view: View, party: Entry) -> str:
    words = [party["role_words"] or "", "inferred" if party["inferred"] else ""]
    inside = ", ".join(filter(None, words))
    return view.name(party["actor"]) + (f" ({inside})" if inside else "")


def _responses(view: View, rows: Iterable[Entry]) -> Table:
    made = Table(box=None, padding=(0, 2, 0, 0), show_header=False, pad_edge=False)
    for _ in range(2):
        made.add_column(no_wrap=True)
    made.add_column(overflow="fold")
    for row in rows:
        other = view.events.get(row["event"])
        sentence = f"{view.sentence(other)} ({when(other)})" if other else row["event"]
        made.add_row(row["basis"], latency(row), sentence + (f'\n"{row["words"]}"' if row["words"] else ""))
    return made


def latency(row: Entry) -> str:
    """`after 4 days`, `after 0 to 30 days`, `on the same day`."""
    if row["simultaneous"]:
        return "on the same day"
    low, high = row["latency_days"]["min"], row["latency_days"]["max"]
    return f"after {counted(low, 'day')}" if low == high else f"after {low} to {counted(high, 'day')}"


def _citations(view: View, one: Entry) -> Table:
    made = Table(box=None, padding=(0, 2, 0, 0), show_header=False, pad_edge=False)
    made.add_column(no_wrap=True)
    made.add_column(overflow="fold")
    for citation in one["sources"]:
        source = view.sources.get(citation["source"], {})
        text = Text(f"{source.get('title', citation['source'])}. {source.get('publisher', '')}")
        published = dates(source.get("published"), source.get("published_to"))
        text.append(f", {published}" if published else "")
        if citation["date"]:
            text.append(f"\ngives the day as {dates(citation['date'], citation['date_to'])}")
        if citation["words"]:
            text.append(f'\n"{citation["words"]}"')
        if source.get("url"):
            text.append(f"\n{source['url']}", style="dim")
        made.add_row(citation["grade"], text)
    return made
