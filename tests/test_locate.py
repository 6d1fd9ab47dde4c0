"""An anchor finds its passage again, sends a changed one back to a person, and never takes a look-alike."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.anchors import Anchor, find, locate, seal
from loaders.sentences import sentences
from loaders.sketch import shingles, words
from loaders.text import NormalText, normalise

CHRONICLE = """The Calder Roads Treaty

On 4 March 1921 the delegation of Vey signed with the Harbour League a protocol on pilotage,
which allots 12 berths to Tolv.

On 9 May 1923 the delegation of Merin signed with the Harbour League a protocol on pilotage,
which allots 30 berths to Vey.

Within the framework of the treaty both sides used to exchange officers in order to assess the common rules on salvage.
The Republic of Tolv continues to attach great importance to constructive cooperation with the League in the field of
coastal lights. The Republic of Vey continues to attach great importance to constructive cooperation with the League in
the field of customs seals. Neither port may raise its dues without the written consent of all the others.

The ports agreed to keep, at their common cost and for twenty years:

  \u2022 one lamp on the outer mole, which is lit from dusk until dawn;
  \u2022 two pilot cutters, each with a crew of nine men and a boy;

The harbour master may close the roads to any vessel that carries fever on board, and he

[page 12: the arms of the League, drawn by an unknown hand]

shall hoist a yellow flag on the mole for as long as the roads are closed.

