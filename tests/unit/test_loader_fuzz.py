"""Every loader, found by name, given its own fixtures spoilt in every way: only InputError may be raised, every row is accounted for.

A loader is picked up with the fixtures in tests/data/<its name>/ and the files that it brings; one without any is skipped and said so.
"""

from __future__ import annotations

import gzip
import io
import random
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import InputError
from graph.ingest import check_stream, offered
from loaders.base import Loader, loaders

DATA = Path(__file__).parents[1] / "data"
EXAMPLES = 12
MAX_SECONDS = 20.0
"""For one spoilt fixture on a machine that does other things beside: a fixture reads in milliseconds."""

Spoil = Callable[[bytes, random.Random], bytes]
ENTITIES = b"""<?xml version="1.0"?>
<!DOCTYPE sdnList [<!ENTITY a "aaaaaaaaaa">%s<!ENTITY x SYSTEM "file:///etc/hostname">]>
<sdnList><publshInformation><Publish_Date>01/01/2024</Publish_Date></publshInformation>
<sdnEntry><uid>1</uid><lastName>&%s;&x;</lastName><sdnType>Entity</sdnType></sdnEntry></sdnList>
"""
LAUGHS = ENTITIES % (b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(10)), b"k")


def fixtures(loader: Loader) -> list[Path]:
    own = [path for path in sorted((DATA / loader.name).rglob("*")) if path.is_file()]
    return own or [path for path in loader.bundled if path.stat().st_size < 1_000_000]


def _lines(content: bytes) -> list[bytes]:
    return content.splitlines(keepends=True)


def _truncated(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randint(0, len(content))]


def _shuffled(content: bytes, chance: random.Random) -> bytes:
    lines = _lines(content)
    chance.shuffle(lines)
    return b"".join(lines)


def _encoded(content: bytes, chance: random.Random) -> bytes:
    text = content.decode("utf-8", "replace")
    return text.encode(chance.choice(["utf-16", "utf-16-le", "utf-8-sig", "latin-1", "cp037", "utf-32"]), "replace")


def _without_a_column(content: bytes, chance: random.Random) -> bytes:
    separator = max((b",", b"\t", b";", b":"), key=content.count)
    drop = chance.randint(0, 8)
    return b"\n".join(separator.join(cell for n, cell in enumerate(line.split(separator)) if n != drop) for line in content.split(b"\n"))


