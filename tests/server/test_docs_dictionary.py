"""The data dictionary tells every label, type and property that the loaded chronology has."""

from __future__ import annotations

import re

import neo4j
import pytest

from graph.engine import Endpoint
from graph.settings import ROOT
from graph.vocabulary import vocabulary
from tests.facts import rows

pytestmark = pytest.mark.server
NODES = "MATCH (n) UNWIND labels(n) AS name UNWIND keys(n) AS key RETURN DISTINCT name, key"
EDGES = "MATCH ()-[r]->() UNWIND keys(r) AS key RETURN DISTINCT type(r) AS name, key"
CODES = "MATCH (a:Actor) UNWIND a.code_systems AS system RETURN DISTINCT system"
PARTIES = ("INITIATED", "CARRIED_OUT", "TARGETED", "ADDRESSED", "HAS_TIE", "TIES_TO")


def told() -> dict[str, set[str]]:
    """The properties that the page tells, by label and type."""
    text = (ROOT / "docs/data-dictionary.md").read_text("utf-8")
    sections = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    found: dict[str, set[str]] = {}
    for title, body in sections.items():
        firsts = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", body, re.MULTILINE)
        found |= {name: set(re.findall(r"`(\w+)`", " ".join(firsts))) for name in title.split(", ")}
    for label, properties in re.findall(r"^\| `(\w+)` \| (.+) \|$", sections["Bookkeeping"], re.MULTILINE):
        found[label] = set(re.findall(r"`(\w+)`", properties))
    known = vocabulary()
    found |= dict.fromkeys(known.kinds, found["Actor"]) | dict.fromkeys(("Event", "Tie"), found["Statement"])
    found |= dict.fromkeys(known.action_edge_types, found["Edges of actions"]) | dict.fromkeys(known.ties, found["Edges of ties"])
    return found | dict.fromkeys(PARTIES, found["Parties"])


def test_the_dictionary_tells_all_that_the_chronology_has(bundled: Endpoint, cypher: neo4j.Driver) -> None:
    page, codes = told(), {row["system"] for row in rows(cypher, CODES)}
    there = [(row["name"], row["key"]) for text in (NODES, EDGES) for row in rows(cypher, text)]
    assert len(there) > 300
    unsaid = {(name, key) for name, key in there if key not in page.get(name, set()) | codes and not key.startswith("count_")}
    assert unsaid == set()
