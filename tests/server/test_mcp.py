"""Agents' tools over stdio, as an agent speaks to them: what they offer, what they answer, and that nothing else is offered."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import anyio
import pytest
from mcp import ClientSession, StdioServerParameters, stdio_client

from cli.mcp import MAX_ENTRIES
from graph.engine import Endpoint

pytestmark = pytest.mark.server
TOOLS = {"search", "actor", "neighbours", "paths", "timeline", "escalation", "chain", "evidence", "run_query", "schema"}
ASKED: dict[str, dict[str, Any]] = {
    "search": {"words": "APT31"},
    "actor": {"actor": "APT31"},
    "neighbours": {"actor": "GBR"},
    "paths": {"source": "Intel", "target": "APT31"},
    "timeline": {"a": "CHN", "b": "GBR", "since": "2020"},
    "escalation": {"a": "CHN", "b": "GBR"},
    "chain": {"event": "chronology:us-closes-houston-2020"},
    "evidence": {"event": "chronology:uk-sanctions-apt31-2024"},
    "run_query": {"name": "sanctions_by_state", "parameters": {"limit": 2}},
    "schema": {},
}


async def conversation(endpoint: Endpoint) -> tuple[set[str], dict[str, Any], Any]:
    given = {"URI": endpoint.uri, "USER": endpoint.user, "PASSWORD": endpoint.password, "DATABASE": endpoint.database}
    environment = {**os.environ, **{f"RETORSION_NEO4J_{name}": value for name, value in given.items()}}
    server = StdioServerParameters(command=sys.executable, args=["-c", "from cli.main import run; run()", "mcp"], env=environment)
    async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
        await session.initialize()
        offered = {tool.name for tool in (await session.list_tools()).tools}
        answers = {name: await session.call_tool(name, arguments) for name, arguments in ASKED.items()}
        wrong = await session.call_tool("actor", {"actor": "nobody at all"})
        return offered, answers, wrong


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the SDK leaves its child's transport to the collector
def test_an_agent_asks_every_tool_and_can_cite_what_it_hears(bundled: Endpoint) -> None:
    offered, answers, wrong = anyio.run(conversation, bundled)
    assert offered == TOOLS == set(ASKED), "no Cypher of one's own, nothing that writes"
    for name, result in answers.items():
        text = result.content[0].text
        assert not getattr(result, "is_error", False), (name, text)
        assert len(text) < 120_000
        found = json.loads(text)
        if name == "schema":
            assert len(found["queries"]) >= 42
            continue
        assert all(len(found[table]) <= MAX_ENTRIES for table in ("events", "actors", "sources"))
        cited = {source for event in found["events"] for source in event["sources"]}
        assert found["truncated"] or cited <= {source["id"] for source in found["sources"]}
    path = json.loads(answers["paths"].content[0].text)
    assert {"chronology:cn-bans-intel-amd-2024", "chronology:apt31-part-of-china"} <= {event["id"] for event in path["events"]}
    rows = json.loads(answers["run_query"].content[0].text)
    assert (len(rows["data"]["rows"]), rows["truncated"]) == (2, True)
    assert getattr(wrong, "is_error", False) is True
    assert "nobody at all" in wrong.content[0].text
