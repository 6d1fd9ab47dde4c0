"""Linked data: the path of an IRI leads to a document on the thing, in four formats, on a corpus with a base of its own."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

import pytest
from commands import BLOCKED, ROOT, shipped
from corpora import LAMP_CLAIMS, LAMP_ENTITIES, LAMP_TEXT, bare_tree, write_entities, write_file, write_source
from pyld import jsonld
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Triple, parse
from served import served

from graph.export.of_thing import MOST_WHOLE, described
from graph.export.part import claims_on
from graph.service.things import KINDS
from graph.terms import BASE, DT, RDF, RDFS
from loaders.text import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from served import Answer, Served

LAMPS = "https://example.org/lamps/"
FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".rdf": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
}
TOPIC = NamedNode("http://xmlns.com/foaf/0.1/primaryTopic")
RETIRED = """identities:
- id: one-port
  things: [port-of-vey, vey-harbour]
  kind: same
  keep: port-of-vey
  reason: One port under two names.
  judge: an editor of the lamps
  date: 2026-11-22
"""


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Iterator[Served]:
    """A server on the lamp corpus, with a base of its own, a retired name and a claim that was taken back."""
    folder = tmp_path_factory.mktemp("lamps")
    write_entities(folder, LAMP_ENTITIES + "- id: vey-harbour\n  type: State\n  label: {en: Vey Harbour, ru: Вей}\n")
    taken_back = "\n- id: c04\n  retracted: The sentence tells of dues.\n"
    write_source(folder, "lamp-news", LAMP_TEXT, LAMP_CLAIMS + taken_back, base=LAMPS)
    write_file(folder / "identity.yaml", RETIRED)
    with served("--data", str(folder), cache=cache, PYTHONPATH=str(bare_tree())) as running:
        yield running


def get(server: Served, path: str, accept: str = "*/*") -> Answer:
    return server.ask("GET", path, {"Accept": accept})


def led_to(server: Served, path: str, accept: str = "*/*") -> str:
    """The path to which a thing's address leads."""
    answer = get(server, path, accept)
    assert answer.status == 303, answer.body
    assert "Accept" in answer.headers["vary"]
    return urljoin(path, answer.headers["location"])


def triples(answer: Answer, suffix: str = ".ttl") -> set[Triple]:
    assert answer.status == 200, answer.body
    return {quad.triple for quad in parse(answer.body, format=FORMATS[suffix])}


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        ("text/turtle", ".ttl"),
        ("application/ld+json", ".jsonld"),
        ("application/json", ".jsonld"),
        ("application/rdf+xml, text/turtle;q=0.9", ".rdf"),
        ("application/n-triples", ".nt"),
        ("text/html", ".ttl"),
        ("", ".ttl"),
    ],
)
def test_a_thing_leads_to_the_format_that_accept_likes_best(server: Served, accept: str, suffix: str) -> None:
    for path in ("id/port-of-vey", "claim/lamp-news/c01"):
        assert led_to(server, f"/{path}", accept) == f"/data/{path}{suffix}"
        assert (
            led_to(server, f"/{path}/", accept) == led_to(server, f"/data/{path}/", accept) == f"/data/{path}{suffix}"
        )


def test_the_formats_hold_the_same_triples(server: Served) -> None:
    found = [triples(get(server, f"/data/id/vey-membership{suffix}"), suffix) for suffix in FORMATS]
    assert all(one == found[0] for one in found)
    member = NamedNode(f"{LAMPS}id/port-of-vey")
    assert Triple(NamedNode(f"{LAMPS}id/vey-membership"), NamedNode(f"{BASE}ontology#member"), member) in found[0]


def test_a_document_in_jsonld_carries_the_keys_that_it_uses_and_needs_no_other_file(server: Served) -> None:
    for path in ("id/vey-membership", "claim/lamp-news/c01", "source/lamp-news", "graph/facts"):
        found = get(server, f"/data/{path}.jsonld")
        context = found.json()["@context"]
        assert all(isinstance(part, dict) for part in context)
        keys = {key for part in context for key, entry in part.items() if isinstance(entry, dict)}
        assert "member" in keys or path.startswith("source")
        assert ("blocked-step" in keys) is path.startswith(
            "graph"
        )  # whole graphs, which may be large, go out as they are read
        graph = jsonld.to_rdf(found.json())["@default"]  # by another reader than in the other tests
        assert len(graph) == len(triples(get(server, f"/data/{path}.nt"), ".nt"))


@pytest.mark.parametrize("kind", ["id", "source", "passage", "claim", "proposition", "identity", "vocab", "graph"])
def test_the_path_of_an_iri_leads_to_a_document_on_it(server: Served, kind: str) -> None:
    query = f"""SELECT DISTINCT ?it WHERE {{
        {{ ?it ?p ?o }} UNION {{ GRAPH ?it {{ }} }} FILTER REGEX(STR(?it), "^({LAMPS}|{BASE}){kind}/")
        FILTER NOT EXISTS {{ ?it a dt:RetractedClaim }} FILTER NOT EXISTS {{ ?it a dt:RetiredName }} }} ORDER BY ?it LIMIT 4"""
    rows = server.query(query).json()["results"]["bindings"]
    assert rows
    for row in rows:
        iri = row["it"]["value"]
        path = iri.removeprefix(LAMPS).removeprefix(BASE)
        found = triples(get(server, led_to(server, f"/{path}")))
        assert [triple.object for triple in found if triple.predicate == TOPIC] == [NamedNode(iri)]
        assert len(found) > 3


