"""The description of what is served, in OpenAPI 3.1: the saved questions out of their headers, and the addresses of things."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode

from graph.naming import slug
from graph.question_list import needs_value
from graph.service.description import WELL_KNOWN
from graph.service.linked import SUFFIXES
from graph.service.media import FORMATS, names
from graph.service.problems import PROBLEM
from graph.service.requests import SHORTEST
from graph.service.saved import OWN_WORDS, own_parameters
from graph.service.things import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graph.questions import Param, Question

_PATTERNS = {"year": "^[0-9]{4}$"}
_PLACES = {"claim": ("source", "name"), "passage": ("source", "spans"), "graph": ("name",)}
_PROBLEMS = {
    "400": "A parameter is unknown, given twice, missing, or has a value that it does not take: it is named in `parameter`.",
    "404": "There is nothing of this name; `near` has what may be meant.",
    "406": "There is no such format; `available` lists the media types.",
    "410": "The claim was taken back; `reason` says why.",
    "413": "The answer is larger than the server gives.",
    "429": "Too many requests of one client at once.",
    "500": "An error of the server.",
    "503": "No worker is free, or the deadline, the memory or the time of a build was used up; `Retry-After` says when to ask again.",
}
_STATUSES = {"question": ("400", "406", "413", "429", "503"), "thing": ("404", "410", "413", "429", "503")}


def openapi(questions: Mapping[str, Question], version: str, examples: Mapping[str, str]) -> dict[str, Any]:
    """The description as JSON values; ``examples`` has the path of a thing after its kind, for kinds of which there is one."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Détente",
            "version": version,
            "summary": "Saved questions and linked data of a knowledge graph in which every fact has its words",
            "description": "An unknown question is 404. SPARQL at `/sparql` describes itself (GET it without a query).",
        },
        "paths": {
            "/ask": {"get": _constant("list", "The saved questions")},
            **{f"/ask/{name}": {"get": _question(question)} for name, question in questions.items()},
            "/openapi.json": {"get": _constant("openapi", "This description")},
            "/health": {"get": _health()},
            "/metrics": {"get": _metrics()},
            **{path: {"get": operation} for path, operation in _things(examples)},
        },
        "components": {"schemas": {"Problem": _PROBLEM}, "responses": _responses(), "headers": _HEADERS},
    }


_PROBLEM = {
    "type": "object",
    "description": "Problem details (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong, and what to do."},
        "parameter": {"type": "string"},
        "accepted": {
            "description": "What the parameter takes: the values, or a phrase.",
            "oneOf": [{"type": "array", "items": {"type": "string"}}, {"type": "string"}],
        },
        "near": {"type": "array", "items": {"type": "string"}},
        "available": {"type": "array", "items": {"type": "string"}},
        "reason": {"type": "string"},
        "claim": {"type": "string"},
    },
}
_HEADERS = {
    "Detente-Data": {"description": "The version of the data.", "schema": {"type": "string"}},
    "ETag": {"description": "For If-None-Match.", "schema": {"type": "string"}},
    "Detente-Perspective": {
        "description": "The perspective from which the data are seen; missing where it is the whole graph.",
        "schema": {"type": "string"},
    },
    **{
        f"Detente-{name}": {"description": words, "schema": {"type": "integer"}}
        for name, words in (
            ("Rows", "How many rows the answer has."),
            ("Contested", "How many conflicts there are over claims of the answer; json holds them."),
            ("Left-Out", "How much is said of it and makes no fact; json holds it."),
            ("Left-Out-By-Time", "How many rows the time asked for leaves out; json holds them."),
        )
    },
}

_EACH = ("Detente-Data", "ETag")
"""The headers that each answer has."""


def _responses() -> dict[str, Any]:
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    problems = {status: {"description": words, "content": content} for status, words in _PROBLEMS.items()}
    return problems | {
        "304": {"description": "What the client has is still right."},
        "301": {"description": "A retired name: the address of what took its place.", "headers": _location()},
        "303": {
            "description": "The document on the thing, in the format that Accept likes best.",
            "headers": _location(),
        },
    }


def _location() -> dict[str, Any]:
    return {"Location": {"schema": {"type": "string", "format": "uri-reference"}}}


def _answers(content: Mapping[str, Any], others: Iterable[str], headers: Iterable[str] = ()) -> dict[str, Any]:
    sent = {name: {"$ref": f"#/components/headers/{name}"} for name in (*_EACH, *headers)}
    statuses = sorted({"304", "500", *others})
    answer: dict[str, Any] = {"200": {"description": "The answer", "headers": sent, "content": content}}
    return answer | {status: {"$ref": f"#/components/responses/{status}"} for status in statuses}


def _constant(name: str, summary: str) -> dict[str, Any]:
    answers = _answers({"application/json": {"schema": {"type": "object"}}}, ())
    return {"operationId": name, "summary": summary, "responses": answers}


