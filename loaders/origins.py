"""Shared origins: which claims of several sources go back to one place, as editors found, and together count as one (``origins.yaml``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loaders.decisions import COMMON_KEYS, Decision, Kind, claims_named, common, read_decision, read_decisions
from loaders.fields import one_line
from loaders.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pyoxigraph import NamedNode

    from graph.layers import Layer
    from loaders.claims import Claim
    from loaders.fields import Fields
    from loaders.model import Model
    from loaders.problems import Problems

_ORIGINS = Kind(file="origins.yaml", key="origins", one="shared origin", home="origin", scheme="origin-kinds")
_KEYS = (*COMMON_KEYS, "claims", "origin", "origin-entity")
_WHAT = "in this shared origin"


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedOrigin(Decision):
    """One origin of ``claims``, told of in words and, where the graph has it, named; ``kind`` says how it is known."""

    claims: tuple[Claim, ...]
    origin: str
    entity: NamedNode | None


def read_origins(
    layers: Sequence[Layer],
    model: Model,
    claims: Iterable[Claim],
    names: Mapping[str, NamedNode],
    problems: Problems,
) -> tuple[SharedOrigin, ...]:
    """All shared origins of all layers; ``names`` are the things and sources that one can be. Faults go to ``problems``."""
    by_name = {claim.name: claim for claim in claims}

    def read(fields: Fields, layer: Layer) -> SharedOrigin | None:
        fields.only(_KEYS, "a shared origin")
        decision = read_decision(fields, layer, _ORIGINS, model)
        sharing = _claims(fields, by_name)
        origin = fields.text("origin", needed=True, what=f"{_WHAT}: say in a sentence what the claims come from")
        entity = _entity(fields, names)
        if decision is None or origin is None:
            return None
        return SharedOrigin(**common(decision), claims=sharing, origin=one_line(origin), entity=entity)

    return read_decisions(layers, _ORIGINS, problems, read)


def _claims(fields: Fields, by_name: Mapping[str, Claim]) -> tuple[Claim, ...]:
    needed = "a shared origin names two or more claims, of two sources at least, as source/claim"
    claims = claims_named(fields, by_name, needed)
    complete = len(set(claims)) > 1 and len(claims) == len(fields.texts("claims"))
    if complete and len({claim.source.slug for claim in claims}) < 2:
        message = f"all these claims are of {claims[0].source.slug}, and the claims of one source count as one already"
        fields.wrong("claims", f"{message}; name a claim of another source, or take the entry away")
    return claims


def _entity(fields: Fields, names: Mapping[str, NamedNode]) -> NamedNode | None:
    name = fields.text("origin-entity")
    if name is not None and name not in names:
        hint = did_you_mean(name, names)
        fields.wrong("origin-entity", f"unknown entity or source {str(name)!r} under origin-entity{hint}")
    return None if name is None else names.get(str(name))
