"""What each axiom of OWL 2 RL says, as drafts of rules: one small function for each construct, and two tables."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import BlankNode, NamedNode

from graph.reason.class_expressions import Body, ClassExpressions, Draft
from graph.reason.ontology_graph import owl
from graph.reason.rule_model import OWL, RDFS, SAME_AS, TYPE, Different, Pattern, Term, Variable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

X, Y, Z = Variable("x"), Variable("y"), Variable("z")


class Axiom(NamedTuple):
    """A construct: what its rules are called, the rule of section 4.3, and its drafts from subject and object."""

    name: str
    spec: str
    drafts: Callable[[ClassExpressions, Term, Term], Iterator[Draft]]


def _subclass(classes: ClassExpressions, sub: Term, sup: Term) -> Iterator[Draft]:
    for body in classes.conditions(sub, X):
        yield from classes.conclusions(sup, X, body)


def _disjoint_classes(classes: ClassExpressions, left: Term, right: Term) -> Iterator[Draft]:
    for body in classes.conditions(left, X):
        for more in classes.conditions(right, X):
            yield Draft((*body, *more), None)


def _key(classes: ClassExpressions, node: Term, roles: Term) -> Iterator[Draft]:
    """Two members of the class that share a value of each property are one (prp-key)."""
    values = [(role, classes.fresh()) for role in classes.graph.members(roles)]
    shared = [classes.atom(thing, role, value) for role, value in values for thing in (X, Y)]
    for body in classes.conditions(node, X):
        for more in classes.conditions(node, Y):
            yield Draft((*body, *more, *shared), Pattern(X, SAME_AS, Y), (Different(X, Y),))


def _subproperty(classes: ClassExpressions, sub: Term, sup: Term) -> Iterator[Draft]:
    yield Draft((classes.atom(X, sub, Y),), classes.atom(X, sup, Y))


def _equivalent_property(classes: ClassExpressions, left: Term, right: Term) -> Iterator[Draft]:
    yield from _subproperty(classes, left, right)
    yield from _subproperty(classes, right, left)


def _inverse(classes: ClassExpressions, left: Term, right: Term) -> Iterator[Draft]:
    yield Draft((classes.atom(X, left, Y),), classes.atom(Y, right, X), (), "prp-inv1")
    yield Draft((classes.atom(Y, right, X),), classes.atom(X, left, Y), (), "prp-inv2")


def _domain(classes: ClassExpressions, role: Term, node: Term) -> Iterator[Draft]:
    yield from classes.conclusions(node, X, (classes.atom(X, role, Y),))


def _range(classes: ClassExpressions, role: Term, node: Term) -> Iterator[Draft]:
    yield from classes.conclusions(node, Y, (classes.atom(X, role, Y),))


def _chain(classes: ClassExpressions, role: Term, steps: Term) -> Iterator[Draft]:
    roles = classes.graph.members(steps)
    places = [X, *(classes.fresh() for _ in roles)]
    body = tuple(classes.atom(places[i], step, places[i + 1]) for i, step in enumerate(roles))
    yield Draft(body, classes.atom(X, role, places[-1]))


def _disjoint_properties(classes: ClassExpressions, left: Term, right: Term) -> Iterator[Draft]:
    yield Draft((classes.atom(X, left, Y), classes.atom(X, right, Y)), None)


def _symmetric(classes: ClassExpressions, role: Term, _: Term) -> Iterator[Draft]:
    yield Draft((classes.atom(X, role, Y),), classes.atom(Y, role, X))


def _transitive(classes: ClassExpressions, role: Term, _: Term) -> Iterator[Draft]:
    yield Draft((classes.atom(X, role, Y), classes.atom(Y, role, Z)), classes.atom(X, role, Z))


def _functional(classes: ClassExpressions, role: Term, _: Term) -> Iterator[Draft]:
    yield from classes.single(role, X, (), "prp-fp")


def _inverse_functional(classes: ClassExpressions, role: Term, _: Term) -> Iterator[Draft]:
    body = (classes.atom(X, role, Z), classes.atom(Y, role, Z))
    yield Draft(body, Pattern(X, SAME_AS, Y), (Different(X, Y),))


def _asymmetric(classes: ClassExpressions, role: Term, _: Term) -> Iterator[Draft]:
    yield Draft((classes.atom(X, role, Y), classes.atom(Y, role, X)), None)


def _irreflexive(classes: ClassExpressions, role: Term, _: Term) -> Iterator[Draft]:
    yield Draft((classes.atom(X, role, X),), None)


def _pairs(classes: ClassExpressions, node: Term) -> Iterator[tuple[Term, Term]]:
    graph = classes.graph
    lists = [*graph.objects(node, owl("members")), *graph.objects(node, owl("distinctMembers"))]
    if len(lists) != 1:
        raise graph.refusal(node, owl("members"), f"it has {len(lists)} lists of members and must have one")
    return combinations(graph.members(lists[0]), 2)


def _all_disjoint_classes(classes: ClassExpressions, node: Term, _: Term) -> Iterator[Draft]:
    for left, right in _pairs(classes, node):
        yield from _disjoint_classes(classes, left, right)


def _all_disjoint_properties(classes: ClassExpressions, node: Term, _: Term) -> Iterator[Draft]:
    for left, right in _pairs(classes, node):
        yield from _disjoint_properties(classes, left, right)


def _all_different(classes: ClassExpressions, node: Term, _: Term) -> Iterator[Draft]:
    for left, right in _pairs(classes, node):
        yield Draft((Pattern(classes.individual(left), SAME_AS, classes.individual(right)),), None)


def _never(classes: ClassExpressions, node: Term, source: Term) -> Iterator[Draft]:
    """Read a negative property assertion: the one triple that must not hold."""
    graph = classes.graph
    kind = "targetIndividual" if graph.objects(node, owl("targetIndividual")) else "targetValue"
    target = classes.individual(graph.only(node, kind))
    triple = classes.atom(classes.individual(source), graph.only(node, "assertionProperty"), target)
    yield Draft((triple,), None, (), "prp-npa1" if kind == "targetIndividual" else "prp-npa2")


BY_PREDICATE = {
    RDFS + "subClassOf": Axiom("superclass", "cax-sco", _subclass),
    RDFS + "subPropertyOf": Axiom("superproperty", "prp-spo1", _subproperty),
    RDFS + "domain": Axiom("domain", "prp-dom", _domain),
    RDFS + "range": Axiom("range", "prp-rng", _range),
    OWL + "disjointWith": Axiom("disjointness", "cax-dw", _disjoint_classes),
    OWL + "equivalentProperty": Axiom("equivalent property", "prp-eqp1", _equivalent_property),
    OWL + "inverseOf": Axiom("inverse", "prp-inv1", _inverse),
    OWL + "propertyChainAxiom": Axiom("property chain", "prp-spo2", _chain),
    OWL + "propertyDisjointWith": Axiom("disjointness", "prp-pdw", _disjoint_properties),
    OWL + "hasKey": Axiom("key", "prp-key", _key),
    OWL + "sourceIndividual": Axiom("denied fact", "prp-npa1", _never),
}
BY_TYPE = {
    OWL + "SymmetricProperty": Axiom("symmetry", "prp-symp", _symmetric),
    OWL + "TransitiveProperty": Axiom("transitivity", "prp-trp", _transitive),
    OWL + "FunctionalProperty": Axiom("functionality", "prp-fp", _functional),
    OWL + "InverseFunctionalProperty": Axiom("inverse functionality", "prp-ifp", _inverse_functional),
    OWL + "AsymmetricProperty": Axiom("asymmetry", "prp-asyp", _asymmetric),
    OWL + "IrreflexiveProperty": Axiom("irreflexivity", "prp-irp", _irreflexive),
    OWL + "AllDisjointClasses": Axiom("disjoint classes", "cax-adc", _all_disjoint_classes),
    OWL + "AllDisjointProperties": Axiom("disjoint properties", "prp-adp", _all_disjoint_properties),
    OWL + "AllDifferent": Axiom("different things", "eq-diff2", _all_different),
}


def halves(classes: ClassExpressions, left: Term, right: Term) -> Iterator[Iterator[Draft]]:
    """Part what ``owl:equivalentClass`` says into statements: OWL 2 RL may have rules for some of them only."""
    for sub, sup in ((left, right), (right, left)):
        for part in classes.members(sup) if isinstance(sup, BlankNode) else [sup]:
            yield _subclass(classes, sub, part)


def definition(classes: ClassExpressions, name: NamedNode) -> Iterator[Iterator[Draft]]:
    """Part a named class that carries its description itself (``:C owl:unionOf (:A :B)``) into statements."""
    member: Body = (Pattern(X, TYPE, name),)
    for part in classes.members(name):
        yield classes.described(name, X, member) if part == name else classes.conclusions(part, X, member)
    yield _enough(classes, name)


def _enough(classes: ClassExpressions, name: NamedNode) -> Iterator[Draft]:
    for body in classes.enough(name, X):
        yield Draft(body, Pattern(X, TYPE, name))
