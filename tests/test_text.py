"""The normal form ``text-1`` folds what print changes, keeps what it says, and knows the way back."""

from __future__ import annotations

import hashlib
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.text import NORMAL_FORM, normalise

ANY_TEXT = st.text(max_size=60) | st.text(
    alphabet="ab '\u2019\u201c\u2013\xad\u200b\ufeff\xa0\n\r\u0301\u030c\u1161\uac00\u1100e"
)


@pytest.mark.parametrize(
    ("original", "form"),
    [
        pytest.param("the \u201cquay\u201d and \u00abmole\u00bb", 'the "quay" and "mole"', id="double-quotes"),
        pytest.param("the pilots\u2019 \u2018fee\u2019", "the pilots' 'fee'", id="single-quotes"),
        pytest.param("1921\u20131923 \u2014 \u221212\u2011foot", "1921-1923 - -12-foot", id="dashes"),
        pytest.param("  two\r\n\r\n\tquays\xa0\u2009three\n", "two quays three", id="white-space"),
        pytest.param("\ufeffhar\xadbour mas\u200bter\u2060", "harbour master", id="dropped"),
        pytest.param("a \u200b b", "a b", id="dropped-between-blanks"),
        pytest.param("Ve\u0301y", "V\u00e9y", id="composed"),
        pytest.param("e\u200b\u0301", "\u00e9", id="composed-over-a-dropped-character"),
        pytest.param("berth\u00b9\u2070 \u2026 No\u2116", "berth\u00b9\u2070 \u2026 No\u2116", id="untouched"),
        pytest.param("", "", id="empty"),
        pytest.param(" \n\u200b ", "", id="blank"),
    ],
)
def test_normal_form_folds_what_print_changes(original: str, form: str) -> None:
    assert normalise(original).text == form


def test_normal_form_has_its_name_and_the_hash_of_its_own_bytes() -> None:
    text = normalise("The \u201cLantern House\u201d\n")
    assert NORMAL_FORM == "text-1"
    assert text.sha256 == hashlib.sha256(b'The "Lantern House"').hexdigest()


def test_excerpt_gives_the_words_as_the_file_has_them() -> None:
    text = normalise("\ufeffIn  1921\u20131923\nthe \u201cLeague\u201d of Ve\u0301y met.")
    start = text.text.index("1921")
    assert text.text == 'In 1921-1923 the "League" of V\u00e9y met.'
    assert text.excerpt(start, len(text.text) - 1) == "1921\u20131923\nthe \u201cLeague\u201d of Ve\u0301y met"


def test_original_span_takes_all_marks_of_a_character() -> None:
    text = normalise("e\u0323\u0301x")
    assert text.text == "\u1eb9\u0301x"
    assert [text.original_span(i, i + 1) for i in range(3)] == [(0, 3), (0, 3), (3, 4)]


def test_original_span_of_a_character_that_comes_apart_is_that_character() -> None:
    text = normalise("\u0958a")
    assert len(text.text) == 3
    assert text.original_span(0, 1) == text.original_span(1, 2) == (0, 1)


@pytest.mark.parametrize("span", [(-1, 2), (3, 2), (0, 99)], ids=["negative", "reversed", "beyond"])
def test_original_span_refuses_what_is_not_within_the_text(span: tuple[int, int]) -> None:
    with pytest.raises(IndexError, match="not within"):
        normalise("a short text").original_span(*span)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028"], ids=["lf", "crlf", "cr", "line-separator"])
def test_paragraphs_are_the_blocks_between_blank_lines(newline: str) -> None:
    lines = ["", "The treaty", "", "First line", "second line", "  \t", "\ufeff", "Last block", ""]
    text = normalise(newline.join(lines))
    numbers = [text.paragraph_at(text.text.index(word)) for word in ("The treaty", "First", "second", "Last")]
    assert numbers == [1, 2, 2, 3]


@given(ANY_TEXT)
@settings(derandomize=True, max_examples=600)
def test_normal_form_of_a_normal_form_is_itself(original: str) -> None:
    form = normalise(original).text
    assert normalise(form).text == form
    assert unicodedata.is_normalized("NFC", form)


@given(ANY_TEXT)
@settings(derandomize=True, max_examples=600)
def test_index_map_is_monotone_and_in_bounds(original: str) -> None:
    text = normalise(original)
    assert len(text.offsets) == len(text.text) + 1
    assert all(a <= b for a, b in pairwise(text.offsets))
    assert all(0 <= offset <= len(original) for offset in text.offsets)


@given(ANY_TEXT, st.data())
@settings(derandomize=True, max_examples=600)
def test_original_of_a_span_holds_the_words_of_the_span(original: str, data: st.DataObject) -> None:
    text = normalise(original)
    start = data.draw(st.integers(0, len(text.text)))
    end = data.draw(st.integers(start, len(text.text)))
    assert text.text[start:end].strip() in normalise(text.excerpt(start, end)).text


@given(ANY_TEXT)
@settings(derandomize=True, max_examples=300)
def test_whole_text_comes_back_from_the_whole_span(original: str) -> None:
    text = normalise(original)
    assert normalise(text.excerpt(0, len(text.text))).text == text.text
