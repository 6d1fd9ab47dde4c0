"""Nanopublications: what they assert, where they say it comes from, and that their names are the hashes of what they hold."""

from __future__ import annotations

import dataclasses
import io
import subprocess
import sys
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, BinaryIO, cast

import pytest
from commands import run, shipped, warm, with_quads
from nanopub_rules import FAULTS, faults, planted, recomputed
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse, serialize

from graph.export.content import Content, Selection
from graph.export.formats import FORMATS
from graph.export.nanopubs import MOST, nanopub_of
from graph.export.of_claims import Said, base_of, minted, terms_of_use
from graph.export.trusty import artifact_code, named
from graph.perspective import PROMOTED, Perspective
from graph.terms import DT, PREFIXES, RDF, VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from graph.claim_view import ClaimView

WEEKLY = Selection(sources=("weekly-2016-12",))
NPX = "http://purl.org/nanopub/x/"
PROV = "http://www.w3.org/ns/prov#"
Parts = dict[str, set[Triple]]


def graph(name: str) -> NamedNode:
    return NamedNode(PREFIXES["graph"] + name)


@cache
def published() -> dict[str, tuple[Quad, ...]]:
    """The nanopublications of the shipped data, read back, by their names."""
    out = io.BytesIO()
    FORMATS["nanopubs"].writer(Content(shipped()), cast("BinaryIO", out))
    found = defaultdict(list)
    for quad in parse(out.getvalue(), format=RdfFormat.TRIG):
        assert isinstance(quad.graph_name, NamedNode)
        found[quad.graph_name.value.partition("#")[0]].append(quad)
    return {name: tuple(quads) for name, quads in found.items()}


@cache
def by_claim() -> dict[NamedNode, Parts]:
    """The graphs of the nanopublication of each claim, by their last names."""
    found = {}
    for quads in published().values():
        parts: Parts = defaultdict(set)
        for quad in quads:
            parts[str(quad.graph_name).rpartition("#")[2].strip(">")].add(quad.triple)
        claims = [t.object for t in parts["provenance"] if t.predicate == NamedNode(PROV + "wasDerivedFrom")]
        found.update({claim: parts for claim in claims if isinstance(claim, NamedNode) and "/claim/" in claim.value})
    return found


@cache
def views() -> dict[NamedNode, ClaimView]:
    return {view.iri: view for view in Content(shipped()).views()}


def is_plain(view: ClaimView) -> bool:
    return {view.voice, view.modality, view.polarity} <= PROMOTED and not view.hedge and not view.demoted


def test_each_claim_has_one() -> None:
    assert set(by_claim()) == set(views())


def test_they_break_no_published_rule_and_have_the_hashes_of_what_they_hold() -> None:
    names = list(published())
    for name in {*names[::8], *names[-2:]}:  # the last ones are indexes
        assert faults(published()[name]) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_our_check_of_the_rules_finds_a_planted_fault(fault: str) -> None:
    good = next(iter(published().values()))
    assert faults(planted(good, fault))[:1] == [fault]


