"""What is shown of a source: what is coded of it, and where to ask on; and the words that lead to reading one source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from commands import run, shipped, warm
from pyoxigraph import NamedNode

from graph.asking import ask
from graph.errors import UnknownNameError, UsageError
from graph.of_source import documents
from graph.terms import BASE

if TYPE_CHECKING:
    from graph.store import Opened


@pytest.fixture(scope="module")
def opened() -> Opened:
    return shipped()


def show(source: str) -> str:
    return " ".join(run("show", source, cache=warm()).stdout.split())


@pytest.mark.parametrize(
    "words",
    [
        "What is coded of it – 76 claims – by voice: 69 own, 7 attributed",
        "69 the unnamed author of weekly-2017-12 (own), 7 Belarus (attributed)",
        "gives a rating: A note on a week of December 2017 rates a situation, not said which, as better than before.",
        "skipped in paragraph 3, repeated heading: The title once more.",
        "words of claimed sentences that no slot holds: 1 counted",
        "`detente ask about entity=weekly-2017-12-author`",
    ],
)
def test_a_source_is_shown_with(words: str) -> None:
    assert words in show("weekly-2017-12")


def test_a_source_leads_to_the_entity_of_its_title(opened: Opened) -> None:
    found = documents(opened.quads, NamedNode(f"{BASE}source/zhuravskaya-2020"))
    assert found == [NamedNode(f"{BASE}id/zhuravskaya-article")]
    assert "the document itself: `detente show zhuravskaya-article`" in show("zhuravskaya-2020")


def test_an_entity_is_not_shown_as_a_source() -> None:
    assert "What is coded of it" not in show("lithuania")


def test_a_source_that_is_named_as_a_thing_leads_to_its_author_and_is_not_called_silence(opened: Opened) -> None:
    (line,) = ask(opened, "about", {"entity": "weekly-2016-12"}).emptiness
    assert "`detente ask about entity=weekly-2016-12-author`" in line
    assert "silence" not in line


def test_a_question_without_a_source_says_how_to_read_one(opened: Opened) -> None:
    with pytest.raises(UnknownNameError, match="write --perspective only:edm-2019"):
        ask(opened, "statements", {"source": "edm-2019"})


def test_the_list_of_questions_says_at_its_foot_how_to_read_one_source() -> None:
    foot = " ".join(run("ask", cache=warm()).stdout.splitlines()[-2:])
    assert "--perspective only:SOURCE reads one text" in foot
    assert "--perspective only:SOURCE" in run("ask", "--help", cache=warm()).stdout


def test_a_framework_that_is_named_as_an_organisation_leads_to_its_participations(opened: Opened) -> None:
    with pytest.raises(UsageError, match="detente ask participations in="):
        ask(opened, "memberships", {"organisation": "partnership-for-peace"})


@pytest.mark.parametrize(
    ("entity", "claims"),
    [
        ("nato", {"weekly-2017-12/c08", "weekly-2017-12/c53", "weekly-2017-12/c58", "weekly-2016-12/c09"}),
        ("individual-partnership-and-cooperation-programme", {"mfa-overview/c40"}),
        ("partnership-for-peace", {"mfa-overview/c18", "mfa-overview/c19"}),
        ("isaf", {"mfa-overview/c71"}),
        ("eadrcc", {"mfa-overview/c88", "mfa-overview/c107"}),
    ],
)
def test_what_is_said_of_a_thing_goes_one_step_outward(opened: Opened, entity: str, claims: set[str]) -> None:
    answer = ask(opened, "about", {"entity": entity})
    found = {value.value.removeprefix(f"{BASE}claim/") for row in answer.rows for value in row.values["claim"]}
    assert claims <= found


def test_a_row_names_the_claims_that_tie_it_to_what_was_asked(opened: Opened) -> None:
    answer = ask(opened, "about", {"entity": "nato", "source": "weekly-2016-12"})
    row = next(row for row in answer.rows if row.values["claim"][0].value.endswith("weekly-2016-12/c09"))
    assert {claim.value.removeprefix(f"{BASE}claim/") for claim in row.claims} >= {
        "weekly-2016-12/c08",
        "weekly-2016-12/c09",
    }


@pytest.mark.parametrize(
    ("name", "given", "column", "found"),
    [
        ("agreements-by-stage", {"party": "russia"}, "document", "id/union-state-infrastructure-programme"),
        ("agreements-by-stage", {"party": "union-state"}, "runMode", "vocab/planned"),
        ("agreements-by-stage", {"party": "belarus"}, "onBehalfOf", "id/belarus"),
        ("comparisons", {"who": "nato"}, "matter", "vocab/number-of-joint-activities"),
        ("consultation-rounds", {}, "condition", "vocab/frozen"),
        ("constraints", {}, "changedBy", "id/ru-invasion-of-ukraine"),
        ("constraints", {"limited": "by-west-defence-agencies-cooperation"}, "cause", "id/by-west-political-dialogue"),
    ],
)
def test_a_question_finds_what_is_tied_to_what_was_asked(
    opened: Opened, name: str, given: dict[str, str], column: str, found: str
) -> None:
    rows = ask(opened, name, given).rows
    assert BASE + found in {value.value for row in rows for value in row.values.get(column, ())}


@pytest.mark.parametrize(
    ("matter", "claims"),
    [
        ("nato", {"edm-2019/c28", "edm-2019/c29", "edm-2019/c67", "edm-2019/c68", "edm-2019/c74", "edm-2019/c93"}),
        ("yugoslavia", {"zhuravskaya-2020/c252"}),
        ("kosovo-conflict", {"zhuravskaya-2020/c240", "zhuravskaya-2020/c630"}),
        ("nato-seminar-2019", {"zhuravskaya-2020/c503"}),
    ],
)
def test_a_statement_is_on_what_was_said_in_it_and_on_what_it_was_part_of(
    opened: Opened, matter: str, claims: set[str]
) -> None:
    answer = ask(opened, "statements-on", {"matter": matter})
    assert claims <= {claim.name for claim in answer.claims.values()}


def test_undated_statements_come_last(opened: Opened) -> None:
    dated = [bool(row.values.get("date")) for row in ask(opened, "statements", {}).rows]
    assert dated == sorted(dated, reverse=True)


def test_the_misprints_of_a_text_are_one_command(opened: Opened) -> None:
    rows = ask(opened, "names", {"entity": "", "source": "edm-2019", "kind": "misprint"}).rows
    named = {value.value for row in rows for value in row.values["name"]}
    assert {"Alyasandr Lukashenka", "Zat Peacekeeping Training Center"} <= named
