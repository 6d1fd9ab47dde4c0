"""Exports: what is chosen of the graph, the RDF formats, and where they are written."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, cast

import pytest
import rdflib
from commands import is_clear, run, shipped, warm
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from graph.errors import UnknownNameError, UsageError
from graph.export.content import Content, Selection
from graph.export.dataset_name import dataset_iri
from graph.export.formats import FORMATS
from graph.export.of_claims import Said
from graph.export.ordered import in_order
from graph.export.part import names_of
from graph.export.target import refuse_existing, whole_file, whole_folder
from graph.layers import shipped_layer
from graph.perspective import read_perspective
from graph.terms import DT, RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

READ_BY_RDFLIB = {"turtle": "turtle", "ntriples": "nt", "rdfxml": "xml", "trig": "trig", "nquads": "nquads"}
WEEKLY = Selection(sources=("weekly-2016-12",))


def exported(name: str, selection: Selection | None = None) -> bytes:
    """The bytes of an export of the shipped data."""
    return _written(name, Content(shipped(), selection))


def _written(name: str, content: Content) -> bytes:
    out = io.BytesIO()
    FORMATS[name].writer(content, cast("BinaryIO", out))
    return out.getvalue()


def canonical(quads: Iterable[Quad]) -> list[str]:
    """The lines of these quads, blank nodes named by RDFC-1.0."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(map(str, dataset))


def read_by_rdflib(content: bytes, form: str) -> list[str]:
    """The same of what rdflib reads, its literals as they are written."""
    dataset = rdflib.Dataset()
    dataset.parse(data=content, format=form)
    return canonical(parse(dataset.serialize(format="nquads", encoding="utf-8"), format=RdfFormat.N_QUADS))


@pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph):DeprecationWarning")  # rdflib's own parsers use these
@pytest.mark.parametrize("name", READ_BY_RDFLIB)
def test_another_parser_reads_the_same_graph_out_of_an_export(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    content = Content(shipped(), WEEKLY)
    wanted = content.quads() if name in ("trig", "nquads") else (Quad(*triple) for triple in content.triples())
    assert read_by_rdflib(exported(name, WEEKLY), READ_BY_RDFLIB[name]) == canonical(wanted)


def test_all_named_graphs_are_in_an_export_of_the_whole() -> None:
    stored = (quad for quad in shipped().quads if isinstance(quad.graph_name, NamedNode))
    assert canonical(parse(exported("nquads"), format=RdfFormat.N_QUADS)) == canonical(stored)


def test_in_rdf_12_a_proposition_reifies_its_triple_and_all_else_stays() -> None:
    reified, parts = [], {}
    for quad in parse(exported("turtle12", WEEKLY), format=RdfFormat.TURTLE):
        if isinstance(quad.object, Triple):
            parts[quad.subject] = quad.object
        else:
            reified.append(quad.triple)
    back = [
        Triple(node, place, part)
        for node, triple in parts.items()
        for place, part in zip((DT.subject, DT.predicate, DT.object_), triple, strict=True)
    ]
    assert parts
    assert {*reified, *back} == set(Content(shipped(), WEEKLY).triples())


@pytest.mark.parametrize(
    "name", [name for name, form in FORMATS.items() if not form.folder]
)  # of tables: test_export_tables.py
def test_two_exports_are_the_same_bytes(name: str) -> None:
    assert exported(name, WEEKLY) == exported(name, WEEKLY)


def test_quads_are_in_one_order_however_many_are_in_memory() -> None:
    quads = list(shipped().quads.quads_for_pattern(None, DT.spans, None, None))
    wanted = list(in_order(quads))
    assert list(in_order(reversed(quads), most=100)) == wanted
    assert sorted(map(str, wanted)) == sorted(map(str, quads))


def test_the_part_of_a_source_holds_its_claims_and_no_other() -> None:
    content = Content(shipped(), WEEKLY)
    described = {triple.subject for triple in content.triples() if triple == Triple(triple.subject, RDF.type, DT.Claim)}
    assert described == set(content.claims)
    assert {view.source.slug for view in content.views()} == {"weekly-2016-12"}


@pytest.mark.parametrize("chosen", [Selection(entities=("lithuania",)), WEEKLY], ids=["thing", "source"])
def test_a_fact_is_in_a_part_only_with_a_claim_that_makes_it_one(chosen: Selection) -> None:
    content = Content(shipped(), chosen)
    triples = set(content.triples())
    facts = {quad.triple for quad in shipped().quads.quads_for_pattern(None, None, None, FACTS)} & triples
    supported = {triple.object for triple in triples if triple.predicate == DT.supports}
    stated = {
        tuple(next(t.object for t in triples if t.subject == node and t.predicate == place) for place in PARTS)
        for node in supported
    }
    assert {tuple(fact) for fact in facts if fact.predicate != DT.supports} == stated


def test_what_a_claim_only_quotes_is_no_fact_of_its_part_though_another_claim_makes_it_one() -> None:
    quoted = Content(shipped(), Selection(claims=("edm-2019/c196",)))
    (view,) = quoted.views()
    stated = Said(view.iri, shipped().quads).stated
    assert view.voice == "attributed"
    assert any(Content(shipped()).has(triple) for triple in stated)
    assert not {*stated} & {*quoted.triples()}


FACTS = NamedNode("https://w3id.org/detente/graph/facts")
PARTS = (DT.subject, DT.predicate, DT.object_)


def test_the_part_of_an_answer_holds_the_claims_behind_and_beside_it() -> None:
    content = Content(shipped(), Selection(question="blocked-agreements"))
    assert content.answer is not None
    assert set(content.answer.claims) <= set(content.claims)
    assert {found.claim.iri for found in content.answer.left_out} <= set(content.claims)


def test_what_is_named_in_a_part_has_its_name_there() -> None:
    triples = list(Content(shipped(), Selection(entities=("lithuania",))).triples())
    named = {triple.subject for triple in triples if isinstance(triple.object, Literal)}
    things = {t.object for t in triples if isinstance(t.object, NamedNode) and "/id/" in t.object.value}
    assert {thing for thing in things if _has_name(thing)} <= named


def test_a_term_of_an_overlay_has_its_name_in_a_part() -> None:
    term, name = NamedNode("https://example.org/tarn/ontology#onWater"), Literal("on water", language="en")
    store = Store()
    store.add(Quad(term, RDFS.label, name, NamedNode("https://w3id.org/detente/graph/ontology")))
    assert list(names_of(store, term)) == [Triple(term, RDFS.label, name)]


def _has_name(thing: NamedNode) -> bool:
    label = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    return any(True for _ in shipped().quads.quads_for_pattern(thing, label, None, None))


@pytest.mark.parametrize(
    ("selection", "hint"),
    [
        (Selection(entities=("lithuana",)), "lithuania"),
        (Selection(sources=("edm-2018",)), "edm-2019"),
        (Selection(graphs=("fact",)), "facts"),
    ],
)
def test_a_name_that_nothing_bears_is_answered_by_near_ones(selection: Selection, hint: str) -> None:
    with pytest.raises(UnknownNameError, match=f"did you mean {hint}"):
        Content(shipped(), selection)


def test_a_thing_that_is_named_twice_is_chosen_once() -> None:
    assert len(Content(shipped(), Selection(entities=("lithuania", "Lithuania", "Літва"))).entities) == 1


def test_a_part_has_no_graph_of_what_is_only_stated_and_says_so() -> None:
    with pytest.raises(UsageError, match="graph stated is made for the whole"):
        Content(shipped(), Selection(entities=("lithuania",), graphs=("stated",)))
    assert {str(quad.graph_name) for quad in Content(shipped(), Selection(graphs=("stated",))).quads()} == {
        "<https://w3id.org/detente/graph/stated>"
    }


def test_the_command_refuses_what_it_cannot_do_in_a_line_and_writes_nothing(tmp_path: Path) -> None:
    there = tmp_path / "there.ttl"
    there.write_text("mine")
    for arguments, code, words in (
        (("turtel",), 1, "did you mean turtle"),
        (("turtle", "-o", str(there)), 2, "--force"),
        (("turtle", "-o", str(tmp_path / "no" / "x.ttl")), 2, "there is no folder"),
        (("turtle", "--publish-texts"), 2, "--texts"),
        (("turtle", "--publish-texts", "--texts", str(tmp_path / "no")), 2, "no such folder"),
        (("turtle", "--question", ""), 2, "--question has no name"),
        (("turtle", "who=belarus"), 2, "--question"),
        (("turtle", "--entity", "lithuana"), 1, "did you mean lithuania"),
        (("turtle", "--question", "blocked-agreement"), 1, "did you mean blocked-agreements"),
    ):
        done = run("export", *arguments, cache=warm(), cwd=tmp_path)
        assert (done.returncode, done.stdout) == (code, "")
        assert words in done.stderr
        assert is_clear(done.stderr)
    assert [file.name for file in tmp_path.iterdir()] == ["there.ttl"]
    assert there.read_text() == "mine"


def test_the_command_writes_over_a_file_only_when_told_to(tmp_path: Path) -> None:
    there = tmp_path / "there.nt"
    there.write_text("mine")
    done = run("export", "ntriples", "--source", "weekly-2016-12", "-o", str(there), "--force", cache=warm())
    assert done.returncode == 0, done.stderr
    assert there.read_bytes() == exported("ntriples", WEEKLY)


def test_a_pipe_stays_a_pipe_and_takes_what_is_written(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    refuse_existing(pipe, force=False)
    with whole_file(pipe) as out:
        out.write(b"bytes")
    assert os.read(reader, 100) == b"bytes"
    os.close(reader)
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]


def test_a_hyphen_is_standard_output(tmp_path: Path) -> None:
    done = run("export", "ntriples", "--source", "weekly-2016-12", "-o", "-", cache=warm(), cwd=tmp_path)
    assert done.stdout.encode() == exported("ntriples", WEEKLY)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_whole_or_is_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "graph.ttl"
    target.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), whole_file(target) as out:
        _ = out.write(b"half") / 0
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("graph.ttl", b"old")]


