"""Perspectives: what a person writes, and which sources and claims of the shipped corpus that chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.emit import stated
from graph.errors import InputError, UsageError
from graph.layers import all_layers
from graph.perspective import AXES, PROMOTED, Perspective, read_perspective
from graph.promote import asserts, promote, seen
from graph.terms import BASE, VOCABULARY
from loaders.corpus import read_corpus
from loaders.model import apparatus_concepts
from loaders.perspectives import file_words

if TYPE_CHECKING:
    import random
    from pathlib import Path

    from loaders.corpus import Corpus


def written(text: str) -> Perspective:
    return read_perspective(text, file_words)


# What a person writes


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("only:edm-2019 not:mfa-overview", "not:mfa-overview,only:edm-2019"),
        ("only:a only:b", "only:b, only:a"),
        ("+proposed agreed:2", "agreed:2  +proposed +proposed"),
        ("-adopted as-of:2018", "as-of:2018 -adopted"),
        ("", "+own agreed:1"),
    ],
)
def test_one_choice_is_one_perspective_however_it_is_written(text: str, other: str) -> None:
    assert written(text) == written(other)
    assert written(text).text == written(other).text


@given(
    st.sets(st.sampled_from(["a", "b"])),
    st.sets(st.sampled_from(["c", "d"])),
    st.sets(st.sampled_from([value for values in AXES.values() for value in values])),
    st.integers(1, 5),
    st.sampled_from(["", "2018", "2018-05", "2019-03~"]),
)
def test_the_text_of_a_perspective_is_that_perspective(
    only: set[str], without: set[str], admitted: set[str], agreed: int, as_of: str
) -> None:
    modes = admitted | PROMOTED
    perspective = Perspective(
        only=frozenset(only), without=frozenset(without), admitted=frozenset(modes), agreed=agreed, as_of=as_of
    )
    assert written(perspective.text) == perspective
    assert bool(perspective.words) == bool(perspective.text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("edm-2019", "no part of a perspective"),
        ("only:", "no part of a perspective"),
        ("+likely", "names no voice, modality or polarity"),
        ("-actual", "no modality at all"),
        ("-own -adopted", "no voice at all"),
        ("only:a not:a", "leaves out every source"),
        ("agreed:many", "a number from 1"),
        ("agreed:2 agreed:3", "two values for agreed"),
        ("as-of:soon", "cannot be read as a date"),
        ("as-of:2018/..", "no last day"),
    ],
)
def test_what_is_no_perspective_is_told(text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        written(text)


def test_a_file_says_the_same_as_the_words_and_has_a_name(tmp_path: Path) -> None:
    file = tmp_path / "strict.yaml"
    file.write_text(
        "name: Two of different origin\nonly: [edm-2019, mfa-overview]\nalso: proposed\nexcept: [adopted]\nagreed: 2\nas-of: 2021\n"
    )
    found = written(str(file))
    assert found.name == "Two of different origin"
    assert found.text == written("only:edm-2019 only:mfa-overview +proposed -adopted agreed:2 as-of:2021").text


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("only: [a]\n", "the key name is missing"),
        ("name: x\nonyl: [a]\n", "did you mean only"),
        ("name: x\nalso: [likely]\n", "names no voice"),
        ("- name: x\n", "is a block with the keys"),
    ],
)
def test_a_faulty_file_is_told_with_its_place(tmp_path: Path, content: str, told: str) -> None:
    file = tmp_path / "p.yaml"
    file.write_text(content)
    with pytest.raises(InputError, match=told) as raised:
        written(str(file))
    assert str(raised.value).startswith(f"{file}:")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        written(str(tmp_path / "none.yaml"))


@pytest.mark.parametrize(
    ("as_of", "published", "speaks"),
    [
        ("2018", "2018-12-31", True),
        ("2018", "2019-01", False),
        ("2018", "[2020..]", False),
        ("2020", "[2020..]", True),
        ("2018-05", "2018-06-01", False),
        ("2018", None, True),
        ("", "2999", True),
    ],
)
def test_a_source_speaks_when_it_can_have_been_published_by_then(as_of: str, published: str, speaks: bool) -> None:  # noqa: FBT001
    assert Perspective(as_of=as_of).sees("a", published) is speaks


def test_a_source_that_need_not_have_been_published_by_then_is_named() -> None:
    dates = {"sure": "2019-03", "open": "[2020..]", "late": "2022"}
    assert Perspective(as_of="2021").unsure(dates) == ("open",)


# The policy, on the shipped corpus


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return read_corpus(all_layers())


def test_the_modes_are_those_of_the_vocabulary(corpus: Corpus) -> None:
    schemes = {"voice": "voices", "modality": "modalities", "polarity": "polarities"}
    for axis, values in AXES.items():
        assert set(values) == set(apparatus_concepts(corpus.model, schemes[axis]))


_MODES = st.sets(st.sampled_from(sorted(value for values in AXES.values() for value in values))).map(frozenset)


@settings(max_examples=25)
@given(_MODES, _MODES)
def test_what_admits_more_has_the_facts_of_what_admits_less(
    corpus: Corpus, some: frozenset[str], more: frozenset[str]
) -> None:
    claims = corpus.claims[::7]
    less_facts = promote(claims, perspective=Perspective(admitted=some))
    more_facts = promote(claims, perspective=Perspective(admitted=some | more))
    assert less_facts.keys() <= more_facts.keys()
    plain = {
        triple
        for claim in claims
        if {claim.axes[axis].value.removeprefix(VOCABULARY) for axis in AXES} <= some
        for triple in stated(claim)
    }
    assert less_facts.keys() == plain


@settings(max_examples=10)
@given(st.sets(st.sampled_from(["edm-2019", "mfa-overview", "weekly-2017-12"]), min_size=1).map(frozenset))
def test_the_facts_of_some_sources_are_those_of_each_together(corpus: Corpus, only: frozenset[str]) -> None:
    together = promote(seen(corpus, Perspective(only=only)).claims)
    apart = [promote(seen(corpus, Perspective(only=frozenset([slug]))).claims) for slug in only]
    assert together.keys() == {triple for facts in apart for triple in facts}
    assert together.keys() == promote(seen(corpus, Perspective(without=frozenset(corpus.sources) - only)).claims).keys()


def test_more_sources_that_must_agree_leave_fewer_facts_and_never_others(corpus: Corpus) -> None:
    found = [
        promote(corpus.claims, perspective=Perspective(agreed=least), origins=corpus.origins).keys() for least in (1, 2, 3, 4)
    ]  # fmt: skip
    assert found[0] > found[1] > found[2] >= found[3]
    for triple in found[1]:
        if triple.predicate.value.startswith(BASE):
            assert len({claim.source.slug for claim in corpus.claims if asserts(claim) and triple in stated(claim)}) > 1


@settings(max_examples=25)
@given(st.randoms())
def test_the_order_of_claims_never_changes_what_is_fact(corpus: Corpus, order: random.Random) -> None:
    claims = list(corpus.claims[::9])
    order.shuffle(claims)
    perspective = Perspective(agreed=2, admitted=PROMOTED | {"attributed"})
    whole = promote(corpus.claims[::9], perspective=perspective, origins=corpus.origins)
    assert promote(claims, perspective=perspective, origins=corpus.origins).keys() == whole.keys()
