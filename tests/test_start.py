"""Questions start fast: the warm path imports no parser and no reasoner; and every command explains itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click import Context
from commands import BLOCKED, ROOT, is_clear, python, run, warm
from corpora import bare_tree
from harbour import write_harbour

from graph.cli import cli
from graph.cli_source import source

if TYPE_CHECKING:
    from pathlib import Path

SLOW = ("rdflib", "owlrl", "pyshacl", "edtf", "yaml")
COMMANDS = sorted(cli.list_commands(Context(cli)))
OF_SOURCE = sorted(source.commands)

IMPORTED = """
import io, sys
from contextlib import redirect_stdout
from graph.cli import cli
with redirect_stdout(io.StringIO()) as out:
    cli(sys.argv[1:], standalone_mode=False)
assert out.getvalue().strip(), "the command printed nothing"
print(" ".join(name for name in sys.modules if "." not in name))
"""


def imported(*arguments: str, cache: Path, tree: Path = ROOT) -> set[str]:
    """The packages that a command imports."""
    done = python(IMPORTED, *arguments, cache=cache, PYTHONPATH=str(tree))
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask",),
        ("ask", BLOCKED),
        ("ask", BLOCKED, "framework=", "--at", "2019", "--format", "text"),
        ("ask", BLOCKED, "--format", "json"),
        ("query", "SELECT * { ?s ?p ?o } LIMIT 1"),
        ("show", "lithuania"),
        ("why", "by-nato-classified-information", "has had phase", "blocked"),
    ],
    ids=" ".join,
)
def test_no_parser_and_no_reasoner_is_imported_by_warm(arguments: tuple[str, ...]) -> None:
    assert imported(*arguments, cache=warm()).isdisjoint(SLOW)


def test_a_question_without_parameters_is_not_looked_through_for_keywords() -> None:
    code = IMPORTED.replace('if "." not in name', "")
    done = python(code, "ask", "polls", cache=warm(), PYTHONPATH=str(ROOT))
    assert "graph.asking" in done.stdout.split(), done.stderr
    assert "graph.inert" not in done.stdout.split()


@pytest.mark.slow
def test_no_parser_and_no_reasoner_is_imported_by_a_warm_question_over_an_overlay(tmp_path: Path) -> None:
    data = str(write_harbour(tmp_path / "data"))
    asked = ("ask", BLOCKED, "framework=open-sea", "--data", data)
    cold, again = (imported(*asked, cache=tmp_path / "cache", tree=bare_tree()) for _ in range(2))
    assert {"rdflib", "owlrl", "yaml"} <= cold
    assert again.isdisjoint(SLOW)


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_the_command_lists_every_command_in_its_help(option: str, tmp_path: Path) -> None:
    done = run(option, cache=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    listed = done.stdout.partition("Commands:")[2]
    assert [line.split()[0] for line in listed.splitlines() if line.strip()] == sorted(COMMANDS)


HELP = """
import io, json, os, sys
from contextlib import redirect_stdout
from graph.cli import cli
found = {}
for command in sys.argv[1:]:
    with redirect_stdout(io.StringIO()) as out:
        code = cli([*command.split(), "--help"], prog_name="detente", standalone_mode=False)
    assert code == 0
    found[command] = out.getvalue(), "a store" if os.path.exists(os.environ["DETENTE_CACHE"]) else "nothing"
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def helped(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """For each command the help that it prints, and what it leaves in an empty cache."""
    commands = [*COMMANDS, *(f"source {name}" for name in OF_SOURCE)]
    done = python(HELP, *commands, cache=tmp_path_factory.mktemp("help") / "cache")
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, tuple[str, str]] = json.loads(done.stdout)
    return found


def test_help_of_one_command_by_the_real_command(tmp_path: Path) -> None:
    done = run("ask", "--help", cache=tmp_path / "cache")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: detente ask ")
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize(
    "command", [(name,) for name in COMMANDS] + [("source", name) for name in OF_SOURCE], ids=" ".join
)
def test_help_is_given_without_a_build_for(command: tuple[str, ...], helped: dict[str, tuple[str, str]]) -> None:
    shown, left = helped[" ".join(command)]
    assert shown.startswith(f"Usage: detente {' '.join(command)} ")
    assert left == "nothing"


def test_no_command_is_lost() -> None:
    assert {"ask", "build", "check", "query", "show", "source", "why"} <= set(COMMANDS)
    assert {"new", "seal", "show", "verify"} <= set(OF_SOURCE)


@pytest.mark.parametrize(
    "arguments", [("aks",), ("source", "sael"), ("ask", "--no-such-option"), ("source",), ()], ids=" ".join
)
def test_a_command_that_does_not_exist_is_a_usage_error(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = run(*arguments, cache=tmp_path / "cache")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("Usage: detente")
    assert not (tmp_path / "cache").exists()


def test_a_question_that_does_not_exist_is_answered_with_a_near_one() -> None:
    done = run("ask", "blocked-agreement", cache=warm())
    assert (done.returncode, done.stdout) == (1, "")
    assert is_clear(done.stderr)
    assert f"did you mean {BLOCKED}" in done.stderr


def test_the_version_is_told_without_a_build(tmp_path: Path) -> None:
    done = run("--version", cache=tmp_path / "cache")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("detente, version ")
    assert not (tmp_path / "cache").exists()


def test_an_answer_goes_to_standard_output_and_the_rest_to_standard_error() -> None:
    done = run("ask", BLOCKED, cache=warm())
    assert done.returncode == 0
    assert done.stdout.startswith("agreement,party,")
    assert "data " not in done.stdout
    assert any(line.startswith("data ") for line in done.stderr.splitlines())
