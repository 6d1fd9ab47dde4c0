"""Web annotations: the model that they keep to, what they say of the mode of a claim, and where they say that it stands."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import pytest
from commands import run, shipped, warm
from pyld import jsonld

from graph.export.annotations import annotation
from graph.export.content import Content, Selection
from graph.export.formats import FORMATS
from graph.perspective import PROMOTED

if TYPE_CHECKING:
    from graph.claim_view import ClaimView

Json = dict[str, Any]
OA, AS, DT = "http://www.w3.org/ns/oa#", "http://www.w3.org/ns/activitystreams#", "https://w3id.org/detente/ontology#"
STATED = Selection(sources=("edm-2019", "weekly-2016-12"))
_OURS = """Annotation TextualBody SpecificResource TextPositionSelector TextQuoteSelector"""
_LINKS = {
    "body": "hasBody", "target": "hasTarget", "source": "hasSource", "selector": "hasSelector", "state": "hasState",
}  # fmt: skip
STAND_IN: Json = {
    "@context": {
        "oa": OA, "as": AS, "id": "@id", "type": "@type",
        **{name: OA + name for name in (*_OURS.split(), "describing", "classifying", "linking", "start", "end", "exact")},
        **{key: {"@id": OA + name, "@type": "@id"} for key, name in _LINKS.items()},
        "motivation": {"@id": OA + "motivatedBy", "@type": "@vocab"},
        "purpose": {"@id": OA + "hasPurpose", "@type": "@vocab"},
        "conformsTo": {"@id": "http://purl.org/dc/terms/conformsTo", "@type": "@id"},
        "rights": {"@id": "http://purl.org/dc/terms/rights", "@type": "@id"},
        "format": "http://purl.org/dc/elements/1.1/format", "language": "http://purl.org/dc/elements/1.1/language",
        "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value", "label": "http://www.w3.org/2000/01/rdf-schema#label",
        "AnnotationCollection": AS + "OrderedCollection", "AnnotationPage": AS + "OrderedCollectionPage",
        "total": AS + "totalItems", "startIndex": AS + "startIndex",
        "first": {"@id": AS + "first", "@type": "@id"}, "partOf": {"@id": AS + "partOf", "@type": "@id"},
        "items": {"@id": AS + "items", "@type": "@id", "@container": "@list"},
    }
}  # fmt: skip
"""What the context of the W3C says of the terms that we use; its own file is its publisher's, and is fetched from no test."""


@cache
def exported() -> Json:
    """The collection of two sources, as it is written."""
    out = io.BytesIO()
    FORMATS["annotations"].writer(Content(shipped(), STATED), cast("BinaryIO", out))
    return cast("Json", json.loads(out.getvalue()))


def items() -> list[Json]:
    return cast("list[Json]", exported()["first"]["items"])


@cache
def views() -> tuple[ClaimView, ...]:
    return tuple(Content(shipped(), STATED).views())


def loader(url: str, _: object) -> Json:
    assert url == "http://www.w3.org/ns/anno.jsonld"
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": STAND_IN}


@cache
def expanded() -> Json:
    return cast("Json", jsonld.expand(exported(), {"documentLoader": loader})[0])


def under(node: Json, *path: str) -> list[Any]:
    """What stands under these terms of oa, one after the other, in a node of expanded JSON-LD."""
    found: list[Any] = [node]
    for term in path:
        found = [value for one in found for value in one.get(OA + term, [])]
    return found


