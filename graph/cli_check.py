"""``detente check``: run every check, and say what each examined and found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from pyoxigraph import Store

from graph.build import open_store
from graph.checked import Checked
from graph.cli_coverage import open_sentences
from graph.cli_options import data_option, texts_option
from graph.layers import all_layers
from loaders.corpus import Corpus, read_corpus
from loaders.coverages import read_coverages
from loaders.languages import source_languages
from loaders.printed import unprinted
from loaders.sources import text_of
from loaders.verify import copied_fields, verify

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from graph.layers import Layer
    from loaders.claims import Claim
    from loaders.coverage import Coverage
    from loaders.languages import Language
    from loaders.sources import Source
    from loaders.text import NormalText


@click.command()
@texts_option
@data_option
def check(texts: tuple[Path, ...], overlays: tuple[Path, ...]) -> None:
    """Run every check of the graph and, with the texts at hand, of every anchor. Exit code 1: something was found."""
    from graph.checks import run_checks  # noqa: PLC0415  it imports rdflib, for which --help need not wait

    for folder in texts:
        if not folder.is_dir():
            raise click.UsageError(f"--texts {folder}: no such folder")
    store = open_store(overlays, tell=lambda line: click.echo(line, err=True))
    layers = all_layers(overlays)
    corpus = read_corpus(layers)
    quads = Store()
    quads.bulk_extend(
        store.quads
    )  # every check reads most of the graph, from memory several times as fast as from the disk
    checked = run_checks(quads, corpus, layers, store.questions)
    checked += checks_against_texts(corpus, texts, layers) if texts else []
    for outcome in checked:
        state = "ok" if outcome.passed else "FOUND" if outcome.findings else "NOTHING TO CHECK"
        click.echo(f"{state.ljust(5)} {outcome.name} ({outcome.examined} examined): {outcome.summary}")
        for finding in outcome.findings:
            click.echo(f"      {finding}")
    for name in (source.slug for source in corpus.sources.values() if text_of(source, texts) is None):
        click.echo(f"{name}: its text is not at hand (--texts), so its anchors and words were not checked", err=True)
    found = sum(not outcome.passed for outcome in checked)
    click.echo(f"{len(checked)} checks, {found or 'none'} with something to mend", err=True)
    click.echo(f"data {store.version}", err=True)
    if not all(outcome.passed for outcome in checked):
        raise SystemExit(1)


def checks_against_texts(corpus: Corpus, texts: tuple[Path, ...], layers: Sequence[Layer]) -> list[Checked]:
    """Check every source whose text is at hand: its anchors, its coverage, and every file of ours beside it for copied words."""
    at_hand = {source: text for source in corpus.sources.values() if (text := text_of(source, texts)) is not None}
    by_source = {source: [claim for claim in corpus.claims if claim.source == source] for source in at_hand}
    coded = {source: text for source, text in at_hand.items() if by_source[source]}
    return [
        *_checks_of_anchors(by_source, at_hand, source_languages(at_hand, layers, corpus.entities)),
        *_checks_of_coverage(read_coverages(corpus, coded, layers)),
        Checked(
            name="copied-words",
            summary="No field repeats more than seven words of a source in a row.",
            examined=len(at_hand),
            findings=tuple(_copied(at_hand)),
        ),
    ]


def _checks_of_anchors(
    by_source: Mapping[Source, Sequence[Claim]],
    at_hand: Mapping[Source, NormalText],
    languages: Mapping[Source, Language],
) -> tuple[Checked, Checked]:
    claims = [claim for source in at_hand for claim in by_source[source]]
    anchors = [found for source, text in at_hand.items() for found in verify(by_source[source], text)]
    exact = [claim for claim, found in zip(claims, anchors, strict=True) if found.status == "exact"]
    unprinted_parts = [(claim, unprinted(claim, at_hand[claim.source], languages[claim.source])) for claim in exact]
    return (
        Checked(
            name="anchors",
            summary="Every anchor is exact.",
            examined=len(anchors),
            findings=tuple(found.line for found in anchors if found.status != "exact"),
        ),
        Checked(
            name="printed-dates",
            summary="A passage prints every year, month and day that a claim at it calls printed.",
            examined=len(exact),
            findings=tuple(
                f"{claim.place}: claim {claim.name}: the passage does not print {', '.join(parts)}; "
                "widen the passage, or write date-basis: document, inferred or year-inferred"
                for claim, parts in unprinted_parts
                if parts
            ),
        ),
    )


def _checks_of_coverage(covered: Sequence[Coverage]) -> tuple[Checked, Checked]:
    return (
        Checked(
            name="coverage",
            summary="Every sentence of a coded source, and every figure, date and name in it, is used by a claim or left for a reason.",
            examined=sum(len(one.sentences) for one in covered),
            findings=tuple(finding for one in covered for finding in (*one.faults, *open_sentences(one))),
        ),
        Checked(
            name="doubt-without-note",
            summary="A claim that is coded outright where its passage holds a cue has a note.",
            examined=sum(one.claims for one in covered),
            findings=tuple(doubt.line for one in covered for doubt in one.doubts),
        ),
    )


def _copied(at_hand: Mapping[Source, NormalText]) -> list[str]:
    """The fields that repeat words of a text, in the files of its own layer: its sources' and those beside them."""
    found = []
    for source, text in at_hand.items():
        layer = source.folder.parent.parent
        files = [*sorted(layer.glob("sources/*/*.yaml")), *sorted(layer.glob("*.yaml"))]
        found += [line for file in files for line in copied_fields(file, text)]
    return found
