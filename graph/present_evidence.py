"""What carries a row, and what a question searched, as lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyoxigraph import NamedNode

    from graph.asking import Answer, AnswerRow
    from graph.naming import Labels

SHOWN = 6
"""How many sets a text names; JSON has all."""


def carrying_words(answer: Answer, row: AnswerRow) -> str:
    """Which sets of claims carry a row: empty where those that are shown beside its values are all that it needs.

    Claims that it needs besides have no value beside which they could stand.
    """
    evidence = row.evidence
    shown = {claim for name in answer.columns for support in answer.of_column(row, name) for claim in support.claims}
    if evidence is None or not shown:
        return ""
    if len(evidence.sets) == 1 and shown <= set(evidence.sets[0]):
        ties = [answer.claims[claim].name for claim in evidence.sets[0] if claim not in shown]
        return f"The row needs {joined(ties)} too." if ties else ""
    sets = names_of_sets(answer, row)
    if not any(sets):
        return "What editors alone say carries the row; the claims say it too."
    if len(sets) == 1:
        return f"{joined(sets[0])} {'carry' if len(sets[0]) > 1 else 'carries'} the row without the others."
    return _several(sets, complete=evidence.complete)


def _several(sets: Sequence[Sequence[str]], *, complete: bool) -> str:
    shared = [name for name in sets[0] if all(name in found for found in sets)]
    rest = [[name for name in found if name not in shared] for found in sets]
    named = "; or ".join(joined(found) for found in rest[:SHOWN])
    more = f"; or {len(rest) - SHOWN} others, which JSON lists" if len(rest) > SHOWN else ""
    cut = "" if complete else " There are more such sets than were worked out."
    if shared:
        return f"{joined(shared)} {'carry' if len(shared) > 1 else 'carries'} the row with any one of these: {named}{more}.{cut}"
    return f"Each of these alone carries the row: {named}{more}.{cut}"


def joined(names: Iterable[str]) -> str:
    """Claims that are needed together, the source named once for those that follow one another: edm-2019/c09 + c10."""
    words, before = [], ""
    for name in names:
        source, _, own = name.rpartition("/")
        words.append(own if source == before else name)
        before = source
    return " + ".join(words)


def names_of_sets(answer: Answer, row: AnswerRow) -> list[list[str]]:
    """The smallest sets of claims, by their names."""
    sets: Iterable[Iterable[NamedNode]] = row.evidence.sets if row.evidence is not None else ()
    return [[answer.claims[claim].name for claim in found] for found in sets]


def extent_lines(answer: Answer, labels: Labels) -> list[str]:
    """That the evidence is the extent searched, and what that was; nothing for a question whose rows are traced."""
    if answer.question.evidence != "extent":
        return []
    head = "Evidence: the extent searched, for the question denies or counts; no row rests on single claims."
    return [head, *(f"  {searched.words(labels)}" for searched in answer.extent)]
