"""What stands beside a claim: the citations on which it leans, how its date is known, its caution, whose a wish is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import commands
import pytest
from corpora import CLAIMS, edit, faults, line_of, read_folder, write_entities
from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from graph.claim_view import ClaimReader
from graph.naming import Labels
from graph.no_fact import why_no_fact
from graph.present import with_hedge
from graph.terms import BASE, DT, XSD

if TYPE_CHECKING:
    from pathlib import Path

    from graph.claim_view import ClaimView

pytestmark = pytest.mark.usefixtures("nothing_shipped")

CITATIONS = """entities:
- id: tolv-site
  type: Medium
  label: {en: the site of Tolv}
- id: tolv-reference
  type: Citation
  label: {en: a reference to the site of Tolv}
"""


@pytest.fixture(scope="module")
def shipped() -> Store:
    return commands.shipped().quads


def claim(store: Store, name: str) -> ClaimView:
    return ClaimReader(store, Labels.stored(store)).read(NamedNode(f"{BASE}claim/edm-2019/{name}"))


def test_a_claim_names_the_citations_that_its_passage_gives(shipped: Store) -> None:
    assert claim(shipped, "c23").leans_on == (
        "Mfa.gov.by, opened on 17 March 2019 (year inferred), for the Partnership for Peace",
    )
    assert claim(shipped, "c10").leans_on == ()


def test_the_dates_of_a_citation_bound_nothing(shipped: Store) -> None:
    cited = {quad.subject for quad in shipped.quads_for_pattern(None, DT.leansOn, None, DefaultGraph())}
    references = {quad.object for one in cited for quad in shipped.quads_for_pattern(one, DT.leansOn, None)}
    assert len(references) > 5
    for slot in (DT.beginsNotBefore, DT.beginsNotAfter, DT.endsNotBefore, DT.endsNotAfter, DT.lastHolds):
        assert not [quad for quad in shipped.quads_for_pattern(None, slot, None) if quad.subject in references]


def test_a_claim_that_leans_on_an_unknown_citation_is_a_fault_at_its_line(lamps: Path) -> None:
    write_entities(lamps, CITATIONS, "citations")
    edit(lamps / CLAIMS, "  began: 1921-21", "  leans-on: [tolv-reference]\n  began: 1921-21")
    assert read_folder(lamps).claims[-3].leans_on == (NamedNode(f"{BASE}id/tolv-reference"),)
    edit(lamps / CLAIMS, "leans-on: [tolv-reference]", "leans-on: tolv-referense")
    found = faults(lamps)
    line = line_of(lamps / CLAIMS, "tolv-referense")
    assert len(found) == 1
    assert found[0].startswith(
        f"{CLAIMS}:{line}: unknown entity 'tolv-referense' under leans-on; did you mean tolv-reference"
    )


def test_a_claim_without_a_date_has_no_basis_of_one_and_a_printed_date_is_called_so(lamps: Path) -> None:
    dated, undated = read_folder(lamps).claims[-3], read_folder(lamps).claims[-1]
    assert (dated.slug, dated.axes["date-basis"].value.rpartition("/")[2]) == ("c01", "printed")
    assert (undated.slug, "date-basis" in undated.axes) == ("c03", False)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        pytest.param("c24", Literal("125", datatype=XSD.decimal), "about 125", id="a figure"),
        pytest.param("c24", NamedNode(f"{BASE}id/nato"), "NATO", id="what stands beside a figure"),
        pytest.param("c186", NamedNode(f"{BASE}id/plan-of-joint-activities"), "the plan (possibly)", id="a thing"),
        pytest.param("c10", NamedNode(f"{BASE}id/lithuania"), "Lithuania", id="a thing without caution"),
    ],
)
def test_caution_is_shown_with(shipped: Store, name: str, value: NamedNode | Literal, words: str) -> None:
    plain = words.removeprefix("about ").removesuffix(" (possibly)")
    assert with_hedge(value, plain, [claim(shipped, name)]) == words


AUTHOR = "the unnamed author of edm-2019"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param("c90", f"only planned, put down to Ukraine by {AUTHOR}", id="a plan that no utterance is told of"),
        pytest.param("c28", "only wished, by Alyaksandr Lukashenka", id="a wish that was uttered"),
        pytest.param("c97", f"only planned, as told by {AUTHOR}", id="a plan that an author infers"),
        pytest.param("c104", f"only appraised, by {AUTHOR}", id="a judgement"),
    ],
)
def test_what_makes_no_fact_is_laid_to(shipped: Store, name: str, words: str) -> None:
    assert why_no_fact(claim(shipped, name)) == words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param("c90", f"put down to Ukraine by {AUTHOR}; no occasion is named", id="neither occasion nor chain"),
        pytest.param("c28", "attributed to Alyaksandr Lukashenka, via ", id="an occasion and a chain"),
        pytest.param("c10", f"own voice of {AUTHOR}", id="the author"),
    ],
)
def test_the_voice_of_a_claim_reads(shipped: Store, name: str, words: str) -> None:
    assert claim(shipped, name).voice_in_words.startswith(words)


WORDED: dict[str, Any] = {
    "voice": "attributed",
    "speakers": ("Ann",),
    "modality": "actual",
    "chain": (),
    "on_occasion": False,
}


@pytest.mark.parametrize(
    ("changed", "voice", "no_fact"),
    [
        ({}, "put down to Ann by", "only put down to Ann by"),
        ({"polarity": "denied"}, "put down to Ann by", "denied, put down to Ann by"),
        ({"modality": "wished", "polarity": "denied"}, "put down to", "wished not to be so, put down to Ann by"),
        ({"wording": "direct"}, "attributed to Ann, in direct quotation", "said by Ann and only reported"),
        ({"on_occasion": True, "polarity": "denied"}, "attributed to Ann, in indirect speech", "denied by Ann"),
        ({"chain": ("Bob",)}, "attributed to Ann, via Bob, in indirect speech", "said by Ann and only reported"),
    ],
    ids=["nothing but a name", "denied", "a wish denied", "quoted words", "an occasion", "a chain"],
)
def test_a_saying_is_put_down_to_somebody_where_no_utterance_is_told_of(
    shipped: Store, changed: dict[str, Any], voice: str, no_fact: str
) -> None:
    told = replace(claim(shipped, "c90"), **(WORDED | changed))
    assert told.voice_in_words.startswith(voice)
    assert why_no_fact(told).startswith(no_fact)
