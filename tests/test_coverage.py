"""Coverage: each sentence of a source carries a claim or a reason, and each figure, date and name in it is used or explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from corpora import (
    CLAIMS,
    LAMP_CLAIMS,
    LAMP_ENTITIES,
    LAMP_TEXT,
    edit,
    faults,
    line_of,
    read_folder,
    write_entities,
    write_file,
    write_lamps,
    write_source,
)

from graph.errors import InputError
from graph.layers import all_layers
from loaders.coverage_file import SKIPPED, UNUSED
from loaders.coverages import read_coverages
from loaders.seal import COVERAGE, seal_file
from loaders.sources import text_of
from loaders.text import normalise

if TYPE_CHECKING:
    from pathlib import Path

    from loaders.coverage import Coverage

pytestmark = pytest.mark.usefixtures("nothing_shipped")

FILE = "sources/lamp-news/coverage.yaml"
SKIP_ALL = """source: lamp-news
skipped:
- reason: furniture    # the title
  find: The lamp on Gorse
- reason: transition
  note: A question that nobody asks.
  find: Nobody in the League
"""


def covered(folder: Path, slug: str = "lamp-news") -> Coverage:
    layers = all_layers([folder])
    corpus = read_folder(folder)
    source = corpus.sources[slug]
    text = text_of(source, [folder / "texts"])
    assert text is not None
    return read_coverages(corpus, {source: text}, layers)[0]


def write_coverage(folder: Path, content: str, *, sealed: bool = True) -> Path:
    file = write_file(folder / FILE, content)
    return write_file(file, seal_file(file, normalise(LAMP_TEXT), COVERAGE).content) if sealed else file


def unused(*entries: tuple[str, str]) -> str:
    """A file of coverage with these words and the words of their sentence."""
    blocks = [f"- words: {words}\n  reason: unspecific\n  find: {find}\n" for words, find in entries]
    return "source: lamp-news\nunused:\n" + "".join(blocks)


def unexplained(found: Coverage) -> list[str]:
    return [mention.words for sentence in found.sentences for mention in sentence.unexplained]


def fault_lines(found: Coverage, folder: Path) -> list[str]:
    return [fault.removeprefix(f"{folder}/") for fault in found.faults]


def test_a_sentence_is_claimed_where_a_passage_overlaps_it_and_else_untouched(lamps: Path) -> None:
    found = covered(lamps)
    states = ["untouched", "claimed", "claimed", "claimed", "untouched"]
    assert [sentence.state for sentence in found.sentences] == states
    assert [[claim.slug for claim in sentence.claims] for sentence in found.sentences] == [
        [], ["c01"], ["c02"], ["c03"], [],
    ]  # fmt: skip
    assert not found.is_met


def test_every_sentence_that_a_passage_of_several_spans_overlaps_is_claimed(tmp_path: Path) -> None:
    write_lamps(tmp_path, sealed=False)
    edit(tmp_path / CLAIMS, "find: has nine ports", "find: has nine ports ++ who trims the wicks")
    write_file(tmp_path / CLAIMS, seal_file(tmp_path / CLAIMS, normalise(LAMP_TEXT)).content)
    assert [sentence.state for sentence in covered(tmp_path).sentences].count("untouched") == 1


def test_an_entry_with_a_reason_skips_a_sentence(lamps: Path) -> None:
    write_coverage(lamps, SKIP_ALL)
    found = covered(lamps)
    skipped = [sentence.skipped.reason for sentence in found.sentences if sentence.skipped is not None]
    assert (skipped, found.count("untouched"), found.faults) == (["furniture", "transition"], 0, ())


def test_what_no_slot_of_a_claim_on_the_sentence_holds_is_unexplained(lamps: Path) -> None:
    assert unexplained(covered(lamps)) == ["League", "two", "Vey", "League", "April 1922"]


def test_all_is_met_when_every_sentence_and_word_has_a_claim_or_a_reason(lamps: Path) -> None:
    entities = lamps / "entities" / "own.yaml"
    edit(entities, "{en: League of Lamps}", "{en: League of Lamps}\n  variants: {en: [the League]}")
    edit(entities, "{en: the port of Vey}", "{en: the port of Vey}\n  variants: {en: [Vey]}")
    left = unused(("two of them", "has nine ports"), ("April 1922", "signed their pilot treaty"))
    write_coverage(lamps, SKIP_ALL + left.removeprefix("source: lamp-news\n"))
    found = covered(lamps)
    assert (unexplained(found), found.doubts, found.faults) == ([], (), ())
    assert found.is_met


def test_words_are_accounted_for_with_and_without_the_mark_of_a_note(tmp_path: Path) -> None:
    text = LAMP_TEXT.replace("two of them", "two⁷ of them")
    for words in ("two", "two⁷"):
        folder = tmp_path / str(len(words))
        write_entities(folder, LAMP_ENTITIES)
        write_source(folder, "lamp-news", text, LAMP_CLAIMS)
        file = write_file(folder / FILE, unused((words, "has nine ports")))
        write_file(file, seal_file(file, normalise(text), COVERAGE).content)
        found = covered(folder)
        assert ("two" in unexplained(found), found.faults) == (False, ())


def test_a_source_is_read_in_all_its_languages(lamps: Path) -> None:
    write_file(lamps / "languages/ru.yaml", "language: ru\ncues: [{signals: time, forms: [joined]}]\n")
    plain = covered(lamps)
    edit(lamps / "sources/lamp-news/source.yaml", "language: en", "language: en\nalso-in: ru")
    assert [len(found.doubts) for found in (plain, covered(lamps))] == [0, 1]


VALUES = """source: moss
claims:
- id: c01
  says: Something is said.
  about: a-situation
{}
  voice: own
  find: The port of Vey