def test_terms_are_in_the_document_of_the_ontology(server: Served) -> None:
    assert led_to(server, "/ontology") == led_to(server, "/data/ontology") == "/data/ontology.ttl"
    found = triples(get(server, "/data/ontology.ttl"))
    assert any(triple.subject == DT.speaker and triple.predicate == RDFS.label for triple in found)
    version = next(
        triple.object for triple in found if str(triple.predicate) == "<http://www.w3.org/2002/07/owl#versionIRI>"
    )
    assert isinstance(version, NamedNode)
    assert led_to(server, version.value.removeprefix(BASE.removesuffix("/"))).startswith("/data/ontology/")
    assert get(server, "/ontology/0.0.1").status == 404


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/id/port-of-vay", "/id/port-of-vey"),
        ("/id/port-of-vay/", "/id/port-of-vey"),
        ("/data/", None),
        ("/id/", None),
        ("/data/id/port-of-vay.nt", "/data/id/port-of-vey.nt"),
        (f"/id/{quote('the port of Vey')}", "/id/port-of-vey"),
        (f"/id/{quote('Вей')}", "/id/port-of-vey"),
        ("/claim/lamp-news/c011", "/claim/lamp-news/c01"),
        ("/id/speaker", "/ontology#speaker"),
        ("/proposition/0", None),
        ("/id/%00", None),
        ("/id/%FF", None),
        (f"/id/{'x' * 3000}", None),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_name_that_nothing_bears_is_not_found_and_near_ones_are_offered(
    server: Served, path: str, near: str | None
) -> None:
    answer = get(server, path)
    assert (answer.status, answer.kind) == (404, "application/problem+json")
    offered = [urljoin(path, found) for found in answer.json().get("near", [])]
    assert near in offered if near else offered == []


def test_a_retired_name_leads_to_the_one_that_is_kept_and_a_claim_that_was_taken_back_is_gone(server: Served) -> None:
    for path, kept in (
        ("/id/vey-harbour", "/id/port-of-vey"),
        ("/data/id/vey-harbour.nt", "/data/id/port-of-vey.nt"),
    ):
        answer = get(server, path)
        assert (answer.status, urljoin(path, answer.headers["location"])) == (301, kept)
    for path in ("/claim/lamp-news/c04", "/data/claim/lamp-news/c04.ttl"):
        gone = get(server, path)
        assert (gone.status, gone.json()["reason"]) == (410, "The sentence tells of dues.")


def test_no_document_holds_words_of_a_passage(server: Served) -> None:
    words = re.findall(r"\w+", normalise(LAMP_TEXT).text)
    runs = {" ".join(words[place : place + 8]) for place in range(len(words) - 7)}
    paths = ["source/lamp-news", *(f"claim/lamp-news/c0{number}" for number in (1, 2, 3))]
    for path in paths:
        document = " ".join(re.findall(r"\w+", get(server, f"/data/{path}.nt").body.decode()))
        assert "spans" in document or "textHash" in document
        assert not [run for run in runs if run in document]


def test_a_document_can_be_asked_for_again_and_by_its_head_and_by_scripts(server: Served) -> None:
    path = "/data/claim/lamp-news/c01.ttl"
    whole, head = get(server, path), server.ask("HEAD", path)
    assert (head.body, head.headers["content-length"]) == (b"", str(len(whole.body)))
    assert server.ask("GET", path, {"If-None-Match": whole.headers["etag"]}).status == 304
    assert whole.headers["access-control-allow-origin"] == "*"
    assert server.ask("PUT", path, body="x").status == 405


def test_a_claim_stands_whole_in_its_document() -> None:
    claim = NamedNode(f"{BASE}claim/edm-2019/c10")
    found, note = described(shipped(), claim)
    assert {DT.says, DT.voice, DT.states, DT.subject, DT.spans} <= {triple.predicate for triple in found}
    assert {triple.subject for triple in found if triple.predicate == DT.says} == {claim}
    assert not note


def test_a_thing_with_many_claims_is_described_and_linked_to_each_of_them() -> None:
    belarus = NamedNode(f"{BASE}id/belarus")
    claims = claims_on(shipped(), belarus)
    assert len(claims) > MOST_WHOLE
    found, note = described(shipped(), belarus)
    assert {triple.object for triple in found if triple.predicate == RDFS.seeAlso} == claims
    assert not any(triple.predicate == DT.says for triple in found)
    own = shipped().quads.quads_for_pattern(belarus, None, None, DefaultGraph())
    assert {quad.triple for quad in own} <= found
    assert str(len(claims)) in note
    assert "detente export turtle --entity belarus" in note


def test_the_terms_of_the_ontology_stand_whole_and_without_concepts() -> None:
    found, _ = described(shipped(), NamedNode(f"{BASE}ontology"))
    assert DT.Claim in {triple.subject for triple in found}
    assert not any(
        str(triple.object).endswith("skos/core#Concept>") for triple in found if triple.predicate == RDF.type
    )


def test_the_redirects_to_come_know_every_path_of_a_thing() -> None:
    rules = (ROOT / "docs" / "w3id" / ".htaccess").read_text(encoding="utf-8")
    paths = re.search(r"\^\(([a-z|]+)\)/\(\.\+\)\$", rules)
    assert paths
    assert {*KINDS, "data"} <= set(paths[1].split("|"))


def test_a_server_keeps_what_it_answers_from_though_the_cache_loses_it(server: Served, cache: Path) -> None:
    builds = [build for build in cache.iterdir() if not build.name.startswith(".")]
    assert builds
    for build in builds:
        shutil.rmtree(build)
    assert led_to(server, "/id/port-of-vey") == "/data/id/port-of-vey.ttl"
    answer = server.ask("GET", f"/ask/{BLOCKED}?perspective=-adopted")
    assert (answer.status, answer.json()["perspective"].split(":")[0]) == (200, "perspective -adopted")
