"""How long the closure takes, beside owlrl: ``python benchmarks/closure.py [--sizes 10000 100000] [--owlrl]``.

Seeded synthetic individuals of Détente's own ontology (``--ontology FILE`` for another one): each has one class, and
properties between members of the right classes inside small groups. Every engine runs in processes of its own, so that
its peak memory is its own, and the run of the median time counts, for machines are noisy. With ``--owlrl``, the
smallest size is closed by owlrl too, in the same run; with ``--nemo``, where ``nemo-python`` is installed, every size by
Nemo, by the same compiled rules. The closures must be equal on individuals, wherever they are compared (below 200,000
triples). The time is that of reasoning (for us compiling the ontology is in it), without reading; in brackets stand the
seconds of the processor, which others on the machine do not lengthen. Run it under ``ulimit -v 8000000``.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import random
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

OWL = "http://www.w3.org/2002/07/owl#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
Times: TypeAlias = tuple[float, float]
"""Seconds of the wall and of the processor."""
THINGS = "https://w3id.org/detente/id/thing-"
GROUP = 200


def read(path: Path) -> list[Triple]:
    """Read a Turtle file."""
    return [quad.triple for quad in parse(path=path, format=RdfFormat.TURTLE)]


def named(ontology: list[Triple], kind: str) -> list[NamedNode]:
    """List the named terms of an OWL kind, in sorted order."""
    wanted = NamedNode(OWL + kind)
    found = {triple.subject for triple in ontology if triple.predicate == TYPE and triple.object == wanted}
    return sorted((term for term in found if isinstance(term, NamedNode)), key=str)


def declared(ontology: list[Triple], subject: NamedNode, predicate: str) -> list[NamedNode]:
    """List the named objects of an RDFS predicate: a property's domain or range, a class's superclasses."""
    objects = (
        triple.object for triple in ontology if (triple.subject, triple.predicate.value) == (subject, RDFS + predicate)
    )
    return [node for node in objects if isinstance(node, NamedNode)]


def with_superclasses(ontology: list[Triple], kind: NamedNode) -> list[NamedNode]:
    """List a class and the classes above it."""
    found = [kind]
    for member in found:
        found += [node for node in declared(ontology, member, "subClassOf") if node not in found]
    return found


def invent(ontology: list[Triple], size: int) -> Iterator[Triple]:
    """Invent about ``size`` triples of individuals by the properties that declare both domain and range.

    In every group each class has one member at least, so that each property finds a subject and an object.
    """
    dice = random.Random(size)  # noqa: S311  # a benchmark wants the same data each time, not secrets
    roles = [
        (role, *declared(ontology, role, "domain"), *declared(ontology, role, "range"))
        for role in named(ontology, "ObjectProperty")
    ]
    slots = [slot for slot in roles if len(slot) == 3]
    kinds = {kind: with_superclasses(ontology, kind) for kind in named(ontology, "Class")}
    number = 0
    while number < size:
        members: dict[NamedNode, list[NamedNode]] = {}
        group = [NamedNode(f"{THINGS}{number + place}") for place in range(len(kinds) + GROUP)]
        for thing, kind in zip(group, [*kinds, *dice.choices([*kinds], k=GROUP)], strict=True):
            yield Triple(thing, TYPE, kind)
            yield Triple(thing, NamedNode(RDFS + "label"), Literal(thing.value))
            for member_of in kinds[kind]:
                members.setdefault(member_of, []).append(thing)
        edges: set[Triple] = set()
        while len(edges) < 4 * len(group):
            role, domain, range_ = dice.choice(slots)
            edges.add(Triple(dice.choice(members[domain]), role, dice.choice(members[range_])))
        yield from sorted(edges, key=str)
        number += 6 * len(group)


def of_individuals(triples: Iterable[Triple]) -> set[str]:
    """Keep what a closure says of individuals, as text: properties of the ontology, classes with a name."""
    kept = set()
    for triple in triples:
        subject, predicate, value = triple
        ours = predicate == TYPE or not predicate.value.startswith((OWL, RDFS))
        named_class = predicate != TYPE or (isinstance(value, NamedNode) and not value.value.startswith((OWL, RDFS)))
        if str(subject).startswith("<" + THINGS) and ours and named_class:
            kept.add(str(triple))
    return kept


def clock() -> Times:
    """The time of the wall and of the processor, in seconds."""
    return time.perf_counter(), time.process_time()


def took(start: Times) -> Times:
    """How long it is since then."""
    now = clock()
    return now[0] - start[0], now[1] - start[1]


def run_ours(ontology: list[Triple], data: list[Triple]) -> tuple[Times, Iterable[Triple], str]:
    """Close with Détente's rules: seconds, closure, remark."""
    from graph.reason.closure import close  # noqa: PLC0415  # each engine's process loads its own engine only
    from graph.reason.rules import compile_ontology  # noqa: PLC0415

    gc.disable()  # as a build does: what a closure makes it keeps
    start = clock()
    closure = close(data, compile_ontology(ontology))
    times = took(start)
    return (
        times,
        (*data, *closure.inferred),
        f"{len(data)} given, {len(closure.inferred)} inferred, {len(closure.clashes)} clashes",
    )


