"""The list of saved questions: short, in groups, the same for people and for programs; and one question with what it takes."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest
from commands import shipped

from graph.question_list import in_groups, list_csv, list_json, list_lines, question_lines
from graph.questions import Param, Question

BLOCKED = "blocked-agreements"


def questions() -> list[Question]:
    return [*shipped().questions.values()]


def test_every_shipped_question_has_a_group_of_several() -> None:
    groups = in_groups(questions())
    assert sum(map(len, groups.values())) == len(questions())
    assert {heading for heading, group in groups.items() if len(group) < 3 or not group[0].group} == set()


@pytest.mark.parametrize("columns", [None, 40, 80, 200])
def test_the_list_has_a_line_for_each_question_and_a_hundred_in_all(columns: int | None) -> None:
    lines = list_lines(questions(), columns)
    assert sorted(line.split()[0] for line in lines if line.startswith("  ")) == sorted(shipped().questions)
    assert len(lines) <= 100
    assert columns is None or max(map(len, lines)) <= columns


def test_without_a_terminal_each_question_stands_in_the_list_whole() -> None:
    lines = list_lines(questions())
    assert [one.name for one in questions() if not any(line.endswith(f" {one.asked}") for line in lines)] == []


def test_a_line_is_cut_at_a_word_and_says_so() -> None:
    (line,) = (line for line in list_lines(questions(), 60) if line.startswith(f"  {BLOCKED} "))
    assert line == f"  {BLOCKED}   Which blocked agreements limited …"


def test_questions_without_a_group_are_listed_last() -> None:
    question = shipped().questions[BLOCKED]
    ours = [replace(question, name="aa", group=""), replace(question, name="zz", group="Zebras")]
    assert [*in_groups(ours)] == ["Zebras", "Other questions"]
    assert list_lines(ours)[:5] == [
        "Zebras",
        f"  zz  {question.asked}",
        "",
        "Other questions",
        f"  aa  {question.asked}",
    ]


def test_programs_get_the_same_groups() -> None:
    groups = {one.name: heading for heading, group in in_groups(questions()).items() for one in group}
    found = json.loads(list_json(questions(), "0"))
    assert {one["name"]: one["group"] for one in found["questions"]} == groups
    rows = csv.DictReader(io.StringIO(list_csv(questions())))
    assert {row["name"]: row["group"] for row in rows} == groups


def test_one_question_tells_what_it_asks_takes_and_shows() -> None:
    shown = " ".join(" ".join(question_lines(shipped().questions[BLOCKED], 80)).split())
    assert shown.startswith("Which blocked agreements limited participation")
    assert "framework=… the framework whose participation was limited; empty for any (a Framework; default: " in shown
    assert "at=… only blocks that can have held at this time (a date, as in EDTF; for example 2019)" in shown
    assert "Columns: agreement; between; blocked by; reason given; as of;" in shown


@pytest.mark.parametrize(
    ("param", "words"),
    [
        (Param(name="how", kind="enum", values=("a", "b"), optional=False, example="b"), "(one of a, b; needed; for example b)"),
        (Param(name="who", kind="entity", description="whom"), "whom (anything)"),
        (Param(name="who", kind="entity", of_class="https://w3id.org/detente/ontology#Agent"), "(an Agent)"),
        (Param(name="since", kind="year", default="1999", example="2001", optional=False), "(a year; default: 1999)"),
        (Param(name="said", kind="text"), "(a text)"),
    ],
)  # fmt: skip
def test_each_kind_of_parameter_is_told(param: Param, words: str) -> None:
    lines = question_lines(replace(shipped().questions[BLOCKED], params=(param,)), 80)
    assert f"  {param.name}=…  {words}" in lines
