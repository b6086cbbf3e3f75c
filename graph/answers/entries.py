"""An action or a tie as it is served: words, clocks, claims, evidence, what it answers. Turns rows into entries; asks nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph.dates import Span
from graph.evidence import Report, Said, is_clandestine, summarise
from graph.ingest.content import RESERVED
from graph.vocabulary import ActionType, vocabulary

Entry = dict[str, Any]
_ROLES = {"source": 0, "organ": 1, "official": 2, "target": 3, "counterpart": 4}


def event_table_entry(row: Mapping[str, Any], *, of_another_day: bool) -> tuple[Entry, list[Entry]]:
    """The entry of the table `events` and those of `claims`, from a row of the query events_by_id.

    `of_another_day`: the row holds the claims of an earlier day, so what the graph tells of them now does not fit.
    """
    past: Sequence[Mapping[str, Any]] = row["past"]
    stored: Mapping[str, Any] = {**row["statement"], **_as_it_was(past)} if past else row["statement"]
    claims = [_claim(claim, row["id"]) for claim in row["claims"]]
    summary = _summary(row, stored) if of_another_day else stored
    entry = {
        "id": row["id"],
        "is_tie": "action" not in stored,
        "edge_type": stored["edge_type"],
        "text": stored["text"],
        "published": stored.get("published"),
        "assertion": stored["assertion"],
        "disputed": summary["disputed"],
        "likelihood": _likelihood(summary),
        "n_claimants": summary["n_claimants"],
        "confidence": summary["confidence"],
        "confidence_words": vocabulary().words_for(summary["confidence"]).words,
        "claims": [claim["id"] for claim in claims if claim["stance"] == "claimed"],
        "denials": [claim["id"] for claim in claims if claim["stance"] == "denied"],
        "participants": _past_participants(past) if past else _participants(row["participants"]),
        "sources": _citations(row["citations"]),
        "said": {name: value for name, value in stored.items() if name not in RESERVED},
        "note": stored.get("note", ""),
        "quote": stored.get("quote"),
        "dataset": stored["dataset"],
        "rev": stored["rev"],
        "seq": stored["seq"],
        "retracted": bool(past) or "withdrawn_seq" in stored,
    }
    return entry | (_tie_fields(row, stored) if entry["is_tie"] else _action_fields(row, stored)), claims


def _action_fields(row: Mapping[str, Any], stored: Mapping[str, Any]) -> Entry:
    action = vocabulary().action(stored["action"])
    span = Span(stored["date"], stored["date_to"])
    return {
        "action": stored["action"],
        "verb_phrase": action.verb_phrase,
        "date": span.first,
        "date_to": span.last,
        "date_precision": span.precision,
        "end_date": stored.get("end_date"),
        "end_date_to": stored.get("end_date_to"),
        "status": stored["status"],
        "rung": stored["rung"],
        "rung_reason": stored.get("rung_reason"),
        "magnitude": stored.get("magnitude"),
        "unit": stored.get("unit"),
        "repeat_of": stored.get("repeat_of"),
        **_scores(action),
        "responds_to": [_response(one, earlier=_span(one), later=span) for one in row["responds_to"]],
        "answered_by": [_response(one, earlier=span, later=_span(one)) for one in row["answered_by"]],
    }


def _scores(action: ActionType) -> Entry:
    """Three numbers that are never mixed: PLOVER's score, Goldstein's value, and beside them the rung."""
    return {"score": action.score, "goldstein": action.goldstein, "quad": action.quad or None}


def _tie_fields(row: Mapping[str, Any], stored: Mapping[str, Any]) -> Entry:
    ends = row["ties"][0] if row["ties"] else {"source": None, "target": None}
    return {
        "action": None,
        "verb_phrase": vocabulary().ties[stored["edge_type"]].verb_phrase,
        "source": ends["source"],
        "target": ends["target"],
        "valid_from": stored.get("valid_from"),
        "valid_to": stored.get("valid_to"),
        "responds_to": [],
        "answered_by": [],
    }


def _as_it_was(past: Sequence[Mapping[str, Any]]) -> Entry:
    """The statement's own values out of the edges that were retracted since."""
    edge = past[0]
    was = {key: value for key, value in edge.items() if key not in ("id", "magnitude", "was", "statement", "source", "target")}
    return was | {"edge_type": edge["was"], "magnitude": edge.get("statement_magnitude"), "hash": edge["content_hash"]}


