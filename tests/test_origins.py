"""Shared origins: what editors recorded, as how many claims count by it, and how `why` tells it."""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING

import pytest
from commands import run, warm
from corpora import LAMP_ENTITIES, edit, faults, read_folder, write_entities, write_file, write_source
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from graph.build import build_in_memory, open_store
from graph.evidence import Tracer
from graph.explain import explain
from graph.layers import all_layers
from graph.naming import Labels
from graph.origins import Origins
from graph.present import Style
from graph.present_show import show_text
from graph.present_why import why_json, why_text
from graph.terms import BASE, DT, EDTF, RDF

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from graph.origins import Strand
    from graph.store import Opened

pytestmark = pytest.mark.usefixtures("nothing_shipped")

TEXT = "The harbour office of Tolv has put it on record that the port of Vey joined the League of Lamps in 1921.\n"
TYPE, MEMBER = "type: Membership", "member: port-of-vey"
ORGANISATION, BEGAN = "organisation: league-of-lamps", "began: 1921"
CLAIMS = {
    "lamp-news": (f"{TYPE}\n  {ORGANISATION}", f"{BEGAN}\n  {MEMBER}", MEMBER),
    "pilot-post": (f"{TYPE}\n  {ORGANISATION}",),
    "quay-echo": (f"{ORGANISATION}\n  {BEGAN}",),
}
"""What each claim of each source states of one membership."""

ORIGINS = """# found so far
origins:
- id: harbour-records
  origin: The records of the harbour office of Tolv.
  origin-entity: tolv-harbour-office
  claims: [lamp-news/c01, pilot-post/c01]
  kind: cited
  reason: >-
    Both name the records
    as their ground.
  judge: the editors
  date: 1924-05-01
"""


def write_papers(folder: Path, origins: str = ORIGINS) -> Path:
    """Three papers on one membership, and the origins found among their claims."""
    more = "".join(
        f"- id: {slug}-author\n  type: Person\n  label: {{en: the author of {slug}}}\n"
        for slug in CLAIMS
        if f"id: {slug}-author" not in LAMP_ENTITIES
    )
    write_entities(folder, LAMP_ENTITIES + more)
    for slug, contents in CLAIMS.items():
        written = "".join(
            f"\n- id: c{number:02}\n  says: So it is on record.\n  about: vey-membership\n  {content}\n"
            "  voice: own\n  find: joined the League\n"
            for number, content in enumerate(contents, start=1)
        )
        write_source(folder, slug, TEXT, f"source: {slug}\nclaims:\n{written}")
    write_file(folder / "origins.yaml", origins)
    return folder


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    return write_papers(tmp_path / "data")


def test_an_origin_names_claims_words_entity_kind_reason_and_judge(papers: Path) -> None:
    (origin,) = read_folder(papers).origins
    assert [claim.name for claim in origin.claims] == ["lamp-news/c01", "pilot-post/c01"]
    assert origin.origin == "The records of the harbour office of Tolv."
    assert origin.entity == NamedNode(f"{BASE}id/tolv-harbour-office")
    assert (origin.kind, origin.reason) == ("cited", "Both name the records as their ground.")
    assert (origin.judge, origin.date) == ("the editors", "1924-05-01")


def test_a_source_of_the_corpus_can_be_an_origin(papers: Path) -> None:
    edit(papers / "origins.yaml", "origin-entity: tolv-harbour-office", "origin-entity: lamp-news")
    (origin,) = read_folder(papers).origins
    assert origin.entity == NamedNode(f"{BASE}source/lamp-news")


CLAIMED = "[lamp-news/c01, pilot-post/c01]"


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        (CLAIMED, "[lamp-news/c01, pilot-post/c09]", 6, "unknown claim 'pilot-post/c09'; did you mean pilot-post/c01"),
        (CLAIMED, "\n  - lamp-news/c01\n  - nobody", 8, "unknown claim 'nobody'"),
        (CLAIMED, "lamp-news/c01", 6, "a shared origin names two or more claims, of two sources at least"),
        (CLAIMED, "[lamp-news/c01, lamp-news/c02]", 6, "all these claims are of lamp-news, and the claims of one source"),
        ("origin-entity: tolv-harbour-office", "origin-entity: tolv", 5, "unknown entity or source 'tolv' under origin-e"),
        ("kind: cited", "kind: guessed", 7, "kind is 'guessed'; it is one of cited, same-words"),
        ("  kind: cited\n", "", 3, "the key kind is missing in this shared origin"),
        ("  origin: The records of the harbour office of Tolv.\n", "", 3, "the key origin is missing in this shared origin"),
        ("  judge: the editors\n", "", 3, "the key judge is missing in this shared origin"),
        ("date: 1924-05-01", "date: yesterday", 12, "'yesterday' cannot be read as a date"),
        ("  kind:", "  slots: [party]\n  kind:", 7, "unknown key 'slots' in a shared origin"),
    ],
)  # fmt: skip
def test_a_fault_of_an_origin_is_one_line_at_its_place(
    papers: Path, old: str, new: str, line: int, message: str
) -> None:
    edit(papers / "origins.yaml", old, new)
    found = faults(papers)
    assert len(found) == 1
    assert found[0].startswith(f"origins.yaml:{line}: {message}")


