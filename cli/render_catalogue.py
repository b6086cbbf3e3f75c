"""What there is to ask about: counts, datasets, the vocabulary, the cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from cli.render_events import counted, facts, heading
from cli.render_paths import lines
from cli.terminal import printable
from cli.view import View


def stats(view: View) -> Iterator[RenderableType]:
    data = view.data
    yield heading("Nodes")
    yield facts((name, f"{data[name]:,}") for name in ("actors", "events", "ties", "sources", "records", "withdrawn"))
    yield heading("Actors by kind")
    yield facts((kind, f"{n:,}") for kind, n in data["actors_by_kind"].items() if n)
    yield heading(f"Edges by type: {counted(data['edges'], 'edge')}")
    yield facts((kind, f"{n:,}") for kind, n in sorted(data["edges_by_type"].items(), key=lambda pair: (-pair[1], pair[0])))


def datasets(view: View) -> Iterator[RenderableType]:
    if not view.data["datasets"]:
        yield Text("Nothing is loaded. Begin with `retorsion load chronology`.")
    for one in view.data["datasets"]:
        yield heading(f"{one['id']}: {printable(one['title'])}")
        load = one["last_load"] or {}
        yield facts(
            (
                ("statements", f"{one['statements']:,}"),
                ("publisher", printable(one.get("publisher", ""))),
                ("licence", one.get("licence", "")),
                ("to cite", printable(one.get("citation", ""))),
                ("address", one.get("url", "")),
                ("columns", "\n".join(one.get("columns", ()))),
                ("last load", ", ".join(str(value) for value in load.values()) if isinstance(load, dict) else str(load)),
            )
        )


def vocabulary(view: View) -> Iterator[RenderableType]:
    data = view.data
    yield heading("Actions")
    yield _table(
        ("action", "edge type", "sentence", "rung", "score"),
        ((row["code"], row["edge_type"], row["sentence"], str(row["rung"]), _number(row["score"])) for row in data["actions"]),
    )
    yield heading("Ties")
    yield _table(("tie", "sentence", "meaning"), ((row["type"], row["sentence"], row["description"]) for row in data["ties"]))
    yield heading("Kinds of actor")
    yield _table(("kind", "meaning"), ((row["kind"], row["description"]) for row in data["kinds"]))
    yield heading("Words of likelihood")
    yield _table(
        ("scheme", "words", "range"),
        ((row["scheme"], row["words"], f"{row['low'] * 100:.0f}-{row['high'] * 100:.0f} %") for row in data["estimative"]),
    )
    yield heading("Admiralty code")
    yield _table(("grade", "words", "value"), ((row["grade"], row["words"], f"{row['value']:g}") for row in data["admiralty"]))


def cases(view: View) -> Iterator[RenderableType]:
    for one in view.data["cases"]:
        yield heading(f"{one['name']}: {one['title']}")
        yield Text(one["question"])


def case(view: View) -> Iterator[RenderableType]:
    data = view.data
    yield heading(data["title"])
    yield Text(data["question"])
    for sentence in data["sentences"]:
        yield Text(f"- {sentence['text']}").append(f"\n  {sentence['link']}", style="dim")
    yield heading(f"Its graph: {counted(len(data['graph']['nodes']), 'actor')}")
    yield lines(view, data["graph"]["edges"])


def _table(titles: Iterable[str], rows: Iterable[tuple[str, ...]]) -> Table:
    made = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for title in titles:
        made.add_column(title, overflow="fold")
    for row in rows:
        made.add_row(*row)
    return made


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
