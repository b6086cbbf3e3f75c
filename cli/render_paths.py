"""What connections look like: paths hop by hop, and the edges of a subgraph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from cli.render_events import counted, heading, table
from cli.view import Entry, View, dates, when, yardstick

_ORDER: Final[Mapping[str, str]] = {
    "breaks": "earlier than the hop before it",
    "possible": "after the hop before it only if vague dates fall so",
}


def paths(view: View) -> Iterator[RenderableType]:
    found = view.data["paths"]
    if not found:
        yield Text("No path.")
        for miss in view.data["near_misses"]:
            yield Text(f"  {miss['text']}")
    for number, path in enumerate(found, start=1):
        yield heading(f"{number}. {' - '.join(view.name(actor) for actor in path['actors'])}")
        yield _hops(view, path)
        yield _weight(view, path)


def _hops(view: View, path: Entry) -> Table:
    """One row a hop: when, and the sentence in the direction in which it was asserted, with its weight and sources."""
    made = Table(box=None, padding=(0, 2, 0, 0), show_header=False, pad_edge=False)
    made.add_column(no_wrap=True, justify="right", style="dim")
    made.add_column("date", no_wrap=True)
    made.add_column("what", overflow="fold")
    for number, hop in enumerate(path["hops"], start=1):
        event = view.events[hop["event"]]
        made.add_row(str(number), when(event), _hop(view, hop, event))
    return made


def _hop(view: View, hop: Entry, event: Entry) -> Text:
    """The pair's own sentence comes first: the record's may name many others, or say more than this one link."""
    ends = (hop["source"], hop["target"]) if hop["asserted"] == "forward" else (hop["target"], hop["source"])
    pair = f"{view.name(ends[0])} {event['verb_phrase']} {view.name(ends[1])}"
    text = Text(pair, style="bold")
    if event["text"]:
        text.append(f"\n{view.sentence(event)}", style="not bold")
    for line in view.weighed(event):
        text.append(f"\n{line}", style="not bold red" if line.startswith("disputed") else "not bold yellow")
    if hop["order"] in _ORDER:
        text.append(f"\n{_ORDER[hop['order']]}", style="not bold magenta")
    text.append(f"\n{view.cited(event)}", style="not bold")
    more = f", and {hop['n'] - 1} more between the two" if hop["n"] > 1 else ""
    return text.append(f"\n{event['id']}{more}", style="not bold dim")


def _weight(view: View, path: Entry) -> Text:
    likely, weakest = path["likelihood"], path["weakest"]
    text = f'All links hold: "{likely["words"]}"{yardstick(likely)} ({likely["drawn"]:.2f}; '
    text += f"between {likely['lower_bound']:.2f} and {likely['upper_bound']:.2f} depending on whether sources err together)"
    if len(path["hops"]) > 1:
        text += f"; weakest is hop {weakest['hop'] + 1} ({weakest['confidence']:.2f})"
    doubts = [path["assertion"]] if path["assertion"] in ("alleged", "inferred") else []
    doubts += ["disputed"] if path["disputed"] else []
    if doubts:
        text += f". At least one link is {' and '.join(doubts)}: the figure weighs the reports, not that"
    return Text(f"   {text}.", style="dim")


def reach(view: View) -> Iterator[RenderableType]:
    data = view.data
    onward = data["way"] == "onward"
    by_hops = ", ".join(f"{n} within {hops} hop{'' if hops == '1' else 's'}" for hops, n in data["by_hops"].items())
    yield Text(f"{counted(data['reached'], 'actor')} {'reached' if onward else 'could have led there'}{f': {by_hops}' if by_hops else ''}")
    made = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    made.add_column("first" if onward else "last", no_wrap=True)
    made.add_column("hops", justify="right")
    for name in ("actor", "by"):
        made.add_column(name, overflow="fold")
    for row in data["actors"]:
        carried = "; ".join(view.sentence(view.events[hop["event"]]) for hop in row["way"])
        made.add_row(row["day"] or "", str(row["hops"]), view.name(row["actor"]), carried)
    yield made


def subgraph(view: View) -> Iterator[RenderableType]:
    edges = view.data["edges"]
    yield Text(f"{counted(len(view.data['nodes']), 'actor')}, {counted(len(edges), 'edge')}")
    if not edges:
        return
    if "by_type" in edges[0]:
        yield lines(view, edges)
        return
    shown = dict.fromkeys(edge.get("statement") or edge["id"] for edge in edges)
    yield table(view, [id_ for id_ in shown if id_ in view.events])


def lines(view: View, edges: Iterable[Entry]) -> Table:
    """Edges folded to one line for each ordered pair."""
    made = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for name in ("from", "to", "what"):
        made.add_column(name, overflow="fold")
    for name in ("first", "last"):
        made.add_column(name, no_wrap=True)
    made.add_column("rung", justify="right")
    for line in edges:
        what = ", ".join(f"{kind} {n}" for kind, n in line["by_type"].items())
        rung = "" if line["max_rung"] is None else str(line["max_rung"])
        disputed = f" ({line['disputed']} disputed)" if line["disputed"] else ""
        made.add_row(view.name(line["source"]), view.name(line["target"]), what + disputed, dates(line["first"]), dates(line["last"]), rung)
    return made
