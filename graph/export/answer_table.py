"""The answer to a question as a table: its columns, all of them, and the columns that tell of its evidence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graph.export.tables import Column, Table
from graph.present import Style
from graph.present_table import csv_rows, worded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.export.content import Content
    from graph.export.tables import Row

_EVIDENCE = {
    "speaker": "Whose sayings carry the row",
    "voice": "In whose voice",
    "source": "In which sources",
    "claim": "Which claims carry the row",
    "contested": "The conflicts over what it rests on",
    "perspective": "From which perspective the graph is seen",
}


def answer_table(content: Content) -> tuple[Table, Iterable[Row]]:
    """The table of the answer, and its rows: every column of the question, whatever the rows hold, and for dates and figures that
    they hold one in words. What is beside the answer is not in it.
    """
    answer = content.answer
    if answer is None:
        raise ValueError("no question is chosen")
    whole = replace(answer, columns=answer.every_column)
    style = Style(labels=content.labels, iris=False, evidence=True)
    head, *lines = csv_rows(whole, style, worded(whole), whole.perspective)
    summary = answer.question.summary.get("en", answer.question.name)
    table = Table(
        name="answer",
        says=f"{summary} One row for each row of the answer; several values stand with '; ' between them. What is said beside is not here.",
        key=(),
        columns=tuple(Column(name=name, says=_says(name, is_own=name in whole.columns)) for name in head),
    )
    return table, (dict(zip(head, line, strict=True)) for line in lines)


def _says(name: str, *, is_own: bool) -> str:
    """What a column holds; one of the question's own can have the name of one of the evidence, which is called otherwise then."""
    words = name.replace("_", " ")
    return words if is_own else _EVIDENCE.get(name.removeprefix("evidence_"), words)