"""
MOSS = "The port of Vey and the League of Lamps had 40 lamps by April 1922, says Orla Brand of the moss works.\n"
MEMBERSHIP = "  type: Membership\n  member: port-of-vey\n  organisation: league-of-lamps"
FIGURE = "  type: Observation\n  measure: menu-size\n  value: {}"


@pytest.mark.parametrize(
    ("slots", "left"),
    [
        (MEMBERSHIP, ["40", "April 1922", "Orla Brand"]),
        (f"{MEMBERSHIP}\n  began: 1922-04", ["40", "Orla Brand"]),
        (f"{MEMBERSHIP}\n  began: 1922-04-05~", ["40", "Orla Brand"]),
        (f"{MEMBERSHIP}\n  holds: 1920/1922-04", ["40", "Orla Brand"]),
        (f"{MEMBERSHIP}\n  began: 1922", ["40", "April 1922", "Orla Brand"]),
        (f"{MEMBERSHIP}\n  began: 1922-05", ["40", "April 1922", "Orla Brand"]),
        (FIGURE.format("40.0"), ["port of Vey", "League of Lamps", "April 1922", "Orla Brand"]),
        (FIGURE.format("4"), ["port of Vey", "League of Lamps", "40", "April 1922", "Orla Brand"]),
    ],
)
def test_a_slot_explains_what_it_holds_and_nothing_near_it(tmp_path: Path, slots: str, left: list[str]) -> None:
    write_entities(tmp_path, LAMP_ENTITIES + "- {id: moss-author, label: {en: who wrote of moss}}\n")
    write_source(tmp_path, "moss", MOSS, VALUES.format(slots))
    assert unexplained(covered(tmp_path, "moss")) == left


@pytest.mark.parametrize(
    ("apparatus", "left"),
    [
        ("  speaker: orla-brand\n  voice: attributed", ["40", "April 1922"]),
        ("  via: orla-brand\n  voice: adopted", ["40", "April 1922"]),
        ("  speaker: moss-author\n  said-in: brand-spoke\n  voice: attributed", ["40"]),
        ("  leans-on: brand-spoke\n  voice: own", ["40"]),
    ],
)
def test_the_apparatus_of_a_claim_explains_names_and_through_a_situation_what_is_said_of_it(
    tmp_path: Path, apparatus: str, left: list[str]
) -> None:
    write_entities(tmp_path, LAMP_ENTITIES + "- {id: moss-author, label: {en: who wrote of moss}}\n")
    text = f"{MOSS}\nOn that day in the spring of the year, as all of us recall, she spoke of it.\n"
    spoke = """
