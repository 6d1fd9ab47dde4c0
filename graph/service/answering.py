"""What a worker does with a job: it runs a query, sends a graph, or describes the service."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyoxigraph import DefaultGraph, NamedNode, Store, serialize

from graph.errors import RefusedQueryError
from graph.inert import INERT
from graph.querying import refuse_update
from graph.service.description import DESCRIBING, describe
from graph.service.marks import HEADER, UNKNOWN, marks
from graph.service.outgoing import TooLargeError
from graph.service.problems import ProblemError
from graph.service.saved_answers import answer_question
from graph.service.serialising import chosen, graph_format, kind_of, serialise
from graph.service.services import harmless
from graph.service.things import answer_thing
from graph.terms import PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import BlankNode

    from graph.service.jobs import Job
    from graph.service.limits import Limits
    from graph.service.media import Chosen
    from graph.service.outgoing import Outgoing
    from graph.service.serialising import Result

_POSITION = re.compile(r"\bat ([0-9]+):([0-9]+)")
_BRACKET = re.compile(r"[{(\[]|[})\]]")
_PREFIXES = dict(PREFIXES)
_MOST_WORDS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a worker answers from: an open store, the limits, the addresses that SERVICE may call.

    ``unmarked`` is the store without the graph *user*; None when nothing is written in it.
    """

    store: Store
    limits: Limits
    services: tuple[str, ...] = ()
    unmarked: Store | None = None


class _Bounded(io.BytesIO):
    """Bytes in memory, but not too many of them: TooLargeError over ``most``."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def write(self, content: Any) -> int:
        if self.tell() + len(content) > self._most:
            raise TooLargeError
        return super().write(content)


def answer(desk: Desk, job: Job, out: Outgoing) -> None:
    """Write the answer to ``out``; raises ProblemError for what cannot be answered."""
    try:
        _KINDS[job.kind](desk, job, out)
    except TooLargeError as error:
        most = desk.limits.answer_bytes
        less = "ask for less, with LIMIT and OFFSET for one part after another"
        raise ProblemError(413, f"the answer is larger than {most} bytes; {less}") from error
    except MemoryError as error:
        raise ProblemError(503, "the query took more memory than it may; ask for less") from error


def _query(desk: Desk, job: Job, out: Outgoing) -> None:
    check_depth(job.text, desk.limits.depth)
    try:
        text = harmless(job.text, desk.services)
        result = _result(desk.store, text, job)
        form = chosen(kind_of(result), job)
        out.head(form.media_type, {} if desk.unmarked is None else {HEADER: UNKNOWN})
        serialise(result, form, out.file)
        if desk.unmarked is not None and not out.begun:
            _mark(_result(desk.unmarked, text, job), form, desk.limits, out)
    except TooLargeError:
        raise
    except RefusedQueryError as error:
        raise ProblemError(400, str(error)) from error
    except (SyntaxError, ValueError, RuntimeError, OSError) as error:
        raise _refusal(job.text, error) from error


def _result(store: Store, text: str, job: Job) -> Result:
    """What the engine finds; over the dataset of the protocol, where the client names one, and not that of the query."""
    prefixes = prefixes_in(text)
    if job.default_graphs is None and job.named_graphs is None:
        return store.query(text, base_iri=job.base, prefixes=prefixes)
    default: list[NamedNode | BlankNode | DefaultGraph] = [NamedNode(name) for name in job.default_graphs or ()]
    named: list[NamedNode | BlankNode] = [NamedNode(name) for name in job.named_graphs or ()]
    return store.query(text, base_iri=job.base, prefixes=prefixes, default_graph=default, named_graphs=named)


def prefixes_in(text: str) -> dict[str, str]:
    """Those of our prefixes that may be in a text: each one that the engine is told costs as much as a part of a light query.

    Where characters are escaped, all: an escape may stand for any part of a name.
    """
    if "\\" in text:
        return _PREFIXES
    return {prefix: iri for prefix, iri in _PREFIXES.items() if f"{prefix}:" in text}


def _mark(without: Result, form: Chosen, limits: Limits, out: Outgoing) -> None:
    """Say in a header what of the answer, which is all in ``out``, rests on the graph *user*."""
    other = _Bounded(limits.held_bytes)
    try:
        serialise(without, form, other)
        found = marks(form.format, out.content, other.getvalue())
    except (TooLargeError, SyntaxError, ValueError):  # too large; or in XML, with a character that XML has not
        return
    out.head(form.media_type, {HEADER: found})


def _refusal(text: str, error: Exception) -> ProblemError:
    try:
        refuse_update(text)
    except RefusedQueryError as refused:
        return ProblemError(400, str(refused))
    return unparsed(error)


def unparsed(error: Exception) -> ProblemError:
    """The problem of a text that the engine cannot run, with line and column where it names them."""
    words = " ".join(str(error).split())
    place = _POSITION.search(words)
    members: dict[str, Any] = {"line": int(place[1]), "column": int(place[2])} if place else {}
    shown = words if len(words) <= _MOST_WORDS else f"{words[:_MOST_WORDS]} …"
    return ProblemError(400, f"the text cannot be run: {shown}", **members)


def check_depth(text: str, most: int) -> None:
    """Raise ProblemError for brackets nested deeper than ``most``, of which the engine may die."""
    if text.count("{") + text.count("(") + text.count("[") <= most:
        return
    depth = 0
    for bracket in _BRACKET.findall(INERT.sub(" ", text)):
        depth += 1 if bracket in "{([" else -1
        if depth > most:
            raise ProblemError(400, f"the text nests brackets deeper than {most}; simplify it")


def _graph(desk: Desk, job: Job, out: Outgoing) -> None:
    """One graph of the store, whole. Raises ProblemError when there is none of that name."""
    name = graph_named(job.graph)
    if isinstance(name, NamedNode) and not desk.store.contains_named_graph(name):
        raise ProblemError(
            404, f"there is no graph {job.graph}; the service description, at /sparql, names those that are"
        )
    form = chosen("graph", job)
    out.head(form.media_type)
    desk.store.dump(out.file, format=graph_format(form), from_graph=name, prefixes=_PREFIXES)


def graph_named(name: str) -> NamedNode | DefaultGraph:
    """The graph of that name; the default graph for an empty one. Raises ProblemError for what is no IRI."""
    try:
        return NamedNode(name) if name else DefaultGraph()
    except ValueError as error:
        raise ProblemError(400, f"{name!r} is no absolute IRI, so no graph is called so") from error


def _description(desk: Desk, job: Job, out: Outgoing) -> None:
    form = chosen("graph", job)
    out.head(form.media_type)
    triples = describe(
        job.base, job.features, desk.store.named_graphs(), NamedNode(job.content["dataset"]), changed=bool(job.unmarked)
    )
    serialize(triples, out.file, format=graph_format(form), prefixes=DESCRIBING)


def _question(_: Desk, job: Job, out: Outgoing) -> None:
    answer_question(job.content, out)


def _thing(_: Desk, job: Job, out: Outgoing) -> None:
    answer_thing(job.content, out)


def _dataset(_: Desk, job: Job, out: Outgoing) -> None:
    from graph.service.dataset import answer_dataset  # noqa: PLC0415  few jobs need it

    answer_dataset(job.content, job.base, out)


_KINDS = {
    "query": _query,
    "graph": _graph,
    "description": _description,
    "ask": _question,
    "thing": _thing,
    "dataset": _dataset,
}
