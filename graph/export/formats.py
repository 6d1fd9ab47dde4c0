"""The formats of exports: what each is called, what it holds, what it loses, and which module writes it."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, cast

from graph.errors import UnknownNameError
from graph.naming import near_names

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from graph.export.content import Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format. ``module`` has a function ``function`` that takes the content and what is written to: a binary stream, or
    for a ``folder`` the path of an empty one. ``loses`` names what of the graph the format does not hold, a phrase each; the
    docs and a test keep to it.
    """

    name: str
    holds: str
    suffix: str
    media_type: str
    module: str
    function: str = "write"
    loses: tuple[str, ...] = ()
    folder: bool = False

    @property
    def writer(self) -> Callable[[Content, BinaryIO], None]:
        """What writes the format to a stream."""
        return cast("Callable[[Content, BinaryIO], None]", self._function())

    @property
    def folder_writer(self) -> Callable[[Content, Path], None]:
        """What writes the format into a folder."""
        return cast("Callable[[Content, Path], None]", self._function())

    def _function(self) -> object:
        return getattr(importlib.import_module(f"graph.export.{self.module}"), self.function)


_NO_NAMED_GRAPHS = "which named graph a triple stands in, and what is only stated"
_NO_NAMED_ORDER = "which named graph a triple stands in, what is only stated, and propositions as four triples each"
_BIBLIOGRAPHY = (
    "all that sources say",
    "the works that they cite",
    "texts, their files and hashes",
    "the classes and links of authors",
)
_MARKDOWN = (
    "what a claim states, beyond its gloss and what the answer shows of it",
    "IRIs, and names in other languages",
    "coders' notes, and the works on which passages lean",
    "hashes",
    "why a date is inferred",
    "which facts are inferred, and how",
    "conflicts, but those beside an answer",
)
_TABLES = (
    "which named graph a triple stands in",
    "the ontology",
    "what follows from the ontology and from what editors say, without any claim",
    "the premises of what is inferred",
    "shared origins, and identities that no rule asked for",
    "claims that were taken back and names that were retired",
)
_LONG_CELLS = "what a cell has beyond 32,767 characters"
_NETWORK = (
    "what is only stated",
    "glosses, passages and notes of claims",
    "figures, texts and concepts in slots",
    "judgements",
    "names but one",
    "inferred triples that do not say: at some time",
)
_WIKIDATA = (
    "all that is not linked exactly, or has no bridge",
    "what is contested or carried by hedged claims alone",
    "times that are intervals, sets, seasons or centuries, and unsure ones beside sure ones",
    "who speaks, and glosses, passages and notes of claims",
    "what is only stated or inferred",
    "the spans of passages",
)

