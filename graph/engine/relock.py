"""Makes a lock file anew: `python -m graph.engine.relock org.neo4j:neo4j:2026.09.0`. Needs Maven; nothing at run time needs this file.

Maven's runtime set is taken, not another resolver's: it has 11 jars less and is what the server is released with.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from graph.engine.hashing import sha256_of
from graph.engine.lock import Artifact

_POM = """<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>retorsion</groupId><artifactId>relock</artifactId><version>1</version>
<dependencies><dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version></dependency></dependencies></project>
"""
_ENTRY = re.compile(r"^\s+([\w.-]+):([\w.-]+):jar:(?:([\w.-]+):)?([\w.-]+):(?:compile|runtime)(?::\S+)?(?=[ :(]|\x1b|$)")


def parse_dependency_list(text: str) -> list[tuple[str, str, str, str]]:
    """(group, artifact, version, classifier) of each jar in the output of `mvn dependency:list`."""
    found = (_ENTRY.match(line) for line in text.splitlines())
    return [(entry[1], entry[2], entry[4], entry[3] or "") for entry in found if entry]


def resolve(coordinates: str, repository: Path) -> list[Artifact]:
    """Let Maven resolve `group:artifact:version` into `repository`; the jars with their hashes, sorted."""
    with tempfile.TemporaryDirectory() as folder:
        pom, listing = Path(folder, "pom.xml"), Path(folder, "list.txt")
        pom.write_text(_POM.format(*coordinates.split(":")), encoding="utf-8")
        options = [f"-Dmaven.repo.local={repository}", "-DincludeScope=runtime", f"-DoutputFile={listing}"]
        subprocess.run(["mvn", "-B", "-q", "-f", str(pom), *options, "dependency:list"], check=True)
        entries = parse_dependency_list(listing.read_text(encoding="utf-8"))
    return sorted((_measured(Artifact(*entry, size=0, sha256=""), repository) for entry in entries), key=str)


def _measured(artifact: Artifact, repository: Path) -> Artifact:
    jar = repository / artifact.path
    return Artifact(
        artifact.group, artifact.artifact, artifact.version, artifact.classifier, size=jar.stat().st_size, sha256=sha256_of(jar)
    )


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m graph.engine.relock", description=__doc__)
    parser.add_argument("coordinates", help="group:artifact:version")
    parser.add_argument("--repository", type=Path, help="local Maven repository to resolve into (default: an empty one)")
    options = parser.parse_args(arguments)
    _, artifact, version = options.coordinates.split(":")
    with tempfile.TemporaryDirectory() as empty:
        jars = resolve(options.coordinates, options.repository or Path(empty))
    target = Path(__file__).with_name(f"{artifact}-{version}.lock")
    target.write_text("".join(f"{jar}\n" for jar in jars), encoding="utf-8")
    sys.stdout.write(f"{target}: {len(jars)} jars, {sum(jar.size for jar in jars) / 1e6:.1f} MB\n")


if __name__ == "__main__":
    main(sys.argv[1:])
