"""What an export holds: the whole graph, or what claims of some sources, on some things or behind an answer say."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import chain
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from graph.asking import ask
from graph.claim_view import ClaimReader, claim_order
from graph.errors import UnknownNameError, UsageError
from graph.export.dataset_name import dataset_iri
from graph.export.ordered import in_order
from graph.export.part import claims_on, part_of
from graph.export.passage_quads import passage_quads, stretches_at
from graph.export.vocabularies import VOID
from graph.naming import Labels, near_names, slug
from graph.passages import GAP
from graph.resolve import resolve_thing
from graph.seen_from import seen_from
from graph.terms import DT, GRAPH, OWL, PREFIXES, RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from graph.asking import Answer
    from graph.claim_view import ClaimView
    from graph.layers import Layer
    from graph.store import Opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is chosen, as a person writes it; nothing chosen is the whole.

    Claims are chosen that are on one of the ``entities``, of one of the ``sources``, one of the ``claims`` (``SOURCE/NUMBER``), or
    behind the answer to a ``question`` with the parameters ``given``. ``graphs`` keeps only what stands in these named graphs.
    """

    entities: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    graphs: tuple[str, ...] = ()
    question: str = ""
    given: Mapping[str, str] = field(default_factory=dict, hash=False)


class Content:
    """What is exported of an open store. Raises UnknownNameError, with near names, for a name that nothing bears, and UsageError
    for the named graph ``stated`` of a part, which has none.

    ``stretches`` gives the words at which a claim stands, stretch by stretch, when the texts may be published, and ``passage``
    the same as one string; else they are None. Both raise AnchorError, which names the claim, when the words cannot be had. In
    ``notes`` a format puts what a person is to be told of the export, a line each. JSON-LD takes its keys from the ``layers``,
    and is ``linked`` when it names the contexts that are ours and does not hold them.
    """

    def __init__(
        self,
        opened: Opened,
        selection: Selection | None = None,
        stretches: Callable[[ClaimView], tuple[str, ...]] | None = None,
        *,
        layers: Sequence[Layer] = (),
        linked: bool = False,
    ) -> None:
        self.layers = layers
        self.linked = linked
        self.opened = opened
        self.selection = selection or Selection()
        self.stretches = None if stretches is None else partial(stretches_at, stretches=stretches)
        self.passage = None if self.stretches is None else partial(_joined, self.stretches)
        self.notes: list[str] = []
        self.labels = Labels.stored(opened.quads)
        self.reader = ClaimReader(opened.quads, self.labels, opened.lookups)
        self.entities = _each_once(partial(resolve_thing, opened.quads), self.selection.entities)
        self.sources = _each_once(self._source, self.selection.sources)
        self.named_claims = _each_once(self._claim, self.selection.claims)
        self.graphs = _each_once(self._graph, self.selection.graphs)
        if GRAPH.stated in self.graphs and not self.is_whole:
            raise UsageError(
                "graph stated is made for the whole; of a part take `trig` and its propositions, or leave the choice of a part out"
            )

    @cached_property
    def dataset(self) -> NamedNode:
        """The IRI of the data set that is exported."""
        chosen = self.selection
        things = {
            "entity": self.entities, "source": self.sources, "claim": self.named_claims, "graph": self.graphs,
        }  # fmt: skip
        pairs = [(kind, slug(node).removeprefix(f"{kind}/")) for kind, nodes in things.items() for node in nodes]
        pairs += [("question", chosen.question)] if chosen.question else []
        return dataset_iri(self.opened.perspective.text, [*pairs, *sorted(chosen.given.items())])

    @cached_property
    def mark(self) -> tuple[Triple, ...]:
        """What says in the export itself from which perspective it is seen: facts are others there. Nothing for the whole graph."""
        seen = seen_from(self.opened)
        if not seen:
            return ()
        return (
            Triple(self.dataset, RDF.type, VOID.Dataset),
            Triple(self.dataset, OWL.versionInfo, Literal(self.opened.version)),
            Triple(self.dataset, RDFS.comment, Literal(f"Seen from the {seen}.", language="en")),
        )

    @property
    def is_whole(self) -> bool:
        """Whether all claims are chosen."""
        chosen = self.selection
        return not (chosen.entities or chosen.sources or chosen.claims or chosen.question)

    @cached_property
    def answer(self) -> Answer | None:
        """The answer to the question chosen, if one is."""
        if not self.selection.question:
            return None
        return ask(self.opened, self.selection.question, self.selection.given)

    @cached_property
    def claims(self) -> tuple[NamedNode, ...]:
        """The claims chosen, by source and number; those that were taken back are none of them."""
        if self.is_whole:
            return self._claims_of(RDF.type, DT.Claim)
        chosen = {claim for thing in self.entities for claim in claims_on(self.opened, thing)}
        chosen |= {claim for source in self.sources for claim in self._claims_of(DT.inSource, source)}
        chosen.update(self.named_claims)
        if self.answer is not None:
            beside = (found.claim for found in self.answer.left_out)
            disputed = (claim for found in self.answer.contested for claim in found.claims)
            chosen |= {*self.answer.claims, *(view.iri for view in (*beside, *disputed))}
        return tuple(sorted(chosen, key=claim_order))

    def views(self) -> Iterator[ClaimView]:
        """The claims chosen, as a person sees them."""
        return map(self.reader.read, self.claims)

    def triples(self) -> Iterator[Triple]:
        """The triples of the default graph, or of the graphs named, that are chosen, and the mark; in order, each once."""
        before = None
        for quad in in_order(chain(self._merged(), map(_in_default, self.mark))):
            if quad.triple != before:
                yield quad.triple
            before = quad.triple

    def quads(self) -> Iterator[Quad]:
        """The quads of the named graphs that are chosen, and the mark in a graph that is called as the data set; in order."""
        return in_order(chain(self._named(), (Quad(t.subject, t.predicate, t.object, self.dataset) for t in self.mark)))

    def has(self, triple: Triple) -> bool:
        """Whether a triple holds in the default graph."""
        return Quad(triple.subject, triple.predicate, triple.object, DefaultGraph()) in self.opened.quads

    @cached_property
    def _part(self) -> frozenset[Triple] | None:
        """The triples chosen; None where all are."""
        if self.is_whole:
            return None
        return part_of(self.opened, self.claims, (*self.entities, *self.sources))

    def _merged(self) -> Iterable[Quad]:
        if self.graphs:
            return (_in_default(quad.triple) for quad in self._named())
        words = (_in_default(quad.triple) for quad in self._words())
        if self._part is None:
            return chain(self.opened.quads.quads_for_pattern(None, None, None, DefaultGraph()), words)
        return chain(map(_in_default, self._part), words)

    def _named(self) -> Iterator[Quad]:
        store, names = self.opened.quads, self.graphs or (None,)
        words = (quad for quad in self._words() if not self.graphs or quad.graph_name in names)
        if self._part is not None:
            found = (
                quad
                for triple in self._part
                for quad in store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
            )
            kept = (quad for quad in found if quad.graph_name in names or (not self.graphs and _is_named(quad)))
            return chain(kept, words)
        found = (quad for name in names for quad in store.quads_for_pattern(None, None, None, name))
        return chain(filter(_is_named, found), words)

    def _words(self) -> Iterator[Quad]:
        """The words of the passages, where they may be published; nothing otherwise."""
        if self.passage is None:
            return iter(())
        return passage_quads(self.opened.quads, self.views(), self.passage)

    def _claims_of(self, predicate: NamedNode, node: NamedNode) -> tuple[NamedNode, ...]:
        quads = self.opened.quads
        found = (quad.subject for quad in quads.quads_for_pattern(None, predicate, node, DefaultGraph()))
        claims = (s for s in found if isinstance(s, NamedNode) and Quad(s, RDF.type, DT.Claim, DefaultGraph()) in quads)
        return tuple(sorted(claims, key=claim_order))

    def _source(self, name: str) -> NamedNode:
        store = self.opened.quads
        found = store.quads_for_pattern(None, RDF.type, DT.Source, DefaultGraph())
        known = {
            quad.subject.value.rpartition("/")[2]: quad.subject for quad in found if isinstance(quad.subject, NamedNode)
        }
        return _known(name, known, "source", "`detente source list` lists them")

    def _claim(self, name: str) -> NamedNode:
        known = {self.labels.term(claim): claim for claim in self._claims_of(RDF.type, DT.Claim)}
        return _known(name, known, "claim", "write SOURCE/NUMBER, as `detente why` and `detente ask` print them")

    def _graph(self, name: str) -> NamedNode:
        known = {
            graph.value.removeprefix(PREFIXES["graph"]): graph
            for graph in self.opened.quads.named_graphs()
            if isinstance(graph, NamedNode)
        }
        return _known(name, known, "graph", f"there are {', '.join(sorted(known))}")


def _each_once(find: Callable[[str], NamedNode], names: Iterable[str]) -> tuple[NamedNode, ...]:
    """What names stand for; a thing that is named twice, perhaps by two names, is one."""
    return tuple(dict.fromkeys(map(find, names)))


def _known(name: str, known: Mapping[str, NamedNode], kind: str, otherwise: str) -> NamedNode:
    if name in known:
        return known[name]
    near = near_names(name, list(known), alike=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else otherwise
    raise UnknownNameError(f"there is no {kind} {name!r}; {hint}")


def _joined(stretches: Callable[[ClaimView], tuple[str, ...]], view: ClaimView) -> str:
    return GAP.join(stretches(view))


def _in_default(triple: Triple) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, DefaultGraph())


def _is_named(quad: Quad) -> bool:
    return isinstance(quad.graph_name, NamedNode)