- id: c02
  says: Brand spoke.
  about: brand-spoke
  type: Utterance
  uttered-by: orla-brand
  occurred: 1922-04
  voice: own
  find: she spoke of it
"""
    claims = VALUES.format(MEMBERSHIP).replace("  voice: own", apparatus) + spoke
    write_source(tmp_path, "moss", text, claims)
    assert unexplained(covered(tmp_path, "moss")) == left


def test_what_is_said_of_a_thing_of_the_registry_elsewhere_explains_nothing(tmp_path: Path) -> None:
    write_entities(tmp_path, LAMP_ENTITIES + "- {id: moss-author, label: {en: who wrote of moss}}\n"
                   "- {id: wick-scheme, type: Framework, label: {en: Wick Scheme}}\n")  # fmt: skip
    text = (
        "The Wick Scheme is run by the League of Lamps and by none other.\n\n"
        "In the Wick Scheme the League of Lamps and Orla Brand met.\n"
    )
    claims = """source: moss
claims:
- id: c01
  says: The scheme is the League's.
  about: wick-scheme
  run-by: league-of-lamps
  voice: own
  find: is run by
- id: c02
  says: Brand takes part.
  type: Participation
  participant: orla-brand
  in-framework: wick-scheme
  voice: own
  find: Orla Brand met
