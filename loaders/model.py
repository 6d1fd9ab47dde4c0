"""The model as data: which keys a claim file knows, which of them a type takes and needs, which concepts there are.

Read from ``context*.jsonld`` (keys to predicates and kinds of value) and the Turtle files (classes, shapes, concepts).
No domain class or key is named here: a new type, key or concept needs no Python.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse
from pyoxigraph import Literal as RdfLiteral

from graph.errors import InputError
from graph.terms import BASE, EDTF, OWL, RDF, RDFS, SH, SKOS
from loaders.files import read_bytes, read_utf8

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from graph.layers import Layer

Kind: TypeAlias = Literal["thing", "concept", "date", "text", "value"]
Node: TypeAlias = "NamedNode | BlankNode | RdfLiteral | Triple"

_APPARATUS = "apparatus.ttl"
_SHAPES = ("shapes.ttl", _APPARATUS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key of claim files: what predicate it writes, and what kind of value it takes."""

    name: str
    predicate: NamedNode
    kind: Kind
    datatype: NamedNode | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """What a type takes under one predicate: how many values at least and at most, of which class or scheme."""

    predicate: NamedNode
    least: int
    most: int | None
    of_class: NamedNode | None
    scheme: NamedNode | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """All that claim files may say. ``types`` maps names to classes; ``slots`` is by class; ``concepts`` maps names to schemes;
    ``declared`` holds the IRI of every term and concept.
    """

    keys: dict[str, Key]
    types: dict[str, NamedNode]
    classes: dict[str, NamedNode]
    slots: dict[NamedNode, dict[NamedNode, Slot]]
    supers: dict[NamedNode, frozenset[NamedNode]]
    concepts: dict[str, tuple[NamedNode, frozenset[NamedNode]]]
    declared: frozenset[str]

    def slots_of(self, type_: NamedNode) -> dict[NamedNode, Slot]:
        """The slots of a type, its own and those of the classes above it; where both have one, the lower class decides."""
        found: dict[NamedNode, Slot] = {}
        above = self.supers.get(type_, frozenset()) | {type_}
        for class_ in sorted(above, key=lambda class_: (len(self.supers.get(class_, ())), str(class_))):
            found.update(self.slots.get(class_, {}))
        return found

    def keys_of(self, type_: NamedNode) -> list[str]:
        """The keys that a claim of this type may use, in alphabetical order."""
        predicates = self.slots_of(type_)
        return sorted(key.name for key in self.keys.values() if key.predicate in predicates)

    def is_a(self, type_: NamedNode, class_: NamedNode) -> bool:
        """Whether every thing of ``type_`` is of ``class_``."""
        return type_ == class_ or class_ in self.supers.get(type_, frozenset())

    def concepts_in(self, scheme: NamedNode) -> list[str]:
        """The names of the concepts of one scheme, in alphabetical order."""
        return sorted(name for name, (_, schemes) in self.concepts.items() if scheme in schemes)


def read_turtle(file: Path) -> tuple[Triple, ...]:
    """The triples of a Turtle file. Raises InputError, with file and line, when it is not Turtle."""
    try:
        return _triples(file, read_bytes(file))
    except SyntaxError as error:
        raise InputError(f"{file}:{error.lineno or 1}: not Turtle: {error.msg}") from error


@lru_cache(maxsize=32)
def _triples(_: Path, content: bytes) -> tuple[Triple, ...]:
    """What a file says: a run reads each file of the ontology several times. Two files share no blank node."""
    return tuple(quad.triple for quad in parse(content, format=RdfFormat.TURTLE, rename_blank_nodes=True))


def ontology_files(layers: Sequence[Layer], *, shapes: bool) -> list[Path]:
    """The Turtle files of all layers that hold shapes, or those that hold terms; alignments are in neither."""
    files = [file for layer in layers for file in layer.files("ontology", "*.ttl")]
    return [file for file in files if (file.name in _SHAPES) == shapes and file.name != "alignments.ttl"]


def read_model(layers: Sequence[Layer]) -> Model:
    """The model of all layers together. Raises InputError for Turtle or JSON that cannot be read."""
    files = [file for layer in layers for pattern in ("*.ttl", "*.jsonld") for file in layer.files("ontology", pattern)]
    return _model(tuple(layers), tuple(read_bytes(file) for file in files))


@lru_cache(maxsize=8)
def _model(layers: tuple[Layer, ...], _: tuple[bytes, ...]) -> Model:
    """The same, worked out anew only where a file of the ontology has another content."""
    terms = [triple for file in ontology_files(layers, shapes=False) for triple in read_turtle(file)]
    slots: dict[NamedNode, dict[NamedNode, Slot]] = defaultdict(dict)
    for file in ontology_files(layers, shapes=True):
        if file.name != _APPARATUS:
            for class_, found in _slots_in(file).items():
                slots[class_].update(found)
    classes = {_local(node): node for node in _instances(terms, OWL.Class)}
    return Model(
        keys=_keys(layers),
        types={_local(class_): class_ for class_ in slots},
        classes=classes,
        slots=dict(slots),
        supers=_supers(terms),
        concepts=_concepts(terms),
        declared=frozenset(triple.subject.value for triple in terms if isinstance(triple.subject, NamedNode)),
    )


def _local(node: NamedNode) -> str:
    return node.value.replace("#", "/").rsplit("/", 1)[-1]


def _instances(triples: Iterable[Triple], class_: NamedNode) -> list[NamedNode]:
    return [
        t.subject
        for t in triples
        if t.predicate == RDF.type and t.object == class_ and isinstance(t.subject, NamedNode)
    ]


