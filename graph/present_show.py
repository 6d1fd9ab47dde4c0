"""What is known of a thing, as text: each line with who says so, what is only said apart from facts, what is contested marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode, Triple

from graph.explain import Explanation, explain, term_pairs, triples_about
from graph.naming import slug
from graph.present import claim_lines, date_with_mark, hanging, why_no_fact
from graph.present_why import object_words
from graph.terms import DT, RDF, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graph.claim_view import ClaimView
    from graph.evidence import Tracer
    from graph.present import Style


def show_text(tracer: Tracer, thing: NamedNode, style: Style) -> list[str]:
    """What is known of a thing: names, what is said of it, where it stands, what it has said; of a claim, the claim."""
    if is_claim(tracer, thing):
        return claim_text(tracer, thing, style)
    own = [explain(tracer, triple) for triple in triples_about(tracer, thing)]
    around = [explain(tracer, triple) for triple in term_pairs(tracer, thing)]
    sections = {
        "Facts": [e for e in own if e.holds],
        "Where it stands in facts": sorted((e for e in around if e.holds), key=lambda e: _time(tracer, e.triple)),
        "Said and not counted as fact": [e for e in (*own, *around) if not e.holds],
    }
    lines = [*_names(tracer, thing, style), ""]
    for title, explanations in sections.items():
        if explanations:
            lines += [title, *(line for e in explanations for line in _shown(tracer, e, thing, style)), ""]
    spoken = [
        claim for claim in map(tracer.reader.read, tracer.reader.claims(DT.speaker, thing)) if claim.voice != "own"
    ]
    for title, said in _by_occasion(spoken).items():
        told = (hanging("  – ", f"{claim.says}  [{claim.name}{_mode(claim)}]", style.width) for claim in said)
        lines += [title, *(line for group in told for line in group), ""]
    return lines


def _by_occasion(spoken: Sequence[ClaimView]) -> dict[str, list[ClaimView]]:
    """What a speaker is reported to have said, apart from what is told of wishes and plans without saying where they were uttered."""
    wished = [
        claim
        for claim in spoken
        if claim.modality in ("planned", "proposed", "wished") and not claim.on_occasion and not claim.chain
    ]
    titles = {
        "Has said, as others report": [claim for claim in spoken if claim not in wished],
        "Wants, plans or proposes, as others tell": wished,
    }
    return {title: said for title, said in titles.items() if said}


def is_claim(tracer: Tracer, thing: NamedNode) -> bool:
    """Whether a thing is a claim that stands, and not one that was retracted."""
    return tracer.holds(Triple(thing, RDF.type, DT.Claim))


def claim_text(tracer: Tracer, claim: NamedNode, style: Style) -> list[str]:
    """A claim by itself: its gloss, voice, source and passage, and what it states, with how each of it stands."""
    view = tracer.reader.read(claim)
    states = [explain(tracer, triple) for triple in tracer.stated_by(claim)]
    subjects = dict.fromkeys(style.labels.term(e.triple.subject) for e in states)
    lines = [*hanging("", view.says, style.width), *claim_lines(view, style), ""]
    lines += hanging("", f"It states of {'; '.join(subjects)}:", style.width)
    for e in states:
        words = f"{style.labels.term(e.triple.predicate)}: {object_words(e, style)}"
        lines += hanging("  – ", f"{words}  [{'a fact' if e.holds else 'no fact'}]", style.width)
    return [*lines, ""]


def _mode(claim: ClaimView) -> str:
    return f", {claim.mode_in_words}" if claim.mode_in_words else ""


def _names(tracer: Tracer, thing: NamedNode, style: Style) -> Iterator[str]:
    yield f"{style.labels.term(thing)}  ({slug(thing)})"
    for predicate, title in (
        (RDFS.label, "names"), (SKOS.prefLabel, "names"), (SKOS.altLabel, "also"),
        (SKOS.definition, "definition"), (SKOS.exactMatch, "same thing in Wikidata"), (SKOS.closeMatch, "close to, in Wikidata"),
        (SKOS.relatedMatch, "related to, in Wikidata"),
    ):  # fmt: skip
        values = [quad.object for quad in tracer.opened.quads.quads_for_pattern(thing, predicate, None, DefaultGraph())]
        if values:
            yield from hanging(f"  {title}: ", "; ".join(sorted(_value(value) for value in values)), style.width)


def _value(value: object) -> str:
    if isinstance(value, Literal):
        return f"{value.value} ({value.language})" if value.language else value.value
    return value.value if isinstance(value, NamedNode) else str(value)


def _shown(tracer: Tracer, explanation: Explanation, thing: NamedNode, style: Style) -> list[str]:
    triple = explanation.triple
    own = triple.subject == thing
    words = f"{style.labels.term(triple.predicate)}: {object_words(explanation, style)}"
    words = words if own else f"{style.labels.term(triple.subject)} — {words}"
    when = "" if own else _when(tracer, triple, style)
    told = "; ".join(dict.fromkeys(_told(explanation)))
    return hanging("  – ", f"{words}{when}  [{told}]", style.width)


def _told(explanation: Explanation) -> Iterator[str]:
    for claim in explanation.claims:
        yield f"{claim.name}, {'own voice' if claim.voice == 'own' else claim.voice_in_words}"
    if explanation.standing == "given":
        yield "editors"
    if explanation.standing == "inferred":
        below = {claim.name for claim in _below(explanation.premises)}
        yield f"inferred from {', '.join(sorted(below)) or 'the registry'}"
    if not explanation.holds:
        for claim in explanation.against:
            yield f"{claim.name}: {why_no_fact(claim)}"
        for claim in _unsupporting(explanation.premises):
            yield f"would follow from {claim.name}: {why_no_fact(claim)}"
    for conflict in explanation.contested:
        names = " and ".join(claim.name for claim in conflict.claims)
        yield f"contested, {conflict.judgement or 'open'}: {names}"


def _below(explanations: Iterable[Explanation]) -> Iterator[ClaimView]:
    for explanation in explanations:
        yield from explanation.claims
        yield from _below(explanation.premises)


def _unsupporting(explanations: Iterable[Explanation]) -> Iterator[ClaimView]:
    """The claims for want of whose support a thing does not follow."""
    for explanation in explanations:
        if not explanation.holds:
            yield from explanation.against
            yield from _unsupporting(explanation.premises)


_TIMES = (DT.began, DT.occurred, DT.holds, DT.ended)


def _dates(tracer: Tracer, triple: Triple) -> list[Triple]:
    quads = tracer.opened.quads
    return [
        quad.triple
        for predicate in _TIMES
        for quad in quads.quads_for_pattern(triple.subject, predicate, None, DefaultGraph())
    ]


def _time(tracer: Tracer, triple: Triple) -> tuple[str, str]:
    dates = (date.object for date in _dates(tracer, triple))
    return min((date.value for date in dates if isinstance(date, Literal)), default="9999"), str(triple)


def _when(tracer: Tracer, triple: Triple, style: Style) -> str:
    dates = [
        f"{style.labels.term(date.predicate)} {date_with_mark(date.object, map(tracer.reader.read, tracer.claims(date)))}"
        for date in _dates(tracer, triple)
        if isinstance(date.object, Literal)
    ]
    ends = tracer.opened.quads.quads_for_pattern(triple.subject, DT.endedThrough, None, DefaultGraph())
    dates += [f"{style.labels.term(DT.endedThrough)} {style.labels.term(quad.object)}" for quad in ends]
    return f"  ({', '.join(dates)})" if dates else ""
