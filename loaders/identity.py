"""Judgements on identity: whether things that bear two names are one, and which name is kept (``identity.yaml``)."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from loaders.decisions import COMMON_KEYS, Decision, Kind, common, read_decision, read_decisions
from loaders.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pyoxigraph import NamedNode

    from graph.layers import Layer
    from loaders.fields import Fields
    from loaders.model import Model
    from loaders.problems import Problems
    from loaders.things import Things

_IDENTITIES = Kind(
    file="identity.yaml", key="identities", one="judgement on identity", home="identity", scheme="identity-kinds"
)
_KEYS = (*COMMON_KEYS, "things", "keep")
_SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityJudgement(Decision):
    """One decision on ``things``. ``names`` are their slugs as written; ``keep`` is the one that stays when they are the same.

    ``things`` are the IRIs by which the graph knows them: a retired slug has the IRI of the thing that took its place.
    """

    names: tuple[str, ...]
    things: tuple[NamedNode, ...]
    keep: str | None
    retired: tuple[tuple[NamedNode, NamedNode], ...]
    """Each IRI that no thing bears any longer, with the one that took its place."""

    @property
    def pairs(self) -> Iterator[frozenset[str]]:
        """Each two names of which it speaks."""
        return map(frozenset, itertools.combinations(sorted(set(self.names)), 2))


def read_identities(
    layers: Sequence[Layer], model: Model, things: Things, problems: Problems
) -> tuple[tuple[IdentityJudgement, ...], dict[str, str]]:
    """All judgements of all layers, and for each retired slug the one that is kept; faults go to ``problems``."""
    entries: dict[str, Fields] = {}

    def read(fields: Fields, layer: Layer) -> IdentityJudgement | None:
        judgement = _identity(fields, layer, model, things)
        if judgement is not None:
            entries.setdefault(judgement.slug, fields)
        return judgement

    found = read_decisions(layers, _IDENTITIES, problems, read)
    _note_unlike(found, entries, model, things)
    kept = _kept(found, entries)
    _note_judged_twice(found, entries, kept)
    return tuple(_resolved(judgement, things, kept) for judgement in found), kept


def _identity(fields: Fields, layer: Layer, model: Model, things: Things) -> IdentityJudgement | None:
    fields.only(_KEYS, "a judgement on identity")
    decision = read_decision(fields, layer, _IDENTITIES, model)
    names = fields.texts("things")
    if len(set(names)) < 2:
        fields.wrong(
            "things", "a judgement on identity names two or more things by their slugs, as things: [this, that]"
        )
    for name in names:
        if name not in things.names:
            fields.wrong_at(name, f"unknown thing {str(name)!r}{did_you_mean(name, things.names)}")
    keep = _keep(fields, names)
    known = tuple(dict.fromkeys(str(name) for name in names if name in things.names))
    if decision is None or len(known) < len(set(names)) or (decision.kind == _SAME) != (keep is not None):
        return None
    return IdentityJudgement(**common(decision), names=known, things=(), keep=keep, retired=())


def _keep(fields: Fields, names: Sequence[str]) -> str | None:
    """The slug that is kept; noted when it is missing, is not needed, or is none of those judged."""
    kind, keep = fields.text("kind"), fields.text("keep")
    if kind == _SAME and keep is None:
        fields.missing("keep", f"the kind is {_SAME} and the key keep does not say which of the names stays")
    if kind != _SAME and kind is not None and keep is not None:
        fields.wrong("keep", f"only a judgement of the kind {_SAME} keeps one of the names; take keep away")
        return str(keep)
    if keep is not None and keep not in names:
        fields.wrong("keep", f"{str(keep)!r} is none of the things judged; keep one of {', '.join(names)}")
        return None
    return None if keep is None else str(keep)


def _note_unlike(
    found: Iterable[IdentityJudgement], entries: Mapping[str, Fields], model: Model, things: Things
) -> None:
    """Note the names that cannot stand for one thing, over all judgements that keep the same name."""
    together: dict[str, list[str]] = {}
    for judgement in found:
        before = together.setdefault(judgement.keep, [judgement.keep]) if judgement.keep is not None else []
        for name in judgement.names if judgement.keep is not None else ():
            faults = [fault for other in before if other != name and (fault := _unlike(name, other, model, things))]
            if name not in before and faults:
                entries[judgement.slug].wrong("things", faults[0])
            before.append(name)


def _unlike(name: str, other: str, model: Model, things: Things) -> str:
    """What keeps two names from being those of one thing: their types, or their links to Wikidata; empty when nothing does."""
    own, others = (things.types.get(things.names[slug], set()) for slug in (name, other))
    if others and any(not any(model.is_a(t, o) or model.is_a(o, t) for o in others) for t in own):
        words = [", ".join(sorted(type_.value.rsplit("#", 1)[-1] for type_ in found)) for found in (own, others)]
        message = f"{name} ({words[0]}) and {other} ({words[1]}) are of different types and cannot be the same"
        return f"{message}; correct a type, or judge them different or open"
    links = [things.entities[slug].wikidata for slug in (name, other) if slug in things.entities]
    items = [link.item for link in links if link is not None]
    if len(set(items)) < 2:
        return ""
    message = f"{name} is linked to {items[0]} of Wikidata and {other} to {items[1]}"
    return f"{message}; correct a link, or judge them different or open"


def _kept(found: Iterable[IdentityJudgement], entries: Mapping[str, Fields]) -> dict[str, str]:
    """For each retired slug the one that is kept. A slug retired twice, or kept here and retired there, is a fault."""
    kept: dict[str, str] = {}
    by: dict[str, IdentityJudgement] = {}
    merging = [judgement for judgement in found if judgement.keep is not None]
    for judgement in merging:
        for name in judgement.names:
            if name != judgement.keep and kept.setdefault(name, str(judgement.keep)) != judgement.keep:
                message = f"{name} is retired already by {by[name].slug} ({by[name].place}), for {kept[name]}"
                entries[judgement.slug].wrong("things", f"{message}; put all names of one thing into one judgement")
            elif name != judgement.keep:
                by.setdefault(name, judgement)
    for judgement in merging:
        if (other := by.get(str(judgement.keep))) is not None:
            message = f"{judgement.keep} is kept here and retired by {other.slug} ({other.place})"
            entries[judgement.slug].wrong("keep", f"{message}; put all names of one thing into one judgement")
    return {name: heir for name, heir in kept.items() if heir not in kept}


def _note_judged_twice(
    found: Iterable[IdentityJudgement], entries: Mapping[str, Fields], kept: Mapping[str, str]
) -> None:
    """Note each pair that two judgements speak of, also where one names a retired slug and the other what took its place."""
    first: dict[frozenset[str], IdentityJudgement] = {}
    for judgement in sorted(found, key=lambda judgement: judgement.keep is None):
        for pair in judgement.pairs:
            read = pair if judgement.keep is not None else frozenset(kept.get(name, name) for name in pair)
            before = next((first[p] for p in (pair, read) if first.get(p, judgement) is not judgement), None)
            names = " and ".join(sorted(pair))
            if before is not None:
                message = f"{names} are judged already by {before.slug} ({before.place}); keep one of the judgements"
                entries[judgement.slug].wrong("things", message)
            elif len(read) < 2:
                message = f"{names} are the same by other judgements; take one of the judgements away"
                entries[judgement.slug].wrong("things", message)
            first |= {pair: first.get(pair, judgement), read: first.get(read, judgement)}


def _resolved(judgement: IdentityJudgement, things: Things, kept: Mapping[str, str]) -> IdentityJudgement:
    """The judgement with the IRIs by which the graph knows its things, and those that it retires."""
    heirs = {name: things.names[kept.get(name, name)] for name in judgement.names}
    retires = [name for name in judgement.names if judgement.keep is not None and name != judgement.keep]
    return replace(
        judgement,
        things=tuple(sorted(set(heirs.values()), key=str)),
        retired=tuple((things.names[name], heirs[name]) for name in retires),
    )