def test_the_collection_counts_what_its_page_holds_and_names_the_context_of_the_w3c_first() -> None:
    assert exported()["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert exported()["type"] == "AnnotationCollection"
    assert exported()["first"]["partOf"] == exported()["id"]
    assert exported()["total"] == len(items()) == len(views())
    assert len({item["id"] for item in items()}) == len(items())


def test_pyld_reads_each_annotation_with_bodies_targets_positions_and_state() -> None:
    (page,) = expanded()[AS + "first"]
    found = page[AS + "items"][0]["@list"]
    assert len(found) == len(views())
    for node, view in zip(found, views(), strict=True):
        assert node["@type"] == [OA + "Annotation"]
        assert view.says in [value["@value"] for body in under(node, "hasBody") for value in body.get(VALUE, [])]
        assert {source["@id"] for source in under(node, "hasBody", "hasSource")} == {view.iri.value}
        assert {source["@id"] for source in under(node, "hasTarget", "hasSource")} == {view.source.iri.value}
        starts, ends = (under(node, "hasTarget", "hasSelector", end) for end in ("start", "end"))
        spans = [f"{start['@value']}-{end['@value']}" for start, end in zip(starts, ends, strict=True)]
        assert "+".join(spans) == view.spans
        states = [value["@value"] for state in under(node, "hasTarget", "hasState") for value in state[VALUE]]
        assert set(states) == {f"sha256:{view.source.text_hash}"}


VALUE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#value"


def test_no_key_is_without_a_meaning() -> None:
    known = {*STAND_IN["@context"], "@context"}
    assert {key for key in keys(exported()) if not key.startswith("dt:")} <= known
    used = {key for key in keys(expanded()) if key.startswith(DT)}
    assert used == {DT + key.removeprefix("dt:") for key in keys(items()) if key.startswith("dt:")} != set()


def keys(node: object) -> set[str]:
    """All keys in JSON, but those within its context."""
    if isinstance(node, list):
        return {key for one in node for key in keys(one)}
    if not isinstance(node, dict):
        return set()
    return {*node, *(key for name, value in node.items() if name != "@context" for key in keys(value))}


def test_each_position_is_said_to_count_in_the_normal_form() -> None:
    form = "https://w3id.org/detente/normal-form/text-1"
    selectors = [target["selector"] for item in items() for target in item["target"]]
    assert {selector["type"] for selector in selectors} == {"TextPositionSelector"}
    assert {selector["conformsTo"] for selector in selectors} == {form}


def test_a_passage_of_several_stretches_has_a_target_for_each_and_is_named_once() -> None:
    several = [(item, view) for item, view in zip(items(), views(), strict=True) if "+" in view.spans]
    assert several
    for item, view in several:
        assert len(item["target"]) == view.spans.count("+") + 1
        assert item["body"][2]["source"]["dt:passage"]["dt:spans"] == view.spans


@pytest.mark.parametrize("mode", ["attributed", "denied", "proposed", "wished", "hedged", "plain"])
def test_a_claim_that_is_no_plain_fact_says_so_in_words_and_in_terms(mode: str) -> None:
    chosen = [(item, view) for item, view in zip(items(), views(), strict=True) if mode in modes(view)]
    assert chosen
    for item, view in chosen:
        words, claim = item["body"][1]["value"], item["body"][2]["source"]
        phrase = f"put down to {view.speaker}" if view.is_put_down else view.voice_in_words
        assert words.startswith(phrase)
        assert view.mode_in_words in words
        assert [node["id"].rpartition("/")[2] for node in claim["dt:polarity"]] == [view.polarity]
        assert [node["id"].rpartition("/")[2] for node in claim["dt:modality"]] == [view.modality]
        assert [node["id"].rpartition("/")[2] for node in claim["dt:voice"]] == [view.voice]


def modes(view: ClaimView) -> set[str]:
    found = {view.voice, view.modality, view.polarity} | ({"hedged"} if view.hedge else set())
    return found if found - PROMOTED else {"plain"}


def test_a_claim_that_a_judgement_holds_back_says_so() -> None:
    item = annotation(Content(shipped(), STATED), replace(views()[0], demoted=True))
    assert item["body"][1]["value"].endswith("held back by a judgement")
    assert not any("held back" in item["body"][1]["value"] for item in items())


def test_what_is_said_to_be_lost_is_lost_and_words_are_there_only_when_they_may_be() -> None:
    content = Content(shipped(), STATED)
    view = next(view for view in views() if "+" in view.spans and view.coder_note)
    silent = json.dumps(annotation(content, view), ensure_ascii=False)
    for lost in (view.coder_note, view.source.title, "proposition/", "dateBasis", "leansOn", "supports"):
        assert lost not in silent
    told = annotation(Content(shipped(), STATED, stretches_of), view)
    assert "TextQuoteSelector" not in silent
    assert [target["selector"][1]["exact"] for target in told["target"]] == list(stretches_of(view))


def stretches_of(view: ClaimView) -> tuple[str, ...]:
    """Words for each stretch of a passage; as some texts have, the sign that is put between stretches stands in them."""
    return tuple(f"words […] at {span}" for span in view.spans.split("+"))


def test_the_command_refuses_a_named_graph_in_a_line() -> None:
    done = run("export", "annotations", "--graph", "facts", cache=warm())
    assert (done.returncode, done.stdout) == (2, "")
    assert "--source" in done.stderr
