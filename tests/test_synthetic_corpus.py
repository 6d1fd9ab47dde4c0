"""The corpora that benchmarks invent can be built, are the same each time, and have the proportions of the real one."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from graph.build import build_in_memory
from graph.layers import all_layers
from graph.terms import DT
from loaders.corpus import Corpus, read_corpus

if TYPE_CHECKING:
    from loaders.claims import Claim

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "corpus.py"


def invent(folder: Path, seed: int = 1) -> Path:
    subprocess.run([sys.executable, str(SCRIPT), str(seed), "1000", str(folder)], check=True, capture_output=True)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*.yaml")}


@pytest.fixture(scope="module")
def overlay(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return invent(tmp_path_factory.mktemp("synthetic") / "data")


@pytest.fixture(scope="module")
def corpus(overlay: Path) -> Corpus:
    return read_corpus(all_layers([overlay]))


def claims(corpus: Corpus, *, invented: bool) -> list[Claim]:
    return [claim for claim in corpus.claims if ("-w" in claim.source.slug) == invented]


def test_the_same_seed_gives_the_same_corpus(overlay: Path, tmp_path: Path) -> None:
    assert files(invent(tmp_path / "again")) == files(overlay)


def test_another_seed_gives_another_corpus(overlay: Path, tmp_path: Path) -> None:
    assert files(invent(tmp_path / "other", seed=2)) != files(overlay)


@pytest.mark.parametrize("axis", ["voice", "modality", "polarity"])
def test_each_value_of_an_axis_is_as_common_as_in_the_real_corpus(corpus: Corpus, axis: str) -> None:
    real, made = (
        {value: count / len(found) for value, count in Counter(claim.axes[axis] for claim in found).items()}
        for found in (claims(corpus, invented=False), claims(corpus, invented=True))
    )
    assert {value: made.get(value, 0) for value in real} == pytest.approx(real, abs=0.05)


def test_claims_of_several_sources_speak_of_one_thing(corpus: Corpus) -> None:
    on = {(claim.about, claim.source.slug) for claim in claims(corpus, invented=True)}
    assert max(Counter(about for about, _ in on).values()) >= 3


@pytest.mark.slow
def test_an_invented_corpus_is_built_with_its_conflicts(overlay: Path) -> None:
    graphs, _ = build_in_memory(all_layers([overlay]))
    alone, _ = build_in_memory(all_layers())
    of = [sum(triple.predicate == DT.hasConflictingClaim for triple in built.default) for built in (graphs, alone)]
    assert of[0] > of[1] > 0
