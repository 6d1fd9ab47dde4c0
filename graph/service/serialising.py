"""Results in the format that the client likes best."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, serialize

from graph.service.media import TEXT_BOOLEAN, choose, names
from graph.service.problems import ProblemError
from graph.terms import PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import QueryTriples

    from graph.service.jobs import Job
    from graph.service.media import Chosen

    Result = QuerySolutions | QueryBoolean | QueryTriples

_PREFIXED = (RdfFormat.TURTLE, RdfFormat.TRIG)
_COMES = {"select": "rows come", "ask": "a truth value comes", "graph": "a graph comes"}


def kind_of(result: Result) -> str:
    """The kind of a result, by which its formats are listed: select, ask or graph."""
    if isinstance(result, QuerySolutions):
        return "select"
    return "ask" if isinstance(result, QueryBoolean) else "graph"


def chosen(kind: str, job: Job) -> Chosen:
    """The format for a kind of result. Raises ProblemError 406, which lists what there is."""
    found = choose(kind, job.accept, job.wanted)
    if found is None:
        asked = f"format={job.wanted}" if job.wanted else f"Accept: {job.accept}"
        detail = f"{_COMES[kind]} in none of the formats of {asked!r}; take one of those listed"
        raise ProblemError(406, detail, available=names(kind))
    return found


def serialise(result: Result, form: Chosen, file: IO[bytes]) -> None:
    """Write a result to a file, as it is found."""
    if isinstance(result, QueryBoolean) and form.media_type.startswith(TEXT_BOOLEAN):
        file.write(b"true" if result else b"false")
    elif isinstance(result, QuerySolutions | QueryBoolean):
        result.serialize(file, format=rows_format(form))
    elif graph_format(form) in _PREFIXED:
        serialize(result, file, format=graph_format(form), prefixes=dict(PREFIXES))
    else:
        result.serialize(file, format=graph_format(form))


def rows_format(form: Chosen) -> QueryResultsFormat:
    """The engine's name of a format of rows."""
    engine = form.format.engine
    return engine if isinstance(engine, QueryResultsFormat) else QueryResultsFormat.JSON


def graph_format(form: Chosen) -> RdfFormat:
    """The engine's name of a format of graphs."""
    engine = form.format.engine
    return engine if isinstance(engine, RdfFormat) else RdfFormat.TURTLE
