"""What the rules of conflict find in the shipped corpus: nothing that nobody judged, and all that editors saw of their kinds."""

from __future__ import annotations

from collections import defaultdict

from commands import shipped
from pyoxigraph import DefaultGraph, Literal, NamedNode

from graph.terms import DT

FOUND = {
    "dates-of-one-event": {"conference-of-2016-or-2006"},
    "denied": {"cooperation-far-off-or-going-on"},
    "doubted": {"agreement-named-cooperation-and-doubted"},
    "slot-filled-twice": {"joint-consultations-with-the-staffs"},
    "told-in-two-tenses": {
        "consultations-new-and-once-held",
        "courses-attended-abroad-and-courses-held",
        "dialogue-starting-or-there",
        "initiatives-and-completed-activities",
        "relations-frozen-in-the-crisis-and-mistrust-in-2019",
        "review-process-present-and-past",
    },
    "values-of-two-documents": {"menu-of-1600-or-of-4000"},
}
"""By rule, the judgements in conflicts.yaml on what it finds. The rules that are not here find nothing, as it should be."""


def test_the_rules_find_what_editors_recorded_of_their_kinds_and_nothing_unjudged() -> None:
    quads = shipped().quads
    found: dict[str, set[str]] = defaultdict(set)
    for quad in quads.quads_for_pattern(None, DT.foundBy, None, DefaultGraph()):
        assert isinstance(quad.subject, NamedNode)
        assert isinstance(quad.object, Literal)
        judging = [str(one.subject) for one in quads.quads_for_pattern(None, DT.judges, quad.subject, DefaultGraph())]
        assert judging, f"nobody judged {quad.subject}, which the rule {quad.object} found"
        found[quad.object.value].update(name.strip("<>").rsplit("/", maxsplit=1)[-1] for name in judging)
    assert len(found.pop("same-thing-twice")) > len(FOUND)  # of these test_checks says that each is judged
    found.pop("judged")
    assert found == FOUND
