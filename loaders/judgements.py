"""Judgements: what editors decided on conflicts between claims, each with its reason, judge and date (``conflicts.yaml``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from graph.dates import parse_date
from graph.errors import InputError
from graph.terms import RDF
from loaders.fields import Fields, one_line, read_fields
from loaders.model import apparatus_concepts
from loaders.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graph.layers import Layer
    from loaders.claims import Claim
    from loaders.model import Model
    from loaders.problems import Problems
    from loaders.strict_yaml import Text

_KEYS = ("id", "claims", "slots", "kind", "reason", "judge", "date")
REAL = "real-conflict"
"""The one kind of judgement that keeps both sides from being facts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One decision. ``claims`` are at odds over ``slots`` (predicates); ``kind`` says what the conflict is."""

    slug: str
    iri: NamedNode
    claims: tuple[Claim, ...]
    slots: tuple[NamedNode, ...]
    kind: str
    kind_iri: NamedNode
    reason: str
    judge: str
    date: str


def read_judgements(
    layers: Sequence[Layer], model: Model, claims: Iterable[Claim], problems: Problems
) -> tuple[Judgement, ...]:
    """All judgements of all layers; faults go to ``problems``."""
    by_name = {claim.name: claim for claim in claims}
    found: dict[str, Judgement] = {}
    for layer in layers:
        for file in layer.files("data", "conflicts.yaml"):
            fields = read_fields(file, ["judgements"], "a file of judgements", problems)
            for entry in [] if fields is None else fields.blocks("judgements"):
                judgement = _judgement(entry, layer, model, by_name)
                if judgement is not None and judgement.slug in found:
                    entry.wrong("id", f"the judgement {judgement.slug} stands there already")
                elif judgement is not None:
                    found[judgement.slug] = judgement
    return tuple(found.values())


def _judgement(fields: Fields, layer: Layer, model: Model, by_name: dict[str, Claim]) -> Judgement | None:
    fields.only(_KEYS, "a judgement")
    slug = fields.slug("id", "in this judgement")
    kinds = apparatus_concepts(model, "conflict-kinds")
    written = {
        key: fields.text(key, needed=True, what="in this judgement") for key in ("kind", "reason", "judge", "date")
    }
    kind = written["kind"]
    if kind is not None and kind not in kinds:
        fields.wrong("kind", f"kind is {str(kind)!r}; it is one of {', '.join(sorted(kinds))}")
    claims = _claims(fields, by_name)
    slots = _slots(fields, model)
    if (date := written["date"]) is not None:
        try:
            parse_date(date)
        except InputError as error:
            fields.wrong("date", str(error))
    for name, predicate in slots.items():
        stating = [claim.name for claim in claims if any(stated == predicate for stated, _ in claim.content)]
        if len(claims) > 1 and len(claims) == len(fields.texts("claims")) and len(stating) < 2:
            said = f"only {stating[0]} does" if stating else "none does"
            fields.wrong_at(name, f"of the claims judged two at least must state {name}, and {said}")
    if slug is None or kind not in kinds or any(text is None for text in written.values()):
        return None
    return Judgement(
        slug=str(slug),
        iri=NamedNode(f"{layer.base}judgement/{slug}"),
        claims=claims,
        slots=tuple(slots.values()),
        kind=str(kind),
        kind_iri=kinds[str(kind)],
        reason=one_line(written["reason"] or ""),
        judge=one_line(written["judge"] or ""),
        date=str(date),
    )


def _claims(fields: Fields, by_name: dict[str, Claim]) -> tuple[Claim, ...]:
    named = fields.texts("claims")
    if len(set(named)) < 2:
        fields.wrong("claims", "a judgement names the two or more claims that are at odds, as source/claim")
    for name in named:
        if name not in by_name:
            fields.wrong_at(name, f"unknown claim {str(name)!r}{did_you_mean(name, by_name)}")
    return tuple(by_name[name] for name in named if name in by_name)


def _slots(fields: Fields, model: Model) -> dict[Text, NamedNode]:
    known = {name: key.predicate for name, key in model.keys.items()} | {"type": RDF.type}
    named = fields.texts("slots")
    if not named:
        fields.wrong("slots", "a judgement names the keys over which the claims are at odds, as slots: [began]")
    for name in named:
        if name not in known:
            fields.wrong_at(name, f"unknown key {str(name)!r}{did_you_mean(name, known)}")
    return {name: known[name] for name in named if name in known}
