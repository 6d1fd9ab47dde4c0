"""Explanations and entities as text: names, not IRIs; every line with who says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Triple

from graph.explain import Explanation, explain, term_pairs, triples_about
from graph.naming import slug
from graph.present import claim_json, claim_lines, contested_lines, hanging, why_no_fact
from graph.terms import DT, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graph.claim_view import ClaimView
    from graph.evidence import Tracer
    from graph.present import Style

_HEADS = {
    "fact": "a fact",
    "inferred": "inferred",
    "given": "given by the editors, in the registry or the vocabulary; it rests on no claim",
    "stated": "said, and no fact",
    "unsaid": "not in the corpus: nothing says so, and nothing denies it",
}


def why_text(explanation: Explanation, style: Style, depth: int = 0) -> list[str]:
    """An explanation as lines: the triple, how it stands, its claims with their places, then its premises, each so explained."""
    pad = "  " * depth
    words = style.labels.triple(explanation.triple)
    lines = hanging(pad, f"{words}", style.width) + hanging(
        f"{pad}  ", f"is {_HEADS[explanation.standing]}", style.width
    )
    if explanation.rule:
        lines[-1] = f"{pad}  {'is inferred' if explanation.holds else 'is no fact, and would follow'} by the rule:"
        lines += hanging(f"{pad}    ", explanation.rule, style.width)
    for claim in explanation.claims:
        lines += _claim(claim, "", style, pad)
    for claim in explanation.against:
        lines += _claim(claim, f" — {why_no_fact(claim)}", style, pad)
    for premise in explanation.premises:
        lines += [f"{pad}  because", *why_text(premise, style, depth + 2)]
    return lines + contested_lines(explanation.contested, style)


def _claim(claim: ClaimView, remark: str, style: Style, pad: str) -> list[str]:
    head = hanging(f"{pad}  – ", f"{claim.says}{remark}", style.width)
    return head + [f"{pad}{line.removeprefix('  ')}" for line in claim_lines(claim, style)]


def why_json(explanation: Explanation, style: Style) -> dict[str, Any]:
    """The same as JSON values."""
    return {
        "triple": [str(term) for term in explanation.triple],
        "words": style.labels.triple(explanation.triple),
        "standing": explanation.standing,
        "claims": [claim_json(claim, style) for claim in explanation.claims],
        "against": [claim_json(claim, style) | {"because": why_no_fact(claim)} for claim in explanation.against],
        "rule": explanation.rule or None,
        "premises": [why_json(premise, style) for premise in explanation.premises],
    }


def show_text(tracer: Tracer, thing: NamedNode, style: Style) -> list[str]:
    """What is known of a thing: names, then what is said of it, then the situations in which it stands, each with its claims."""
    lines = [*_names(tracer, thing, style), ""]
    own = [explain(tracer, triple) for triple in triples_about(tracer, thing)]
    around = [explain(tracer, triple) for triple in term_pairs(tracer, thing)]
    sections = {
        "Facts": [e for e in own if e.holds],
        "Where it stands in facts": sorted((e for e in around if e.holds), key=lambda e: _time(tracer, e.triple)),
        "Said and not counted as fact": [e for e in (*own, *around) if not e.holds],
    }
    for title, explanations in sections.items():
        if explanations:
            lines += [title, *(line for e in explanations for line in _shown(tracer, e, thing, style)), ""]
    return lines


def _names(tracer: Tracer, thing: NamedNode, style: Style) -> Iterator[str]:
    yield f"{style.labels.term(thing)}  ({slug(thing)})"
    for predicate, title in (
        (RDFS.label, "names"), (SKOS.prefLabel, "names"), (SKOS.altLabel, "also"),
        (SKOS.definition, "definition"), (SKOS.exactMatch, "same thing in Wikidata"), (SKOS.closeMatch, "close to, in Wikidata"),
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
    words = style.labels.triple(triple) if triple.subject != thing else _of_thing(triple, style)
    when = "" if triple.subject == thing else _when(tracer, triple, style)
    told = "; ".join(dict.fromkeys(_told(explanation)))
    return hanging("  – ", f"{words}{when}  [{told}]", style.width)


def _of_thing(triple: Triple, style: Style) -> str:
    return f"{style.labels.term(triple.predicate)}: {style.labels.term(triple.object)}"


def _told(explanation: Explanation) -> Iterator[str]:
    for claim in explanation.claims:
        yield f"{claim.name}, {'own voice' if claim.voice == 'own' else claim.voice_in_words}"
    if explanation.standing == "given":
        yield "editors"
    if explanation.standing == "inferred":
        yield f"inferred from {', '.join(sorted({claim.name for claim in _below(explanation.premises)})) or 'the registry'}"
    if not explanation.holds:
        for claim in explanation.against:
            yield f"{claim.name}: {why_no_fact(claim)}"


def _below(explanations: Iterable[Explanation]) -> Iterator[ClaimView]:
    for explanation in explanations:
        yield from explanation.claims
        yield from _below(explanation.premises)


_TIMES = (DT.began, DT.occurred, DT.holds, DT.ended)


def _dates(tracer: Tracer, triple: Triple) -> list[tuple[NamedNode, Literal]]:
    quads = tracer.opened.quads
    return [
        (predicate, quad.object)
        for predicate in _TIMES
        for quad in quads.quads_for_pattern(triple.subject, predicate, None, DefaultGraph())
        if isinstance(quad.object, Literal)
    ]


def _time(tracer: Tracer, triple: Triple) -> tuple[str, str]:
    return min((date.value for _, date in _dates(tracer, triple)), default="9999"), str(triple)


def _when(tracer: Tracer, triple: Triple, style: Style) -> str:
    dates = [f"{style.labels.term(predicate)} {style.labels.term(date)}" for predicate, date in _dates(tracer, triple)]
    ends = tracer.opened.quads.quads_for_pattern(triple.subject, DT.endedThrough, None, DefaultGraph())
    dates += [f"{style.labels.term(DT.endedThrough)} {style.labels.term(quad.object)}" for quad in ends]
    return f"  ({', '.join(dates)})" if dates else ""
