"""The graph of two short texts as seen from perspectives: one question, its answers, and a comparison of the sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from harbour import REVIEW_CLAIMS, write_harbour
from pyoxigraph import NamedNode, Triple

from graph.asking import Answer, ask
from graph.build import open_store
from graph.comparing import compare
from graph.errors import UnknownNameError
from graph.evidence import Tracer
from graph.explain import explain
from graph.graphs import graph_name
from graph.naming import Labels
from graph.perspective import PLAIN, Perspective, read_perspective
from graph.present import Style, as_text
from graph.present_compare import comparison_csv, comparison_text
from graph.present_why import why_text
from graph.terms import BASE
from loaders.perspectives import file_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from graph.store import Opened

pytestmark = pytest.mark.usefixtures("nothing_shipped")

BLOCKED = "blocked-agreements"
OPEN_SEA = {"framework": "open-sea"}
SHARED_ORIGIN = """
origins:
- id: the-league
  origin: What the League told both.
  claims: [gazette/c05, review/c02]
  kind: cited
  reason: Both name the League.
  judge: the editors
  date: 2026-11-21
"""
SAME_BEGIN = REVIEW_CLAIMS.replace("began: 2013", "began: 2014")


def written(text: str) -> Perspective:
    return read_perspective(text, file_words)


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Opened]:
    cache = tmp_path_factory.mktemp("cache")

    def see(text: str, *, review_claims: str = REVIEW_CLAIMS, origins: str = "", judged: str | None = None) -> Opened:
        folder = tmp_path_factory.mktemp("data")
        data = write_harbour(folder / "data", review_claims=review_claims, judged=judged)
        if origins:
            (data / "origins.yaml").write_text(origins)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("DETENTE_CACHE", str(cache))
            return open_store([data], perspective=written(text))

    return see


def values(answer: Answer, column: str) -> set[str]:
    return {value.value.rpartition("/")[2] for row in answer.rows for value in row.values.get(column, ())}


def blocked(opened: Opened) -> Answer:
    return ask(opened, BLOCKED, OPEN_SEA)


@pytest.mark.parametrize(
    ("text", "reasons", "extents"),
    [
        ("", {"old-lighthouse"}, {"some exercises"}),
        ("only:gazette", {"old-lighthouse"}, {"some exercises"}),
        ("not:review", {"old-lighthouse"}, {"some exercises"}),
        ("only:review", set(), set()),
        ("as-of:2016", {"old-lighthouse"}, {"some exercises"}),
        ("+attributed", {"old-lighthouse", "herring-quotas"}, {"some exercises"}),
        ("+proposed", {"old-lighthouse"}, {"some exercises"}),
        ("+attributed +proposed", {"old-lighthouse", "herring-quotas"}, {"some exercises", "the programme as a whole"}),
    ],
)
def test_one_question_has_the_answer_of_its_perspective(
    harbour: Callable[..., Opened], text: str, reasons: set[str], extents: set[str]
) -> None:
    answer = blocked(harbour(text))
    assert values(answer, "reason") == reasons
    assert values(answer, "extent") == extents


def test_an_answer_that_a_perspective_empties_says_what_it_leaves_out(harbour: Callable[..., Opened]) -> None:
    opened = harbour("only:review")
    answer = blocked(opened)
    assert not answer.rows
    shown = " ".join(as_text(answer, Style(labels=Labels.stored(opened.quads))).split())
    assert "from the perspective only:review: only what review says" in shown
    assert "the whole corpus has facts that do" in shown
    kept_out = shown.partition("Left out by the perspective: 1 row, which rests on ")[2]
    named, _, rest = kept_out.partition(", and on claims that it admits.")
    assert rest
    assert "gazette/c02" in named
    assert "review/" not in named


def test_an_answer_that_is_empty_from_everywhere_is_silence(harbour: Callable[..., Opened]) -> None:
    answer = ask(harbour("only:review"), "blocked-agreements", {"framework": "open-sea", "at": "1950"})
    assert answer.kept_out == ""


def test_what_is_denied_is_a_fact_only_where_it_is_asked_for(harbour: Callable[..., Opened]) -> None:
    sole = NamedNode(f"{BASE}ontology#soleBlockerAmong")
    for text, found in (("only:review", 0), ("only:review +denied", 1)):
        quads = harbour(text).quads.quads_for_pattern(None, sole, None, None)
        facts = [quad for quad in quads if quad.graph_name == graph_name("facts")]
        assert len(facts) == found


def test_sources_of_one_origin_do_not_agree(harbour: Callable[..., Opened]) -> None:
    began = NamedNode(f"{BASE}ontology#began")
    counts = []
    for origins in ("", SHARED_ORIGIN):
        opened = harbour("agreed:2", review_claims=SAME_BEGIN, origins=origins)
        counts.append(len(list(opened.quads.quads_for_pattern(None, began, None, graph_name("facts")))))
    assert counts == [1, 0]


def test_a_judgement_on_claims_of_which_one_alone_is_seen_holds_nothing_back(harbour: Callable[..., Opened]) -> None:
    sole = NamedNode(f"{BASE}ontology#soleBlockerAmong")
    counts = []
    for text in ("", "only:gazette"):
        opened = harbour(text, judged="real-conflict")
        counts.append(len(list(opened.quads.quads_for_pattern(None, sole, None, graph_name("facts")))))
    assert counts == [0, 1]


def test_a_source_that_is_none_is_told_with_a_near_name(harbour: Callable[..., Opened]) -> None:
    with pytest.raises(UnknownNameError, match="there is no source 'gazete'; did you mean gazette"):
        harbour("only:gazete")


def stores(folder: Path) -> list[str]:
    return [store.name for store in (folder / "cache").iterdir() if store.name != "hierarchies"]


def test_a_graph_from_a_perspective_is_built_once_and_stands_beside_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path / "cache"))
    data = write_harbour(tmp_path / "data")
    told: list[str] = []
    for _ in range(2):
        for text in ("", "only:review", "not:review"):
            opened = open_store([data], perspective=written(text), tell=told.append)
            assert opened.perspective == (written(text) if text else PLAIN)
    assert len(told) == 3
    assert len(stores(tmp_path)) == 3


def test_graphs_from_perspectives_go_when_the_whole_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path / "cache"))
    for number in range(3):
        data = write_harbour(tmp_path / str(number) / "data")
        (data / "entities" / "more.yaml").write_text(
            f"entities:\n- {{id: more-{number}, type: State, label: {{en: x}}}}\n"
        )
        open_store([data], perspective=written("only:review"))
    bases = {name.partition("-")[0] for name in stores(tmp_path)}
    assert len(bases) == 2
    assert len(stores(tmp_path)) == 4


# Source by source


def test_a_comparison_shows_each_source_alone_and_who_says_nothing(harbour: Callable[..., Opened]) -> None:
    opened = harbour("")
    found = compare(opened, BLOCKED, OPEN_SEA, lambda perspective: harbour(perspective.text))
    assert {"gazette", "review"} <= set(found.apart)
    assert "review" in found.silent
    assert values(found.apart["gazette"], "reason") == {"old-lighthouse"}
    assert not found.apart["review"].rows
    style = Style(labels=Labels.stored(opened.quads))
    shown = comparison_text(found, style)
    assert "gazette alone" in shown
    assert "the old lighthouse" in shown
    assert {line.partition(",")[0] for line in comparison_csv(found, style).splitlines()} == {
        "alone", "gazette", "all together",
    }  # fmt: skip


def test_a_row_that_joins_two_sources_is_told_to_do_so(harbour: Callable[..., Opened]) -> None:
    found = compare(harbour(""), BLOCKED, OPEN_SEA, lambda perspective: harbour(perspective.text))
    assert len(found.joined) == 1  # the end of the block is the Review's, all else the Gazette's
    assert values(found.together, "ended") == {"2016"}


def test_why_says_that_only_the_perspective_keeps_a_fact_out(harbour: Callable[..., Opened]) -> None:
    opened = harbour("only:review")
    blocker = Triple(
        NamedNode(f"{BASE}id/pilot-data-blocked"),
        NamedNode(f"{BASE}ontology#blocker"),
        NamedNode(f"{BASE}id/sudmark"),
    )
    found = explain(Tracer(opened), blocker)
    assert not found.holds
    assert [claim.name for claim in found.kept_out] == ["gazette/c02"]
    shown = " ".join(" ".join(why_text(found, Style(labels=Labels.stored(opened.quads)))).split())
    assert "is not in what is seen from here" in shown
    assert "the whole corpus has it as a fact, by gazette/c02" in shown


def test_a_source_whose_rows_only_the_time_keeps_out_is_not_said_to_say_nothing(harbour: Callable[..., Opened]) -> None:
    asked = OPEN_SEA | {"at": "1999"}
    found = compare(harbour(""), BLOCKED, asked, lambda perspective: harbour(perspective.text))
    assert not found.apart["gazette"].rows
    assert found.apart["gazette"].undated
    assert "gazette" not in found.silent
    assert "review" in found.silent
