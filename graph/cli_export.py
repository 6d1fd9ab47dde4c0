"""``detente export``: the graph, or a part of it, in the forms in which others take it up."""

from __future__ import annotations

import io
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import click

from graph.cli_options import (
    data_option,
    opened,
    parameters_given,
    perspective_option,
    tell_data,
    tell_retired,
    texts_option,
    width,
)
from graph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graph.claim_view import ClaimView
    from graph.export.content import Content
    from graph.export.formats import Format

_FIRST, _NEXT = 2.0, 5.0
"""After how many seconds the progress of an export is told, and how many lie between one such line and the next."""

_STANDARD = Path("-")


@click.command()
@click.argument("format", required=False)
@click.argument("parameters", nargs=-1, metavar="[NAME=VALUE]…")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE",
    help="Write to this file or, for a format of several files, folder. Default, and -: standard output.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Write over what is there.")
@click.option(
    "--entity", "entities", multiple=True, metavar="NAME", help="Only what is said of this thing (repeatable)."
)
@click.option("--source", "sources", multiple=True, metavar="SOURCE", help="Only what this source says (repeatable).")
@click.option(
    "--claim", "claims", multiple=True, metavar="CLAIM", help="Only this claim, as SOURCE/NUMBER (repeatable)."
)
@click.option(
    "--question", metavar="QUESTION",
    help="Only the claims behind the answer to this saved question, asked with the parameters NAME=VALUE.",
)  # fmt: skip
@click.option(
    "--graph", "graphs", multiple=True, metavar="GRAPH",
    help="Only what stands in this named graph: facts, inferred, entities, claims/SOURCE … (repeatable).",
)  # fmt: skip
@click.option(
    "--context-by-iri", is_flag=True, help="In JSON-LD, name our contexts by their IRIs and do not hold them."
)
@click.option("--publish-texts", is_flag=True, help="Let passages out, with --texts; they are their publishers'.")
@perspective_option
@texts_option
@data_option
def export(
    format: str | None,  # noqa: A002  the word for it
    parameters: tuple[str, ...],
    output: Path | None,
    force: bool,
    entities: tuple[str, ...],
    sources: tuple[str, ...],
    claims: tuple[str, ...],
    question: str | None,
    graphs: tuple[str, ...],
    context_by_iri: bool,
    publish_texts: bool,
    seen: str,
    texts: tuple[Path, ...],
    overlays: tuple[Path, ...],
) -> None:
    """Write the graph in a FORMAT: all of it, or a part that stands by itself. Without one, list the formats.

    What is chosen by --entity, --source, --claim and --question is joined; --graph narrows it.
    """
    from graph.export.content import Content, Selection  # noqa: PLC0415  --help does not need it
    from graph.export.formats import find_format  # noqa: PLC0415
    from graph.export.target import refuse_existing  # noqa: PLC0415
    from graph.layers import all_layers  # noqa: PLC0415

    if format is None:
        _list_formats()
        return
    form = find_format(format)
    if question == "":
        raise UsageError("--question has no name; `detente ask` lists the questions")
    if parameters and question is None:
        raise UsageError(f"{parameters[0]!r} is a parameter of no question; name one with --question")
    if context_by_iri and form.media_type != "application/ld+json":
        raise UsageError(f"--context-by-iri is for JSON-LD; {form.name} has no context of ours")
    output = None if output == _STANDARD else output
    if output is not None:
        refuse_existing(output, force=force)
    elif form.folder:
        raise UsageError(f"{form.name} is a folder of files; say where with -o FOLDER")
    store = opened(overlays, seen)
    tell_retired(store, entities)
    chosen = Selection(
        entities=entities, sources=sources, claims=claims, graphs=graphs, question=question or "",
        given=parameters_given(parameters),
    )  # fmt: skip
    stretches = _stretches(texts) if publish_texts else None
    content = Content(store, chosen, stretches, layers=all_layers(overlays), linked=context_by_iri)
    _write(form, content, output)
    for note in content.notes:
        click.echo(note, err=True)
    tell_data(store)


def _stretches(texts: Sequence[Path]) -> Callable[[ClaimView], tuple[str, ...]]:
    if not texts:
        raise UsageError("--publish-texts needs the texts: name their folder with --texts DIR")
    for folder in texts:
        if not folder.is_dir():
            raise UsageError(f"--texts {folder}: no such folder")
    from graph.passages import passage_stretches  # noqa: PLC0415  only those who have the texts pay for it

    return passage_stretches(texts)


def _write(form: Format, content: Content, output: Path | None) -> None:
    from graph.export.target import whole_file, whole_folder  # noqa: PLC0415  --help does not need it

    if output is None:
        form.writer(content, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    elif form.folder:
        with whole_folder(output) as folder:
            form.folder_writer(content, folder)
    else:
        with whole_file(output) as out:
            form.writer(content, cast("BinaryIO", _Told(out)))


class _Told(io.RawIOBase):
    """A stream that tells on standard error, from time to time, how much went through it."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._bytes = 0
        self._next = time.monotonic() + _FIRST

    def writable(self) -> bool:
        return True

    def write(self, content: bytes) -> int:  # type: ignore[override]  # what is written here is bytes
        self._bytes += len(content)
        if time.monotonic() >= self._next:
            click.echo(f"… {self._bytes / 1e6:,.0f} MB written", err=True)
            self._next = time.monotonic() + _NEXT
        return self._out.write(content)


def _list_formats() -> None:
    from graph.export.formats import FORMATS  # noqa: PLC0415  only the list needs it
    from graph.present import hanging  # noqa: PLC0415

    longest = max(map(len, FORMATS))
    for name, form in FORMATS.items():
        loses = f"; loses {'; '.join(form.loses)}" if form.loses else "; loses nothing"
        for line in hanging(f"{name.ljust(longest)}  ", f"{form.holds}{loses}", width()):
            click.echo(line)
