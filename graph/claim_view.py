"""A claim as a person sees it: its gloss, whose saying it is and through whom it came, and where it stands."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode

from graph.naming import literal_in_words
from graph.terms import BASE, DT, EDTF, XSD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Store

    from graph.lookups import Lookups, Told
    from graph.naming import Labels

    Said = dict[NamedNode, list[object]]
    """What the default graph says of a thing, by predicate."""

_VOCABULARY = BASE + "vocab/"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """A source: its title, where it appeared, its date in words with *inferred* where the text does not print it."""

    iri: NamedNode
    slug: str
    title: str
    author: str
    publication: str
    date: str
    date_inferred: bool
    date_reason: str
    text_file: str
    text_hash: str

    @property
    def citation(self) -> str:
        """Title, publication and date, as one would cite it."""
        parts = [f"“{self.title}”", self.publication, self.date]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimView:
    """A claim. The axes are names of concepts (own, actual, affirmed …); ``speakers`` and ``chain`` are names of
    agents, ``leans_on`` of citations; ``on_occasion``: whether the occasion is known on which it was said; ``has_figure``:
    whether it is hedged and states a figure.
    """

    iri: NamedNode
    name: str
    says: str
    voice: str
    modality: str
    polarity: str
    hedge: str
    wording: str
    date_basis: str
    speakers: tuple[str, ...]
    chain: tuple[str, ...]
    leans_on: tuple[str, ...]
    on_occasion: bool
    coder_note: str
    source: SourceView
    paragraph: int
    spans: str
    passage_hash: str
    demoted: bool
    has_figure: bool

    @property
    def speaker(self) -> str:
        """Whose saying it is, in words."""
        return " and ".join(self.speakers)

    @property
    def is_put_down(self) -> bool:
        """Whether the author tells of another's mind or words, and of no utterance: no occasion, no chain, nothing quoted."""
        is_uttered = self.on_occasion or self.chain or self.wording == "direct"
        return self.voice == "attributed" and not is_uttered

    @property
    def put_down(self) -> str:
        """To whom the saying is put down, and by whom, as a phrase."""
        return f"put down to {self.speaker} by {self.source.author}"

    @property
    def voice_in_words(self) -> str:
        """Voice, speaker and chain of reporting, as a phrase."""
        if self.is_put_down:
            return f"{self.put_down}; no occasion is named"
        told = {"direct": "in direct quotation", "reported": "in indirect speech"}.get(self.wording, "")
        through = ", via ".join(self.chain)
        phrase = {
            "own": f"own voice of {self.speaker}",
            "adopted": f"passed on as true by {self.speaker}, after {through}",
            "attributed": f"attributed to {self.speaker}" + (f", via {through}" if through else ""),
        }[self.voice]
        return ", ".join(part for part in (phrase, told) if part)

    @property
    def mode_in_words(self) -> str:
        """What keeps the claim from being a plain statement of fact: modality, denial, hedge; empty for a plain one."""
        modality = "" if self.modality == "actual" else self.modality
        polarity = "" if self.polarity == "affirmed" else self.polarity
        hedge = f"hedged: {self.hedge.replace('-', ' ')}" if self.hedge else ""
        return ", ".join(part for part in (modality, polarity, hedge) if part)

    @property
    def place(self) -> str:
        """Paragraph and span of the passage."""
        return f"paragraph {self.paragraph}, span {self.spans}"

    def date_mark(self) -> str:
        """How the claim's date is known, where the text does not print it: *inferred*, *year inferred*, or nothing."""
        if self.date_basis == "document":
            return "inferred" if self.source.date_inferred else ""
        return {"inferred": "inferred", "year-inferred": "year inferred"}.get(self.date_basis, "")


