"""``detente source coverage`` shows what is open and says so by its exit code; ``seal``, ``verify`` and ``check`` know the file too."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from corpora import CLAIMS, LAMP_TEXT, detente, edit, everything_in, line_of, stderr_faults, write_file, write_lamps

if TYPE_CHECKING:
    import subprocess

pytestmark = pytest.mark.usefixtures("nothing_shipped")

FILE = "sources/lamp-news/coverage.yaml"
COVERAGE = """source: lamp-news

skipped:
- reason: furniture    # the title
  find: The lamp on Gorse
- reason: transition
  note: It asks, and says nothing.
  find: Nobody in the League

unused:
- words: two of them
  reason: unspecific
  find: has nine ports
- words: April 1922
  reason: reference
  find: signed their pilot treaty
"""
SHORT = ("{en: League of Lamps}", "{en: League of Lamps}\n  variants: {en: [the League]}")
VEY = ("{en: the port of Vey}", "{en: the port of Vey}\n  variants: {en: [Vey]}")


def coverage(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return detente(folder, "source", "coverage", *arguments)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lamp corpus with a sealed file of coverage that leaves nothing open."""
    folder = tmp_path_factory.mktemp("sealed") / "data"
    write_lamps(folder)
    for old, new in (SHORT, VEY):
        edit(folder / "entities" / "own.yaml", old, new)
    write_file(folder / FILE, COVERAGE)
    assert detente(folder, "source", "seal", "lamp-news").returncode == 0
    return folder


@pytest.fixture
def met(sealed: Path, tmp_path: Path) -> Path:
    """The same, to change."""
    return Path(shutil.copytree(sealed, tmp_path / "met"))


def test_the_command_shows_what_is_open_with_the_words_of_the_text(lamps: Path) -> None:
    result = coverage(lamps, "lamp-news")
    assert (result.returncode, result.stderr) == (1, "")
    assert " ".join(result.stdout.split()) == (
        "lamp-news: 5 sentences: 3 claimed, 0 skipped, 2 untouched; 5 words unexplained; 0 doubts without a note "
        "paragraph 1, span 0-24: untouched | The lamp on Gorse Skerry "
        "paragraph 2, span 124-221: claimed by c02 "
        "| Captain Orla Brand says that the League has nine ports, although two of them keep no lamp at all. "
        "unexplained: League (no known name); two (figure) "
        "paragraph 2, span 222-322: claimed by c03 "
        "| According to the harbour office of Tolv, Vey and the League signed their pilot treaty in April 1922. "
        "unexplained: Vey (no known name); League (no known name); April 1922 (date) "
        "paragraph 3, span 323-413: untouched "
        "| Nobody in the League of Lamps has yet asked who trims the wicks when the keeper is ashore."
    )


def test_a_source_without_anything_open_is_one_line(met: Path) -> None:
    before = everything_in(met)
    result = coverage(met, "lamp-news")
    line = "lamp-news: 5 sentences: 3 claimed, 2 skipped, 0 untouched; 0 words unexplained; 0 doubts without a note\n"
    assert (result.returncode, result.stdout, result.stderr) == (0, line, "")
    assert everything_in(met) == before


def test_with_all_every_sentence_is_shown_with_its_claims_or_its_reason(met: Path) -> None:
    lines = coverage(met, "lamp-news", "--all").stdout.splitlines()
    assert [line.split(": ", 1)[1] for line in lines if line.startswith("  paragraph")] == [
        "skipped as furniture",
        "claimed by c01",
        "claimed by c02",
        "claimed by c03",
        "skipped as transition (It asks, and says nothing.)",
    ]


def test_a_doubt_is_shown_with_file_line_and_cues(met: Path) -> None:
    claims = met / CLAIMS
    edit(claims, "  voice: attributed\n  speaker: orla-brand\n  wording: reported\n", "  voice: own\n")
    result = coverage(met, "lamp-news")
    told = " ".join(result.stdout.split())
    assert result.returncode == 1
    assert "1 doubt without a note" in result.stdout.splitlines()[0]
    assert f"{claims}:{line_of(claims, 'id: c02')}: claim lamp-news/c02: own voice, actual" in told
    assert "holds “says” (voice), “no” (polarity); say in a coder-note why" in told


def test_a_stale_entry_is_a_fault_of_the_file(met: Path) -> None:
    edit(met / FILE, "words: two of them", "words: nine")
    result = coverage(met, "lamp-news")
    told = stderr_faults(result, met)
    assert result.returncode == 6
    assert len(told) == 1
    assert told[0].startswith(
        f"{FILE}:{line_of(met / FILE, 'words: nine')}: the entry for 'nine': no word of it is left"
    )


def test_a_file_of_another_form_ends_the_run(met: Path) -> None:
    edit(met / FILE, "reason: furniture", "reason: dull")
    result = coverage(met, "lamp-news")
    assert (result.returncode, result.stdout) == (6, "")
    assert stderr_faults(result, met) == [
        f"{FILE}:5: reason is 'dull'; it is one of furniture, repeated-heading, transition"
    ]


