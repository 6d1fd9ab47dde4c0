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
    if texts:
        checked += _against_texts(corpus, texts)
    for outcome in checked:
        state = "ok" if outcome.passed else "FOUND" if outcome.findings else "NOTHING TO CHECK"
        click.echo(f"{state.ljust(5)} {outcome.name} ({outcome.examined} examined): {outcome.summary}")
        for finding in outcome.findings:
            click.echo(f"      {finding}")
    if not texts:
        click.echo("anchors and copied words were not checked: give the source texts with --texts", err=True)
    click.echo(f"data {store.version}", err=True)
    if not all(outcome.passed for outcome in checked):
        raise SystemExit(1)


def _against_texts(corpus: Corpus, texts: tuple[Path, ...]) -> list[Checked]:
    anchors: list[str] = []
    copied: list[str] = []
    examined = 0
    for source in corpus.sources.values():
        text = text_of(source, texts)
        if text is None:
            anchors.append(f"{source.slug}: {source.text_file} is in none of the folders given")
            continue
        claims = [claim for claim in corpus.claims if claim.source == source]
        examined += len(claims)
        anchors += [found.line for found in verify(claims, text) if found.status != "exact"]
        copied += [line for file in sorted(source.folder.glob("*.yaml")) for line in copied_fields(file, text)]
    return [
        Checked(name="anchors", summary="Every anchor is exact.", examined=examined, findings=tuple(anchors)),
        Checked(
            name="copied-words",
            summary="No field repeats more than seven words of its source in a row.",
            examined=examined,
            findings=tuple(copied),
        ),
    ]
