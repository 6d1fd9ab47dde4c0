"""Explanations as text and as JSON: names, not IRIs; every line with who says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode

from graph.naming import listed
from graph.no_fact import why_no_fact
from graph.present import claim_lines, contested_lines, date_with_mark, hanging, with_hedge
from graph.present_table import claim_json, contested_json, strand_json
from graph.terms import EDTF

if TYPE_CHECKING:
    from graph.claim_view import ClaimView
    from graph.explain import Explanation
    from graph.origins import OriginView, Strand
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
    lines = hanging(pad, triple_words(explanation, style), style.width) + hanging(
        f"{pad}  ", f"is {_standing_words(explanation)}", style.width
    )
    if explanation.rule:
        lines[-1] = f"{pad}  {'is inferred' if explanation.holds else 'is no fact, and would follow'} by the rule:"
        lines += hanging(f"{pad}    ", explanation.rule, style.width)
    for claim in explanation.claims:
        lines += _claim(claim, "", style, pad)
    lines += hanging(f"{pad}  ", strands_words(explanation), style.width) if len(explanation.claims) > 1 else []
    if explanation.against and explanation.holds:
        lines.append(f"{pad}  said of it too, and no support:")
    for claim in explanation.against:
        lines += _claim(claim, f" — {why_no_fact(claim)}", style, pad)
    if explanation.instead:
        others = "; ".join(term_words(triple.object, style) for triple in explanation.instead)
        lines += hanging(f"{pad}  ", f"what is said there is: {others}", style.width)
    if explanation.kept_out:
        names = listed(claim.name for claim in explanation.kept_out)
        lines += hanging(
            f"{pad}  ", f"the perspective keeps it out: the whole corpus has it as a fact, by {names}", style.width
        )
    for premise in explanation.premises:
        lines += [f"{pad}  because", *why_text(premise, style, depth + 2)]
    return lines + contested_lines(explanation.contested, style)


def _standing_words(explanation: Explanation) -> str:
    """How the triple stands; what a perspective alone keeps out is not called unsaid."""
    unseen = explanation.kept_out and explanation.standing == "unsaid"
    return "not in what is seen from here" if unseen else _HEADS[explanation.standing]


def term_words(term: object, style: Style) -> str:
    """A term by its name, or by its IRI where these are asked for."""
    return term.value if style.iris and isinstance(term, NamedNode) else style.labels.term(term)


def triple_words(explanation: Explanation, style: Style) -> str:
    """The triple of an explanation: subject — predicate: object."""
    subject, predicate, value = explanation.triple
    words = (
        term_words(value, style) if style.iris and isinstance(value, NamedNode) else object_words(explanation, style)
    )
    return f"{term_words(subject, style)} — {term_words(predicate, style)}: {words}"


def object_words(explanation: Explanation, style: Style) -> str:
    """The object as the claims give it: figures with their hedge, dates with how they are known."""
    value, claims = explanation.triple.object, explanation.claims or explanation.against
    if isinstance(value, Literal) and value.datatype == EDTF:
        return date_with_mark(value, claims)
    return with_hedge(value, style.labels.term(value), claims)


def _claim(claim: ClaimView, remark: str, style: Style, pad: str) -> list[str]:
    head = hanging(f"{pad}  – ", f"{claim.says}{remark}", style.width)
    return head + [f"{pad}{line.removeprefix('  ')}" for line in claim_lines(claim, style)]


def strands_words(explanation: Explanation) -> str:
    """As how many the claims of a fact count, and which of them are one because editors recorded an origin."""
    strands, count = explanation.strands, len(explanation.claims)
    tied = [strand for strand in strands if strand.origins]
    if len(strands) == 1 and not tied:
        return f"{count} claims of one source say so."
    if len(strands) == 1:
        return f"{count} claims say so, of one origin: {_origins_words(strands[0])}."
    if not tied:
        return f"{len(strands)} sources say so; no common origin is recorded."
    names = {claim.iri: claim.name for claim in explanation.claims}
    of_one = " ".join(
        f"Of one origin are {listed(names[claim] for claim in strand.claims)}: {_origins_words(strand)}."
        for strand in tied
    )
    return f"{count} claims say so, which count as {len(strands)}; no common origin of these is recorded. {of_one}"


def _origins_words(strand: Strand) -> str:
    return "; ".join(map(_origin_words, strand.origins))


def _origin_words(origin: OriginView) -> str:
    words = origin.origin.rstrip(".")
    return f"{words} ({origin.kind}; judged by {origin.judge} on {origin.judged}: {origin.reason.rstrip('.')})"


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
        "strands": [strand_json(strand, explanation.claims) for strand in explanation.strands],
        "contested": [contested_json(conflict) for conflict in explanation.contested],
        "left_out_by_perspective": [claim_json(claim, style) for claim in explanation.kept_out],
        "said_instead": [style.labels.term(triple.object) for triple in explanation.instead],
    }
