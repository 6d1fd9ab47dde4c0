"""Answers as text for a person: rows in blocks, the evidence by number, what is contested and what is left out below."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from graph.claim_view import date_in_words
from graph.no_fact import why_no_fact
from graph.present_evidence import carrying_words, extent_lines
from graph.terms import DT, EDTF, XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from graph.asking import Answer, AnswerRow
    from graph.claim_view import ClaimView
    from graph.contested import Contested
    from graph.dates import Date
    from graph.left_out import LeftOut
    from graph.naming import Labels

_LAST = str(DT.lastHolds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How an answer is shown: the words for terms, IRIs instead of names, whether the claims
    are shown, the width in columns, and the passages at hand.
    """

    labels: Labels
    iris: bool = False
    evidence: bool = True
    width: int = 100
    passage: Callable[[ClaimView], tuple[str, ...]] | None = None


def column_words(answer: Answer, column: str) -> str:
    """The words over a column."""
    return answer.question.columns.get(column, column)


def value_words(answer: Answer, row: AnswerRow, column: str, style: Style) -> str:
    """A cell in words; a date says how it is known, and the last time at which something holds that nothing later is said."""
    return "; ".join(_words(answer, row, column, value, style) for value in row.values.get(column, ()))


def _words(answer: Answer, row: AnswerRow, column: str, value: NamedNode | Literal, style: Style) -> str:
    if isinstance(value, Literal) and value.datatype == EDTF:
        supports = [support for support in answer.of_column(row, column) if support.triple.object == value]
        claims = [answer.claims[claim] for support in supports for claim in support.claims]
        words = date_with_mark(value, claims)
        last = row.last_word and any(support.pattern.predicate == _LAST for support in supports)
        return f"{words}; the corpus says nothing later" if last else words
    if isinstance(value, NamedNode) and style.iris:
        return value.value
    supports = [support for support in answer.of_column(row, column) if support.triple.object == value]
    told = [support for support in supports if support.triple.subject not in answer.claims]
    claims = [answer.claims[claim] for support in told for claim in support.claims]
    return with_hedge(value, style.labels.term(value), claims)


def with_hedge(value: object, words: str, claims: Sequence[ClaimView]) -> str:
    """A figure with the caution with which it is given: about 125, more than 6. Claims that differ are all named.

    A thing that is named with caution alone bears it in brackets, as in Plan of Joint Activities (possibly), unless a claim
    states a figure too: the caution is then that of the figure.
    """
    hedges = dict.fromkeys(claim.hedge.replace("-", " ") for claim in claims)
    if isinstance(value, Literal) and value.datatype == XSD.decimal:
        return " or ".join(f"{hedge} {words}".strip() for hedge in hedges) or words
    if isinstance(value, NamedNode) and hedges and "" not in hedges and not any(claim.has_figure for claim in claims):
        return f"{words} ({' or '.join(hedges)})"
    return words


def date_with_mark(date: Literal, claims: Iterable[ClaimView]) -> str:
    """A date in words with how it is known: a date that one claim finds printed bears no mark."""
    marks = {claim.date_mark() for claim in claims}
    return date_in_words(date, "" if "" in marks else min(marks, default=""))


def numbered(answer: Answer) -> dict[NamedNode, int]:
    """The number of each claim, in the order in which rows and columns first lean on it."""
    order: dict[NamedNode, int] = {}
    for row in answer.rows:
        columns = [support for column in answer.columns for support in answer.of_column(row, column)]
        for support in (*columns, *row.supports):
            for claim in support.claims:
                order.setdefault(claim, len(order) + 1)
        for claim in row.claims:
            order.setdefault(claim, len(order) + 1)
    return order


def as_text(answer: Answer, style: Style) -> str:
    """The answer for a person: what was asked, the rows and all that belongs to them, and the version of the data."""
    lines = [*heading_lines(answer, style), *answer_lines(answer, style), f"data {answer.version}"]
    return "\n".join(lines) + "\n"


def answer_lines(answer: Answer, style: Style) -> list[str]:
    """A block for each row, then the evidence by number, then what is contested or left out."""
    numbers = numbered(answer) if style.evidence else {}
    lines: list[str] = []
    for place, row in enumerate(answer.rows, start=1):
        lines += [*_row_lines(answer, row, place, numbers, style), ""]
    for words in answer.emptiness:
        lines += [*hanging("", f"{words}.", style.width), ""]
    lines += _undated_lines(answer, style)
    if numbers:
        lines.append("Evidence")
        slots = _slots(answer, style)
        for claim, number in numbers.items():
            lines += _note_lines(answer.claims[claim], slots.get(claim, ()), number, style)
        lines += ["", *_source_lines(answer, style)]
    if style.evidence:
        lines += _origin_lines(answer, style)
        lines += [*contested_lines(answer.contested, style), *_left_out_lines(answer.left_out, style)]
    else:
        lines += answer.asides(evidence=False)
    return lines


