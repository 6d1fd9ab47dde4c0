"""What a build looks up for answers is what its store says, of the whole graph, from a perspective and of a user's own data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import commands
import pytest
from corpora import write_lamps
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple
from small_graphs import SOURCE, built, claim_name, opened

from graph.build import open_store
from graph.claim_view import ClaimReader
from graph.graphs import Graphs, graph_name
from graph.looking_up import spoken_of
from graph.naming import Labels
from graph.perspective import read_perspective
from graph.standing import Standing
from graph.terms import DT, RDF, RDFS, SKOS, XSD
from loaders.perspectives import file_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from graph.store import Opened

LAMP, LIT, KEEPER = (NamedNode(f"urn:x#{name}") for name in ("lamp", "lit", "keeper"))
LIT_LAMP = Triple(LAMP, LIT, Literal("1921"))
FIRST, SECOND = graph_name("facts"), graph_name("inferred")


def seen_from(words: str) -> Opened:
    """The shipped graph from a perspective: what a command would have built, built here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DETENTE_CACHE", str(commands.warm()))
        return open_store(perspective=read_perspective(words, file_words))


STORES: dict[str, Callable[[pytest.FixtureRequest], Opened]] = {
    "the shipped graph": lambda _: commands.shipped(),
    "two sources that must agree, and proposals": lambda _: seen_from("agreed:2 not:edm-2019 +proposed"),
    "data laid over it": lambda request: request.getfixturevalue("overlaid"),
}


@pytest.fixture(scope="module")
def overlaid(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    folder = tmp_path_factory.mktemp("lamps")
    write_lamps(folder / "data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DETENTE_CACHE", str(folder / "cache"))
        return open_store([folder / "data"])


@pytest.fixture(scope="module", params=STORES)
def store(request: pytest.FixtureRequest) -> Opened:
    return STORES[request.param](request)


def of_class(store: Opened, kind: NamedNode) -> list[NamedNode]:
    quads = store.quads.quads_for_pattern(None, RDF.type, kind, DefaultGraph())
    return [quad.subject for quad in quads if isinstance(quad.subject, NamedNode)]


def test_each_claim_and_source_is_looked_up_as_the_store_tells_it(store: Opened) -> None:
    labels = Labels.stored(store.quads)
    looked_up, read = ClaimReader(Store(), labels, store.lookups), ClaimReader(store.quads, labels)
    claims, sources = of_class(store, DT.Claim), of_class(store, DT.Source)
    assert len(claims) > 100
    assert [claim for claim in claims if looked_up.read(claim) != read.read(claim)] == []
    assert [source for source in sources if looked_up.source(source) != read.source(source)] == []


def test_each_triple_stands_where_the_store_has_it_and_each_thing_is_of_the_kinds_there(store: Opened) -> None:
    looked_up, read = Standing(store.quads, store.lookups), Standing(store.quads)
    every = {quad.triple for quad in store.quads}
    absent = {Triple(subject, predicate, LAMP) for subject, predicate, _ in sorted(every, key=str)[::20]}
    assert [triple for triple in every | absent if looked_up.graphs(triple) != read.graphs(triple)] == []
    assert [thing for thing in {t.subject for t in every} if looked_up.kinds(thing) != read.kinds(thing)] == []


def test_most_things_that_claims_are_made_of_are_looked_up() -> None:
    store = commands.shipped()
    for kind in (DT.Claim, DT.Passage, DT.Conflict):
        things = of_class(store, kind)
        assert sum(store.lookups.speaking(thing) is not None for thing in things) > 0.9 * len(things)


def test_what_was_not_looked_up_is_read_from_the_store(tmp_path: Path) -> None:
    """As where another store is laid beside the lookups of a build: the benchmarks do that."""
    store = opened(tmp_path / ("a" * 16), built([[LIT_LAMP]], [], ""), {})
    none = opened(tmp_path / ("b" * 16), Graphs(default=(), named={}, reasons=()), {})
    reader = ClaimReader(store.quads, Labels.stored(store.quads), none.lookups)
    assert none.lookups.claim(claim_name(0)) is None
    assert (reader.read(claim_name(0)).name, reader.source(SOURCE).title) == ("t/c0", "T")
    assert Standing(store.quads, none.lookups).graphs(LIT_LAMP) == {DefaultGraph(), FIRST}


OTHER = Triple(LAMP, LIT, Literal("1922"))
THREE, THREE_AGAIN = (Triple(LAMP, LIT, Literal(value, datatype=XSD.decimal)) for value in ("3", "3.0"))


@pytest.mark.parametrize(
    ("default", "named", "graphs"),
    [
        ([LIT_LAMP], {FIRST: [LIT_LAMP]}, (FIRST,)),
        ([LIT_LAMP, OTHER], {FIRST: [LIT_LAMP], SECOND: [OTHER]}, (FIRST, SECOND)),
        ([LIT_LAMP], {FIRST: [LIT_LAMP], SECOND: [LIT_LAMP]}, None),
        ([LIT_LAMP, OTHER], {FIRST: [LIT_LAMP]}, None),
        ([LIT_LAMP], {FIRST: [LIT_LAMP, OTHER]}, None),
        ([THREE, THREE_AGAIN], {FIRST: [THREE], SECOND: [THREE_AGAIN]}, None),
    ],
    ids=["one", "two", "both", "only in the default graph", "not in the default graph", "one number in both"],
)
def test_a_thing_is_looked_up_when_each_of_its_triples_stands_in_one_named_graph_and_the_default_one(
    default: list[Triple], named: dict[NamedNode, list[Triple]], graphs: tuple[NamedNode, ...] | None, tmp_path: Path
) -> None:
    made = Graphs(default=tuple(default), named={name: tuple(of) for name, of in named.items()}, reasons=())
    found = dict(spoken_of(made)).get(LAMP.value)
    assert found == (None if graphs is None else (tuple(graph.value for graph in graphs), ()))
    store = opened(tmp_path / ("a" * 16), made, {})
    for triple in {*default, *(triple for of in named.values() for triple in of), Triple(LAMP, LIT, KEEPER)}:
        assert Standing(store.quads, store.lookups).graphs(triple) == Standing(store.quads).graphs(triple)


NAMES = [
    Triple(LAMP, RDFS.label, Literal("the lamp", language="en")),
    Triple(LAMP, SKOS.prefLabel, Literal("the light", language="en")),
    Triple(LAMP, SKOS.prefLabel, Literal("the lantern", language="en")),
    Triple(LAMP, RDFS.label, Literal("aleph", language="be")),
]


@pytest.mark.parametrize("order", [NAMES, NAMES[::-1]], ids=["as written", "backwards"])
def test_of_several_names_one_counts_wherever_they_are_read(order: list[Triple]) -> None:
    store = Store()
    store.extend(Quad(*triple) for triple in order)
    assert Labels.among(order).term(LAMP) == Labels.stored(store).term(LAMP) == "the lantern"
