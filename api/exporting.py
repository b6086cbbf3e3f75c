"""From the request inside `of` to a plan of what leaves. Reads a question as its own address would; sends no file, knows no job."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar
from urllib.parse import parse_qs, urlsplit

from pydantic import BaseModel, Field, ValidationError

from api.questions import (
    Day,
    EventsQuestion,
    ExportJobQuestion,
    Filtered,
    GraphQuestion,
    PathsQuestion,
    Recorded,
    TimelineQuestion,
)
from graph import answers
from graph.errors import QuestionError
from graph.export import Format, Options, Plan, around, changes, check_holds, everything, options_for, relation, rows_of, shown
from graph.library import Library, find, read_parameter
from graph.store import Store
from graph.temporal.live import LiveIndex

QUERIES: Final = "/v1/queries/"
_Planner = Callable[[Store, dict[str, list[str]], Options], Awaitable[Plan]]
_M = TypeVar("_M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Sources:
    """What answers; the index is made when a question needs it."""

    store: Store
    library: Library
    index: Callable[[], LiveIndex]


class _Everything(Filtered, Recorded):
    """`/v1/graph` without actors: the whole graph under a filter, or what changed in it between two versions."""

    ties: bool = True
    since_version: Day = Field("", description="Only what changed after this version.")
    until_version: Day = Field("", description="And up to this one.")


async def planned(sources: Sources, ask: ExportJobQuestion, format: Format) -> Plan:
    """What `of` asks for, made ready.

    Raises:
        QuestionError: `of` is no request that can leave, or not in this format; UnknownError, GoneError as the question itself.
    """
    address = urlsplit(ask.of)
    given = parse_qs(address.query, keep_blank_values=True)
    options = options_for(
        format, Options(**{name: getattr(ask, name) for name in Options.__dataclass_fields__ if name != "ties"}, ties=True)
    )
    if address.scheme or address.netloc:
        raise _no_request(ask.of)
    if address.path.startswith(QUERIES):
        plan = await _rows(sources, address.path.removeprefix(QUERIES), given, options)
    elif address.path == "/v1/paths":
        plan = await _paths(sources.index(), sources.store, given, options)
    elif address.path in _PLANS:
        plan = await _PLANS[address.path](sources.store, given, options)
    else:
        raise _no_request(ask.of)
    check_holds(format, plan)
    return plan


def _no_request(of: str) -> QuestionError:
    hint = f"A request of {', '.join(sorted((*_PLANS, '/v1/paths', f'{QUERIES}NAME')))}, percent-encoded."
    return QuestionError(f"of is {of[:60]!r}.", parameter="of", hint=hint)


async def _rows(sources: Sources, name: str, given: dict[str, list[str]], options: Options) -> Plan:
    """`/v1/queries/NAME?parameter=value`; a list is parted by commas, or a JSON list."""
    declared = {parameter.name: parameter for parameter in find(sources.library, name).parameters}
    _once(given, frozenset())
    values = {one: read_parameter(declared[one], texts[0]) if one in declared else texts[0] for one, texts in given.items()}
    return await rows_of(sources.store, sources.library, name, values, options=options)


async def _graph(store: Store, given: dict[str, list[str]], options: Options) -> Plan:
    if "actors" not in given:
        every = _model(_Everything, given)
        if every.since_version or every.until_version:
            return await _changes(store, every, options)
        return await everything(store, filter=every.filter(), options=_ties(options, every.ties))
    one = _model(GraphQuestion, given)
    options = _ties(options, one.ties)
    if "limit" not in given:
        return await around(store, one.actors, hops=one.hops, induced=one.induced, filter=one.filter(), options=options)
    asked_for = answers.GraphOptions(hops=one.hops, ties=one.ties, induced=one.induced, limit=one.limit)
    answer = await answers.subgraph(store, one.actors, options=asked_for, filter=one.filter())
    return await shown(store, answer, filter=one.filter(), options=options)


async def _changes(store: Store, every: _Everything, options: Options) -> Plan:
    if not every.since_version:
        raise QuestionError("of: until_version needs since_version.", parameter="of", hint="Give both, or since_version alone.")
    return await changes(store, every.since_version, every.until_version, filter=every.filter(), options=_ties(options, every.ties))


async def _timeline(store: Store, given: dict[str, list[str]], options: Options) -> Plan:
    one = _model(TimelineQuestion, given)
    if one.around:
        answer = await answers.around(store, one.around, days=one.days, filter=one.filter(), limit=one.limit)
        return await shown(store, answer, filter=one.filter(), options=options)
    return await relation(store, one.a, one.b, fold_to=one.fold_to, filter=one.filter(), options=options)


async def _paths(index: LiveIndex, store: Store, given: dict[str, list[str]], options: Options) -> Plan:
    one = _model(PathsQuestion, given)
    answer = await answers.paths(store, one.from_, one.to, options=one.options(), filter=one.filter(), index=index)
    return await shown(store, answer, filter=one.filter(), options=options)


async def _events(store: Store, given: dict[str, list[str]], options: Options) -> Plan:
    one = _model(EventsQuestion, given)
    answer = await answers.events(
        store, source=one.source, target=one.target, members=one.members, filter=one.filter(), limit=one.limit, cursor=one.cursor
    )
    return await shown(store, answer, filter=one.filter(), options=options)


_PLANS: Mapping[str, _Planner] = {
    "/v1/graph": _graph,
    "/v1/timeline": _timeline,
    "/v1/events": _events,
}


def _ties(options: Options, ties: bool) -> Options:
    return Options(**{name: getattr(options, name) for name in Options.__dataclass_fields__} | {"ties": ties})


def _model(model: type[_M], given: Mapping[str, list[str]]) -> _M:
    """The question inside `of`, held to the same rules as when it is asked itself."""
    lists = {field.alias or name for name, field in model.model_fields.items() if "list" in str(field.annotation)}
    _once(given, lists)
    try:
        return model.model_validate({name: values if name in lists else values[0] for name, values in given.items()})
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(map(str, fault["loc"]))[:60]
        words = str(fault["msg"]).removeprefix("Value error, ")
        raise QuestionError(f"of: {where}: {words}.", parameter="of", hint="It is asked as at its own address.") from None


def _once(given: Mapping[str, list[str]], lists: Collection[str]) -> None:
    twice = [name for name, values in given.items() if name not in lists and len(values) > 1]
    if twice:
        raise QuestionError(f"of: {twice[0]} is given more than once.", parameter="of", hint="Give it once.")
