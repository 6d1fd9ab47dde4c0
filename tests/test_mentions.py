"""Mentions: the figures, dates and names that a reader can point to in a sentence, each found once."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from corpora import LAMP_ENTITIES, read_folder, write_entities, write_file
from hypothesis import given
from hypothesis import strategies as st

from graph.layers import all_layers
from loaders.languages import language_of, languages_of, read_languages, unknown_language
from loaders.mention import without
from loaders.mentions import MentionReader
from loaders.problems import Problems
from loaders.sentences import sentences
from loaders.text import normalise

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from loaders.corpus import Corpus
    from loaders.languages import Language
    from loaders.mention import Mention

pytestmark = pytest.mark.usefixtures("nothing_shipped")

MORE = """
- id: vey-harbour-school
  type: Organisation
  label: {en: Harbour School of the port of Vey}
- id: skerry-coast
  type: Place
  label: {en: Skerry Coast}
  variants: {en: [Old Skerry Coast]}
- id: skerry-coast-guild
  type: Organisation
  label: {en: Guild of Pilots of Skerry Coast}
- id: vey-herald
  type: Medium
  label: {en: vey-herald.by}
- id: lamp-tax-quarrel
  type: Issue
  label: {en: the quarrel over lamp tax}
- id: wick-guild
  type: Organisation
  label: {en: Guild of Wicks, ru: Гильдия фитилей, be: Гільдыя кнатоў, de: Dochtzunft}
- id: peace
  type: Issue
  label: {en: the peace}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("mentions")
    write_entities(data, LAMP_ENTITIES + MORE)
    write_file(data / "languages/ru.yaml", "language: ru\nadjectives: {port-of-vey: [порту Вей]}\n")
    write_file(data / "languages/en.yaml", "language: en\nadjectives: {port-of-vey: [Veyan, Veyans, veyish]}\n")
    return data


@pytest.fixture(scope="module")
def corpus(folder: Path) -> Corpus:
    return read_folder(folder)


@pytest.fixture(scope="module")
def languages(folder: Path, corpus: Corpus) -> dict[str, Language]:
    problems = Problems()
    found = read_languages(all_layers([folder]), corpus.entities, problems)
    problems.raise_any()
    return found


@pytest.fixture(scope="module")
def english(languages: dict[str, Language]) -> Language:
    return language_of("en", languages)


@pytest.fixture(scope="module")
def read(corpus: Corpus, english: Language) -> Callable[[str], list[Mention]]:
    def mentions(words: str) -> list[Mention]:
        text = normalise(words)
        reader = MentionReader(text, corpus, english)
        return [mention for sentence in sentences(text) for mention in reader.mentions(sentence)]

    return mentions


def test_a_name_that_ends_in_anothers_name_is_known_with_its_variants(read: Callable[[str], list[Mention]]) -> None:
    found = read(
        "They met the Guild of Pilots of the Old Skerry Coast, and no Guild of Bakers of the Old Skerry Coast."
    )
    assert [(mention.words, known(mention)) for mention in found] == [
        ("Guild of Pilots of the Old Skerry Coast", ["skerry-coast-guild"]),
        ("Guild of Bakers", []),
        ("Old Skerry Coast", ["skerry-coast"]),
    ]


def known(mention: Mention) -> list[str]:
    return sorted(thing.value.rsplit("/", 1)[-1] for thing in mention.things)


