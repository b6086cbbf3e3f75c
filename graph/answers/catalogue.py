"""What there is to ask about: the vocabulary, the datasets, counts, and whether the service is ready to answer."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from graph.answers.answer import Answer
from graph.answers.reading import start
from graph.errors import RetorsionError
from graph.schema import check_state, missing_constraints
from graph.store import Store
from graph.vocabulary import vocabulary


async def vocabulary_tables(store: Store) -> Answer:
    """Every table of the vocabulary, with the sentence form of each type."""
    known = vocabulary()
    answer = Answer()
    await start(store, answer)
    answer.data = {
        "kinds": [asdict(kind) for kind in known.kinds.values()],
        "actions": [asdict(action) | {"sentence": f"A {action.verb_phrase} B"} for action in known.all_actions.values()],
        "ties": [
            asdict(tie) | {"sentence": f"A {tie.verb_phrase} B", "inverse": f"B {tie.inverse_phrase} A"} for tie in known.ties.values()
        ],
        "estimative": [asdict(band) for band in known.bands.values()],
        "admiralty": [asdict(grade) for grade in known.grades.values()],
    }
    return answer


async def datasets(store: Store) -> Answer:
    """The datasets that are loaded: title, licence, how to cite, how fresh."""
    answer = Answer()
    await start(store, answer)
    answer.data = {
        "datasets": [
            row["dataset"] | {"statements": row["statements"], "last_load": row["last_load"]} for row in await store.read("dataset_list")
        ]
    }
    return answer


async def stats(store: Store) -> Answer:
    """Counts of nodes by kind and of live edges by type."""
    known = vocabulary()
    answer = Answer()
    await start(store, answer)
    labels = [*known.kinds, "Actor", "Event", "Tie", "Statement", "Source", "Record", "Withdrawn"]
    row = (await store.read("label_counts", labels=labels))[0]
    counted = {one["label"]: one["n"] for one in row["labels"]}
    edges = {name: row["state"].get(f"count_{name}", 0) for name in known.edge_types}
    answer.data = {
        "actors": counted["Actor"],
        "actors_by_kind": {kind: counted[kind] for kind in known.kinds},
        "events": counted["Event"],
        "ties": counted["Tie"],
        "sources": counted["Source"],
        "records": counted["Record"],
        "withdrawn": counted["Withdrawn"],
        "edges": sum(edges.values()),
        "edges_by_type": {name: n for name, n in edges.items() if n},
    }
    return answer


async def readiness(store: Store) -> dict[str, Any]:
    """Whether questions can be answered, and for each check what is wrong: database, schema, constraints."""
    checks: dict[str, dict[str, Any]] = {}
    try:
        checks["database"] = {"ok": True, "detail": f"Neo4j {await store.check_server()}"}
        state = (await store.read("graph_state"))[0]
        check_state(state["schema_version"])
        checks["schema"] = {"ok": True, "detail": f"version {state['schema_version']}"}
        missing = missing_constraints(set((await store.read("constraint_names"))[0]["names"]))
        checks["constraints"] = {"ok": not missing, "detail": f"missing: {', '.join(missing[:5])}" if missing else "all there"}
    except RetorsionError as error:
        checks["schema" if "database" in checks else "database"] = {"ok": False, "detail": str(error)}
    return {"ready": all(check["ok"] for check in checks.values()), "checks": checks}
