"""The command line: it parses, calls and prints; everything that it can do, the library can do."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.cli_options import (
    MOST_WIDTH,
    data_lines,
    data_option,
    iris_option,
    is_terminal,
    opened,
    parameters_given,
    perspective_option,
    retired_lines,
    seen_by,
    style,
    tell_data,
    texts_option,
    width,
)
from graph.errors import DetenteError, InputError, StoreError, UsageError
from graph.kept_answers import KeptAnswer, Told
from graph.version import __version__
from loaders.files import read_utf8

if TYPE_CHECKING:
    from graph.present import Style
    from graph.store import Opened

_LAZY = {
    "source": "graph.cli_source",
    "check": "graph.cli_check",
    "build": "graph.cli_build",
    "export": "graph.cli_export",
    "terms": "graph.cli_terms",
    "serve": "graph.cli_serve",
    "show": "graph.cli_show",
    "why": "graph.cli_show",
}


class _Group(click.Group):
    """Commands that stand in modules of their own are imported when they are called: questions start fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_LAZY])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in _LAZY:
            import importlib  # noqa: PLC0415  only these commands pay for it

            command = getattr(importlib.import_module(_LAZY[cmd_name]), cmd_name)
            return command if isinstance(command, click.Command) else None
        return super().get_command(ctx, cmd_name)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, "--version", prog_name="detente")
def cli() -> None:
    """Ask a knowledge graph of international security cooperation, and see the words behind every fact."""


class _Ask(click.Command):
    """The command ``ask``, whose ``--help`` is an option like others: beside a question it tells of that one."""

    def get_help_option(self, ctx: click.Context) -> click.Option:  # noqa: ARG002  as click calls it
        return _HELP


_HELP = click.Option(
    ["-h", "--help", "helped"], is_flag=True, help="Show this message or, with a QUESTION, what it takes, and exit."
)


@cli.command(cls=_Ask)
@click.argument("question", required=False)
@click.argument("parameters", nargs=-1, metavar="[NAME=VALUE]…")
@click.option("--at", metavar="DATE", help="Only what can have held at this time: 2019, 2019-03, 2019-03-05 …")
@click.option(
    "--format",
    "form",
    type=click.Choice(["auto", "text", "csv", "json"]),
    default="auto",
    help="Default: text on a terminal, CSV in a pipe; the list of questions as text.",
)
@click.option("--evidence/--no-evidence", default=True, help="Whether the claims behind each row are shown.")
@click.option("--compare", is_flag=True, help="Show the answer source by source, and which say nothing.")
@perspective_option
@iris_option
@texts_option
@data_option
def ask(
    question: str | None,
    parameters: tuple[str, ...],
    at: str | None,
    form: str,
    evidence: bool,
    compare: bool,
    seen: str,
    iris: bool,
    texts: tuple[Path, ...],
    overlays: tuple[Path, ...],
    helped: bool,
) -> None:
    """Ask a saved QUESTION: the answer, and the evidence behind each row. Without one, list the questions.

    QUESTION --help says what a question takes. --perspective only:SOURCE reads one text, with every question.
    """
    context = click.get_current_context()
    if helped and question is None:
        click.echo(context.get_help())
        context.exit()
    store = opened(overlays, seen)
    if question is None or helped:
        from graph.cli_questions import listed, told  # noqa: PLC0415  an answer does not need it

        click.echo(listed(store, form) if question is None else told(store, question), nl=False)
        return
    given = parameters_given(parameters)
    if at is not None and given.setdefault("at", at) != at:
        raise UsageError(f"the time is given twice, as at={given['at']} and as --at {at}; write it once")
    form = ("text" if is_terminal() else "csv") if form == "auto" else form
    columns = width() if form == "text" else MOST_WIDTH
    asked = {
        "question": question, "given": given, "form": form, "columns": columns,
        "evidence": evidence, "compare": compare, "iris": iris,
    }  # fmt: skip
    kept = None if texts else KeptAnswer(store, asked)  # texts lie outside the cache, and may change
    said = kept.read() if kept is not None else None
    if said is not None:
        _say(said)
        return
    layout = style(store, texts, iris=iris, evidence=evidence, columns=columns)
    said = _told(store, question, given, form, layout, overlays if compare else None)
    _say(said)
    if kept is not None:
        kept.write(said)


def _say(said: Told) -> None:
    for line in said.before:
        click.echo(line, err=True)
    click.echo(said.content, nl=False)
    for line in said.after:
        click.echo(line, err=True)


def _told(
    store: Opened, question: str, given: dict[str, str], form: str, layout: Style, compared: tuple[Path, ...] | None
) -> Told:
    """What is told of a question, source by source where the overlays of a comparison are given."""
    from graph.asking import find_question  # noqa: PLC0415  an answer that is kept does not need it

    params = find_question(store, question).params
    before = retired_lines(store, (given.get(param.name) for param in params if param.kind == "entity"))
    content, asides = (
        _answered(store, question, given, form, layout)
        if compared is None
        else _compared(store, question, given, form, layout, compared)
    )
    after = [*data_lines(store), *(f"{line[0].lower()}{line[1:]}" for line in asides)] if form == "csv" else []
    return Told(before=before, content=content, after=after)


