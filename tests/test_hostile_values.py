"""A hostile value is refused with a clear word, or it is one literal: it never becomes a part of the query.

Each value is tried on each kind of parameter. Where it is bound, the query is compared with one that binds a harmless word:
nothing differs but the term; and its rows with those that the store finds for this literal without any query.
"""

from __future__ import annotations

import os
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from commands import is_clear
from corpora import cache_of, detente, write_entities, write_file, write_lamps
from hostile_values import AMOUNTS, CHARACTERS, CLAUSES, ENDS, ESCAPES, HALF, HOSTILE, NULS, TERMS, TEXTS
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store
from rdflib import Literal as RdflibLiteral
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from graph.dates import parse_date
from graph.errors import InputError, UnknownNameError, UsageError
from graph.params import bindings
from graph.questions import Param, Question, bind
from graph.terms import EDTF, RDFS, XSD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SAYS = NamedNode("http://example.org/says")
WORD = Param(name="word", kind="text")
KINDS = {
    "entity": Param(name="word", kind="entity"),
    "entity of a class": Param(name="word", kind="entity", of_class="http://example.org/Lamp"),
    "year": Param(name="word", kind="year"),
    "date": Param(name="word", kind="date"),
    "enum": Param(name="word", kind="enum", values=("red", "green")),
}
ACCEPTED = {
    "entity": "word takes the name of a thing: ",
    "entity of a class": "word takes the name of a ",
    "year": "word takes a year of four digits, and not ",
    "date": "right forms are 2018, 2018-03, ",
    "enum": "word takes one of red, green, and not ",
}
"""What a refusal says of what is taken, by kind."""


def question(param: Param) -> Question:
    return Question(
        name="lamps", summary={"en": "Which lamps?"}, description="", params=(param,), columns={}, many=(), plot="none",
        shown=("lamp", "word"),
        text="SELECT ?lamp ?word WHERE {\n  ?lamp <http://example.org/says> ?word .\n  FILTER (?lamp != ?word)\n} ORDER BY ?lamp",
        evidence="extent", ever=False, trace_text="", patterns=(), place="lamps.rq",
    )  # fmt: skip


@cache
def lamps() -> Store:
    """Lamps that say each of the values, one of them with a language and one with a datatype, and lamps with names."""
    store = Store()
    for number, value in enumerate([*TEXTS.values(), "harmless", "2019", "red", ""]):
        for suffix, said in (
            ("plain", Literal(value)), ("english", Literal(value, language="en")), ("typed", Literal(value, datatype=SAYS)),
        ):  # fmt: skip
            store.add(Quad(NamedNode(f"http://example.org/{number}/{suffix}"), SAYS, said))
    store.add(Quad(NamedNode("http://example.org/year"), SAYS, Literal("2019", datatype=XSD.integer)))
    store.add(Quad(NamedNode("http://example.org/date"), SAYS, Literal("2019", datatype=EDTF)))
    store.add(Quad(NamedNode("http://example.org/lamp"), RDFS.label, Literal("a lamp", language="en")))
    store.add(Quad(NamedNode("http://example.org/thing"), SAYS, NamedNode("http://example.org/lamp")))
    return store


def rows(query: str) -> list[tuple[str, ...]]:
    found = lamps().query(query)
    assert isinstance(found, QuerySolutions)
    return [tuple(str(row[name]) for name in ("lamp", "word")) for row in found]


def saying(word: Literal | NamedNode) -> list[tuple[str, ...]]:
    """Who says just this, found by the store without any query."""
    return sorted((str(quad.subject), str(quad.object)) for quad in lamps().quads_for_pattern(None, SAYS, word, None))


def bound(param: Param, value: str) -> str:
    asked = question(param)
    return bind(asked.text, bindings(asked, {"word": value}, lamps()))


def shape(node: Any, word: RdflibLiteral) -> Any:
    """The algebra of a query with a hole where it holds this word."""
    if isinstance(node, CompValue | dict):
        name = node.name if isinstance(node, CompValue) else ""
        return name, tuple((str(key), shape(node[key], word)) for key in sorted(node, key=str))
    if isinstance(node, list | tuple):
        return tuple(shape(inner, word) for inner in node)
    if isinstance(node, set | frozenset):
        return tuple(sorted(map(repr, node)))
    return "the word" if isinstance(node, RdflibLiteral) and node == word else repr(node)


