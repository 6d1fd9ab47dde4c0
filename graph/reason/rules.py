"""The ontology's OWL 2 RL axioms compiled to rules (OWL 2 Profiles, section 4.3), or refused by name.

Compiled: ``rdfs:subClassOf``, ``owl:equivalentClass``, ``disjointWith``, ``AllDisjointClasses``, class expressions
(``intersectionOf``, ``unionOf``, ``complementOf``, ``oneOf``, ``someValuesFrom``, ``allValuesFrom``, ``hasValue``,
``maxCardinality`` and ``maxQualifiedCardinality`` 0 or 1), ``hasKey``; ``rdfs:subPropertyOf``, ``domain``, ``range``,
``owl:equivalentProperty``, ``inverseOf``, ``propertyChainAxiom``, ``propertyDisjointWith``, ``AllDisjointProperties``;
symmetric, transitive, functional, inverse functional, asymmetric and irreflexive properties; ``AllDifferent`` and
negative property assertions. ``owl:sameAs``, ``owl:differentFrom`` and other statements about individuals are data:
they take part when they are among the triples that are closed. Skipped: annotations, declarations, the header.

Refused, because an ontology that is half understood gives wrong answers: ``owl:imports`` (give the triples instead);
superclasses that promise something unnamed (``someValuesFrom``, ``unionOf``, ``oneOf``) and subclasses that have no
rule there (``allValuesFrom``, ``complementOf``, ``maxCardinality``), unless they are the other half of a definition,
which :attr:`graph.reason.rule_model.RuleSet.one_way` lists; exact and least cardinalities, those above 1, ``hasSelf``,
``disjointUnionOf``, ``ReflexiveProperty``, new datatypes and data ranges, SWRL; individuals without a name in axioms;
axioms about OWL's own properties; expressions that no axiom uses; any other term of the OWL vocabulary.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, NamedNode, Triple

from graph.errors import NoRuleError, UnsupportedAxiomError
from graph.reason.axioms import BY_PREDICATE, BY_TYPE, Axiom, definition, halves
from graph.reason.class_expressions import IS, ClassExpressions, Draft
from graph.reason.ontology_graph import EXPRESSIONS, UNKNOWN, OntologyGraph, owl
from graph.reason.rule_model import (
    OWL,
    RDF,
    RDFS,
    SAME_AS,
    TYPE,
    Pattern,
    Rule,
    RuleSet,
    Slot,
    Term,
    Variable,
    fill,
    fill_guard,
    general_rules,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Pattern", "Rule", "RuleSet", "Term", "Variable", "compile_ontology"]

_SWRL = "http://www.w3.org/2003/11/swrl#"
_AXIOMATIC = (OWL, RDFS, _SWRL)
_EQUIVALENT = owl("equivalentClass")
_DEFINITION = Axiom("equivalent class", "cax-eqc1", lambda *_: iter(()))
_REMARKS = {RDFS + name for name in ("label", "comment", "seeAlso", "isDefinedBy")}
_SKIPPED = _REMARKS | {
    OWL + name
    for name in (
        *("versionInfo", "versionIRI", "priorVersion", "backwardCompatibleWith", "incompatibleWith", "deprecated"),
        *("annotatedSource", "annotatedProperty", "annotatedTarget", "sameAs", "differentFrom"),
        *("members", "distinctMembers", "onProperty", "someValuesFrom", "allValuesFrom", "hasValue", "onClass"),
        *("maxCardinality", "maxQualifiedCardinality", "assertionProperty", "targetIndividual", "targetValue"),
    )
}
_DECLARATIONS = {RDFS + "Class", RDFS + "Datatype", RDF + "Property", RDF + "List"} | {
    OWL + name
    for name in (
        *("Ontology", "Class", "Restriction", "ObjectProperty", "DatatypeProperty", "AnnotationProperty", "Thing"),
        *("OntologyProperty", "NamedIndividual", "DeprecatedClass", "DeprecatedProperty", "Axiom", "Annotation"),
        *("NegativePropertyAssertion", "Nothing"),
    )
}


def compile_ontology(triples: Iterable[Triple]) -> RuleSet:
    """Give the rules of an ontology given as RDF triples, with the rules that hold in every ontology.

    The same set of triples gives the same rules in the same order. Raises UnsupportedAxiomError, whose ``problems``
    has one line for each axiom that is refused: its subject, the construct and the reason.
    """
    return _compiled(tuple(triple for triple in triples if _can_say(triple)))


@lru_cache(maxsize=4)
def _compiled(axioms: tuple[Triple, ...]) -> RuleSet:
    return _Compiler(OntologyGraph(axioms)).compile()


def _can_say(triple: Triple) -> bool:
    """Whether a triple can be part of an axiom: labels, definitions and facts about individuals cannot."""
    iri = triple.predicate.value
    return iri.startswith((RDF, *_AXIOMATIC)) and iri not in _REMARKS


class _Compiler:
    """Goes through the axioms of one ontology and gathers rules, one-way definitions and problems."""

    def __init__(self, graph: OntologyGraph) -> None:
        self._graph = graph
        self._classes = ClassExpressions(graph)
        self._rules = [*general_rules()]
        self._one_way: set[str] = set()

    def compile(self) -> RuleSet:
        """All rules; raises UnsupportedAxiomError with all problems."""
        problems: set[str] = set()
        for triple in self._graph.triples:
            try:
                self._read(triple)
            except UnsupportedAxiomError as error:
                problems |= set(error.problems)
        problems |= set() if problems else set(self._unused())
        if problems:
            raise UnsupportedAxiomError(*sorted(problems))
        once: dict[object, Rule] = {}
        for rule in sorted(self._rules, key=_order):
            once.setdefault((rule.body, rule.head, rule.guards), rule)
        return RuleSet(tuple(once.values()), tuple(sorted(self._one_way)))

    def _read(self, triple: Triple) -> None:
        subject, predicate, value = triple
        name = predicate.value.removeprefix(OWL)
        if predicate == TYPE:
            self._read_type(subject, value)
        elif predicate == _EQUIVALENT:
            axiom = (*self._graph.flat(subject), predicate, *self._graph.flat(value))
            self._equate(axiom, halves(self._classes, subject, value))
        elif name in EXPRESSIONS:
            self._define(subject)
        elif predicate.value in BY_PREDICATE:
            self._compile(BY_PREDICATE[predicate.value], subject, predicate, value)
        elif predicate.value.startswith(_AXIOMATIC) and predicate.value not in _SKIPPED:
            reason = "give the triples of the imported ontology instead" if name == "imports" else UNKNOWN
            raise self._graph.refusal(subject, predicate, reason)

    def _read_type(self, subject: Term, value: Term) -> None:
        iri = value.value if isinstance(value, NamedNode) else ""
        if iri in BY_TYPE:
            self._compile(BY_TYPE[iri], subject, NamedNode(iri), subject)
        elif iri.startswith(_AXIOMATIC) and iri not in _DECLARATIONS:
            raise self._graph.refusal(subject, value, UNKNOWN)
        elif isinstance(value, BlankNode) and self._graph.construct(value):
            self._graph.used.add(value)
            raise self._graph.refusal(subject, TYPE, "its class is an expression without a name: name that class")

    def _compile(self, axiom: Axiom, subject: Term, construct: NamedNode, value: Term) -> None:
        if construct == owl("inverseOf") and isinstance(subject, BlankNode):
            return  # an inverse property inside another axiom, compiled there
        operands = self._graph.lists(subject) if value == subject else self._graph.flat(value)
        flat = (*self._graph.flat(subject), construct, *operands)
        for draft in axiom.drafts(self._classes, subject, value):
            self._add(draft, axiom, flat)

    def _define(self, node: Term) -> None:
        if isinstance(node, NamedNode):
            self._equate((node, *self._graph.description(node)), definition(self._classes, node))

    def _equate(self, flat: tuple[Term, ...], statements: Iterator[Iterator[Draft]]) -> None:
        """Take the halves of a definition that have rules and list the others; refuse it when none has."""
        missing: list[str] = []
        known = False
        for drafts in statements:
            try:
                for draft in drafts:
                    self._add(draft, _DEFINITION, flat)
                known = True
            except NoRuleError as error:
                missing += error.problems
        if not known:
            raise UnsupportedAxiomError(*missing)
        self._one_way |= {line.replace("is refused", "is left out") for line in missing}

    def _add(self, draft: Draft, axiom: Axiom, flat: tuple[Term, ...]) -> None:
        rule = _rule(draft, axiom, flat)
        unbound = {slot for slot in rule.head or () if isinstance(slot, Variable)} - set(rule.variables)
        if unbound:
            raise self._graph.refusal(flat[0], flat[1], "it would hold of every thing there is")
        self._rules.append(rule)

    def _unused(self) -> Iterator[str]:
        for node in {triple.subject for triple in self._graph.triples} - self._graph.used:
            names = [name for name in (*EXPRESSIONS, "inverseOf") if self._graph.objects(node, owl(name))]
            if isinstance(node, BlankNode) and names:
                yield from self._graph.refusal(node, owl(names[0]), "no axiom uses this expression").problems


def _order(rule: Rule) -> tuple[int, str, str, tuple[str, ...]]:
    return rule.order


def _rule(draft: Draft, axiom: Axiom, flat: tuple[Term, ...]) -> Rule:
    """Make the draft a rule: individuals in the place of variables that must be them, variables named in order."""
    values: dict[Variable, Slot] = {}
    body: list[Pattern] = []
    for pattern in draft.body:
        subject, predicate, value = fill(pattern, values)
        if predicate == IS and isinstance(subject, Variable):
            values[subject] = value
        elif predicate == IS and subject != value:
            body.append(Pattern(subject, SAME_AS, value))
        elif predicate != IS:
            body.append(pattern)
    places = dict.fromkeys(slot for pattern in body for slot in fill(pattern, values) if isinstance(slot, Variable))
    names: dict[Variable, Slot] = {place: Variable(f"v{number}") for number, place in enumerate(places)}
    return Rule(
        name=axiom.name,
        spec=draft.spec or axiom.spec,
        axiom=flat,
        body=tuple(dict.fromkeys(fill(fill(pattern, values), names) for pattern in body)),
        head=draft.head and fill(fill(draft.head, values), names),
        guards=tuple(fill_guard(fill_guard(guard, values), names) for guard in draft.guards),
    )
