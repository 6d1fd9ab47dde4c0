"""Short names of IRIs, as tables and networks bear them: ``id:lithuania``, ``vocab:own``, ``claim:edm-2019/c09``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from graph.errors import UsageError
from graph.terms import BASE, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.export.content import Content

SHORT = {prefix: home for prefix, home in sorted(PREFIXES.items()) if prefix != "graph"} | {
    kind: f"{BASE}{kind}/" for kind in ("conflict", "identity", "judgement", "passage", "proposition")
}
"""The prefixes of short names, each with what it stands for."""


def short(term: object) -> str:
    """The short name of a node, its IRI where it has no prefix of ours; of a literal, what is written."""
    if isinstance(term, Literal):
        return term.value
    if not isinstance(term, NamedNode):
        return str(term)
    for prefix, home in SHORT.items():
        if term.value.startswith(home):
            return f"{prefix}:{term.value.removeprefix(home)}"
    return term.value


def long(name: str) -> NamedNode:
    """The node of a short name."""
    prefix, colon, local = name.partition(":")
    return NamedNode(SHORT[prefix] + local if colon and prefix in SHORT else name)


def shorts(terms: Iterable[object]) -> tuple[str, ...]:
    """The short names of several, each once, sorted."""
    return tuple(sorted({short(term) for term in terms}))


def refuse_graphs(content: Content, form: str) -> None:
    """Raise UsageError when named graphs are chosen for a format that puts together what stands in several of them."""
    if content.graphs:
        raise UsageError(
            f"{form} tells of claims and facts together, which stand in several named graphs; leave --graph out,"
            " or take a format of RDF"
        )


def refuse_passages(content: Content, form: str) -> None:
    """Raise UsageError when passages are to be published in a format that has no place for them."""
    if content.passage is not None:
        raise UsageError(f"{form} has no place for passages; leave --publish-texts out, or export csv or xlsx")
