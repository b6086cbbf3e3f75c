"""What a file says of itself before anything else: whose licences hold, what was asked, of which graph, how much, and what was changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.answers.answer import plain

_TERMS = {
    "non-commercial": "may not be used commercially",
    "share-alike": "may be passed on only under the same licence",
    "refer": "may not be passed on: send others to the publisher",
}


@dataclass(slots=True, kw_only=True)
class Manifest:
    """`counts` by table; `datasets` with licence and citation; `coerced` says in sentences what a format could not hold as it is.

    `edges_sha256`: over a line `type TAB id TAB source TAB target` for each edge in the file's order. No time of day: the same
    question to the same graph gives the same bytes.
    """

    question: dict[str, Any]
    graph_version: str
    format: str = ""
    program: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    edges_by_type: dict[str, int] = field(default_factory=dict)
    edges_by_dataset: dict[str, int] = field(default_factory=dict)
    span: tuple[str | None, str | None] = (None, None)
    edges_sha256: str = ""
    datasets: list[dict[str, Any]] = field(default_factory=list)
    omitted: list[str] = field(default_factory=list)
    coerced: list[str] = field(default_factory=list)

    @property
    def notices(self) -> list[str]:
        """One sentence for each dataset that binds its users; empty where all is free."""
        return [
            f"{one['title']} ({one['id']}), {one['licence']}: {_TERMS[one['redistribute']]}."
            for one in self.datasets
            if one.get("redistribute", "free") in _TERMS
        ]

    def as_dict(self) -> dict[str, Any]:
        """JSON values, the notices first."""
        return {
            "notices": self.notices,
            "program": self.program,
            "format": self.format,
            "question": plain(self.question),
            "graph_version": self.graph_version,
            "counts": self.counts,
            "edges_by_type": self.edges_by_type,
            "edges_by_dataset": self.edges_by_dataset,
            "span": list(self.span),
            "edges_sha256": self.edges_sha256,
            "datasets": plain(self.datasets),
            "omitted": self.omitted,
            "coerced": self.coerced,
        }

    def kept(self) -> dict[str, Any]:
        """JSON values that `Manifest(**kept)` makes the same manifest of."""
        return {name: plain(getattr(self, name)) for name in self.__dataclass_fields__}

    def as_json(self) -> str:
        return json.dumps(self.as_dict(), ensure_ascii=False, default=str)

    def lines(self) -> list[str]:
        """For the head of a text file: one line each, the notices first."""
        told = [*(f"LICENCE: {notice}" for notice in self.notices), f"{self.program}, graph {self.graph_version}"]
        told += [f"{name}: {n}" for name, n in self.counts.items()]
        told += [f"dataset {one['id']}: {one['licence']}. Cite: {one['citation']}" for one in self.datasets]
        told += [f"omitted: {text}" for text in self.omitted] + [f"coerced: {text}" for text in self.coerced]
        return [" ".join(line.split()) for line in [*told, f"manifest: {self.as_json()}"]]


def licence_order(dataset: Mapping[str, Any]) -> tuple[bool, str]:
    """Datasets that bind their users come first."""
    return dataset.get("redistribute", "free") == "free", str(dataset["id"])
