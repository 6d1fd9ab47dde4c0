"""What a person writes for a parameter becomes a term or a clear refusal; it never becomes part of the query."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from commands import BLOCKED, is_clear, run, shipped, warm
from hostile_values import HOSTILE

from graph.asking import ask
from graph.errors import UnknownNameError, UsageError
from graph.params import bindings
from graph.questions import Param, Question
from graph.terms import BASE, DT, ONTOLOGY

if TYPE_CHECKING:
    from graph.store import Opened

PARTNERSHIP = f"<{BASE}id/partnership-for-peace>"


@pytest.fixture(scope="module")
def opened() -> Opened:
    return shipped()


def bound(opened: Opened, **given: str) -> dict[str, str]:
    return bindings(opened.questions[BLOCKED], given, opened.quads)


# Hostile values.


@pytest.mark.parametrize(
    ("name", "value"),
    [
        # A thing is looked for among all names, which takes its time: every third value, and the rest in the slow tests.
        pytest.param(
            name, value, id=f"{name}-{how}", marks=[pytest.mark.slow] if name == "framework" and number % 3 else []
        )
        for name in ("framework", "at")
        for number, (how, value) in enumerate(HOSTILE.items())
    ],
)
def test_a_hostile_value_binds_nothing_and_is_refused_in_one_line(name: str, value: str, opened: Opened) -> None:
    with pytest.raises((UnknownNameError, UsageError)) as caught:
        ask(opened, BLOCKED, {name: value})
    message = str(caught.value)
    assert message.isprintable()
    assert len(message) < 500


@pytest.mark.parametrize("how", ["a union", "a new line", "an IRI with two hashes", "an undecodable byte", "very much"])
def test_the_command_refuses_a_hostile_value_in_one_line_and_prints_no_answer(how: str) -> None:
    done = run("ask", BLOCKED, f"framework={HOSTILE[how]}", cache=warm())
    assert (done.returncode, done.stdout) == (1, "")
    assert is_clear(done.stderr)


@pytest.mark.parametrize("how", ["the end of an IRI", "an undecodable byte", "very much"])
def test_the_command_refuses_a_hostile_date_in_one_line_and_prints_no_answer(how: str) -> None:
    done = run("ask", BLOCKED, "--at", HOSTILE[how], cache=warm())
    assert (done.returncode, done.stdout) == (2, "")
    assert is_clear(done.stderr)


def question_with(param: Param) -> Question:
    return Question(
        name="lamps", summary={"en": "Which lamps?"}, description="", text="SELECT ?lamp WHERE { ?lamp ?p ?word }",
        params=(param,), columns={}, many=(), plot="none", evidence="extent", ever=False, trace_text="", patterns=(),
        place="lamps.rq", shown=("lamp",),
    )  # fmt: skip


@pytest.mark.parametrize("value", ["20", "20199", "٢٠١٩", "2019 ", "2019} UNION {", "-2019", "2019\n"])
def test_a_year_is_four_digits_and_nothing_else(value: str, opened: Opened) -> None:
    with pytest.raises(UsageError, match="four digits") as caught:
        bindings(question_with(Param(name="word", kind="year")), {"word": value}, opened.quads)
    assert str(caught.value).isprintable()


def test_an_enum_takes_its_values_only(opened: Opened) -> None:
    question = question_with(Param(name="word", kind="enum", values=("red", "green")))
    assert bindings(question, {"word": "red"}, opened.quads) == {"word": '"red"'}
    with pytest.raises(UsageError, match="red, green"):
        bindings(question, {"word": "Red"}, opened.quads)


# Values as they are meant.


@pytest.mark.parametrize(
    "name",
    [
        "partnership-for-peace",
        "id:partnership-for-peace",
        f"{BASE}id/partnership-for-peace",
        PARTNERSHIP,
        "Partnership for Peace",
        "PARTNERSHIP FOR PEACE",
        " partnership  for peace ",
        "PfP",
        "pfp",
        "Партнёрство ради мира",
        "партнёрство РАДИ МИРА",
        "Партнёрства дзеля міру",
    ],
)
def test_a_framework_is_found_by(name: str, opened: Opened) -> None:
    assert bound(opened, framework=name) == {"framework": PARTNERSHIP}


def test_an_empty_value_means_any_and_an_absent_one_the_default(opened: Opened) -> None:
    assert bound(opened, framework="") == {}
    assert bound(opened, framework="", at="") == {}
    assert bound(opened) == {"framework": PARTNERSHIP}


def test_the_command_takes_an_empty_value_for_any() -> None:
    done = run("ask", BLOCKED, "framework=", cache=warm())
    assert done.returncode == 0
    assert "Lithuania" in done.stdout


def test_a_date_binds_its_written_form_and_its_bounds(opened: Opened) -> None:
    found = bound(opened, framework="", at="2019-03~")
    assert found["at"].startswith('"2019-03~"^^<')
    assert found["atEarliest"].startswith('"2019-03-01"^^<')
    assert found["atLatest"].startswith('"2019-03-31"^^<')


@pytest.mark.parametrize("name", ["lithuania", "Lithuania", "dt:Framework", "by-pfp-participation", "edm-2019"])
def test_a_thing_of_another_class_is_refused_as_a_wrong_call(name: str, opened: Opened) -> None:
    with pytest.raises(UsageError, match="type Framework") as caught:
        bound(opened, framework=name)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("value", ["mfa", "belarus", "very long " * 50], ids=["no name", "another class", "a long one"])
def test_a_thing_of_a_small_class_that_is_not_found_is_answered_with_all_of_them(value: str, opened: Opened) -> None:
    question = question_with(Param(name="word", kind="entity", of_class=DT.Source.value))
    with pytest.raises((UnknownNameError, UsageError)) as caught:
        bindings(question, {"word": value}, opened.quads)
    assert str(caught.value).endswith(
        "; a source is one of edm-2019, mfa-overview, weekly-2016-12, weekly-2017-12, zhuravskaya-2020"
    )
    assert len(str(caught.value)) < 500


def test_of_a_large_class_no_names_are_listed(opened: Opened) -> None:
    question = question_with(Param(name="word", kind="entity", of_class=f"{ONTOLOGY}Agent"))
    with pytest.raises(UnknownNameError, match=r"nothing is called 'xanadu'$"):
        bindings(question, {"word": "xanadu"}, opened.quads)


def test_a_name_that_nothing_bears_is_answered_with_near_ones() -> None:
    done = run("ask", BLOCKED, "framework=partnership-for-piece", cache=warm())
    assert (done.returncode, done.stdout) == (1, "")
    assert is_clear(done.stderr)
    assert "did you mean partnership-for-peace" in done.stderr


def test_a_parameter_that_does_not_exist_is_answered_with_those_that_do(opened: Opened) -> None:
    with pytest.raises(UnknownNameError, match="did you mean framework"):
        bound(opened, framwork="x")
    with pytest.raises(UnknownNameError, match="framework, at"):
        bound(opened, zzz="x")


def test_a_parameter_that_is_needed_is_asked_for_with_its_example(opened: Opened) -> None:
    question = question_with(Param(name="word", kind="text", optional=False, example="fog"))
    with pytest.raises(UsageError, match="word=fog"):
        bindings(question, {}, opened.quads)


@pytest.mark.parametrize("written", ["framework", "", "partnership-for-peace"])
def test_an_argument_without_an_equals_sign_is_a_wrong_call(written: str) -> None:
    done = run("ask", BLOCKED, written, cache=warm())
    assert (done.returncode, done.stdout) == (2, "")
    assert is_clear(done.stderr)
