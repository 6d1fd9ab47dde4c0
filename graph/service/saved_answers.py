"""What a worker does with a saved question: it checks the values, asks, and writes the answer in the format asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from pyoxigraph import DefaultGraph, NamedNode, QueryResultsFormat

from graph.asking import ask
from graph.dates import RIGHT_FORMS
from graph.errors import StoreError, UnknownNameError, UsageError
from graph.naming import Labels, slug
from graph.params import bindings
from graph.present import Style
from graph.present_table import as_csv, as_json
from graph.questions import bind
from graph.service.problems import ProblemError
from graph.service.site import Site, site_from_json
from graph.terms import RDF

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import QuerySolutions, Store

    from graph.asking import Answer
    from graph.questions import Param, Question
    from graph.service.outgoing import Outgoing
    from graph.store import Opened

_MOST_NAMED = 100
SPARQL_RESULTS = {
    "sparql-json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "tsv": QueryResultsFormat.TSV,
    "sparql-csv": QueryResultsFormat.CSV,
}
"""The formats that hold the rows alone, as the engine writes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A saved question that is asked: its name, the values given, a perspective in words, and the format of the answer."""

    site: Site
    question: str
    given: Mapping[str, str]
    perspective: str = ""
    form: str
    media_type: str

    def to_json(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        plain = {name: getattr(self, name) for name in self.__slots__ if name != "site"}
        return plain | {"given": dict(self.given), "site": self.site.to_json()}


def answer_question(content: Mapping[str, Any], out: Outgoing) -> None:
    """Answer what :meth:`Asking.to_json` wrote. Raises ProblemError that names the parameter for a value that cannot be."""
    asking = Asking(**{**content, "site": site_from_json(content["site"])})
    opened = _opened(asking)
    question = opened.questions[asking.question]
    bound = check_values(question, asking.given, opened.quads)
    if asking.form in SPARQL_RESULTS:
        out.head(asking.media_type)
        solutions = cast("QuerySolutions", opened.quads.query(bind(question.text, bound)))
        solutions.serialize(out.file, format=SPARQL_RESULTS[asking.form])
        return
    answer = ask(opened, question.name, asking.given)
    out.head(asking.media_type, _counts(answer))
    write = as_csv if asking.form == "csv" else as_json
    out.write(write(answer, Style(labels=Labels.stored(opened.quads))).encode())


def _opened(asking: Asking) -> Opened:
    try:
        return asking.site.opened(asking.perspective)
    except (UnknownNameError, UsageError) as error:
        raise ProblemError(400, str(error), parameter="perspective") from error
    except StoreError as error:
        raise ProblemError(503, str(error), headers={"Retry-After": "60"}) from error


def _counts(answer: Answer) -> dict[str, str]:
    """What a table alone would hide, as headers: how many rows there are, and what stands beside them in the JSON."""
    found = {
        "rows": answer.rows,
        "contested": answer.contested,
        "left-out": answer.left_out,
        "left-out-by-time": answer.undated,
    }
    return {f"Detente-{name.title()}": str(len(things)) for name, things in found.items()}


def check_values(question: Question, given: Mapping[str, str], store: Store) -> dict[str, str]:
    """The variables to bind, each to a term in N-Triples, as :func:`graph.params.bindings` gives them.

    Raises ProblemError 400 that names the parameter and what it takes, for the first value that cannot be.
    """
    bound: dict[str, str] = {}
    for param in question.params:
        alone = {param.name: given[param.name]} if param.name in given else {}
        try:
            bound |= bindings(replace(question, params=(param,)), alone, store)
        except (UnknownNameError, UsageError) as error:
            raise ProblemError(400, str(error), parameter=param.name, accepted=accepted(param, store)) from error
    return bound


def accepted(param: Param, store: Store) -> list[str] | str:
    """What a parameter takes: the values, where they can be listed, else a phrase."""
    if param.kind == "enum":
        return list(param.values)
    if param.kind == "entity":
        return _things(param, store)
    return {"year": "a year of four digits", "date": f"a date: {RIGHT_FORMS}"}.get(param.kind, "text")


def _things(param: Param, store: Store) -> list[str] | str:
    if param.of_class is None:
        return "the name of a thing, in any language, its slug or its IRI"
    class_ = NamedNode(param.of_class)
    quads = store.quads_for_pattern(None, RDF.type, class_, DefaultGraph())
    names = sorted(slug(quad.subject).rpartition("/")[2] for quad in quads if isinstance(quad.subject, NamedNode))
    if 0 < len(names) <= _MOST_NAMED:
        return names
    return f"the name of a thing of type {slug(class_)}, in any language, its slug or its IRI"
