"""What can be named in claims: things of the registry and situations of all claim files, by slug, with what is said of their types."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from loaders.fields import SLUG, Fields
from loaders.problems import near
from loaders.strict_yaml import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Set

    from loaders.claims import ClaimFile
    from loaders.entities import Entity
    from loaders.model import Model
    from loaders.sources import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Things:
    """All names that claims may use. ``entities`` are those of the registry; a retired slug leads to the thing that is kept."""

    entities: Mapping[str, Entity]
    names: Mapping[str, NamedNode]
    types: Mapping[NamedNode, set[NamedNode]]
    mistyped: Set[NamedNode]
    """Things to which a claim gives a type that does not exist: which keys they take cannot be said."""


def situation_slug(fields: Fields, source: Source) -> str:
    """The name of the situation of which a claim speaks: its ``about``, or one of the claim's own."""
    about, slug = (fields.block.get(Text(key)) for key in ("about", "id"))
    if isinstance(about, Text) and SLUG.fullmatch(about):
        return str(about)
    own = str(slug) if isinstance(slug, Text) and SLUG.fullmatch(slug) else f"line-{fields.line}"
    return f"{source.slug}-{own}"


def named_things(
    files: Iterable[ClaimFile], model: Model, entities: Mapping[str, Entity], apparatus: Iterable[str]
) -> Things:
    """Everything that the registry or a claim file names; ``apparatus`` are the keys that a claim has whatever its type."""
    names = {slug: entity.iri for slug, entity in entities.items()}
    types: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    mistyped: set[NamedNode] = set()
    for entity in entities.values():
        if entity.type is not None:
            types[entity.iri].add(entity.type)
    known = set(apparatus) | set(model.keys)
    for file in files:
        for fields in file.claims:
            slug = situation_slug(fields, file.source)
            iri = names.setdefault(slug, NamedNode(f"{file.source.base}id/{slug}"))
            written = fields.block.get(Text("type"))
            if (type_ := model.types.get(str(written))) is not None:
                types[iri].add(type_)
            elif written is not None or any("type" in near(key, apparatus) for key in fields.block if key not in known):
                mistyped.add(iri)
    return Things(entities=entities, names=names, types=types, mistyped=mistyped)


def with_retired(things: Things, kept: Mapping[str, str]) -> Things:
    """The same with every slug that is a key of ``kept`` read as its value; what was said of the one is said of the other."""
    names = {slug: things.names[kept.get(slug, slug)] for slug in things.names}
    gone = {things.names[slug]: names[slug] for slug in kept}
    types: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    for thing, found in things.types.items():
        types[gone.get(thing, thing)] |= found
    entities = dict(things.entities)
    for slug, heir in sorted(kept.items()):
        if slug in things.entities:
            entities[heir] = _with_names_of(things.entities[slug], heir, names[heir], entities.get(heir))
    entities |= {slug: entities[heir] for slug, heir in kept.items() if slug in things.entities}
    mistyped = {gone.get(thing, thing) for thing in things.mistyped}
    return Things(entities=entities, names=names, types=types, mistyped=mistyped)


def _with_names_of(gone: Entity, slug: str, iri: NamedNode, kept: Entity | None) -> Entity:
    """The entry of the thing that is kept, with the names of the other as variants; its own entry when it has none."""
    if kept is None:
        return replace(gone, slug=slug, iri=iri)
    bears = {*kept.labels, *kept.variants}
    more = tuple(name for name in dict.fromkeys((*gone.labels, *gone.variants)) if name not in bears)
    wrong = tuple(name for name in gone.misprints if name not in kept.misprints)
    return replace(
        kept,
        type=kept.type or gone.type,
        variants=(*kept.variants, *more),
        misprints=(*kept.misprints, *wrong),
        misprinted_in=tuple(dict.fromkeys((*kept.misprinted_in, *gone.misprinted_in))),
        wikidata=kept.wikidata or gone.wikidata,
    )
