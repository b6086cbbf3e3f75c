"""The sources of a subgraph as BibTeX, the export itself first, so that both what was used and where it came from can be cited."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping

from graph.export._core.format import Format
from graph.export._core.sink import Sink
from graph.export._core.subgraph import Subgraph, Values
from graph.export._core.texts import picture

_SPECIAL = re.compile(r"[\\{}$&%#_~^\x00-\x1f\x7f]")
_ESCAPES: Mapping[str, str] = {
    "\\": "\\textbackslash{}",
    "{": "\\{",
    "}": "\\}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
    "\n": " ",
    "\t": " ",
    "\r": " ",
}


def _write(graph: Subgraph, sink: Sink) -> None:
    sink.text("".join(f"% {line}\n" for line in graph.manifest.lines()))
    sink.text(_entry("retorsion-export", _itself(graph)))
    for row in graph.evidence("sources"):
        sink.text(_entry(key_of(row), _fields(row)))


def key_of(source: Values) -> str:
    """A key that BibTeX takes, and that is the source's own in every export."""
    plain = re.sub(r"[^A-Za-z0-9:-]+", "-", str(source["id"])).strip("-")[:60]
    return f"{plain}-{hashlib.sha256(str(source['id']).encode('utf-8', 'surrogatepass')).hexdigest()[:6]}"


def _itself(graph: Subgraph) -> Iterator[tuple[str, str]]:
    manifest = graph.manifest
    yield "title", f"Subgraph of a Retorsion graph, version {manifest.graph_version}"
    yield "author", "{" + escaped(manifest.program) + "}"
    yield "note", escaped(" ".join([*manifest.notices, *(f"{one['id']}: {one['licence']}." for one in manifest.datasets)]))


def _fields(row: Values) -> Iterator[tuple[str, str]]:
    yield "title", "{" + escaped(row["title"]) + "}"
    yield "author", "{" + escaped(row.get("author") or row.get("publisher") or "unknown") + "}"
    if row.get("publisher"):
        yield "publisher", "{" + escaped(row["publisher"]) + "}"
    if row.get("published"):
        day = str(row["published"])
        yield "year", day[:4]
        yield "date", day
    if row.get("url"):
        yield "url", row["url"].replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")
    yield "note", escaped(f"Reliability {row.get('reliability', 'F')} (Admiralty)")


def _entry(key: str, fields: Iterator[tuple[str, str]]) -> str:
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields)
    return f"@misc{{{key},\n{body}}}\n\n"


def escaped(text: str) -> str:
    """Text as TeX shows it; control characters as their pictures."""
    return _SPECIAL.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    return _ESCAPES.get(char) or (picture(char) if char < " " or char == "\x7f" else f"\\{char}")


FORMAT = Format(
    name="bibtex",
    suffix=".bib",
    media_type="application/x-bibtex",
    about="the sources, for LaTeX, JabRef and Zotero",
    keeps="sources alone: title, author, publisher, day, address, reliability",
    write=_write,
    needs="citations",
)
