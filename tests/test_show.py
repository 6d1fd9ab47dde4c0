"""``detente show``: each situation once, by kind and time; nothing lumped that rests on other words; nothing hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from commands import shipped
from harbour import write_harbour
from pyoxigraph import NamedNode

from graph.build import open_store
from graph.errors import UsageError
from graph.evidence import Tracer
from graph.naming import Labels
from graph.present import Style
from graph.present_show import show_text
from graph.resolve import resolve_class
from graph.terms import BASE

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph.store import Opened

pytestmark = pytest.mark.usefixtures("nothing_shipped")

REVIEW = """source: review
claims:
- {id: c01, says: Norland takes part., about: norland-open-sea, type: Participation, participant: norland,
   in-framework: open-sea, voice: adopted, via: sudmark-minister, find: Our reading}
- {id: c02, says: Norland gave boats., about: pilot-data-later, type: ForceAssignment, contributor: norland,
   in-framework: open-sea, occurred: 2011, voice: own, find: Our reading}
- {id: c03, says: There were not many., about: pilot-data-later, count: 15, hedge: up-to, voice: own, find: gave up its block}
- {id: c04, says: The block is the only one., about: pilot-data-blocked, sole-blocker-among: harbour-league,
   polarity: denied, voice: own, find: never the only member}
- {id: c05, says: Norland should be kept out., about: norland-barred, type: Constraint, limits: norland-open-sea,
   limited-party: norland, extent: the whole of it, modality: proposed, voice: attributed, speaker: deputy,
   wording: reported, find: Norland be barred}
- {id: c06, says: The minister wishes it too., about: norland-barred, limited-party: norland, modality: wished,
   voice: attributed, speaker: sudmark-minister, wording: reported, find: herring quotas}
- {id: c07, says: An agreement on quotas is proposed., about: quota-agreement, type: Agreement, party: norland,
   modality: proposed, voice: attributed, speaker: deputy, wording: reported, find: herring quotas}
- {id: c08, says: The lack began early., about: pilot-data-gap, began: 2008~, voice: own, find: gave up its block}
- {id: c10, says: Sudmark lacks it., about: quota-gap, type: AgreementGap, lack-of: quota-agreement, party: sudmark,
   holds: 2018-04, date-basis: inferred, voice: own, find: herring quotas}
- {id: c11, says: So it is in these days., about: quota-gap, holds: 2018-04~, date-basis: inferred, voice: own,
   find: herring quotas}
- {id: c09, says: The League is a party to it., about: quota-agreement, party: harbour-league, voice: own,
   find: herring quotas}
