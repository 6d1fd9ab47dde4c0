"""Every saved question at any number of claims: ``python benchmarks/scale.py build FOLDER CLAIMS``, then ``… ask FOLDER``.

``build`` writes the shipped corpus and invented worlds (``corpus.py``) into a store in FOLDER, some worlds at a time: each batch
goes as an overlay folder through the build that ``detente --data`` runs, and its quads and reasons into one store. No fact of
one world is a premise beside a fact of another, so this is the graph that one build of all worlds would give; ``same CLAIMS``
shows it at a size at which both can be made. ``ask`` times each question, in a process of its own that is ended after a
minute: as a person asks it (with its defaults, and with the example of each parameter; the slowest counts) and open (no
parameter bound), by Détente and by bare pyoxigraph: the same bound text, in turn, on the same store; with ``--evidence``
also how long Détente takes for the whole answer with the claims behind it. Run it under ``ulimit -v 8000000``.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pyoxigraph import QuerySolutions, Store

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from corpus import World, worlds, write  # noqa: E402  the path comes first

from graph.asking import ask, find_question  # noqa: E402
from graph.build import build_in_memory  # noqa: E402
from graph.graphs import Graphs  # noqa: E402
from graph.layers import all_layers  # noqa: E402
from graph.params import bindings  # noqa: E402
from graph.questions import bind  # noqa: E402
from graph.store import Opened, canonical_lines, open_built, quads_of  # noqa: E402
from graph.store_writer import write_store  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from graph.questions import Question

SEED = 6
BATCH = 8
"""How many worlds are built at a time: some 6,000 claims, a gigabyte."""
SECONDS = 60


def build_all(folder: Path, claims: int) -> None:
    """Make the store of that many claims and say what it took."""
    start = time.perf_counter()
    folder.mkdir(parents=True)
    store = Store(str(folder / "quads"))
    found = worlds(SEED, claims)
    made = 0
    while batch := list(islice(found, BATCH)):
        made += sum(world.size for world in batch)
        _add(folder, store, batch)
        print(f"{made:,} claims, {time.perf_counter() - start:.0f} s", flush=True)
    store.flush()
    store.optimize()
    (folder / "sizes.json").write_text("{}", encoding="utf-8")
    disk = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e9
    print(f"{len(store):,} quads, {disk:.2f} GB on disk, {_peak():.0f} MB at most, {time.perf_counter() - start:.0f} s")


def _add(folder: Path, store: Store, batch: list[World]) -> None:
    """Build some worlds and add what they have to the store; the first build brings the questions."""
    with tempfile.TemporaryDirectory() as made:
        overlay, part = Path(made) / "data", Path(made) / ("0" * 16)  # a store is named by 16 digits
        write(batch, overlay)
        graphs, questions = build_in_memory(all_layers([overlay]))
        store.bulk_extend(quads_of(graphs))
        write_store(part, Graphs(default=(), named={}, reasons=graphs.reasons), lambda: questions)
        if not (folder / "catalogue.txt").exists():
            shutil.copy(part / "catalogue.txt", folder)
            shutil.copy(part / "reasons.sqlite", folder)
            shutil.copy(part / "lookups.sqlite", folder)  # of no graphs: what parts looked up is not true of the whole
            return
        with closing(sqlite3.connect(folder / "reasons.sqlite")) as reasons, reasons:
            reasons.execute("ATTACH ? AS part", (str(part / "reasons.sqlite"),))
            reasons.execute("INSERT OR IGNORE INTO reason SELECT * FROM part.reason")


def same(claims: int) -> bool:
    """Whether building world by world gives the quads that building all worlds at once gives."""
    found = list(worlds(SEED, claims))
    with tempfile.TemporaryDirectory() as made:
        whole, parts = Store(), Store()
        for number, batch in enumerate([found, *([world] for world in found)]):
            write(batch, Path(made) / str(number))
            graphs, _ = build_in_memory(all_layers([Path(made) / str(number)]))
            (parts if number else whole).bulk_extend(quads_of(graphs))
    equal = canonical_lines(parts) == canonical_lines(whole)
    print(f"{len(found)} worlds, {len(whole):,} quads: {'the same' if equal else 'NOT THE SAME'}")
    return equal


def ways(question: Question) -> Iterator[tuple[str, dict[str, str]]]:
    """The ways of asking that are measured: as a person asks, and open."""
    if any(param.default for param in question.params):
        yield "asked", {}
    for param in question.params:
        if param.example or param.default:
            yield "asked", {param.name: param.example or param.default or ""}
    yield "open", {param.name: "" for param in question.params}


def measure(opened: Opened, name: str, given: Mapping[str, str], *, evidence: bool) -> dict[str, float]:
    """The seconds that bare pyoxigraph and Détente take for a question, the rows, and the seconds of a whole answer."""
    question = find_question(opened, name)
    text = bind(question.text, bindings(question, given, opened.quads))
    runs: dict[str, list[float]] = {"bare": [], "ours": []}
    first, rows = _timed(lambda: _bare(opened.quads, text))  # what is read from the disk is read now
    for _ in range(3 if first < SECONDS / 20 else 1):
        runs["bare"].append(_timed(lambda: _bare(opened.quads, text))[0])
        runs["ours"].append(_timed(lambda: _ours(opened, name, given))[0])
    found = {way: statistics.median(seconds) for way, seconds in runs.items()} | {"rows": rows}
    if evidence:
        found["answer"] = _timed(lambda: len(ask(opened, name, given).rows))[0]
    return found | {"peak": _peak()}


def _bare(store: Store, text: str) -> int:
    return sum(1 for _ in cast("QuerySolutions", store.query(text)))


def _ours(opened: Opened, name: str, given: Mapping[str, str]) -> int:
    question = find_question(opened, name)
    return _bare(opened.quads, bind(question.text, bindings(question, given, opened.quads)))


def _timed(run: Callable[[], int]) -> tuple[float, int]:
    start = time.perf_counter()
    rows = run()
    return time.perf_counter() - start, rows


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def ask_all(folder: Path, names: list[str], *, evidence: bool, asked: bool) -> None:
    """Print a line for each question and way of asking, and the medians over all questions."""
    questions = _opened(folder).questions
    ratios: list[float] = []
    for name in names or sorted(questions):
        worst: dict[str, dict[str, float]] = {}
        for way, given in ways(questions[name]):
            if asked and way != "asked":
                continue
            found = _in_own_process(folder, name, given, evidence=evidence)
            worst[way] = max(worst.get(way, found), found, key=lambda one: one["bare"])
        ratios += [found["ours"] / found["bare"] for found in worst.values() if found["bare"] < SECONDS]
        for way, found in worst.items():
            print(f"{name:20} {way:5} " + "  ".join(f"{key} {value:.4g}" for key, value in found.items()), flush=True)
    print(f"Détente takes {statistics.median(ratios):.3f} times as long as bare pyoxigraph at the median")


def _in_own_process(folder: Path, name: str, given: Mapping[str, str], *, evidence: bool) -> dict[str, float]:
    command = [sys.executable, __file__, "one", str(folder), name, json.dumps(given), *(["--evidence"] * evidence)]
    try:
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return {"bare": SECONDS, "ours": SECONDS}
    return dict(json.loads(done.stdout))


def _opened(folder: Path) -> Opened:
    opened = open_built(folder, "benchmark")
    if opened is None:
        raise SystemExit(f"{folder}: there is no store; make one with `build`")
    return opened


def main() -> int:
    """Do what is asked for; exit code 1 when two graphs that should be the same are not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = parser.add_subparsers(dest="part", required=True)
    making, comparing, asking, one = (parts.add_parser(name) for name in ("build", "same", "ask", "one"))
    for part in (making, asking, one):
        part.add_argument("folder", type=Path)
    making.add_argument("claims", type=int)
    comparing.add_argument("claims", type=int)
    asking.add_argument("names", nargs="*", metavar="QUESTION", help="all when none is named")
    asking.add_argument("--asked", action="store_true", help="leave out the open way of asking")
    one.add_argument("name")
    one.add_argument("given")
    for part in (asking, one):
        part.add_argument("--evidence", action="store_true", help="time the whole answer with its evidence too")
    args = parser.parse_args()
    if args.part == "build":
        build_all(args.folder, args.claims)
    elif args.part == "same":
        return 0 if same(args.claims) else 1
    elif args.part == "ask":
        ask_all(args.folder, args.names, evidence=args.evidence, asked=args.asked)
    else:
        print(json.dumps(measure(_opened(args.folder), args.name, json.loads(args.given), evidence=args.evidence)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
