"""The terms that the code itself uses, as a closed vocabulary: a name outside it is an error, and a test holds it equal to the Turtle."""

from __future__ import annotations

from pyoxigraph import NamedNode

BASE = "https://w3id.org/detente/"
"""The base of all IRIs that Détente mints; an overlay may set one of its own for what it adds."""

ONTOLOGY = BASE + "ontology#"
VOCABULARY = BASE + "vocab/"


class Terms:
    """A namespace with a closed list of names; ``terms.name`` is the :class:`NamedNode`, anything else raises AttributeError."""

    def __init__(self, base: str, names: str) -> None:
        self._base = base
        self._nodes = {name: NamedNode(base + name) for name in names.split()}
        vars(self).update(self._nodes)  # found without __getattr__, which a build would call a hundred thousand times

    def __getattr__(self, name: str) -> NamedNode:
        if name.startswith("__"):
            raise AttributeError(name)
        try:
            return self._nodes[name.rstrip("_")]
        except KeyError:
            raise AttributeError(f"{self._base} has no term {name!r} in the closed vocabulary of the code") from None

    def nodes(self) -> frozenset[NamedNode]:
        """All terms of the namespace."""
        return frozenset(self._nodes.values())

    def names(self) -> frozenset[str]:
        """All names of the namespace, without its base."""
        return frozenset(self._nodes)


DT = Terms(
    ONTOLOGY,
    """
    Assessment Claim Conflict Document IdentityJudgement Judgement Passage PossibleDuplicate Proposition ReportLink RetiredName
    RetractedClaim SharedOrigin Situation Source
    about answer apparentKind author began beginsNotAfter beginsNotBefore coderNote conflictKind course dateBasis
    dateReason demotes endAt ended endedThrough endsNotAfter endsNotBefore firmlyBeginsNotAfter firmlyEndsNotBefore
    foundBy hasConflictingClaim hedge holds identityKind inSource judge judged judgementReason judges judgesIdentityOf
    lastHolds leansOn misprintedIn modality object occurred originEntity originInWords originKind over overTime paragraph passage
    passageHash passageWords polarity position predicate prefers publication published question reporter retiredBy retractionReason
    saidIn says sharedBy spans speaker startAt states subject supports textFile textHash value via voice wording
    """,
)
DCTERMS = Terms(
    "http://purl.org/dc/terms/",
    "BibliographicResource PeriodOfTime bibliographicCitation creator description isPartOf isReplacedBy issued license source "
    "temporal title",
)
RDF = Terms("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "type first rest nil langString")
RDFS = Terms("http://www.w3.org/2000/01/rdf-schema#", "comment label seeAlso subClassOf domain range")
OWL = Terms(
    "http://www.w3.org/2002/07/owl#",
    "Class ObjectProperty DatatypeProperty AnnotationProperty Ontology versionIRI versionInfo",
)
OWL_PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
SKOS = Terms(
    "http://www.w3.org/2004/02/skos/core#",
    "Concept ConceptScheme altLabel hiddenLabel prefLabel inScheme definition exactMatch closeMatch relatedMatch",
)
SH = Terms(
    "http://www.w3.org/ns/shacl#",
    "NodeShape targetClass property path minCount maxCount class datatype node hasValue nodeKind",
)
XSD = Terms("http://www.w3.org/2001/XMLSchema#", "date decimal integer string boolean")

GRAPH = Terms(BASE + "graph/", "conflicts entities facts inferred ontology stated user")
"""The named graphs, save those of the claims of a source, ``claims/<source>``."""

PREFIXES = {
    "dt": ONTOLOGY,
    "id": BASE + "id/",
    "vocab": VOCABULARY,
    "source": BASE + "source/",
    "claim": BASE + "claim/",
    "graph": BASE + "graph/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "wd": "http://www.wikidata.org/entity/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Prefixes that a query may use without declaring them."""

EDTF = NamedNode("http://id.loc.gov/datatypes/edtf/EDTF")
"""The datatype of dates as they are written (Library of Congress, Extended Date/Time Format)."""
