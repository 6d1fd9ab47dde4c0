"""Promotion: which of the things that claims state are facts, and which claims make them so.

A triple is a fact when at least one claim states it as actual and affirmed, in its own voice or as an adopted report, and
no judgement demotes it. What a speaker says, wishes, proposes or denies stays stated and is no fact.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from graph.emit import proposition, stated
from graph.terms import VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Iterable, Set

    from pyoxigraph import NamedNode, Triple

    from loaders.claims import Claim

_ASSERTING = {"voice": ("own", "adopted"), "modality": ("actual",), "polarity": ("affirmed",)}


def asserts(claim: Claim) -> bool:
    """Whether a claim says that something is so, and its source takes it on itself."""
    return all(claim.axes[axis].value.removeprefix(VOCABULARY) in values for axis, values in _ASSERTING.items())


def promote(claims: Iterable[Claim], demoted: Set[NamedNode] = frozenset()) -> dict[Triple, tuple[Claim, ...]]:
    """Each fact with the claims that make it one, in their order; ``demoted`` are propositions that a judgement holds back."""
    facts: dict[Triple, list[Claim]] = defaultdict(list)
    for claim in claims:
        if asserts(claim):
            for triple in stated(claim):
                if proposition(triple) not in demoted:
                    facts[triple].append(claim)
    return {triple: tuple(supporters) for triple, supporters in facts.items()}
