"""Exports as networks: GraphML that networkx reads, in which edges are facts or say that they follow from facts."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from xml.etree import ElementTree

import networkx
import pytest
from commands import shipped, with_quads
from ports import FORMULA, write_ports
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from graph.build import open_store
from graph.errors import UsageError
from graph.export.content import Content, Selection
from graph.export.formats import FORMATS
from graph.export.short import long, short
from graph.perspective import read_perspective
from graph.terms import DT, GRAPH, RDFS

if TYPE_CHECKING:
    from pathlib import Path

    from graph.store import Opened

NAMES = ("graphml", "graphml-entities")
LITHUANIA = Selection(entities=("lithuania",))
KEPT_OUT = ("marn-proposed", "tolv-denied", "brisk-quoted", "orm-doubted")


def exported(opened: Opened, name: str, selection: Selection | None = None) -> bytes:
    out = io.BytesIO()
    FORMATS[name].writer(Content(opened, selection), cast("BinaryIO", out))
    return out.getvalue()


def read(content: bytes) -> Any:
    """The network as networkx reads it, edges between the same nodes kept apart."""
    return networkx.read_graphml(io.BytesIO(content), force_multigraph=True)


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    """The networks of the shipped data."""
    return {name: read(exported(shipped(), name)) for name in NAMES}


def edges(network: Any) -> list[dict[str, Any]]:
    return [{**values, "from": start, "to": end} for start, end, values in network.edges(data=True)]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_plain_fact_is_no_edge(ports: Opened, name: str) -> None:
    network = read(exported(ports, name))
    told = {edge.get("situation", edge["from"]) for edge in edges(network)}
    assert "id:vey-plain" in told
    assert not told & {f"id:{situation}" for situation in KEPT_OUT}
    assert not {f"id:{situation}" for situation in KEPT_OUT} & set(network)


def test_an_edge_tells_how_sure_it_is_and_who_says_so(ports: Opened) -> None:
    found = {
        edge["situation"]: edge for edge in edges(read(exported(ports, "graphml-entities"))) if "situation" in edge
    }
    plain = found["id:vey-plain"]
    assert (plain["weight"], plain["claims"], plain["hedged"], plain["contested"]) == (2, 2, False, False)
    assert plain["sources"] == "source:port-record|source:port-review"
    assert (plain["source_role"], plain["target_role"], plain["predicate"]) == ("member", "organisation", "Membership")
    assert (plain["start"], plain["end"]) == ("1921-03-01", "1921-03-31")
    assert found["id:sel-hedged"]["hedged"] is True
    assert {name for name, edge in found.items() if edge["contested"]} == set()
    assert found["id:dun-contested"]["modes"] == "own actual affirmed"


def test_what_a_perspective_admits_is_marked_by_its_mode(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DETENTE_CACHE", str(tmp_path / "cache"))
        perspective = read_perspective("+proposed", lambda path: (path, ()))
        seen = open_store([write_ports(tmp_path / "data")], perspective=perspective)
    network = read(exported(seen, "graphml-entities"))
    found = {edge.get("situation"): edge for edge in edges(network)}
    assert found["id:marn-proposed"]["modes"] == "own proposed affirmed"
    assert "proposed were fact" in network.graph["perspective"]


def test_each_fact_between_nodes_is_an_edge(whole: dict[str, Any]) -> None:
    network = whole["graphml"]
    facts = {(e["from"], e["predicate"], e["to"]) for e in edges(network) if e["kind"] == "fact"}
    stored = shipped().quads.quads_for_pattern(None, None, None, GRAPH.facts)
    triples = {(short(q.subject), short(q.predicate), short(q.object)) for q in stored if q.predicate != DT.supports}
    assert facts == {triple for triple in triples if triple[2] in network and triple[0] in network}
    assert len(facts) > 1_000


def test_what_is_inferred_and_an_edge_says_at_some_time(whole: dict[str, Any]) -> None:
    predicates = {edge["predicate"] for edge in edges(whole["graphml"]) if edge["kind"] == "inferred"}
    assert "dt:everMemberOf" in predicates
    for name in predicates:
        assert next(shipped().quads.quads_for_pattern(long(name), DT.overTime, None, DefaultGraph()), None)


def test_two_entities_are_joined_by_each_situation_in_which_both_have_a_part(whole: dict[str, Any]) -> None:
    between = [e for e in edges(whole["graphml-entities"]) if {e["from"], e["to"]} == {"id:belarus", "id:csto"}]
    assert ("id:by-csto-membership", "Membership") in {(e.get("situation"), e["predicate"]) for e in between}
    assert {node["kind"] for _, node in whole["graphml-entities"].nodes(data=True)} == {"entity"}


def test_nodes_have_labels_classes_links_and_days(whole: dict[str, Any]) -> None:
    nodes = dict(whole["graphml"].nodes(data=True))
    assert nodes["id:lithuania"] == {
        "label": "Lithuania",
        "class": "State",
        "kind": "entity",
        "fact": True,
        "wikidata": "Q37",
    }
    joined = nodes["id:by-nacc-membership"]
    assert (joined["start"], joined["begins_not_after"]) == ("1992-01-01", "1992-12-31")
    assert all(node["start"] <= node["end"] for node in nodes.values() if "start" in node)
    assert all(node["label"] for node in nodes.values())


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_to_be_lost_is_lost(whole: dict[str, Any], name: str) -> None:
    network = whole[name]
    values = {str(value) for edge in edges(network) for value in edge.values()}
    values |= {str(value) for _, node in network.nodes(data=True) for value in node.values()}
    view = next(Content(shipped()).views())
    lost = {
        "what is only stated": "attributed actual affirmed",
        "glosses, passages and notes of claims": view.says,
        "figures, texts and concepts in slots": "vocab:ratification",
        "names but one": "Литва",
        "inferred triples that do not say: at some time": "dt:membership",
    }
    assert set(lost) | {"judgements"} <= set(FORMATS[name].loses)
    assert not values & set(lost.values())


@pytest.mark.parametrize("name", NAMES)
def test_a_network_is_the_same_bytes_each_time_and_well_formed(name: str) -> None:
    content = exported(shipped(), name, LITHUANIA)
    assert content == exported(shipped(), name, LITHUANIA)
    ElementTree.fromstring(content)  # noqa: S314  what we wrote ourselves


def test_a_character_that_xml_cannot_hold_gives_way(ports: Opened) -> None:
    label = Literal("a\x01<b>&\ufffe", language="en")
    quads = Store()
    quads.extend(quad for quad in ports.quads if not (quad.subject == long("id:vey") and quad.predicate == RDFS.label))
    quads.add(Quad(long("id:vey"), RDFS.label, label, DefaultGraph()))
    network = read(exported(with_quads(ports, quads), "graphml"))
    assert network.nodes["id:vey"]["label"] == "a\ufffd<b>&\ufffd"
    assert network.nodes["id:lamp-league"]["label"] == FORMULA


def test_a_node_has_a_name_that_gives_its_iri_back() -> None:
    for iri in ("https://w3id.org/detente/id/lithuania", "https://example.org/id/x", "urn:x:y"):
        assert long(short(NamedNode(iri))) == NamedNode(iri)


@pytest.mark.parametrize("name", NAMES)
def test_named_graphs_and_passages_are_refused(name: str) -> None:
    with pytest.raises(UsageError, match=f"{name} has no place for passages"):
        FORMATS[name].writer(Content(shipped(), stretches=lambda view: (view.says,)), cast("BinaryIO", io.BytesIO()))
    with pytest.raises(UsageError, match=f"{name} tells of claims and facts together"):
        exported(shipped(), name, Selection(graphs=("facts",)))