class ClaimReader:
    """Reads claims out of a store, or out of what its build looked up of them; what was not looked up is read from the store.

    ``said`` is all that a graph in memory says, by thing and predicate; then that is read, and not the store.
    """

    def __init__(
        self, store: Store, labels: Labels, lookups: Lookups | None = None, said: dict[object, Said] | None = None
    ) -> None:
        self._store = store
        self._labels = labels
        self._lookups = lookups
        self._views: dict[NamedNode, ClaimView] = {}
        self._sources: dict[NamedNode, SourceView] = {}
        self._graph = said
        self._said: dict[object, Said] = {} if said is None else said

    def read(self, claim: NamedNode) -> ClaimView:
        """The view of one claim; a claim that states many triples is read once."""
        found = self._views.get(claim)
        if found is None:
            found = self._views[claim] = self._looked_up(claim) or self._view(claim)
        return found

    def _looked_up(self, claim: NamedNode) -> ClaimView | None:
        told = None if self._lookups is None else self._lookups.claim(claim)
        if told is None:
            return None
        lists = {name: tuple(told[name]) for name in _LISTS}
        return ClaimView(**{**told, **lists, "iri": claim, "source": self.source(NamedNode(told["source"]))})

    @cached_property
    def _demoted(self) -> frozenset[object]:
        if self._graph is not None:
            return frozenset(node for of in self._graph.values() for node in of.get(DT.demotes, ()))
        return frozenset(quad.object for quad in self._store.quads_for_pattern(None, DT.demotes, None, DefaultGraph()))

    def _view(self, claim: NamedNode) -> ClaimView:
        passage, hedge = self._one(claim, DT.passage), self._concept(claim, DT.hedge)
        return ClaimView(
            iri=claim,
            name=self._labels.term(claim),
            says=self._text(claim, DT.says),
            voice=self._concept(claim, DT.voice),
            modality=self._concept(claim, DT.modality),
            polarity=self._concept(claim, DT.polarity),
            hedge=hedge,
            wording=self._concept(claim, DT.wording),
            date_basis=self._concept(claim, DT.dateBasis),
            speakers=tuple(sorted(self._labels.term(speaker) for speaker in self._all(claim, DT.speaker))),
            chain=self._chain(claim),
            leans_on=tuple(sorted(self._labels.term(citation) for citation in self._all(claim, DT.leansOn))),
            on_occasion=next(self._all(claim, DT.saidIn), None) is not None,
            coder_note=self._text(claim, DT.coderNote),
            source=self.source(self._one(claim, DT.inSource)),
            paragraph=int(self._text(passage, DT.paragraph)),
            spans=self._text(passage, DT.spans),
            passage_hash=self._text(passage, DT.passageHash),
            demoted=any(node in self._demoted for node in self._all(claim, DT.states)),
            has_figure=bool(hedge) and any(self._is_figure(node) for node in self._all(claim, DT.states)),
        )

    def source(self, source: NamedNode) -> SourceView:
        """The view of one source."""
        if source not in self._sources:
            told = None if self._lookups is None else self._lookups.source(source)
            self._sources[source] = self._source_view(source) if told is None else SourceView(**{**told, "iri": source})
        return self._sources[source]

    def _source_view(self, source: NamedNode) -> SourceView:
        inferred = self._concept(source, DT.dateBasis) == "inferred"
        return SourceView(
            iri=source,
            slug=source.value.rsplit("/", 1)[-1],
            title=self._labels.term(source),
            author=self._agents(source, DT.author),
            publication=self._text(source, DT.publication),
            date=self._published(source, inferred=inferred),
            date_inferred=inferred,
            date_reason=self._text(source, DT.dateReason),
            text_file=self._text(source, DT.textFile),
            text_hash=self._text(source, DT.textHash),
        )

    def claims(self, predicate: NamedNode, node: NamedNode) -> list[NamedNode]:
        """The claims that state, support or are about ``node``, in order of name."""
        quads = self._store.quads_for_pattern(None, predicate, node, DefaultGraph())
        return sorted({quad.subject for quad in quads if isinstance(quad.subject, NamedNode)}, key=claim_order)

    def _published(self, source: NamedNode, *, inferred: bool) -> str:
        written = self._text(source, DT.published)
        return date_in_words(Literal(written, datatype=EDTF), "inferred" if inferred else "") if written else "undated"

    def _agents(self, subject: NamedNode, predicate: NamedNode) -> str:
        return " and ".join(sorted(self._labels.term(agent) for agent in self._all(subject, predicate)))

    def _chain(self, claim: NamedNode) -> tuple[str, ...]:
        links = {int(self._text(link, DT.position)): self._one(link, DT.reporter) for link in self._all(claim, DT.via)}
        return tuple(self._labels.term(links[position]) for position in sorted(links))

    def _objects(self, subject: NamedNode, predicate: NamedNode) -> list[object]:
        """The objects of a subject under a predicate; what is said of a subject is read once, and all at a time."""
        if subject not in self._said:
            said: dict[NamedNode, list[object]] = defaultdict(list)
            for quad in self._store.quads_for_pattern(subject, None, None, DefaultGraph()):
                said[quad.predicate].append(quad.object)
            self._said[subject] = dict(said)
        return self._said[subject].get(predicate, [])

    def _all(self, subject: NamedNode, predicate: NamedNode) -> Iterator[NamedNode]:
        return (node for node in self._objects(subject, predicate) if isinstance(node, NamedNode))

    def _one(self, subject: NamedNode, predicate: NamedNode) -> NamedNode:
        return min(self._all(subject, predicate), key=str)

    def _text(self, subject: NamedNode, predicate: NamedNode) -> str:
        found = self._objects(subject, predicate)
        return min((literal.value for literal in found if isinstance(literal, Literal)), default="")

    def _is_figure(self, proposition: NamedNode) -> bool:
        values = self._objects(proposition, DT.object_)
        return any(isinstance(value, Literal) and value.datatype == XSD.decimal for value in values)

    def _concept(self, subject: NamedNode, predicate: NamedNode) -> str:
        return min((node.value.removeprefix(_VOCABULARY) for node in self._all(subject, predicate)), default="")


_LISTS = ("speakers", "chain", "leans_on")
"""The fields of a claim that hold several values."""


def as_told(view: ClaimView | SourceView) -> Told:
    """A view as JSON values by its fields, for :mod:`graph.lookups`: the source of a claim by its IRI, and of itself none."""
    told = {field.name: getattr(view, field.name) for field in fields(view) if field.name != "iri"}
    return told | ({"source": view.source.iri.value} if isinstance(view, ClaimView) else {})


@lru_cache(maxsize=65_536)  # asked for each claim again and again
def claim_order(claim: NamedNode) -> tuple[str, int, str]:
    """A sort key by which c2 stands before c10."""
    source, _, name = claim.value.rpartition("/")
    digits = "".join(character for character in name if character.isdigit())
    return source, int(digits or 0), name


def date_in_words(date: Literal, mark: str) -> str:
    """A date in words with the mark of how it is known; an inferred one is not called *about* as well: the mark says as much."""
    words = literal_in_words(date)
    return f"{words.removeprefix('about ') if mark == 'inferred' else words} ({mark})" if mark else words
