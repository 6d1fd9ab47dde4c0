"""The other ways in which a triple follows, and how near the rules come to one that nothing says.

Kept apart from :mod:`graph.explain`, which explains each premise of each premise, and needs one way for each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.explain import Explanation, explain
from graph.reason.backward import as_triple
from graph.reason.rule_model import Pattern, Variable

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from graph.evidence import Tracer
    from graph.reason.backward import Near


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way in which a triple follows: the rule in words, and its premises, each explained."""

    rule: str
    premises: tuple[Explanation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A premise that does not hold; a variable in it stands for something unknown, and ``explained`` is then None."""

    pattern: Pattern
    explained: Explanation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """A rule that would give a triple: those of its premises that hold, and those that are missing."""

    rule: str
    held: tuple[Explanation, ...]
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """What besides its explanation can be said of a triple.

    ``others``: for one that holds, the derivations that the explanation does not show, short ones first. ``near``: for one
    that nothing says, what comes nearest to giving it, the best bound first.
    """

    others: tuple[Way, ...] = ()
    near: tuple[NearMiss, ...] = ()


def other_ways(tracer: Tracer, explanation: Explanation) -> Ways:
    """The other ways of one triple. What editors give needs no rule, and of what is only said the claims say enough."""
    derivations, triple = tracer.witnesses.derivations, explanation.triple
    if explanation.standing == "unsaid":
        misses = sorted(derivations.near(triple), key=lambda near: _distance(tracer, triple, near))
        return Ways(near=tuple(_near_miss(tracer, near) for near in misses))
    if explanation.standing not in ("fact", "inferred"):
        return Ways()
    shown = {premise.triple for premise in explanation.premises}
    others = [found for found in derivations.of(triple) if not explanation.rule or set(found.premises) != shown]
    others.sort(key=lambda one: (tracer.witnesses.depth(one), len(one.premises)))
    return Ways(
        others=tuple(
            Way(rule=found.words, premises=tuple(explain(tracer, premise) for premise in found.premises))
            for found in others
        )
    )


def _distance(tracer: Tracer, triple: Triple, near: Near) -> tuple[int, bool, int, bool]:
    """Nearer are those of which more holds, and holds of the very thing; then those of which less is unknown or unsaid."""
    beside = not any(premise.subject == triple.subject for premise in near.held)
    known = [whole for pattern in near.missing if (whole := as_triple(pattern)) is not None]
    unknown = sum(isinstance(slot, Variable) for pattern in near.missing for slot in pattern)
    return -len(near.held), beside, unknown, not any(_is_said(tracer, whole) for whole in known)


def _is_said(tracer: Tracer, triple: Triple) -> bool:
    return bool(tracer.stating(triple)) or tracer.opened.reason(triple) is not None


def _near_miss(tracer: Tracer, near: Near) -> NearMiss:
    missing = [(pattern, as_triple(pattern)) for pattern in near.missing]
    return NearMiss(
        rule=near.rule.words,
        held=tuple(explain(tracer, triple) for triple in near.held),
        missing=tuple(
            Missing(pattern=pattern, explained=None if whole is None else explain(tracer, whole))
            for pattern, whole in missing
        ),
    )
