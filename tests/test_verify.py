"""Verifying looks every anchor up in the text and every field of ours for copied words, and says where and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from corpora import CLAIMS, LAMP_TEXT, detente, edit, everything_in, line_of, read_folder, write_file, write_lamps

from loaders.text import normalise
from loaders.verify import Verified, copied_fields, verify

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("nothing_shipped")

PREFACE = "A preface of some words was put before the whole. "
COPIED = "two of them keep no lamp at all. According"


def verified(folder: Path, text: str) -> list[Verified]:
    claims = [claim for claim in read_folder(folder).claims if claim.source.slug == "lamp-news"]
    return verify(claims, normalise(text))


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        (LAMP_TEXT, ["exact", "exact", "exact"]),
        (LAMP_TEXT.replace("\n", "\r\n").replace("Vey and", "Vey  and"), ["exact", "exact", "exact"]),
        (PREFACE + LAMP_TEXT, ["moved", "moved", "moved"]),
        (LAMP_TEXT.replace("nine ports", "five ports"), ["exact", "changed", "exact"]),
        (LAMP_TEXT.replace("1922", "1923"), ["exact", "exact", "changed"]),
        ("Quite another text, of a lighthouse without a lamp.", ["lost", "lost", "lost"]),
        ("", ["lost", "lost", "lost"]),
    ],
    ids=["same", "white space", "preface", "a figure", "a year", "another text", "empty"],
)
def test_an_anchor_has_the_status_of_its_passage(lamps: Path, text: str, statuses: list[str]) -> None:
    assert [found.status for found in verified(lamps, text)] == statuses


def test_a_line_says_where_the_claim_is_and_what_to_do(lamps: Path) -> None:
    file = lamps / CLAIMS
    moved = verified(lamps, PREFACE + LAMP_TEXT)[1].line
    changed = verified(lamps, LAMP_TEXT.replace("nine ports", "five ports"))[1].line
    lost = verified(lamps, "Quite another text.")[1].line
    place = f"{file}:{line_of(file, 'id: c02')}: claim lamp-news/c02: "
    assert moved == f"{place}moved; run `detente source seal` to follow it"
    assert changed == f"{place}changed; read the passage again, it is not what was coded"
    assert lost == f"{place}lost; the text does not hold the passage"


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("says: Brand counts: {}", 17),
        ("says: Brand counts the ports.\n  coder-note: >-\n    He says {}", 18),
        ("says: Brand counts the ports.\n  hedge:\n  - some\n  - {}", 20),
    ],
)
def test_eight_words_of_the_text_in_a_row_are_found_in_any_field(lamps: Path, written: str, line: int) -> None:
    edit(lamps / CLAIMS, "says: Brand counts the ports.", written.format(COPIED).replace("counts: ", "counts "))
    assert copied_fields(lamps / CLAIMS, normalise(LAMP_TEXT)) == [
        (
            f"{lamps / CLAIMS}:{line}: repeats 9 words of the source in a row, more than 7; "
            f"put this into words of your own: {COPIED}"
        )
    ]


def test_titles_and_words_to_find_may_repeat_the_text(tmp_path: Path) -> None:
    write_lamps(tmp_path, sealed=False)
    edit(tmp_path / CLAIMS, "find: has nine ports", "find: although two of them keep no lamp at all")
    title = write_file(tmp_path / "source.yaml", f"title: {COPIED}\n")
    assert copied_fields(tmp_path / CLAIMS, normalise(LAMP_TEXT)) == []
    assert copied_fields(title, normalise(LAMP_TEXT)) == []


def test_the_command_says_that_all_anchors_are_exact(lamps: Path) -> None:
    result = detente(lamps, "source", "verify", "lamp-news")
    assert (result.returncode, result.stdout, result.stderr) == (0, "lamp-news: 3 exact; the same text\n", "")


def test_the_command_says_that_the_text_is_another_version(lamps: Path) -> None:
    write_file(lamps / "texts" / "lamp-news.txt", f"{LAMP_TEXT}\nA line was added.\n")
    result = detente(lamps, "source", "verify", "lamp-news")
    assert (result.returncode, result.stdout) == (0, "lamp-news: 3 exact; another version of the text\n")


@pytest.mark.parametrize(
    ("text", "summary", "status"),
    [
        (LAMP_TEXT.replace("nine ports", "five ports"), "2 exact, 1 changed", "changed; read the passage again"),
        (LAMP_TEXT.replace("Captain", f"{'He said so. ' * 9}Captain"), "1 exact, 2 moved", "moved; run `detente source seal`"),
    ],
)  # fmt: skip
def test_the_command_names_each_claim_that_is_not_exact(lamps: Path, text: str, summary: str, status: str) -> None:
    write_file(lamps / "texts" / "lamp-news.txt", text)
    before = everything_in(lamps.parent)
    result = detente(lamps, "source", "verify", "lamp-news")
    lines = result.stdout.splitlines()
    assert (result.returncode, lines[0]) == (1, f"lamp-news: {summary}; another version of the text")
    assert lines[1].startswith(
        f"  {lamps / CLAIMS}:{line_of(lamps / CLAIMS, 'id: c02')}: claim lamp-news/c02: {status}"
    )
    assert everything_in(lamps.parent) == before


def test_the_command_finds_copied_words(lamps: Path) -> None:
    edit(lamps / CLAIMS, "says: Brand counts the ports.", f"says: {COPIED}")
    result = detente(lamps, "source", "verify", "lamp-news")
    told = [
        line for line in [*result.stdout.splitlines(), *result.stderr.splitlines()] if "words of the source" in line
    ]
    assert result.returncode == 6
    assert len(told) == 1
    assert f"{lamps / CLAIMS}:17: repeats 9 words of the source in a row" in told[0]


def test_the_command_finds_a_span_out_of_range(lamps: Path) -> None:
    edit(lamps / CLAIMS, "span: 25-123", "span: 90025-90124")
    result = detente(lamps, "source", "verify", "lamp-news")
    told = [line for line in result.stderr.splitlines() if "lamp-news/c01" in line]
    assert result.returncode == 6
    assert len(told) == 1


def test_the_command_wants_the_text(lamps: Path) -> None:
    (lamps / "texts" / "lamp-news.txt").unlink()
    result = detente(lamps, "source", "verify", "lamp-news")
    assert (result.returncode, result.stdout) == (6, "")
    assert result.stderr == (
        f"detente: {lamps / 'sources/lamp-news/source.yaml'}: text-file lamp-news.txt is in none of {lamps / 'texts'}\n"
    )
