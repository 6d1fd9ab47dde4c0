"""Dates that a claim calls printed are compared with the words of its passage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from corpora import write_file
from harbour import REVIEW, REVIEW_CLAIMS, write_harbour

from graph.layers import all_layers
from loaders.corpus import read_corpus
from loaders.languages import source_languages
from loaders.printed import unprinted
from loaders.sources import text_of

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("nothing_shipped")


def missing(folder: Path, claims: str, review: str = REVIEW, also: str = "") -> dict[str, list[str]]:
    """By claim of the second source, the parts of its dates that its passage does not print; ``also`` is what source.yaml adds."""
    write_harbour(folder, review=review, review_claims=claims)
    file = folder / "sources/review/source.yaml"
    write_file(file, file.read_text(encoding="utf-8") + also)
    layers = all_layers([folder])
    corpus = read_corpus(layers)
    source = corpus.sources["review"]
    text = text_of(source, [folder / "texts"])
    assert text is not None
    language = source_languages([source], layers, corpus.entities)[source]
    return {claim.slug: unprinted(claim, text, language) for claim in corpus.claims if claim.source == source}


def test_dates_that_the_passage_prints_are_found(tmp_path: Path) -> None:
    assert not any(missing(tmp_path, REVIEW_CLAIMS).values())


@pytest.mark.parametrize(
    ("date", "parts"),
    [
        pytest.param("2017", ["year 2017"], id="another year"),
        pytest.param("2016-04", ["month 04"], id="a month that is not there"),
        pytest.param("2016-05-06", ["month 05", "day 06"], id="a day that is not there"),
        pytest.param("2013/2016", ["year 2013"], id="an interval of which one end is there"),
        pytest.param("201X", [], id="a decade, of which no part is named"),
    ],
)
def test_what_the_passage_does_not_print_is_named(tmp_path: Path, date: str, parts: list[str]) -> None:
    assert missing(tmp_path, REVIEW_CLAIMS.replace("ended: 2016", f"ended: {date}"))["c01"] == parts


@pytest.mark.parametrize("basis", ["document", "inferred"])
def test_a_date_that_is_not_called_printed_is_not_looked_for(tmp_path: Path, basis: str) -> None:
    claims = REVIEW_CLAIMS.replace("ended: 2016", f"ended: 2017, date-basis: {basis}")
    assert missing(tmp_path, claims)["c01"] == []


def test_of_a_date_whose_year_is_inferred_the_month_is_looked_for(tmp_path: Path) -> None:
    claims = REVIEW_CLAIMS.replace("ended: 2016", "ended: 2017-03, date-basis: year-inferred")
    assert missing(tmp_path, claims)["c01"] == ["month 03"]


@pytest.mark.parametrize(
    ("printed", "also", "parts"),
    [
        pytest.param("on 05.03.2016", "", [], id="digits and full stops"),
        pytest.param("on 03.05.2016", "", ["month 03"], id="the day is not the month"),
        pytest.param("on 5 March\u2079 2016", "", [], id="a name with the mark of a note"),
        pytest.param("on 5/3/2016", "", ["month 03"], id="another form"),
        pytest.param("5 марта 2016 г.", "also-in: [ru]\n", [], id="in another language of the text"),
        pytest.param("5 марта 2016 г.", "", ["month 03"], id="in a language that the text is not said to have"),
    ],
)
def test_a_month_is_printed_by_name_or_in_a_dotted_date(
    tmp_path: Path, printed: str, also: str, parts: list[str]
) -> None:
    claims = REVIEW_CLAIMS.replace("ended: 2016", "ended: 2016-03-05")
    review = REVIEW.replace("gave up its block in 2016", f"gave up its block {printed}")
    assert missing(tmp_path, claims, review, also)["c01"] == parts
