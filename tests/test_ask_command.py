"""``detente ask`` on the shipped graph, by the real command: what a person sees, in every format."""

from __future__ import annotations

import csv
import functools
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from commands import run, warm

if TYPE_CHECKING:
    import subprocess

SOURCES = Path(__file__).resolve().parent.parent.parent / "shared" / "sources"


@pytest.fixture(scope="module")
def cache() -> Path:
    return warm()


@functools.cache  # several tests look at different words of one answer
def detente(cache: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(*arguments, cache=cache)


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(
    "words",
    [
        "agreement on protecting classified information",
        "blocked by Lithuania",
        "reason given the matter of the Astravets nuclear power plant",
        "as of March 2019 (inferred); the corpus says nothing later",
        "extent a range of activities, not named",
        "Own voice of the unnamed author of edm-2019",
        "“Not an Enemy: Belarus Seeks Warmer Relations With NATO”",
        "paragraph 13, span 5503-5671",
        "The date of edm-2019 is inferred.",
    ],
)
def test_the_answer_on_blocked_agreements_shows(cache: Path, words: str) -> None:
    assert words in flat(detente(cache, "ask", "blocked-agreements", "--format", "text").stdout)


def test_the_answer_never_says_how_things_are_today(cache: Path) -> None:
    shown = detente(cache, "ask", "blocked-agreements", "--format", "text", "--no-evidence").stdout
    assert not {"is", "today", "now", "currently"} & set(shown.lower().replace("is limited", "").split())


def test_a_pipe_gets_csv_with_speaker_voice_source_claim_and_conflicts(cache: Path) -> None:
    done = detente(cache, "ask", "blocked-agreements")
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert row["blocker"] == "Lithuania"
    assert (row["asOf"], row["asOf_words"]) == ("2019-03~", "March 2019 (inferred); the corpus says nothing later")
    assert list(row)[-5:] == ["speaker", "voice", "source", "claim", "contested"]
    speakers = (
        "the unnamed author of edm-2019; the unnamed author of mfa-overview, a page of the missions and, by its foot, "
        "the foreign ministry of Belarus; Olga S. Zhuravskaya"
    )
    assert (row["speaker"], row["voice"], row["contested"]) == (speakers, "own", "")
    assert "edm-2019/c10" in row["claim"].split("; ")
    assert "data 0." in done.stderr


def test_json_holds_every_claim_in_full(cache: Path) -> None:
    answer = json.loads(detente(cache, "ask", "blocked-agreements", "--format", "json").stdout)
    (row,) = answer["rows"]
    assert row["blocker"]["claims"] == ["edm-2019/c10"]
    claim = answer["claims"]["edm-2019/c10"]
    assert (claim["voice"], claim["modality"], claim["polarity"]) == ("own", "actual", "affirmed")
    assert (claim["paragraph"], claim["span"]) == (13, "5503-5671")


@pytest.mark.parametrize(
    ("at", "certainty"),
    [("2019-03", "probably"), ("2019", "probably"), ("2018", "possibly"), ("2021-01-01", "possibly")],
)
def test_a_time_makes_the_answer_probable_where_the_date_is_about_and_possible_elsewhere(
    cache: Path, at: str, certainty: str
) -> None:
    (row,) = csv.DictReader(io.StringIO(detente(cache, "ask", "blocked-agreements", "--at", at).stdout))
    assert row["certainty"] == certainty


@pytest.mark.parametrize(
    "words",
    [
        "Left out by the time asked for:",
        "holds at: March 2019 (inferred) [edm-2019/c10]",
        "Belarus's participation in the Partnership for Peace — began: 1995 [edm-2019/c23, mfa-overview/c15]",
    ],
)
def test_before_the_participation_began_the_row_is_left_out_and_listed_with(cache: Path, words: str) -> None:
    shown = flat(detente(cache, "ask", "blocked-agreements", "--at", "1990", "--format", "text").stdout)
    assert "block, lack and limit at that time" not in shown
    assert words in shown


def test_json_has_the_rows_left_out_by_the_time_apart_from_what_is_no_fact(cache: Path) -> None:
    early, late = (
        json.loads(detente(cache, "ask", "blocked-agreements", "--at", at, "--format", "json").stdout)
        for at in ("1990", "2019")
    )
    (row,) = early["left_out_by_time"]
    assert (early["rows"], early["left_out"], row["blocker"]["words"]) == ([], late["left_out"], "Lithuania")
    assert set(row["blocker"]["claims"]) <= set(early["claims"])
    assert (len(late["rows"]), late["left_out_by_time"]) == (1, [])


@pytest.mark.parametrize(
    ("given", "said", "unsaid"),
    [
        pytest.param("at=1990", "left out by the time asked for: 1", "silence", id="rows of another time"),
        pytest.param(
            "framework=individual-partnership-and-cooperation-programme", "that is silence, and not a no", "left out",
            id="no row at any time",
        ),
    ],
)  # fmt: skip
def test_beside_an_empty_table_stands_why_it_is_empty(cache: Path, given: str, said: str, unsaid: str) -> None:
    done = detente(cache, "ask", "blocked-agreements", given, "--format", "csv")
    assert (done.returncode, list(csv.DictReader(io.StringIO(done.stdout)))) == (0, [])
    assert said in done.stderr
    assert unsaid not in done.stderr


ATTENDED = """#+ summary: {en: Who took part?}
#+ params:
#+   at: {kind: date, description: when}
#+   attendant: {kind: entity, class: Agent, description: who}
#+ evidence: rows
PREFIX dt: <https://w3id.org/detente/ontology#>
SELECT ?seat WHERE {
  ?seat a dt:Participation ; dt:participant ?attendant .
  OPTIONAL { ?seat dt:beginsNotBefore ?begins }
  FILTER (!BOUND(?atLatest) || !BOUND(?begins) || ?begins <= ?atLatest)
} ORDER BY ?seat
"""


FIGURES = """#+ summary: {en: Which figures are given?}
#+ evidence: rows
PREFIX dt: <https://w3id.org/detente/ontology#>
SELECT ?figure ?value WHERE { ?figure a dt:Observation ; dt:value ?value } ORDER BY ?figure ?value
"""


COUNTED = """#+ summary: {en: How many memberships are there of each organisation that is not known to be a state?}
#+ evidence: extent
PREFIX dt: <https://w3id.org/detente/ontology#>
SELECT ?organisation (COUNT(?one) AS ?count) WHERE {
  ?one a dt:Membership ; dt:organisation ?organisation .
  FILTER NOT EXISTS { ?organisation a dt:State }
} GROUP BY ?organisation ORDER BY ?organisation
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Questions of our own on the shipped data."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "queries").mkdir()
    (folder / "queries" / "attended.rq").write_text(ATTENDED)
    (folder / "queries" / "figures.rq").write_text(FIGURES)
    (folder / "queries" / "counted.rq").write_text(COUNTED)
    return folder


@pytest.mark.slow
def test_what_another_parameter_keeps_out_is_not_laid_to_the_time(own: Path) -> None:
    done = detente(own / "cache", "ask", "attended", "attendant=lithuania", "at=1990", "--data", str(own))
    assert "that is silence, and not a no" in done.stderr


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2019-03-05", "on 5 March 2019"),
        ("201X", "at some time in the 2010s"),
        ("1992/1997", "at some time from 1992 to 1997"),
        ("2019/..", "at some time from 2019 on"),
        ("[1995,1997]", "at some time from 1 January 1995 to 31 December 1997, the days that [1995,1997] admits"),
        ("2019~", "at some time from 1 January 2019 to 31 December 2019, the days that 2019~ admits"),
        ("XXXX", "at any time"),
    ],
)
def test_the_answer_says_in_words_of_which_time_it_was_asked(cache: Path, at: str, words: str) -> None:
    shown = detente(cache, "ask", "polls", "--at", at, "--no-evidence", "--format", "text").stdout
    assert flat(shown.split("\n\n")[0]).endswith(f"? {words}")


def test_csv_says_of_which_time_it_was_asked_on_standard_error(cache: Path) -> None:
    assert "asked of what was so at some time in 2019\n" in detente(cache, "ask", "posts", "--at", "2019").stderr


def test_a_row_that_the_time_keeps_out_says_which_situation_rules_it_out(cache: Path) -> None:
    shown = flat(detente(cache, "ask", "blocked-agreements", "--at", "1990", "--format", "text").stdout)
    assert "Belarus's participation in the Partnership for Peace had not begun by then" in shown
    assert "was over by then" not in shown


def test_a_question_that_takes_no_time_names_those_that_do(cache: Path) -> None:
    done = detente(cache, "ask", "cited", "--at", "2019")
    assert (done.returncode, done.stdout) == (1, "")
    assert "cited takes no time" in done.stderr
    assert "posts, projects, proposals" in done.stderr


def test_two_times_are_refused(cache: Path) -> None:
    done = detente(cache, "ask", "blocked-agreements", "at=2018", "--at", "2019")
    assert (done.returncode, done.stdout) == (2, "")
    assert "the time is given twice, as at=2018 and as --at 2019" in done.stderr


def test_a_figure_in_a_table_has_its_hedge_beside_it(own: Path) -> None:
    rows = csv.DictReader(io.StringIO(detente(own / "cache", "ask", "figures", "--data", str(own)).stdout))
    assert {"125": "about 125", "6": "more than 6"}.items() <= {r["value"]: r["value_words"] for r in rows}.items()


def test_what_counts_or_denies_says_what_it_searched(own: Path) -> None:
    found = json.loads(detente(own / "cache", "ask", "counted", "--data", str(own), "--format", "json").stdout)
    searched = {entry["words"].partition(":")[0]: entry for entry in found["extent"]}
    assert list(searched) == ["is a membership", "is a state", "is in organisation"]
    assert searched["is a membership"]["triples"] == searched["is in organisation"]["triples"] > 10
    assert searched["is a membership"]["claims"] >= 10
    shown = flat(detente(own / "cache", "ask", "counted", "--data", str(own), "--format", "text").stdout)
    head, _, _ = shown.partition("1. ")
    assert "Evidence: the extent searched, for the question denies or counts" in head
    assert searched["is a membership"]["words"] in head


def test_json_names_the_smallest_sets_that_carry_a_row(cache: Path) -> None:
    (row,) = json.loads(detente(cache, "ask", "blocked-agreements", "--format", "json").stdout)["rows"]
    shared = {f"edm-2019/{name}" for name in ("c08", "c09", "c10", "c12", "c17")}
    assert all(shared < set(one) and len(one) == 6 for one in row["evidence_sets"])
    assert {"edm-2019/c23", "mfa-overview/c15"} < set().union(*row["evidence_sets"]) - shared
    assert row["evidence_sets_complete"]


def test_text_says_which_claims_can_stand_for_one_another(cache: Path) -> None:
    shown = flat(detente(cache, "ask", "blocked-agreements", "--format", "text").stdout)
    assert (
        "edm-2019/c08 + c09 + c10 + c12 + c17 carry the row with any one of these: edm-2019/c23; or mfa-overview/c15"
        in shown
    )


def test_without_evidence_no_claim_is_named(cache: Path) -> None:
    done = detente(cache, "ask", "blocked-agreements", "--no-evidence", "--format", "text")
    assert "Lithuania" in done.stdout
    assert "edm-2019/c" not in done.stdout


def test_iris_stand_in_place_of_names_when_asked_for(cache: Path) -> None:
    shown = detente(cache, "ask", "blocked-agreements", "--iris", "--format", "csv").stdout
    assert "https://w3id.org/detente/id/lithuania" in shown


def test_ask_alone_lists_the_questions_in_groups(cache: Path) -> None:
    shown = flat(detente(cache, "ask").stdout)
    assert shown.startswith("Agreements and law agreements-by-stage Which agreements")
    assert "blocked-agreements Which blocked agreements limited participation" in shown
    found = json.loads(detente(cache, "ask", "--format", "json").stdout)["questions"]
    assert {one["group"] for one in found if one["name"] == "blocked-agreements"} == {"Agreements and law"}
    assert detente(cache, "ask", "--format", "csv").stdout.startswith("group,name,question\nAgreements and law,")


@pytest.mark.parametrize("words", [("blocked-agreements", "--help"), ("-h", "blocked-agreements", "at=2019")])
def test_help_beside_a_question_tells_what_it_takes(cache: Path, words: tuple[str, ...]) -> None:
    done = detente(cache, "ask", *words)
    assert (done.returncode, done.stderr) == (0, "")
    assert "framework=… the framework whose participation was limited" in flat(done.stdout)


def test_help_beside_an_unknown_question_offers_a_near_name(cache: Path) -> None:
    done = detente(cache, "ask", "blocked-agreement", "--help")
    assert (done.returncode, done.stdout) == (1, "")
    assert "did you mean blocked-agreements" in done.stderr


def test_an_unknown_question_gets_a_near_name_and_exit_code_1(cache: Path) -> None:
    done = detente(cache, "ask", "blocked-agreement")
    assert done.returncode == 1
    assert "did you mean blocked-agreements" in done.stderr


@pytest.mark.skipif(not SOURCES.is_dir(), reason="the source texts are not at hand")
def test_with_the_texts_each_passage_is_shown_and_verified(cache: Path) -> None:
    shown = flat(detente(cache, "ask", "blocked-agreements", "--texts", str(SOURCES), "--format", "text").stdout)
    assert shown.count("Passage, verified:") == shown.count("· claim ")
    assert "Passage, verified: Lithuania is the only" in shown


def test_texts_that_lack_the_source_are_named_and_no_error(cache: Path, tmp_path: Path) -> None:
    done = detente(cache, "ask", "blocked-agreements", "--texts", str(tmp_path), "--format", "text")
    assert done.returncode == 0
    assert "is not among the texts at hand" in flat(done.stdout)


def test_a_text_that_was_edited_is_never_shown_as_the_passage(cache: Path, tmp_path: Path) -> None:
    (tmp_path / "001_3961e9ec709b211a.txt").write_text("Another text of the same name.\n" * 400, encoding="utf-8")
    done = detente(cache, "ask", "blocked-agreements", "--texts", str(tmp_path), "--format", "text")
    assert "not at its place" in flat(done.stdout)
    assert "verified" not in done.stdout


def test_the_ministrys_page_alone_knows_of_no_block_and_the_answer_says_who_does(cache: Path) -> None:
    done = detente(cache, "ask", "blocked-agreements", "--perspective", "only:mfa-overview", "--format", "text")
    shown = flat(done.stdout)
    assert "from the perspective only:mfa-overview: only what mfa-overview says" in shown
    assert "No fact that this perspective admits answers this; the whole corpus has facts that do." in shown
    assert "edm-2019/c10" in shown.partition("Left out by the perspective: 1 row, which rests on")[2]
    assert "blocked by" not in shown


def test_a_comparison_on_the_size_of_the_menu_shows_both_figures_and_who_says_nothing(cache: Path) -> None:
    done = detente(cache, "ask", "counts", "measure=menu-size", "--compare", "--format", "text", "--no-evidence")
    shown = flat(done.stdout)
    assert "figure 4000" in shown.partition("edm-2019 alone")[2].partition("alone")[0]
    assert "figure about 1600" in shown.partition("zhuravskaya-2020 alone")[2]
    assert "Say nothing of it: mfa-overview, weekly-2016-12, weekly-2017-12." in shown


def test_a_comparison_as_csv_and_as_json_says_whose_row_each_is(cache: Path) -> None:
    arguments = ("ask", "counts", "measure=menu-size", "--compare")
    rows = list(csv.DictReader(io.StringIO(detente(cache, *arguments).stdout)))
    assert [(row["alone"], row["value"]) for row in rows] == [
        ("edm-2019", "4000"),
        ("zhuravskaya-2020", "1600"),
        ("all together", "1600"),
        ("all together", "4000"),
    ]
    told = json.loads(detente(cache, *arguments, "--format", "json").stdout)
    assert told["silent"] == ["mfa-overview", "weekly-2016-12", "weekly-2017-12"]
    assert [len(answer["rows"]) for answer in told["alone"].values()] == [1, 0, 0, 0, 1]


@pytest.mark.parametrize(
    ("options", "evidence"),
    [((), ["voice", "source", "claim", "contested"]), (("--no-evidence",), []), (("--compare",), None)],
)
def test_each_line_of_csv_says_from_where_it_is_seen(
    cache: Path, options: tuple[str, ...], evidence: list[str] | None
) -> None:
    asked = ("ask", "blocked-agreements", "--format", "csv", *options)
    plain, seen = (
        list(csv.DictReader(io.StringIO(detente(cache, *asked, *words).stdout)))
        for words in ((), ("--perspective", "not:mfa-overview +attributed"))
    )
    assert plain
    assert not any("perspective" in row for row in plain)
    told = "perspective not:mfa-overview +attributed: without what mfa-overview says; as if what is only attributed were fact"
    assert {row["perspective"] for row in seen} == {told}
    assert list(seen[0])[-1] == "perspective"
    if evidence is not None:
        assert list(seen[0])[-1 - len(evidence) : -1] == evidence


@pytest.mark.parametrize("command", [("show", "belarus"), ("why", "belarus", "everMemberOf"), ("query", "ASK {}")])
def test_every_command_that_asks_says_from_where(cache: Path, command: tuple[str, ...]) -> None:
    done = detente(cache, *command, "--perspective", "only:mfa-overview")
    assert "perspective only:mfa-overview: only what mfa-overview says" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ("only:edm", 1, "the sources are edm-2019"),
        ("soon", 2, "no part of a perspective"),
        ("none.yaml", 6, "no such file"),
    ],
)
def test_a_perspective_that_cannot_be_meant_is_told(cache: Path, words: str, code: int, told: str) -> None:
    done = detente(cache, "ask", "counts", "--perspective", words)
    assert done.returncode == code
    assert told in done.stderr


def test_a_thing_that_editors_class_is_no_row_where_no_source_speaks_of_it(cache: Path) -> None:
    done = detente(cache, "ask", "centres", "--perspective", "only:mfa-overview", "--format", "csv")
    assert "Kazbrig" not in done.stdout


def test_what_is_said_and_no_fact_is_told_with_its_gist_beside_a_table(cache: Path) -> None:
    done = detente(cache, "ask", "counts", "--format", "csv")
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("  weekly-2017-12/c19: ")]
    assert "90 objects" in line
    assert line.endswith("(only planned, as told by the unnamed author of weekly-2017-12)")
