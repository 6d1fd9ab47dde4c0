"""Fixtures that several test files share, and how the tests are run: what is built once, and which tests run together."""

from __future__ import annotations

import os
import shutil
import tempfile
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from commands import SHARED
from corpora import bare_layer, write_lamps

import graph.layers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

hypothesis.settings.register_profile("untimed", deadline=None)  # no test measures time
hypothesis.settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder in which the processes of one run share what is built of the shipped data."""
    if not hasattr(config, "workerinput"):
        os.environ[SHARED] = tempfile.mkdtemp(prefix="detente-tests-")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(SHARED), ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the file that takes longest: one process runs it while others go through the rest."""
    items.sort(key=lambda item: item.path.name != "test_row_evidence.py")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Run the tests of one file in one process, so that what the file builds for them is built once."""
    # Only there when the tests run in several processes.
    from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]  # noqa: PLC0415

    return LoadFileScheduling(config, log)


@pytest.fixture(scope="module")
def nothing_shipped() -> Iterator[None]:
    """The tests of a module see the shipped model, agents, things and sources, and one question; no shipped situation or claim."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(graph.layers, "shipped_layer", bare_layer)
        yield


@pytest.fixture
def lamps(tmp_path: Path) -> Path:
    """A folder of one's own with the lamp corpus, sealed."""
    write_lamps(tmp_path / "data")
    return tmp_path / "data"
