"""A script for ``test_store.py``: builds that are killed at one moment after another, and what each leaves in the cache.

Called as ``python killed_builds.py CACHE``. A child is killed with SIGKILL when Python is about to touch the
cache for the first time, in the next run for the second time, and so on until a build ends alive; then at moments inside the
engine's own writing, which Python does not see. Prints one JSON object: for builds into an empty cache (fresh) and over a whole
store (replacing), for each kill what the next reader finds (none, whole, or half); then the same after a build that nobody
kills, and the names of all that is in the cache.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from graph.build import build_in_memory
from graph.errors import StoreError
from graph.layers import all_layers
from graph.store import open_built
from graph.store_writer import write_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from graph.graphs import Graphs
    from graph.questions import Question

TOUCHES = ("open", "os.mkdir", "os.rename", "os.rmdir", "sqlite3.connect")
DELAYS = (0.0, 0.005, 0.01, 0.02, 0.04)
KEY = "0123456789abcdef"


def in_child(work: Callable[[], int]) -> int:
    """Start a child that does ``work`` and ends with its result; the number of the child."""
    child = os.fork()
    if child == 0:
        os._exit(work())
    return child


def status(child: int) -> int:
    """How a child ended: its exit code, or less than zero for the signal that killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killing_at(moment: int, cache: Path) -> None:
    """Let this process kill itself when it is about to touch the cache for the time ``moment``."""
    seen = 0

    def look(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if event in TOUCHES and str(cache) in str(arguments[0]):
            seen += 1
            if seen == moment:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(look)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Builds of the shipped graph in ``cache``, which are killed; ``replacing`` a whole store, or where there is none."""

    cache: Path
    graphs: Graphs
    questions: Mapping[str, Question]
    replacing: bool

    @property
    def folder(self) -> Path:
        """Where the store belongs."""
        return self.cache / KEY

    def build(self, moment: int = 0) -> int:
        """Build, and be killed at this moment, the first being 1."""
        killing_at(moment, self.cache)
        write_store(self.folder, self.graphs, lambda: self.questions, replace=self.replacing)
        return 0

    def read(self) -> int:
        """What a reader finds: 0 no store, 1 all of it, 2 something else."""
        quads = len(set(self.graphs.default)) + sum(len(set(triples)) for triples in self.graphs.named.values())
        try:
            opened = open_built(self.folder, "")
        except StoreError:
            return 2
        if opened is None:
            return 0
        return 1 if len(opened.quads) == quads and opened.questions == self.questions else 2

    def found(self) -> str:
        """What a reader finds, in a word; an engine that was opened cannot be forked, so a child looks."""
        return ("none", "whole", "half")[status(in_child(self.read))]

    def prepare(self) -> None:
        """Put the cache into the state in which a build begins."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.replacing:
            shutil.copytree(self.cache.with_name("spare"), self.folder)

    def killed_by_itself(self) -> Iterator[str]:
        """What is left by builds that are killed at their first touch of the cache, their second, and so on."""
        for moment in itertools.count(1):
            self.prepare()
            ended = status(in_child(partial(self.build, moment)))
            if ended == 0:
                return
            yield self.found() if ended == -signal.SIGKILL else f"exit {ended}"

    def killed_after(self, delay: float) -> str:
        """What is left by a build that is killed this many seconds after it began to write."""
        self.prepare()
        child = in_child(self.build)
        building = self.folder.with_name(f".{KEY}.{child}")
        while not building.exists():
            time.sleep(0.0005)
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
        status(child)
        return self.found()


def main(cache: Path) -> dict[str, list[str]]:
    """Kill builds in ``cache``, and say what each leaves."""
    graphs, questions = build_in_memory(all_layers())
    trials = {
        mode: Trial(cache=cache, graphs=graphs, questions=questions, replacing=mode == "replacing")
        for mode in ("fresh", "replacing")
    }
    status(in_child(trials["fresh"].build))
    trials["fresh"].folder.rename(cache.with_name("spare"))
    return {mode: found_of(trial) for mode, trial in trials.items()}


def found_of(trial: Trial) -> list[str]:
    """What each killed build leaves, what one that lives leaves, and what is in the cache then."""
    left = [*trial.killed_by_itself(), *map(trial.killed_after, DELAYS)]
    status(in_child(trial.build))
    return [*left, trial.found(), ",".join(sorted(path.name for path in trial.cache.iterdir()))]


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))  # noqa: T201  its output is its result