def _past_participants(past: Sequence[Mapping[str, Any]]) -> list[Entry]:
    found: dict[tuple[str, str], Entry] = {}
    for edge in past:
        found[edge["source"], "source"] = _party(edge["source"], "source", None, None, False)
        target = _party(edge["target"], "target", edge.get("target_role"), edge.get("magnitude"), bool(edge.get("target_inferred")))
        found[edge["target"], "target"] = target
    return sorted(found.values(), key=_party_order)


def _participants(rows: Sequence[Mapping[str, Any]]) -> list[Entry]:
    return sorted((_party(row["actor"], row["role"], row["words"], row["magnitude"], row["inferred"]) for row in rows), key=_party_order)


def _party(actor: str, role: str, words: str | None, magnitude: float | None, inferred: bool) -> Entry:
    return {"actor": actor, "role": role, "role_words": words, "magnitude": magnitude, "inferred": inferred}


def _party_order(party: Entry) -> tuple[int, str]:
    return _ROLES[party["role"]], party["actor"]


def _citations(rows: Sequence[Mapping[str, Any]]) -> list[Entry]:
    grades = vocabulary().grades
    return [
        {
            "source": row["source"],
            "date": row["date"],
            "date_to": row["date_to"],
            "words": row["words"],
            "grade": f"{row['reliability']}{row['credibility']}",
            "grade_words": f"{grades[row['reliability']].words}, {grades[row['credibility']].words}",
        }
        for row in sorted(rows, key=lambda row: (row["reliability"], row["credibility"], row["source"]))
    ]


def _claim(row: Mapping[str, Any], statement: str) -> Entry:
    fields = (
        "id",
        "claimant",
        "stance",
        "words",
        "scheme",
        "low",
        "high",
        "about",
        "date",
        "date_to",
        "speaker",
        "speaker_role",
        "quote",
        "source",
    )
    return {"statement": statement} | {name: row.get(name) for name in fields}


def _likelihood(summary: Mapping[str, Any]) -> Entry | None:
    if summary.get("likelihood_low") is None:
        return None
    return {name: summary[f"likelihood_{name}"] for name in ("words", "scheme", "low", "high")}


def _summary(row: Mapping[str, Any], stored: Mapping[str, Any]) -> Mapping[str, Any]:
    """The summary that the remaining claims give: of another day, the stored one does not hold."""
    said = [
        Said(
            claimant=claim["claimant"],
            stance=claim["stance"],
            words=claim.get("words", ""),
            scheme=claim.get("scheme", ""),
            low=claim.get("low"),
            high=claim.get("high"),
            midpoint=claim.get("midpoint"),
            about=claim["about"],
            by_accused=claim["by_accused"],
        )
        for claim in row["claims"]
    ]
    return summarise(
        reports=[Report(citation["origin"], citation["reliability"], citation["credibility"]) for citation in row["citations"]],
        said=said,
        actor_says_so=stored["assertion"] == "asserted_by_actor",
        clandestine=is_clandestine(stored["edge_type"], stored.get("action", "")),
        vocabulary=vocabulary(),
    ).properties()


def _span(row: Mapping[str, Any]) -> Span:
    return Span(row["date"], row["date_to"])


def _response(row: Mapping[str, Any], *, earlier: Span, later: Span) -> Entry:
    """An answer and how long it took: a range where days are vague, never below nought for an answer that a source states."""
    least, most = earlier.days_until(later)
    return {
        "event": row["event"],
        "basis": row["basis"],
        "latency_days": {"min": max(0, least), "max": max(0, most)},
        "simultaneous": earlier == later and earlier.precision == "day",
        "confidence": row.get("confidence"),
        "words": row.get("words"),
        "source": row.get("source"),
    }
