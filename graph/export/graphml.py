"""GraphML: a network for Gephi, networkx and igraph, as The GraphML File Format has it (http://graphml.graphdrawing.org/)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from graph.export.network import EDGE_VALUES, NODE_VALUES, Network
from graph.export.reading import Reading
from graph.export.short import long, refuse_graphs, refuse_passages
from graph.seen_from import seen_from

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from graph.export.content import Content
    from graph.export.network import Edge

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_GRAPH_VALUES = {"data": "string", "perspective": "string"}


def write(content: Content, out: BinaryIO) -> None:
    """Write situations and entities as nodes, facts and shortcuts over time as edges."""
    refuse_graphs(content, "graphml")
    refuse_passages(content, "graphml")
    network = Network(Reading(content))
    _write(content, network, network.edges, out)


def write_entities(content: Content, out: BinaryIO) -> None:
    """Write entities as nodes, and as edges the situations in which two of them have a part and the facts between them."""
    refuse_graphs(content, "graphml-entities")
    refuse_passages(content, "graphml-entities")
    network = Network(Reading(content))
    _write(content, network, network.edges_of_entities, out)


def _write(content: Content, network: Network, edges: Callable[[], Iterator[Edge]], out: BinaryIO) -> None:
    """Write the nodes of all edges, then the edges: these are read twice, and not held."""
    xml = XMLGenerator(out, encoding="utf-8", short_empty_elements=True)
    xml.startDocument()
    xml.startElement("graphml", AttributesImpl({"xmlns": "http://graphml.graphdrawing.org/xmlns"}))
    for kind, values in (("graph", _GRAPH_VALUES), ("node", NODE_VALUES), ("edge", EDGE_VALUES)):
        for name, type_ in values.items():
            _line(xml, "  ")
            xml.startElement(
                "key", AttributesImpl({"id": f"{kind}_{name}", "for": kind, "attr.name": name, "attr.type": type_})
            )
            xml.endElement("key")
    _line(xml, "  ")
    xml.startElement("graph", AttributesImpl({"id": "detente", "edgedefault": "directed"}))
    _data(xml, "graph", {"data": content.opened.version, "perspective": seen_from(content.opened)})
    names = {name for edge in edges() for name in (edge.start, edge.end)}
    for name in sorted(names):
        _element(xml, "node", {"id": name}, network.node(long(name)).values)
    for edge in edges():
        _element(xml, "edge", {"id": edge.name, "source": edge.start, "target": edge.end}, edge.values)
    _line(xml, "  ")
    xml.endElement("graph")
    _line(xml, "")
    xml.endElement("graphml")
    _line(xml, "")
    xml.endDocument()


def _element(xml: XMLGenerator, kind: str, names: Mapping[str, str], values: Mapping[str, str | bool | int]) -> None:
    _line(xml, "    ")
    xml.startElement(kind, AttributesImpl({key: _allowed(value) for key, value in names.items()}))
    _data(xml, kind, values)
    xml.endElement(kind)


def _data(xml: XMLGenerator, kind: str, values: Mapping[str, str | bool | int]) -> None:
    for name, value in values.items():
        if value == "":
            continue
        xml.startElement("data", AttributesImpl({"key": f"{kind}_{name}"}))
        xml.characters(str(value).lower() if isinstance(value, bool) else _allowed(str(value)))
        xml.endElement("data")


def _allowed(text: str) -> str:
    """Text without the characters that XML 1.0 has no way to write; each gives way to U+FFFD."""
    return _NOT_XML.sub("\ufffd", text)


def _line(xml: XMLGenerator, indent: str) -> None:
    xml.ignorableWhitespace(f"\n{indent}")