@pytest.mark.parametrize(
    ("words", "figures"),
    [
        ("there are 40 lamps", {"40": 40}),
        ("there are 4,000 lamps, and 1,234.5 of oil", {"4,000": 4000, "1,234.5": Decimal("1234.5")}),
        ("of the type 1+ there are about 40%", {"1+": 1, "40%": 40}),
        ("it rose more than six-fold, or sixfold", {"six-fold": 6, "sixfold": 6}),
        ("the first and the 3rd of twenty-five", {"first": 1, "3rd": 3, "twenty-five": 25}),
        ("two hundred lamps and 20 million wicks", {"two hundred": 200, "20 million": 20_000_000}),
        ("half a dozen came twice", {"half": Decimal("0.5"), "dozen": 12, "twice": 2}),
        ("one lamp is like no one, and one of them sees one another", {"one": 1}),
        ("at first the seconds and the tent held", {}),
        (
            "there are 1 600 lamps, 2 000 000 wicks and 12 345.5 of oil",
            {"1 600": 1600, "2 000 000": 2_000_000, "12 345.5": Decimal("12345.5")},
        ),
        ("there are 1,600 300 of them", {"1,600": 1600, "300": 300}),
        ("in rows of 5 120 30 lamps", {"5": 5, "120": 120, "30": 30}),
        ("in rows of 20 5 120 lamps", {"20": 20, "5": 5, "120": 120}),
        ("they are 5 2017 and 12 34 or 7 1234", {"5": 5, "12": 12, "34": 34, "7": 7}),
        ("it has 78⁹ lamps, 40¹⁾ and five³", {"78": 78, "40": 40, "five": 5}),
        ("it is told [6], by others [12]; and [3456] or x[7] is none", {"3456": 3456, "7": 7}),
        ("the T72 and the x86 stood on the A-10", {}),
    ],
)
def test_figures_are_read_in_digits_and_in_words(
    read: Callable[[str], list[Mention]], words: str, figures: dict[str, object]
) -> None:
    assert {m.words: m.figure for m in read(words) if m.kind == "figure"} == figures


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("it came on February 22, as ever", (None, "02", "22")),
        ("it came in July 1997", ("1997", "07", None)),
        ("it came on July 21, 2010", ("2010", "07", "21")),
        ("it came on 3 May 2010", ("2010", "05", "03")),
        ("it came on the 3rd of May", (None, "05", "03")),
        ("it came on December 8th, 2017", ("2017", "12", "08")),
        ("it came in December", (None, "12", None)),
        ("it came in 1992", ("1992", None, None)),
        ("it came in the 1990s", ("199X", None, None)),
        ("it came on 5 Jan. 1999", ("1999", "01", "05")),
        ("it came on 01.02.2020, as ever", ("2020", "02", "01")),
        ("it came on 9.11.1999.", ("1999", "11", "09")),
        ("it came in July 1997⁴.", ("1997", "07", None)),
        ("it came in 1992²³", ("1992", None, None)),
        ("it came in 2017 and left", ("2017", None, None)),
    ],
)
def test_a_date_has_the_parts_that_are_printed(
    read: Callable[[str], list[Mention]], words: str, date: tuple[str | None, ...]
) -> None:
    assert [m.date for m in read(words)] == [date]


def test_a_year_and_the_figure_after_it_are_two(read: Callable[[str], list[Mention]]) -> None:
    found = [(m.kind, m.words) for m in read("in 2017 400 lamps and in 2018 2 000 lamps burnt")]
    assert found == [("date", "2017"), ("figure", "400"), ("date", "2018"), ("figure", "2 000")]


@pytest.mark.parametrize("words", ["it has 40.13.2020 of them", "it is 01.02.2020.3 of them", "it is 1.2.20 of them"])
def test_what_only_looks_like_a_dotted_date_is_none(read: Callable[[str], list[Mention]], words: str) -> None:
    assert not [m for m in read(words) if m.kind == "date"]


@pytest.mark.parametrize("words", ["they may come and march", "May they come", "the cost of 40,1992 lamps in Marble"])
def test_what_only_looks_like_a_date_is_none(read: Callable[[str], list[Mention]], words: str) -> None:
    assert not [m for m in read(words) if m.kind == "date"]


def test_a_year_may_be_meant_as_a_figure_too(read: Callable[[str], list[Mention]]) -> None:
    assert [m.figure for m in read("there were 1992 lamps")] == [1992]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("he likes the League of Lamps", {"League of Lamps": ["league-of-lamps"]}),
        ("he likes the port of Vey", {"port of Vey": ["port-of-vey"]}),
        ("he is at the Harbour School of the port of Vey", {"Harbour School of the port of Vey": ["vey-harbour-school"]}),
        ("The quarrel over lamp tax is old", {"quarrel over lamp tax": ["lamp-tax-quarrel"]}),
        ("a Veyan lamp of the Veyans", {"Veyan": ["port-of-vey"], "Veyans": ["port-of-vey"]}),
        ("so says Vey-Herald.by, and so does vey.gov.by", {"Vey-Herald.by": ["vey-herald"], "vey.gov.by": []}),
        ("the peace of lamps", {}),
        ("the League of Lamps⁷ likes the port of Vey²⁾", {"League of Lamps": ["league-of-lamps"], "port of Vey": ["port-of-vey"]}),
        ("a veyish lamp", {"veyish": ["port-of-vey"]}),
        ("he likes the Leagues of Lamps.", {"Leagues of Lamps": []}),
    ],
)  # fmt: skip
def test_a_known_name_is_found_whole_the_longest_first(
    read: Callable[[str], list[Mention]], words: str, names: dict[str, list[str]]
) -> None:
    assert {m.words: known(m) for m in read(words)} == names


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("He met Tam Orrin and Bo Larch.", ["Tam Orrin", "Bo Larch"]),
        ("He met the Guild of the Wicks.", ["Guild of the Wicks"]),
        ("He met the Guild of Clean Wicks (GCW) there", ["Guild of Clean Wicks (GCW)"]),
        ("He met the Guild (PfP) there", ["Guild", "PfP"]),
        ("He flew an Il-76MD over the 103rd Guards Brigade.", ["Il-76MD", "103rd Guards Brigade"]),
        ("He saw the Moscow-led and US- and X-led ones.", ["Moscow", "US", "X"]),
        ("He saw the Orrin-League of Lamps treaty", ["Orrin", "League of Lamps"]),
        ("However, lamps burn. Yet Orrin sleeps. Orrin wakes.", ["Orrin", "Orrin"]),
        ("Lamps burn, and so do lamps. Oil is dear.", []),
        ('He said: "We burn." "[W]e burn", I said', []),
        ("Seeks Warmer Lamps", []),
        ("Source: a picture of lamps", []),
        ("PARP is old", ["PARP"]),
        ("He met Tam Orrin⁵ and Bo Larch¹⁾.", ["Tam Orrin", "Bo Larch"]),
        ("¹⁶PARP is old", ["PARP"]),
        ("He visited B. LARCH^a near the ^bGuild.", ["B. LARCH", "Guild"]),
        ("He met Bo Larch.¹", ["Bo Larch"]),
        ("He met Bo Larch [1], Tam Orrin [2] there", ["Bo Larch", "Tam Orrin"]),
        ("It stands there in F. 7 and D. 1921.", ["7", "1921"]),
    ],
)
def test_capitals_give_names_away_except_where_a_sentence_begins(
    read: Callable[[str], list[Mention]], words: str, names: list[str]
) -> None:
    assert [m.words for m in read(words)] == names


