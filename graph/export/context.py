"""The JSON-LD contexts of an export, and how they shorten terms: the keys of claim files, and those that exports add.

Read are the contexts of claim files, ``ontology/*.jsonld`` of every layer, and after them ``ontology/export/context.jsonld``.
A later definition of a key takes the place of an earlier one, as in JSON-LD 1.1, section 4.1.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, Literal, NamedNode

from graph.errors import InputError
from graph.layers import shipped_layer
from graph.terms import BASE, ONTOLOGY, RDF, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from pyoxigraph import Triple

    from graph.layers import Layer

Json = Any
"""What :mod:`json` writes."""

_OWN = re.compile(r"[a-z]+(?:/[A-Za-z0-9_~+][A-Za-z0-9_~+.-]*)*")
"""What follows the base in an IRI that can be written relative to it: no part of it reads as a scheme, a query or a step up."""
_LOCAL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./+-]*")
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,14}")
_TRUTH = {"true": True, "false": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """The key of a predicate: what its values are taken for (``@id``, ``@vocab``, the IRI of a datatype, or nothing), in which
    language, and in which containers they stand. ``vocab`` is the start of IRIs that a value leaves out.
    """

    name: str
    predicate: str
    kind: str
    language: str
    containers: frozenset[str]
    vocab: str


class Context:
    """The contexts of an export. Raises InputError for a file that is no context; a build has read those of claim files before."""

    def __init__(self, layers: Sequence[Layer] = (), *, linked: bool = False) -> None:
        own = shipped_layer()
        files = [file for layer in layers or (own,) for file in layer.files("ontology", "*.jsonld")]
        files += own.files("ontology", "export/context.jsonld")
        self._parts: list[Json] = []
        self._prefixes: dict[str, str] = {}
        self._terms: dict[str, Json] = {}
        self._names: dict[str, str] = {}
        self._kinds: dict[str, str] = {}
        self._taken: set[str] = set()
        self._links = {file: f"{BASE}ontology/{file.relative_to(own.ontology).as_posix()}" for file in files
                       if linked and file.is_relative_to(own.ontology)}  # fmt: skip
        for file in files:
            part = _part(file)
            self._parts.append(self._links.get(file, part))
            self._add(part)
        plain = [name for name, entry in self._terms.items() if _is_plain(entry)]
        several = Counter(self._names[name] for name in plain)  # what two keys stand for is written with neither
        self._keys = {
            self._names[name]: _key(name, self._names[name], self._terms[name], self._kinds[name])
            for name in plain
            if several[self._names[name]] == 1
        }
        self._backward = {self._names[name]: name for name, entry in self._terms.items() if "@reverse" in entry}

    @property
    def parts(self) -> list[Json]:
        """What stands under ``@context``: objects, or the IRIs of those that are ours, with the base that no IRI can give."""
        return [*self._parts, {"@base": BASE}] if self._links else list(self._parts)

    def only(self, used: Iterable[str]) -> list[Json]:
        """The same without the keys that are not among those used."""
        kept = frozenset(used)
        return [
            part
            if isinstance(part, str)
            else {name: entry for name, entry in part.items() if name in kept or not isinstance(entry, dict)}
            for part in self.parts
        ]

    def key(self, predicate: NamedNode) -> Key:
        """The key of a predicate; of one that no context names it is its name in the ontology, or its IRI."""
        found = self._keys.get(predicate.value)
        if found is None:
            found = Key(
                name=self.word(predicate),
                predicate=predicate.value,
                kind="",
                language="",
                containers=frozenset(),
                vocab="",
            )
            self._keys[predicate.value] = found
        return found

    def backward(self, predicate: NamedNode) -> str:
        """The key under which an object has those of which the predicate is said."""
        return self._backward[predicate.value]

    def reference(self, node: NamedNode | BlankNode) -> str:
        """A node where an ``@id`` stands: relative to the base, with a prefix, or in full."""
        if isinstance(node, BlankNode):
            return f"_:{node.value}"
        own = node.value.removeprefix(BASE)
        return own if own != node.value and _OWN.fullmatch(own) else self._prefixed(node.value)

    def word(self, node: NamedNode, vocab: str = ONTOLOGY) -> str:
        """A term where a type, a predicate or a concept stands: without ``vocab``, with a prefix, or in full."""
        local = node.value.removeprefix(vocab)
        is_short = local != node.value and local not in self._taken and _LOCAL.fullmatch(local)
        return local if is_short else self._prefixed(node.value)

    def value(self, key: Key, node: NamedNode | BlankNode | Literal | Triple) -> Json:
        """One object under a key, as short as the key allows; a language map takes what :meth:`by_language` gives."""
        if isinstance(node, Literal):
            return self._literal(key, node)
        if not isinstance(node, NamedNode | BlankNode):
            raise TypeError(f"{node}: an export in JSON-LD holds no triple terms")
        if key.kind == "@vocab" and isinstance(node, NamedNode):
            return self._keyed(node) if key.vocab == ONTOLOGY else self.word(node, key.vocab)
        return self.reference(node) if key.kind in ("@id", "@vocab") else {"id": self.reference(node)}

    def bare(self, predicate: NamedNode) -> Key:
        """A key that takes nothing for granted: the predicate itself, with a prefix or in full."""
        return Key(
            name=self._prefixed(predicate.value),
            predicate=predicate.value,
            kind="",
            language="",
            containers=frozenset(),
            vocab="",
        )

    @staticmethod
    def is_text(node: Literal) -> bool:
        """Whether a literal can stand under its language, or under none."""
        return node.datatype in (XSD.string, RDF.langString)

    def _literal(self, key: Key, node: Literal) -> Json:
        value = node.value
        if node.language:
            return value if node.language == key.language else {"@value": value, "@language": node.language}
        if node.datatype == XSD.string:
            is_plain = not (key.kind or key.language)
            return value if is_plain else {"@value": value}
        if node.datatype.value != key.kind:
            return {"@value": value, "@type": self.word(node.datatype)}
        if node.datatype == XSD.integer and _WHOLE.fullmatch(value):
            return int(value)
        return _TRUTH.get(value, value) if node.datatype == XSD.boolean else value

    def _keyed(self, predicate: NamedNode) -> str:
        found = self._keys.get(predicate.value)
        return found.name if found is not None else self.word(predicate)

    def _prefixed(self, iri: str) -> str:
        for prefix, start in self._prefixes.items():
            if iri.startswith(start) and _LOCAL.fullmatch(iri, len(start)):
                return f"{prefix}:{iri.removeprefix(start)}"
        return iri

    def _add(self, part: Mapping[str, Json]) -> None:
        for name, entry in part.items():
            self._terms.pop(name, None)
            self._prefixes.pop(name, None)
            self._taken.add(name)
            if isinstance(entry, str) and entry.endswith(("/", "#")) and not name.startswith("@"):
                self._prefixes[name] = entry
        for name, entry in part.items():
            if isinstance(entry, dict):
                self._terms[name] = entry
                kind = entry.get("@type", "")
                self._kinds[name] = kind if kind.startswith("@") or not kind else self._whole(kind, part)
                self._names[name] = self._whole(entry.get("@id") or entry.get("@reverse") or name, part)

    def _whole(self, written: str, part: Mapping[str, Json]) -> str:
        prefix, colon, local = written.partition(":")
        if colon:
            return self._prefixes[prefix] + local if prefix in self._prefixes else written
        return f"{part.get('@vocab', ONTOLOGY)}{written}"


def _is_plain(entry: Mapping[str, Json]) -> bool:
    """Whether values under the key can be written: what exports do not need in a context makes a key that they do not use."""
    return (
        set(entry) <= {"@id", "@type", "@language", "@container", "@context"}
        and set(_listed(entry.get("@container"))) <= {"@set", "@language"}
        and set(entry.get("@context", {})) <= {"@vocab"}
        and entry.get("@type") not in ("@json", "@none")
    )


def _key(name: str, predicate: str, entry: Mapping[str, Json], kind: str) -> Key:
    return Key(
        name=name,
        predicate=predicate,
        kind=kind,
        language=entry.get("@language", ""),
        containers=frozenset(_listed(entry.get("@container"))),
        vocab=entry.get("@context", {}).get("@vocab", ONTOLOGY),
    )


def _listed(value: Json) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []


def _part(file: Path) -> dict[str, Json]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))["@context"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{file}: no JSON-LD context; the file must be an object with the key @context") from error
    if not isinstance(found, dict):
        raise InputError(f"{file}: no JSON-LD context; what stands under @context must be an object")
    return found
