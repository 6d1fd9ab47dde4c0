"""Judgements: what editors decided on conflicts between claims, each with its reason, judge and date (``conflicts.yaml``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.terms import RDF
from loaders.decisions import (
    COMMON_KEYS,
    Decision,
    Kind,
    claims_named,
    claims_of,
    common,
    read_decision,
    read_decisions,
)
from loaders.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pyoxigraph import NamedNode

    from graph.layers import Layer
    from loaders.claims import Claim
    from loaders.fields import Fields
    from loaders.model import Model
    from loaders.problems import Problems
    from loaders.strict_yaml import Text

_JUDGEMENTS = Kind(file="conflicts.yaml", key="judgements", one="judgement", home="judgement", scheme="conflict-kinds")
_KEYS = (*COMMON_KEYS, "claims", "slots", "prefers")
REAL = "real-conflict"
"""The one kind of judgement that keeps both sides from being facts."""
_MISPRINT = "likely-misprint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement(Decision):
    """One decision. ``claims`` are at odds over ``slots`` (predicates); ``kind`` says what the conflict is.

    ``prefers`` is the claim whose reading the editors take to be right where another looks like a misprint. It demotes nothing.
    """

    claims: tuple[Claim, ...]
    slots: tuple[NamedNode, ...]
    prefers: Claim | None


def read_judgements(
    layers: Sequence[Layer], model: Model, claims: Iterable[Claim], problems: Problems
) -> tuple[Judgement, ...]:
    """All judgements of all layers; faults go to ``problems``."""
    by_name = {claim.name: claim for claim in claims}

    def read(fields: Fields, layer: Layer) -> Judgement | None:
        return _judgement(fields, layer, model, by_name)

    return read_decisions(layers, _JUDGEMENTS, problems, read)


def _judgement(fields: Fields, layer: Layer, model: Model, by_name: Mapping[str, Claim]) -> Judgement | None:
    fields.only(_KEYS, "a judgement")
    decision = read_decision(fields, layer, _JUDGEMENTS, model)
    claims = claims_named(fields, by_name, "a judgement names the two or more claims that are at odds, as source/claim")
    slots = _slots(fields, model)
    if len(claims) > 1 and len(claims) == len(fields.texts("claims")):
        _note_unstated(fields, claims, slots)
    prefers = _preferred(fields, claims, by_name)
    if decision is None:
        return None
    return Judgement(**common(decision), claims=claims, slots=tuple(slots.values()), prefers=prefers)


def _slots(fields: Fields, model: Model) -> dict[Text, NamedNode]:
    known = {name: key.predicate for name, key in model.keys.items()} | {"type": RDF.type}
    named = fields.texts("slots")
    if not named:
        fields.wrong("slots", "a judgement names the keys over which the claims are at odds, as slots: [began]")
    for name in named:
        if name not in known:
            fields.wrong_at(name, f"unknown key {str(name)!r}{did_you_mean(name, known)}")
    return {name: known[name] for name in named if name in known}


def _note_unstated(fields: Fields, claims: Sequence[Claim], slots: Mapping[Text, NamedNode]) -> None:
    """Note a slot or a claim that has no part in the judgement.

    A real conflict keeps what two claims state of one slot from being fact. Claims that are at odds otherwise, as in tense,
    may state different slots.
    """
    least, needed = (2, "two at least") if fields.text("kind") == REAL else (1, "one at least")
    for name, predicate in slots.items():
        stating = [claim.name for claim in claims if _states(claim, [predicate])]
        if len(stating) < least:
            said = f"only {stating[0]} does" if stating else "none does"
            fields.wrong_at(name, f"of the claims judged {needed} must state {name}, and {said}")
    for claim in claims:
        if slots and not _states(claim, slots.values()):
            fields.wrong("claims", f"{claim.name} states none of {', '.join(slots)}; name a slot that it states")


def _preferred(fields: Fields, claims: Sequence[Claim], by_name: Mapping[str, Claim]) -> Claim | None:
    """The claim under ``prefers``, if a judgement of this kind can have one and it is one of those judged."""
    preferred = list(claims_of(fields, "prefers", by_name))
    if len(fields.texts("prefers")) > 1:
        fields.wrong("prefers", "prefers takes one claim; two that read alike are both right, and one stands for them")
    if not preferred:
        return None
    if fields.text("kind") != _MISPRINT:
        fields.wrong("prefers", f"only a judgement of the kind {_MISPRINT} prefers a claim; take prefers away")
    elif preferred[0] not in claims:
        fields.wrong("prefers", f"{preferred[0].name} is not among the claims judged; prefer one of these")
    return preferred[0]


def _states(claim: Claim, predicates: Iterable[NamedNode]) -> bool:
    return any(stated in predicates for stated, _ in claim.content)
