"""What was parsed of queries is kept: found again without a parser, parsed again where it is damaged, and missed by nobody."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from commands import python
from pyparsing import ParseException

import graph.inert
import graph.questions
from graph.layers import shipped_layer
from graph.store import parsed_folder, prepare_cache
from loaders import kept_parts
from loaders.algebra import read_parts
from loaders.kept_parts import KeptParts
from loaders.parsing import parsing, parts_of
from loaders.query_parts import parts_from_json
from loaders.questions import query_texts

if TYPE_CHECKING:
    from loaders.query_parts import QueryParts

WITHOUT_PARTS = ("errors.py",)
"""What is imported beside, and decides nothing of a query that parses."""
TEXTS = [*query_texts([shipped_layer()])[:3], "ASK { ?s <http://example.org/p> 'é' }"]


@pytest.fixture(autouse=True)
def nothing_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.parsing._parsed", {})
    monkeypatch.setattr("loaders.parsing._written", {})


def parsed(folder: Path, texts: list[str] = TEXTS) -> dict[str, QueryParts]:
    """The parts of queries, as a process finds them that has parsed none of them yet."""
    with parsing(texts, folder):
        return {text: parts_of(text) for text in texts}


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A folder in which the queries are kept."""
    for text in TEXTS:
        KeptParts(tmp_path / "kept").write(text, read_parts(text).to_json())
    return tmp_path / "kept"


def test_parts_are_read_as_they_were_written() -> None:
    parts = [read_parts(text) for text in TEXTS]
    assert [parts_from_json(one.to_json()) for one in parts] == parts


def test_what_is_kept_needs_no_parser(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = {text: read_parts(text) for text in TEXTS}
    monkeypatch.setitem(sys.modules, "loaders.algebra", None)
    assert parsed(kept) == expected


def test_what_is_parsed_is_kept(tmp_path: Path) -> None:
    found = parsed(tmp_path / "new" / "kept")
    kept = KeptParts(tmp_path / "new" / "kept")
    assert {text: parts_from_json(kept.read(text) or "{}") for text in TEXTS} == found


@pytest.mark.parametrize("damage", [b"", b"\xff", b"{}", None], ids=["empty", "no text", "no hash", "half"])
def test_a_damaged_file_is_parsed_again_and_mended(kept: Path, damage: bytes | None) -> None:
    for file in kept.iterdir():
        file.write_bytes(file.read_bytes()[:-9] if damage is None else damage)
    assert [KeptParts(kept).read(text) for text in TEXTS] == [None] * len(TEXTS)
    found = parsed(kept)
    assert found == {text: read_parts(text) for text in TEXTS}
    assert [KeptParts(kept).read(text) for text in TEXTS] == [found[text].to_json() for text in TEXTS]


def test_where_nothing_can_be_written_all_is_parsed(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file", encoding="utf-8")
    assert parsed(tmp_path / "kept") == {text: read_parts(text) for text in TEXTS}


def test_a_query_that_does_not_parse_is_not_kept(tmp_path: Path) -> None:
    with parsing(["SELECT"], tmp_path), pytest.raises(ParseException):
        parts_of("SELECT")
    assert list(tmp_path.iterdir()) == []


def test_another_version_of_the_parser_parses_again(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_parts, "version", lambda _: "8")
    kept_parts._reader.cache_clear()
    try:
        assert [KeptParts(kept).read(text) for text in TEXTS] == [None] * len(TEXTS)
    finally:
        kept_parts._reader.cache_clear()


def test_all_our_code_that_reads_a_query_decides_what_is_kept() -> None:
    """What is kept is of the code by whose hash it is named: a module that ``read_parts`` comes to use must be among it."""
    here = Path(kept_parts.__file__).parent
    ours = {str(here / name) for name in kept_parts._CODE} | {graph.inert.__file__, graph.questions.__file__}
    script = (
        "import sys; from loaders.algebra import read_parts; read_parts('ASK {}')\n"
        "print(*(m.__file__ for n, m in sys.modules.items() if n.partition('.')[0] in ('graph', 'loaders') and '.' in n), sep='\\n')"
    )
    used = {file for file in python(script, cache=here).stdout.split() if Path(file).name not in WITHOUT_PARTS}
    assert used
    assert used <= ours


def test_the_queries_used_last_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_parts, "KEPT", 2)
    kept = KeptParts(tmp_path)
    for text in "abc":
        kept.write(text, text)
    for file in tmp_path.iterdir():
        os.utime(file, (1, 1))
    assert kept.read("a") == "a"
    (tmp_path / ".b.json.0").write_text("left by a killed process", encoding="utf-8")
    os.utime(tmp_path / ".b.json.0", (0, 0))
    kept.trim()
    assert len(list(tmp_path.iterdir())) == 2
    assert kept.read("a") == "a"


def test_old_stores_are_swept_around_what_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path))
    KeptParts(parsed_folder()).write(TEXTS[0], "{}")
    (tmp_path / ".0123456789abcdef.99999999").mkdir()
    prepare_cache(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [parsed_folder().name]
    assert KeptParts(parsed_folder()).read(TEXTS[0]) == "{}"
