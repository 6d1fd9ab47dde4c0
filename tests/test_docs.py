"""The documentation says what is: generated pages are up to date, commands in it exist, and the walk in CONTRIBUTING runs."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
from commands import warm

from graph.cli import cli
from graph.errors import DetenteError
from loaders import questions
from loaders.coverage_file import SKIPPED, UNUSED

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
DETENTE = shutil.which("detente", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
BASH = shutil.which("bash")
BLOCK = re.compile(r"(?P<marks>(?:<!-- [^\n]* -->\n)*)```(?P<kind>\w*)\n(?P<body>.*?)```\n", re.DOTALL)
MARK = re.compile(r"<!-- (file|append|exits): (.*?) -->")
WALK = re.compile(r"<!-- walk -->(.*?)<!-- /walk -->", re.DOTALL)

PLACES = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/*.md",
    "docs/*/*.md",
    "ontology/README.md",
    "queries/README.md",
)
PAGES = sorted(file.relative_to(ROOT).as_posix() for pattern in PLACES for file in ROOT.glob(pattern))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """A fenced block: its language, what it holds, and the marks in comments right above it."""

    kind: str
    body: str
    marks: dict[str, str]

    def transcript(self) -> Iterator[tuple[str, str]]:
        """The commands of the block, each with the output that stands below it."""
        for part in re.split(r"(?m)^\$ ", self.body)[1:]:
            command, _, output = part.partition("\n")
            while command.endswith("\\"):
                more, _, output = output.partition("\n")
                command = command[:-1] + more
            yield command, output


@cache
def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def fences(text: str) -> list[Fence]:
    return [
        Fence(kind=found["kind"], body=found["body"], marks=dict(MARK.findall(found["marks"])))
        for found in BLOCK.finditer(text)
    ]


def commands_in(name: str) -> list[str]:
    """The ``detente …`` commands that stand in the fenced blocks of a page, up to a pipe or the like."""
    lines = (line.removeprefix("$ ") for fence in fences(read(name)) for line in fence.body.splitlines())
    return [re.split(r"\s(?:\||>|2>|&&|;)\s?", line)[0] for line in lines if re.match(r"detente\b(?!:)", line)]


def headings(file: Path) -> set[str]:
    """The anchors of a page's headings, as a forge makes them."""
    found = re.findall(r"(?m)^#+ (.*)$", re.sub(r"```.*?```", "", file.read_text(encoding="utf-8"), flags=re.DOTALL))
    return {re.sub(r"[^\w\s-]", "", heading.lower()).strip().replace(" ", "-") for heading in found}