def _supers(triples: Iterable[Triple]) -> dict[NamedNode, frozenset[NamedNode]]:
    direct: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    for triple in triples:
        if triple.predicate == RDFS.subClassOf and isinstance(triple.object, NamedNode):
            direct[cast("NamedNode", triple.subject)].add(triple.object)
    closed: dict[NamedNode, frozenset[NamedNode]] = {}
    for class_, nearest in list(direct.items()):
        above, waiting = set[NamedNode](), list(nearest)
        while waiting:
            node = waiting.pop()
            if node not in above:
                above.add(node)
                waiting.extend(direct.get(node, ()))
        closed[class_] = frozenset(above)
    return closed


def _concepts(triples: Iterable[Triple]) -> dict[str, tuple[NamedNode, frozenset[NamedNode]]]:
    schemes: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    for triple in triples:
        if triple.predicate == SKOS.inScheme and isinstance(triple.object, NamedNode):
            schemes[cast("NamedNode", triple.subject)].add(triple.object)
    return {_local(node): (node, frozenset(found)) for node, found in schemes.items()}


def _slots_in(file: Path) -> dict[NamedNode, dict[NamedNode, Slot]]:
    try:
        return _slots(read_turtle(file))
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise InputError(
            f"{file}:1: a shape is not as claim files need it; each sh:property has one sh:path, which is a property, and "
            f"counts that are whole numbers ({error})"
        ) from error


def _slots(triples: Iterable[Triple]) -> dict[NamedNode, dict[NamedNode, Slot]]:
    about: dict[Node, dict[NamedNode, list[Node]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        about[triple.subject][triple.predicate].append(triple.object)
    slots: dict[NamedNode, dict[NamedNode, Slot]] = defaultdict(dict)
    for shape in list(about.values()):
        for class_ in shape.get(SH.targetClass, []):
            own = slots[cast("NamedNode", class_)]
            for node in shape.get(SH.property, []):
                slot = _slot(about, about[node])
                own[slot.predicate] = slot
    return dict(slots)


def _slot(about: dict[Node, dict[NamedNode, list[Node]]], shape: dict[NamedNode, list[Node]]) -> Slot:
    def number(predicate: NamedNode) -> int | None:
        found = shape.get(predicate, [])
        return int(cast("RdfLiteral", found[0]).value) if found else None

    return Slot(
        predicate=cast("NamedNode", shape[SH.path][0]),
        least=number(SH.minCount) or 0,
        most=number(SH.maxCount),
        of_class=cast("NamedNode | None", next(iter(shape.get(SH.class_, [])), None)),
        scheme=_scheme(about, shape),
    )


def _scheme(about: dict[Node, dict[NamedNode, list[Node]]], shape: dict[NamedNode, list[Node]]) -> NamedNode | None:
    for node in shape.get(SH.node, []):
        for inner in about[node].get(SH.property, []):
            if about[inner].get(SH.path) == [SKOS.inScheme]:
                return cast("NamedNode", about[inner][SH.hasValue][0])
    return None


def _keys(layers: Sequence[Layer]) -> dict[str, Key]:
    keys: dict[str, Key] = {}
    for layer in layers:
        for file in layer.files("ontology", "*.jsonld"):
            keys.update({key.name: key for key in _context_keys(file)})
    return keys


def _context_keys(file: Path) -> list[Key]:
    try:
        document = json.loads(read_utf8(file))
    except json.JSONDecodeError as error:
        raise InputError(f"{file}:{error.lineno}: not JSON: {error.msg}") from error
    context = document.get("@context") if isinstance(document, dict) else None
    if not isinstance(context, dict):
        raise InputError(f"{file}:1: no JSON-LD context; the file must be an object with the key @context")
    keys = {name: entry for name, entry in context.items() if isinstance(entry, dict) and "@id" in entry}
    try:
        return [_key(name, entry, context, file) for name, entry in keys.items()]
    except (AttributeError, ValueError) as error:
        raise InputError(f"{file}:1: a key of the context has an @id or @type that is no IRI ({error})") from error


def _key(name: str, entry: dict[str, Any], context: dict[str, Any], file: Path) -> Key:
    written = entry.get("@type", "")
    kind: Kind = "value"
    if written == "@id":
        kind = "thing"
    elif written == "@vocab":
        kind = "concept"
    elif "@language" in entry:
        kind = "text"
    datatype = NamedNode(_expand(written, context, file)) if kind == "value" and written else None
    if datatype == EDTF:
        kind = "date"
    predicate = NamedNode(_expand(entry["@id"], context, file))
    return Key(name=name, predicate=predicate, kind=kind, datatype=datatype, language=entry.get("@language"))


def _expand(name: str, context: dict[str, Any], file: Path) -> str:
    prefix, colon, local = name.partition(":")
    if colon and not local.startswith("//"):
        if prefix not in context:
            raise InputError(f"{file}:1: the context uses the prefix {prefix!r} and does not define it")
        return f"{context[prefix]}{local}"
    return name if colon else f"{context.get('@vocab', BASE + 'ontology#')}{name}"


def apparatus_concepts(model: Model, scheme: str) -> dict[str, NamedNode]:
    """The concepts of one of the schemes that every claim uses (voices, modalities …), by name."""
    node = NamedNode(BASE + "vocab/" + scheme)
    return {name: concept for name, (concept, schemes) in model.concepts.items() if node in schemes}
