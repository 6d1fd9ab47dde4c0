"""The graph in memory: every triple of a build, by the named graph that packages it, and why each inferred one holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Triple

from graph.conflicts import conflict_triples, demoted, find_conflicts, with_judged
from graph.emit import (
    claim_triples,
    identity_triples,
    origin_triples,
    proposition,
    registry_triples,
    retracted_triples,
    stated,
    vocabulary_triples,
)
from graph.errors import InputError
from graph.naming import Labels
from graph.perspective import PLAIN
from graph.promote import promote, seen
from graph.reason.closure import Closure, close
from graph.reason.rules import compile_ontology
from graph.reason.schema import closed_hierarchy
from graph.reason.stored_rules import stored_rules
from graph.terms import DT, PREFIXES
from graph.times import bounds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import TypeAlias

    from graph.layers import Layer
    from graph.perspective import Perspective
    from graph.reason.closure import Clash
    from graph.reason.rule_model import RuleSet
    from loaders.claims import Claim
    from loaders.corpus import Corpus

    Beside: TypeAlias = Callable[[Mapping[NamedNode, Sequence[Triple]]], object]
    """What is done beside a build, with the named graphs that stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why an inferred triple holds: the rule in words, and the triples to which it was applied."""

    triple: Triple
    words: str
    premises: tuple[Triple, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Graphs:
    """A build. ``default`` is what questions read; ``named`` packages it by graph; ``reasons`` explain what is inferred, and
    ``rules`` are those that do, by what they conclude, as they are stored.
    """

    default: tuple[Triple, ...]
    named: Mapping[NamedNode, tuple[Triple, ...]]
    reasons: tuple[Reason, ...]
    rules: tuple[tuple[str, str], ...] = ()


def graph_name(name: str) -> NamedNode:
    """The IRI of one of the named graphs: facts, inferred, stated, entities, ontology, conflicts, claims/<source>."""
    return NamedNode(PREFIXES["graph"] + name)


def build_graphs(  # noqa: PLR0913  what it does not need for the graph has a name
    corpus: Corpus,
    layers: Sequence[Layer],
    *,
    owlrl: bool = False,
    perspective: Perspective = PLAIN,
    kept: Path | None = None,
    beside: Beside | None = None,
) -> Graphs:
    """Claims, then conflicts, then judgements, then promotion, then closure: no later stratum changes an earlier one.

    A ``perspective`` chooses which sources speak and which of their claims make facts. What takes long and rests on the ontology
    alone is looked for in the folder ``kept``, and kept there. ``beside`` is called in another thread while the engine tries the
    rules of conflict, with the named graphs that are already what they will be; what it raises is raised.

    Raises InputError when the facts contradict the ontology, with both derivations of each clash, or when an axiom of the
    ontology is outside what the reasoner supports. With ``owlrl`` that library infers, and no reasons are kept for it.
    """
    corpus = seen(corpus, perspective)
    rules = compile_ontology(corpus.ontology)
    registry = _distinct(registry_triples(corpus))
    claimed = {graph_name(f"claims/{slug}"): _claims_of(corpus, slug) for slug in corpus.sources}
    every_claim = [triple for triples in claimed.values() for triple in triples]
    first = {**claimed, graph_name("entities"): registry, graph_name("ontology"): corpus.ontology}
    conflicting = _conflicting(corpus, layers, [*every_claim, *registry], lambda: beside(first) if beside else None)
    facts = promote(corpus.claims, demoted(corpus.judgements), perspective, corpus.origins)
    asserted = [*facts, *_support(facts)]
    given = _distinct([*vocabulary_triples(corpus), *registry, *every_claim, *conflicting, *asserted])
    labels = Labels.among(given)
    closure = close(given, rules)
    _refuse_clashes(closure, labels)
    reasons = _by_owlrl(corpus, given, facts) if owlrl else _by_rules(corpus, closure, facts, labels, kept)
    default = _distinct([*given, *(reason.triple for reason in reasons)])
    only_stated = _only_stated(corpus.claims, default, closure, rules, labels)
    named = {
        "conflicts": conflicting,
        "facts": asserted,
        "inferred": _distinct(reason.triple for reason in reasons),
        "stated": [reason.triple for reason in only_stated],
    }
    return Graphs(
        default=tuple(default),
        named={name: tuple(triples) for name, triples in first.items()}
        | {graph_name(name): tuple(triples) for name, triples in named.items()},
        reasons=tuple(reason for reason in (*reasons, *only_stated) if reason.words),
        rules=() if owlrl else tuple(stored_rules(rules, labels.term)),
    )


def _conflicting(
    corpus: Corpus, layers: Sequence[Layer], claims: Sequence[Triple], beside: Callable[[], object]
) -> list[Triple]:
    """The conflicts that rules find, and all that editors decided."""
    searched = [*claims, *corpus.shapes, *vocabulary_triples(corpus)]
    conflicts = with_judged(find_conflicts(layers, corpus.claims, searched, beside), corpus.judgements)
    triples = [*conflict_triples(conflicts, corpus.judgements, corpus.identities)]
    triples += [triple for origin in corpus.origins for triple in origin_triples(origin)]
    triples += [triple for judgement in corpus.identities for triple in identity_triples(judgement)]
    return _distinct(triples)


def _by_owlrl(corpus: Corpus, given: Sequence[Triple], facts: Iterable[Triple]) -> list[Reason]:
    """What follows by owlrl alone, for which no words are kept, and the bounds of times."""
    from graph.reason.by_owlrl import closed_by_owlrl  # noqa: PLC0415  slow to import

    entailed = closed_by_owlrl([*corpus.ontology, *given])
    return [
        *(Reason(triple=triple, words="", premises=()) for triple in entailed),
        *_reasons_of_times([*facts, *entailed]),
    ]


def _by_rules(
    corpus: Corpus, closure: Closure, facts: Iterable[Triple], labels: Labels, kept: Path | None
) -> list[Reason]:
    """What follows by the ontology's hierarchy and its rules, and the bounds of times, each with its reason."""
    hierarchy = [
        Reason(triple=triple, words="the ontology entails it (OWL 2 RL, closed by owlrl)", premises=())
        for triple in closed_hierarchy(corpus.ontology, kept)
    ]
    return [*hierarchy, *_reasons(closure, labels), *_reasons_of_times([*facts, *closure.inferred])]


