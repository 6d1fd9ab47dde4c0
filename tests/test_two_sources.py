"""Two sources on one situation: evidence by triple, promotion, conflicts judged and open, and a block that has ended."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from harbour import JUDGEMENT, LATER_STAGE, REVIEW_CLAIMS, WISHED_AGREEMENT, write_harbour
from pyoxigraph import DefaultGraph, Literal, NamedNode, Triple

from graph.asking import Answer, ask
from graph.build import open_store
from graph.evidence import Tracer
from graph.explain import explain
from graph.naming import Labels
from graph.present import Style, as_text
from graph.present_show import show_text
from graph.present_table import as_csv
from graph.present_why import why_json, why_text
from graph.terms import BASE, DT, EDTF, RDF

if TYPE_CHECKING:
    from pathlib import Path

    from graph.store import Opened

pytestmark = pytest.mark.usefixtures("nothing_shipped")

BLOCK = NamedNode(BASE + "id/pilot-data-blocked")
OPEN_SEA = {"framework": "open-sea"}


def thing(slug: str) -> NamedNode:
    return NamedNode(f"{BASE}id/{slug}")


def term(name: str) -> NamedNode:
    return NamedNode(f"{BASE}ontology#{name}")


def date(text: str) -> Literal:
    return Literal(text, datatype=EDTF)


SOLE = Triple(BLOCK, term("soleBlockerAmong"), thing("harbour-league"))


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def store(folder: Path, cache: Path, *, judged: str | None = None) -> Opened:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DETENTE_CACHE", str(cache))
        return open_store([write_harbour(folder / "data", judged=judged)])


@pytest.fixture(scope="module")
def unjudged(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Opened:
    return store(tmp_path_factory.mktemp("unjudged"), cache)


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Opened:
    return store(tmp_path_factory.mktemp("judged"), cache, judged="real-conflict")


def claims_of(opened: Opened, triple: Triple) -> list[str]:
    tracer = Tracer(opened)
    return [tracer.reader.read(claim).name for claim in tracer.claims(triple)]


def style(opened: Opened) -> Style:
    return Style(labels=Labels.stored(opened.quads))


def text(opened: Opened, answer: Answer) -> str:
    return " ".join(as_text(answer, style(opened)).split())


def why(opened: Opened, triple: Triple) -> str:
    return " ".join(" ".join(why_text(explain(Tracer(opened), triple), style(opened))).split())


@pytest.mark.parametrize(
    ("triple", "claims"),
    [
        pytest.param(Triple(BLOCK, DT.began, date("2014")), ["gazette/c05"], id="one date by one source"),
        pytest.param(Triple(BLOCK, DT.began, date("2013")), ["review/c02"], id="the other by the other"),
        pytest.param(Triple(BLOCK, DT.ended, date("2016")), ["review/c01"], id="the end by one alone"),
        pytest.param(Triple(BLOCK, term("blocker"), thing("sudmark")), ["gazette/c02"], id="the blocker"),
        pytest.param(Triple(BLOCK, term("reason"), thing("old-lighthouse")), ["gazette/c04"], id="the reason"),
        pytest.param(
            Triple(thing("pilot-data"), term("wasBlockedBy"), thing("sudmark")), ["gazette/c02"], id="through inference"
        ),
    ],
)
def test_each_triple_of_one_situation_has_its_own_evidence(unjudged: Opened, triple: Triple, claims: list[str]) -> None:
    assert claims_of(unjudged, triple) == claims


@pytest.mark.parametrize(
    ("triple", "standing", "claim"),
    [
        pytest.param(
            Triple(BLOCK, term("reason"), thing("herring-quotas")), "attributed", "review/c04", id="what a minister says"
        ),
        pytest.param(
            Triple(thing("norland-barred"), term("limits"), thing("norland-open-sea")),
            "proposed", "review/c05", id="what a deputy proposes",
        ),
    ],
)  # fmt: skip
def test_what_is_attributed_or_proposed_is_no_fact(unjudged: Opened, triple: Triple, standing: str, claim: str) -> None:
    explanation = explain(Tracer(unjudged), triple)
    assert explanation.standing == "stated"
    assert [found.name for found in explanation.against] == [claim]
    assert standing in (explanation.against[0].voice, explanation.against[0].modality)


def test_a_denial_does_not_undo_what_another_source_asserts(unjudged: Opened) -> None:
    explanation = explain(Tracer(unjudged), SOLE)
    assert explanation.standing == "fact"
    assert [claim.name for claim in explanation.claims] == ["gazette/c03"]
    assert [claim.name for claim in explanation.against] == ["review/c03"]


def test_why_of_a_fact_sets_the_claim_against_it_apart_from_its_support(unjudged: Opened) -> None:
    support, _, rest = why(unjudged, SOLE).partition("said of it too, and no support:")
    assert "claim gazette/c03" in support
    assert "claim review/c03" not in support
    assert "denied by the author of the Review" in rest


def test_an_open_conflict_leaves_both_sides_facts_and_says_so_under_the_answer(unjudged: Opened) -> None:
    answer = ask(unjudged, "blocked-agreements", OPEN_SEA)
    open_conflicts = {tuple(claim.name for claim in found.claims) for found in answer.contested if not found.judgement}
    assert ("gazette/c05", "review/c02") in open_conflicts
    assert "open, not yet judged" in text(unjudged, answer)


def test_a_row_of_csv_names_the_conflicts_over_its_claims(unjudged: Opened) -> None:
    (row,) = csv.DictReader(io.StringIO(as_csv(ask(unjudged, "blocked-agreements", OPEN_SEA), style(unjudged))))
    assert "gazette/c05 and review/c02 (open)" in row["contested"].split("; ")


def test_show_marks_a_fact_that_is_contested(unjudged: Opened) -> None:
    shown = " ".join(" ".join(show_text(Tracer(unjudged), BLOCK, style(unjudged))).split())
    facts, _, _ = shown.partition("Said and not counted as fact")
    assert "began: 2013 [review/c02, own voice; contested, open: gazette/c05 and review/c02]" in facts


@pytest.fixture(scope="module")
def misprinted(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Opened:
    tmp_path = tmp_path_factory.mktemp("misprinted")
    folder = write_harbour(tmp_path / "data")
    judgement = JUDGEMENT.format(kind="likely-misprint\n  prefers: review/c02").replace("sole-blocker-among", "began")
    (folder / "conflicts.yaml").write_text(judgement.replace("gazette/c03, review/c03", "gazette/c05, review/c02"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DETENTE_CACHE", str(cache))
        return open_store([folder])


def test_an_answer_names_the_judge_of_a_conflict_and_the_date(misprinted: Opened) -> None:
    shown = text(misprinted, ask(misprinted, "blocked-agreements", OPEN_SEA))
    assert "Contested, judged by the editors on 2026-11-21: likely misprint" in shown


@pytest.mark.parametrize("year", ["2013", "2014"])
def test_a_preferred_reading_demotes_nothing_and_is_told_beside_both(misprinted: Opened, year: str) -> None:
    began = Triple(BLOCK, DT.began, date(year))
    assert explain(Tracer(misprinted), began).standing == "fact"
    assert "likely misprint; the editors read 2013 (" in why(misprinted, began)


def test_json_names_the_claim_that_editors_prefer_and_its_reading(misprinted: Opened) -> None:
    explanation = explain(Tracer(misprinted), Triple(BLOCK, DT.began, date("2014")))
    (conflict,) = why_json(explanation, style(misprinted))["contested"]
    assert conflict["claims"] == ["gazette/c05", "review/c02"]
    assert (conflict["judgement"], conflict["prefers"], conflict["reading"]) == (
        "likely misprint",
        "review/c02",
        "2013",
    )


def test_csv_and_show_tell_the_preferred_reading(misprinted: Opened) -> None:
    (row,) = csv.DictReader(io.StringIO(as_csv(ask(misprinted, "blocked-agreements", OPEN_SEA), style(misprinted))))
    told = "likely misprint; the editors read 2013"
    assert f"gazette/c05 and review/c02 ({told})" in row["contested"]
    assert told in " ".join(" ".join(show_text(Tracer(misprinted), BLOCK, style(misprinted))).split())


def test_the_lack_of_an_agreement_that_is_only_proposed_makes_it_none_among_the_facts(
    tmp_path: Path, cache: Path
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DETENTE_CACHE", str(cache))
        opened = open_store([write_harbour(tmp_path / "data", review_claims=WISHED_AGREEMENT)])
    tracer = Tracer(opened)
    assert tracer.holds(Triple(thing("quota-gap"), term("lackOf"), thing("quota-agreement")))
    assert not list(opened.quads.quads_for_pattern(thing("quota-agreement"), RDF.type, None, DefaultGraph()))


def test_a_real_conflict_demotes_both_sides_and_nothing_else(judged: Opened) -> None:
    sole = explain(Tracer(judged), SOLE)
    assert sole.standing == "stated"
    assert (sole.contested[0].word, sole.contested[0].judgement) == ("contested", "real conflict, same scope")
    assert explain(Tracer(judged), Triple(BLOCK, term("blocker"), thing("sudmark"))).standing == "fact"


def test_a_difference_of_scope_demotes_nothing(tmp_path: Path, cache: Path) -> None:
    opened = store(tmp_path, cache, judged="difference-of-scope")
    sole = explain(Tracer(opened), SOLE)
    assert sole.standing == "fact"
    assert (sole.contested[0].word, sole.contested[0].judgement) == ("compare", "difference of scope")


def test_what_is_judged_no_conflict_is_a_fact_and_not_called_contested(tmp_path: Path, cache: Path) -> None:
    sole = explain(Tracer(store(tmp_path, cache, judged="not-a-conflict")), SOLE)
    assert (sole.standing, sole.contested) == ("fact", ())


def test_bounds_leave_room_for_both_of_two_dates(unjudged: Opened) -> None:
    found = {
        quad.predicate: quad.object.value
        for quad in unjudged.quads.quads_for_pattern(BLOCK, None, None, None)
        if isinstance(quad.object, Literal) and "Not" in quad.predicate.value
    }
    assert found == {
        DT.beginsNotBefore: "2013-01-01",
        DT.beginsNotAfter: "2014-12-31",
        DT.endsNotBefore: "2016-01-01",
        DT.endsNotAfter: "2016-12-31",
        DT.firmlyBeginsNotAfter: "2014-12-31",
        DT.firmlyEndsNotBefore: "2016-01-01",
    }


@pytest.mark.parametrize(
    ("at", "certainty"),
    [
        pytest.param("2012", None, id="before it can have begun"),
        pytest.param("2013", "possibly", id="in the year of which sources differ"),
        pytest.param("2015", "certainly", id="in between"),
        pytest.param("2016-06", "possibly", id="in the year in which it ended"),
        pytest.param("2017", None, id="after it has ended"),
        pytest.param("2018-04", None, id="when the later source appeared"),
    ],
)
def test_a_block_that_has_ended_answers_only_for_its_time(unjudged: Opened, at: str, certainty: str | None) -> None:
    rows = ask(unjudged, "blocked-agreements", OPEN_SEA | {"at": at}).rows
    found = {value.value for row in rows for value in row.values["certainty"]}
    assert found == ({certainty} if certainty else set())


def test_without_a_time_the_answer_says_when_the_block_ended(unjudged: Opened) -> None:
    shown = text(unjudged, ask(unjudged, "blocked-agreements", OPEN_SEA))
    assert "ended 2016" in shown
    assert "nothing later" not in shown


@pytest.mark.parametrize(
    ("claims", "last"),
    [
        pytest.param("source: review\nclaims: []\n", True, id="nobody speaks of a later time"),
        pytest.param("source: review\nclaims:" + LATER_STAGE, False, id="a later stage is only spoken of"),
        pytest.param(REVIEW_CLAIMS, False, id="an end is a fact"),
    ],
)
def test_an_answer_is_the_last_word_only_when_nothing_later_is_said(
    tmp_path: Path, cache: Path, claims: str, *, last: bool
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DETENTE_CACHE", str(cache))
        opened = open_store([write_harbour(tmp_path / "data", review_claims=claims)])
    assert ("the corpus says nothing later" in text(opened, ask(opened, "blocked-agreements", OPEN_SEA))) is last


def test_an_answer_names_what_is_said_and_left_out(unjudged: Opened) -> None:
    answer = ask(unjudged, "blocked-agreements", OPEN_SEA)
    assert {found.claim.name for found in answer.left_out} == {"review/c04", "review/c05"}
    assert "only proposed, put down to a deputy by the author of the Review" in text(unjudged, answer)
    assert "only put down to the minister of Sudmark by the author of the Review" in text(unjudged, answer)


SILENCE = "that is silence, and not a no"


def test_an_empty_answer_does_not_look_like_a_no(unjudged: Opened) -> None:
    answer = ask(unjudged, "blocked-agreements", {"framework": "individual-partnership-and-cooperation-programme"})
    assert not answer.rows
    assert SILENCE in text(unjudged, answer)


def test_an_empty_answer_of_another_time_is_silence_where_no_time_has_a_row(unjudged: Opened) -> None:
    given = {"framework": "individual-partnership-and-cooperation-programme", "at": "2018"}
    assert SILENCE in text(unjudged, ask(unjudged, "blocked-agreements", given))


def test_a_row_that_the_time_keeps_out_is_listed_with_what_is_said_of_its_end(unjudged: Opened) -> None:
    answer = ask(unjudged, "blocked-agreements", OPEN_SEA | {"at": "2018"})
    _, _, listed = text(unjudged, answer).partition("Left out by the time asked for:")
    assert not answer.rows
    assert "the agreement on pilot data: " in listed
    assert "ended: 2016 [review/c01]" in listed


def test_what_only_the_time_keeps_out_is_not_called_silence(unjudged: Opened) -> None:
    answer = ask(unjudged, "blocked-agreements", OPEN_SEA | {"at": "2018"})
    assert SILENCE not in text(unjudged, answer)
    assert not [line for line in (*answer.emptiness, *answer.asides()) if SILENCE in line]


def test_nothing_is_left_out_by_a_time_at_which_the_row_stands(unjudged: Opened) -> None:
    assert ask(unjudged, "blocked-agreements", OPEN_SEA | {"at": "2015"}).undated == ()
