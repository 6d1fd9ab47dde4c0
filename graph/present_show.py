"""What is known of a thing, as text: each line with who says so, what is only said apart from facts, what is contested marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode, Triple

from graph.errors import UsageError
from graph.explain import explain
from graph.naming import slug
from graph.of_source import is_source
from graph.present import claim_lines, hanging
from graph.present_entries import entry_lines, own_lines
from graph.present_sayings import sayings
from graph.present_source import source_lines
from graph.present_why import object_words
from graph.show_entries import by_time, known, of_kinds
from graph.terms import DT, RDF, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graph.evidence import Tracer
    from graph.present import Style
    from graph.show_entries import Entry, Known


def show_text(
    tracer: Tracer, thing: NamedNode, style: Style, kinds: Sequence[NamedNode] = (), *, skipped: Sequence[str] = ()
) -> list[str]:
    """What is known of a thing: names, facts of it, where it stands by kind and time, what is only said, what it has said.

    With ``kinds`` only where it stands in situations and other things of these classes. Of a source also what is coded of it,
    with lines on what of its text is ``skipped``. Raises UsageError for kinds of a claim.
    """
    if is_claim(tracer, thing):
        if kinds:
            raise UsageError(
                f"{style.labels.term(thing)} is a claim, and stands in nothing of which a kind could be chosen"
            )
        return claim_text(tracer, thing, style)
    found = known(tracer, thing)
    head = [*_names(tracer, thing, style), *_identity(tracer, thing, style), *_contents(found, style), ""]
    if kinds:
        return [*head, *_of_kinds(tracer, found, thing, style, kinds)]
    return [
        *head,
        *_section("Facts", own_lines(found.facts, thing, style)),
        *(source_lines(tracer, thing, style, skipped) if is_source(tracer.opened.quads, thing) else ()),
        *_where_it_stands(found.entries, thing, style),
        *_section(_ONLY_SAID, own_lines(found.said, thing, style) + _said_lines(found.said_entries, thing, style)),
        *(line for title, lines in sayings(tracer, thing, style).items() for line in _section(title, lines)),
    ]


_ONLY_SAID = "Said and not counted as fact"


def _of_kinds(tracer: Tracer, found: Known, thing: NamedNode, style: Style, kinds: Sequence[NamedNode]) -> list[str]:
    facts, said = (of_kinds(tracer, entries, kinds) for entries in (found.entries, found.said_entries))
    if not facts and not said:
        words = " or ".join(style.labels.term(kind) for kind in kinds)
        return [f"Nothing of the kind {words} is told of {style.labels.term(thing)}.", ""]
    return [*_where_it_stands(facts, thing, style), *_section(_ONLY_SAID, _said_lines(said, thing, style))]


def _contents(found: Known, style: Style) -> list[str]:
    """How many situations and other things there are of each kind, and how many are only told of in what is no fact."""
    counts = [
        f"{len(group)} {kind or 'of a kind that no fact tells'}" for kind, group in _by_kind(found.entries, style)
    ]
    told = [f"in facts: {', '.join(counts)}"] if counts else []
    told += [f"only said: {len(found.said_entries)}"] if found.said_entries else []
    return hanging("  ", "; ".join(told), style.width, deeper=4) if told else []


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return [title, *lines, ""] if lines else []


def _by_kind(entries: Iterable[Entry], style: Style) -> list[tuple[str, list[Entry]]]:
    """The entries by the classes to which they belong, in the order of the first entry of each."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(" and ".join(map(style.labels.term, entry.kinds)), []).append(entry)
    return sorted(groups.items(), key=lambda found: (*by_time(found[1][0].day), found[0].casefold()))


def _where_it_stands(entries: Sequence[Entry], thing: NamedNode, style: Style) -> list[str]:
    lines = []
    for kind, group in _by_kind(entries, style):
        title = kind or "kind not told by any fact"
        told = [line for entry in group for line in entry_lines(entry, thing, style, indent="    ", kind_told=True)]
        lines += ["", f"  {title[0].upper()}{title[1:]}", *told]
    return _section("Where it stands in facts, by kind and time", lines)


def _said_lines(entries: Iterable[Entry], thing: NamedNode, style: Style) -> list[str]:
    return [line for entry in entries for line in entry_lines(entry, thing, style)]


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
        (kind,), (reason,) = (tracer.objects(judgement, key) for key in (DT.identityKind, DT.judgementReason))
        judged = [other for other in tracer.objects(judgement, DT.judgesIdentityOf) if other != thing]
        others = [f"{style.labels.term(other)} ({slug(other)})" for other in judged if isinstance(other, NamedNode)]
        title = _IDENTITY[slug(kind)] if isinstance(kind, NamedNode) else ""
        words = f"{'; '.join(sorted(others)) or 'names that are retired'} — {reason.value}"
        yield from hanging(f"  {title}: ", words, style.width)


def _value(value: object) -> str:
    if isinstance(value, Literal):
        return f"{value.value} ({value.language})" if value.language else value.value
    return value.value if isinstance(value, NamedNode) else str(value)