def test_an_origin_stands_once(papers: Path) -> None:
    write_file(papers / "origins.yaml", ORIGINS + ORIGINS.split("origins:\n")[1])
    assert faults(papers) == ["origins.yaml:13: the shared origin harbour-records stands there already"]


def test_a_folder_of_origins_alone_is_one_of_ours(tmp_path: Path) -> None:
    write_file(tmp_path / "data" / "origins.yaml", "origins:\n")
    assert faults(tmp_path / "data") == []


def test_the_order_of_entries_and_of_claims_changes_no_triple(tmp_path: Path) -> None:
    second = ORIGINS.split("origins:\n")[1].replace("harbour-records", "one-sentence").replace("cited", "same-words")
    orders = (
        ORIGINS + second,
        "origins:\n" + second + ORIGINS.split("origins:\n")[1].replace(CLAIMED, "[pilot-post/c01, lamp-news/c01]"),
    )
    folders = [write_papers(tmp_path / str(number), order) for number, order in enumerate(orders)]
    first, other = (set(build_in_memory(all_layers([folder]))[0].default) for folder in folders)
    assert first == other


# As how many claims count.


def claim(name: str) -> NamedNode:
    return NamedNode(f"{BASE}claim/{name}")


def counted(
    claims: str,
    *origins: str,
    how: Callable[[Origins, Iterable[NamedNode]], tuple[Strand, ...]] = Origins.independent,
) -> list[str]:
    """The strands of some claims, where each of ``origins`` is shared by claims; ``a1`` is a claim of the source a."""
    store = Store()
    for number, shared in enumerate(origins):
        origin = NamedNode(f"{BASE}origin/o{number}")
        store.add(Quad(origin, RDF.type, DT.SharedOrigin, DefaultGraph()))
        store.add(Quad(origin, DT.originKind, NamedNode(f"{BASE}vocab/cited"), DefaultGraph()))
        for name in shared.split():
            store.add(Quad(origin, DT.sharedBy, claim(name), DefaultGraph()))
    for name in claims.split():
        store.add(Quad(claim(name), DT.inSource, NamedNode(f"{BASE}source/{name[0]}"), DefaultGraph()))
    found = how(Origins(store, Labels.stored(store)), map(claim, claims.split()))
    return [
        " ".join(node.value.rsplit("/", 1)[-1] for node in (*strand.claims, *(origin.iri for origin in strand.origins)))
        for strand in found
    ]


@pytest.mark.parametrize(
    ("claims", "origins", "strands"),
    [
        pytest.param("", (), [], id="no claim"),
        pytest.param("a1", (), ["a1"], id="one claim"),
        pytest.param("a1 b1", (), ["a1", "b1"], id="two sources"),
        pytest.param("a1 a2 b1", (), ["a1 a2", "b1"], id="claims of one source are one"),
        pytest.param("a1 b1", ("a1 b1",), ["a1 b1 o0"], id="one origin"),
        pytest.param("a1 b1 c1", ("a1 b1",), ["a1 b1 o0", "c1"], id="one origin of some"),
        pytest.param("c1 b1 a1", ("a1 b1",), ["c1", "b1 a1 o0"], id="in the order given"),
        pytest.param("a1 a2 b1", ("a1 b1",), ["a1 a2 b1 o0"], id="a source and an origin that meet in one claim"),
        pytest.param("a2 b1", ("a1 b1",), ["a2", "b1"], id="the origin of another claim"),
        pytest.param("a1 b1 c1", ("a1 b1", "b1 c1"), ["a1 b1 c1 o0 o1"], id="two origins that share a claim"),
        pytest.param(
            "a1 c1", ("a1 b1", "b1 c1"), ["a1 c1 o0 o1"], id="two origins that share a claim on something else"
        ),
        pytest.param("a1 b1", ("a1 b1", "b1 c1"), ["a1 b1 o0"], id="an origin that ties others besides"),
        pytest.param("a1 a2", ("a1 b1",), ["a1 a2"], id="an origin that ties nothing here"),
    ],
)
def test_claims_count_as_one_by_source_and_by_origin(claims: str, origins: tuple[str, ...], strands: list[str]) -> None:
    assert counted(claims, *origins) == strands


