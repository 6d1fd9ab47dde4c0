"""The rules of conflict: each finds what is planted, and nothing where two claims only look as if they were at odds."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, Any, cast

import pytest
from corpora import faults, read_folder, write_entities, write_file, write_source
from pyoxigraph import NamedNode

from graph.conflicts import find_conflicts
from graph.emit import claim_triples, registry_triples, vocabulary_triples
from graph.graphs import build_graphs, graph_name
from graph.layers import all_layers
from graph.promote import promote
from graph.terms import BASE, DT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from graph.conflicts import Conflict

pytestmark = pytest.mark.usefixtures("nothing_shipped")

ENTITIES = """entities:
- {id: norland, type: State, label: {en: Norland}}
- {id: sudmark, type: State, label: {en: Sudmark}}
- {id: tarn, type: State, label: {en: Tarn}}
- {id: harbour-league, type: Organisation, label: {en: Harbour League}}
- {id: sea-league, type: Organisation, label: {en: League of the Sea}}
- {id: open-sea, type: Framework, label: {en: Open Sea}}
- {id: herald-author, type: Person, label: {en: the author of the Herald}}
- {id: courier-author, type: Person, label: {en: the author of the Courier}}
- {id: ilse-morn, type: Person, label: {en: Ilse Morn}}
- {id: talks, label: {en: the talks of Norland and Sudmark}}
- {id: visit, label: {en: a visit to Tarn}}
- {id: other-visit, label: {en: another visit to Tarn}}
- {id: fleet, label: {en: the ships of Norland}}
- {id: other-fleet, label: {en: the ships of Norland by another name}}
- {id: course-one, label: {en: the first course}}
- {id: round-one, label: {en: the first round}}
- {id: round-two, label: {en: the second round}}
- {id: round-three, label: {en: the third round}}
- {id: membership, label: {en: Norland's membership of the League}}
- {id: other-membership, label: {en: Norland's membership by another name}}
"""
TEXT = "Notes on the ports\n\n" + "".join(
    f"The sentence that bears the number {number} stands here.\n" for number in range(1, 9)
)

TALKS = {"about": "talks", "type": "Relationship", "party": ["norland", "sudmark"], "channel": "consultations"}
VISIT = {"about": "visit", "type": "Visit", "visitor": "ilse-morn", "in-state": "tarn"}
FLEET = {"about": "fleet", "type": "Observation", "measure": "units-of-equipment", "party": "norland"}
MEMBER = {"about": "membership", "type": "Membership", "member": "norland", "organisation": "harbour-league"}
ROUNDS = {"type": "Observation", "measure": "consultation-rounds", "party": "norland", "counted-in": "talks"}
POLL = {"type": "PollResult", "measure": "poll-share", "in-state": "norland", "question": "Is the League of use?"}

Said = dict[str, Any]


def written(folder: Path, herald: Sequence[Said], courier: Sequence[Said] = ()) -> Path:
    """The folder, now with two sources that make these claims, named herald/c1, herald/c2 and so on, and courier/c1."""
    write_entities(folder, ENTITIES)
    for slug, claims in (("herald", herald), ("courier", courier)):
        entries: list[Said] = [
            {
                "id": f"c{number}",
                "says": f"Claim {number} is made.",
                "find": f"The sentence that bears the number {number}",
                "voice": "own",
            }
            | claim
            for number, claim in enumerate(claims, 1)
        ]
        content = "\n".join([f"source: {slug}", "claims:", *(f"- {json.dumps(entry)}" for entry in entries), ""])
        write_source(
            folder, slug, TEXT, content, author=f"{slug}-author", published="2020" if slug == "herald" else "2022"
        )
    return folder


def conflicts(folder: Path, shuffle: Callable[[list[Any]], None] = lambda _: None) -> list[Conflict]:
    """What the rules find, when claims and triples come in the order that ``shuffle`` gives them."""
    corpus, layers = read_folder(folder), all_layers([folder])
    claims = list(corpus.claims)
    told = [triple for claim in claims for triple in claim_triples(claim)]
    triples = [*told, *registry_triples(corpus), *corpus.shapes, *vocabulary_triples(corpus)]
    shuffle(claims)
    shuffle(triples)
    return find_conflicts(layers, claims, triples)


def pairs(folder: Path) -> set[tuple[str, ...]]:
    """Each conflict that is found: the rule, and the names of its claims."""
    prefix = f"{BASE}claim/"
    return {(found.rule, *(claim.value.removeprefix(prefix) for claim in found.claims)) for found in conflicts(folder)}


def rounds(*numbers: str) -> list[Said]:
    return [
        {
            "about": f"round-{number}",
            "type": "Meeting",
            "part-of": "talks",
            "meeting-format": "conference",
            "occurred": when,
        }
        for number, when in zip(numbers, ("2014", "2016", "2018"), strict=False)
    ]


PLANTED: dict[str, tuple[list[Said], list[Said], set[tuple[str, ...]]]] = {
    "denied: one affirms what the other denies": (
        [MEMBER], [MEMBER | {"polarity": "denied"}], {("denied", "courier/c1", "herald/c1")},
    ),
    "denied: a judgement does not grant it": (
        [TALKS], [TALKS | {"polarity": "denied", "modality": "appraised"}], {("denied", "courier/c1", "herald/c1")},
    ),
    "denied by another name": (
        [MEMBER | {"began": "2004"}], [MEMBER | {"about": "other-membership", "polarity": "denied"}],
        {("denied-by-another-name", "courier/c1", "herald/c1")},
    ),
    "doubted": ([MEMBER], [MEMBER | {"modality": "doubted"}], {("doubted", "courier/c1", "herald/c1")}),
    "dates: two years": (
        [VISIT | {"occurred": "2014"}], [{"about": "visit", "occurred": "2016"}],
        {("dates-of-one-event", "courier/c1", "herald/c1")},
    ),
    "dates: two days of one month": (
        [VISIT | {"occurred": "2014-05-03"}], [{"about": "visit", "occurred": "2014-05-04"}],
        {("dates-of-one-event", "courier/c1", "herald/c1")},
    ),
    "dates: the end before the begin": (
        [MEMBER | {"began": "2014"}], [{"about": "membership", "ended": "2012"}],
        {("dates-of-one-event", "courier/c1", "herald/c1")},
    ),
    "values: of one thing in one year": (
        [FLEET | {"value": 8, "holds": "2018"}], [{"about": "fleet", "value": 9}],
        {("values-of-one-measure", "courier/c1", "herald/c1")},
    ),
    "values: of two names, in a year and a month of it": (
        [FLEET | {"value": 8, "holds": "2018"}], [FLEET | {"about": "other-fleet", "value": 9, "holds": "2018-05"}],
        {("values-of-one-measure", "courier/c1", "herald/c1")},
    ),
    "values: about leaves no room for a quarter": (
        [FLEET | {"value": 80, "hedge": "about", "holds": "2018"}], [FLEET | {"about": "other-fleet", "value": 100, "holds": "2018"}],
        {("values-of-one-measure", "courier/c1", "herald/c1")},
    ),
    "values: more than the higher": (
        [FLEET | {"value": 8, "holds": "2018"}],
        [FLEET | {"about": "other-fleet", "value": 9, "hedge": "more-than", "holds": "2018"}],
        {("values-of-one-measure", "courier/c1", "herald/c1")},
    ),
    "values: one answer of one poll": (
        [POLL | {"answer": "yes", "value": 40, "holds": "2018"}], [POLL | {"answer": "yes", "value": 50, "holds": "2018"}],
        {("values-of-one-measure", "courier/c1", "herald/c1")},
    ),
    "values: each as of its document": (
        [FLEET | {"value": 8, "holds": "2020", "date-basis": "document"}],
        [FLEET | {"about": "other-fleet", "value": 9, "holds": "2022", "date-basis": "document"}],
        {("values-of-two-documents", "courier/c1", "herald/c1")},
    ),
    "tense: over, and there": (
        [TALKS | {"holds": "2020", "date-basis": "document"}], [TALKS | {"course": "over"}],
        {("told-in-two-tenses", "courier/c1", "herald/c1")},
    ),
    "tense: past, and going on": (
        [TALKS | {"course": "continuing"}], [TALKS | {"course": "past"}],
        {("told-in-two-tenses", "courier/c1", "herald/c1")},
    ),
    "tense: starting, and there": (
        [TALKS | {"course": "starting", "holds": "2020", "date-basis": "document"}],
        [TALKS | {"holds": "2022", "date-basis": "document"}],
        {("told-in-two-tenses", "courier/c1", "herald/c1")},
    ),
    "slot: one that is filled once": (
        [MEMBER], [{"about": "membership", "organisation": "sea-league"}],
        {("slot-filled-twice", "courier/c1", "herald/c1")},
    ),
    "count: three named, two counted": (
        [*rounds("one", "two", "three"), TALKS], [ROUNDS | {"value": 2, "holds": "2020"}],
        {("count-against-members", "courier/c1", "herald/c1", "herald/c2", "herald/c3")},
    ),
    "same: two names of one membership": (
        [MEMBER], [MEMBER | {"about": "other-membership"}], {("same-thing-twice", "courier/c1", "herald/c1")},
    ),
    "same: of which one lacks a party": (
        [TALKS], [TALKS | {"about": "round-one", "party": "norland"}], {("same-thing-twice", "courier/c1", "herald/c1")},
    ),
    "same: of a year, and of a month of it": (
        [VISIT | {"occurred": "2014"}], [VISIT | {"about": "other-visit", "occurred": "2014-05"}],
        {("same-thing-twice", "courier/c1", "herald/c1")},
    ),
}  # fmt: skip
"""What the first source claims, what the second does, and each conflict that is to be found."""

NEAR_MISSES: dict[str, tuple[list[Said], list[Said]]] = {
    "denied, and only wished": ([MEMBER | {"modality": "wished"}], [MEMBER | {"polarity": "denied"}]),
    "denied of another state": ([MEMBER], [MEMBER | {"about": "other-membership", "member": "tarn", "polarity": "denied"}]),
    "denied by another name, with one thing more": (
        [TALKS], [TALKS | {"about": "round-one", "subject-matter": "defence", "polarity": "denied"}],
    ),
    "denied of a time before": (
        [MEMBER | {"began": "2004"}],
        [MEMBER | {"about": "other-membership", "began": "1990", "ended": "1999", "polarity": "denied"}],
    ),
    "doubted, and only proposed": ([MEMBER | {"modality": "proposed"}], [MEMBER | {"modality": "doubted"}]),
    "a date, and one that is less exact": ([VISIT | {"occurred": "2014-05-03"}], [{"about": "visit", "occurred": "2014"}]),
    "a date, and one that may be it": ([VISIT | {"occurred": "2014"}], [{"about": "visit", "occurred": "[2014,2015]"}]),
    "a begin, and an end of the same year": ([MEMBER | {"began": "2014"}], [{"about": "membership", "ended": "2014"}]),
    "a date, and another that is only planned": (
        [VISIT | {"occurred": "2014"}], [{"about": "visit", "occurred": "2016", "modality": "planned"}],
    ),
    "two visits of one person": ([VISIT | {"occurred": "2014"}], [VISIT | {"about": "other-visit", "occurred": "2016"}]),
    "one value, written twice": ([FLEET | {"value": 8}], [FLEET | {"about": "fleet", "value": "8.0"}]),
    "a value, and about as much": (
        [FLEET | {"value": 98, "holds": "2018"}], [{"about": "fleet", "value": 100, "hedge": "about"}],
    ),
    "a value, and more than less": (
        [FLEET | {"value": 9, "holds": "2018"}], [{"about": "fleet", "value": 8, "hedge": "more-than"}],
    ),
    "a value, and up to more": ([FLEET | {"value": 8, "holds": "2018"}], [{"about": "fleet", "value": 9, "hedge": "up-to"}]),
    "values of two years": (
        [FLEET | {"value": 8, "holds": "2017"}], [FLEET | {"about": "other-fleet", "value": 9, "holds": "2018"}],
    ),
    "values of two states": ([FLEET | {"value": 8}], [FLEET | {"about": "other-fleet", "party": "tarn", "value": 9}]),
    "values of two measures": ([FLEET | {"value": 8}], [FLEET | {"about": "other-fleet", "measure": "people-sent", "value": 9}]),
    "two answers of one poll": (
        [POLL | {"answer": "yes", "value": 40, "holds": "2018"}], [POLL | {"answer": "no", "value": 50, "holds": "2018"}],
    ),
    "over, and there in a year that is named": ([TALKS | {"holds": "2014"}], [TALKS | {"course": "over"}]),
    "over, and over": ([TALKS | {"course": "over", "holds": "2020", "date-basis": "document"}], [TALKS | {"course": "over"}]),
    "over, with another": (
        [TALKS | {"about": "round-one", "party": ["norland", "tarn"], "holds": "2020", "date-basis": "document"}],
        [TALKS | {"course": "over"}],
    ),
    "fewer named than counted": ([*rounds("one", "two"), TALKS], [ROUNDS | {"value": 3, "holds": "2020"}]),
    "one named that came after the count": (
        [*rounds("one", "two", "three"), TALKS], [ROUNDS | {"value": 2, "holds": "2017"}],
    ),
    "more than two counted, and three named": (
        [*rounds("one", "two", "three"), TALKS], [ROUNDS | {"value": 2, "hedge": "more-than", "holds": "2020"}],
    ),
    "one that is only planned, beside two": (
        [*rounds("one", "two"), rounds("one", "two", "three")[2] | {"modality": "planned"}, TALKS],
        [ROUNDS | {"value": 2, "holds": "2020"}],
    ),
    "of another organisation": ([MEMBER], [MEMBER | {"about": "other-membership", "organisation": "sea-league"}]),
    "of another type": (
        [MEMBER], [{"about": "other-membership", "type": "Participation", "participant": "norland", "in-framework": "open-sea"}],
    ),
    "only proposed": ([MEMBER], [MEMBER | {"about": "other-membership", "modality": "proposed"}]),
    "part of the other": ([VISIT], [VISIT | {"about": "other-visit", "part-of": "visit"}]),
    "ended before the other began": (
        [MEMBER | {"began": "2004"}], [MEMBER | {"about": "other-membership", "began": "1990", "ended": "1999"}],
    ),
}  # fmt: skip
"""What the two claim that only looks as if it were at odds."""


@pytest.mark.parametrize("name", PLANTED)
def test_a_rule_finds_what_is_planted_and_nothing_else(name: str, tmp_path: Path) -> None:
    herald, courier, expected = PLANTED[name]
    assert pairs(written(tmp_path, herald, courier)) == expected


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_what_only_looks_at_odds_is_not_found(name: str, tmp_path: Path) -> None:
    herald, courier = NEAR_MISSES[name]
    assert pairs(written(tmp_path, herald, courier)) == set()


SEVERAL = (
    "values: of two names, in a year and a month of it",
    "count: three named, two counted",
    "tense: over, and there",
)


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A folder in which several rules find something."""
    herald = [claim for name in SEVERAL for claim in PLANTED[name][0]]
    courier = [claim for name in SEVERAL for claim in PLANTED[name][1]]
    return written(tmp_path, herald, courier)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_loading_does_not_matter(seed: int, mixed: Path) -> None:
    assert len({found.rule for found in conflicts(mixed)}) >= len(SEVERAL)
    assert conflicts(mixed, Random(seed).shuffle) == conflicts(mixed)  # noqa: S311  no secret is drawn


def test_a_rule_retires_nothing(mixed: Path) -> None:
    corpus = read_folder(mixed)
    assert set(build_graphs(corpus, all_layers([mixed])).named[graph_name("facts")]) >= set(
        promote(corpus.claims, frozenset())
    )


DECIDED = """judgements:
- id: ships
  claims: [herald/c1, courier/c1{more}]
  slots: [value]
  kind: difference-of-scope
  reason: One counts the ships in service.
  judge: the editors
  date: 2026-11-22
"""


def judged(folder: Path) -> dict[str, set[str]]:
    """What is decided of the conflicts of each rule, by the names of the decisions."""
    triples = build_graphs(read_folder(folder), all_layers([folder])).named[graph_name("conflicts")]
    rules = {triple.subject: str(triple.object) for triple in triples if triple.predicate == DT.foundBy}
    found: dict[str, set[str]] = {rule.strip('"'): set() for rule in rules.values()}
    for triple in triples:
        if triple.predicate == DT.judges and isinstance(triple.subject, NamedNode):
            found[rules[cast("NamedNode", triple.object)].strip('"')].add(
                triple.subject.value.rsplit("/", maxsplit=1)[-1]
            )
    return found


def test_a_judgement_holds_when_claims_are_added_and_again_built(tmp_path: Path) -> None:
    herald, courier, _ = PLANTED["values: of two names, in a year and a month of it"]
    write_file(tmp_path / "conflicts.yaml", DECIDED.format(more=""))
    assert judged(written(tmp_path, herald, courier)) == {"values-of-one-measure": {"ships"}}
    assert judged(written(tmp_path, [*herald, MEMBER], [*courier, TALKS])) == {"values-of-one-measure": {"ships"}}


def test_a_judgement_on_more_than_a_rule_found_is_shown_whole(tmp_path: Path) -> None:
    herald, courier, _ = PLANTED["values: of two names, in a year and a month of it"]
    write_file(tmp_path / "conflicts.yaml", DECIDED.format(more=", courier/c2"))
    folder = written(tmp_path, herald, [*courier, FLEET | {"about": "round-one", "party": "tarn", "value": 20}])
    assert judged(folder) == {"values-of-one-measure": {"ships"}, "judged": {"ships"}}


def test_what_bears_two_names_is_judged_as_a_matter_of_identity(tmp_path: Path) -> None:
    herald, courier, _ = PLANTED["same: two names of one membership"]
    folder = written(tmp_path, herald, courier)
    assert judged(folder) == {"same-thing-twice": set()}
    identity = "id: seats\n  kind: open\n  things: [membership, other-membership]\n  reason: Neither says.\n"
    write_file(tmp_path / "identity.yaml", f"identities:\n- {identity}  judge: the editors\n  date: 2026-11-22\n")
    assert judged(folder) == {"same-thing-twice": {"seats"}}


RULE = """#+ summary: Claims of one thing.
{header}PREFIX dt: <https://w3id.org/detente/ontology#>
SELECT ?claim ?other ?proposition ?otherProposition WHERE {{
  ?claim dt:about ?thing ; dt:states ?proposition . ?other dt:about ?thing ; dt:states ?otherProposition .
  FILTER (STR(?claim) < STR(?other))
}}
"""
FAULTS = {
    "no header": (RULE.partition("\n")[2].format(header=""), 1, "the query has no header"),
    "an unknown key": (
        RULE.format(header="#+ kinds: x\n"),
        2,
        "unknown key 'kinds' in the header of a rule of conflict",
    ),
    "an unknown kind": (RULE.format(header="#+ kind: odd\n"), 2, "kind is 'odd'; it is one of change-over-time, "),
    "another file": (
        RULE.format(header="#+ judged-in: origins.yaml\n"),
        2,
        "conflicts are judged in conflicts.yaml, or ",
    ),
    "a column that is missing": (
        RULE.format(header="").replace("?other ?prop", "?prop", 1),
        1,
        "a rule of conflict selects ",
    ),
    "no SPARQL": (RULE.format(header="").replace("WHERE", "WHERE WHERE"), 3, "not SPARQL"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_rule_that_cannot_be_read_is_named_with_its_line(name: str, tmp_path: Path) -> None:
    content, line, message = FAULTS[name]
    write_file(written(tmp_path, [MEMBER]) / "queries" / "conflicts" / "own.rq", content)
    (fault,) = faults(tmp_path, conflicts)
    assert fault.startswith(f"queries/conflicts/own.rq:{line}: {message}")


def test_a_rule_of_one_s_own_finds_too(tmp_path: Path) -> None:
    folder = written(tmp_path, [MEMBER], [{"about": "membership", "began": "2004"}])
    write_file(folder / "queries" / "conflicts" / "own.rq", RULE.format(header="#+ kind: not-a-conflict\n"))
    (found,) = conflicts(folder)
    assert (found.rule, found.kind) == ("own", "not-a-conflict")
