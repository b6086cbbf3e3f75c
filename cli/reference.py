"""The reference pages of the documentation, made from what the program knows of itself: settings, words, commands, addresses, datasets.

mkdocs calls `on_files` when it builds the site (mkdocs.yml), so no page is kept that could fall behind. Explanations belong to docs/.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

import typer
from pydantic import SecretStr
from pydantic.fields import FieldInfo

import loaders as package
from api.app import create_app
from cli.main import build
from graph.model import Dataset
from graph.settings import Settings
from graph.vocabulary import vocabulary
from loaders.base import loaders

_REDISTRIBUTE: Final = MappingProxyType(
    {
        "free": "may be passed on",
        "non-commercial": "may be passed on for uses that are not commercial",
        "share-alike": "may be passed on under the same licence",
        "refer": "is not passed on: exports refer to it",
    }
)


def pages() -> dict[str, str]:
    """Every reference page by its path below docs/."""
    return {f"reference/{name}.md": make() for name, make in _PAGES.items()}


def on_files(files: Any, config: Any) -> Any:
    """mkdocs's hook: the pages stand among the files as if they lay in docs/."""
    from mkdocs.structure.files import File  # only the documentation needs it

    for path, text in pages().items():
        files.append(File.generated(config, path, content=text))
    return files


# --- settings ---


def _settings() -> str:
    rows = [(f"`RETORSION_{name.upper()}`", _default(field), field.description or "") for name, field in Settings.model_fields.items()]
    about = "Read from the environment, then from a file `.env` in the working directory."
    return _page("Settings", about, _table(("variable", "default", "meaning"), rows))


def _default(field: FieldInfo) -> str:
    if field.default_factory is not None:
        return "of the machine"
    value = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
    return "empty" if value in {"", None} else f"`{value}`"


# --- the words of the graph ---


def _words() -> str:
    known = vocabulary()
    actions = [
        (f"`{one.code}`", f"`{one.edge_type}`", one.verb_phrase, one.plover, one.rung, one.score, one.goldstein, one.justification)
        for one in known.actions.values()
    ]
    coded = [
        (f"`{one.code}`", f"`{one.edge_type}`", one.verb_phrase, one.rung, one.score, f"`{one.stands_for}`" if one.stands_for else "")
        for one in known.machine_actions.values()
    ]
    ties = [(f"`{one.type}`", one.verb_phrase, one.inverse_phrase, one.folds, one.description) for one in known.ties.values()]
    kinds = [(f"`{one.kind}`", f"`{one.prefix}:`", one.description) for one in known.kinds.values()]
    bands = [(one.scheme, one.words, f"{one.low:g} to {one.high:g}") for one in known.bands.values()]
    grades = [(one.axis, one.grade, one.words, one.value) for one in known.grades.values()]
    return _page(
        "Vocabulary",
        "The closed vocabulary of the graph: no other kind, action or tie is written. `rung` is ordinal, `score` is for sums, `goldstein` "
        "for comparison with others ([data model](../data-model.md)).",
        f"## Kinds of actor\n\n{_table(('label', 'prefix of ids', 'what it is'), kinds)}",
        f"## Actions\n\n{_table(('action', 'edge type', 'reads', 'PLOVER', 'rung', 'score', 'goldstein', 'why'), actions)}",
        f"## Machine-coded actions\n\n{_table(('action', 'edge type', 'reads', 'rung', 'score', 'may stand for'), coded)}",
        f"## Ties\n\n{_table(('tie', 'reads', 'backwards', 'folds', 'what it is'), ties)}",
        f"## Words of likelihood\n\n{_table(('yardstick', 'words', 'range'), bands)}",
        f"## Admiralty grades\n\n{_table(('axis', 'grade', 'words', 'value'), grades)}",
    )


# --- commands ---


def _commands() -> str:
    sections = [f"## retorsion {name}\n\n{_told(command)}" for name, command in _walk(typer.main.get_command(build()), "")]
    return _page("Commands", "What each command takes. [The command line](../cli.md) says what holds for all of them.", *sections)


