"""An ontology's triples as a reader of axioms wants them: by subject and predicate, lists as tuples, faults by name."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, NamedNode, Triple

from graph.errors import UnsupportedAxiomError
from graph.reason.literal_values import is_datatype
from graph.reason.rule_model import OWL, RDF, RDFS, TYPE, Term

if TYPE_CHECKING:
    from collections.abc import Iterable

EXPRESSIONS = ("intersectionOf", "unionOf", "complementOf", "oneOf", "onProperty")
RESTRICTIONS = ("someValuesFrom", "allValuesFrom", "hasValue", "maxCardinality", "maxQualifiedCardinality")
UNKNOWN = "the reasoner knows no rule for it; take it out or say it as a SHACL shape"
_OPERANDS = (*EXPRESSIONS, *RESTRICTIONS, "onClass", "inverseOf")
_OF_RESTRICTIONS = {OWL + name for name in (*RESTRICTIONS, "onProperty", "onClass")}
_FIRST, _REST, _NIL = (NamedNode(RDF + name) for name in ("first", "rest", "nil"))


def owl(name: str) -> NamedNode:
    """Give the term of the OWL vocabulary."""
    return NamedNode(OWL + name)


def short(term: Term) -> str:
    """Give a term as a message shows it: ``owl:oneOf``, ``<http://…>``."""
    if isinstance(term, NamedNode):
        for prefix, namespace in (("owl:", OWL), ("rdfs:", RDFS), ("rdf:", RDF)):
            if term.value.startswith(namespace):
                return prefix + term.value.removeprefix(namespace)
    return str(term)


class OntologyGraph:
    """The triples of an ontology; ``used`` collects the blank nodes that axioms have reached."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.triples = sorted(set(triples), key=str)
        self.used: set[Term] = set()
        self._objects: dict[tuple[Term, Term], list[Term]] = defaultdict(list)
        self._parents: dict[Term, list[Term]] = defaultdict(list)
        for triple in self.triples:
            self._objects[triple.subject, triple.predicate].append(triple.object)
            self._parents[triple.object].append(triple.subject)

    def objects(self, subject: Term, predicate: Term) -> list[Term]:
        """All objects of a subject and predicate."""
        return self._objects.get((subject, predicate), [])

    def has_type(self, subject: Term, name: str) -> bool:
        """Whether the ontology declares the subject an ``owl:`` thing of that name."""
        return owl(name) in self.objects(subject, TYPE)

    def only(self, subject: Term, name: str) -> Term:
        """Give the one object of the ``owl:`` predicate; UnsupportedAxiomError when there are none or several."""
        found = self.objects(subject, owl(name))
        if len(found) != 1:
            raise self.refusal(subject, owl(name), f"it stands there {len(found)} times and must stand there once")
        return found[0]

    def construct(self, node: Term) -> str | None:
        """Which class expression a node describes: one of EXPRESSIONS; None when it describes none."""
        names = [name for name in EXPRESSIONS if self.objects(node, owl(name))]
        if len(names) > 1:
            raise self.refusal(node, owl(names[1]), f"the same class has owl:{names[0]} as well: write two axioms")
        return names[0] if names else None

    def restriction(self, node: Term) -> str:
        """Which restriction a node with ``owl:onProperty`` is: one of RESTRICTIONS."""
        names = [name for name in RESTRICTIONS if self.objects(node, owl(name))]
        unknown = [predicate for predicate in self._predicates(node) if predicate.value not in _OF_RESTRICTIONS]
        if unknown:
            raise self.refusal(node, unknown[0], UNKNOWN)
        if len(names) != 1:
            raise self.refusal(node, owl("onProperty"), f"one restriction belongs to it, not {len(names)}")
        return names[0]

    def _predicates(self, node: Term) -> list[NamedNode]:
        found = [predicate for subject, predicate in self._objects if subject == node]
        return sorted((term for term in found if isinstance(term, NamedNode) and term.value.startswith(OWL)), key=str)

    def members(self, head: Term) -> list[Term]:
        """Give the members of an RDF list; UnsupportedAxiomError when it is broken or runs in a circle."""
        found: list[Term] = []
        seen: set[Term] = set()
        while head != _NIL:
            first, rest = self.objects(head, _FIRST), self.objects(head, _REST)
            if len(first) != 1 or len(rest) != 1 or head in seen:
                raise self.refusal(head, _FIRST, "the list is broken")
            seen.add(head)
            found.append(first[0])
            head = rest[0]
        return found

    def is_datatype(self, node: Term) -> bool:
        """Whether a node stands for a datatype."""
        declared = NamedNode(RDFS + "Datatype") in self.objects(node, TYPE)
        return declared or (isinstance(node, NamedNode) and is_datatype(node.value))

    def flat(self, node: Term, path: tuple[Term, ...] = ()) -> tuple[Term, ...]:
        """Give the node without blank nodes: itself, or its description as constructs and operands in a fixed order.

        Marks every blank node on the way as used, and refuses a description that contains itself.
        """
        if not isinstance(node, BlankNode):
            return () if node == _NIL else (node,)
        if node in path:
            raise self.refusal(node, TYPE, "the description contains itself")
        self.used.add(node)
        path = (*path, node)
        if self.objects(node, _FIRST):
            return tuple(term for member in self.members(node) for term in self.flat(member, path))
        return self.description(node, path)

    def description(self, node: Term, path: tuple[Term, ...] = ()) -> tuple[Term, ...]:
        """Give the constructs and operands that describe a class or property, in a fixed order, without blank nodes."""
        parts: list[Term] = []
        for name in _OPERANDS:
            for operand in self.objects(node, owl(name)):
                parts += (owl(name), *self.flat(operand, path))
        return tuple(parts)

    def lists(self, node: Term) -> tuple[Term, ...]:
        """Give the members of an ``AllDisjointClasses`` and its kin; nothing for a property."""
        lists = (member for name in ("members", "distinctMembers") for member in self.objects(node, owl(name)))
        return tuple(term for member in lists for term in self.flat(member))

    def owner(self, node: Term) -> Term:
        """Give the named term whose axiom a blank node is a part of, or the node itself when none is."""
        seen: set[Term] = set()
        queue = [node]
        for candidate in queue:
            if isinstance(candidate, NamedNode):
                return candidate
            seen.add(candidate)
            queue += [parent for parent in self._parents.get(candidate, []) if parent not in seen]
        return node

    def refusal(self, node: Term, construct: Term, reason: str) -> UnsupportedAxiomError:
        """Give the error that names an axiom (its subject and the construct) and says why it is refused."""
        owner = self.owner(node)
        subject = "an axiom without a name" if isinstance(owner, BlankNode) else short(owner)
        return UnsupportedAxiomError(f"ontology: {subject}: {short(construct)} is refused: {reason}")
