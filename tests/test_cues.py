"""Cues: words that may say it is not outright so, found whole, and languages as the data has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from corpora import LAMP_ENTITIES, faults, line_of, write_entities, write_file
from harbour import write_harbour

from graph.layers import all_layers, shipped_layer
from loaders.corpus import read_corpus
from loaders.coverages import read_coverages
from loaders.cues import CueReader
from loaders.languages import SIGNALS, language_of, read_languages
from loaders.problems import Problems
from loaders.sources import text_of
from loaders.text import normalise

if TYPE_CHECKING:
    from pathlib import Path

    from loaders.languages import Language

pytestmark = pytest.mark.usefixtures("nothing_shipped")


def english(*folders: Path) -> Language:
    problems = Problems()
    layers = all_layers(folders)
    found = read_languages(layers, read_corpus(layers).entities, problems)
    problems.raise_any()
    return language_of("en", found)


@pytest.fixture(scope="module")
def reader() -> CueReader:
    return CueReader(english())


def cues(reader: CueReader, words: str) -> dict[str, str]:
    return {cue.words: cue.signals for cue in reader.cues(normalise(words).text)}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("The port would join.", {"would": "modality"}),
        ("The port is ready to join and hopes for oil.", {"ready to": "modality", "hopes": "modality"}),
        ("The deputy proposes a lamp.", {"proposes": "modality"}),
        ("The port did not join; it won't.", {"not": "polarity", "won't": "polarity"}),
        ("The port used to join.", {"used to": "time"}),
        ("The so-called port joined.", {"so-called": "voice"}),
        ("According to the port it joined.", {"according to": "voice"}),
        ("The port is “open”.", {'"': "voice"}),
        ("About 40 ports and up to nine lamps.", {"about 40": "hedge", "up to": "hedge"}),
        ("About two ports, nearly a dozen lamps.", {"about two": "hedge", "nearly": "hedge"}),
        ("The only port.", {"only": "polarity"}),
        ("The main port.", {"main": "modality"}),
        ("It would¹² join, it did not²⁾.", {"would": "modality", "not": "polarity"}),
        ("Between 1 600 and 2 000 lamps.", {"between 1 600 and 2 000": "hedge"}),
    ],
)
def test_each_kind_of_cue_is_found(reader: CueReader, words: str, found: dict[str, str]) -> None:
    assert cues(reader, words) == found


@pytest.mark.parametrize(
    "words",
    [
        "The port joined in the spring.",
        "A book about ports and a lamp.",
        "The notary of Tolv signed a mayoral canon.",
        "A few ports joined at the same time.",
        "The lamp of pier no. 5 burns.",
        "It is some ¹⁶ports and about [3] ports.",
    ],
)
def test_words_that_only_look_like_a_cue_are_none(reader: CueReader, words: str) -> None:
    assert cues(reader, words) == {}


def test_a_cue_is_told_once_in_the_order_of_the_passage(reader: CueReader) -> None:
    told = [cue.words for cue in reader.cues("It may not come, and it may not go, Nobody would.")]
    assert told == ["may", "not", "nobody", "would"]


def test_every_signal_of_the_shipped_english_list_is_one_and_each_has_cues() -> None:
    assert {group.signals for group in english().cues} == set(SIGNALS)


def test_no_form_of_the_shipped_english_list_stands_twice_under_one_signal() -> None:
    forms = [(group.signals, form) for group in english().cues for form in group.forms]
    assert sorted(forms) == sorted(set(forms))


def test_a_folder_of_ones_own_adds_cues_adjectives_and_figures(tmp_path: Path) -> None:
    write_entities(tmp_path, LAMP_ENTITIES)
    own = "language: en\nnumbers: {gross: 144}\nadjectives: {port-of-vey: [Veyan]}\ncues:\n- {signals: hedge, forms: [ish]}\n"
    write_file(tmp_path / "languages/en.yaml", own)
    found = english(tmp_path)
    assert found.figures["numbers"]["gross"] == 144
    assert found.figures["numbers"]["two"] == 2
    assert found.adjectives["port-of-vey"] == ("Veyan",)
    assert cues(CueReader(found), "Ish would do.") == {"ish": "hedge", "would": "modality"}


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("cues: []\n", "1: the key language is missing in this file of a language"),
        ("language: English\n", "1: 'English' is no language code; write en, be, ru …"),
        ("language: en\ncue: []\n", "2: unknown key 'cue' in a file of a language; did you mean cues?"),
        ("language: en\nthousands: [x]\n", "2: thousands must be plain text, and not empty"),
        ("language: en\ndotted-dates: day-month\n", "2: dotted-dates is 'day-month'; it is one of day-month-year, "),
        ("language: en\nnumbers:\n  two: zwei\n", "3: 'two' under numbers needs a figure in digits"),
        ("language: en\nadjectives:\n  velmm: [Velmian]\n", "3: unknown entity 'velmm' under adjectives"),
        (
            "language: en\ncues:\n- signals: mood\n  forms: [if]\n",
            "3: signals is 'mood'; it is one of modality, voice, polarity, hedge, time",
        ),
        ("language: en\ncues:\n- signals: time\n", "3: the key forms is missing in this group of cues"),
        ("language: en\ncues:\n- {signals: time, forms: [ere], but: [x]}\n", "3: unknown key 'but' in a group of cues"),
    ],
)
def test_a_fault_in_a_file_of_a_language_has_its_line(tmp_path: Path, content: str, fault: str) -> None:
    write_file(tmp_path / "languages/en.yaml", content)
    found = faults(tmp_path, english)
    assert len(found) == 1
    assert found[0].startswith(f"languages/en.yaml:{fault}")


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    return write_harbour(tmp_path / "data")


def doubts(folder: Path, slug: str) -> list[str]:
    layers = all_layers([folder])
    corpus = read_corpus(layers)
    source = corpus.sources[slug]
    text = text_of(source, [folder / "texts"])
    assert text is not None
    return [doubt.line for doubt in read_coverages(corpus, {source: text}, layers)[0].doubts]


def test_a_claim_coded_outright_where_its_passage_holds_a_cue_is_a_doubt(harbour: Path) -> None:
    file = harbour / "sources" / "review" / "claims.yaml"
    told = doubts(harbour, "review")
    assert [line.split(":")[1] for line in told] == [str(line_of(file, "- id: c02"))]
    assert "claim review/c02: own voice, actual, affirmed and without a hedge, and its passage holds" in told[0]
    assert "“not” (polarity)" in told[0]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("coder-note", "The negation is of another date."),
        ("modality", "doubted"),
        ("polarity", "denied"),
        ("hedge", "about"),
    ],
)
def test_a_note_or_a_mended_axis_settles_a_doubt(harbour: Path, key: str, value: str) -> None:
    file = harbour / "sources" / "review" / "claims.yaml"
    content = file.read_text(encoding="utf-8")
    file.write_text(content.replace("- id: c02\n", f"- id: c02\n  {key}: {value}\n"), encoding="utf-8")
    assert doubts(harbour, "review") == []


def test_a_month_and_a_name_are_no_cues(tmp_path: Path) -> None:
    folder = write_harbour(tmp_path / "data")
    text = folder / "texts" / "gazette.txt"
    plain = doubts(folder, "gazette")
    text.write_text(text.read_text().replace("The block began in 2014.", "On 5 May Will Might saw it begin in 2014."))
    assert [
        line for line in doubts(folder, "gazette") if "“may”" in line or "“will”" in line or "“might”" in line
    ] == []
    assert plain


def test_the_languages_are_shipped_with_the_data() -> None:
    assert [file.name for file in shipped_layer().files("data", "languages/*.yaml")] == [
        "be.yaml",
        "en.yaml",
        "ru.yaml",
    ]
