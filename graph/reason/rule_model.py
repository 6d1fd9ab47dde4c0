"""What a rule is: patterns, a head, the axiom it comes from; and the rules that hold in every ontology."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"

TYPE = NamedNode(RDF + "type")
SAME_AS = NamedNode(OWL + "sameAs")
DIFFERENT_FROM = NamedNode(OWL + "differentFrom")
THING = NamedNode(OWL + "Thing")
NOTHING = NamedNode(OWL + "Nothing")

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple


class Variable(NamedTuple):
    """A place in a pattern that any term may fill."""

    name: str


Slot: TypeAlias = Variable | Term


class Pattern(NamedTuple):
    """A triple in which variables may stand."""

    subject: Slot
    predicate: Slot
    object: Slot


class Different(NamedTuple):
    """Guard: the two places hold different terms."""

    left: Slot
    right: Slot


class Unequal(NamedTuple):
    """Guard: the two places hold literals that certainly have different values (the integers 1 and 01 have not)."""

    left: Slot
    right: Slot


class Outside(NamedTuple):
    """Guard: the place holds a literal whose value certainly is none of the datatype's."""

    left: Slot
    datatype: NamedNode


class IllTyped(NamedTuple):
    """Guard: the place holds a literal whose written form its own datatype does not allow."""

    left: Slot


Guard: TypeAlias = Different | Unequal | Outside | IllTyped


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When every pattern of the body holds (and every guard), the head holds; a rule without head reports a clash.

    ``name`` says it in a person's words ("property chain"), ``spec`` is the rule of OWL 2 Profiles, section 4.3, that
    it instantiates ("prp-spo2"), ``axiom`` the axiom of the ontology as a flat tuple of terms without blank nodes:
    subject, construct, operands. The rules that hold in every ontology have an empty axiom.
    """

    name: str
    spec: str
    axiom: tuple[Term, ...]
    body: tuple[Pattern, ...]
    head: Pattern | None
    guards: tuple[Guard, ...] = ()

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The body's variables in order of appearance."""
        return tuple(dict.fromkeys(slot for pattern in self.body for slot in pattern if isinstance(slot, Variable)))

    @property
    def hidden(self) -> tuple[Variable, ...]:
        """The body's variables that the head does not show: what a derivation must remember."""
        return tuple(variable for variable in self.variables if self.head is None or variable not in self.head)

    @property
    def order(self) -> tuple[int, str, str, tuple[str, ...]]:
        """A sort key that depends on nothing but the rule: short rules first."""
        return len(self.body), self.spec, self.name, tuple(map(str, (*self.axiom, *self.body, self.head, *self.guards)))

    def words(self, label: Callable[[Term], str]) -> str:
        """Give the rule as one English sentence; ``label`` names properties, classes and individuals.

        A property's label is read as a verb phrase: "what has membership y, and y is in organisation z, has ever been
        a member of z (property chain of everMemberOf)".
        """
        from graph.reason.rule_words import rule_in_words  # noqa: PLC0415  a build words its rules once

        return rule_in_words(self, label)


@dataclass(frozen=True)
class RuleSet:
    """The rules of an ontology, in an order that does not depend on how the ontology was read.

    ``one_way`` names the definitions (``owl:equivalentClass`` and kin) of which OWL 2 RL has rules for one direction
    only, such as "whoever has some p is a C" without its converse; all else of an accepted ontology has its rules.
    """

    rules: tuple[Rule, ...]
    one_way: tuple[str, ...] = ()

    @cached_property
    def inferring(self) -> tuple[Rule, ...]:
        """The rules that derive triples."""
        return tuple(rule for rule in self.rules if rule.head is not None)

    @cached_property
    def constraints(self) -> tuple[Rule, ...]:
        """The rules that report clashes."""
        return tuple(rule for rule in self.rules if rule.head is None)


def fill(pattern: Pattern, values: Mapping[Variable, Slot]) -> Pattern:
    """Give the pattern with values in the place of its variables."""
    subject, predicate, value = pattern
    return Pattern(
        values.get(subject, subject) if isinstance(subject, Variable) else subject,
        values.get(predicate, predicate) if isinstance(predicate, Variable) else predicate,
        values.get(value, value) if isinstance(value, Variable) else value,
    )


def fill_guard(guard: Guard, values: Mapping[Variable, Slot]) -> Guard:
    """Give the guard with values in the place of its variables."""
    slots = (values.get(slot, slot) if isinstance(slot, Variable) else slot for slot in guard)
    return type(guard)(*slots)  # type: ignore[arg-type]  # a datatype is no variable and stays what it is


_X, _Y, _Z, _P = Variable("x"), Variable("y"), Variable("z"), Variable("p")


def _general(name: str, spec: str, body: tuple[Pattern, ...], head: Pattern | None, *guards: Guard) -> Rule:
    return Rule(name=name, spec=spec, axiom=(), body=body, head=head, guards=guards)


_SAME = Pattern(_X, SAME_AS, _Y)
REPLACE_SUBJECT = _general("same thing", "eq-rep-s", (_SAME, Pattern(_X, _P, _Z)), Pattern(_Y, _P, _Z))
REPLACE_PREDICATE = _general("same property", "eq-rep-p", (_SAME, Pattern(_P, _X, _Z)), Pattern(_P, _Y, _Z))
REPLACE_OBJECT = _general("same thing", "eq-rep-o", (_SAME, Pattern(_Z, _P, _X)), Pattern(_Z, _P, _Y))
ILL_TYPED = _general("datatype", "dt-not-type", (Pattern(_X, _P, _Y),), None, IllTyped(_Y))


def general_rules() -> Iterator[Rule]:
    """Give the rules that hold in every ontology: equality, ``owl:Nothing``, literals (tables 4, 6, 8 of the spec)."""
    yield _general("same thing", "eq-sym", (_SAME,), Pattern(_Y, SAME_AS, _X), Different(_X, _Y))
    chain = (_SAME, Pattern(_Y, SAME_AS, _Z))
    yield _general("same thing", "eq-trans", chain, Pattern(_X, SAME_AS, _Z), Different(_X, _Z))
    yield from (REPLACE_SUBJECT, REPLACE_PREDICATE, REPLACE_OBJECT, ILL_TYPED)
    yield _general("different things", "eq-diff1", (_SAME, Pattern(_X, DIFFERENT_FROM, _Y)), None)
    yield _general("self-difference", "eq-diff1", (Pattern(_X, DIFFERENT_FROM, _X),), None)
    yield _general("empty class", "cls-nothing2", (Pattern(_X, TYPE, NOTHING),), None)
