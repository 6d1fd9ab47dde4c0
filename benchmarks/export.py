"""Memory and time of exports of many claims: ``python benchmarks/export.py build FOLDER CLAIMS``, then ``… run FOLDER [FORMAT …]``.

``build`` writes the shipped graph again and again into one store, each time with new names for claims, sources, situations
and all that describes them: invented, and of no use but for its size. ``run`` exports the whole of it in each format that is
one file, each in a process of its own, and prints seconds, megabytes written and the most memory that the process held,
beside pyoxigraph's own dump of the same store as N-Quads. Run it under ``ulimit -v 12000000``.
"""

from __future__ import annotations

import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from pyoxigraph import NamedNode, RdfFormat, Store  # noqa: E402  the path comes first

from graph.build import open_store  # noqa: E402
from graph.export.content import Content  # noqa: E402
from graph.export.formats import FORMATS  # noqa: E402
from graph.layers import all_layers  # noqa: E402
from graph.lookups import write_lookups  # noqa: E402
from graph.store import open_built  # noqa: E402
from graph.terms import BASE, DT  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

_DUMP = "pyoxigraph's dump"
_COPIED = "claim|passage|proposition|conflict|judgement|source|origin|identity|graph/claims"


def build(folder: Path, claims: int) -> None:
    """Make the store of at least that many claims and say what it took."""
    start = time.perf_counter()
    shipped = open_store()
    every = sum(1 for _ in shipped.quads.quads_for_pattern(None, DT.says, None, None)) // 2
    folder.mkdir(parents=True)
    lines = (shipped.quads.dump(format=RdfFormat.N_QUADS) or b"").decode()
    about = {
        quad.object.value
        for quad in shipped.quads.quads_for_pattern(None, DT.about, None, None)
        if isinstance(quad.object, NamedNode)
    }
    situations = "|".join(re.escape(iri.removeprefix(BASE)) for iri in sorted(about, key=len, reverse=True))
    named = re.compile(f"<{re.escape(BASE)}(?:({_COPIED})/|({situations})>)")
    store = Store(str(folder / "quads"))
    store.bulk_load(lines.encode(), format=RdfFormat.N_QUADS)
    for number in range(1, -(-claims // every)):
        copy = named.sub(lambda found, number=number: _renamed(found, number), lines)  # type: ignore[misc]  # the number is bound at once
        store.bulk_load(copy.encode(), format=RdfFormat.N_QUADS)
    store.flush()
    shipped = open_store()  # others may have removed it from the cache in the meantime
    for name in ("catalogue.txt", "reasons.sqlite"):
        shutil.copy(shipped.folder / name, folder)
    write_lookups(folder / "lookups.sqlite", (), (), ())  # of the copies nothing was looked up
    (folder / "sizes.json").write_text("{}", encoding="utf-8")
    disk = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e9
    count = sum(1 for _ in store.quads_for_pattern(None, DT.says, None, None)) // 2
    store.optimize()
    print(f"{count:,} claims, {len(store):,} quads, {disk:.2f} GB on disk, {time.perf_counter() - start:.0f} s")


def _renamed(found: re.Match[str], number: int) -> str:
    kind, situation = found.groups()
    return f"<{BASE}{kind}/w{number}-" if kind else f"<{BASE}{situation}-w{number}>"


def one(folder: Path, name: str, target: Path) -> None:
    """Export in one format, in this process, and print what it took."""
    opened = open_built(folder, "0")
    assert opened is not None  # noqa: S101  the folder was built
    start = time.perf_counter()
    with target.open("wb") as out:
        if name == _DUMP:
            opened.quads.dump(out, format=RdfFormat.N_QUADS)
        else:
            FORMATS[name].writer(Content(opened, layers=all_layers()), out)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{name:20} {seconds:8.1f} s {target.stat().st_size / 1e6:10,.1f} MB written {peak:8,.0f} MB held", flush=True
    )


def run(folder: Path, names: Sequence[str]) -> None:
    """Each format in a process of its own; one that fails is said to."""
    whole = [
        name for name, form in FORMATS.items() if not form.folder and form.name != "jsonld-framed"
    ]  # a tree of a part
    wanted = names or whole
    with tempfile.TemporaryDirectory() as made:
        for name in (_DUMP, *wanted):
            target = Path(made, "out")
            done = subprocess.run([sys.executable, __file__, "one", str(folder), name, str(target)], check=False)
            if done.returncode:
                print(f"{name:20} failed", flush=True)


def main(part: str, folder: str, *rest: str) -> None:
    """What the arguments say."""
    if part == "build":
        build(Path(folder), int(rest[0]))
    elif part == "one":
        one(Path(folder), rest[0], Path(rest[1]))
    else:
        run(Path(folder), rest)


if __name__ == "__main__":
    main(*sys.argv[1:])
