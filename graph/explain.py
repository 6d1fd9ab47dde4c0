"""Why: for a fact its claims, for an inferred triple its rule and premises down to claims, for anything else why it is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pyoxigraph import DefaultGraph, NamedNode, Triple
from pyoxigraph import Literal as RdfLiteral

from graph.contested import Contested, read_contested
from graph.derivations import BOUNDS
from graph.emit import proposition
from graph.errors import UnknownNameError
from graph.evidence import Tracer
from graph.resolve import resolve_property, resolve_thing
from graph.terms import DT, GRAPH, OWL, RDF

if TYPE_CHECKING:
    from graph.claim_view import ClaimView
    from graph.origins import Strand

Standing = Literal["fact", "inferred", "given", "stated", "unsaid"]
"""How a triple stands: a fact by claims, inferred from facts, given by editors, only stated (or following from what is),
or said nowhere."""

_APPARATUS = re.compile(r"[/#](?:claim|passage|proposition|conflict|judgement|origin|identity|source)/")
"""How the IRIs of the apparatus go on after the base, whichever that is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why one triple holds or does not.

    ``against`` are claims that state it and do not make it a fact; ``strands`` says which of its ``claims`` count as one.
    ``rule`` is the rule by which it follows, or would follow if its premises were facts; ``premises`` are explained in
    turn. ``instead`` is what is said of the same subject under the same predicate, when nothing says the triple itself.
    ``kept_out`` are the claims by which the triple holds in the whole graph, where a perspective keeps it out.
    """

    triple: Triple
    standing: Standing
    claims: tuple[ClaimView, ...] = ()
    against: tuple[ClaimView, ...] = ()
    strands: tuple[Strand, ...] = ()
    contested: tuple[Contested, ...] = ()
    rule: str = ""
    premises: tuple[Explanation, ...] = ()
    instead: tuple[Triple, ...] = ()
    kept_out: tuple[ClaimView, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the triple is in what questions read."""
        return self.standing in ("fact", "inferred", "given")


def explain(tracer: Tracer, triple: Triple) -> Explanation:
    """Explain one triple; the walk down a derivation always ends, because premises are older than what they lead to."""
    supporting = tracer.reader.claims(DT.supports, proposition(triple))
    stating = [claim for claim in tracer.stating(triple) if claim not in supporting]
    against = tuple(tracer.reader.read(claim) for claim in stating)
    contested = read_contested(tracer, tracer.conflicts(triple))
    if supporting:
        claims = tuple(tracer.reader.read(claim) for claim in supporting)
        strands = tracer.origins.independent(supporting)
        return Explanation(
            triple=triple, standing="fact", claims=claims, strands=strands, against=against, contested=contested
        )
    reason = tracer.opened.reason(triple)
    holds = tracer.holds(triple)
    rule, premises = reason if reason is not None else ("", ())
    standing: Standing = "unsaid"
    if holds:
        standing = "given" if reason is None else "inferred"
    elif against or reason is not None:
        standing = "stated"
    return Explanation(
        triple=triple,
        standing=standing,
        against=against,
        contested=contested,
        rule=rule,
        premises=tuple(explain(tracer, premise) for premise in premises),
        instead=tuple(_said_instead(tracer, triple)) if standing == "unsaid" else (),
        kept_out=() if holds else _kept_out(tracer, triple),
    )


def _kept_out(tracer: Tracer, triple: Triple) -> tuple[ClaimView, ...]:
    """The claims by which a triple that a perspective keeps out holds in the whole graph."""
    if tracer.opened.whole is None:
        return ()
    whole = Tracer(tracer.opened.whole)
    return tuple(whole.reader.read(claim) for claim in whole.claims(triple)) if whole.holds(triple) else ()


def _said_instead(tracer: Tracer, triple: Triple) -> list[Triple]:
    subject = triple.subject
    return triples_about(tracer, subject, triple.predicate) if isinstance(subject, NamedNode) else []


def matching(tracer: Tracer, thing: NamedNode, predicate: str | None, value: str | None) -> list[Triple]:
    """The triples that a person means: one, or all that is said of the subject, under the predicate where one is given.

    Raises UnknownNameError when a name names nothing, or when nothing is said of the subject.
    """
    store = tracer.opened.quads
    if predicate is None:
        found = triples_about(tracer, thing)
    elif value is None:
        found = triples_about(tracer, thing, resolve_property(store, predicate))
    else:
        term = resolve_property(store, predicate)
        return [Triple(thing, term, _value(tracer, thing, term, value))]
    if not found:
        raise UnknownNameError(
            f"nothing is said of {tracer.labels.term(thing)}{f' under {predicate}' if predicate else ''}"
        )
    return found


def _value(tracer: Tracer, thing: NamedNode, term: NamedNode, written: str) -> NamedNode | RdfLiteral:
    """The object that a person writes: a value that stands there in just these letters, or the thing of that name."""
    said = [triple.object for triple in triples_about(tracer, thing, term)]
    for value in (*said, *tracer.objects(thing, term)):
        if isinstance(value, RdfLiteral) and value.value == written:
            return value
    if next(tracer.opened.quads.quads_for_pattern(term, RDF.type, OWL.DatatypeProperty, DefaultGraph()), None):
        return RdfLiteral(written)
    return resolve_thing(tracer.opened.quads, written)


def triples_about(tracer: Tracer, subject: NamedNode, predicate: NamedNode | None = None) -> list[Triple]:
    """Every triple of a thing that is said or inferred, a fact or not, without labels, links and bounds; facts first."""
    quads = tracer.opened.quads
    found: list[Triple] = []
    for graph in (DefaultGraph(), GRAPH.stated):
        triples = [quad.triple for quad in quads.quads_for_pattern(subject, predicate, None, graph)]
        found += sorted((triple for triple in triples if _telling(triple)), key=str)
    return list(dict.fromkeys(found))


def _telling(triple: Triple) -> bool:
    predicate, value = triple.predicate.value, triple.object
    own = triple.predicate == RDF.type or not predicate.startswith(_FOREIGN)
    hidden = triple.predicate in BOUNDS
    return own and not hidden and not (isinstance(value, NamedNode) and _APPARATUS.search(value.value))


_FOREIGN = ("http://www.w3.org/", "http://purl.org/")


def term_pairs(tracer: Tracer, value: NamedNode) -> list[Triple]:
    """Every triple that has a thing as its object, a fact or not, without those of the apparatus; facts first."""
    found: list[Triple] = []
    for graph in (DefaultGraph(), GRAPH.stated):
        triples = [quad.triple for quad in tracer.opened.quads.quads_for_pattern(None, None, value, graph)]
        found += sorted((triple for triple in triples if _between_things(triple)), key=str)
    return list(dict.fromkeys(found))


def _between_things(triple: Triple) -> bool:
    apparatus = isinstance(triple.subject, NamedNode) and _APPARATUS.search(triple.subject.value)
    return not apparatus and not triple.predicate.value.startswith(_FOREIGN)
