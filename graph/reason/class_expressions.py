"""Class expressions of OWL 2 RL as conditions (subclass side) and as conclusions (superclass side)."""

from __future__ import annotations

from itertools import count, product
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode

from graph.errors import NoRuleError
from graph.reason.ontology_graph import OntologyGraph, owl, short
from graph.reason.rule_model import (
    NOTHING,
    OWL,
    RDF,
    RDFS,
    SAME_AS,
    THING,
    TYPE,
    Different,
    Guard,
    Outside,
    Pattern,
    Slot,
    Term,
    Unequal,
    Variable,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Body = tuple[Pattern, ...]
IS = NamedNode("urn:detente:is")  # marks, inside the compiler only, a variable that must be one individual


class Draft(NamedTuple):
    """A rule before it is named: ``spec`` None means that the axiom's own rule name fits."""

    body: Body
    head: Pattern | None
    guards: tuple[Guard, ...] = ()
    spec: str | None = None


class ClassExpressions:
    """Turns the class and property expressions of one ontology into patterns; refuses what OWL 2 RL has no rule for."""

    def __init__(self, graph: OntologyGraph) -> None:
        self.graph = graph
        self._numbers = count()

    def fresh(self) -> Variable:
        """Give a variable that no pattern has yet."""
        return Variable(f"v{next(self._numbers)}")

    def atom(self, subject: Slot, role: Term, value: Slot) -> Pattern:
        """Give the pattern of a property or of the inverse of one (``[owl:inverseOf p]``)."""
        if isinstance(role, BlankNode):
            return self.atom(value, self.graph.only(role, "inverseOf"), subject)
        if not isinstance(role, NamedNode) or role.value.startswith((OWL, RDF)):
            raise self.graph.refusal(role, role, "no axiom may speak of this property")
        return Pattern(subject, role, value)

    def individual(self, node: Term) -> Term:
        """Give the node, refused when it is blank: the data would know it under another name."""
        if isinstance(node, BlankNode):
            raise self.graph.refusal(node, owl("NamedIndividual"), "an individual in an axiom needs a name")
        return node

    def conditions(self, node: Term, thing: Slot) -> list[Body]:
        """Give the bodies each of which suffices for ``thing`` to be in the class ``node``.

        Raises NoRuleError for what has no rule on the subclass side: complements, ``allValuesFrom``, cardinalities.
        """
        if self.graph.is_datatype(node):
            raise self.graph.refusal(node, node, "a datatype cannot be a condition")
        if not isinstance(node, BlankNode):
            return [() if node == THING else (Pattern(thing, TYPE, node),)]
        return self.enough(node, thing)

    def enough(self, node: Term, thing: Slot) -> list[Body]:
        """As ``conditions``, from the description of a class instead of its name."""
        construct = self._construct(node)
        by_construct: dict[str, Callable[[Term, Slot], list[Body]]] = {
            "intersectionOf": self._all_of,
            "unionOf": self._any_of,
            "oneOf": self._one_of,
            "someValuesFrom": self._some_value,
            "hasValue": self._has_value,
        }
        if construct not in by_construct:
            raise self._no_rule(node, construct, "sub")
        return by_construct[construct](node, thing)

    def conclusions(self, node: Term, thing: Slot, body: Body) -> Iterator[Draft]:
        """Give the rules that say: when the body holds, ``thing`` is in the class (or datatype) ``node``.

        Raises NoRuleError for what has no rule on the superclass side: unions, enumerations, ``someValuesFrom``.
        """
        if self.graph.is_datatype(node):
            yield from self._literal(node, thing, body)
        elif not isinstance(node, BlankNode):
            yield from self._named(node, thing, body)
        else:
            yield from self.described(node, thing, body)

    def described(self, node: Term, thing: Slot, body: Body) -> Iterator[Draft]:
        """As ``conclusions``, from the description of a class instead of its name."""
        construct = self._construct(node)
        match construct:
            case "intersectionOf":
                for member in self.members(node):
                    yield from self.conclusions(member, thing, body)
            case "complementOf":
                yield from self._excluded(node, thing, body)
            case "hasValue":
                given = self.individual(self.graph.only(node, construct))
                yield Draft(body, self.atom(thing, self._role(node), given), (), "cls-hv1")
            case "allValuesFrom":
                yield from self._only_values(node, thing, body)
            case "maxCardinality" | "maxQualifiedCardinality":
                yield from self._at_most(node, construct, thing, body)
            case _:
                raise self._no_rule(node, construct, "super")

    def members(self, node: Term) -> list[Term]:
        """Give the classes whose intersection the node is: its members if it is one, itself otherwise."""
        if self.graph.construct(node) != "intersectionOf":
            return [node]
        return self.graph.members(self.graph.only(node, "intersectionOf"))

    def single(self, role: Term, thing: Slot, body: Body, spec: str, filler: Term = THING) -> Iterator[Draft]:
        """At most one value: two things are the same, two literals of different value a clash."""
        left, right = self.fresh(), self.fresh()
        for more, other in product(self.conditions(filler, left), self.conditions(filler, right)):
            both = (*body, self.atom(thing, role, left), *more, self.atom(thing, role, right), *other)
            yield Draft(both, Pattern(left, SAME_AS, right), (Different(left, right),), spec)
            if not self.graph.has_type(role, "ObjectProperty"):
                yield Draft(both, None, (Unequal(left, right),), spec)

    def _construct(self, node: Term) -> str:
        construct = self.graph.construct(node)
        if construct is None:
            raise self.graph.refusal(node, owl("Class"), "a class without name or description")
        return self.graph.restriction(node) if construct == "onProperty" else construct

    def _role(self, node: Term) -> Term:
        return self.graph.only(node, "onProperty")

    def _all_of(self, node: Term, thing: Slot) -> list[Body]:
        parts = [self.conditions(member, thing) for member in self.members(node)]
        return [tuple(pattern for body in choice for pattern in body) for choice in product(*parts)]

    def _any_of(self, node: Term, thing: Slot) -> list[Body]:
        members = self.graph.members(self.graph.only(node, "unionOf"))
        return [body for member in members for body in self.conditions(member, thing)]

    def _one_of(self, node: Term, thing: Slot) -> list[Body]:
        members = self.graph.members(self.graph.only(node, "oneOf"))
        if any(isinstance(member, Literal) for member in members):
            raise self.graph.refusal(node, owl("oneOf"), "an enumeration of literals belongs into a SHACL shape")
        return [(Pattern(thing, IS, self.individual(member)),) for member in members]

    def _some_value(self, node: Term, thing: Slot) -> list[Body]:
        value = self.fresh()
        step = self.atom(thing, self._role(node), value)
        return [(step, *body) for body in self.conditions(self.graph.only(node, "someValuesFrom"), value)]

    def _has_value(self, node: Term, thing: Slot) -> list[Body]:
        return [(self.atom(thing, self._role(node), self.individual(self.graph.only(node, "hasValue"))),)]

    @staticmethod
    def _named(node: Term, thing: Slot, body: Body) -> Iterator[Draft]:
        if node not in {THING, NamedNode(RDFS + "Resource")}:
            yield Draft(body, None if node == NOTHING else Pattern(thing, TYPE, node))

    def _literal(self, node: Term, thing: Slot, body: Body) -> Iterator[Draft]:
        if not isinstance(node, NamedNode):
            raise self.graph.refusal(node, NamedNode(RDFS + "Datatype"), "a data range belongs into a SHACL shape")
        yield Draft(body, None, (Outside(thing, node),))

    def _excluded(self, node: Term, thing: Slot, body: Body) -> Iterator[Draft]:
        for more in self.conditions(self.graph.only(node, "complementOf"), thing):
            yield Draft((*body, *more), None, (), "cls-com")

    def _only_values(self, node: Term, thing: Slot, body: Body) -> Iterator[Draft]:
        value = self.fresh()
        more = (*body, self.atom(thing, self._role(node), value))
        for draft in self.conclusions(self.graph.only(node, "allValuesFrom"), value, more):
            yield draft._replace(spec=draft.spec or "cls-avf")

    def _at_most(self, node: Term, construct: str, thing: Slot, body: Body) -> Iterator[Draft]:
        bound = self.graph.only(node, construct)
        limit = bound.value.lstrip("+0") or "0" if isinstance(bound, Literal) else ""
        qualified = construct == "maxQualifiedCardinality"
        filler = self.graph.only(node, "onClass") if qualified else THING
        if limit == "1":
            yield from self.single(self._role(node), thing, body, "cls-maxqc3" if qualified else "cls-maxc2", filler)
        elif limit == "0":
            value = self.fresh()
            for more in self.conditions(filler, value):
                step = self.atom(thing, self._role(node), value)
                yield Draft((*body, step, *more), None, (), "cls-maxqc1" if qualified else "cls-maxc1")
        else:
            raise self.graph.refusal(node, owl(construct), f"OWL 2 RL counts to 0 or 1, not to {short(bound)}")

    def _no_rule(self, node: Term, construct: str, side: str) -> NoRuleError:
        reason = f"OWL 2 RL has no rule for it on the {side}class side; a SHACL shape can demand it"
        return NoRuleError(*self.graph.refusal(node, owl(construct), reason).problems)