"""
    write_source(tmp_path, "moss", text, claims)
    assert unexplained(covered(tmp_path, "moss")) == ["League of Lamps"]


def test_words_of_an_entry_explain_the_figures_and_names_within_them(lamps: Path) -> None:
    write_coverage(lamps, unused(("that the League has nine ports", "has nine ports"), ("two", "has nine ports")))
    found = covered(lamps)
    assert unexplained(found) == ["Vey", "League", "April 1922"]
    assert found.faults == ()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (unused(("three", "has nine ports")), "'three': these words do not stand in its sentence"),
        (unused(("wo", "has nine ports")), "'wo': these words do not stand in its sentence"),
        (unused(("nine", "has nine ports")), "'nine': no word of it is left to account for"),
        (unused(("keep no lamp", "has nine ports")), "'keep no lamp': no word of it is left to account for"),
        (unused(("League of Lamps", "Nobody in the League")), "'League of Lamps': its sentence carries no claim"),
        (unused(("two", "has nine ports"), ("two of them", "has nine ports")), "'two of them': no word of it is left"),
    ],
)
def test_an_entry_that_accounts_for_nothing_is_a_fault(lamps: Path, content: str, fault: str) -> None:
    write_coverage(lamps, content)
    found = fault_lines(covered(lamps), lamps)
    assert len(found) == 1
    assert f": the entry for {fault}" in found[0]


def test_a_skipped_sentence_that_carries_a_claim_is_a_fault(lamps: Path) -> None:
    file = write_coverage(lamps, SKIP_ALL.replace("find: Nobody in the League", "find: has nine ports"))
    line = line_of(file, "reason: transition")
    assert fault_lines(covered(lamps), lamps) == [
        (
            f"{FILE}:{line}: the entry for a skipped sentence: the sentence at 124-221 carries c02; "
            "take it out of the entry"
        )
    ]


def test_a_sentence_that_is_skipped_twice_is_a_fault(lamps: Path) -> None:
    file = write_coverage(lamps, SKIP_ALL + "- reason: repeated-heading\n  find: Gorse Skerry\n")
    line = line_of(file, "reason: repeated-heading")
    found = fault_lines(covered(lamps), lamps)
    assert len(found) == 1
    assert found[0].startswith(
        f"{FILE}:{line}: the entry for a skipped sentence: the sentence at 0-24 is skipped already"
    )


def test_an_entry_whose_passage_is_gone_is_a_fault_and_skips_nothing(lamps: Path) -> None:
    write_coverage(lamps, SKIP_ALL)
    write_file(lamps / "texts" / "lamp-news.txt", LAMP_TEXT.replace("The lamp on Gorse Skerry", "Of a light"))
    found = covered(lamps)
    assert found.count("skipped") == 1
    assert ["the text does not hold its passage" in fault for fault in found.faults] == [True]


def test_a_claim_whose_passage_has_changed_covers_nothing(lamps: Path) -> None:
    write_file(lamps / "texts" / "lamp-news.txt", LAMP_TEXT.replace("nine ports", "five ports"))
    assert covered(lamps).count("untouched") == 3


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("source: lamp-news", "sources: lamp-news", "1: unknown key 'sources' in a file of coverage; did you mean source?"),
        ("source: lamp-news", "source: lamp", "1: the file stands with the source lamp-news and says that it is of 'lamp'"),
        ("reason: furniture", "reason: boring", "4: reason is 'boring'; it is one of furniture, repeated-heading, transition"),
        ("reason: furniture", "why: furniture", "4: the key reason is missing in this entry"),
        ("reason: furniture", "reason: furniture\n  words: lamp", "5: unknown key 'words' in this entry"),
        ("  note:", "  reason: furniture\n  note:", "7: the key 'reason' stands here a second time"),
    ],
)  # fmt: skip
def test_a_file_of_another_form_is_refused_with_file_and_line(lamps: Path, old: str, new: str, fault: str) -> None:
    edit(write_coverage(lamps, SKIP_ALL), old, new)
    found = faults(lamps, covered)
    assert any(line.startswith(f"{FILE}:{fault}") for line in found), found


def test_the_words_of_an_unused_entry_are_needed_and_its_reason_is_one_of_the_list(lamps: Path) -> None:
    write_coverage(lamps, unused(("two", "has nine ports")))
    edit(lamps / FILE, "words: two\n  reason: unspecific", "reason: furniture")
    found = faults(lamps, covered)
    assert [line.split(": ", 1)[1] for line in found] == [
        "the key words is missing in this entry: the words as they are written",
        f"reason is 'furniture'; it is one of {', '.join(UNUSED)}",
    ]


def test_an_entry_that_is_not_sealed_is_refused(lamps: Path) -> None:
    write_coverage(lamps, SKIP_ALL, sealed=False)
    assert [line.split(": ", 1)[1] for line in faults(lamps, covered)] == [
        "the entry has no anchor yet; run `detente source seal` with the texts at hand"
    ] * 2


def test_sealing_keeps_the_layout_of_the_file(lamps: Path) -> None:
    content = write_coverage(lamps, SKIP_ALL).read_text(encoding="utf-8")
    lines = content.splitlines()
    assert [line for line in lines if "anchor" not in line and "text-sha256" not in line] == [
        line for line in SKIP_ALL.splitlines() if "find" not in line
    ]
    assert content.count("anchor: {span: ") == 2


def test_sealing_follows_a_passage_that_has_moved(lamps: Path) -> None:
    file = write_coverage(lamps, SKIP_ALL)
    result = seal_file(file, normalise("A preface of some words was put before the whole.\n\n" + LAMP_TEXT), COVERAGE)
    assert (result.sealed, result.moved) == (0, 2)


def test_sealing_refuses_eight_words_of_the_text_in_a_row(lamps: Path) -> None:
    file = write_file(lamps / FILE, unused(("has nine ports, although two of them keep", "has nine ports")))
    with pytest.raises(InputError, match="repeats 8 words of the source in a row"):
        seal_file(file, normalise(LAMP_TEXT), COVERAGE)


def test_no_reason_stands_in_both_lists() -> None:
    assert not set(SKIPPED) & set(UNUSED)
