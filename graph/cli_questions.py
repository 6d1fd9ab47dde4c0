"""What ``detente ask`` prints where nothing is asked: the list of questions, or what one of them takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.asking import find_question
from graph.cli_options import is_terminal, width
from graph.question_list import list_csv, list_json, list_lines, question_lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.store import Opened

_WIDEST = 500
"""A line of the list is no paragraph: it may be as wide as the terminal is."""


def listed(store: Opened, form: str) -> str:
    """The questions in a format: as text too where none is asked for; in a pipe no line is cut."""
    questions = store.questions.values()
    if form in ("json", "csv"):
        return list_json(questions, store.version) if form == "json" else list_csv(questions)
    return _text(list_lines(questions, width(most=_WIDEST) if is_terminal() else None))


def told(store: Opened, name: str) -> str:
    """What a question asks and takes. Raises UnknownNameError, with near names, when there is none of this name."""
    return _text(question_lines(find_question(store, name), width()))


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