def _only_stated(
    claims: Iterable[Claim], default: Sequence[Triple], whole: Closure, rules: RuleSet, labels: Labels
) -> list[Reason]:
    """What would hold besides if all that is stated were fact: for saying what an answer leaves out, and nothing else.

    What claims state themselves has no words here; the rest has its rule, and premises that may be only stated too. ``default``
    begins with what was given to the closure ``whole``.
    """
    known = set(default)
    every = _distinct(triple for claim in claims for triple in stated(claim))
    extra = [Reason(triple=triple, words="", premises=()) for triple in every if triple not in known]
    inferred = default[len(whole.given) :]
    closure = close([*inferred, *(reason.triple for reason in extra)], rules, beside=whole)
    followed = [*_reasons(closure, labels), *_reasons_of_times([*every, *default, *closure.inferred])]
    found = {reason.triple: reason for reason in (*extra, *followed) if reason.triple not in known}
    return list(found.values()) if extra else []


def _reasons(closure: Closure, labels: Labels) -> Iterator[Reason]:
    for triple in closure.inferred:
        derivation = closure.derivation(triple)
        if derivation is not None:
            yield Reason(triple=triple, words=derivation.rule.words(labels.term), premises=derivation.premises)


def _reasons_of_times(triples: Iterable[Triple]) -> list[Reason]:
    return [Reason(triple=found.triple, words=found.words, premises=found.premises) for found in bounds(triples)]


def _distinct(triples: Iterable[Triple]) -> list[Triple]:
    return list(dict.fromkeys(triples))


def _claims_of(corpus: Corpus, source: str) -> tuple[Triple, ...]:
    claims = (claim for claim in corpus.claims if claim.source.slug == source)
    retracted = (claim for claim in corpus.retracted if claim.source.slug == source)
    written = [triple for claim in claims for triple in claim_triples(claim)]
    return tuple(_distinct([*written, *(triple for claim in retracted for triple in retracted_triples(claim))]))


def _support(facts: Mapping[Triple, Sequence[Claim]]) -> list[Triple]:
    return [Triple(claim.iri, DT.supports, proposition(triple)) for triple, claims in facts.items() for claim in claims]


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
