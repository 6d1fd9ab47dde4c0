"""What a worker does with a job: it runs the query, or takes a graph, and serialises the result in the format asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    serialize,
)

from graph.errors import RefusedQueryError
from graph.querying import defused
from graph.questions import INERT
from graph.service.description import DESCRIBING, describe
from graph.service.media import TEXT_BOOLEAN, choose, names
from graph.service.outgoing import TooLargeError
from graph.service.problems import ProblemError
from graph.service.saved_answers import answer_question
from graph.service.things import answer_thing
from graph.terms import PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import QueryTriples

    from graph.service.jobs import Job
    from graph.service.limits import Limits
    from graph.service.media import Chosen
    from graph.service.outgoing import Outgoing

_POSITION = re.compile(r"\bat ([0-9]+):([0-9]+)")
_BRACKET = re.compile(r"[{(\[]|[})\]]")
_SUSPECT = re.compile(r"service|\\u", re.IGNORECASE)
_PREFIXED = (RdfFormat.TURTLE, RdfFormat.TRIG)
_PREFIXES = dict(PREFIXES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a worker answers from: an open store, and the limits."""

    store: Store
    limits: Limits


def answer(desk: Desk, job: Job, out: Outgoing) -> None:
    """Write the answer to ``out``; raises ProblemError for what cannot be answered."""
    try:
        _KINDS[job.kind](desk, job, out)
    except TooLargeError as error:
        most = desk.limits.answer_bytes
        raise ProblemError(
            413,
            f"the answer is larger than {most} bytes; ask for less, with LIMIT and OFFSET for one part after another",
        ) from error
    except MemoryError as error:
        raise ProblemError(503, "the query took more memory than it may; ask for less") from error


def _query(desk: Desk, job: Job, out: Outgoing) -> None:
    check_depth(job.text, desk.limits.depth)
    try:
        result = desk.store.query(
            harmless(job.text), base_iri=job.base, prefixes=_PREFIXES,
            default_graph=_default(job), named_graphs=_named(job),
        )  # fmt: skip
        _write(result, job, out)
    except TooLargeError:
        raise
    except RefusedQueryError as error:
        raise ProblemError(400, str(error)) from error
    except (SyntaxError, ValueError, RuntimeError, OSError) as error:
        raise _refusal(job.text, error) from error


def harmless(text: str) -> str:
    """The query as it may be run. Raises RefusedQueryError when it calls a SERVICE, see :func:`graph.querying.defused`."""
    return defused(text) if _SUSPECT.search(text) else text  # most queries name neither, and are spared the look


def _refusal(text: str, error: Exception) -> ProblemError:
    try:
        defused(text)  # it knows an update from a query with a fault
    except RefusedQueryError as refused:
        return ProblemError(400, str(refused))
    return unparsed(error)


def unparsed(error: Exception) -> ProblemError:
    """The problem of a text that the engine cannot run, with line and column where it names them."""
    words = " ".join(str(error).split())
    place = _POSITION.search(words)
    members: dict[str, Any] = {"line": int(place[1]), "column": int(place[2])} if place else {}
    return ProblemError(400, f"the text cannot be run: {words}", **members)


def check_depth(text: str, most: int) -> None:
    """Raise ProblemError for brackets nested deeper than ``most``, of which the engine may die."""
    if text.count("{") + text.count("(") + text.count("[") <= most:
        return
    depth = 0
    for bracket in _BRACKET.findall(INERT.sub(" ", text)):
        depth += 1 if bracket in "{([" else -1
        if depth > most:
            raise ProblemError(400, f"the text nests brackets deeper than {most}; simplify it")


def _default(job: Job) -> list[NamedNode | BlankNode | DefaultGraph] | None:
    """The default graph of the protocol: empty when the client names graphs, and none for this."""
    if job.default_graphs is None and job.named_graphs is None:
        return None
    return [NamedNode(name) for name in job.default_graphs or ()]


def _named(job: Job) -> list[NamedNode | BlankNode] | None:
    if job.default_graphs is None and job.named_graphs is None:
        return None
    return [NamedNode(name) for name in job.named_graphs or ()]


def _write(result: QuerySolutions | QueryBoolean | QueryTriples, job: Job, out: Outgoing) -> None:
    if isinstance(result, QuerySolutions):
        form = chosen("select", job)
        out.head(form.media_type)
        result.serialize(out.file, format=_rows(form))
    elif isinstance(result, QueryBoolean):
        form = chosen("ask", job)
        out.head(form.media_type)
        if form.media_type.startswith(TEXT_BOOLEAN):
            out.write(b"true" if result else b"false")
        else:
            result.serialize(out.file, format=_rows(form))
    else:
        form = chosen("graph", job)
        out.head(form.media_type)
        syntax = _syntax(form)
        if syntax in _PREFIXED:
            serialize(result, out.file, format=syntax, prefixes=_PREFIXES)
        else:
            result.serialize(out.file, format=syntax)


def _graph(desk: Desk, job: Job, out: Outgoing) -> None:
    """One graph of the store, whole. Raises ProblemError when there is none of that name."""
    name = graph_named(job.graph)
    if isinstance(name, NamedNode) and not desk.store.contains_named_graph(name):
        raise ProblemError(404, f"there is no graph {job.graph}; GET the service description for those that there are")
    form = chosen("graph", job)
    out.head(form.media_type)
    desk.store.dump(out.file, format=_syntax(form), from_graph=name, prefixes=_PREFIXES)


def graph_named(name: str) -> NamedNode | DefaultGraph:
    """The graph of that name; the default graph for an empty one. Raises ProblemError for what is no IRI."""
    try:
        return NamedNode(name) if name else DefaultGraph()
    except ValueError as error:
        raise ProblemError(400, f"{name!r} is no absolute IRI, so no graph is called so") from error


def _description(desk: Desk, job: Job, out: Outgoing) -> None:
    form = chosen("graph", job)
    out.head(form.media_type)
    triples = describe(job.base, job.features, desk.store.named_graphs())
    serialize(triples, out.file, format=_syntax(form), prefixes=DESCRIBING)


def _question(_: Desk, job: Job, out: Outgoing) -> None:
    answer_question(job.content, out)


def _thing(_: Desk, job: Job, out: Outgoing) -> None:
    answer_thing(job.content, out)


_KINDS = {"query": _query, "graph": _graph, "description": _description, "ask": _question, "thing": _thing}


def chosen(kind: str, job: Job) -> Chosen:
    """The format for a kind of result. Raises ProblemError 406, which lists what there is."""
    found = choose(kind, job.accept, job.wanted)
    if found is None:
        things = {"select": "rows come", "ask": "a truth value comes", "graph": "a graph comes"}[kind]
        asked = f"format={job.wanted}" if job.wanted else f"Accept: {job.accept}"
        raise ProblemError(
            406, f"{things} in none of the formats of {asked!r}; take one of those listed", available=names(kind)
        )
    return found


def _rows(form: Chosen) -> QueryResultsFormat:
    engine = form.format.engine
    return engine if isinstance(engine, QueryResultsFormat) else QueryResultsFormat.JSON


def _syntax(form: Chosen) -> RdfFormat:
    engine = form.format.engine
    return engine if isinstance(engine, RdfFormat) else RdfFormat.TURTLE
