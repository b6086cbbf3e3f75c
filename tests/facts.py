"""What a graph says, read with the bare driver: for comparing graphs, with or without the numbers that loads give. No assertions here."""

from __future__ import annotations

from collections import Counter
from typing import Any

import neo4j

NUMBERS = frozenset({"seq", "summary_seq", "eid", "eids", "rev", "withdrawn_seq"})
_LIVE = """
CALL () {
  MATCH (s:Statement)
  RETURN 'node' AS type, s.id AS source, [l IN labels(s) WHERE l <> 'Statement'][0] AS target, properties(s) AS properties
  UNION ALL
  MATCH (a:Actor)-[r:!RETRACTED]->(b:Actor) RETURN type(r) AS type, a.id AS source, b.id AS target, properties(r) AS properties
  UNION ALL
  MATCH (s:Statement)-[r:!RETRACTED]-(other) WHERE NOT other:Statement
  RETURN type(r) AS type, s.id AS source, other.id AS target, properties(r) AS properties
  UNION ALL
  MATCH (s:Statement)-[r]->(other:Statement) RETURN type(r) AS type, s.id AS source, other.id AS target, properties(r) AS properties
}
RETURN type, source, target, properties
"""


def rows(driver: neo4j.Driver, text: str, **parameters: Any) -> list[dict[str, Any]]:
    records, _, _ = driver.execute_query(text, parameters)
    return [record.data() for record in records]


def one(driver: neo4j.Driver, text: str, **parameters: Any) -> Any:
    """The only value of the only row."""
    (row,) = rows(driver, text, **parameters)
    (value,) = row.values()
    return value


def live(driver: neo4j.Driver, without: frozenset[str] = NUMBERS) -> Counter[str]:
    """Statements, their edges and everything that hangs on them, as one text each; nothing of what is no longer believed."""
    return Counter(_text(row, without) for row in rows(driver, _LIVE))


def edges(driver: neo4j.Driver, statement: str = "") -> dict[str, dict[str, Any]]:
    """Live edges by id, with `type`, `source` and `target`; all, or those of one statement."""
    text = "MATCH (a:Actor)-[r:!RETRACTED]->(b:Actor) WHERE $statement IN ['', r.statement] RETURN r, type(r) AS type, a.id AS a, b.id AS b"
    found = rows(driver, text.replace("RETURN r,", "RETURN properties(r) AS r,"), statement=statement)
    return {row["r"]["id"]: row["r"] | {"type": row["type"], "source": row["a"], "target": row["b"]} for row in found}


def retracted(driver: neo4j.Driver) -> list[dict[str, Any]]:
    """What is no longer believed: edges and claims, oldest first."""
    return [row["r"] for row in rows(driver, "MATCH ()-[r:RETRACTED]->() RETURN properties(r) AS r ORDER BY r.retracted_seq, r.id")]


def commits(driver: neo4j.Driver) -> list[dict[str, Any]]:
    return [row["c"] for row in rows(driver, "MATCH (c:Commit) RETURN properties(c) AS c ORDER BY c.seq")]


def bookkeeping_faults(driver: neo4j.Driver) -> list[str]:
    """Where numbers, counts and commits do not agree with the edges."""
    state = one(driver, "MATCH (s:IngestState) RETURN properties(s)")
    outbox = commits(driver)
    now = edges(driver)
    alive = {edge["eid"] for edge in now.values()}
    gone = {r["eid"] for r in retracted(driver) if "eid" in r}
    parked = {r["eid"] for r in retracted(driver) if "eid" in r and r.get("reason") == "ends merged"}
    added = [eid for commit in outbox for eid in commit["added"]]
    withdrawn = [eid for commit in outbox for eid in commit["retracted"]]
    counts = Counter(edge["type"] for edge in now.values())
    kept = {name.removeprefix("count_"): value for name, value in state.items() if name.startswith("count_") and value}
    listed = {eid for row in rows(driver, "MATCH (s:Statement) RETURN s.eids AS eids") for eid in row["eids"]}
    checks = {
        "live edges have different numbers": len(alive) == len(now),
        "numbers are dense and given once": sorted(added) == list(range(1, state["next_eid"])),
        "what was added is live or retracted": set(added) == alive | gone and not alive & gone,
        "what was retracted is told once": sorted(withdrawn) == sorted(gone - parked),
        "changed edges are edges": {eid for commit in outbox for eid in commit["changed"]} <= set(added),
        "one commit for each number": [commit["seq"] for commit in outbox] == list(range(1, state["seq"] + 1)),
        "counts are those of the edges": kept == dict(counts),
        "statements list their live edges": listed == {edge["eid"] for edge in now.values() if "statement" in edge},
    }
    return [name for name, holds in checks.items() if not holds]


def _text(row: dict[str, Any], without: frozenset[str]) -> str:
    properties = sorted((key, str(value)) for key, value in row["properties"].items() if key not in without)
    return f"{row['type']} {row['source']} {row['target']} {properties}"