def holes(node: Any) -> int:
    return sum(map(holes, node)) if isinstance(node, tuple) else int(node == "the word")


# A text is one literal.


@pytest.mark.parametrize("value", TEXTS.values(), ids=TEXTS)
def test_a_text_is_bound_as_just_this_literal_and_finds_what_the_store_finds_for_it(value: str) -> None:
    found = rows(bound(WORD, value))
    assert found == saying(Literal(value))
    assert len(found) == 1


@cache
def harmless() -> Any:
    return shape(prepareQuery(bound(WORD, "harmless")).algebra, RdflibLiteral("harmless"))


@pytest.mark.parametrize("value", TEXTS.values(), ids=TEXTS)
def test_a_text_changes_nothing_of_a_query_but_the_one_term(value: str) -> None:
    assert holes(harmless()) == 1
    assert shape(prepareQuery(bound(WORD, value)).algebra, RdflibLiteral(value)) == harmless()


@pytest.mark.parametrize("value", HALF.values(), ids=HALF)
def test_half_a_surrogate_pair_is_no_text(value: str) -> None:
    with pytest.raises(UsageError, match="word takes text in UTF-8"):
        bound(WORD, value)


@settings(max_examples=300)
@given(st.text(min_size=1))
@example("\\u0022")
@example('\\\\U00000022 "')
@example("\\\x07")
def test_any_text_is_one_literal_in_two_engines(value: str) -> None:
    query = bound(WORD, value)
    store = Store()
    store.extend([Quad(SAYS, SAYS, Literal(value)), Quad(SAYS, SAYS, Literal(f"{value} "))])
    found = store.query(query)
    assert isinstance(found, QuerySolutions)
    assert [row["word"] for row in found] == [Literal(value)]
    assert shape(prepareQuery(query).algebra, RdflibLiteral(value)) == harmless()


# Every other kind refuses.

TAKEN = ("red", "green")


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("kind", KINDS)
def test_every_other_kind_refuses_it_names_the_parameter_and_says_what_it_takes(kind: str, value: str) -> None:
    with pytest.raises((UsageError, UnknownNameError)) as caught:
        bound(KINDS[kind], value)
    message = str(caught.value)
    assert message.startswith("word")
    assert ACCEPTED[kind] in message
    assert message.isprintable()
    assert len(message) < 600


@given(st.text(min_size=1).filter(lambda value: value not in TAKEN and not re.fullmatch("[0-9]{4}", value)))
def test_any_text_is_refused_as_a_thing_as_a_year_and_as_one_of_a_list(value: str) -> None:
    for kind in ("entity", "year", "enum"):
        with pytest.raises((UsageError, UnknownNameError), match=r"^word takes") as caught:
            bound(KINDS[kind], value)
        assert str(caught.value).isprintable()


@given(st.text(alphabet="0123456789X-/~?%.,[]{}", min_size=1, max_size=12))
@example("2019")
@example("[2018,2019]")
@example("{2018..2019}")
def test_a_text_of_the_signs_of_dates_is_a_date_that_the_store_holds_as_written_or_is_refused(value: str) -> None:
    try:
        parse_date(value)
    except InputError:
        with pytest.raises(UsageError, match=r"^word: "):
            bound(KINDS["date"], value)
        return
    found = lamps().query(bind("SELECT ?word WHERE { }", bindings(question(KINDS["date"]), {"word": value}, lamps())))
    assert isinstance(found, QuerySolutions)
    assert [row["word"] for row in found] == [Literal(value, datatype=EDTF)]


# What is taken is bound as what it is.


@pytest.mark.parametrize(
    ("kind", "value", "term"),
    [
        ("year", "2019", Literal("2019", datatype=XSD.integer)),
        ("date", "2019", Literal("2019", datatype=EDTF)),
        ("enum", "red", Literal("red")),
        ("entity", "a lamp", NamedNode("http://example.org/lamp")),
        ("entity", "http://example.org/lamp", NamedNode("http://example.org/lamp")),
    ],
)
def test_a_value_that_is_taken_finds_what_the_store_finds_for_its_term(
    kind: str, value: str, term: Literal | NamedNode
) -> None:
    assert rows(bound(KINDS[kind], value)) == saying(term)
    assert len(saying(term)) == 1


