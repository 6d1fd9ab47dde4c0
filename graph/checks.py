"""Checks: rules that must find nothing. Most are queries in ``queries/checks``; the rest need the shapes, the files or the texts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, QuerySolutions, Store, Triple

from graph.checked import Checked
from graph.date_checks import too_precise
from graph.errors import DetenteError, InputError, not_sparql
from graph.naming import slug
from graph.params import bindings
from graph.questions import bind
from graph.store import parsed_folder
from graph.terms import DT, GRAPH, ONTOLOGY, OWL, OWL_PROPERTIES, PREFIXES, RDF, XSD
from loaders.files import read_utf8
from loaders.parsing import parsing
from loaders.problems import Problems
from loaders.query_terms import terms_of
from loaders.questions import BUILT, needed_header, note_unknown_terms, query_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import rdflib

    from graph.layers import Layer
    from graph.questions import Question
    from loaders.corpus import Corpus

SUMMARIES = {
    "date-too-precise": "No day that bounds a situation is narrower than some date that is written of it.",
    "shapes": "Every claim and every situation has what its shape asks for.",
    "question-example": "Every saved question runs with its defaults, and with each example that its header gives.",
    "ever-for-a-state": "No saved question uses a property that says *at some time* where it asks for a state.",
    "unused-term": "Every term of the ontology is used by a claim, a question or the program.",
}
"""What the checks say that are no queries, by name."""


def run_checks(
    store: Store, corpus: Corpus, layers: Sequence[Layer], questions: Mapping[str, Question]
) -> list[Checked]:
    """Run all checks on a built graph, in order of name. Raises InputError for one that cannot be read or misspells a term."""
    with parsing(query_texts(layers, (*BUILT, "checks/*.rq")), parsed_folder()):
        shapes = check_shapes(store, corpus)  # which takes longest, and needs no query
        problems = Problems()
        note_unknown_terms(layers, ("checks/*.rq",), corpus.model, problems)
        problems.raise_any()
    files = [file for layer in layers for file in layer.files("queries", "checks/*.rq")]
    places = {claim.iri: claim.place for claim in corpus.claims}
    checked = [check_by_query(store, file, places) for file in files]
    checked += [shapes, check_ever(store, questions), check_unused(store, corpus, layers)]
    checked += [check_examples(store, questions), check_dates(store)]
    return sorted(checked, key=lambda check: check.name)


def check_by_query(store: Store, file: Path, places: Mapping[NamedNode, str] | None = None) -> Checked:
    """Run the check in one file: its query must find nothing, the pattern in its header ``extent`` something."""
    fields = needed_header(file, ("summary", "extent"), "the header of a check")
    summary = fields.text("summary", needed=True, what="in this header")
    extent = fields.text("extent", needed=True, what="in this header: the pattern of what the check examines")
    fields.problems.raise_any()
    try:
        examined = _count(store, f"SELECT (COUNT(*) AS ?n) WHERE {{ {extent} }}")
    except SyntaxError as error:
        raise InputError(f"{file}:{fields.block.line_of('extent')}: extent is no pattern: {error.msg}") from error
    try:
        rows = cast("QuerySolutions", store.query(file.read_text(encoding="utf-8")))
    except SyntaxError as error:
        raise not_sparql(file, error) from error
    names = [variable.value for variable in rows.variables]
    findings = tuple(
        ", ".join(f"{name}: {_short(row[name], places or {})}" for name in names if row[name] is not None)
        for row in rows
    )
    return Checked(name=file.stem, summary=str(summary), examined=examined, findings=findings)


def _count(store: Store, query: str) -> int:
    rows = cast("QuerySolutions", store.query(query, prefixes=dict(PREFIXES)))
    return int(next(iter(rows))["n"].value)


def _short(term: object, places: Mapping[NamedNode, str]) -> str:
    """A term for a person; a claim with the file and line where it stands."""
    if isinstance(term, NamedNode):
        return f"{slug(term)} ({places[term]})" if term in places else slug(term)
    return term.value if isinstance(term, Literal) else str(term)


def check_shapes(store: Store, corpus: Corpus) -> Checked:
    """Validate facts and all that is stated against the SHACL shapes, with pySHACL.

    A slot that its shape allows once and that claims fill twice is a conflict for an editor; it is not reported here. What
    a claim, a passage, a proposition or a source has twice is an error.
    """
    import pyshacl  # noqa: PLC0415  slow to import
    from rdflib.namespace import RDF as RDFLIB_RDF  # noqa: PLC0415
    from rdflib.namespace import SH  # noqa: PLC0415

    data = _rdflib_graph(
        quad.triple
        for graph in (DefaultGraph(), GRAPH.stated)
        for quad in store.quads_for_pattern(None, None, None, graph)
    )
    shapes = _rdflib_graph(corpus.shapes)
    _, found, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False)
    report = cast("rdflib.Graph", found)
    findings = []
    for result in report.subjects(RDFLIB_RDF.type, SH.ValidationResult):
        focus, path = report.value(result, SH.focusNode), report.value(result, SH.resultPath)
        twice = report.value(result, SH.sourceConstraintComponent) == SH.MaxCountConstraintComponent
        if not twice or _APPARATUS & {str(class_) for class_ in data.objects(focus, RDFLIB_RDF.type)}:
            findings.append(f"{_last(focus)}, {_last(path)}: {report.value(result, SH.resultMessage)}")
    examined = sum(1 for _ in store.quads_for_pattern(None, DT.states, None, DefaultGraph()))
    return Checked(name="shapes", summary=SUMMARIES["shapes"], examined=examined, findings=tuple(sorted(findings)))


_APPARATUS = frozenset(node.value for node in (DT.Claim, DT.Passage, DT.Proposition, DT.Source))
"""What is not itself a thing that claims speak of: no two claims can differ over it."""


def _last(node: object) -> str:
    return slug(NamedNode(str(node))) if "://" in str(node) else str(node)


def _rdflib_graph(triples: Iterable[Triple]) -> rdflib.Graph:
    """The triples for rdflib, term by term: writing them out for its parser takes twice as long."""
    import rdflib  # noqa: PLC0415  slow to import

    terms: dict[object, rdflib.term.Node] = {}

    def term(node: object) -> rdflib.term.Node:
        if node not in terms:
            terms[node] = _rdflib_term(node)
        return terms[node]

    graph = rdflib.Graph()
    for triple in triples:
        graph.add((term(triple.subject), term(triple.predicate), term(triple.object)))
    return graph


def _rdflib_term(node: object) -> rdflib.term.Node:
    import rdflib  # noqa: PLC0415  slow to import

    if isinstance(node, NamedNode):
        return rdflib.URIRef(node.value)
    if isinstance(node, BlankNode):
        return rdflib.BNode(node.value)
    if isinstance(node, Literal):
        plain = node.language or node.datatype == XSD.string
        return rdflib.Literal(node.value, lang=node.language, datatype=None if plain else node.datatype.value)
    raise TypeError(f"{node}: no term that a shape can speak of")


def check_dates(store: Store) -> Checked:
    """Find the bounds that say more of a time than any date as it is written."""
    examined, findings = too_precise(store)
    return Checked(name="date-too-precise", summary=SUMMARIES["date-too-precise"], examined=examined, findings=findings)


def check_ever(store: Store, questions: Mapping[str, Question]) -> Checked:
    """Find the saved questions that read a state off a property that says *at some time*, however they write it."""
    shortcuts = {quad.subject for quad in store.quads_for_pattern(None, DT.overTime, None, DefaultGraph())}
    used = {name: terms_of(question.text, Path(question.place)) for name, question in questions.items()}
    findings = tuple(
        f"{question.place}: the question uses {slug(shortcut)}, which says that something held at some time; "
        "read the situation with its dates, or write `#+ ever: true` in the header if that is what is asked"
        for name, question in questions.items()
        for shortcut in sorted(shortcuts, key=str)
        if not question.ever and isinstance(shortcut, NamedNode) and shortcut.value in used[name]
    )
    return Checked(
        name="ever-for-a-state", summary=SUMMARIES["ever-for-a-state"], examined=len(questions), findings=findings
    )


def check_examples(store: Store, questions: Mapping[str, Question]) -> Checked:
    """Run every question with its defaults and each of its examples, and find those that cannot be bound or run."""
    tried = [
        (question, given)
        for question in questions.values()
        for given in ({}, *({param.name: param.example} for param in question.params if param.example))
    ]
    findings = []
    for question, given in tried:
        try:
            store.query(bind(question.text, bindings(question, given, store)))
        except (DetenteError, SyntaxError) as error:
            findings.append(f"{question.place}: {error}")
    return Checked(
        name="question-example",
        summary=SUMMARIES["question-example"],
        examined=len(tried),
        findings=tuple(dict.fromkeys(findings)),
    )


def check_unused(store: Store, corpus: Corpus, layers: Sequence[Layer]) -> Checked:
    """Find the terms that no claim, question or part of the program uses."""
    terms = {t.subject for t in corpus.ontology if t.predicate == RDF.type and t.object in (OWL.Class, *OWL_PROPERTIES)}
    own = {term for term in terms if isinstance(term, NamedNode) and term.value.startswith(ONTOLOGY)}
    used = {quad.predicate for quad in store} | set(_stated(store)) | set(DT.nodes())
    used |= {
        quad.object for quad in store.quads_for_pattern(None, RDF.type, None) if isinstance(quad.object, NamedNode)
    }
    asked = set(_in_queries(layers))
    findings = tuple(slug(term) for term in sorted(own - used, key=str) if term.value not in asked)
    return Checked(name="unused-term", summary=SUMMARIES["unused-term"], examined=len(own), findings=findings)


def _stated(store: Store) -> Iterator[NamedNode]:
    """The predicates and objects of all that is stated."""
    for slot in (DT.predicate, DT.object):
        for quad in store.quads_for_pattern(None, slot, None, DefaultGraph()):
            if isinstance(quad.object, NamedNode):
                yield quad.object


def _in_queries(layers: Sequence[Layer]) -> Iterator[str]:
    """The IRIs that questions and rules of conflict name; that a check looks after a term is no use of it."""
    for layer in layers:
        for file in (*layer.files("queries", "*.rq"), *layer.files("queries", "conflicts/*.rq")):
            yield from terms_of(read_utf8(file), file)
