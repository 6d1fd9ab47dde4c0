"""Turtle of two builds, between which one claim was edited: what differs is that claim and its neighbourhood."""

from __future__ import annotations

import difflib
import io
from typing import TYPE_CHECKING, BinaryIO, cast

from corpora import CLAIMS, LAMP_TEXT, bare_layer, edit, write_lamps
from small_graphs import opened

from graph.build import build_in_memory
from graph.export.content import Content
from graph.export.formats import FORMATS
from graph.layers import overlay
from loaders.seal import seal_file
from loaders.text import normalise

if TYPE_CHECKING:
    from pathlib import Path

CLAIM = "claim:lamp-news\\/c02"


def turtle(folder: Path, store: Path) -> str:
    """The whole graph of a folder in Turtle."""
    out = io.BytesIO()
    graphs, questions = build_in_memory([bare_layer(), overlay(folder)])
    FORMATS["turtle"].writer(Content(opened(store, graphs, questions)), cast("BinaryIO", out))
    return out.getvalue().decode()


def test_a_claim_that_is_edited_changes_its_own_lines_in_turtle_and_those_of_its_situation(tmp_path: Path) -> None:
    folder = tmp_path / "lamps"
    write_lamps(folder)
    before = turtle(folder, tmp_path / "before")
    edit(folder / CLAIMS, "value: 9", "value: 8")
    edit(folder / CLAIMS, "Brand counts the ports.", "Brand counts eight ports.")
    after = turtle(folder, tmp_path / "after")
    changed = [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[:1] in "+-" and line[2:]]
    print(changed)
    assert 0
