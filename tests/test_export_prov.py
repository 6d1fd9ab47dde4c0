"""PROV-O: that another reader takes it as we mean it, and that nothing but facts is derived from claims."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, BinaryIO, cast

import pytest
from commands import run, shipped, warm
from prov.model import ProvActivity, ProvAgent, ProvDerivation, ProvDocument, ProvEntity
from pyoxigraph import DefaultGraph, Literal, NamedNode, RdfFormat, Store, Triple, parse

from graph.emit import proposition
from graph.export.content import Content, Selection
from graph.export.formats import FORMATS
from graph.export.of_claims import Said
from graph.perspective import Perspective
from graph.terms import BASE, DT, PREFIXES, RDF, RDFS

if TYPE_CHECKING:
    from graph.claim_view import ClaimView

PROV = "http://www.w3.org/ns/prov#"
STATED = Selection(sources=("edm-2019", "weekly-2016-12"))
FACTS, INFERRED = (NamedNode(PREFIXES["graph"] + name) for name in ("facts", "inferred"))


def prov(name: str) -> NamedNode:
    return NamedNode(PROV + name)


@cache
def exported() -> bytes:
    out = io.BytesIO()
    FORMATS["prov"].writer(Content(shipped(), STATED), cast("BinaryIO", out))
    return out.getvalue()


@cache
def triples() -> frozenset[Triple]:
    """The triples of the export of two sources, read back."""
    return frozenset(quad.triple for quad in parse(exported(), format=RdfFormat.TURTLE))


@cache
def store() -> Store:
    found = Store()
    found.load(exported(), format=RdfFormat.TURTLE)
    return found


def objects(node: object, predicate: NamedNode) -> set[object]:
    return {quad.object for quad in store().quads_for_pattern(node, predicate, None, None)}  # type: ignore[arg-type]  # no literal is asked for


def of_kind(kind: str) -> set[object]:
    return {quad.subject for quad in store().quads_for_pattern(None, RDF.type, prov(kind), None)}


@cache
def views() -> tuple[ClaimView, ...]:
    return tuple(Content(shipped(), STATED).views())


@cache
def stated() -> dict[NamedNode, set[NamedNode]]:
    """The propositions that each claim makes facts."""
    return {view.iri: set(Said(view.iri, shipped().quads).objects(DT.supports)) for view in views()}


def test_a_proposition_is_derived_from_the_claims_that_make_it_a_fact_and_from_no_other() -> None:
    derived = {
        (t.subject, t.object)
        for t in triples()
        if t.predicate == prov("wasDerivedFrom") and "/proposition/" in str(t.subject) and "/claim/" in str(t.object)
    }
    assert derived == {(node, claim) for claim, nodes in stated().items() for node in nodes} != set()
    assert objects(FACTS, prov("hadMember")) == {node for nodes in stated().values() for node in nodes}


@pytest.mark.parametrize("mode", ["attributed", "denied", "proposed", "wished", "appraised"])
def test_what_is_only_stated_is_no_fact_here_and_no_triple(mode: str) -> None:
    chosen = [view for view in views() if mode in (view.voice, view.modality, view.polarity)]
    facts = {node for nodes in stated().values() for node in nodes}
    assert chosen
    for view in chosen:
        said = Said(view.iri, shipped().quads)
        only = set(said.objects(DT.states)) - facts
        assert not only & (objects(FACTS, prov("hadMember")) | objects(INFERRED, prov("hadMember")))
        assert not set(said.stated) & triples()
        assert all(not objects(node, prov("wasDerivedFrom")) for node in only)
        assert objects(view.iri, DT.states) == set(said.objects(DT.states))


def test_a_claim_is_derived_from_its_passage_which_is_quoted_from_its_source() -> None:
    for view in views():
        (passage,) = objects(view.iri, prov("wasDerivedFrom"))
        assert objects(passage, DT.spans) == {Literal(view.spans)}
        assert (
            objects(passage, prov("wasQuotedFrom")) == objects(view.iri, prov("hadPrimarySource")) == {view.source.iri}
        )
        assert names(objects(view.iri, prov("wasAttributedTo"))) == set(view.speakers)


def names(agents: set[object]) -> set[str]:
    return {label.value for a in agents for label in objects(a, RDFS.label) if getattr(label, "language", "") == "en"}  # type: ignore[attr-defined]  # a label is a literal


def test_a_chain_of_reporting_leads_from_the_claim_to_the_utterance() -> None:
    told = [view for view in views() if view.chain]
    assert told
    for view in told:
        (step,) = objects(view.iri, prov("wasGeneratedBy"))
        for reporter in reversed(view.chain):
            assert names(objects(step, prov("wasAssociatedWith"))) == {reporter}
            before = objects(step, prov("wasInformedBy"))
            step = next(iter(before), None)
        assert (step is not None) == view.on_occasion


def test_what_is_inferred_has_its_rule_and_its_premises() -> None:
    quads = [q for q in Content(shipped(), STATED).quads() if q.graph_name == INFERRED]
    assert quads
    for quad in quads:
        reason = shipped().reason(quad.triple)
        assert reason is not None
        node = proposition(quad.triple)
        (activity,) = objects(node, prov("wasGeneratedBy"))
        used = objects(activity, prov("used"))
        premises = {proposition(premise) for premise in reason[1]}
        assert premises <= objects(node, prov("wasDerivedFrom"))
        (rule,) = used - premises
        assert objects(rule, RDFS.label) == {Literal(reason[0], language="en")}


def test_a_judgement_has_its_day_its_reason_its_judge_and_what_it_judges() -> None:
    kinds = (DT.Judgement, DT.IdentityJudgement, DT.SharedOrigin)
    judged = {q.subject for kind in kinds for q in store().quads_for_pattern(None, RDF.type, kind, None)}
    assert judged
    for node in judged:
        assert len(objects(node, DT.judged)) == len(objects(node, DT.judgementReason)) == 1
        (agent,) = objects(node, prov("wasAttributedTo"))
        assert objects(agent, RDFS.label) == {Literal("Détente editors")}
        assert objects(node, prov("wasDerivedFrom")) | objects(node, DT.judgesIdentityOf)


def test_nothing_is_of_two_kinds_that_prov_keeps_apart_and_all_that_is_related_has_one() -> None:
    entities, activities, agents = of_kind("Entity"), of_kind("Activity"), of_kind("Agent")
    assert not entities & activities
    assert not agents & activities
    for name, kind in (("wasAttributedTo", agents), ("wasAssociatedWith", agents), ("wasGeneratedBy", activities)):
        assert {t.object for t in triples() if t.predicate == prov(name)} <= kind
    assert {t.subject for t in triples() if t.predicate == prov("wasDerivedFrom")} <= entities


@pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph):DeprecationWarning")  # rdflib's own parsers use these
def test_the_prov_package_reads_the_same_entities_activities_agents_and_derivations() -> None:
    document = ProvDocument.deserialize(content=exported().decode(), format="rdf", rdf_format="turtle")
    for kind, name in ((ProvEntity, "Entity"), (ProvActivity, "Activity"), (ProvAgent, "Agent")):
        read = {getattr(record.identifier, "uri", None) for record in document.get_records(kind)}
        assert read == {str(node).strip("<>") for node in of_kind(name)}
    derived = [triple for triple in triples() if triple.predicate == prov("wasDerivedFrom")]
    assert len(list(document.get_records(ProvDerivation))) == len(derived)
    quoted = [record for record in document.get_records(ProvEntity) if record.get_attribute("prov:wasQuotedFrom")]
    assert len(quoted) == len({triple.subject for triple in triples() if triple.predicate == prov("wasQuotedFrom")})


def test_what_is_said_to_be_lost_is_lost_and_all_else_of_claims_is_there() -> None:
    ours = {DT.about, DT.startAt, DT.endAt, DT.textFile}
    assert not {triple.predicate for triple in triples()} & ours
    told = {triple.predicate for triple in triples()}
    turned = {DT.passage, DT.inSource, DT.speaker, DT.author, DT.supports, DT.via, DT.reporter, DT.saidIn}
    of_claims = {
        quad.predicate
        for view in views()
        for node in (view.iri, *Said(view.iri, shipped().quads).objects(DT.passage), view.source.iri)
        for quad in shipped().quads.quads_for_pattern(node, None, None, DefaultGraph())
    }
    assert of_claims - told - ours - turned == {NamedNode("http://purl.org/dc/terms/title")}
    labelled = {t.subject for t in triples() if t.predicate == RDFS.label and str(t.subject).startswith(f"<{BASE}id/")}
    assert labelled <= of_kind("Agent")


def test_facts_say_from_which_perspective_they_are() -> None:
    seen = replace(shipped(), perspective=Perspective(only=frozenset({"edm-2019"})))
    out = io.BytesIO()
    FORMATS["prov"].writer(Content(seen, Selection(sources=("weekly-2016-12",))), cast("BinaryIO", out))
    assert seen.perspective.words in out.getvalue().decode()
    assert "perspective" not in exported().decode()


def test_words_of_a_passage_are_there_only_when_they_may_be_published() -> None:
    out = io.BytesIO()
    FORMATS["prov"].writer(Content(shipped(), STATED, lambda _: ("words of a text",)), cast("BinaryIO", out))
    assert f"{PROV}value" not in exported().decode()
    assert b'prov:value "words of a text"' in out.getvalue()
    assert b"prov:value" not in exported()


def test_the_command_refuses_a_named_graph_in_a_line() -> None:
    done = run("export", "prov", "--graph", "facts", cache=warm())
    assert (done.returncode, done.stdout) == (2, "")
    assert "--source" in done.stderr
