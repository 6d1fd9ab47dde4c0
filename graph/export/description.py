"""What the data set is, as VoID, DCAT and PROV: who made it, out of which sources, how much it holds, and in which forms it is had."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode, Triple

from graph.claim_view import ClaimReader
from graph.export.bibliography import sources_of
from graph.export.content import Content
from graph.export.counts import counts, counts_by_graph, start_of
from graph.export.dataset_name import DATASET, dataset_iri
from graph.export.own_entry import is_all_ours, licence, own_entry
from graph.export.rdf import write_triples
from graph.export.vocabularies import NAMESPACES, PROV, VOID
from graph.naming import slug
from graph.seen_from import seen_from
from graph.terms import DCTERMS, PREFIXES, RDF, XSD, Terms
from graph.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graph.export.counts import Counts
    from graph.store import Opened

DCAT = Terms(
    "http://www.w3.org/ns/dcat#", "Dataset Distribution distribution endDate keyword mediaType startDate version"
)
FOAF = Terms("http://xmlns.com/foaf/0.1/", "Agent name")
_PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prov": NAMESPACES["prov"],
    "void": "http://rdfs.org/ns/void#",
}
_NAMED = {**PREFIXES, "dcterms": NAMESPACES["dcterms"]}
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"


def describe(opened: Opened, *, endpoint: str = "") -> list[Triple]:
    """The description of all that an open store holds; ``endpoint`` is the address of its SPARQL endpoint, where it has one."""
    found = list(description(Content(opened)))
    node = dataset_iri(opened.perspective.text)
    return [*found, Triple(node, VOID.sparqlEndpoint, NamedNode(endpoint))] if endpoint else found


def write(content: Content, out: BinaryIO) -> None:
    """Write the description of what is chosen, as Turtle."""
    write_described(description(content), content.dataset, out)


def write_described(triples: Iterable[Triple], node: NamedNode, out: BinaryIO) -> None:
    """Write what is said of a data set and of others, as Turtle: that data set first."""
    ordered = sorted(set(triples), key=lambda t: (t.subject != node, str(t.subject), t.predicate != RDF.type, str(t)))
    write_triples(ordered, out, {**_PREFIXES, "dataset": f"{node.value}#"})


def description(content: Content) -> Iterator[Triple]:
    """The description of what is chosen. It counts what ``turtle`` and ``trig`` write of it, but for what they say of the data
    set itself; the day is that of the release.
    """
    node = content.dataset
    found = counts(triple for triple in content.triples() if triple.subject != node)
    yield from _origin(content, node)
    yield from _provenance(content, node)
    yield from _amounts(node, found)
    yield from _partitions(node, found)
    yield from _links(node, found)
    yield from _subsets(content, node)
    yield from _distributions(content, node)
    if found.first and found.last:
        period = _part(node, "period")
        yield Triple(node, DCTERMS.temporal, period)
        yield Triple(period, RDF.type, DCTERMS.PeriodOfTime)
        yield Triple(period, DCAT.startDate, Literal(found.first, datatype=XSD.date))
        yield Triple(period, DCAT.endDate, Literal(found.last, datatype=XSD.date))


def _part(node: NamedNode, name: str) -> NamedNode:
    return NamedNode(f"{node.value}#{name}")


def _origin(content: Content, node: NamedNode) -> Iterator[Triple]:
    """Title, words, version, licence and creators; what others have laid over the shipped data has no licence of ours."""
    own = own_entry()
    for kind in (DCAT.Dataset, VOID.Dataset, PROV.Entity):
        yield Triple(node, RDF.type, kind)
    yield Triple(node, DCTERMS.title, Literal(own.title, language="en"))
    yield Triple(node, DCTERMS.description, Literal(own.abstract, language="en"))
    yield Triple(node, DCTERMS.issued, Literal(own.released, datatype=XSD.date))
    yield Triple(node, DCAT.version, Literal(content.opened.version))
    for keyword in own.keywords:
        yield Triple(node, DCAT.keyword, Literal(keyword, language="en"))
    for place, name in enumerate(own.authors, start=1):
        agent = _part(DATASET, f"creator-{place}")
        yield Triple(node, DCTERMS.creator, agent)
        yield Triple(node, PROV.wasAttributedTo, agent)
        yield Triple(agent, RDF.type, FOAF.Agent)
        yield Triple(agent, RDF.type, PROV.Agent)
        yield Triple(agent, FOAF.name, Literal(name))
    free = licence(content.opened.quads)
    if free is not None and is_all_ours(content.opened.quads):
        yield Triple(node, DCTERMS.license, free)


def _provenance(content: Content, node: NamedNode) -> Iterator[Triple]:
    """Out of which sources it was built, and by what; of a part, and of what is seen from a perspective, of which whole."""
    build, program = _part(node, "build"), _part(DATASET, "software")
    yield Triple(node, PROV.wasGeneratedBy, build)
    yield Triple(build, RDF.type, PROV.Activity)
    yield Triple(build, PROV.wasAssociatedWith, program)
    yield Triple(program, RDF.type, PROV.SoftwareAgent)
    yield Triple(program, FOAF.name, Literal(f"detente {__version__}"))
    reader = ClaimReader(content.opened.quads, content.labels, content.opened.lookups)
    for source in sources_of(content):
        view = reader.source(source)
        for predicate in (DCTERMS.source, PROV.wasDerivedFrom):
            yield Triple(node, predicate, source)
        yield Triple(build, PROV.used, source)
        yield Triple(source, RDF.type, DCTERMS.BibliographicResource)
        yield Triple(source, DCTERMS.bibliographicCitation, Literal(f"{view.author}, {view.citation}"))
    if node != DATASET:
        yield Triple(node, DCTERMS.isPartOf, DATASET)
    seen = seen_from(content.opened)
    if seen:
        yield Triple(node, DCTERMS.description, Literal(f"Seen from the {seen}.", language="en"))


def _amounts(node: NamedNode, found: Counts) -> Iterator[Triple]:
    amounts = {
        VOID.triples: found.triples, VOID.entities: found.things,
        VOID.classes: len(found.classes), VOID.properties: len(found.properties),
    }  # fmt: skip
    for predicate, amount in amounts.items():
        yield _amount(node, predicate, amount)


def _partitions(node: NamedNode, found: Counts) -> Iterator[Triple]:
    """How many things each class has, and how many triples each property; and whose vocabularies these are of."""
    for vocabulary in found.vocabularies:
        yield Triple(node, VOID.vocabulary, NamedNode(vocabulary))
    for class_, amount in sorted(found.classes.items()):
        part = _part(node, f"class-{_short(class_)}")
        yield Triple(node, VOID.classPartition, part)
        yield Triple(part, VOID.class_, NamedNode(class_))
        yield _amount(part, VOID.entities, amount)
    for predicate, amount in sorted(found.properties.items()):
        part = _part(node, f"property-{_short(predicate)}")
        yield Triple(node, VOID.propertyPartition, part)
        yield Triple(part, VOID.property, NamedNode(predicate))
        yield _amount(part, VOID.triples, amount)


def _links(node: NamedNode, found: Counts) -> Iterator[Triple]:
    """A set of links for each property by which things are linked to others' names, with how many there are."""
    for (predicate, target), amount in sorted(found.links.items()):
        host = urlsplit(target).hostname or _digest(target)
        links, other = _part(node, f"links-{_short(predicate)}-{host}"), _part(DATASET, f"linked-{host}")
        yield Triple(node, VOID.subset, links)
        yield Triple(links, RDF.type, VOID.Linkset)
        yield Triple(links, VOID.linkPredicate, NamedNode(predicate))
        yield Triple(links, VOID.subjectsTarget, node)
        yield Triple(links, VOID.objectsTarget, other)
        yield _amount(links, VOID.triples, amount)
        yield Triple(other, RDF.type, VOID.Dataset)
        yield Triple(other, VOID.uriSpace, Literal(target))


