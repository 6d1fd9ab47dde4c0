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
from ports import write_ports

import graph.layers
from graph.build import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graph.store import Opened

hypothesis.settings.register_profile("untimed", deadline=None)  # no test measures time
hypothesis.settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder in which the processes of one run share what is built of the shipped data."""
    if not hasattr(config, "workerinput"):
        os.environ[SHARED] = tempfile.mkdtemp(prefix="detente-tests-")
        os.environ["DETENTE_CACHE"] = f"{os.environ[SHARED]}/own"  # what a test builds in its own process goes with it


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(SHARED), ignore_errors=True)


LONGEST = (
    "test_engines.py", "test_asking_page.py", "test_store.py", "test_docs.py", "test_graph_consistency.py",
    "test_time_of_corpora.py", "test_parsing.py", "test_checks.py", "test_seen_from.py", "test_question_files.py",
    "test_synthetic_corpus.py", "test_ask_command.py", "test_conflict_rules.py",
)  # fmt: skip
"""The files whose tests stay together and take longest, as they are begun: what begins last runs alone."""
APART = (
    "test_answers.py", "test_hostile_values.py", "test_narrowing.py", "test_params.py", "test_row_evidence.py",
    "test_time_of_answers.py",
)  # fmt: skip
"""Files whose tests need nothing built but the shipped graph, which each process has: any process may run any of them."""
TOGETHER = {"test_asking_page.py": "test_engines.py"}
"""Files that run in one process with another, whose graph they share."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, and end with those whose tests fill up whichever process is free."""
    order = {name: place for place, name in enumerate((*LONGEST, "", *APART))}
    items.sort(key=lambda item: order.get(item.path.name, order[""]))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Run the tests of one file in one process, so that what the file builds for them is built once; those of some files apart."""
    # Only there when the tests run in several processes.
    from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]  # noqa: PLC0415

    class Scheduling(LoadScopeScheduling):  # type: ignore[misc]  # it has no types
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0].rpartition("/")[2]
            return nodeid if file in APART else TOGETHER.get(file, file)

    config.option.loadscopereorder = False  # it would begin with the files that have most tests
    return Scheduling(config, log)


@pytest.fixture(scope="module")
def nothing_shipped() -> Iterator[None]:
    """The tests of a module see the shipped model, agents, things and sources, and one question; no shipped situation or claim."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(graph.layers, "shipped_layer", bare_layer)
        yield


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory, nothing_shipped: None) -> Opened:  # noqa: ARG001  it patches
    """The store of the corpus of ports alone."""
    folder = tmp_path_factory.mktemp("ports")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DETENTE_CACHE", str(folder / "cache"))
        return open_store([write_ports(folder / "data")])


@pytest.fixture
def lamps(tmp_path: Path) -> Path:
    """A folder of one's own with the lamp corpus, sealed."""
    write_lamps(tmp_path / "data")
    return tmp_path / "data"