def heading_lines(answer: Answer, style: Style) -> list[str]:
    """What was asked, from where, and with which parameters; and what was searched, where that is the evidence."""
    lines = [answer.question.asked]
    lines += hanging("  ", f"from the {answer.perspective}", style.width) if answer.perspective else []
    bound = [f"with {', '.join(words)}"] if (words := list(_bound_words(answer, style))) else []
    bound += [] if answer.time is None else [time_words(answer.time)]
    told = [", ".join(bound)] if bound else []
    told += extent_lines(answer, style.labels) if style.evidence else []
    return [*lines, *(line for said in told for line in hanging("  ", said, style.width)), ""]


def time_words(time: Date) -> str:
    """A time that was asked for, in words."""
    from graph.date_words import asked_words  # noqa: PLC0415  only dates pay for it

    return asked_words(time)


def _undated_lines(answer: Answer, style: Style) -> list[str]:
    """The rows that the time asked for keeps out, each with what is said of its times, and by which claims."""
    lines = ["Left out by the time asked for:"] if answer.undated else []
    entries: dict[str, None] = {}  # rows that differ only in other columns are one line
    for row in answer.undated:
        facts = {
            fact: claims
            for support in row.supports
            for fact, claims in support.ground
            if isinstance(fact.object, Literal) and fact.object.datatype == EDTF
        }
        told = []
        for fact, claims in facts.items():
            views = [answer.claims[claim] for claim in claims]
            date = date_with_mark(fact.object, views) if isinstance(fact.object, Literal) else ""
            names = ", ".join(view.name for view in views)
            told.append(f"{style.labels.term(fact.subject)} — {style.labels.term(fact.predicate)}: {date} [{names}]")
        first = value_words(answer, row, next(iter(row.values)), style)
        told += _why_kept_out(answer, row, style)
        entries[f"{first}: {'; '.join(told) or 'nothing is said of its times'}"] = None
    for entry in entries:
        lines += hanging("  – ", entry, style.width)
    return [*lines, ""] if lines else []


def _why_kept_out(answer: Answer, row: AnswerRow, style: Style) -> Iterator[str]:
    """Which situations of a row were certainly over by the time asked for, or had certainly not begun."""
    from graph.intervals import NOT_BEGUN_BY, OVER_BY, UncertainInterval, certainly, whole  # noqa: PLC0415  only these lines need it

    if answer.time is None:
        return
    found: dict[NamedNode, dict[str, datetime.date]] = {}
    for support in row.supports:
        field, triple = _INTERVAL_FIELDS.get(support.pattern.predicate), support.triple
        if field is not None and isinstance(triple.subject, NamedNode) and isinstance(triple.object, Literal):
            found.setdefault(triple.subject, {})[field] = datetime.date.fromisoformat(triple.object.value)
    for situation, known in found.items():
        interval = UncertainInterval(**known)
        for relations, words in ((OVER_BY, "was over by then"), (NOT_BEGUN_BY, "had not begun by then")):
            if certainly(interval, whole(answer.time), relations):
                yield f"{style.labels.term(situation)} {words}"


_INTERVAL_FIELDS = {
    str(DT.beginsNotBefore): "begins_not_before",
    str(DT.beginsNotAfter): "begins_not_after",
    str(DT.endsNotBefore): "ends_not_before",
    str(DT.endsNotAfter): "ends_not_after",
}


def _bound_words(answer: Answer, style: Style) -> Iterator[str]:
    names = {param.name for param in answer.question.params}
    for name, term in answer.bound.items():
        if name in names and (name != "at" or answer.time is None):
            node = NamedNode(term[1:-1]) if term.startswith("<") else None
            yield f"{name}: {style.labels.term(node) if node is not None else term.split('^^')[0].strip(chr(34))}"


def _row_lines(answer: Answer, row: AnswerRow, place: int, numbers: dict[NamedNode, int], style: Style) -> list[str]:
    lines: list[str] = []
    names = {column: column_words(answer, column) for column in answer.columns if row.values.get(column)}
    indent = max(map(len, names.values()), default=0) + 6
    for column, name in names.items():
        used = {claim for support in answer.of_column(row, column) for claim in support.claims}
        claims = sorted(numbers[claim] for claim in used if claim in numbers)
        marks = f" [{', '.join(map(str, claims))}]" if claims else ""
        lead = f"{place}. " if not lines else "   "
        text = f"{value_words(answer, row, column, style)}{marks}"
        lines += hanging(f"{lead}{name}".ljust(indent), text, style.width)
    words = carrying_words(answer, row) if style.evidence else ""
    return lines + (hanging("   ", words, style.width) if words else [])


