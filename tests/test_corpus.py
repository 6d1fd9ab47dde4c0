"""The corpus: all layers read together, or one error with every fault; overlays that are not there or not in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from corpora import (
    CLAIMS,
    LAMP_TEXT,
    detente,
    edit,
    everything_in,
    faults,
    read_folder,
    stderr_faults,
    write_file,
    write_source,
)

from graph.layers import all_layers, shipped_layer
from loaders.corpus import read_corpus
from loaders.text import normalise

if TYPE_CHECKING:
    from pathlib import Path


def test_the_shipped_corpus_has_no_fault() -> None:
    corpus = read_corpus([shipped_layer()])
    assert corpus.claims
    assert {claim.source.slug for claim in corpus.claims} <= set(corpus.sources)


def test_an_overlay_adds_to_what_is_shipped(lamps: Path) -> None:
    shipped, both = read_corpus([shipped_layer()]), read_folder(lamps)
    assert set(both.sources) - set(shipped.sources) == {"lamp-news"}
    assert [claim.name for claim in both.claims[len(shipped.claims) :]] == [f"lamp-news/c0{n}" for n in (1, 2, 3)]
    assert both.text_hashes["lamp-news"] == normalise(LAMP_TEXT).sha256


def test_several_overlays_are_read_together(lamps: Path, tmp_path: Path) -> None:
    claim = "- id: c01\n  says: It ended.\n  about: vey-membership\n  ended: 1930\n  voice: own\n  find: joined the League\n"
    write_source(
        tmp_path / "more",
        "echo",
        LAMP_TEXT,
        f"source: echo\nclaims:\n{claim}",
        author="orla-brand",
        base="https://echo.example/#",
    )
    names = {claim.name: claim for claim in read_corpus(all_layers([lamps, tmp_path / "more"])).claims}
    assert names["echo/c01"].iri.value == "https://echo.example/#claim/echo/c01"
    assert names["echo/c01"].about == names["lamp-news/c01"].about


def test_reading_twice_gives_the_same(lamps: Path) -> None:
    first, second = read_folder(lamps), read_folder(lamps)
    assert (first.entities, first.sources, first.claims) == (second.entities, second.sources, second.claims)
    assert first.model == second.model


def test_faults_of_several_claim_files_are_found_in_one_run(lamps: Path) -> None:
    claims = (
        (lamps / CLAIMS)
        .read_text(encoding="utf-8")
        .replace("source: lamp-news", "source: echo")
        .replace("about: vey", "about: two")
    )
    write_source(lamps, "echo", LAMP_TEXT, claims, author="orla-brand", sealed=False)
    edit(lamps / CLAIMS, "began: 1921-21", "began: soon")
    edit(lamps / "sources" / "echo" / "claims.yaml", "value: 9", "value: nine")
    assert [line.split(": ")[0] for line in faults(lamps)] == ["sources/echo/claims.yaml:21", f"{CLAIMS}:12"]


def test_claim_files_that_cannot_be_read_are_named_together_and_nothing_else_is(lamps: Path) -> None:
    claim = "- id: c01\n  says: It ended.\n  about: vey-membership\n  ended: 1930\n  voice: own\n"
    write_source(lamps, "echo", LAMP_TEXT, f"source: echo\nclaims:\n{claim}", author="orla-brand", sealed=False)
    write_source(lamps, "third", LAMP_TEXT, "", author="orla-brand", sealed=False)
    edit(lamps / CLAIMS, "says: Brand counts", "says: Brand: counts")
    assert [line.split(": ")[0] for line in faults(lamps)] == [f"{CLAIMS}:17", "sources/third/claims.yaml:1"]


BASES = [
    ("lamps.example/kg/", "'lamps.example/kg/' is no base; write one absolute IRI that ends in / or #"),
    ("https://lamps.example/kg", "'https://lamps.example/kg' is no base"),
    ("", "'' is no base"),
    ("https://lamps example/", "'https://lamps example/' is no base"),
    ("https://a.example/\nhttps://b.example/", "'https://a.example/\\nhttps://b.example/' is no base"),
]


@pytest.mark.parametrize(("base", "message"), BASES)
def test_a_base_that_is_no_iri_is_one_line(lamps: Path, base: str, message: str) -> None:
    write_file(lamps / "base.txt", base)
    found = faults(lamps)
    assert len(found) == 1
    assert found[0].startswith(f"base.txt:1: {message}")


@pytest.mark.parametrize("content", [b"://kg/", b"https://[lamps/", b"https://l\xe4mpchen.example/"])
def test_a_base_that_the_engine_refuses_is_one_line_too(lamps: Path, content: bytes) -> None:
    write_file(lamps / "base.txt", content)
    found = faults(lamps)
    assert len(found) == 1
    assert found[0].startswith("base.txt:1: ")


def test_a_folder_that_is_missing_or_empty_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name, message in (
        ("none", "no such folder; --data and DETENTE_DATA name folders"),
        ("empty", "none of sources/, "),
    ):
        found = faults(tmp_path / name)
        assert len(found) == 1
        assert found[0].startswith(f"{tmp_path / name}: {message}")


@pytest.mark.parametrize("name", ["none", "empty"])
def test_the_command_refuses_a_folder_that_is_missing_or_empty(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    before = everything_in(tmp_path)
    result = detente(tmp_path / name, "ask", "blocked-agreements")
    assert (result.returncode, result.stdout, len(result.stderr.splitlines())) == (6, "", 1)
    assert result.stderr.startswith(f"detente: {tmp_path / name}: ")
    assert everything_in(tmp_path) == before


@pytest.mark.parametrize(("base", "message"), BASES[:2])
def test_the_command_refuses_a_wrong_base(lamps: Path, base: str, message: str) -> None:
    write_file(lamps / "base.txt", base)
    before = everything_in(lamps.parent)
    result = detente(lamps, "ask", "blocked-agreements")
    found = stderr_faults(result, lamps)
    assert (result.returncode, result.stdout, len(found)) == (6, "", 1)
    assert found[0].startswith(f"base.txt:1: {message}")
    assert everything_in(lamps.parent) == before


def test_a_corpus_without_faults_is_answered_from(lamps: Path) -> None:
    result = detente(lamps, "show", "vey-membership")
    assert result.returncode == 0
    assert "League of Lamps" in result.stdout
