"""Reference marks are read past: in their place stands what is no word, and nothing moves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.marks import MARK, without_marks


@pytest.mark.parametrize(
    ("words", "rest"),
    [
        pytest.param("the lamps⁸ burn", "the lamps_ burn", id="superscript digit"),
        pytest.param("Orrin¹⁾ and Larch⁽²³⁾", "Orrin__ and Larch____", id="with brackets"),
        pytest.param("ORRIN^a ^bVey", "ORRIN__ __Vey", id="raised letter"),
        pytest.param("so [6], and so [123].", "so ___, and so _____.", id="number of a work"),
        pytest.param("[6] f[7] [1234] [a] (8) x^ab ⁾", "[6] f[7] [1234] [a] (8) x^ab ⁾", id="no marks"),
    ],
)
def test_a_mark_is_read_past(words: str, rest: str) -> None:
    assert without_marks(words) == rest.replace("_", MARK)


@given(st.text("a ¹⁾⁽^[]2", max_size=30))
def test_reading_past_marks_moves_nothing(words: str) -> None:
    rest = without_marks(words)
    assert len(rest) == len(words)
    assert all(after in (MARK, before) for before, after in zip(words, rest, strict=True))
