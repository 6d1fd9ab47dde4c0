"""The words of the sources in exports: none by default, in no format; and with the texts at hand each passage, verified."""

from __future__ import annotations

import csv
import html
import io
import zipfile
from typing import TYPE_CHECKING, BinaryIO, cast

import pytest
from commands import ROOT, is_clear, run, shipped, warm
from harbour import write_harbour
from pyoxigraph import DefaultGraph, Literal, NamedNode, RdfFormat, parse

from graph.build import open_store
from graph.errors import AnchorError
from graph.export.content import Content, Selection
from graph.export.formats import FORMATS
from graph.passages import GAP, passage_stretches
from graph.terms import DCTERMS, DT, RDFS, SKOS
from loaders.copied import copied_runs
from loaders.sketch import passage_hash, words
from loaders.text import normalise

if TYPE_CHECKING:
    from pathlib import Path

    from graph.store import Opened

SOURCES = ROOT.parent / "shared" / "sources"
pytestmark = pytest.mark.usefixtures("nothing_shipped")
needs_texts = pytest.mark.skipif(
    not SOURCES.is_dir(), reason="the texts of the five sources are not beside this checkout"
)
QUADS = {"trig": RdfFormat.TRIG, "nquads": RdfFormat.N_QUADS}
TRIPLES = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
    "turtle12": RdfFormat.TURTLE,
}
WITH_WORDS = ("jsonld", "jsonld-default", "jsonld-framed", "nanopubs", "annotations", "prov", "markdown", "csv", "xlsx")
"""The other formats that have a place for the words of passages."""
GAZETTE = Selection(sources=("gazette",))


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("harbour") / "data" / "texts"