@pytest.mark.parametrize(
    ("claims", "strands"),
    [
        pytest.param("a1 b1 b2", ["a1 b1 o0"], id="whatever else a source says"),
        pytest.param("a1 b2", [], id="one claim alone"),
        pytest.param("a1 b1 c2 d2", ["a1 b1 o0", "c2 d2 o1"], id="two origins"),
    ],
)
def test_an_answer_s_claims_are_tied_by_origins_alone(claims: str, strands: list[str]) -> None:
    assert counted(claims, "a1 b1", "c2 d2", how=Origins.tied) == strands


# What `why` says of it.


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    folder = write_papers(tmp_path_factory.mktemp("papers") / "data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DETENTE_CACHE", str(folder.with_name("cache")))
        return open_store([folder])


def term(name: str) -> NamedNode:
    return NamedNode(f"{BASE}ontology#{name}")


MEMBERSHIP = NamedNode(f"{BASE}id/vey-membership")
TYPED = Triple(MEMBERSHIP, RDF.type, term("Membership"))
DATED = Triple(MEMBERSHIP, DT.began, Literal("1921", datatype=EDTF))
OF_A_MEMBER = Triple(MEMBERSHIP, term("member"), NamedNode(f"{BASE}id/port-of-vey"))
OF_AN_ORGANISATION = Triple(MEMBERSHIP, term("organisation"), NamedNode(f"{BASE}id/league-of-lamps"))
OF_ONE = "Of one origin are lamp-news/c01 and pilot-post/c01"
HARBOUR = "The records of the harbour office of Tolv (cited; judged by the editors on 1924-05-01: Both name the records"


@pytest.mark.parametrize(
    ("triple", "words"),
    [
        (TYPED, f"2 claims say so, of one origin: {HARBOUR} as their ground)."),
        (DATED, "2 sources say so; no common origin is recorded."),
        (OF_A_MEMBER, "2 claims of one source say so."),
        (
            OF_AN_ORGANISATION,
            f"3 claims say so, which count as 2; no common origin of these is recorded. {OF_ONE}: {HARBOUR} as their ground).",
        ),
    ],
    ids=["all of one origin", "of two sources", "of one source", "some of one origin"],
)
def test_why_says_as_how_many_the_claims_of_a_fact_count(opened: Opened, triple: Triple, words: str) -> None:
    style = Style(labels=Labels.stored(opened.quads))
    lines = why_text(explain(Tracer(opened), triple), style)
    assert words in " ".join(" ".join(lines).split())


def test_json_has_the_strands_with_their_origins(opened: Opened) -> None:
    style = Style(labels=Labels.stored(opened.quads))
    one, other = why_json(explain(Tracer(opened), OF_AN_ORGANISATION), style)["strands"]
    assert one["claims"] == ["lamp-news/c01", "pilot-post/c01"]
    assert one["sources"] == ["lamp-news", "pilot-post"]
    assert one["origins"] == [
        {
            "name": "harbour-records",
            "origin": "The records of the harbour office of Tolv.",
            "entity": "harbour office of Tolv",
            "kind": "cited",
            "reason": "Both name the records as their ground.",
            "judge": "the editors",
            "judged": "1924-05-01",
        }
    ]
    assert (other["claims"], other["origins"]) == (["quay-echo/c01"], [])


# What `show` and `ask` say of it.


def test_show_says_of_a_bracket_with_claims_of_several_sources_which_are_of_one_origin(opened: Opened) -> None:
    style = Style(labels=Labels.stored(opened.quads), width=1000)
    shown = "\n".join(show_text(Tracer(opened), MEMBERSHIP, style))
    tied = "lamp-news/c01, own voice; pilot-post/c01, own voice; "
    assert f"is a: membership  [{tied}of one origin]" in shown
    assert "quay-echo/c01, own voice; of one origin: lamp-news/c01, pilot-post/c01]" in shown
    assert "began: 1921  [lamp-news/c02, own voice; quay-echo/c01, own voice]" in shown


@functools.cache
def asked(form: str) -> tuple[str, str]:
    """A shipped answer that rests on claims of one origin: what is printed, and what is told on standard error."""
    done = run("ask", "blocked-agreements", "--format", form, cache=warm())
    return " ".join(done.stdout.split()), done.stderr


REMARK = "f one origin: edm-2019/c23 and mfa-overview/c15 (What the foreign ministry of Belarus tells of joining"


def test_an_answer_says_which_of_its_claims_are_of_one_origin() -> None:
    assert f"O{REMARK}" in asked("text")[0]
    assert f"o{REMARK}" in asked("csv")[1]


def test_an_answer_as_json_has_the_strands_that_origins_tie() -> None:
    (strand,) = json.loads(asked("json")[0])["strands"]
    assert strand["claims"] == ["edm-2019/c23", "mfa-overview/c15"]
    assert [origin["name"] for origin in strand["origins"]] == ["ministry-page-partnership-for-peace"]
