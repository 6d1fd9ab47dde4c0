"""``detente why`` and ``detente show`` on the shipped graph, by the real command."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from test_ask_command import SOURCES, cache, detente, flat

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["cache"]

NACC = ("belarus", "everMemberOf", "north-atlantic-cooperation-council")
BLOCKED = ("by-nato-classified-information", "wasBlockedBy", "lithuania")
CENTRE = ("by-pfp-cbrn-training-centre", "a", "TrainingCentre")


@pytest.mark.parametrize(
    ("triple", "rule", "claim"),
    [
        pytest.param(NACC, "property chain of everMemberOf", "edm-2019/c20", id="a membership at some time"),
        pytest.param(BLOCKED, "property chain of wasBlockedBy", "edm-2019/c10", id="a block at some time"),
    ],
)
def test_why_walks_from_a_shortcut_to_the_claims(cache: Path, triple: tuple[str, ...], rule: str, claim: str) -> None:
    done = detente(cache, "why", *triple)
    assert done.returncode == 0
    assert rule in flat(done.stdout)
    assert f"· claim {claim}" in flat(done.stdout)
    assert "paragraph" in done.stdout


@pytest.mark.skipif(not SOURCES.is_dir(), reason="the source texts are not at hand")
@pytest.mark.parametrize("triple", [NACC, BLOCKED], ids=["membership", "block"])
def test_why_ends_in_verified_passages(cache: Path, triple: tuple[str, ...]) -> None:
    shown = flat(detente(cache, "why", *triple, "--texts", str(SOURCES)).stdout)
    assert shown.count("Passage, verified:") == shown.count("· claim ") > 0


def test_what_is_proposed_is_no_fact_and_why_says_by_whom_and_where(cache: Path) -> None:
    done = detente(cache, "why", *CENTRE)
    shown = flat(done.stdout)
    assert done.returncode == 1
    assert "is said, and no fact" in shown
    assert "only proposed, by Ministry of Foreign Affairs of Belarus" in shown
    assert "via gov.by" in shown
    assert "paragraph 13, span 6047-6103+6563-6757+6758" in shown


def test_that_it_is_proposed_is_a_fact(cache: Path) -> None:
    done = detente(cache, "why", "by-pfp-cbrn-training-centre-proposal", "proposes", "by-pfp-cbrn-training-centre")
    assert done.returncode == 0
    assert "is a fact" in flat(done.stdout)


def test_what_is_denied_is_no_fact(cache: Path) -> None:
    done = detente(cache, "why", "ru-nato-classified-information-gap", "a", "AgreementGap")
    assert done.returncode == 1
    assert "denied by the unnamed author of edm-2019" in flat(done.stdout)


def test_what_nobody_says_is_neither_affirmed_nor_denied(cache: Path) -> None:
    done = detente(cache, "why", "belarus", "everMemberOf", "nato")
    assert done.returncode == 1
    assert "nothing says so, and nothing denies it" in flat(done.stdout)


def test_why_of_a_thing_alone_explains_all_that_is_said_of_it(cache: Path) -> None:
    shown = flat(detente(cache, "why", "by-nato-classified-information-blocked").stdout)
    for words in ("has blocker: Lithuania", "blocked step: ratification", "sole blocker among: NATO"):
        assert words in shown


def test_a_membership_ends_at_the_latest_when_its_organisation_becomes_another(cache: Path) -> None:
    done = detente(cache, "why", "by-nacc-membership", "endedThrough", "nacc-becomes-eapc")
    shown = flat(done.stdout)
    assert done.returncode == 0
    assert "property chain of" in shown
    assert "claim edm-2019/c20" in shown
    assert "claim edm-2019/c21" in shown


def test_json_holds_the_rule_and_its_premises(cache: Path) -> None:
    (found,) = json.loads(detente(cache, "why", *BLOCKED, "--format", "json").stdout)
    assert found["standing"] == "inferred"
    assert {premise["standing"] for premise in found["premises"]} == {"fact", "inferred"}


MISSING = [
    pytest.param(
        ("belarus", "everMemberOf", "nato"), "property chain of everMemberOf",
        "Belarus — has membership: Belarus's membership of the Commonwealth of Independent States (inferred)",
        "Belarus's membership of the Commonwealth of Independent States — is in organisation: NATO",
        id="a membership in nothing of the kind",
    ),
    pytest.param(
        ("by-nato-classified-information", "wasBlockedBy", "poland"), "property chain of wasBlockedBy",
        "— has stage: the blocking of the ratification", "— has blocker: Poland",
        id="a block by somebody else",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("triple", "rule", "held", "missing"), MISSING)
def test_of_what_does_not_follow_the_missing_premise_of_the_nearest_rule_is_named(
    cache: Path, triple: tuple[str, ...], rule: str, held: str, missing: str
) -> None:
    done = detente(cache, "why", *triple)
    _, _, near = flat(done.stdout).partition("would follow by the rule:")
    holds, _, lacks = near.partition("missing is: ")
    assert done.returncode == 1
    assert rule in holds
    assert held in holds
    assert missing in lacks


def test_all_that_comes_as_near_is_shown_on_request(cache: Path) -> None:
    one, every = (
        flat(detente(cache, "why", "belarus", "everMemberOf", "nato", *more).stdout) for more in ((), ("--all",))
    )
    assert "others come as near (--all shows them)" in one
    assert (one.count("missing is: "), every.count("missing is: ") > 1) == (1, True)


TWICE = ("by-pfp-participation", "beginsNotAfter", "1995-12-31")


def test_other_ways_are_counted_and_shown_on_request(cache: Path) -> None:
    one, every = (flat(detente(cache, "why", *TWICE, *more).stdout) for more in ((), ("--all",)))
    assert "follows in 1 other way too (--all shows it)" in one
    assert "follows too by the rule:" not in one
    assert "follows too by the rule:" in every


def test_what_follows_in_one_way_has_no_other(cache: Path) -> None:
    (found,) = json.loads(detente(cache, "why", *BLOCKED, "--format", "json").stdout)
    assert (found["other_ways"], found["would_follow"]) == ([], [])


def test_json_has_every_other_way_and_every_near_miss(cache: Path) -> None:
    (twice,) = json.loads(detente(cache, "why", *TWICE, "--format", "json").stdout)
    ((way,), premises) = twice["other_ways"], twice["premises"]
    assert {tuple(premise["triple"]) for premise in way["premises"]} != {
        tuple(premise["triple"]) for premise in premises
    }
    (never,) = json.loads(detente(cache, "why", "belarus", "everMemberOf", "nato", "--format", "json").stdout)
    assert all(near["held"] and len(near["missing"]) == 1 for near in never["would_follow"])


def test_iris_stand_in_place_of_names_when_asked_for(cache: Path) -> None:
    shown = flat(detente(cache, "why", "by-pfp-cbrn-training-centre", "a", "TrainingCentre", "--iris").stdout)
    assert "https://w3id.org/detente/id/by-pfp-cbrn-training-centre — " in shown


def test_an_unknown_name_gets_near_names_and_exit_code_1(cache: Path) -> None:
    done = detente(cache, "why", "lithuana", "a", "State")
    assert done.returncode == 1
    assert "did you mean lithuania" in done.stderr


@pytest.mark.parametrize("name", ["Lithuania", "Літва", "Литва", "lithuania", "https://w3id.org/detente/id/lithuania"])
def test_show_finds_a_thing_by_any_of_its_names(cache: Path, name: str) -> None:
    assert "Lithuania (lithuania)" in flat(detente(cache, "show", name).stdout)


def test_show_sets_what_is_only_said_apart_from_facts(cache: Path) -> None:
    shown = detente(cache, "show", "belarus").stdout
    facts, _, said = shown.partition("Said and not counted as fact")
    assert "began 1992 · Belarus's membership of the North Atlantic Cooperation Council" in flat(facts)
    assert "ended, at the latest, through: the transformation" in flat(facts)
    assert "regarding NATO as an enemy" in flat(said)
    assert "regarding NATO as an enemy" not in flat(facts)
    assert "wished not to be so, by Alyaksandr Lukashenka" in flat(said)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("value: about 125 [edm-2019/c24", id="a figure with its hedge"),
        pytest.param("holds at: March 2019 (inferred) [edm-2019/c24", id="a date with how it is known"),
    ],
)
def test_show_gives_a_value_as_its_claim_does(cache: Path, words: str) -> None:
    assert words in flat(detente(cache, "show", "by-ipcp-activities-2019").stdout)


def test_show_of_a_person_lists_what_others_report_of_their_words(cache: Path) -> None:
    _, _, said = detente(cache, "show", "alyaksandr-lukashenka").stdout.partition("Has said, as the sources report")
    assert "[edm-2019/c29, wished, denied]" in flat(said)


@pytest.mark.parametrize("command", ["show", "why"])
@pytest.mark.parametrize(
    "words",
    [
        pytest.param("Joint activities of Belarus and NATO under the Individual", id="its gloss"),
        pytest.param("Own voice of the unnamed author of edm-2019 · hedged: about", id="its voice and hedge"),
        pytest.param("paragraph 8, span 3275-3474 · claim edm-2019/c24", id="its passage"),
        pytest.param("value: about 125 [a fact]", id="what it states"),
    ],
)
def test_a_claim_is_shown_by_its_name_with(cache: Path, command: str, words: str) -> None:
    done = detente(cache, command, "edm-2019/c24")
    assert done.returncode == 0
    assert words in flat(done.stdout)


def test_a_claim_of_what_is_no_fact_says_so_of_each_thing_that_it_states(cache: Path) -> None:
    shown = detente(cache, "show", "edm-2019/c29").stdout
    assert "[no fact]" in shown
    assert "[a fact]" not in shown


def test_why_of_a_value_that_nobody_gives_names_the_one_that_is_given(cache: Path) -> None:
    done = detente(cache, "why", "by-nato-classified-information-blocked", "holds", "2019-03")
    assert done.returncode == 1
    assert "nothing says so, and nothing denies it what is said there is: about March 2019" in flat(done.stdout)
