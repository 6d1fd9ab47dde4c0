"""What the exports made claim by claim share: what is known of a claim, whether it is plain, and whose data it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode, Triple

from graph.errors import UsageError
from graph.export.vocabularies import TERMS_OF_USE
from graph.perspective import PROMOTED
from graph.terms import BASE, DT, RDF, VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Store

    from graph.export.content import Content

Term = NamedNode | Literal
_DEFAULT = DefaultGraph()
_AXES = (DT.voice, DT.modality, DT.polarity)
_PARTS = (DT.subject, DT.predicate, DT.object_)


def refuse_graphs(content: Content, form: str) -> None:
    """Raise UsageError when named graphs are chosen: what is said of one claim stands in several."""
    if content.graphs:
        raise UsageError(
            f"{form} holds whole claims, and no named graph does; choose by --entity, --source, --claim or --question"
        )


def base_of(claim: NamedNode) -> str:
    """The start of the IRIs of those who made a claim."""
    return claim.value.rsplit("/", 2)[0].removesuffix("claim")


def base_of_all(content: Content) -> str:
    """The start of the IRIs of what gathers all claims chosen: of a user's own, where some are."""
    bases = {base_of(claim) for claim in content.claims}
    return min(bases - {BASE} or bases, default=BASE)


def minted(base: str, kind: str, name: str) -> NamedNode:
    """An IRI of a thing that an export alone names; its path may be followed by a fragment."""
    start = base[:-1] + "/" if base.endswith("#") else base
    return NamedNode(f"{start}{kind}/{name}")


def terms_of_use(content: Content, base: str) -> tuple[tuple[NamedNode, Term], ...]:
    """Creator and licence of what is named under a base, as its ontology's header has them; empty where it has none."""
    header = NamedNode(f"{base}ontology")
    said = sorted(_of(content.opened.quads, header), key=str)
    return tuple(pair for predicate in sorted(TERMS_OF_USE.nodes(), key=str) for pair in under(said, predicate))


@dataclass(frozen=True)
class Said:
    """One claim with all that the graph has of it, of its passage, its source and its chain."""

    iri: NamedNode
    store: Store

    @cached_property
    def triples(self) -> tuple[Triple, ...]:
        """What is said of the claim itself."""
        return tuple(_of(self.store, self.iri))

    def objects(self, predicate: NamedNode) -> list[NamedNode]:
        """The things that the claim has under a predicate, in order."""
        return nodes(self.triples, predicate)

    @cached_property
    def beside(self) -> tuple[Triple, ...]:
        """What is said of the passage, the source and the links of the chain of reporting."""
        around = [node for place in (DT.passage, DT.inSource, DT.via) for node in self.objects(place)]
        return tuple(triple for node in around for triple in _of(self.store, node))

    @cached_property
    def propositions(self) -> tuple[Triple, ...]:
        """What the propositions are that the claim states, as nodes."""
        return tuple(triple for node in self.objects(DT.states) for triple in _of(self.store, node) if _is_part(triple))

    @cached_property
    def stated(self) -> tuple[Triple, ...]:
        """The triples that the claim states."""
        parts: dict[object, dict[NamedNode, object]] = {}
        for triple in self.propositions:
            parts.setdefault(triple.subject, {})[triple.predicate] = triple.object
        return tuple(Triple(*(found[part] for part in _PARTS)) for found in parts.values())  # type: ignore[arg-type]  # a proposition's parts are terms at their places

    @cached_property
    def is_plain(self) -> bool:
        """Whether the claim says without reserve that something is so, its source takes it on itself, and all of it counts as fact.

        A perspective that lets more count makes no claim plain; one that lets less count makes some that are so no longer.
        """
        axes = {node.value.removeprefix(VOCABULARY) for axis in _AXES for node in self.objects(axis)}
        stated = self.objects(DT.states)
        promoted = bool(stated) and self.objects(DT.supports) == stated
        return axes <= PROMOTED and promoted and not self.objects(DT.hedge)

    @cached_property
    def demotions(self) -> tuple[Triple, ...]:
        """Which judgements keep which of its propositions from being facts."""
        patterns = (self.store.quads_for_pattern(None, DT.demotes, node, _DEFAULT) for node in self.objects(DT.states))
        return tuple(quad.triple for pattern in patterns for quad in pattern)


def under(triples: Iterable[Triple], predicate: NamedNode) -> list[tuple[NamedNode, Term]]:
    """What stands under a predicate, with it, to be said of another thing."""
    found = (triple.object for triple in triples if triple.predicate == predicate)
    return [(predicate, value) for value in found if isinstance(value, NamedNode | Literal)]


def nodes(triples: Iterable[Triple], predicate: NamedNode) -> list[NamedNode]:
    """The things under a predicate, in order, each once."""
    found = {t.object for t in triples if t.predicate == predicate and isinstance(t.object, NamedNode)}
    return sorted(found, key=str)


def _is_part(triple: Triple) -> bool:
    return triple.predicate in (*_PARTS, RDF.type)


def _of(store: Store, node: NamedNode) -> Iterator[Triple]:
    return (quad.triple for quad in store.quads_for_pattern(node, None, None, _DEFAULT))