def run_owlrl(ontology: list[Triple], data: list[Triple]) -> tuple[Times, Iterable[Triple], str]:
    """Close with owlrl on rdflib: seconds, closure, remark."""
    import owlrl  # noqa: PLC0415
    import rdflib  # noqa: PLC0415

    graph = rdflib.Graph().parse(data=serialize([*ontology, *data], format=RdfFormat.N_TRIPLES), format="nt")
    start = clock()
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    times = took(start)
    for triple in [triple for triple in graph if isinstance(triple[0], rdflib.Literal)]:
        graph.remove(triple)
    text = "\n".join(" ".join(term.n3() for term in triple) + " ." for triple in graph)
    return times, [quad.triple for quad in parse(text, format=RdfFormat.N_TRIPLES)], f"{len(graph)} triples"


def run_nemo(ontology: list[Triple], data: list[Triple]) -> tuple[Times, Iterable[Triple], str]:
    """Close with Nemo by Détente's compiled rules: seconds, closure, remark."""
    from nemo_rules import NemoRun  # noqa: PLC0415

    from graph.reason.rules import compile_ontology  # noqa: PLC0415

    run = NemoRun(data, compile_ontology(ontology))
    start = clock()
    run.reason()
    times = took(start)
    return times, *run.closure()


ENGINES = {"detente": run_ours, "owlrl": run_owlrl, "nemo": run_nemo}


def measure(engine: str, path: Path, size: int) -> dict[str, object]:
    """Run one engine here and describe the run."""
    ontology = read(path)
    data = list(dict.fromkeys(invent(ontology, size)))
    (seconds, processor), closure, remark = ENGINES[engine](ontology, data)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    digest = hashlib.sha256("\n".join(sorted(of_individuals(closure))).encode()).hexdigest() if size < 200_000 else ""
    return {"seconds": seconds, "processor": processor, "peak": peak, "digest": digest, "remark": remark}


def in_own_process(engine: str, path: Path, size: int, repeats: int) -> dict[str, object]:
    """Run one engine in fresh processes, print a line about it, and give the run of the median time."""
    command = [sys.executable, __file__, "--ontology", str(path), "--one", engine, str(size)]
    runs: list[dict[str, object]] = [
        json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout) for _ in range(repeats)
    ]
    runs.sort(key=lambda run: float(str(run["seconds"])))
    result, first, last = runs[len(runs) // 2], runs[0]["seconds"], runs[-1]["seconds"]
    print(
        f"{engine:8} {size:>9,}  {result['seconds']:8.3f} s ({first:.3f} to {last:.3f}) [{result['processor']:.3f}]"
        f"  {result['peak']:6.0f} MB   {result['remark']}",
        flush=True,
    )
    return result


def main() -> int:
    """Measure; exit code 1 when the two engines differ."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--ontology", type=Path, default=ROOT / "ontology" / "detente.ttl")
    parser.add_argument("--owlrl", action="store_true", help="close the smallest size with owlrl too and compare")
    parser.add_argument("--nemo", action="store_true", help="close every size with nemo-python too and compare")
    parser.add_argument("--repeats", type=int, default=5, help="runs of each engine, each in its own process")
    parser.add_argument("--one", nargs=2, metavar=("ENGINE", "SIZE"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        print(json.dumps(measure(args.one[0], args.ontology, int(args.one[1]))))
        return 0
    status = 0
    for size in sorted(args.sizes):
        ours = in_own_process("detente", args.ontology, size, args.repeats)
        peers = ["owlrl"] * (args.owlrl and size == min(args.sizes)) + ["nemo"] * args.nemo
        for peer in peers:
            status |= compare(ours, in_own_process(peer, args.ontology, size, args.repeats), peer)
    return status


def compare(ours: dict[str, object], other: dict[str, object], name: str) -> int:
    """Print how many times as long a peer takes; exit code 1 when the closures differ."""
    equal = ours["digest"] == other["digest"]
    verdict = ("equal" if equal else "NOT EQUAL") if ours["digest"] else "not compared"
    ratio = float(str(other["seconds"])) / float(str(ours["seconds"]))
    print(f"{name} takes {ratio:.2f} times as long; the closures are {verdict} on individuals", flush=True)
    return 0 if equal else 1


if __name__ == "__main__":
    sys.exit(main())
