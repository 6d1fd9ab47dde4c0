"""A few words point to the sentence that holds them, and to one only."""

from __future__ import annotations

import pytest

from graph.errors import AnchorError
from loaders.anchors import find
from loaders.sentences import sentences
from loaders.text import NormalText, normalise

TREATY = normalise(
    """The Calder Roads Treaty
Notes for pilots

Gen. A. Marsh of the U.S. Coast Survey sounded the roads in 1921 (February 22).
He found 3.5 fathoms off the mole.

The ports agreed to keep, at their common cost:

  \u2022 one lamp on the mole;
  \u2022 two pilot cutters with crews of nine;
  \u2022 a bell on the Gorse shoal. It rings in fog.

The harbour master may close the roads to any vessel that carries fever, and he

[page 12]

shall hoist a yellow flag while they are closed. \u201cNo pilot shall sail,\u201d says the rule.
The bell is silent then.

When the lamp on the mole was put out by the storm of 1922, the ports
of Vey and Tolv sent a lightship at their own cost until the lamp was
lit again in April. They were thanked.
"""
)


def stretches(text: NormalText, words: str) -> list[str]:
    return [text.text[start:end] for start, end in find(text, words)]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("sounded the roads", "Gen. A. Marsh of the U.S. Coast Survey sounded the roads in 1921 (February 22)."),
        ("3.5 fathoms", "He found 3.5 fathoms off the mole."),
        ("PILOTS", "Notes for pilots"),
        ("common  cost", "The ports agreed to keep, at their common cost:"),
        ("pilot cutters", "\u2022 two pilot cutters with crews of nine;"),
        ("in fog", "It rings in fog."),
        ("\u201cNo pilot", '"No pilot shall sail," says the rule.'),
        (
            "sent a lightship",
            (
                "When the lamp on the mole was put out by the storm of 1922, the ports of Vey and Tolv sent a "
                "lightship at their own cost until the lamp was lit again in April."
            ),
        ),
        ("the mole. The ports", "He found 3.5 fathoms off the mole. The ports agreed to keep, at their common cost:"),
        ("=hoist a yellow flag", "hoist a yellow flag"),
    ],
    ids=[
        "abbreviations",
        "decimal",
        "heading-whatever-its-case",
        "lead-in",
        "list-item",
        "second-sentence-of-an-item",
        "typographic-quote",
        "rewrapped-prose",
        "two-sentences",
        "these-words-alone",
    ],
)
def test_words_give_the_sentence_that_holds_them(words: str, sentence: str) -> None:
    assert stretches(TREATY, words) == [sentence]


def test_exact_gives_these_words_alone() -> None:
    (span,) = find(TREATY, "hoist a yellow flag", exact=True)
    assert TREATY.text[slice(*span)] == "hoist a yellow flag"


def test_lead_in_and_item_are_two_spans_in_the_order_of_the_text() -> None:
    wanted = ["The ports agreed to keep, at their common cost:", "\u2022 two pilot cutters with crews of nine;"]
    assert stretches(TREATY, "pilot cutters ++ common cost") == wanted


def test_halves_of_a_torn_sentence_are_two_spans() -> None:
    wanted = [
        "The harbour master may close the roads to any vessel that carries fever, and he",
        "shall hoist a yellow flag while they are closed.",
    ]
    assert stretches(TREATY, "carries fever ++ yellow flag") == wanted


@pytest.mark.parametrize("words", ["fathoms ++ off the", "=3.5 fathoms off ++ =the mole. The"], ids=["sentence", "met"])
def test_pieces_of_one_sentence_are_one_span(words: str) -> None:
    assert len(find(TREATY, words)) == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param("two pilot cotters with crews", "the nearest is 'two pilot cutters with crews'", id="nearest"),
        pytest.param("zwolle", "no word of it does", id="nothing-near"),
        pytest.param("the mole", "stands 3 times", id="several"),
        pytest.param("yellow flag ++ ", "holds no words", id="empty-piece"),
        pytest.param("=", "holds no words", id="empty-exact"),
    ],
)
def test_words_that_do_not_stand_once_are_refused(words: str, message: str) -> None:
    with pytest.raises(AnchorError, match=message):
        find(TREATY, words)


def test_letter_by_letter_comes_before_whatever_case() -> None:
    text = normalise("The League met at noon. The league of the road is long.")
    assert stretches(text, "League") == ["The League met at noon."]


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        pytest.param("He left the U.S. The ship stayed.", 2, id="abbreviation-that-ends"),
        pytest.param("See No. 7 and Art. 12 of vol. 3. It is long.", 2, id="numbers"),
        pytest.param("Who pays? \u201cNobody,\u201d he said! Fine.", 3, id="question-and-exclamation"),
        pytest.param(
            "He asked \u201cwhy?\u201d and left. Then it rained\u00b9\u2070. All slept.", 3, id="footnote-mark"
        ),
        pytest.param("It cost 3.40 crowns at mole.by and 5 p.m. was late.", 1, id="inner-points"),
        pytest.param("1. The first rule is short. 2. The second is too.", 2, id="numbered"),
        pytest.param(
            "\u0412 2005 \u0433. \u0412\u0435\u0439 \u0432\u043e\u0448\u0451\u043b. \u041e\u043d \u0440\u0430\u0434.",
            2,
            id="cyrillic",
        ),
        pytest.param("", 0, id="empty"),
    ],
)
def test_line_falls_into_its_sentences(line: str, parts: int) -> None:
    assert len([span for span in sentences(normalise(line)) if span[0] < span[1]]) == parts


def test_sentences_leave_out_only_the_blanks_between_them() -> None:
    covered = " ".join(TREATY.text[start:end] for start, end in sentences(TREATY))
    assert covered == TREATY.text
