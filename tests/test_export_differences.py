"""Turtle of two builds, between which one claim was edited: what differs is that claim and its neighbourhood."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO, cast

from corpora import CLAIMS, bare_layer, edit, write_lamps
from small_graphs import opened

from graph.build import build_in_memory
from graph.export.content import Content
from graph.export.formats import FORMATS
from graph.layers import overlay

if TYPE_CHECKING:
    from pathlib import Path


def turtle(folder: Path, store: Path) -> str:
    """The whole graph of a folder in Turtle."""
    out = io.BytesIO()
    graphs, questions = build_in_memory([bare_layer(), overlay(folder)])
    FORMATS["turtle"].writer(Content(opened(store, graphs, questions)), cast("BinaryIO", out))
    return out.getvalue().decode()


def blocks(content: str) -> dict[str, str]:
    """What is said of each subject, by the subject as it is written."""
    return {block.partition(" ")[0]: block for block in content.strip().split("\n\n")}


def test_a_claim_that_is_edited_changes_what_is_said_of_it_of_its_situation_and_of_what_it_states(
    tmp_path: Path,
) -> None:
    write_lamps(tmp_path / "lamps")
    before = blocks(turtle(tmp_path / "lamps", tmp_path / "a" / ("0" * 16)))
    edit(tmp_path / "lamps" / CLAIMS, "began: 1921-21", "began: 1921-22")
    after = blocks(turtle(tmp_path / "lamps", tmp_path / "b" / ("1" * 16)))
    changed = {subject for subject in {*before, *after} if before.get(subject) != after.get(subject)}
    propositions = {subject for subject in changed if "/proposition/" in subject}
    assert changed - propositions == {r"claim:lamp-news\/c01", "id:vey-membership"}
    assert sorted("1921-22" in after.get(subject, "") for subject in propositions) == [False, True]
