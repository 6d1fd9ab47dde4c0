"""Parameters of saved questions: what a person writes after ``NAME=``, checked and turned into RDF terms, never into query text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode

from graph.dates import RIGHT_FORMS, parse_date
from graph.errors import InputError, UnknownNameError, UsageError
from graph.naming import Labels, near_names, slug
from graph.resolve import resolve_thing, shown
from graph.terms import EDTF, RDF, RDFS, XSD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import Store

    from graph.questions import Param, Question

_LONGEST_DATE = 100
_MOST_NAMED = 10
_LONGEST_CHOICE = 200
_ONE_SOURCE = "source"
"""The parameter by which questions that have it read one source; a perspective does so for all of them."""


def bindings(question: Question, given: Mapping[str, str], store: Store) -> dict[str, str]:
    """The variables to bind, each to a term in N-Triples. A date binds its written form and its bounds.

    An empty value means *any*; a parameter that is not given takes its default. Raises UnknownNameError for a parameter or
    entity that does not exist, UsageError for a value that is not what the parameter takes.
    """
    known = {param.name: param for param in question.params}
    for name in given:
        if name not in known:
            raise UnknownNameError(
                f"{question.name} has no parameter {shown(name)}{_hint(name, given[name], list(known))}"
            )
    bound: dict[str, str] = {}
    for name, param in known.items():
        value = given.get(name, param.default or "")
        if value:
            bound |= _bound(param, value, store)
        elif not param.optional:
            raise UsageError(
                f"{question.name} needs {name}=…{f', for example {name}={param.example}' if param.example else ''}"
            )
    return bound


def _hint(word: str, value: str, known: list[str]) -> str:
    if word == _ONE_SOURCE and re.fullmatch(r"[\w-]+", value):
        return f"; to read one source, write --perspective only:{value}"
    near = near_names(word, known, most=2, alike=0.5)
    return f"; did you mean {' or '.join(near)}?" if near else f"; it has {', '.join(known) or 'none'}"


def _bound(param: Param, value: str, store: Store) -> dict[str, str]:
    if param.kind == "entity":
        return {param.name: str(_entity(param, value, store))}
    if param.kind == "date":
        return _date(param.name, value)
    if param.kind == "year":
        if not re.fullmatch(r"[0-9]{4}", value):
            raise UsageError(f"{param.name} takes a year of four digits, and not {shown(value)}")
        return {param.name: str(Literal(value, datatype=XSD.integer))}
    if param.kind == "enum" and value not in param.values:
        raise UsageError(f"{param.name} takes one of {', '.join(param.values)}, and not {shown(value)}")
    try:
        return {param.name: _portable(Literal(value))}
    except ValueError as error:  # half a surrogate pair, from bytes that are not UTF-8
        raise UsageError(f"{param.name} takes text in UTF-8, and not {shown(value)}") from error


def _portable(literal: Literal) -> str:
    r"""A literal for a query in any engine: some read ``\\u0022`` as a quotation mark before they look at the backslashes.

    SPARQL 1.1, 19.2, replaces codepoint escapes before all parsing, so a backslash of the text must have no ``u`` behind it.
    """
    return re.sub(r"\\\\([uU])|\\.", _spelt_out, str(literal))


def _spelt_out(escape: re.Match[str]) -> str:
    letter = escape[1]
    return escape[0] if letter is None else rf"\\\U{ord(letter):08X}"


def _entity(param: Param, value: str, store: Store) -> NamedNode:
    wanted = "" if param.of_class is None else slug(NamedNode(param.of_class))
    try:
        thing = resolve_thing(store, value)
    except UnknownNameError as error:
        kind = f" of type {wanted}" if wanted else ""
        raise UnknownNameError(
            f"{param.name} takes the name of a thing{kind}: {error}{_choice(param, store)}"
        ) from error
    if param.of_class is not None and not _is_a(store, thing, NamedNode(param.of_class)):
        raise UsageError(
            f"{param.name} takes a thing of type {wanted}, and {shown(value)} is none{_choice(param, store)}"
            f"{f'; {param.otherwise}' if param.otherwise else ''}"
        )
    return thing


def _choice(param: Param, store: Store) -> str:
    """The things that a parameter takes, for a message, where they are few and their names short: all sources, say."""
    if param.of_class is None:
        return ""
    class_ = NamedNode(param.of_class)
    quads = store.quads_for_pattern(None, RDF.type, class_, DefaultGraph())
    things = sorted(slug(quad.subject).rpartition("/")[2] for quad in quads if isinstance(quad.subject, NamedNode))
    names = ", ".join(things)
    if not things or len(things) > _MOST_NAMED or len(names) > _LONGEST_CHOICE:
        return ""
    label = Labels.stored(store).term(class_)
    return f"; {'an' if label[0] in 'aeiou' else 'a'} {label} is one of {names}"


def _is_a(store: Store, thing: NamedNode, class_: NamedNode) -> bool:
    types = [quad.object for quad in store.quads_for_pattern(thing, RDF.type, None, DefaultGraph())]
    return class_ in types or any(
        next(store.quads_for_pattern(type_, RDFS.subClassOf, class_, DefaultGraph()), None) is not None
        for type_ in types
        if isinstance(type_, NamedNode)
    )


def _date(name: str, value: str) -> dict[str, str]:
    if len(value) > _LONGEST_DATE:
        raise UsageError(f"{name}: {shown(value)} is too long for a date; right forms are {RIGHT_FORMS}")
    try:
        date = parse_date(value)
    except InputError as error:
        raise UsageError(f"{name}: {error}") from error
    bound = {name: str(Literal(value, datatype=EDTF))}
    if date.earliest is not None:
        bound[f"{name}Earliest"] = str(Literal(date.earliest.isoformat(), datatype=XSD.date))
    if date.latest is not None:
        bound[f"{name}Latest"] = str(Literal(date.latest.isoformat(), datatype=XSD.date))
    return bound
