"""The evidence of rows: each smallest set of claims alone carries its row, none smaller does, and nothing else matters."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from commands import in_memory, shipped, warm
from subgraphs import Subgraphs, without
from test_answers import RECORDED

from graph.asking import ask
from graph.build import open_store
from graph.layers import all_layers
from graph.params import bindings
from graph.perspective import perspective_of
from loaders.corpus import read_corpus

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyoxigraph import NamedNode

    from graph.asking import AnswerRow


@cache
def subgraphs() -> Subgraphs:
    layers = all_layers()
    return Subgraphs(read_corpus(layers), layers)


def hitting(sets: Iterable[Sequence[NamedNode]]) -> set[NamedNode]:
    """One claim of each set, the same one for as many as may be."""
    left, found = [set(one) for one in sets], set()
    while left:
        claim = max(sorted(set().union(*left), key=str), key=lambda claim: sum(claim in one for one in left))
        found.add(claim)
        left = [one for one in left if claim not in one]
    return found


MOST_ROWS = 8
"""How many rows of one answer are tried, about, spread over all of it, and the one that has most sets: each takes up to a second."""
MOST_SETS = 8
"""How many sets of one row are tried, about, each without any one of its claims: a row may have 64 sets of twenty claims."""
SLOW = ("conflicts", "shared-origins")
"""The questions that take seconds themselves."""
COUNTS = ("names", "voices")
"""The questions that count: their evidence is the extent searched, and no row rests on single claims."""
TRACED = [name for name in RECORDED if name not in COUNTS]


def faults(name: str, rows: Sequence[AnswerRow], *, every: int, graphs: Subgraphs | None = None) -> list[str]:
    """What is wrong with the sets of these rows, tried on graphs that are made anew from some of the claims.

    The graph of nearly all claims takes half a second: what goes with one claim of each set is tried for one row in ``every``.
    """
    opened, graphs = in_memory(), graphs or subgraphs()
    question = opened.questions[name]
    bound = bindings(question, {}, opened.quads)

    def shows(claims: Iterable[NamedNode]) -> bool:
        return graphs.shows(question, bound, claims, row)

    found = []
    for number, row in enumerate(rows):
        assert row.evidence is not None
        sets = row.evidence.sets
        everything = {claim for one in sets for claim in one}
        tried = sets[:: 1 + len(sets) // MOST_SETS]
        found += [f"{number}: {one} does not carry it" for one in tried if not shows(one)]
        found += [
            f"{number}: {one} can do without {claim}" for one in tried for claim in one if shows(without(one, [claim]))
        ]
        if row.evidence.complete and any(sets) and number % every == every - 1:
            gone = hitting(sets)
            found += [f"{number}: it is there without {gone}"] if shows(without(graphs.claims, gone)) else []
        found += [] if shows(everything) else [f"{number}: its sets together do not carry it"]
    return found


def by_sets(rows: Iterable[AnswerRow]) -> list[AnswerRow]:
    """The rows, those that rest on most sets first."""
    return sorted(rows, key=lambda row: -len(row.evidence.sets if row.evidence else ()))


def test_all_questions_but_those_that_count_are_traced() -> None:
    assert sorted(name for name, one in shipped().questions.items() if one.evidence != "rows") == sorted(COUNTS)


@pytest.mark.parametrize(
    ("name", "every"),
    [(name, 1 if place % 4 == 0 else 2) for place, name in enumerate(TRACED[::2]) if name not in SLOW],
)
def test_the_smallest_sets_of_a_row_carry_it_and_nothing_less_does(name: str, every: int) -> None:
    assert faults(name, by_sets(ask(in_memory(), name, {}).rows)[:1], every=every) == []


def test_where_sources_must_agree_a_set_holds_claims_of_as_many_origins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_CACHE", str(warm()))
    agreed = perspective_of(["agreed:2"])
    layers = all_layers()
    graphs = Subgraphs(read_corpus(layers), layers, agreed)
    rows = ask(open_store(perspective=agreed), "memberships", {}).rows
    assert min(len(one) for row in rows if row.evidence for one in row.evidence.sets) > 1
    assert faults("memberships", rows, every=3, graphs=graphs) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", TRACED)
def test_the_smallest_sets_of_rows_all_over_an_answer_carry_them_and_nothing_less_does(name: str) -> None:
    rows = ask(in_memory(), name, {}).rows
    several, *_ = by_sets(rows)
    spread = [row for row in rows[:: 1 + len(rows) // MOST_ROWS] if row is not several]
    assert faults(name, [several, *spread], every=5) == []
