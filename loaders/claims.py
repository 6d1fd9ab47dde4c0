"""Claim files: what each source says, as a person coded it, read against the model and the registry of entities."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from graph.terms import BASE, EDTF, RDF
from loaders.anchored import anchor_of, text_hash_of
from loaders.fields import SLUG, Fields, one_line, read_fields
from loaders.model import apparatus_concepts
from loaders.problems import did_you_mean
from loaders.strict_yaml import Text
from loaders.things import situation_slug
from loaders.values import Resolver

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from loaders.anchors import Anchor
    from loaders.entities import Entity
    from loaders.model import Model
    from loaders.problems import Problems
    from loaders.sources import Source
    from loaders.things import Things

_AXES = {
    "voice": "voices",
    "modality": "modalities",
    "polarity": "polarities",
    "hedge": "hedges",
    "wording": "wordings",
    "date-basis": "date-bases",
}
_DEFAULTS = {"modality": "actual", "polarity": "affirmed"}
_PRINTED = {"date-basis": "printed"}  # of claims that state a date: another has nothing whose basis there could be
APPARATUS_KEYS = (
    "id", "says", "about", "type", *_AXES, "speaker", "via", "said-in", "leans-on", "coder-note", "anchor", "find", "retracted",
)  # fmt: skip
"""The keys that every claim may have, whatever its type; all others are keys of the model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One claim. ``content`` holds the predicate and object of each proposition that it states about its situation."""

    slug: str
    source: Source
    says: str
    about: NamedNode
    content: tuple[tuple[NamedNode, NamedNode | Literal], ...]
    axes: Mapping[str, NamedNode] = field(hash=False)
    speakers: tuple[NamedNode, ...]
    via: tuple[NamedNode, ...]
    said_in: NamedNode | None
    leans_on: tuple[NamedNode, ...]
    coder_note: str | None
    anchor: Anchor
    place: str
    _iri: NamedNode | None = field(init=False, default=None, compare=False, repr=False)

    @property
    def iri(self) -> NamedNode:
        """The name of the claim in the graph: made once, for it is asked for with each triple."""
        if self._iri is None:
            iri = NamedNode(f"{self.source.base}claim/{self.source.slug}/{self.slug}")
            object.__setattr__(self, "_iri", iri)  # as the constructor does where a class is frozen
            return iri
        return self._iri

    @property
    def name(self) -> str:
        """The name by which people cite it, such as ``edm-2019/c10``."""
        return f"{self.source.slug}/{self.slug}"

    @property
    def title(self) -> str:
        """What a message calls it."""
        return f"claim {self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retracted:
    """The tombstone of a claim: its name is never used again, and its reason stays."""

    slug: str
    source: Source
    reason: str

    @property
    def iri(self) -> NamedNode:
        """The name that the claim had in the graph."""
        return NamedNode(f"{self.source.base}claim/{self.source.slug}/{self.slug}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFile:
    """A claim file as read, before its names are looked up."""

    source: Source
    text_hash: str | None
    claims: tuple[Fields, ...]
    retracted: tuple[Retracted, ...] = ()


def read_claim_file(source: Source, problems: Problems) -> ClaimFile:
    """The claim file of one source; a source without one has no claims yet."""
    if not source.claim_file.exists():
        return ClaimFile(source=source, text_hash=None, claims=())
    fields = read_fields(source.claim_file, ("source", "text-sha256", "claims"), "a claim file", problems)
    if fields is None:
        return ClaimFile(source=source, text_hash=None, claims=())
    text_hash = text_hash_of(fields, source.slug, "claim file")
    claims = _distinct(fields.blocks("claims"))
    return ClaimFile(
        source=source,
        text_hash=text_hash,
        claims=tuple(claim for claim in claims if "retracted" not in claim.block),
        retracted=tuple(_retracted(claim, source) for claim in claims if "retracted" in claim.block),
    )


def _retracted(fields: Fields, source: Source) -> Retracted:
    if others := [key for key in fields.block if key not in ("id", "retracted")]:
        fields.wrong(others[0], "a retracted claim keeps its name and its reason alone; take its other keys away")
    return Retracted(
        slug=str(fields.block.get(Text("id"))), source=source, reason=one_line(fields.text("retracted") or "")
    )


def _distinct(claims: Iterable[Fields]) -> list[Fields]:
    """All claims, with a fault noted for each name that stands twice; those without a name too, for their other faults."""
    first: dict[str, int] = {}
    kept = []
    for fields in claims:
        slug = fields.slug("id", "in this claim")
        if slug is not None and first.setdefault(str(slug), slug.line) != slug.line:
            fields.wrong(
                "id", f"the claim {slug} stands already at line {first[slug]}; released names are never used again"
            )
        kept.append(fields)
    return kept


def read_claims(files: Iterable[ClaimFile], model: Model, things: Things) -> list[Claim]:
    """All claims of all files, in order; names may refer to situations of any file. Faults go where each file's go."""
    resolver = Resolver(model=model, names=things.names, types=things.types, mistyped=things.mistyped)
    claims = [_claim(fields, file, resolver, things.entities) for file in files for fields in file.claims]
    return [claim for claim in claims if claim is not None]


