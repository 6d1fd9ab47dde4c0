"""The IRIs that a query names, and those of them that no ontology declares."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from graph.terms import BASE
from loaders.problems import did_you_mean
from loaders.tracing import parts_in

if TYPE_CHECKING:
    from pathlib import Path

_FOREIGN = ("http://www.w3.org/", "http://purl.org/")


def terms_of(text: str, file: Path) -> frozenset[str]:
    """The IRIs that a query names, however it writes them. Raises InputError when it does not parse."""
    return parts_in(text, file).terms


def unknown_terms(text: str, file: Path, declared: frozenset[str]) -> list[tuple[int, str, str]]:
    """The terms of a query that no ontology declares though others of their namespace are: line, IRI and a hint for each.

    A misspelt term finds nothing, for ever, and looks like silence. Raises InputError when the query does not parse.
    """
    homes = _homes(declared)
    found = []
    for iri in sorted(
        iri for iri in terms_of(text, file) if iri not in declared and iri != _home(iri) and _home(iri) in homes
    ):
        name = iri.removeprefix(_home(iri))
        place = re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)
        line = text.count("\n", 0, place.start()) + 1 if place else 1
        near = [known.removeprefix(_home(iri)) for known in declared if _home(known) == _home(iri)]
        found.append((line, iri, did_you_mean(name, near)))
    return found


@lru_cache(maxsize=2)
def _homes(declared: frozenset[str]) -> frozenset[str]:
    """The namespaces in which a term that is not declared is misspelt: our own, and those of no standard."""
    ours = {_home(iri) for iri in declared if iri.startswith(BASE)}
    return frozenset(ours | {home for home in map(_home, declared) if not home.startswith(_FOREIGN)})


def _home(iri: str) -> str:
    """The namespace of a term: its IRI up to the last # or /."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]
