"""How long a warm answer takes, beside the bare query: ``python benchmarks/ask.py [QUESTION …] [--repeats 5] [--no-build]``.

Every saved question, with its defaults, on the store of the five sources. *bare* is the question's own text run by pyoxigraph on
the same store, every row taken; *ask* is :func:`graph.asking.ask`, which finds the evidence of each row; *text* lays the
answer out, with its evidence and without; *process* is the command ``detente ask QUESTION --format text``, from its start to
its end, with evidence and without, where no answer is kept; *again* is the same with evidence, asked before.
The unit is the millisecond, the median of the repeats counts, and tables are in Markdown.

Then the build: the laps of one in a process of its own, one after another, and the whole command ``detente build``, in which
the parsing of the questions runs beside the rest. The cache is a folder of its own, removed at the end.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, cast

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyoxigraph import QuerySolutions

    from graph.store import Opened

COMMAND = [sys.executable, "-c", "from graph.command import main; main()"]
COLUMNS = ("bare", "ask", "text", "text, no evidence", "process, no evidence", "process", "again")


def milliseconds(work: Callable[[], object], repeats: int) -> float:
    """The median time of some work."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    return median(times)


def run(*arguments: str) -> None:
    """Run the command line in a process of its own, from this checkout; an error ends the benchmark."""
    subprocess.run([*COMMAND, *arguments], check=True, capture_output=True, cwd=ROOT)


def measure(store: Opened, name: str, repeats: int) -> dict[str, float]:
    """The median times of one question, by column."""
    from graph.asking import ask  # noqa: PLC0415  the laps of a build begin with no import made
    from graph.kept_answers import FOLDER  # noqa: PLC0415
    from graph.naming import Labels  # noqa: PLC0415
    from graph.params import bindings  # noqa: PLC0415
    from graph.present import Style, as_text  # noqa: PLC0415
    from graph.questions import bind  # noqa: PLC0415

    question = store.questions[name]
    text = bind(question.text, bindings(question, {}, store.quads))
    answer = ask(store, name, {})

    def laid_out(*, evidence: bool) -> str:
        labels = Labels.stored(store.quads)
        return as_text(answer, Style(labels=labels, iris=False, evidence=evidence, width=100, passage=None))

    def run_first(*options: str) -> None:
        shutil.rmtree(store.folder / FOLDER, ignore_errors=True)
        run("ask", name, *options)

    works: dict[str, Callable[[], object]] = {
        "bare": lambda: list(cast("QuerySolutions", store.quads.query(text))),
        "ask": lambda: ask(store, name, {}),
        "text": lambda: laid_out(evidence=True),
        "text, no evidence": lambda: laid_out(evidence=False),
        "process, no evidence": lambda: run_first("--format", "text", "--no-evidence"),
        "process": lambda: run_first("--format", "text"),
        "again": lambda: run("ask", name, "--format", "text"),
    }
    return {column: milliseconds(works[column], repeats) for column in COLUMNS}


def tell_questions(names: Sequence[str], repeats: int) -> None:
    """Print a table of the questions, and what the slowest of them and the middle one take."""
    from graph.build import open_store  # noqa: PLC0415

    store = open_store()
    floor = milliseconds(lambda: subprocess.run([sys.executable, "-c", ""], check=True), repeats)
    print(f"| question | {' | '.join(COLUMNS)} | ask : bare |\n|---|{'---|' * (len(COLUMNS) + 1)}")
    found = {}
    for name in names or store.questions:
        times = found[name] = measure(store, name, repeats)
        cells = " | ".join(f"{times[column]:.1f}" for column in COLUMNS)
        print(f"| {name} | {cells} | {times['ask'] / times['bare']:.1f} |", flush=True)
    ratio = median(times["ask"] / times["bare"] for times in found.values())
    print(f"\nPython alone {floor:.0f} ms")
    for column in ("process", "again"):
        whole = {name: times[column] for name, times in found.items()}
        slow = sorted((name for name in whole if whole[name] > 200), key=whole.__getitem__, reverse=True)
        print(f"{column}: median {median(whole.values()):.0f} ms, over 200 ms: {', '.join(slow) or 'none'}")
    print(f"ask : bare, median {ratio:.1f}\n")


def laps() -> dict[str, float]:
    """The seconds of each part of one build in this process, one after another."""
    import gc  # noqa: PLC0415

    gc.disable()  # as a build does
    times: dict[str, float] = {}
    before = time.perf_counter()

    def lap(name: str) -> None:
        nonlocal before
        now = time.perf_counter()
        times[name], before = now - before, now

    from graph.graphs import build_graphs  # noqa: PLC0415
    from graph.layers import all_layers, content_key  # noqa: PLC0415
    from graph.store import cache_folder, open_built  # noqa: PLC0415
    from graph.store_writer import write_store  # noqa: PLC0415
    from loaders.corpus import read_corpus  # noqa: PLC0415
    from loaders.questions import read_questions  # noqa: PLC0415

    lap("imports")
    layers = all_layers()
    folder = cache_folder() / content_key(layers)
    lap("content key")
    corpus = read_corpus(layers)
    lap("read_corpus")
    questions = read_questions(layers, corpus.model)
    lap("read_questions, parsing included")
    graphs = build_graphs(corpus, layers)
    lap("build_graphs")
    write_store(folder, graphs, lambda: questions, replace=True)
    lap("write_store")
    open_built(folder, "")
    lap("open_built")
    return times


def tell_build(repeats: int) -> None:
    """Print a table of the laps, and the time of the whole command."""
    command = [sys.executable, __file__, "--laps"]
    runs: list[dict[str, float]] = [
        json.loads(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(repeats)
    ]
    print("| part of a build | seconds |\n|---|---|")
    for name in runs[0]:
        print(f"| {name} | {median(run[name] for run in runs):.2f} |")
    print(f"| all of these, one after another | {median(sum(run.values()) for run in runs):.2f} |")
    print(f"| `detente build`, whole process | {milliseconds(lambda: run('build'), repeats) / 1000:.2f} |")


def main() -> None:
    """Measure, and print tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", nargs="*", metavar="QUESTION", help="only these")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--no-build", action="store_true", help="only the questions")
    parser.add_argument("--laps", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.laps:
        print(json.dumps(laps()))
        return
    with tempfile.TemporaryDirectory() as cache:
        os.environ |= {"DETENTE_CACHE": cache, "PYTHONPATH": str(ROOT), "COLUMNS": "100"}
        tell_questions(args.questions, args.repeats)
        if not args.no_build:
            tell_build(args.repeats)


if __name__ == "__main__":
    main()
