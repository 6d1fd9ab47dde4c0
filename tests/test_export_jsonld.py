"""JSON-LD: read by others it is the same graph, whatever stands in it; its keys are those of claim files."""

from __future__ import annotations

import io
import json
from functools import cache
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import pytest
from commands import ROOT, is_clear, run, shipped, warm, with_quads
from foreign_readers import (
    IN_JAVASCRIPT,
    JSON_LD,
    READERS,
    by_pyld,
    canonical,
    javascript,
    javascript_required,
)
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from graph.errors import InputError, UnknownNameError
from graph.export.content import Content, Selection
from graph.export.context import Context
from graph.export.formats import FORMATS
from graph.layers import Layer, shipped_layer
from graph.terms import BASE, DT, EDTF, ONTOLOGY, RDF, RDFS, SKOS, VOCABULARY, XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from graph.store import Opened

CLAIM = Selection(claims=("edm-2019/c10",))
GRAPHS = ("jsonld", "jsonld-default")
IRIS = (
    f"{BASE}id/lithuania", f"{BASE}id/../up", f"{BASE}id//x", f"{BASE}x:y", f"{BASE}id/a?b#c", BASE, f"{BASE}id/Мінск",
    f"{BASE}ontology", f"{ONTOLOGY}blocker", f"{ONTOLOGY}about", f"{ONTOLOGY}has space".replace(" ", "%20"), ONTOLOGY,
    f"{VOCABULARY}own", f"{VOCABULARY}address", f"{VOCABULARY}type", f"{VOCABULARY}@id", VOCABULARY, str(RDF.type.value),
    "https://example.org/tarn/id/velm", "http://www.wikidata.org/entity/Q37", "urn:x:y", "id:lithuania", "type:x", "about:blank",
)  # fmt: skip
LITERALS = (
    Literal("plain"), Literal(""), Literal("id/lithuania"), Literal('"\\\n\t\u2028\x01 {}[]@id'), Literal("en", language="en"),
    Literal("be", language="be"), Literal("x", language="zh-hant"), Literal("2019-03~", datatype=EDTF),
    Literal("2019-03-01", datatype=XSD.date), Literal("27", datatype=XSD.decimal), Literal("27.5", datatype=XSD.decimal),
    Literal("13", datatype=XSD.integer), Literal("-13", datatype=XSD.integer), Literal("0", datatype=XSD.integer),
    Literal("123456789012345678901", datatype=XSD.integer), Literal("true", datatype=XSD.boolean),
    Literal("1", datatype=XSD.boolean), Literal("x", datatype=NamedNode("https://example.org/type")),
)  # fmt: skip
PREDICATES = (
    DT.about, DT.voice, DT.predicate, DT.states, DT.says, DT.paragraph, DT.holds, DT.value, DT.overTime, DT.object_,
    DT.passageHash, DT.over, RDFS.label, SKOS.altLabel, RDF.type, RDF.first, NamedNode(f"{ONTOLOGY}notListed"),
    NamedNode(f"{ONTOLOGY}claims"), NamedNode(f"{ONTOLOGY}id"), NamedNode("http://www.w3.org/2000/01/rdf-schema#seeAlso"),
    NamedNode("https://example.org/tarn/ontology#onWater"), NamedNode("urn:p"),
)  # fmt: skip


def exported(name: str, selection: Selection, store: Opened | None = None, **options: Any) -> bytes:
    """The bytes of an export of the shipped data, or of another store."""
    out = io.BytesIO()
    FORMATS[name].writer(Content(store or shipped(), selection, **options), cast("BinaryIO", out))
    return out.getvalue()


def wanted(name: str, content: Content) -> list[str]:
    """The canonical lines that a reader must find."""
    return canonical(content.quads() if name == "jsonld" else (Quad(*triple) for triple in content.triples()))