def _flipped(content: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(content)
    for _ in range(chance.randint(1, 20)):
        if spoilt:
            spoilt[chance.randrange(len(spoilt))] = chance.randint(0, 255)
    return bytes(spoilt)


def _doubled(content: bytes, chance: random.Random) -> bytes:
    return content + content


def _wrongly_separated(content: bytes, chance: random.Random) -> bytes:
    one, other = chance.sample([b",", b"\t", b";", b"|", b":"], 2)
    return content.replace(one, other)


def _emptied(content: bytes, chance: random.Random) -> bytes:
    return chance.choice(
        [b"", b"\n", b"\x1a", b"\x00" * 100, b"\xff\xfe", b"\xef\xbb\xbf", b"{}", b"[]", b"null", b"<a/>", b"- x\n", b"a: 1\n"]
    )


def _nested(content: bytes, chance: random.Random) -> bytes:
    return chance.choice([b"[" * 100_000, b'{"a":' * 100_000, b"<a>" * 50_000, b"- " * 20_000, b'"' * 200_000, b"x" * 3_000_000])


def _entities(content: bytes, chance: random.Random) -> bytes:
    return LAUGHS


def _another_format(content: bytes, chance: random.Random) -> bytes:
    return chance.choice(
        [gzip.compress(content, mtime=0), zipped({"inside.csv": content}), b"%PDF-1.7\n" + content, b"PAR1" + content + b"PAR1"]
    )


SPOILS: dict[str, Spoil] = {
    "truncated": _truncated,
    "shuffled": _shuffled,
    "encoded": _encoded,
    "without a column": _without_a_column,
    "flipped": _flipped,
    "doubled": _doubled,
    "wrongly separated": _wrongly_separated,
    "emptied": _emptied,
    "nested": _nested,
    "entities": _entities,
    "another format": _another_format,
}


def zipped(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.fixture(scope="module")
def bombs() -> dict[str, bytes]:
    return dict(_bombs())


def _bombs() -> Iterator[tuple[str, bytes]]:
    """Archives that unpack without end, lie within each other, or name files outside the folder."""
    long = b"0\t" * (35 << 20)
    yield "line.zip", zipped({"inside.csv": long})
    yield "line.csv.gz", gzip.compress(long, 9, mtime=0)
    yield "nested.zip", zipped({"inner.zip": zipped({"inner.zip": zipped({"a.csv": long[: 1 << 20]})})})
    yield "outside.zip", zipped({"../../outside.csv": b"1,2\n", "/tmp/outside.csv": b"1,2\n", "C:\\outside.csv": b"1,2\n"})
    yield "cut.zip", zipped({"inside.csv": b"1,2\n" * 1000})[:-30]
    yield "cut.csv.gz", gzip.compress(b"1,2\n" * 1000, mtime=0)[:-9]
    yield "sheet.xlsx", zipped({"[Content_Types].xml": LAUGHS, "xl/workbook.xml": LAUGHS, "xl/worksheets/sheet1.xml": LAUGHS})
    yield "laughs.xml", LAUGHS


def read_all(loader: Loader, *paths: Path) -> None:
    """Read what is there to its end; a refusal as a whole is an answer too."""
    began = time.monotonic()
    with suppress(InputError):
        for load in loader.read(paths):
            report = check_stream(load.stream) if load.stream is not None else offered(load.rows, load.dataset.id)[1]
            assert report.balanced
    assert time.monotonic() - began < MAX_SECONDS


def copied(loader: Loader, folder: Path) -> list[Path]:
    """The loader's fixtures in a folder, made as they were."""
    found = fixtures(loader)
    if not found:
        pytest.skip(f"{loader.name} has no fixtures in {DATA / loader.name} and brings no files")
    home = DATA / loader.name
    copies = [folder / (path.relative_to(home) if path.is_relative_to(home) else path.name) for path in found]
    for path, copy in zip(found, copies, strict=True):
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    return copies


@pytest.mark.parametrize("name", sorted(loaders()))
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32), st.lists(st.sampled_from(sorted(SPOILS)), min_size=1, max_size=2))
def test_a_spoilt_file_ends_in_rejects(name: str, tmp_path: Path, seed: int, how: list[str]) -> None:
    loader, chance = loaders()[name], random.Random(seed)
    copies = copied(loader, tmp_path / "files")
    path = chance.choice(copies)
    content = path.read_bytes()
    for one in how:
        content = SPOILS[one](content, chance)
    path.write_bytes(content)
    read_all(loader, path)
    read_all(loader, tmp_path / "files")


@pytest.mark.parametrize("name", sorted(loaders()))
def test_archives_and_entities_do_no_harm(name: str, tmp_path: Path, bombs: dict[str, bytes]) -> None:
    loader = loaders()[name]
    inside = tmp_path / "deep" / "inside"
    inside.mkdir(parents=True)
    for file, content in bombs.items():
        for suffix in ("", *(suffix for suffix in loader.suffixes if not file.endswith(suffix))):
            path = inside / f"{file}{suffix}"
            path.write_bytes(content)
            read_all(loader, path)
            path.unlink()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()], "nothing was unpacked"


def test_every_loader_has_something_to_spoil() -> None:
    assert {name for name, loader in loaders().items() if fixtures(loader)} >= {
        *("ca_sema", "cfr_cyber", "chronology", "dcid", "eu_sanctions", "eurepoc", "gdelt", "gsdb", "icb", "icews", "mid", "misp_galaxy"),
        *("ofac", "opensanctions", "polecat", "states", "stix", "table", "ties", "ucdp_ged", "uk_sanctions", "un_sc", "us_csl"),
    }