def test_a_date_binds_its_first_and_last_day_as_days() -> None:
    found = bindings(question(KINDS["date"]), {"word": "2018-02"}, lamps())
    assert found["wordEarliest"] == str(Literal("2018-02-01", datatype=XSD.date))
    assert found["wordLatest"] == str(Literal("2018-02-28", datatype=XSD.date))


# Through the command, with a thing whose very name is hostile.

NAME = '"> } UNION { ?s ?p ?o } #'
QUESTION = """#+ summary: Which things are called so?
#+ params:
#+   word: {kind: text, description: a name}
#+   thing: {kind: entity, class: Place}
#+   year: {kind: year}
#+   when: {kind: date}
#+   colour: {kind: enum, values: [red, green]}
#+ evidence: extent
PREFIX dt:   <https://w3id.org/detente/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?thing WHERE {
  ?thing a dt:Place ; rdfs:label ?label .
  FILTER (!BOUND(?word) || STR(?label) = ?word)
  FILTER (!BOUND(?year) && !BOUND(?when) && !BOUND(?colour))
}
ORDER BY ?thing
"""


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    data = tmp_path_factory.mktemp("hostile") / "data"
    write_lamps(data)
    places = f"entities:\n- id: skerry\n  type: Place\n  label:\n    en: '{NAME}'\n- id: sound\n  type: Place\n  label: {{en: sound}}\n"
    write_entities(data, places, "places")
    write_file(data / "queries" / "called.rq", QUESTION)
    begun = detente(data, "ask")
    assert begun.returncode == 0, begun.stderr
    yield data
    assert len(list(cache_of(data).iterdir())) >= 1


def of_each(values: dict[str, str], number: int) -> dict[str, str]:
    """Some values of a group, evenly taken, that an argument of a command can hold."""
    fitting = [how for how, value in values.items() if "\0" not in value and len(value.encode()) < 100_000]
    return {how: values[how] for how in fitting[:: max(1, len(fitting) // number)][:number]}


SOME = {
    how: value
    for group in (ENDS, CLAUSES, TERMS, ESCAPES, CHARACTERS, AMOUNTS)
    for how, value in of_each(group, 4).items()
}


@pytest.mark.parametrize("how", SOME)
def test_the_command_finds_nothing_that_is_called_like_a_hostile_value(how: str, folder: Path) -> None:
    done = detente(folder, "ask", "called", f"word={SOME[how]}", "--format", "csv")
    assert (done.returncode, done.stdout.splitlines()[1:]) == (0, []), done.stderr


@pytest.mark.parametrize("parameter", ["thing", "year", "when", "colour"])
@pytest.mark.parametrize("how", list(SOME)[::3])
def test_the_command_refuses_a_hostile_value_in_one_line_that_names_the_parameter(
    parameter: str, how: str, folder: Path
) -> None:
    done = detente(folder, "ask", "called", f"{parameter}={SOME[how]}")
    assert done.returncode in (1, 2)
    assert done.stdout == ""
    assert is_clear(done.stderr)
    assert done.stderr.startswith(f"detente: {parameter}")


def test_the_command_refuses_bytes_that_are_no_text(folder: Path) -> None:
    done = detente(folder, "ask", "called", f"word={os.fsdecode(bytes([255]))}")
    assert (done.returncode, done.stdout) == (2, "")
    assert "word takes text in UTF-8" in done.stderr


@pytest.mark.parametrize("parameter", ["word", "thing"])
def test_the_command_finds_the_one_thing_whose_name_is_hostile_and_no_other(parameter: str, folder: Path) -> None:
    done = detente(folder, "ask", "called", f"{parameter}={NAME}", "--format", "csv", "--iris")
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 2
    assert "skerry" in done.stdout


def test_there_are_a_hundred_hostile_values_and_no_two_are_the_same() -> None:
    assert len(HOSTILE) >= 100
    assert len(set(HOSTILE.values())) == len(HOSTILE)
    assert len(SOME) >= 24
    assert not set(NULS) & set(SOME)
