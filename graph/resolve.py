"""From what a person writes for a thing — slug, name, variant, IRI — to the thing."""

from __future__ import annotations

import itertools
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode

from graph.errors import UnknownNameError
from graph.naming import near_names, slug
from graph.terms import BASE, DCTERMS, DT, ONTOLOGY, OWL, RDF, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pyoxigraph import Store

_NAMES = (RDFS.label, SKOS.prefLabel, SKOS.altLabel)
_SHOWN = 80
_HOMES = ("id/", "vocab/", "ontology#", "source/", "claim/", "judgement/", "origin/", "identity/")


def resolve_thing(store: Store, name: str) -> NamedNode:
    """The thing that ``name`` names: an IRI, a slug, or a label or variant in any language, whatever its case.

    A retired name gives the thing that took its place; :func:`note_retired` says so.

    A name as some source misprints it is found too, when it is no right name of anything, and is never offered as one.
    Raises UnknownNameError, with near names, when nothing or more than one thing bears it.
    """
    for candidate in _iris(name):
        if _known(store, candidate):
            return replaced_by(store, candidate) or candidate
    wanted = _folded(name)
    named, misprinted = dict(_named(store, _NAMES)), dict(_named(store, (SKOS.hiddenLabel,)))
    found = _bearing(wanted, named) or _bearing(wanted, misprinted)
    found = sorted({replaced_by(store, thing) or thing for thing in found}, key=str)
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownNameError(
            f"{shown(name)} names several things: {', '.join(slug(node) for node in found)}; write one of these"
        )
    words = {label: node for node, labels in named.items() for label in labels}
    near = near_names(wanted, sorted(words))
    hint = f"; did you mean {' or '.join(dict.fromkeys(slug(words[word]) for word in near))}?" if near else ""
    raise UnknownNameError(f"nothing is called {shown(name)}{hint}")


def replaced_by(store: Store, thing: NamedNode) -> NamedNode | None:
    """The thing that took the place of one whose name editors retired; None for all others."""
    quads = store.quads_for_pattern(thing, DCTERMS.isReplacedBy, None, DefaultGraph())
    return next((quad.object for quad in quads if isinstance(quad.object, NamedNode)), None)


def note_retired(store: Store, name: str) -> str:
    """A line for a person who wrote a retired name: which name took its place; empty for any other."""
    for candidate in _iris(name):
        if (heir := replaced_by(store, candidate)) is not None:
            return f"{slug(candidate)} is a retired name: read as {slug(heir)}, which names the same thing"
    return ""


def _bearing(wanted: str, named: Mapping[NamedNode, frozenset[str]]) -> list[NamedNode]:
    return sorted((node for node, labels in named.items() if wanted in labels), key=str)


def shown(name: str) -> str:
    """What a person wrote, for a message: between quotation marks, on one line, and shortened when it is very long."""
    return repr(name if len(name) <= _SHOWN else f"{name[: _SHOWN - 1]}…")


def resolve_property(store: Store, name: str) -> NamedNode:
    """The property that ``name`` names: ``a``, an IRI, ``everMemberOf``, ``ever-member-of`` or its label."""
    if name in ("a", "type", "rdf:type"):
        return RDF.type
    camel = re.sub(r"-([a-z])", lambda found: found.group(1).upper(), name.removeprefix("dt:"))
    candidate = NamedNode(ONTOLOGY + camel) if re.fullmatch(r"\w+", camel) else None
    if candidate is not None and _known(store, candidate):
        return candidate
    return resolve_thing(store, name)


def resolve_class(store: Store, name: str) -> NamedNode:
    """The class that ``name`` names: ``AgreementGap``, ``agreement-gap``, its label or its IRI.

    Raises UnknownNameError, with near names.
    """
    quads = store.quads_for_pattern(None, RDF.type, OWL.Class, DefaultGraph())
    classes = sorted((quad.subject for quad in quads if isinstance(quad.subject, NamedNode)), key=str)
    named = dict(_named(store, (RDFS.label,)))
    words = {_bare(word): class_ for class_ in classes for word in (class_.value, slug(class_), *named.get(class_, ()))}
    if (wanted := _bare(name.removeprefix("dt:"))) in words:
        return words[wanted]
    near = dict.fromkeys(words[word] for word in near_names(wanted, sorted(words)))
    kinds = " or ".join(re.sub(r"(?<=[a-z])(?=[A-Z])", "-", slug(class_)).lower() for class_ in near)
    hint = f"; did you mean {kinds}?" if kinds else "; `detente terms` lists the types"
    raise UnknownNameError(f"there is no kind {shown(name)}{hint}")


def _bare(name: str) -> str:
    """A name without what parts its words."""
    return re.sub(r"[\W_]+", "", name).casefold()


def _iris(name: str) -> Iterator[NamedNode]:
    written = name.strip("<>")
    if re.match(r"[a-z][a-z0-9+.-]*://", written):
        try:
            yield NamedNode(written)
        except ValueError:
            return
    for prefix, home in (("id:", "id/"), ("dt:", "ontology#"), ("vocab:", "vocab/")):
        if written.startswith(prefix):
            written = home + written.removeprefix(prefix)
    if re.fullmatch(r"[\w./+-]+(?:#[\w./+-]*)?", written):
        for home in ("", *_HOMES):
            with suppress(ValueError):  # dt:a#b has two signs of a fragment
                yield NamedNode(BASE + home + written)


def _known(store: Store, node: NamedNode) -> bool:
    quads = itertools.chain(
        store.quads_for_pattern(node, None, None, None), store.quads_for_pattern(None, DT.subject, node, None)
    )
    return next(quads, None) is not None


def _named(store: Store, predicates: Iterable[NamedNode]) -> Iterator[tuple[NamedNode, frozenset[str]]]:
    found: dict[NamedNode, set[str]] = {}
    for predicate in predicates:
        for quad in store.quads_for_pattern(None, predicate, None, DefaultGraph()):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                found.setdefault(quad.subject, {_folded(slug(quad.subject))}).add(_folded(quad.object.value))
    for node, labels in found.items():
        yield node, frozenset(labels)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