FORMATS = {
    found.name: found
    for found in (
        Format(
            name="turtle", holds="the default graph, or the graphs named", suffix=".ttl", media_type="text/turtle",
            module="rdf", function="write_turtle", loses=(_NO_NAMED_GRAPHS,),
        ),
        Format(
            name="ntriples", holds="the same, a triple a line", suffix=".nt", media_type="application/n-triples",
            module="rdf", function="write_ntriples", loses=(_NO_NAMED_GRAPHS,),
        ),
        Format(
            name="rdfxml", holds="the same, in XML", suffix=".rdf", media_type="application/rdf+xml",
            module="rdf", function="write_rdfxml", loses=(_NO_NAMED_GRAPHS,),
        ),
        Format(
            name="turtle12", holds="the same, in RDF 1.2: a proposition reifies its triple", suffix=".ttl",
            media_type="text/turtle;version=1.2", module="rdf", function="write_turtle12", loses=(_NO_NAMED_ORDER,),
        ),
        Format(
            name="trig", holds="the named graphs", suffix=".trig", media_type="application/trig",
            module="rdf", function="write_trig",
        ),
        Format(
            name="nquads", holds="the named graphs, a quad a line", suffix=".nq", media_type="application/n-quads",
            module="rdf", function="write_nquads",
        ),
        Format(
            name="jsonld", holds="the named graphs, in JSON-LD 1.1 with the keys of claim files", suffix=".jsonld",
            media_type="application/ld+json", module="jsonld",
        ),
        Format(
            name="jsonld-default", holds="the default graph, or the graphs named, in the same form", suffix=".jsonld",
            media_type="application/ld+json", module="jsonld", function="write_default", loses=(_NO_NAMED_GRAPHS,),
        ),
        Format(
            name="jsonld-framed", holds="a tree for each thing, source or claim, or the answer to a question, in JSON-LD",
            suffix=".jsonld", media_type="application/ld+json", module="framed",
            loses=(_NO_NAMED_GRAPHS, "what is said of terms and concepts",
                   "facts and inferences on what a tree only names, and what nothing else names"),
        ),
        Format(
            name="nanopubs", holds="a nanopublication for each claim, named by its hash, and an index", suffix=".trig",
            media_type="application/trig", module="nanopubs",
            loses=(
                "what editors say of things and terms: names, classes, links",
                "what is inferred",
                "conflicts, origins and identities, and why editors judge as they do",
                "claims that were taken back",
                "propositions as nodes where the claim is plain",
            ),
        ),
        Format(
            name="annotations", holds="a web annotation for each claim, at the positions of its passage", suffix=".jsonld",
            media_type='application/ld+json;profile="http://www.w3.org/ns/anno.jsonld"', module="annotations",
            loses=(
                "the triples that claims state: the gloss is in words", "chains of reporting but in words", "citations leant on",
                "how dates are known", "notes of coders", "what is known of sources but the hash of the text", "all that is no claim",
            ),
        ),
        Format(
            name="prov", holds="where claims, facts and what is inferred come from, in PROV-O", suffix=".ttl",
            media_type="text/turtle", module="prov",
            loses=(
                "the situation that a claim is about", "names and classes of things that are no agents", "times of utterances",
                "files and starts and ends of passages but in their spans", "retired and retracted names", "the ontology and its concepts",
                "other derivations of what is inferred than one",
            ),
        ),
        Format(
            name="bibtex", holds="the sources, and Détente itself, as a bibliography for LaTeX", suffix=".bib",
            media_type="application/x-bibtex", module="bibtex", loses=_BIBLIOGRAPHY,
        ),
        Format(
            name="csl-json", holds="the same for Zotero, pandoc and CSL styles", suffix=".json",
            media_type="application/vnd.citationstyles.csl+json", module="csl", loses=_BIBLIOGRAPHY,
        ),
        Format(
            name="markdown", holds="an answer, or what is said of a part, with a footnote for each claim", suffix=".md",
            media_type="text/markdown", module="markdown", loses=_MARKDOWN,
        ),
        Format(
            name="description", holds="what the data set is: VoID, DCAT and PROV, in Turtle", suffix=".ttl",
            media_type="text/turtle", module="description", loses=("all that is counted, named only by how much it is",),
        ),
        Format(
            name="csv", holds="tables of claims, propositions, facts, situations, entities, names, sources, conflicts and, with "
            "--question, the answer; described in CSVW", suffix="", media_type="text/csv", module="csvw", folder=True, loses=_TABLES,
        ),
        Format(
            name="xlsx", holds="the same tables as sheets of a workbook", suffix=".xlsx", module="xlsx", loses=(*_TABLES, _LONG_CELLS),
            media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        Format(
            name="graphml", holds="entities and situations as nodes, facts as edges", suffix=".graphml",
            media_type="application/graphml+xml", module="graphml", loses=_NETWORK,
        ),
        Format(
            name="graphml-entities", holds="entities as nodes, situations in which two have a part as edges", suffix=".graphml",
            media_type="application/graphml+xml", module="graphml", function="write_entities", loses=(
                *_NETWORK, "situations in which fewer than two entities have a part", "which way an edge of a situation goes"),
        ),
        Format(
            name="wikibase", holds="facts between things linked to Wikidata, as JSON of Wikibase", suffix=".json",
            media_type="application/json", module="wikibase", loses=_WIKIDATA,
        ),
        Format(
            name="quickstatements", holds="the same as commands that add them to Wikidata", suffix=".tsv",
            media_type="text/tab-separated-values", module="quickstatements", loses=_WIKIDATA,
        ),
        Format(
            name="quickstatements2", holds="the same commands as CSV", suffix=".csv", media_type="text/csv",
            module="quickstatements", function="write_csv", loses=_WIKIDATA,
        ),
    )
}  # fmt: skip
"""All formats, in the order in which they are listed."""


def find_format(name: str) -> Format:
    """The format of that name. Raises UnknownNameError, with near names."""
    if name in FORMATS:
        return FORMATS[name]
    near = near_names(name.lower(), list(FORMATS), alike=0.4)
    hint = f"; did you mean {' or '.join(near)}?" if near else "; `detente export` lists the formats"
    raise UnknownNameError(f"there is no format {name!r}{hint}")