def write_one_of_two(folder: Path) -> None:
    (folder / "sources.csv").write_bytes(b"whole")
    (folder / "lost" / "claims.csv").write_bytes(b"nowhere")


def test_a_folder_is_whole_or_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"), whole_folder(tmp_path / "tables") as folder:
        write_one_of_two(folder)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_keeps_what_the_export_does_not_write(tmp_path: Path) -> None:
    target = tmp_path / "tables"
    target.mkdir()
    (target / "notes.txt").write_text("mine")
    with pytest.raises(UsageError, match="--force"):
        refuse_existing(target, force=False)
    with whole_folder(target) as folder:
        (folder / "claims.csv").write_bytes(b"whole")
    assert sorted(file.name for file in target.iterdir()) == ["claims.csv", "notes.txt"]


OF_FACTS = Selection(graphs=("facts",))
MARKED = [(name, OF_FACTS) for name in ("turtle", "trig", "jsonld")]
MARKED += [(name, WEEKLY) for name in (*READ_BY_RDFLIB, "turtle12", "jsonld", "jsonld-default", "jsonld-framed")]


@pytest.mark.parametrize(("name", "chosen"), MARKED)
def test_what_is_seen_from_a_perspective_says_so_in_the_file(name: str, chosen: Selection) -> None:
    seen = replace(shipped(), perspective=read_perspective("+proposed", lambda path: (path, ())))
    layers = [shipped_layer()]
    told, plain = (_written(name, Content(opened, chosen, layers=layers)).decode() for opened in (seen, shipped()))
    assert told.count("as if what is only proposed were fact") == 1
    assert "perspective=%2Bproposed" in told
    assert "Seen from" not in plain
    assert "/dataset" not in plain


def test_the_mark_is_said_of_what_is_exported() -> None:
    seen = replace(shipped(), perspective=read_perspective("only:edm-2019", lambda path: (path, ())))
    found = [
        quad for quad in parse(_written("trig", Content(seen, WEEKLY)), format=RdfFormat.TRIG) if "Seen" in str(quad)
    ]
    (quad,) = found
    assert quad.subject == quad.graph_name == dataset_iri("only:edm-2019", [("source", "weekly-2016-12")])
    assert quad.predicate == RDFS.comment
