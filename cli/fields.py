"""Commands whose options are the fields of a dataclass: what a command takes stands in one place, and travels as one value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, fields
from inspect import Parameter, Signature
from typing import Any, TypeVar, get_type_hints

T = TypeVar("T")


def command_of(asked: type[T], run: Callable[[T], None]) -> Callable[..., None]:
    """What typer runs: its signature is made of the fields, each annotated with `typer.Argument` or `typer.Option`."""

    def command(**given: Any) -> None:
        run(asked(**given))

    hints = get_type_hints(asked, include_extras=True)
    parameters = [
        Parameter(one.name, Parameter.KEYWORD_ONLY, default=Parameter.empty if one.default is MISSING else one.default, annotation=hint)
        for one, hint in zip(fields(asked), hints.values(), strict=True)  # type: ignore[arg-type]
    ]
    command.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    return command
