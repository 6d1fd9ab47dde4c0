"""Asking a saved question: its rows, the claims behind each of them, what contradicts them, and what is left out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, cast

from pyoxigraph import Literal, NamedNode

from graph.claim_view import claim_order
from graph.dates import parse_date
from graph.errors import UnknownNameError
from graph.evidence import Instances, Support, Tracer, instances
from graph.last_word import LastWord
from graph.left_out import IfStated, LeftOut
from graph.naming import listed, near_names
from graph.no_fact import why_no_fact
from graph.of_source import leads
from graph.params import bindings
from graph.questions import bind
from graph.row_evidence import Evidence, RowEvidence
from graph.seen_from import seen_from, speaking

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pyoxigraph import QuerySolution, QuerySolutions, Store

    from graph.claim_view import ClaimView
    from graph.contested import Contested
    from graph.dates import Date
    from graph.extent import Searched
    from graph.origins import Strand
    from graph.questions import Question
    from graph.store import Opened

Term = NamedNode | Literal
Row = dict[str, Term]
Shown = tuple[Term | None, ...]
"""The values that a question shows of a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """A row: the values of each column (several where the question collects them) and the triples that carry it.

    ``evidence`` are the smallest sets of claims that carry it; None where the evidence is the extent searched.
    """

    values: Mapping[str, tuple[Term, ...]] = field(hash=False)
    supports: tuple[Support, ...]
    evidence: Evidence | None
    last_word: bool
    """Whether nothing in the row speaks of a later time than the last one at which its situation is said to hold."""

    @property
    def claims(self) -> tuple[NamedNode, ...]:
        """The claims behind its triples, and those of the sets that carry it, each once, in order of name."""
        behind = {claim for support in self.supports for claim in support.claims}
        sets = self.evidence.sets if self.evidence is not None else ()
        return tuple(sorted(behind.union(*sets), key=claim_order))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer: the columns that have values, the rows, each claim behind them once, and what stands beside it."""

    question: Question
    bound: Mapping[str, str] = field(hash=False)
    columns: tuple[str, ...]
    every_column: tuple[str, ...]
    """All columns of the question, in its order."""
    rows: tuple[AnswerRow, ...]
    claims: Mapping[NamedNode, ClaimView] = field(hash=False)
    left_out: tuple[LeftOut, ...]
    undated: tuple[AnswerRow, ...]
    """The rows that there would be without the time asked for."""
    contested: tuple[Contested, ...]
    strands: tuple[Strand, ...]
    """Those of the claims behind the answer that editors found to go back to one origin, though they are of several sources."""
    extent: tuple[Searched, ...]
    """What was searched, for a question whose rows do not rest on single claims."""
    version: str
    perspective: str = ""
    """The perspective from which the graph is seen, in words; empty for the whole."""
    whole: Answer | None = None
    """The answer of the whole graph, where a perspective leaves no row of it."""
    not_admitted: tuple[ClaimView, ...] = ()
    """Of the claims behind the answer of the whole graph, those that the perspective does not admit."""
    leads: tuple[str, ...] = ()
    """Where to ask on, when a source was named in place of a thing of which sources speak; a line each."""

    def of_column(self, row: AnswerRow, column: str) -> tuple[Support, ...]:
        """The triples of a row that carry the values of one column."""
        slot = f"?{column}"
        return tuple(s for s in row.supports if s.pattern.object == slot) or tuple(
            s for s in row.supports if s.pattern.subject == slot
        )

    @property
    def time(self) -> Date | None:
        """The time that was asked for; none when the question was asked of any time."""
        return parse_date(self.bound["at"].split("^^")[0].strip('"')) if "at" in self.bound else None

    @property
    def nothing(self) -> str:
        """What an answer without rows says: nobody speaks of it, or what is said makes no fact."""
        said = (
            "what is said of it, and makes none, is named below" if self.left_out else "that is silence, and not a no"
        )
        if self.whole is not None and self.whole.rows:
            said = "the whole corpus has facts that do"
        seen = "that this perspective admits " if self.perspective else "of the corpus "
        return f"No fact {seen}answers this; {said}"

    @property
    def kept_out(self) -> str:
        """How many rows a perspective that leaves none keeps out, and on which claims they rest; empty when it keeps out none."""
        if self.whole is None or not self.whole.rows:
            return ""
        count, claims = len(self.whole.rows), tuple(self.whole.claims.values())
        kept = self.not_admitted or claims  # where it asks for agreement, no claim is to blame by itself
        more = ", and on claims that it admits" if len(kept) < len(claims) else ""
        names = listed(claim.name for claim in kept)
        return f"Left out by the perspective: {count} row{'s' * (count > 1)}, which rest{'s' * (count == 1)} on {names}{more}"

    def of_one_origin(self) -> list[str]:
        """Which claims of several sources count as one, and what they go back to; a line for each origin."""
        return [
            f"of one origin: {listed(self.claims[claim].name for claim in strand.claims)}"
            f" ({'; '.join(origin.origin.rstrip('.') for origin in strand.origins)})"
            for strand in self.strands
        ]

    @property
    def emptiness(self) -> list[str]:
        """What is said of an answer without rows: that silence is no denial, and what a perspective keeps out; a line each."""
        if self.rows or self.undated:
            return []
        return list(self.leads) or [self.nothing, *([self.kept_out] if self.kept_out else [])]

    def asides(self, *, evidence: bool = True) -> list[str]:
        """What a table alone would hide: what the time leaves out, what is contested or no fact, shared origins; a line each.

        Without ``evidence`` nothing is said of origins: no claims are shown that could seem to be several.
        """
        lines = (
            [f"left out by the time asked for: {len(self.undated)}; ask without it to see when they held"]
            if self.undated
            else []
        )
        said = (f"{found.word} ({found.judgement or 'open'}): {found.sides}" for found in self.contested)
        lines += dict.fromkeys(said)  # a rule and an editor may each have found one and the same
        lines += self.of_one_origin() if evidence else []
        return lines + self._said()

    def _said(self) -> list[str]:
        """What is said and no fact: a line for each claim, with its gist and why it is none."""
        claims = dict.fromkeys(found.claim for found in self.left_out)
        told = [f"  {claim.name}: {claim.says} ({why_no_fact(claim)})" for claim in claims]
        return ["said and not counted as fact:", *told] if told else []


def find_question(opened: Opened, name: str) -> Question:
    """The saved question of that name. Raises UnknownNameError, with near names."""
    if name in opened.questions:
        return opened.questions[name]
    near = near_names(name, list(opened.questions), alike=0.4)
    hint = f"; did you mean {' or '.join(near)}?" if near else "; `detente ask` lists the questions"
    raise UnknownNameError(f"there is no question {name!r}{hint}")


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """A question with its parameters bound: what is run, on what, and the columns that it shows."""

    opened: Opened
    tracer: Tracer
    question: Question
    bound: Mapping[str, str]

    def run(self, text: str, store: Store | None = None) -> tuple[tuple[str, ...], list[Row]]:
        """The columns and rows of a query, on another ``store`` if one is given."""
        on = self.opened.quads if store is None else store
        solutions = cast("QuerySolutions", on.query(bind(text, self.bound)))
        names = _names(solutions)
        return names, [_row(names, solution) for solution in solutions]

    def answer(self) -> tuple[tuple[str, ...], list[Row], list[Row]]:
        """The columns and rows of the question, and its rows with all their variables where these are traced.

        One run gives both: the rows that the question shows are those with all variables, without the variables that it hides.
        """
        if self.question.evidence != "rows":
            return *self.run(self.question.text), []
        every, full = self.run(self.question.trace_text)
        names = self.question.shown or every
        shown = {_key(row, names): {name: row[name] for name in names if name in row} for row in full}
        return names, list(shown.values()), full

    @cached_property
    def evidence(self) -> RowEvidence:
        """What finds the smallest sets of claims behind a row."""
        return RowEvidence(
            self.tracer.witnesses, self.question, self.bound, lambda store: self.run(self.question.text, store)[1]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Traced:
    """What is behind one row of a query: the triples of each of its bindings, and those of them that rest on claims."""

    bindings: tuple[Instances, ...]
    supports: tuple[Support, ...]
    last_word: bool


def ask(opened: Opened, name: str, given: Mapping[str, str]) -> Answer:
    """Answer a saved question. ``given`` holds its parameters as a person writes them.

    Raises UnknownNameError for an unknown question, parameter or entity, and UsageError for a value of the wrong kind.
    """
    question = find_question(opened, name)
    _check_time(opened, question, given)
    bound = bindings(question, given, opened.quads)
    asked = _Asked(opened=opened, tracer=Tracer(opened), question=question, bound=bound)
    traceable = question.evidence == "rows"
    if_stated = IfStated(asked.tracer, question, bound) if traceable else None
    names, rows, full = asked.answer()
    traced = _traced(asked, names, full)
    merged = _merged(asked, rows, names, traced)
    undated = _undated(asked, rows)
    used = {claim for row in (*merged, *undated) for claim in row.claims}
    left_out = () if if_stated is None else if_stated.left_out(names, set(traced))
    whole = ask(opened.whole, name, given) if opened.whole is not None and not (merged or undated) else None
    return Answer(
        question=question,
        bound=bound,
        columns=tuple(column for column in names if any(column in row for row in rows)) or names,
        every_column=names,
        rows=tuple(merged),
        claims={claim: asked.tracer.reader.read(claim) for claim in sorted(used, key=str)},
        left_out=left_out,
        undated=tuple(undated),
        extent=() if traceable else _extent(asked),
        strands=asked.tracer.origins.tied(sorted(used, key=claim_order)),
        contested=_contested(asked.tracer, [*merged, *undated], left_out),
        version=opened.version,
        perspective=seen_from(opened),
        whole=whole,
        not_admitted=() if whole is None else _not_admitted(opened, whole.claims.values()),
        leads=() if merged or undated else leads(opened.quads, question, bound),
    )


def _not_admitted(opened: Opened, claims: Iterable[ClaimView]) -> tuple[ClaimView, ...]:
    """Those of the claims whose source does not speak in the perspective, or that make no facts there."""
    sources, admits = speaking(opened), opened.perspective.admits
    return tuple(
        claim
        for claim in claims
        if claim.source.slug not in sources or not admits((claim.voice, claim.modality, claim.polarity))
    )


def _extent(asked: _Asked) -> tuple[Searched, ...]:
    from graph.extent import extent  # noqa: PLC0415  most questions trace their rows

    return extent(asked.tracer, asked.question.patterns, asked.bound)


def _check_time(opened: Opened, question: Question, given: Mapping[str, str]) -> None:
    """Raises UnknownNameError, with the questions that take a time, when one is asked of a question that takes none."""
    if "at" in given and not any(param.name == "at" for param in question.params):
        timed = [other.name for other in opened.questions.values() if any(param.name == "at" for param in other.params)]
        raise UnknownNameError(
            f"{question.name} takes no time (at): its rows are not situations that hold at a time;"
            f" questions that take one are {', '.join(timed) or 'none here'}"
        )


def _undated(asked: _Asked, dated: Sequence[Row]) -> list[AnswerRow]:
    """The rows that only the time asked for keeps out."""
    params = [param.name for param in asked.question.params if param.kind == "date" and param.name in asked.bound]
    dates = {f"{name}{bound}" for name in params for bound in ("", "Earliest", "Latest")}
    if not dates or asked.question.evidence != "rows":
        return []
    anytime = replace(asked, bound={name: term for name, term in asked.bound.items() if name not in dates})
    names, rows, full = anytime.answer()
    shown = [name for name in names if any(name in row for row in rows)]
    kept = {_key(row, shown) for row in dated}
    dropped = [row for row in rows if _key(row, shown) not in kept]
    return _merged(anytime, dropped, names, _traced(anytime, names, full)) if dropped else []


def _names(solutions: QuerySolutions) -> tuple[str, ...]:
    return tuple(variable.value for variable in solutions.variables)


def _row(names: Iterable[str], solution: QuerySolution) -> Row:
    """The values of the variables that are bound."""
    return cast("Row", {name: value for name, value in zip(names, solution, strict=True) if value is not None})


def _key(row: Row, names: Iterable[str]) -> Shown:
    return tuple(map(row.get, names))


def _traced(asked: _Asked, names: Sequence[str], full: Iterable[Row]) -> dict[Shown, _Traced]:
    """What is behind the rows with all their variables, each under the values that the question shows of it."""
    bindings: dict[Shown, list[Instances]] = {}
    supports: dict[Shown, dict[Support, None]] = {}
    last: dict[Shown, bool] = {}
    last_word = LastWord(asked.opened.quads, asked.question)
    instances_of = instances(asked.question.patterns)
    for row in full:
        triples, key = instances_of(row), _key(row, names)
        bindings.setdefault(key, []).append(triples)
        behind = asked.tracer.supports(triples, of=row.get(asked.question.tells))
        supports.setdefault(key, {}).update(dict.fromkeys(behind))
        last[key] = last.get(key, True) and last_word.of(row)
    return {
        key: _Traced(bindings=tuple(of_row), supports=tuple(supports[key]), last_word=last[key])
        for key, of_row in bindings.items()
    }


def _merged(
    asked: _Asked, rows: Sequence[Row], names: Sequence[str], traced: Mapping[Shown, _Traced]
) -> list[AnswerRow]:
    """Rows that differ only in columns that collect several values become one."""
    single = [name for name in names if name not in asked.question.many]
    groups: dict[Shown, list[Row]] = {}
    for row in rows:
        groups.setdefault(_key(row, single), []).append(row)
    return [_one_row(asked, group, names, traced) for group in groups.values()]


def _one_row(asked: _Asked, group: Sequence[Row], names: Sequence[str], traced: Mapping[Shown, _Traced]) -> AnswerRow:
    found = [traced[key] for row in group if (key := _key(row, names)) in traced]
    together = [(row, traced[_key(row, names)].bindings) for row in group] if traced else []
    return AnswerRow(
        values={name: tuple(dict.fromkeys(row[name] for row in group if name in row)) for name in names},
        supports=tuple(dict.fromkeys(support for row in found for support in row.supports)),
        evidence=asked.evidence.of(names, together) if traced else None,
        last_word=all(row.last_word for row in found) and bool(found),
    )


def _contested(tracer: Tracer, rows: Sequence[AnswerRow], left_out: Sequence[LeftOut]) -> tuple[Contested, ...]:
    grounds = {ground for row in rows for support in row.supports for ground in support.ground}
    triples = {
        fact for fact, claims in grounds if claims != (fact.subject,)
    }  # what is told of a claim, no claim states
    triples |= {left.triple for left in left_out}
    conflicts = {conflict for triple in triples for conflict in tracer.conflicts(triple)}
    if not conflicts:
        return ()
    from graph.contested import read_contested  # noqa: PLC0415  few answers are contested

    return read_contested(tracer, conflicts)
