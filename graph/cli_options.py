"""What the commands share: options, the open store, how answers are laid out, and how errors end a run."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from graph.build import open_store
from graph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from graph.perspective import Perspective
    from graph.present import Style
    from graph.store import Opened

Command = TypeVar("Command", bound="Callable[..., Any]")

_FOLDER = click.Path(path_type=Path, file_okay=False)
MOST_WIDTH = 120
"""How many columns a line has at most."""


def data_option(command: Command) -> Command:
    """Add ``--data``."""
    return click.option(
        "--data", "overlays", multiple=True, type=_FOLDER, envvar="DETENTE_DATA", metavar="DIR",
        help="Lay the sources, entities, questions and terms of this folder over the shipped ones (repeatable; also DETENTE_DATA).",
    )(command)  # fmt: skip


def texts_option(command: Command) -> Command:
    """Add ``--texts``."""
    return click.option(
        "--texts", multiple=True, type=_FOLDER, envvar="DETENTE_TEXTS", metavar="DIR",
        help="Show and verify passages out of the source texts in this folder (repeatable; also DETENTE_TEXTS).",
    )(command)  # fmt: skip


def iris_option(command: Command) -> Command:
    """Add ``--iris``."""
    return click.option("--iris", is_flag=True, help="Show IRIs instead of names.")(command)


def perspective_option(command: Command) -> Command:
    """Add ``--perspective``."""
    return click.option(
        "--perspective", "seen", metavar="WORDS", default="",
        help="See the graph from here: only:SOURCE, not:SOURCE, +proposed, +attributed, +denied, -adopted, agreed:2 (sources of "
        "different origin), as-of:2018; several with blanks between them, or a YAML file.",
    )(command)  # fmt: skip


def parameters_given(parameters: Sequence[str]) -> dict[str, str]:
    """The parameters of a question, written as NAME=VALUE. Raises UsageError for what is not, and for a name that comes twice."""
    given: dict[str, str] = {}
    for parameter in parameters:
        name, equals, value = parameter.partition("=")
        if not equals:
            raise UsageError(
                f"{parameter!r} is no parameter; write NAME=VALUE (`detente ask QUESTION --help` lists the parameters)"
            )
        if name in given:
            raise UsageError(f"{name} is given twice, as {given[name]!r} and as {value!r}; write it once")
        given[name] = value
    return given


def opened(overlays: Sequence[Path], seen: str = "") -> Opened:
    """The store, as seen from a perspective where one is written, built first if need be; a line on standard error says so."""
    from graph.perspective import PLAIN, read_perspective  # noqa: PLC0415  --help does not need it

    return seen_by(overlays, read_perspective(seen, _file_words) if seen else PLAIN)


def seen_by(overlays: Sequence[Path], perspective: Perspective) -> Opened:
    """The store as seen from a perspective, built first if need be; a line on standard error says so."""
    return open_store(overlays, perspective=perspective, tell=lambda line: click.echo(line, err=True))


def _file_words(path: str) -> tuple[str, tuple[str, ...]]:
    from loaders.perspectives import file_words  # noqa: PLC0415  only a perspective in a file needs a parser

    return file_words(path)


def data_lines(store: Opened) -> list[str]:
    """The version of the data, and the perspective from which they are seen, a line each."""
    from graph.seen_from import seen_from  # noqa: PLC0415  --help does not need it

    return [line for line in (f"data {store.version}", seen_from(store)) if line]


def tell_data(store: Opened) -> None:
    """The version of the data, and the perspective from which they are seen, on standard error."""
    for line in data_lines(store):
        click.echo(line, err=True)


def retired_lines(store: Opened, names: Iterable[str | None]) -> list[str]:
    """A line for each of these names that editors retired."""
    from graph.resolve import note_retired  # noqa: PLC0415  --help does not need it

    return [note for note in dict.fromkeys(note_retired(store.quads, name) for name in names if name) if note]


def tell_retired(store: Opened, names: Iterable[str | None]) -> None:
    """A line on standard error for each of these names that editors retired."""
    for line in retired_lines(store, names):
        click.echo(line, err=True)


def style(
    store: Opened, texts: Sequence[Path], *, iris: bool, evidence: bool = True, columns: int | None = None
) -> Style:
    """How answers are laid out: in so many ``columns``, else in those of this terminal."""
    from graph.naming import Labels  # noqa: PLC0415  an answer that is kept is laid out
    from graph.present import Style  # noqa: PLC0415

    passage = None
    if texts:
        from graph.passages import passage_reader  # noqa: PLC0415  only those who have the texts pay for it

        for folder in texts:
            if not folder.is_dir():
                raise click.UsageError(f"--texts {folder}: no such folder")
        passage = passage_reader(texts)
    return Style(
        labels=Labels.stored(store.quads), iris=iris, evidence=evidence, width=columns or width(), passage=passage
    )


def width(most: int = MOST_WIDTH) -> int:
    """The width of the terminal in columns, at most so many; 100 when there is none."""
    import shutil  # noqa: PLC0415  only text needs it

    return min(shutil.get_terminal_size((100, 24)).columns, most)


def is_terminal() -> bool:
    """Whether standard output is a terminal."""
    return sys.stdout.isatty()