The quarantine house of Gorse Point was sold in 1931 for 4,200 crowns to a family of fishermen from the north.
"""
TEXT = normalise(CHRONICLE)
SALE = "The quarantine house of Gorse Point was sold in 1931 for 4,200 crowns to a family of fishermen from the north."
TORN = "carries fever ++ yellow flag"
INSERTED = "A note by the printer stands here, about paper and ink and the price of both.\n\n"
SOURCES = sorted((Path(__file__).parents[2] / "shared" / "sources").glob("*.txt"))


def sealed(words_of_passage: str) -> Anchor:
    return seal(TEXT, find(TEXT, words_of_passage))


def edited(old: str, new: str) -> NormalText:
    assert CHRONICLE.count(old) == 1
    return normalise(CHRONICLE.replace(old, new))


def passages(text: NormalText) -> list[tuple[int, int]]:
    return [span for span in sentences(text) if len(words(text.text[slice(*span)])) >= 8]


def without(text: NormalText, span: tuple[int, int]) -> NormalText:
    return normalise(text.text[: span[0]] + text.text[span[1] :])


@pytest.mark.parametrize(
    "passage", ["Gorse Point", "at their common cost ++ pilot cutters", TORN], ids=["one", "item", "torn"]
)
def test_passage_of_an_unchanged_text_is_exact(passage: str) -> None:
    anchor = sealed(passage)
    located = locate(TEXT, anchor)
    assert (located.status, located.spans, located.similarity) == ("exact", anchor.spans, 1.0)


def test_passage_is_exact_when_only_print_changed() -> None:
    reset = normalise(CHRONICLE.replace("\n\n", "\r\n \r\n").replace("roads to any", "roads\xa0to any"))
    assert locate(reset, sealed(TORN)).status == "exact"


@pytest.mark.parametrize("passage", ["Gorse Point", TORN, "written consent"], ids=["one", "torn", "inner"])
def test_passage_behind_an_insertion_is_moved(passage: str) -> None:
    anchor = sealed(passage)
    text = normalise(INSERTED + CHRONICLE)
    located = locate(text, anchor)
    moved = len(normalise(INSERTED).text) + 1
    assert located.status == "moved"
    assert located.spans == tuple((start + moved, end + moved) for start, end in anchor.spans)


def test_halves_that_moved_apart_are_moved() -> None:
    anchor = sealed(TORN)
    text = edited("[page 12: the arms of the League, drawn by an unknown hand]", "[12]")
    located = locate(text, anchor)
    assert located.status == "moved"
    assert [text.text[start:end] for start, end in located.spans] == [
        TEXT.text[start:end] for start, end in anchor.spans
    ]


def test_halves_that_page_layout_no_longer_tears_are_moved() -> None:
    text = edited("\n\n[page 12: the arms of the League, drawn by an unknown hand]\n\n", "\n")
    assert locate(text, sealed(TORN)).status == "moved"


@pytest.mark.parametrize(
    ("passage", "old", "new", "sentence"),
    [
        pytest.param("Gorse Point", "fishermen", "merchants", SALE, id="word"),
        pytest.param("Gorse Point", "1931", "1932", SALE, id="year"),
        pytest.param("Gorse Point", "4,200", "4,300", SALE, id="figure"),
        pytest.param("Gorse Point", " from the north", "", SALE, id="words-cut"),
        pytest.param("Merin signed", "30 berths", "31 berths", "On 9 May 1923", id="figure-beside-a-look-alike"),
    ],
)
def test_passage_with_a_change_in_it_is_changed(passage: str, old: str, new: str, sentence: str) -> None:
    text = edited(old, new)
    located = locate(text, sealed(passage))
    assert located.status == "changed"
    assert 0.4 <= located.similarity < 1
    assert text.text[slice(*located.spans[0])].startswith(sentence[:12])


def test_every_single_word_of_a_passage_changes_it() -> None:
    anchor = sealed("Gorse Point")
    edits = [SALE[: m.start()] + "zwolle" + SALE[m.end() :] for m in re.finditer(r"\w+", SALE)]
    assert {locate(edited(SALE, edit), anchor).status for edit in edits} == {"changed"}


def test_passage_that_moved_and_changed_is_changed() -> None:
    text = normalise(INSERTED + CHRONICLE.replace("fishermen", "merchants"))
    assert locate(text, sealed("Gorse Point")).status == "changed"


def test_passage_with_one_half_changed_shows_both_halves() -> None:
    text = edited("a yellow flag", "two red flags")
    located = locate(text, sealed(TORN))
    assert located.status == "changed"
    assert [text.text[start:end].split()[0] for start, end in located.spans] == ["The", "shall"]


@pytest.mark.parametrize("span", passages(TEXT), ids=str)
def test_deleted_passage_is_lost_though_look_alikes_stand_elsewhere(span: tuple[int, int]) -> None:
    assert locate(without(TEXT, span), seal(TEXT, [span])).status == "lost"


def test_deleted_passage_is_lost_though_a_new_sentence_shares_half_its_words() -> None:
    alike = (
        "The lazaret house of Halden Point was bought in 1931 for 900 crowns by a company of fishermen from the east."
    )
    assert locate(edited(SALE, alike), sealed("Gorse Point")).status == "lost"


def test_deleted_passage_is_lost_though_a_new_sentence_shares_a_few_words_in_a_row() -> None:
    alike = "The old mill of Tolv burnt down, and its stones were sold in 1931 for 4,200 crowns by the heirs."
    located = locate(edited(SALE, alike), sealed("Gorse Point"))
    assert located.status == "lost"


@pytest.mark.parametrize(("copies", "status"), [(0, "changed"), (4000, "lost")], ids=["short-text", "long-text"])
def test_two_hashes_of_three_count_only_where_they_are_no_accident(copies: int, status: str) -> None:
    filler = " ".join(f"w{i} x{i} y{i}" for i in range(copies))
    text = edited(SALE, f"{SALE}\n\n{filler}")
    marks = shingles(SALE).values[:2]
    anchor = replace(sealed("Gorse Point"), hash="0" * 16, sketch=tuple(sorted({*marks, "0000"})))
    assert locate(text, anchor).status == status


def test_passage_that_now_stands_twice_is_lost() -> None:
    text = normalise(INSERTED + CHRONICLE + "\n" + SALE)
    assert locate(text, sealed("Gorse Point")).status == "lost"


def test_changed_passage_that_now_stands_twice_is_lost() -> None:
    alike = SALE.replace("1931", "1932")
    text = edited(SALE, f"{alike}\n\n{INSERTED * 3}{alike}")
    assert locate(text, sealed("Gorse Point")).status == "lost"


def test_passage_that_was_not_unique_is_never_taken_for_its_twin() -> None:
    twins = normalise(f"{SALE}\n\n{INSERTED}{SALE}")
    anchor = seal(twins, [(0, len(SALE))])
    assert anchor.sketch == ()
    assert locate(normalise(f"{INSERTED}{SALE}"), anchor).status == "changed"


def test_passage_is_lost_in_an_empty_text() -> None:
    assert locate(normalise(""), sealed("Gorse Point")).status == "lost"


@given(
    st.lists(
        st.lists(st.sampled_from(["a", "mole", "lamp", "of", "the", "roads", "1921", "Vey."]), min_size=1),
        min_size=1,
        max_size=4,
    )
)
@settings(derandomize=True, max_examples=60)
def test_passage_behind_any_paragraphs_is_moved(paragraphs: list[list[str]]) -> None:
    before = "\n\n".join(" ".join(paragraph) for paragraph in paragraphs)
    text = normalise(f"{before}\n\n{CHRONICLE}")
    located = locate(text, sealed("Gorse Point"))
    assert (located.status, text.text[slice(*located.spans[0])]) == ("moved", SALE)


def test_title_may_be_short_and_is_found_again() -> None:
    anchor = seal(TEXT, find(TEXT, "The Calder Roads"), short_ok=True)
    assert (anchor.paragraph, locate(TEXT, anchor).status) == (1, "exact")
    assert locate(normalise(INSERTED + CHRONICLE), anchor).status == "moved"


@pytest.mark.skipif(not SOURCES, reason="the sources' texts are not beside this checkout")
@pytest.mark.parametrize("path", SOURCES, ids=[path.stem[:3] for path in SOURCES])
def test_every_sentence_of_a_real_text_is_exact(path: Path) -> None:
    text = normalise(path.read_text(encoding="utf-8"))
    assert {locate(text, seal(text, [span])).status for span in passages(text)} == {"exact"}


@pytest.mark.skipif(not SOURCES, reason="the sources' texts are not beside this checkout")
@pytest.mark.parametrize("path", SOURCES, ids=[path.stem[:3] for path in SOURCES])
@pytest.mark.slow
def test_sentence_deleted_from_a_real_text_is_lost_unless_it_stands_twice(path: Path) -> None:
    text = normalise(path.read_text(encoding="utf-8"))
    spans = passages(text)
    for span in spans[:: 1 + len(spans) // 60]:  # all of a short text, every fourth of the longest
        twice = text.text.count(text.text[slice(*span)]) > 1
        located = locate(without(text, span), seal(text, [span]))
        assert located.status == ("changed" if twice else "lost"), f"{path.name}: {span}"
