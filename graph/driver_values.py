"""Values of the driver as Python's own, or as a person reads them; known by their shape, so that the driver stays in graph/store/."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

_AS_IT_IS: Final = (str, int, float, type(None))


def plain_row(record: Mapping[str, Any]) -> dict[str, Any]:
    return {key: plain_value(value) for key, value in record.items()}


def plain_value(value: Any) -> Any:
    """Days as datetime.date, nodes as their properties, paths as those of their parts in turn."""
    if isinstance(value, _AS_IT_IS):  # nearly all
        return value
    if isinstance(value, Mapping):
        return {key: plain_value(item) for key, item in value.items()}
    if hasattr(value, "relationships"):
        return [plain_value(part) for part in _steps(value)]
    if hasattr(value, "to_native"):
        return value.to_native()
    if hasattr(value, "iso_format"):  # a duration, which is a tuple as well
        return value.iso_format()
    return [plain_value(item) for item in value] if isinstance(value, list | tuple) else value


def shown_value(value: Any) -> str:
    """Nodes with their labels, relationships with their type."""
    if hasattr(value, "labels"):
        return f"(:{':'.join(sorted(value.labels))} {plain_value(dict(value))})"
    if hasattr(value, "start_node") and hasattr(value, "type"):
        return f"[:{value.type} {plain_value(dict(value))}]"
    if hasattr(value, "relationships"):
        return " ".join(map(shown_value, _steps(value)))
    if isinstance(value, list):
        return f"[{', '.join(map(shown_value, value))}]"
    return "" if value is None else str(plain_value(value))


def _steps(path: Any) -> Iterator[Any]:
    """Nodes and relationships in turn."""
    pairs = zip(path.nodes, (*path.relationships, None), strict=True)
    return (part for pair in pairs for part in pair if part is not None)
