"""Some saved question reads each relation that carries a claim, and each class of situation, by its name or by a slot that it alone has."""

from __future__ import annotations

import re
from functools import cache

import pytest
from commands import ROOT, shipped
from pyoxigraph import DefaultGraph, NamedNode

from graph.layers import shipped_layer
from graph.terms import DT, ONTOLOGY, RDF
from loaders.corpus import read_corpus

TERM = re.compile(r"\bdt:([A-Za-z]+)")


@cache
def read_by_questions() -> frozenset[str]:
    """The terms of ours in the patterns of the saved questions: headers and comments read nothing."""
    texts = (file.read_text(encoding="utf-8") for file in sorted((ROOT / "queries").glob("*.rq")))
    code = "\n".join(line.partition(" # ")[0] for text in texts for line in text.splitlines() if line[:1] != "#")
    return frozenset(TERM.findall(code))


def stated(predicate: NamedNode | None, slot: NamedNode) -> set[str]:
    """Which terms of ours stand at a slot of the propositions that claims state under a predicate, or under any."""
    quads = shipped().quads
    found = (quad.subject for quad in quads.quads_for_pattern(None, DT.predicate, predicate, DefaultGraph()))
    terms = (next(quads.quads_for_pattern(node, slot, None, DefaultGraph())).object for node in found)
    names = {term.value for term in terms if isinstance(term, NamedNode)}
    return {name.removeprefix(ONTOLOGY) for name in names if name.startswith(ONTOLOGY)}


def test_every_relation_that_carries_a_claim_is_read_by_a_question() -> None:
    used = stated(None, DT.predicate)
    assert len(used) > len(DT.nodes())
    assert used - read_by_questions() == set()


@cache
def own_slots() -> dict[str, frozenset[str]]:
    """By class, the slots that its shape has and no other shape."""
    slots = read_corpus([shipped_layer()]).model.slots
    names = {
        class_.value.removeprefix(ONTOLOGY): {slot.value.removeprefix(ONTOLOGY) for slot in own}
        for class_, own in slots.items()
    }
    return {
        class_: frozenset(own - set().union(*(others for other, others in names.items() if other != class_)))
        for class_, own in names.items()
    }


@pytest.mark.parametrize("class_", sorted(own_slots()))
def test_every_class_of_which_claims_tell_is_read_by_a_question(class_: str) -> None:
    if class_ not in stated(RDF.type, DT.object):
        pytest.skip("no claim of the corpus is of this type")
    assert read_by_questions() & {class_, *own_slots()[class_]}
