"""An anchor is written, read and refused as a claim file needs it, and holds no words."""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import sha256

import pytest

from graph.errors import AnchorError
from loaders.anchors import Anchor, find, parse_anchor, seal
from loaders.text import normalise

TEXT = normalise(
    """The Calder Roads Treaty

On 4 March 1921 the delegation of Vey signed with the Harbour League a protocol on pilotage for ten years.
On 9 May 1923 the delegation of Merin signed with the Harbour League a protocol on pilotage for ten years.

The ports agreed to keep, at their common cost and for twenty years:

  \u2022 one lamp on the outer mole, which is lit from dusk until dawn;
  \u2022 two pilot cutters, each with a crew of nine men and a boy.

The quarantine house of Gorse Point was sold in 1931 for 4,200 crowns to a family of fishermen.
"""
)
ITEM = "at their common cost ++ pilot cutters"


def sealed(words_of_passage: str) -> Anchor:
    return seal(TEXT, find(TEXT, words_of_passage))


def test_anchor_survives_its_claim_file() -> None:
    anchor = sealed(ITEM)
    fields = anchor.fields()
    assert list(fields) == ["span", "paragraph", "hash", "sketch"]
    assert re.fullmatch(r"\d+-\d+\+\d+-\d+", fields["span"])
    assert parse_anchor(fields) == anchor


def test_anchor_without_a_sketch_leaves_it_out() -> None:
    anchor = replace(sealed(ITEM), sketch=())
    assert "sketch" not in anchor.fields()
    assert parse_anchor(anchor.fields()) == anchor


def test_hash_is_that_of_the_spans_joined_by_a_newline() -> None:
    anchor = sealed(ITEM)
    joined = "\n".join(TEXT.text[start:end] for start, end in anchor.spans)
    assert anchor.hash == sha256(joined.encode()).hexdigest()[:16]


def test_sketch_is_twelve_sorted_hashes_of_four_digits() -> None:
    anchor = sealed("Gorse Point")
    assert len(anchor.sketch) == 12
    assert list(anchor.sketch) == sorted(set(anchor.sketch))
    assert all(re.fullmatch("[0-9a-f]{4}", mark) for mark in anchor.sketch)


def test_sketch_holds_only_triples_that_stand_once() -> None:
    vey, merin = sealed("delegation of Vey"), sealed("delegation of Merin")
    assert not set(vey.sketch) & set(merin.sketch)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"span": "168-100"}, "168-100 is empty or runs backwards"),
        ({"span": "100-180+170-200"}, "overlap or are out of order"),
        ({"span": "300-340+100-180"}, "overlap or are out of order"),
        ({"span": "100"}, "is not start-end"),
        ({"span": "007-100"}, "is not start-end"),
        ({"span": ""}, "is not start-end"),
        ({"paragraph": "0"}, "is not a number from 1"),
        ({"hash": "55242e73"}, "is not 16 hexadecimal digits"),
        ({"hash": "55242E736243DF3A"}, "is not 16 hexadecimal digits"),
        ({"sketch": "03b9.27"}, "is not groups of four"),
        ({"sketch": "27aa.03b9"}, "are not sorted"),
        ({"sketch": "03b9.03b9"}, "are not sorted"),
        ({"sketch": ".".join(f"{i:04x}" for i in range(13))}, "13 groups, more than 12"),
        ({"words": "the mole"}, "unknown key 'words'"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value)[:12],
)
def test_malformed_anchor_is_refused(changes: dict[str, str], message: str) -> None:
    with pytest.raises(AnchorError, match=message):
        parse_anchor(sealed("Gorse Point").fields() | changes)


@pytest.mark.parametrize("key", ["span", "paragraph", "hash"])
def test_anchor_that_lacks_a_key_is_refused(key: str) -> None:
    fields = sealed("Gorse Point").fields()
    del fields[key]
    with pytest.raises(AnchorError, match=f"'{key}' is missing"):
        parse_anchor(fields)


def test_all_faults_of_an_anchor_are_named_together() -> None:
    with pytest.raises(AnchorError) as caught:
        parse_anchor({"span": "x", "hash": "y", "z": ""})
    assert len(caught.value.problems) == 4


@pytest.mark.parametrize(
    ("spans", "message"),
    [
        ([], "at least one span"),
        ([(5, 5)], "empty"),
        ([(0, 10_000)], "not within"),
        ([(-4, 90)], "not within"),
        ([(50, 120), (0, 40)], "out of order"),
        ([(0, 23)], "4 words, fewer than 8"),
    ],
    ids=["none", "empty", "beyond", "negative", "out-of-order", "short"],
)
def test_spans_that_are_no_passage_are_not_sealed(spans: list[tuple[int, int]], message: str) -> None:
    with pytest.raises(AnchorError, match=message):
        seal(TEXT, spans)
