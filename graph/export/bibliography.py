"""What a bibliography holds: the sources of what is chosen, and Détente itself with the version of the data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode

from graph.claim_view import date_in_words
from graph.errors import UsageError
from graph.export.own_entry import own_entry
from graph.of_source import authors
from graph.seen_from import seen_from
from graph.terms import DCTERMS, DT, EDTF, RDF, VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.export.content import Content

OWN_KEY = "detente.data"
"""The key of Détente's own entry: no slug of a source has a full stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A source, or Détente. ``key`` is the slug, which never changes; ``date`` is EDTF, empty where there is none.

    Names are whole: the graph does not know which part of one is the family's. ``date_note`` says that a date is inferred, and
    ``date_reason`` from what. ``version`` is that of the data, of Détente alone.
    """

    key: str
    title: str
    authors: tuple[str, ...]
    publication: str = ""
    date: str = ""
    date_inferred: bool = False
    date_reason: str = ""
    language: str = ""
    version: str = ""
    abstract: str = ""
    note: str = ""

    @property
    def date_note(self) -> str:
        """That the date is inferred, or that there is none; empty for a printed one."""
        if not self.date:
            return "undated"
        return "date inferred" if self.date_inferred else ""

    @property
    def date_words(self) -> str:
        """The date in words, marked where it is inferred."""
        return date_in_words(Literal(self.date, datatype=EDTF), "inferred" if self.date_inferred else "")


def works(content: Content) -> tuple[Work, ...]:
    """The sources of the claims chosen and those chosen by name, by slug; then Détente.

    Raises UsageError for a choice of named graphs, which have no sources apart from those of their claims.
    """
    refuse_graphs(content, "a bibliography")
    return (*_sources(content), _own(content))


def refuse_graphs(content: Content, what: str) -> None:
    """Raise UsageError when named graphs are chosen, which ``what`` has nothing of."""
    if content.graphs:
        raise UsageError(f"{what} is made of claims, and no named graph is a choice of these; leave --graph out")


def sources_of(content: Content) -> list[NamedNode]:
    """The sources of the claims chosen, and those chosen by name; all for the whole."""
    store, default = content.opened.quads, DefaultGraph()
    if content.is_whole:
        found = [quad.subject for quad in store.quads_for_pattern(None, RDF.type, DT.Source, default)]
    else:
        found = [q.object for c in content.claims for q in store.quads_for_pattern(c, DT.inSource, None, default)]  # type: ignore[misc]  # a source is a node
    return sorted({node for node in (*found, *content.sources) if isinstance(node, NamedNode)}, key=str)


def _sources(content: Content) -> Iterator[Work]:
    for source in sources_of(content):
        title = _literal(content, source, DCTERMS.title)
        reason = _literal(content, source, DT.dateReason)
        publication = _literal(content, source, DT.publication)
        date = _literal(content, source, DT.published)
        yield Work(
            key=source.value.rpartition("/")[2],
            title="" if title is None else title.value,
            authors=tuple(content.labels.term(author) for author in authors(content.opened.quads, source)),
            publication="" if publication is None else publication.value,
            date="" if date is None else date.value,
            date_inferred=_is_inferred(content, source),
            date_reason="" if reason is None else reason.value,
            language="" if title is None else title.language or "",
        )


def _own(content: Content) -> Work:
    own = own_entry()
    chosen = content.selection
    given = "".join(f" {name}={value}" for name, value in sorted(chosen.given.items()))
    asked = f"question {chosen.question}{given}" if chosen.question else ""
    return Work(
        key=OWN_KEY,
        title=own.title,
        authors=own.authors,
        date=own.released,
        language="en",
        version=content.opened.version,
        abstract=own.abstract,
        note="; ".join(filter(None, (asked, seen_from(content.opened)))),
    )


def _is_inferred(content: Content, source: NamedNode) -> bool:
    found = content.opened.quads.quads_for_pattern(source, DT.dateBasis, None, DefaultGraph())
    return any(quad.object == NamedNode(f"{VOCABULARY}inferred") for quad in found)


def _literal(content: Content, subject: NamedNode, predicate: NamedNode) -> Literal | None:
    found = content.opened.quads.quads_for_pattern(subject, predicate, None, DefaultGraph())
    return min((quad.object for quad in found if isinstance(quad.object, Literal)), key=str, default=None)
