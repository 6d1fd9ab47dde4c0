"""The graph in memory: every triple of a build, by the named graph that packages it, and why each inferred one holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Triple

from graph.closure import Closure, close
from graph.conflicts import conflict_triples, demoted, find_conflicts, with_judged
from graph.emit import claim_triples, proposition, registry_triples, stated, vocabulary_triples
from graph.errors import InputError
from graph.naming import Labels
from graph.promote import promote
from graph.rules import compile_ontology
from graph.schema import closed_by_owlrl, closed_hierarchy
from graph.terms import BASE, DT
from graph.times import Dated, bounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graph.closure import Clash
    from graph.layers import Layer
    from graph.rule_model import RuleSet
    from loaders.claims import Claim
    from loaders.corpus import Corpus

GRAPHS = BASE + "graph/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why an inferred triple holds: the rule in words, and the triples to which it was applied."""

    triple: Triple
    words: str
    premises: tuple[Triple, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Graphs:
    """A build. ``default`` is what questions read; ``named`` packages it by graph; ``reasons`` explain what is inferred."""

    default: tuple[Triple, ...]
    named: Mapping[NamedNode, tuple[Triple, ...]]
    reasons: tuple[Reason, ...]


def graph_name(name: str) -> NamedNode:
    """The IRI of one of the named graphs: facts, inferred, stated, entities, ontology, conflicts, claims/<source>."""
    return NamedNode(GRAPHS + name)


def build_graphs(corpus: Corpus, layers: Sequence[Layer], *, owlrl: bool = False) -> Graphs:
    """Claims, then conflicts, then judgements, then promotion, then closure: no later stratum changes an earlier one.

    Raises InputError when the facts contradict the ontology, with both derivations of each clash, or when an axiom of the
    ontology is outside what the reasoner supports. With ``owlrl`` that library infers, and no reasons are kept for it.
    """
    rules = compile_ontology(corpus.ontology)
    hierarchy = closed_hierarchy(corpus.ontology)
    registry = _distinct(registry_triples(corpus))
    claimed = {source.slug: _claims_of(corpus, source.slug) for source in corpus.sources.values()}
    every_claim = [triple for triples in claimed.values() for triple in triples]
    conflicts = with_judged(find_conflicts(layers, [*every_claim, *corpus.shapes]), corpus.judgements)
    conflicting = _distinct(conflict_triples(conflicts, corpus.judgements))
    facts = promote(corpus.claims, demoted(corpus.judgements))
    given = _distinct([*vocabulary_triples(corpus), *registry, *every_claim, *conflicting, *_support(facts), *facts])
    closure = close(given, rules)
    times = bounds([*facts, *closure.inferred])
    dated = [found.triple for found in times]
    labels = Labels.among(given)
    _refuse_clashes(closure, labels)
    entailed = closed_by_owlrl([*corpus.ontology, *given]) if owlrl else closure.inferred
    inferred = [*hierarchy, *dated, *entailed]
    named = {graph_name(f"claims/{slug}"): tuple(triples) for slug, triples in claimed.items()}
    named |= {
        graph_name("entities"): tuple(registry),
        graph_name("ontology"): corpus.ontology,
        graph_name("conflicts"): tuple(conflicting),
        graph_name("facts"): (*facts, *_support(facts)),
        graph_name("inferred"): tuple(inferred),
    }
    default = _distinct([*given, *inferred])
    named[graph_name("stated")] = _stated_alone(corpus.claims, default, rules)
    return Graphs(
        default=tuple(default), named=named, reasons=() if owlrl else tuple(_reasons(hierarchy, times, closure, labels))
    )


def _distinct(triples: Iterable[Triple]) -> list[Triple]:
    return list(dict.fromkeys(triples))


def _claims_of(corpus: Corpus, source: str) -> list[Triple]:
    return _distinct(
        triple for claim in corpus.claims if claim.source.slug == source for triple in claim_triples(claim)
    )


def _support(facts: Mapping[Triple, Sequence[Claim]]) -> list[Triple]:
    return [Triple(claim.iri, DT.supports, proposition(triple)) for triple, claims in facts.items() for claim in claims]


def _stated_alone(claims: Iterable[Claim], default: Sequence[Triple], rules: RuleSet) -> tuple[Triple, ...]:
    """What would hold besides if all that is stated were fact: for saying what an answer leaves out, and nothing else."""
    known = set(default)
    every = _distinct(triple for claim in claims for triple in stated(claim))
    extra = [triple for triple in every if triple not in known]
    if not extra:
        return ()
    closure = close([*default, *extra], rules)
    times = [dated.triple for dated in bounds([*every, *default, *closure.inferred]) if dated.triple not in known]
    return tuple(_distinct(triple for triple in (*extra, *times, *closure.inferred) if triple not in known))


def _reasons(hierarchy: Iterable[Triple], times: Iterable[Dated], closure: Closure, labels: Labels) -> Iterable[Reason]:
    for triple in hierarchy:
        yield Reason(triple=triple, words="the ontology entails it (OWL 2 RL, closed by owlrl)", premises=())
    for dated in times:
        yield Reason(triple=dated.triple, words=dated.words, premises=dated.premises)
    for triple in closure.inferred:
        derivation = closure.derivation(triple)
        if derivation is not None:
            yield Reason(triple=triple, words=derivation.rule.words(labels.term), premises=derivation.premises)


def _refuse_clashes(closure: Closure, labels: Labels) -> None:
    if closure.clashes:
        raise InputError(*(_clash_in_words(clash, closure, labels) for clash in closure.clashes))


def _clash_in_words(clash: Clash, closure: Closure, labels: Labels) -> str:
    lines = [f"the facts contradict the ontology: {clash.rule.words(labels.term)}"]
    for witness in clash.witnesses:
        lines.append(f"  {labels.triple(witness)}")
        derivation = closure.derivation(witness)
        while derivation is not None:
            lines.append(f"    because {'; '.join(labels.triple(premise) for premise in derivation.premises)}")
            derivation = next(filter(None, map(closure.derivation, derivation.premises)), None)
    return "\n".join([*lines, "  correct one of the claims, or record a judgement in conflicts.yaml"])
