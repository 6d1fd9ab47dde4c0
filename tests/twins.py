"""A second situation that is told as another one is, for planting among the shipped ones: the same propositions, another name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from graph.terms import BASE, DT, ONTOLOGY, RDF, VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyoxigraph import Store

TWINNED = NamedNode(BASE + "id/by-csto-membership")
TWIN = NamedNode(BASE + "id/planted")


def says(store: Store, subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> None:
    store.add(Quad(subject, predicate, value, DefaultGraph()))


def _objects(store: Store, subject: NamedNode, predicate: NamedNode) -> list[NamedNode | Literal]:
    quads = store.quads_for_pattern(subject, predicate, None, DefaultGraph())
    return [quad.object for quad in quads if isinstance(quad.object, NamedNode | Literal)]


def _subjects(store: Store, predicate: NamedNode, value: NamedNode) -> list[NamedNode]:
    quads = store.quads_for_pattern(None, predicate, value, DefaultGraph())
    return [quad.subject for quad in quads if isinstance(quad.subject, NamedNode)]


def plant_twin(
    store: Store, of: NamedNode = TWINNED, keep: Callable[[NamedNode, NamedNode | Literal], bool] = lambda *_: True
) -> str:
    """Let the claims about ``of`` state the same of a twin, where ``keep`` holds of predicate and object; gives its slug."""
    for node in _subjects(store, DT.subject, of):
        (predicate,) = (term for term in _objects(store, node, DT.predicate) if isinstance(term, NamedNode))
        (value,) = _objects(store, node, DT.object_)
        if keep(predicate, value):
            state(store, predicate, value, *_subjects(store, DT.states, node))
    return "planted"


def state(store: Store, predicate: NamedNode, value: NamedNode | Literal, *claims: NamedNode) -> None:
    """Let claims state one thing of the twin."""
    ending = f"{predicate.value}-{value.value}".rsplit("#", maxsplit=1)[-1].replace("/", "-")
    node = NamedNode(f"{BASE}proposition/planted-{ending}")
    for slot, term in ((DT.subject, TWIN), (DT.predicate, predicate), (DT.object_, value)):
        says(store, node, slot, term)
    for claim in claims:
        says(store, claim, DT.states, node)


def but_for_one_party(predicate: NamedNode, value: NamedNode | Literal) -> bool:
    """All but one of two parties."""
    return predicate.value != f"{ONTOLOGY}party" or not value.value.endswith("/nato")


def of_another_organisation(store: Store) -> None:
    organisation = NamedNode(f"{ONTOLOGY}organisation")
    plant_twin(store, keep=lambda predicate, _: predicate != organisation)
    state(store, organisation, NamedNode(f"{BASE}id/nato"), *_subjects(store, DT.about, TWINNED))


def of_another_type(store: Store) -> None:
    plant_twin(store, keep=lambda predicate, _: predicate != RDF.type)
    state(store, RDF.type, NamedNode(f"{ONTOLOGY}Participation"), *_subjects(store, DT.about, TWINNED))


def only_proposed(store: Store) -> None:
    plant_twin(store, keep=lambda predicate, _: predicate != RDF.type)
    proposed = _subjects(store, DT.modality, NamedNode(f"{VOCABULARY}proposed"))[0]
    state(store, RDF.type, NamedNode(f"{ONTOLOGY}Membership"), proposed)


def part_of_the_other(store: Store) -> None:
    plant_twin(store)
    state(store, NamedNode(f"{ONTOLOGY}partOf"), TWINNED, *_subjects(store, DT.about, TWINNED))


def judged(store: Store) -> None:
    plant_twin(store)
    for thing in (TWIN, TWINNED):
        says(store, NamedNode(f"{BASE}identity/planted"), DT.judgesIdentityOf, thing)


def ended_before(store: Store) -> None:
    plant_twin(store)
    says(store, TWIN, DT.endsNotAfter, Literal("1980-12-31"))
    says(store, TWINNED, DT.beginsNotBefore, Literal("1990-01-01"))


def began_after(store: Store) -> None:
    plant_twin(store)
    says(store, TWINNED, DT.endsNotAfter, Literal("1980-12-31"))
    store.add(Quad(TWIN, DT.beginsNotBefore, Literal("1990-01-01"), NamedNode(f"{BASE}graph/stated")))


NO_TWINS = (
    of_another_organisation, of_another_type, only_proposed, part_of_the_other, judged, ended_before, began_after,
)  # fmt: skip
"""What is like a twin and tells itself apart."""
