"""The registry of entities: slug, class, names in several languages, spelling variants, misprints, link to Wikidata.

An entry without ``type`` only names a situation, or a thing of which claims say what it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from loaders.fields import Fields, is_language, one_line, read_fields
from loaders.problems import did_you_mean
from loaders.strict_yaml import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graph.layers import Layer
    from loaders.model import Model
    from loaders.problems import Problems

_KEYS = ("id", "type", "label", "variants", "misprints", "misprinted-in", "wikidata")
_MATCHES = ("exact", "close", "related")


@dataclass(frozen=True, slots=True, kw_only=True)
class WikidataLink:
    """A link to an item of Wikidata: ``match`` is exact, close or related, ``evidence`` says where the identifier was seen."""

    item: str
    match: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One entry of the registry; labels, variants and misprints are pairs of language and name.

    A misprint is a form that some source prints wrongly: the thing is found by it, and never called by it. ``misprinted_in`` are
    the slugs of the sources that do.
    """

    slug: str
    iri: NamedNode
    type: NamedNode | None
    labels: tuple[tuple[str, str], ...]
    variants: tuple[tuple[str, str], ...]
    misprints: tuple[tuple[str, str], ...] = ()
    misprinted_in: tuple[str, ...] = ()
    wikidata: WikidataLink | None
    place: str


def read_entities(layers: Sequence[Layer], model: Model, problems: Problems) -> dict[str, Entity]:
    """All entities of all layers, by slug; faults go to ``problems``."""
    found: dict[str, Entity] = {}
    for layer in layers:
        for file in layer.files("data", "entities/*.yaml"):
            for fields in _entries(file, problems):
                entity = _entity(fields, layer, model)
                if entity is None:
                    continue
                if entity.slug in found:
                    fields.wrong("id", f"the entity {entity.slug} stands already at {found[entity.slug].place}")
                found.setdefault(entity.slug, entity)
    return found


def note_unknown_printers(entities: Mapping[str, Entity], sources: Iterable[str], problems: Problems) -> None:
    """Note each source of misprints that is none."""
    known = set(sources)
    for entity in entities.values():
        for slug in entity.misprinted_in:
            if slug not in known:
                file, _, line = entity.place.rpartition(":")
                problems.add(
                    Path(file), int(line), f"misprinted-in: unknown source {slug!r}{did_you_mean(slug, known)}"
                )


def _entries(file: Path, problems: Problems) -> list[Fields]:
    fields = read_fields(file, ["entities"], "a file of entities", problems)
    return [] if fields is None else fields.blocks("entities")


def _entity(fields: Fields, layer: Layer, model: Model) -> Entity | None:
    fields.only(_KEYS, "an entity")
    slug = fields.slug("id", "in this entity")
    labels = _names(fields, "label")
    if not labels and not fields.block.get(Text("label")):
        fault = fields.wrong if "label" in fields.block else fields.missing
        fault("label", "the entity needs a label in one language at least, as label: {en: …}")
    type_ = fields.text("type")
    if type_ is not None and type_ not in model.classes:
        fields.wrong("type", f"unknown type {str(type_)!r}{did_you_mean(type_, model.classes)}")
    variants, misprints = _names(fields, "variants"), _names(fields, "misprints")
    for name in sorted({name for _, name in misprints} & {name for _, name in (*labels, *variants)}):
        fields.wrong("misprints", f"{name!r} is a name of the entity, and no misprint of one")
    misprinted_in = tuple(str(source) for source in fields.texts("misprinted-in"))
    if misprinted_in and not misprints:
        fields.wrong("misprinted-in", "misprinted-in names the sources of misprints, and there are none")
    if slug is None:
        return None
    return Entity(
        slug=str(slug),
        iri=NamedNode(f"{layer.base}id/{slug}"),
        type=model.classes.get(str(type_)) if type_ is not None else None,
        labels=labels,
        variants=variants,
        misprints=misprints,
        misprinted_in=misprinted_in,
        wikidata=_wikidata(fields),
        place=f"{fields.file}:{fields.line}",
    )


def _names(fields: Fields, key: str) -> tuple[tuple[str, str], ...]:
    inner = fields.inner(key)
    if inner is None:
        return ()
    for language in inner.block:
        if not is_language(language):
            inner.wrong(language, f"{str(language)!r} is no language code; write en, be, ru …")
    return tuple((str(language), one_line(name)) for language in inner.block for name in inner.texts(language))


def _wikidata(fields: Fields) -> WikidataLink | None:
    inner = fields.inner("wikidata")
    if inner is None:
        return None
    inner.only(("match", "id", "evidence"), "a Wikidata link")
    item, match = (
        inner.text("id", needed=True, what="in this link"),
        inner.text("match", needed=True, what="in this link"),
    )
    evidence = inner.text("evidence", needed=True, what="in this link: say where the identifier was seen")
    if item is not None and not re.fullmatch(r"Q[1-9][0-9]*", item):
        inner.wrong("id", f"{str(item)!r} is no Wikidata item; items look like Q184")
    if match is not None and match not in _MATCHES:
        inner.wrong("match", f"match is {str(match)!r}; write exact, close or related")
    if item is None or match is None or evidence is None:
        return None
    return WikidataLink(item=str(item), match=str(match), evidence=one_line(evidence))
