"""The words of passages as quads: for those who hold the texts and may publish them, and for nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad

from graph.errors import AnchorError
from graph.terms import DT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pyoxigraph import Store

    from graph.claim_view import ClaimView


def passage_quads(store: Store, views: Iterable[ClaimView], passage: Callable[[ClaimView], str]) -> Iterator[Quad]:
    """Each passage of these claims once, with its words, in the named graph in which it is described.

    Raises AnchorError when the words are not at hand, or are not those that the hash is of.
    """
    seen = set()
    for view in views:
        for quad in store.quads_for_pattern(view.iri, DT.passage, None, None):
            place = (quad.object, quad.graph_name)
            if isinstance(quad.object, NamedNode) and isinstance(quad.graph_name, NamedNode) and place not in seen:
                seen.add(place)
                yield Quad(quad.object, DT.passageWords, Literal(passage(view)), quad.graph_name)


def stretches_at(view: ClaimView, stretches: Callable[[ClaimView], tuple[str, ...]]) -> tuple[str, ...]:
    """The words at which a claim stands, by stretch. Raises AnchorError, which names the claim, when they cannot be had."""
    try:
        return stretches(view)
    except AnchorError as error:
        raise AnchorError(
            f"{view.name}: {error}; export without --publish-texts, or only a --source that is"
        ) from error
