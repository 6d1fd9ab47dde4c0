"""The terms of other vocabularies that several exports speak; a name outside these lists is an error."""

from __future__ import annotations

from graph.terms import Terms

NAMESPACES = {
    "dcterms": "http://purl.org/dc/terms/",
    "np": "http://www.nanopub.org/nschema#",
    "npx": "http://purl.org/nanopub/x/",
    "prov": "http://www.w3.org/ns/prov#",
}
"""Their prefixes."""
TERMS_OF_USE = Terms(NAMESPACES["dcterms"], "creator license")
NP = Terms(NAMESPACES["np"], "Nanopublication hasAssertion hasProvenance hasPublicationInfo")
NPX = Terms(NAMESPACES["npx"], "IndexAssertion NanopubIndex appendsIndex hasNanopubType includesElement")
PROV = Terms(
    NAMESPACES["prov"],
    """
    Activity Agent Collection Entity Plan SoftwareAgent
    hadMember hadPrimarySource used value wasAssociatedWith wasAttributedTo wasDerivedFrom wasGeneratedBy wasInformedBy
    wasQuotedFrom
    """,
)
VOID = Terms(
    "http://rdfs.org/ns/void#",
    """
    Dataset DatasetDescription Linkset
    class classPartition classes entities linkPredicate objectsTarget properties property propertyPartition sparqlEndpoint
    subjectsTarget subset triples uriSpace vocabulary
    """,
)
VERSION = Terms("http://www.w3.org/2002/07/owl#", "versionInfo").versionInfo
COMMENT = Terms("http://www.w3.org/2000/01/rdf-schema#", "comment").comment
