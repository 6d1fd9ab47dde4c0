"""Queries parsed beside a build: the second process brings what rdflib gives here, is missed by nobody, and leaves with the first."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from rdflib.plugins.sparql import prepareQuery

from graph.layers import shipped_layer
from loaders.parser import pickled
from loaders.parsing import parse_query, parsing
from loaders.questions import query_texts

PATHS = "PREFIX : <http://example.org/> SELECT * WHERE { ?x (:one/^:two|!(:three|^:four))* [] ; :five 'six'@en-GB }"
COUNT = 40


def queries(name: str) -> list[str]:
    """Queries that no other test has parsed."""
    return [f"SELECT ?{name} WHERE {{ ?{name} ?p {number} OPTIONAL {{ ?q ?r 's' }} }}" for number in range(COUNT)]


def as_plain(value: Any) -> Any:
    """An algebra with the names of its nodes, as values that can be compared."""
    if isinstance(value, dict):
        return getattr(value, "name", ""), {key: as_plain(value[key]) for key in value}
    if isinstance(value, list | tuple):
        return [as_plain(item) for item in value]
    return sorted(map(repr, value)) if isinstance(value, set | frozenset) else repr(value)


SAVED = query_texts([shipped_layer()])


@pytest.mark.parametrize("text", [*SAVED, PATHS, "ASK {}"], ids=[*map(str, range(len(SAVED))), "paths", "ask"])
def test_an_algebra_is_the_same_after_its_way_between_processes(text: str) -> None:
    algebra = prepareQuery(text).algebra
    assert as_plain(pickle.loads(pickled(algebra))) == as_plain(algebra)  # noqa: S301  written in this line


def test_a_second_process_brings_queries_while_nothing_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = queries("brought")
    with parsing(texts):
        time.sleep(5)
    monkeypatch.setitem(sys.modules, "rdflib.plugins.sparql", None)  # from here on nothing can be parsed
    assert [parse_query(text).name for text in texts] == ["SelectQuery"] * COUNT


@pytest.mark.parametrize("program", ["no-such-program", "true", "echo", "false"])
def test_without_a_second_process_that_answers_all_is_parsed_here(
    program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = queries(program.replace("-", "_"))
    monkeypatch.setattr(sys, "executable", shutil.which(program) or program)
    with parsing(texts) as finish:
        finish()
    assert [as_plain(parse_query(text)) for text in texts[:3]] == [as_plain(prepareQuery(t).algebra) for t in texts[:3]]


def test_a_query_that_does_not_parse_is_told_of_where_it_is_needed() -> None:
    texts = [f"{text} and so on" for text in queries("wrong")]
    with parsing(texts) as finish:
        finish()
    with pytest.raises(Exception, match="Expected end of text"):
        parse_query(texts[0])


@pytest.mark.skipif(os.name != "posix", reason="processes are waited for by number")
def test_the_second_process_is_gone_when_the_first_fails() -> None:
    with pytest.raises(ZeroDivisionError), parsing(queries("failing")):
        _ = 1 // 0
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.mark.skipif(os.name != "posix", reason="a group of processes is killed by its number")
def test_the_second_process_ends_when_the_first_is_killed() -> None:
    script = "from test_parsing import queries, parsing; import time\nwith parsing(queries('k') * 9): print(flush=True); time.sleep(60)"
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, start_new_session=True, cwd=Path(__file__).parent
    ) as first:
        assert first.stdout is not None
        first.stdout.readline()
        first.send_signal(signal.SIGKILL)
    assert is_gone(first.pid)


def is_gone(group: int, seconds: float = 30.0) -> bool:
    """Whether no process of the group is left after a while."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False
