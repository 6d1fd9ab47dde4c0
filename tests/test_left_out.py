"""What an answer leaves out is found beside its rows, and a fault there is not lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from commands import shipped

from graph.evidence import Tracer
from graph.left_out import IfStated


def test_a_query_that_fails_in_its_thread_fails_where_its_rows_are_wanted() -> None:
    question = shipped().questions["polls"]
    broken = replace(question, trace_text=question.trace_text.replace("WHERE {", "WHERE { ?never"))
    beside = IfStated(Tracer(shipped()), broken, {})
    with pytest.raises(SyntaxError, match="expected"):
        beside.left_out((), set())


def test_a_question_to_which_nothing_that_is_only_stated_fits_is_not_asked_twice() -> None:
    question = shipped().questions["polls"]
    only_facts = tuple(replace(pattern, predicate="<http://example.org/none>") for pattern in question.patterns)
    broken = replace(question, patterns=only_facts, trace_text="no query, and none is run")
    assert IfStated(Tracer(shipped()), broken, {}).left_out((), set()) == ()
