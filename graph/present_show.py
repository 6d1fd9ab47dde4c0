"""What is known of a thing, as text: each line with who says so, what is only said apart from facts, what is contested marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode, Triple

from graph.explain import explain
from graph.naming import slug
from graph.present import claim_lines, hanging
from graph.present_entries import entry_lines, own_lines
from graph.present_sayings import sayings
from graph.present_why import object_words
from graph.show_entries import by_time, known
from graph.terms import DT, RDF, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graph.evidence import Tracer
    from graph.present import Style
    from graph.show_entries import Entry, Known


def show_text(tracer: Tracer, thing: NamedNode, style: Style) -> list[str]:
    """What is known of a thing: names, facts of it, where it stands by kind and time, what is only said, what it has said."""
    if is_claim(tracer, thing):
        return claim_text(tracer, thing, style)
    found = known(tracer, thing)
    return [
        *_names(tracer, thing, style),
        *_identity(tracer, thing, style),
        "",
        *_section("Facts", own_lines(found.facts, thing, style)),
        *_where_it_stands(found.entries, thing, style),
        *_section("Said and not counted as fact", _only_said(found, thing, style)),
        *(line for title, said in sayings(tracer, thing, style).items() for line in _section(title, said)),
    ]


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return [title, *lines, ""] if lines else []


def _where_it_stands(entries: Sequence[Entry], thing: NamedNode, style: Style) -> list[str]:
    """The entries under the classes to which they belong, in the order of the first entry of each."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        kind = " and ".join(map(style.labels.term, entry.kinds)) or "kind not told by any fact"
        groups.setdefault(kind[0].upper() + kind[1:], []).append(entry)
    lines = []
    for kind, group in sorted(groups.items(), key=lambda found: (*by_time(found[1][0].day), found[0])):
        told = [line for entry in group for line in entry_lines(entry, thing, style, indent="    ", kind_told=True)]
        lines += ["", f"  {kind}", *told]
    return _section("Where it stands in facts, by kind and time", lines)


def _only_said(found: Known, thing: NamedNode, style: Style) -> list[str]:
    entries = (line for entry in found.said_entries for line in entry_lines(entry, thing, style))
    return [*own_lines(found.said, thing, style), *entries]


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


_IDENTITY = {"same": "one with", "different": "not the same as", "open": "perhaps the same as"}


def _identity(tracer: Tracer, thing: NamedNode, style: Style) -> Iterator[str]:
    """What editors judged of whether other names stand for the thing too, with the reason."""
    found = tracer.opened.quads.quads_for_pattern(None, DT.judgesIdentityOf, thing, DefaultGraph())
    for judgement in sorted({quad.subject for quad in found if isinstance(quad.subject, NamedNode)}, key=str):
        (kind,), (reason,) = (_told(tracer, judgement, key) for key in (DT.identityKind, DT.judgementReason))
        judged = [other for other in _told(tracer, judgement, DT.judgesIdentityOf) if other != thing]
        others = [f"{style.labels.term(other)} ({slug(other)})" for other in judged if isinstance(other, NamedNode)]
        title = _IDENTITY[slug(kind)] if isinstance(kind, NamedNode) else ""
        words = f"{'; '.join(sorted(others)) or 'names that are retired'} — {reason.value}"
        yield from hanging(f"  {title}: ", words, style.width)


def _told(tracer: Tracer, subject: NamedNode, predicate: NamedNode) -> list[NamedNode | Literal]:
    quads = tracer.opened.quads.quads_for_pattern(subject, predicate, None, DefaultGraph())
    return [quad.object for quad in quads if isinstance(quad.object, NamedNode | Literal)]


def _value(value: object) -> str:
    if isinstance(value, Literal):
        return f"{value.value} ({value.language})" if value.language else value.value
    return value.value if isinstance(value, NamedNode) else str(value)