def holding(triples: list[Triple]) -> Opened:
    """A store that holds these, in its default graph and in a named one."""
    store = Store()
    store.extend(
        Quad(triple.subject, triple.predicate, triple.object, graph)
        for triple in triples
        for graph in (DefaultGraph(), NamedNode(f"{BASE}graph/x"))
    )
    return with_quads(shipped(), store)


@pytest.fixture(params=[name for name, (_, forms) in READERS.items() if "jsonld" in forms])
def reader(request: pytest.FixtureRequest) -> Callable[[bytes, str], list[str]]:
    if request.param in IN_JAVASCRIPT:
        node, why = javascript()
        if node is None and not javascript_required():
            pytest.skip(why)
    return READERS[request.param][0]


@pytest.mark.parametrize("name", GRAPHS)
def test_another_reader_finds_the_same_graph(name: str, reader: Callable[[bytes, str], list[str]]) -> None:
    assert reader(exported(name, CLAIM), name) == wanted(name, Content(shipped(), CLAIM))


def test_every_term_comes_back_from_under_every_key(reader: Callable[[bytes, str], list[str]]) -> None:
    subject = NamedNode(f"{BASE}id/a:b")
    nodes: list[NamedNode | BlankNode] = [*map(NamedNode, IRIS), BlankNode("b")]
    triples = [Triple(subject, predicate, found) for predicate in PREDICATES for found in (*nodes, *LITERALS)]
    triples += [Triple(node, DT.about, subject) for node in nodes]
    store = holding(triples)
    assert reader(exported("jsonld", Selection(), store), "jsonld") == wanted("jsonld", Content(store))


@cache
def whole() -> frozenset[Quad]:
    """What pyoxigraph reads out of the named graphs of the whole, without blank nodes."""
    return without_blank(parse(exported("jsonld", Selection()), format=RdfFormat.JSON_LD))


def without_blank(quads: Iterable[Quad]) -> frozenset[Quad]:
    return frozenset(q for q in quads if not isinstance(q.subject, BlankNode) and not isinstance(q.object, BlankNode))


def test_the_whole_graph_comes_back() -> None:
    assert whole() == without_blank(Content(shipped()).quads())


def test_an_export_of_nothing_is_a_document() -> None:
    assert json.loads(exported("jsonld", Selection(), holding([])))["@graph"] == []


def test_a_node_is_written_with_the_words_of_claim_files() -> None:
    nodes = {node["id"]: node for node in json.loads(exported("jsonld-default", CLAIM))["@graph"]}
    assert nodes["claim/edm-2019/c10"]["voice"] == "own"
    assert nodes["id/lithuania"]["label"]["be"] == "Літва"
    stage = nodes["id/by-nato-classified-information-blocked"]
    assert (stage["blocker"], stage["blocked-step"], stage["holds"]) == ("id/lithuania", "ratification", "2019-03~")
    assert nodes["passage/edm-2019/5503-5671"]["paragraph"] == 13


def test_every_property_of_the_graph_has_a_key_in_a_context() -> None:
    context, used = Context(), {quad.predicate for quad in shipped().quads if quad.predicate.value.startswith(ONTOLOGY)}
    listed = {name for part in context.parts for name, entry in part.items() if isinstance(entry, dict)}
    assert {predicate.value for predicate in used if context.key(predicate).name not in listed} == set()


def test_contexts_named_by_their_iris_say_the_same() -> None:
    def load(iri: str, _: object = None) -> dict[str, object]:
        file = ROOT / "ontology" / iri.removeprefix(f"{BASE}ontology/")
        return {"contextUrl": None, "documentUrl": iri, "document": json.loads(file.read_text(encoding="utf-8"))}

    linked = exported("jsonld", CLAIM, linked=True)
    assert len(linked) < len(exported("jsonld", CLAIM)) / 2
    assert by_pyld(linked, "jsonld", load) == wanted("jsonld", Content(shipped(), CLAIM))


