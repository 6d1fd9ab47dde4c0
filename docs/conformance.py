"""Run the W3C manifests of the SPARQL protocols on a real server and write what came out, as EARL, into docs/conformance/.

EARL is the W3C's vocabulary for such reports (Evaluation and Report Language 1.0). The report names no day: it holds for the
version that stands in it.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from graph.terms import RDF, Terms
from graph.version import __version__

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))  # the runner is the tests' own

from protocol_suite import Case, cases, run_case  # noqa: E402  found only now
from served import Served, served_empty  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

REPORT = ROOT / "docs" / "conformance" / "sparql-protocols.ttl"
EARL = Terms(
    "http://www.w3.org/ns/earl#",
    "Assertion TestResult assertedBy automatic failed mode outcome passed result subject test",
)
DOAP = Terms("http://usefulinc.com/ns/doap#", "Project name release revision Version")
SUBJECT = NamedNode("https://w3id.org/detente/")
PREFIXES = {"earl": "http://www.w3.org/ns/earl#", "doap": "http://usefulinc.com/ns/doap#"}


def passed(case: Case, server: Served) -> bool:
    """Whether a test passes; what is wrong goes to standard error."""
    try:
        run_case(case, server)
    except AssertionError as error:
        sys.stderr.write(f"{case.suite} {case.name}: {error}\n")
        return False
    return True


def assertion(case: Case, place: int, *, good: bool) -> Iterator[Triple]:
    """What the report says of one test."""
    said, result = BlankNode(f"assertion{place}"), BlankNode(f"result{place}")
    yield Triple(said, RDF.type, EARL.Assertion)
    yield Triple(said, EARL.assertedBy, SUBJECT)
    yield Triple(said, EARL.mode, EARL.automatic)
    yield Triple(said, EARL.subject, SUBJECT)
    yield Triple(said, EARL.test, NamedNode(str(case.iri)))
    yield Triple(said, EARL.result, result)
    yield Triple(result, RDF.type, EARL.TestResult)
    yield Triple(result, EARL.outcome, EARL.passed if good else EARL.failed)


def main() -> int:
    """Write the report; the exit code is 1 when a test fails."""
    release = BlankNode("release")
    triples = [
        Triple(SUBJECT, RDF.type, DOAP.Project),
        Triple(SUBJECT, DOAP.name, Literal("Détente")),
        Triple(SUBJECT, DOAP.release, release),
        Triple(release, RDF.type, DOAP.Version),
        Triple(release, DOAP.revision, Literal(__version__)),
    ]
    with tempfile.TemporaryDirectory() as folder, served_empty(Path(folder), workers=2) as server:
        results = [passed(case, server) for case in cases()]
    for place, (case, good) in enumerate(zip(cases(), results, strict=True)):
        triples += assertion(case, place, good=good)
    REPORT.parent.mkdir(exist_ok=True)
    turtle = serialize(triples, format=RdfFormat.TURTLE, prefixes=PREFIXES) or b""
    lines = turtle.decode().splitlines(keepends=True)
    heads = sorted(line for line in lines if line.startswith("@prefix"))
    REPORT.write_text("".join([*heads, *(line for line in lines if not line.startswith("@prefix"))]), encoding="utf-8")
    sys.stdout.write(f"{sum(results)} of {len(results)} passed; {REPORT.relative_to(ROOT)}\n")
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    raise SystemExit(main())
