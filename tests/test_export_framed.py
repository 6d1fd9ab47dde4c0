"""Trees in JSON-LD: what stands in them is in the graph, each claim once; what is only stated is never a slot."""

from __future__ import annotations

import io
import json
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import pytest
from commands import shipped
from foreign_readers import READERS
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse

from graph.export.content import Content, Selection
from graph.export.formats import FORMATS
from graph.terms import BASE, DT, ONTOLOGY, PREFIXES, RDF, VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Iterator

STAGE = Selection(entities=("by-nato-classified-information-blocked",))
LITHUANIA = Selection(entities=("lithuania",))
PROGRAMME = Selection(entities=("individual-partnership-and-cooperation-programme",))
QUESTION = Selection(question="blocked-agreements")
CLAIM = Selection(claims=("edm-2019/c10",))
SOURCE = Selection(sources=("weekly-2016-12",))
CHOICES = {
    "thing": LITHUANIA, "situation": STAGE, "programme": PROGRAMME, "answer": QUESTION, "claim": CLAIM, "source": SOURCE,
    "two": Selection(entities=("lithuania", "latvia")), "joined": Selection(entities=("lithuania",), claims=("edm-2019/c10",)),
}  # fmt: skip


def content(chosen: str) -> Content:
    return Content(shipped(), CHOICES[chosen])


@cache
def framed(chosen: str) -> bytes:
    out = io.BytesIO()
    FORMATS["jsonld-framed"].writer(content(chosen), cast("BinaryIO", out))
    return out.getvalue()


def tree(chosen: str) -> Any:
    return json.loads(framed(chosen))


def body(chosen: str) -> Any:
    """The same without its contexts."""
    return {name: value for name, value in tree(chosen).items() if name != "@context"}


def read(chosen: str) -> set[Triple]:
    """The triples that another reader finds in a tree."""
    return {quad.triple for quad in parse(framed(chosen), format=RdfFormat.JSON_LD)}


def objects(node: Any) -> Iterator[dict[str, Any]]:
    """Every object in a tree, in its order."""
    if isinstance(node, dict):
        yield node
    for below in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from objects(below)


@pytest.mark.parametrize("chosen", CHOICES)
def test_what_a_tree_says_is_in_the_part_chosen(chosen: str) -> None:
    found = read(chosen)
    of_rows = {triple for triple in found if isinstance(triple.subject, BlankNode)}
    assert bool(of_rows) == (chosen == "answer")
    assert found - of_rows <= set(content(chosen).triples())


@pytest.mark.parametrize("chosen", CHOICES)
def test_every_claim_chosen_is_written_out_once(chosen: str) -> None:
    written = Counter(node["id"] for node in objects(body(chosen)) if "says" in node)
    assert written == {claim.value.removeprefix(BASE): 1 for claim in content(chosen).claims}


@pytest.mark.parametrize("chosen", CHOICES)
def test_a_tree_loses_terms_and_what_is_known_of_what_it_only_names(chosen: str) -> None:
    found = read(chosen)
    in_tree = {node for triple in found for node in (triple.subject, triple.object)}
    lost = {triple for triple in content(chosen).triples() if triple.subject in in_tree} - found
    of_terms = {triple for triple in lost if str(triple.subject)[1:].startswith((ONTOLOGY, VOCABULARY))}
    assert of_terms
    held = {NamedNode(PREFIXES["graph"] + name) for name in ("facts", "inferred")}
    for triple in lost - of_terms:
        quads = shipped().quads.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
        assert {quad.graph_name for quad in quads} & held
        assert triple.predicate != DT.supports


@pytest.mark.parametrize("chosen", CHOICES)
def test_what_is_only_stated_is_a_proposition_and_no_slot(chosen: str) -> None:
    found = read(chosen)
    parts: dict[object, dict[NamedNode, Any]] = {}
    for triple in found:
        if triple.predicate in (DT.subject, DT.predicate, DT.object_):
            parts.setdefault(triple.subject, {})[triple.predicate] = triple.object
    supported = {triple.object for triple in found if triple.predicate == DT.supports}
    for proposition, at in parts.items():
        said = Triple(at[DT.subject], at[DT.predicate], at[DT.object_])
        assert (said in found) <= Content(shipped()).has(said)
        assert (proposition in supported) <= Content(shipped()).has(said)


def test_a_proposal_stands_under_what_it_is_of_with_the_claims_that_state_it() -> None:
    stated = {node["id"]: node for node in tree("programme")["stated-as-object"]}
    assert stated
    claims = {node["id"]: node for node in objects(body("programme")) if "says" in node}
    for node in stated.values():
        by = [claim if isinstance(claim, str) else claim["id"] for claim in node["stated-by"]]
        assert by
        assert all(is_no_fact(claims[claim]) for claim in by)


def is_no_fact(claim: dict[str, Any]) -> bool:
    return (claim["voice"], claim["modality"], claim["polarity"]) not in [
        (voice, "actual", "affirmed") for voice in ("own", "adopted")
    ]


def test_a_situation_stands_under_the_thing_in_it_and_its_claims_under_the_situation() -> None:
    (stage,) = tree("thing")["@reverse"]["blocker"]
    assert stage["stage-of"]["id"] == "id/by-nato-classified-information"
    claim = next(claim for claim in stage["claims"] if claim["id"] == "claim/edm-2019/c10")
    assert claim["passage"]["spans"] == "5503-5671"
    assert claim["in-source"]["published"] == "2019-03~"
    assert claim["in-source"]["author"]["label"] == {"en": "the unnamed author of edm-2019"}
    assert claim["speaker"] == [claim["in-source"]["author"]["id"]]


def test_each_row_of_an_answer_has_its_values_and_its_evidence() -> None:
    answer = content("answer").answer
    assert answer is not None
    rows = tree("answer")["rows"]
    assert len(rows) == len(answer.rows)
    for row, known in zip(rows, answer.rows, strict=True):
        evidence = [claim if isinstance(claim, str) else claim["id"] for claim in row["evidence"]]
        assert evidence == [claim.value.removeprefix(BASE) for claim in known.claims]
        assert [found["variable"] for found in row["bindings"]] == [c for c in answer.columns if known.values.get(c)]
    blocker = next(found for found in rows[0]["bindings"] if found["variable"] == "blocker")
    assert blocker["bound-to"][0]["label"]["en"] == "Lithuania"


def test_a_tree_has_the_keys_that_it_uses_and_no_others() -> None:
    used = {name for node in objects(body("claim")) for name in node} | {"blocked-step", "blocker", "holds", "stage-of"}
    keys = {name for part in tree("claim")["@context"] for name, entry in part.items() if isinstance(entry, dict)}
    assert {"says", "blocker"} <= keys <= used


@pytest.mark.parametrize("chosen", ["thing", "answer"])
def test_readers_agree_on_a_tree(chosen: str) -> None:
    lines = READERS["PyLD"][0](framed(chosen), "jsonld-framed")
    assert lines == READERS["pyoxigraph"][0](framed(chosen), "jsonld-framed")
    assert any(str(RDF.type) in line for line in lines)


def test_two_trees_are_the_same_bytes() -> None:
    first = framed("answer")
    framed.cache_clear()
    assert framed("answer") == first