def _walk(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """The commands of all groups, in the order of `--help`."""
    for name, child in getattr(command, "commands", {}).items():
        below = f"{path} {name}".strip()
        yield from _walk(child, below) if hasattr(child, "commands") else [(below, child)]


def _told(command: Any) -> str:
    """Its help, examples as code, and its parameters."""
    shown = "\n\n".join(_paragraph(part) for part in (command.help or "").replace("\b", "").strip().split("\n\n"))
    rows = [(_spelled(one), _fallback(one), one.help or "") for one in command.params if not one.hidden and one.name != "help"]
    return f"{shown}\n\n{_table(('parameter', 'default', 'meaning'), rows)}" if rows else shown


def _paragraph(text: str) -> str:
    return f"```text\n{text}\n```" if text.startswith("retorsion ") else text.replace("\n", " ")


def _spelled(parameter: Any) -> str:
    if parameter.opts == [parameter.name]:
        return f"`{parameter.name.upper()}`" + (" (required)" if parameter.required else "")
    return ", ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts))


def _fallback(parameter: Any) -> str:
    plain = isinstance(parameter.default, str | int | float) and not isinstance(parameter.default, bool) and parameter.default != ""
    return f"`{parameter.default}`" if plain else ""


# --- addresses ---


def _addresses() -> str:
    document = create_app(Settings()).openapi()
    sections = [
        f"## {method.upper()} {path}\n\n{_operation(operation, document)}"
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    about = (
        "What each address takes. [The HTTP service](../http.md) says what holds for all of them; `/openapi.json` has the answers' schemas."
    )
    return _page("Addresses", about, *sections)


def _operation(operation: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    said = operation.get("description") or operation.get("summary") or ""
    rows = [
        (f"`{one['name']}`", one["in"] + (", required" if one.get("required") else ""), _type(one["schema"]), one.get("description", ""))
        for one in operation.get("parameters", ())
    ]
    return f"{said}\n\n{_table(('parameter', 'in', 'type', 'meaning'), rows + _body(operation, document))}".strip()


def _body(operation: Mapping[str, Any], document: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    name = schema.get("$ref", "").rpartition("/")[2]
    fields = document["components"]["schemas"].get(name, {})
    needed = fields.get("required", ())
    return [
        (f"`{key}`", "body" + (", required" if key in needed else ""), _type(value), value.get("description", ""))
        for key, value in fields.get("properties", {}).items()
    ]


def _type(schema: Mapping[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_type(one) for one in schema["anyOf"] if one.get("type") != "null"))
    if "enum" in schema:
        return ", ".join(f"`{word}`" for word in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    return str(schema.get("type") or schema.get("$ref", "any").rpartition("/")[2])


# --- datasets ---


def datasets() -> dict[str, Dataset]:
    """What the loaders bring under a licence of its own, by id."""
    modules = [importlib.import_module(module.name) for module in pkgutil.walk_packages(package.__path__, "loaders.")]
    found = {value.id: value for module in modules for value in vars(module).values() if isinstance(value, Dataset) and value.licence}
    return dict(sorted(found.items()))


def _datasets() -> str:
    rows = [
        (f"`{one.id}`", one.title, one.publisher, one.licence, _REDISTRIBUTE[one.redistribute], one.citation) for one in datasets().values()
    ]
    sources = [(f"[`{one.name}`](../loaders/{one.name}.md)", one.about) for one in loaders().values() if one.name != "chronology"]
    dictionaries = [
        f"## Columns of {one.id}\n\n{_table(('column', 'meaning'), [(f'`{name}`', about) for name, about in one.columns.items()])}"
        for one in datasets().values()
        if one.columns
    ]
    return _page(
        "Datasets",
        "Whose data the loaders read, under which licence, and how to cite it. A licence travels with the data: `/v1/datasets` and "
        "every export tell it. The bundled chronology is CC BY 4.0; a chronology or a table of your own names its licence itself. "
        "Licences change: the publisher's own page decides.",
        _table(("dataset", "title", "publisher", "licence", "the data", "cite as"), rows),
        f"## Loaders\n\n{_table(('loader', 'reads'), sources)}",
        *dictionaries,
    )


# --- Markdown ---


def _page(title: str, *parts: str) -> str:
    return "\n\n".join([f"# {title}", *(part for part in parts if part)]) + "\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    lines = ["| " + " | ".join(_cell(value) for value in row) + " |" for row in rows]
    return "\n".join(["| " + " | ".join(head) + " |", "|" + "---|" * len(head), *lines]) if lines else ""


def _cell(value: object) -> str:
    return "" if value is None else " ".join(str(value).split()).replace("|", "\\|")


_PAGES: Final[Mapping[str, Callable[[], str]]] = MappingProxyType(
    {"settings": _settings, "vocabulary": _words, "commands": _commands, "addresses": _addresses, "datasets": _datasets}
)
