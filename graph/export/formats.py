"""The formats of exports: what each is called, what it holds, what it loses, and which module writes it."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, cast

from graph.errors import UnknownNameError
from graph.naming import near_names

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from graph.export.content import Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format. ``module`` has a function ``function`` that takes the content and what is written to: a binary stream, or
    for a ``folder`` the path of an empty one. ``loses`` names what of the graph the format does not hold, a phrase each; the
    docs and a test keep to it.
    """

    name: str
    holds: str
    suffix: str
    media_type: str
    module: str
    function: str = "write"
    loses: tuple[str, ...] = ()
    folder: bool = False

    @property
    def writer(self) -> Callable[[Content, BinaryIO], None]:
        """What writes the format to a stream."""
        return cast("Callable[[Content, BinaryIO], None]", self._function())

    @property
    def folder_writer(self) -> Callable[[Content, Path], None]:
        """What writes the format into a folder."""
        return cast("Callable[[Content, Path], None]", self._function())

    def _function(self) -> object:
        return getattr(importlib.import_module(f"graph.export.{self.module}"), self.function)


_NO_NAMED_GRAPHS = "which named graph a triple stands in, and what is only stated"
_NO_NAMED_ORDER = "which named graph a triple stands in, what is only stated, and propositions as four triples each"

FORMATS = {
    found.name: found
    for found in (
        Format(
            name="turtle", holds="the default graph, or the graphs named", suffix=".ttl", media_type="text/turtle",
            module="rdf", function="write_turtle", loses=(_NO_NAMED_GRAPHS,),
        ),
        Format(
            name="ntriples", holds="the same, a triple a line", suffix=".nt", media_type="application/n-triples",
            module="rdf", function="write_ntriples", loses=(_NO_NAMED_GRAPHS,),
        ),
        Format(
            name="rdfxml", holds="the same, in XML", suffix=".rdf", media_type="application/rdf+xml",
            module="rdf", function="write_rdfxml", loses=(_NO_NAMED_GRAPHS,),
        ),
        Format(
            name="turtle12", holds="the same, in RDF 1.2: a proposition reifies its triple", suffix=".ttl",
            media_type="text/turtle;version=1.2", module="rdf", function="write_turtle12", loses=(_NO_NAMED_ORDER,),
        ),
        Format(
            name="trig", holds="the named graphs", suffix=".trig", media_type="application/trig",
            module="rdf", function="write_trig",
        ),
        Format(
            name="nquads", holds="the named graphs, a quad a line", suffix=".nq", media_type="application/n-quads",
            module="rdf", function="write_nquads",
        ),
        Format(
            name="jsonld", holds="the named graphs, in JSON-LD 1.1 with the keys of claim files", suffix=".jsonld",
            media_type="application/ld+json", module="jsonld",
        ),
        Format(
            name="jsonld-default", holds="the default graph, or the graphs named, in the same form", suffix=".jsonld",
            media_type="application/ld+json", module="jsonld", function="write_default", loses=(_NO_NAMED_GRAPHS,),
        ),
        Format(
            name="jsonld-framed", holds="a tree for each thing, source or claim, or the answer to a question, in JSON-LD",
            suffix=".jsonld", media_type="application/ld+json", module="framed",
            loses=(_NO_NAMED_GRAPHS, "what is said of terms and concepts",
                   "facts and inferences on what a tree only names, and what nothing else names"),
        ),
    )
}  # fmt: skip
"""All formats, in the order in which they are listed."""


def find_format(name: str) -> Format:
    """The format of that name. Raises UnknownNameError, with near names."""
    if name in FORMATS:
        return FORMATS[name]
    near = near_names(name.lower(), list(FORMATS), alike=0.4)
    hint = f"; did you mean {' or '.join(near)}?" if near else "; `detente export` lists the formats"
    raise UnknownNameError(f"there is no format {name!r}{hint}")