def test_without_a_slug_every_coded_source_whose_text_is_at_hand_is_looked_through(met: Path) -> None:
    result = detente(met, "source", "coverage", shipped=True)
    assert result.returncode == 0
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == ["lamp-news"]
    assert "edm-2019: its text is not at hand, so it was not looked through\n" in result.stderr


def test_a_source_of_a_language_of_which_nothing_is_known_is_remarked_upon(met: Path) -> None:
    edit(met / "sources/lamp-news/source.yaml", "language: en", "language: nn")
    assert "there is no languages/nn.yaml, so cues, months" in coverage(met, "lamp-news").stderr


def test_each_language_of_a_source_of_which_nothing_is_known_is_remarked_upon(met: Path) -> None:
    edit(met / "sources/lamp-news/source.yaml", "language: en", "language: en\nalso-in: [ru, nn]")
    told = coverage(met, "lamp-news").stderr.splitlines()
    assert [line.split(",")[0] for line in told] == ["lamp-news: there is no languages/nn.yaml"]


@pytest.mark.parametrize(
    ("arguments", "code", "fault"),
    [
        (["lamp-new"], 1, "there is no source 'lamp-new'; did you mean lamp-news?"),
        (["--al"], 2, "No such option"),
    ],
)
def test_a_call_that_cannot_be_meant_is_refused(met: Path, arguments: list[str], code: int, fault: str) -> None:
    result = coverage(met, *arguments)
    assert (result.returncode, result.stdout) == (code, "")
    assert fault in result.stderr


def test_without_any_text_there_is_nothing_to_look_through(met: Path) -> None:
    (met / "texts" / "lamp-news.txt").unlink()
    assert coverage(met).returncode == 2
    assert coverage(met, "lamp-news").returncode == 6


def test_seal_seals_both_files_and_says_so(lamps: Path) -> None:
    write_file(lamps / FILE, COVERAGE)
    result = detente(lamps, "source", "seal", "lamp-news")
    assert result.stdout.splitlines() == [
        f"{lamps / CLAIMS}: 0 sealed, 0 moved; what the claims say is read by `verify`",
        f"{lamps / FILE}: 4 sealed, 0 moved; what the entries account for is read by `coverage`",
    ]
    assert "# the title" in (lamps / FILE).read_text(encoding="utf-8")


def test_seal_changes_neither_file_when_one_of_them_is_at_fault(lamps: Path) -> None:
    write_file(lamps / FILE, COVERAGE.replace("has nine ports", "has ninety ports"))
    write_file(lamps / "texts" / "lamp-news.txt", f"A preface.\n\n{LAMP_TEXT}")
    before = everything_in(lamps)
    result = detente(lamps, "source", "seal", "lamp-news")
    assert result.returncode == 6
    assert stderr_faults(result, lamps)[0].startswith(f"{FILE}:13: entry: find: 'has ninety ports' does not stand")
    assert everything_in(lamps) == before


def test_verify_looks_up_the_anchors_of_the_entries(met: Path) -> None:
    result = detente(met, "source", "verify", "lamp-news")
    assert (result.returncode, result.stdout) == (
        0,
        "lamp-news: 3 exact; the same text\nlamp-news, coverage: 4 exact\n",
    )
    write_file(
        met / "texts" / "lamp-news.txt", LAMP_TEXT.replace("The lamp on Gorse Skerry", "Of a light on some rock")
    )
    result = detente(met, "source", "verify", "lamp-news")
    lines = result.stdout.splitlines()
    assert result.returncode == 1
    assert "lamp-news, coverage: 3 moved, 1 lost" in lines
    assert any(f"{met / FILE}:" in line and "lost; the text does not hold the passage" in line for line in lines)


@pytest.mark.slow
def test_check_finds_open_coverage_and_doubts_only_with_the_texts(lamps: Path) -> None:
    with_texts = detente(lamps, "check").stdout.splitlines()
    assert [line for line in with_texts if line.startswith("FOUND coverage (5 examined)")]
    assert "      lamp-news: paragraph 1, span 0-24: untouched" in with_texts
    assert [line for line in with_texts if line.startswith("ok    doubt-without-note (3 examined)")]


@pytest.mark.slow
def test_check_passes_where_nothing_is_open(met: Path) -> None:
    lines = detente(met, "check").stdout.splitlines()
    assert [line for line in lines if line.startswith("ok    coverage (5 examined)")]


@pytest.mark.slow
def test_nothing_of_the_file_comes_into_the_graph(met: Path) -> None:
    asked = 'ASK { ?s ?p ?o FILTER (CONTAINS(STR(?o), "It asks, and says nothing")) }'
    assert detente(met, "query", asked).returncode == 1