def _slots(answer: Answer, style: Style) -> dict[NamedNode, list[str]]:
    """What each claim tells that carries a row, in words and in the order of the rows."""
    found: dict[NamedNode, dict[str, None]] = {}
    for row in answer.rows:
        for support in row.supports:
            for fact, claims in support.ground:
                for claim in claims:
                    found.setdefault(claim, {})[style.labels.term(fact.predicate)] = None
    return {claim: list(slots) for claim, slots in found.items()}


def _note_lines(claim: ClaimView, slots: Sequence[str], number: int, style: Style) -> list[str]:
    told = f"{claim.says} ({'; '.join(slots)})" if slots else claim.says
    return hanging(f" [{number}] ".ljust(6), told, style.width) + claim_lines(claim, style)


def _origin_lines(answer: Answer, style: Style) -> list[str]:
    found = (f"{line[0].upper()}{line[1:]}." for line in answer.of_one_origin())
    lines = [wrapped for line in found for wrapped in hanging("", line, style.width)]
    return [*lines, ""] if lines else []


def _source_lines(answer: Answer, style: Style) -> list[str]:
    sources = {claim.source for claim in answer.claims.values() if claim.source.date_inferred}
    lines = [
        line
        for source in sorted(sources, key=lambda source: source.slug)
        for line in hanging("", f"The date of {source.slug} is inferred. {source.date_reason}", style.width)
    ]
    return [*lines, ""] if lines else []


def claim_lines(claim: ClaimView, style: Style) -> list[str]:
    """A claim's voice, source, place, coder's note and, where the text is at hand, its words."""
    voice = claim.voice_in_words + (f" · {claim.mode_in_words}" if claim.mode_in_words else "")
    lines = [f"{voice[0].upper()}{voice[1:]} · {claim.source.citation} · {claim.place} · claim {claim.name}"]
    if claim.leans_on:
        lines.append(f"Leans on: {'; '.join(claim.leans_on)}")
    if claim.coder_note:
        lines.append(f"Coder's note: {claim.coder_note}")
    if style.passage is not None:
        lines += style.passage(claim)
    return [wrapped for line in lines for wrapped in hanging(" " * 6, line, style.width)]


def contested_lines(contested: Iterable[Contested], style: Style) -> list[str]:
    """Conflicts as lines: their state, then both claims in full."""
    lines: list[str] = []
    for conflict in contested:
        judged = f"judged by {conflict.judge} on {conflict.judged}: {conflict.judgement} ({conflict.reason})"
        state = judged if conflict.judgement else "open, not yet judged"
        lines += hanging("", f"{conflict.word.capitalize()}, {state}:", style.width)
        for claim in conflict.claims:
            lines += hanging("  – ", f"{claim.says}", style.width) + claim_lines(claim, style)
        lines.append("")
    return lines


def _left_out_lines(left_out: Iterable[LeftOut], style: Style) -> list[str]:
    by_claim: dict[NamedNode, list[LeftOut]] = {}
    for left in left_out:
        by_claim.setdefault(left.claim.iri, []).append(left)
    if not by_claim:
        return []
    lines = ["Said and not counted as fact:"]
    for group in by_claim.values():
        claim = group[0].claim
        slots = "; ".join(dict.fromkeys(slot_words(left, style) for left in group))
        lines += hanging("  – ", f"{claim.says} ({slots}) — {why_no_fact(claim)}", style.width)
        lines += claim_lines(claim, style)
    return [*lines, ""]


def slot_words(left: LeftOut, style: Style) -> str:
    """What a claim that is left out states, as slot and value."""
    return f"{style.labels.term(left.triple.predicate)}: {style.labels.term(left.triple.object)}"


def hanging(lead: str, text: str, width: int, *, deeper: int = 0) -> list[str]:
    """A paragraph as lines of at most ``width`` columns, the first begun by ``lead`` and the others indented as far, or deeper."""
    import textwrap  # noqa: PLC0415  a table needs no lines

    indent = " " * (len(lead) + deeper)
    return textwrap.wrap(
        text, width=max(width, 40), initial_indent=lead, subsequent_indent=indent, break_on_hyphens=False
    ) or [lead.rstrip()]
