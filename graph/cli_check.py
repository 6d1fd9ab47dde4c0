"""``detente check``: run every check, and say what each examined and found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from graph.build import open_store
from graph.checks import Checked, run_checks
from graph.cli_options import data_option, texts_option
from graph.layers import all_layers
from loaders.corpus import Corpus, read_corpus
from loaders.sources import text_of
from loaders.verify import copied_fields, verify

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@texts_option
@data_option
def check(texts: tuple[Path, ...], overlays: tuple[Path, ...]) -> None:
    """Run every check of the graph and, with the texts at hand, of every anchor. Exit code 1: something was found."""
    store = open_store(overlays, tell=lambda line: click.echo(line, err=True))
    layers = all_layers(overlays)
    corpus = read_corpus(layers)
    checked = run_checks(store.quads, corpus, layers, store.questions)
    checked += checks_against_texts(corpus, texts) if texts else []
    for outcome in checked:
        state = "ok" if outcome.passed else "FOUND" if outcome.findings else "NOTHING TO CHECK"
        click.echo(f"{state.ljust(5)} {outcome.name} ({outcome.examined} examined): {outcome.summary}")
        for finding in outcome.findings:
            click.echo(f"      {finding}")
    for name in (source.slug for source in corpus.sources.values() if text_of(source, texts) is None):
        click.echo(f"{name}: its text is not at hand (--texts), so its anchors and words were not checked", err=True)
    click.echo(f"data {store.version}", err=True)
    if not all(outcome.passed for outcome in checked):
        raise SystemExit(1)


def checks_against_texts(corpus: Corpus, texts: tuple[Path, ...]) -> list[Checked]:
    """Check the anchors of every source whose text is at hand, and every file of ours beside it for words copied from one."""
    at_hand = {source: text for source in corpus.sources.values() if (text := text_of(source, texts)) is not None}
    anchors = [
        found
        for source, text in at_hand.items()
        for found in verify((claim for claim in corpus.claims if claim.source == source), text)
    ]
    files = sorted({file for source in corpus.sources.values() for file in source.folder.glob("*.yaml")})
    files += sorted({file for source in corpus.sources.values() for file in source.folder.parent.parent.glob("*.yaml")})
    copied = [line for file in files for text in at_hand.values() for line in copied_fields(file, text)]
    return [
        Checked(
            name="anchors",
            summary="Every anchor is exact.",
            examined=len(anchors),
            findings=tuple(found.line for found in anchors if found.status != "exact"),
        ),
        Checked(
            name="copied-words",
            summary="No field repeats more than seven words of a source in a row.",
            examined=len(files) if at_hand else 0,
            findings=tuple(copied),
        ),
    ]
