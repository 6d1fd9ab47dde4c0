"""Trusty URIs of RDF: names that hold a hash of what they name, so that anybody can see whether it was changed.

After the Trusty URI Specification, version 1 (Tobias Kuhn, 2015), module RA.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad

if TYPE_CHECKING:
    from collections.abc import Iterable

UNNAMED = "~unnamed~"
"""What stands in IRIs for the artifact code until that is known; ``~`` is in no code."""

_Key = tuple[str, str, str, bool, str, bool, str]


def artifact_code(quads: Iterable[Quad], code: str) -> str:
    """The 45 characters of the artifact code of quads without blank nodes; ``code`` is what their IRIs have in its place."""
    text = "".join(map(_lines, sorted({_key(quad, code) for quad in quads})))
    digest = hashlib.sha256(text.encode()).digest()
    return "RA" + base64.urlsafe_b64encode(digest).decode().rstrip("=")


def named(quads: Iterable[Quad]) -> tuple[str, list[Quad]]:
    """The artifact code of quads whose IRIs have :data:`UNNAMED` for it, and the quads with the code in its place."""
    unnamed = list(quads)
    code = artifact_code(unnamed, UNNAMED)
    return code, [_renamed(quad, code) for quad in unnamed]


def _key(quad: Quad, code: str) -> _Key:
    """Where a quad stands among others: rules 1 to 9 of the module. Python compares text by code points, as they want."""
    place = (_iri(quad.graph_name, code), _iri(quad.subject, code), _iri(quad.predicate, code))
    value = quad.object
    if not isinstance(value, Literal):
        return (*place, False, _iri(value, code), False, "")
    if value.language:
        return (*place, True, value.value, False, value.language.lower())
    return (*place, True, value.value, True, value.datatype.value)


def _lines(key: _Key) -> str:
    graph, subject, predicate, is_literal, value, has_datatype, kind = key
    if is_literal:
        escaped = value.replace("\\", "\\\\").replace("\n", "\\n")
        value = f"{'^' if has_datatype else '@'}{kind} {escaped}"
    return f"{graph}\n{subject}\n{predicate}\n{value}\n"


def _iri(node: object, code: str) -> str:
    if not isinstance(node, NamedNode):
        raise TypeError(f"{node}: only IRIs and literals can be named by their hash")
    return node.value.replace(code, " ")


def _renamed(quad: Quad, code: str) -> Quad:
    parts = (
        NamedNode(part.value.replace(UNNAMED, code)) if isinstance(part, NamedNode) and UNNAMED in part.value else part
        for part in (quad.subject, quad.predicate, quad.object, quad.graph_name)
    )
    return Quad(*parts)  # type: ignore[arg-type]  # each stays what it was
