"""An envelope with its side tables as look-ups, and the texts that every table uses: dates, sentences, words, sources. No tables here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cli.terminal import printable
from graph.dates import Span

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class View:
    """`data` and `meta` as they are, the side tables by id."""

    data: Any
    meta: Entry
    actors: Mapping[str, Entry]
    events: Mapping[str, Entry]
    sources: Mapping[str, Entry]
    claims: Mapping[str, Entry]

    @classmethod
    def of(cls, envelope: Entry) -> View:
        tables = {name: {row["id"]: row for row in envelope[name]} for name in ("actors", "events", "sources", "claims")}
        return cls(data=envelope["data"], meta=envelope["meta"], **tables)

    def name(self, actor: str | None) -> str:
        """The actor's name; its id where the answer does not carry it."""
        if actor is None:
            return "?"
        return printable(self.actors[actor]["name"]) if actor in self.actors else actor

    def names(self, actors: Iterable[str]) -> str:
        return listed([self.name(actor) for actor in actors])

    def sentence(self, event: Entry) -> str:
        """The record's own sentence, else one made of names and the verb of its type."""
        if event.get("text"):
            return printable(str(event["text"]))
        return f"{self.names(self.ends(event, 'source'))} {event['verb_phrase']} {self.names(self.ends(event, 'target'))}"

    def ends(self, event: Entry, role: str) -> list[str]:
        """Who is at one end: a tie has one actor at each, an action may have several."""
        if event["is_tie"]:
            return [event[role]]
        return [party["actor"] for party in event["participants"] if party["role"] == role]

    def weighed(self, event: Entry) -> list[str]:
        """One line for each claim that has words, one for each denial."""
        lines = []
        for claim in (self.claims[id_] for id_ in event["claims"] if id_ in self.claims):
            if claim["words"]:
                lines.append(f'"{printable(claim["words"])}"{yardstick(claim)}: {self._who(claim)}')
        for denial in (self.claims[id_] for id_ in event["denials"] if id_ in self.claims):
            quote = denial.get("quote") or denial.get("words")
            lines.append(f"disputed: denied by {self._who(denial)}" + (f': "{printable(quote)}"' if quote else ""))
        return lines

    def cited(self, event: Entry) -> str:
        """Publishers with the day that each gives, best source first."""
        return " | ".join(dict.fromkeys(self._citation(one) for one in event["sources"]))

    def _citation(self, citation: Entry) -> str:
        source = self.sources.get(citation["source"])
        if source is None:
            return str(citation["source"])
        published = dates(source.get("published"), source.get("published_to"))
        return f"{printable(source['publisher'])}, {published}" if published else printable(source["publisher"])

    def _who(self, claim: Entry) -> str:
        """`Lin Jian (spokesperson) for China, 2024-03-25`."""
        who = self.name(claim["claimant"])
        if claim.get("speaker"):
            role = f" ({printable(claim['speaker_role'])})" if claim.get("speaker_role") else ""
            who = f"{self.name(claim['speaker'])}{role} for {who}"
        day = dates(claim.get("date"), claim.get("date_to"))
        return f"{who}, {day}" if day else who


def dates(first: str | None, last: str | None = None) -> str:
    """`2024-03-25`, `2024-03 (month)`, `2021 (year)`, `2023-12-26 to 2024-03-24`; empty when unknown."""
    if not first:
        return ""
    span = Span(date.fromisoformat(first), date.fromisoformat(last or first))
    if span.precision == "day":
        return str(span)
    return f"{span.first} to {span.last}" if span.precision == "span" else f"{span} ({span.precision})"


def when(event: Entry) -> str:
    """The day of an action, or how long a tie held: `standing` when no end is known."""
    if not event["is_tie"]:
        return dates(event["date"], event["date_to"])
    begin, end = event.get("valid_from"), event.get("valid_to")
    if not begin and not end:
        return "standing"
    return f"{begin or '?'} to {end}" if end else f"since {begin}"


def yardstick(weight: Entry) -> str:
    """` (PHIA, 80-90 %)`."""
    if weight.get("low") is None or weight.get("high") is None:
        return ""
    scheme = f"{weight['scheme']}, " if weight.get("scheme") else ""
    return f" ({scheme}{weight['low'] * 100:.0f}-{weight['high'] * 100:.0f} %)"


def listed(names: list[str], shown: int = 4) -> str:
    """`A, B and C`; what is too much is counted."""
    if len(names) > shown + 1:
        return f"{', '.join(names[:shown])} and {len(names) - shown} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