def environment(folder: Path, cache_folder: Path) -> dict[str, str]:
    """The environment of a command: a cache of its own, the width of the pasted answers, nothing of ours."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("DETENTE_")}
    path = f"{Path(DETENTE or '').parent}{os.pathsep}{kept.get('PATH', '')}"
    fixed = {"PATH": path, "COLUMNS": "100", "DETENTE_CACHE": str(cache_folder), "PYTHONUTF8": "1", "PWD": str(folder)}
    return kept | fixed


def as_pattern(output: str) -> str:
    """A pasted output as an expression: ``…`` stands for anything, and the version of the data may differ."""
    lines = [line for line in output.splitlines() if not line.startswith("data ")]
    return r"\s*".join(re.escape(part.strip()).replace("…", ".*?") for part in lines if part.strip())


def without_version(output: str) -> str:
    return "\n".join(line.rstrip() for line in output.strip().splitlines() if not line.startswith("data "))


def error_classes(base: type[DetenteError] = DetenteError) -> Iterator[type[DetenteError]]:
    yield base
    for below in base.__subclasses__():
        yield from error_classes(below)


def test_every_key_of_the_header_of_a_question_is_documented() -> None:
    assert [key for key in questions._KEYS if f"\n| `{key}` | " not in read("CONTRIBUTING.md")] == []


def all_commands(command: click.Command, name: str = "detente") -> Iterator[str]:
    yield name
    if isinstance(command, click.Group):
        context = click.Context(command)
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            assert found is not None
            yield from all_commands(found, f"{name} {below}")


@pytest.mark.slow
@pytest.mark.parametrize("columns", ["40", "200"])
def test_the_generated_pages_are_up_to_date_on_every_terminal(columns: str) -> None:
    checked = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "generate.py"), "--check"],
        env=os.environ | {"COLUMNS": columns}, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("command", list(all_commands(cli)))
def test_every_command_stands_in_the_page_of_commands(command: str) -> None:
    assert f"## `{command}`\n" in read("docs/commands.md")


@pytest.mark.parametrize("error", list(error_classes()), ids=lambda error: error.__name__)
def test_every_error_stands_in_contributing_with_its_exit_code(error: type[DetenteError]) -> None:
    assert f"| {error.exit_code} | `{error.__name__}` |" in read("CONTRIBUTING.md")


@pytest.mark.parametrize(("reason", "sense"), [*SKIPPED.items(), *UNUSED.items()])
def test_every_reason_of_a_file_of_coverage_stands_in_contributing(reason: str, sense: str) -> None:
    assert f"| `{reason}` | {sense} |" in read("CONTRIBUTING.md")


@pytest.mark.parametrize("slug", sorted(path.parent.name for path in ROOT.glob("data/sources/*/source.yaml")))
def test_every_source_stands_in_the_page_of_sources(slug: str) -> None:
    assert f"[{slug}](" in read("docs/sources.md")


@pytest.mark.parametrize("name", sorted(path.stem for path in ROOT.glob("queries/*.rq")))
def test_every_question_stands_in_the_page_of_questions(name: str) -> None:
    assert f"#### `{name}`\n" in read("queries/README.md")


@pytest.mark.parametrize("path", sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("queries/*/*.rq")))
def test_every_check_and_rule_stands_in_the_page_of_questions(path: str) -> None:
    assert f"| `{Path(path).stem}` |" in read("queries/README.md")


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_every_command_in_a_page_is_one_that_the_program_knows(page: str) -> None:
    for line in commands_in(page):
        words = shlex.split(line, comments=True)[1:]
        context = click.Context(cli, info_name="detente")
        while words and isinstance(context.command, click.Group) and not words[0].startswith("-"):
            command = context.command.get_command(context, words[0])
            assert command is not None, f"{page}: {line}: there is no command {words[0]}"
            context = click.Context(command, parent=context, info_name=words.pop(0))
        try:
            context.command.make_parser(context).parse_args(args=list(words))
        except click.UsageError as error:
            pytest.fail(f"{page}: {line}: {error.format_message()}")


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_a_page_leads_to_a_file_and_a_heading(page: str) -> None:
    text = re.sub(r"```.*?```", "", read(page), flags=re.DOTALL)
    for target, heading in re.findall(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)", text):
        file = (ROOT / page).parent / target if target else ROOT / page
        assert file.exists(), f"{page}: {target}"
        assert not heading or heading in headings(file), f"{page}: {target}#{heading}"


def test_contributing_has_commands_to_try() -> None:
    assert len(commands_in("CONTRIBUTING.md")) > 10


@pytest.mark.skipif(BASH is None, reason="the walk is written for a Unix shell")
@pytest.mark.slow
def test_the_walk_in_contributing_runs_as_it_is_written(tmp_path: Path) -> None:
    walk = WALK.search(read("CONTRIBUTING.md"))
    assert walk is not None
    env = environment(tmp_path, tmp_path / "cache")
    for fence in fences(walk[1]):
        for how in ("file", "append"):
            if how in fence.marks:
                file = tmp_path / fence.marks[how]
                file.parent.mkdir(parents=True, exist_ok=True)
                before = file.read_text(encoding="utf-8") if how == "append" else ""
                file.write_text(before + fence.body, encoding="utf-8")
        for command, output in fence.transcript():
            done = subprocess.run(
                [str(BASH), "-o", "pipefail", "-c", command],
                cwd=tmp_path, env=env, capture_output=True, text=True, encoding="utf-8", check=False,
            )  # fmt: skip
            said = f"$ {command}\n{done.stdout}{done.stderr}"
            assert done.returncode == int(fence.marks.get("exits", "0")), said
            assert re.fullmatch(as_pattern(output), without_version(done.stdout), re.DOTALL), said


@pytest.mark.parametrize(
    ("command", "output"),
    [
        pytest.param(*pair, id=pair[0])
        for fence in fences(read("docs/asking.md"))
        if fence.kind == "console"
        for pair in fence.transcript()
    ],
)
def test_what_the_page_on_asking_shows_is_what_the_command_prints(command: str, output: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [str(DETENTE), *shlex.split(command)[1:]],
        env=environment(tmp_path, warm()), capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(as_pattern(output), without_version(done.stdout), re.DOTALL), done.stdout


def pasted_answer() -> tuple[str, str] | None:
    """The command in the README that asks the first question, and the answer pasted below it; None when it is not there."""
    found = fences(read("README.md"))
    for place, fence in enumerate(found):
        for command, output in fence.transcript():
            if command.startswith("detente ask blocked-agreements"):
                below = found[place + 1].body if place + 1 < len(found) else ""
                return command, output if output.strip() else below
    return None


def test_the_answer_in_the_readme_is_what_the_command_prints(tmp_path: Path) -> None:
    pasted = pasted_answer()
    if pasted is None:
        pytest.skip("the README pastes no answer of blocked-agreements yet")
    words = shlex.split(pasted[0])[1:]
    form = [] if "--format" in words else ["--format", "text"]
    done = subprocess.run(
        [str(DETENTE), *words, *form],
        env=environment(tmp_path, warm()), capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(as_pattern(pasted[1]), without_version(done.stdout), re.DOTALL), done.stdout
