"""Saved questions over HTTP: the list of them, and the answer to one with its parameters in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from graph.errors import UsageError
from graph.naming import near_names
from graph.perspective import perspective_of
from graph.question_list import needs_value, question_json
from graph.resolve import shown
from graph.service.address import Address
from graph.service.endpoint import send_job
from graph.service.jobs import Job
from graph.service.media import Chosen, choose, names
from graph.service.problems import ProblemError
from graph.service.requests import deadline, header, own_address, parameters, single, takes_gzip
from graph.service.saved_answers import Asking

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.questions import Question
    from graph.service.requests import Exchange

PATH = "/ask"
OWN = ("perspective", "format", "timeout")
"""Parameters that every question takes; a question that has one of this name keeps its own."""
_LONGEST = 1000


class SavedQuestion(Address):
    """``/ask/<question>``: its answer."""

    async def answer(self, exchange: Exchange) -> None:
        """Let a worker answer. Raises ProblemError for a question, parameter or format that there is not."""
        scope, server = exchange.scope, self.server
        question = find_question(server.questions, scope["path_params"]["question"])
        pairs = parameters(scope["query_string"])
        own = {name: single(pairs, name) or "" for name in own_parameters(question)}
        form = _chosen(header(scope, b"accept"), own.get("format", ""))
        asking = Asking(
            site=server.site, question=question.name, given=_given(question, pairs),
            perspective=perspective_words(own.get("perspective", ""), server.site.perspective),
            form=form.format.name, media_type=form.media_type,
        )  # fmt: skip
        job = Job(
            kind="ask", content=asking.to_json(), base=own_address(scope),
            gzip=takes_gzip(scope),
            seconds=deadline(own.get("timeout") or None, server.settings.limits), store=server.store,
        )  # fmt: skip
        await send_job(server, job, exchange, constant=True)


def own_parameters(question: Question) -> tuple[str, ...]:
    """Those of the parameters of every question that this one takes in the sense that they have for all."""
    taken = {param.name for param in question.params}
    return tuple(name for name in OWN if name not in taken)


def find_question(questions: Mapping[str, Question], name: str) -> Question:
    """The question of that name. Raises ProblemError 404, with near names."""
    if name in questions:
        return questions[name]
    near = near_names(name[:_LONGEST], list(questions), alike=0.4)
    hint = f"did you mean {' or '.join(near)}?" if near else f"{PATH} lists the questions"
    raise ProblemError(404, f"there is no question {shown(name)}; {hint}", near=near)


def _given(question: Question, pairs: list[tuple[str, str]]) -> dict[str, str]:
    """The parameters of the question. Raises ProblemError 400 for one that it has not, that is given twice, or too long."""
    own, known = own_parameters(question), [param.name for param in question.params]
    given: dict[str, str] = {}
    for name, value in pairs:
        if name in own:
            continue
        if name not in known:
            raise _unknown(question, name, [*known, *own])
        single(pairs, name)
        if len(value) > _LONGEST:
            raise ProblemError(400, f"{name} is longer than {_LONGEST} characters", parameter=name)
        given[name] = value
    return given


def _unknown(question: Question, name: str, known: list[str]) -> ProblemError:
    near = near_names(name[:_LONGEST], known, most=2, alike=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else f"it has {', '.join(known)}"
    if name == "source":
        hint = "to read one source, write perspective=only:SOURCE"
    wrong = f"{question.name} has no parameter {shown(name)}; {hint}"
    return ProblemError(400, wrong, parameter=name[:_LONGEST], accepted=known)


def perspective_words(written: str, of_server: str) -> str:
    """A perspective in the one order of its words. Raises ProblemError 400 for one that cannot be."""
    if not written.strip():
        return ""
    if of_server:
        fixed = f"this server shows the graph from one perspective, {of_server}; ask without another"
        raise ProblemError(400, fixed, parameter="perspective")
    if len(written) > _LONGEST:
        raise ProblemError(400, f"perspective is longer than {_LONGEST} characters", parameter="perspective")
    try:
        return perspective_of(written.replace(",", " ").split()).text
    except UsageError as error:
        wrong = str(error).removesuffix(", or it is a YAML file")  # files are for the command alone
        raise ProblemError(400, wrong, parameter="perspective") from error


def _chosen(accept: str, wanted: str) -> Chosen:
    found = choose("question", accept, wanted)
    if found is None:
        asked = f"format={wanted}" if wanted else f"Accept: {accept}"
        members: dict[str, Any] = {"parameter": "format"} if wanted else {}
        raise ProblemError(
            406, f"an answer comes in none of the formats of {asked!r}; take one of those listed",
            available=names("question"), **members,
        )  # fmt: skip
    return found


def listing(questions: Mapping[str, Question], version: str) -> dict[str, Any]:
    """All saved questions as JSON values, with their groups, parameters and addresses relative to that of the list."""
    return {
        "data": version,
        "every_question": {"parameters": [{"name": name, "description": OWN_WORDS[name]} for name in OWN]},
        "questions": [_listed(question) for question in questions.values()],
        "links": {"openapi": "openapi.json", "sparql": "sparql"},
    }


OWN_WORDS = {
    "perspective": "See the graph from here: only:SOURCE, not:SOURCE, +proposed, +attributed, +denied, -adopted, agreed:2, "
    "as-of:2018; several with blanks between them (a plus in an address is %2B).",
    "format": "json: the whole answer with its evidence (as evidence too); csv: the rows in words with columns of evidence; "
    "sparql-json, xml, tsv, sparql-csv: the rows alone, as SPARQL results.",
    "timeout": "The most seconds to wait; never more than the server gives.",
}
"""What the parameters of every question mean."""


def _listed(question: Question) -> dict[str, Any]:
    address = f"ask/{question.name}"
    example = urlencode({param.name: param.example or "" for param in question.params if needs_value(param)})
    return {
        **question_json(question),
        "links": {"answer": address, "csv": f"{address}?format=csv"}
        if not example
        else {"answer": f"{address}?{example}", "csv": f"{address}?{example}&format=csv"},
    }