"""
TO_A_DEPUTY = "put down to a deputy by the author of the Review"
PASSED_ON = "passed on as true by the author of the Review, after the minister of Sudmark"


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    folder = tmp_path_factory.mktemp("show")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DETENTE_CACHE", str(folder / "cache"))
        return open_store([write_harbour(folder / "data", review_claims=REVIEW)])


def lines_of(opened: Opened, slug: str, *kinds: str) -> list[str]:
    style = Style(labels=Labels.stored(opened.quads), width=1000)
    classes = [resolve_class(opened.quads, kind) for kind in kinds]
    return show_text(Tracer(opened), NamedNode(f"{BASE}id/{slug}"), style, classes)


@pytest.fixture(scope="module")
def show(harbour: Opened) -> Callable[[str], list[str]]:
    return lambda slug: lines_of(harbour, slug)


def under(lines: list[str], head: str) -> list[str]:
    """The lines of the entry whose first line is this, without indentation."""
    rest = lines[lines.index(head) + 1 :]
    depth = head.index("–")
    last = next(place for place, line in enumerate(rest) if len(line) - len(line.lstrip()) <= depth)
    return [line.strip() for line in rest[:last]]


def test_kinds_and_the_entries_of_each_stand_in_the_order_of_time(show: Callable[[str], list[str]]) -> None:
    shown = show("norland")
    assert [line.strip() for line in shown if line.startswith("  ") and line[2:3].isupper()] == [
        "Agreement gap", "Participation", "Force assignment", "Constraint", "Agreement",
    ]  # fmt: skip
    assert [line.strip() for line in shown if line.startswith("    –")] == [
        "– began about 2008, as of June 2015 · the lack of the agreement on pilot data",
        "– began 2009 · Norland's part in Open Sea",
        "– 2011 · a later stage of the agreement on pilot data",
        "– as of June 2015 · what the lack of the agreement closes to Norland",
        "– the agreement on pilot data",
    ]


def test_what_another_voice_or_another_source_alone_says_is_told_apart(show: Callable[[str], list[str]]) -> None:
    assert under(show("norland"), "    – began 2009 · Norland's part in Open Sea") == [
        f"has participant: Norland; is in framework: Open Sea  [gazette/c08, own voice; review/c01, {PASSED_ON}]",
        "began: 2009  [gazette/c08, own voice]",
    ]


def test_claims_of_one_source_and_voice_share_a_bracket_and_a_figure_keeps_its_hedge(
    show: Callable[[str], list[str]],
) -> None:
    assert under(show("norland"), "    – 2011 · a later stage of the agreement on pilot data") == [
        "contributor: Norland; count: up to 15; is in framework: Open Sea  [review/c02, c03: own voice]"
    ]


def test_what_is_inferred_is_left_out_where_its_grounds_are_shown_and_else_stays(
    show: Callable[[str], list[str]],
) -> None:
    shown = "\n".join(show("norland"))
    for words in ("is a: agent", "is a: situation", "has participation", "has ever participated in"):
        assert words not in shown
    assert "was blocked by: Sudmark  [inferred from gazette/c02]" in shown
    assert "was blocked by" not in "\n".join(show("sudmark"))


def test_what_speaks_against_a_fact_stands_beside_it(show: Callable[[str], list[str]]) -> None:
    *_, line = under(show("sudmark"), "    – began 2014, as of June 2015 · the blocking of the agreement on pilot data")
    assert line == (
        "sole blocker among: Harbour League  [gazette/c03, own voice; also review/c04: denied by the author of the "
        "Review; contested, open: gazette/c03 and review/c04]"
    )


def test_what_is_only_said_is_one_entry_for_each_situation_with_every_mode_and_speaker(
    show: Callable[[str], list[str]],
) -> None:
    shown = show("norland")
    assert shown.index("Said and not counted as fact") < shown.index("  – the barring of Norland from Open Sea")
    part = "Norland's part in Open Sea"
    to_minister = "put down to the minister of Sudmark by the author of the Review"
    assert under(shown, "  – the barring of Norland from Open Sea") == [
        f"limited party: Norland  [review/c05: only proposed, {TO_A_DEPUTY}; review/c06: only wished, {to_minister}]",
        f"is a: constraint; extent: the whole of it; limits: {part}  [review/c05: only proposed, {TO_A_DEPUTY}]",
    ]


def test_a_situation_whose_kind_is_no_fact_says_so(show: Callable[[str], list[str]]) -> None:
    shown = show("harbour-league")
    assert shown[shown.index("  Kind not told by any fact") + 1] == "    – an agreement on quotas"


def test_dates_that_read_alike_stand_once(show: Callable[[str], list[str]]) -> None:
    assert "    – as of April 2018 (inferred) · the lack of an agreement on quotas" in show("sudmark")


def test_the_contents_stand_below_the_names_in_the_order_of_the_entries(show: Callable[[str], list[str]]) -> None:
    shown = show("norland")
    contents = "1 agreement gap, 1 participation, 1 force assignment, 1 constraint, 1 agreement; only said: 2"
    assert shown[shown.index("") - 1] == f"  in facts: {contents}"


def test_of_one_kind_there_are_facts_and_what_is_only_said_and_nothing_else(harbour: Opened) -> None:
    shown = lines_of(harbour, "norland", "constraint")
    entries = [line.strip() for line in shown if line.strip().startswith("–")]
    assert entries == [
        "– as of June 2015 · what the lack of the agreement closes to Norland",
        "– the barring of Norland from Open Sea",
    ]
    assert "Facts" not in shown


@pytest.mark.parametrize(("kind", "count"), [("Situation", 5), ("agreement", 2), ("membership", 0)])
def test_a_kind_holds_those_below_it_and_no_others(harbour: Opened, kind: str, count: int) -> None:
    shown = lines_of(harbour, "norland", kind)
    assert sum(line.strip().startswith("–") for line in shown) == count
    assert ("Nothing of the kind membership is told of Norland." in shown) == (count == 0)


def test_a_claim_has_no_kinds_to_choose_from(harbour: Opened) -> None:
    kind = resolve_class(harbour.quads, "agreement")
    style = Style(labels=Labels.stored(harbour.quads))
    with pytest.raises(UsageError, match="gazette/c02 is a claim"):
        show_text(Tracer(harbour), NamedNode(f"{BASE}claim/gazette/c02"), style, [kind])


def test_every_claim_of_a_situation_is_named_when_it_is_shown(show: Callable[[str], list[str]]) -> None:
    shown = "\n".join(show("pilot-data-blocked"))
    for claim in ("gazette/c02", "gazette/c03", "gazette/c04", "gazette/c05", "review/c04"):
        assert claim in shown


def test_a_speaker_s_words_stand_in_the_order_in_which_they_were_said() -> None:
    _, _, said = "\n".join(lines_of(shipped(), "alyaksandr-lukashenka")).partition("Has said, as the sources report")
    assert said.index("22 February 2019 (year inferred) · ") < said.index("5 March 2019 (inferred) · ")


def test_wishes_and_views_that_no_utterance_is_told_of_stand_apart_from_what_was_said() -> None:
    shown = "\n".join(lines_of(shipped(), "belarus"))
    heads = ("Has said, as the sources report\n", "Thinks, as the sources tell\n", "Wants, plans or proposes, as the")
    places = [shown.find(head) for head in heads]
    assert shown.index("[mfa-overview/c104, appraised]") > places[1] > -1
    assert shown.index("[edm-2019/c40, wished]") > places[2] > places[1]


@pytest.mark.parametrize(
    ("thing", "said"),
    [
        (
            "by-nato-dialogue",
            "perhaps the same as: a dialogue between Belarus and NATO that was starting in December 2016",
        ),
        ("eadrcc-exercise-2018", "not the same as: the disaster response exercise of the"),
        (
            "individual-partnership-and-cooperation-programme",
            "one with: names that are retired — The former and the present",
        ),
    ],
)
def test_what_editors_judged_of_its_identity_stands_below_the_names(thing: str, said: str) -> None:
    shown = lines_of(shipped(), thing)
    assert any(line.strip().startswith(said) for line in shown[: shown.index("")])