def _answered(store: Opened, question: str, given: dict[str, str], form: str, layout: Style) -> tuple[str, list[str]]:
    """The answer in a format, and what a table of it does not hold."""
    from graph.asking import ask as answer_of  # noqa: PLC0415  --help does not need it
    from graph.present import as_text, time_words  # noqa: PLC0415
    from graph.present_table import as_csv, as_json  # noqa: PLC0415

    answer = answer_of(store, question, given)
    time = [] if answer.time is None else [f"asked of what was so {time_words(answer.time)}"]
    content = {"text": as_text, "csv": as_csv, "json": as_json}[form](answer, layout)
    return content, [*time, *answer.emptiness, *answer.asides(evidence=layout.evidence)]


def _compared(
    store: Opened, question: str, given: dict[str, str], form: str, layout: Style, overlays: tuple[Path, ...]
) -> tuple[str, list[str]]:
    """The answers of each source in a format, and what a table of them does not hold."""
    from graph.comparing import compare as compared  # noqa: PLC0415  only a comparison needs it
    from graph.present_compare import (  # noqa: PLC0415
        comparison_asides,
        comparison_csv,
        comparison_json,
        comparison_text,
    )

    found = compared(store, question, given, lambda perspective: seen_by(overlays, perspective))
    content = {"text": comparison_text, "csv": comparison_csv, "json": comparison_json}[form](found, layout)
    return content, comparison_asides(found)


@cli.command()
@click.argument("text", required=False)
@click.option(
    "-f",
    "--file",
    "file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Read the query from this file.",
)
@click.option(
    "--format", "form", default="auto",
    type=click.Choice(["auto", "table", "csv", "tsv", "json", "xml", "turtle", "ntriples"]),
    help="Default: a table on a terminal, CSV in a pipe, Turtle for graphs.",
)  # fmt: skip
@click.option("--timeout", type=click.FloatRange(min=0.1), default=60.0, show_default=True, metavar="SECONDS")
@perspective_option
@data_option
def query(
    text: str | None, file: Path | None, form: str, timeout: float, seen: str, overlays: tuple[Path, ...]
) -> None:
    """Run any SPARQL query: TEXT, -f FILE, or - for standard input. The prefixes dt, id, vocab … need no declaration."""
    from graph.querying import run_query, unknown_terms  # noqa: PLC0415  only this command needs it

    if (text is None) == (file is None):
        raise UsageError("give the query as TEXT, as -f FILE, or as - for standard input")
    sparql = text if text is not None and text != "-" else _read(file)
    store = opened(overlays, seen)
    wanted = ("table" if is_terminal() else "csv") if form == "auto" else form
    result = run_query(store, sparql, "json" if wanted == "table" else wanted, seconds=timeout)
    if form != "auto" and (result.kind == "graph") != (form in _GRAPH_FORMATS):
        kinds = (
            ("a graph", "turtle or ntriples") if result.kind == "graph" else ("rows", "table, csv, tsv, json or xml")
        )
        raise UsageError(f"the query gives {kinds[0]}, which --format {form} cannot hold; take {kinds[1]}")
    if result.kind == "select" and wanted == "table":
        _print_table(result.content)
    elif result.kind == "ask":
        _print_boolean(result.content, wanted)
    else:
        click.echo(result.content, nl=not result.content.endswith("\n"))
    for name in unknown_terms(store, sparql):
        click.echo(f"{name} stands nowhere in the graph, so nothing can be found by it; is it misspelt?", err=True)
    tell_data(store)
    if result.kind == "ask" and "true" not in result.content:
        raise SystemExit(1)


_GRAPH_FORMATS = ("turtle", "ntriples")


def _read(file: Path | None) -> str:
    if file is not None:
        return read_utf8(file)
    try:
        return sys.stdin.buffer.read().decode().removeprefix("\ufeff")  # as PowerShell begins what it pipes
    except UnicodeDecodeError as error:
        raise InputError(f"standard input:1: not UTF-8 at byte {error.start}; save the query as UTF-8") from error


def _print_boolean(content: str, form: str) -> None:
    click.echo(("yes" if "true" in content else "no") if form in ("table", "csv", "tsv") else content)


def _print_table(content: str) -> None:
    import json  # noqa: PLC0415  only tables need it

    from rich.console import Console  # noqa: PLC0415
    from rich.markup import escape  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    from graph.present_query import cell  # noqa: PLC0415

    found = json.loads(content)
    table = Table(*map(escape, found["head"]["vars"]))
    for row in found["results"]["bindings"]:
        table.add_row(*(escape(cell(row.get(name))) for name in found["head"]["vars"]))
    console = Console()
    console.print(table)
    count = len(found["results"]["bindings"])
    console.print(f"{count} row{'' if count == 1 else 's'}", highlight=False)


def main() -> None:
    """Run the command line; an error of ours is one message on standard error and the exit code of its class."""
    try:
        cli(standalone_mode=True)
    except DetenteError as error:
        click.echo(f"detente: {error}", err=True)
        sys.exit(error.exit_code)
    except OSError as error:
        click.echo(f"detente: {error}; if this is the store, set DETENTE_CACHE to another folder", err=True)
        sys.exit(StoreError.exit_code)
