"""A question of graph.answers as a command: its parameters are those of the function, its answer is shown as JSON or as tables.

Which questions there are stands in questions.py, what an answer looks like in render_*.py.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Final, get_args, get_type_hints

import anyio
import typer
from rich.console import RenderableType

from cli import progress
from cli.render_meta import footer
from cli.terminal import out, tell, write_json
from cli.view import View
from graph import warm
from graph.answers import Answer, Filter
from graph.engine import Endpoint, resolve_endpoint
from graph.errors import SettingsError
from graph.progress import Progress, silent
from graph.settings import Settings, load_settings
from graph.store import Store
from graph.temporal.live import LiveIndex

FILTER_HELP: Final[Mapping[str, str]] = {
    "types": "Edge types (SANCTIONED, BANNED): repeat, or part with commas.",
    "actions": "Actions (procurement_ban, sanction).",
    "kinds": "Kinds of actor (State, Company, ThreatActor).",
    "since": "First day of the window: a day, month or year.",
    "until": "Last day of the window: a day, month or year.",
    "status": "announced, in_force, executed or ended.",
    "assertion": "asserted_by_actor, confirmed, alleged or inferred.",
    "min_confidence": "Least confidence, 0 to 1.",
    "min_rung": "Least rung of the ladder, -3 to 10.",
    "datasets": "Only from these datasets.",
    "clock": "What the window means.",
    "as_of": "Only what was public by this day.",
    "recorded_as_of": "What this database said then: a day, or a commit's number.",
}
_PANEL = "Filter"
_GIVEN_OTHERWISE = ("store", "filter", "options", "index")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`helps` explains parameters by the names a person types; `recorded`: the answer can be that of an earlier day's database.

    `without`: filters that mean nothing here. `figures`: those of graph.figures that the answer can be drawn as, the first by itself;
    `figure_needs`: what is asked for besides when one is wanted.
    """

    name: str
    ask: Callable[..., Awaitable[Answer]]
    show: Callable[[View], Iterable[RenderableType]]
    about: str
    helps: Mapping[str, str] = field(default_factory=dict)
    recorded: bool = False
    without: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    figure_needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def parameters(self) -> dict[str, inspect.Parameter]:
        """Those of the function and of its options, by the names a person types."""
        found = {name: one for name, one in _signature_of(self.ask).items() if name not in _GIVEN_OTHERWISE}
        if options := self.options():
            found |= _signature_of(options)
        return {_typed_name(name): one for name, one in found.items()}

    def options(self) -> type[Any] | None:
        """The class of `options`, where the function takes what goes together as one value."""
        one = _signature_of(self.ask).get("options")
        return next((kind for kind in get_args(one.annotation) if kind is not type(None)), None) if one else None

    def filter_fields(self) -> list[str]:
        if "filter" not in _signature_of(self.ask):
            return []
        return [name for name in FILTER_HELP if name not in self.without and (self.recorded or name != "recorded_as_of")]

    def arguments(self, given: dict[str, Any]) -> dict[str, Any]:
        """What a person gave, as the function takes it."""
        values = {one.name: _value(one, given[name]) for name, one in self.parameters().items()}
        if options := self.options():
            values["options"] = options(**{name: values.pop(name) for name in _signature_of(options)})
        if words := {name: given[name] for name in self.filter_fields()}:
            values["filter"] = Filter.of(**words)
        return values


def command(question: Question) -> Callable[..., None]:
    """What typer runs. Its signature is made, because thirteen filters on each of eight commands would be a hundred lines of nothing."""

    def run(**given: Any) -> None:
        figure = given.get("figure")
        if figure:
            given |= {name: [*(given[name] or ()), *more] for name, more in question.figure_needs.items()}
        envelope = answered(partial(question.ask, **question.arguments(given))).envelope()
        if figure:
            _drawn(given.get("picture") or question.figures[0], envelope, figure)
        show(envelope, question.show, as_json=given["json"])

    run.__signature__ = inspect.Signature(_signature(question))  # type: ignore[attr-defined]
    return run


