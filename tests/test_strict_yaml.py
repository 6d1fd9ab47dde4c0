"""YAML is read as text with its places, and whatever is not plain, single and shallow is refused with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from corpora import write_file
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import InputError
from loaders.strict_yaml import Block, Text, read, read_text

if TYPE_CHECKING:
    from pathlib import Path

MENU = """# the harbour kitchen
soup: on   # every day
fish:
- herring
- {name: cod, price: 0x1F}
note: >-
  Ask for
  the cook.

closed: 1921-04-01
"""


def menu() -> Block:
    block = read_text(MENU, "menu.yaml")
    assert isinstance(block, Block)
    return block


def refusal(content: str) -> str:
    with pytest.raises(InputError) as caught:
        read_text(content, "menu.yaml")
    assert len(caught.value.problems) == 1
    return caught.value.problems[0]


def test_every_scalar_is_text() -> None:
    assert menu() == {
        "soup": "on",
        "fish": ["herring", {"name": "cod", "price": "0x1F"}],
        "note": "Ask for the cook.",
        "closed": "1921-04-01",
    }


@pytest.mark.parametrize(("key", "line"), [("soup", 2), ("fish", 3), ("note", 6), ("closed", 10)])
def test_a_key_knows_its_line(key: str, line: int) -> None:
    assert menu().line_of(key) == line


def test_an_unknown_key_has_the_line_of_its_block() -> None:
    fish = menu()[Text("fish")]
    assert isinstance(fish, list)
    assert isinstance(fish[1], Block)
    assert fish[1].line_of("weight") == 5


@pytest.mark.parametrize(
    ("key", "written"), [("soup", "on"), ("note", ">-\n  Ask for\n  the cook."), ("closed", "1921-04-01")]
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_scalar_knows_its_place_in_the_file(key: str, written: str, line_end: str) -> None:
    content = MENU.replace("\n", line_end)
    block = read_text(content, "menu.yaml")
    assert isinstance(block, Block)
    value = block[Text(key)]
    assert isinstance(value, Text)
    assert content[value.start : value.end] == written.replace("\n", line_end)


def test_a_block_ends_with_its_last_value_and_not_with_the_comment_after_it() -> None:
    content = "inner:\n  fish: cod\n  # of the day\n\n# next\nsoup: no\n"
    block = read_text(content, "menu.yaml")
    assert isinstance(block, Block)
    inner = block[Text("inner")]
    assert isinstance(inner, Block)
    assert content[: inner.end] == "inner:\n  fish: cod"


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("soup: a\nfish: [cod\n", 3, "not YAML"),
        ("soup: a\n  fish: b\n", 2, "not YAML"),
        ("soup: a\n\tfish: b\n", 2, "not YAML"),
        ("soup: 'a\n", 2, "not YAML"),
        ("soup: a\n---\nsoup: b\n", 2, "a second document begins; a file has one"),
        ("soup: a\nfish: \x07\n", 2, "not YAML: the character #x0007 cannot stand here"),
        ("soup: é\nfish: é\nsalt: \x00\n", 3, "not YAML: the character #x0000 cannot stand here"),
        ("soup: a\nfish: b\nsoup: c\n", 3, "the key 'soup' stands here a second time (first at line 1)"),
        ("soup: a\n? [fish]\n: b\n", 2, "a key must be plain text"),
        ("", 1, "the file is empty"),
        ("# nothing\n", 1, "the file is empty"),
        ("soup: &s a\nfish: *s\n", 2, "the alias *s is not followed; write out what it stands for"),
        ("soup: &s\n- *s\n", 2, "the alias *s is not followed"),
        ("a:\n" + "- " * 60_000, 2, "blocks and lists stand in each other too deep"),
    ],
    ids=lambda value: str(value)[:24].encode("unicode_escape").decode() if isinstance(value, str) else str(value),
)  # fmt: skip
def test_what_is_not_plain_yaml_is_refused_with_its_line(content: str, line: int, words: str) -> None:
    assert refusal(content).startswith(f"menu.yaml:{line}: {words}")


def test_a_file_that_is_not_utf_8_is_refused_with_its_line(tmp_path: Path) -> None:
    file = write_file(tmp_path / "menu.yaml", b"soup: a\nfish: l\xfct\n")
    with pytest.raises(InputError) as caught:
        read(file)
    assert caught.value.problems == (f"{file}:2: not UTF-8 (byte 15); save the file as UTF-8",)


def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"menu\.yaml:1: cannot be read \(Is a directory\)"):
        read(write_file(tmp_path / "menu.yaml" / "inner", "").parent)


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    assert read(write_file(tmp_path / "menu.yaml", b"\xef\xbb\xbfsoup: a\n")) == {"soup": "a"}


@settings(derandomize=True, max_examples=300)
@given(st.text(alphabet=st.sampled_from("ab:-?[]{}#&*!|>'\"%@` \n\t\r,0é\u2028"), max_size=40))
def test_any_characters_are_read_or_refused_in_one_line(content: str) -> None:
    try:
        read_text(content, "menu.yaml")
    except InputError as error:
        assert len(error.problems) == 1  # noqa: PT017  most texts are refused, some are read
        assert len(error.problems[0].splitlines()) == 1  # noqa: PT017