def _health() -> dict[str, Any]:
    content = {"application/json": {"schema": {"type": "object", "required": ["status", "data"]}}}
    answers = {
        "200": {"description": "The server runs", "content": content},
        "503": {"description": "The server is stopping", "content": content},
    }
    return {"operationId": "health", "summary": "The state of the server", "responses": answers}


def _metrics() -> dict[str, Any]:
    answers = {"200": {"description": "The numbers", "content": {"text/plain": {"schema": {"type": "string"}}}}}
    return {"operationId": "metrics", "summary": "Numbers of the server, for Prometheus", "responses": answers}


def _question(question: Question) -> dict[str, Any]:
    headers = [name for name in _HEADERS if name not in _EACH]
    rows: dict[str, Any] = {media_type: {"schema": {"type": "string"}} for media_type in names("question")}
    rows["application/json"] = {"schema": {"type": "object", "required": ["question", "rows", "claims", "contested"]}}
    rows["application/sparql-results+json"] = {"schema": {"type": "object", "required": ["head", "results"]}}
    return {
        "operationId": f"ask-{question.name}",
        "summary": question.summary.get("en", question.name),
        "description": question.description,
        "tags": ["questions"],
        "parameters": [*map(_param, question.params), *(_own(name) for name in own_parameters(question))],
        "responses": _answers(rows, _STATUSES["question"], headers),
    }


def _param(param: Param) -> dict[str, Any]:
    """A parameter of a question; its kind stands beside its schema, because a name in any language is a string like another."""
    takes = f"The name of a thing of type {_class_of(param)}, its slug or its IRI." if param.of_class else ""
    schema: dict[str, Any] = {"type": "string"}
    if param.kind == "enum":
        schema["enum"] = [*param.values, ""]
    elif param.kind in _PATTERNS:
        schema["pattern"] = _PATTERNS[param.kind]
    if param.default is not None:
        schema["default"] = param.default
    found: dict[str, Any] = {
        "name": param.name,
        "in": "query",
        "required": needs_value(param),
        "description": " ".join(filter(None, (param.description, takes))),
        "schema": schema,
        "x-detente-kind": param.kind,
    }
    return found | ({"example": param.example} if param.example else {})


def _class_of(param: Param) -> str:
    return slug(NamedNode(param.of_class or ""))


def _own(name: str) -> dict[str, Any]:
    schemas: dict[str, dict[str, Any]] = {
        "perspective": {"type": "string"},
        "format": {"type": "string", "enum": [form.name for form in FORMATS["question"]]},
        "timeout": {"type": "number", "minimum": SHORTEST},
    }
    return {"name": name, "in": "query", "description": OWN_WORDS[name], "schema": schemas[name]}


def _things(examples: Mapping[str, str]) -> Iterable[tuple[str, dict[str, Any]]]:
    """Each address of a thing, and each of its documents."""
    for kind in KINDS:
        places = _PLACES.get(kind, ("name",))
        path = "/".join([kind, *(f"{{{place}}}" for place in places)])
        parameters = _places(places, examples.get(kind, ""))
        yield f"/{path}", _thing(kind, parameters)
        yield f"/data/{path}.{{suffix}}", _document(kind, parameters)
    for kind in ("ontology", "dataset"):
        yield f"/{kind}", _thing(kind, [])
        yield f"/data/{kind}.{{suffix}}", _document(kind, [])
    yield WELL_KNOWN, _thing("dataset", []) | {"operationId": "see-void"}


def _thing(kind: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    statuses = ("301", "303", "304", "500", *_STATUSES["thing"])
    return {
        "operationId": f"see-{kind}",
        "summary": f"Sends on to the document on a thing whose IRI is …/{kind}…",
        "tags": ["things"],
        "parameters": parameters,
        "responses": {status: {"$ref": f"#/components/responses/{status}"} for status in sorted(statuses)},
    }


def _document(kind: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    content = {form.types[0]: {"schema": {"type": "string"}} for form in FORMATS["document"]}
    content["application/ld+json"] = {"schema": {}}
    suffixes = [suffix.removeprefix(".") for suffix in SUFFIXES.values()]
    suffix = {
        "name": "suffix", "in": "path", "required": True, "schema": {"type": "string", "enum": suffixes}, "example": suffixes[0],
    }  # fmt: skip
    return {
        "operationId": f"read-{kind}",
        "summary": f"The document on a thing whose IRI is …/{kind}…",
        "tags": ["things"],
        "parameters": [*parameters, suffix],
        "responses": _answers(content, ("301", "303", *_STATUSES["thing"]), ("Detente-Perspective",)),
    }


def _places(names: Sequence[str], example: str) -> list[dict[str, Any]]:
    """The parts of a path; each with its part of the example, if that has as many."""
    parts = example.split("/") if example.count("/") == len(names) - 1 else []
    schema = {"type": "string", "minLength": 1}
    return [
        {"name": name, "in": "path", "required": True, "schema": schema, **({"example": part} if part else {})}
        for name, part in zip_longest(names, parts, fillvalue="")
    ]
