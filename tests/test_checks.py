"""Every check passes on the shipped graph, finds the fault that is planted for it, and does not pass with nothing to examine."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, cast

import pytest
from commands import ROOT, in_memory, run, shipped, warm
from corpora import detente
from harbour import write_harbour
from ontology_faults import ONTOLOGY_FAULTS
from planting import Planted
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from graph.checked import Checked
from graph.checks import (
    SUMMARIES,
    check_by_query,
    check_dates,
    check_ever,
    check_examples,
    check_shapes,
    check_unused,
    run_checks,
)
from graph.errors import InputError
from graph.layers import all_layers
from graph.naming import slug
from graph.questions import Param, Pattern, Question
from graph.terms import BASE, DT, EDTF, ONTOLOGY, OWL, RDF, RDFS, SKOS, VOCABULARY, XSD
from loaders.corpus import Corpus, read_corpus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

CHECKS = ROOT / "queries" / "checks"
FILES = sorted(file.stem for file in CHECKS.glob("*.rq"))
DEFAULT = DefaultGraph()
FACTS = NamedNode(BASE + "graph/facts")
NEW = NamedNode(BASE + "id/planted")
PROPOSITION = NamedNode(BASE + "proposition/planted")


@cache
def quads() -> tuple[Quad, ...]:
    return tuple(shipped().quads)


@cache
def corpus() -> Corpus:
    return read_corpus(all_layers())


def untouched() -> Store:
    """The shipped graph in memory, which no test changes."""
    return in_memory().quads


@cache
def soil() -> Store:
    """The shipped graph in memory, which is as it was after each test that plants in it."""
    store = Store()
    store.bulk_extend(quads())
    return store


@pytest.fixture
def store() -> Iterator[Store]:
    """The shipped graph in memory, for planting."""
    planted = Planted(soil())
    yield cast("Store", planted)
    planted.undo()
    assert len(soil()) == len(quads())


def says(store: Store, subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> None:
    store.add(Quad(subject, predicate, value, DEFAULT))


def without(store: Store, subject: NamedNode | None, predicate: NamedNode) -> None:
    for quad in list(store.quads_for_pattern(subject, predicate, None, DEFAULT)):
        store.remove(quad)


def claim(store: Store, axis: NamedNode, value: str) -> NamedNode:
    """Some claim with this value of an axis."""
    quad = next(store.quads_for_pattern(None, axis, NamedNode(VOCABULARY + value), DEFAULT))
    assert isinstance(quad.subject, NamedNode)
    return quad.subject


def expressed(store: Store, subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> None:
    """Let one more proposition stand in the store; no claim states it."""
    for slot, term in (
        (RDF.type, DT.Proposition),
        (DT.subject, subject),
        (DT.predicate, predicate),
        (DT.object, value),
    ):
        says(store, PROPOSITION, slot, term)


# One planted fault, or more, for each check that is a query; the second word is what the finding must name.


def lacks(predicate: NamedNode) -> Callable[[Store], str]:
    def plant(store: Store) -> str:
        found = claim(store, DT.dateBasis, "printed")
        without(store, found, predicate)
        return found.value.rsplit("/", 1)[-1]

    return plant


def another_date(store: Store) -> str:
    found = claim(store, DT.dateBasis, "document")
    expressed(store, NEW, DT.holds, Literal("1999-01", datatype=EDTF))
    says(store, found, DT.states, PROPOSITION)
    return "1999-01"


def unsupported(store: Store) -> str:
    store.add(Quad(NEW, NamedNode(ONTOLOGY + "blocker"), NamedNode(BASE + "id/lithuania"), FACTS))
    return "planted"


def supported_by_nobody(store: Store) -> str:
    without(store, None, DT.supports)
    return "lithuania"


def stage_of_nothing(store: Store) -> str:
    says(store, NEW, RDF.type, DT_LIFECYCLE)
    return "planted"


def stated_stage_of_nothing(store: Store) -> str:
    expressed(store, NEW, RDF.type, NamedNode(ONTOLOGY + "BlockedStage"))
    return "planted"


def supported_by(axis: NamedNode, value: str) -> Callable[[Store], str]:
    def plant(store: Store) -> str:
        found = claim(store, axis, value)
        says(store, found, DT.supports, PROPOSITION)
        return "planted"

    return plant


def demoted(store: Store) -> str:
    quad = next(store.quads_for_pattern(None, DT.supports, None, DEFAULT))
    assert isinstance(quad.object, NamedNode)
    says(store, NEW, DT.demotes, quad.object)
    return quad.object.value.rsplit("/", 1)[-1]


def label_gone(name: str, predicate: NamedNode = RDFS.label) -> Callable[[Store], str]:
    def plant(store: Store) -> str:
        without(store, NamedNode(BASE + name), predicate)
        return re.split("[/#]", name)[-1]

    return plant


def label_in_russian_alone(store: Store) -> str:
    label_gone("id/lithuania")(store)
    says(store, NamedNode(BASE + "id/lithuania"), RDFS.label, Literal("Литва", language="ru"))
    return "lithuania"


def about_something_untyped(store: Store) -> str:
    says(store, claim(store, DT.voice, "own"), DT.about, NEW)
    return "planted"


def stage_by_inference(store: Store) -> str:
    store.add(Quad(NEW, RDF.type, DT_LIFECYCLE, NamedNode(BASE + "graph/stated")))
    return "planted"


def stage_whose_agreement_is_only_stated(store: Store) -> str:
    says(store, NEW, RDF.type, DT_LIFECYCLE)
    expressed(store, NEW, NamedNode(ONTOLOGY + "stageOf"), NamedNode(BASE + "id/by-nato-classified-information"))
    return "planted"


def in_mode(mode: str) -> Callable[[Store], str]:
    """A claim that supports a fact, and is of another mode than actual."""

    def plant(store: Store) -> str:
        named = in_two_modes(store)
        for quad in list(store.quads_for_pattern(None, DT.modality, NamedNode(VOCABULARY + "wished"), DEFAULT)):
            without(store, cast("NamedNode", quad.subject), DT.modality)
            says(store, cast("NamedNode", quad.subject), DT.modality, NamedNode(VOCABULARY + mode))
        return named

    return plant


def in_two_modes(store: Store) -> str:
    """A claim that is actual, and besides wished."""
    quad = next(store.quads_for_pattern(None, DT.supports, None, DEFAULT))
    assert isinstance(quad.subject, NamedNode)
    says(store, quad.subject, DT.modality, NamedNode(VOCABULARY + "wished"))
    return quad.subject.value.rsplit("/", 1)[-1]


def expressed_and_there(store: Store) -> str:
    """What is expressed stands in the graph, though nothing supports it and nothing infers it."""
    expressed(store, NEW, NamedNode(ONTOLOGY + "blocker"), NamedNode(BASE + "id/lithuania"))
    says(store, NEW, NamedNode(ONTOLOGY + "blocker"), NamedNode(BASE + "id/lithuania"))
    return "planted"


def label_of_blanks(store: Store) -> str:
    label_gone("id/lithuania")(store)
    says(store, NamedNode(BASE + "id/lithuania"), RDFS.label, Literal(" ", language="en"))
    return "lithuania"


def named_by_a_claim(slot: NamedNode) -> Callable[[Store], str]:
    def plant(store: Store) -> str:
        says(store, claim(store, DT.voice, "own"), slot, NEW)
        return "planted"

    return plant


def reports_and_has_no_label(store: Store) -> str:
    link = NamedNode(BASE + "claim/planted/via/1")
    says(store, claim(store, DT.voice, "own"), DT.via, link)
    says(store, link, DT.reporter, NEW)
    return "planted"


def wrote_and_has_no_label(store: Store) -> str:
    says(store, NamedNode(BASE + "source/edm-2019"), DT.author, NEW)
    return "planted"


def entity_of_no_use(store: Store) -> str:
    for graph in (DEFAULT, NamedNode(BASE + "graph/entities")):
        store.add(Quad(NEW, RDFS.label, Literal("planted", language="en"), graph))
    return "planted"


def linked_twice(one: NamedNode, other: NamedNode) -> Callable[[Store], str]:
    def plant(store: Store) -> str:
        item = NamedNode("http://www.wikidata.org/entity/Q999999999")
        says(store, NEW, one, item)
        says(store, NamedNode(BASE + "id/lithuania"), other, item)
        return "Q999999999"

    return plant


def typed_though_only_stated(stated: str, given: str) -> Callable[[Store], str]:
    """A thing said to be of one type by a claim that supports nothing, and of the other type among the facts."""

    def plant(store: Store) -> str:
        expressed(store, NEW, RDF.type, NamedNode(ONTOLOGY + stated))
        says(store, claim(store, DT.modality, "proposed"), DT.states, PROPOSITION)
        says(store, NEW, RDF.type, NamedNode(ONTOLOGY + given))
        return "planted"

    return plant


def named_like(slot: NamedNode, name: str) -> Callable[[Store], str]:
    """One more state, with this name."""

    def plant(store: Store) -> str:
        for graph in (DEFAULT, NamedNode(BASE + "graph/entities")):
            store.add(Quad(NEW, slot, Literal(name, language="en"), graph))
            store.add(Quad(NEW, RDF.type, NamedNode(ONTOLOGY + "State"), graph))
        return "planted"

    return plant


def membership_named_like_another(store: Store) -> str:
    store.add(Quad(NEW, RDF.type, NamedNode(ONTOLOGY + "Membership"), FACTS))
    label = next(store.quads_for_pattern(NamedNode(BASE + "id/by-csto-membership"), RDFS.label, None, DEFAULT)).object
    store.add(Quad(NEW, RDFS.label, label, NamedNode(BASE + "graph/entities")))
    return "planted"


def identity_unjudged(store: Store) -> str:
    found = cast(
        "NamedNode", next(store.quads_for_pattern(None, DT.foundBy, Literal("same-thing-twice"), DEFAULT)).subject
    )
    for quad in list(store.quads_for_pattern(None, DT.judges, found)):
        store.remove(quad)
    node = cast("NamedNode", next(store.quads_for_pattern(found, DT.over, None, DEFAULT)).object)
    return slug(cast("NamedNode", next(store.quads_for_pattern(node, DT.subject, None, DEFAULT)).object))


DT_LIFECYCLE = NamedNode(ONTOLOGY + "LifecycleStage")
FAULTS: dict[str, tuple[Callable[[Store], str], ...]] = {
    "claim-incomplete": tuple(
        lacks(slot)
        for slot in (
            DT.about,
            DT.dateBasis,
            DT.inSource,
            DT.modality,
            DT.passage,
            DT.polarity,
            DT.says,
            DT.speaker,
            DT.states,
            DT.voice,
        )
    ),
    "document-date": (another_date,),
    "fact-without-claim": (unsupported, supported_by_nobody),
    "possible-duplicate-name": (
        named_like(RDFS.label, "The Republic-of BELARUS."),
        named_like(SKOS.altLabel, "беларусь"),
        named_like(SKOS.hiddenLabel, "(Lithuania)"),
        membership_named_like_another,
    ),
    "possible-duplicate-situation": (identity_unjudged,),
    "stage-without-agreement": (
        stage_of_nothing,
        stated_stage_of_nothing,
        stage_by_inference,
        stage_whose_agreement_is_only_stated,
    ),
    "stated-only-among-facts": (
        supported_by(DT.voice, "attributed"),
        supported_by(DT.polarity, "denied"),
        *map(in_mode, ("planned", "proposed", "wished", "expected", "doubted", "appraised")),
        in_two_modes,
        demoted,
        expressed_and_there,
    ),
    "thing-without-label": (
        label_gone("id/lithuania"),
        label_gone("id/by-pfp-participation"),
        label_in_russian_alone,
        label_of_blanks,
        named_by_a_claim(DT.speaker),
        named_by_a_claim(DT.saidIn),
        named_by_a_claim(DT.about),
        reports_and_has_no_label,
        wrote_and_has_no_label,
        label_gone("ontology#blocker"),
        label_gone("vocab/ratification", SKOS.prefLabel),
    ),
    "thing-without-type": (about_something_untyped,),
    "typed-by-inference-alone": (
        typed_though_only_stated("Agreement", "Agreement"),
        typed_though_only_stated("Agreement", "Situation"),
    ),
    "unused-entity": (entity_of_no_use,),
    "wikidata-item-twice": (
        linked_twice(SKOS.exactMatch, SKOS.exactMatch),
        linked_twice(SKOS.exactMatch, SKOS.closeMatch),
        linked_twice(SKOS.closeMatch, SKOS.closeMatch),
    ),
}
PLANTS = dict(sorted({**FAULTS, **ONTOLOGY_FAULTS}.items()))


@pytest.mark.parametrize("name", FILES)
def test_a_check_passes_on_the_shipped_graph(name: str) -> None:
    found = check_by_query(untouched(), CHECKS / f"{name}.rq")
    assert found.findings == ()
    assert found.examined > 0
    assert found.passed


@pytest.mark.parametrize("name", FILES)
def test_a_check_with_nothing_to_examine_does_not_pass(name: str) -> None:
    found = check_by_query(Store(), CHECKS / f"{name}.rq")
    assert (found.examined, found.findings, found.passed) == (0, (), False)


def test_every_check_has_a_planted_fault_and_there_are_checks() -> None:
    assert list(PLANTS) == FILES
    assert len(FILES) >= 8


@pytest.mark.parametrize(
    ("name", "number"),
    [
        pytest.param(name, number, marks=[pytest.mark.slow] if name in ONTOLOGY_FAULTS and number else [])
        for name, plants in PLANTS.items()
        for number in range(len(plants))
    ],
)
def test_a_check_finds_its_planted_fault(name: str, number: int, store: Store) -> None:
    named = PLANTS[name][number](store)
    found = check_by_query(store, CHECKS / f"{name}.rq")
    assert not found.passed
    assert [line for line in found.findings if named in line], found.findings


def held_back_by_a_judgement(store: Store) -> None:
    says(store, NamedNode(BASE + "judgement/planted"), DT.demotes, PROPOSITION)


def given_by_the_editors(store: Store) -> None:
    store.add(Quad(NEW, RDF.type, NamedNode(ONTOLOGY + "Facility"), NamedNode(BASE + "graph/entities")))


@pytest.mark.parametrize("allow", [held_back_by_a_judgement, given_by_the_editors])
def test_a_type_for_which_editors_answer_is_not_one_by_inference_alone(
    allow: Callable[[Store], None], store: Store
) -> None:
    typed_though_only_stated("Agreement", "Situation")(store)
    allow(store)
    assert check_by_query(store, CHECKS / "typed-by-inference-alone.rq").findings == ()


def person_of_a_state_s_name(store: Store) -> None:
    named_like(RDFS.label, "Belarus")(store)
    for quad in list(store.quads_for_pattern(NEW, RDF.type, None)):
        store.remove(quad)
        store.add(Quad(NEW, RDF.type, NamedNode(ONTOLOGY + "Person"), quad.graph_name))


def state_of_the_same_name_that_was_judged(store: Store) -> None:
    named_like(RDFS.label, "Belarus")(store)
    for thing in (NEW, NamedNode(BASE + "id/belarus")):
        says(store, NamedNode(BASE + "identity/planted"), DT.judgesIdentityOf, thing)


@pytest.mark.parametrize("plant", [person_of_a_state_s_name, state_of_the_same_name_that_was_judged])
def test_one_name_of_two_types_or_judged_is_no_possible_duplicate(plant: Callable[[Store], None], store: Store) -> None:
    plant(store)
    assert check_by_query(store, CHECKS / "possible-duplicate-name.rq").findings == ()


# The checks that are not queries.


@pytest.mark.slow  # pySHACL over the whole graph
def test_the_shapes_hold_for_the_shipped_graph() -> None:
    found = check_shapes(untouched(), corpus())
    assert found.findings == ()
    assert found.passed


def wrong_blocker(store: Store) -> str:
    stage = NamedNode(BASE + "id/by-nato-classified-information-blocked")
    says(store, stage, NamedNode(ONTOLOGY + "blocker"), NamedNode(BASE + "id/astravets"))
    return "blocker"


def no_member(store: Store) -> str:
    says(store, NEW, RDF.type, NamedNode(ONTOLOGY + "Membership"))
    return "member"


def stated_blocker_is_a_place(store: Store) -> str:
    stage = NamedNode(BASE + "id/by-nato-classified-information-blocked")
    astravets = NamedNode(BASE + "id/astravets")
    store.add(Quad(stage, NamedNode(ONTOLOGY + "blocker"), astravets, NamedNode(BASE + "graph/stated")))
    return "blocker"


def no_hash(store: Store) -> str:
    without(store, None, DT.passageHash)
    return "passageHash"


@pytest.mark.parametrize(
    "plant",
    [
        pytest.param(wrong_blocker, marks=pytest.mark.slow),
        stated_blocker_is_a_place,
        pytest.param(no_member, marks=pytest.mark.slow),
        pytest.param(no_hash, marks=pytest.mark.slow),
    ],
)
def test_the_shapes_find_a_planted_fault(plant: Callable[[Store], str], store: Store) -> None:
    slot = plant(store)
    found = check_shapes(store, corpus())
    assert not found.passed
    assert [line for line in found.findings if slot in line]


@pytest.mark.slow
def test_the_shapes_leave_a_slot_that_is_filled_twice_to_the_editors(store: Store) -> None:
    stage = NamedNode(BASE + "id/by-nato-classified-information-blocked")
    says(
        store,
        stage,
        NamedNode(ONTOLOGY + "soleBlockerAmong"),
        NamedNode(BASE + "id/north-atlantic-cooperation-council"),
    )
    assert check_shapes(store, corpus()).passed


def test_the_shapes_do_not_pass_with_nothing_to_examine() -> None:
    assert not check_shapes(Store(), corpus()).passed


def twice(axis: NamedNode, value: str) -> Callable[[Store], str]:
    """A claim with a second value of an axis: no conflict between claims, but a fault of this one."""

    def plant(store: Store) -> str:
        says(store, claim(store, DT.voice, "own"), axis, NamedNode(VOCABULARY + value))
        return axis.value.rsplit("#", 1)[-1]

    return plant


@pytest.mark.parametrize(
    "plant", [twice(DT.voice, "adopted"), pytest.param(twice(DT.polarity, "denied"), marks=pytest.mark.slow)]
)
def test_the_shapes_find_what_a_claim_has_twice(plant: Callable[[Store], str], store: Store) -> None:
    slot = plant(store)
    assert [line for line in check_shapes(store, corpus()).findings if slot in line]


# Dates: what is written of one situation, and bounds of it that are made by hand.

WRITTEN_SLOTS = {"began": DT.began, "ended": DT.ended, "occurred": DT.occurred, "holds": DT.holds}
BOUNDS = {"≥begin": DT.beginsNotBefore, "≤begin": DT.beginsNotAfter, "≥end": DT.endsNotBefore, "≤end": DT.endsNotAfter}


def dated(written: str, bounds: str, event: str = "") -> Store:
    """A store with one situation: ``written`` as ``began 2018``, ``bounds`` as ``≥begin 2018-01-01``, set apart by commas."""
    store = Store()
    for slot, date in (part.split() for part in written.split(", ")):
        says(store, NEW, WRITTEN_SLOTS[slot], Literal(date, datatype=EDTF))
    for bound, day in (part.split() for part in bounds.split(", ") if part):
        says(store, NEW, BOUNDS[bound], Literal(day, datatype=XSD.date))
    if event:
        says(store, NEW, DT.endedThrough, PROPOSITION)
        says(store, PROPOSITION, DT.occurred, Literal(event, datatype=EDTF))
    return store


@pytest.mark.parametrize(
    ("written", "bounds"),
    [
        ("began 2018", "≥begin 2018-01-02"),
        ("began 2018", "≤begin 2018-12-30"),
        ("began 2018", "≥begin 2018-12-31"),
        ("began 2018~", "≥begin 2018-06-01"),
        ("began 2018-01", "≤begin 2018-01-30"),
        ("began 2018-21", "≥begin 2018-04-01"),
        ("began 201X", "≤begin 2018-12-31"),
        ("began 2013, began 2014", "≥begin 2014-01-01"),
        ("began 2013, began 2014", "≤begin 2013-12-31"),
        ("began [2013,2015]", "≤begin 2013-12-31"),
        ("occurred 1997-07", "≥begin 1997-07-05"),
        ("occurred 1997-07", "≤end 1997-07-05"),
        ("ended 2016", "≥end 2016-03-01"),
        ("ended 2016", "≤end 2016-06-30"),
        ("ended 2016", "≥begin 2016-01-01"),
        ("ended 2015, ended 2016", "≤end 2015-12-31"),
        ("began 2012, ended 2016", "≤end 2012-12-31"),
        ("holds 2019-03", "≤begin 2019-03-30"),
        ("holds 2019-03", "≥end 2019-03-02"),
        ("holds 2019-03", "≥begin 2019-03-01"),
        ("holds 2019-03", "≤end 2019-03-31"),
        ("holds 1997/2019", "≤begin 1997-11-30"),
        ("holds 1997/2019", "≥end 2019-12-31"),
        ("holds 1997/..", "≥end 2019-01-01"),
        ("holds /1997", "≤begin 1990-01-01"),
        ("holds nonsense", "≤begin 1990-01-01"),
    ],
)
def test_a_bound_that_says_more_than_what_is_written_is_found(written: str, bounds: str) -> None:
    found = check_dates(dated(written, bounds))
    assert len(found.findings) == 1
    assert written in found.findings[0]
    assert bounds.split()[1] in found.findings[0]


@pytest.mark.parametrize(
    ("written", "bounds", "event"),
    [
        ("began 2018~", "≥begin 2018-01-01, ≤begin 2018-12-31, ≥end 2018-01-01", ""),
        ("occurred 1997-07", "≥begin 1997-07-01, ≤begin 1997-07-31, ≥end 1997-07-01, ≤end 1997-07-31", ""),
        ("began 2012, ended 2016", "≥begin 2012-01-01, ≤begin 2012-12-31, ≥end 2016-01-01, ≤end 2016-12-31", ""),
        ("began 2018, holds 2018-03", "≥begin 2018-01-01, ≤begin 2018-03-31, ≥end 2018-03-01", ""),
        ("holds 1997/2019", "≤begin 1997-12-31, ≥end 2019-01-01", ""),
        ("began 2013, began 2014", "≥begin 2013-01-01, ≤begin 2014-12-31", ""),
        ("began 1992", "≤begin 1992-12-31, ≤end 1997-12-31", "1997"),
    ],
)
def test_bounds_as_wide_as_what_is_written_pass(written: str, bounds: str, event: str) -> None:
    assert check_dates(dated(written, bounds, event)).passed


def test_the_last_time_at_which_something_holds_is_one_that_is_written() -> None:
    store = dated("holds 2019, holds 2018", "")
    says(store, NEW, DT.lastHolds, Literal("2019-12", datatype=EDTF))
    assert check_dates(store).findings == ("planted: lastHolds 2019-12, but what is written is holds 2018, holds 2019",)


@pytest.mark.parametrize("predicate", [*BOUNDS.values(), DT.lastHolds])
def test_a_bound_of_a_situation_of_which_no_date_is_written_is_found(predicate: NamedNode, store: Store) -> None:
    says(store, NEW, predicate, Literal("2018-01-01", datatype=XSD.date))
    assert [line for line in check_dates(store).findings if line.endswith("no date")]


def test_the_check_of_dates_passes_on_the_shipped_graph_and_not_on_an_empty_one() -> None:
    assert check_dates(untouched()).findings == ()
    assert check_dates(untouched()).passed
    assert not check_dates(Store()).passed


def question(
    where: str, *, ever: bool = False, evidence: str = "rows", patterns: Iterable[Pattern] = (), prefix: str = "dt"
) -> Question:
    return Question(
        name="members", summary={"en": "Who is a member?"}, description="", params=(), columns={}, many=(), plot="none", shown=("who",),
        text=f"BASE <{ONTOLOGY}>\nPREFIX {prefix}: <{ONTOLOGY}>\nPREFIX e: <{ONTOLOGY}ever>\nSELECT ?who WHERE {{ {where} }} ORDER BY ?who",
        evidence=evidence, ever=ever, trace_text="", patterns=tuple(patterns), place="members.rq",
    )  # fmt: skip


EVER = Pattern(subject="?who", predicate=f"<{ONTOLOGY}everMemberOf>", object="?what")


@pytest.mark.parametrize(
    "asked",
    [
        question("?who dt:everMemberOf ?what", patterns=[EVER]),
        question("?who dt:everMemberOf ?what", evidence="extent"),
        question(f"?who <{ONTOLOGY}everMemberOf> ?what", evidence="extent"),
        question("?who o:everMemberOf/o:inFramework ?what", prefix="o"),
        question("?what ^dt:hasHadPhase ?who"),
        question("?who !(dt:member|dt:everMemberOf) ?what", evidence="extent"),
        question("?who e:MemberOf ?what", evidence="extent"),
        question("?who <#everMemberOf> ?what", evidence="extent"),
        question("?who <https://w3id.org/detente/ontology#everMember\\u004Ff> ?what", evidence="extent"),
        question("{ SELECT ?who { ?who dt:everMemberOf ?what } }", evidence="extent"),
        question("?who ?how ?what VALUES ?how { dt:everMemberOf }", evidence="extent"),
        question("?who ?how ?what FILTER (?how = dt:everMemberOf)", evidence="extent"),
        question("?who dt:member ?what FILTER EXISTS { ?who dt:everMemberOf ?what }", evidence="extent"),
        question("BIND (IRI(CONCAT(STR(dt:everMemberOf), '')) AS ?how) ?who ?how ?what", evidence="extent"),
    ],
    ids=[
        "traced",
        "not traced",
        "by its IRI",
        "by another prefix and in a path",
        "backwards",
        "in a negated set",
        "cut elsewhere",
        "relative to a base",
        "with an escape",
        "in a SELECT inside",
        "as a value",
        "in a FILTER",
        "in an EXISTS",
        "as a text",
    ],
)
def test_a_question_that_reads_a_state_off_a_shortcut_is_found(asked: Question) -> None:
    found = check_ever(untouched(), {"members": asked})
    assert not found.passed
    assert len(found.findings) == 1
    assert found.findings[0].startswith("members.rq: ")


@pytest.mark.parametrize(
    "asked",
    [
        question("?who dt:everMemberOf ?what", ever=True, patterns=[EVER]),
        question("?seat dt:member ?who # and not dt:everMemberOf\n"),
        question('?seat dt:member ?who FILTER (?who != "dt:everMemberOf")'),
        question("?who dt:everMemberOfNothing ?what"),
    ],
    ids=["meant so", "in a comment", "in a string", "part of another name"],
)
def test_a_question_that_does_not_read_a_state_off_a_shortcut_passes(asked: Question) -> None:
    assert check_ever(untouched(), {"members": asked}).passed


@pytest.mark.parametrize(
    "broken_by",
    [lambda param: replace(param, default="lithuania"), lambda param: replace(param, example="nobody")],
    ids=["default", "example"],
)
def test_a_question_whose_own_example_cannot_be_bound_is_found(broken_by: Callable[[Param], Param]) -> None:
    asked = shipped().questions["blocked-agreements"]
    framework, *others = asked.params
    broken = replace(asked, params=(broken_by(framework), *others))
    found = check_examples(untouched(), {asked.name: broken})
    assert len(found.findings) == 1
    assert not check_examples(untouched(), {}).passed


def test_the_check_of_shortcuts_does_not_pass_without_questions() -> None:
    assert not check_ever(untouched(), {}).passed


def test_a_term_of_any_kind_that_nothing_uses_is_found() -> None:
    kinds = {
        "ofOne": OWL.AnnotationProperty,
        "ofTwo": OWL.Class,
        "ofSix": OWL.DatatypeProperty,
        "ofTen": OWL.ObjectProperty,
    }
    planted = [Triple(NamedNode(ONTOLOGY + name), RDF.type, kind) for name, kind in kinds.items()]
    found = check_unused(untouched(), replace(corpus(), ontology=(*corpus().ontology, *planted)), all_layers())
    assert not found.passed
    assert sorted(found.findings) == sorted(kinds)


def test_the_check_of_unused_terms_does_not_pass_without_terms() -> None:
    assert not check_unused(untouched(), replace(corpus(), ontology=()), all_layers()).passed


@pytest.mark.slow  # each by itself passes in a test above
def test_all_checks_run_in_order_of_name_and_pass() -> None:
    checked = run_checks(untouched(), corpus(), all_layers(), shipped().questions)
    assert [check.name for check in checked] == sorted([*FILES, *SUMMARIES])
    assert {check.name: check.summary for check in checked}.items() >= SUMMARIES.items()
    assert [check.name for check in checked if not check.passed] == []


@pytest.mark.parametrize(
    ("examined", "findings", "passed"), [(0, (), False), (1, (), True), (1, ("x",), False), (0, ("x",), False)]
)
def test_a_check_passes_when_it_examined_something_and_found_nothing(
    *, examined: int, findings: tuple[str, ...], passed: bool
) -> None:
    assert Checked(name="n", summary="s", examined=examined, findings=findings).passed is passed


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("SELECT * { ?s ?p ?o }", ":1: "),
        ("#+ summary: No lamp is dark.\nSELECT * { ?s ?p ?o }", "extent"),
        ('#+ summary: No lamp is dark.\n#+ extent: "?s ?p ?o"\n#+ extend: x\nSELECT * { ?s ?p ?o }', ":3: "),
        ('#+ summary: No lamp is dark.\n#+ extent: "?s ?p ?o"\nSELECT * { ?s ?p }', ":3: not SPARQL"),
        ('#+ summary: No lamp is dark.\n#+ extent: "?s ?p"\nSELECT * { ?s ?p ?o }', ":2: extent is no pattern"),
    ],
    ids=["no header", "no extent", "an unknown key", "no SPARQL", "no pattern"],
)
def test_a_check_s_file_with_a_fault_is_an_error_with_file_and_line(content: str, fault: str, tmp_path: Path) -> None:
    file = tmp_path / "dark-lamp.rq"
    file.write_text(content)
    with pytest.raises(InputError) as caught:
        check_by_query(untouched(), file)
    assert str(caught.value).startswith(f"{file}:")
    assert fault in str(caught.value)


# By the command: the texts of a corpus of our own.


@pytest.mark.slow
def test_the_command_passes_on_the_shipped_graph_and_says_what_each_check_examined() -> None:
    done = run("check", cache=warm())
    assert done.returncode == 0, done.stdout
    lines = done.stdout.splitlines()
    assert all(line.startswith("ok ") and " examined): " in line for line in lines)
    assert len(lines) == len(FILES) + len(SUMMARIES)
    assert "--texts" in done.stderr


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of our own whose second text was edited, and whose glosses repeat what the first one says."""
    data = write_harbour(tmp_path_factory.mktemp("harbour") / "data", judged="difference-of-scope")
    review = data / "texts" / "review.txt"
    review.write_text(review.read_text().replace("herring quotas had been", "herring prices had been"))
    claims = data / "sources" / "gazette" / "claims.yaml"
    copied = "Norland has no seat in some of the exercises of the Open Sea programme."
    claims.write_text(claims.read_text().replace("Some exercises are closed to Norland.", copied))
    (data / "queries" / "checks").mkdir(parents=True)
    (data / "queries" / "checks" / "dark-lamp.rq").write_text(
        '#+ summary: No lamp is dark.\n#+ extent: "?lamp a <http://example.org/Lamp>"\n'
        "SELECT ?lamp WHERE { ?lamp a <http://example.org/DarkLamp> } ORDER BY ?lamp\n"
    )
    return data


@pytest.mark.slow
def test_the_command_finds_edited_passages_copied_words_and_a_check_without_an_extent(
    harbour: Path,
) -> None:
    done = detente(harbour, "check", "--texts", str(harbour / "texts"))
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert [line for line in lines if line.startswith("FOUND anchors")]
    assert [line for line in lines if "claim review/c04: changed" in line]
    assert not [line for line in lines if "gazette/c" in line and ("changed" in line or "lost" in line)]
    assert [line for line in lines if line.startswith("FOUND copied-words")]
    copied = [line for line in lines if ": repeats " in line]
    assert len(copied) == 1
    assert "gazette/claims.yaml:" in copied[0]
    assert [line for line in lines if line.startswith("NOTHING TO CHECK dark-lamp (0 examined)")]
