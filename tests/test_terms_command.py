"""``detente terms``: a person with the wheel alone learns what claims can say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands import run

from graph.layers import all_layers
from loaders.model import read_model

if TYPE_CHECKING:
    from pathlib import Path


def test_every_type_is_listed(tmp_path: Path) -> None:
    listed = run("terms", cache=tmp_path).stdout
    assert all(f"{name} " in listed for name in read_model(all_layers()).types)


def test_a_type_shows_each_of_its_keys_and_what_it_takes(tmp_path: Path) -> None:
    model = read_model(all_layers())
    shown = run("terms", "BlockedStage", cache=tmp_path).stdout
    assert all(f"  {key} " in shown for key in model.keys_of(model.types["BlockedStage"]))
    assert "of type Agreement; needed" in " ".join(shown.split())
    assert "one of ratification; may be left out" in " ".join(shown.split())


def test_an_unknown_type_gets_a_near_name(tmp_path: Path) -> None:
    done = run("terms", "Blockedstage", cache=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "did you mean BlockedStage?" in done.stderr