def _subsets(content: Content, node: NamedNode) -> Iterator[Triple]:
    """The named graphs; of a part each has its own IRI, for it holds less than the graph of that name."""
    for graph, found in counts_by_graph(quad for quad in content.quads() if quad.graph_name != content.dataset):
        name = slug(NamedNode(graph)).removeprefix("graph/")
        part = NamedNode(graph) if node == DATASET else _part(node, name)
        yield Triple(node, VOID.subset, part)
        yield Triple(part, RDF.type, VOID.Dataset)
        yield Triple(part, DCTERMS.title, Literal(name))
        yield from _amounts(part, found)


def _distributions(content: Content, node: NamedNode) -> Iterator[Triple]:
    """The formats in which it is had, each with what it loses."""
    from graph.export.formats import FORMATS  # noqa: PLC0415  the list of formats names this one

    free = licence(content.opened.quads) if is_all_ours(content.opened.quads) else None
    for form in FORMATS.values():
        part = _part(node, f"format-{form.name}")
        told = f"Loses {'; '.join(form.loses) or 'nothing'}."
        media_type = form.media_type.partition(";")[0]
        yield Triple(node, DCAT.distribution, part)
        yield Triple(part, RDF.type, DCAT.Distribution)
        yield Triple(part, DCTERMS.title, Literal(form.name))
        yield Triple(part, DCTERMS.description, Literal(told, language="en"))
        if "/x-" not in media_type:  # what begins so is registered nowhere
            yield Triple(part, DCAT.mediaType, NamedNode(_MEDIA_TYPES + media_type))
        if free is not None:
            yield Triple(part, DCTERMS.license, free)


def _amount(node: NamedNode, predicate: NamedNode, amount: int) -> Triple:
    return Triple(node, predicate, Literal(str(amount), datatype=XSD.integer))


def _short(iri: str) -> str:
    """A name for a term, for the IRI of what is said of it: with its prefix where it has one of ours."""
    prefix = next((prefix for prefix, start in _NAMED.items() if start == start_of(iri)), "")
    return f"{prefix}-{iri.removeprefix(_NAMED[prefix])}" if prefix else _digest(iri)


def _digest(iri: str) -> str:
    return hashlib.sha256(iri.encode()).hexdigest()[:12]
