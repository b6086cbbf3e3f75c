"""`retorsion resolve`: merge what is sure, ask about the rest in the terminal, keep judgements as a file. Decides nothing by itself."""

from __future__ import annotations

import getpass
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Final, get_args

import typer
from rich.table import Table

from cli import progress
from cli.terminal import out, printable, tell, write_json
from graph.engine import resolve_endpoint
from graph.identity import linking
from graph.identity.judgements import About, Judgement, Verdict, now, read_file, read_graph, write_file
from graph.identity.judging import Done, about_of, apply, judge, undo, verdict_of
from graph.identity.review import proposed, run
from graph.schema import prepare
from graph.settings import load_settings
from graph.store import Writer

_ABOUT = "Which records are one actor, and which actions one act told twice: do what is sure, review the rest, undo."
_RUN = """Merge what is sure, and list the rest for review.

retorsion resolve run
retorsion resolve run --dry-run
"""
_REVIEW = """Review the pairs that are left, first of actors, then of acts, the likeliest first, with one key each.

y same, n different, u unsure, s later, b take the last one back, q end.
"""
_JUDGE = """Say what two actors are: same merges, different splits again. With --about act: whether two actions are one act told twice.

retorsion resolve judge attack:G0128 chronology:apt31 same --why "both name ZIRCONIUM"
"""
_UNDO = """Take a judgement back: what stood before it stands again. `retorsion resolve list` has the ids.

retorsion resolve undo 0c1d9bd2e0a4f6b8
"""
_ACTS = """Find acts that several sources tell, and say so in the graph (SAME_AS): answers and counts then count them once.

Run it after `retorsion resolve run`: two sources' acts on one actor are met only when their records are one. What is in doubt waits for
`retorsion resolve review`.
"""
_PRESS = "y same, n different, u unsure, s later, b take the last back, q end"
_QUESTIONS: Final[dict[About, str]] = {"actor": "identity_questions", "act": "act_questions"}
_KEYS: Final[dict[str, Verdict]] = {"y": "same", "n": "different", "u": "unsure"}
_SHOWN: Final = 6


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(help=_ABOUT, no_args_is_help=True)
    group.command("run", help=_RUN)(_run)
    group.command("review", help=_REVIEW)(_review)
    group.command("judge", help=_JUDGE)(_judge)
    group.command("undo", help=_UNDO)(_undo)
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
            done = run(writer, merging=not ask, progress=listener)
            told = {name: getattr(done, name) for name in ("actors", "pairs", "merged", "judged", "questions")}
    if as_json:
        write_json(told)
        return
    verb = "would be merged" if dry_run else "merged"
    out().print(f"{told['actors']:,} actors, {told['pairs']:,} pairs compared: {told['merged']:,} {verb}, {told['questions']:,} to review.")


def _review(
    who: Annotated[str, typer.Option(help="Who judges; your user name.")] = "",
    about: Annotated[str, typer.Option(help="actor or act; both, one after the other, where none is given.")] = "",
) -> None:
    """Each answer is written at once, so that an interruption loses nothing."""
    name = who or getpass.getuser()
    chosen = [about_of(about)] if about else list(get_args(About))
    with _writer() as writer:
        last: list[str] = []
        if all(_queue(writer, one, name, last) for one in chosen):
            tell("No pair is left. `retorsion resolve run` and `retorsion resolve acts` look for more.")


def _queue(writer: Writer, about: About, who: str, last: list[str]) -> bool:
    """Ask about every pair of actors, or of acts; False when the person ended it. `last` are the ids of what was judged."""
    skipped = 0
    while rows := writer.read(_QUESTIONS[about], skip=skipped, limit=1):
        out().print(_pair(rows[0]))
        tell(_PRESS)
        key = typer.getchar().lower()
        if key in ("q", ""):
            return False
        if key == "b" and last:
            _tell(undo(writer, last.pop(), who), "Taken back.")
        elif key in _KEYS:
            last.append(_keep(writer, _answered(rows[0], about, _KEYS[key], who)))
        elif key != "b":
            skipped += 1
    return True


def _answered(row: dict[str, Any], about: About, verdict: Verdict, who: str) -> Judgement:
    """A judgement of a pair that was shown, with what spoke for it and against it."""
    return Judgement(
        a=row["a"], b=row["b"], about=about, verdict=verdict, who=who, at=now(), score=row["score"], features=tuple(row["features"])
    )


def _acts(as_json: Annotated[bool, typer.Option("--json", help="As JSON, with the pairs that are in doubt.")] = False) -> None:
    with _writer() as writer:
        done = linking.run(writer)
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
    for title in (title for title in a if title != "name"):
        table.add_row(title, *(_shown(one[title]) for one in (a, b)))
    for text in row["features"]:
        bits, _, told = text.partition(" ")
        table.add_row(bits, printable(told), "")
    table.add_row(f"{row['score']:+.1f}", "bits above even odds", "")
    return table


def _shown(value: Any) -> str:
    return "\n".join(printable(text) for text in value[:_SHOWN]) if isinstance(value, list) else printable(value or "")


def _keep(writer: Writer, one: Judgement) -> str:
    """Judge a pair; the judgement's id."""
    done = judge(writer, one)
    _tell(done, f"Noted. To take it back: retorsion resolve undo {done.judgement}")
    return done.judgement


def _tell(done: Done, noted: str) -> None:
    for before, after in done.renamed:
        tell(f"{printable(before)} is {printable(after)} now; {done.edges} edges went along.")
    if done.joined or done.parted:
        tell(f"SAME_AS: {done.joined} written, {done.parted} taken back; answers count accordingly.")
    tell(noted)


def _undo(
    judgement: Annotated[str, typer.Argument(help="Its id.")],
    who: Annotated[str, typer.Option(help="Who takes it back; your user name.")] = "",
) -> None:
    with _writer() as writer:
        _tell(undo(writer, judgement, who or getpass.getuser()), "Taken back.")


def _judge(
    a: Annotated[str, typer.Argument(help="An actor's or a record's id; of acts an action's.")],
    b: Annotated[str, typer.Argument(help="Another.")],
    verdict: Annotated[str, typer.Argument(help="same, different or unsure.")],
    why: Annotated[str, typer.Option(help="What shows it.")] = "",
    who: Annotated[str, typer.Option(help="Who judges; your user name.")] = "",
    about: Annotated[str, typer.Option(help="actor or act.")] = "actor",
) -> None:
    one = Judgement(a=a, b=b, about=about_of(about), verdict=verdict_of(verdict), who=who or getpass.getuser(), at=now(), why=why)
    with _writer() as writer:
        _keep(writer, one)


def _list(
    people: Annotated[bool, typer.Option("--people", help="Leave out what the machine merged.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    with _writer() as writer:
        found = [one for one in read_graph(writer) if not (people and one.is_automatic)]
    if as_json:
        write_json({"judgements": [one.properties() for one in found]})
        return
    columns = ("id", "of", "a", "b", "verdict", "score", "who", "when", "why", "taken back")
    table = Table(*columns, box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for one in found:
        score = "" if one.score is None else f"{one.score:+.1f}"
        back = f"{one.undone_by}, {one.undone_at[:10]}" if one.undone_at else ""
        table.add_row(*map(printable, (one.id, one.about, one.a, one.b, one.verdict, score, one.who, one.at[:10], one.why, back)))
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
        done = apply(writer, found)
    tell(f"{len(found)} judgements taken, {done} of them changed the graph.")
