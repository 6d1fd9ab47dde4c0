"""An answer that was given is kept: asked again the same comes, without the engine; nothing else does; and nobody misses it."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from commands import python, run, shipped

from graph import kept_answers
from graph.kept_answers import FOLDER, KeptAnswer, Told

if TYPE_CHECKING:
    from pathlib import Path

ONLY_KEPT = """
import sys
sys.modules["graph.asking"] = None
from graph.command import main
main()
"""
"""The command where no answer can be worked out."""
ASKED = ("ask", "blocked-agreements")
OTHERWISE = [
    (*ASKED, "--format", "text"),
    (*ASKED, "--format", "text", "--no-evidence"),
    (*ASKED, "--format", "text", "--iris"),
    (*ASKED, "--format", "json"),
    (*ASKED, "--format", "csv", "--no-evidence"),
    (*ASKED, "--format", "csv", "--compare"),
    (*ASKED, "--format", "json", "--compare"),
    (*ASKED, "--at", "1999"),
    (*ASKED, "framework=planning-and-review-process"),
    (*ASKED, "--format", "text", "--perspective", "only:mfa-overview"),
    ("ask", "agreements-by-stage"),
]
"""The same question asked in other ways, and another one: each has another answer than the others."""

OWN = """#+ summary:
#+   en: {}
#+ group: Sources
#+ columns:
#+   source: source
PREFIX dt: <https://w3id.org/detente/ontology#>
SELECT ?source WHERE {{ ?source a dt:Source }} ORDER BY ?source
"""


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache with the store of the shipped data in which no answer is kept."""
    store = shipped().folder
    shutil.copytree(store, tmp_path / "cache" / store.name, ignore=shutil.ignore_patterns(FOLDER))
    return tmp_path / "cache"


def place(folder: Path, question: str) -> KeptAnswer:
    """The place of the answer to a question of the shipped data, as if their store were in this folder."""
    return KeptAnswer(replace(shipped(), folder=folder), {"question": question})


def kept(cache: Path) -> list[Path]:
    """The files of the answers that are kept in a cache."""
    return sorted(cache.glob(f"*/{FOLDER}/*"))


def test_what_is_asked_again_is_answered_without_the_engine_and_nothing_else_is(cache: Path) -> None:
    answers = set()
    for asked in (ASKED, *OTHERWISE):
        refused = python(ONLY_KEPT, *asked, cache=cache)
        assert "graph.asking" in refused.stderr, asked
        first = run(*asked, cache=cache)
        again = python(ONLY_KEPT, *asked, cache=cache)
        assert again.stdout == first.stdout, asked
        assert again.stderr == "".join(
            line for line in first.stderr.splitlines(keepends=True) if not line.startswith("building ")
        )
        answers.add(first.stdout)
    assert len(answers) == len(OTHERWISE) + 1


def test_lines_for_another_width_are_folded_anew(cache: Path) -> None:
    narrow, wide = (
        python(
            "from graph.command import main; main()", *ASKED, "--format", "text", cache=cache, COLUMNS=columns
        ).stdout
        for columns in ("60", "110")
    )
    assert narrow != wide
    assert narrow.split() == wide.split()


def test_a_perspective_bears_the_name_that_it_is_given(cache: Path, tmp_path: Path) -> None:
    said = []
    for name in ("One", "Two"):
        file = tmp_path / f"{name}.yaml"
        file.write_text(f"name: {name}\nonly: [edm-2019]\n", encoding="utf-8")
        said.append(run(*ASKED, "--perspective", str(file), "--format", "json", cache=cache))
    names = [json.loads(done.stdout)["perspective"] for done in said]
    assert "“One”" in names[0]
    assert "“Two”" in names[1]


def test_other_data_has_answers_of_its_own(cache: Path, tmp_path: Path) -> None:
    overlay = tmp_path / "own"
    (overlay / "queries").mkdir(parents=True)
    own = overlay / "queries" / "own.rq"
    for title in ("First", "Second"):
        own.write_text(OWN.format(title), encoding="utf-8")
        done = run("ask", "own", "--data", str(overlay), "--format", "text", cache=cache)
        assert done.stdout.startswith(title), done.stderr


def test_passages_are_read_each_time(cache: Path, tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    done = run(*ASKED, "--texts", str(tmp_path / "texts"), cache=cache)
    assert done.stdout
    assert kept(cache) == []


def test_what_fails_is_not_kept(cache: Path) -> None:
    assert run("ask", "blocked-agreements", "framework=nothing-of-this-name", cache=cache).returncode != 0
    assert kept(cache) == []


@pytest.mark.parametrize("damage", [b"", b"\xff", b"{}", None], ids=["empty", "no text", "no hash", "half"])
def test_a_damaged_answer_is_as_good_as_missing(tmp_path: Path, damage: bytes | None) -> None:
    answer, told = place(tmp_path, "a"), Told(before=[], content="as it was", after=[])
    answer.write(told)
    (file,) = (tmp_path / FOLDER).iterdir()
    file.write_bytes(file.read_bytes()[:-9] if damage is None else damage)
    assert answer.read() is None
    answer.write(told)
    assert answer.read() == told


def test_where_no_answer_can_be_kept_all_is_worked_out(cache: Path) -> None:
    (store,) = cache.glob("*/quads")
    (store.parent / FOLDER).write_text("a file", encoding="utf-8")
    said = [run(*ASKED, cache=cache) for _ in range(2)]
    assert said[0].stdout == said[1].stdout != ""
    assert said[0].returncode == said[1].returncode == 0


def test_a_store_that_is_gone_does_not_come_back(tmp_path: Path) -> None:
    place(tmp_path / "gone", "a").write(Told(before=[], content="", after=[]))
    assert list(tmp_path.iterdir()) == []


def test_the_answers_used_last_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_answers, "_KEPT", 2)
    answer = place(tmp_path, "a")
    told = Told(before=["first"], content="é\r\n\ud800", after=["last"])
    answer.write(told)
    for question in "bc":
        place(tmp_path, question).write(told)
        for file in (tmp_path / FOLDER).iterdir():
            os.utime(file, (1, 1))
        assert answer.read() == told
    assert len(list((tmp_path / FOLDER).iterdir())) == 2


def test_an_answer_that_is_too_long_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_answers, "_LONGEST", 1000)
    answer = place(tmp_path, "a")
    answer.write(Told(before=[], content="x" * 1000, after=[]))
    assert answer.read() is None
