"""Updates before they run: none that reaches the network, and the dataset of the protocol written into each operation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from graph.inert import blanked
from graph.querying import escaped, uses
from graph.service.problems import ProblemError

if TYPE_CHECKING:
    from collections.abc import Sequence

_NETWORK = re.compile(r"service|load", re.IGNORECASE)
_TOKEN = re.compile(r"[{}]|(?<![\w:?$.%-])(?:WHERE|DELETE|USING|WITH)(?![\w:.%-])", re.IGNORECASE)


def prepared(text: str, using: Sequence[str], using_named: Sequence[str]) -> str:
    """The update as it may be run: without LOAD and SERVICE, and over the dataset that the request names.

    ``using`` and ``using_named`` are the graphs of ``using-graph-uri`` and ``using-named-graph-uri`` (SPARQL 1.1 Protocol,
    section 2.2.3). Raises ProblemError 400 for what reaches the network, and for a dataset that is named in both places.
    """
    if uses(text, _NETWORK):
        raise ProblemError(
            400, "the update has LOAD or SERVICE in it; Détente asks no other server, so take that part out"
        )
    if using or using_named:
        text = _over(text, _clauses(using, using_named))
    return escaped(text, _NETWORK)


def _clauses(using: Sequence[str], using_named: Sequence[str]) -> str:
    try:
        graphs = [f"USING {NamedNode(name)}" for name in using]
        graphs += [f"USING NAMED {NamedNode(name)}" for name in using_named]
    except ValueError as error:
        raise ProblemError(400, f"a graph of the dataset is no absolute IRI: {error}") from error
    return " ".join(graphs)


def _over(text: str, clauses: str) -> str:
    """The text with the clauses before each WHERE that stands outside braces."""
    parts, depth, end, before = [], 0, 0, ""
    for found in _TOKEN.finditer(blanked(text)):
        word = found.group().upper()
        if word in "{}":
            depth += 1 if word == "{" else -1
        elif word in ("USING", "WITH"):
            raise ProblemError(
                400, "the update names its dataset with USING or WITH; take that or the parameters, and not both"
            )
        elif word == "WHERE" and depth == 0:
            if before == "DELETE":
                raise ProblemError(400, "DELETE WHERE has no place for a dataset; write DELETE { … } WHERE { … }")
            parts += [text[end : found.start()], clauses, " "]
            end = found.start()
        before = word
    return "".join([*parts, text[end:]])
