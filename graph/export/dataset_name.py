"""What the data set is called, and each part of it: a part has the IRI of the whole with what was chosen behind a question mark."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from graph.terms import BASE

if TYPE_CHECKING:
    from collections.abc import Iterable

DATASET = NamedNode(BASE + "dataset")
"""The data set as a whole."""


def dataset_iri(perspective: str = "", chosen: Iterable[tuple[str, str]] = ()) -> NamedNode:
    """The IRI of the data set as seen from a perspective in words (empty: the whole), and of what is chosen of it."""
    pairs = [*chosen, *([("perspective", perspective)] if perspective else ())]
    return NamedNode(f"{DATASET.value}?{urlencode(pairs)}") if pairs else DATASET
