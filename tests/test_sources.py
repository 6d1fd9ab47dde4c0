"""Sources: what source.yaml says of a document; each fault is one line with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from corpora import detente, edit, everything_in, faults, read_folder, stderr_faults, write_file

from graph.errors import InputError
from loaders.sources import text_of

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("nothing_shipped")


def source_file(folder: Path) -> Path:
    return folder / "sources" / "lamp-news" / "source.yaml"


def test_a_source_is_what_its_file_says(lamps: Path) -> None:
    source = read_folder(lamps).sources["lamp-news"]
    assert (source.title, source.authors, source.language) == ("A text called lamp-news", ("lamp-news-author",), "en")
    assert (source.published, source.date_basis, source.date_reason) == ("1923-05", "printed", None)


def test_a_source_may_have_several_authors(lamps: Path) -> None:
    edit(source_file(lamps), "author: lamp-news-author", "author: [lamp-news-author, orla-brand]")
    assert read_folder(lamps).sources["lamp-news"].authors == ("lamp-news-author", "orla-brand")


def test_a_source_may_have_passages_in_other_languages(lamps: Path) -> None:
    assert read_folder(lamps).sources["lamp-news"].also_in == ()
    edit(source_file(lamps), "language: en", "language: en\nalso-in: [ru, be]")
    assert read_folder(lamps).sources["lamp-news"].also_in == ("ru", "be")


def test_names_start_with_the_base_of_the_layer(lamps: Path) -> None:
    write_file(lamps / "base.txt", "https://lamps.example/kg/\n")
    corpus = read_folder(lamps)
    assert corpus.sources["lamp-news"].iri.value == "https://lamps.example/kg/source/lamp-news"
    assert corpus.sources["edm-2019"].iri.value == "https://w3id.org/detente/source/edm-2019"
    assert {claim.iri.value for claim in corpus.claims} > {"https://lamps.example/kg/claim/lamp-news/c01"}


FAULTS = [
    ("id: lamp-news", "id: lamp_news", 1, "'lamp_news' is no name; use lower-case letters, digits and hyphens"),
    ("id: lamp-news", "id: lamps", 1, "the source lamps stands in the folder lamp-news; the two must be the same"),
    ("title: A text called lamp-news\n", "", 1, "the key title is missing in this source"),
    ("title: A text called lamp-news", "titel: A text", 2, "unknown key 'titel' in a source; did you mean title?"),
    ("title: A text called lamp-news", "title: [A]", 2, "title must be plain text, and not empty"),
    ("author: lamp-news-author\n", "", 1, "the key author is missing; a text without a named author has an entity"),
    ("lamp-news-author", "lamp-new-author", 3, "unknown entity 'lamp-new-author' under author; did you mean lamp-news-author"),
    ("lamp-news-author", "\n- orla-brand\n- orla-bran", 5, "unknown entity 'orla-bran' under author; did you mean orla-brand?"),
    ("lamp-news-author", "{a: b}", 3, "author must be one text or a list of texts, none of them empty"),
    ("language: en", "language: in English", 4, "'in English' is no language code; write en, be, ru …"),
    ("language: en\n", "", 1, "the key language is missing in this source"),
    ("language: en", "language: en\nalso-in: [be, in Russian]", 5, "'in Russian' is no language code; write en, be, ru …"),
    ("language: en", "language: en\nalso-in: en", 5, "also-in names en, which is the language of the text already"),
    ("language: en", "language: en\nalso-in: {a: b}", 5, "also-in must be one text or a list of texts"),
    ("published: 1923-05", "published: 1923-13", 5, "'1923-13' cannot be read as a date"),
    ("published: 1923-05", "published: May 1923", 5, "'May 1923' cannot be read as a date"),
    ("date-basis: printed", "date-basis: guessed", 6, "date-basis is 'guessed'; write printed or inferred"),
    ("date-basis: printed", "date-basis: inferred", 6, "the date is inferred and date-reason does not say from what"),
    ("text-file: lamp-news.txt\n", "", 1, "the key text-file is missing in this source"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "message"), FAULTS)
def test_a_fault_of_a_source_is_one_line_at_its_place(lamps: Path, old: str, new: str, line: int, message: str) -> None:
    content = source_file(lamps).read_text(encoding="utf-8")
    write_file(source_file(lamps), content.replace(old, new, 1))
    found = faults(lamps)
    assert len(found) == 1
    assert found[0].startswith(f"sources/lamp-news/source.yaml:{line}: {message}")


def test_all_faults_of_a_source_are_found_in_one_run(lamps: Path) -> None:
    write_file(source_file(lamps), "id: lamp-news\nauthor: nobody\npublished: soon\ntext-file: a.txt\n")
    found = [line.split(": ", 1)[0] for line in faults(lamps)]
    assert sorted(found) == [f"sources/lamp-news/source.yaml:{line}" for line in (1, 1, 2, 3)]


def test_a_source_of_a_name_that_is_taken_is_refused(lamps: Path) -> None:
    content = source_file(lamps).read_text(encoding="utf-8").replace("id: lamp-news", "# again\nid: edm-2019")
    write_file(lamps / "sources" / "edm-2019" / "source.yaml", content)
    found = faults(lamps)
    assert len(found) == 1
    assert found[0].startswith("sources/edm-2019/source.yaml:2: the source edm-2019 stands already in ")


def test_claims_without_a_source_beside_them_are_refused(lamps: Path) -> None:
    write_file(lamps / "sources" / "stray" / "claims.yaml", "source: stray\nclaims: []\n")
    assert faults(lamps) == [
        "sources/stray/claims.yaml:1: there is no source.yaml beside these claims, which says of what document they are"
    ]


@pytest.mark.parametrize(
    ("content", "fault"), [("", "the file is empty"), ("- a\n", "a source is a block with the keys id, ")]
)
def test_a_file_that_holds_no_source_is_one_line(lamps: Path, content: str, fault: str) -> None:
    write_file(source_file(lamps), content)
    found = faults(lamps)
    assert len(found) == 1
    assert found[0].startswith(f"sources/lamp-news/source.yaml:1: {fault}")


def test_the_text_comes_from_the_first_folder_that_has_it(lamps: Path, tmp_path: Path) -> None:
    source = read_folder(lamps).sources["lamp-news"]
    other = write_file(tmp_path / "other" / "lamp-news.txt", "Another text.").parent
    found = [
        text_of(source, folders) for folders in ([tmp_path, other, lamps / "texts"], [lamps / "texts"], [tmp_path])
    ]
    assert [text and text.text[:8] for text in found] == ["Another ", "The lamp", None]


def test_a_text_that_is_not_utf_8_is_refused_with_its_line(lamps: Path) -> None:
    file = write_file(lamps / "texts" / "lamp-news.txt", b"The lamp\non G\xf6rse Skerry\n")
    with pytest.raises(InputError) as caught:
        text_of(read_folder(lamps).sources["lamp-news"], [lamps / "texts"])
    assert caught.value.problems == (f"{file}:2: not UTF-8 (byte 13); save the file as UTF-8",)


@pytest.mark.parametrize(("old", "new", "line", "message"), [FAULTS[1], FAULTS[6], FAULTS[11]])
@pytest.mark.slow
def test_the_command_refuses_a_faulty_source(lamps: Path, old: str, new: str, line: int, message: str) -> None:
    write_file(source_file(lamps), source_file(lamps).read_text(encoding="utf-8").replace(old, new, 1))
    before = everything_in(lamps.parent)
    result = detente(lamps, "ask", "blocked-agreements")
    found = stderr_faults(result, lamps)
    assert (result.returncode, result.stdout, len(found)) == (6, "", 1)
    assert found[0].startswith(f"sources/lamp-news/source.yaml:{line}: {message}")
    assert everything_in(lamps.parent) == before


def test_the_sources_are_listed_with_title_date_and_number_of_claims(lamps: Path) -> None:
    done = detente(lamps, "source", "list")
    assert done.returncode == 0, done.stderr
    shown = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert "lamp-news A text called lamp-news, May 1923, 3 claims" in shown
    assert shown[-1].startswith("data ")
