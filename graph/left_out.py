"""What an answer leaves out: the claims that would add rows to it if all that is stated were fact."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING, TypeAlias, cast

from pyoxigraph import DefaultGraph, Literal, NamedNode

from graph.evidence import instances
from graph.questions import bind
from graph.reason.stored_rules import read_term
from graph.terms import GRAPH

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence, Set

    from pyoxigraph import BlankNode, QuerySolution, QuerySolutions, Store, Triple

    from graph.claim_view import ClaimView
    from graph.evidence import Tracer
    from graph.questions import Pattern, Question

    _Term: TypeAlias = NamedNode | Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A claim that would add to the answer if what it states were a fact, with the triple that it states."""

    claim: ClaimView
    triple: Triple


class IfStated:
    """The rows of a question if all that is stated were fact. They are found by a thread, while the rows of facts are traced.

    The engine keeps the interpreter free while it works out a query, so that the two queries of an answer can run side by side.
    ``bound`` are the parameters, as terms in N-Triples by name.
    """

    def __init__(self, tracer: Tracer, question: Question, bound: Mapping[str, str]) -> None:
        self._tracer, self._question = tracer, question
        store = tracer.opened.quads
        adds = any(_fits_stated(store, pattern) for pattern in question.patterns)
        self._rows = _Beside(store, bind(question.trace_text, bound)) if adds else None

    def left_out(self, names: Sequence[str], shown: Set[tuple[_Term | None, ...]]) -> tuple[LeftOut, ...]:
        """The claims that would add rows; ``shown`` are the values in the columns ``names`` of the rows of facts."""
        tracer = self._tracer
        found: dict[tuple[NamedNode, Triple], LeftOut] = {}
        instances_of = instances(self._question.patterns)
        for row in self._beyond(names, shown):
            for fact, claim in (pair for _, triple in instances_of(row) for pair in tracer.stating_below(triple)):
                found.setdefault((claim, fact), LeftOut(claim=tracer.reader.read(claim), triple=fact))
        return tuple(found.values())

    def _beyond(self, names: Sequence[str], shown: Set[tuple[_Term | None, ...]]) -> Iterator[dict[str, _Term]]:
        """The rows, with all variables, that there would be besides."""
        if self._rows is None:
            return
        every, solutions = self._rows.found()
        for solution in solutions:
            if tuple([solution[name] for name in names]) not in shown:  # most of what is found twice is not read
                row = {name: value for name, value in zip(every, solution, strict=True) if value is not None}
                yield cast("dict[str, _Term]", row)


class _Beside(Thread):
    """A query on facts and what is only stated, run at once in a thread of its own."""

    def __init__(self, store: Store, text: str) -> None:
        super().__init__()
        self._store, self._text = store, text
        self._found: tuple[tuple[str, ...], list[QuerySolution]] | Exception | None = None
        self.start()

    def run(self) -> None:
        """Find the rows."""
        try:
            graphs: list[NamedNode | BlankNode | DefaultGraph] = [DefaultGraph(), GRAPH.stated]
            solutions = cast("QuerySolutions", self._store.query(self._text, default_graph=graphs))
            self._found = tuple(variable.value for variable in solutions.variables), list(solutions)
        except Exception as error:  # noqa: BLE001  whatever it is, it is raised where the rows are wanted
            self._found = error

    def found(self) -> tuple[tuple[str, ...], list[QuerySolution]]:
        """The variables and the rows, once they are there. Raises what the query raised."""
        self.join()
        if self._found is None or isinstance(self._found, Exception):
            raise self._found or RuntimeError("a thread ended without its rows")
        return self._found


def _fits_stated(store: Store, pattern: Pattern) -> bool:
    """Whether anything that is only stated fits a pattern of a question; only through such a pattern can it add a row."""
    subject, predicate, value = (None if slot.startswith("?") else read_term(slot) for slot in pattern.slots)
    found = store.quads_for_pattern(subject, predicate, value, GRAPH.stated)  # type: ignore[arg-type]  # no literal is a subject
    return next(found, None) is not None