def answered(ask: Callable[..., Awaitable[Answer]]) -> Answer:
    """Ask the graph that the settings name; a managed Neo4j that does not run is started. The one place that runs async functions.

    A question that takes `index` gets it at the database's present.
    """
    settings = load_settings()
    with progress.shown() as listener:
        endpoint = resolve_endpoint(settings, listener)
        if "index" in inspect.signature(ask).parameters:
            ask = partial(ask, index=index_of(settings, endpoint, listener))
    return anyio.run(_asked, endpoint, settings.query_timeout_s, ask)


def index_of(settings: Settings, endpoint: Endpoint, listener: Progress) -> LiveIndex:
    """The temporal index at the database's present, its kernels compiled. Shown to a person who waits; a program hears of neither."""
    shown = listener if sys.stderr.isatty() else silent
    warm.finish(warm.begin(), shown)
    index = LiveIndex(settings, endpoint)
    index.refresh(shown)
    return index


async def _asked(endpoint: Endpoint, timeout_s: float, ask: Callable[..., Awaitable[Answer]]) -> Answer:
    async with Store(endpoint, timeout_s=timeout_s) as store:
        return await ask(store)


def show(envelope: dict[str, Any], render: Callable[[View], Iterable[RenderableType]], *, as_json: bool) -> None:
    if as_json:
        write_json(envelope)
        return
    console, view = out(), View.of(envelope)
    for part in (*render(view), *footer(view)):
        console.print(part)


def _drawn(name: str, envelope: dict[str, Any], path: Path) -> None:
    """Write a figure, and tell where on stderr."""
    try:
        draw = import_module("graph.figures").draw
    except ModuleNotFoundError as error:
        raise SettingsError("Figures need matplotlib, which is not installed.", hint='Run `pip install "retorsion[figures]"`.') from error
    draw(name, envelope, path)
    tell(f"{path}: figure of {name}")


def _signature(question: Question) -> list[inspect.Parameter]:
    made = [_parameter(name, one, question.helps.get(name, "")) for name, one in question.parameters().items()]
    kinds = get_type_hints(Filter)
    for name in question.filter_fields():
        default = None if name != "clock" else Filter().clock
        option = typer.Option(help=FILTER_HELP[name], rich_help_panel=_PANEL, show_default=False)
        made.append(_keyword(name, Annotated[_typed_as(kinds[name]), option], default))
    made += _figure_options(question)
    json = typer.Option("--json", help="The whole answer as JSON, as by HTTP.")
    return sorted([*made, _keyword("json", Annotated[bool, json], False)], key=lambda one: one.default is not one.empty)


def _figure_options(question: Question) -> list[inspect.Parameter]:
    if not question.figures:
        return []
    option = typer.Option(help="Draw the answer into this file, .svg or .png.", show_default=False)
    made = [_keyword("figure", Annotated[Path | None, option], None)]
    if len(question.figures) > 1:
        which = typer.Option(help=f"Which figure: {' or '.join(question.figures)}.")
        made.append(_keyword("picture", Annotated[str, which], question.figures[0]))
    return made


def _parameter(name: str, one: inspect.Parameter, about: str) -> inspect.Parameter:
    """What the function takes by place is an argument, what it takes by name an option."""
    info: Any
    if one.kind is one.KEYWORD_ONLY:
        info = typer.Option(help=about, show_default=one.default not in (None, "", (), False))
    else:
        info = typer.Argument(help=about, show_default=False)
    default = one.default
    return _keyword(name, Annotated[_typed_as(one.annotation), info], list(default) if isinstance(default, tuple) else default)


def _keyword(name: str, kind: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=default)


def _signature_of(function: Callable[..., Any]) -> Mapping[str, inspect.Parameter]:
    return inspect.signature(function, eval_str=True).parameters


def _typed_name(name: str) -> str:
    """`id_` is a program's name for `id`."""
    return name.removesuffix("_")


def _typed_as(kind: Any) -> Any:
    """Days are typed as text, because a month or a year is a day too; several values are a list."""
    if kind in (date, date | None):
        return str | None if kind != date else str
    text = str(kind)
    if "tuple[" in text or "Sequence[" in text or "Iterable[" in text:
        return list[str] | None
    return kind


def _value(one: inspect.Parameter, given: Any) -> Any:
    if one.annotation in (date, date | None):
        return Filter.of(as_of=given).as_of
    return tuple(given or ()) if isinstance(given, list) or isinstance(one.default, tuple) else given