def test_nanopub_py_accepts_them_and_their_hashes_and_refuses_a_changed_one(tmp_path: Path) -> None:
    pytest.importorskip("nanopub", reason="nanopub-py, which the extra `test` brings, is not installed")
    names = [*list(published())[:4], *list(published())[-2:]]
    texts = [cast("bytes", serialize(published()[name], format=RdfFormat.TRIG)) for name in names]
    for number, text in enumerate([*texts, texts[0].replace(b"rdf-schema#label", b"rdf-schema#comment")]):
        (tmp_path / f"{number}.trig").write_bytes(text)
    script = (  # it changes how rdflib reads literals and still uses what rdflib deprecates, so it has a process of its own
        "import pathlib, sys\n"
        "from nanopub import Nanopub\n"
        "for file in sorted(pathlib.Path(sys.argv[1]).iterdir()):\n"
        "    try:\n"
        "        found = Nanopub(rdf=file)\n"
        "        print(file.stem, found.is_valid and found.has_valid_trusty)\n"
        "    except ValueError as error:\n"
        "        print(file.stem, 'not valid' in str(error))\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [word for number in range(7) for word in (str(number), "True")]


@pytest.mark.parametrize("axis", ["attributed", "denied", "proposed", "wished", "doubted", "hedged"])
def test_what_is_no_plain_saying_is_asserted_only_as_somebodys(axis: str) -> None:
    chosen = [v for v in views().values() if axis in (v.voice, v.modality, v.polarity, v.hedge and "hedged")]
    assert chosen
    for view in chosen:
        said = Said(view.iri, shipped().quads)
        asserted = by_claim()[view.iri]["assertion"]
        assert {triple.subject for triple in asserted} == {view.iri, *said.objects(DT.states)}
        assert {triple.object for triple in asserted if triple.predicate == RDF.type} == {DT.Claim, DT.Proposition}
        assert not asserted & set(said.stated)
        axes = {NamedNode(VOCABULARY + value) for value in (view.voice, view.modality, view.polarity)}
        assert axes <= {triple.object for triple in asserted if triple.subject == view.iri}


def test_a_plain_claim_asserts_the_facts_that_it_states_and_no_more() -> None:
    facts = {quad.triple for quad in shipped().quads.quads_for_pattern(None, None, None, graph("facts"))}
    plain = [view for view in views().values() if is_plain(view)]
    assert plain
    for view in plain:
        asserted = by_claim()[view.iri]["assertion"]
        assert asserted == set(Said(view.iri, shipped().quads).stated)
        assert asserted <= facts


CLAIM, NODE = NamedNode("https://example.org/claim/a/c1"), NamedNode("https://example.org/proposition/p")
PLAIN = (
    (DT.voice, "own"), (DT.modality, "actual"), (DT.polarity, "affirmed"), (DT.states, NODE), (DT.supports, NODE),
)  # fmt: skip


@pytest.mark.parametrize(
    ("axis", "value", "plain"),
    [
        (DT.voice, "adopted", True), (DT.voice, "attributed", False), (DT.modality, "planned", False),
        (DT.polarity, "denied", False), (DT.hedge, "possibly", False), (DT.supports, None, False),
    ],
)  # fmt: skip
def test_a_claim_is_not_made_plain_by_what_a_perspective_counts(
    axis: NamedNode, value: str | None, *, plain: bool
) -> None:
    said: dict[NamedNode, str | NamedNode | None] = {**dict(PLAIN), axis: value}
    store = Store()
    for predicate, node in said.items():
        if node is not None:
            thing = node if isinstance(node, NamedNode) else NamedNode(VOCABULARY + node)
            store.add(Quad(CLAIM, predicate, thing, DefaultGraph()))
    assert Said(CLAIM, store).is_plain is plain


def test_all_that_claim_files_say_is_there_but_what_is_said_to_be_lost() -> None:
    held = {triple for parts in by_claim().values() for triple in (*parts["assertion"], *parts["provenance"])}
    lost = set()
    for source in ("edm-2019", "weekly-2016-12"):
        lost |= {
            q.triple for q in shipped().quads.quads_for_pattern(None, None, None, graph(f"claims/{source}"))
        } - held
    of_plain = {
        node
        for view in views().values()
        if is_plain(view)
        for node in Said(view.iri, shipped().quads).objects(DT.states)
    }
    assert lost
    assert {triple.subject for triple in lost} <= of_plain
    assert {triple.predicate for triple in lost} == {RDF.type, DT.subject, DT.predicate, DT.object_}


def test_what_is_said_to_be_lost_is_lost() -> None:
    held = {triple for parts in by_claim().values() for found in parts.values() for triple in found}
    stored = shipped().quads
    assert not held & {quad.triple for quad in stored.quads_for_pattern(None, None, None, graph("conflicts"))}
    inferred = {quad.triple for quad in stored.quads_for_pattern(None, None, None, graph("inferred"))}
    facts = {quad.triple for quad in stored.quads_for_pattern(None, None, None, graph("facts"))}
    assert not held & (inferred - facts)
    of_editors = {quad.triple for quad in stored.quads_for_pattern(None, None, None, graph("entities"))}
    assert {str(triple.subject).partition("/source/")[1] for triple in held & (of_editors - facts)} == {"/source/"}
    assert not held & {quad.triple for quad in stored.quads_for_pattern(None, None, None, graph("ontology"))}


def _glosses(quad: Quad, claim: NamedNode) -> bool:
    return (quad.subject, quad.predicate) == (claim, DT.says)


def stored(quads: Iterable[Quad]) -> Store:
    store = Store()
    store.extend(quads)
    return store


def test_an_edited_claim_gets_another_name_and_the_others_keep_theirs() -> None:
    edited = NamedNode("https://w3id.org/detente/claim/weekly-2016-12/c02")
    part = [Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in Content(shipped(), WEEKLY).triples()]
    gloss = Literal("Something else.", language="en")
    other = [Quad(q.subject, q.predicate, gloss, q.graph_name) if _glosses(q, edited) else q for q in part]
    before, after = (Content(with_quads(shipped(), stored(quads))) for quads in (part, other))
    changed = [c for c in before.claims if nanopub_of(before, c)[0] != nanopub_of(after, c)[0]]
    assert changed == [edited]


def test_the_index_names_all_of_them_and_the_version_of_the_data() -> None:
    kind = NamedNode(NPX + "NanopubIndex")
    indexes = [q for quads in published().values() if any(quad.object == kind for quad in quads) for q in quads]
    listed = [q.object for q in indexes if q.predicate == NamedNode(NPX + "includesElement")]
    goes_on = [q.object for q in indexes if q.predicate == NamedNode(NPX + "appendsIndex")]
    assert len(goes_on) == len(views()) // MOST
    assert len(set(listed)) == len(listed) == len(views())
    assert {str(name).strip("<>") for name in (*listed, *goes_on)} < set(published())
    assert [q.object for q in indexes].count(Literal(shipped().version)) == 1 + len(goes_on)


def test_the_index_says_from_which_perspective_the_data_were_seen_and_no_other_one_does() -> None:
    seen = dataclasses.replace(shipped(), perspective=Perspective(only=frozenset({"edm-2019"})))
    out = io.BytesIO()
    FORMATS["nanopubs"].writer(Content(seen, WEEKLY), cast("BinaryIO", out))
    told = [q.subject for q in parse(out.getvalue(), format=RdfFormat.TRIG) if seen.perspective.words in str(q.object)]
    assert len(told) == 1
    assert str(told[0]).strip("<>") not in published()


def test_words_of_a_passage_are_there_only_when_they_may_be_published() -> None:
    claim = Content(shipped(), WEEKLY).claims[0]
    value = NamedNode(PROV + "value")
    silent = nanopub_of(Content(shipped(), WEEKLY), claim)[1]
    told = nanopub_of(Content(shipped(), WEEKLY, lambda _: ("words of a text",)), claim)[1]
    assert not [quad for quad in silent if quad.predicate == value]
    assert [quad.object for quad in told if quad.predicate == value] == [Literal("words of a text")]
    assert faults(told) == []


def test_creator_and_licence_are_those_of_whose_the_claim_is() -> None:
    info = by_claim()[next(iter(views()))]["pubinfo"]
    assert "https://creativecommons.org/licenses/by/4.0/" in {getattr(t.object, "value", "") for t in info}
    other = NamedNode("https://example.org/tarn#claim/harbour/c1")
    assert terms_of_use(Content(shipped(), WEEKLY), base_of(other)) == ()
    assert base_of(other) == "https://example.org/tarn#"
    assert minted(base_of(other), "nanopub", "RA").value == "https://example.org/tarn/nanopub/RA"


def test_a_code_is_that_of_the_published_rules_for_literals_of_every_kind() -> None:
    node = NamedNode("https://example.org/~unnamed~#a")
    values: list[Literal | NamedNode] = [
        Literal("a\n\\b"),
        Literal("a", language="en-GB"),
        Literal("a", language="be"),
        Literal("1", datatype=NODE),
        node,
    ]
    code, quads = named(Quad(node, RDF.type, value, node) for value in values)
    assert code == "RA" + code[2:] == artifact_code(quads, code)
    assert code == recomputed(quads, code)


def test_the_command_refuses_a_named_graph_in_a_line() -> None:
    done = run("export", "nanopubs", "--graph", "facts", cache=warm())
    assert (done.returncode, done.stdout) == (2, "")
    assert "--source" in done.stderr