def test_terms_of_an_overlay_have_the_keys_of_its_own_context(tmp_path: Path) -> None:
    own = {"tarn": "https://example.org/tarn/ontology#", "on-water": {"@id": "tarn:onWater", "@type": "@id"}}
    (tmp_path / "tarn.jsonld").write_text(json.dumps({"@context": own}))
    layers = (shipped_layer(), Layer(name="tarn", data=tmp_path, ontology=tmp_path, queries=tmp_path))
    triple = Triple(
        NamedNode(f"{BASE}id/a"), NamedNode("https://example.org/tarn/ontology#onWater"), NamedNode(f"{BASE}id/b")
    )
    content = exported("jsonld-default", Selection(), holding([triple]), layers=layers)
    assert json.loads(content)["@graph"] == [{"id": "id/a", "on-water": "id/b"}]
    assert by_pyld(content, "jsonld") == canonical([Quad(*triple)])


def test_a_context_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "own.jsonld").write_text("[]")
    with pytest.raises(InputError, match=r"own\.jsonld: no JSON-LD context"):
        Context([Layer(name="own", data=tmp_path, ontology=tmp_path, queries=tmp_path)])


def test_what_is_only_stated_is_in_no_graph_but_one_of_its_own() -> None:
    only = {triple for triple in propositions().values() if Quad(*triple) not in shipped().quads}
    assert len(only) > 500
    assert {quad.graph_name for quad in whole() if quad.triple in only} == {NamedNode(f"{BASE}graph/stated")}


def test_what_is_only_stated_is_no_triple_where_graphs_are_one() -> None:
    chosen = Selection(entities=("individual-partnership-and-cooperation-programme",))
    read = {quad.triple for quad in parse(exported("jsonld-default", chosen), format=RdfFormat.JSON_LD)}
    states = {triple.object for triple in read if triple.predicate == DT.states}
    supports = {triple.object for triple in read if triple.predicate == DT.supports}
    said = {triple for node, triple in propositions().items() if node in states - supports}
    assert said
    assert not said & read


@cache
def propositions() -> dict[object, Triple]:
    """The triple of every proposition of the shipped data."""
    parts: dict[object, dict[NamedNode, Any]] = {}
    for place in (DT.subject, DT.predicate, DT.object_):
        for quad in shipped().quads.quads_for_pattern(None, place, None, DefaultGraph()):
            parts.setdefault(quad.subject, {})[place] = quad.object
    return {node: Triple(at[DT.subject], at[DT.predicate], at[DT.object_]) for node, at in parts.items()}


@pytest.mark.parametrize("base", ["https://example.org/tarn/", "https://example.org/tarn#"])
def test_a_claim_is_found_by_its_name_whatever_its_base_ends_in(base: str) -> None:
    claim = NamedNode(f"{base}claim/harbour-herald/c01")
    store = holding([Triple(claim, RDF.type, DT.Claim), Triple(claim, RDFS.label, Literal("harbour-herald/c01"))])
    assert Content(store, Selection(claims=("harbour-herald/c01",))).claims == (claim,)


def test_a_claim_that_there_is_not_is_answered_by_near_ones() -> None:
    with pytest.raises(UnknownNameError, match="did you mean edm-2019/c10"):
        Content(shipped(), Selection(claims=("edm2019/c10",)))


def test_the_command_refuses_what_makes_no_sense_in_json_ld() -> None:
    for arguments, words in (
        (("jsonld-framed",), "--entity, --source, --claim or --question"),
        (("jsonld-framed", "--entity", "lithuania", "--graph", "facts"), "leave --graph out"),
        (("turtle", "--context-by-iri"), "turtle has no context"),
    ):
        done = run("export", *arguments, cache=warm())
        assert (done.returncode, done.stdout) == (2, "")
        assert words in done.stderr
        assert is_clear(done.stderr)


def test_formats_of_json_ld_are_those_that_the_readers_know() -> None:
    assert {name for name, form in FORMATS.items() if form.media_type == "application/ld+json"} == set(JSON_LD)
