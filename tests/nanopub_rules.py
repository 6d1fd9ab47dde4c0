"""The published rules of nanopublications, and of the trusty URIs that name them, written without a look at our writer.

The rules are those for well-formed nanopublications in the guidelines (nanopub.net/guidelines/working_draft), and module RA of
the Trusty URI Specification, version 1. [N] is the nanopublication, [H] its head, [A] assertion, [P] provenance, [I] info.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cmp_to_key
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

NP = "http://www.nanopub.org/nschema#"
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_LINKS = ("hasAssertion", "hasProvenance", "hasPublicationInfo")


def faults(quads: Sequence[Quad]) -> list[str]:
    """What is wrong with the quads of one nanopublication; nothing when nothing is."""
    unnamed = [quad for quad in quads if not isinstance(quad.graph_name, NamedNode)]
    if unnamed:
        return ["a triple stands in no named graph"]
    heads = [q for q in quads if q.predicate == TYPE and q.object == NamedNode(NP + "Nanopublication")]
    if len(heads) != 1:
        return [f"{len(heads)} nanopublications"]
    name, head = heads[0].subject, heads[0].graph_name
    linked = {link: [q.object for q in quads if _is_link(q, name, head, link)] for link in _LINKS}
    wrong = [f"{len(found)} of {link}" for link, found in linked.items() if len(found) != 1]
    return wrong or list(_of_parts(quads, [name, head, *(found[0] for found in linked.values())]))


def _is_link(quad: Quad, name: object, head: object, link: str) -> bool:
    return (quad.subject, quad.predicate, quad.graph_name) == (name, NamedNode(NP + link), head)


def _of_parts(quads: Sequence[Quad], parts: list[object]) -> Iterator[str]:
    name, _, assertion, provenance, info = parts
    if len(set(parts)) < len(parts):
        yield "two parts have one name"
    if {quad.graph_name for quad in quads} != set(parts[1:]):
        yield "a graph too many, or an empty one"
    if not any(assertion in (q.subject, q.object) for q in quads if q.graph_name == provenance):
        yield "the provenance is not of the assertion"
    if not any(name in (q.subject, q.object) for q in quads if q.graph_name == info):
        yield "the publication info is not of the nanopublication"
    if any(isinstance(part, BlankNode) for quad in quads for part in (quad.subject, quad.object)):
        yield "a blank node"
    else:
        yield from _of_name(quads, name)


def _of_name(quads: Sequence[Quad], name: object) -> Iterator[str]:
    code = re.search(r"(?<![A-Za-z0-9_-])RA[A-Za-z0-9_-]{43}$", name.value if isinstance(name, NamedNode) else "")
    if code is None:
        yield "no trusty URI"
    elif code.group() != recomputed(quads, code.group()):
        yield "another hash"


def recomputed(quads: Iterable[Quad], code: str) -> str:
    """The artifact code of quads that have ``code`` in their IRIs, by comparing them two at a time, as the rules are written."""
    lines = [_terms(quad, code) for quad in set(quads)]
    text = ""
    for graph, subject, predicate, value in sorted(lines, key=cmp_to_key(_compared)):
        text += f"{graph}\n{subject}\n{predicate}\n"
        if isinstance(value, Literal):
            label = value.value.replace("\\", "\\\\").replace("\n", "\\n")
            kind = f"@{value.language.lower()}" if value.language else f"^{value.datatype.value}"
            text += f"{kind} {label}\n"
        else:
            text += f"{value}\n"
    bits = hashlib.sha256(text.encode("utf-8")).digest()
    return "RA" + base64.b64encode(bits, altchars=b"-_")[:43].decode()


_Terms = tuple[str, str, str, "Literal | str"]


def _terms(quad: Quad, code: str) -> _Terms:
    def blanked(node: object) -> str:
        assert isinstance(node, NamedNode)
        return " ".join(node.value.split(code))

    value = quad.object if isinstance(quad.object, Literal) else blanked(quad.object)
    return blanked(quad.graph_name), blanked(quad.subject), blanked(quad.predicate), value


def _compared(one: _Terms, other: _Terms) -> int:
    """The first of the rules that applies decides."""
    mine, yours = one[3], other[3]
    pairs: list[tuple[str | bool, str | bool]] = list(zip(one[:3], other[:3], strict=True))
    pairs.append((isinstance(mine, Literal), isinstance(yours, Literal)))
    if isinstance(mine, Literal) and isinstance(yours, Literal):
        pairs.append((mine.value, yours.value))
        pairs.append((not mine.language, not yours.language))  # without a datatype, so with a language, is first
        pairs.append((mine.language or mine.datatype.value, yours.language or yours.datatype.value))
    else:
        pairs.append((str(mine), str(yours)))
    different = ((first, second) for first, second in pairs if first != second)
    return next((-1 if first < second else 1 for first, second in different), 0)  # type: ignore[operator]  # both are text, or both truth values


def planted(quads: Sequence[Quad], fault: str) -> list[Quad]:
    """The quads of a good nanopublication with one fault in them."""
    return _FAULTS[fault](list(quads))


def _graph(quads: Iterable[Quad], part: str) -> NamedNode:
    return next(
        q.graph_name for q in quads if isinstance(q.graph_name, NamedNode) and q.graph_name.value.endswith(part)
    )


def _without(quads: Iterable[Quad], unwanted: Callable[[Quad], bool]) -> list[Quad]:
    return [quad for quad in quads if not unwanted(quad)]


def _moved(quads: list[Quad], part: str, graph: NamedNode | DefaultGraph) -> list[Quad]:
    there = _graph(quads, part)
    return [Quad(q.subject, q.predicate, q.object, graph) if q.graph_name == there else q for q in quads]


def _of_another(quads: list[Quad], node: object, part: str) -> list[Quad]:
    """What is said of a node in one part is said of another."""
    there = _graph(quads, part)
    return [
        Quad(OTHER, q.predicate, q.object, there) if (q.subject, q.graph_name) == (node, there) else q for q in quads
    ]


def _also(quads: list[Quad], node: NamedNode, predicate: str, value: NamedNode, part: str) -> list[Quad]:
    return [*quads, Quad(node, NamedNode(predicate), value, _graph(quads, part))]


def _renamed(quads: list[Quad], old: str, new: str) -> list[Quad]:
    def term(node: object) -> object:
        return NamedNode(node.value.replace(old, new)) if isinstance(node, NamedNode) else node

    return [Quad(*map(term, (q.subject, q.predicate, q.object, q.graph_name))) for q in quads]  # type: ignore[arg-type]  # each stays what it was


OTHER = NamedNode("https://example.org/other")
_FAULTS: dict[str, Callable[[list[Quad]], list[Quad]]] = {
    "a triple stands in no named graph": lambda q: _moved(q, "#pubinfo", DefaultGraph()),
    "0 nanopublications": lambda q: _without(q, lambda x: x.predicate == TYPE and x.graph_name == _graph(q, "#Head")),
    "2 nanopublications": lambda q: _also(q, OTHER, TYPE.value, NamedNode(NP + "Nanopublication"), "#Head"),
    "0 of hasAssertion": lambda q: _without(q, lambda x: x.predicate == NamedNode(NP + "hasAssertion")),
    "2 of hasProvenance": lambda q: _also(q, q[0].subject, NP + "hasProvenance", OTHER, "#Head"),  # type: ignore[arg-type]  # the head is first
    "0 of hasPublicationInfo": lambda q: _without(q, lambda x: x.predicate == NamedNode(NP + "hasPublicationInfo")),
    "two parts have one name": lambda q: _renamed(q, "#pubinfo", "#provenance"),
    "a graph too many, or an empty one": lambda q: [*q, Quad(OTHER, TYPE, OTHER, OTHER)],
    "the provenance is not of the assertion": lambda q: _of_another(q, _graph(q, "#assertion"), "#provenance"),
    "the publication info is not of the nanopublication": lambda q: _of_another(q, q[0].subject, "#pubinfo"),
    "a blank node": lambda q: [*q, Quad(BlankNode("b"), TYPE, OTHER, _graph(q, "#assertion"))],
    "no trusty URI": lambda q: _renamed(q, "nanopub/RA", "nanopub/FA"),
    "another hash": lambda q: _also(q, OTHER, TYPE.value, OTHER, "#assertion"),
}
FAULTS = tuple(_FAULTS)
"""What can be planted: each is what :func:`faults` must say of it, first."""
