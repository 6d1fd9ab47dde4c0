"""Sealing turns find words into anchors in the file itself, leaves every other byte as it was, and refuses without writing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from corpora import (
    CLAIMS,
    LAMP_CLAIMS,
    LAMP_TEXT,
    cache_of,
    detente,
    edit,
    everything_in,
    line_of,
    stderr_faults,
    write_file,
    write_lamps,
)

from graph.errors import InputError
from loaders.anchors import Anchor, locate, parse_anchor
from loaders.seal import seal_file
from loaders.strict_yaml import Block, Text, read_text
from loaders.text import normalise

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("nothing_shipped")

TEXT = normalise(LAMP_TEXT)
ANCHOR = re.compile(r"anchor: \{[^}]*\}")


def sealed(file: Path, content: str) -> str:
    return seal_file(write_file(file, content), TEXT).content


def anchors_in(content: str) -> list[Anchor]:
    document = read_text(content, "claims.yaml")
    assert isinstance(document, Block)
    claims = document[Text("claims")]
    assert isinstance(claims, list)
    blocks = [claim[Text("anchor")] for claim in claims if isinstance(claim, Block) and "anchor" in claim]
    return [parse_anchor({str(k): str(v) for k, v in block.items()}) for block in blocks if isinstance(block, Block)]


def refusals(file: Path, content: str, text: str = LAMP_TEXT) -> list[str]:
    write_file(file, content)
    with pytest.raises(InputError) as caught:
        seal_file(file, normalise(text))
    assert file.read_bytes() == content.encode()
    return [problem.removeprefix(f"{file}:") for problem in caught.value.problems]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "claims.yaml"


@pytest.fixture
def lamps(tmp_path: Path) -> Path:
    write_lamps(tmp_path / "data", sealed=False)
    return tmp_path / "data"


def test_sealing_changes_find_and_the_hash_of_the_text_and_nothing_else(file: Path) -> None:
    before = LAMP_CLAIMS.replace("claims:\n", "claims: # three\n").replace("# Who", "# Wér, who")
    after = sealed(file, before)
    restored = ANCHOR.sub("find: ?", after).replace(f"text-sha256: {TEXT.sha256}\n", "")
    assert restored == re.sub(r"find: .*", "find: ?", before)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_sealing_keeps_the_line_ends_of_the_file(file: Path, line_end: str) -> None:
    after = sealed(file, LAMP_CLAIMS.replace("\n", line_end))
    assert after.count("\n") == after.count(line_end) == LAMP_CLAIMS.count("\n") + 1
    assert ("\r" in after) == ("\r" in line_end)


def test_sealed_anchors_are_read_again_as_they_were_made(file: Path) -> None:
    anchors = anchors_in(sealed(file, LAMP_CLAIMS))
    assert [locate(TEXT, anchor).status for anchor in anchors] == ["exact"] * 3
    assert [TEXT.text[slice(*anchor.spans[0])].split()[1] for anchor in anchors] == ["port", "Orla", "to"]


def test_sealing_twice_changes_nothing(file: Path) -> None:
    once = seal_file(write_file(file, LAMP_CLAIMS), TEXT)
    twice = seal_file(write_file(file, once.content), TEXT)
    assert (once.sealed, once.moved) == (3, 0)
    assert (twice.content, twice.sealed, twice.moved) == (once.content, 0, 0)


LAYOUTS = {
    "folded": ("  find: >-\n    joined the League\n    of Lamps\n", "  {}\n"),
    "folded with a blank line": ("  find: >\n    joined the League\n    of Lamps\n\n", "  {}\n\n"),
    "folded with a comment": ("  find: >- # to be read\n    joined the League\n", "  {}  # to be read\n"),
    "literal": ("  find: |\n    joined the League\n", "  {}\n"),
    "with a comment": ("  find: joined the League   # sure?\n", "  {}   # sure?\n"),
    "with a comment below": ("  find: joined the League\n    # sure?\n", "  {}\n    # sure?\n"),
    "on the line below": ("  find:  # sure?\n    joined the League\n", "  {}  # sure?\n"),
    "plain on two lines": ("  find: joined\n    the League\n", "  {}\n"),
    "quoted on two lines": ('  find: "joined\n the League"\n', "  {}\n"),
    "single quotes": ("  'find': 'joined the League'\n", "  {}\n"),
    "two spans": ("  find: joined the League ++ trims the wicks\n", "  {}\n"),
    "words alone": ("  find: =joined the League of Lamps in the spring of 1921\n", "  {}\n"),
}


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_find_may_be_laid_out_in_any_way(file: Path, name: str, line_end: str) -> None:
    written, expected = (part.replace("\n", line_end) for part in LAYOUTS[name])
    content = LAMP_CLAIMS.replace("\n", line_end).replace(f"  find: joined the League of Lamps{line_end}", written)
    after = sealed(file, content)
    first = ANCHOR.search(after)
    assert first is not None
    assert expected.format(first.group()) in after
    assert len(anchors_in(after)) == 3
    assert after.count(line_end) == content.count(line_end) - written.count(line_end) + expected.count(line_end) + 1


def test_find_may_be_the_first_key_of_its_claim(file: Path) -> None:
    content = LAMP_CLAIMS.replace("- id: c01\n", "- find: joined the League\n  id: c01\n").replace(
        "  find: joined the League of Lamps\n", ""
    )
    after = sealed(file, content)
    assert re.search(r"(?m)^- anchor: \{.*\}\n  id: c01$", after)
    assert len(anchors_in(after)) == 3


def test_a_claim_on_one_line_is_sealed_in_its_place(file: Path) -> None:
    content = "source: lamp-news\nclaims:\n- {id: c01, find: joined the League, voice: own}\n"
    assert re.search(r"(?m)^- \{id: c01, anchor: \{.*\}, voice: own\}$", sealed(file, content))


def test_the_last_line_of_a_file_needs_no_line_end(file: Path) -> None:
    after = sealed(file, LAMP_CLAIMS.rstrip("\n"))
    assert after.endswith("}")
    assert len(anchors_in(after)) == 3


def test_two_spans_are_joined_by_two_plus_signs(file: Path) -> None:
    content = LAMP_CLAIMS.replace("find: joined the League of Lamps", "find: joined the League ++ trims the wicks")
    spans = anchors_in(sealed(file, content))[0].spans
    assert [TEXT.text[start:end].split()[0] for start, end in spans] == ["The", "Nobody"]


@pytest.mark.parametrize("written", ["text-sha256: 0000  # old\n", "text-sha256:\n", "text-sha256: >-\n  00\n  11\n"])
def test_the_hash_of_the_text_takes_the_place_of_the_old_one(file: Path, written: str) -> None:
    after = sealed(file, LAMP_CLAIMS.replace("claims:\n", f"{written}claims:\n"))
    assert after.count(f"text-sha256: {TEXT.sha256}") == after.count("text-sha256") == 1
    assert ("# old" in after) == ("# old" in written)


def test_a_gloss_that_speaks_of_the_hash_keeps_its_words(file: Path) -> None:
    content = LAMP_CLAIMS.replace(
        "says: Brand counts the ports.", "says: |\n    text-sha256: what is it?\n    source: x"
    )
    assert "    text-sha256: what is it?\n    source: x\n" in sealed(file, content)


def test_a_moved_passage_is_followed(file: Path) -> None:
    before = sealed(file, LAMP_CLAIMS)
    moved = normalise(f"A preface of some words was put before the whole. {LAMP_TEXT}")
    after = seal_file(write_file(file, before), moved)
    assert (after.sealed, after.moved) == (0, 3)
    assert [locate(moved, anchor).status for anchor in anchors_in(after.content)] == ["exact"] * 3
    assert ANCHOR.sub("", after.content).replace(moved.sha256, TEXT.sha256) == ANCHOR.sub("", before)


def test_an_anchor_on_lines_of_its_own_is_followed_too_and_its_comments_stay(file: Path) -> None:
    before = sealed(file, LAMP_CLAIMS)
    on_lines = re.sub(
        r"anchor: \{(.*)\}", lambda found: "anchor: # sealed\n    " + found[1].replace(", ", "\n    "), before
    )
    moved = normalise(f"A preface of some words was put before the whole. {LAMP_TEXT}")
    after = seal_file(write_file(file, on_lines), moved)
    assert after.moved == 3
    assert len(re.findall(r"(?m)^  anchor: \{.*\}  # sealed$", after.content)) == 3


def test_a_changed_and_a_lost_passage_are_refused_together(file: Path) -> None:
    before = sealed(file, LAMP_CLAIMS)
    other = LAMP_TEXT.replace("1921", "1931").replace(
        "Captain Orla Brand says that the League has nine ports, although", ""
    )
    found = refusals(file, before, other.replace("two of them keep no lamp at all", "so it was"))
    assert [line.split(";")[0].split(" (now")[0] for line in found] == [
        f"{line_of(file, 'span: 25-123')}: claim c01: the passage has changed",
        f"{line_of(file, 'span: 124-221')}: claim c02: the passage is not in this text",
    ]


def test_a_span_out_of_range_is_said_to_be_so(file: Path) -> None:
    content = sealed(file, LAMP_CLAIMS).replace("hash: ae6c39549a52daf7", "hash: 0123456789abcdef")
    content = re.sub(r"span: 25-123(.*), sketch: [0-9a-f.]*", r"span: 90025-90123\1", content)
    assert refusals(file, content)[0].startswith(
        f"{line_of(file, '90025')}: claim c01: the passage is not in this text, and its span 90025-90123 is beyond the "
        f"text's {len(TEXT.text)} characters; "
    )


@pytest.mark.parametrize(
    ("find", "message"),
    [
        ("find: joined the Leaugue", "14: claim c01: find: 'joined the Leaugue' does not stand in the text; the nearest is "),
        ("find: the League", "14: claim c01: find: 'the League' stands 4 times in the text, at "),
        ("find:", "14: find must be plain text, and not empty"),
        ("find: [joined the League]", "14: find must be plain text, and not empty"),
        ("find: The lamp on", "14: claim c01: the passage has 5 words, fewer than 8; take the sentence around it"),
        ("find: joined ++", "14: claim c01: find: '' holds no words; write a few words of the passage"),
        ("coder-note: none", "6: the claim has neither find nor an anchor; write find: and a few words of its passage"),
        ("anchor: [1]", "14: anchor must be a block of keys and values"),
        ("anchor: {span: 9-1}", "14: claim c01: anchor: the key 'paragraph' is missing; seal the claim again"),
        ("find: joined the League\n  anchor: {}", "14: the claim has find and an anchor; take the anchor away to seal it anew"),
    ],
)  # fmt: skip
def test_words_that_point_to_no_passage_are_refused(file: Path, find: str, message: str) -> None:
    content = LAMP_CLAIMS.replace("claims:\n", "\nclaims:\n").replace("find: joined the League of Lamps", find)
    found = refusals(file, content)
    assert found[0].startswith(message)
    assert len(found) == (2 if "9-1" in find else 1)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "1: the file is empty"),
        ("- a\n", "1: a claim file is a block with the keys source, text-sha256, claims"),
        ("source: a\nclaims: foo\n", "2: claims must be a list, each item of it a block of keys and values"),
        ("claims: []\n", "1: the key source is missing in this claim file"),
        ("source: a\nclaims: []\ntext-sha256: [1]\n", "3: text-sha256 must be plain text"),
        ("{source: a, claims: []}\n", "1: the file cannot be sealed as it is laid out; write source and claims on lines of their own"),
    ],
)  # fmt: skip
def test_a_file_of_another_form_is_refused(file: Path, content: str, message: str) -> None:
    assert refusals(file, content) == [message]


def test_a_file_that_is_missing_or_not_utf_8_is_refused(file: Path) -> None:
    with pytest.raises(InputError, match=r"claims\.yaml:1: cannot be read"):
        seal_file(file, TEXT)
    with pytest.raises(InputError, match=r"claims\.yaml:2: not UTF-8"):
        seal_file(write_file(file, b"source: a\nclaims: \xff\n"), TEXT)


def test_eight_copied_words_are_refused_and_seven_are_not(file: Path) -> None:
    eight = "keep no lamp at all. According to the"
    assert refusals(file, LAMP_CLAIMS.replace("Brand counts the ports.", eight)) == [
        f"16: repeats 8 words of the source in a row, more than 7; put this into words of your own: {eight}"
    ]
    assert anchors_in(sealed(file, LAMP_CLAIMS.replace("Brand counts the ports.", eight.rsplit(" ", 1)[0])))


def test_all_faults_of_a_file_are_found_in_one_run(file: Path) -> None:
    content = LAMP_CLAIMS.replace("Brand counts the ports.", "Two of them keep no lamp at all. According.")
    content = content.replace("find: joined the League of Lamps", "find: joined the choir").replace(
        "find: signed", "find: sang"
    )
    assert [line.split(":")[0] for line in refusals(file, content)] == ["13", "34", "16"]


def test_the_command_seals_the_file_and_leaves_nothing_else_behind(lamps: Path) -> None:
    before = everything_in(lamps)
    result = detente(lamps, "source", "seal", "lamp-news")
    assert (result.returncode, result.stderr) == (0, "")
    said = "3 sealed, 0 moved; what the claims say is read by `verify`"
    assert result.stdout == f"{lamps / CLAIMS}: {said}\n"
    after = everything_in(lamps)
    assert {name for name in before | after if before.get(name) != after.get(name)} == {CLAIMS}
    assert len(anchors_in(after[CLAIMS].decode())) == 3


def test_the_command_keeps_windows_line_ends(lamps: Path) -> None:
    write_file(lamps / CLAIMS, LAMP_CLAIMS.replace("\n", "\r\n"))
    assert detente(lamps, "source", "seal", "lamp-news").returncode == 0
    after = (lamps / CLAIMS).read_bytes()
    assert after.count(b"\r\n") == after.count(b"\n") == LAMP_CLAIMS.count("\n") + 1


REFUSED = {
    "malformed YAML": ("says: Brand counts", "says: Brand: counts", "16: not YAML: "),
    "words that stand nowhere": ("find: joined", "find: jioned", "13: claim c01: find: 'jioned the League of Lamps' does not stand"),
    "eight copied words": ("Brand counts the ports.", "although two of them keep no lamp at all.", "16: repeats 9 words of the source"),
    "claims that are no list": ("claims:\n", "claims: foo\nnotes:\n", "2: claims must be a list"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_the_command_refuses_and_changes_no_byte(lamps: Path, name: str) -> None:
    old, new, message = REFUSED[name]
    edit(lamps / CLAIMS, old, new)
    before = everything_in(lamps.parent)
    result = detente(lamps, "source", "seal", "lamp-news")
    found = stderr_faults(result, lamps)
    assert (result.returncode, result.stdout, len(found)) == (6, "", 1)
    assert found[0].startswith(f"{CLAIMS}:{message}")
    assert everything_in(lamps.parent) == before
    assert not cache_of(lamps).exists()


def test_the_command_refuses_a_changed_text_and_changes_no_byte(lamps: Path) -> None:
    detente(lamps, "source", "seal", "lamp-news")
    write_file(lamps / "texts" / "lamp-news.txt", LAMP_TEXT.replace("1921", "1931").replace("nine ports", "ten ports"))
    before = everything_in(lamps.parent)
    result = detente(lamps, "source", "seal", "lamp-news")
    assert (result.returncode, result.stdout) == (6, "")
    assert [line.split(" (now")[0] for line in stderr_faults(result, lamps)] == [
        f"{CLAIMS}:{line}: claim {claim}: the passage has changed" for line, claim in ((14, "c01"), (25, "c02"))
    ]
    assert everything_in(lamps.parent) == before
