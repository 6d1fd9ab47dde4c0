"""The saved questions as a list, in groups by what they are about, and one of them with all that it takes."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode

from graph.naming import slug
from graph.present import hanging

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.questions import Param, Question

_WITHOUT = "Other questions"
_FOOT = (
    "What one takes, and what its rows are: detente ask QUESTION --help",
    "Every question: --perspective only:SOURCE reads one text (`detente source list` names them).",
)


def in_groups(questions: Iterable[Question]) -> dict[str, list[Question]]:
    """The questions under the headings of their groups, both in order of name; those that have no group come last."""
    found: dict[str, list[Question]] = {}
    for question in sorted(questions, key=lambda one: (not one.group, one.group, one.name)):
        found.setdefault(question.group or _WITHOUT, []).append(question)
    return found


def list_lines(questions: Iterable[Question], columns: int | None = None) -> list[str]:
    """The list for people: a line for each question under a heading, cut at a word where it is longer than ``columns``."""
    lines: list[str] = []
    for heading, group in in_groups(questions).items():
        longest = max(len(question.name) for question in group)
        told = (f"  {question.name.ljust(longest)}  {question.asked}" for question in group)
        lines += [heading, *(_cut(line, columns) for line in told), ""]
    foot = (hanging("", line, columns or len(line)) for line in _FOOT)
    return [*lines, *(line for told in foot for line in told)]


def _cut(line: str, columns: int | None) -> str:
    if columns is None or len(line) <= columns:
        return line
    return f"{line[: columns - 1].rpartition(' ')[0].rstrip(' ,')} …"


def question_lines(question: Question, columns: int) -> list[str]:
    """One question for people: what it asks, what a row is and shows, and each parameter with what it takes."""
    lines = [*hanging("", question.asked, columns), ""]
    if question.description:
        lines += [*hanging("", question.description, columns), ""]
    longest = max((len(param.name) for param in question.params), default=0)
    for param in question.params:
        lines += hanging(f"  {f'{param.name}=…'.ljust(longest + 2)}  ", _param_words(param), columns)
    lines += [""] if question.params else []
    shown = "; ".join(question.columns.get(name, name) for name in question.shown)
    lines += [*hanging("Columns: ", shown, columns), ""] if shown else []
    foot = f"Listed under: {question.group or _WITHOUT}. Options: detente ask --help"
    return [*lines, *hanging("", foot, columns)]


_KINDS = {"entity": "anything", "text": "a text", "year": "a year", "date": "a date, as in EDTF"}


def taken(param: Param) -> str:
    """What a parameter takes, as in ``a Framework``."""
    if param.of_class is not None:
        name = slug(NamedNode(param.of_class))
        return f"an {name}" if name[0] in "AEIOU" else f"a {name}"
    return f"one of {', '.join(param.values)}" if param.values else _KINDS[param.kind]


def _param_words(param: Param) -> str:
    words = [taken(param), *(["needed"] if needs_value(param) else [])]
    words += [f"default: {param.default}"] if param.default else []
    words += [f"for example {param.example}"] if param.example and not param.default else []
    return f"{param.description} ({'; '.join(words)})".lstrip()


def needs_value(param: Param) -> bool:
    """Whether a question cannot be asked without a value for this parameter."""
    return not param.optional and not param.default


def list_csv(questions: Iterable[Question]) -> str:
    """The list as CSV: group, name and question."""
    out = io.StringIO()
    rows = ((one.group, one.name, one.asked) for group in in_groups(questions).values() for one in group)
    csv.writer(out, lineterminator="\n").writerows([("group", "name", "question"), *rows])
    return out.getvalue()


def list_json(questions: Iterable[Question], version: str) -> str:
    """The list as JSON: the version of the data, and each question as :func:`question_json` has it."""
    found = {"data": version, "questions": [question_json(question) for question in questions]}
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def question_json(question: Question) -> dict[str, Any]:
    """A question as JSON values, with its group, its parameters, and its columns in their order; without its query."""
    return {
        "name": question.name,
        "group": question.group or None,
        "summary": dict(question.summary),
        "description": question.description,
        "parameters": [_param_json(param) for param in question.params],
        "columns": {name: question.columns[name] for name in question.shown if name in question.columns},
        "evidence": question.evidence,
        "plot": question.plot,
    }


def _param_json(param: Param) -> dict[str, Any]:
    found = {
        "name": param.name, "kind": param.kind, "class": param.of_class, "values": list(param.values) or None,
        "default": param.default, "example": param.example, "optional": not needs_value(param),
        "description": param.description,
    }  # fmt: skip
    return {key: value for key, value in found.items() if value is not None}
