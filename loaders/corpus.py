"""The corpus: everything that the layers hold, read and checked against the model, or one error with every fault in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loaders.claims import APPARATUS_KEYS, Claim, Retracted, read_claim_file, read_claims
from loaders.entities import Entity, note_unknown_printers, read_entities
from loaders.identity import IdentityJudgement, read_identities
from loaders.judgements import Judgement, read_judgements
from loaders.model import Model, ontology_files, read_model, read_turtle
from loaders.origins import SharedOrigin, read_origins
from loaders.problems import Problems
from loaders.sources import Source, read_sources
from loaders.things import named_things, with_retired

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyoxigraph import Triple

    from graph.layers import Layer


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """All entities and sources by slug, all claims in order of source and line, all judgements, and the ontology's triples.

    A retired slug leads to the entity that is kept.
    """

    model: Model
    ontology: tuple[Triple, ...]
    shapes: tuple[Triple, ...]
    entities: Mapping[str, Entity]
    sources: Mapping[str, Source]
    text_hashes: Mapping[str, str]
    claims: tuple[Claim, ...]
    retracted: tuple[Retracted, ...]
    judgements: tuple[Judgement, ...]
    origins: tuple[SharedOrigin, ...]
    identities: tuple[IdentityJudgement, ...]


def read_corpus(layers: Sequence[Layer]) -> Corpus:
    """Read all layers. Raises InputError with one line, ``file:line: fault; mend``, for each fault of any file."""
    problems = Problems()
    model = read_model(layers)
    entities = read_entities(layers, model, problems)
    problems.raise_unread()
    sources = read_sources(layers, entities, problems)
    note_unknown_printers(entities, sources, problems)
    problems.raise_any()
    files = [read_claim_file(source, problems) for source in sources.values()]
    problems.raise_unread()
    things = named_things(files, model, entities, APPARATUS_KEYS)
    identities, kept = read_identities(layers, model, things, problems)
    problems.raise_unread()
    things = with_retired(things, kept)
    claims = read_claims(files, model, things)
    problems.raise_any()
    judgements = read_judgements(layers, model, claims, problems)
    nameable = {slug: source.iri for slug, source in sources.items()} | dict(things.names)
    origins = read_origins(layers, model, claims, nameable, problems)
    problems.raise_any()
    return Corpus(
        model=model,
        ontology=tuple(t for file in ontology_files(layers, shapes=False) for t in read_turtle(file)),
        shapes=tuple(t for file in ontology_files(layers, shapes=True) for t in read_turtle(file)),
        entities=things.entities,
        sources=sources,
        text_hashes={file.source.slug: file.text_hash for file in files if file.text_hash is not None},
        claims=tuple(claims),
        retracted=tuple(claim for file in files for claim in file.retracted),
        judgements=judgements,
        origins=origins,
        identities=identities,
    )