@pytest.fixture(scope="module")
def harbour(texts: Path, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """The store of the harbour corpus alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DETENTE_CACHE", str(tmp_path_factory.mktemp("cache")))
        return open_store([write_harbour(texts.parent)])


FOR_WIKIDATA = ("wikibase", "quickstatements", "quickstatements2")
"""The formats that hold nothing but facts on things that are linked to Wikidata."""


def exported(name: str, content: Content, folder: Path) -> bytes:
    """All bytes of an export; of tables and sheets the cells, apart from one another."""
    if FORMATS[name].folder:
        FORMATS[name].folder_writer(content, folder)
        texts = [file.read_text(encoding="utf-8") for file in sorted(folder.rglob("*.csv"))]
        cells = [cell for text in texts for row in csv.reader(io.StringIO(text)) for cell in row]
        return _apart("\n\n".join(cells).encode())
    out = io.BytesIO()
    FORMATS[name].writer(content, cast("BinaryIO", out))
    if name == "xlsx":
        with zipfile.ZipFile(out) as workbook:
            return _apart(b"\n".join(workbook.read(part).replace(b"</t>", b"\n\n") for part in workbook.namelist()))
    return out.getvalue()


def _apart(content: bytes) -> bytes:
    """A triple in words, *subject — property: value*, as a subject and the rest."""
    return content.replace(" — ".encode(), b"\n\n")


# With the texts, and when asked for.


@pytest.mark.parametrize("name", [*TRIPLES, *QUADS])
def test_a_passage_has_its_words_and_nothing_else_changes(
    name: str, harbour: Opened, texts: Path, tmp_path: Path
) -> None:
    form = (TRIPLES | QUADS)[name]
    plain = set(parse(exported(name, Content(harbour, GAZETTE), tmp_path), format=form))
    content = Content(harbour, GAZETTE, passage_stretches([texts]))
    told = set(parse(exported(name, content, tmp_path), format=form))
    more = told - plain
    assert plain < told
    assert {quad.predicate for quad in more} == {DT.passageWords}
    hashes = {quad.subject: quad.object for quad in plain if quad.predicate == DT.passageHash}
    assert {quad.subject for quad in more} == set(hashes)
    assert len(more) == len(hashes)
    graphs = {DefaultGraph()} if name in TRIPLES else {NamedNode("https://w3id.org/detente/graph/claims/gazette")}
    assert {quad.graph_name for quad in more} == graphs
    for quad in more:
        (stretch,) = [quad.object.value] if isinstance(quad.object, Literal) else []
        if "[…]" not in stretch:
            form_of = normalise(stretch).text
            assert Literal(passage_hash(form_of, [(0, len(form_of))])) == hashes[quad.subject]


def test_only_the_named_graph_of_a_source_holds_its_words(harbour: Opened, texts: Path, tmp_path: Path) -> None:
    found = {}
    for graph in ("facts", "claims/gazette"):
        content = Content(harbour, Selection(graphs=(graph,)), passage_stretches([texts]))
        found[graph] = exported("ntriples", content, tmp_path).count(DT.passageWords.value.encode())
    assert found["facts"] == 0
    assert found["claims/gazette"] > 0


def test_a_footnote_has_the_words_of_its_passage(harbour: Opened, texts: Path, tmp_path: Path) -> None:
    content = Content(harbour, GAZETTE, passage_stretches([texts]))
    notes = exported("markdown", content, tmp_path).decode()
    for view in content.views():
        assert f"“{GAP.join(passage_stretches([texts])(view))}”".replace("[", "\\[").replace("]", "\\]") in notes


@pytest.mark.parametrize("name", [*TRIPLES, *QUADS, *WITH_WORDS])
def test_a_text_that_is_not_that_of_the_hash_lets_no_word_out(
    name: str, harbour: Opened, texts: Path, tmp_path: Path
) -> None:
    (tmp_path / "gazette.txt").write_text(
        (texts / "gazette.txt").read_text(encoding="utf-8").replace("2014", "2015"), encoding="utf-8"
    )
    with pytest.raises(AnchorError, match=r"gazette/c\d+: not at its place in gazette.txt.*without --publish-texts"):
        exported(name, Content(harbour, GAZETTE, passage_stretches([tmp_path])), tmp_path)


def test_the_command_publishes_no_text_that_it_does_not_have(tmp_path: Path) -> None:
    target = tmp_path / "out.ttl"
    arguments = (
        "export",
        "turtle",
        "--source",
        "weekly-2016-12",
        "--publish-texts",
        "--texts",
        str(tmp_path),
        "-o",
        str(target),
    )
    done = run(*arguments, cache=warm())
    assert (done.returncode, done.stdout) == (6, "")
    assert is_clear(done.stderr)
    assert list(tmp_path.iterdir()) == []


# By default.


def names(opened: Opened) -> list[str]:
    """The words of all names that the store has, the longest first: titles, labels, variants and where something appeared."""
    bearing = (RDFS.label, SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel, DCTERMS.title, DT.publication)
    quads = (quad for name in bearing for quad in opened.quads.quads_for_pattern(None, name, None, DefaultGraph()))
    found = {spoken(quad.object.value) for quad in quads if isinstance(quad.object, Literal)}
    return sorted(found, key=lambda name: (-len(name), name))


def spoken(text: str) -> str:
    return " ".join(word for word, _ in words(normalise(text).text))


def repeated(content: bytes, files: list[Path], opened: Opened) -> list[str]:
    """The runs of more than seven words that an export repeats of texts, and that are no name."""
    told = html.unescape(content.decode(errors="replace")).replace("\\n", " ").replace("\n\n", " endofparagraph ")
    runs = (run for file in files for run in copied_runs(told, normalise(file.read_text(encoding="utf-8"))))
    found = list(runs)
    known = names(opened) if found else []
    return [run for run in found if _tells(spoken(run), known)]


def _tells(run: str, known: list[str]) -> bool:
    """Whether a run is no part of a name, and more than seven words in a row are left of it without the names in it."""
    if any(run in name for name in known):
        return False
    for name in known:
        run = run.replace(name, "|") if name.count(" ") > 1 else run
    return any(len(rest.split()) > 7 for rest in run.split("|"))


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in FOR_WIKIDATA])
def test_no_export_of_the_harbour_corpus_holds_eight_words_of_its_texts(
    name: str, harbour: Opened, texts: Path, tmp_path: Path
) -> None:
    content = exported(name, Content(harbour, Selection(sources=("gazette", "review"))), tmp_path)
    assert len(content) > 100
    assert repeated(content, sorted(texts.glob("*.txt")), harbour) == []


@pytest.mark.parametrize("name", ["turtle", *WITH_WORDS])
def test_words_that_are_let_out_are_found(name: str, harbour: Opened, texts: Path, tmp_path: Path) -> None:
    content = exported(name, Content(harbour, GAZETTE, passage_stretches([texts])), tmp_path)
    assert len(repeated(content, [texts / "gazette.txt"], harbour)) > 1


@needs_texts
@pytest.mark.parametrize("name", FORMATS)
def test_no_export_of_a_source_holds_eight_words_of_its_text(name: str, tmp_path: Path) -> None:
    content = exported(name, Content(shipped(), Selection(sources=("weekly-2016-12",))), tmp_path)
    assert repeated(content, sorted(SOURCES.glob("004_*.txt")), shipped()) == []


@pytest.mark.slow
@needs_texts
@pytest.mark.parametrize(
    "name", [name for name in FORMATS if name not in ("ntriples", "rdfxml", "turtle12", "nquads", "jsonld-framed")]
)
def test_no_export_of_the_whole_holds_eight_words_of_any_text(name: str, tmp_path: Path) -> None:
    """The RDF formats that are left out hold the triples of those that are not; framed JSON-LD is no format of the whole."""
    files = sorted(SOURCES.glob("*.txt"))
    assert len(files) == 5
    assert repeated(exported(name, Content(shipped()), tmp_path), files, shipped()) == []
