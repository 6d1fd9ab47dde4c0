"""The real command, ``detente``, run in a process of its own with a cache of its own, and a copy of the tree to change."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Store

from graph.lookups import Lookups, write_lookups
from graph.store import open_built
from graph.version import __version__

if TYPE_CHECKING:
    from graph.store import Opened

ROOT = Path(__file__).resolve().parent.parent
DETENTE = Path(sys.executable).with_name("detente")
BLOCKED = "blocked-agreements"
SHARED = "TESTS_OF_DETENTE"
"""The variable that names the folder which all processes of one run of the tests share; conftest.py makes and removes it."""


def environment(cache: Path, **variables: str) -> dict[str, str]:
    """The environment of a run: ours, without Détente's settings, with this cache and these variables."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("DETENTE_")}
    return {**own, "DETENTE_CACHE": str(cache), **variables}


def run(
    *arguments: str, cache: Path, text: str | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """What ``detente`` with these arguments, and ``text`` on its standard input, prints and returns."""
    return subprocess.run(
        [str(DETENTE), *arguments], input=text, env=environment(cache), cwd=cwd,
        capture_output=True, encoding="utf-8", errors="surrogateescape", timeout=300, check=False,
    )  # fmt: skip


def python(
    script: str, *arguments: str, cache: Path, cwd: Path | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """What a Python script prints and returns in a fresh process, warnings being errors."""
    return subprocess.run(
        [sys.executable, "-P", "-W", "error", "-c", script, *arguments], env=environment(cache, **variables), cwd=cwd,
        capture_output=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip


def is_clear(stderr: str) -> bool:
    """Whether a failed run left one line for a person, of a bearable length, and no traceback."""
    lines = [line for line in stderr.splitlines() if not line.startswith("building the graph")]
    return len(lines) == 1 and lines[0].startswith("detente: ") and len(lines[0]) < 500


@cache
def warm() -> Path:
    """A cache that holds the store of the shipped data, built once for all tests and removed when they end."""
    folder = Path(os.environ[SHARED]) / "cache"
    built = python("from graph.command import main; main()", "ask", cache=folder, PYTHONHASHSEED="1")
    assert built.returncode == 0, built.stderr
    return folder


@cache
def shipped() -> Opened:
    """The store of the shipped data, open."""
    # Another process may be building, or see the graph from a perspective.
    finished = [store for store in warm().iterdir() if store.name.isalnum()]
    folder = max(finished, key=lambda store: store.stat().st_mtime)
    opened = open_built(folder, f"{__version__}+{folder.name[:8]}")
    assert opened is not None
    return opened


@cache
def in_memory() -> Opened:
    """The same with its quads in memory, where the same engine takes about half the time that it takes on disk."""
    quads = Store()
    quads.bulk_extend(shipped().quads)
    return replace(shipped(), quads=quads)


def with_quads(opened: Opened, quads: Store) -> Opened:
    """An open store with other quads, of which nothing was looked up beforehand."""
    return replace(opened, quads=quads, lookups=_nothing_looked_up())


@cache
def _nothing_looked_up() -> Lookups:
    file = Path(os.environ[SHARED]) / f"nothing-{os.getpid()}.sqlite"
    write_lookups(file, (), (), ())
    return Lookups(file)


def copy_of_tree(folder: Path) -> Path:
    """A copy of the code and of all that it reads, which a test may change; run it with PYTHONPATH set to it."""
    for part in ("graph", "loaders", "ontology", "data", "queries"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    return folder
