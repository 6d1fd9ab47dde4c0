"""Bridges to Wikidata, as ``ontology/alignments.ttl`` has them: which situation, fact, date and reference is what there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from graph.errors import InputError
from graph.layers import shipped_layer
from graph.terms import BASE, PREFIXES, RDF, Terms

if TYPE_CHECKING:
    from pathlib import Path

    from pyoxigraph import BlankNode, Triple

BRIDGE = Terms(
    f"{BASE}bridge/",
    "Calendar Circumstance Fact Qualifier Reference Situation class item mark of property value",
)
_Said = dict[NamedNode, "NamedNode | Literal | BlankNode | Triple"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """One bridge: the slots that give item and value, the ``property`` there, and the class that it is bound to, if it is.

    ``class_`` is that of the situation, ``of`` that of the value of a fact; ``property`` is the number alone, as ``P463``.
    """

    name: str
    property: str
    item: NamedNode
    value: NamedNode | None = None
    class_: NamedNode | None = None
    of: NamedNode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridges:
    """All bridges to Wikidata, in order of name. ``circumstances`` are, by EDTF mark, a property and an item."""

    situations: tuple[Bridge, ...]
    facts: tuple[Bridge, ...]
    qualifiers: tuple[Bridge, ...]
    references: dict[NamedNode, str]
    circumstances: dict[str, tuple[str, str]]
    calendar: str


def bridges() -> Bridges:
    """The shipped bridges. Raises InputError when the file of alignments is not as it should be."""
    return read_bridges(shipped_layer().ontology / "alignments.ttl")


@lru_cache(maxsize=4)
def read_bridges(file: Path) -> Bridges:
    """The bridges of a file. Raises InputError where it cannot be read or a bridge lacks a part."""
    try:
        return _assembled(_by_kind(file))
    except (OSError, SyntaxError) as error:
        raise InputError(f"{file}: the bridges cannot be read ({error})") from error
    except KeyError as error:
        raise InputError(f"{file}: a bridge lacks {error.args[0]}") from None


def _by_kind(file: Path) -> dict[NamedNode, list[_Said]]:
    said: dict[str, _Said] = {}
    for quad in parse(path=str(file), format=RdfFormat.TURTLE):
        if isinstance(quad.subject, NamedNode):
            said.setdefault(quad.subject.value, {})[quad.predicate] = quad.object
    kinds: dict[NamedNode, list[_Said]] = {}
    for name, parts in sorted(said.items()):
        kinds.setdefault(_node(parts, RDF.type), []).append({**parts, _NAME: NamedNode(name)})
    return kinds


def _assembled(kinds: dict[NamedNode, list[_Said]]) -> Bridges:
    return Bridges(
        situations=tuple(map(_bridge, kinds[BRIDGE.Situation])),
        facts=tuple(map(_bridge, kinds[BRIDGE.Fact])),
        qualifiers=tuple(map(_bridge, kinds[BRIDGE.Qualifier])),
        references={_node(parts, BRIDGE.item): _number(parts, BRIDGE.property) for parts in kinds[BRIDGE.Reference]},
        circumstances={
            _text(parts, BRIDGE.mark): (_number(parts, BRIDGE.property), _number(parts, BRIDGE.value))
            for parts in kinds[BRIDGE.Circumstance]
        },
        calendar=_number(kinds[BRIDGE.Calendar][0], BRIDGE.value),
    )


_NAME = RDF.first
"""Under which the name of a bridge stands among its parts; no bridge has a list."""


def _bridge(parts: _Said) -> Bridge:
    return Bridge(
        name=_node(parts, _NAME).value.rpartition("/")[2],
        property=_number(parts, BRIDGE.property),
        item=_node(parts, BRIDGE.item),
        value=_node(parts, BRIDGE.value) if BRIDGE.value in parts else None,
        class_=_node(parts, BRIDGE.class_) if BRIDGE.class_ in parts else None,
        of=_node(parts, BRIDGE.of) if BRIDGE.of in parts else None,
    )


def _node(parts: _Said, predicate: NamedNode) -> NamedNode:
    found = parts[predicate]
    if not isinstance(found, NamedNode):
        raise KeyError(predicate)
    return found


def _text(parts: _Said, predicate: NamedNode) -> str:
    found = parts[predicate]
    if not isinstance(found, Literal):
        raise KeyError(predicate)
    return found.value


def _number(parts: _Said, predicate: NamedNode) -> str:
    return _node(parts, predicate).value.removeprefix(PREFIXES["wd"])
