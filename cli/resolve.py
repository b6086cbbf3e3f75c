"""`retorsion resolve`: merge what is sure, ask about the rest in the terminal, keep judgements as a file. Decides nothing by itself."""

from __future__ import annotations

import getpass
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.table import Table

from cli import progress
from cli.terminal import out, printable, tell, write_json
from graph.engine import resolve_endpoint
from graph.errors import QuestionError
from graph.identity import statements
from graph.identity.judgements import Judgement, now, read_file, read_graph, standing, write_file, write_graph
from graph.identity.review import carry_out, judge, proposed, run, verdict_of
from graph.schema import prepare
from graph.settings import load_settings
from graph.store import Writer

_ABOUT = "Which records are one actor: merge what is sure, review the rest, undo."
_RUN = """Merge what is sure, and list the rest for review.

retorsion resolve run
retorsion resolve run --dry-run
"""
_REVIEW = """Review the pairs that are left, the likeliest first, with one key each: y same, n different, u unsure, s later, q end."""
_JUDGE = """Say what two actors are: same merges, different splits again.

retorsion resolve judge attack:G0128 chronology:apt31 same --why "both name ZIRCONIUM"
"""
_ACTS = """Find acts that several sources tell, and say so in the graph (SAME_AS): answers and counts then count them once.

Run it after `retorsion resolve run`: two sources' acts on one actor are met only when their records are one.
"""
_KEYS: Final = {"y": "same", "n": "different", "u": "unsure"}
_SHOWN: Final = 6


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(help=_ABOUT, no_args_is_help=True)
    group.command("run", help=_RUN)(_run)
    group.command("review", help=_REVIEW)(_review)
    group.command("judge", help=_JUDGE)(_judge)
    group.command("acts", help=_ACTS)(_acts)
    group.command("list", help="Every judgement: who said what, when and why.")(_list)
    group.command("save", help="Write the judgements into a file for git, one a line.")(_save)
    group.command("apply", help="Take judgements from such a file and carry them out.")(_apply)
    app.add_typer(group, name="resolve", rich_help_panel="Load")


def _writer() -> Writer:
    writer = Writer(resolve_endpoint(load_settings()))
    prepare(writer)
    return writer


def _run(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be merged, and write nothing.")] = False,
    ask: Annotated[bool, typer.Option("--ask", help="Merge nothing by itself: leave every pair to review.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    with _writer() as writer, progress.shown() as listener:
        if dry_run:
            actors, found = proposed(writer, listener)
            told = {"actors": actors, "pairs": found.pairs, "merged": len(found.merges), "judged": 0, "questions": len(found.questions)}
        else:
            done = run(writer, automatic=not ask, progress=listener)
            told = {name: getattr(done, name) for name in ("actors", "pairs", "merged", "judged", "questions")}
    if as_json:
        write_json(told)
        return
    verb = "would be merged" if dry_run else "merged"
    out().print(f"{told['actors']:,} actors, {told['pairs']:,} pairs compared: {told['merged']:,} {verb}, {told['questions']:,} to review.")


def _review(who: Annotated[str, typer.Option(help="Who judges; your user name.")] = "") -> None:
    """Each answer is written at once, so that an interruption loses nothing."""
    name = who or getpass.getuser()
    with _writer() as writer:
        skipped = 0
        while rows := writer.read("identity_questions", skip=skipped, limit=1):
            out().print(_pair(rows[0]))
            tell("y same, n different, u unsure, s later, q end")
            key = typer.getchar().lower()
            if key in ("q", ""):
                return
            if key not in _KEYS:
                skipped += 1
                continue
            _keep(writer, rows[0]["a"], rows[0]["b"], _KEYS[key], name, "", rows[0])
        tell("No pair is left. `retorsion resolve run` looks for more.")


def _acts(as_json: Annotated[bool, typer.Option("--json", help="As JSON, with the pairs that are in doubt.")] = False) -> None:
    with _writer() as writer:
        done = statements.run(writer)
    if as_json:
        told = {name: getattr(done, name) for name in ("acts", "new", "gone", "kept")}
        write_json(told | {"questions": [asdict(pair) for pair in done.questions]})
        return
    counts = f"{done.new:,} pairs written, {done.gone:,} taken back, {done.kept:,} left, {len(done.questions):,} in doubt"
    out().print(f"{done.acts:,} acts: {counts}.")


def _pair(row: dict[str, Any]) -> Table:
    """The two side by side, and below them what speaks for and against."""
    a, b = row["of"]
    table = Table("", printable(a["name"]), printable(b["name"]), box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for title in ("id", "kind"):
        table.add_row(title, printable(a[title]), printable(b[title]))
    for title in ("aliases", "records"):
        table.add_row(title, *("\n".join(printable(text) for text in (one[title] or [])[:_SHOWN]) for one in (a, b)))
    for text in row["features"]:
        bits, _, told = text.partition(" ")
        table.add_row(bits, printable(told), "")
    table.add_row(f"{row['score']:+.1f}", "bits above even odds", "")
    return table


def _keep(writer: Writer, a: str, b: str, verdict: str, who: str, why: str, row: dict[str, Any] | None = None) -> None:
    shown = tuple(row["features"]) if row else ()
    one = Judgement(a=a, b=b, verdict=verdict_of(verdict), who=who, at=now(), why=why, score=row["score"] if row else None, features=shown)
    done = judge(writer, one)
    for before, after in done.renamed:
        tell(f"{printable(before)} is {printable(after)} now; {done.edges} edges went along.")
    if not done.renamed:
        tell("Noted.")


def _judge(
    a: Annotated[str, typer.Argument(help="An actor's or a record's id.")],
    b: Annotated[str, typer.Argument(help="Another.")],
    verdict: Annotated[str, typer.Argument(help="same, different or unsure.")],
    why: Annotated[str, typer.Option(help="What shows it.")] = "",
    who: Annotated[str, typer.Option(help="Who judges; your user name.")] = "",
) -> None:
    if a == b:
        raise QuestionError("These are one id.", parameter="b", hint="Give two.")
    with _writer() as writer:
        _keep(writer, a, b, verdict, who or getpass.getuser(), why)


def _list(
    people: Annotated[bool, typer.Option("--people", help="Leave out what the machine merged.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    with _writer() as writer:
        found = [one for one in read_graph(writer) if not (people and one.is_automatic)]
    if as_json:
        write_json({"judgements": [one.properties() for one in found]})
        return
    table = Table("a", "b", "verdict", "score", "who", "when", "why", box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for one in found:
        score = "" if one.score is None else f"{one.score:+.1f}"
        table.add_row(*map(printable, (one.a, one.b, one.verdict, score, one.who, one.at[:10], one.why)))
    out().print(table if found else "Nobody judged anything.")


def _save(
    file: Annotated[Path, typer.Argument(help="Such as judgements.jsonl. What it holds already stays.")],
    everything: Annotated[bool, typer.Option("--all", help="What the machine merged as well.")] = False,
) -> None:
    before = read_file(file) if file.exists() else []
    with _writer() as writer:
        found = [one for one in read_graph(writer) if everything or not one.is_automatic]
    write_file(file, [*before, *found])
    tell(f"{len({one.id for one in (*before, *found)})} judgements in {file}.")


def _apply(file: Annotated[Path, typer.Argument(help="As `save` wrote it.", exists=True, dir_okay=False)]) -> None:
    found = read_file(file)
    with _writer() as writer:
        write_graph(writer, found)
        done = carry_out(writer, standing(read_graph(writer)).values())
    tell(f"{len(found)} judgements taken, {done} of them changed the graph.")
