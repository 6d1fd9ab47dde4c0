"""A few words point to the sentence that holds them, and to one only."""

from __future__ import annotations

import pytest

from graph.errors import AnchorError
from loaders.anchors import find, locate, seal
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


def test_a_stretch_runs_from_one_sentence_to_another_over_blank_lines() -> None:
    (span,) = find(TREATY, "carries fever >> yellow flag")
    assert TREATY.text[slice(*span)] == (
        "The harbour master may close the roads to any vessel that carries fever, and he [page 12] "
        "shall hoist a yellow flag while they are closed."
    )


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        pytest.param(
            "Coast Survey >> the mole",
            [
                ("Gen. A.", "off the mole."),
            ],
            id="ends-first",
        ),
        pytest.param("fathoms >> the mole", [("He found", "off the mole.")], id="one-sentence"),
        pytest.param("Gorse shoal >> FOG", [("\u2022 a bell", "rings in fog.")], id="whatever-its-case"),
        pytest.param("fathoms >> =off", [("He found", "off the mole.")], id="an-end-inside-the-beginning"),
        pytest.param("=fathoms off >> =pilot cutters", [("fathoms off", "two pilot cutters")], id="these-words-alone"),
        pytest.param(
            "fathoms >> pilot cutters ++ They were",
            [("He found", "crews of nine;"), ("They were", "thanked.")],
            id="and-another-place",
        ),
        pytest.param("fathoms >> pilot cutters ++ common cost", [("He found", "crews of nine;")], id="a-place-inside"),
    ],
)
def test_a_stretch_ends_at_the_first_place_of_its_last_words(words: str, parts: list[tuple[str, str]]) -> None:
    found = stretches(TREATY, words)
    assert len(found) == len(parts)
    assert all(one.startswith(first) and one.endswith(last) for one, (first, last) in zip(found, parts, strict=True))


def test_a_stretch_over_a_blank_line_is_sealed_and_found_again() -> None:
    spans = find(TREATY, "carries fever >> yellow flag")
    assert locate(TREATY, seal(TREATY, spans)).status == "exact"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(
            "yellow flag >> carries fever",
            "does not stand after 'yellow flag', at .*, but only before it, last at",
            id="before",
        ),
        pytest.param("yellow flag >> zwolle", "'zwolle' does not stand in the text; no word of it does", id="nowhere"),
        pytest.param("the mole >> in fog", "'the mole' stands 3 times", id="several-beginnings"),
        pytest.param("yellow flag >> ", "holds no words", id="no-end"),
        pytest.param(">> yellow flag", "holds no words", id="no-beginning"),
        pytest.param(
            "fathoms >> pilot >> in fog", "holds >> 2 times; a stretch has one beginning and one end", id="two-ends"
        ),
    ],
)
def test_a_stretch_without_its_beginning_or_end_is_refused(words: str, message: str) -> None:
    with pytest.raises(AnchorError, match=message):
        find(TREATY, words)


@pytest.mark.parametrize(("middle", "refused"), [(1_472, False), (1_473, True)])
def test_a_stretch_has_at_most_1500_characters(middle: int, refused: bool) -> None:  # noqa: FBT001  one of two cases
    text = normalise(f"Alpha is first.\n\n{'x' * middle}\n\nOmega last.")
    if refused:
        with pytest.raises(
            AnchorError, match="from 'Alpha' to 'Omega' are 1,501 characters, more than 1,500; take a nearer"
        ):
            find(text, "Alpha >> Omega")
    else:
        assert find(text, "Alpha >> Omega") == ((0, 1_500),)


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
        pytest.param("См.: Нац. арх. Респ. Вей. Ф. 9. Оп. 12. Д. 340. Л. 5. Он там.", 2, id="archival-note"),
        pytest.param("Вестн. порта иностр. судов Вей. 1921. № 3. С. 8-9.", 1, id="journal-note"),
        pytest.param("Указ от 9 нояб. 1910 г. № 7 и закон от 14 ліст. 1905 г. стары. Так.", 2, id="months-of-a-note"),
        pytest.param("He left in 1921. No. 5 stayed. F. is here.", 3, id="no-note"),
        pytest.param("", 0, id="empty"),
    ],
)
def test_line_falls_into_its_sentences(line: str, parts: int) -> None:
    assert len([span for span in sentences(normalise(line)) if span[0] < span[1]]) == parts


def test_sentences_leave_out_only_the_blanks_between_them() -> None:
    covered = " ".join(TREATY.text[start:end] for start, end in sentences(TREATY))
    assert covered == TREATY.text