def test_the_words_of_a_mention_stand_at_its_span(read: Callable[[str], list[Mention]]) -> None:
    words = "Oil burns. On 3 May 1921 the 9 ports of the League of Lamps met Tam Orrin."
    assert [words[slice(*m.span)] for m in read(words)] == ["3 May 1921", "9", "League of Lamps", "Tam Orrin"]


def test_without_a_file_of_its_language_a_text_still_has_digits_years_and_capitals(corpus: Corpus) -> None:
    text = normalise("Гэта 40 лямпаў у Мінску з 1921 года.")
    found = MentionReader(text, corpus, unknown_language("be")).mentions(sentences(text)[0])
    assert [(m.kind, m.words) for m in found] == [("figure", "40"), ("name", "Мінску"), ("date", "1921")]


def in_all_languages(corpus: Corpus, languages: dict[str, Language], words: str) -> list[Mention]:
    text = normalise(words)
    reader = MentionReader(text, corpus, languages_of("en", ("ru", "be"), languages))
    return [mention for sentence in sentences(text) for mention in reader.mentions(sentence)]


def test_in_a_text_of_several_languages_the_names_of_each_are_known(
    corpus: Corpus, languages: dict[str, Language]
) -> None:
    words = "The Dochtzunft, Veyan ships and Гильдия фитилей stood in порту Вей with Гільдыя кнатоў."
    assert {m.words: known(m) for m in in_all_languages(corpus, languages, words)} == {
        "Dochtzunft": [],
        "Veyan": ["port-of-vey"],
        "Гильдия фитилей": ["wick-guild"],
        "порту Вей": ["port-of-vey"],
        "Гільдыя кнатоў": ["wick-guild"],
    }


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("It is told: от 20 июля 1916 г. № 5", ("1916", "07", "20")),
        ("It is told: от 9 нояб. 1910 г.", ("1910", "11", "09")),
        ("It is told: ад 14 лістапада 1905 г.", ("1905", "11", "14")),
        ("They met there in December", (None, "12", None)),
        ("They met there in May", (None, "05", None)),
        ("Они там в мае", (None, "05", None)),
    ],
)
def test_in_a_text_of_several_languages_the_months_of_each_are_known(
    corpus: Corpus, languages: dict[str, Language], words: str, date: tuple[str | None, ...]
) -> None:
    assert [m.date for m in in_all_languages(corpus, languages, words) if m.kind == "date"] == [date]


def test_of_several_languages_the_first_one_has_the_say_over_signs(languages: dict[str, Language]) -> None:
    both = languages_of("en", ("ru",), languages)
    assert (both.code, both.also, both.signs) == ("en", ("ru",), languages["en"].signs)
    assert languages["ru"].signs["decimal"] == ","
    assert languages_of("nn", ("ru", "zz"), languages).unknown == ("zz", "nn")


@given(st.lists(st.sampled_from(["2", "one", "May", "League of Lamps", "Orrin", "of", "1921", "(PfP)", "-", "he"])))
@pytest.mark.slow
def test_no_mention_lies_inside_another(read: Callable[[str], list[Mention]], pieces: list[str]) -> None:
    found = read(" ".join(["They", *pieces]))
    assert all(first.span[1] <= second.span[0] for first, second in pairwise(found))


@given(st.text("ab ", max_size=20), st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=4))
def test_taking_spans_out_of_a_text_moves_nothing(text: str, spans: list[tuple[int, int]]) -> None:
    inside = [(a, b) for a, b in spans if a <= b <= len(text)]
    rest = without(text, inside)
    taken = {place for a, b in inside for place in range(a, b)}
    assert rest == "".join("\x00" if place in taken else character for place, character in enumerate(text))