def _claim(fields: Fields, file: ClaimFile, resolver: Resolver, entities: Mapping[str, Entity]) -> Claim | None:
    about = resolver.names[situation_slug(fields, file.source)]
    if (written := fields.text("about")) is not None and not SLUG.fullmatch(written):
        fields.wrong("about", f"{str(written)!r} is no name; use lower-case letters, digits and hyphens")
    content = _content(fields, about, resolver)
    says = fields.text("says", needed=True, what="in this claim")
    dated = any(isinstance(value, Literal) and value.datatype == EDTF for _, value in content)
    axes = _axes(fields, resolver.model, _DEFAULTS | _PRINTED if dated else _DEFAULTS)
    speakers = _speakers(fields, file.source, resolver, entities)
    anchor = anchor_of(fields, "claim")
    via, said_in = resolver.things(fields, "via"), resolver.things(fields, "said-in")
    if len(fields.texts("said-in")) > 1:
        fields.wrong("said-in", "said-in takes 1 value; a claim that was made twice is two claims")
    leans_on = resolver.things(fields, "leans-on")
    note = fields.text("coder-note")
    if says is None or anchor is None or "voice" not in axes or not content:
        return None
    return Claim(
        slug=str(fields.block.get(Text("id"))),
        source=file.source,
        says=one_line(says),
        about=about,
        content=content,
        axes=axes,
        speakers=speakers,
        via=tuple(via),
        said_in=said_in[0] if said_in else None,
        leans_on=tuple(leans_on),
        coder_note=None if note is None else one_line(note),
        anchor=anchor,
        place=f"{fields.file}:{fields.line}",
    )


def _content(fields: Fields, about: NamedNode, resolver: Resolver) -> tuple[tuple[NamedNode, NamedNode | Literal], ...]:
    model = resolver.model
    content: list[tuple[NamedNode, NamedNode | Literal]] = _typing(fields, model)
    keys = [key for key in fields.block if key not in APPARATUS_KEYS]
    slots = resolver.slots_of(about)
    for key in keys:
        if not fields.know(key, [*model.keys, *APPARATUS_KEYS], "a claim"):
            continue
        slot = slots.get(model.keys[key].predicate)
        if slot is None and about not in resolver.mistyped:
            fields.wrong(
                key, f"{resolver.describe(about)} does not take the key {key}; it takes {resolver.keys_of(about)}"
            )
        elif slot is not None:
            content.extend((slot.predicate, value) for value in resolver.values(fields, model.keys[key], slot))
    if not keys and "type" not in fields.block:
        fields.problems.add(fields.file, fields.line, "the claim states nothing: give it a type or a key of the model")
    return tuple(content)


def _typing(fields: Fields, model: Model) -> list[tuple[NamedNode, NamedNode | Literal]]:
    type_ = fields.text("type")
    if type_ is None:
        return []
    if type_ in model.types:
        return [(RDF.type, model.types[type_])]
    hint = did_you_mean(type_, model.types)
    if type_ in model.classes:
        hint = ": its class has no shape that says what it takes; write one in a file named shapes.ttl"
    fields.wrong("type", f"unknown type {str(type_)!r}{hint}")
    return []


def _axes(fields: Fields, model: Model, defaults: Mapping[str, str]) -> dict[str, NamedNode]:
    axes: dict[str, NamedNode] = {}
    for axis, scheme in _AXES.items():
        written = fields.text(axis) or defaults.get(axis)
        if written is None:
            continue
        concept, schemes = model.concepts.get(str(written), (None, frozenset()))
        if concept is not None and NamedNode(f"{BASE}vocab/{scheme}") in schemes:
            axes[axis] = concept
        else:
            known = sorted(apparatus_concepts(model, scheme))
            fields.wrong(axis, f"{axis} is {str(written)!r}; it is one of {', '.join(known)}")
    if "voice" not in fields.block:
        fields.missing("voice", "the key voice is missing; it is own, adopted or attributed")
    return axes


def _speakers(
    fields: Fields, source: Source, resolver: Resolver, entities: Mapping[str, Entity]
) -> tuple[NamedNode, ...]:
    voice = fields.text("voice")
    if voice == "attributed" and "speaker" not in fields.block:
        fields.wrong("voice", "the voice is attributed and the key speaker does not say to whom")
    if voice == "adopted" and "via" not in fields.block:
        fields.wrong("voice", "the voice is an adopted report and the key via does not say whose")
    if voice == "own" and ("speaker" in fields.block or "via" in fields.block):
        fields.wrong("voice", "the voice is the author's own; speaker and via belong to attributed or adopted claims")
    if "speaker" in fields.block:
        return tuple(resolver.things(fields, "speaker"))
    return tuple(entities[author].iri for author in source.authors)
