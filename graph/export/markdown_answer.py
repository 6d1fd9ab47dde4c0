"""An answer as Markdown: what was asked, its rows with a footnote at each value, what carries them, what stands beside them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graph.export.markdown_text import begun, bullets, escaped, table, who_says
from graph.no_fact import why_no_fact
from graph.present import Style, column_words, heading_lines, value_words
from graph.present_evidence import carrying_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pyoxigraph import Literal, NamedNode

    from graph.asking import Answer, AnswerRow
    from graph.claim_view import ClaimView
    from graph.contested import Contested
    from graph.export.markdown_text import Notes
    from graph.naming import Labels

_ONE_LINE = 1_000_000


def answer_blocks(answer: Answer, labels: Labels, notes: Notes) -> Iterator[str]:
    """The blocks of Markdown that hold an answer; ``notes`` gathers the claims that they mark."""
    style = Style(labels=labels, width=_ONE_LINE)
    summary, *told = (line.strip() for line in heading_lines(answer, style) if line.strip())
    yield f"**{escaped(summary)}**"
    if told:
        words = "; ".join(line.rstrip(".") for line in told)
        yield begun(f"{words[0].upper()}{words[1:]}.")
    if answer.rows:
        columns = [column for column in answer.columns if any(row.values.get(column) for row in answer.rows)]
        head = [escaped(column_words(answer, column)) for column in columns]
        yield table(head, ([_cell(answer, row, column, style, notes) for column in columns] for row in answer.rows))
    yield from (f"{begun(line)}." for line in answer.emptiness)
    carried = list(_carried(answer, notes))
    if carried:
        yield bullets(carried) if len(answer.rows) > 1 else carried[0]
    yield from (f"{begun(line[0].upper() + line[1:])}." for line in answer.of_one_origin())
    yield from _beside(answer, style, notes)


def _cell(answer: Answer, row: AnswerRow, column: str, style: Style, notes: Notes) -> str:
    """The values of a column in words, each with the markers of the claims that carry it."""
    cells = []
    for value in row.values.get(column, ()):
        words = value_words(answer, replace(row, values={column: (value,)}), column, style)
        cells.append(f"{escaped(words)}{notes.mark(_behind(answer, row, column, value))}")
    return "; ".join(cells)


def _behind(answer: Answer, row: AnswerRow, column: str, value: NamedNode | Literal) -> Sequence[ClaimView]:
    supports = answer.of_column(row, column)
    shown = [
        s for s in supports if value == (s.triple.object if s.pattern.object == f"?{column}" else s.triple.subject)
    ]
    return [answer.claims[claim] for claim in dict.fromkeys(claim for support in shown for claim in support.claims)]


def _carried(answer: Answer, notes: Notes) -> Iterator[str]:
    """Which claims carry a row, where those at its values do not say it, and the markers of those that stand at none."""
    for place, row in enumerate(answer.rows, start=1):
        row_notes = {claim for name in answer.columns for s in answer.of_column(row, name) for claim in s.claims}
        others = [answer.claims[claim] for claim in row.claims if claim not in row_notes or claim not in notes]
        lead = f"Row {place}: " if len(answer.rows) > 1 else ""
        words = carrying_words(answer, row)
        further = f"Further claims behind it{notes.mark(others)}." if others else ""
        if words or others:
            yield " ".join(filter(None, (begun(f"{lead}{words}"), further)))


def _beside(answer: Answer, style: Style, notes: Notes) -> Iterator[str]:
    """What the time asked for keeps out, what is contested, and what is said and no fact."""
    first = answer.columns[0] if answer.columns else ""
    undated = (_kept_out(answer, row, style, first, notes) for row in answer.undated)
    yield from _listed("Left out by the time asked for", undated)
    contested = (
        f"{escaped(f'{found.word.capitalize()}, {_state(found)}')}: "
        + "; ".join(_said(claim, notes) for claim in found.claims)
        for found in answer.contested
    )
    yield from _listed("Claims that are at odds", contested)
    left_out = dict.fromkeys(found.claim for found in answer.left_out)
    said = (f"{begun(claim.says)}{notes.mark([claim])} — {escaped(why_no_fact(claim))}" for claim in left_out)
    yield from _listed("Said and not counted as fact", said)


def _kept_out(answer: Answer, row: AnswerRow, style: Style, column: str, notes: Notes) -> str:
    claims = [answer.claims[claim] for claim in row.claims]
    name = column if row.values.get(column) else next(iter(row.values))
    return f"{begun(value_words(answer, row, name, style))}{notes.mark(claims)}"


def _state(found: Contested) -> str:
    if not found.kind:
        return "open, not yet judged"
    return f"judged by {found.judge} on {found.judged}: {found.judgement} ({found.reason.rstrip('.')})"


def _said(claim: ClaimView, notes: Notes) -> str:
    return f"{escaped(claim.says)} ({escaped(who_says(claim))}){notes.mark([claim])}"


def _listed(title: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(dict.fromkeys(lines))
    if found:
        yield f"**{title}**"
        yield bullets(found)
