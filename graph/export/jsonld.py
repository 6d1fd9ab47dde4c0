"""JSON-LD 1.1, compacted: a node a subject, in the order of the other formats, written as it is read from the store."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, BinaryIO

from pyoxigraph import Literal, NamedNode

from graph.export.context import Context
from graph.terms import RDF

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pyoxigraph import BlankNode, Triple

    from graph.export.content import Content
    from graph.export.context import Json, Key

    Node = NamedNode | BlankNode | Literal | Triple


def write(content: Content, out: BinaryIO) -> None:
    """Write the named graphs: each is a node with a ``@graph``."""
    context = Context(content.layers, linked=content.linked)
    graphs = groupby(content.quads(), lambda quad: quad.graph_name)
    named = ((graph, quads) for graph, quads in graphs if isinstance(graph, NamedNode))
    _write(context.parts, (_graph(context, graph, (quad.triple for quad in quads)) for graph, quads in named), out)


def write_default(content: Content, out: BinaryIO) -> None:
    """Write the default graph, or the graphs named as one."""
    context = Context(content.layers, linked=content.linked)
    _write(context.parts, ([text] for text in _nodes(context, content.triples())), out)


def write_small(content: Content, out: BinaryIO) -> None:
    """As :func:`write_default`, for what is small: it is held in memory, and its contexts have the keys that it uses alone."""
    context = Context(content.layers, linked=content.linked)
    nodes = list(_entries(context, content.triples()))
    _write(context.only(words(nodes)), ([_lines(entry)] for entry in nodes), out)


def words(tree: Json) -> Iterator[str]:
    """Every key and every text in a tree: among them are the keys that its context must have."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict):
        yield from tree
        for value in tree.values():
            yield from words(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from words(value)


def node(
    context: Context,
    subject: NamedNode | BlankNode,
    said: Iterable[tuple[NamedNode, Sequence[Node]]],
    value: Callable[[Key, Node], Json] | None = None,
) -> dict[str, Json]:
    """A node: what is said of a subject, by predicate. ``value`` writes an object under its key, in place of the context."""
    value = value or context.value
    written: dict[str, Json] = {"id": context.reference(subject)}
    for predicate, objects in said:
        classes = [context.word(found) for found in objects if isinstance(found, NamedNode)]
        if predicate == RDF.type and len(classes) == len(objects):
            written["type"] = one_or_all(classes)
            continue
        key = context.key(predicate)
        written |= by_language(context, key, predicate, objects) or {
            key.name: values(key, [value(key, found) for found in objects])
        }
    return written


def by_language(context: Context, key: Key, predicate: NamedNode, objects: Iterable[Node]) -> dict[str, Json]:
    """The texts under a key that has them by language, and under the predicate itself what is no text; else nothing."""
    if "@language" not in key.containers:
        return {}
    texts: dict[str, list[Json]] = {}
    others = []
    for found in objects:
        if isinstance(found, Literal) and context.is_text(found):
            texts.setdefault(found.language or "@none", []).append(found.value)
        else:
            others.append(context.value(context.bare(predicate), found))
    written = {key.name: {language: values(key, found) for language, found in texts.items()}} if texts else {}
    return written | ({context.bare(predicate).name: one_or_all(others)} if others else {})


def values(key: Key, found: Sequence[Json]) -> Json:
    """Values as they stand under a key: those of a set as a list, others as a list when there are several."""
    return list(found) if "@set" in key.containers else one_or_all(found)


def one_or_all(found: Sequence[Json]) -> Json:
    """One value by itself, several as a list."""
    return found[0] if len(found) == 1 else list(found)


def as_json(value: Json) -> str:
    """A value in a line of JSON."""
    return json.dumps(value, ensure_ascii=False)


def _write(parts: Iterable[Json], blocks: Iterable[Iterable[str]], out: BinaryIO) -> None:
    """Write contexts and document, a line for each key of a node. Nodes stand in one list; a block opens and closes what is in it."""
    out.write(b"{\n" + head(parts).encode() + b'"@graph": [\n')
    is_first = True
    for block in blocks:
        for text in block:
            is_bracket = text.startswith("]")
            out.write((b"" if is_first else b"\n" if is_bracket else b",\n") + text.encode())
            is_first = text.endswith("[\n")
    out.write(b"\n]\n}\n")


def head(parts: Iterable[Json]) -> str:
    """The contexts, a line for each key, with a comma after them."""
    written = (as_json(part) if isinstance(part, str) else _lines(part) for part in parts)
    return '"@context": [\n' + ",\n".join(written) + "\n],\n"


def _graph(context: Context, graph: NamedNode, triples: Iterator[Triple]) -> Iterator[str]:
    yield f'{{"id": {as_json(context.reference(graph))}, "@graph": [\n'
    yield from _nodes(context, triples)
    yield "]}"


def _nodes(context: Context, triples: Iterable[Triple]) -> Iterator[str]:
    return map(_lines, _entries(context, triples))


def _entries(context: Context, triples: Iterable[Triple]) -> Iterator[dict[str, Json]]:
    for subject, about in groupby(triples, lambda triple: triple.subject):
        said = groupby(about, lambda triple: triple.predicate)
        yield node(context, subject, ((predicate, [t.object for t in same]) for predicate, same in said))


def _lines(entries: dict[str, Json]) -> str:
    """An object with a line for each of its keys."""
    return "{\n" + ",\n".join(f" {as_json(name)}: {as_json(entry)}" for name, entry in entries.items()) + "\n}"
