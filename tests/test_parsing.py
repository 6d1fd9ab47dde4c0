"""Queries parsed beside a build: the second process brings what rdflib gives here, is missed by nobody, and leaves with the first."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from unittest.mock import Mock

import pytest

import loaders.parsing
from graph.layers import shipped_layer
from loaders.algebra import read_parts
from loaders.parsing import parsing, parts_of
from loaders.questions import query_texts

PATHS = "PREFIX : <http://example.org/> SELECT * WHERE { ?x (:one/^:two|!(:three|^:four))* [] ; :five 'six'@en-GB }"
COUNT = 40


def queries(name: str) -> list[str]:
    """Queries that no other test has parsed."""
    return [f"SELECT ?{name} WHERE {{ ?{name} ?p {number} OPTIONAL {{ ?q ?r 's' }} }}" for number in range(COUNT)]


COMMENTED = """PREFIX : <http://example.org/a#> # ' one
SELECT ?x WHERE { # <two>
  ?x :p "# three" , 'a\\'# four' ; :q <http://example.org/#five> . # ?x :six :seven
  FILTER (?x<5) #eight>
} ORDER BY ?x#nine"""
SAVED = query_texts([shipped_layer()])[::6]
"""Each sixth query that a build parses: they are parsed twice, and all of them in each build of the shipped data."""


def test_a_second_process_sends_what_nobody_parses_here(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [*queries("sent"), PATHS, COMMENTED]
    here = {text: read_parts(text) for text in texts}
    monkeypatch.setattr(os, "cpu_count", lambda: 2)  # on one no process is begun
    monkeypatch.setitem(sys.modules, "loaders.algebra", None)  # from here on nothing can be parsed
    with parsing(texts):
        end = time.monotonic() + 60
        while not set(texts) <= set(loaders.parsing._written) and time.monotonic() < end:
            time.sleep(0.05)
    assert {text: parts_of(text) for text in texts} == here


def test_two_processes_find_together_what_one_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.parsing._parsed", {})  # whatever other tests have parsed
    here = {text: read_parts(text) for text in (*SAVED, PATHS, COMMENTED, "ASK {}")}
    parse = Mock(side_effect=read_parts)
    monkeypatch.setattr("loaders.algebra.read_parts", parse)
    with parsing(here):
        assert {text: parts_of(text) for text in here} == here
    parsed_here = [call.args[0] for call in parse.mock_calls]
    assert len(parsed_here) == len(set(parsed_here))


def test_what_the_second_process_is_about_to_send_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [*queries("awaited"), PATHS]
    here = {text: read_parts(text) for text in texts}
    monkeypatch.setattr(os, "cpu_count", lambda: 2)  # on one no process is begun
    monkeypatch.setitem(sys.modules, "loaders.algebra", None)  # from here on nothing can be parsed
    with parsing(texts):
        monkeypatch.setattr("loaders.parsing._WORTH", len(texts) + 1)  # so that nobody tries to
        assert {text: parts_of(text) for text in reversed(texts)} == here


def test_the_comments_of_a_query_name_nothing_and_its_strings_are_no_comments() -> None:
    parts = read_parts(COMMENTED)
    assert sorted(parts.terms) == ["http://example.org/#five", "http://example.org/a#p", "http://example.org/a#q"]
    assert [pattern.object for pattern in parts.traced] == ['"# three"', '"a\'# four"', "<http://example.org/#five>"]


def test_a_way_of_a_variable_is_the_part_that_gives_it_with_all_around_it() -> None:
    where = "?x :p ?y OPTIONAL { ?y :q ?way . ?way :r ?z OPTIONAL { ?z :s ?deep } BIND (STR(?way) AS ?name) }"
    ways = read_parts(f"PREFIX : <urn:x#> SELECT * WHERE {{ {where} }}").ways
    assert ways == {"way": ((0, 1, 2),), "z": ((0, 1, 2), (0, 1, 2, 3)), "deep": ((0, 1, 2, 3),), "name": ((0, 1, 2),)}


def test_a_row_that_goes_through_a_union_comes_about_by_a_branch() -> None:
    where = "{ ?x :p ?y } UNION { ?x :q ?y { ?y :r ?z } UNION { ?z :s ?y } } ?x :t ?u OPTIONAL { ?u :v ?y }"
    ways = read_parts(f"PREFIX : <urn:x#> SELECT ?x ?y WHERE {{ {where} }}").ways
    assert ways[""] == ((0, 4), (1, 2, 4), (1, 3, 4))
    assert "x" not in ways, "every row has it"


def test_a_part_of_a_query_has_all_that_holds_where_it_holds() -> None:
    where = "?x :p ?y OPTIONAL { { ?x :q ?z } UNION { ?z :r ?x } OPTIONAL { ?z :s ?u } } OPTIONAL { ?y :t ?v }"
    parts = read_parts(f"PREFIX : <urn:x#> SELECT * WHERE {{ {where} }}").parts
    assert [*map(sorted, parts)] == [[0], [0, 1], [0, 2], [0, 1, 3], [0, 2, 3], [0, 4]]


@pytest.mark.parametrize("program", ["no-such-program", "true", "echo", "false"])
def test_without_a_second_process_that_answers_all_is_parsed_here(
    program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = queries(program.replace("-", "_"))
    monkeypatch.setattr(sys, "executable", shutil.which(program) or program)
    with parsing(texts):
        assert [parts_of(text) for text in texts[:3]] == [read_parts(text) for text in texts[:3]]


def test_a_query_that_does_not_parse_is_told_of_where_it_is_needed() -> None:
    texts = [f"{text} and so on" for text in queries("wrong")]
    with parsing(texts):
        for text in (texts[0], texts[-1]):
            with pytest.raises(Exception, match="Expected end of text"):
                parts_of(text)


@pytest.mark.skipif(os.name != "posix", reason="processes are waited for by number")
def test_the_second_process_is_gone_when_the_first_fails() -> None:
    # In a process of its own: the one that runs the tests may have other children.
    script = """
import os
from test_parsing import queries, parsing
try:
    with parsing(queries("failing")):
        1 // 0
except ZeroDivisionError:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        print("gone")
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=Path(__file__).parent
    )
    assert (done.stdout, done.stderr) == ("gone\n", "")


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
