"""A field of ours may repeat seven consecutive words of its source and no more."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.copied import copied_runs
from loaders.text import normalise

SOURCE = normalise(
    "The pilots of Calder \u201cshall not leave\u201d the outer roads before the lamp on the mole is lit.\n\n"
    "The harbour master keeps the only key of the lamp room and lends it to nobody.\n\n"
    "See Cal. arch. F. 7. Op. 16. D. 3806. L. 167 and https://www.vey.example/log/en/keys/of/the/lamp/room/1807.htm (opened)."
)


@pytest.mark.parametrize(
    ("field", "runs"),
    [
        pytest.param("The lamp room has one key, which stays with its keeper.", (), id="our-own-words"),
        pytest.param("They wait: the outer roads before the lamp on a buoy.", (), id="seven-words"),
        pytest.param(
            "They wait in the outer roads before the lamp on the breakwater.",
            ("the outer roads before the lamp on the",),
            id="eight-words",
        ),
        pytest.param(
            "Pilots of Calder: SHALL NOT LEAVE the outer, roads",
            ("Pilots of Calder: SHALL NOT LEAVE the outer, roads",),
            id="case-and-punctuation-hide-nothing",
        ),
        pytest.param(
            "harbour master keeps the only key of the lamp; but of calder shall not leave the outer roads too",
            ("harbour master keeps the only key of the lamp", "of calder shall not leave the outer roads"),
            id="two-runs",
        ),
        pytest.param("F. 7. Op. 16. D. 3806. L. 167", (), id="a-signature-tells-nothing"),
        pytest.param(
            "https://www.vey.example/log/en/keys/of/the/lamp/room/1807.htm", (), id="an-address-tells-nothing"
        ),
        pytest.param("", (), id="empty"),
    ],
)
def test_field_is_told_the_runs_it_repeats(field: str, runs: tuple[str, ...]) -> None:
    assert copied_runs(field, SOURCE) == runs


def test_limit_is_the_most_that_may_be_repeated() -> None:
    assert copied_runs("the lamp room", SOURCE, limit=3) == ()
    assert copied_runs("the lamp room", SOURCE, limit=2) == ("the lamp room",)


def test_run_that_crosses_a_paragraph_is_found() -> None:
    assert copied_runs("on the mole is lit the harbour master", SOURCE) == ("on the mole is lit the harbour master",)


def test_negative_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        copied_runs("the lamp", SOURCE, limit=-1)


@given(st.lists(st.sampled_from(SOURCE.text.split()), max_size=30), st.integers(0, 9))
@settings(derandomize=True, max_examples=300)
def test_every_run_found_is_longer_than_the_limit(field: list[str], limit: int) -> None:
    runs = copied_runs(" ".join(field), SOURCE, limit)
    assert all(len(run.split()) > limit for run in runs)


@given(st.integers(0, 20), st.integers(8, 12))
@settings(derandomize=True, max_examples=100)
def test_every_stretch_of_the_source_is_found_whole(first: int, length: int) -> None:
    stretch = " ".join(SOURCE.text.split()[first : first + length])
    assert copied_runs(f"zwolle {stretch} zwolle", SOURCE) == (stretch.strip("\"'.,"),)
